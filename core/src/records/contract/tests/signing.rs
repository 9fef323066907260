//! Sending, signing and ending a contract (S-07, S-08).

use super::*;

#[test]
fn s07_only_a_sealed_contract_with_its_scan_is_sent() {
    for (stage, code) in
        [(Stage::Confirmed, "not_reviewed"), (Stage::Submitted, "not_reviewed"), (Stage::Reviewed, "not_sealed")]
    {
        let given = with(sending(), vec![("sent_log/e/scan", blob())]);
        assert_eq!(contract(stage).refused("contract.send", id(CONTRACT), &given), [code]);
    }
    let mut rig = contract(Stage::Sealed);
    put(&mut rig, "contract", id(CONTRACT), &[("seals/s/scan", Scalar::Null)]);
    assert_eq!(rig.refused("contract.send", id(CONTRACT), &sending()), ["no_scan"]);
    rig.must("contract.send", id(CONTRACT), &with(sending(), vec![("sent_log/e/scan", blob())]));
    let facts = contract(Stage::Sent).record("contract", id(CONTRACT));
    assert_eq!(facts.get("sent_log/e/scan"), &blob(), "the register's scan");
    assert_eq!(facts.reference("sent_log/e/by"), Some(id(SALES)));
}

#[test]
fn s08_only_a_reviewed_sealed_and_sent_contract_is_signed() {
    for (stage, code) in [
        (Stage::Confirmed, "not_reviewed"),
        (Stage::Submitted, "not_reviewed"),
        (Stage::Reviewed, "not_sealed"),
        (Stage::Sealed, "not_sent"),
        (Stage::Signed, "signed"),
    ] {
        let again = with(signature(), vec![("signer_name", text("李总"))]);
        assert_eq!(contract(stage).refused("contract.record_signature", id(CONTRACT), &again), [code]);
    }
    let rig = contract(Stage::Signed);
    let facts = rig.record("contract", id(CONTRACT));
    assert_eq!((facts.instant("signed_at"), facts.instant("signed_copy_at")), (Some(rig.at), Some(rig.at)));
    assert_eq!(rig.status("customer", id(CUSTOMER)), "active", "a signed contract makes an active customer");
}

#[test]
fn s08_legal_records_a_signature_without_holding_the_customer() {
    let mut rig = contract(Stage::Sent);
    put(&mut rig, "contract", id(CONTRACT), &[("customer", reference(99))]);
    rig.person = id(LEGAL);
    let parts = rig.must("contract.record_signature", id(CONTRACT), &signature());
    assert_eq!(parts.len(), 1, "what is not here is not written");
    assert_eq!(status(&rig), "signed");
}

#[test]
fn s08_each_way_of_signing_leaves_its_evidence() {
    let mut rig = contract(Stage::Sent);
    let mut refused = |more: Given| rig.refused("contract.record_signature", id(CONTRACT), &with(signature(), more));
    assert_eq!(refused(vec![("signature_way", text("telephone"))]), ["choice_not_here"]);
    assert_eq!(refused(vec![("signature_way", text("deemed"))]), ["choice_not_here"]);
    assert_eq!(refused(vec![("customer_stamped", boolean(false))]), ["not_stamped"]);
    assert_eq!(refused(vec![("signature_way", text("platform"))]), ["required"], "the certificate");
    assert_eq!(refused(vec![("signed_scan", Scalar::Null)]), ["required"]);
    assert_eq!(refused(vec![("signed_on", day(1))]), ["in_future"]);
    let later = crate::records::rig::START.plus_ms(60_000).to_scalar();
    assert_eq!(refused(vec![("signed_copy_at", later)]), ["in_future"]);
    let platform = with(signature(), vec![("signature_way", text("platform")), ("certificate", blob())]);
    rig.must("contract.record_signature", id(CONTRACT), &platform);
}

