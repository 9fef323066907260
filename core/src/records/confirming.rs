//! The steps around a confirmation that every signed kind has alike: refused, nobody there, ratified, a
//! reservation closed, another round, an amendment. Absent by design: the confirmation itself
//! (`confirmation.rs`), and what a step means for one kind's work; a kind adds that to these.

use super::{
    amendment,
    confirmation::{key, not_signed, stands},
    guard::{given_rows, need, one_standing_row, person, refuse, refuse_field, round},
};
use crate::schema::{Input, Label, Problem, Role, Scalar, StepRun, StepSpec, any, optional, own, required};

/// The customer will not sign (拒签): sealed by our side alone, closes nothing (domain §6.5).
pub const REFUSE: StepSpec = StepSpec {
    verb: "refuse",
    label: Label::new("客户拒签", "Signature refused"),
    rules: &[],
    who: &[own(Role::Engineer)],
    begins: false,
    inputs: REFUSE_INPUTS,
    stamps: REFUSE_STAMPS,
    touches: &[],
    guard: refuse_guard,
    effect: refuse_effect,
};

/// Nobody is there to sign; a link is sent.
pub const ABSENT: StepSpec = StepSpec {
    verb: "absent",
    label: Label::new("无人签字", "Nobody to sign"),
    inputs: ABSENT_INPUTS,
    stamps: ABSENT_STAMPS,
    guard: absent_guard,
    effect: absent_effect,
    ..REFUSE
};

/// Who closes what a signature left open.
pub const CLOSERS: &[crate::schema::Who] = &[any(Role::Desk), any(Role::Supervisor), own(Role::Engineer)];

/// The represented person ratifies what a proxy signed, or refuses to.
pub const RATIFY: StepSpec = StepSpec {
    verb: "ratify",
    label: Label::new("追认", "Ratification"),
    who: CLOSERS,
    inputs: RATIFY_INPUTS,
    stamps: RATIFY_STAMPS,
    guard: ratify_guard,
    effect: ratify_effect,
    ..REFUSE
};

/// Closes one reservation with the customer's word (domain §6.6).
pub const CLOSE_RESERVATION: StepSpec = StepSpec {
    verb: "close_reservation",
    label: Label::new("关闭保留意见", "Close a reservation"),
    who: CLOSERS,
    inputs: &[required("reservations/*/closed_word")],
    stamps: &["reservations/*/closed_at"],
    guard: close_reservation_guard,
    effect: close_reservation_effect,
    ..REFUSE
};

/// Changes what was signed, outside the old seal (domain §6.7). Who signed, strokes and times never.
/// Which fields, a kind's inputs say.
pub const AMEND: StepSpec = StepSpec {
    verb: "amend",
    label: Label::new("签后更正", "Amend after signing"),
    who: &[any(Role::Supervisor), any(Role::Manager), own(Role::Engineer)],
    inputs: &[required("amendments/*/reason")],
    stamps: &[
        "amendments/*/changed",
        "amendments/*/needs_signature",
        "amendments/*/at",
        "amendments/*/by",
        "amendments/*/round",
        "parts/*/round",
        "photos/*/round",
    ],
    guard: amendment::guard,
    effect: amendment::effect,
    ..REFUSE
};

/// What the opening of another round writes.
pub const ROUND_STAMPS: &[&str] = &["round", "rounds/*/opened_at", "rounds/*/opened_by", "rounds/*/opened_reason"];

/// Opens the next round, for a reason.
pub fn open_round(run: &mut StepRun<'_>, reason: Scalar) {
    let (next, me) = (round(run.before) + 1, person(run.person));
    run.set("round", Scalar::Integer(next));
    run.set(format!("rounds/{next}/opened_at"), run.at.to_scalar());
    run.set(format!("rounds/{next}/opened_by"), me);
    run.set(format!("rounds/{next}/opened_reason"), reason);
}

