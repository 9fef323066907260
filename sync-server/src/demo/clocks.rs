//! The table at the end: every clock of the story with its due time, what became of it, and why.
//! Absent by design: computing a clock; the server does.

use std::collections::{BTreeMap, BTreeSet};

use fieldseal_core::{
    process::{
        calendar::Calendar,
        clocks::{Clock, ClockState},
    },
    records::KINDS,
    schema::{Label, Language, RecordId},
};

use super::{DemoError, failed, stage::Stage};
use crate::storage::IndexQuery;

/// Shows every clock of some customers and checks that none is missing and none was missed.
pub fn show<const N: usize>(stage: &mut Stage, customers: [RecordId; N]) -> Result<(), DemoError> {
    println!("\n{} Every clock of the story · 全部时限", stage.clock.now());
    let calendar = calendar(stage)?;
    let clocks = clocks(stage, customers)?;
    for (rule, label) in rules() {
        println!("\n  {rule} {} · {}", label.zh, label.en);
        for (title, clock) in clocks.get(rule).into_iter().flatten() {
            line(title, clock, &calendar);
        }
    }
    println!();
    let missing: Vec<&str> = rules().into_keys().filter(|rule| !clocks.contains_key(rule)).collect();
    stage.check(
        missing.is_empty(),
        &format!("no clock of the manual is missing · 手册时限无一缺失 {}", missing.join(", ")),
    );
    let all: Vec<&Clock> = clocks.values().flatten().map(|(_, clock)| clock).collect();
    let bad = [ClockState::Overdue, ClockState::MetLate, ClockState::Missed];
    let late: BTreeSet<&str> = all.iter().filter(|clock| bad.contains(&clock.state)).map(|clock| clock.rule).collect();
    let late: Vec<&str> = late.into_iter().collect();
    stage.check(late.is_empty(), &format!("none was missed or met late · 无一逾期 {}", late.join(", ")));
    let entered_late: Vec<&str> = all.iter().filter(|clock| clock.late_entry).map(|clock| clock.rule).collect();
    stage.check(entered_late == ["D-12"], "one was met by a late entry, marked so · 一项为补录，已标明");
    let paused: Vec<&str> =
        all.iter().filter(|clock| !clock.reckoning.pauses.is_empty()).map(|clock| clock.rule).collect();
    stage.check(paused == ["D-13"], "one was moved by a pause · 一项因暂停顺延");
    Ok(())
}

/// Every clock id that the product has, with what must happen.
fn rules() -> BTreeMap<&'static str, Label> {
    KINDS.iter().flat_map(|kind| kind.clocks).map(|clock| (clock.id, clock.label)).collect()
}

type Clocks = BTreeMap<&'static str, Vec<(String, Clock)>>;

/// The customers' clocks by rule, in order of their starts, each with what its record is called.
fn clocks<const N: usize>(stage: &Stage, customers: [RecordId; N]) -> Result<Clocks, DemoError> {
    let mut records: BTreeSet<RecordId> = customers.into();
    for customer in customers {
        let query = IndexQuery { customer: Some(customer), limit: 1000, ..IndexQuery::default() };
        records.extend(stage.server.desk().list(&query).map_err(failed)?.into_iter().map(|row| row.record));
    }
    let mut clocks = Clocks::new();
    for record in records {
        let shown = stage.shown(record)?;
        let title = shown.row.number.filter(|number| !number.is_empty()).unwrap_or(shown.row.title);
        for clock in shown.clocks {
            clocks.entry(clock.rule).or_default().push((title.clone(), clock));
        }
    }
    for runs in clocks.values_mut() {
        runs.sort_by_key(|(title, clock)| (clock.start.utc_ms, title.clone()));
    }
    Ok(clocks)
}

fn calendar(stage: &Stage) -> Result<Calendar, DemoError> {
    let query = IndexQuery { kind: Some("calendar".into()), limit: 1, ..IndexQuery::default() };
    let rows = stage.server.desk().list(&query).map_err(failed)?;
    let record = rows.first().ok_or_else(|| failed("the company has no calendar"))?.record;
    Ok(Calendar::from_facts(&stage.shown(record)?.facts).0)
}

fn line(title: &str, clock: &Clock, calendar: &Calendar) {
    let state = clock.state.label();
    let met = clock.met_at.map_or_else(|| "—".to_owned(), |at| at.to_string());
    let why = clock.explanation(calendar);
    println!(
        "     {title} #{} | due {} | met {met} | {} {} | {} | {}",
        clock.instance,
        clock.due.text(Language::English),
        state.zh,
        state.en,
        why.zh,
        why.en,
    );
}
