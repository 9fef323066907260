use super::{Hash32, Phone, document, hash, id, row};
use crate::{
    process::{calendar::Calendar, clocks::compute},
    schema::{ClockRun, Values},
    store::{Attention, Draft, ListQuery},
};

#[test]
fn the_accepted_and_the_local_state_are_kept_apart() {
    let phone = Phone::new();
    let (accepted, local) = (document(id(1), &["a"]), document(id(1), &["a", "b"]));
    phone.write(|tx| tx.put_accepted(&accepted));
    assert_eq!(phone.read(|r| r.document(id(1))).unwrap().encode(), accepted.encode());
    phone.write(|tx| tx.put_local(&local));
    assert_eq!(phone.read(|r| r.document(id(1))).unwrap().encode(), local.encode());
    assert_eq!(phone.read(|r| r.accepted_document(id(1))).unwrap().encode(), accepted.encode());
    phone.write(|tx| tx.clear_local(id(1)));
    assert_eq!(phone.read(|r| r.document(id(1))).unwrap().encode(), accepted.encode());
    assert!(phone.read(|r| r.document(id(2))).is_none());
}

#[test]
fn a_record_begun_here_has_no_accepted_state() {
    let phone = Phone::new();
    phone.write(|tx| tx.put_local(&document(id(1), &["a"])));
    phone.write(|tx| tx.put_accepted(&document(id(2), &["b"])));
    assert!(phone.read(|r| r.accepted_document(id(1))).is_none());
    assert_eq!(phone.read(|r| r.accepted_records()), [id(2)]);
    assert_eq!(phone.read(|r| r.documents_of_kind("ticket")).len(), 2);
    assert!(phone.read(|r| r.documents_of_kind("order")).is_empty());
}

#[test]
fn a_record_begun_here_and_refused_leaves_nothing_behind() {
    let phone = Phone::new();
    phone.write(|tx| tx.put_local(&document(id(1), &["a"])));
    phone.write(|tx| tx.clear_local(id(1)));
    assert!(phone.read(|r| r.document(id(1))).is_none());
    assert!(phone.read(|r| r.documents_of_kind("ticket")).is_empty());
}

#[test]
fn an_envelope_is_kept_as_it_first_came_and_dropped_when_old() {
    let phone = Phone::new();
    phone.write(|tx| tx.put_envelope(&hash(1), b"one", &[id(1)], false, 1_000));
    phone.write(|tx| tx.put_envelope(&hash(1), b"other", &[id(1)], true, 9_000));
    phone.write(|tx| tx.put_envelope(&hash(2), b"two", &[id(1)], true, 1_000));
    phone.write(|tx| tx.append_outbox(&hash(2), id(9), &[id(1)]));
    phone.write(|tx| tx.put_envelope(&hash(3), b"three", &[id(1)], false, 5_000));
    assert_eq!(phone.read(|r| r.envelope(&hash(1))), Some(b"one".to_vec()));
    assert_eq!(phone.write(|tx| tx.drop_envelopes_before(5_000)), 1);
    assert_eq!(phone.read(|r| r.envelope(&hash(1))), None);
    assert_eq!(phone.read(|r| r.envelope(&hash(2))), Some(b"two".to_vec()), "it waits in the outbox");
    assert_eq!(phone.read(|r| r.envelope(&hash(3))), Some(b"three".to_vec()));
}

/// Every place of the database where a record's id or its text stands.
fn traces(phone: &Phone, needles: &[&[u8]]) -> Vec<String> {
    phone.read(|r| {
        let mut tables = r.connection.prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search\\__%' ESCAPE '\\'
             AND name <> 'search' OR name = 'search_row' ORDER BY name",
        )?;
        let names: Vec<String> = tables.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let mut found = Vec::new();
        for name in names {
            let mut statement = r.connection.prepare(&format!("SELECT * FROM {name}"))?;
            let columns = statement.column_count();
            let mut rows = statement.query([])?;
            let mut hit = false;
            while let Some(row) = rows.next()? {
                for column in 0..columns {
                    let value = row.get_ref(column)?;
                    let bytes = value.as_blob().or_else(|_| value.as_bytes()).unwrap_or_default();
                    hit |= needles.iter().any(|needle| bytes.windows(needle.len()).any(|window| window == *needle));
                }
            }
            if hit {
                found.push(name);
            }
        }
        Ok(found)
    })
}

