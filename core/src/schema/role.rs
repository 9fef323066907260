//! The roles of the manual (rules R-…): who may do which step.

use super::{ChoiceCode, Label};

/// What a person is in the company. One person may hold several roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// 销售
    Sales,
    /// 销售经理
    Manager,
    /// 财务
    Finance,
    /// 法务
    Legal,
    /// 仓储/生产
    Warehouse,
    /// 客服
    Desk,
    /// 售后主管
    Supervisor,
    /// 售后工程师
    Engineer,
    /// 管理员
    Administrator,
}

impl Role {
    /// Every role with its stored code and label, in the manual's order.
    pub const ALL: &'static [(Role, ChoiceCode)] = &[
        (Self::Sales, code("sales", "销售", "Sales")),
        (Self::Manager, code("manager", "销售经理", "Sales manager")),
        (Self::Finance, code("finance", "财务", "Finance")),
        (Self::Legal, code("legal", "法务", "Legal")),
        (Self::Warehouse, code("warehouse", "仓储/生产", "Warehouse and production")),
        (Self::Desk, code("desk", "客服", "Service desk")),
        (Self::Supervisor, code("supervisor", "售后主管", "Service supervisor")),
        (Self::Engineer, code("engineer", "售后工程师", "Field engineer")),
        (Self::Administrator, code("administrator", "管理员", "Administrator")),
    ];

    fn entry(self) -> ChoiceCode {
        Self::ALL[self as usize].1
    }

    /// The stored code.
    pub fn code(self) -> &'static str {
        self.entry().code
    }

    /// What a person reads.
    pub fn label(self) -> Label {
        self.entry().label
    }

    /// From a stored code; an unknown one is no role.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, entry)| entry.code == code).map(|(role, _)| *role)
    }
}

const fn code(code: &'static str, zh: &'static str, en: &'static str) -> ChoiceCode {
    ChoiceCode { code, label: Label::new(zh, en) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enumeration() {
        for (index, (role, entry)) in Role::ALL.iter().enumerate() {
            assert_eq!(*role as usize, index);
            assert_eq!(Role::from_code(entry.code), Some(*role));
        }
    }
}
