use super::*;
use crate::records::rig::{Rig, check_kind, id, reference, text};

const PERSON: u8 = 2;
const DEVICE: u8 = 20;

fn enrolment(segment: &str) -> Vec<(&'static str, Scalar)> {
    vec![
        ("person", reference(PERSON)),
        ("public_key", Scalar::Bytes(vec![7; 32])),
        ("certificate", Scalar::Bytes(vec![1, 2, 3])),
        ("segment", text(segment)),
        ("platform", text("Android 15")),
    ]
}

#[test]
fn the_tables_hold() {
    check_kind(&KIND);
}

#[test]
fn enrolling_activates_the_person_once() {
    let mut rig = Rig::new(id(1));
    assert_eq!(rig.refused("device.enrol", id(DEVICE), &enrolment("K7")), ["unknown_person"]);
    rig.must("person.add_person", id(PERSON), &[("name", text("李四"))]);
    assert_eq!(rig.status("device", id(DEVICE)), "pending");
    rig.must("device.enrol", id(DEVICE), &enrolment("K7"));
    assert_eq!(rig.status("device", id(DEVICE)), "active");
    assert_eq!(rig.status("person", id(PERSON)), "active");
    let first = rig.at;
    rig.wait_minutes(10);
    rig.must("device.enrol", id(21), &enrolment("K8"));
    assert_eq!(rig.record("person", id(PERSON)).instant("activated_at"), Some(first));
}

#[test]
fn a_segment_is_of_capitals_and_digits() {
    let mut rig = Rig::new(id(1));
    rig.must("person.add_person", id(PERSON), &[("name", text("李四"))]);
    assert_eq!(rig.refused("device.enrol", id(DEVICE), &enrolment("k7")), ["segment_characters"]);
    assert_eq!(rig.refused("device.enrol", id(DEVICE), &enrolment("K")), ["too_short"]);
    assert_eq!(rig.refused("device.enrol", id(DEVICE), &enrolment("K7K7K")), ["too_long"]);
    rig.must("device.enrol", id(DEVICE), &enrolment("K7"));
    let again = [("segment", text("K7")), ("install_nonce", Scalar::Bytes(vec![5; 16]))];
    assert_eq!(rig.refused("device.assign_segment", id(DEVICE), &again), ["segment_used"]);
}

#[test]
fn a_device_is_locked_unlocked_and_revoked() {
    let mut rig = Rig::new(id(1));
    rig.must("person.add_person", id(PERSON), &[("name", text("李四"))]);
    rig.must("device.enrol", id(DEVICE), &enrolment("K7"));
    rig.must("device.lock", id(DEVICE), &[]);
    assert_eq!(rig.status("device", id(DEVICE)), "locked");
    rig.must("device.unlock", id(DEVICE), &[]);
    assert_eq!(rig.status("device", id(DEVICE)), "active");
    rig.must("device.revoke", id(DEVICE), &[("revoked_reason", text("手机丢失"))]);
    assert_eq!(rig.status("device", id(DEVICE)), "revoked");
    assert_eq!(rig.refused("device.lock", id(DEVICE), &[]), ["revoked"]);
}
