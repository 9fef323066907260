use super::{Hash32, Phone, document, hash, id};
use crate::{
    schema::{Values, chunks_of},
    store::{Attention, Draft, Priority},
};

const QUOTA: u64 = 1 << 20;
const DAY_MS: i64 = 86_400_000;

fn photo(phone: &Phone, n: u8) -> Hash32 {
    phone.write(|tx| tx.put_blob(&[n; 9], Priority::Original, QUOTA))
}

fn unsent(phone: &Phone) -> Vec<Hash32> {
    phone.read(|r| r.unsent_blobs()).into_iter().map(|(digest, _)| digest).collect()
}

fn is_here(phone: &Phone, digest: &Hash32) -> bool {
    phone.read(|r| r.blob(digest)).is_some()
}

/// An own envelope that names a photo and waits; intent, record and envelope have the same number.
fn wait(phone: &Phone, n: u8, digest: &Hash32) {
    phone.write(|tx| {
        tx.put_envelope(&hash(n), &[n; 8], &[id(n)], true, 0)?;
        tx.append_outbox(&hash(n), id(n), &[id(n)])?;
        tx.put_local(&document(id(n), &["a"]))?;
        tx.name_blob(digest, id(n), &hash(n))
    });
}

fn refuse(phone: &Phone, n: u8) {
    phone.write(|tx| {
        tx.put_attention(&Attention {
            intent: id(n),
            step: "ticket.edit".into(),
            record: id(n),
            values: Values::new(),
            problems: Vec::new(),
            refused_at_ms: 1,
            envelope: vec![n; 8],
        })?;
        tx.keep_blobs_of_refused(&hash(n), id(n))?;
        tx.remove_from_outbox(&hash(n))?;
        tx.clear_record(id(n))
    });
}

#[test]
fn a_photo_travels_once_the_envelope_that_names_it_was_accepted() {
    let phone = Phone::new();
    let digest = photo(&phone, 1);
    assert_eq!(unsent(&phone), []);
    phone.write(|tx| {
        let values = Values::from([("photos/p1/photo".to_owned(), digest.to_scalar())]);
        tx.put_draft(&Draft { record: None, step: "ticket.take_in".into(), updated_ms: 1, values })
    });
    assert_eq!(unsent(&phone), [], "a draft sends nothing");
    wait(&phone, 1, &digest);
    assert_eq!(unsent(&phone), [], "it waits with its step");
    phone.write(|tx| tx.mark_accepted(&hash(1), 5));
    let phone = phone.reopen();
    assert_eq!(unsent(&phone), [digest]);
    phone.write(|tx| tx.mark_receipted(&digest));
    assert_eq!(unsent(&phone), []);
}

#[test]
fn a_photo_that_comes_after_its_step_travels_too() {
    let phone = Phone::new();
    wait(&phone, 1, &Hash32::of(&[1; 9]));
    phone.write(|tx| tx.mark_accepted(&hash(1), 5));
    let digest = photo(&phone, 1);
    assert_eq!(unsent(&phone), [digest]);
}

#[test]
fn a_refused_steps_photo_stays_as_long_as_its_intent_waits_for_a_person() {
    let phone = Phone::new();
    let digest = photo(&phone, 1);
    wait(&phone, 1, &digest);
    refuse(&phone, 1);
    for day in 0..60 {
        assert_eq!(phone.write(|tx| tx.sweep_blobs(day * DAY_MS, (day - 7) * DAY_MS)), 0);
    }
    assert!(is_here(&phone, &digest));
    assert_eq!(unsent(&phone), []);
    phone.write(|tx| tx.remove_attention(id(1)));
    assert_eq!(phone.write(|tx| tx.sweep_blobs(60 * DAY_MS, 53 * DAY_MS)), 0);
    assert_eq!(phone.write(|tx| tx.sweep_blobs(68 * DAY_MS, 61 * DAY_MS)), 1);
    assert!(!is_here(&phone, &digest));
}

#[test]
fn a_refused_step_that_is_done_again_hands_its_photo_on() {
    let phone = Phone::new();
    let digest = photo(&phone, 1);
    wait(&phone, 1, &digest);
    refuse(&phone, 1);
    wait(&phone, 2, &hash(77));
    phone.write(|tx| {
        tx.hand_on_blobs(id(1), id(2))?;
        tx.remove_attention(id(1))
    });
    assert_eq!(unsent(&phone), []);
    phone.write(|tx| tx.mark_accepted(&hash(2), 5));
    assert_eq!(unsent(&phone), [digest]);
}

