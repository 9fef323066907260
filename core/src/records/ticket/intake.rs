//! Ticket steps of the desk: taking in, responding, merging, withdrawing, chasing (S-19, S-20).
//! Absent by design: its urgency (`grading.rs`), the work on the ticket (`work.rs`) and its end (`closing.rs`).

use super::{closed_at, goes_on, grading, work::WHOLE_FORM};
use crate::{
    records::{
        confirmation::present_state,
        contact_attempt,
        guard::{given_rows, is_empty, need, one_new_row, person, principal, refuse, refuse_field, typed_time},
        job,
        table::join,
    },
    schema::{
        Date, Input, Instant, Label, Problem, RecordId, Role, Scalar, StepRun, StepSpec, Touch, any, optional, own,
        required,
    },
};

/// A ticket comes in (S-19). Begins the record.
pub const TAKE_IN: StepSpec = StepSpec {
    verb: "take_in",
    label: Label::new("受理工单", "Take in a ticket"),
    rules: &["S-19", "D-09"],
    who: &[any(Role::Desk), any(Role::Supervisor), own(Role::Sales), own(Role::Engineer)],
    begins: true,
    inputs: &[
        required("channel"),
        required("submitted_at"),
        optional("submitted_late_reason"),
        optional("call_answered"),
        optional("customer"),
        optional("customer_name"),
        required("contact_name"),
        required("contact_phone"),
        optional("service_address"),
        optional("equipment"),
        optional("product_name"),
        optional("model"),
        optional("serial_number"),
        optional("running_hours"),
        required("description"),
        optional("since"),
        required("machine_down"),
        optional("error_code"),
        optional("repeat_of"),
        optional("engineer"),
        optional("photos/*/photo"),
        optional("photos/*/subject").since(WHOLE_FORM),
        optional("photos/*/caption"),
    ],
    stamps: &[
        "taken_in_at",
        "taken_in_by",
        "responded_at",
        "responded_by",
        "customer",
        "customer_name",
        "service_address",
        "product_name",
        "model",
        "serial_number",
        "installed_on",
        "warranty",
        "dispatched_at",
        "accepted_at",
        "contract_number",
        "response_minutes",
        "arrival_minutes",
        "solution_minutes",
    ],
    touches: EQUIPMENT_TOUCH,
    guard: take_in_guard,
    effect: take_in_effect,
};

/// Tickets say on the machine's record that they are open on it.
pub(super) const EQUIPMENT_TOUCH: &[Touch] = &[Touch { kind: "equipment", creates: false, keys: job::MIRRORED }];

fn take_in_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    typed_time(run, "submitted_at", "submitted_late_reason", problems);
    if run.after("customer").is_null() && run.after("equipment").is_null() {
        need(run, problems, "customer_name", "客户名称", "The customer's name");
    }
    // An engineer or salesperson takes in what was said to them; only then is there an own job.
    if let Some(engineer) = run.given.get("engineer").filter(|value| !value.is_null()) {
        if RecordId::from_scalar(engineer) != Some(principal(run)) {
            refuse_field(
                problems,
                "engineer",
                "only_oneself",
                "受理时只能派给自己",
                "only to oneself; the desk dispatches",
            );
        }
        if run.after("channel").as_text() != Some("on_site") {
            refuse_field(problems, "channel", "not_on_site", "仅现场受理可直接处理", "only when taken in on site");
        }
    }
}

fn take_in_effect(run: &mut StepRun<'_>) {
    let (me, at) = (person(run.person), run.at.to_scalar());
    run.set("taken_in_at", at.clone());
    run.set("taken_in_by", me.clone());
    if run.after("call_answered") == &Scalar::Boolean(true) {
        let submitted = run.after("submitted_at").clone();
        run.set("responded_at", submitted);
        run.set("responded_by", me);
    }
    if !run.after("engineer").is_null() {
        run.set("dispatched_at", at.clone());
        run.set("accepted_at", at);
    }
    if let Some(equipment) = RecordId::from_scalar(run.after("equipment")) {
        copy_from_equipment(run, equipment);
        job::mirror_on_equipment(run, equipment, false);
    }
    copy_customer_name(run);
}

/// Since this version of the table a ticket says which times the machine's contract agrees on, and whether it was open
/// when it was imported.
const WITH_CONTRACT: u16 = 3;

/// What the contract agrees on, under the names that machine and ticket share.
pub(super) const AGREED: [&str; 3] = ["response_minutes", "arrival_minutes", "solution_minutes"];

