//! Pauses of a record's clocks: reasons, evidence, and the steps that begin, end and disallow one.
//! Absent by design: which clock a reason stops; each clock's own table line says that (domain §2.4).

use fieldseal_derive::Item;

use super::{
    contact_attempt::spaced_attempts,
    guard::{given_rows, need, one_new_row, one_standing_row, person, refuse_field, round, typed_or_now, typed_time},
};
use crate::{
    choices,
    schema::{
        Choice, Date, Facts, Hash32, Instant, ItemFacts, ItemId, Label, Pause, Problem, RecordId, Role, Scalar,
        StepRun, StepSpec, any, optional, own, required,
    },
};

choices! {
    /// Why a record is paused (domain §2.4).
    pub enum PauseReason {
        CustomerReschedule = "customer_reschedule" ("客户要求改期", "Rescheduled by the customer"),
        SiteNotReady = "site_not_ready" ("现场不具备条件", "Site not ready"),
        AwaitingCustomerInformation = "awaiting_customer_information" ("等待客户提供资料或样件", "Waiting for the customer's information"),
        CustomerUnreachable = "customer_unreachable" ("联系不上客户", "Customer can't be reached"),
        ChargeConsentPending = "charge_consent_pending" ("等待客户确认收费", "Waiting for consent to the charge"),
        ForceMajeure = "force_majeure" ("不可抗力", "Force majeure"),
        PartOnOrder = "part_on_order" ("等待配件", "Part on order"),
    }
}

/// Attempts, at least 30 minutes apart, that "customer can't be reached" needs (domain §2.1).
const ATTEMPTS_NEEDED: usize = 3;

/// One pause, with the evidence its reason asks for.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct PauseRow {
    /// The row's id.
    pub id: ItemId,
    /// Why.
    #[field(zh = "暂停原因", en = "Reason")]
    pub reason: Option<PauseReason>,
    /// From when.
    #[field(zh = "暂停开始", en = "From")]
    pub from: Option<Instant>,
    /// Until when it is expected to last; a reminder comes then. For a visit the customer
    /// rescheduled it is the agreed time, at which the pause ends by itself.
    #[field(zh = "预计结束", en = "Expected end")]
    pub expected_end: Option<Instant>,
    /// When it really ended.
    #[field(zh = "结束时间", en = "Ended at")]
    pub until: Option<Instant>,
    /// Who of the customer asked for it.
    #[field(zh = "客户方提出人", en = "Asked for by", max = 60, personal)]
    pub asked_by: Option<String>,
    /// What was asked for, what the site lacks, which part, which offer.
    #[field(zh = "依据说明", en = "Evidence", max = 1000)]
    pub evidence: Option<String>,
    /// A photo of it.
    #[field(zh = "照片", en = "Photo")]
    pub photo: Option<Hash32>,
    /// Who of us paused.
    #[field(zh = "暂停人", en = "Paused by", to = "person")]
    pub by: Option<RecordId>,
    /// Why it was entered more than 30 minutes later.
    #[field(zh = "补录原因", en = "Reason for the late entry", max = 300)]
    pub late_reason: Option<String>,
    /// The supervisor confirmed force majeure.
    #[field(zh = "主管确认时间", en = "Confirmed by the supervisor at")]
    pub confirmed_at: Option<Instant>,
    /// The supervisor disallowed it: it counts as never begun.
    #[field(zh = "撤销时间", en = "Disallowed at")]
    pub disallowed_at: Option<Instant>,
    /// Why it was disallowed.
    #[field(zh = "撤销原因", en = "Reason for disallowing", max = 300)]
    pub disallowed_reason: Option<String>,
    /// Which round of the record.
    #[field(zh = "轮次", en = "Round", min = 1, max = 1000)]
    pub round: Option<i64>,
}

/// When a pause ended or, for an agreed later visit, ends by itself.
fn end_of(row: &ItemFacts<'_>) -> Option<Instant> {
    match (row.text("reason"), row.instant("until")) {
        (Some("customer_reschedule"), None) => row.instant("expected_end"),
        (Some("customer_reschedule"), Some(until)) => {
            Some(row.instant("expected_end").map_or(until, |end| end.min(until)))
        }
        (_, until) => until,
    }
}

