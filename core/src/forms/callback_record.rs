//! Content of 客户回访记录, Customer Callback Record (domain §4.15).
//! Absent by design: the callback's record; signatures: the caller stands in it by name and time.

use serde::Serialize;

use super::{Document, Options, Scores};

/// One callback record. Fields that were left out print as "—" when `None`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CallbackRecord {
    /// Head and foot.
    pub document: Document,
    /// 回访.
    pub callback: CallbackBasics,
    /// Attempts to reach somebody, oldest first.
    pub attempts: Vec<CallbackAttempt>,
    /// 客户反馈.
    pub feedback: CallbackFeedback,
    /// 新需求 / 转介绍.
    pub new_needs: Vec<NewNeed>,
    /// 遗留事项.
    pub remaining: Vec<RemainingMatter>,
    /// 后续: 重开工单, 转投诉, 新线索, 无.
    pub follow_up: Options,
    /// Number of what follows.
    pub follow_up_number: Option<String>,
    /// 回访人.
    pub made_by: Option<String>,
    /// When the caller signed the record off, as printed.
    pub signed_off_at: Option<String>,
    /// 审阅人.
    pub reviewed_by: Option<String>,
    /// When it was reviewed, as printed.
    pub reviewed_at: Option<String>,
}

/// 回访.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CallbackBasics {
    /// 类型: 培训, 维修, 定期, 投诉, 安装.
    pub kind: Options,
    /// Number of what it follows.
    pub source_number: Option<String>,
    /// Customer.
    pub customer: String,
    /// 联系人.
    pub contact_name: Option<String>,
    /// 联系方式.
    pub contact_phone: Option<String>,
    /// Due, as printed.
    pub due: Option<String>,
    /// Made on, as printed.
    pub made_at: Option<String>,
    /// 方式.
    pub channel: Options,
    /// 录音.
    pub recorded: Option<bool>,
    /// The contact was told of the recording.
    pub recording_told: Option<bool>,
    /// Who did the service.
    pub service_person: Option<String>,
    /// When, as printed.
    pub serviced_on: Option<String>,
}

/// One attempt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CallbackAttempt {
    /// When, as printed.
    pub at: Option<String>,
    /// Channel.
    pub channel: Option<String>,
    /// By whom.
    pub by: Option<String>,
    /// To whom: name, number.
    pub to: Option<String>,
    /// 接通.
    pub connected: Option<bool>,
    /// What was said.
    pub content: Option<String>,
}

/// 客户反馈.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CallbackFeedback {
    /// 问题是否解决: 是, 部分, 否.
    pub solved: Options,
    /// 满意度.
    pub scores: Scores,
    /// 设备运行正常.
    pub running_well: Option<bool>,
    /// Suggestions.
    pub suggestions: Option<String>,
    /// Complaints.
    pub complaints: Option<String>,
}

/// One new need, or somebody the customer recommends us to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NewNeed {
    /// 新需求 or 转介绍.
    pub kind: Option<String>,
    /// What is needed.
    pub what: String,
    /// Whom to ask.
    pub name: Option<String>,
    /// Their phone.
    pub phone: Option<String>,
}

/// One 遗留事项.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RemainingMatter {
    /// What.
    pub what: String,
    /// Who.
    pub who: Option<String>,
    /// By when, as printed.
    pub by_when: Option<String>,
}
