//! What becomes of an approved quote, and who goes on with it.
//! Absent by design: how it came to be approved.

use super::*;

#[test]
fn k_quote_what_was_sent_is_changed_by_a_revision_and_stays_beside_it() {
    let mut rig = sent();
    assert_eq!(rig.refused("quote.edit", id(QUOTE), &[("packing", text("木箱"))]), ["sent"]);
    assert_eq!(rig.refused("quote.revise", id(QUOTE), &[]), ["row_missing"]);
    rig.must("quote.revise", id(QUOTE), &[("revisions/r/revised_reason", text("降价"))]);
    rig.must("quote.edit", id(QUOTE), &[("lines/m/discount", number(800))]);
    let quote = facts(&rig);
    assert_eq!((quote.integer("revision"), status(&rig)), (Some(2), "draft"));
    assert!(!quote.has("sent_at") && !quote.has("approved_at") && !quote.has("within_budget"));
    let former = quote.item("revisions", "r");
    assert_eq!(former.integer("revision"), Some(1));
    assert_eq!(former.reference("approved_by"), Some(id(MANAGER)));
    assert_eq!(former.money("total"), Some(Money::cny(21_900_000)));
    assert!(former.has("sent_at") && former.has("digest"));
    let lines = quote.items("former_lines");
    let lathe = lines.iter().find(|line| line.text("line") == Some("m")).expect("the former line");
    assert_eq!((lathe.integer("discount"), lathe.integer("revision")), (Some(500), Some(1)));
    assert_eq!(lathe.money("amount"), Some(Money::cny(21_470_000)));
    assert_eq!(
        rig.refused("quote.revise", id(QUOTE), &[("revisions/s/revised_reason", text("再改"))]),
        ["not_its_turn"]
    );
    assert_eq!(rig.refused("quote.submit", id(QUOTE), &[]), ["cost_unconfirmed"], "of this revision");
}

#[test]
fn k_quote_an_offer_goes_out_only_while_it_stands() {
    let mut rig = pending();
    assert_eq!(rig.refused("quote.send", id(QUOTE), &sending("a")), ["not_approved"]);
    assert_eq!(rig.refused("quote.decline", id(QUOTE), &[(DECLINED, text("贵"))]), ["not_its_turn"]);
    approve(&mut rig);
    rig.wait_minutes(20);
    assert_eq!(rig.refused("quote.send", id(QUOTE), &[]), ["row_missing"]);
    let early = but(sending("a"), "sendings/a/at", rig.at.plus_ms(-25 * 60_000).to_scalar());
    assert_eq!(rig.refused("quote.send", id(QUOTE), &early), ["before_approval"]);
    let late = but(sending("a"), "sendings/a/at", rig.at.plus_ms(-31 * 60_000).to_scalar());
    assert_eq!(rig.refused("quote.send", id(QUOTE), &late), ["late_entry_reason", "before_approval"]);
    rig.must("quote.send", id(QUOTE), &sending("a"));
    let first = facts(&rig).instant("sent_at");
    rig.wait_minutes(5);
    rig.must("quote.send", id(QUOTE), &sending("b"));
    assert_eq!(facts(&rig).instant("sent_at"), first, "the first time counts");
    assert_eq!(facts(&rig).integer("sendings/b/revision"), Some(1));
    rig.wait_minutes(40 * 24 * 60);
    let again = [("sendings/c/channel", text("email")), ("sendings/c/to_name", text("王总"))];
    assert_eq!(rig.refused("quote.send", id(QUOTE), &again), ["expired"]);
    rig.must("quote.decline", id(QUOTE), &[(DECLINED, text("贵"))]);
    assert_eq!(rig.refused("quote.send", id(QUOTE), &again), ["declined", "expired"]);
    assert_eq!(rig.refused("quote.decline", id(QUOTE), &[(DECLINED, text("还是贵"))]), ["not_its_turn"]);
}

#[test]
fn k_quote_an_open_quote_makes_its_customer_negotiating() {
    let mut rig = rig();
    let of_customer = |rig: &Rig| rig.status("customer", id(CUSTOMER));
    assert_eq!(of_customer(&rig), "graded");
    rig.must("quote.draft", id(QUOTE), &offer());
    assert_eq!(of_customer(&rig), "negotiating");
    rig.must("quote.void", id(QUOTE), &[("voided_reason", text("重复"))]);
    assert_eq!(of_customer(&rig), "graded");
    let mut rig = sent();
    rig.must("quote.decline", id(QUOTE), &[(DECLINED, text("选了竞品"))]);
    assert_eq!(of_customer(&rig), "graded");
    rig.must("quote.revise", id(QUOTE), &[("revisions/r/revised_reason", text("重新报价"))]);
    assert_eq!(of_customer(&rig), "negotiating");
}

#[test]
fn k_quote_a_leavers_quote_is_given_to_another() {
    let mut rig = drafted();
    rig.person = id(MANAGER);
    assert_eq!(rig.refused("quote.hand_over", id(QUOTE), &[("salesperson", reference(99))]), ["not_a_salesperson"]);
    rig.must("quote.hand_over", id(QUOTE), &[("salesperson", reference(OTHER))]);
    let quote = facts(&rig);
    assert!((KIND.is_own)(id(QUOTE), &quote, id(OTHER)) && !(KIND.is_own)(id(QUOTE), &quote, id(SALESPERSON)));
    let floor = quote.reference("floor_price").expect("its floor price");
    assert_eq!(rig.record("floor_price", floor).reference("salesperson"), Some(id(OTHER)));
}

#[test]
fn k_quote_nothing_is_done_to_what_is_void_or_a_contract() {
    let mut gone = drafted();
    gone.must("quote.void", id(QUOTE), &[("voided_reason", text("重复"))]);
    let mut bound = approved();
    contract(&mut bound, &[("sealed_at", bound_at())]);
    for (rig, code) in [(&mut gone, "void"), (&mut bound, "contracted")] {
        for step in ["edit", "request_cost", "submit", "send", "decline", "void", "revise"] {
            let first = rig.refused(&format!("quote.{step}"), id(QUOTE), &[]).into_iter().find(|c| c != "required");
            assert_eq!(first.as_deref(), Some(code), "{step}");
        }
    }
    assert_eq!(bound.refused("quote.release", id(QUOTE), &[]), ["contract_stands"]);
    contract(&mut bound, &[("voided_at", bound_at())]);
    bound.must("quote.release", id(QUOTE), &[]);
    assert_eq!(status(&bound), "approved", "its approval still holds");
    assert_eq!(bound.refused("quote.release", id(QUOTE), &[]), ["contract_stands"]);
}

fn bound_at() -> Scalar {
    crate::records::rig::START.to_scalar()
}
