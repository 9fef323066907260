//! What is done with a callback that was made: details, leads of new needs, matters, reading it (S-29).
//! Absent by design: the call itself (`complete.rs`).

use super::{
    begin::{CALLERS, RECORD_ATTEMPT},
    complete::rows_guard,
    is_made, made,
};
use crate::{
    records::{
        guard::{given_rows, is_empty, need, one_standing_row, person, principal, refuse, refuse_field},
        hint,
    },
    schema::{Label, Problem, RecordId, Role, Scalar, StepRun, StepSpec, Touch, any, nothing, optional, own, required},
};

/// Adds what was said beyond the score: of a repair's or complaint's callback, which their records begin.
pub const DESCRIBE: StepSpec = StepSpec {
    verb: "describe",
    label: Label::new("补充回访记录", "Add what was said"),
    rules: &["S-26", "K-callback"],
    who: CALLERS,
    inputs: &[
        optional("score_skill"),
        optional("score_speed"),
        optional("score_attitude"),
        optional("running_well"),
        optional("recorded"),
        optional("recording_told"),
        optional("service_person"),
        optional("serviced_on"),
        optional("suggestions"),
        optional("dissatisfaction"),
        optional("needs/*/what"),
        optional("needs/*/company"),
        optional("needs/*/industry"),
        optional("needs/*/name"),
        optional("needs/*/phone"),
        optional("matters/*/what"),
        optional("matters/*/who"),
        optional("matters/*/until"),
    ],
    stamps: &[],
    guard: |run, problems| {
        is_made(run, problems);
        rows_guard(run, problems);
        if run.after("recorded") == &Scalar::Boolean(true) && run.after("recording_told") != &Scalar::Boolean(true) {
            let (zh, en) = ("录音须事先告知客户", "a recording is told beforehand");
            refuse_field(problems, "recording_told", "recording_not_told", zh, en);
        }
        for id in given_rows(run, "needs") {
            if run.before.has(&format!("needs/{id}/lead")) || run.before.has(&format!("needs/{id}/hint")) {
                refuse_field(problems, format!("needs/{id}"), "already_made", "该需求已转出", "handed on already");
            }
        }
    },
    effect: nothing,
    ..RECORD_ATTEMPT
};

/// The customer a referral becomes.
const LEAD: Touch = Touch {
    kind: "customer",
    creates: true,
    keys: &[
        "name",
        "industry",
        "source",
        "referred_by",
        "origin_callback",
        "initial_need",
        "initial_need_text",
        "contacts/*/name",
        "contacts/*/phone",
        "contacts/*/main",
        "recorded_at",
        "recorded_by",
        "sales",
    ],
};
/// Its companion.
const COMPANION: Touch =
    Touch { kind: "customer_sales", creates: true, keys: &["customer", "customer_name", "recorded_at"] };

/// Hands a new need on (S-29): a referral becomes a lead of its own; this customer's need a message to its
/// salesperson.
pub const MAKE_LEAD: StepSpec = StepSpec {
    verb: "make_lead",
    label: Label::new("转为线索", "Make a lead of it"),
    rules: &["S-29"],
    who: &[any(Role::Desk), any(Role::Supervisor), any(Role::Manager), own(Role::Sales)],
    inputs: &[
        required("needs/*/note"),
        optional("needs/*/company"),
        optional("needs/*/industry"),
        optional("needs/*/name"),
        optional("needs/*/phone"),
    ],
    stamps: &["needs/*/lead", "needs/*/hint", "follow_up", "follow_up_closed_at"],
    touches: &[LEAD, COMPANION, hint::BEGINS],
    guard: make_lead_guard,
    effect: make_lead,
    ..RECORD_ATTEMPT
};

fn make_lead_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    is_made(run, problems);
    let Some(id) = one_standing_row(run, "needs", problems) else { return };
    let row = run.before.item("needs", &id);
    if row.has("lead") || row.has("hint") {
        refuse_field(problems, row.key("note"), "already_made", "该需求已转出", "handed on already");
    }
    if is_empty(run.after(&row.key("company"))) {
        return;
    }
    need(run, problems, &row.key("industry"), "所属行业", "The industry");
    need(run, problems, &row.key("name"), "联系人", "Whom to ask for");
    need(run, problems, &row.key("phone"), "电话", "The number");
}