/// Copies what the machine's record says into fields that were left empty.
fn copy_from_equipment(run: &mut StepRun<'_>, equipment: RecordId) {
    let Some(machine) = run.linked("equipment", equipment) else { return };
    for (from, to) in [
        ("customer", "customer"),
        ("product_name", "product_name"),
        ("model", "model"),
        ("serial_number", "serial_number"),
        ("site_address", "service_address"),
    ] {
        if is_empty(run.after(to)) && machine.has(from) {
            run.set(to, machine.get(from).clone());
        }
    }
    if run.knows(WITH_CONTRACT) && AGREED.iter().any(|key| machine.has(key)) {
        for key in AGREED.into_iter().chain(["contract_number"]).filter(|key| machine.has(key)) {
            run.set(key, machine.get(key).clone());
        }
    }
    if machine.has("installed_on") {
        run.set("installed_on", machine.get("installed_on").clone());
    }
    let submitted = run.after("submitted_at");
    let day = Instant::from_scalar(submitted).map(|at| Date(at.local().date()));
    let warranty = match (day, machine.date("warranty_until")) {
        (Some(day), Some(until)) if day <= until => "in_warranty",
        (Some(_), Some(_)) => "out_of_warranty",
        _ => "unknown",
    };
    run.set("warranty", Scalar::text(warranty));
}

fn copy_customer_name(run: &mut StepRun<'_>) {
    let machine = RecordId::from_scalar(run.after("equipment")).and_then(|id| run.linked("equipment", id));
    let customer = RecordId::from_scalar(run.after("customer"))
        .or_else(|| machine.and_then(|machine| machine.reference("customer")));
    if let Some(name) = customer.and_then(|id| run.linked("customer", id)).map(|facts| facts.get("name").clone())
        && is_empty(run.after("customer_name"))
    {
        run.set("customer_name", name);
    }
}

/// An old ticket from another system: history that starts no clock.
pub const IMPORT: StepSpec = StepSpec {
    verb: "import",
    label: Label::new("导入历史工单", "Import an old ticket"),
    rules: &["R-admin"],
    who: &[any(Role::Administrator)],
    begins: true,
    inputs: &[
        optional("original_number"),
        required("submitted_at"),
        required("customer"),
        required("description"),
        optional("customer_name"),
        optional("contact_name"),
        optional("contact_phone"),
        optional("service_address"),
        optional("channel"),
        optional("urgency"),
        optional("equipment"),
        optional("product_name"),
        optional("model"),
        optional("serial_number"),
        optional("imported_closed_at"),
        optional("imported_open").since(WITH_CONTRACT),
        optional("work/@/diagnosis"),
        optional("work/@/work_done"),
        optional("parts/*/name"),
        optional("parts/*/model"),
        optional("parts/*/quantity"),
    ],
    stamps: &[
        "imported",
        "taken_in_at",
        "taken_in_by",
        "customer_name",
        "gradings/*/urgency",
        "gradings/*/kind",
        "gradings/*/at",
        "gradings/*/by",
        "gradings/*/reason",
    ],
    touches: EQUIPMENT_TOUCH,
    guard: import_guard,
    effect: import_effect,
};

fn import_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    for key in ["submitted_at", "imported_closed_at"] {
        if Instant::from_scalar(run.after(key)).is_some_and(|at| at.utc_ms > run.at.utc_ms) {
            refuse_field(problems, key, "in_future", "时间不能晚于现在", "the time must not lie in the future");
        }
    }
    if run.after("imported_open") == &Scalar::Boolean(true) && !run.after("imported_closed_at").is_null() {
        let (zh, en) = ("已关闭的工单不是未结工单", "a ticket that was closed is not open");
        refuse_field(problems, "imported_open", "closed", zh, en);
    }
}

fn import_effect(run: &mut StepRun<'_>) {
    let me = person(run.person);
    run.set("imported", Scalar::Boolean(true));
    run.set("taken_in_at", run.at.to_scalar());
    run.set("taken_in_by", me);
    copy_customer_name(run);
    if run.after("imported_open") == &Scalar::Boolean(true) {
        if !run.after("urgency").is_null() {
            grading::grade_effect(run);
        }
        let equipment = RecordId::from_scalar(run.after("equipment"));
        if let Some(equipment) = equipment.filter(|id| run.linked("equipment", *id).is_some()) {
            job::mirror_on_equipment(run, equipment, false);
        }
    }
}

const RESPOND_INPUTS: [Input; contact_attempt::INPUTS.len() + 4] = join(
    contact_attempt::INPUTS,
    &[required("description"), required("contact_name"), required("contact_phone"), optional("machine_down")],
);

/// First response by a person (S-20, D-09). An attempt that reaches nobody is kept and meets nothing.
pub const RESPOND: StepSpec = StepSpec {
    verb: "respond",
    label: Label::new("首次响应", "First response"),
    rules: &["S-20", "D-09"],
    who: &[any(Role::Desk), any(Role::Supervisor)],
    begins: false,
    inputs: &RESPOND_INPUTS,
    stamps: &[
        "contacts/*/at",
        "contacts/*/by",
        "contacts/*/purpose",
        "contacts/*/round",
        "responded_at",
        "responded_by",
    ],
    touches: &[],
    guard: respond_guard,
    effect: respond_effect,
};

fn respond_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    goes_on(run, problems);
    if run.before.has("responded_at") {
        refuse(problems, "already_responded", "已首次响应", "responded to already");
    }
    let Some(id) = contact_attempt::guard(run, problems) else { return };
    not_before_submission(run, &format!("contacts/{id}/at"), problems);
}

