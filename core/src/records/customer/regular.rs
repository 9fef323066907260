//! The regular callback of every customer with equipment in use (S-27, D-16): what starts and meets it, and
//! how machines, acceptances and callbacks say so on the customer's record.
//! Absent by design: the callback itself (`callback.rs`), calendars and due times.

use crate::{
    records::guard::LATE_ENTRY_MS,
    schema::{
        ClockRun, ClockSpec, Date, DueSoon, Ended, Facts, Instant, Label, RecordId, Role, Scalar, Span, StepRun, Touch,
    },
};

#[cfg(test)]
mod tests;

/// The row of a customer that was imported as having equipment; machines known one by one replace it.
pub const IMPORTED: &str = "imported";

/// D-16.
pub const CLOCKS: &[ClockSpec] = &[ClockSpec {
    id: "D-16",
    label: Label::new("定期回访", "Regular callback"),
    span: Span::CalendarDays(90),
    due_soon: DueSoon::MinutesBefore(7 * 24 * 60),
    who: Role::Desk,
    who_field: "",
    stopped_by: &[],
    runs,
}];

const NOTHING_IN_USE: Label = Label::new("没有在用设备", "No equipment in use");
const CLOSED: Label = Label::new("客户已关闭", "Customer closed");
const MERGED: Label = Label::new("客户已合并", "Customer merged");
const BEGUN_ANEW: Label = Label::new("新设备投入使用，重新起算", "More equipment came into use: counted anew");

/// Something from which D-16 runs.
struct Event {
    at: Instant,
    is_callback: bool,
    late_entry: bool,
}

/// Machines by which a customer counts: those known one by one, else the imported row.
fn machines(facts: &Facts) -> Vec<crate::schema::ItemFacts<'_>> {
    let mut rows = facts.items("machines");
    if rows.iter().any(|row| row.id != IMPORTED) {
        rows.retain(|row| row.id != IMPORTED);
    }
    rows
}

/// Whether the customer has equipment in use.
pub fn has_machine_in_use(facts: &Facts) -> bool {
    let rows = machines(facts);
    if rows.is_empty() { facts.is_true("has_equipment") } else { rows.iter().any(|row| !row.has("out_at")) }
}

/// Starts, callbacks and acceptances, earliest first, each once.
fn events(facts: &Facts) -> Vec<Event> {
    let start = |at| Event { at, is_callback: false, late_entry: false };
    let mut events: Vec<Event> = machines(facts)
        .iter()
        .filter_map(|row| row.instant("from"))
        .chain(facts.instant("last_acceptance_at"))
        .map(start)
        .collect();
    for row in facts.items("callbacks") {
        if let Some(at) = row.instant("at") {
            events.push(Event { at, is_callback: true, late_entry: row.is_true("late_entry") });
        }
    }
    if let Some(at) = facts.instant("last_callback_at") {
        events.push(Event { at, is_callback: true, late_entry: false });
    }
    // A stable sort: of two with the same moment the row's own comes first.
    events.sort_by_key(|event| (event.at.utc_ms, !event.is_callback));
    events.dedup_by_key(|event| event.at.utc_ms);
    events
}

/// One run from each callback and from each start; the next callback meets it, another start begins it anew.
fn runs(facts: &Facts) -> Vec<ClockRun> {
    let events = events(facts);
    let first = match events.iter().position(|event| !event.is_callback) {
        Some(index) => index,
        None if has_machine_in_use(facts) => 0,
        None => return Vec::new(),
    };
    let Some(events) = events.get(first..).filter(|events| !events.is_empty()) else { return Vec::new() };
    let mut runs: Vec<ClockRun> = Vec::new();
    for (index, event) in events.iter().enumerate() {
        let mut run = ClockRun::from((index + 1).to_string(), event.at);
        match events.get(index + 1) {
            Some(next) if next.is_callback => (run.met_at, run.late_entry) = (Some(next.at), next.late_entry),
            Some(next) => run.ended = Some(Ended { at: next.at, reason: BEGUN_ANEW }),
            None => run.ended = end(facts),
        }
        if run.ended.is_none_or(|end| end.at.utc_ms > run.start.utc_ms) {
            runs.push(run);
        }
    }
    runs
}

/// What ends the last run.
fn end(facts: &Facts) -> Option<Ended> {
    let rows = machines(facts);
    let all_out = !rows.is_empty() && rows.iter().all(|row| row.has("out_at"));
    let last_out = rows.iter().filter_map(|row| row.instant("out_at")).max_by_key(|at| at.utc_ms);
    let merged = facts.has("merged_into").then(|| facts.instant("merged_at")).flatten();
    [(last_out.filter(|_| all_out), NOTHING_IN_USE), (facts.instant("closed_at"), CLOSED), (merged, MERGED)]
        .into_iter()
        .filter_map(|(at, reason)| at.map(|at| Ended { at, reason }))
        .min_by_key(|end| end.at.utc_ms)
}

/// What [`called`] writes.
pub const CALLED: Touch =
    Touch { kind: "customer", creates: false, keys: &["last_callback_at", "callbacks/*/at", "callbacks/*/late_entry"] };

