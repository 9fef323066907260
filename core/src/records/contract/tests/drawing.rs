//! Drawing, completing and confirming a contract (S-06, S-07).

use super::*;
use crate::records::contract::content::is_content;

#[test]
fn s06_s07_an_unapproved_quote_cannot_become_a_contract() {
    for (key, value, code) in [
        ("approved_at", Scalar::Null, "quote_not_approved"),
        ("voided_at", day(0), "quote_not_approved"),
        ("declined_at", day(0), "quote_not_approved"),
        ("approval_lapsed_at", day(0), "quote_not_approved"),
        ("lines/p/quantity", number(11), "quote_not_approved"),
        ("contract", reference(9), "already_contracted"),
        ("salesperson", reference(9), "not_yours"),
    ] {
        let mut rig = office();
        put(&mut rig, "quote", id(QUOTE), &[(key, value)]);
        assert_eq!(rig.refused("contract.draw", id(CONTRACT), &draw()), [code], "{key}");
        rig.person = id(MANAGER);
        let for_manager = rig.refused("contract.draw", id(CONTRACT), &draw());
        assert_eq!(for_manager.is_empty(), code == "not_yours", "{key}: a manager draws any, by the same rules");
    }
    let mut rig = office();
    put(&mut rig, "quote", id(QUOTE), &[("valid_until", day(2))]);
    approve_as_it_stands(&mut rig, id(QUOTE));
    rig.wait_minutes(3 * 24 * 60);
    assert_eq!(rig.refused("contract.draw", id(CONTRACT), &draw()), ["quote_not_approved"], "its offer ran out");
    let mut rig = office();
    assert_eq!(
        rig.refused("contract.draw", id(CONTRACT), &with(draw(), vec![("quote", reference(9))])),
        ["unknown_quote"]
    );
    let owner = [("customer", reference(CUSTOMER)), ("salesperson", reference(SALES)), ("approved_at", day(0))];
    rig.put("quote", id(QUOTE), &owner);
    approve_as_it_stands(&mut rig, id(QUOTE));
    assert_eq!(rig.refused("contract.draw", id(CONTRACT), &draw()), ["quote_empty"]);
}

#[test]
fn s07_a_contract_copies_the_approved_quote_and_says_so_on_it() {
    let mut rig = office();
    rig.must("contract.draw", id(CONTRACT), &with(draw(), vec![("buyer_phone", text("022-1234"))]));
    let (contract, quote) = (rig.record("contract", id(CONTRACT)), rig.record("quote", id(QUOTE)));
    for (key, value) in quote.0.iter().filter(|(key, _)| key.starts_with("lines/") || key.starts_with("payment_")) {
        assert_eq!(contract.get(key), value, "{key}");
    }
    for key in [
        "total",
        "subtotal",
        "whole_discount",
        "customer",
        "customer_name",
        "salesperson",
        "delivery_period",
        "warranty",
    ] {
        assert_eq!(contract.get(key), quote.get(key), "{key}");
    }
    assert_eq!(contract.integer("quote_revision"), Some(2));
    assert_eq!(
        (contract.text("template_title"), contract.text("template_version")),
        (Some("设备销售合同"), Some("3.1"))
    );
    assert_eq!(contract.text("buyer_credit_code"), Some("911200000000000001"));
    assert_eq!(contract.text("buyer_address"), Some("天津市滨海新区1号"));
    assert_eq!(contract.text("buyer_phone"), Some("022-1234"), "what was filled in stays");
    assert_eq!(contract.text("seller_name"), Some("封印仪器"));
    assert_eq!(quote.reference("contract"), Some(id(CONTRACT)));
    assert_eq!(quote.instant("contracted_at"), Some(rig.at));
}

#[test]
fn s07_a_contract_stands_on_the_companys_current_template() {
    for (key, value) in [
        ("document_kind", text("handbook")),
        ("published_at", Scalar::Null),
        ("retired_at", day(0)),
        ("superseded_by", reference(9)),
    ] {
        let mut rig = office();
        put(&mut rig, "library", id(TEMPLATE), &[(key, value)]);
        assert_eq!(rig.refused("contract.draw", id(CONTRACT), &draw()), ["not_a_template"], "{key}");
    }
    let mut rig = contract(Stage::Confirmed);
    put(&mut rig, "library", id(TEMPLATE), &[("superseded_by", reference(9))]);
    rig.must("contract.submit_to_legal", id(CONTRACT), &[]);
    assert_eq!(rig.record("contract", id(CONTRACT)).text("template_version"), Some("3.1"), "an old one keeps its own");
}

