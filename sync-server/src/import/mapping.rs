//! The one table of columns: what a column is called, which document key it fills, how its cells are read.
//! Absent by design: any other place that names a document key of a list's column.

use fieldseal_core::schema::Label;
use serde::Serialize;

use super::choice::{CHANNELS, GRADES, INITIAL_NEEDS, SOURCES, URGENCIES, Words};

/// The kinds of list a company brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ListKind {
    /// Customers and leads.
    Customers,
    /// Machines at customers.
    Equipment,
    /// Past service tickets.
    Tickets,
}

/// How a column's cells become values.
#[derive(Clone, Copy, Debug)]
pub enum Reads {
    /// Known, and not imported: row numbers.
    Ignored,
    /// A name or other short text.
    Text,
    /// Free text: everything is kept, a formula without a result by its own text.
    FreeText,
    /// Eighteen letters and digits, 统一社会信用代码.
    CreditCode,
    /// A machine's number.
    SerialNumber,
    /// Model and product name in one cell, such as `KS-12 空压机`; fills `model` and `product_name`.
    ModelAndName,
    /// A telephone number, or an e-mail or WeChat address, which goes to the key beside it.
    Reach,
    /// An e-mail address.
    Email,
    /// A day.
    Date,
    /// A day with its time.
    Moment,
    /// One of the words.
    Choice(&'static [Words]),
    /// One of the words, or `other` with the text as written under this key.
    OpenChoice(&'static [Words], &'static str),
    /// Yes or no.
    YesNo,
}

/// Whether a list and its rows can do without a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The list must have the column, every row a value in it.
    Required,
    /// A blank is imported and said.
    Expected,
    /// A blank is nothing to speak of.
    Optional,
}

/// One column of a kind of list.
#[derive(Debug)]
pub struct Column {
    /// Record kind that the value belongs to.
    pub kind: &'static str,
    /// Document key; `*` stands for the id of the row's one item.
    pub key: &'static str,
    /// What the product calls it.
    pub label: Label,
    /// What lists call it, besides the label.
    pub names: &'static [&'static str],
    /// How its cells are read.
    pub reads: Reads,
    /// Whether it may be missing.
    pub need: Need,
}

const fn column(
    kind: &'static str,
    key: &'static str,
    label: (&'static str, &'static str),
    reads: Reads,
    need: Need,
    names: &'static [&'static str],
) -> Column {
    Column { kind, key, label: Label::new(label.0, label.1), names, reads, need }
}

use Need::{Expected, Optional, Required};
use Reads::{
    Choice, CreditCode, Date, Email, FreeText, Ignored, ModelAndName, Moment, OpenChoice, Reach, SerialNumber, Text,
    YesNo,
};

const ROW_NUMBER: Column = column("", "", ("序号", "No."), Ignored, Optional, &["编号", "#", "no", "行号"]);

/// Kind of the records of a list of customers, and of their companions for sales alone.
pub const CUSTOMER: &str = "customer";
/// See [`CUSTOMER`].
pub const CUSTOMER_SALES: &str = "customer_sales";
/// Kind of the records of a list of equipment.
pub const EQUIPMENT: &str = "equipment";
/// Kind of the records of a list of tickets.
pub const TICKET: &str = "ticket";
/// The key by which equipment, tickets and sales companions name their customer.
pub const CUSTOMER_KEY: &str = "customer";
/// The key by which a ticket names its machine.
pub const EQUIPMENT_KEY: &str = "equipment";

/// Keys for which the records have no field, with their labels: what a list says there is kept beside
/// the record's values, for whoever carries the plan out.
pub const BESIDE: &[(&str, Label)] = &[
    ("remarks", Label::new("备注", "Remarks")),
    ("registered_on", Label::new("登记日期", "Registered on")),
    ("salesperson_name", Label::new("对应销售", "Salesperson")),
    ("taken_in_by_name", Label::new("受理人", "Taken in by")),
];

