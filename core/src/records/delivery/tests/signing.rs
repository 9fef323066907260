//! The receipt as it is shown and signed here: ways, proxies, reservations, refusals, amendments (S-11).
//! Absent by design: strokes and seals themselves, which the app makes.

use super::*;
use crate::{
    process::{
        numbering::Numbers,
        steps::{Author, Call, available, plan},
    },
    schema::{Lookup, Role, Values},
};

struct NoNumbers;

impl Numbers for NoNumbers {
    fn next(&mut self, _: &str, _: Instant) -> String {
        "AZ-1".to_owned()
    }
}

/// The engineer who helps, by the roles they hold.
fn helper() -> Author {
    Author { person: id(ENGINEER), acting_for: None, roles: [Role::Engineer].into() }
}

/// What was found, and that it was shown.
pub(super) fn shown() -> Given {
    let paper = ["signer_name", "signer_phone", "capacity", "receipt_photo"];
    let notice = vec![
        ("has_packing_list", boolean(true)),
        ("rounds/1/statement", text("签收人已核对上列货物的品名、型号、数量和外观。")),
        ("rounds/1/privacy_notice_shown", boolean(true)),
    ];
    with(without(receipt(), &paper), notice)
}

/// What the pad gives.
pub(super) fn signature(way: &str) -> Given {
    let evidence = match way {
        "device" => vec![
            ("rounds/1/strokes", blob()),
            ("rounds/1/engineer_strokes", blob()),
            ("rounds/1/seal", blob()),
            ("rounds/1/document", blob()),
            ("rounds/1/check_code", text("ABCDEFGHJK")),
        ],
        "paper" => vec![("rounds/1/paper_photo", blob())],
        _ => vec![("rounds/1/seal", blob())],
    };
    let signer = vec![
        ("rounds/1/way", text(way)),
        ("rounds/1/signer_name", text("赵工")),
        ("rounds/1/signer_phone", text("13800000000")),
        ("rounds/1/capacity", text("receiver")),
        ("rounds/1/opinion", text("agree")),
    ];
    with(signer, evidence)
}

fn reserved(blocks: bool) -> Given {
    with(
        signature("device"),
        vec![
            ("rounds/1/opinion", text("reserved")),
            ("reservations/o/text", text("第二台外壳凹陷")),
            ("reservations/o/category", text("appearance")),
            ("reservations/o/blocks_use", boolean(blocks)),
        ],
    )
}

fn proxy(authority: &str) -> Given {
    let proxy = vec![
        ("rounds/1/signer_name", text("李四")),
        ("rounds/1/proxy_for", text("赵工")),
        ("rounds/1/proxy_relation", text("同事")),
        ("rounds/1/proxy_reason", text("赵工出差")),
        ("rounds/1/authority", text(authority)),
    ];
    let evidence = match authority {
        "written" => vec![("rounds/1/authority_evidence", blob())],
        "position" => vec![("rounds/1/signer_title", text("仓库主管")), ("rounds/1/signer_department", text("仓储部"))],
        "oral" => vec![
            ("rounds/1/authority_by", text("赵工")),
            ("rounds/1/authority_phone", text("13800000000")),
            ("rounds/1/authority_at", Instant::from_utc_ms(crate::records::rig::START.utc_ms).to_scalar()),
        ],
        _ => vec![],
    };
    with(with(signature("device"), proxy), evidence)
}

pub(super) fn presented() -> (Rig, RecordId) {
    let (mut rig, delivery) = arrived();
    run(&mut rig, "present", delivery, shown());
    rig.wait_minutes(5);
    (rig, delivery)
}

#[test]
fn s11_d06_a_receipt_signed_on_the_device_or_by_link_makes_equipment_and_installation() {
    for way in ["device", "link"] {
        let (mut rig, delivery) = presented();
        assert_eq!(rig.status("delivery", delivery), "arrived");
        let parts = rig.must("delivery.receive", delivery, &signature(way));
        let created: Vec<&str> = parts.iter().filter(|part| part.creates).map(|part| part.kind).collect();
        assert_eq!(created, ["equipment", "equipment", "installation"]);
        let facts = rig.record("delivery", delivery);
        assert_eq!(facts.text("way"), Some(way));
        assert_eq!(facts.instant("received_at"), Some(rig.at));
        assert_eq!(facts.reference("assisted_by"), Some(id(SALESPERSON)));
        assert_eq!(rig.all("installation")[0].1.instant("received_at"), Some(rig.at));
        assert_eq!(rig.status("delivery", delivery), "received");
        assert!(refused(&mut rig, "receive", delivery, signature(way)).contains(&"not_its_turn".to_owned()));
        assert!(refused(&mut rig, "present", delivery, shown()).contains(&"already_signed".to_owned()));
    }
}

