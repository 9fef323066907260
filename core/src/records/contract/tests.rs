//! A contract from its quote to its end: what the tests of its parts share, its statuses, and who sees it.
//! Absent by design: the parts' own rules, which stand in the files below.

use std::collections::BTreeSet;

use super::*;
use crate::records::rig::{Rig, blob, boolean, check_kind, id, number, reference, text};
use crate::schema::{Date, Money, Scalar};

mod clocks;
mod drawing;
mod legal;
mod signing;

pub const MANAGER: u8 = 1;
pub const SALES: u8 = 3;
pub const LEGAL: u8 = 5;
pub const CUSTOMER: u8 = 50;
pub const CONTRACT: u8 = 66;
pub const QUOTE: u8 = 70;
pub const TEMPLATE: u8 = 80;
pub const COMPANY: u8 = 100;

pub type Given = Vec<(&'static str, Scalar)>;

/// Writes values on a record without a step.
pub fn put(rig: &mut Rig, kind: &str, record: RecordId, values: &[(&str, Scalar)]) {
    let mut facts = rig.record(kind, record);
    facts.0.extend(values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    let all: Vec<(&str, Scalar)> = facts.0.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    rig.put(kind, record, &all);
}

/// Writes content on the contract as if it had been reviewed, sealed and signed so.
pub fn put_signed(rig: &mut Rig, values: &[(&str, Scalar)]) {
    put(rig, "contract", id(CONTRACT), values);
    let digest = content::digest(&rig.record("contract", id(CONTRACT))).to_scalar();
    put(rig, "contract", id(CONTRACT), &[("reviewed_digest", digest.clone()), ("sealed_digest", digest)]);
}

/// A day, so many days after the rig's Monday 2026-11-23.
pub fn day(days: i64) -> Scalar {
    Date(crate::records::rig::START.plus_ms(days * 86_400_000).local().date()).to_scalar()
}

/// An approved quote of two machines and ten parts, a template, and the people.
pub fn office() -> Rig {
    let mut rig = Rig::new(id(SALES));
    let now = rig.at.to_scalar();
    rig.put(
        "person",
        id(SALES),
        &[("name", text("销售甲")), ("phone", text("13900000001")), ("roles/sales/granted_at", now.clone())],
    );
    rig.put("person", id(MANAGER), &[("name", text("经理乙")), ("roles/manager/granted_at", now.clone())]);
    rig.put("person", id(LEGAL), &[("name", text("法务丙")), ("roles/legal/granted_at", now.clone())]);
    rig.put(
        "customer",
        id(CUSTOMER),
        &[
            ("name", text("滨海机械厂")),
            ("credit_code", text("911200000000000001")),
            ("sites/s/address", text("天津市滨海新区1号")),
            ("contacts/c/name", text("赵工")),
            ("contacts/c/phone", text("13800000000")),
        ],
    );
    rig.put("company", id(COMPANY), &[("name_zh", text("封印仪器")), ("address", text("上海市浦东新区2号"))]);
    rig.put(
        "library",
        id(TEMPLATE),
        &[
            ("document_kind", text("contract_template")),
            ("title", text("设备销售合同")),
            ("version", text("3.1")),
            ("published_at", now.clone()),
        ],
    );
    rig.put(
        "quote",
        id(QUOTE),
        &[
            ("customer", reference(CUSTOMER)),
            ("customer_name", text("滨海机械厂")),
            ("salesperson", reference(SALES)),
            ("revision", number(2)),
            ("approved_at", now),
            ("lines/m/product_name", text("数控车床")),
            ("lines/m/model", text("X200")),
            ("lines/m/configuration", text("12工位刀塔")),
            ("lines/m/unit", text("台")),
            ("lines/m/quantity", number(2)),
            ("lines/m/unit_price", Money::cny(10_000_000).to_scalar()),
            ("lines/m/discount", number(500)),
            ("lines/m/tax_rate", number(1300)),
            ("lines/m/amount", Money::cny(19_000_000).to_scalar()),
            ("lines/m/needs_installation", boolean(true)),
            ("lines/p/product_name", text("轴承")),
            ("lines/p/model", text("6204")),
            ("lines/p/unit", text("个")),
            ("lines/p/quantity", number(10)),
            ("lines/p/unit_price", Money::cny(1_999).to_scalar()),
            ("lines/p/tax_rate", number(1300)),
            ("lines/p/amount", Money::cny(19_990).to_scalar()),
            ("payment_stages/a/name", text("预付款")),
            ("payment_stages/a/share", number(3000)),
            ("payment_stages/a/due", text("签订后7日内")),
            ("payment_stages/b/name", text("到货款")),
            ("payment_stages/b/share", number(7000)),
            ("lines/m/discount_share", Money::cny(9_990).to_scalar()),
            ("lines/m/tax", Money::cny(2_184_692).to_scalar()),
            ("payment_stages/a/amount", Money::cny(5_703_000).to_scalar()),
            ("payment_stages/b/amount", Money::cny(13_307_000).to_scalar()),
            ("subtotal", Money::cny(19_019_990).to_scalar()),
            ("whole_discount", Money::cny(9_990).to_scalar()),
            ("total", Money::cny(19_010_000).to_scalar()),
            ("delivery_period", text("预付款到账后45日内")),
            ("warranty", text("验收后24个月")),
        ],
    );
    approve_as_it_stands(&mut rig, id(QUOTE));
    rig
}

/// The quote was approved with exactly what it says now.
pub fn approve_as_it_stands(rig: &mut Rig, quote: RecordId) {
    let digest = crate::records::quote::content_digest(&rig.record("quote", quote)).to_scalar();
    put(rig, "quote", quote, &[("approved_digest", digest)]);
}

pub fn draw() -> Given {
    vec![("quote", reference(QUOTE)), ("template", reference(TEMPLATE))]
}

/// What sales adds before legal gets it.
pub fn terms() -> Given {
    vec![
        ("buyer_legal_representative", text("钱总")),
        ("seller_credit_code", text("913100000000000002")),
        ("seller_legal_representative", text("孙总")),
        ("service_standard", text("2小时响应，8小时到场")),
        ("warranty_months", number(24)),
        ("warranty_months_from_receipt", number(30)),
        ("response_minutes", number(60)),
        ("arrival_minutes", number(480)),
        ("solution_minutes", number(2880)),
        ("deemed_acceptance_days", number(15)),
        ("breach_liability", text("逾期每日万分之五，上限5%")),
        ("dispute_resolution", text("上海仲裁委员会")),
    ]
}

/// The customer's word on one term.
pub fn word(row: &'static str, term: &str) -> Vec<(String, Scalar)> {
    [("term", text(term)), ("wording", text("按合同所列")), ("confirmed_by", text("赵工"))]
        .map(|(field, value)| (format!("terms/{row}/{field}"), value))
        .into()
}

pub fn confirm(rig: &mut Rig, row: &'static str, term: &str) -> Vec<String> {
    let given = word(row, term);
    let given: Vec<(&str, Scalar)> = given.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    rig.refused("contract.confirm_term", id(CONTRACT), &given)
}

pub const OPINION: &str = "reviews/r/opinion";

pub fn seal() -> Given {
    vec![("seals/s/kind", text("contract_seal")), ("seals/s/copies", number(4)), ("seals/s/scan", blob())]
}

pub fn sending() -> Given {
    vec![("sent_log/e/to_name", text("赵工")), ("sent_log/e/channel", text("email"))]
}

/// Signed on paper today by the legal representative, with the customer's seal.
pub fn signature() -> Given {
    vec![
        ("signature_way", text("paper")),
        ("signed_on", day(0)),
        ("signer_name", text("钱总")),
        ("capacity", text("legal_representative")),
        ("customer_stamped", boolean(true)),
        ("signed_scan", blob()),
    ]
}

pub fn with(mut given: Given, more: Given) -> Given {
    given.retain(|(key, _)| more.iter().all(|(other, _)| other != key));
    given.extend(more);
    given
}

/// The stages of the way, each reached by real steps.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub enum Stage {
    Drawn,
    Confirmed,
    Submitted,
    Reviewed,
    Sealed,
    Sent,
    Signed,
}

/// An office whose contract has come so far.
pub fn contract(stage: Stage) -> Rig {
    let mut rig = office();
    rig.must("contract.draw", id(CONTRACT), &draw());
    if stage >= Stage::Confirmed {
        rig.must("contract.edit", id(CONTRACT), &terms());
        for (row, term) in
            [("a", "subject_matter"), ("b", "delivery_time"), ("c", "breach_liability"), ("d", "service_standard")]
        {
            assert!(confirm(&mut rig, row, term).is_empty(), "{term}");
        }
    }
    if stage >= Stage::Submitted {
        rig.must("contract.submit_to_legal", id(CONTRACT), &[]);
    }
    if stage >= Stage::Reviewed {
        rig.person = id(LEGAL);
        rig.must("contract.review", id(CONTRACT), &[(OPINION, text("条款完备"))]);
    }
    if stage >= Stage::Sealed {
        rig.must("contract.affix_company_seal", id(CONTRACT), &seal());
    }
    rig.person = id(SALES);
    if stage >= Stage::Sent {
        rig.must("contract.send", id(CONTRACT), &sending());
    }
    if stage >= Stage::Signed {
        rig.must("contract.record_signature", id(CONTRACT), &signature());
    }
    rig
}

pub fn status(rig: &Rig) -> &'static str {
    rig.status("contract", id(CONTRACT))
}

