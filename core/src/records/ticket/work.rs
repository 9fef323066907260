//! Ticket steps of the work: dispatch, contact, visit, solution, charge, parts, record, pause (S-21…S-24).
//! Absent by design: the customer's confirmation and what follows it (`closing.rs`).

use super::{
    goes_on,
    intake::{EQUIPMENT_TOUCH, not_before_submission},
    not_sealed,
};
use crate::{
    records::{
        confirmation::unpresent,
        contact_attempt,
        guard::{
            given_rows, is_empty, need, one_new_row, one_standing_row, person, principal, refuse, refuse_field, round,
            stamp_round, typed_or_now, typed_time,
        },
        job, pause,
        table::join,
        visit,
    },
    schema::{Input, Label, Money, Problem, Role, Scalar, StepRun, StepSpec, any, optional, own, required},
};

/// Dispatches the ticket (S-21); it must be graded first, so that the engineer knows how urgent it is.
pub const DISPATCH: StepSpec = StepSpec {
    inputs: &DISPATCH_INPUTS,
    touches: EQUIPMENT_TOUCH,
    guard: |run, problems| {
        goes_on(run, problems);
        job::dispatch_guard(run, problems);
        match run.before.text("urgency") {
            None => refuse(problems, "not_graded", "请先分级", "grade it first"),
            Some("suggestion") => refuse(problems, "suggestion", "建议类不派工", "a suggestion is not dispatched"),
            Some(_) => {}
        }
    },
    effect: |run| {
        job::dispatch_effect(run);
        mirror(run);
    },
    ..job::DISPATCH
};

const DISPATCH_INPUTS: [Input; job::DISPATCH.inputs.len() + 1] =
    join(job::DISPATCH.inputs, &[optional("appointment_at")]);

fn mirror(run: &mut StepRun<'_>) {
    if let Some(equipment) = run.before.reference("equipment") {
        job::mirror_on_equipment(run, equipment, false);
    }
}

/// The engineer takes the job.
pub const ACCEPT: StepSpec = StepSpec { guard: |run, p| both(run, p, job::ACCEPT.guard), ..job::ACCEPT };
/// The engineer rejects the job, with the reason.
pub const REJECT: StepSpec = StepSpec { guard: |run, p| both(run, p, job::REJECT.guard), ..job::REJECT };
/// The engineer asks for a transfer, with the reason.
pub const ASK_TRANSFER: StepSpec =
    StepSpec { guard: |run, p| both(run, p, job::ASK_TRANSFER.guard), ..job::ASK_TRANSFER };
/// The engineer leaves for the site.
pub const LEAVE: StepSpec = StepSpec { guard: |run, p| both(run, p, leave_guard), ..visit::LEAVE };
/// The engineer arrives: meets D-11.
pub const ARRIVE: StepSpec = StepSpec {
    rules: &["S-23", "D-10", "D-11", "D-12"],
    guard: |run, p| both(run, p, visit::ARRIVE.guard),
    ..visit::ARRIVE
};
/// The engineer finishes on site.
pub const FINISH: StepSpec = visit::FINISH;
/// Pauses the clocks that the reason stops.
pub const PAUSE: StepSpec = StepSpec { guard: |run, p| both(run, p, pause::PAUSE.guard), ..pause::PAUSE };
/// Ends a pause.
pub const RESUME: StepSpec = StepSpec { guard: |run, p| both(run, p, pause::RESUME.guard), ..pause::RESUME };

pub(super) type Guard = fn(&StepRun<'_>, &mut Vec<Problem>);

/// The ticket goes on, and the shared step's own guard agrees.
fn both(run: &StepRun<'_>, problems: &mut Vec<Problem>, shared: Guard) {
    goes_on(run, problems);
    shared(run, problems);
}

fn leave_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    visit::leave_guard(run, problems);
    if !run.before.has("accepted_at") && run.before.reference("engineer") == Some(principal(run)) {
        refuse(problems, "not_accepted", "请先接单", "accept the job first");
    }
}

const CONTACT_INPUTS: [Input; contact_attempt::INPUTS.len() + 3] = join(
    contact_attempt::INPUTS,
    &[optional("work/@/fault_confirmed"), optional("work/@/visit_declined_by"), optional("appointment_at")],
);

/// Technical response: the fault is confirmed with the customer (S-22). Meets D-10 and D-12 when
/// somebody answered; an attempt is kept and counts towards "can't be reached".
pub const CONTACT: StepSpec = StepSpec {
    verb: "contact",
    label: Label::new("技术响应", "Technical response"),
    rules: &["S-22", "D-10", "D-12"],
    who: &[any(Role::Desk), any(Role::Supervisor), own(Role::Engineer)],
    begins: false,
    inputs: &CONTACT_INPUTS,
    stamps: &[
        "contacts/*/at",
        "contacts/*/by",
        "contacts/*/purpose",
        "contacts/*/round",
        "work/@/visit_declined_at",
        "rounds/@/presented_at",
    ],
    touches: &[],
    guard: contact_guard,
    effect: contact_effect,
};

