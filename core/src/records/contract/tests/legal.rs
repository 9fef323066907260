//! Review and seal of exactly one content (S-07, domain §6.8).

use super::*;

fn review() -> Given {
    vec![(OPINION, text("条款完备"))]
}

#[test]
fn s07_legal_reviews_exactly_what_was_submitted() {
    let mut rig = contract(Stage::Confirmed);
    rig.person = id(LEGAL);
    assert_eq!(rig.refused("contract.review", id(CONTRACT), &review()), ["not_its_turn"]);
    rig.person = id(SALES);
    rig.must("contract.submit_to_legal", id(CONTRACT), &[]);
    assert_eq!(rig.record("quote", id(QUOTE)).instant("in_legal_at"), Some(rig.at));
    assert_eq!(rig.refused("contract.submit_to_legal", id(CONTRACT), &[]), ["not_its_turn"]);
    rig.must("contract.edit", id(CONTRACT), &[("copies", number(4))]);
    rig.person = id(LEGAL);
    assert_eq!(rig.refused("contract.review", id(CONTRACT), &review()), ["content_changed"]);
    rig.person = id(SALES);
    rig.must("contract.submit_to_legal", id(CONTRACT), &[]);
    rig.person = id(LEGAL);
    rig.must("contract.review", id(CONTRACT), &review());
    let facts = rig.record("contract", id(CONTRACT));
    assert_eq!(facts.get("reviewed_digest"), &content::digest(&facts).to_scalar());
    assert_eq!(facts.text("reviews/r/result"), Some("passed"));
    assert_eq!(facts.reference("reviews/r/by"), Some(id(LEGAL)));
    assert_eq!(rig.refused("contract.review", id(CONTRACT), &[("reviews/x/opinion", text("再审"))]), ["not_its_turn"]);
}

#[test]
fn s07_a_returned_contract_is_submitted_again() {
    let mut rig = contract(Stage::Submitted);
    rig.person = id(LEGAL);
    rig.must("contract.return", id(CONTRACT), &[(OPINION, text("补充保密条款"))]);
    assert_eq!(status(&rig), "returned");
    assert_eq!(rig.record("contract", id(CONTRACT)).text("reviews/r/result"), Some("returned"));
    assert_eq!(rig.refused("contract.review", id(CONTRACT), &[("reviews/x/opinion", text("可"))]), ["not_its_turn"]);
    rig.person = id(SALES);
    rig.must("contract.edit", id(CONTRACT), &[("confidentiality", text("三年"))]);
    rig.must("contract.submit_to_legal", id(CONTRACT), &[]);
    assert_eq!(status(&rig), "in_review");
    rig.person = id(LEGAL);
    assert_eq!(rig.refused("contract.review", id(CONTRACT), &review()), ["row_exists"], "each opinion is kept");
    rig.must("contract.review", id(CONTRACT), &[("reviews/x/opinion", text("可"))]);
    assert_eq!(status(&rig), "reviewed");
}

#[test]
fn s07_nobody_reviews_or_seals_an_own_contract() {
    for key in ["salesperson", "drawn_by", "submitted_by"] {
        for (stage, step, given) in [
            (Stage::Submitted, "contract.review", review()),
            (Stage::Submitted, "contract.return", review()),
            (Stage::Reviewed, "contract.affix_company_seal", seal()),
        ] {
            let mut rig = contract(stage);
            put(&mut rig, "contract", id(CONTRACT), &[(key, reference(LEGAL))]);
            rig.person = id(LEGAL);
            assert_eq!(rig.refused(step, id(CONTRACT), &given), ["own_contract"], "{step} {key}");
        }
    }
}

#[test]
fn s07_every_deviation_from_the_template_needs_legals_word() {
    let mut rig = contract(Stage::Confirmed);
    let deviation = [("deviations/d/clause", text("8.2")), ("deviations/d/text", text("上限改为10%"))];
    rig.must("contract.edit", id(CONTRACT), &deviation);
    rig.must("contract.submit_to_legal", id(CONTRACT), &[]);
    rig.person = id(LEGAL);
    assert_eq!(rig.refused("contract.review", id(CONTRACT), &review()), ["deviation_open"]);
    let accepted = |row: &'static str| vec![(row, boolean(true))];
    let unknown = with(review(), accepted("deviations/x/accepted"));
    assert_eq!(rig.refused("contract.review", id(CONTRACT), &unknown), ["row_unknown", "deviation_open"]);
    rig.must("contract.review", id(CONTRACT), &with(review(), accepted("deviations/d/accepted")));
    assert_eq!(status(&rig), "reviewed", "legal's word is not content");
}

