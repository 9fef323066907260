//! Rows of ticket lists: whose, on which machine, and which rows are one ticket. They are history.
//! Absent by design: clocks. The step that takes in an old ticket marks it so, and none starts.

use std::collections::BTreeMap;

use fieldseal_core::schema::{Id, Instant, Scalar};

use super::{
    customers::Customers,
    equipment::{Machine, Machines},
    key::{self, folded},
    mapping::{CUSTOMER_KEY, EQUIPMENT_KEY, ListKind, TICKET},
    place::{Place, Reason},
    plan::{Decided, Known, NewRecord, Outcome, Reference, Settings},
    repeats::Repeats,
    row::ReadRow,
};

/// Decides every row of the ticket lists, in order.
pub(super) fn decide(
    rows: &[&ReadRow],
    customers: &Customers,
    machines: &Machines,
    known: &Known,
    settings: &Settings,
) -> Vec<Decided> {
    let mut repeats = Repeats::new(ListKind::Tickets);
    let keys: Vec<Option<String>> = rows.iter().map(|row| natural_key(row)).collect();
    for (index, (row, key)) in rows.iter().zip(&keys).enumerate() {
        if let Some(key) = key {
            repeats.add(index, key, row);
        }
    }
    let mut decided = Vec::new();
    for (index, (row, key)) in rows.iter().zip(keys).enumerate() {
        let mut notes = Vec::new();
        let mut reasons = row.held.clone();
        if submitted(row).is_some_and(|at| at > settings.now) {
            reasons.push(Reason::of_row("in_future", "报修时间在现在之后", "submitted later than now"));
        }
        let linked = link(row, customers, machines, settings, &mut notes).map_err(|reason| reasons.push(reason)).ok();
        reasons.extend(repeats.quarrels(index));
        let own = key.as_ref().map(|key| Id::from_natural_key(&settings.company, key));
        if !reasons.is_empty() {
            repeats.hold(index);
        }
        let outcome = match (linked.flatten(), key, own.filter(|id| known.records.contains(id)), repeats.again(index)) {
            _ if !reasons.is_empty() => Outcome::Held { reasons },
            (_, _, Some(record), _) => Outcome::Exists { record },
            (_, _, None, Some(again)) => again.outcome(),
            (Some(references), Some(natural_key), None, None) => {
                let mut values = repeats.values(index);
                values.remove(CUSTOMER_KEY);
                Outcome::Create { record: NewRecord::new(TICKET, natural_key, values, references), companion: None }
            }
            _ => Outcome::Held { reasons },
        };
        decided.push(Decided { title: title(row), outcome, notes });
    }
    decided
}

type References = BTreeMap<&'static str, Reference>;

/// Customer and machine of a row; `None` when the row names no customer, which holds it back anyway.
fn link(
    row: &ReadRow,
    customers: &Customers,
    machines: &Machines,
    settings: &Settings,
    notes: &mut Vec<Reason>,
) -> Result<Option<References>, Reason> {
    let Some(name) = row.text(CUSTOMER_KEY) else { return Ok(None) };
    let Some(serial) = row.text("serial_number") else {
        let found = customers.find(name, None, row.text("contact_phone"))?;
        notes.extend(found.note);
        notes.push(Reason::of_row(
            "no_serial",
            "没有序列号，不关联设备",
            "without a serial number, linked to no machine",
        ));
        return Ok(Some(BTreeMap::from([(CUSTOMER_KEY, found.reference)])));
    };
    let machine = machines.get(serial).ok_or_else(|| {
        Reason::of_row(
            "unknown_serial",
            "序列号不在设备名单中，系统中也没有",
            "the serial number is in no equipment list and not on record",
        )
    })?;
    let at = |code, zh: &str, en: &str| {
        let places: Vec<Place> = machine.place.iter().cloned().collect();
        let (zh_known, en_known) = if places.is_empty() { ("系统", "the record") } else { ("{}", "{}") };
        Reason::of_places(code, &zh.replace("{}", zh_known), &en.replace("{}", en_known), &places)
    };
    if machine.held {
        return Err(at("equipment_held", "此设备（{}）待处理", "its machine ({}) is held back"));
    }
    if !customers.bears(&machine.customer, name, settings) {
        return Err(at(
            "customer_differs",
            "此序列号的设备在{}属于另一客户",
            "by {} the machine of this serial number is another customer's",
        ));
    }
    if !is_product_of(machine, row) {
        return Err(at(
            "product_differs",
            "此序列号的设备在{}是另一型号",
            "by {} the machine of this serial number is another model",
        ));
    }
    Ok(Some(BTreeMap::from([(CUSTOMER_KEY, machine.customer.clone()), (EQUIPMENT_KEY, machine.reference.clone())])))
}

/// Nothing that the ticket says of model and name contradicts the machine.
fn is_product_of(machine: &Machine, row: &ReadRow) -> bool {
    let agrees = |key: &str, known: &str| known.is_empty() || row.text(key).is_none_or(|said| folded(said) == known);
    agrees("model", &machine.model) && agrees("product_name", &machine.name)
}

fn submitted(row: &ReadRow) -> Option<Instant> {
    Instant::from_scalar(row.values.get("submitted_at").unwrap_or(&Scalar::Null))
}

fn natural_key(row: &ReadRow) -> Option<String> {
    Some(key::ticket(row.text(CUSTOMER_KEY)?, submitted(row)?, row.text("description")?))
}

fn title(row: &ReadRow) -> String {
    let at = submitted(row).map(|at| at.to_string());
    let parts = [at.as_deref(), row.text(CUSTOMER_KEY), row.text("serial_number")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
