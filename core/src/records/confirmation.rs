//! Whether a confirmation by the customer is complete: the refusals of domain §6.3–§6.6 that can be
//! told from values, and what a round's facts amount to.
//! Absent by design: what follows when nobody signs (`confirming.rs`), and what it means for one kind's work.

use super::guard::{
    given_rows, is_empty, need, one_of, person, refuse, refuse_field, round, round_id, typed_or_now, typed_time,
};
use crate::schema::{Date, Facts, Input, Instant, ItemFacts, Problem, RecordId, Scalar, StepRun, optional, required};

/// What the round's facts amount to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfirmationState {
    /// Nothing was shown to the customer yet.
    None,
    /// Shown, not answered.
    Presented,
    /// Complete from this moment.
    Confirmed {
        /// When the customer, or a proxy later ratified, confirmed.
        at: Instant,
    },
    /// Signed by a proxy with oral authority that is not ratified yet.
    AwaitingRatification {
        /// When the proxy signed; clocks that need the work done run from here.
        at: Instant,
    },
    /// Shown and refused.
    Refused {
        /// When.
        at: Instant,
    },
    /// Nobody could sign: absent, without authority, or not ratified.
    Unsigned {
        /// When that was found.
        at: Instant,
    },
}

impl ConfirmationState {
    /// When somebody signed for the work, ratified or not yet: what D-06 and D-15 run from.
    pub fn signed_at(&self) -> Option<Instant> {
        match self {
            Self::Confirmed { at } | Self::AwaitingRatification { at } => Some(*at),
            _ => None,
        }
    }
}

/// Days of silence after which a request to ratify counts as refused (民法典 171).
const RATIFICATION_DAYS: i64 = 30;

/// What a round's facts amount to, without regard to the passing of days.
pub fn state(row: ItemFacts<'_>) -> ConfirmationState {
    if let Some(at) = row.instant("confirmed_at") {
        return match (row.text("authority"), row.text("ratification")) {
            (Some("oral" | "none"), Some("ratification_refused")) => {
                ConfirmationState::Unsigned { at: row.instant("ratification_at").unwrap_or(at) }
            }
            (Some("oral" | "none"), Some("ratified")) => ConfirmationState::Confirmed { at },
            (Some("oral"), _) => ConfirmationState::AwaitingRatification { at },
            (Some("none"), _) => ConfirmationState::Unsigned { at },
            _ => ConfirmationState::Confirmed { at },
        };
    }
    let refused = row.instant("refused_at").map(|at| ConfirmationState::Refused { at });
    let absent = row.instant("absent_at").map(|at| ConfirmationState::Unsigned { at });
    match refused.or(absent) {
        Some(state) => state,
        None if row.has("presented_at") || row.has("link_sent_at") => ConfirmationState::Presented,
        None => ConfirmationState::None,
    }
}

/// The same on a day: a request to ratify that stayed unanswered for 30 days is refused.
pub fn state_on(row: ItemFacts<'_>, today: Date) -> ConfirmationState {
    match (state(row), row.instant("ratification_requested_at")) {
        (ConfirmationState::AwaitingRatification { at }, Some(asked))
            if days_between(asked, today) > RATIFICATION_DAYS =>
        {
            ConfirmationState::Unsigned { at }
        }
        (state, _) => state,
    }
}

/// Whole days from the day of an instant to a day.
pub fn days_between(from: Instant, to: Date) -> i64 {
    let span = to.0 - from.local().date();
    i64::from(span.get_days())
}

/// The state of the record's present round.
pub fn present_state(facts: &Facts) -> ConfirmationState {
    state(facts.item("rounds", &round_id(facts)))
}

/// The same on a day.
pub fn present_state_on(facts: &Facts, today: Date) -> ConfirmationState {
    state_on(facts.item("rounds", &round_id(facts)), today)
}

