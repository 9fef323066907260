//! What every backend must do. Run for each of them.

use fieldseal_core::schema::{Hash32, Id, Problem};

use super::{
    BlobRow, Claim, CodeRow, IndexQuery, IndexRow, LogBody, NewEnvelope, ReadingRow, Refusal, RefusedRow, Storage,
    StoredDocument, Writer, sqlite::SqliteStorage,
};

const DEVICE: [u8; 32] = [4; 32];

fn id(n: u8) -> Id {
    Id([n; 16])
}

fn hash(n: u8) -> Hash32 {
    Hash32([n; 32])
}

fn append(writer: &dyn Writer, n: u8) -> u64 {
    let records = [id(n), id(n + 1)];
    let new = NewEnvelope {
        envelope: hash(n),
        intent: id(n),
        person: id(1),
        device: &DEVICE,
        records: &records,
        bytes: &[n; 100],
        received_ms: 5,
    };
    writer.append_envelope(&new).unwrap()
}

fn row(n: u8, number: Option<&str>) -> IndexRow {
    IndexRow {
        record: id(n),
        kind: "ticket".into(),
        number: number.map(str::to_owned),
        title: format!("轴承 Bearing {n}"),
        status: "open".into(),
        closed: n > 5,
        customer: (n == 3).then(|| id(33)),
        updated_ms: i64::from(n),
        body: "{}".into(),
    }
}

fn the_log_has_no_gap_and_a_dropped_transaction_leaves_nothing(storage: &dyn Storage) {
    let writer = storage.writer().unwrap();
    assert_eq!((writer.head().unwrap(), append(&*writer, 10)), (0, 1));
    let problems = [Problem::general("code", "中文", "English")];
    assert_eq!(writer.append_verdict(id(7), &hash(50), &id(50), &problems).unwrap(), 2);
    assert_eq!(writer.append_scope_change().unwrap(), 3);
    writer.commit().unwrap();
    let writer = storage.writer().unwrap();
    assert_eq!(append(&*writer, 20), 4);
    drop(writer);
    let writer = storage.writer().unwrap();
    assert_eq!(append(&*writer, 30), 4);
    writer.commit().unwrap();
    let reader = storage.reader().unwrap();
    let entries = reader.entries(0, 9, 9).unwrap();
    assert_eq!(entries.iter().map(|entry| entry.position).collect::<Vec<_>>(), [1, 2, 3, 4]);
    let LogBody::Envelope { envelope, intent, device, records, bytes } = &entries[0].body else {
        panic!("an envelope")
    };
    assert_eq!((envelope, intent, device, &records[..]), (&hash(10), &id(10), &DEVICE, &[id(10), id(11)][..]));
    assert_eq!(bytes, &[10; 100]);
    let told = LogBody::Verdict { person: id(7), envelope: hash(50), intent: id(50), problems: problems.to_vec() };
    assert_eq!((&entries[1].body, &entries[2].body), (&told, &LogBody::ScopeChange));
    assert_eq!(reader.entries(1, 3, 1).unwrap().len(), 1);
    assert_eq!(reader.position_of(&hash(30)).unwrap(), Some(4));
    assert_eq!(reader.position_of(&hash(20)).unwrap(), None);
    assert_eq!(reader.envelope_of_intent(&id(30)).unwrap(), Some(hash(30)));
}

fn a_reader_sees_one_state(storage: &dyn Storage) {
    let reader = storage.reader().unwrap();
    let head = reader.head().unwrap();
    let writer = storage.writer().unwrap();
    append(&*writer, 60);
    writer.commit().unwrap();
    assert_eq!(reader.head().unwrap(), head);
    assert_eq!(storage.reader().unwrap().head().unwrap(), head + 1);
}