#[test]
fn s06_nobody_writes_over_what_was_approved_with_the_quote() {
    let edits = KIND.step("edit").unwrap().inputs.iter().map(|input| input.key);
    let approved = edits.filter(|key| key.starts_with("lines/") || *key == "total" || key.ends_with("/share"));
    assert_eq!(approved.count(), 0);
    let mut rig = contract(Stage::Drawn);
    rig.must("contract.edit", id(CONTRACT), &[("payment_stages/b/due", text("到货后10日内"))]);
    let another = [("payment_stages/c/due", text("验收后"))];
    assert_eq!(rig.refused("contract.edit", id(CONTRACT), &another), ["row_unknown"]);
}

#[test]
fn s07_what_is_printed_is_content_and_logs_are_not() {
    for key in ["lines/m/quantity", "total", "breach_liability", "payment_stages/a/due", "deviations/d/text"] {
        assert!(is_content(key), "{key}");
    }
    for key in ["buyer_name", "template_version", "terms/a/deviation", "annexes/a/file", "copies", "supplements"] {
        assert!(is_content(key), "{key}");
    }
    for key in ["number", "terms/a/confirmed_by", "deviations/d/accepted", "seals/s/copies", "sent_at", "signed_on"] {
        assert!(!is_content(key), "{key}");
    }
}

#[test]
fn s07_rows_that_say_nothing_are_refused() {
    let mut rig = contract(Stage::Drawn);
    for (given, field) in [
        (("authorised_receivers/a/phone", text("138")), "authorised_receivers/a/name"),
        (("annexes/a/file", blob()), "annexes/a/title"),
        (("deviations/d/clause", text("8.2")), "deviations/d/text"),
    ] {
        let problems = rig.perform("contract.edit", id(CONTRACT), &[given]).unwrap_err();
        let fields: Vec<_> = problems.iter().map(|problem| (problem.code.as_str(), problem.field.as_str())).collect();
        assert_eq!(fields, [("required", field)]);
    }
}

#[test]
fn s07_each_of_the_four_named_terms_is_confirmed_as_it_stands() {
    let rows = [("a", "lines"), ("b", "delivery_period"), ("c", "breach_liability"), ("d", "service_standard")];
    for (row, _) in rows {
        let mut rig = contract(Stage::Confirmed);
        let removed = format!("terms/{row}/removed");
        put(&mut rig, "contract", id(CONTRACT), &[(&removed, boolean(true))]);
        assert_eq!(rig.refused("contract.submit_to_legal", id(CONTRACT), &[]), ["term_unconfirmed"], "{row}");
    }
    for (key, value) in
        [("delivery_date", day(45)), ("breach_liability", text("不承担")), ("solution_minutes", number(4320))]
    {
        let mut rig = contract(Stage::Confirmed);
        rig.must("contract.edit", id(CONTRACT), &[(key, value)]);
        assert_eq!(rig.refused("contract.submit_to_legal", id(CONTRACT), &[]), ["term_unconfirmed"], "{key} changed");
    }
    let mut rig = contract(Stage::Confirmed);
    rig.must("contract.edit", id(CONTRACT), &[("notices", text("以邮件为准"))]);
    rig.must("contract.submit_to_legal", id(CONTRACT), &[]);
}

#[test]
fn s07_terms_are_confirmed_one_by_one_and_not_before_they_are_written() {
    let mut rig = contract(Stage::Drawn);
    assert_eq!(confirm(&mut rig, "a", "breach_liability"), ["term_empty"]);
    assert_eq!(confirm(&mut rig, "a", "other"), Vec::<String>::new(), "a term of no clause is free");
    assert_eq!(confirm(&mut rig, "a", "subject_matter"), ["row_exists"]);
    let two: Given = vec![("terms/x/term", text("other")), ("terms/y/term", text("other"))];
    assert_eq!(rig.refused("contract.confirm_term", id(CONTRACT), &two), ["too_many_rows"]);
    let late: Given = vec![
        ("terms/z/term", text("other")),
        ("terms/z/wording", text("按所列")),
        ("terms/z/confirmed_by", text("赵工")),
        ("terms/z/confirmed_at", rig.at.plus_ms(-3_600_000).to_scalar()),
    ];
    assert_eq!(rig.refused("contract.confirm_term", id(CONTRACT), &late), ["late_entry_reason"]);
    let late = with(late, vec![("terms/z/late_reason", text("现场无网络"))]);
    rig.must("contract.confirm_term", id(CONTRACT), &late);
    assert_eq!(rig.record("contract", id(CONTRACT)).reference("terms/z/recorded_by"), Some(id(SALES)));
}