#[test]
fn s07_an_edit_withdraws_review_and_seal_and_says_so() {
    for stage in [Stage::Reviewed, Stage::Sealed, Stage::Sent] {
        let mut rig = contract(stage);
        rig.must("contract.edit", id(CONTRACT), &[("copies", number(6))]);
        assert_eq!(status(&rig), "review_lapsed");
        assert_eq!(rig.record("contract", id(CONTRACT)).instant("review_lapsed_at"), Some(rig.at));
        rig.person = id(LEGAL);
        let again = [("seals/t/kind", text("company_seal")), ("seals/t/copies", number(2))];
        assert_eq!(rig.refused("contract.affix_company_seal", id(CONTRACT), &again), ["not_reviewed"]);
        rig.person = id(SALES);
        let mail: Given = vec![("sent_log/f/to_name", text("赵工")), ("sent_log/f/channel", text("wechat"))];
        assert_eq!(rig.refused("contract.send", id(CONTRACT), &mail), ["not_reviewed"]);
        assert_eq!(rig.refused("contract.record_signature", id(CONTRACT), &signature()), ["not_reviewed"]);
        rig.must("contract.edit", id(CONTRACT), &[("copies", Scalar::Null)]);
        assert_eq!(status(&rig), "review_lapsed", "changing it back does not revive the review");
        rig.must("contract.submit_to_legal", id(CONTRACT), &[]);
        rig.person = id(LEGAL);
        rig.must("contract.review", id(CONTRACT), &[("reviews/x/opinion", text("可"))]);
        assert_eq!(status(&rig), "reviewed", "the old seal and sending do not count for the new review");
        assert_eq!(rig.record("contract", id(CONTRACT)).items("seals").len(), usize::from(stage > Stage::Reviewed));
    }
}

#[test]
fn s07_a_change_made_elsewhere_meanwhile_lapses_the_review_too() {
    let mut rig = contract(Stage::Sealed);
    put(&mut rig, "contract", id(CONTRACT), &[("copies", number(6))]);
    assert_eq!(status(&rig), "review_lapsed");
    assert_eq!(rig.refused("contract.record_signature", id(CONTRACT), &signature()), ["not_reviewed"]);
}

#[test]
fn s07_a_term_confirmed_otherwise_withdraws_the_review() {
    let mut rig = contract(Stage::Reviewed);
    assert!(confirm(&mut rig, "x", "quality").contains(&"term_empty".to_owned()));
    assert!(confirm(&mut rig, "x", "payment").is_empty());
    assert_eq!(status(&rig), "reviewed");
    let otherwise: Given = vec![
        ("terms/y/term", text("payment")),
        ("terms/y/wording", text("到货款改为60日")),
        ("terms/y/deviation", text("模板为30日")),
        ("terms/y/confirmed_by", text("赵工")),
    ];
    rig.must("contract.confirm_term", id(CONTRACT), &otherwise);
    assert_eq!(status(&rig), "review_lapsed");
}

#[test]
fn s07_legal_seals_only_what_passed_the_review() {
    for stage in [Stage::Confirmed, Stage::Submitted] {
        let mut rig = contract(stage);
        rig.person = id(LEGAL);
        assert_eq!(rig.refused("contract.affix_company_seal", id(CONTRACT), &seal()), ["not_reviewed"]);
    }
    let mut rig = contract(Stage::Sent);
    rig.person = id(LEGAL);
    let over = [("seals/s/copies", number(9))];
    assert_eq!(rig.refused("contract.affix_company_seal", id(CONTRACT), &over), ["row_exists"]);
    let (sealed_at, copy) = (rig.at, [("seals/t/kind", text("company_seal")), ("seals/t/copies", number(1))]);
    rig.wait_minutes(5);
    rig.must("contract.affix_company_seal", id(CONTRACT), &copy);
    let facts = rig.record("contract", id(CONTRACT));
    assert_eq!((status(&rig), facts.instant("sealed_at")), ("sent", Some(sealed_at)), "another copy changes nothing");
    assert_eq!(facts.reference("seals/t/by"), Some(id(LEGAL)));
    assert_eq!(facts.get("seals/t/digest"), facts.get("sealed_digest"));
}