/// What is filled in for a refusal.
const REFUSE_INPUTS: &[Input] = &[
    required("rounds/@/refusal_reason"),
    required("rounds/@/refusal_words"),
    required("rounds/@/signer_name"),
    optional("rounds/@/signer_title"),
    optional("rounds/@/refusal_witness"),
    optional("rounds/@/refusal_next"),
    optional("rounds/@/place"),
    optional("rounds/@/engineer_strokes"),
    optional("rounds/@/seal"),
    optional("rounds/@/document"),
    optional("rounds/@/check_code"),
];

const REFUSE_STAMPS: &[&str] = &["rounds/@/way", "rounds/@/refused_at", "rounds/@/recorded_by"];

/// What is filled in when nobody can sign.
const ABSENT_INPUTS: &[Input] = &[
    required("rounds/@/absent_note"),
    optional("rounds/@/place"),
    optional("rounds/@/engineer_strokes"),
    optional("rounds/@/seal"),
    optional("rounds/@/document"),
    optional("rounds/@/check_code"),
];

const ABSENT_STAMPS: &[&str] = &["rounds/@/way", "rounds/@/absent_at", "rounds/@/recorded_by"];

/// What is filled in for the represented person's answer.
const RATIFY_INPUTS: &[Input] = &[
    required("rounds/@/ratification"),
    required("rounds/@/ratification_note"),
    optional("rounds/@/ratification_evidence"),
];

const RATIFY_STAMPS: &[&str] = &["rounds/@/ratification_at"];

/// A refusal has a reason and the customer's words, and what was refused was shown (domain §6.5).
fn refuse_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    not_signed(run, problems);
    if !stands(run, "presented_at") {
        refuse(problems, "not_presented", "请先向客户出示完整内容", "show the whole form first");
    }
    need(run, problems, &key(run, "refusal_reason"), "拒签原因", "The reason");
    need(run, problems, &key(run, "refusal_words"), "客户原话", "The customer's words");
    need(run, problems, &key(run, "signer_name"), "向谁出示", "To whom it was shown");
}

/// Stamps the refusal.
fn refuse_effect(run: &mut StepRun<'_>) {
    record_way(run, "refused", "refused_at");
}

/// Nobody there: said why.
fn absent_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    not_signed(run, problems);
    need(run, problems, &key(run, "absent_note"), "无人签字说明", "Why nobody could sign");
}

/// Stamps the absence; a link is to be sent.
fn absent_effect(run: &mut StepRun<'_>) {
    record_way(run, "absent", "absent_at");
}

fn record_way(run: &mut StepRun<'_>, way: &str, time: &str) {
    let (by, keys) = (person(run.person), [key(run, "way"), key(run, time), key(run, "recorded_by")]);
    let [way_key, time_key, by_key] = keys;
    run.set(way_key, Scalar::text(way));
    run.set(time_key, run.at.to_scalar());
    run.set(by_key, by);
}

/// Only what a proxy signed without full authority, and was not answered yet, can be ratified.
fn ratify_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let open = matches!(run.before.text(&key(run, "authority")), Some("oral" | "none")) && !stands(run, "ratification");
    if !stands(run, "confirmed_at") || !open {
        refuse(problems, "nothing_to_ratify", "没有待追认的代签", "no proxy's signature waits to be ratified");
    }
    need(run, problems, &key(run, "ratification"), "追认结果", "The answer");
    need(run, problems, &key(run, "ratification_note"), "追认说明", "Who answered, and how");
}

/// Stamps the answer.
fn ratify_effect(run: &mut StepRun<'_>) {
    let key = key(run, "ratification_at");
    run.set(key, run.at.to_scalar());
}

/// An open reservation, and the customer's word.
fn close_reservation_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if let Some(id) = one_standing_row(run, "reservations", problems) {
        let row = run.before.item("reservations", &id);
        if row.has("closed_at") {
            refuse_field(problems, row.key("closed_word"), "closed", "该条已关闭", "closed already");
        }
        need(run, problems, &row.key("closed_word"), "客户确认", "The customer's word");
    }
}

/// Stamps the closing.
fn close_reservation_effect(run: &mut StepRun<'_>) {
    if let Some(id) = given_rows(run, "reservations").into_iter().next() {
        run.set(format!("reservations/{id}/closed_at"), run.at.to_scalar());
    }
}
