//! The choices and rows of a training's tables, as 培训签到表 and 培训效果评估表 list them (domain §4.12, §4.13).
//! Absent by design: the training's own fields, and rows that several kinds share.

use fieldseal_derive::Item;

use crate::{
    choices,
    schema::{Date, Hash32, Instant, ItemId, RecordId},
};

choices! {
    /// How the training is held.
    pub enum TrainingForm {
        Group = "group" ("集中培训", "Group training"),
        OneToOne = "one_to_one" ("一对一现场指导", "One-to-one on site"),
    }
}

choices! {
    /// How well somebody masters the equipment (掌握程度).
    pub enum Mastery {
        Skilled = "skilled" ("熟练", "Skilled"),
        Basic = "basic" ("基本掌握", "Basic"),
        ToRetrain = "to_retrain" ("需再培训", "To be trained again"),
    }
}

/// One session: dated with the customer, begun, ended. Its sheet is the round of its ordinal.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Session {
    /// The row's id.
    pub id: ItemId,
    /// The day agreed.
    #[field(zh = "培训日期", en = "Dated on")]
    pub dated_on: Option<Date>,
    /// The hours agreed, in words.
    #[field(zh = "约定时段", en = "Hours agreed", max = 40)]
    pub hours_agreed: Option<String>,
    /// With whom of the customer.
    #[field(zh = "约定对象", en = "Agreed with", max = 60, personal)]
    pub agreed_with: Option<String>,
    /// When it got its date: a session before it waits from then on no longer for its callback (D-08).
    #[field(zh = "约定时间", en = "Date agreed at")]
    pub set_at: Option<Instant>,
    /// Why that was entered more than 30 minutes later.
    #[field(zh = "补录原因", en = "Reason for the late entry", max = 300)]
    pub late_reason: Option<String>,
    /// Why there is a third session, or one more.
    #[field(zh = "增加培训原因", en = "Reason of a further session", max = 500)]
    pub extra_reason: Option<String>,
    /// Why it got another day.
    #[field(zh = "改期原因", en = "Reason of the move", max = 500)]
    pub moved_reason: Option<String>,
    /// When it got another day.
    #[field(zh = "改期时间", en = "Moved at")]
    pub moved_at: Option<Instant>,
    /// Where it is held.
    #[field(zh = "培训地点", en = "Place", max = 200)]
    pub place: Option<String>,
    /// How many are expected.
    #[field(zh = "应到人数", en = "Expected", min = 1, max = 1000)]
    pub expected: Option<i64>,
    /// The how manieth it is, given when it begins.
    #[field(zh = "第几次", en = "Session no.", min = 1, max = 1000)]
    pub ordinal: Option<i64>,
    /// When it began.
    #[field(zh = "开始时间", en = "Began at")]
    pub started_at: Option<Instant>,
    /// When it ended: D-08 runs from here.
    #[field(zh = "结束时间", en = "Ended at")]
    pub ended_at: Option<Instant>,
    /// Who held it.
    #[field(zh = "培训师", en = "Trainer", to = "person")]
    pub trainer: Option<RecordId>,
    /// The handbook handed out.
    #[field(zh = "产品使用手册", en = "Handbook", to = "library")]
    pub handbook: Option<RecordId>,
    /// Its title.
    #[field(zh = "手册名称", en = "Handbook's title", max = 120)]
    pub handbook_title: Option<String>,
    /// Its version, pinned when it was handed out.
    #[field(zh = "手册版本", en = "Handbook's version", max = 20)]
    pub handbook_version: Option<String>,
    /// How many copies.
    #[field(zh = "手册份数", en = "Copies", min = 1, max = 1000)]
    pub handbook_copies: Option<i64>,
    /// When it was cancelled.
    #[field(zh = "取消时间", en = "Cancelled at")]
    pub cancelled_at: Option<Instant>,
    /// Why.
    #[field(zh = "取消原因", en = "Reason of cancelling", max = 500)]
    pub cancelled_reason: Option<String>,
}