#[test]
fn s11_a_receipt_on_paper_may_be_entered_later_and_d06_runs_from_its_time() {
    let (mut rig, delivery) = presented();
    let before = rig.at;
    rig.wait_minutes(121);
    let late = with(signature("paper"), vec![("rounds/1/confirmed_at", before.to_scalar())]);
    assert_eq!(refused(&mut rig, "receive", delivery, late.clone()), ["late_entry_reason"]);
    let late = with(late, vec![("rounds/1/late_reason", text("现场无网络，回厂补录"))]);
    let reserved = vec![
        ("rounds/1/opinion", text("reserved")),
        ("reservations/o/text", text("缺合格证")),
        ("reservations/o/category", text("documents")),
        ("reservations/o/blocks_use", boolean(false)),
    ];
    run(&mut rig, "receive", delivery, with(late, reserved));
    let facts = rig.record("delivery", delivery);
    assert_eq!(facts.instant("received_at"), Some(before));
    assert_eq!(facts.instant("objections/o/raised_at"), Some(before));
    assert_eq!(rig.all("installation")[0].1.instant("received_at"), Some(before));
    assert_eq!(clocks(&rig, delivery, "D-05")[0].2, "overdue", "said more than two hours ago");
}

#[test]
fn s11_nothing_is_signed_that_was_not_shown_or_changed_since() {
    let (mut rig, delivery) = arrived();
    let codes = refused(&mut rig, "receive", delivery, signature("device"));
    assert!(codes.contains(&"not_presented".to_owned()), "{codes:?}");
    let unseen = with(shown(), vec![("rounds/1/privacy_notice_shown", boolean(false))]);
    assert_eq!(refused(&mut rig, "present", delivery, unseen), ["privacy_notice"]);
    let uncounted = without(shown(), &["lines/p/quantity_received"]);
    assert_eq!(refused(&mut rig, "present", delivery, uncounted), ["required"]);
    run(&mut rig, "present", delivery, shown());
    let changed = with(signature("device"), vec![("lines/p/remark", text("又数了一遍"))]);
    assert_eq!(refused(&mut rig, "receive", delivery, changed), ["changed_after_shown"]);
    run(&mut rig, "present", delivery, with(shown(), vec![("lines/p/remark", text("又数了一遍"))]));
    run(&mut rig, "receive", delivery, signature("device"));
}

#[test]
fn s11_a_signature_is_refused_while_something_is_missing_or_wrong() {
    let (mut rig, delivery) = presented();
    let mut check = |change: Given, codes: &[&str]| {
        let given = with(signature("device"), change.clone());
        assert_eq!(refused(&mut rig, "receive", delivery, given), codes, "{change:?}");
    };
    check(vec![("rounds/1/strokes", Scalar::Null)], &["required"]);
    check(vec![("rounds/1/engineer_strokes", Scalar::Null)], &["required"]);
    check(vec![("rounds/1/way", text("telephone"))], &["choice_not_here", "required"]);
    check(vec![("rounds/1/capacity", text("operator"))], &["choice_not_here"]);
    check(vec![("receipt_photo", blob())], &["two_ways"]);
    check(vec![("rounds/1/opinion", text("disagree")), ("rounds/1/opinion_text", text("不收"))], &["disagrees"]);
    check(vec![("rounds/1/opinion", text("reserved"))], &["reservation_missing"]);
    let ours = vec![("rounds/1/signer_name", text("销售甲")), ("rounds/1/signer_phone", text("13900000001"))];
    check(ours, &["signer_is_ours", "signer_is_ours"]);
    check(vec![("objections/x/text", text("划痕"))], &["not_reserved"]);
    check(
        vec![("rounds/1/confirmed_at", crate::records::rig::START.to_scalar())],
        &["time_not_typed", "late_entry_reason"],
    );
    for field in ["rounds/1/way", "rounds/1/signer_name", "rounds/1/capacity", "rounds/1/opinion"] {
        let given = without(signature("device"), &[field]);
        assert!(refused(&mut rig, "receive", delivery, given).contains(&"required".to_owned()), "{field}");
    }
}

