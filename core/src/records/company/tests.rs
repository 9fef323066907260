use super::*;
use crate::{
    records::rig::{Rig, START, check_kind, id, number, reference, text},
    schema::Scalar,
};

const COMPANY: u8 = 100;

fn rig() -> Rig {
    let mut rig = Rig::new(id(1));
    rig.must("company.set_up", id(COMPANY), &settings("Asia/Shanghai"));
    rig
}

fn settings(zone: &str) -> Vec<(&'static str, Scalar)> {
    vec![
        ("name_zh", text("示例设备有限公司")),
        ("zone", text(zone)),
        ("server_public_key", Scalar::Bytes(vec![1; 32])),
        ("root_fingerprint", Scalar::Bytes(vec![2; 32])),
    ]
}

fn rule(clock: &str, from: Instant) -> Vec<(&'static str, Scalar)> {
    vec![
        ("rules/a/clock", text(clock)),
        ("rules/a/unit", text("working_days")),
        ("rules/a/amount", number(1)),
        ("rules/a/effective_from", from.to_scalar()),
    ]
}

#[test]
fn the_tables_hold() {
    check_kind(&KIND);
}

#[test]
fn an_unknown_zone_is_refused() {
    let mut rig = Rig::new(id(1));
    assert_eq!(rig.refused("company.set_up", id(COMPANY), &settings("Asia/Atlantis")), ["unknown_zone"]);
    rig.must("company.set_up", id(COMPANY), &settings("Asia/Shanghai"));
    assert_eq!(rig.status("company", id(COMPANY)), "set_up");
}

#[test]
fn a_rule_is_added_and_never_changed() {
    let mut rig = rig();
    rig.must("company.set_rule", id(COMPANY), &rule("D-06", START));
    let longer = [("rules/a/amount", number(9))];
    assert_eq!(rig.refused("company.set_rule", id(COMPANY), &longer), ["rule_exists"]);
}

#[test]
fn a_rule_names_a_clock_and_reaches_back_only_when_confirmed() {
    let mut rig = rig();
    for clock in ["D-6X", "06-D", "D-066"] {
        assert_eq!(rig.refused("company.set_rule", id(COMPANY), &rule(clock, START)), ["unknown_clock"], "{clock}");
    }
    assert!(is_clock_id("D-17a") && !is_clock_id("D-"));
    let mut earlier = rule("D-06", START.plus_ms(-1));
    assert_eq!(rig.refused("company.set_rule", id(COMPANY), &earlier), ["reaches_back"]);
    earlier.push(("rules/a/applies_to_running", Scalar::Boolean(true)));
    rig.must("company.set_rule", id(COMPANY), &earlier);
}

#[test]
fn a_turn_of_duty_has_a_person_and_an_end() {
    let mut rig = rig();
    rig.must("person.add_person", id(2), &[("name", text("王五"))]);
    let turn = |person: u8, hours: i64| {
        [
            ("on_call/a/person", reference(person)),
            ("on_call/a/from", START.to_scalar()),
            ("on_call/a/until", START.plus_ms(hours * 3_600_000).to_scalar()),
        ]
    };
    assert_eq!(rig.refused("company.set_on_call", id(COMPANY), &turn(2, 0)), ["out_of_order"]);
    assert_eq!(rig.refused("company.set_on_call", id(COMPANY), &turn(3, 12)), ["unknown_person"]);
    rig.must("company.set_on_call", id(COMPANY), &turn(2, 12));
}

#[test]
fn d16_the_company_says_when_it_went_live() {
    let mut rig = rig();
    rig.must("company.edit", id(COMPANY), &[("went_live_on", text("2026-12-01"))]);
    assert_eq!(rig.record("company", id(COMPANY)).date("went_live_on"), Some("2026-12-01".parse().unwrap()));
}

#[test]
fn s08_an_older_phone_is_not_asked_up_to_which_amount_contracts_are_signed_on_a_device() {
    for verb in ["set_up", "edit"] {
        let inputs = KIND.step(verb).unwrap().inputs;
        let limit = inputs.iter().find(|input| input.key == "contract_device_limit").unwrap();
        assert_eq!((limit.since, limit.required), (2, false), "{verb}");
    }
    let mut rig = rig();
    rig.must(
        "company.edit",
        id(COMPANY),
        &[("contract_device_limit", crate::schema::Money::cny(5_000_000).to_scalar())],
    );
}
