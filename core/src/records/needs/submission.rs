//! Submitting a needs analysis, reviewing it, and the customer's word on it (S-04, D-01).
//! Absent by design: writing it (`steps.rs`).

use std::rc::Rc;

use super::steps::{DRAFT, is_draft, supersedes_guard};
use crate::{
    records::{
        customer_sales::{is_connected, is_needs_talk},
        guard::{is_empty, person, principal, refuse, refuse_field, typed_or_now, typed_time},
    },
    schema::{Facts, ItemFacts, Label, Problem, Role, Scalar, StepRun, StepSpec, Touch, any, optional, required},
};

/// What "within 24 hours" on the form means. D-01 itself may be set otherwise by a company.
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What is copied of each talk that the report names.
const COPIED: [&str; 6] = ["purpose", "channel", "started_at", "ended_at", "place", "to_name"];

/// Submits the report: it stands as it is, meets D-01 of its talks, and replaces what it names.
pub(super) const SUBMIT: StepSpec = StepSpec {
    verb: "submit",
    label: Label::new("提交需求分析", "Submit the needs analysis"),
    rules: &["S-04", "D-01"],
    begins: false,
    inputs: &[],
    stamps: &[
        "submitted_at",
        "within_24_hours",
        "communications/*/purpose",
        "communications/*/channel",
        "communications/*/started_at",
        "communications/*/ended_at",
        "communications/*/place",
        "communications/*/to_name",
    ],
    touches: &[
        Touch {
            kind: "customer_sales",
            creates: false,
            keys: &["communications/*/needs", "communications/*/needs_submitted_at"],
        },
        Touch { kind: "needs", creates: false, keys: &["superseded_by", "superseded_at"] },
    ],
    guard: submit_guard,
    effect: submit,
    ..DRAFT
};

/// The manager goes over a submitted report (审阅人).
pub(super) const REVIEW: StepSpec = StepSpec {
    verb: "review",
    label: Label::new("审阅需求分析", "Review the needs analysis"),
    who: &[any(Role::Manager)],
    begins: false,
    inputs: &[optional("review_opinion")],
    stamps: &["reviewed_at", "reviewed_by"],
    guard: |run, problems| {
        stands(run, problems);
        if run.before.reference("prepared_by").is_some_and(|author| author == run.person || author == principal(run)) {
            refuse(problems, "own_report", "不能审阅自己编制的报告", "nobody reviews an own report");
        }
    },
    effect: |run| {
        let me = person(run.person);
        run.set("reviewed_at", run.at.to_scalar());
        run.set("reviewed_by", me);
    },
    ..DRAFT
};

/// Records that the customer confirmed the report, which is optional.
pub(super) const CONFIRM: StepSpec = StepSpec {
    verb: "record_confirmation",
    label: Label::new("登记客户确认", "Record the customer's confirmation"),
    begins: false,
    inputs: &[
        required("confirmed_by_name"),
        required("confirmed_channel"),
        optional("confirmed_at"),
        optional("confirmed_late_reason"),
    ],
    stamps: &[],
    guard: |run, problems| {
        stands(run, problems);
        typed_time(run, "confirmed_at", "confirmed_late_reason", problems);
    },
    effect: |run| {
        let at = typed_or_now(run, "confirmed_at");
        run.set("confirmed_at", at.to_scalar());
    },
    ..DRAFT
};

/// Submitted, and not replaced.
fn stands(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if !run.before.has("submitted_at") || run.before.has("superseded_by") {
        refuse(problems, "not_submitted", "报告未提交或已被替代", "the report is not submitted, or replaced");
    }
}

/// The sales record of the report's customer.
fn sales_record(run: &StepRun<'_>) -> Option<Rc<Facts>> {
    run.linked("customer_sales", run.before.reference("sales")?)
}

/// The ids of the communications that the report names, each with the row that names it.
fn named(facts: &Facts) -> Vec<(ItemFacts<'_>, String)> {
    let rows = facts.items("communications").into_iter();
    rows.filter_map(|row| Some((row, row.text("communication")?.to_owned()))).collect()
}