#[test]
fn an_envelope_that_is_signed_again_still_names_its_photo() {
    let phone = Phone::new();
    let digest = photo(&phone, 1);
    wait(&phone, 1, &digest);
    phone.write(|tx| tx.replace_in_outbox(&hash(1), &hash(8), &[8; 8], 5));
    assert_eq!(unsent(&phone), []);
    phone.write(|tx| tx.mark_accepted(&hash(8), 5));
    assert_eq!(unsent(&phone), [digest]);
}

#[test]
fn what_nothing_names_is_dropped_after_its_time_and_a_draft_holds_it() {
    let phone = Phone::new();
    let (loose, typed) = (photo(&phone, 1), photo(&phone, 2));
    phone.write(|tx| {
        let values = Values::from([("file".to_owned(), typed.to_scalar())]);
        tx.put_draft(&Draft { record: None, step: "library.draft".into(), updated_ms: 1, values })
    });
    assert_eq!(phone.write(|tx| tx.sweep_blobs(0, -7 * DAY_MS)), 0);
    assert_eq!(phone.write(|tx| tx.sweep_blobs(7 * DAY_MS, 0)), 0);
    assert_eq!(phone.write(|tx| tx.sweep_blobs(7 * DAY_MS + 1, 1)), 1);
    assert!(!is_here(&phone, &loose) && is_here(&phone, &typed));
    let chunks: u64 =
        phone.read(|r| Ok(r.connection.query_row("SELECT count(*) FROM blob_chunk", [], |row| row.get(0))?));
    assert_eq!(chunks, chunks_of(9));
    phone.write(|tx| tx.delete_draft(None, "library.draft"));
    assert_eq!(phone.write(|tx| tx.sweep_blobs(30 * DAY_MS, 23 * DAY_MS)), 0, "its time begins now");
    assert_eq!(phone.write(|tx| tx.sweep_blobs(38 * DAY_MS, 31 * DAY_MS)), 1);
}

#[test]
fn what_is_named_again_in_time_begins_anew() {
    let phone = Phone::new();
    let digest = photo(&phone, 1);
    phone.write(|tx| tx.sweep_blobs(0, -7 * DAY_MS));
    wait(&phone, 1, &digest);
    phone.write(|tx| tx.sweep_blobs(20 * DAY_MS, 13 * DAY_MS));
    refuse(&phone, 1);
    phone.write(|tx| tx.remove_attention(id(1)));
    assert_eq!(phone.write(|tx| tx.sweep_blobs(21 * DAY_MS, 14 * DAY_MS)), 0);
    assert!(is_here(&phone, &digest));
}

#[test]
fn forgetting_takes_the_photos_that_only_that_record_named() {
    let phone = Phone::new();
    let [own, shared, unsent_one, typed] = [1, 2, 3, 4].map(|n| photo(&phone, n));
    for n in [1, 2] {
        phone.write(|tx| tx.put_accepted(&document(id(n), &["a"])));
    }
    for digest in [own, shared, unsent_one, typed] {
        phone.write(|tx| tx.name_blob(&digest, id(1), &hash(1)));
    }
    phone.write(|tx| tx.name_blob(&shared, id(2), &hash(2)));
    for digest in [own, shared, typed] {
        phone.write(|tx| tx.mark_receipted(&digest));
    }
    phone.write(|tx| {
        let values = Values::from([("file".to_owned(), typed.to_scalar())]);
        tx.put_draft(&Draft { record: None, step: "library.draft".into(), updated_ms: 1, values })
    });
    phone.write(|tx| tx.forget(id(1)));
    assert_eq!([own, shared, unsent_one, typed].map(|digest| is_here(&phone, &digest)), [false, true, true, true]);
    assert_eq!(unsent(&phone), [unsent_one], "what the server lacks is still sent");
    phone.write(|tx| tx.mark_receipted(&unsent_one));
    assert_eq!(phone.write(|tx| tx.sweep_blobs(1, 0)), 1, "and then goes");
    let names: u64 =
        phone.read(|r| Ok(r.connection.query_row("SELECT count(*) FROM blob_name", [], |row| row.get(0))?));
    assert_eq!(names, 1);
}

#[test]
fn a_restored_server_is_sent_everything_again() {
    let phone = Phone::new();
    let digest = photo(&phone, 1);
    phone.write(|tx| {
        tx.put_accepted(&document(id(1), &["a"]))?;
        tx.name_blob(&digest, id(1), &hash(1))?;
        tx.mark_receipted(&digest)
    });
    assert_eq!(unsent(&phone), []);
    phone.write(|tx| tx.forget_receipts());
    assert_eq!(unsent(&phone), [digest]);
}
