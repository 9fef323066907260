//! S-05 and S-06: what approval needs, who gives it, and of exactly what.
//! Absent by design: the statuses, and the cost's own record.

use super::*;
use crate::{
    records::quote::{approval, content::CONTENT},
    schema::{Id, Lookup, StepRun, Values, key_matches},
};

#[test]
fn s05_approval_waits_for_the_cost_of_exactly_this_revision() {
    let mut rig = drafted();
    assert_eq!(rig.refused("quote.submit", id(QUOTE), &[]), ["cost_unconfirmed"]);
    rig.must("quote.request_cost", id(QUOTE), &[]);
    assert_eq!(rig.refused("quote.submit", id(QUOTE), &[]), ["cost_unconfirmed"], "asked for is not confirmed");
    assert_eq!(rig.refused("quote.request_cost", id(QUOTE), &[]), ["not_its_turn"]);
    rig.must("quote.edit", id(QUOTE), &[("title", text("加工单元"))]);
    assert_eq!(status(&rig), "draft", "what was asked for lapsed with the change");
    cost(&mut rig);
    rig.must("quote.edit", id(QUOTE), &[("lines/m/quantity", number(3))]);
    assert_eq!(rig.refused("quote.submit", id(QUOTE), &[]), ["cost_unconfirmed"]);
    cost(&mut rig);
    rig.must("quote.submit", id(QUOTE), &[]);
    assert_eq!(rig.refused("quote.submit", id(QUOTE), &[]), ["not_its_turn"]);
    assert_eq!(facts(&rig).date("quoted_on"), Some(Date(rig.at.local().date())));
}

#[test]
fn s05_solution_and_quotation_are_whole_before_approval() {
    for (key, code) in [
        ("functions", "required"),
        ("discount_policy", "required"),
        ("delivery_period", "required"),
        ("valid_until", "required"),
        ("lines/m/configuration", "required"),
        ("parameters/p/name", "row_missing"),
        ("reference_cases/r/effect", "row_missing"),
        ("payment_stages/b/due", "required"),
        ("payment_stages/b/share", "shares"),
    ] {
        let mut rig = rig();
        rig.must("quote.draft", id(QUOTE), &without(offer(), key));
        cost(&mut rig);
        assert_eq!(rig.refused("quote.submit", id(QUOTE), &[]), [code], "{key}");
    }
    for key in ["product_name", "model", "unit", "quantity", "unit_price", "tax_rate"] {
        let mut rig = rig();
        rig.must("quote.draft", id(QUOTE), &without(offer(), &format!("lines/s/{key}")));
        assert_eq!(rig.refused("quote.request_cost", id(QUOTE), &[]), ["required"], "{key}");
    }
    let mut rig = rig();
    rig.must("quote.draft", id(QUOTE), &[("customer", reference(CUSTOMER))]);
    assert_eq!(rig.refused("quote.request_cost", id(QUOTE), &[]), ["row_missing"]);
    let mut rig = drafted();
    cost(&mut rig);
    rig.wait_minutes(40 * 24 * 60);
    assert_eq!(rig.refused("quote.submit", id(QUOTE), &[]), ["in_past"], "the validity ended meanwhile");
}

#[test]
fn s05_a_core_need_without_a_line_is_shown_before_approval() {
    let mut rig = rig();
    rig.must("quote.draft", id(QUOTE), &but(offer(), "lines/m/answers", text("n2")));
    cost(&mut rig);
    assert_eq!(rig.refused("quote.submit", id(QUOTE), &[]), ["core_need_unanswered"]);
    rig.must("quote.submit", id(QUOTE), &[("unanswered_reason", text("客户自配"))]);
    assert_eq!(facts(&rig).integer("unanswered_needs"), Some(1), "the manager sees how many");
    let mut rig = super::rig();
    rig.must("quote.draft", id(QUOTE), &without(offer(), "needs"));
    cost(&mut rig);
    assert_eq!(rig.refused("quote.submit", id(QUOTE), &[]), ["needs_missing"]);
    rig.must("quote.submit", id(QUOTE), &[("unanswered_reason", text("备件复购"))]);
    let mut secondary = super::rig();
    secondary.must("quote.draft", id(QUOTE), &but(offer(), "lines/m/answers", text("n1")));
    cost(&mut secondary);
    secondary.must("quote.submit", id(QUOTE), &[]);
    assert_eq!(facts(&secondary).integer("unanswered_needs"), Some(0));
}

