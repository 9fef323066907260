use super::{Phone, id};
use crate::{
    schema::{Problem, Scalar, Values},
    store::{Attention, Draft},
};

fn draft(record: Option<u8>, step: &str, updated_ms: i64, text: &str) -> Draft {
    let values = Values::from([("description".to_owned(), Scalar::text(text)), ("machine_down".into(), Scalar::Null)]);
    Draft { record: record.map(id), step: step.into(), updated_ms, values }
}

#[test]
fn drafts_survive_opening_again_and_each_step_has_its_own() {
    let phone = Phone::new();
    let first = draft(Some(1), "ticket.solve", 10, "换");
    let begun = draft(None, "ticket.take_in", 30, "漏油");
    let other = draft(Some(1), "ticket.leave", 20, "扳手");
    for one in [&first, &begun, &other] {
        phone.write(|tx| tx.put_draft(one));
    }
    let phone = phone.reopen();
    assert_eq!(phone.read(|r| r.draft(Some(id(1)), "ticket.solve")), Some(first));
    assert_eq!(phone.read(|r| r.draft(None, "ticket.take_in")), Some(begun.clone()));
    assert_eq!(phone.read(|r| r.draft(Some(id(2)), "ticket.solve")), None);
    let typed_on = draft(Some(1), "ticket.solve", 40, "换轴承");
    phone.write(|tx| tx.put_draft(&typed_on));
    assert_eq!(phone.read(|r| r.drafts()), [typed_on, begun, other.clone()]);
    phone.write(|tx| tx.delete_draft(None, "ticket.take_in"));
    phone.write(|tx| tx.delete_draft(Some(id(1)), "ticket.solve"));
    assert_eq!(phone.reopen().read(|r| r.drafts()), [other]);
}

#[test]
fn a_refused_intent_waits_for_a_person_the_latest_first() {
    let phone = Phone::new();
    let refused = |intent: u8, refused_at_ms: i64| Attention {
        intent: id(intent),
        step: "ticket.solve".into(),
        record: id(1),
        values: Values::from([("work/1/cause".to_owned(), Scalar::text("磨损"))]),
        problems: vec![Problem::of_field("work/1/cause", "unknown_choice", "不在可选项中", "not one of the choices")],
        refused_at_ms,
        envelope: vec![1, 2, 3],
    };
    for (intent, at) in [(1, 10), (2, 30), (3, 20)] {
        phone.write(|tx| tx.put_attention(&refused(intent, at)));
    }
    let phone = phone.reopen();
    assert_eq!(phone.read(|r| r.attention()), [refused(2, 30), refused(3, 20), refused(1, 10)]);
    phone.write(|tx| tx.put_attention(&refused(1, 40)));
    phone.write(|tx| tx.remove_attention(id(2)));
    assert_eq!(phone.read(|r| r.attention()), [refused(1, 40), refused(3, 20)]);
}
