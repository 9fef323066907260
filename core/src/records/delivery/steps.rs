//! The steps of a delivery, in the order of the work (S-10, S-11, S-12).
//! Absent by design: their guards and effects, each beside its subject.

use super::{objection, plan, receipt, shipping};
use crate::{
    records::guard::{need, refuse},
    schema::{Label, Role, StepRun, StepSpec, Touch, Who, any, nothing, optional, own, required},
};

const SALES: &[Who] = &[own(Role::Sales), any(Role::Manager)];
const SALES_DESK: &[Who] = &[own(Role::Sales), any(Role::Manager), any(Role::Desk)];
const ON_SITE: &[Who] = &[own(Role::Sales), any(Role::Manager), own(Role::Engineer)];
const OBJECTIONS: &[Who] =
    &[own(Role::Sales), any(Role::Manager), any(Role::Desk), any(Role::Supervisor), own(Role::Engineer)];
const REMEDIES: &[Who] = &[own(Role::Sales), any(Role::Manager), any(Role::Warehouse), any(Role::Supervisor)];

const PLANS_ON_ORDER: Touch = Touch {
    kind: "order",
    creates: false,
    keys: &[
        "deliveries/*/delivery",
        "deliveries/*/batch",
        "delivery_lines/*/delivery",
        "delivery_lines/*/line",
        "delivery_lines/*/planned",
    ],
};
const ENDS_ON_ORDER: Touch = Touch {
    kind: "order",
    creates: false,
    keys: &["deliveries/*/ended_at", "delivery_lines/*/planned", "delivery_lines/*/shipped"],
};
const INSTALLATION: Touch = Touch { kind: "installation", creates: true, keys: receipt::INSTALLATION_KEYS };

/// What every step of this kind shares.
const STEP: StepSpec = StepSpec {
    verb: "",
    label: Label::new("", ""),
    rules: &["S-10"],
    who: SALES,
    begins: false,
    inputs: &[],
    stamps: &[],
    touches: &[],
    guard: shipping::goes_on,
    effect: nothing,
};