#[test]
fn s08_on_a_device_only_up_to_the_companys_amount() {
    for way in ["device", "link"] {
        let given = with(signature(), vec![("signature_way", text(way)), ("customer_stamped", boolean(false))]);
        let mut rig = contract(Stage::Sent);
        let refused = |rig: &mut Rig| rig.refused("contract.record_signature", id(CONTRACT), &given);
        assert_eq!(refused(&mut rig), ["device_not_allowed"], "off unless set");
        let mut limit =
            |money: Money| put(&mut rig, "company", id(COMPANY), &[("contract_device_limit", money.to_scalar())]);
        limit(Money::cny(19_009_999));
        assert_eq!(refused(&mut rig), ["device_not_allowed"], "one fen too much");
        let dollars = Money { minor: 99_999_999, currency: "USD".into() };
        put(&mut rig, "company", id(COMPANY), &[("contract_device_limit", dollars.to_scalar())]);
        assert_eq!(refused(&mut rig), ["device_not_allowed"], "of another currency");
        put(&mut rig, "company", id(COMPANY), &[("contract_device_limit", Money::cny(19_010_000).to_scalar())]);
        let yesterday = with(given.clone(), vec![("signed_on", day(-1))]);
        let found = rig.refused("contract.record_signature", id(CONTRACT), &yesterday);
        assert_eq!(found.is_empty(), way == "link", "a tap is of today");
        if way == "device" {
            rig.must("contract.record_signature", id(CONTRACT), &given);
        }
    }
}

#[test]
fn s08_the_representative_signs_or_a_proxy_with_written_authority() {
    let mut rig = contract(Stage::Sent);
    let mut refused = |more: Given| rig.refused("contract.record_signature", id(CONTRACT), &with(signature(), more));
    assert_eq!(refused(vec![("capacity", text("receiver"))]), ["choice_not_here"]);
    assert_eq!(refused(vec![("proxy_for", text("钱总"))]), ["not_authorised"]);
    for authority in ["position", "oral", "none"] {
        let given = vec![("proxy_for", text("钱总")), ("authority", text(authority)), ("authority_photo", blob())];
        assert_eq!(refused(given), ["not_authorised"], "{authority}");
    }
    assert_eq!(refused(vec![("proxy_for", text("钱总")), ("authority", text("written"))]), ["required"]);
    assert_eq!(refused(vec![("authority", text("written")), ("authority_photo", blob())]), ["required"]);
    let ours = vec![("signer_name", text("销售甲")), ("signer_phone", text("13900000001"))];
    assert_eq!(refused(ours), ["our_own_person"]);
    let proxy = vec![
        ("proxy_for", text("钱总")),
        ("authority", text("written")),
        ("authority_photo", blob()),
        ("capacity", text("authorised_representative")),
    ];
    rig.must("contract.record_signature", id(CONTRACT), &with(signature(), proxy));
}

#[test]
fn s07_the_customers_answer_is_kept_as_it_was_said() {
    let given: Given = vec![("answers/a/answer", text("wants_changes")), ("answers/a/by_name", text("赵工"))];
    let refused = |rig: &mut Rig, given: &Given| rig.refused("contract.record_customer_answer", id(CONTRACT), given);
    assert_eq!(
        refused(&mut contract(Stage::Sealed), &with(given.clone(), vec![("answers/a/text", text("改"))])),
        ["not_sent"]
    );
    let mut rig = contract(Stage::Sent);
    assert_eq!(refused(&mut rig, &given), ["required"], "what the customer wants changed");
    rig.must("contract.record_customer_answer", id(CONTRACT), &with(given, vec![("answers/a/text", text("账期60日"))]));
    let agreed: Given = vec![("answers/b/answer", text("agreed")), ("answers/b/by_name", text("钱总"))];
    rig.must("contract.record_customer_answer", id(CONTRACT), &agreed);
    assert_eq!(rig.record("contract", id(CONTRACT)).instant("answers/b/at"), Some(rig.at));
}

#[test]
fn k_contract_who_keeps_the_original_is_on_record() {
    let given: Given = vec![
        ("received_log/a/document", text("signed_original")),
        ("received_log/a/copies", number(2)),
        ("received_log/a/received_on", day(0)),
        ("received_log/a/kept_by", text("法务档案柜3层")),
    ];
    assert_eq!(contract(Stage::Sealed).refused("contract.record_received", id(CONTRACT), &given), ["not_sent"]);
    let mut rig = contract(Stage::Signed);
    let tomorrow = with(given.clone(), vec![("received_log/a/received_on", day(1))]);
    assert_eq!(rig.refused("contract.record_received", id(CONTRACT), &tomorrow), ["in_future"]);
    rig.must("contract.record_received", id(CONTRACT), &given);
    assert_eq!(
        rig.refused("contract.record_received", id(CONTRACT), &[("received_log/a/copies", number(3))]),
        ["row_exists"]
    );
}

