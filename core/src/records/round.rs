//! One round of work that a customer confirms, with the confirmation itself, and reservation rows.
//! Absent by design: what the work was, and whether a confirmation is complete (`confirmation.rs`).

use fieldseal_derive::Item;

use crate::{
    choices,
    schema::{
        Authority, Capacity, ConfirmationWay, Date, Hash32, Instant, ItemId, RecordId, RefusalReason,
        ReservationCategory,
    },
};

choices! {
    /// What the represented person answered (追认).
    pub enum Ratification {
        Ratified = "ratified" ("已追认", "Ratified"),
        Refused = "ratification_refused" ("拒绝追认", "Ratification refused"),
    }
}

choices! {
    /// The customer's opinion. Left empty it is not agreement (domain §6.6).
    pub enum Opinion {
        Agree = "agree" ("同意", "Agrees"),
        Reserved = "reserved" ("有保留意见", "With reservation"),
        Disagree = "disagree" ("不同意", "Disagrees"),
    }
}

choices! {
    /// The result of an acceptance round.
    pub enum AcceptanceResult {
        Accepted = "accepted" ("合格", "Accepted"),
        AcceptedReserved = "accepted_reserved" ("合格(有保留)", "Accepted with reservation"),
        ToRectify = "to_rectify" ("待整改", "To be rectified"),
        Rejected = "rejected" ("不合格", "Rejected"),
    }
}

choices! {
    /// How a machine runs when it is handed over.
    pub enum EquipmentState {
        Normal = "normal" ("正常运行", "Runs normally"),
        WithDefects = "with_defects" ("带问题运行", "Runs with defects"),
        NotRunning = "not_running" ("未投运", "Not in operation"),
    }
}

choices! {
    /// What the customer says of the problem.
    pub enum Solved {
        Yes = "solved" ("已解决", "Solved"),
        Partly = "partly" ("部分解决", "Partly solved"),
        No = "unsolved" ("未解决", "Not solved"),
    }
}