fn contact_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    goes_on(run, problems);
    let Some(id) = contact_attempt::guard(run, problems) else { return };
    not_before_submission(run, &format!("contacts/{id}/at"), problems);
    let fault_given = run.given.contains_key(&work_key(run, "fault_confirmed"));
    if fault_given {
        not_sealed(run, problems);
    }
    if fault_given || run.given.contains_key(&work_key(run, "visit_declined_by")) {
        contact_attempt::must_be_connected(run, &id, problems);
    }
}

fn contact_effect(run: &mut StepRun<'_>) {
    let Some((_, connected, at)) = contact_attempt::stamp(run, "technical") else { return };
    let declined = work_key(run, "visit_declined_by");
    if connected && run.given.get(&declined).is_some_and(|value| !is_empty(value)) {
        let key = work_key(run, "visit_declined_at");
        run.set(key, at.to_scalar());
    }
    if run.given.contains_key(&work_key(run, "fault_confirmed")) {
        unpresent(run);
    }
}

/// The key of a field of the present round's work.
pub(super) fn work_key(run: &StepRun<'_>, field: &str) -> String {
    format!("work/{}/{field}", round(run.before))
}

/// Tells the customer the solution: what, by when, told to whom (S-24, meets D-13).
pub const GIVE_SOLUTION: StepSpec = StepSpec {
    verb: "give_solution",
    label: Label::new("告知解决方案", "Tell the solution"),
    rules: &["S-24", "D-13"],
    who: &[any(Role::Desk), any(Role::Supervisor), own(Role::Engineer)],
    begins: false,
    inputs: &[
        required("solutions/*/text"),
        required("solutions/*/promised_on"),
        required("solutions/*/told_to"),
        required("solutions/*/channel"),
        optional("solutions/*/told_at"),
        optional("solutions/*/late_reason"),
    ],
    stamps: &[
        "solutions/*/kind",
        "solutions/*/told_at",
        "solutions/*/by",
        "solutions/*/round",
        "rounds/@/presented_at",
    ],
    touches: &[],
    guard: |run, problems| solution_guard(run, false, problems),
    effect: |run| solution_effect(run, "solution"),
};

/// Tells the customer what becomes of a suggestion (S-24, meets D-14) and so closes it.
pub const ANSWER_SUGGESTION: StepSpec = StepSpec {
    verb: "answer_suggestion",
    label: Label::new("答复建议", "Answer the suggestion"),
    rules: &["S-24", "D-14"],
    inputs: &[
        required("solutions/*/text"),
        required("solutions/*/told_to"),
        required("solutions/*/channel"),
        optional("solutions/*/told_at"),
        optional("solutions/*/late_reason"),
    ],
    touches: EQUIPMENT_TOUCH,
    guard: |run, problems| solution_guard(run, true, problems),
    effect: |run| {
        solution_effect(run, "suggestion_answer");
        super::intake::leave_equipment(run);
    },
    ..GIVE_SOLUTION
};

fn solution_guard(run: &StepRun<'_>, suggestion: bool, problems: &mut Vec<Problem>) {
    not_sealed(run, problems);
    match (run.before.text("urgency"), suggestion) {
        (None, _) => refuse(problems, "not_graded", "请先分级", "grade it first"),
        (Some("suggestion"), false) => {
            refuse(problems, "suggestion", "建议类请使用“答复建议”", "a suggestion is answered instead");
        }
        (Some("urgent" | "general"), true) => {
            refuse(problems, "no_suggestion", "不是建议类工单", "not a suggestion");
        }
        _ => {}
    }
    let Some(id) = one_new_row(run, "solutions", problems) else { return };
    let told_at = format!("solutions/{id}/told_at");
    typed_time(run, &told_at, &format!("solutions/{id}/late_reason"), problems);
    not_before_submission(run, &told_at, problems);
}

fn solution_effect(run: &mut StepRun<'_>, kind: &str) {
    let Some(id) = given_rows(run, "solutions").into_iter().next() else { return };
    let key = |field: &str| format!("solutions/{id}/{field}");
    let (me, at, round) = (person(run.person), typed_or_now(run, &key("told_at")), round(run.before));
    run.set(key("kind"), Scalar::text(kind));
    run.set(key("told_at"), at.to_scalar());
    run.set(key("by"), me);
    run.set(key("round"), Scalar::Integer(round));
    unpresent(run);
}