pub(super) const STEPS: &[StepSpec] = &[
    StepSpec {
        verb: "plan",
        label: Label::new("安排交付", "Plan a delivery"),
        begins: true,
        inputs: &[
            required("order"),
            optional("replaces"),
            required("ship_to_address"),
            required("ship_to_name"),
            required("ship_to_phone"),
            optional("planned_shipment_on"),
            optional("planned_shipment_at"),
            required("lines/*/quantity_due"),
        ],
        stamps: plan::PLANNED_KEYS,
        touches: &[PLANS_ON_ORDER],
        guard: plan::guard,
        effect: plan::effect,
        ..STEP
    },
    StepSpec {
        verb: "assign_engineer",
        label: Label::new("指定协助工程师", "Name the engineer who helps"),
        rules: &["S-11"],
        who: &[own(Role::Sales), any(Role::Manager), any(Role::Desk), any(Role::Supervisor)],
        inputs: &[required("engineer")],
        touches: &[Touch { kind: "order", creates: false, keys: &["deliveries/*/engineer"] }],
        guard: shipping::engineer_fits,
        effect: shipping::mirror_engineer,
        ..STEP
    },
    StepSpec {
        verb: "notify",
        label: Label::new("通知客户确认收货信息", "Notify the customer"),
        who: SALES_DESK,
        inputs: crate::records::contact_attempt::INPUTS,
        stamps: &["contacts/*/at", "contacts/*/by", "contacts/*/purpose", "contacts/*/round", "notified_at"],
        guard: |run, problems| {
            shipping::not_shipped(run, problems);
            crate::records::contact_attempt::guard(run, problems);
        },
        effect: shipping::notify,
        ..STEP
    },
    StepSpec {
        verb: "confirm",
        label: Label::new("客户确认收货信息", "The customer confirmed"),
        who: SALES_DESK,
        inputs: &[
            required("ship_to_address"),
            required("ship_to_name"),
            required("ship_to_phone"),
            required("confirmed_by"),
        ],
        stamps: &["confirmed_at"],
        guard: |run, problems| {
            shipping::not_shipped(run, problems);
            for (key, zh, en) in [
                ("ship_to_address", "收货地址", "The ship-to address"),
                ("ship_to_name", "收货联系人", "The receiver"),
                ("ship_to_phone", "收货联系方式", "The receiver's phone"),
                ("confirmed_by", "确认人", "Who confirmed"),
            ] {
                need(run, problems, key, zh, en);
            }
        },
        effect: |run| run.set("confirmed_at", run.at.to_scalar()),
        ..STEP
    },
    StepSpec {
        verb: "release_unconfirmed",
        label: Label::new("未确认放行", "Let it go unconfirmed"),
        who: &[any(Role::Manager)],
        inputs: &[required("unconfirmed_reason")],
        guard: shipping::not_shipped,
        ..STEP
    },
    StepSpec {
        verb: "ship",
        label: Label::new("发货", "Ship"),
        who: &[any(Role::Warehouse)],
        inputs: &[required("carrier"), optional("waybill_number"), optional("packages")],
        stamps: &["shipped_at"],
        touches: &[Touch {
            kind: "order",
            creates: false,
            keys: &["deliveries/*/shipped_at", "delivery_lines/*/shipped"],
        }],
        guard: shipping::may_ship,
        effect: shipping::ship,
        ..STEP
    },
    StepSpec {
        verb: "arrive",
        label: Label::new("货物送达", "The goods arrived"),
        rules: &["S-11"],
        who: ON_SITE,
        stamps: &["arrived_at"],
        guard: |run, problems| {
            shipping::goes_on(run, problems);
            if run.before.has("arrived_at") {
                refuse(problems, "not_its_turn", "已登记送达", "the goods are there");
            }
        },
        effect: |run| run.set("arrived_at", run.at.to_scalar()),
        ..STEP
    },
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
        verb: "receive",
        label: Label::new("开箱验收并签收", "Open the boxes and receive"),
        rules: &["S-11", "D-06"],
        who: ON_SITE,
        inputs: &[
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
            optional("objections/*/category"),
            optional("objections/*/text"),
            optional("objections/*/line"),
            optional("objections/*/blocks_installation"),
            optional("objections/*/raised_by"),
            optional("objections/*/raised_at"),
            optional("objections/*/late_reason"),
            required("signer_name"),
            optional("signer_department"),
            optional("signer_title"),
            optional("signer_phone"),
            required("capacity"),
            optional("proxy_for"),
            optional("proxy_reason"),
            optional("authority"),
            optional("authority_photo"),
            optional("authority_note"),
            required("receipt_photo"),
        ],
        stamps: &["received_at", "way", "assisted_by", "units/*/equipment", "objections/*/raised_at", "installation"],
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
        ],
        guard: receipt::guard,
        effect: receipt::effect,
        ..STEP
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
        verb: "raise_objection",
        label: Label::new("登记异议", "Raise an objection"),
        rules: &["S-12", "D-05"],
        who: OBJECTIONS,
        inputs: &[
            required("objections/*/category"),
            required("objections/*/text"),
            optional("objections/*/line"),
            required("objections/*/blocks_installation"),
            optional("objections/*/raised_by"),
            optional("objections/*/raised_at"),
            optional("objections/*/late_reason"),
        ],
        stamps: &["objections/*/raised_at"],
        guard: objection::raise_guard,
        effect: objection::raise_effect,
        ..STEP
    },
    StepSpec {
        verb: "respond_to_objection",
        label: Label::new("响应异议", "Answer an objection"),
        rules: &["S-12", "D-05"],
        who: OBJECTIONS,
        inputs: &[
            required("objections/*/promise"),
            required("contacts/*/connected"),
            required("contacts/*/channel"),
            required("contacts/*/to_name"),
            optional("contacts/*/to_phone"),
            optional("contacts/*/content"),
            optional("contacts/*/at"),
            optional("contacts/*/late_reason"),
        ],
        stamps: &[
            "contacts/*/at",
            "contacts/*/by",
            "contacts/*/purpose",
            "contacts/*/round",
            "objections/*/responded_at",
            "objections/*/responded_by",
        ],
        guard: objection::respond_guard,
        effect: objection::respond_effect,
        ..STEP
    },
    StepSpec {
        verb: "agree_remedy",
        label: Label::new("确定处理方式", "Agree on the remedy"),
        rules: &["S-12"],
        who: REMEDIES,
        inputs: &[
            required("objections/*/remedy"),
            required("objections/*/department"),
            optional("objections/*/remedy_due"),
        ],
        guard: objection::remedy_guard,
        ..STEP
    },
    StepSpec {
        verb: "close_objection",
        label: Label::new("关闭异议", "Close an objection"),
        rules: &["S-12"],
        who: REMEDIES,
        inputs: &[required("objections/*/cause"), required("objections/*/customer_word"), optional("units/*/returned")],
        stamps: &["objections/*/closed_at", "installation"],
        touches: &[INSTALLATION],
        guard: objection::close_guard,
        effect: |run| objection::settle(run, "closed_at"),
        ..STEP
    },
    StepSpec {
        verb: "withdraw_objection",
        label: Label::new("客户撤回异议", "The customer withdrew an objection"),
        rules: &["S-12"],
        who: OBJECTIONS,
        inputs: &[required("objections/*/customer_word")],
        stamps: &["objections/*/withdrawn_at", "installation"],
        touches: &[INSTALLATION],
        guard: |run, problems| {
            objection::one_open(run, problems);
        },
        effect: |run: &mut StepRun<'_>| objection::settle(run, "withdrawn_at"),
        ..STEP
    },
    StepSpec {
        verb: "cancel",
        label: Label::new("取消交付", "Cancel the delivery"),
        inputs: &[required("cancelled_reason")],
        stamps: &["cancelled_at"],
        touches: &[ENDS_ON_ORDER],
        guard: shipping::not_shipped,
        effect: |run| shipping::end(run, "cancelled_at"),
        ..STEP
    },
];