#[test]
fn k_contract_it_is_void_before_the_signature_and_terminated_after() {
    let mut rig = contract(Stage::Sent);
    let (void, end) = ([("voided_reason", text("改型"))], [("terminated_reason", text("协商"))]);
    assert_eq!(rig.refused("contract.terminate", id(CONTRACT), &end), ["not_in_force"]);
    rig.must("contract.void", id(CONTRACT), &void);
    let quote = rig.record("quote", id(QUOTE));
    assert!(!quote.has("contract") && !quote.has("contracted_at"), "the quote is free for another contract");
    rig.must("contract.draw", id(62), &draw());
    for step in ["edit", "submit_to_legal"] {
        assert!(
            rig.refused(&format!("contract.{step}"), id(CONTRACT), &[]).contains(&"not_its_turn".to_owned()),
            "{step}"
        );
    }
    let mut rig = contract(Stage::Signed);
    assert_eq!(rig.refused("contract.void", id(CONTRACT), &void), ["signed"]);
    assert_eq!(rig.refused("contract.edit", id(CONTRACT), &[("copies", number(2))]), ["signed"]);
    rig.must("contract.terminate", id(CONTRACT), &end);
    assert_eq!(rig.refused("contract.terminate", id(CONTRACT), &end), ["not_in_force"]);
}

/// Whether the customer's record calls contract and quote open.
fn dealings(rig: &Rig, contract: u8) -> [bool; 2] {
    let customer = rig.record("customer", id(CUSTOMER));
    [contract, QUOTE].map(|record| {
        let row = id(record).derive_item("customer:dealing");
        customer.is_true(&format!("dealings/{row}/open"))
    })
}

#[test]
fn k_customer_k_contract_the_customer_negotiates_a_contract_until_it_is_signed_or_ends() {
    let mut rig = contract(Stage::Drawn);
    assert_eq!(dealings(&rig, CONTRACT), [true, false], "the contract takes the quote's place");
    rig.must("contract.void", id(CONTRACT), &[("voided_reason", text("改型"))]);
    assert_eq!(dealings(&rig, CONTRACT), [false, true], "the quote is on the table again");
    rig.must("contract.draw", id(62), &draw());
    assert_eq!(dealings(&rig, 62), [true, false]);
    let rig = contract(Stage::Signed);
    assert_eq!(dealings(&rig, CONTRACT), [false, false]);
}

#[test]
fn s06_s07_a_void_contract_does_not_take_the_quote_from_another() {
    let mut rig = contract(Stage::Drawn);
    put(&mut rig, "quote", id(QUOTE), &[("contract", reference(62))]);
    rig.must("contract.void", id(CONTRACT), &[("voided_reason", text("重复起草"))]);
    assert_eq!(rig.record("quote", id(QUOTE)).reference("contract"), Some(id(62)));
}

#[test]
fn s02_s08_a_signature_wins_the_customer_where_sales_are_held_and_once() {
    let mut rig = contract(Stage::Sent);
    put(&mut rig, "customer", id(CUSTOMER), &[("sales", reference(51))]);
    rig.put("customer_sales", id(51), &[("graded_at", rig.at.to_scalar())]);
    rig.must("contract.record_signature", id(CONTRACT), &signature());
    let won = |rig: &Rig| rig.record("customer_sales", id(51)).items("outcomes").len();
    assert_eq!(won(&rig), 1);
    assert_eq!(rig.refused("customer_sales.win", id(51), &[("closed_reason", text("再次"))]), ["won"]);
    let mut rig = contract(Stage::Sent);
    put(&mut rig, "customer", id(CUSTOMER), &[("sales", reference(51))]);
    rig.put("customer_sales", id(51), &[("closed_at", rig.at.to_scalar())]);
    rig.must("contract.record_signature", id(CONTRACT), &signature());
    assert_eq!(won(&rig), 0, "lost, and reopened by its own step");
}
