//! Rows of equipment lists: whose machine, and which rows are one machine.
//! Absent by design: serial numbers that nearly match.

use std::collections::BTreeMap;

use fieldseal_core::schema::{Id, RecordId};

use super::{
    customers::Customers,
    key::{self, folded},
    mapping::{CUSTOMER_KEY, EQUIPMENT, ListKind},
    place::{Place, Reason},
    plan::{Decided, Known, NewRecord, Outcome, Reference, Settings},
    repeats::{Again, Repeats},
    row::ReadRow,
};

/// A machine of the lists or of the records, as tickets refer to it.
#[derive(Debug)]
pub(super) struct Machine {
    pub reference: Reference,
    pub customer: Reference,
    pub place: Option<Place>,
    pub held: bool,
    /// Model and name, folded; empty when not known.
    pub model: String,
    pub name: String,
}

/// Machines by serial number.
pub(super) type Machines = BTreeMap<String, Machine>;

/// Decides every row of the equipment lists, in order.
pub(super) fn decide(
    rows: &[&ReadRow],
    customers: &Customers,
    known: &Known,
    settings: &Settings,
) -> (Vec<Decided>, Machines) {
    let mut machines: Machines = known
        .equipment
        .iter()
        .map(|machine| {
            let entry = Machine {
                reference: Reference::Existing(machine.record),
                customer: Reference::Existing(machine.customer),
                place: None,
                held: false,
                model: String::new(),
                name: String::new(),
            };
            (key::serial_number(&machine.serial_number), entry)
        })
        .collect();
    let mut repeats = Repeats::new(ListKind::Equipment);
    let keys: Vec<Option<String>> = rows.iter().map(|row| natural_key(row)).collect();
    for (index, (row, key)) in rows.iter().zip(&keys).enumerate() {
        if let Some(key) = key {
            repeats.add(index, key, row);
        }
    }
    let mut decided = Vec::new();
    for (index, (row, key)) in rows.iter().zip(&keys).enumerate() {
        let mut notes = Vec::new();
        let mut reasons = row.held.clone();
        let customer =
            row.text(CUSTOMER_KEY).and_then(|name| match customers.find(name, row.text("site_address"), None) {
                Ok(found) => {
                    notes.extend(found.note);
                    Some(found.reference)
                }
                Err(reason) => {
                    reasons.push(reason);
                    None
                }
            });
        if row.text("serial_number").is_none() && (row.text("model").is_none() || row.text("installed_on").is_none()) {
            reasons.push(Reason::of_row(
                "no_identity",
                "没有序列号，也没有型号和安装日期，分不清是哪一台",
                "neither a serial number nor both model and installation date: which machine it is can't be told",
            ));
        }
        reasons.extend(repeats.quarrels(index));
        let again = repeats.again(index);
        if let (Some(Again { first, .. }), None) = (&again, row.text("serial_number")) {
            reasons.push(Reason::of_places(
                "same_without_serial",
                "与{}相同而都没有序列号，可能是重复登记，也可能是两台设备",
                "the same as {} and neither has a serial number: one machine listed twice, or two machines",
                std::slice::from_ref(first),
            ));
        }
        let existing = existing(row, key.as_deref(), customer.as_ref(), &machines, known, settings, &mut reasons);
        if let (None, Some(serial), Some(customer), Some(key)) = (&again, row.text("serial_number"), &customer, key)
            && existing.is_none()
        {
            machines.entry(serial.to_owned()).or_insert_with(|| Machine {
                reference: Reference::Planned(key.clone()),
                customer: customer.clone(),
                place: Some(row.place.clone()),
                held: !reasons.is_empty(),
                model: folded(row.text("model").unwrap_or_default()),
                name: folded(row.text("product_name").unwrap_or_default()),
            });
        } else if let (Some(serial), None) = (row.text("serial_number"), &customer) {
            machines.entry(serial.to_owned()).or_insert_with(|| Machine {
                reference: Reference::Planned(String::new()),
                customer: Reference::Planned(String::new()),
                place: Some(row.place.clone()),
                held: true,
                model: String::new(),
                name: String::new(),
            });
        }
        if !reasons.is_empty() {
            repeats.hold(index);
        }
        let outcome = match (customer, key, again, existing) {
            _ if !reasons.is_empty() => Outcome::Held { reasons },
            (.., Some(record)) => Outcome::Exists { record },
            (.., Some(again), None) => again.outcome(),
            (Some(customer), Some(natural_key), None, None) => {
                let mut values = repeats.values(index);
                values.remove(CUSTOMER_KEY);
                values.extend(known.went_live_on.map(|day| ("went_live_on".to_owned(), day.to_scalar())));
                let references = BTreeMap::from([(CUSTOMER_KEY, customer)]);
                let record = NewRecord::new(EQUIPMENT, natural_key.clone(), values, references);
                Outcome::Create { record, companion: None }
            }
            _ => Outcome::Held { reasons },
        };
        decided.push(Decided { title: title(row), outcome, notes });
    }
    (decided, machines)
}

/// The record that the row's machine already has; a record of another customer is a reason to hold.
fn existing(
    row: &ReadRow,
    natural_key: Option<&str>,
    customer: Option<&Reference>,
    machines: &Machines,
    known: &Known,
    settings: &Settings,
    reasons: &mut Vec<Reason>,
) -> Option<RecordId> {
    let by_serial = row.text("serial_number").and_then(|serial| machines.get(serial));
    if let Some(Machine { reference: Reference::Existing(record), customer: owner, .. }) = by_serial {
        if customer.is_some_and(|customer| customer.id(&settings.company) != owner.id(&settings.company)) {
            reasons.push(Reason::of_row(
                "serial_of_another",
                "系统中此序列号的设备属于另一客户",
                "the machine of this serial number is on record with another customer",
            ));
        }
        return Some(*record);
    }
    let own = Id::from_natural_key(&settings.company, natural_key?);
    known.records.contains(&own).then_some(own)
}

fn natural_key(row: &ReadRow) -> Option<String> {
    let text = |key| row.text(key);
    match text("serial_number") {
        Some(serial) => Some(key::equipment_by_serial(serial)),
        None => Some(key::equipment_by_place(
            text(CUSTOMER_KEY)?,
            text("model")?,
            text("site_address").unwrap_or_default(),
            text("installed_on")?,
        )),
    }
}

fn title(row: &ReadRow) -> String {
    let parts = ["model", "product_name", "serial_number"];
    parts.iter().filter_map(|key| row.text(key)).collect::<Vec<_>>().join(" ")
}
