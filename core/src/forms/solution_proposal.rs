//! Content of 产品解决方案, Product Solution Proposal (domain §4.5). It has the number of its quote.
//! Absent by design: the quote's record; prices, which are the quotation's.

use serde::Serialize;

use super::{Document, NamedAt, Options, Review};

/// One solution proposal.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SolutionProposal {
    /// Head and foot.
    pub document: Document,
    /// Customer.
    pub customer: String,
    /// Subject: what the proposal is for.
    pub subject: Option<String>,
    /// Number of the needs analysis that it answers.
    pub needs_number: Option<String>,
    /// 需求回顾, in the order of the analysis.
    pub needs: Vec<ReviewedNeed>,
    /// 方案.
    pub lines: Vec<SolutionLine>,
    /// 功能说明.
    pub functions: Option<String>,
    /// 技术参数.
    pub parameters: Vec<Parameter>,
    /// 布局.
    pub layout: Option<String>,
    /// 接口.
    pub interfaces: Option<String>,
    /// 所需现场条件.
    pub site_conditions: Option<String>,
    /// 案例展示.
    pub cases: Vec<ReferenceCase>,
    /// 实施.
    pub carrying_out: CarryingOut,
    /// 不含内容.
    pub not_included: Option<String>,
    /// Assumptions.
    pub assumptions: Option<String>,
    /// Validity.
    pub validity: Option<String>,
    /// 编制.
    pub author: NamedAt,
    /// 销售经理审核.
    pub approval: Review,
}

/// One need of the analysis.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ReviewedNeed {
    /// Its number in the analysis.
    pub number: String,
    /// The need.
    pub need: String,
    /// 核心, 次要.
    pub priority: Options,
}

/// One product of the solution.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SolutionLine {
    /// 品名.
    pub name: String,
    /// 型号.
    pub model: Option<String>,
    /// 配置.
    pub configuration: Option<String>,
    /// Quantity with its unit.
    pub quantity: Option<String>,
    /// Numbers of the needs that it answers.
    pub answers: Vec<String>,
}

/// One technical parameter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Parameter {
    /// Name.
    pub name: String,
    /// Value.
    pub value: Option<String>,
    /// Unit.
    pub unit: Option<String>,
    /// Condition under which it holds.
    pub condition: Option<String>,
}

/// One reference case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReferenceCase {
    /// Industry.
    pub industry: Option<String>,
    /// Customer; `None` when it did not agree to be named: prints 某公司.
    pub customer: Option<String>,
    /// Effect.
    pub effect: Option<String>,
    /// Year.
    pub year: Option<String>,
}

/// 实施.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CarryingOut {
    /// Delivery.
    pub delivery: Option<String>,
    /// Installation.
    pub installation: Option<String>,
    /// 培训计划.
    pub training: Option<String>,
    /// Service and warranty.
    pub service: Option<String>,
    /// What the customer provides.
    pub customer_provides: Option<String>,
}