/// True when the present round's content stands under a customer's signature: it changes only by
/// an amendment (domain §6.7).
pub fn is_sealed(facts: &Facts) -> bool {
    facts.has(&format!("rounds/{}/confirmed_at", round(facts)))
}

/// What one kind's signature allows and asks for (domain §6.2).
#[derive(Clone, Copy, Debug)]
pub struct SigningRules {
    /// Ways of confirming that this step takes.
    pub ways: &'static [&'static str],
    /// Authorities with which a proxy may sign.
    pub authorities: &'static [&'static str],
    /// Capacities in which the customer's side may sign.
    pub capacities: &'static [&'static str],
}

/// What a signer fills in, in the order of the form.
pub const SIGN_INPUTS: &[Input] = &[
    required("rounds/@/way"),
    required("rounds/@/signer_name"),
    optional("rounds/@/signer_department"),
    optional("rounds/@/signer_title"),
    optional("rounds/@/signer_phone"),
    required("rounds/@/capacity"),
    optional("rounds/@/proxy_for"),
    optional("rounds/@/proxy_relation"),
    optional("rounds/@/proxy_reason"),
    optional("rounds/@/authority"),
    optional("rounds/@/authority_evidence"),
    optional("rounds/@/authority_by"),
    optional("rounds/@/authority_phone"),
    optional("rounds/@/authority_at"),
    required("rounds/@/opinion"),
    optional("rounds/@/opinion_text"),
    optional("reservations/*/text"),
    optional("reservations/*/category"),
    optional("reservations/*/blocks_use"),
    optional("reservations/*/remedy"),
    optional("reservations/*/by"),
    optional("reservations/*/until"),
    optional("rounds/@/place"),
    optional("rounds/@/telephone_words"),
    optional("rounds/@/confirmed_at"),
    optional("rounds/@/late_reason"),
    optional("rounds/@/strokes"),
    optional("rounds/@/engineer_strokes"),
    optional("rounds/@/paper_photo"),
    optional("rounds/@/seal"),
    optional("rounds/@/document"),
    optional("rounds/@/check_code"),
];

/// What the step writes beside it.
pub const SIGN_STAMPS: &[&str] =
    &["rounds/@/confirmed_at", "rounds/@/recorded_by", "rounds/@/ratification_requested_at", "reservations/*/round"];

/// What is filled in when the form is shown.
pub const PRESENT_INPUTS: &[Input] =
    &[required("rounds/@/statement"), required("rounds/@/privacy_notice_shown"), optional("rounds/@/link_sent_at")];

/// What the step writes beside it.
pub const PRESENT_STAMPS: &[&str] = &["rounds/@/presented_at"];

/// The key of a field of the present round.
pub fn key(run: &StepRun<'_>, field: &str) -> String {
    format!("rounds/{}/{field}", round(run.before))
}

/// Whether a field of the present round holds something.
pub(super) fn stands(run: &StepRun<'_>, field: &str) -> bool {
    run.before.has(&key(run, field))
}

/// Not signed yet in this round; the notice was shown.
pub fn present_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    not_signed(run, problems);
    if run.after(&key(run, "privacy_notice_shown")) != &Scalar::Boolean(true) {
        let (zh, en) = ("请先出示个人信息告知", "show the privacy notice first");
        refuse_field(problems, key(run, "privacy_notice_shown"), "privacy_notice", zh, en);
    }
}

/// Stamps the showing.
pub fn present_effect(run: &mut StepRun<'_>) {
    let key = key(run, "presented_at");
    run.set(key, run.at.to_scalar());
}

/// Forgets that the form was shown: what a step does that changes what stands on it, so that no
/// signature can be put under content that changed after it was shown (domain §6.3).
pub fn unpresent(run: &mut StepRun<'_>) {
    if stands(run, "presented_at") {
        let key = key(run, "presented_at");
        run.set(key, Scalar::Null);
    }
}