#[test]
fn s11_our_own_helper_cannot_sign_for_the_customer() {
    let (mut rig, delivery) = presented();
    rig.person = id(5);
    rig.put("person", id(5), &[("name", text("经理丙")), ("roles/manager/granted_at", rig.at.to_scalar())]);
    let ours = vec![("rounds/1/signer_name", text("销售甲")), ("rounds/1/signer_phone", text("13900000001"))];
    assert_eq!(refused(&mut rig, "receive", delivery, with(signature("device"), ours)), ["signer_is_ours"]);
}

#[test]
fn s11_s12_d05_each_reservation_becomes_an_objection_from_when_it_was_said() {
    let (mut rig, delivery) = presented();
    let said = rig.at.plus_ms(-10 * 60_000);
    let exact = vec![
        ("objections/o/line", text("m")),
        ("objections/o/quantity", number(1)),
        ("objections/o/raised_at", said.to_scalar()),
        ("objections/o/demand", text("换一台")),
        ("objections/o/photo", blob()),
    ];
    let unknown = with(exact.clone(), vec![("objections/o/line", text("x"))]);
    assert_eq!(refused(&mut rig, "receive", delivery, with(reserved(true), unknown)), ["row_unknown"]);
    run(&mut rig, "receive", delivery, with(reserved(true), exact));
    let facts = rig.record("delivery", delivery);
    let row = facts.item("objections", "o");
    assert_eq!(
        ["text", "category", "raised_by", "channel"].map(|field| row.text(field)),
        [Some("第二台外壳凹陷"), Some("damage"), Some("赵工"), Some("visit")]
    );
    assert_eq!((row.instant("raised_at"), row.integer("ordinal")), (Some(said), Some(1)));
    assert_eq!(clocks(&rig, delivery, "D-05"), [("o".into(), "2026-11-23 11:35".into(), "running")]);
    assert_eq!(rig.status("delivery", delivery), "exception_open");
    assert!(rig.all("installation").is_empty(), "it blocks the installation");
}

#[test]
fn d05_an_objection_answered_on_the_spot_has_both_times_equal() {
    let (mut rig, delivery) = presented();
    let agreed = vec![("reservations/o/remedy", text("明天上门修整")), ("reservations/o/by", text("王工"))];
    run(&mut rig, "receive", delivery, with(reserved(false), agreed));
    let facts = rig.record("delivery", delivery);
    let row = facts.item("objections", "o");
    assert_eq!(row.instant("responded_at"), row.instant("raised_at"));
    assert_eq!(row.text("promise"), Some("明天上门修整"));
    assert_eq!(row.reference("responded_by"), Some(id(SALESPERSON)));
    assert_eq!(clocks(&rig, delivery, "D-05")[0].2, "met");
    assert_eq!(rig.all("installation").len(), 1, "it blocks nothing");
    // On paper alone as well.
    let (mut rig, delivery) = arrived();
    let promise = with(objection(false), vec![("objections/o/promise", text("明天换新"))]);
    run(&mut rig, "receive", delivery, with(receipt(), promise));
    let facts = rig.record("delivery", delivery);
    assert_eq!(facts.instant("objections/o/responded_at"), Some(rig.at));
    assert_eq!(facts.text("objections/o/raised_by"), Some("赵工"));
}

#[test]
fn s11_a_refused_or_missing_signature_is_unsigned_and_may_be_signed_later() {
    let refusal = vec![
        ("rounds/1/refusal_reason", text("no_phone")),
        ("rounds/1/refusal_words", text("不在手机上签")),
        ("rounds/1/signer_name", text("赵工")),
        ("rounds/1/engineer_strokes", blob()),
    ];
    let absence = vec![("rounds/1/absent_note", text("收货人已下班"))];
    for (verb, given) in [("refuse", refusal), ("absent", absence)] {
        let (mut rig, delivery) = planned();
        assert!(refused(&mut rig, verb, delivery, given.clone()).contains(&"not_arrived".to_owned()));
        run(&mut rig, "arrive", delivery, vec![]);
        run(&mut rig, "present", delivery, shown());
        run(&mut rig, verb, delivery, given.clone());
        assert_eq!(rig.status("delivery", delivery), "unsigned", "{verb}");
        assert!(rig.all("installation").is_empty(), "no receipt, no D-06");
        rig.wait_minutes(24 * 60);
        run(&mut rig, "receive", delivery, signature("link"));
        assert_eq!(rig.status("delivery", delivery), "received", "{verb}");
        assert!(refused(&mut rig, verb, delivery, given).contains(&"already_signed".to_owned()));
    }
}

