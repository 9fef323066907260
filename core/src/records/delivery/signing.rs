//! The receipt is shown and signed on the device, by link or on paper, refused, left open, ratified, amended (S-11).
//! Absent by design: what a confirmation must hold (`confirmation`), which every signed kind shares; and what a
//! receipt begins (`receipt`).

use super::{
    objection,
    planning::COMPLETE,
    receipt::{self, CAPACITIES},
    replacement,
    shipping::awaits_receipt,
};
use crate::{
    records::{
        amendment,
        confirmation::{self, SigningRules, key},
        confirming,
        guard::{given_rows, is_empty, need, refuse, refuse_field, row_stands, typed_or_now},
    },
    schema::{Facts, Input, Instant, Problem, Scalar, StepRun},
};

/// Never by telephone (domain §6.1). A proxy without authority proves the arrival only.
const RULES: SigningRules = SigningRules {
    ways: &["device", "link", "paper"],
    authorities: &["written", "position", "oral", "none"],
    capacities: CAPACITIES,
};

/// The shared inputs of a signature, as a step takes them that older phones do without.
pub(super) const fn newly_asked<const N: usize>(inputs: &[Input]) -> [Input; N] {
    assert!(inputs.len() == N, "N must be the number of inputs");
    let mut out = [inputs[0]; N];
    let mut index = 0;
    while index < N {
        out[index] = Input { required: false, ..inputs[index] }.since(COMPLETE);
        index += 1;
    }
    out
}

/// Fields of the receipt that was signed on paper only, beside a photo of it.
const PAPER_FIELDS: &[&str] = &[
    "signer_name",
    "signer_department",
    "signer_title",
    "signer_phone",
    "capacity",
    "proxy_for",
    "proxy_reason",
    "authority",
    "authority_photo",
    "authority_note",
    "receipt_photo",
];

/// What was found is shown before it is signed; afterwards it is no longer typed.
fn is_finding(key: &str) -> bool {
    ["lines/", "units/", "photos/", "package_state", "has_"].iter().any(|start| key.starts_with(start))
}

/// The receipt is signed as it was shown, not only photographed.
pub(super) fn is_by_round(run: &StepRun<'_>) -> bool {
    run.given.keys().any(|key| key.starts_with("rounds/") || key.starts_with("reservations/"))
}

/// The goods are there, everything was counted and looked at, and the notice was shown.
pub(super) fn present_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    awaits_receipt(run, problems);
    receipt::findings_fit(run, problems);
    confirmation::present_guard(run, problems);
}

/// Whoever signs does it under what was shown: with the opinion, and a row for each reservation.
pub(super) fn guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    for (field, zh, en) in [
        ("way", "确认方式", "The way of confirmation"),
        ("signer_name", "签收人", "The signer's name"),
        ("capacity", "签署身份", "The capacity"),
        ("opinion", "客户意见", "The customer's opinion"),
    ] {
        need(run, problems, &key(run, field), zh, en);
    }
    confirmation::sign_guard(run, &RULES, problems);
    if let Some(paper) = PAPER_FIELDS.iter().find(|field| run.given.contains_key(**field)) {
        let (zh, en) = ("纸质签收栏与本次签署不能同时填写", "signed here, or on paper alone: not both");
        refuse_field(problems, *paper, "two_ways", zh, en);
    }
    if let Some(finding) = run.given.keys().find(|key| is_finding(key)) {
        let (zh, en) = ("开箱内容有改动，请重新出示后再签", "what was found has changed: show it again before signing");
        refuse_field(problems, finding, "changed_after_shown", zh, en);
    }
    if run.after(&key(run, "opinion")).as_text() == Some("disagree") {
        let (zh, en) =
            ("客户不同意不能算签收：请逐条填写保留意见，或记录拒签、拒收", "who disagrees reserves, or refuses");
        refuse_field(problems, key(run, "opinion"), "disagrees", zh, en);
    }
    let salesperson = run.before.reference("salesperson").and_then(|id| run.linked("person", id));
    let same = |person: &Facts, field: &str, of_person: &str| {
        let given = run.after(&key(run, field));
        !is_empty(given) && given == person.get(of_person)
    };
    if salesperson.is_some_and(|person| same(&person, "signer_name", "name") && same(&person, "signer_phone", "phone"))
    {
        let (zh, en) = ("本公司人员不能代客户签字", "nobody of ours signs for the customer");
        refuse_field(problems, key(run, "signer_name"), "signer_is_ours", zh, en);
    }
    let reserved = given_rows(run, "reservations");
    for row in given_rows(run, "objections") {
        if !reserved.contains(&row) {
            let (zh, en) = ("签收时的异议请写入保留意见", "an objection at the receipt stands among the reservations");
            refuse_field(problems, format!("objections/{row}/text"), "not_reserved", zh, en);
        }
        objection::particulars_fit(run, &row, problems);
    }
}