/// Offers the charge before the work (domain §8, out of warranty). A former consent falls away.
pub const OFFER_CHARGE: StepSpec = StepSpec {
    verb: "offer_charge",
    label: Label::new("费用报价", "Offer the charge"),
    rules: &["K-ticket"],
    who: &[any(Role::Desk), any(Role::Supervisor), own(Role::Engineer)],
    begins: false,
    inputs: &[
        required("work/@/charge_labour"),
        required("work/@/charge_travel"),
        required("work/@/charge_parts"),
        required("work/@/charge_total"),
        optional("work/@/charge_free_reason"),
    ],
    stamps: &["work/@/charge_offered_at", "rounds/@/presented_at"],
    touches: &[],
    guard: offer_guard,
    effect: |run| {
        let key = work_key(run, "charge_offered_at");
        run.set(key, run.at.to_scalar());
        unpresent(run);
    },
};

/// The sum of amounts of one currency; `None` when currencies differ or an amount is missing.
fn sum(amounts: &[Option<Money>]) -> Option<Money> {
    let mut total: Option<Money> = None;
    for amount in amounts {
        let amount = amount.clone()?;
        total = Some(match total {
            None => amount,
            Some(total) if total.currency == amount.currency => {
                Money { minor: total.minor.checked_add(amount.minor)?, currency: total.currency }
            }
            Some(_) => return None,
        });
    }
    total
}

fn offer_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    not_sealed(run, problems);
    let amount = |field: &str| Money::from_scalar(run.after(&work_key(run, field)));
    let parts = sum(&[amount("charge_labour"), amount("charge_travel"), amount("charge_parts")]);
    if let Some(total) = amount("charge_total") {
        if parts.as_ref() != Some(&total) {
            let (zh, en) = ("合计应等于工时、差旅、配件之和", "the total must be the sum of labour, travel and parts");
            refuse_field(problems, work_key(run, "charge_total"), "wrong_sum", zh, en);
        }
        if total.minor == 0 {
            need(run, problems, &work_key(run, "charge_free_reason"), "免费原因", "Why it is free of charge");
        }
    }
}

/// The customer consents to the offered charge, before the work.
pub const CONSENT_CHARGE: StepSpec = StepSpec {
    verb: "consent_charge",
    label: Label::new("客户同意收费", "Consent to the charge"),
    inputs: &[required("work/@/charge_consent_name"), required("work/@/charge_consent_way")],
    stamps: &["work/@/charge_consent_at", "work/@/charge_consent_total", "rounds/@/presented_at"],
    guard: |run, problems| {
        not_sealed(run, problems);
        if !run.before.has(&work_key(run, "charge_offered_at")) {
            refuse(problems, "no_offer", "请先报价", "offer the charge first");
        }
    },
    effect: |run| {
        let total = run.before.get(&work_key(run, "charge_total")).clone();
        let keys = [work_key(run, "charge_consent_at"), work_key(run, "charge_consent_total")];
        let [at_key, total_key] = keys;
        run.set(at_key, run.at.to_scalar());
        run.set(total_key, total);
        unpresent(run);
    },
    ..OFFER_CHARGE
};

/// True when nothing is to be paid, or exactly this sum was consented to.
pub(super) fn charge_is_agreed(run: &StepRun<'_>) -> bool {
    let total = Money::from_scalar(run.after(&work_key(run, "charge_total")));
    match total {
        None => true,
        Some(total) if total.minor == 0 => true,
        Some(total) => {
            run.before.money(&work_key(run, "charge_consent_total")) == Some(total)
                && run.before.has(&work_key(run, "charge_consent_at"))
        }
    }
}

/// Orders a part that is not in stock (domain §2.3 no. 11: it stops no clock).
pub const ORDER_PART: StepSpec = StepSpec {
    verb: "order_part",
    label: Label::new("订购配件", "Order a part"),
    rules: &["S-24"],
    who: &[any(Role::Supervisor), own(Role::Engineer)],
    begins: false,
    inputs: &[
        required("parts/*/name"),
        required("parts/*/model"),
        required("parts/*/quantity"),
        required("parts/*/expected_on"),
    ],
    stamps: &["parts/*/ordered_at", "parts/*/round", "rounds/@/presented_at"],
    touches: &[],
    guard: |run, problems| {
        not_sealed(run, problems);
        one_new_row(run, "parts", problems);
    },
    effect: |run| {
        let Some(id) = given_rows(run, "parts").into_iter().next() else { return };
        let round = round(run.before);
        run.set(format!("parts/{id}/ordered_at"), run.at.to_scalar());
        run.set(format!("parts/{id}/round"), Scalar::Integer(round));
        unpresent(run);
    },
};

