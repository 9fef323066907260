use super::{Phone, hash, id};
use crate::store::OutboxEntry;

fn append(phone: &Phone, n: u8, records: &[u8]) {
    let records: Vec<_> = records.iter().copied().map(id).collect();
    phone.write(|tx| {
        tx.put_envelope(&hash(n), &[n; 8], &records, true, i64::from(n))?;
        tx.append_outbox(&hash(n), id(n), &records)
    });
}

fn entry(n: u8) -> OutboxEntry {
    OutboxEntry { intent: id(n), envelope: vec![n; 8] }
}

fn outbox(phone: &Phone) -> Vec<OutboxEntry> {
    phone.read(|r| r.outbox(usize::MAX))
}

#[test]
fn entries_keep_the_order_in_which_they_were_made() {
    let phone = Phone::new();
    for (n, records) in [(9, &[1, 2][..]), (3, &[2]), (7, &[1])] {
        append(&phone, n, records);
    }
    let phone = phone.reopen();
    assert_eq!(outbox(&phone), [entry(9), entry(3), entry(7)]);
    assert_eq!(phone.read(|r| r.outbox(2)), [entry(9), entry(3)]);
    assert_eq!(phone.read(|r| r.outbox_of(id(1))), [entry(9), entry(7)]);
    assert_eq!(phone.read(|r| r.outbox_of(id(2))), [entry(9), entry(3)]);
    assert_eq!(phone.read(|r| r.outbox_of(id(3))), []);
    assert_eq!(phone.read(|r| r.outbox_entry(&hash(3))), Some(entry(3)));
    assert_eq!(phone.read(|r| r.outbox_entry(&hash(4))), None);
    assert_eq!(phone.read(|r| r.outbox_len()), 3);
}

#[test]
fn an_envelope_signed_again_takes_the_place_and_the_records_of_the_old_one() {
    let phone = Phone::new();
    for n in [1, 2, 3] {
        append(&phone, n, &[5]);
    }
    phone.write(|tx| tx.replace_in_outbox(&hash(2), &hash(8), &[8; 8], 50));
    let again = OutboxEntry { intent: id(2), envelope: vec![8; 8] };
    assert_eq!(outbox(&phone), [entry(1), again.clone(), entry(3)]);
    assert_eq!(phone.read(|r| r.outbox_of(id(5))), [entry(1), again.clone(), entry(3)]);
    assert_eq!(phone.read(|r| r.outbox_entry(&hash(8))), Some(again));
    assert_eq!(phone.read(|r| r.envelope(&hash(2))), None);
}

#[test]
fn a_final_verdict_takes_an_entry_out_with_its_records() {
    let phone = Phone::new();
    for n in [1, 2, 3] {
        append(&phone, n, &[5, n]);
    }
    for n in [3, 1, 1, 9] {
        phone.write(|tx| tx.remove_from_outbox(&hash(n)));
    }
    assert_eq!(outbox(&phone), [entry(2)]);
    assert_eq!(phone.read(|r| r.outbox_of(id(5))), [entry(2)]);
    assert_eq!(phone.read(|r| r.outbox_of(id(1))), []);
    let rows: i64 =
        phone.read(|r| Ok(r.connection.query_row("SELECT count(*) FROM outbox_record", [], |row| row.get(0))?));
    assert_eq!(rows, 2);
    // A place that became free at the end is not an older one's.
    append(&phone, 4, &[5]);
    assert_eq!(outbox(&phone), [entry(2), entry(4)]);
    assert_eq!(phone.read(|r| r.envelope(&hash(1))), Some(vec![1; 8]), "kept, in case the server is restored");
}

#[test]
fn the_same_envelope_is_not_sent_twice() {
    let phone = Phone::new();
    append(&phone, 1, &[5]);
    assert!(phone.store.write(|tx| tx.append_outbox(&hash(1), id(1), &[id(5)])).is_err());
    assert_eq!(outbox(&phone), [entry(1)]);
}