#[test]
fn the_tables_hold() {
    check_kind(&KIND);
    let facts = contract(Stage::Signed).record("contract", id(CONTRACT));
    let mut problems = Vec::new();
    let read = Contract::read(&facts, &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!((read.lines.len(), read.payment_stages.len(), read.terms.len()), (2, 2, 4));
}

#[test]
fn k_contract_every_status_is_reached() {
    let mut reached = BTreeSet::new();
    for (stage, expected) in [
        (Stage::Drawn, "draft"),
        (Stage::Confirmed, "draft"),
        (Stage::Submitted, "in_review"),
        (Stage::Reviewed, "reviewed"),
        (Stage::Sealed, "sealed"),
        (Stage::Sent, "sent"),
        (Stage::Signed, "signed"),
    ] {
        let found = status(&contract(stage));
        assert_eq!(found, expected);
        reached.insert(found);
    }
    let mut rig = contract(Stage::Submitted);
    rig.person = id(LEGAL);
    rig.must("contract.return", id(CONTRACT), &[(OPINION, text("违约责任上限过低"))]);
    reached.insert(status(&rig));
    let mut rig = contract(Stage::Sealed);
    rig.must("contract.edit", id(CONTRACT), &[("notices", text("以邮件为准"))]);
    reached.insert(status(&rig));
    let mut rig = contract(Stage::Sent);
    rig.must("contract.void", id(CONTRACT), &[("voided_reason", text("客户改型"))]);
    reached.insert(status(&rig));
    let mut rig = contract(Stage::Signed);
    rig.must("contract.terminate", id(CONTRACT), &[("terminated_reason", text("协商解除"))]);
    reached.insert(status(&rig));
    let mut rig = contract(Stage::Signed);
    let ship_to = [
        ("contract", reference(CONTRACT)),
        ("ship_to_address", text("天津市滨海新区1号")),
        ("ship_to_name", text("赵工")),
        ("ship_to_phone", text("13800000000")),
    ];
    rig.must("order.enter", id(61), &ship_to);
    reached.insert(status(&rig));
    assert_eq!(reached, STATUSES.iter().map(|rule| rule.code).collect());
}

#[test]
fn contracts_are_held_by_those_who_may_read_them() {
    let of = |stage| -> Vec<(Holder, &str)> {
        let facts = contract(stage).record("contract", id(CONTRACT));
        (KIND.buckets)(id(CONTRACT), &facts).into_iter().map(|bucket| (bucket.holder, bucket.class)).collect()
    };
    let own = [(Holder::Customer(id(CUSTOMER)), "sales"), (Holder::Person(id(SALES)), "sales")];
    let office = [(Holder::All, "contract"), (Holder::All, "costing")];
    assert_eq!(of(Stage::Confirmed), [&office[..], &own].concat(), "legal sees no draft");
    assert_eq!(of(Stage::Submitted), [&office[..], &[(Holder::All, "legal")], &own].concat());
    let readers: Vec<&str> = Role::ALL
        .iter()
        .filter(|(role, _)| {
            let classes = crate::process::directory::role_classes(*role);
            ["contract", "costing", "legal"].iter().any(|class| classes.contains(class))
        })
        .map(|(role, _)| role.code())
        .collect();
    let expected = BTreeSet::from(["manager", "finance", "legal", "administrator"]);
    assert_eq!(
        readers.into_iter().collect::<BTreeSet<_>>(),
        expected,
        "nobody of service, warehouse or sales at large"
    );
}

#[test]
fn who_may_is_as_the_manual_says() {
    let may = |verb: &str| -> BTreeSet<(&str, bool)> {
        KIND.step(verb).unwrap().who.iter().map(|who| (who.role.code(), who.own)).collect()
    };
    let sales = BTreeSet::from([("sales", true), ("manager", false)]);
    for verb in ["draw", "draw_supplement", "edit", "confirm_term", "submit_to_legal", "send", "void"] {
        assert_eq!(may(verb), sales, "{verb}");
    }
    for verb in ["review", "return", "affix_company_seal"] {
        assert_eq!(may(verb), BTreeSet::from([("legal", false)]), "{verb}");
    }
    let recorders = BTreeSet::from([("sales", true), ("manager", false), ("legal", false)]);
    assert_eq!(may("record_signature"), recorders);
    assert!((KIND.is_own)(id(CONTRACT), &contract(Stage::Drawn).record("contract", id(CONTRACT)), id(SALES)));
}