const CUSTOMERS: &[Column] = &[
    ROW_NUMBER,
    column(CUSTOMER, "original_number", ("客户编号", "Original number"), Text, Optional, &["原编号", "客户代码"]),
    column(
        CUSTOMER,
        "name",
        ("客户名称", "Customer name"),
        Text,
        Required,
        &[
            "客户",
            "单位名称",
            "单位",
            "公司",
            "公司名称",
            "企业名称",
            "客户单位",
            "name",
            "customer",
            "company",
            "company name",
        ],
    ),
    column(
        CUSTOMER,
        "credit_code",
        ("统一社会信用代码", "Unified social credit code"),
        CreditCode,
        Optional,
        &["信用代码", "社会信用代码", "税号", "纳税人识别号", "credit code"],
    ),
    column(CUSTOMER, "industry", ("所属行业", "Industry"), Text, Expected, &["行业"]),
    column(
        CUSTOMER,
        "contacts/*/name",
        ("联系人", "Contact"),
        Text,
        Expected,
        &["联系人姓名", "姓名", "contact name", "contact person"],
    ),
    column(CUSTOMER, "contacts/*/title", ("职务", "Job title"), Text, Optional, &["职位", "岗位", "title", "position"]),
    column(
        CUSTOMER,
        "contacts/*/phone",
        ("联系方式", "Phone"),
        Reach,
        Expected,
        &["电话", "联系电话", "手机", "手机号", "手机号码", "telephone", "mobile", "contact phone", "phone number"],
    ),
    column(
        CUSTOMER,
        "contacts/*/email",
        ("邮箱", "E-mail"),
        Email,
        Optional,
        &["电子邮箱", "电子邮件", "邮件", "email"],
    ),
    column(CUSTOMER, "contacts/*/wechat", ("微信", "WeChat"), Text, Optional, &["微信号"]),
    column(CUSTOMER, "contacts/*/main", ("主要联系人", "Main contact"), YesNo, Optional, &["是否主要联系人"]),
    column(
        CUSTOMER,
        "sites/*/address",
        ("地址", "Address"),
        Text,
        Optional,
        &["客户地址", "单位地址", "公司地址", "联系地址", "详细地址", "site"],
    ),
    column(
        CUSTOMER,
        "source",
        ("客户来源", "Source"),
        OpenChoice(SOURCES, "source_detail"),
        Expected,
        &["来源", "来源渠道"],
    ),
    column(
        CUSTOMER,
        "initial_need",
        ("初步需求", "Initial need"),
        OpenChoice(INITIAL_NEEDS, "initial_need_text"),
        Expected,
        &["需求", "客户需求", "意向", "need"],
    ),
    column(
        CUSTOMER,
        "registered_on",
        ("登记日期", "Registered on"),
        Date,
        Optional,
        &["登记时间", "建档日期", "录入日期"],
    ),
    column(CUSTOMER, "remarks", ("备注", "Remarks"), FreeText, Optional, &["说明", "remark", "note", "notes"]),
    column(
        CUSTOMER_SALES,
        "grade",
        ("客户分级", "Grade"),
        Choice(GRADES),
        Expected,
        &["分级", "客户等级", "等级", "客户级别"],
    ),
    column(
        CUSTOMER_SALES,
        "salesperson_name",
        ("对应销售", "Salesperson"),
        Text,
        Expected,
        &["跟进销售", "销售", "销售员", "销售人员", "业务员", "负责销售", "sales"],
    ),
    column(
        CUSTOMER_SALES,
        "next_follow_up",
        ("下次跟进日", "Next follow-up"),
        Date,
        Optional,
        &["下次跟进", "下次跟进日期", "下次联系日期"],
    ),
];

const EQUIPMENT_COLUMNS: &[Column] = &[
    ROW_NUMBER,
    column(EQUIPMENT, "original_number", ("原编号", "Original number"), Text, Optional, &["档案编号", "资产编号"]),
    column(
        EQUIPMENT,
        CUSTOMER_KEY,
        ("客户名称", "Customer"),
        Text,
        Required,
        &["客户", "单位名称", "使用单位", "单位", "公司", "公司名称", "customer name", "company"],
    ),
    column(
        EQUIPMENT,
        "model",
        ("设备名称型号", "Model and name"),
        ModelAndName,
        Optional,
        &["设备", "设备型号名称", "名称型号"],
    ),
    column(EQUIPMENT, "product_name", ("设备名称", "Product name"), Text, Optional, &["品名", "产品名称", "product"]),
    column(EQUIPMENT, "model", ("型号", "Model"), Text, Optional, &["设备型号", "规格型号", "型号规格", "产品型号"]),
    column(
        EQUIPMENT,
        "serial_number",
        ("出厂编号", "Serial number"),
        SerialNumber,
        Expected,
        &["序列号", "机身编号", "设备编号", "机号", "serial", "serial no", "sn", "s/n"],
    ),
    column(
        EQUIPMENT,
        "received_on",
        ("收货日期", "Received on"),
        Date,
        Optional,
        &["到货日期", "签收日期", "received"],
    ),
    column(
        EQUIPMENT,
        "installed_on",
        ("安装日期", "Installed on"),
        Date,
        Optional,
        &["安装时间", "验收日期", "installed"],
    ),
    column(
        EQUIPMENT,
        "warranty_until",
        ("质保到期", "Warranty until"),
        Date,
        Optional,
        &["质保截止", "保修到期", "质保到期日", "质保期至", "保修截止", "warranty end"],
    ),
    column(
        EQUIPMENT,
        "site_address",
        ("安装地点", "Site"),
        Text,
        Optional,
        &["安装地址", "设备地点", "地址", "使用地点", "site address", "address"],
    ),
    column(EQUIPMENT, "remarks", ("备注", "Remarks"), FreeText, Optional, &["说明", "remark", "note", "notes"]),
];