fn documents_and_rows_are_replaced(storage: &dyn Storage) {
    let document = |n: u8| StoredDocument {
        kind: "ticket".into(),
        heads: vec![hash(n), hash(n + 1)],
        changes: u64::from(n),
        last_position: 4,
        bytes: vec![n; 1000],
    };
    let writer = storage.writer().unwrap();
    writer.put_document(id(1), &document(1)).unwrap();
    writer.put_document(id(1), &document(2)).unwrap();
    for n in 1..=8 {
        writer.put_index_row(&row(n, (n < 3).then_some(if n == 1 { "GD-1" } else { "GD-2" }))).unwrap();
    }
    assert!(writer.put_index_row(&row(9, Some("GD-2"))).is_err(), "a number is one record's");
    writer.put_index_row(&IndexRow { title: "100% _new".into(), ..row(2, Some("GD-2")) }).unwrap();
    writer.commit().unwrap();
    let reader = storage.reader().unwrap();
    assert_eq!(reader.document(id(1)).unwrap(), Some(document(2)));
    assert_eq!(reader.document(id(2)).unwrap(), None);
    assert!(reader.number_taken("GD-2").unwrap() && !reader.number_taken("GD-3").unwrap());
    assert_eq!(reader.records_of_kind("ticket").unwrap().len(), 8);
    let list =
        |query: IndexQuery| -> Vec<u8> { reader.list(&query).unwrap().iter().map(|row| row.record.0[0]).collect() };
    let all = IndexQuery { limit: 3, ..IndexQuery::default() };
    assert_eq!(list(all.clone()), [8, 7, 6]);
    assert_eq!(list(IndexQuery { offset: 6, ..all.clone() }), [2, 1]);
    assert_eq!(list(IndexQuery { text: Some("gd-".into()), ..all.clone() }), [2, 1]);
    assert_eq!(list(IndexQuery { text: Some("0% _N".into()), ..all.clone() }), [2]);
    assert_eq!(list(IndexQuery { customer: Some(id(33)), ..all.clone() }), [3]);
    assert!(list(IndexQuery { kind: Some("order".into()), ..all }).is_empty());
    assert_eq!(reader.index_row(id(3)).unwrap(), Some(row(3, None)));
    let after = |record, limit| -> Vec<u8> {
        reader.index_rows_after(record, limit).unwrap().iter().map(|row| row.record.0[0]).collect()
    };
    assert_eq!(
        (after(None, 3), after(Some(id(3)), 9), after(Some(id(8)), 9)),
        (vec![1, 2, 3], vec![4, 5, 6, 7, 8], vec![])
    );
}

fn refusals_are_kept_once(storage: &dyn Storage) {
    let problems = [Problem::general("a", "中文", "English")];
    let other = [Problem::general("b", "中文", "English")];
    let refusal = |problems| Refusal {
        envelope: hash(90),
        intent: id(90),
        device: &DEVICE,
        problems,
        bytes: &[1],
        received_ms: 5,
    };
    let writer = storage.writer().unwrap();
    writer.put_refusal(&refusal(&problems)).unwrap();
    writer.put_refusal(&refusal(&other)).unwrap();
    writer.put_refusal(&Refusal { envelope: hash(80), ..refusal(&other) }).unwrap();
    writer.commit().unwrap();
    let reader = storage.reader().unwrap();
    assert_eq!(reader.refusal(&hash(90)).unwrap().unwrap(), problems);
    assert_eq!(reader.refusal(&hash(91)).unwrap(), None);
    assert_eq!(reader.refusals_of_device(&DEVICE).unwrap(), 2);
    let first = reader.refusals_after(None, 1).unwrap();
    assert_eq!((first.len(), first[0].envelope, &first[0].problems[..]), (1, hash(80), &other[..]));
    let rest = reader.refusals_after(Some(&hash(80)), 9).unwrap();
    let kept = RefusedRow { envelope: hash(90), problems: problems.to_vec(), bytes: vec![1], received_ms: 5 };
    assert_eq!(rest, [kept]);
}

fn scopes_are_periods(storage: &dyn Storage) {
    let writer = storage.writer().unwrap();
    let claim = Claim { reason: id(5), person: id(6), bucket: "a/x".into() };
    writer.open_membership(id(1), "a/x", 2).unwrap();
    writer.close_membership(id(1), "a/x", 4).unwrap();
    writer.open_membership(id(1), "a/x", 6).unwrap();
    writer.open_grant(&claim, 3).unwrap();
    writer.put_claims(id(5), std::slice::from_ref(&claim)).unwrap();
    assert_eq!(writer.open_grants_of_reason(id(5)).unwrap(), std::slice::from_ref(&claim));
    assert_eq!(writer.open_grants_of_person(id(6)).unwrap(), std::slice::from_ref(&claim));
    assert_eq!(writer.claims_of_person(id(6)).unwrap(), std::slice::from_ref(&claim));
    writer.close_grant(&claim, 5).unwrap();
    writer.put_claims(id(5), &[]).unwrap();
    assert!(writer.open_grants_of_person(id(6)).unwrap().is_empty());
    assert!(writer.claims_of_person(id(6)).unwrap().is_empty());
    writer.commit().unwrap();
    let reader = storage.reader().unwrap();
    assert_eq!(reader.memberships(id(1)).unwrap().len(), 2);
    assert_eq!(reader.records_moved(4, 5).unwrap(), []);
    assert_eq!(reader.records_moved(3, 4).unwrap(), [id(1)]);
    assert_eq!(reader.records_in_bucket("a/x", 4, 5).unwrap(), []);
    assert_eq!(reader.records_in_bucket("a/x", 3, 5).unwrap(), [id(1)]);
    assert_eq!((reader.grants(id(6), 4).unwrap().len(), reader.grants(id(6), 5).unwrap().len()), (1, 0));
}

