//! A callback comes about, is tried, given up or cancelled (S-26, S-27).
//! Absent by design: what the customer says when reached (`complete.rs`). Repairs' and complaints' callbacks
//! are begun and tried by steps of their tickets and complaints.

use super::{follow_up::not_own_repair, is_due};
use crate::{
    records::{
        contact_attempt::{self, spaced_attempts},
        customer::{main_contact, regular::has_machine_in_use},
        guard::{given_rows, is_empty, need, one_of, person, refuse, refuse_field},
    },
    schema::{Facts, Label, Problem, RecordId, Role, Scalar, StepRun, StepSpec, Who, any, optional, own, required},
};

/// Attempts that giving up needs, on two days (domain §2.2, D-08, D-15).
pub const ATTEMPTS_NEEDED: usize = 3;

/// Who calls back.
pub(super) const CALLERS: &[Who] = &[any(Role::Desk), any(Role::Supervisor), any(Role::Manager), own(Role::Sales)];

/// A regular callback of a customer with equipment in use (S-27).
pub const BEGIN_REGULAR: StepSpec = StepSpec {
    verb: "begin_regular",
    label: Label::new("发起定期回访", "Begin a regular callback"),
    rules: &["S-27", "D-16"],
    who: CALLERS,
    begins: true,
    inputs: &[required("customer"), optional("contact_name"), optional("contact_phone"), optional("due_on")],
    stamps: &["kind", "customer_name", "contact_name", "contact_phone", "begun_at", "begun_by", "salesperson"],
    touches: &[],
    guard: |run, problems| {
        let customer = RecordId::from_scalar(run.after("customer")).and_then(|id| run.linked("customer", id));
        match customer {
            None => {
                refuse_field(problems, "customer", "unknown_record", "找不到该客户", "the customer is not known here")
            }
            Some(facts) if facts.has("merged_into") || facts.has("closed_at") => {
                refuse_field(problems, "customer", "closed", "该客户已关闭或合并", "the customer is closed or merged");
            }
            Some(facts) if !has_machine_in_use(&facts) => {
                let (zh, en) = ("该客户没有在用设备", "the customer has no equipment in use");
                refuse_field(problems, "customer", "no_equipment", zh, en);
            }
            Some(_) => {}
        }
    },
    effect: |run| {
        run.set("kind", Scalar::text("regular"));
        begun(run, None, true);
    },
};

/// A callback after a training or an installation.
pub const BEGIN: StepSpec = StepSpec {
    verb: "begin",
    label: Label::new("发起回访", "Begin a callback"),
    rules: &["S-18", "S-26"],
    who: &[any(Role::Desk), any(Role::Supervisor)],
    inputs: &[
        required("kind"),
        optional("training"),
        optional("installation"),
        optional("customer"),
        optional("contact_name"),
        optional("contact_phone"),
        optional("due_on"),
        optional("service_person"),
        optional("serviced_on"),
    ],
    stamps: &[
        "customer",
        "customer_name",
        "contact_name",
        "contact_phone",
        "begun_at",
        "begun_by",
        "salesperson",
        "service_person",
    ],
    guard: begin_guard,
    effect: begin_effect,
    ..BEGIN_REGULAR
};

const SOURCES: [&str; 2] = ["training", "installation"];

fn begin_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    one_of(run, "kind", &SOURCES, problems);
    let kind = run.after("kind").as_text().unwrap_or_default();
    for source in SOURCES {
        let is_given = !run.after(source).is_null();
        if (source == kind) != is_given {
            let (zh, en) = ("请只填写与回访类型相符的来源", "name the record that fits the kind, and no other");
            refuse_field(problems, source, "wrong_source", zh, en);
        }
    }
    let source = source_of(run);
    let customer = source.as_ref().and_then(|(_, facts)| facts.reference("customer"));
    if customer.is_none() {
        need(run, problems, "customer", "客户", "The customer");
    } else if !run.after("customer").is_null() && customer != RecordId::from_scalar(run.after("customer")) {
        refuse_field(
            problems,
            "customer",
            "other_customer",
            "与来源的客户不一致",
            "not the customer of what it follows",
        );
    }
    if source.is_some_and(|(_, facts)| facts.has("cancelled_at")) {
        refuse(problems, "cancelled", "来源已取消，无需回访", "what it follows was cancelled");
    }
}

/// The training or installation that it follows, as far as known here.
fn source_of(run: &StepRun<'_>) -> Option<(&'static str, std::rc::Rc<Facts>)> {
    SOURCES.into_iter().find_map(|kind| {
        let id = RecordId::from_scalar(run.after(kind))?;
        Some((kind, run.linked(kind, id)?))
    })
}