/// An ordered part came.
pub const RECEIVE_PART: StepSpec = StepSpec {
    verb: "receive_part",
    label: Label::new("配件到货", "The part came"),
    who: &[any(Role::Desk), any(Role::Supervisor), own(Role::Engineer)],
    inputs: &[required("parts/*/received_on")],
    stamps: &[],
    guard: |run, problems| {
        goes_on(run, problems);
        if let Some(id) = one_standing_row(run, "parts", problems) {
            let part = run.before.item("parts", &id);
            if !part.has("ordered_at") || part.has("received_on") {
                refuse_field(problems, part.key("received_on"), "not_on_order", "该配件不在订购中", "not on order");
            }
        }
    },
    effect: crate::schema::nothing,
    ..ORDER_PART
};

/// The table of tickets since which a form is shown only when it is whole, and the engineer can mend on
/// site what the desk could not know.
pub(super) const WHOLE_FORM: u16 = 2;

const RECORD_INPUTS: [Input; WORK_INPUTS.len() + 9] = join(
    WORK_INPUTS,
    &[
        optional("customer_name").since(WHOLE_FORM),
        optional("contact_name").since(WHOLE_FORM),
        optional("contact_phone").since(WHOLE_FORM),
        optional("service_address").since(WHOLE_FORM),
        optional("product_name").since(WHOLE_FORM),
        optional("model").since(WHOLE_FORM),
        optional("serial_number").since(WHOLE_FORM),
        optional("error_code").since(WHOLE_FORM),
        optional("warranty").since(WHOLE_FORM),
    ],
);

/// What was found, done and tested (S-24), with parts and photos.
pub const RECORD_WORK: StepSpec = StepSpec {
    verb: "record_work",
    label: Label::new("记录处理过程", "Record the work"),
    rules: &["S-24"],
    who: &[any(Role::Desk), any(Role::Supervisor), own(Role::Engineer)],
    begins: false,
    inputs: &RECORD_INPUTS,
    stamps: &["parts/*/round", "photos/*/round", "rounds/@/presented_at"],
    touches: &[],
    guard: record_guard,
    effect: record_effect,
};

/// What stands on the form about the work; an amendment changes the same.
pub(super) const WORK_INPUTS: &[Input] = &[
    optional("work/@/fault_confirmed"),
    optional("work/@/diagnosis"),
    optional("work/@/cause"),
    optional("work/@/method"),
    optional("work/@/work_done"),
    optional("work/@/tools"),
    optional("work/@/software_before"),
    optional("work/@/software_after"),
    optional("work/@/test"),
    optional("work/@/test_result"),
    optional("work/@/hidden_dangers"),
    optional("work/@/maintenance_advice"),
    optional("work/@/left_open"),
    optional("work/@/labour_minutes"),
    optional("running_hours"),
    optional("parts/*/name"),
    optional("parts/*/model"),
    optional("parts/*/quantity"),
    optional("parts/*/new_serial"),
    optional("parts/*/old_serial"),
    optional("parts/*/old_part"),
    optional("parts/*/old_part_photo"),
    optional("parts/*/free_under_warranty"),
    optional("parts/*/charge"),
    optional("parts/*/fitted"),
    optional("parts/*/removed"),
    optional("photos/*/photo"),
    optional("photos/*/subject").since(WHOLE_FORM),
    optional("photos/*/caption"),
    optional("photos/*/taken_at"),
    optional("photos/*/removed"),
];

fn record_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    not_sealed(run, problems);
    parts_guard(run, problems);
    for id in given_rows(run, "photos") {
        need(run, problems, &format!("photos/{id}/photo"), "照片", "The photo");
    }
}

/// Parts are named and counted, belong to this round, and an old part's fate is known once fitted.
pub(super) fn parts_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let present = round(run.before);
    for id in given_rows(run, "parts") {
        let key = |field: &str| format!("parts/{id}/{field}");
        if run.before.integer(&key("round")).is_some_and(|other| other < present) {
            refuse_field(problems, key("name"), "other_round", "该配件属于已结束的轮次", "a part of an earlier round");
        }
        need(run, problems, &key("name"), "配件名称", "The part's name");
        need(run, problems, &key("model"), "型号", "The model");
        need(run, problems, &key("quantity"), "数量", "The quantity");
        if run.after(&key("fitted")) == &Scalar::Boolean(true) {
            need(run, problems, &key("old_part"), "旧件处理", "What became of the old part");
        }
    }
}

fn record_effect(run: &mut StepRun<'_>) {
    stamp_round(run, &["parts", "photos"]);
    unpresent(run);
}