fn counters_codes_and_blobs(storage: &dyn Storage) {
    let writer = storage.writer().unwrap();
    assert_eq!(writer.next_serial("K7", "GD", "2611").unwrap(), 1);
    assert_eq!(writer.next_serial("K7", "GD", "2611").unwrap(), 2);
    assert_eq!(writer.next_serial("K7", "GD", "2612").unwrap(), 1);
    assert_eq!((writer.next_segment().unwrap(), writer.next_segment().unwrap()), (0, 1));
    writer.skip_segments(200).unwrap();
    assert_eq!(writer.next_segment().unwrap(), 202);
    let code = CodeRow { person: id(1), by: id(2), expires_ms: 9, used: None };
    writer.put_code(&hash(1), &code).unwrap();
    assert_eq!(writer.code(&hash(1)).unwrap(), Some(code.clone()));
    let used = CodeRow { used: Some((DEVICE, vec![1, 2])), ..code };
    writer.put_code(&hash(1), &used).unwrap();
    let blob = BlobRow { size: 7, person: id(1), complete: true };
    writer.put_blob(&hash(2), &blob).unwrap();
    writer.put_blob_of_record(&hash(2), id(3)).unwrap();
    writer.put_blob_of_record(&hash(2), id(3)).unwrap();
    writer.put_meta("key", &[1]).unwrap();
    writer.commit().unwrap();
    let reader = storage.reader().unwrap();
    assert_eq!(reader.code(&hash(1)).unwrap(), Some(used));
    assert_eq!(reader.blob(&hash(2)).unwrap(), Some(blob));
    assert_eq!(reader.records_of_blob(&hash(2)).unwrap(), [id(3)]);
    assert_eq!((reader.meta("key").unwrap(), reader.meta("other").unwrap()), (Some(vec![1]), None));
}

fn a_seal_has_one_receipt(storage: &dyn Storage) {
    let writer = storage.writer().unwrap();
    assert_eq!(writer.seal_without_receipt(&hash(1)).unwrap(), None);
    writer.put_seal_named(&hash(1), 4).unwrap();
    writer.put_seal_named(&hash(1), 9).unwrap();
    writer.put_seal_named(&hash(2), 7).unwrap();
    assert_eq!(writer.seal_without_receipt(&hash(1)).unwrap(), Some(4));
    assert_eq!(writer.receipt(&hash(1)).unwrap(), None);
    writer.put_receipt(&hash(1), &hash(3), &[1]).unwrap();
    writer.put_receipt(&hash(2), &hash(3), &[2]).unwrap();
    writer.commit().unwrap();
    let reader = storage.reader().unwrap();
    assert_eq!(reader.seal_without_receipt(&hash(1)).unwrap(), None);
    assert_eq!([hash(1), hash(2)].map(|blob| reader.receipt(&blob).unwrap()), [Some(vec![1]), Some(vec![1])]);
    assert_eq!(reader.receipt(&hash(3)).unwrap(), None);
}

fn readings_are_kept_in_order(storage: &dyn Storage) {
    let reading = |n, reader: &str| ReadingRow { record: id(n), at_ms: 5, reader: reader.into() };
    let writer = storage.writer().unwrap();
    for row in [reading(1, "b"), reading(2, "c"), reading(1, "a")] {
        writer.put_reading(&row).unwrap();
    }
    writer.commit().unwrap();
    let of = |n| storage.reader().unwrap().readings(id(n)).unwrap();
    assert_eq!(of(1), [reading(1, "b"), reading(1, "a")]);
    assert_eq!((of(2).len(), of(3).len()), (1, 0));
}

#[test]
fn sqlite_does_all_of_it() {
    let suite: [fn(&dyn Storage); 8] = [
        the_log_has_no_gap_and_a_dropped_transaction_leaves_nothing,
        a_reader_sees_one_state,
        documents_and_rows_are_replaced,
        refusals_are_kept_once,
        scopes_are_periods,
        counters_codes_and_blobs,
        a_seal_has_one_receipt,
        readings_are_kept_in_order,
    ];
    let folder = tempfile::tempdir().unwrap();
    for (number, check) in suite.into_iter().enumerate() {
        let file = folder.path().join(format!("{number}.db"));
        check(&SqliteStorage::open(&file, id(1)).unwrap());
        // What was committed is there for whoever opens the file next, and another company sees none of it.
        let other = SqliteStorage::open(&file, id(2)).unwrap();
        assert_eq!(other.reader().unwrap().head().unwrap(), 0);
        assert_eq!(other.reader().unwrap().receipt(&hash(1)).unwrap(), None);
    }
}
