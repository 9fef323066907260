//! Content of 客户需求分析报告, Customer Needs Analysis Report (domain §4.4).
//! Absent by design: the analysis's record; a drawn signature.

use serde::Serialize;

use super::{Document, NamedAt, Options};

/// One needs analysis.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct NeedsAnalysis {
    /// Head and foot.
    pub document: Document,
    /// 基本信息.
    pub basics: NeedsBasics,
    /// 沟通时间、方式.
    pub communications: Vec<NeedsTalk>,
    /// 现用设备与工艺.
    pub current_equipment: Option<String>,
    /// 产能/工况.
    pub operating_conditions: Option<String>,
    /// 客户痛点.
    pub pains: Vec<Pain>,
    /// 需求.
    pub needs: Vec<Need>,
    /// 采购.
    pub purchase: Purchase,
    /// 结论.
    pub conclusion: NeedsConclusion,
    /// 编制人.
    pub author: NamedAt,
    /// 审阅人.
    pub reviewer: NamedAt,
    /// 客户确认, where it was asked for.
    pub customer_confirmation: NamedAt,
}

/// 基本信息.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NeedsBasics {
    /// Customer.
    pub customer: String,
    /// Industry.
    pub industry: Option<String>,
    /// Participants of ours.
    pub our_participants: Vec<String>,
    /// Participants of the customer's.
    pub customer_participants: Vec<String>,
    /// 报告时间, as printed.
    pub reported_at: Option<String>,
    /// Whether that was within 24 hours of the talk.
    pub within_24_hours: Option<bool>,
}

/// One communication that the report comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NeedsTalk {
    /// When, as printed.
    pub at: Option<String>,
    /// 方式.
    pub channel: Option<String>,
    /// How long.
    pub duration: Option<String>,
    /// Where.
    pub place: Option<String>,
}

/// One pain (痛点).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pain {
    /// The pain.
    pub pain: String,
    /// Its effect.
    pub effect: Option<String>,
    /// How often.
    pub frequency: Option<String>,
    /// What it costs.
    pub cost: Option<String>,
}

/// One need.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Need {
    /// The need.
    pub need: String,
    /// 核心, 次要.
    pub priority: Options,
    /// 验收标准.
    pub criterion: Option<String>,
    /// The customer's own words.
    pub words: Option<String>,
}

/// 采购.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Purchase {
    /// 采购预算.
    pub budget: Option<String>,
    /// 计划时间.
    pub planned_time: Option<String>,
    /// 决策流程 in words.
    pub decision_process: Option<String>,
    /// Who takes part in the decision.
    pub deciders: Vec<Decider>,
    /// 竞争对手.
    pub competitors: Option<String>,
    /// 现场条件: power.
    pub power: Option<String>,
    /// 现场条件: compressed air.
    pub air: Option<String>,
    /// 现场条件: floor space.
    pub space: Option<String>,
    /// 现场条件: network.
    pub network: Option<String>,
}

/// Someone who takes part in the decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Decider {
    /// Name.
    pub name: String,
    /// Role in the decision.
    pub role: Option<String>,
    /// Attitude.
    pub attitude: Option<String>,
}

/// 结论.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NeedsConclusion {
    /// 初步方案方向.
    pub direction: Option<String>,
    /// 风险.
    pub risks: Option<String>,
    /// 下一步.
    pub next_steps: Vec<NextStep>,
}

/// One next step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NextStep {
    /// What.
    pub what: String,
    /// Who.
    pub who: Option<String>,
    /// By when, as printed.
    pub when: Option<String>,
}
