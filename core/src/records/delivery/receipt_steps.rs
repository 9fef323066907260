//! The steps of a receipt: refused as a whole, shown, signed, left unsigned, ratified, amended (S-11).
//! Absent by design: their guards and effects (`receipt`, `signing`).

use super::{
    objection::RAISE_STAMPS,
    planning::COMPLETE,
    receipt, replacement, shipping, signing,
    steps::{ENDS_ON_ORDER, ON_SITE, STEP},
};
use crate::{
    records::{
        confirmation::{self, PRESENT_INPUTS as SHOWN, SIGN_INPUTS, SIGN_STAMPS},
        confirming,
        guard::{need, refuse},
        table::join,
    },
    schema::{Input, Label, Role, StepSpec, Touch, any, optional, own, required},
};

pub(super) const INSTALLATION: Touch = Touch { kind: "installation", creates: true, keys: receipt::INSTALLATION_KEYS };

/// What is found when the boxes are opened.
const FINDINGS: &[Input] = &[
    optional("package_state"),
    required("lines/*/quantity_received"),
    required("lines/*/model_matches"),
    required("lines/*/appearance"),
    optional("lines/*/remark"),
    optional("units/*/line"),
    optional("units/*/serial_number"),
    optional("units/*/model"),
    optional("units/*/nameplate_photo"),
    optional("units/*/position"),
    optional("has_packing_list"),
    optional("has_certificate"),
    optional("has_manual"),
    optional("has_accessories"),
    optional("photos/*/photo"),
    optional("photos/*/caption"),
];

/// What the customer says, and who signed on paper, beside a photo of it.
const SAID_AND_SIGNED: &[Input] = &[
    optional("objections/*/category"),
    optional("objections/*/text"),
    optional("objections/*/line"),
    optional("objections/*/blocks_installation"),
    optional("objections/*/raised_by"),
    optional("objections/*/raised_at"),
    optional("objections/*/late_reason"),
    optional("signer_name"),
    optional("signer_department"),
    optional("signer_title"),
    optional("signer_phone"),
    optional("capacity"),
    optional("proxy_for"),
    optional("proxy_reason"),
    optional("authority"),
    optional("authority_photo"),
    optional("authority_note"),
    optional("receipt_photo"),
    optional("objections/*/quantity").since(COMPLETE),
    optional("objections/*/channel").since(COMPLETE),
    optional("objections/*/raised_phone").since(COMPLETE),
    optional("objections/*/demand").since(COMPLETE),
    optional("objections/*/photo").since(COMPLETE),
    optional("objections/*/promise").since(COMPLETE),
];

const PRESENT_INPUTS: [Input; FINDINGS.len() + SHOWN.len()] = join(FINDINGS, SHOWN);

const ON_PAPER: [Input; FINDINGS.len() + SAID_AND_SIGNED.len()] = join(FINDINGS, SAID_AND_SIGNED);

const RECEIVE_INPUTS: [Input; ON_PAPER.len() + SIGN_INPUTS.len()] =
    join(&ON_PAPER, &signing::newly_asked::<{ SIGN_INPUTS.len() }>(SIGN_INPUTS));

const OF_THE_RECEIPT: &[&str] = &["received_at", "way", "assisted_by", "units/*/equipment", "installation"];

const RAISED_AND_SIGNED: [&str; RAISE_STAMPS.len() + SIGN_STAMPS.len()] = join(RAISE_STAMPS, SIGN_STAMPS);

const RECEIVE_STAMPS: [&str; OF_THE_RECEIPT.len() + RAISED_AND_SIGNED.len()] = join(OF_THE_RECEIPT, &RAISED_AND_SIGNED);