/// Somebody who was to come to one session, with their own signature or why they were absent.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Attendee {
    /// The row's id.
    pub id: ItemId,
    /// The session's row.
    #[field(zh = "培训场次", en = "Session", max = 40)]
    pub session: Option<String>,
    /// Name.
    #[field(zh = "姓名", en = "Name", max = 60, search, personal)]
    pub name: Option<String>,
    /// Department.
    #[field(zh = "部门", en = "Department", max = 60, personal)]
    pub department: Option<String>,
    /// What they work as.
    #[field(zh = "岗位", en = "Post", max = 60, personal)]
    pub post: Option<String>,
    /// Telephone number.
    #[field(zh = "电话", en = "Phone", max = 40, personal)]
    pub phone: Option<String>,
    /// They sign with their own hand: attendance knows no proxy (domain §6.2).
    #[field(zh = "本人签名", en = "Signs in person")]
    pub in_person: Option<bool>,
    /// They have their handbook.
    #[field(zh = "已领手册", en = "Handbook received")]
    pub handbook_received: Option<bool>,
    /// Their own strokes. Not called so: the seal of the sheet leaves out strokes that are drawn for it,
    /// and covers these, which were drawn before.
    #[field(zh = "签名", en = "Signature", personal)]
    pub signature: Option<Hash32>,
    /// When they signed: the moment of the tap.
    #[field(zh = "签到时间", en = "Signed in at")]
    pub checked_in_at: Option<Instant>,
    /// Which of us held out the device.
    #[field(zh = "经办人员", en = "Recorded by", to = "person")]
    pub recorded_by: Option<RecordId>,
    /// Why they did not come.
    #[field(zh = "缺席原因", en = "Absent because", max = 300, personal)]
    pub absent_reason: Option<String>,
    /// How well they master it.
    #[field(zh = "掌握程度", en = "Mastery")]
    pub mastery: Option<Mastery>,
}

/// What one attendee says of a session; scores from 1 to 5.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Evaluation {
    /// The row's id.
    pub id: ItemId,
    /// The session's row.
    #[field(zh = "培训场次", en = "Session", max = 40)]
    pub session: Option<String>,
    /// Whose it is; empty when anonymous.
    #[field(zh = "评估人", en = "Evaluated by", max = 60, personal)]
    pub name: Option<String>,
    /// They gave no name.
    #[field(zh = "匿名", en = "Anonymous")]
    pub anonymous: Option<bool>,
    /// Content: practical.
    #[field(zh = "内容实用", en = "Content: practical", min = 1, max = 5)]
    pub content_practical: Option<i64>,
    /// Content: clear.
    #[field(zh = "内容清晰", en = "Content: clear", min = 1, max = 5)]
    pub content_clear: Option<i64>,
    /// Content: fits the work.
    #[field(zh = "内容针对性", en = "Content: fits", min = 1, max = 5)]
    pub content_fits: Option<i64>,
    /// Content: up to date.
    #[field(zh = "内容更新及时", en = "Content: up to date", min = 1, max = 5)]
    pub content_up_to_date: Option<i64>,
    /// Trainer: knowledge.
    #[field(zh = "讲师专业知识", en = "Trainer: knowledge", min = 1, max = 5)]
    pub trainer_knowledge: Option<i64>,
    /// Trainer: explaining.
    #[field(zh = "讲师讲解能力", en = "Trainer: explaining", min = 1, max = 5)]
    pub trainer_explaining: Option<i64>,
    /// Trainer: interaction.
    #[field(zh = "讲师互动", en = "Trainer: interaction", min = 1, max = 5)]
    pub trainer_interaction: Option<i64>,
    /// Trainer: answers.
    #[field(zh = "讲师答疑", en = "Trainer: answers", min = 1, max = 5)]
    pub trainer_answers: Option<i64>,
    /// Organisation: time.
    #[field(zh = "时间安排", en = "Organisation: time", min = 1, max = 5)]
    pub organisation_time: Option<i64>,
    /// Organisation: place.
    #[field(zh = "场地", en = "Organisation: place", min = 1, max = 5)]
    pub organisation_place: Option<i64>,
    /// Organisation: equipment.
    #[field(zh = "培训设备", en = "Organisation: equipment", min = 1, max = 5)]
    pub organisation_equipment: Option<i64>,
    /// Organisation: material.
    #[field(zh = "培训资料", en = "Organisation: material", min = 1, max = 5)]
    pub organisation_material: Option<i64>,
    /// Effect: mastery.
    #[field(zh = "掌握程度评分", en = "Effect: mastery", min = 1, max = 5)]
    pub effect_mastery: Option<i64>,
    /// Effect: skill.
    #[field(zh = "技能提升", en = "Effect: skill", min = 1, max = 5)]
    pub effect_skill: Option<i64>,
    /// Effect: helps the work.
    #[field(zh = "对工作有帮助", en = "Effect: helps the work", min = 1, max = 5)]
    pub effect_help: Option<i64>,
    /// How a test came out, in words or points.
    #[field(zh = "测试结果", en = "Test result", max = 200)]
    pub test_result: Option<String>,
    /// What helped.
    #[field(zh = "最有帮助", en = "What helped", max = 1000)]
    pub helped: Option<String>,
    /// What is missing.
    #[field(zh = "不足与建议", en = "What is missing", max = 1000)]
    pub missing: Option<String>,
    /// When it was given.
    #[field(zh = "评估时间", en = "Evaluated at")]
    pub at: Option<Instant>,
    /// Which of us took it.
    #[field(zh = "经办人员", en = "Recorded by", to = "person")]
    pub recorded_by: Option<RecordId>,
}