/// Rows that must be there, with what each must say.
const ROWS: [(&str, &str, &str, &[&str]); 4] = [
    ("pains", "客户痛点", "The customer's pains", &["pain"]),
    ("needs", "需求", "The needs", &["need", "priority"]),
    ("decision_people", "决策人员", "The people who decide", &["name", "role", "attitude"]),
    ("next_steps", "下一步", "The next steps", &["what", "who", "by_when"]),
];

/// Everything starred on the form is there (domain §4.4), a core need among it, and a needs talk of
/// this customer.
fn submit_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    is_draft(run, problems);
    supersedes_guard(run, problems);
    let facts = run.before;
    let missing = |problems: &mut Vec<Problem>, key: String, zh: &str, en: &str| {
        refuse_field(problems, key, "required", &format!("请填写{zh}"), &format!("{en} is needed"));
    };
    for (table, zh, en, fields) in ROWS {
        let rows = facts.items(table);
        if rows.is_empty() {
            missing(problems, table.to_owned(), zh, en);
        }
        for row in rows {
            for field in fields.iter().filter(|field| is_empty(row.get(field))) {
                missing(problems, row.key(field), zh, en);
            }
        }
    }
    if is_empty(facts.get("budget")) && is_empty(facts.get("budget_text")) {
        missing(problems, "budget".to_owned(), "采购预算", "The budget");
    }
    if is_empty(facts.get("decision_process")) {
        missing(problems, "decision_process".to_owned(), "决策流程", "The decision process");
    }
    let participants = facts.items("participants");
    for (side, zh, en) in [
        ("ours", "我方参与人员", "Who of us took part"),
        ("customer", "客户方参与人员", "Who of the customer took part"),
    ] {
        if !participants.iter().any(|row| row.text("side") == Some(side) && !is_empty(row.get("name"))) {
            missing(problems, "participants".to_owned(), zh, en);
        }
    }
    if !facts.items("needs").iter().any(|row| row.text("priority") == Some("core")) {
        let (zh, en) = ("至少需要一项核心需求", "at least one core need is needed");
        refuse_field(problems, "needs", "no_core_need", zh, en);
    }
    talks_guard(run, problems);
}

/// The communications named were held with this customer, and one of them at least was a needs talk.
fn talks_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let Some(sales) = sales_record(run) else {
        return refuse(problems, "no_sales_record", "此处没有该客户的销售档案", "the sales record is not here");
    };
    let named = named(run.before);
    for (row, id) in &named {
        if !is_connected(&sales.item("communications", id)) {
            let (zh, en) = ("该客户没有这次已接通的沟通", "the customer has no such connected communication");
            refuse_field(problems, row.key("communication"), "row_unknown", zh, en);
        }
    }
    if !named.iter().any(|(_, id)| is_needs_talk(&sales.item("communications", id))) {
        let (zh, en) = ("请注明至少一次需求沟通", "at least one needs talk must be named");
        refuse_field(problems, "communications", "no_needs_talk", zh, en);
    }
}

fn submit(run: &mut StepRun<'_>) {
    let at = run.at;
    run.set("submitted_at", at.to_scalar());
    if let (Some(id), Some(sales)) = (run.before.reference("sales"), sales_record(run)) {
        let report = run.record.to_scalar();
        let mut within = true;
        for (row, communication) in named(run.before) {
            let talk = sales.item("communications", &communication);
            for field in COPIED {
                run.set(row.key(field), talk.get(field).clone());
            }
            if !is_needs_talk(&talk) {
                continue;
            }
            // A talk that was reported before is judged by its first report.
            let reported = talk.instant("needs_submitted_at").unwrap_or(at);
            let latest = talk.instant("ended_at").map(|ended| ended.utc_ms.saturating_add(DAY_MS));
            within &=
                latest.is_some_and(|latest| reported.utc_ms <= latest.saturating_add(i64::from(reported.error_ms)));
            run.touch("customer_sales", id, talk.key("needs"), report.clone());
            if !talk.has("needs_submitted_at") {
                run.touch("customer_sales", id, talk.key("needs_submitted_at"), at.to_scalar());
            }
        }
        run.set("within_24_hours", Scalar::Boolean(within));
    }
    if let Some(former) = run.before.reference("supersedes") {
        let report = run.record.to_scalar();
        run.touch("needs", former, "superseded_by", report);
        run.touch("needs", former, "superseded_at", at.to_scalar());
    }
}
