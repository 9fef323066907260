//! The training that an acceptance begins when one was agreed with the customer (S-17).
//! Absent by design: holding it; a training is a record of its own.

use super::warranty::WARRANTY_TOUCH;
use crate::{
    records::{
        guard::{is_empty, round},
        table::join,
    },
    schema::{ItemFacts, Scalar, StepRun, Touch},
};

/// The table of installations since which an acceptance begins the training.
const TRAINS: u16 = 3;

/// What an acceptance writes on other records.
pub(super) const ACCEPTANCE_TOUCH: [Touch; WARRANTY_TOUCH.len() + 1] = join(
    WARRANTY_TOUCH,
    &[Touch {
        kind: "training",
        creates: true,
        keys: &[
            "customer",
            "customer_name",
            "site_address",
            "contact_name",
            "contact_phone",
            "order",
            "order_number",
            "installation",
            "installation_number",
            "planned_at",
            "agreed",
            "wished_on",
            "machines/*/equipment",
            "machines/*/product_name",
            "machines/*/model",
            "machines/*/serial_number",
        ],
    }],
);

/// Begins the training, once, to be dispatched: what was agreed in the last round that says so.
pub(super) fn begin_training(run: &mut StepRun<'_>) {
    if !run.knows(TRAINS) || run.before.has("training") {
        return;
    }
    let work = run.before.items("work");
    let is_agreed = |row: &&ItemFacts<'_>| !is_empty(row.get("training_agreed")) || row.has("training_on");
    let number = |row: &ItemFacts<'_>| row.id.parse::<i64>().unwrap_or(0);
    let agreed = work.iter().filter(is_agreed).filter(|row| number(row) <= round(run.before));
    let Some(agreed) = agreed.max_by_key(|row| number(row)) else { return };
    let mut writes: Vec<(String, Scalar)> = vec![
        ("installation".into(), run.record.to_scalar()),
        ("installation_number".into(), run.before.get("number").clone()),
        ("planned_at".into(), run.at.to_scalar()),
        ("agreed".into(), agreed.get("training_agreed").clone()),
        ("wished_on".into(), agreed.get("training_on").clone()),
    ];
    for key in ["customer", "customer_name", "site_address", "contact_name", "contact_phone", "order", "order_number"] {
        writes.push((key.into(), run.before.get(key).clone()));
    }
    for machine in run.before.items("machines") {
        for field in ["equipment", "product_name", "model", "serial_number"] {
            writes.push((machine.key(field), machine.get(field).clone()));
        }
    }
    let training = run.create("training", "acceptance");
    for (key, value) in writes.into_iter().filter(|(_, value)| !value.is_null()) {
        run.touch("training", training, key, value);
    }
    run.set("training", training.to_scalar());
}