/// A question that was left open (遗留问题), and its answer.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct OpenQuestion {
    /// The row's id.
    pub id: ItemId,
    /// The question.
    #[field(zh = "遗留问题", en = "Question", max = 1000)]
    pub question: Option<String>,
    /// Who asked it.
    #[field(zh = "提问人", en = "Asked by", max = 60, personal)]
    pub asked_by: Option<String>,
    /// When it was noted.
    #[field(zh = "提出时间", en = "Asked at")]
    pub asked_at: Option<Instant>,
    /// The answer, as it was told to the customer.
    #[field(zh = "解答", en = "Answer", max = 2000)]
    pub answer: Option<String>,
    /// Who of us answered it.
    #[field(zh = "解答人", en = "Answered by", to = "person")]
    pub answered_by: Option<RecordId>,
    /// When.
    #[field(zh = "解答时间", en = "Answered at")]
    pub answered_at: Option<Instant>,
}

/// A callback that reached the customer, or the end of trying (S-18).
#[derive(Clone, Debug, PartialEq, Item)]
pub struct TrainingCallback {
    /// The row's id.
    pub id: ItemId,
    /// The row of the last session held.
    #[field(zh = "培训场次", en = "Session", max = 40)]
    pub session: Option<String>,
    /// The contact in which it was made; the last attempt when nobody was reached.
    #[field(zh = "联系记录", en = "Contact", max = 40)]
    pub contact: Option<String>,
    /// When: the contact's time.
    #[field(zh = "回访时间", en = "Called back at")]
    pub at: Option<Instant>,
    /// Who called.
    #[field(zh = "回访人", en = "Called back by", to = "person")]
    pub by: Option<RecordId>,
    /// How well the customer's people master it.
    #[field(zh = "掌握程度", en = "Mastery")]
    pub mastery: Option<Mastery>,
    /// Everything they asked is answered.
    #[field(zh = "遗留问题已解答", en = "Questions answered")]
    pub questions_answered: Option<bool>,
    /// What further training they need.
    #[field(zh = "后续培训需求", en = "Further training needed", max = 1000)]
    pub further_training: Option<String>,
    /// Nobody was reached in three attempts on two days (无法接通).
    #[field(zh = "无法接通", en = "Unreachable")]
    pub unreachable: Option<bool>,
    /// It was entered late.
    #[field(zh = "补录", en = "Entered late")]
    pub late_entry: Option<bool>,
}