fn begin_effect(run: &mut StepRun<'_>) {
    if let Some((kind, facts)) = source_of(run) {
        let engineer = facts.get(if kind == "training" { "trainer" } else { "engineer" }).clone();
        for (key, value) in [
            ("customer", facts.get("customer").clone()),
            ("contact_name", facts.get("contact_name").clone()),
            ("contact_phone", facts.get("contact_phone").clone()),
            ("service_person", engineer),
        ] {
            if is_empty(run.after(key)) && !value.is_null() {
                run.set(key, value);
            }
        }
        let has_contact = ["contact_name", "contact_phone"].iter().any(|key| facts.has(key));
        return begun(run, facts.reference("customer"), !has_contact);
    }
    begun(run, None, true);
}

/// Stamps the beginning, with the customer's name, salesperson and, if wanted and none was given, main
/// contact, as far as known here.
fn begun(run: &mut StepRun<'_>, customer: Option<RecordId>, with_contact: bool) {
    let customer = customer.or_else(|| RecordId::from_scalar(run.after("customer")));
    let (me, at) = (person(run.person), run.at.to_scalar());
    run.set("begun_at", at);
    run.set("begun_by", me);
    let Some(facts) = customer.and_then(|id| run.linked("customer", id)) else { return };
    run.set("customer_name", facts.get("name").clone());
    if with_contact && is_empty(run.after("contact_name")) && is_empty(run.after("contact_phone")) {
        let (name, phone) = main_contact(&facts).unwrap_or_default();
        for (key, value) in [("contact_name", name), ("contact_phone", phone)] {
            if !value.is_empty() {
                run.set(key, Scalar::text(value));
            }
        }
    }
    if let Some(sales) = facts.reference("sales").and_then(|id| run.linked("customer_sales", id)) {
        run.set("salesperson", sales.get("salesperson").clone());
    }
}

/// A callback of a repair or a complaint goes on by that record's own step.
pub(super) fn is_here(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    is_due(run, problems);
    match run.before.text("kind") {
        Some("repair") => refuse(problems, "by_ticket", "请在工单中回访", "call back on the ticket"),
        Some("complaint") => refuse(problems, "by_complaint", "请在投诉中回访", "call back on the complaint"),
        _ => {}
    }
}

/// An attempt that reached nobody.
pub const RECORD_ATTEMPT: StepSpec = StepSpec {
    verb: "record_attempt",
    label: Label::new("记录未接通", "Record an attempt"),
    rules: &["S-26", "S-27"],
    begins: false,
    inputs: contact_attempt::INPUTS,
    stamps: contact_attempt::STAMPS,
    guard: |run, problems| {
        is_here(run, problems);
        not_own_repair(run, problems);
        let Some(id) = contact_attempt::guard(run, problems) else { return };
        let key = format!("contacts/{id}/connected");
        if run.after(&key) == &Scalar::Boolean(true) {
            let (zh, en) = ("已接通请使用“完成回访”", "somebody answered: complete the callback");
            refuse_field(problems, key, "connected", zh, en);
        }
    },
    effect: |run| {
        contact_attempt::stamp(run, "callback");
    },
    ..BEGIN_REGULAR
};

/// Given up: three attempts at least 30 minutes apart, on two days.
pub const GIVE_UP: StepSpec = StepSpec {
    verb: "give_up",
    label: Label::new("无法接通，关闭", "Give up: unreachable"),
    inputs: &[],
    stamps: &["unreachable_at"],
    guard: |run, problems| {
        is_here(run, problems);
        enough_attempts(run.before, 0, problems);
    },
    effect: |run| run.set("unreachable_at", run.at.to_scalar()),
    ..RECORD_ATTEMPT
};

/// Three attempts at least 30 minutes apart, on two days, since a moment.
pub fn enough_attempts(facts: &Facts, since_ms: i64, problems: &mut Vec<Problem>) {
    let mut days: Vec<_> = facts
        .items("contacts")
        .iter()
        .filter(|row| !row.is_true("connected"))
        .filter_map(|row| row.instant("at"))
        .filter(|at| at.utc_ms >= since_ms)
        .map(|at| at.local().date())
        .collect();
    days.sort_unstable();
    days.dedup();
    if spaced_attempts(facts, since_ms) < ATTEMPTS_NEEDED || days.len() < 2 {
        let (zh, en) = ("需在两天内至少三次未接通", "needs three attempts on two days");
        refuse(problems, "attempts_missing", zh, en);
    }
}

/// Nothing to call about any more.
pub const CANCEL: StepSpec = StepSpec {
    verb: "cancel",
    label: Label::new("取消回访", "Cancel the callback"),
    who: &[any(Role::Desk), any(Role::Supervisor), any(Role::Manager)],
    inputs: &[required("cancelled_reason")],
    stamps: &["cancelled_at"],
    guard: |run, problems| {
        is_here(run, problems);
        need(run, problems, "cancelled_reason", "取消原因", "The reason");
    },
    effect: |run| run.set("cancelled_at", run.at.to_scalar()),
    ..RECORD_ATTEMPT
};

/// The contact given with the step, if one was.
pub(super) fn given_contact(run: &StepRun<'_>) -> Option<String> {
    given_rows(run, "contacts").into_iter().next()
}
