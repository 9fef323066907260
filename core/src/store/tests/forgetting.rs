use super::{Phone, document, hash, id, row};
use crate::{
    ledger::{ENVELOPE_VERSION, Envelope, Header, Part},
    schema::{RecordId, Scalar},
    seal::keys::SigningKey,
    store::Priority,
};

const MARKER: &str = "qvxunmistakable";

/// A step that writes a text on each of these records.
fn envelope(records: &[RecordId]) -> Envelope {
    let key = SigningKey::from_bytes(&[7; 32]);
    let header = Header {
        version: ENVELOPE_VERSION,
        company: id(1),
        intent: id(2),
        nonce: id(3),
        person: id(4),
        acting_for: None,
        device: key.public(),
        step: "ticket.edit".into(),
        table_version: 1,
        directory_seq: 0,
        effective: super::START,
        reads: Vec::new(),
        parts: Vec::new(),
    };
    let part = |record: &RecordId| Part {
        salt: id(5),
        kind: "ticket".into(),
        record: *record,
        dependencies: Vec::new(),
        sequence: 1,
        writes: vec![("description".into(), Scalar::Text(format!("{MARKER} {record}")))],
    };
    Envelope::sign(header, records.iter().map(part).collect(), &key)
}

fn receive(phone: &Phone, envelope: &Envelope, records: &[RecordId]) {
    phone.write(|tx| tx.put_envelope(&envelope.hash(), &envelope.encode(), records, false, 1));
}

#[test]
fn an_envelope_that_also_writes_what_stays_loses_only_the_forgotten_part() {
    let phone = Phone::new();
    let (gone, stays) = (id(11), id(12));
    let both = envelope(&[gone, stays]);
    receive(&phone, &both, &[gone, stays]);
    phone.write(|tx| tx.offer_again(&both.hash()));
    phone.write(|tx| tx.forget(gone));
    let kept = Envelope::decode(&phone.read(|r| r.envelope(&both.hash())).unwrap()).unwrap();
    assert_eq!(kept.hash(), both.hash());
    assert_eq!(kept.parts, [None, both.parts[1].clone()]);
    assert_eq!(phone.read(|r| r.offers(0, 9)), [], "what is not whole proves nothing to a server");
    phone.write(|tx| tx.forget(gone));
    phone.write(|tx| tx.forget(stays));
    assert_eq!(phone.read(|r| r.envelope(&both.hash())), None);
}

#[test]
fn an_own_envelope_is_kept_whole() {
    let phone = Phone::new();
    let own = envelope(&[id(11)]);
    phone.write(|tx| tx.put_envelope(&own.hash(), &own.encode(), &[id(11)], true, 1));
    phone.write(|tx| tx.forget(id(11)));
    assert_eq!(phone.read(|r| r.envelope(&own.hash())), Some(own.encode()));
}

/// The database's files one after the other, and the search index's own blocks.
fn bytes_of(phone: &Phone) -> Vec<u8> {
    let mut bytes = std::fs::read(phone.path()).unwrap();
    bytes.extend(std::fs::read(phone.path().with_extension("db-wal")).unwrap_or_default());
    bytes
}

fn stands(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn no_byte_of_a_forgotten_record_is_left_in_the_file_or_its_log() {
    let phone = Phone::new();
    let photo: Vec<u8> = (0..70_000_u32).flat_map(|n| (n.wrapping_mul(2_654_435_761)).to_be_bytes()).collect();
    for n in 1..=60 {
        let record = id(n);
        let text = if n == 30 { MARKER.to_owned() } else { format!("别的工单{n}号机 other{n}") };
        phone.write(|tx| {
            tx.put_accepted(&document(record, &[&text, &text.repeat(900)]))?;
            tx.put_record(&row(record, &text))
        });
        phone.write(|tx| tx.put_local(&document(record, &[&text, "unsent"])));
    }
    let received = envelope(&[id(30)]);
    receive(&phone, &received, &[id(30)]);
    let digest = phone.write(|tx| tx.put_blob(&photo, Priority::Original, 1 << 20));
    phone.write(|tx| tx.name_blob(&digest, id(30), &received.hash()));
    phone.write(|tx| tx.mark_receipted(&digest));
    phone.write(|tx| tx.forget(id(99)));
    assert!(phone.store.scrub().unwrap());
    // The term's first letters may stand with its neighbour in the index.
    let needles: [&[u8]; 4] = [MARKER.as_bytes(), &MARKER.as_bytes()[3..], &photo[..64], &photo[200_000..200_064]];
    let before = bytes_of(&phone);
    assert!(needles.iter().all(|needle| stands(&before, needle)));

    phone.write(|tx| tx.forget(id(30)));
    assert!(phone.read(|r| r.scrub_is_due()));
    let between = bytes_of(&phone);
    assert!(needles.iter().any(|needle| stands(&between, needle)), "this is what scrubbing is for");
    assert!(phone.store.scrub().unwrap());
    assert!(!phone.read(|r| r.scrub_is_due()));
    let after = bytes_of(&phone);
    for needle in needles {
        assert!(!stands(&after, needle), "{:?}", String::from_utf8_lossy(needle));
    }
    assert!(after.len() < before.len() - photo.len() / 2, "the photo's space was given back");
    assert_eq!(phone.read(|r| r.count("ticket")), 59);
    assert_eq!(
        phone.read(|r| r.list(&crate::store::ListQuery { text: "other31".into(), ..Default::default() })).len(),
        1
    );
    assert_eq!(phone.read(|r| r.envelope(&received.hash())), None);
    assert_eq!(phone.read(|r| r.blob(&digest)), None);
    let check: String = phone.read(|r| Ok(r.connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?));
    assert_eq!(check, "ok");
}

#[test]
fn scrubbing_stays_due_while_a_reader_holds_the_log() {
    let phone = Phone::new();
    phone.write(|tx| tx.put_record(&row(id(1), MARKER)));
    phone.read(|r| {
        r.count("ticket")?;
        phone.write(|tx| tx.forget(id(1)));
        assert!(!phone.store.scrub()?);
        Ok(())
    });
    assert!(phone.read(|r| r.scrub_is_due()));
    assert!(phone.store.scrub().unwrap());
    assert!(!phone.read(|r| r.scrub_is_due()));
}

#[test]
fn offers_come_in_the_order_in_which_envelopes_came_here() {
    let phone = Phone::new();
    for (n, own) in [(5, false), (2, true), (9, false), (1, true)] {
        phone.write(|tx| tx.put_envelope(&hash(n), &[n; 8], &[id(n)], own, 1));
        phone.write(|tx| if own { tx.append_outbox(&hash(n), id(n), &[id(n)]) } else { tx.offer_again(&hash(n)) });
    }
    let all = phone.read(|r| r.offers(0, 9));
    assert_eq!(all.iter().map(|offer| offer.envelope[0]).collect::<Vec<_>>(), [5, 2, 9, 1]);
    assert_eq!(phone.read(|r| r.offers(all[1].place, 1)), [all[2].clone()]);
    assert_eq!(phone.read(|r| r.offers(all[3].place, 9)), []);
    phone.write(|tx| tx.remove_offer_again(&hash(5)));
    phone.write(|tx| tx.mark_accepted(&hash(1), 7));
    assert_eq!(phone.read(|r| r.offers(0, 9)), all[1..3]);
    assert_eq!(phone.write(|tx| tx.drop_envelopes_before(7)), 2, "what was accepted late is kept from then on");
    assert_eq!(phone.read(|r| r.offers(0, 9)), [all[1].clone()]);
}