/// The pauses that count, for the clock engine. Force majeure counts from the supervisor's word on.
pub fn pauses(facts: &Facts) -> Vec<Pause> {
    let rows = facts.items("pauses");
    rows.iter()
        .filter(|row| !row.has("disallowed_at"))
        .filter(|row| row.text("reason") != Some("force_majeure") || row.has("confirmed_at"))
        .filter_map(|row| {
            Some(Pause { reason: row.text("reason")?.to_owned(), from: row.instant("from")?, until: end_of(row) })
        })
        .collect()
}

/// A pause that nobody ended and that has an expected end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenPause {
    /// The row's id.
    pub id: String,
    /// Why it was paused.
    pub reason: Label,
    /// When it should be over.
    pub expected_end: Instant,
    /// Who of us paused.
    pub by: Option<RecordId>,
}

/// The pauses that nobody ended, each with its expected end.
pub fn open_pauses(facts: &Facts) -> Vec<OpenPause> {
    let rows = facts.items("pauses");
    let open = rows.iter().filter(|row| row.has("from") && !row.has("until") && !row.has("disallowed_at"));
    open.filter_map(|row| {
        let reason = PauseReason::from_code(row.text("reason")?);
        Some(OpenPause {
            id: row.id.to_owned(),
            reason: reason.label().unwrap_or(Label::new("其他原因", "Another reason")),
            expected_end: row.instant("expected_end")?,
            by: row.reference("by"),
        })
    })
    .collect()
}

/// Whether a pause is open today. An agreed later visit is no pause any more on its day.
pub fn is_paused(facts: &Facts, today: Date) -> bool {
    facts.items("pauses").iter().any(|row| {
        let is_over = match end_of(row) {
            Some(end) if row.has("until") || end.local().date() <= today.0 => true,
            Some(_) | None => false,
        };
        row.has("from") && !row.has("disallowed_at") && !is_over
    })
}

/// Ends every open pause at a moment: what a step does that ends the work.
pub fn end_all(run: &mut StepRun<'_>) {
    let open: Vec<String> = run
        .before
        .items("pauses")
        .iter()
        .filter(|row| !row.has("until") && !row.has("disallowed_at"))
        .map(|row| row.key("until"))
        .collect();
    let at = run.at.to_scalar();
    for key in open {
        run.set(key, at.clone());
    }
}

/// Pauses the clocks that the reason stops.
pub const PAUSE: StepSpec = StepSpec {
    verb: "pause",
    label: Label::new("暂停", "Pause"),
    rules: &["D-06", "D-11", "D-12", "D-13", "D-14"],
    who: &[any(Role::Desk), any(Role::Supervisor), own(Role::Engineer)],
    begins: false,
    inputs: &[
        required("pauses/*/reason"),
        required("pauses/*/expected_end"),
        optional("pauses/*/asked_by"),
        optional("pauses/*/evidence"),
        optional("pauses/*/photo"),
        optional("pauses/*/from"),
        optional("pauses/*/late_reason"),
    ],
    stamps: &["pauses/*/from", "pauses/*/by", "pauses/*/round"],
    touches: &[],
    guard: pause_guard,
    effect: pause_effect,
};

/// Ends a pause.
pub const RESUME: StepSpec = StepSpec {
    verb: "resume",
    label: Label::new("恢复", "Resume"),
    inputs: &[required("pauses/*/until"), optional("pauses/*/late_reason")],
    stamps: &[],
    guard: resume_guard,
    effect: crate::schema::nothing,
    ..PAUSE
};

/// The supervisor disallows a pause: it counts as never begun.
pub const DISALLOW: StepSpec = StepSpec {
    verb: "disallow_pause",
    label: Label::new("撤销暂停", "Disallow a pause"),
    who: &[any(Role::Supervisor)],
    inputs: &[required("pauses/*/disallowed_reason")],
    stamps: &["pauses/*/disallowed_at"],
    guard: disallow_guard,
    effect: disallow_effect,
    ..PAUSE
};