fn make_lead(run: &mut StepRun<'_>) {
    let Some(id) = given_rows(run, "needs").into_iter().next() else { return };
    let of = |field: &str| run.after(&format!("needs/{id}/{field}")).clone();
    let (what, company, name, phone, note) = (of("what"), of("company"), of("name"), of("phone"), of("note"));
    let (me, at, callback) = (person(run.person), run.at.to_scalar(), run.record.to_scalar());
    if is_empty(&company) {
        let words = format!("{}\n{}", what.as_text().unwrap_or_default(), note.as_text().unwrap_or_default());
        let hint = hint::begin(run, "lead", Scalar::text(words), name, phone);
        run.touch("hint", hint, "callback", callback);
        run.set(format!("needs/{id}/hint"), hint.to_scalar());
    } else {
        let (industry, customer) = (of("industry"), run.before.get("customer").clone());
        let lead = run.create("customer", "lead");
        let sales = run.create("customer_sales", "lead's sales");
        let text: String = [&what, &note].into_iter().filter_map(|text| text.as_text()).collect::<Vec<_>>().join("\n");
        let writes = [
            ("name", company.clone()),
            ("industry", industry),
            ("source", Scalar::text("referral")),
            ("referred_by", customer),
            ("origin_callback", callback),
            ("initial_need", Scalar::text("purchase")),
            ("initial_need_text", Scalar::text(text)),
            ("contacts/c1/name", name),
            ("contacts/c1/phone", phone),
            ("contacts/c1/main", Scalar::Boolean(true)),
            ("recorded_at", at.clone()),
            ("recorded_by", me),
            ("sales", sales.to_scalar()),
        ];
        for (key, value) in writes.into_iter().filter(|(_, value)| !value.is_null()) {
            run.touch("customer", lead, key, value);
        }
        run.touch("customer_sales", sales, "customer", lead.to_scalar());
        run.touch("customer_sales", sales, "customer_name", company);
        run.touch("customer_sales", sales, "recorded_at", at);
        run.set(format!("needs/{id}/lead"), lead.to_scalar());
    }
    if !matches!(run.before.text("follow_up"), Some("reopen" | "to_complaint")) {
        run.set("follow_up", Scalar::text("new_lead"));
        run.set("follow_up_closed_at", Scalar::Null);
    }
}

/// One remaining matter is done.
pub const CLOSE_MATTER: StepSpec = StepSpec {
    verb: "close_matter",
    label: Label::new("完成遗留事项", "Close a remaining matter"),
    inputs: &[required("matters/*/done_note")],
    stamps: &["matters/*/done_at"],
    touches: &[],
    guard: |run, problems| {
        let Some(id) = one_standing_row(run, "matters", problems) else { return };
        if run.before.has(&format!("matters/{id}/done_at")) {
            refuse_field(problems, format!("matters/{id}"), "closed", "该事项已完成", "done already");
        }
    },
    effect: |run| {
        if let Some(id) = given_rows(run, "matters").into_iter().next() {
            run.set(format!("matters/{id}/done_at"), run.at.to_scalar());
        }
    },
    ..DESCRIBE
};

/// What followed is over, with what came of it. Tickets and complaints that end say so by themselves.
pub const CLOSE_FOLLOW_UP: StepSpec = StepSpec {
    verb: "close_follow_up",
    label: Label::new("结束跟进", "End the follow-up"),
    inputs: &[required("follow_up_result")],
    stamps: &["follow_up_closed_at"],
    touches: &[],
    guard: |run, problems| {
        need(run, problems, "follow_up_result", "跟进结果", "The result");
        if !super::follows(run.before) {
            refuse(problems, "nothing_follows", "没有待跟进的事项", "nothing is to be followed up");
        }
    },
    effect: |run| run.set("follow_up_closed_at", run.at.to_scalar()),
    ..DESCRIBE
};

/// Somebody else reads it.
pub const REVIEW: StepSpec = StepSpec {
    verb: "review",
    label: Label::new("审阅", "Review"),
    who: &[any(Role::Supervisor), any(Role::Manager)],
    inputs: &[],
    stamps: &["reviewed_by", "reviewed_at"],
    touches: &[],
    guard: |run, problems| {
        is_made(run, problems);
        if run.before.reference("made_by").is_some_and(|id| id == run.person || id == principal(run)) {
            refuse(problems, "own_callback", "不能审阅自己的回访", "nobody reviews an own callback");
        }
        if run.before.has("reviewed_at") {
            refuse(problems, "already_reviewed", "已审阅", "reviewed already");
        }
    },
    effect: |run| {
        let me = person(run.person);
        run.set("reviewed_by", me);
        run.set("reviewed_at", run.at.to_scalar());
    },
    ..DESCRIBE
};

/// Ends the follow-up of the callback that a hint came from, when a lead is all that followed.
pub fn lead_taken_up(run: &mut StepRun<'_>, callback: Option<RecordId>) {
    let is_lead = callback
        .and_then(|id| run.linked("callback", id))
        .is_some_and(|facts| facts.text("follow_up") == Some("new_lead"));
    if is_lead {
        made::end_follow_up(run, callback);
    }
}