/// Records who received the goods and how; every reservation becomes an objection, whose two hours run from
/// when it was said. Gives the moment of the receipt.
pub(super) fn record(run: &mut StepRun<'_>) -> Instant {
    run.set("assisted_by", run.person.to_scalar());
    let at = if is_by_round(run) {
        let at = typed_or_now(run, &key(run, "confirmed_at"));
        confirmation::sign_effect(run);
        let way = run.after(&key(run, "way")).clone();
        run.set("way", way);
        let rows = given_rows(run, "reservations");
        for row in &rows {
            reserve(run, row);
        }
        objection::raise(run, &rows, at, Some("visit"));
        at
    } else {
        run.set("way", Scalar::text("paper"));
        let rows = given_rows(run, "objections");
        objection::raise(run, &rows, run.at, Some("visit"));
        run.at
    };
    run.set("received_at", at.to_scalar());
    replacement::note_receipt(run, at);
    at
}

/// Copies a reservation into the objection that it is, where nothing more exact was typed.
fn reserve(run: &mut StepRun<'_>, row: &str) {
    let reserved = |field: &str| run.after(&format!("reservations/{row}/{field}")).clone();
    let category = match reserved("category").as_text() {
        Some("quantity") => "shortage",
        Some("appearance") => "damage",
        Some("performance") => "quality",
        Some("documents") => "documents",
        _ => "other",
    };
    let (text, blocks, remedy) = (reserved("text"), reserved("blocks_use"), reserved("remedy"));
    let late = run.after(&key(run, "late_reason")).clone();
    let signer = ["signer_name", "signer_phone"].map(|field| run.after(&key(run, field)).clone());
    let [name, phone] = signer;
    let was_typed = run.given.contains_key(&format!("objections/{row}/raised_at"));
    run.set(format!("objections/{row}/text"), text);
    run.set(format!("objections/{row}/blocks_installation"), blocks);
    let unless_typed = [
        ("category", Scalar::text(category)),
        ("raised_by", name),
        ("raised_phone", phone),
        ("promise", remedy),
        ("late_reason", if was_typed { Scalar::Null } else { late }),
    ];
    for (field, value) in unless_typed {
        let key = format!("objections/{row}/{field}");
        if is_empty(run.after(&key)) && !is_empty(&value) {
            run.set(key, value);
        }
    }
}

/// The delivery as it stands after the inputs, with the objections that its reservations become.
pub(super) fn merged(run: &StepRun<'_>) -> Facts {
    let mut facts = run.merged();
    for row in given_rows(run, "reservations") {
        let blocks = run.after(&format!("reservations/{row}/blocks_use")).clone();
        facts.0.insert(format!("objections/{row}/blocks_installation"), blocks);
    }
    facts
}

/// The goods are there, and the shared step's own guard agrees.
pub(super) fn unsigned_guard(
    run: &StepRun<'_>,
    shared: fn(&StepRun<'_>, &mut Vec<Problem>),
    problems: &mut Vec<Problem>,
) {
    awaits_receipt(run, problems);
    shared(run, problems);
}

/// What a proxy signed without full authority waits for the named person's word, also after they refused it
/// once: it is a signature or a link that ratifies a receipt, never the telephone (domain §6.4).
pub(super) fn ratify_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let is_proxy = matches!(run.before.text(&key(run, "authority")), Some("oral" | "none"));
    let is_ratified = run.before.text(&key(run, "ratification")) == Some("ratified");
    if !confirmation::is_sealed(run.before) || !is_proxy || is_ratified {
        refuse(problems, "nothing_to_ratify", "没有待追认的代签", "no proxy's signature waits to be ratified");
    }
    need(run, problems, &key(run, "ratification"), "追认结果", "The answer");
    need(run, problems, &key(run, "ratification_note"), "追认说明", "Who answered, and how");
    if run.after(&key(run, "ratification")).as_text() == Some("ratified") {
        need(run, problems, &key(run, "ratification_evidence"), "追认凭证", "The evidence of the ratification");
    }
}

/// Rows that stand are amended, never added; serial numbers still differ from each other.
pub(super) fn amend_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    (confirming::AMEND.guard)(run, problems);
    for table in ["lines", "units"] {
        for row in given_rows(run, table) {
            if !row_stands(run.before, table, &row) {
                let (zh, en) = ("签收单没有这一行", "the receipt has no such row");
                refuse_field(problems, format!("{table}/{row}"), "row_unknown", zh, en);
            }
        }
    }
    receipt::units_fit(&run.merged(), problems);
}

/// Names what changed; a corrected nameplate is corrected on the machine's file too.
pub(super) fn amend(run: &mut StepRun<'_>) {
    amendment::effect(run);
    replacement::count_amended(run);
    let merged = run.merged();
    for row in given_rows(run, "units") {
        let unit = merged.item("units", &row);
        let Some(equipment) = unit.reference("equipment") else { continue };
        for field in ["serial_number", "model"] {
            if run.given.contains_key(&unit.key(field)) {
                run.touch("equipment", equipment, field, unit.get(field).clone());
            }
        }
    }
}

/// The signature was refused and the receipt is still open; nobody decides on a refusal of their own (domain §7.1).
pub(super) fn decide_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    awaits_receipt(run, problems);
    let round = run.before.item("rounds", "1");
    if !round.has("refused_at") && run.before.text("unsigned_way") != Some("refused") {
        refuse(problems, "not_refused", "客户没有拒签", "the customer did not refuse to sign");
    }
    let theirs = [round.reference("recorded_by"), run.before.reference("salesperson")];
    if theirs.into_iter().flatten().any(|person| person == run.person || Some(person) == run.acting_for) {
        refuse(problems, "own_refusal", "不能裁定自己的拒签", "nobody decides on an own refusal");
    }
}