#[test]
fn k_contract_nothing_that_must_be_there_is_missing() {
    for key in [
        "buyer_name",
        "buyer_credit_code",
        "buyer_address",
        "buyer_legal_representative",
        "seller_name",
        "seller_credit_code",
        "seller_address",
        "seller_legal_representative",
        "dispute_resolution",
    ] {
        let mut rig = contract(Stage::Confirmed);
        put(&mut rig, "contract", id(CONTRACT), &[(key, text(" "))]);
        let problems = rig.perform("contract.submit_to_legal", id(CONTRACT), &[]).unwrap_err();
        assert_eq!(problems.iter().map(|problem| problem.field.as_str()).collect::<Vec<_>>(), [key]);
    }
    for (key, codes) in [
        ("service_standard", ["required", "term_unconfirmed"]),
        ("breach_liability", ["required", "term_unconfirmed"]),
        ("delivery_period", ["required", "term_unconfirmed"]),
        ("total", ["required", "term_unconfirmed"]),
        ("lines/p/tax_rate", ["line_incomplete", "term_unconfirmed"]),
    ] {
        let mut rig = contract(Stage::Confirmed);
        put(&mut rig, "contract", id(CONTRACT), &[(key, Scalar::Null)]);
        assert_eq!(rig.refused("contract.submit_to_legal", id(CONTRACT), &[]), codes, "{key}");
    }
}

#[test]
fn k_contract_a_supplement_names_the_signed_contract() {
    const SUPPLEMENT: u8 = 62;
    let given: Given = vec![("supplements", reference(CONTRACT)), ("template", reference(TEMPLATE))];
    let mut rig = contract(Stage::Sent);
    let refused = |rig: &mut Rig, given: &Given| rig.refused("contract.draw_supplement", id(SUPPLEMENT), given);
    assert_eq!(refused(&mut rig, &given), ["not_in_force"]);
    assert_eq!(refused(&mut rig, &with(given.clone(), vec![("supplements", reference(9))])), ["unknown_contract"]);
    rig.must("contract.record_signature", id(CONTRACT), &signature());
    let quoted = with(given.clone(), vec![("quote", reference(QUOTE))]);
    assert_eq!(refused(&mut rig, &quoted), ["already_contracted"]);
    put(&mut rig, "quote", id(71), &[("customer", reference(9)), ("salesperson", reference(SALES))]);
    put(&mut rig, "quote", id(71), &[("approved_at", day(0)), ("lines/x/quantity", number(1))]);
    approve_as_it_stands(&mut rig, id(71));
    let others = with(given.clone(), vec![("quote", reference(71))]);
    assert_eq!(refused(&mut rig, &others), ["other_customer"]);
    rig.person = id(9);
    assert_eq!(refused(&mut rig, &given), ["not_yours"]);
    rig.person = id(SALES);
    rig.must("contract.draw_supplement", id(SUPPLEMENT), &with(given.clone(), vec![("delivery_date", day(60))]));
    let (first, facts) = (rig.record("contract", id(CONTRACT)), rig.record("contract", id(SUPPLEMENT)));
    for key in ["customer", "salesperson", "buyer_name", "seller_legal_representative", "breach_liability"] {
        assert_eq!(facts.get(key), first.get(key), "{key}");
    }
    assert_eq!(facts.get("delivery_date"), &day(60));
    assert!(!facts.has("total") && facts.items("lines").is_empty() && !facts.has("quote"));
    assert_eq!(rig.status("contract", id(SUPPLEMENT)), "draft");
    for (row, term) in
        [("a", "subject_matter"), ("b", "delivery_time"), ("c", "breach_liability"), ("d", "service_standard")]
    {
        let given = word(row, term);
        let given: Vec<(&str, Scalar)> = given.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
        rig.must("contract.confirm_term", id(SUPPLEMENT), &given);
    }
    rig.must("contract.submit_to_legal", id(SUPPLEMENT), &[]);
    let now = rig.at.to_scalar();
    put(&mut rig, "contract", id(SUPPLEMENT), &[("signed_at", now), ("signed_on", day(0))]);
    let of_supplement = with(given, vec![("supplements", reference(SUPPLEMENT))]);
    assert_eq!(rig.refused("contract.draw_supplement", id(63), &of_supplement), ["not_in_force"]);
    let facts = rig.record("contract", id(SUPPLEMENT));
    assert!((KIND.clocks[0].runs)(&facts).is_empty(), "nothing to order");
}