/// Refuses when the present round is signed already.
pub(super) fn not_signed(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if stands(run, "confirmed_at") {
        refuse(problems, "already_signed", "本轮已经签署，不能再签", "this round is signed already");
    }
}

/// Every refusal of domain §6.3, §6.4 and §6.6 that can be told from values.
pub fn sign_guard(run: &StepRun<'_>, rules: &SigningRules, problems: &mut Vec<Problem>) {
    not_signed(run, problems);
    one_of(run, &key(run, "way"), rules.ways, problems);
    one_of(run, &key(run, "capacity"), rules.capacities, problems);
    let way = run.after(&key(run, "way")).as_text().unwrap_or_default();
    if !stands(run, "presented_at") {
        refuse(
            problems,
            "not_presented",
            "请先向客户出示完整内容（内容改动后需重新出示）",
            "show the whole form first (again after any change)",
        );
    }
    evidence(run, way, problems);
    proxy(run, rules, problems);
    reservations(run, problems);
    not_our_own(run, problems);
}

/// What each way leaves behind as evidence (domain §6.1).
fn evidence(run: &StepRun<'_>, way: &str, problems: &mut Vec<Problem>) {
    match way {
        "device" => {
            need(run, problems, &key(run, "strokes"), "客户签名", "The customer's signature");
            need(run, problems, &key(run, "engineer_strokes"), "工程师签名", "The engineer's signature");
            need(run, problems, &key(run, "seal"), "签章封存", "The seal");
        }
        "link" => need(run, problems, &key(run, "seal"), "签章封存", "The seal"),
        "paper" => need(run, problems, &key(run, "paper_photo"), "纸质签署照片", "A photo of the signed paper"),
        "telephone" => {
            need(run, problems, &key(run, "signer_phone"), "电话号码", "The number");
            need(run, problems, &key(run, "telephone_words"), "电话确认内容", "What was said");
        }
        _ => {}
    }
    // A judge sees the stamped time among the given values: only another time than the tap's was typed.
    let typed = run.given.get(&key(run, "confirmed_at")).is_some_and(|at| *at != run.at.to_scalar());
    if !matches!(way, "paper" | "telephone") && typed {
        let (zh, en) = ("签字时间由设备记录，不能填写", "the time of signing is the device's and cannot be typed");
        refuse_field(problems, key(run, "confirmed_at"), "time_not_typed", zh, en);
    }
    typed_time(run, &key(run, "confirmed_at"), &key(run, "late_reason"), problems);
}

/// A proxy is complete by their authority (domain §6.4).
fn proxy(run: &StepRun<'_>, rules: &SigningRules, problems: &mut Vec<Problem>) {
    let authority = run.after(&key(run, "authority")).as_text().map(str::to_owned);
    if is_empty(run.after(&key(run, "proxy_for"))) {
        if authority.is_some() {
            need(run, problems, &key(run, "proxy_for"), "被代签人", "For whom they sign");
        }
        return;
    }
    need(run, problems, &key(run, "proxy_relation"), "与被代签人关系", "The relation");
    need(run, problems, &key(run, "proxy_reason"), "代签原因", "Why that person is not there");
    need(run, problems, &key(run, "authority"), "授权方式", "The authority");
    one_of(run, &key(run, "authority"), rules.authorities, problems);
    match authority.as_deref() {
        Some("written") => {
            need(run, problems, &key(run, "authority_evidence"), "授权书照片", "A photo of the authority");
        }
        Some("position") => {
            need(run, problems, &key(run, "signer_title"), "职务", "The title");
            need(run, problems, &key(run, "signer_department"), "部门", "The department");
        }
        Some("oral") => {
            need(run, problems, &key(run, "authority_by"), "口头授权人", "Who gave the authority");
            need(run, problems, &key(run, "authority_phone"), "授权人电话", "The number called");
            need(run, problems, &key(run, "authority_at"), "授权时间", "When it was given");
            if Instant::from_scalar(run.after(&key(run, "authority_at"))).is_some_and(|at| at.utc_ms > run.at.utc_ms) {
                let (zh, en) = ("授权时间不能晚于现在", "the authority cannot lie in the future");
                refuse_field(problems, key(run, "authority_at"), "in_future", zh, en);
            }
        }
        _ => {}
    }
    let signer = run.after(&key(run, "signer_name"));
    if !is_empty(signer) && signer == run.after(&key(run, "proxy_for")) {
        let (zh, en) = ("代签人应签本人姓名", "a proxy signs their own name");
        refuse_field(problems, key(run, "signer_name"), "proxy_own_name", zh, en);
    }
}