#[test]
fn s06_both_questions_are_answered_and_a_no_is_explained() {
    let mut rig = pending();
    rig.person = id(MANAGER);
    let policy = |yes: bool| ("within_pricing_policy", Scalar::Boolean(yes));
    let budget = |answer: &str| ("within_budget", text(answer));
    assert_eq!(rig.refused("quote.approve", id(QUOTE), &[policy(true)]), ["required"]);
    assert_eq!(rig.refused("quote.approve", id(QUOTE), &[budget("yes")]), ["required"]);
    assert_eq!(rig.refused("quote.approve", id(QUOTE), &[policy(false), budget("yes")]), ["reason_needed"]);
    assert_eq!(rig.refused("quote.approve", id(QUOTE), &[policy(true), budget("no")]), ["reason_needed"]);
    let back = [policy(true), budget("unknown")];
    assert_eq!(rig.refused("quote.return", id(QUOTE), &back), ["required"], "what is to be changed");
    let exception = [policy(false), budget("unknown"), ("approval_reason", text("战略客户"))];
    rig.must("quote.approve", id(QUOTE), &exception);
    let quote = facts(&rig);
    let decisions = quote.items("decisions");
    assert_eq!(decisions.len(), 1);
    assert_eq!(decisions[0].text("decision"), Some("approved"));
    assert_eq!(decisions[0].get("within_pricing_policy"), &Scalar::Boolean(false));
    assert_eq!((decisions[0].text("within_budget"), decisions[0].text("reason")), (Some("unknown"), Some("战略客户")));
    assert_eq!(decisions[0].reference("by"), Some(id(MANAGER)));
    assert_eq!(rig.refused("quote.approve", id(QUOTE), &[policy(true), budget("yes")]), ["not_its_turn"]);
}

#[test]
fn s06_each_submission_is_answered_anew() {
    let mut rig = pending();
    let back = [answers(), vec![("return_reason", text("折扣超限"))]].concat();
    as_person(&mut rig, MANAGER, |rig| rig.must("quote.return", id(QUOTE), &back));
    assert_eq!(
        as_person(&mut rig, MANAGER, |rig| rig.refused("quote.approve", id(QUOTE), &answers())),
        ["not_its_turn"]
    );
    rig.must("quote.submit", id(QUOTE), &[]);
    assert!(!facts(&rig).has("within_budget") && !facts(&rig).has("return_reason"));
    assert_eq!(facts(&rig).items("decisions").len(), 1, "the return stays on record");
    let refused = as_person(&mut rig, MANAGER, |rig| rig.refused("quote.approve", id(QUOTE), &YES));
    assert_eq!(refused, ["required"], "no answer is taken over");
}

#[test]
fn s06_nobody_decides_on_an_own_quote() {
    for verb in ["approve", "return"] {
        let mut rig = pending();
        let reason = [answers(), vec![("return_reason", text("重写"))]].concat();
        let given = if verb == "approve" { answers() } else { reason };
        assert_eq!(rig.refused(&format!("quote.{verb}"), id(QUOTE), &given), ["own_quote"], "its salesperson");
    }
    let mut rig = rig();
    rig.person = id(MANAGER);
    rig.must("quote.draft_for", id(QUOTE), &offer());
    rig.person = id(SALESPERSON);
    cost(&mut rig);
    rig.must("quote.submit", id(QUOTE), &[]);
    rig.person = id(MANAGER);
    assert_eq!(rig.refused("quote.approve", id(QUOTE), &answers()), ["own_quote"], "who drafted it");
    let mut rig = drafted();
    cost(&mut rig);
    rig.person = id(MANAGER);
    rig.must("quote.submit", id(QUOTE), &[]);
    assert_eq!(rig.refused("quote.approve", id(QUOTE), &answers()), ["own_quote"], "who submitted it");
}

#[test]
fn s06_a_stand_in_decides_neither_on_an_own_quote_nor_on_that_of_the_absent() {
    let rig = pending();
    let (before, given) = (facts(&rig), answers().into_iter().map(|(key, value)| (key.to_owned(), value)).collect());
    let codes = |person: u8, absent: u8| -> Vec<String> {
        let (given, lookup): (&Values, &dyn Lookup) = (&given, &rig);
        let (at, intent) = (rig.at, Id([9; 16]));
        let run =
            StepRun::new("quote", id(QUOTE), false, &before, given, id(person), Some(id(absent)), at, intent, lookup);
        let mut problems = Vec::new();
        (approval::APPROVE.guard)(&run, &mut problems);
        problems.into_iter().map(|problem| problem.code).collect()
    };
    assert_eq!(codes(SALESPERSON, MANAGER), ["own_quote"], "the salesperson as stand-in of the manager");
    assert_eq!(codes(OTHER, SALESPERSON), ["own_quote"], "anybody as stand-in of the salesperson");
    assert!(codes(OTHER, MANAGER).is_empty());
}