#[test]
fn forgetting_purges_every_trace_but_what_the_person_made() {
    let phone = Phone::new();
    let (mine, other) = (id(1), id(2));
    let text = "漏油的注塑机";
    let needles: [&[u8]; 2] = [&mine.0, text.as_bytes()];
    let spec = crate::records::kind("ticket").unwrap().clocks[0];
    let clock = compute(&spec, &ClockRun::from("1", super::START), spec.span, &Calendar::shipped(), super::START);
    for record in [mine, other] {
        phone.write(|tx| {
            tx.put_accepted(&document(record, &[if record == mine { text } else { "其他" }]))?;
            let mut row = row(record, if record == mine { text } else { "其他" });
            row.keys = vec![("description", row.title.clone())];
            tx.put_record(&row)?;
            tx.put_clocks(record, std::slice::from_ref(&clock), |_| None)?;
            tx.put_envelope(
                &Hash32([record.0[0] + 10; 32]),
                &[&record.0[..], b"received"].concat(),
                &[record],
                false,
                1,
            )
        });
    }
    let kept = ["clock", "document", "envelope", "envelope_record", "record", "record_key", "search_row"];
    assert_eq!(traces(&phone, &needles), kept);
    phone.write(|tx| {
        tx.put_draft(&Draft { record: Some(mine), step: "ticket.edit".into(), updated_ms: 1, values: Values::new() })?;
        tx.put_envelope(&hash(99), &[&mine.0[..], b"own"].concat(), &[mine], true, 1)?;
        tx.append_outbox(&hash(99), id(9), &[mine])?;
        tx.put_attention(&Attention {
            intent: id(8),
            step: "ticket.edit".into(),
            record: mine,
            values: Values::new(),
            problems: Vec::new(),
            refused_at_ms: 1,
            envelope: Vec::new(),
        })
    });
    phone.write(|tx| tx.forget(mine));
    let left = ["attention", "draft", "envelope", "envelope_record", "outbox_record"];
    assert_eq!(traces(&phone, &needles), left);
    assert_eq!(phone.read(|r| r.envelope(&hash(11))), None);
    assert!(phone.read(|r| r.envelope(&hash(99))).is_some(), "own work stays");
    let found = |text: &str| phone.read(|r| r.list(&ListQuery { text: text.into(), ..ListQuery::default() })).len();
    assert_eq!((found("漏油"), found("其他")), (0, 1));
    assert_eq!(phone.read(|r| r.clocks_of(other)).len(), 1);
    assert!(phone.read(|r| r.document(other)).is_some());
}

#[test]
fn serials_never_repeat() {
    let phone = Phone::new();
    let next = |segment: &str, prefix: &str, month: &str| phone.write(|tx| tx.next_serial(segment, prefix, month));
    assert_eq!([next("K7", "GD", "2611"), next("K7", "GD", "2611")], [1, 2]);
    assert_eq!([next("K7", "AZ", "2611"), next("K8", "GD", "2611"), next("K7", "GD", "2612")], [1, 1, 1]);
    let phone = phone.reopen();
    phone.write(|tx| tx.forget(id(1)));
    assert_eq!(phone.write(|tx| tx.next_serial("K7", "GD", "2611")), 3);
    let same: Vec<u32> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| (0..25).map(|_| phone.write(|tx| tx.next_serial("A2", "GD", "2611"))).collect()))
            .collect();
        runs.into_iter().flat_map(|run| -> Vec<u32> { run.join().unwrap() }).collect()
    });
    let distinct: std::collections::BTreeSet<u32> = same.into_iter().collect();
    assert_eq!(distinct, (1..=100).collect());
}
