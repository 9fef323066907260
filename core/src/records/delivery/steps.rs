//! The steps of a delivery from its plan to the door (S-10), and the table of all its steps.
//! Absent by design: their guards and effects, each beside its subject; the steps of receipt and objections.

use super::{
    objection_steps, plan,
    planning::{self, COMPLETE, SHIP_TO},
    receipt_steps, replacement, shipping,
};
use crate::{
    records::{
        contact_attempt,
        guard::{need, refuse},
        handover::HAND_OVER,
        table::join,
    },
    schema::{Label, Role, StepSpec, Touch, Who, any, nothing, optional, own, required},
};

const SALES: &[Who] = &[own(Role::Sales), any(Role::Manager)];
const SALES_DESK: &[Who] = &[own(Role::Sales), any(Role::Manager), any(Role::Desk)];
pub(super) const ON_SITE: &[Who] = &[own(Role::Sales), any(Role::Manager), own(Role::Engineer)];
pub(super) const PLANS_ON_ORDER: Touch = Touch {
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
pub(super) const ENDS_ON_ORDER: Touch = Touch {
    kind: "order",
    creates: false,
    keys: &["deliveries/*/ended_at", "delivery_lines/*/planned", "delivery_lines/*/shipped"],
};
/// What every step of this kind shares.
pub(super) const STEP: StepSpec = StepSpec {
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

const ROW_STAMPS: [&str; plan::PLANNED_KEYS.len() + planning::ROW_STAMPS.len()] =
    join(plan::PLANNED_KEYS, planning::ROW_STAMPS);

/// Every step, in the order of the work.
pub(super) const STEPS: &[StepSpec] = &join::<_, { TO_THE_DOOR.len() + AFTER.len() }>(TO_THE_DOOR, AFTER);

const AFTER: &[StepSpec] = &join::<_, { receipt_steps::STEPS.len() + objection_steps::STEPS.len() }>(
    receipt_steps::STEPS,
    objection_steps::STEPS,
);

const TO_THE_DOOR: &[StepSpec] = &[
    StepSpec {
        verb: "plan",
        label: Label::new("安排交付", "Plan a delivery"),
        begins: true,
        inputs: &[
            required("order"),
            optional("replaces"),
            optional("replaced_objection").since(COMPLETE),
            required("ship_to_address"),
            required("ship_to_name"),
            required("ship_to_phone"),
            optional("planned_shipment_on"),
            optional("planned_shipment_at"),
            required("lines/*/quantity_due"),
        ],
        stamps: &ROW_STAMPS,
        touches: &[PLANS_ON_ORDER, replacement::LINKS, replacement::COUNTS],
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
        inputs: contact_attempt::INPUTS,
        stamps: &["contacts/*/at", "contacts/*/by", "contacts/*/purpose", "contacts/*/round", "notified_at"],
        guard: |run, problems| {
            shipping::not_shipped(run, problems);
            contact_attempt::guard(run, problems);
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
        stamps: &["confirmed_at", "notified_at"],
        guard: |run, problems| {
            shipping::not_shipped(run, problems);
            for (key, zh, en) in SHIP_TO.into_iter().chain([("confirmed_by", "确认人", "Who confirmed")]) {
                need(run, problems, key, zh, en);
            }
        },
        effect: planning::confirm,
        ..STEP
    },
    StepSpec {
        verb: "replan_shipment",
        label: Label::new("安排发货时间", "Set or move the shipment"),
        rules: &["S-10", "D-04"],
        who: SALES_DESK,
        inputs: &planning::REPLAN_INPUTS,
        stamps: &[
            "plannings/*/set_at",
            "plannings/*/by",
            "planned_shipment_at",
            "planned_shipment_on",
            "contacts/*/at",
            "contacts/*/by",
            "contacts/*/purpose",
            "contacts/*/round",
            "notified_at",
            "confirmed_at",
            "confirmed_by",
        ],
        guard: planning::replan_guard,
        effect: planning::replan,
        ..STEP
    },
    StepSpec {
        verb: "change_ship_to",
        label: Label::new("变更收货信息", "Change where it goes"),
        rules: &["S-10", "D-04"],
        who: SALES_DESK,
        inputs: &[
            required("ship_to_address"),
            required("ship_to_name"),
            required("ship_to_phone"),
            required("ship_to_change_reason"),
        ],
        stamps: &[
            "plannings/*/set_at",
            "plannings/*/by",
            "plannings/*/planned_at",
            "plannings/*/planned_on",
            "plannings/*/ship_to_changed",
            "notified_at",
            "confirmed_at",
            "confirmed_by",
            "unconfirmed_reason",
        ],
        guard: planning::change_ship_to_guard,
        effect: planning::change_ship_to,
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
        inputs: &[
            required("carrier"),
            optional("waybill_number"),
            optional("packages"),
            optional("shipped_units/*/line").since(COMPLETE),
            optional("shipped_units/*/serial_number").since(COMPLETE),
        ],
        stamps: &["shipped_at"],
        touches: &[Touch {
            kind: "order",
            creates: false,
            keys: &["deliveries/*/shipped_at", "delivery_lines/*/shipped"],
        }],
        guard: |run, problems| {
            shipping::may_ship(run, problems);
            planning::scanned_fit(run, problems);
        },
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
        verb: "cancel",
        label: Label::new("取消交付", "Cancel the delivery"),
        inputs: &[required("cancelled_reason")],
        stamps: &["cancelled_at"],
        touches: &[ENDS_ON_ORDER],
        guard: shipping::not_shipped,
        effect: |run| shipping::end(run, "cancelled_at"),
        ..STEP
    },
    HAND_OVER,
];