const TICKETS: &[Column] = &[
    ROW_NUMBER,
    column(TICKET, "original_number", ("工单编号", "Original number"), Text, Optional, &["原编号", "工单号", "单号"]),
    column(
        TICKET,
        "submitted_at",
        ("报修时间", "Submitted at"),
        Moment,
        Required,
        &["提交时间", "报修日期", "受理时间", "来电时间", "submitted", "time"],
    ),
    column(
        TICKET,
        "channel",
        ("渠道", "Channel"),
        Choice(CHANNELS),
        Expected,
        &["报修渠道", "来源渠道", "受理渠道", "来源"],
    ),
    column(
        TICKET,
        CUSTOMER_KEY,
        ("客户名称", "Customer"),
        Text,
        Required,
        &["客户", "单位名称", "报修单位", "单位", "公司", "公司名称", "customer name", "company"],
    ),
    column(TICKET, "contact_name", ("联系人", "Contact"), Text, Expected, &["报修人", "联系人姓名", "contact name"]),
    column(
        TICKET,
        "contact_phone",
        ("电话", "Phone"),
        Reach,
        Expected,
        &["联系电话", "联系方式", "手机", "手机号", "telephone", "mobile", "contact phone"],
    ),
    column(TICKET, "model", ("设备", "Equipment"), ModelAndName, Optional, &["设备名称型号", "machine"]),
    column(TICKET, "product_name", ("设备名称", "Product name"), Text, Optional, &["品名", "产品名称", "product"]),
    column(TICKET, "model", ("型号", "Model"), Text, Optional, &["设备型号", "规格型号", "产品型号", "机型"]),
    column(
        TICKET,
        "service_address",
        ("服务地址", "Service address"),
        Text,
        Optional,
        &["地址", "报修地址", "address"],
    ),
    column(
        TICKET,
        "serial_number",
        ("序列号", "Serial number"),
        SerialNumber,
        Optional,
        &["出厂编号", "机身编号", "设备编号", "机号", "serial", "serial no", "sn", "s/n"],
    ),
    column(
        TICKET,
        "description",
        ("故障描述", "Description"),
        FreeText,
        Required,
        &["问题描述", "故障现象", "问题", "描述", "报修内容", "内容", "problem", "fault"],
    ),
    column(TICKET, "urgency", ("紧急程度", "Urgency"), Choice(URGENCIES), Expected, &["紧急度", "优先级", "级别"]),
    column(
        TICKET,
        "taken_in_by_name",
        ("受理人", "Taken in by"),
        Text,
        Optional,
        &["接单人", "客服", "登记人", "受理客服"],
    ),
];

impl ListKind {
    /// Every kind, in the order in which they refer to each other.
    pub const ALL: [Self; 3] = [Self::Customers, Self::Equipment, Self::Tickets];

    /// The columns that lists of this kind have.
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Customers => CUSTOMERS,
            Self::Equipment => EQUIPMENT_COLUMNS,
            Self::Tickets => TICKETS,
        }
    }

    /// The labels of some keys' columns, in Chinese and in English.
    pub fn labels_of(self, keys: &[String]) -> (String, String) {
        let columns = keys.iter().filter_map(|key| self.columns().iter().find(|column| column.key == key));
        let labels: Vec<Label> = columns.map(|column| column.label).collect();
        let join = |texts: Vec<&str>, comma| texts.join(comma);
        (join(labels.iter().map(|l| l.zh).collect(), "、"), join(labels.iter().map(|l| l.en).collect(), ", "))
    }

    /// What one row of it is.
    pub const fn label(self) -> Label {
        match self {
            Self::Customers => Label::new("客户", "customer"),
            Self::Equipment => Label::new("设备", "machine"),
            Self::Tickets => Label::new("工单", "ticket"),
        }
    }
}

impl Column {
    /// Every name under which the column is recognised.
    pub fn every_name(&self) -> impl Iterator<Item = &'static str> {
        [self.label.zh, self.label.en].into_iter().chain(self.names.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::import::header::folded_heading;

    #[test]
    fn no_name_means_two_columns_of_one_list() {
        for kind in ListKind::ALL {
            let mut seen = BTreeSet::new();
            for column in kind.columns() {
                let names: BTreeSet<String> = column.every_name().map(folded_heading).collect();
                for name in names {
                    assert!(seen.insert(name.clone()), "{kind:?}: {name}");
                }
            }
        }
    }

    #[test]
    fn every_column_fills_a_field_of_its_kind_or_is_kept_beside() {
        for column in ListKind::ALL.into_iter().flat_map(ListKind::columns).filter(|column| !column.key.is_empty()) {
            let key = column.key.replace('*', "x");
            let beside = BESIDE.iter().any(|(other, _)| *other == column.key);
            // A kind without a table is none of this version's; its columns can't be judged.
            let Some(kind) = fieldseal_core::records::kind(column.kind) else { continue };
            assert_eq!(kind.table.field(&key).is_none(), beside, "{} {key}", column.kind);
        }
    }
}