/// The supervisor confirms force majeure; until then it stops nothing.
pub const CONFIRM: StepSpec = StepSpec {
    verb: "confirm_pause",
    label: Label::new("确认不可抗力", "Confirm force majeure"),
    who: &[any(Role::Supervisor)],
    inputs: &[required("pauses/*/evidence")],
    stamps: &["pauses/*/confirmed_at"],
    guard: confirm_guard,
    effect: confirm_effect,
    ..PAUSE
};

/// A believable pause with the evidence its reason asks for.
pub fn pause_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let Some(id) = one_new_row(run, "pauses", problems) else { return };
    let key = |field: &str| format!("pauses/{id}/{field}");
    typed_time(run, &key("from"), &key("late_reason"), problems);
    let from = typed_or_now(run, &key("from"));
    if let Some(end) = Instant::from_scalar(run.after(&key("expected_end")))
        && end.utc_ms <= from.utc_ms
    {
        let (zh, en) = ("预计结束应晚于开始", "the expected end must be after the start");
        refuse_field(problems, key("expected_end"), "end_before_start", zh, en);
    }
    match run.after(&key("reason")).as_text() {
        Some("customer_reschedule") => need(run, problems, &key("asked_by"), "客户方提出人", "Who asked for it"),
        Some("site_not_ready") if run.after(&key("photo")).is_null() => {
            need(run, problems, &key("asked_by"), "现场联系人或照片", "A photo or a name");
        }
        Some("awaiting_customer_information" | "charge_consent_pending" | "force_majeure" | "part_on_order") => {
            need(run, problems, &key("evidence"), "依据说明", "Evidence");
        }
        Some("customer_unreachable") if spaced_attempts(run.before, 0) < ATTEMPTS_NEEDED => {
            let (zh, en) =
                ("需要至少三次未接通记录，每次间隔30分钟以上", "needs three attempts, at least 30 minutes apart");
            refuse_field(problems, key("reason"), "attempts_missing", zh, en);
        }
        _ => {}
    }
}

fn pause_effect(run: &mut StepRun<'_>) {
    let Some(id) = given_rows(run, "pauses").into_iter().next() else { return };
    let from = typed_or_now(run, &format!("pauses/{id}/from"));
    let (by, round) = (person(run.person), round(run.before));
    run.set(format!("pauses/{id}/from"), from.to_scalar());
    run.set(format!("pauses/{id}/by"), by);
    run.set(format!("pauses/{id}/round"), Scalar::Integer(round));
}

/// An open pause, ended not before it began.
pub fn resume_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let Some(id) = one_standing_row(run, "pauses", problems) else { return };
    let row = run.before.item("pauses", &id);
    if row.has("until") || row.has("disallowed_at") {
        refuse_field(problems, row.key("until"), "not_paused", "该暂停已结束", "this pause is over");
    }
    typed_time(run, &row.key("until"), &row.key("late_reason"), problems);
    if let (Some(from), Some(until)) = (row.instant("from"), Instant::from_scalar(run.after(&row.key("until"))))
        && until.utc_ms < from.utc_ms
    {
        let (zh, en) = ("结束不能早于开始", "the end must not be before the start");
        refuse_field(problems, row.key("until"), "end_before_start", zh, en);
    }
}

fn disallow_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if let Some(id) = one_standing_row(run, "pauses", problems)
        && run.before.item("pauses", &id).has("disallowed_at")
    {
        refuse_field(problems, format!("pauses/{id}"), "disallowed", "该暂停已撤销", "disallowed already");
    }
}

fn disallow_effect(run: &mut StepRun<'_>) {
    if let Some(id) = given_rows(run, "pauses").into_iter().next() {
        run.set(format!("pauses/{id}/disallowed_at"), run.at.to_scalar());
    }
}

fn confirm_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if let Some(id) = one_standing_row(run, "pauses", problems)
        && run.before.item("pauses", &id).text("reason") != Some("force_majeure")
    {
        let (zh, en) = ("只有不可抗力需要主管确认", "only force majeure needs the supervisor's word");
        refuse_field(problems, format!("pauses/{id}/reason"), "not_force_majeure", zh, en);
    }
}

fn confirm_effect(run: &mut StepRun<'_>) {
    if let Some(id) = given_rows(run, "pauses").into_iter().next() {
        run.set(format!("pauses/{id}/confirmed_at"), run.at.to_scalar());
    }
}
