//! Content of 潜在客户信息表, Prospective Customer Record (domain §4.3, template 1).
//! Absent by design: the customer's records; a drawn signature.

use serde::Serialize;

use super::{Document, NamedAt, Options};

/// One prospective customer.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ProspectiveCustomer {
    /// Head and foot.
    pub document: Document,
    /// 基本信息.
    pub basics: ProspectBasics,
    /// 联系人.
    pub contacts: Vec<ProspectContact>,
    /// 需求.
    pub need: ProspectNeed,
    /// 分级与分配.
    pub grading: Grading,
    /// 跟进记录, oldest first.
    pub follow_ups: Vec<FollowUp>,
    /// 结果.
    pub outcome: ProspectOutcome,
    /// 填表人.
    pub author: NamedAt,
    /// 审核人.
    pub reviewer: NamedAt,
}

/// 基本信息.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ProspectBasics {
    /// 客户名称.
    pub customer: String,
    /// 登记日期, as printed.
    pub registered_on: Option<String>,
    /// 统一社会信用代码.
    pub credit_code: Option<String>,
    /// 所属行业.
    pub industry: Option<String>,
    /// 企业性质.
    pub ownership: Option<String>,
    /// 规模: people.
    pub people: Option<String>,
    /// 规模: turnover.
    pub turnover: Option<String>,
    /// 网址.
    pub website: Option<String>,
    /// 地址, one a site.
    pub sites: Vec<String>,
    /// 客户来源.
    pub source: Options,
    /// Which fair, what else.
    pub source_detail: Option<String>,
    /// Who recommended.
    pub referred_by: Option<String>,
}

/// One contact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ProspectContact {
    /// Name.
    pub name: String,
    /// Department.
    pub department: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// 角色: 决策人, 采购, 设备, …
    pub function: Option<String>,
    /// Phone.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// WeChat.
    pub wechat: Option<String>,
    /// 主要联系人.
    pub main: Option<bool>,
}

/// 需求.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ProspectNeed {
    /// 初步需求.
    pub initial_need: Option<String>,
    /// 现用设备/竞品.
    pub current_equipment: Option<String>,
    /// 预算范围.
    pub budget: Option<String>,
    /// 计划采购时间.
    pub planned_purchase: Option<String>,
    /// 决策流程/决策人.
    pub decision_process: Option<String>,
    /// 痛点.
    pub pains: Option<String>,
}

/// 分级与分配.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Grading {
    /// 客户分级, each with its meaning.
    pub grade: Options,
    /// Why this grade.
    pub reason: Option<String>,
    /// Graded by.
    pub graded_by: Option<String>,
    /// Graded on, as printed.
    pub graded_on: Option<String>,
    /// 对应销售.
    pub salesperson: Option<String>,
    /// 下次跟进日, as printed.
    pub next_follow_up: Option<String>,
}

/// One 跟进记录.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FollowUp {
    /// When, as printed.
    pub at: Option<String>,
    /// 方式.
    pub channel: Option<String>,
    /// 目的.
    pub purpose: Option<String>,
    /// With whom.
    pub with_whom: Option<String>,
    /// Content.
    pub content: Option<String>,
    /// Result.
    pub result: Option<String>,
    /// Next step.
    pub next_step: Option<String>,
    /// By whom of us.
    pub by: Option<String>,
}

/// 结果.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ProspectOutcome {
    /// 状态.
    pub status: Option<String>,
    /// 成交/流失原因.
    pub closed_reason: Option<String>,
    /// 转介绍来源.
    pub referral: Option<String>,
    /// 个人信息告知: when, as printed.
    pub privacy_notice_at: Option<String>,
}