#[test]
fn s11_a_proxy_counts_by_their_authority_and_d06_runs_from_the_signature() {
    for (authority, status) in
        [("written", "received"), ("position", "received"), ("oral", "ratification"), ("none", "unsigned")]
    {
        let (mut rig, delivery) = presented();
        run(&mut rig, "receive", delivery, proxy(authority));
        assert_eq!(rig.status("delivery", delivery), status, "{authority}");
        assert_eq!(rig.all("installation")[0].1.instant("received_at"), Some(rig.at), "the goods are there");
        let no = vec![
            ("rounds/1/ratification", text("ratification_refused")),
            ("rounds/1/ratification_note", text("赵工电话不认可")),
        ];
        if status == "received" {
            assert_eq!(refused(&mut rig, "ratify", delivery, no), ["nothing_to_ratify"]);
            continue;
        }
        run(&mut rig, "ratify", delivery, no);
        assert_eq!(rig.status("delivery", delivery), "unsigned");
        let yes =
            vec![("rounds/1/ratification", text("ratified")), ("rounds/1/ratification_note", text("赵工链接确认"))];
        assert_eq!(refused(&mut rig, "ratify", delivery, yes.clone()), ["required"], "not by telephone");
        run(&mut rig, "ratify", delivery, with(yes, vec![("rounds/1/ratification_evidence", blob())]));
        assert_eq!(rig.status("delivery", delivery), "received");
    }
    let (mut rig, delivery) = presented();
    run(&mut rig, "receive", delivery, proxy("oral"));
    rig.wait_minutes(31 * 24 * 60);
    assert_eq!(rig.status("delivery", delivery), "unsigned", "silent for 30 days");
    let (mut rig, delivery) = presented();
    let bare = without(proxy("oral"), &["rounds/1/authority_by"]);
    assert_eq!(refused(&mut rig, "receive", delivery, bare), ["required"]);
}

#[test]
fn s11_what_was_signed_changes_only_by_an_amendment_that_says_so() {
    let (mut rig, delivery) = presented();
    let amendment = vec![("amendments/k/reason", text("铭牌抄错")), ("units/b/serial_number", text("SN-0002A"))];
    assert_eq!(refused(&mut rig, "amend", delivery, amendment.clone()), ["not_sealed"]);
    run(&mut rig, "receive", delivery, signature("device"));
    let twice = with(amendment.clone(), vec![("units/b/serial_number", text("SN-0001"))]);
    assert_eq!(refused(&mut rig, "amend", delivery, twice), ["duplicate"]);
    let strange = with(amendment.clone(), vec![("lines/x/remark", text("多一行"))]);
    assert_eq!(refused(&mut rig, "amend", delivery, strange), ["row_unknown"]);
    run(&mut rig, "amend", delivery, amendment);
    let facts = rig.record("delivery", delivery);
    assert_eq!(facts.text("amendments/k/changed"), Some("units/b/serial_number"));
    assert!(facts.is_true("amendments/k/needs_signature"));
    let machine = facts.reference("units/b/equipment").unwrap();
    assert_eq!(rig.record("equipment", machine).text("serial_number"), Some("SN-0002A"));
}

#[test]
fn s11_an_older_phone_receives_on_paper_and_writes_what_it_knows() {
    let (mut rig, delivery) = arrived();
    rig.table_version = 2;
    run(&mut rig, "receive", delivery, with(receipt(), objection(false)));
    let facts = rig.record("delivery", delivery);
    assert!(["ordinal", "channel", "raised_by"].iter().all(|field| !facts.has(&format!("objections/o/{field}"))));
    assert_eq!(clocks(&rig, delivery, "D-05")[0].2, "running", "its objections have two hours as well");
}

