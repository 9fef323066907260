//! The training (S-17, S-18): two sessions, everybody signs in on the phone, and a callback finds that they master it.
//! Absent by design: the installation that agreed on it.

use fieldseal_core::{
    app::SignatureInput,
    process::clocks::ClockState,
    schema::{Language, RecordId, Values},
};

use super::super::{
    DemoError,
    stage::{Phone, Stage},
    values::{CONTACT, all, call, day, number, record, row, scribble, text, values, yes},
};

/// Who learns, with their own hands' strokes.
const OPERATORS: [(&str, &str, i32); 3] = [("马晓东", "操作工", 21), ("许婷", "操作工", 22), ("罗海", "机修", 23)];

/// S-21: the training that the acceptance began is dispatched and planned.
pub(super) fn plan(stage: &mut Stage, engineer: &Phone, installation: RecordId) -> Result<RecordId, DemoError> {
    stage.tell(
        "2026-10-14 09:00",
        "The desk dispatches the training; 李喆 dates the first session · 培训派工，约定首场",
    );
    let training = stage.linked(installation, "training")?;
    stage.desk("何丽", "training.dispatch", Some(training), values([("engineer", record(stage.person("李喆")))]))?;
    engineer.sync_and_tell()?;
    engineer.perform("training.accept_job", training, values([]))?;
    engineer.perform(
        "training.edit_plan",
        training,
        values([
            ("form", text("group")),
            ("topic_operation", yes(true)),
            ("topic_maintenance", yes(true)),
            ("topic_faults", yes(true)),
            ("planned_sessions", number(2)),
        ]),
    )?;
    date(engineer, training, "s1", "2026-10-20")?;
    engineer.sync()?;
    Ok(training)
}

fn date(engineer: &Phone, training: RecordId, session: &str, on: &str) -> Result<(), DemoError> {
    let fields = [
        ("dated_on", day(on)),
        ("agreed_with", text(CONTACT.0)),
        ("place", text("一号机加车间")),
        ("expected", number(3)),
    ];
    engineer.perform("training.date_session", training, row(&format!("sessions/{session}"), fields))
}

/// S-17: both sessions, offline.
pub(super) fn hold(
    stage: &mut Stage,
    engineer: &Phone,
    training: RecordId,
    handbook: RecordId,
) -> Result<(), DemoError> {
    stage.tell("2026-10-20 09:00", "First session: three operators sign in on the phone · 首场培训，三人手机签到");
    session(stage, engineer, training, ("s1", 1), handbook, "2026-10-20 16:30")?;
    engineer.sync_and_tell()?;
    stage.check_clock(training, "D-08", "1", "2026-10-23 18:00", ClockState::Running)?;

    stage.tell(
        "2026-10-21 10:00",
        "The second session gets its date: D-08 waits for its end · 约定第二场，D-08改从第二场起算",
    );
    date(engineer, training, "s2", "2026-10-27")?;
    engineer.sync()?;
    stage.check_clock(training, "D-08", "1", "2026-10-23 18:00", ClockState::Cancelled)?;

    stage.tell("2026-10-27 09:00", "Second session · 第二场培训");
    session(stage, engineer, training, ("s2", 2), handbook, "2026-10-27 15:00")?;
    let scores = [
        ("session", text("s2")),
        ("name", text(OPERATORS[0].0)),
        ("effect_mastery", number(4)),
        ("trainer_explaining", number(5)),
        ("content_practical", number(5)),
    ];
    engineer.perform(
        "training.evaluate",
        training,
        all([
            row("evaluations/e1", scores),
            row("questions/q1", [("question", text("程序如何备份到U盘？")), ("asked_by", text(OPERATORS[0].0))]),
        ]),
    )?;
    engineer.sync_and_tell()?;
    stage.check_clock(training, "D-08", "2", "2026-10-30 18:00", ClockState::Running)
}

/// One session from its beginning to its sheet.
fn session(
    stage: &Stage,
    engineer: &Phone,
    training: RecordId,
    (session, ordinal): (&str, i64),
    handbook: RecordId,
    end: &str,
) -> Result<(), DemoError> {
    engineer.perform("training.begin_session", training, values([]))?;
    engineer.perform(
        "training.hand_out_handbook",
        training,
        row(&format!("sessions/{session}"), [("handbook", record(handbook)), ("handbook_copies", number(3))]),
    )?;
    for (name, post, seed) in OPERATORS {
        stage.clock.pass_seconds(60);
        let fields = [
            ("name", text(name)),
            ("post", text(post)),
            ("department", text("机加车间")),
            ("in_person", yes(true)),
            ("handbook_received", yes(true)),
        ];
        let attendee = format!("{session}-{seed}");
        let drawn = scribble(seed + ordinal as i32 * 10);
        engineer.app.sign_in(training, &attendee, &drawn, &row(&format!("attendees/{attendee}"), fields))?;
    }
    stage.clock.go_to(end);
    engineer.perform("training.end_session", training, values([]))?;
    close_sheet(engineer, training)
}

/// Shows the sheet of the session that ended and seals it with the trainer's strokes: the seal covers what every
/// attendee drew.
fn close_sheet(engineer: &Phone, training: RecordId) -> Result<(), DemoError> {
    let shown = engineer.app.present_step(training, "close_sheet", &Values::new(), Language::Chinese)?;
    let input =
        SignatureInput { engineer_strokes: Some(scribble(5)), shown: Some(shown.shown), ..SignatureInput::default() };
    engineer.app.sign(training, "close_sheet", &input)?;
    Ok(())
}

/// S-18: the desk calls back; what was open is answered (D-08).
pub(super) fn call_back(stage: &mut Stage, training: RecordId) -> Result<(), DemoError> {
    stage.tell("2026-10-29 10:30", "何丽 calls back: they master it, the question is answered · 培训回访");
    stage.desk(
        "何丽",
        "training.call_back",
        Some(training),
        all([
            call("callback", "三人均能独立操作，备份方法已解答"),
            row("callbacks/b1", [("mastery", text("skilled")), ("questions_answered", yes(true))]),
            values([("questions/q1/answer", text("系统页“备份”，选U盘，每周一次"))]),
        ]),
    )?;
    stage.check_clock(training, "D-08", "2", "2026-10-30 18:00", ClockState::Met)?;
    let status = stage.shown(training)?.row.status;
    stage.check(status == "completed", "the training is completed · 培训已完成");
    Ok(())
}
