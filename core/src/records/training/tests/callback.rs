//! Evaluation, open questions, the callback and its attempts. Absent by design: due times.

use super::*;

#[test]
fn s18_an_evaluation_has_a_name_or_is_anonymous_and_scores_from_1_to_5() {
    let mut scene = planned();
    date_session(&mut scene, "s1", "2026-11-02", "2026-10-31 10:00");
    let at = when("2026-11-02 16:00");
    let scored = |name: &str, anonymous: Scalar, score: i64| {
        values([
            ("evaluations/e1/session", text("s1")),
            ("evaluations/e1/name", text(name)),
            ("evaluations/e1/anonymous", anonymous),
            ("evaluations/e1/effect_mastery", Scalar::Integer(score)),
            ("questions/q1/question", text("如何备份程序")),
        ])
    };
    let refused = |scene: &mut Scene, given| scene.refused("training.evaluate", JOB, ENGINEER, at, given);
    assert_eq!(refused(&mut scene, scored("张三", NO, 4)), ["row_unknown"], "not begun");
    begin(&mut scene, "s1", "2026-11-02 09:00");
    assert_eq!(refused(&mut scene, scored("张三", YES, 4)), ["name_or_anonymous"]);
    assert_eq!(refused(&mut scene, scored("", NO, 4)), ["name_or_anonymous"]);
    assert_eq!(refused(&mut scene, scored("张三", NO, 6)), ["out_of_range"]);
    let mut unscored = scored("张三", NO, 4);
    unscored.remove("evaluations/e1/effect_mastery");
    assert_eq!(refused(&mut scene, unscored), ["required"]);
    scene.perform("training.evaluate", JOB, ENGINEER, at, scored("", YES, 4)).unwrap();
    let facts = scene.facts("training", JOB);
    assert_eq!(facts.instant("evaluations/e1/at"), Some(at));
    assert_eq!(facts.instant("questions/q1/asked_at"), Some(at));
    let again = values([("evaluations/e1/effect_mastery", Scalar::Integer(5))]);
    assert_eq!(refused(&mut scene, again), ["row_exists"]);
}

#[test]
fn s18_an_open_question_keeps_the_training_open_until_it_is_answered() {
    let mut scene = held();
    let at = when("2026-11-03 09:00");
    let asked = |row: &str, what: &str| values([(format!("questions/{row}/question").as_str(), text(what))]);
    assert_eq!(scene.refused("training.ask_question", JOB, DESK, at, asked("q1", " ")), ["required"]);
    scene.perform("training.ask_question", JOB, DESK, at, asked("q1", "如何备份程序")).unwrap();
    let at = when("2026-11-03 10:00");
    assert_eq!(scene.refused("training.call_back", JOB, DESK, at, called("b1", "skilled")), ["question_open"]);
    let open = with(called("b1", "skilled"), [("callbacks/b1/questions_answered", NO)]);
    scene.perform("training.call_back", JOB, DESK, at, open).unwrap();
    assert_eq!(status(&scene), "to_call_back");
    let answer = |what: &str| values([("questions/q1/answer", text(what))]);
    let later = when("2026-11-04 10:00");
    assert_eq!(scene.refused("training.answer_question", JOB, DESK, later, values([])), ["row_unknown"]);
    assert_eq!(scene.refused("training.answer_question", JOB, DESK, later, answer(" ")), ["required"]);
    scene.perform("training.answer_question", JOB, DESK, later, answer("用 U 盘")).unwrap();
    assert_eq!(status(&scene), "completed");
    let facts = scene.facts("training", JOB);
    assert_eq!(closed_at(&facts), Some(later));
    assert_eq!(facts.reference("questions/q1/answered_by"), Some(DESK));
    assert_eq!(scene.refused("training.answer_question", JOB, DESK, later, answer("用网络")), ["answered"]);
}

#[test]
fn s18_questions_are_answered_in_the_callback_itself() {
    let mut scene = held();
    let at = when("2026-11-03 10:00");
    let asked = values([("questions/q1/question", text("如何备份程序"))]);
    scene.perform("training.ask_question", JOB, DESK, when("2026-11-03 09:00"), asked).unwrap();
    let answered = with(
        called("b1", "basic"),
        [("questions/q1/answer", text("用 U 盘")), ("attendees/ps1/mastery", text("basic"))],
    );
    let stranger = with(answered.clone(), [("attendees/p9/mastery", text("basic"))]);
    assert_eq!(scene.refused("training.call_back", JOB, DESK, at, stranger), ["not_signed_in"]);
    scene.perform("training.call_back", JOB, DESK, at, answered).unwrap();
    assert_eq!(status(&scene), "completed");
    let facts = scene.facts("training", JOB);
    assert_eq!(facts.instant("questions/q1/answered_at"), Some(at));
    assert_eq!(facts.text("attendees/ps1/mastery"), Some("basic"));
    assert_eq!(facts.text("callbacks/b1/session"), Some("s1"));
    assert_eq!(facts.text("callbacks/b1/contact"), Some("cb1"));
    assert_eq!(facts.text("contacts/cb1/purpose"), Some("callback"));
}

