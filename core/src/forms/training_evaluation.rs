//! Content of 培训效果评估表, Training Evaluation Form: one attendee's sheet, or the summary of all (domain §4.13).
//! Absent by design: the training's record; working out means.

use serde::Serialize;

use super::{Document, Options, Signature, Timing};

/// One evaluation. Fields that were left out print as "—" when `None`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TrainingEvaluation {
    /// Head and foot.
    pub document: Document,
    /// 培训.
    pub training: EvaluatedTraining,
    /// Whose answers these are.
    pub answers: Answers,
    /// 课程内容.
    pub content: ContentRatings,
    /// 讲师.
    pub trainer: TrainerRatings,
    /// 组织.
    pub organisation: OrganisationRatings,
    /// 效果.
    pub effect: EffectRatings,
    /// Mean of all ratings, as printed.
    pub overall_mean: Option<String>,
    /// Test result.
    pub test_result: Option<String>,
    /// What helped.
    pub helped: Option<String>,
    /// What is missing.
    pub missing: Option<String>,
    /// 遗留问题.
    pub open_questions: Vec<OpenQuestion>,
    /// 回访.
    pub callback: TrainingCallback,
    /// 参训人员; none when anonymous, and on a summary.
    pub attendee_signature: Option<Signature>,
    /// 培训师 or whoever called back.
    pub trainer_signature: Signature,
}

/// The training that is evaluated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EvaluatedTraining {
    /// Training number.
    pub number: Option<String>,
    /// Customer.
    pub customer: String,
    /// Date, as printed; of several sessions all.
    pub date: Option<String>,
    /// Topics.
    pub topics: Option<String>,
    /// 培训师.
    pub trainer: Option<String>,
}

/// Whose answers are printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "of", content = "content")]
pub enum Answers {
    /// One attendee's sheet: a rating is the score given, 1 to 5.
    Attendee {
        /// Name; `None` is 匿名.
        name: Option<String>,
        /// Department and position.
        position: Option<String>,
    },
    /// All sheets: a rating is the mean of the scores given.
    Summary {
        /// How many answered.
        answers: u32,
        /// How many were there.
        attendees: Option<u32>,
        /// Mastery by attendee, as the callback found it.
        masteries: Vec<AttendeeMastery>,
    },
}

impl Default for Answers {
    fn default() -> Self {
        Self::Attendee { name: None, position: None }
    }
}

/// How well one attendee masters it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AttendeeMastery {
    /// Name, or 匿名.
    pub name: String,
    /// 熟练, 基本掌握, 需再培训.
    pub mastery: Option<String>,
    /// Further training needed.
    pub needs: Option<String>,
}

/// 课程内容. A rating is a score (`4`) or a mean (`4.3`), as printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ContentRatings {
    /// 实用.
    pub practical: Option<String>,
    /// 清楚.
    pub clear: Option<String>,
    /// 切合需要.
    pub fits: Option<String>,
    /// 更新及时.
    pub up_to_date: Option<String>,
    /// Mean of the block.
    pub mean: Option<String>,
}

/// 讲师.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TrainerRatings {
    /// 专业知识.
    pub knowledge: Option<String>,
    /// 讲解.
    pub explaining: Option<String>,
    /// 互动.
    pub interaction: Option<String>,
    /// 答疑.
    pub answers: Option<String>,
    /// Mean of the block.
    pub mean: Option<String>,
}

/// 组织.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OrganisationRatings {
    /// 时间.
    pub time: Option<String>,
    /// 场地.
    pub place: Option<String>,
    /// 设备.
    pub equipment: Option<String>,
    /// 资料.
    pub material: Option<String>,
    /// Mean of the block.
    pub mean: Option<String>,
}

/// 效果.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EffectRatings {
    /// 掌握程度.
    pub mastery: Option<String>,
    /// 技能提升.
    pub skill: Option<String>,
    /// 对工作的帮助.
    pub helps_work: Option<String>,
    /// Mean of the block.
    pub mean: Option<String>,
}

/// One 遗留问题.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OpenQuestion {
    /// Question.
    pub question: String,
    /// Answer.
    pub answer: Option<String>,
    /// Who answers it.
    pub by: Option<String>,
    /// When, as printed.
    pub at: Option<String>,
}

/// 回访.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TrainingCallback {
    /// Who called.
    pub by: Option<String>,
    /// Channel.
    pub channel: Option<String>,
    /// Due, when it was made, and whether that was in time.
    pub timing: Timing,
    /// 掌握程度: 熟练, 基本掌握, 需再培训.
    pub mastery: Options,
    /// Further training needed.
    pub further_needs: Option<String>,
}
