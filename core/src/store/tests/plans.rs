use super::{Phone, id};
use crate::store::{DueOf, DueQuery, ListQuery, Order, clocks, records};

/// SQLite's plan of a query, one line a step.
fn plan(phone: &Phone, sql: &str, values: Vec<rusqlite::types::Value>) -> Vec<String> {
    phone.read(|r| {
        let mut statement = r.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
        let rows = statement.query_map(rusqlite::params_from_iter(values), |row| row.get(3))?;
        Ok(rows.collect::<Result<_, _>>()?)
    })
}

fn uses(plan: &[String], index: &str) {
    let scans = plan.iter().filter(|line| line.starts_with("SCAN") && !line.contains("VIRTUAL TABLE INDEX"));
    assert_eq!(scans.count(), 0, "{plan:?}");
    assert!(plan.iter().any(|line| line.contains(index)), "{index}: {plan:?}");
}

#[test]
fn every_main_list_goes_by_an_index() {
    let phone = Phone::new();
    let tickets = ListQuery { kind: Some("ticket".into()), ..ListQuery::default() };
    let lists = [
        (tickets.clone(), "record_by_"),
        (ListQuery { statuses: vec!["open".into()], ..tickets.clone() }, "record_by_status"),
        (ListQuery { open_only: true, order: Order::Due, ..tickets.clone() }, "record_by_due"),
        (ListQuery { responsible: Some(id(1)), open_only: true, ..ListQuery::default() }, "record_by_responsible"),
        (ListQuery { customer: Some(id(1)), ..ListQuery::default() }, "record_by_customer"),
        (ListQuery { keys: vec![("city".into(), "苏州".into())], ..ListQuery::default() }, "PRIMARY KEY"),
        (ListQuery { text: "轴承".into(), ..ListQuery::default() }, "VIRTUAL TABLE INDEX"),
        (ListQuery { text: "轴承".into(), ..tickets }, "VIRTUAL TABLE INDEX"),
    ];
    for (query, index) in lists {
        let (sql, values) = records::build(&query);
        uses(&plan(&phone, &sql, values), index);
    }
}

#[test]
fn the_due_list_goes_by_an_index_and_sorts_nothing() {
    let phone = Phone::new();
    let of = DueQuery { of: DueOf::assigned_to(id(1)), ..DueQuery::default() };
    let team = DueOf::Of { people: vec![id(1), id(2)], roles: vec!["desk", "engineer"] };
    let team = DueQuery { of: team, ..DueQuery::default() };
    for (query, index) in [
        (DueQuery::default(), "clock_due"),
        (DueQuery { until_ms: Some(1), ..DueQuery::default() }, "clock_due"),
        (of.clone(), "clock_due_of"),
        (DueQuery { until_ms: Some(1), ..of }, "clock_due_of"),
        (team.clone(), "clock_due"),
        (DueQuery { until_ms: Some(1), ..team }, "clock_due"),
        (DueQuery { of: DueOf::Of { people: vec![], roles: vec![] }, ..DueQuery::default() }, "clock_due"),
    ] {
        let (sql, values) = clocks::build(&query);
        let plan = plan(&phone, &sql, values);
        uses(&plan, index);
        assert!(plan.iter().all(|line| !line.contains("TEMP B-TREE")), "{plan:?}");
    }
    let changed = plan(&phone, clocks::CHANGED_BY, vec![1.into()]);
    uses(&changed, "clock_change");
}
