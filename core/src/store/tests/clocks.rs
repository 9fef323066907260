use super::{Phone, START, id};
use crate::{
    process::{
        calendar::Calendar,
        clocks::{Clock, ClockState, compute},
    },
    schema::{ClockRun, Span},
    store::{DueOf, DueQuery},
};

/// A clock of so many minutes from the start, as it stands at the start.
fn clock(rule: usize, instance: &str, minutes: u32, met: bool) -> Clock {
    let spec = crate::records::kind("ticket").unwrap().clocks[rule];
    let mut run = ClockRun::from(instance, START);
    run.met_at = met.then_some(START);
    compute(&spec, &run, Span::Minutes(minutes), &Calendar::shipped(), START)
}

fn put(phone: &Phone, record: u8, clocks: &[Clock], person: Option<u8>) {
    phone.write(|tx| tx.put_clocks(id(record), clocks, |_| person.map(id)));
}

fn due(phone: &Phone, query: &DueQuery) -> Vec<(u8, i64)> {
    let minutes = |ms: i64| (ms - START.utc_ms) / 60_000;
    phone.read(|r| r.due(query)).into_iter().map(|row| (row.record.0[0], minutes(row.sorts_at_ms))).collect()
}

#[test]
fn the_due_list_has_open_clocks_the_earliest_first() {
    let phone = Phone::new();
    put(&phone, 3, &[clock(0, "a", 50, false), clock(0, "b", 5, false), clock(1, "a", 1, true)], Some(9));
    put(&phone, 1, &[clock(0, "a", 50, false)], None);
    put(&phone, 2, &[clock(0, "a", 20, false)], Some(8));
    assert_eq!(due(&phone, &DueQuery::default()), [(3, 5), (2, 20), (1, 50), (3, 50)]);
    let until_ms = Some(START.plus_ms(20 * 60_000).utc_ms);
    assert_eq!(due(&phone, &DueQuery { until_ms, ..DueQuery::default() }), [(3, 5), (2, 20)]);
    assert_eq!(due(&phone, &DueQuery { of: DueOf::assigned_to(id(9)), ..DueQuery::default() }), [(3, 5), (3, 50)]);
    assert_eq!(due(&phone, &DueQuery { limit: 2, offset: 1, ..DueQuery::default() }), [(2, 20), (1, 50)]);
    put(&phone, 3, &[clock(0, "b", 5, true)], Some(9));
    assert_eq!(due(&phone, &DueQuery::default()), [(2, 20), (1, 50)]);
}

#[test]
fn a_due_list_of_people_and_roles_has_what_is_theirs_and_what_is_nobodys() {
    let phone = Phone::new();
    for (record, minutes, person) in [(1, 10, Some(8)), (2, 20, None), (3, 30, Some(9)), (4, 40, Some(7))] {
        put(&phone, record, &[clock(0, "a", minutes, false)], person);
    }
    let of = |people: &[u8], roles: &[&'static str]| {
        let of = DueOf::Of { people: people.iter().copied().map(id).collect(), roles: roles.to_vec() };
        due(&phone, &DueQuery { of, ..DueQuery::default() }).into_iter().map(|(record, _)| record).collect::<Vec<_>>()
    };
    assert_eq!(of(&[9], &["desk"]), [2, 3]);
    assert_eq!(of(&[9, 8], &["engineer"]), [1, 3]);
    assert_eq!(of(&[], &["engineer", "desk"]), [2]);
    assert!(of(&[], &[]).is_empty());
}

#[test]
fn a_clock_row_says_what_the_engine_computed() {
    let phone = Phone::new();
    let (open, met) = (clock(0, "a", 50, false), clock(0, "b", 5, true));
    put(&phone, 1, &[open.clone(), met], Some(9));
    let rows = phone.read(|r| r.clocks_of(id(1)));
    assert_eq!(rows.iter().map(|row| row.state.as_str()).collect::<Vec<_>>(), [ClockState::Met.code(), "running"]);
    let row = &rows[1];
    assert_eq!((row.rule.as_str(), row.instance.as_str(), row.responsible), (open.rule, "a", Some(id(9))));
    assert_eq!(row.role, open.who.code());
    let body: serde_json::Value = serde_json::from_str(&row.body).unwrap();
    assert_eq!(body["label"]["zh"], open.label.zh);
    assert!(phone.read(|r| r.clocks_of(id(2))).is_empty());
}

#[test]
fn records_whose_clocks_changed_by_themselves_are_found() {
    let phone = Phone::new();
    put(&phone, 1, &[clock(0, "a", 40, false), clock(0, "b", 40, false)], None);
    put(&phone, 2, &[clock(0, "a", 4_000, false)], None);
    put(&phone, 3, &[clock(0, "a", 1, true)], None);
    let next = phone.read(|r| r.clocks_of(id(1)))[0].next_change_ms.unwrap();
    assert!(phone.read(|r| r.clocks_changed_by(next - 1)).is_empty());
    assert_eq!(phone.read(|r| r.clocks_changed_by(next)), [id(1)]);
    assert_eq!(phone.read(|r| r.clocks_changed_by(i64::MAX)).len(), 2);
}
