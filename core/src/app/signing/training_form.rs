//! 培训签到表 of a training's present session (domain §4.12).
//! Absent by design: layout, who counts as present, and other sessions.

use super::{
    attending,
    boxes::{self, Ink},
};
use crate::app::printing::{Letterhead, Printer};
use crate::{
    forms::{
        Absentee, AttendanceSheet, Attendee, ChoiceOption, Confirmation, Form, Options, TrainedMachine, TrainingSession,
    },
    process::steps,
    records::training::{Session, Training},
    schema::{Facts, Record},
};

pub(super) fn form(printer: &Printer<'_>, facts: &Facts, letterhead: &Letterhead<'_>, ink: &Ink) -> Form {
    let record = Training::read(facts, &mut Vec::new());
    let number = steps::round(facts);
    let round = boxes::present_round(&record.rounds, number);
    let id = attending::session(facts);
    let session = record.sessions.iter().find(|session| Some(&session.id) == id.as_ref());
    let rows = id.as_deref().map(|id| attending::rows(&record, id)).unwrap_or_default();
    let of_session = record.attendees.iter().filter(|row| id.is_some() && row.session == id);
    let absent: Vec<Absentee> = of_session
        .clone()
        .filter(|row| row.signature.is_none() && row.absent_reason.is_some())
        .map(|row| Absentee { name: row.name.clone().unwrap_or_default(), reason: row.absent_reason.clone() })
        .collect();
    let listed = rows.len() + absent.len();
    let expected = session.and_then(|session| session.expected).and_then(|count| u32::try_from(count).ok());
    let trainer = printer.person(session.and_then(|session| session.trainer).or(record.engineer));
    Form::AttendanceSheet(Box::new(AttendanceSheet {
        document: boxes::document(printer, letterhead, &record.amendments, ink),
        session: on_session(printer, &record, session, number, trainer.clone()),
        equipment: record
            .machines
            .iter()
            .map(|machine| TrainedMachine {
                name: machine.product_name.clone().unwrap_or_default(),
                model: machine.model.clone(),
                serial_number: machine.serial_number.clone(),
            })
            .collect(),
        attendees: rows
            .into_iter()
            .map(|row| Attendee {
                name: row.name.clone(),
                department: row.department.clone(),
                position: row.post.clone(),
                phone: row.phone.clone(),
                signed_in_at: printer.time_of_day(row.checked_in_at),
                has_handbook: row.handbook_received,
                signature: match ink.attendees.get(&row.id) {
                    Some(strokes) => Confirmation::Device { strokes: strokes.clone() },
                    None => Confirmation::Open,
                },
            })
            .collect(),
        expected: expected.or_else(|| u32::try_from(listed).ok().filter(|count| *count > 0)),
        absent,
        trainer_signature: boxes::engineer_signature(printer, trainer, &round, ink),
        in_charge_signature: boxes::customer_signature(printer, &round, ink),
    }))
}

fn on_session(
    printer: &Printer<'_>,
    record: &Training,
    session: Option<&Session>,
    number: i64,
    trainer: Option<String>,
) -> TrainingSession {
    let standing = record.sessions.iter().filter(|session| session.cancelled_at.is_none());
    let of = record.planned_sessions.unwrap_or(1).max(standing.clone().count() as i64);
    // A session before it may have handed the handbook out.
    let handed = session.filter(|session| session.handbook.is_some());
    let handed = handed.or_else(|| standing.filter(|session| session.handbook.is_some()).max_by_key(|row| row.ordinal));
    let started = session.and_then(|session| session.started_at);
    let other = record.topic_other.clone().filter(|topic| !topic.is_empty());
    TrainingSession {
        number: u32::try_from(number).unwrap_or(1),
        of: u32::try_from(of).ok(),
        customer: record.customer_name.clone().unwrap_or_default(),
        place: session.and_then(|session| session.place.clone()).or_else(|| record.site_address.clone()),
        date: printer.day(
            started.map(|at| printer.directory.day_of(at)).or_else(|| session.and_then(|session| session.dated_on)),
        ),
        from: printer.time_of_day(started),
        to: printer.time_of_day(session.and_then(|session| session.ended_at)),
        form: Options::one(record.form.as_ref(), printer.language),
        trainer,
        topics: topics(
            printer,
            record,
            ChoiceOption { label: printer.pick("其他", "Other"), checked: other.is_some() },
        ),
        other_topics: other,
        handbook_title: handed.and_then(|session| session.handbook_title.clone()),
        handbook_version: handed.and_then(|session| session.handbook_version.clone()),
        handbook_copies: handed
            .and_then(|session| session.handbook_copies)
            .map(|number| printer.count(number, " 册", "")),
    }
}

/// 设备操作, 日常维护, 常见故障排查, and the other.
fn topics(printer: &Printer<'_>, record: &Training, other: ChoiceOption) -> Options {
    let named = [
        ("设备操作", "Operation", record.topic_operation),
        ("日常维护", "Daily maintenance", record.topic_maintenance),
        ("常见故障排查", "Common faults", record.topic_faults),
    ];
    let named = named
        .into_iter()
        .map(|(zh, en, checked)| ChoiceOption { label: printer.pick(zh, en), checked: checked == Some(true) });
    Options(named.chain([other]).collect())
}

/// The topics of a training in one line.
pub(super) fn topics_in_words(printer: &Printer<'_>, record: &Training) -> Option<String> {
    let unnamed = ChoiceOption { label: record.topic_other.clone().unwrap_or_default(), checked: true };
    let topics = topics(printer, record, unnamed).0.into_iter();
    printer.list(topics.filter(|topic| topic.checked).map(|topic| topic.label))
}