/// A clock that runs forward is never met before it started (domain §2.1).
pub(super) fn not_before_submission(run: &StepRun<'_>, key: &str, problems: &mut Vec<Problem>) {
    let (at, submitted) = (run.given.get(key).and_then(Instant::from_scalar), run.before.instant("submitted_at"));
    if let (Some(at), Some(submitted)) = (at, submitted)
        && at.utc_ms < submitted.utc_ms
    {
        let (zh, en) = ("不能早于客户提交时间", "must not be before the customer submitted");
        refuse_field(problems, key, "before_submission", zh, en);
    }
}

fn respond_effect(run: &mut StepRun<'_>) {
    if let Some((_, true, at)) = contact_attempt::stamp(run, "first_response") {
        let me = person(run.person);
        run.set("responded_at", at.to_scalar());
        run.set("responded_by", me);
    }
}

/// Merges a duplicate into another ticket, which keeps the earlier submission (domain §2.3 no. 17).
pub const MERGE: StepSpec = StepSpec {
    verb: "merge",
    label: Label::new("合并重复工单", "Merge a duplicate"),
    rules: &["S-20"],
    who: &[any(Role::Desk), any(Role::Supervisor)],
    begins: false,
    inputs: &[required("merged_into"), required("merge_reason")],
    stamps: &["merged_at"],
    touches: &[
        Touch { kind: "ticket", creates: false, keys: &["submitted_at"] },
        Touch { kind: "equipment", creates: false, keys: job::MIRRORED },
    ],
    guard: merge_guard,
    effect: merge_effect,
};

fn merge_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    goes_on(run, problems);
    if run.before.has("rounds/1/confirmed_at") {
        refuse(problems, "already_signed", "客户已签署，不能合并", "signed by the customer: it cannot be merged");
    }
    let Some(target) = run.given.get("merged_into").and_then(RecordId::from_scalar) else { return };
    if target == run.record {
        refuse_field(problems, "merged_into", "same_record", "不能合并到自身", "a ticket is not its own duplicate");
        return;
    }
    let Some(survivor) = run.linked("ticket", target) else {
        refuse_field(problems, "merged_into", "unknown_record", "找不到目标工单", "the other ticket is not known here");
        return;
    };
    if closed_at(&survivor).is_some() {
        refuse_field(problems, "merged_into", "closed", "目标工单已结束", "the other ticket is over");
    }
    let (mine, theirs) = (run.before.reference("customer"), survivor.reference("customer"));
    if mine.is_some() && theirs.is_some() && mine != theirs {
        refuse_field(problems, "merged_into", "other_customer", "不是同一客户", "not the same customer");
    }
}

fn merge_effect(run: &mut StepRun<'_>) {
    run.set("merged_at", run.at.to_scalar());
    if let Some(target) = run.given.get("merged_into").and_then(RecordId::from_scalar)
        && let Some(survivor) = run.linked("ticket", target)
        && let (Some(mine), Some(theirs)) = (run.before.instant("submitted_at"), survivor.instant("submitted_at"))
        && mine.utc_ms < theirs.utc_ms
    {
        run.touch("ticket", target, "submitted_at", mine.to_scalar());
    }
    leave_equipment(run);
}

/// Says on the machine's record that this ticket is over.
pub(super) fn leave_equipment(run: &mut StepRun<'_>) {
    if let Some(equipment) = run.before.reference("equipment") {
        job::mirror_on_equipment(run, equipment, true);
    }
}

/// The customer takes it back, it was a wrong number, or it became something else.
pub const WITHDRAW: StepSpec = StepSpec {
    verb: "withdraw",
    label: Label::new("撤回", "Withdraw"),
    inputs: &[required("withdrawn_reason"), required("withdrawn_note")],
    stamps: &["withdrawn_at"],
    touches: EQUIPMENT_TOUCH,
    guard: |run, problems| {
        goes_on(run, problems);
        if present_state(run.before).signed_at().is_some() {
            refuse(problems, "already_signed", "客户已确认，不能撤回", "confirmed by the customer: not now");
        }
    },
    effect: |run| {
        run.set("withdrawn_at", run.at.to_scalar());
        leave_equipment(run);
    },
    ..MERGE
};

/// The customer asks where we are (催单): counted, shown to desk and engineer.
pub const CUSTOMER_CHASE: StepSpec = StepSpec {
    verb: "customer_chase",
    label: Label::new("催单", "Customer asks where we are"),
    rules: &["K-ticket"],
    who: &[any(Role::Desk), any(Role::Supervisor), own(Role::Engineer)],
    inputs: &[required("chases/*/caller"), optional("chases/*/note")],
    stamps: &["chases/*/at", "chases/*/by"],
    touches: &[],
    guard: |run, problems| {
        goes_on(run, problems);
        one_new_row(run, "chases", problems);
    },
    effect: |run| {
        let Some(id) = given_rows(run, "chases").into_iter().next() else { return };
        let me = person(run.person);
        run.set(format!("chases/{id}/at"), run.at.to_scalar());
        run.set(format!("chases/{id}/by"), me);
    },
    ..MERGE
};
