//! The rows of a needs analysis: who took part, which talks, pains, needs, who decides, what comes next.
//! Absent by design: which of them must be there, which submitting says.

use fieldseal_derive::Item;

use crate::{
    choices,
    records::{contact_attempt::ContactChannel, customer::ContactFunction, customer_sales::CommunicationPurpose},
    schema::{Date, Instant, ItemId, RecordId},
};

choices! {
    /// Whose a participant is.
    pub enum Side {
        Ours = "ours" ("我方", "Ours"),
        Customers = "customer" ("客户方", "The customer's"),
    }
}

choices! {
    /// How much a need weighs.
    pub enum NeedPriority {
        Core = "core" ("核心需求", "Core"),
        Secondary = "secondary" ("次要需求", "Secondary"),
    }
}

choices! {
    /// How somebody who decides stands towards us.
    pub enum Attitude {
        Supports = "supports" ("支持", "Supports us"),
        Neutral = "neutral" ("中立", "Neutral"),
        Opposes = "opposes" ("反对", "Opposes us"),
        Unknown = "unknown" ("不明", "Unknown"),
    }
}

/// Somebody who took part.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Participant {
    /// The row's id.
    pub id: ItemId,
    /// Whose.
    #[field(zh = "参与方", en = "Side")]
    pub side: Option<Side>,
    /// Name.
    #[field(zh = "姓名", en = "Name", max = 60, personal)]
    pub name: Option<String>,
    /// Title.
    #[field(zh = "职务", en = "Title", max = 60, personal)]
    pub title: Option<String>,
    /// Who of us.
    #[field(zh = "我方人员", en = "Our person", to = "person")]
    pub person: Option<RecordId>,
}

/// One communication that the report comes from. What the sales record says of it is copied when the
/// report is submitted.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct NamedCommunication {
    /// The row's id.
    pub id: ItemId,
    /// The row of the communication in the customer's sales record.
    #[field(zh = "沟通记录", en = "Communication", max = 40)]
    pub communication: Option<String>,
    /// What it was for.
    #[field(zh = "目的", en = "Purpose")]
    pub purpose: Option<CommunicationPurpose>,
    /// By what means.
    #[field(zh = "沟通方式", en = "Channel")]
    pub channel: Option<ContactChannel>,
    /// When it began.
    #[field(zh = "开始时间", en = "Started at")]
    pub started_at: Option<Instant>,
    /// When it ended.
    #[field(zh = "结束时间", en = "Ended at")]
    pub ended_at: Option<Instant>,
    /// Where.
    #[field(zh = "地点", en = "Place", max = 200)]
    pub place: Option<String>,
    /// Who of the customer.
    #[field(zh = "对方姓名", en = "With whom", max = 60, personal)]
    pub to_name: Option<String>,
}

/// One pain of the customer.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct PainPoint {
    /// The row's id.
    pub id: ItemId,
    /// What troubles them.
    #[field(zh = "客户痛点", en = "Pain", max = 500)]
    pub pain: Option<String>,
    /// What it does.
    #[field(zh = "影响", en = "Effect", max = 500)]
    pub effect: Option<String>,
    /// How often.
    #[field(zh = "发生频率", en = "Frequency", max = 100)]
    pub frequency: Option<String>,
    /// What it costs them, in their words.
    #[field(zh = "损失", en = "What it costs them", max = 200)]
    pub loss: Option<String>,
}

/// One need. Lines of a quote name the row's id.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct CustomerNeed {
    /// The row's id.
    pub id: ItemId,
    /// What they need.
    #[field(zh = "需求", en = "Need", max = 1000)]
    pub need: Option<String>,
    /// How much it weighs.
    #[field(zh = "优先级", en = "Priority")]
    pub priority: Option<NeedPriority>,
    /// How they will tell that it is met.
    #[field(zh = "验收标准", en = "Acceptance criterion", max = 1000)]
    pub criterion: Option<String>,
    /// What they said.
    #[field(zh = "客户原话", en = "Customer's own words", max = 1000, personal)]
    pub customer_words: Option<String>,
}

/// Somebody who has a say.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct DecisionPerson {
    /// The row's id.
    pub id: ItemId,
    /// Name.
    #[field(zh = "姓名", en = "Name", max = 60, personal)]
    pub name: Option<String>,
    /// What they do there.
    #[field(zh = "角色", en = "Role")]
    pub role: Option<ContactFunction>,
    /// How they stand towards us.
    #[field(zh = "态度", en = "Attitude", personal)]
    pub attitude: Option<Attitude>,
}

/// One thing to do next.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct NextStep {
    /// The row's id.
    pub id: ItemId,
    /// What.
    #[field(zh = "事项", en = "What", max = 500)]
    pub what: Option<String>,
    /// Who, of us or of the customer.
    #[field(zh = "负责人", en = "Who", max = 60, personal)]
    pub who: Option<String>,
    /// By when.
    #[field(zh = "完成日期", en = "By when")]
    pub by_when: Option<Date>,
}