/// One round: it was opened, shown, and confirmed, refused or left open. Its id is its number.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Round {
    /// The round's number, as text.
    pub id: ItemId,
    /// When the round was opened; empty for the first.
    #[field(zh = "本轮开始", en = "Round opened at")]
    pub opened_at: Option<Instant>,
    /// Who opened it.
    #[field(zh = "本轮发起人", en = "Round opened by", to = "person")]
    pub opened_by: Option<RecordId>,
    /// Why it was opened.
    #[field(zh = "重开原因", en = "Reason for the round", max = 1000)]
    pub opened_reason: Option<String>,
    /// When the whole form was shown to the customer.
    #[field(zh = "出示时间", en = "Presented at")]
    pub presented_at: Option<Instant>,
    /// When a link to it was sent.
    #[field(zh = "链接发送时间", en = "Link sent at")]
    pub link_sent_at: Option<Instant>,
    /// The statement that stood above the signature.
    #[field(zh = "声明", en = "Statement", max = 1000)]
    pub statement: Option<String>,
    /// The privacy notice was shown (个人信息保护法 17).
    #[field(zh = "已出示个人信息告知", en = "Privacy notice shown")]
    pub privacy_notice_shown: Option<bool>,
    /// In what way the customer confirmed.
    #[field(zh = "确认方式", en = "Way of confirmation", index)]
    pub way: Option<ConfirmationWay>,
    /// When the customer confirmed; for a device the moment of the tap.
    #[field(zh = "确认时间", en = "Confirmed at")]
    pub confirmed_at: Option<Instant>,
    /// Why it was entered more than 30 minutes later.
    #[field(zh = "补录原因", en = "Reason for the late entry", max = 300)]
    pub late_reason: Option<String>,
    /// Which of us was there or wrote it down.
    #[field(zh = "经办人员", en = "Recorded by", to = "person")]
    pub recorded_by: Option<RecordId>,
    /// Who signed: their own name, also as a proxy.
    #[field(zh = "签字人", en = "Signer", max = 60, personal)]
    pub signer_name: Option<String>,
    /// Their department.
    #[field(zh = "部门", en = "Department", max = 60, personal)]
    pub signer_department: Option<String>,
    /// Their title.
    #[field(zh = "职务", en = "Title", max = 60, personal)]
    pub signer_title: Option<String>,
    /// Their telephone number.
    #[field(zh = "电话", en = "Phone", max = 40, personal)]
    pub signer_phone: Option<String>,
    /// In what capacity.
    #[field(zh = "签署身份", en = "Capacity")]
    pub capacity: Option<Capacity>,
    /// For whom a proxy signs; empty when one signs for oneself.
    #[field(zh = "代谁签", en = "Signs for", max = 60, personal)]
    pub proxy_for: Option<String>,
    /// The proxy's relation to that person.
    #[field(zh = "与被代签人关系", en = "Relation", max = 60, personal)]
    pub proxy_relation: Option<String>,
    /// Why that person is not there.
    #[field(zh = "代签原因", en = "Reason for a proxy", max = 300, personal)]
    pub proxy_reason: Option<String>,
    /// By what authority.
    #[field(zh = "授权方式", en = "Authority")]
    pub authority: Option<Authority>,
    /// A photo of the written authority.
    #[field(zh = "授权书照片", en = "Evidence of authority")]
    pub authority_evidence: Option<Hash32>,
    /// Who gave the oral authority.
    #[field(zh = "口头授权人", en = "Authority given by", max = 60, personal)]
    pub authority_by: Option<String>,
    /// The number at which they were called.
    #[field(zh = "授权人电话", en = "Number called", max = 40, personal)]
    pub authority_phone: Option<String>,
    /// When they gave it.
    #[field(zh = "授权时间", en = "Authority given at")]
    pub authority_at: Option<Instant>,
    /// When the represented person was asked to ratify.
    #[field(zh = "请求追认时间", en = "Ratification requested at")]
    pub ratification_requested_at: Option<Instant>,
    /// What that person answered.
    #[field(zh = "追认结果", en = "Ratification")]
    pub ratification: Option<Ratification>,
    /// When they answered.
    #[field(zh = "追认时间", en = "Ratification answered at")]
    pub ratification_at: Option<Instant>,
    /// Who answered, how, at which number.
    #[field(zh = "追认说明", en = "Ratification note", max = 300, personal)]
    pub ratification_note: Option<String>,
    /// A later signature of the represented person, or their written answer.
    #[field(zh = "追认凭证", en = "Ratification evidence")]
    pub ratification_evidence: Option<Hash32>,
    /// The customer's opinion.
    #[field(zh = "客户意见", en = "Customer's opinion")]
    pub opinion: Option<Opinion>,
    /// The opinion in the customer's words.
    #[field(zh = "意见内容", en = "Opinion in words", max = 2000, personal)]
    pub opinion_text: Option<String>,
    /// The result of an acceptance: the worst machine's.
    #[field(zh = "验收结果", en = "Result", index)]
    pub result: Option<AcceptanceResult>,
    /// The day of installation.
    #[field(zh = "安装日期", en = "Installed on")]
    pub installed_on: Option<Date>,
    /// How the equipment runs: the worst machine's state.
    #[field(zh = "设备状态", en = "Equipment state")]
    pub equipment_state: Option<EquipmentState>,
    /// Whether the problem is solved, in the customer's word.
    #[field(zh = "问题是否解决", en = "Solved")]
    pub solved: Option<Solved>,
    /// Overall score, 1 to 5.
    #[field(zh = "满意度", en = "Overall score", min = 1, max = 5)]
    pub score: Option<i64>,
    /// Attitude, 1 to 5.
    #[field(zh = "服务态度", en = "Attitude", min = 1, max = 5)]
    pub score_attitude: Option<i64>,
    /// Skill, 1 to 5.
    #[field(zh = "技术水平", en = "Skill", min = 1, max = 5)]
    pub score_skill: Option<i64>,
    /// Speed, 1 to 5.
    #[field(zh = "服务时效", en = "Speed", min = 1, max = 5)]
    pub score_speed: Option<i64>,
    /// When the customer refused to sign.
    #[field(zh = "拒签时间", en = "Refused at")]
    pub refused_at: Option<Instant>,
    /// Why.
    #[field(zh = "拒签原因", en = "Reason of the refusal")]
    pub refusal_reason: Option<RefusalReason>,
    /// The customer's words.
    #[field(zh = "客户原话", en = "The customer's words", max = 2000, personal)]
    pub refusal_words: Option<String>,
    /// Who saw it: name, unit, phone.
    #[field(zh = "见证人", en = "Witness", max = 200, personal)]
    pub refusal_witness: Option<String>,
    /// What was agreed next.
    #[field(zh = "后续约定", en = "Agreed next", max = 1000)]
    pub refusal_next: Option<String>,
    /// When it was found that nobody could sign.
    #[field(zh = "无人签字时间", en = "Nobody to sign at")]
    pub absent_at: Option<Instant>,
    /// Why nobody could sign.
    #[field(zh = "无人签字说明", en = "Why nobody could sign", max = 500)]
    pub absent_note: Option<String>,
    /// When the supervisor decided that the work counts as accepted.
    #[field(zh = "视为验收时间", en = "Deemed accepted at")]
    pub deemed_at: Option<Instant>,
    /// The contract clause under which the work counts as accepted.
    #[field(zh = "视为验收条款", en = "Clause of deemed acceptance", max = 1000)]
    pub deemed_clause: Option<String>,
    /// The day on which notice of it was given.
    #[field(zh = "通知日期", en = "Notice given on")]
    pub deemed_notice_on: Option<Date>,
    /// The days the clause gives for a written objection.
    #[field(zh = "异议期天数", en = "Days for an objection", min = 1, max = 365)]
    pub deemed_days: Option<i64>,
    /// Where it was signed: position if allowed, else the site's address.
    #[field(zh = "签署地点", en = "Place", max = 300, personal)]
    pub place: Option<String>,
    /// What was said on the telephone, when confirmed so.
    #[field(zh = "电话确认内容", en = "What was said", max = 2000, personal)]
    pub telephone_words: Option<String>,
    /// The customer's strokes with their times.
    #[field(zh = "客户签名", en = "Customer's signature", personal)]
    pub strokes: Option<Hash32>,
    /// The engineer's strokes, drawn each time.
    #[field(zh = "工程师签名", en = "Engineer's signature", personal)]
    pub engineer_strokes: Option<Hash32>,
    /// Who of a third party (监理) signs beside the customer, if somebody does.
    #[field(zh = "监理/第三方", en = "Third party", max = 60, personal)]
    pub third_party_name: Option<String>,
    /// Whom they are of.
    #[field(zh = "监理/第三方单位", en = "Third party's unit", max = 120, personal)]
    pub third_party_unit: Option<String>,
    /// The third party's strokes.
    #[field(zh = "监理/第三方签名", en = "Third party's signature", personal)]
    pub third_party_strokes: Option<Hash32>,
    /// A photo of the signed (stamped) print.
    #[field(zh = "纸质签署照片", en = "Photo of the signed paper", personal)]
    pub paper_photo: Option<Hash32>,
    /// The seal over what was shown. A later seal names the one before it.
    #[field(zh = "签章封存", en = "Seal", seal)]
    pub seal: Option<Hash32>,
    /// The PDF that was shown and handed on.
    #[field(zh = "签署文件", en = "Document")]
    pub document: Option<Hash32>,
    /// The check code printed on it.
    #[field(zh = "校验码", en = "Check code", max = 16)]
    pub check_code: Option<String>,
}

