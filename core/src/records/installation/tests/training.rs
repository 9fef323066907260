//! The training that an acceptance begins. Absent by design: holding it.

use super::*;

fn agreed() -> Scene {
    let mut scene = worked();
    let agreed =
        values([("work/1/training_agreed", text("操作与日常维护")), ("work/1/training_on", day(14).to_scalar())]);
    scene.perform("installation.record_work", JOB, ENGINEER, at(10 * DAY + 5), agreed).unwrap();
    scene.perform("installation.present", JOB, ENGINEER, at(10 * DAY + 10), shown(1, ["accepted"; 2])).unwrap();
    scene
}

#[test]
fn s16_s17_an_acceptance_begins_the_training_that_was_agreed() {
    let mut scene = agreed();
    scene.perform("installation.confirm", JOB, ENGINEER, at(SIGNED), signature(1, "agree")).unwrap();
    let training = scene.facts("installation", JOB).reference("training").unwrap();
    let facts = scene.facts("training", training);
    assert_eq!(facts.reference("installation"), Some(JOB));
    assert_eq!(facts.reference("customer"), Some(CUSTOMER));
    assert_eq!(facts.text("agreed"), Some("操作与日常维护"));
    assert_eq!(facts.date("wished_on"), Some(day(14)));
    assert_eq!(facts.items("machines").len(), 2);
    assert_eq!(facts.text("machines/m2/serial_number"), Some("SN-2"));
    assert_eq!(scene.status("training", training, day(10)), "to_book");
    let engineer = values([("engineer", ENGINEER.to_scalar())]);
    scene.perform("training.dispatch", training, DESK, at(SIGNED + 1), engineer).unwrap();
}

#[test]
fn s17_no_training_without_an_agreement_an_acceptance_or_the_newer_tables() {
    let mut scene = presented(["accepted"; 2]);
    scene.perform("installation.confirm", JOB, ENGINEER, at(SIGNED), signature(1, "agree")).unwrap();
    assert!(!scene.facts("installation", JOB).has("training"), "none was agreed");

    let mut scene = agreed();
    scene
        .perform("installation.present", JOB, ENGINEER, at(10 * DAY + 11), shown(1, ["accepted", "to_rectify"]))
        .unwrap();
    scene.perform("installation.confirm", JOB, ENGINEER, at(SIGNED), signature(1, "agree")).unwrap();
    assert!(!scene.facts("installation", JOB).has("training"), "not accepted");

    let mut scene = agreed();
    scene.by_table(2);
    scene.perform("installation.confirm", JOB, ENGINEER, at(SIGNED), signature(1, "agree")).unwrap();
    assert!(!scene.facts("installation", JOB).has("training"), "a phone that does not know trainings");
}

#[test]
fn s17_a_ratification_begins_no_second_training() {
    let mut scene = agreed();
    let proxy = [
        ("rounds/1/proxy_for", text("张三")),
        ("rounds/1/proxy_relation", text("同事")),
        ("rounds/1/proxy_reason", text("出差")),
        ("rounds/1/authority", text("oral")),
        ("rounds/1/authority_by", text("张三")),
        ("rounds/1/authority_phone", text("137")),
        ("rounds/1/authority_at", at(SIGNED - 1).to_scalar()),
    ];
    scene.perform("installation.confirm", JOB, ENGINEER, at(SIGNED), with(signature(1, "agree"), proxy)).unwrap();
    let training = scene.facts("installation", JOB).reference("training");
    assert!(training.is_some());
    let answer =
        values([("rounds/1/ratification", text("ratified")), ("rounds/1/ratification_note", text("张三电话"))]);
    scene.perform("installation.ratify", JOB, DESK, at(SIGNED + DAY), answer).unwrap();
    assert_eq!(scene.facts("installation", JOB).reference("training"), training);
}

#[test]
fn s17_a_deemed_acceptance_begins_the_training_too() {
    let mut scene = agreed();
    let refusal = values([
        ("rounds/1/refusal_reason", text("stamp_first")),
        ("rounds/1/refusal_words", text("盖章再说")),
        ("rounds/1/signer_name", text("李四")),
    ]);
    scene.perform("installation.refuse", JOB, ENGINEER, at(SIGNED), refusal).unwrap();
    let deem = values([
        ("rounds/1/deemed_clause", text("合同4.3")),
        ("rounds/1/deemed_notice_on", day(12).to_scalar()),
        ("rounds/1/deemed_days", Scalar::Integer(7)),
    ]);
    scene.perform("installation.deem_accepted", JOB, SUPERVISOR, at(20 * DAY), deem).unwrap();
    assert!(scene.facts("installation", JOB).has("training"));
}
