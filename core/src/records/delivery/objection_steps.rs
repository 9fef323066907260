//! The steps of objections: raised, answered, remedied, settled or withdrawn (S-12).
//! Absent by design: their guards and effects (`objection`, `replacement`).

use super::{
    objection,
    planning::COMPLETE,
    receipt_steps::INSTALLATION,
    replacement,
    steps::{PLANS_ON_ORDER, STEP},
};
use crate::schema::{Label, Role, StepRun, StepSpec, Who, any, optional, own, required};

const OBJECTIONS: &[Who] =
    &[own(Role::Sales), any(Role::Manager), any(Role::Desk), any(Role::Supervisor), own(Role::Engineer)];
const REMEDIES: &[Who] = &[own(Role::Sales), any(Role::Manager), any(Role::Warehouse), any(Role::Supervisor)];

pub(super) const STEPS: &[StepSpec] = &[
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
            optional("objections/*/quantity").since(COMPLETE),
            optional("objections/*/channel").since(COMPLETE),
            optional("objections/*/raised_phone").since(COMPLETE),
            optional("objections/*/demand").since(COMPLETE),
            optional("objections/*/photo").since(COMPLETE),
            optional("objections/*/promise").since(COMPLETE),
        ],
        stamps: objection::RAISE_STAMPS,
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
            "objections/*/responded_contact",
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
            optional("objections/*/line").since(COMPLETE),
            optional("objections/*/quantity").since(COMPLETE),
        ],
        stamps: &["objections/*/replacement"],
        touches: &[PLANS_ON_ORDER, replacement::BEGINS, replacement::COUNTS],
        guard: objection::remedy_guard,
        effect: replacement::begin,
        ..STEP
    },
    StepSpec {
        verb: "log_work",
        label: Label::new("记录异议处理", "Log work on an objection"),
        rules: &["S-12"],
        who: REMEDIES,
        inputs: &[required("objection_log/*/objection"), required("objection_log/*/text")],
        stamps: &["objection_log/*/at", "objection_log/*/by"],
        guard: objection::log_guard,
        effect: objection::log_effect,
        ..STEP
    },
    StepSpec {
        verb: "record_return",
        label: Label::new("登记退回", "Record a return"),
        rules: &["S-12", "D-06"],
        who: REMEDIES,
        inputs: &[
            required("objections/*/returned_quantity"),
            optional("objections/*/return_waybill"),
            optional("units/*/returned"),
        ],
        stamps: &["objections/*/returned_at"],
        touches: replacement::RETURNS,
        guard: replacement::return_guard,
        effect: replacement::give_back,
        ..STEP
    },
    StepSpec {
        verb: "close_objection",
        label: Label::new("关闭异议", "Close an objection"),
        rules: &["S-12"],
        who: REMEDIES,
        inputs: &[
            required("objections/*/cause"),
            optional("objections/*/cause_category").since(COMPLETE),
            optional("objections/*/corrective_action").since(COMPLETE),
            optional("objections/*/result").since(COMPLETE),
            optional("objections/*/result_way").since(COMPLETE),
            optional("objections/*/result_photo").since(COMPLETE),
            optional("objections/*/department_head").since(COMPLETE),
            required("objections/*/customer_word"),
            optional("units/*/returned"),
        ],
        stamps: &["objections/*/closed_at", "objections/*/handled_by", "installation"],
        touches: &[INSTALLATION, replacement::RELEASES],
        guard: objection::close_guard,
        effect: objection::close,
        ..STEP
    },
    StepSpec {
        verb: "withdraw_objection",
        label: Label::new("客户撤回异议", "The customer withdrew an objection"),
        rules: &["S-12"],
        who: OBJECTIONS,
        inputs: &[required("objections/*/customer_word")],
        stamps: &["objections/*/withdrawn_at", "installation"],
        touches: &[INSTALLATION, replacement::RELEASES],
        guard: |run, problems| {
            objection::one_open(run, problems);
        },
        effect: |run: &mut StepRun<'_>| objection::settle(run, "withdrawn_at"),
        ..STEP
    },
];