#[test]
fn s11_the_engineer_who_helps_signs_by_the_engine_and_an_older_table_takes_no_signature() {
    let (mut rig, delivery) = planned();
    run(&mut rig, "assign_engineer", delivery, vec![("engineer", reference(ENGINEER))]);
    run(&mut rig, "arrive", delivery, vec![]);
    let offered = |rig: &Rig| {
        let facts = rig.record("delivery", delivery);
        available(&KIND, delivery, &facts, &helper(), rig, rig.at).into_iter().map(|step| step.code).collect::<Vec<_>>()
    };
    assert!(offered(&rig).contains(&"delivery.present".to_owned()));
    assert!(!offered(&rig).contains(&"delivery.refuse".to_owned()), "nothing was shown yet");
    run(&mut rig, "present", delivery, shown());
    for verb in ["delivery.receive", "delivery.refuse", "delivery.absent"] {
        assert!(offered(&rig).contains(&verb.to_owned()), "{verb}");
    }
    let given: Values = signature("device").into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    let before = rig.facts("delivery", delivery);
    let planned = |table_version: u16| {
        let step = KIND.step("receive").unwrap();
        let call = Call {
            kind: &KIND,
            step,
            table_version,
            record: delivery,
            before: before.as_ref(),
            given: &given,
            at: rig.at,
            intent: id(200),
        };
        plan(call, &helper(), &rig, &mut NoNumbers)
    };
    let parts = planned(KIND.table.version).unwrap().parts;
    assert_eq!(parts.iter().filter(|part| part.creates).count(), 3);
    assert!(planned(2).unwrap_err().iter().any(|problem| problem.code == "not_in_step"));
}

#[test]
fn s10_the_steps_of_a_planned_delivery_are_offered_before_anything_is_typed() {
    let (rig, delivery) = planned();
    let sales = Author { person: id(SALESPERSON), acting_for: None, roles: [Role::Sales].into() };
    let facts = rig.record("delivery", delivery);
    let offered: Vec<String> =
        available(&KIND, delivery, &facts, &sales, &rig, rig.at).into_iter().map(|step| step.code).collect();
    for verb in ["notify", "confirm", "replan_shipment", "change_ship_to", "cancel"] {
        assert!(offered.contains(&format!("delivery.{verb}")), "{verb}");
    }
    for verb in ["present", "receive", "raise_objection", "amend", "ratify", "ship"] {
        assert!(!offered.contains(&format!("delivery.{verb}")), "{verb}");
    }
}

#[test]
fn s11_an_amended_quantity_is_amended_on_the_order() {
    let (mut rig, delivery) = presented();
    run(&mut rig, "receive", delivery, signature("device"));
    let amended = vec![
        ("amendments/a/reason", text("清点有误")),
        ("lines/p/quantity_received", number(9)),
        ("lines/p/remark", text("少一个")),
    ];
    run(&mut rig, "amend", delivery, amended);
    let order = rig.record("order", id(ORDER));
    assert_eq!(["planned", "received"].map(|field| line_sum(&order, "p", field)), [9, 9]);
}

#[test]
fn s11_r_manager_a_refusal_is_decided_by_a_manager_who_did_not_record_it() {
    let (mut rig, delivery) = presented();
    let decision = vec![("refusal_decision", text("present_again")), ("refusal_decision_reason", text("周五再次上门"))];
    rig.person = id(ENGINEER);
    assert_eq!(refused(&mut rig, "decide_refusal", delivery, decision.clone()), ["not_refused"]);
    rig.person = id(SALESPERSON);
    let words = vec![
        ("rounds/1/refusal_reason", text("quantity")),
        ("rounds/1/refusal_words", text("外壳有划痕")),
        ("rounds/1/signer_name", text("赵工")),
    ];
    run(&mut rig, "refuse", delivery, words);
    assert_eq!(refused(&mut rig, "decide_refusal", delivery, decision.clone()), ["own_refusal"]);
    rig.person = id(ENGINEER);
    run(&mut rig, "decide_refusal", delivery, decision);
    assert_eq!(rig.record("delivery", delivery).reference("refusal_decided_by"), Some(id(ENGINEER)));
    assert_eq!(rig.status("delivery", delivery), "unsigned", "a refusal is never a receipt");
    assert_eq!(KIND.step("decide_refusal").unwrap().who, [crate::schema::any(Role::Manager)]);
}