pub(super) const STEPS: &[StepSpec] = &[
    StepSpec {
        verb: "refuse_goods",
        label: Label::new("客户拒收", "The customer refused the goods"),
        rules: &["S-11"],
        who: ON_SITE,
        inputs: &[required("goods_refused_reason"), optional("photos/*/photo"), optional("photos/*/caption")],
        stamps: &["goods_refused_at"],
        touches: &[ENDS_ON_ORDER],
        guard: shipping::awaits_receipt,
        effect: |run| shipping::end(run, "goods_refused_at"),
        ..STEP
    },
    StepSpec {
        verb: "present",
        label: Label::new("开箱验收并提请签收", "Open the boxes and show the receipt"),
        rules: &["S-11"],
        who: ON_SITE,
        inputs: &PRESENT_INPUTS,
        stamps: confirmation::PRESENT_STAMPS,
        guard: signing::present_guard,
        effect: confirmation::present_effect,
        ..STEP
    },
    StepSpec {
        verb: "receive",
        label: Label::new("开箱验收并签收", "Open the boxes and receive"),
        rules: &["S-11", "D-06"],
        who: ON_SITE,
        inputs: &RECEIVE_INPUTS,
        stamps: &RECEIVE_STAMPS,
        touches: &[
            Touch {
                kind: "order",
                creates: false,
                keys: &[
                    "deliveries/*/received_at",
                    "delivery_lines/*/planned",
                    "delivery_lines/*/shipped",
                    "delivery_lines/*/received",
                ],
            },
            Touch { kind: "equipment", creates: true, keys: receipt::EQUIPMENT_KEYS },
            INSTALLATION,
            replacement::RELEASES,
        ],
        guard: receipt::guard,
        effect: receipt::effect,
        ..STEP
    },
    StepSpec {
        rules: &["S-11"],
        who: ON_SITE,
        guard: |run, problems| signing::unsigned_guard(run, confirming::REFUSE.guard, problems),
        ..confirming::REFUSE
    },
    StepSpec {
        rules: &["S-11"],
        who: ON_SITE,
        guard: |run, problems| signing::unsigned_guard(run, confirming::ABSENT.guard, problems),
        ..confirming::ABSENT
    },
    StepSpec {
        verb: "record_unsigned",
        label: Label::new("记录未签收", "Record that nobody signed"),
        rules: &["S-11"],
        who: ON_SITE,
        inputs: &[
            required("unsigned_way"),
            required("unsigned_reason"),
            optional("photos/*/photo"),
            optional("photos/*/caption"),
        ],
        stamps: &["unsigned_at"],
        guard: shipping::awaits_receipt,
        effect: |run| run.set("unsigned_at", run.at.to_scalar()),
        ..STEP
    },
    StepSpec {
        verb: "decide_refusal",
        label: Label::new("裁定拒签", "Decide on a refusal to sign"),
        rules: &["S-11", "R-manager"],
        who: &[any(Role::Manager)],
        inputs: &[required("refusal_decision"), required("refusal_decision_reason")],
        stamps: &["refusal_decided_at", "refusal_decided_by"],
        guard: signing::decide_guard,
        effect: |run| {
            run.set("refusal_decided_at", run.at.to_scalar());
            run.set("refusal_decided_by", run.person.to_scalar());
        },
        ..STEP
    },
    StepSpec {
        verb: "record_ratification",
        label: Label::new("记录追认结果", "Record the ratification"),
        rules: &["S-11"],
        who: ON_SITE,
        inputs: &[required("ratification"), optional("ratification_photo")],
        stamps: &["ratification_at"],
        guard: |run, problems| {
            let is_open = matches!(run.before.text("authority"), Some("oral" | "none"));
            if !run.before.has("received_at") || !is_open || run.before.text("ratification") == Some("ratified") {
                refuse(problems, "not_its_turn", "无须追认", "there is nothing to ratify");
            }
            if run.after("ratification").as_text() == Some("ratified") {
                need(run, problems, "ratification_photo", "追认照片", "The photo of the ratification");
            }
        },
        effect: |run| run.set("ratification_at", run.at.to_scalar()),
        ..STEP
    },
    StepSpec {
        rules: &["S-11"],
        who: &[own(Role::Sales), any(Role::Manager), any(Role::Desk), any(Role::Supervisor), own(Role::Engineer)],
        guard: signing::ratify_guard,
        ..confirming::RATIFY
    },
    StepSpec {
        rules: &["S-11"],
        who: &[own(Role::Sales), any(Role::Manager), any(Role::Supervisor), own(Role::Engineer)],
        inputs: &[
            required("amendments/*/reason"),
            optional("package_state"),
            optional("lines/*/quantity_received"),
            optional("lines/*/model_matches"),
            optional("lines/*/appearance"),
            optional("lines/*/remark"),
            optional("units/*/serial_number"),
            optional("units/*/model"),
            optional("units/*/nameplate_photo"),
            optional("has_packing_list"),
            optional("has_certificate"),
            optional("has_manual"),
            optional("has_accessories"),
        ],
        stamps: &[
            "amendments/*/changed",
            "amendments/*/needs_signature",
            "amendments/*/at",
            "amendments/*/by",
            "amendments/*/round",
        ],
        touches: &[Touch { kind: "equipment", creates: false, keys: &["serial_number", "model"] }, replacement::COUNTS],
        guard: signing::amend_guard,
        effect: signing::amend,
        ..confirming::AMEND
    },
];