#[test]
fn s05_s06_an_unapproved_quote_cannot_become_a_contract() {
    let can = |rig: &Rig| can_become_contract(&facts(rig), Date(rig.at.local().date()));
    let mut costed = drafted();
    assert!(!can(&costed));
    cost(&mut costed);
    assert!(!can(&costed) && !can(&pending()));
    let mut rig = approved();
    assert!(can(&rig) && is_approved(&facts(&rig)));
    rig.must("quote.send", id(QUOTE), &sending("a"));
    assert!(can(&rig));
    let mut late = sent();
    late.wait_minutes(39 * 24 * 60);
    assert!(is_approved(&facts(&late)) && !can(&late), "run out");
    rig.must("quote.decline", id(QUOTE), &[(DECLINED, text("贵"))]);
    assert!(!can(&rig));
    let mut bound = approved();
    contract(&mut bound, &[]);
    assert!(!can(&bound), "one contract for a quote");
    let mut gone = approved();
    gone.must("quote.void", id(QUOTE), &[("voided_reason", text("重复"))]);
    assert!(!can(&gone));
}

#[test]
fn s06_an_edit_withdraws_the_approval_for_good() {
    let mut rig = approved();
    rig.must("quote.edit", id(QUOTE), &[("lines/m/discount", number(600))]);
    assert_eq!(status(&rig), "approval_lapsed");
    rig.must("quote.edit", id(QUOTE), &[("lines/m/discount", number(500))]);
    assert_eq!(status(&rig), "approval_lapsed", "undoing the change is no approval");
    rig.must("quote.submit", id(QUOTE), &[]);
    assert_eq!(status(&rig), "pending_approval", "its cost is known still");
    approve(&mut rig);
    assert_eq!(status(&rig), "approved");
    assert!(!facts(&rig).has("approval_lapsed_at"));
}

#[test]
fn s06_what_changed_after_the_submission_is_submitted_again() {
    let mut rig = pending();
    rig.must("quote.edit", id(QUOTE), &[("packing", text("木箱"))]);
    assert_eq!(status(&rig), "draft");
    cost(&mut rig);
    assert_eq!(status(&rig), "draft", "costed anew, and not submitted as it is");
    let refused = as_person(&mut rig, MANAGER, |rig| rig.refused("quote.approve", id(QUOTE), &answers()));
    assert_eq!(refused, ["not_its_turn"]);
    rig.must("quote.submit", id(QUOTE), &[]);
    approve(&mut rig);
}

#[test]
fn s06_what_came_by_a_merge_is_not_approved() {
    let rig = approved();
    let mut merged = facts(&rig);
    merged.0.insert("lines/m/unit_price".into(), cny(10_000_000));
    assert_eq!(KIND.status(&merged, Date(rig.at.local().date())).map(|rule| rule.code), Some("approval_lapsed"));
    let mut both = facts(&rig);
    both.0.insert("returned_at".into(), rig.at.to_scalar());
    assert_eq!(KIND.status(&both, Date(rig.at.local().date())).map(|rule| rule.code), Some("returned"));
    let waiting = pending();
    let mut changed = facts(&waiting);
    changed.0.insert("packing".into(), text("裸装"));
    let pairs: Vec<(&str, Scalar)> = changed.0.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    let mut world = pending();
    world.put("quote", id(QUOTE), &pairs);
    world.person = id(MANAGER);
    assert_eq!(world.refused("quote.approve", id(QUOTE), &answers()), ["not_its_turn"]);
}

#[test]
fn k_quote_the_digest_covers_all_that_is_filled_in_and_nothing_else() {
    let base = facts(&approved());
    let digest = content_digest(&base);
    for input in CONTENT.iter().filter(|input| !input.key.ends_with("/removed")) {
        for row in ["m", "fresh"] {
            let mut other = base.clone();
            other.0.insert(input.key.replace('*', row), text("改"));
            assert_ne!(content_digest(&other), digest, "{}", input.key);
        }
    }
    let mut gone = base.clone();
    gone.0.insert("lines/s/removed".into(), Scalar::Boolean(true));
    assert_ne!(content_digest(&gone), digest);
    gone.0.insert("lines/s/remark".into(), text("删后改"));
    let mut fewer = base.clone();
    fewer.0.retain(|key, _| !key.starts_with("lines/s/"));
    assert_eq!(content_digest(&gone), content_digest(&fewer), "a removed row is not offered");
    let inputs = |key: &str| CONTENT.iter().any(|input| key_matches(input.key, key, 0));
    let also = ["customer", "customer_name", "revision"];
    for key in also {
        let mut other = base.clone();
        other.0.insert(key.into(), text("别的"));
        assert_ne!(content_digest(&other), digest, "{key}");
    }
    for key in base.0.keys().filter(|key| !inputs(key) && !also.contains(&key.as_str())) {
        let mut other = base.clone();
        other.0.insert(key.clone(), text("别的"));
        assert_eq!(content_digest(&other) == digest, !key.starts_with("needs_review/"), "{key}");
    }
}