/// Rows are there when, and only when, the opinion is reserved (domain §6.6).
fn reservations(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let rows = given_rows(run, "reservations");
    match (run.after(&key(run, "opinion")).as_text(), rows.is_empty()) {
        (Some("reserved"), true) => {
            let (zh, en) = ("有保留意见时请逐条填写", "write each reservation in a row");
            refuse_field(problems, "reservations", "reservation_missing", zh, en);
        }
        (Some("reserved"), false) | (_, true) => {}
        (_, false) => {
            let (zh, en) = ("填写了保留意见，请选择“有保留”", "there are reservations: choose so as the opinion");
            refuse_field(problems, key(run, "opinion"), "opinion_not_reserved", zh, en);
        }
    }
    if run.after(&key(run, "opinion")).as_text() == Some("disagree") {
        need(run, problems, &key(run, "opinion_text"), "意见内容", "The opinion in words");
    }
    for id in rows {
        for (field, zh, en) in [
            ("text", "保留意见", "The reservation"),
            ("category", "类别", "The category"),
            ("blocks_use", "是否影响使用", "Whether it blocks use"),
        ] {
            need(run, problems, &format!("reservations/{id}/{field}"), zh, en);
        }
        if super::guard::row_stands(run.before, "reservations", &id) {
            let (zh, en) = ("已有的保留意见不能改写", "a reservation that stands cannot be written over");
            refuse_field(problems, format!("reservations/{id}"), "row_exists", zh, en);
        }
    }
}

/// Nobody of ours signs in the customer's box.
fn not_our_own(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if is_our_own(run, run.after(&key(run, "signer_name")), run.after(&key(run, "signer_phone"))) {
        let (zh, en) = ("本公司人员不能代客户签字", "nobody of ours signs for the customer");
        refuse_field(problems, key(run, "signer_name"), "signer_is_ours", zh, en);
    }
}

/// Whether these are name and phone of one of us: of anyone on the job, who are known here.
pub(super) fn is_our_own(run: &StepRun<'_>, name: &Scalar, phone: &Scalar) -> bool {
    let ours: Vec<RecordId> = run
        .before
        .items("assistants")
        .iter()
        .filter_map(|row| row.reference("person"))
        .chain(run.before.reference("engineer"))
        .chain([run.person])
        .collect();
    let is_theirs = |id: RecordId| {
        run.linked("person", id).is_some_and(|person| {
            !is_empty(name) && !is_empty(phone) && person.get("name") == name && person.get("phone") == phone
        })
    };
    ours.into_iter().any(is_theirs)
}

/// Stamps the confirmation; a proxy with oral authority is to be ratified from now on.
pub fn sign_effect(run: &mut StepRun<'_>) {
    let at = typed_or_now(run, &key(run, "confirmed_at"));
    let (by, round, confirmed, recorded) =
        (person(run.person), round(run.before), key(run, "confirmed_at"), key(run, "recorded_by"));
    run.set(confirmed, at.to_scalar());
    run.set(recorded, by);
    if matches!(run.after(&key(run, "authority")).as_text(), Some("oral" | "none")) {
        let key = key(run, "ratification_requested_at");
        run.set(key, run.at.to_scalar());
    }
    for id in given_rows(run, "reservations") {
        run.set(format!("reservations/{id}/round"), Scalar::Integer(round));
    }
}
