//! The customer signs the acceptance, refuses, is absent, ratifies (S-16).
//! Absent by design: what a confirmation must hold (`confirmation.rs`), which every signed kind shares.

use super::{
    acceptance::{PRESENT, result_of},
    booking::both,
    conditions::TICKED,
    goes_on, mirror,
    training::{ACCEPTANCE_TOUCH, begin_training},
    warranty::{end_warranty, start_warranty},
};
use crate::{
    records::{
        confirmation::{self, SigningRules},
        confirming,
        guard::{given_rows, is_empty, need, refuse_field},
        table::join,
    },
    schema::{Date, Input, Label, Problem, Scalar, StepRun, StepSpec, optional},
};

/// Not by telephone (domain §6.1). An oral authority leaves it awaiting ratification.
const RULES: SigningRules = SigningRules {
    ways: &["device", "link", "paper"],
    authorities: &["written", "position", "oral", "none"],
    capacities: &[
        "accepting_person",
        "person_in_charge",
        "legal_representative",
        "authorised_representative",
        "handling_person",
        "operator",
    ],
};

const CONFIRM_STAMPS: [&str; confirmation::SIGN_STAMPS.len() + 2] =
    join(confirmation::SIGN_STAMPS, &["rounds/@/result", "training"]);

const RATIFY_STAMPS: [&str; confirming::RATIFY.stamps.len() + 1] = join(confirming::RATIFY.stamps, &["training"]);

const CONFIRM_INPUTS: [Input; confirmation::SIGN_INPUTS.len() + 3] = join(
    confirmation::SIGN_INPUTS,
    &[
        optional("rounds/@/third_party_name").since(TICKED),
        optional("rounds/@/third_party_unit").since(TICKED),
        optional("rounds/@/third_party_strokes").since(TICKED),
    ],
);

/// The customer signs the acceptance (S-16). Accepted, or accepted with reservation: warranty starts.
pub const CONFIRM: StepSpec = StepSpec {
    verb: "confirm",
    label: Label::new("客户验收签字", "Acceptance by the customer"),
    inputs: &CONFIRM_INPUTS,
    stamps: &CONFIRM_STAMPS,
    touches: &ACCEPTANCE_TOUCH,
    guard: confirm_guard,
    effect: confirm_effect,
    ..PRESENT
};

fn confirm_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    goes_on(run, problems);
    confirmation::sign_guard(run, &RULES, problems);
    let shown = run.before.text(&confirmation::key(run, "result")).unwrap_or_default();
    if run.after(&confirmation::key(run, "opinion")).as_text() == Some("disagree") && shown == "accepted" {
        let (zh, en) = (
            "客户不同意，结果不能为合格，请改为待整改或不合格后重新出示",
            "the customer disagrees: show it again with another result",
        );
        refuse_field(problems, confirmation::key(run, "opinion"), "disagrees", zh, en);
    }
    third_party_guard(run, problems);
    for id in given_rows(run, "reservations") {
        let key = |field: &str| format!("reservations/{id}/{field}");
        if run.after(&key("blocks_use")) == &Scalar::Boolean(true) {
            need(run, problems, &key("remedy"), "约定措施", "The agreed remedy");
            need(run, problems, &key("by"), "责任人", "Who does it");
            need(run, problems, &key("until"), "完成期限", "By when");
        }
    }
}

/// A third party is named when they sign, and draws when the customer does.
fn third_party_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let key = |field: &str| confirmation::key(run, field);
    let is_named = ["third_party_name", "third_party_unit"].iter().any(|field| !is_empty(run.after(&key(field))));
    let has_drawn = !run.after(&key("third_party_strokes")).is_null();
    if is_named || has_drawn {
        need(run, problems, &key("third_party_name"), "监理/第三方姓名", "The third party's name");
    }
    if is_named && run.after(&key("way")).as_text() == Some("device") {
        need(run, problems, &key("third_party_strokes"), "监理/第三方签名", "The third party's signature");
    }
}

fn confirm_effect(run: &mut StepRun<'_>) {
    confirmation::sign_effect(run);
    let merged = run.merged();
    let blocks = given_rows(run, "reservations").iter().any(|id| merged.item("reservations", id).is_true("blocks_use"));
    let opinion = merged.text(&confirmation::key(run, "opinion")).unwrap_or_default().to_owned();
    let shown = run.before.text(&confirmation::key(run, "result")).unwrap_or_default().to_owned();
    let (key, result) = (confirmation::key(run, "result"), result_of(&shown, &opinion, blocks));
    run.set(key, Scalar::text(result));
    let authority = merged.text(&confirmation::key(run, "authority"));
    if is_acceptance(result) && authority != Some("none") {
        let provisional = authority == Some("oral");
        start_warranty(run, Date(run.at.local().date()), provisional);
        begin_training(run);
        // Reservations that are open keep the job on the machine's file.
        mirror(run, result == "accepted" && !provisional);
    }
}

fn is_acceptance(result: &str) -> bool {
    matches!(result, "accepted" | "accepted_reserved")
}

/// The customer will not sign (拒签). Never an acceptance, never the start of a warranty.
pub const REFUSE: StepSpec = StepSpec {
    rules: PRESENT.rules,
    guard: |run, problems| both(run, problems, confirming::REFUSE.guard),
    ..confirming::REFUSE
};

/// Nobody is there to sign; a link is sent.
pub const ABSENT: StepSpec = StepSpec {
    rules: PRESENT.rules,
    guard: |run, problems| both(run, problems, confirming::ABSENT.guard),
    ..confirming::ABSENT
};

/// The represented person ratifies what a proxy signed (warranty stands, from that signature), or
/// refuses to (no warranty).
pub const RATIFY: StepSpec = StepSpec {
    rules: PRESENT.rules,
    stamps: &RATIFY_STAMPS,
    touches: &ACCEPTANCE_TOUCH,
    effect: ratify_effect,
    ..confirming::RATIFY
};

fn ratify_effect(run: &mut StepRun<'_>) {
    (confirming::RATIFY.effect)(run);
    let result = run.before.text(&confirmation::key(run, "result")).unwrap_or_default().to_owned();
    if !is_acceptance(&result) {
        return;
    }
    let signed = run.before.instant(&confirmation::key(run, "confirmed_at")).unwrap_or(run.at);
    if run.after(&confirmation::key(run, "ratification")).as_text() == Some("ratified") {
        start_warranty(run, Date(signed.local().date()), false);
        begin_training(run);
        mirror(run, result == "accepted");
    } else {
        end_warranty(run);
    }
}