/// Says on the customer that this callback reached somebody.
pub fn called(run: &mut StepRun<'_>, customer: Option<RecordId>, callback: RecordId, at: Instant) {
    let Some(customer) = surviving(run, customer) else { return };
    let Some(facts) = run.linked("customer", customer) else { return };
    let late = run.at.utc_ms - at.utc_ms > LATE_ENTRY_MS;
    run.touch("customer", customer, format!("callbacks/{callback}/at"), at.to_scalar());
    run.touch("customer", customer, format!("callbacks/{callback}/late_entry"), Scalar::Boolean(late));
    if facts.instant("last_callback_at").is_none_or(|last| last.utc_ms < at.utc_ms) {
        run.touch("customer", customer, "last_callback_at", at.to_scalar());
    }
}

/// How many mergers are followed.
const MERGERS_MAX: usize = 4;

/// The customer, or the one it was merged into, as far as known here.
fn surviving(run: &StepRun<'_>, customer: Option<RecordId>) -> Option<RecordId> {
    let mut customer = customer?;
    for _ in 0..MERGERS_MAX {
        match run.linked("customer", customer)?.reference("merged_into") {
            Some(next) => customer = next,
            None => return Some(customer),
        }
    }
    None
}

/// What [`hand_over`] writes.
pub const HANDED_OVER: Touch = Touch {
    kind: "customer",
    creates: false,
    keys: &[
        "has_equipment",
        "machines/*/from",
        "machines/*/out_at",
        "callbacks/*/at",
        "callbacks/*/late_entry",
        "last_callback_at",
        "last_acceptance_at",
    ],
};

/// Hands machines and callbacks on to the customer that this one is merged into, so that D-16 runs on there.
pub fn hand_over(run: &mut StepRun<'_>, survivor: RecordId) {
    let Some(other) = run.linked("customer", survivor) else { return };
    if !has_machine_in_use(run.before) {
        return;
    }
    run.touch("customer", survivor, "has_equipment", Scalar::Boolean(true));
    let before = run.before;
    for (key, value) in before.0.range("callbacks/".to_owned()..).take_while(|(key, _)| key.starts_with("callbacks/")) {
        run.touch("customer", survivor, key.clone(), value.clone());
    }
    for row in machines(before) {
        for field in ["from", "out_at"] {
            if row.has(field) {
                run.touch("customer", survivor, row.key(field), row.get(field).clone());
            }
        }
    }
    for key in ["last_callback_at", "last_acceptance_at"] {
        if let Some(at) = before.instant(key).filter(|at| other.instant(key).is_none_or(|last| last.utc_ms < at.utc_ms))
        {
            run.touch("customer", survivor, key, at.to_scalar());
        }
    }
}

/// What [`in_use`] and [`out_of_use`] write.
pub const MACHINE: Touch =
    Touch { kind: "customer", creates: false, keys: &["has_equipment", "machines/*/from", "machines/*/out_at"] };

/// Says on the customer that a machine is in use, and from when it counts.
pub fn in_use(run: &mut StepRun<'_>, customer: Option<RecordId>, machine: RecordId, from: Instant) {
    let Some(customer) = surviving(run, customer) else { return };
    run.touch("customer", customer, "has_equipment", Scalar::Boolean(true));
    run.touch("customer", customer, format!("machines/{machine}/from"), from.to_scalar());
    run.touch("customer", customer, format!("machines/{machine}/out_at"), Scalar::Null);
}

/// Says on the customer that a machine is in use again, and counts as it did.
pub fn in_use_again(run: &mut StepRun<'_>, customer: Option<RecordId>, machine: RecordId) {
    let known = surviving(run, customer).and_then(|id| run.linked("customer", id));
    let from = known.and_then(|facts| facts.instant(&format!("machines/{machine}/from"))).unwrap_or(run.at);
    in_use(run, customer, machine, from);
}

/// Says on the customer that a machine is in use no more.
pub fn out_of_use(run: &mut StepRun<'_>, customer: Option<RecordId>, machine: RecordId) {
    let Some(customer) = surviving(run, customer) else { return };
    let at = run.at.to_scalar();
    run.touch("customer", customer, format!("machines/{machine}/out_at"), at);
}

/// From when an imported machine counts: the later of its own start and the go-live date, which is the day
/// of the import when none is given.
pub fn imported_from(run: &StepRun<'_>) -> Instant {
    let own = ["installed_on", "warranty_from", "received_on"].iter().find_map(|key| Date::from_scalar(run.after(key)));
    let went_live = Date::from_scalar(run.after("went_live_on"));
    let floor = went_live.map_or(run.at, |day| noon(run, day));
    own.map(|day| noon(run, day)).filter(|own| own.utc_ms > floor.utc_ms).unwrap_or(floor)
}

/// Noon of a day where the step was done: a calendar day counts from any hour of it.
fn noon(run: &StepRun<'_>, day: Date) -> Instant {
    let days = i64::from((day.0 - run.at.local().date()).get_days());
    let noon_today = run.at.local().date().at(12, 0, 0, 0);
    let until_noon = noon_today.duration_since(run.at.local()).as_secs();
    run.at.plus_ms((days * 24 * 60 * 60 + until_noon) * 1000)
}
