use super::*;
use crate::records::rig::{Rig, check_kind, id, reference, text};

const ADMINISTRATOR: u8 = 1;
const ENGINEER: u8 = 2;

fn rig() -> Rig {
    let mut rig = Rig::new(id(ADMINISTRATOR));
    for person in [ADMINISTRATOR, ENGINEER] {
        let role = if person == ADMINISTRATOR {
            "roles/administrator/granted_reason"
        } else {
            "roles/engineer/granted_reason"
        };
        rig.must("person.add_person", id(person), &[("name", text("张三")), (role, text("入职"))]);
    }
    rig
}

#[test]
fn the_tables_hold() {
    check_kind(&KIND);
}

#[test]
fn a_person_goes_through_every_status() {
    let mut rig = rig();
    let engineer = id(ENGINEER);
    assert_eq!(rig.status("person", engineer), "invited");
    rig.must("person.activate", engineer, &[]);
    assert_eq!(rig.status("person", engineer), "active");
    rig.must("person.suspend", engineer, &[("suspended_reason", text("长期外派"))]);
    assert_eq!(rig.status("person", engineer), "suspended");
    rig.must("person.reinstate", engineer, &[]);
    assert_eq!(rig.status("person", engineer), "active");
    assert_eq!(rig.refused("person.reinstate", engineer, &[]), ["not_its_turn"]);
    rig.must("person.leave", engineer, &[]);
    assert_eq!(rig.status("person", engineer), "left");
    assert_eq!(rig.refused("person.suspend", engineer, &[("suspended_reason", text("离职"))]), ["left"]);
}

#[test]
fn roles_are_granted_and_revoked_once() {
    let mut rig = rig();
    let engineer = id(ENGINEER);
    let desk = [("roles/desk/granted_reason", text("轮岗"))];
    let no_desk = [("roles/desk/revoked_reason", text("轮岗"))];
    rig.must("person.grant_role", engineer, &desk);
    let granted = rig.record("person", engineer);
    assert_eq!(granted.instant("roles/desk/granted_at"), Some(rig.at));
    let again = [("roles/desk/granted_reason", text("加班"))];
    assert_eq!(rig.refused("person.grant_role", engineer, &again), ["already"]);
    rig.wait_minutes(5);
    rig.must("person.revoke_role", engineer, &no_desk);
    assert_eq!(rig.record("person", engineer).instant("roles/desk/revoked_at"), Some(rig.at));
    let again = [("roles/desk/revoked_reason", text("调离"))];
    assert_eq!(rig.refused("person.revoke_role", engineer, &again), ["not_held"]);
    rig.must("person.grant_role", engineer, &desk);
    assert!(!rig.record("person", engineer).has("roles/desk/revoked_at"));
    let unknown = [("roles/emperor/granted_reason", text("试试"))];
    assert_eq!(rig.refused("person.grant_role", engineer, &unknown), ["unknown_role"]);
    assert_eq!(rig.refused("person.grant_role", engineer, &[]), ["row_missing"]);
}

#[test]
fn administrators_cannot_lock_themselves_out() {
    let mut rig = rig();
    let oneself = id(ADMINISTRATOR);
    let role = [("roles/administrator/revoked_reason", text("离任"))];
    assert_eq!(rig.refused("person.revoke_role", oneself, &role), ["oneself"]);
    assert_eq!(rig.refused("person.leave", oneself, &[]), ["oneself"]);
    assert_eq!(rig.refused("person.suspend", oneself, &[("suspended_reason", text("试"))]), ["oneself"]);
}

#[test]
fn a_stand_in_is_somebody_else_for_some_days() {
    let mut rig = rig();
    let name = |person: u8, until: &str| {
        [
            ("stand_ins/a/person", reference(person)),
            ("stand_ins/a/from", text("2026-11-23")),
            ("stand_ins/a/until", text(until)),
        ]
    };
    let absent = id(ADMINISTRATOR);
    assert_eq!(rig.refused("person.name_stand_in", absent, &name(ADMINISTRATOR, "2026-11-27")), ["oneself"]);
    assert_eq!(rig.refused("person.name_stand_in", absent, &name(9, "2026-11-27")), ["unknown_person"]);
    assert_eq!(rig.refused("person.name_stand_in", absent, &name(ENGINEER, "2026-11-22")), ["out_of_order"]);
    rig.must("person.name_stand_in", absent, &name(ENGINEER, "2026-11-27"));
    let mut problems = Vec::new();
    let person = Person::read(&rig.record("person", absent), &mut problems);
    assert_eq!(person.stand_ins.len(), 1);
    assert_eq!(person.stand_ins[0].person, Some(id(ENGINEER)));
    assert!(problems.is_empty());
    rig.must("person.name_stand_in", absent, &[("stand_ins/a/removed", Scalar::Boolean(true))]);
    assert!(rig.record("person", absent).items("stand_ins").is_empty());
}
