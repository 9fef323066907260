use proptest::prelude::*;

use super::{IndexRow, Phone, START, id, row};
use crate::{
    schema::RecordId,
    store::{ListQuery, Order},
};

const KINDS: [&str; 2] = ["ticket", "order"];
const STATUSES: [&str; 3] = ["new", "working", "done"];
const FIELDS: [&str; 2] = ["city", "model"];

/// Small numbers from which everything about a row follows, so that filters meet often.
type Seed = (u8, u8, (bool, u8, u8), (Option<i64>, i64), Vec<(u8, u8)>);

fn seeds() -> impl Strategy<Value = Vec<Seed>> {
    let whose = (any::<bool>(), 0..3u8, 0..3u8);
    let times = (prop::option::of(0..6i64), 0..6i64);
    prop::collection::vec((0..2u8, 0..3u8, whose, times, prop::collection::vec((0..2u8, 0..3u8), 0..4)), 0..40)
}

fn person(n: u8) -> Option<RecordId> {
    (n > 0).then(|| id(100 + n))
}

fn rows(seeds: &[Seed]) -> Vec<IndexRow> {
    let make = |(at, (kind, status, (closed, responsible, customer), (due, updated), keys)): (usize, &Seed)| {
        let mut keys: Vec<(&'static str, String)> =
            keys.iter().map(|(field, value)| (FIELDS[usize::from(*field)], format!("v{value}"))).collect();
        keys.sort();
        keys.dedup();
        IndexRow {
            kind: KINDS[usize::from(*kind)],
            status: STATUSES[usize::from(*status)],
            closed: *closed,
            responsible: person(*responsible),
            customer: person(*customer),
            due: due.map(|ms| START.plus_ms(ms)),
            updated: START.plus_ms(*updated),
            keys,
            ..row(id(at as u8 + 1), "")
        }
    };
    seeds.iter().enumerate().map(make).collect()
}

fn queries() -> impl Strategy<Value = ListQuery> {
    let what = (
        prop::option::of(0..2usize),
        prop::collection::vec(0..3usize, 0..3),
        any::<bool>(),
        prop::option::of(0..3u8),
        prop::option::of(0..3u8),
    );
    let rest = (prop::collection::vec((0..2usize, 0..3u8), 0..3), any::<bool>(), 0..8u32, 0..5u32);
    (what, rest).prop_map(|((kind, statuses, open_only, responsible, customer), (keys, by_due, limit, offset))| {
        ListQuery {
            kind: kind.map(|at| KINDS[at].into()),
            statuses: statuses.into_iter().map(|at| STATUSES[at].into()).collect(),
            open_only,
            responsible: responsible.and_then(person),
            customer: customer.and_then(person),
            keys: keys.into_iter().map(|(field, value)| (FIELDS[field].into(), format!("v{value}"))).collect(),
            text: String::new(),
            order: if by_due { Order::Due } else { Order::Updated },
            limit,
            offset,
        }
    })
}

/// The definition, over all rows.
fn expected(rows: &[IndexRow], query: &ListQuery) -> Vec<RecordId> {
    let holds = |row: &&IndexRow| {
        query.kind.as_ref().is_none_or(|kind| kind == row.kind)
            && (query.statuses.is_empty() || query.statuses.iter().any(|status| status == row.status))
            && !(query.open_only && row.closed)
            && query.responsible.is_none_or(|person| row.responsible == Some(person))
            && query.customer.is_none_or(|customer| row.customer == Some(customer))
            && query.keys.iter().all(|(field, value)| row.keys.iter().any(|(f, v)| f == field && v == value))
    };
    let mut found: Vec<&IndexRow> = rows.iter().filter(holds).collect();
    match query.order {
        Order::Updated => found.sort_by_key(|row| (std::cmp::Reverse(row.updated.utc_ms), row.record)),
        Order::Due => found.sort_by_key(|row| (row.due.is_none(), row.due.map(|due| due.utc_ms), row.record)),
    }
    let limit = if query.limit == 0 { 50 } else { query.limit as usize };
    found.into_iter().skip(query.offset as usize).take(limit).map(|row| row.record).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_list_is_what_a_plain_filter_gives(seeds in seeds(), queries in prop::collection::vec(queries(), 1..12)) {
        let (phone, rows) = (Phone::new(), rows(&seeds));
        phone.write(|tx| rows.iter().try_for_each(|row| tx.put_record(row)));
        for query in queries {
            let found: Vec<RecordId> = phone.read(|r| r.list(&query)).into_iter().map(|row| row.record).collect();
            prop_assert_eq!(found, expected(&rows, &query), "{:?}", query);
        }
    }
}

#[test]
fn a_row_comes_back_as_it_was_put_and_is_replaced_whole() {
    let phone = Phone::new();
    let first = IndexRow {
        number: Some("GD-2611-K7-0042".into()),
        customer: Some(id(8)),
        responsible: Some(id(9)),
        due: Some(START),
        keys: vec![("city", "苏州".into())],
        ..row(id(1), "主轴异响")
    };
    phone.write(|tx| tx.put_record(&first));
    let kept = phone.read(|r| r.record(id(1))).unwrap();
    assert_eq!((kept.number.as_deref(), kept.title.as_str()), (Some("GD-2611-K7-0042"), "主轴异响"));
    assert_eq!((kept.customer, kept.responsible, kept.due_ms), (Some(id(8)), Some(id(9)), Some(START.utc_ms)));
    assert_eq!(serde_json::from_str::<serde_json::Value>(&kept.body).unwrap(), first.body);
    phone.write(|tx| tx.put_record(&IndexRow { closed: true, status: "closed", ..row(id(1), "漏油") }));
    let again = phone.read(|r| r.record(id(1))).unwrap();
    assert_eq!((again.number, again.due_ms, again.closed, again.status.as_str()), (None, None, true, "closed"));
    let by_key = ListQuery { keys: vec![("city".into(), "苏州".into())], ..ListQuery::default() };
    let by_old_text = ListQuery { text: "主轴".into(), ..ListQuery::default() };
    assert!(phone.read(|r| r.list(&by_key)).is_empty());
    assert!(phone.read(|r| r.list(&by_old_text)).is_empty());
    assert_eq!(phone.read(|r| r.count("ticket")), 1);
    assert_eq!(phone.read(|r| r.record(id(2))), None);
}

#[test]
fn a_list_has_fifty_rows_unless_more_are_asked_for_and_never_over_a_thousand() {
    let phone = Phone::new();
    phone.write(|tx| (0..1_010u32).try_for_each(|n| tx.put_record(&row(id(0).derive(&n.to_string()), ""))));
    let length = |limit: u32| phone.read(|r| r.list(&ListQuery { limit, ..ListQuery::default() })).len();
    assert_eq!([length(0), length(60), length(u32::MAX)], [50, 60, 1_000]);
}