/// One reservation: the customer's own words, what was agreed about it, and when it was closed.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Reservation {
    /// The row's id.
    pub id: ItemId,
    /// The round in which it was made.
    #[field(zh = "轮次", en = "Round", min = 1, max = 1000)]
    pub round: Option<i64>,
    /// The customer's words.
    #[field(zh = "保留意见", en = "Reservation", max = 1000, personal)]
    pub text: Option<String>,
    /// What it is about.
    #[field(zh = "类别", en = "Category")]
    pub category: Option<ReservationCategory>,
    /// The machine or goods cannot be used because of it.
    #[field(zh = "是否影响使用", en = "Blocks use")]
    pub blocks_use: Option<bool>,
    /// What was agreed.
    #[field(zh = "约定措施", en = "Agreed remedy", max = 1000)]
    pub remedy: Option<String>,
    /// Who does it.
    #[field(zh = "责任人", en = "By whom", max = 60)]
    pub by: Option<String>,
    /// By when.
    #[field(zh = "完成期限", en = "Until")]
    pub until: Option<Date>,
    /// When it was closed with the customer's word.
    #[field(zh = "关闭时间", en = "Closed at")]
    pub closed_at: Option<Instant>,
    /// Whose word, and what was said.
    #[field(zh = "客户确认", en = "The customer's word", max = 500, personal)]
    pub closed_word: Option<String>,
}
