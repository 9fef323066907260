//! What an installer ticks on the form beside the checklist: unpacking, site, safety, hand-over (S-15).
//! Absent by design: the fields themselves (`round_work.rs`), and the checklist of the instruction.

use super::{
    round_work::{SAFETY_CONDITIONS, SITE_CONDITIONS},
    work::work_key,
};
use crate::{
    records::guard::need,
    schema::{Input, Problem, Scalar, StepRun, optional},
};

/// The table of installations since which these are ticked one by one, and what the form must show is
/// asked for before it is shown.
pub(super) const TICKED: u16 = 2;

/// Every tick with what was found.
pub(super) const CONDITION_INPUTS: &[Input] = &[
    optional("work/@/training_on").since(TICKED),
    optional("work/@/packing_in_order").since(TICKED),
    optional("work/@/packing_found").since(TICKED),
    optional("work/@/accessories_in_order").since(TICKED),
    optional("work/@/accessories_found").since(TICKED),
    optional("work/@/appearance_in_order").since(TICKED),
    optional("work/@/appearance_found").since(TICKED),
    optional("work/@/power_in_order").since(TICKED),
    optional("work/@/power_found").since(TICKED),
    optional("work/@/site_earth_in_order").since(TICKED),
    optional("work/@/site_earth_found").since(TICKED),
    optional("work/@/air_in_order").since(TICKED),
    optional("work/@/air_found").since(TICKED),
    optional("work/@/foundation_in_order").since(TICKED),
    optional("work/@/foundation_found").since(TICKED),
    optional("work/@/network_in_order").since(TICKED),
    optional("work/@/network_found").since(TICKED),
    optional("work/@/guards_in_order").since(TICKED),
    optional("work/@/guards_found").since(TICKED),
    optional("work/@/emergency_stop_in_order").since(TICKED),
    optional("work/@/emergency_stop_found").since(TICKED),
    optional("work/@/machine_earth_in_order").since(TICKED),
    optional("work/@/machine_earth_found").since(TICKED),
    optional("work/@/warning_signs_in_order").since(TICKED),
    optional("work/@/warning_signs_found").since(TICKED),
    optional("work/@/documents_handed_over").since(TICKED),
    optional("work/@/documents_listed").since(TICKED),
    optional("work/@/keys_handed_over").since(TICKED),
    optional("work/@/keys_listed").since(TICKED),
    optional("work/@/spare_parts_handed_over").since(TICKED),
    optional("work/@/spare_parts_listed").since(TICKED),
    optional("work/@/passwords_handed_over").since(TICKED),
    optional("work/@/passwords_listed").since(TICKED),
];

/// What is not in order says what was found.
pub(super) fn conditions_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    for name in SITE_CONDITIONS.iter().chain(SAFETY_CONDITIONS) {
        if fails(run, name) {
            need(run, problems, &work_key(run, &format!("{name}_found")), "不符合的情况", "What was found");
        }
    }
}

fn fails(run: &StepRun<'_>, name: &str) -> bool {
    run.after(&work_key(run, &format!("{name}_in_order"))) == &Scalar::Boolean(false)
}

/// Whether a safety condition of the present round is not in order.
pub(super) fn any_unsafe(run: &StepRun<'_>) -> bool {
    SAFETY_CONDITIONS.iter().any(|name| fails(run, name))
}
