use super::{Phone, id};
use crate::{
    schema::{Hash32, Values},
    store::{Attention, Priority},
};

const QUOTA_BYTES: u64 = 1 << 20;

/// A seal that a step of this intent named, whose bytes the server holds or not.
fn seal(phone: &Phone, n: u8, sent: bool) -> Hash32 {
    phone.write(|tx| {
        let seal = tx.put_blob(&[n; 9], Priority::Seal, QUOTA_BYTES)?;
        tx.expect_receipt(&seal, &id(n))?;
        if sent { tx.mark_receipted(&seal).map(|()| seal) } else { Ok(seal) }
    })
}

fn to_ask(phone: &Phone, now_ms: i64) -> Vec<Hash32> {
    phone.read(|r| r.receipts_to_ask(now_ms, 10))
}

#[test]
fn a_receipt_is_asked_for_once_the_server_can_have_given_it() {
    let phone = Phone::new();
    let (sent, unsent) = (seal(&phone, 1, true), seal(&phone, 2, false));
    phone.write(|tx| {
        tx.put_envelope(&Hash32([1; 32]), &[1], &[], true, 0)?;
        tx.append_outbox(&Hash32([1; 32]), id(1), &[])
    });
    assert_eq!(to_ask(&phone, 0), [], "the step has no verdict yet");
    phone.write(|tx| tx.remove_from_outbox(&Hash32([1; 32])));
    assert_eq!(to_ask(&phone, 0), [sent], "the other's bytes are not sent");
    phone.write(|tx| tx.mark_receipted(&unsent));
    assert_eq!(to_ask(&phone, 0).len(), 2);
    assert_eq!(phone.read(|r| r.receipts_to_ask(0, 1)).len(), 1);
    phone.write(|tx| {
        tx.put_attention(&Attention {
            intent: id(2),
            step: "ticket.confirm".into(),
            record: id(9),
            values: Values::new(),
            problems: Vec::new(),
            refused_at_ms: 0,
            envelope: vec![2],
        })
    });
    assert_eq!(to_ask(&phone, 0), [sent], "the other's step was refused");
}

#[test]
fn a_receipt_that_the_server_lacks_waits_and_one_that_is_here_stays() {
    let phone = Phone::new();
    let kept = seal(&phone, 1, true);
    phone.write(|tx| tx.ask_receipt_from(&kept, 500));
    assert_eq!((to_ask(&phone, 499), to_ask(&phone, 500)), (vec![], vec![kept]));
    phone.write(|tx| tx.expect_receipt(&kept, &id(3)));
    assert_eq!(to_ask(&phone, 0), [kept], "another step named it");
    assert_eq!(phone.read(|r| r.receipt(&kept)), None);
    phone.write(|tx| tx.put_receipt(&kept, b"first"));
    phone.write(|tx| tx.put_receipt(&kept, b"second"));
    phone.write(|tx| tx.expect_receipt(&kept, &id(4)));
    let phone = phone.reopen();
    assert_eq!(phone.read(|r| r.receipt(&kept)), Some(b"first".to_vec()));
    assert_eq!(to_ask(&phone, i64::MAX), []);
}

#[test]
fn a_seal_whose_bytes_are_not_here_expects_none() {
    let phone = Phone::new();
    phone.write(|tx| tx.expect_receipt(&Hash32([7; 32]), &id(1)));
    assert_eq!(to_ask(&phone, i64::MAX), []);
    assert!(phone.store.write(|tx| tx.put_receipt(&Hash32([7; 32]), b"any")).is_err());
    let fetched = phone.write(|tx| tx.put_blob(b"fetched", Priority::Seal, QUOTA_BYTES));
    phone.write(|tx| tx.put_receipt(&fetched, b"receipt"));
    assert_eq!(phone.read(|r| r.receipt(&fetched)), Some(b"receipt".to_vec()));
}
