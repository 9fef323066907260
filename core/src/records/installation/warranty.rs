//! The warranty that an acceptance starts on each machine's record (domain §4.1).
//! Absent by design: deciding whether it was an acceptance (`signing.rs`, `rounds.rs`).

use super::conditions::TICKED;
use crate::{
    records::{confirmation, customer::regular, guard::typed_or_now},
    schema::{Date, Facts, RecordId, Scalar, StepRun, Touch},
};

/// Warranty: months from the acceptance and from the receipt, whichever ends first (domain §4.1).
const MONTHS_FROM_ACCEPTANCE: i32 = 12;
const MONTHS_FROM_RECEIPT: i32 = 18;

/// How many months a warranty has, from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WarrantyMonths {
    from_acceptance: i32,
    /// `None` when only the acceptance counts.
    from_receipt: Option<i32>,
    /// The contract that says so.
    contract: Option<String>,
}

impl Default for WarrantyMonths {
    fn default() -> Self {
        Self { from_acceptance: MONTHS_FROM_ACCEPTANCE, from_receipt: Some(MONTHS_FROM_RECEIPT), contract: None }
    }
}

impl WarrantyMonths {
    /// What the machine's contract agrees on wins: one that gives months from the acceptance alone is not cut short
    /// by the receipt.
    pub fn of(machine: &Facts) -> Self {
        let months = |key| machine.integer(key).and_then(|months| i32::try_from(months).ok());
        match (months("warranty_months"), months("warranty_months_from_receipt")) {
            (None, None) => Self::default(),
            (from_acceptance, from_receipt) => Self {
                from_acceptance: from_acceptance.unwrap_or(MONTHS_FROM_ACCEPTANCE),
                from_receipt,
                contract: Some(machine.text("contract_number").unwrap_or("—").to_owned()),
            },
        }
    }

    /// The last day of the warranty and its reason: the earlier of both ends; a month ends on the same day or the
    /// month's last (domain §2.1, §4.1).
    pub fn until(&self, accepted: Date, received: Option<Date>) -> (Date, String) {
        let months = |from: Date, months: i32| Date(from.0.saturating_add(jiff::Span::new().months(months)));
        let by_acceptance = months(accepted, self.from_acceptance);
        let by_receipt = received.zip(self.from_receipt).map(|(day, count)| (months(day, count), count));
        let (until, zh, en, count) = match by_receipt {
            Some((until, count)) if until < by_acceptance => (until, "收货", "receipt", count),
            _ => (by_acceptance, "验收", "acceptance", self.from_acceptance),
        };
        let (agreed_zh, agreed_en) = match &self.contract {
            Some(number) => (format!("按合同 {number}，"), format!(", as agreed in contract {number}")),
            None => Default::default(),
        };
        (until, format!("{agreed_zh}{zh}后{count}个月 / {count} months from the {en}{agreed_en}"))
    }
}

const WARRANTY_KEYS: &[&str] = &[
    "jobs/*/kind",
    "jobs/*/engineer",
    "jobs/*/closed",
    "installation",
    "installed_on",
    "warranty_from",
    "warranty_until",
    "warranty_reason",
    "warranty_provisional",
    "serial_number",
    "location",
    "manufactured_on",
];
/// What starting or ending a warranty writes.
pub(super) const WARRANTY_TOUCH: &[Touch] = &[
    Touch { kind: "equipment", creates: false, keys: WARRANTY_KEYS },
    Touch {
        kind: "customer",
        creates: false,
        keys: &["has_equipment", "last_acceptance_at", "machines/*/from", "machines/*/out_at"],
    },
];

/// Since this version of the table an acceptance says on the customer that D-16 runs from it, and a contract's own
/// months of warranty count.
const REGULAR: u16 = 3;

/// The machines' records.
fn equipment(run: &StepRun<'_>) -> Vec<(String, RecordId)> {
    let machines = run.before.items("machines");
    let known = machines.iter().filter_map(|row| Some((row.id.to_owned(), row.reference("equipment")?)));
    known.filter(|(_, id)| run.linked("equipment", *id).is_some()).collect()
}

/// Writes installation and warranty on each machine's record, and what its nameplate says.
pub(super) fn start_warranty(run: &mut StepRun<'_>, from: Date, provisional: bool) {
    let installed_on = run.before.get(&confirmation::key(run, "installed_on")).clone();
    let receipt = run.before.instant("received_at").map(|at| Date(at.local().date()));
    let installation = run.record.to_scalar();
    if let Some(customer) = run.before.reference("customer")
        && run.linked("customer", customer).is_some()
    {
        run.touch("customer", customer, "has_equipment", Scalar::Boolean(true));
        if run.knows(REGULAR) && !provisional {
            accepted_at_customer(run, customer);
        }
    }
    for (row, id) in equipment(run) {
        let machine = run.linked("equipment", id);
        let received = machine.as_ref().and_then(|machine| machine.date("received_on")).or(receipt);
        let agreed = machine.filter(|_| run.knows(REGULAR)).map(|machine| WarrantyMonths::of(&machine));
        let (until, reason) = agreed.unwrap_or_default().until(from, received);
        let writes = [
            ("installation", installation.clone()),
            ("installed_on", installed_on.clone()),
            ("warranty_from", from.to_scalar()),
            ("warranty_until", until.to_scalar()),
            ("warranty_reason", Scalar::text(reason)),
            ("warranty_provisional", Scalar::Boolean(provisional)),
        ];
        for (key, value) in writes {
            run.touch("equipment", id, key, value);
        }
        let nameplate: &[&str] = if run.knows(TICKED) {
            &["serial_number", "location", "manufactured_on"]
        } else {
            &["serial_number", "location"]
        };
        for &field in nameplate {
            let value = run.before.item("machines", &row).get(field).clone();
            if !value.is_null() {
                run.touch("equipment", id, field, value);
            }
        }
    }
}

/// Says on the customer when it was accepted, and which machines are in use since.
fn accepted_at_customer(run: &mut StepRun<'_>, customer: RecordId) {
    let key = confirmation::key(run, "confirmed_at");
    let at = run.before.instant(&key).unwrap_or_else(|| typed_or_now(run, &key));
    run.touch("customer", customer, "last_acceptance_at", at.to_scalar());
    for (_, machine) in equipment(run) {
        regular::in_use(run, Some(customer), machine, at);
    }
}

/// Takes the warranty back: nobody ratified the proxy's signature.
pub(super) fn end_warranty(run: &mut StepRun<'_>) {
    for (_, id) in equipment(run) {
        for key in ["warranty_from", "warranty_until", "warranty_reason", "warranty_provisional"] {
            run.touch("equipment", id, key, Scalar::Null);
        }
    }
}
