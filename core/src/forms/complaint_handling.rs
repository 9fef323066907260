//! Content of 投诉处理单, Complaint Handling Form (domain §4.16).
//! Absent by design: the complaint's record; internal consequences on the customer's copy.

use serde::Serialize;

use super::{Document, LoggedWork, Options, Reservation, Signature, Timing};

/// One complaint. Fields that were left out print as "—" when `None`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ComplaintHandling {
    /// Head and foot.
    pub document: Document,
    /// 受理.
    pub intake: ComplaintIntake,
    /// 首次反应.
    pub reaction: FirstReaction,
    /// 调查.
    pub investigation: Investigation,
    /// 处理方案.
    pub plan: ComplaintPlan,
    /// 执行, oldest first.
    pub carried_out: Vec<LoggedWork>,
    /// 纠正与预防措施.
    pub actions: Vec<QualityAction>,
    /// 处理结果; the final answer when the customer does not confirm.
    pub result: Option<String>,
    /// 时限.
    pub deadlines: ComplaintDeadlines,
    /// 回访.
    pub callback: ComplaintCallback,
    /// 结案.
    pub closing: ComplaintClosing,
    /// Reservations about the result; one or more print 有保留意见 beside the signature.
    pub reservations: Vec<Reservation>,
    /// 投诉人: confirms the result.
    pub complainant_signature: Signature,
    /// 受理人.
    pub taker_signature: Signature,
    /// 责任部门.
    pub department_signature: Signature,
    /// Internal copy only, never on the customer's: prints a page of its own marked 内部.
    pub internal: Option<InternalConsequence>,
}

/// 受理.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ComplaintIntake {
    /// 投诉时间, as printed.
    pub submitted_at: Option<String>,
    /// 渠道.
    pub channel: Options,
    /// 投诉人.
    pub complainant: Option<String>,
    /// Their unit.
    pub unit: Option<String>,
    /// Their phone.
    pub phone: Option<String>,
    /// Ticket it is about.
    pub ticket_number: Option<String>,
    /// Order it is about.
    pub order_number: Option<String>,
    /// Equipment it is about.
    pub equipment: Option<String>,
    /// Person it is about.
    pub person: Option<String>,
    /// 性质: 产品质量, 服务态度, 服务时效, 物流, 价格/收费, 合同, 其他.
    pub nature: Options,
    /// 严重程度: 一般, 较重, 严重.
    pub severity: Options,
    /// 第几次投诉, from 1.
    pub count: Option<u32>,
    /// In the customer's words.
    pub content: String,
    /// 诉求.
    pub demand: Option<String>,
    /// 受理人.
    pub taken_in_by: Option<String>,
    /// 受理时间, as printed.
    pub taken_in_at: Option<String>,
}

/// 首次反应.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FirstReaction {
    /// When, as printed.
    pub at: Option<String>,
    /// By whom.
    pub by: Option<String>,
    /// What was said.
    pub content: Option<String>,
}

/// 调查.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Investigation {
    /// Facts.
    pub facts: Option<String>,
    /// Evidence.
    pub evidence: Option<String>,
    /// By whom.
    pub by: Option<String>,
    /// Until when, as printed.
    pub at: Option<String>,
    /// 成立, 部分成立, 不成立.
    pub justified: Options,
    /// Why.
    pub justified_reason: Option<String>,
    /// 根本原因.
    pub root_cause: Option<String>,
    /// Category of the cause.
    pub cause_category: Option<String>,
    /// 责任部门.
    pub department: Option<String>,
}

/// 处理方案.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ComplaintPlan {
    /// What will be done.
    pub text: Option<String>,
    /// When it was told, as printed.
    pub told_at: Option<String>,
    /// To whom.
    pub told_to: Option<String>,
    /// 客户同意方案.
    pub agreed: Option<bool>,
    /// When and how the customer answered, as printed.
    pub answered: Option<String>,
    /// The customer's words.
    pub words: Option<String>,
}

/// One corrective or preventive action.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct QualityAction {
    /// 纠正 or 预防.
    pub kind: Option<String>,
    /// What.
    pub what: String,
    /// Who.
    pub who: Option<String>,
    /// By when, as printed.
    pub by_when: Option<String>,
    /// 验证: checked by whom, when, with what result.
    pub checked: Option<String>,
}

/// 时限.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ComplaintDeadlines {
    /// First reaction, 1 h.
    pub reaction: Timing,
    /// Plan told, 3 h.
    pub plan: Timing,
    /// Resolved, 72 h.
    pub resolved: Timing,
}

/// 回访.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ComplaintCallback {
    /// Number of the callback.
    pub number: Option<String>,
    /// When, as printed.
    pub at: Option<String>,
    /// By whom.
    pub by: Option<String>,
    /// Satisfaction, from 1 to 5.
    pub score: Option<u8>,
}

/// 结案.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ComplaintClosing {
    /// Who closed it.
    pub by: Option<String>,
    /// When, as printed.
    pub at: Option<String>,
    /// The supervisor who approved that.
    pub approved_by: Option<String>,
    /// When, as printed.
    pub approved_at: Option<String>,
}

/// What follows inside the company, secret from the customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct InternalConsequence {
    /// What.
    pub text: Option<String>,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When, as printed.
    pub decided_at: Option<String>,
}