#[test]
fn d08_a_callback_is_connected_and_says_mastery_and_questions() {
    let mut scene = planned();
    let at = when("2026-11-03 10:00");
    let refused = |scene: &mut Scene, given| scene.refused("training.call_back", JOB, DESK, at, given);
    assert_eq!(refused(&mut scene, called("b1", "skilled")), ["nothing_held"]);
    let mut scene = held();
    let unconnected = with(called("b1", "skilled"), [("contacts/cb1/connected", NO)]);
    assert_eq!(refused(&mut scene, unconnected), ["not_connected"]);
    for field in ["mastery", "questions_answered"] {
        let mut without = called("b1", "skilled");
        without.remove(&format!("callbacks/b1/{field}"));
        assert_eq!(refused(&mut scene, without), ["required"], "{field}");
    }
    let nothing_open = with(called("b1", "skilled"), [("callbacks/b1/questions_answered", NO)]);
    assert_eq!(refused(&mut scene, nothing_open), ["question_missing"]);
    let mut unsaid = called("b1", "to_retrain");
    unsaid.remove("callbacks/b1/further_training");
    assert_eq!(refused(&mut scene, unsaid), ["required"]);
    let early = with(
        called("b1", "skilled"),
        [("contacts/cb1/at", when("2026-11-02 16:59").to_scalar()), ("contacts/cb1/late_reason", text("忘记登记"))],
    );
    assert_eq!(refused(&mut scene, early), ["before_the_start"]);
    let row = contact("cb1", YES);
    assert_eq!(scene.refused("training.record_attempt", JOB, DESK, at, row), ["connected"]);
}

#[test]
fn s18_the_trainer_calls_back_only_where_the_company_allows_it() {
    let mut scene = held();
    let at = when("2026-11-03 10:00");
    let given = called("b1", "skilled");
    assert_eq!(scene.refused("training.call_back", JOB, ENGINEER, at, given.clone()), ["own_training"]);
    scene.put("company", COMPANY, [("trainer_may_call_back", NO)]);
    assert_eq!(scene.refused("training.call_back", JOB, ENGINEER, at, given.clone()), ["own_training"]);
    scene.put("company", COMPANY, [("trainer_may_call_back", YES)]);
    scene.perform("training.call_back", JOB, ENGINEER, at, given.clone()).unwrap();
    let mut scene = held();
    scene.perform("training.call_back", JOB, ASSISTANT, at, given).unwrap();
    assert_eq!(scene.facts("training", JOB).reference("callbacks/b1/by"), Some(ASSISTANT));
}

#[test]
fn r_admin_the_company_sets_whether_trainers_call_back() {
    let mut scene = Scene::default();
    scene.put("company", COMPANY, [("name_zh", text("示例")), ("server_public_key", Scalar::Bytes(vec![1; 32]))]);
    let allows = values([("trainer_may_call_back", YES)]);
    scene.perform("company.edit", COMPANY, DESK, when("2026-11-03 10:00"), allows).unwrap();
    assert!(scene.facts("company", COMPANY).is_true("trainer_may_call_back"));
    let company = crate::records::kind("company").unwrap();
    for verb in ["set_up", "edit"] {
        let inputs = company.step(verb).unwrap().inputs;
        assert!(inputs.iter().any(|input| input.key == "trainer_may_call_back" && input.since == 2), "{verb}");
    }
}

#[test]
fn d08_unreachable_needs_three_spaced_attempts_on_two_days() {
    let mut scene = held();
    let refused =
        |scene: &mut Scene, at: &str| scene.refused("training.close_unreachable", JOB, DESK, when(at), values([]));
    attempt(&mut scene, "c1", "2026-11-03 09:00");
    attempt(&mut scene, "c2", "2026-11-03 10:00");
    attempt(&mut scene, "c3", "2026-11-03 11:00");
    assert_eq!(refused(&mut scene, "2026-11-03 12:00"), ["attempts_missing"], "one day");
    assert_eq!(status(&scene), "to_call_back", "attempts meet nothing");
    let mut scene = held();
    attempt(&mut scene, "c1", "2026-11-03 09:00");
    attempt(&mut scene, "c2", "2026-11-04 09:00");
    attempt(&mut scene, "c3", "2026-11-04 09:29");
    assert_eq!(refused(&mut scene, "2026-11-04 10:00"), ["attempts_missing"], "29 minutes apart");
    attempt(&mut scene, "c4", "2026-11-04 09:59");
    scene.perform("training.close_unreachable", JOB, DESK, when("2026-11-04 10:00"), values([])).unwrap();
    assert_eq!(status(&scene), "completed");
    assert_eq!(refused(&mut scene, "2026-11-04 11:00"), ["called_back"]);
}
