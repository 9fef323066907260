//! 培训效果评估表 from a training's record: one attendee's sheet, or the summary of all (domain §4.13).
//! Absent by design: layout, and any other opinion than those given.

use super::{
    boxes::{self, Ink},
    training_form::topics_in_words,
};
use crate::app::printing::{Letterhead, Printer};
use crate::{
    forms::{
        Answers, AttendeeMastery, ContentRatings, DocumentState, EffectRatings, EvaluatedTraining, Form, OpenQuestion,
        Options, OrganisationRatings, Signature, TrainerRatings, TrainingCallback, TrainingEvaluation,
    },
    process::clocks::Clock,
    records::training::{Evaluation, Session, Training},
    schema::{Facts, Record},
};

/// A score of an evaluation.
type Score = fn(&Evaluation) -> Option<i64>;

const CONTENT: [Score; 4] =
    [|row| row.content_practical, |row| row.content_clear, |row| row.content_fits, |row| row.content_up_to_date];
const TRAINER: [Score; 4] = [
    |row| row.trainer_knowledge,
    |row| row.trainer_explaining,
    |row| row.trainer_interaction,
    |row| row.trainer_answers,
];
const ORGANISATION: [Score; 4] = [
    |row| row.organisation_time,
    |row| row.organisation_place,
    |row| row.organisation_equipment,
    |row| row.organisation_material,
];
const EFFECT: [Score; 3] = [|row| row.effect_mastery, |row| row.effect_skill, |row| row.effect_help];

/// One attendee's sheet, or without a row the summary; `None` when the training has no such row.
pub(super) fn form(
    printer: &Printer<'_>,
    facts: &Facts,
    letterhead: &Letterhead<'_>,
    clocks: &[Clock],
    row: Option<&str>,
) -> Option<Form> {
    let record = Training::read(facts, &mut Vec::new());
    let mut evaluations: Vec<&Evaluation> = record.evaluations.iter().collect();
    evaluations.sort_by_key(|evaluation| (evaluation.at.map(|at| at.utc_ms), &evaluation.id));
    let number = match row {
        Some(row) => (evaluations.iter().position(|evaluation| evaluation.id == row)? + 1).to_string(),
        None => String::new(),
    };
    let shown: Vec<&Evaluation> =
        evaluations.into_iter().filter(|evaluation| row.is_none_or(|row| evaluation.id == row)).collect();
    let one = shown.first().copied().filter(|_| row.is_some());
    let mut document = boxes::document(printer, letterhead, &[], &Ink::default());
    document.number = format!("{}-P{number}", record.number.as_deref().unwrap_or_default());
    document.state = if shown.is_empty() { DocumentState::Draft } else { DocumentState::Final };
    let of_session = |session: &&Session| one.is_none_or(|one| one.session.as_deref() == Some(&session.id));
    let sessions: Vec<&Session> = record
        .sessions
        .iter()
        .filter(|session| session.cancelled_at.is_none() && session.started_at.is_some())
        .filter(of_session)
        .collect();
    let trainer = sessions.iter().rev().find_map(|session| session.trainer).or(record.engineer);
    let callback = record.callbacks.iter().max_by_key(|row| row.at.map(|at| at.utc_ms));
    let contact = callback.and_then(|row| record.contacts.iter().find(|c| row.contact.as_deref() == Some(&c.id)));
    let name = one.and_then(|one| one.name.clone());
    let rate = |score: Score| {
        if one.is_some() {
            shown.first().and_then(|row| score(row)).map(|score| score.to_string())
        } else {
            mean(&shown, &[score])
        }
    };
    let all: Vec<Score> = CONTENT.into_iter().chain(TRAINER).chain(ORGANISATION).chain(EFFECT).collect();
    let said = |get: fn(&Evaluation) -> &Option<String>| {
        let words = shown.iter().filter_map(|row| get(row).clone()).filter(|words| !words.is_empty());
        Some(words.collect::<Vec<_>>().join("\n")).filter(|words| !words.is_empty())
    };
    let by = callback.and_then(|row| row.by).or(trainer);
    Some(Form::TrainingEvaluation(Box::new(TrainingEvaluation {
        document,
        training: EvaluatedTraining {
            number: record.number.clone(),
            customer: record.customer_name.clone().unwrap_or_default(),
            date: printer.list(
                sessions.iter().filter_map(|row| printer.day(row.started_at.map(|at| printer.directory.day_of(at)))),
            ),
            topics: topics_in_words(printer, &record),
            trainer: printer.person(trainer),
        },
        answers: match one {
            Some(_) => {
                Answers::Attendee { position: position_of(printer, &record, name.as_deref()), name: name.clone() }
            }
            None => summary(printer, &record, shown.len()),
        },
        content: ContentRatings {
            practical: rate(CONTENT[0]),
            clear: rate(CONTENT[1]),
            fits: rate(CONTENT[2]),
            up_to_date: rate(CONTENT[3]),
            mean: mean(&shown, &CONTENT),
        },
        trainer: TrainerRatings {
            knowledge: rate(TRAINER[0]),
            explaining: rate(TRAINER[1]),
            interaction: rate(TRAINER[2]),
            answers: rate(TRAINER[3]),
            mean: mean(&shown, &TRAINER),
        },
        organisation: OrganisationRatings {
            time: rate(ORGANISATION[0]),
            place: rate(ORGANISATION[1]),
            equipment: rate(ORGANISATION[2]),
            material: rate(ORGANISATION[3]),
            mean: mean(&shown, &ORGANISATION),
        },
        effect: EffectRatings {
            mastery: rate(EFFECT[0]),
            skill: rate(EFFECT[1]),
            helps_work: rate(EFFECT[2]),
            mean: mean(&shown, &EFFECT),
        },
        overall_mean: mean(&shown, &all),
        test_result: said(|row| &row.test_result),
        helped: said(|row| &row.helped),
        missing: said(|row| &row.missing),
        open_questions: record
            .questions
            .iter()
            .map(|row| OpenQuestion {
                question: row.question.clone().unwrap_or_default(),
                answer: row.answer.clone(),
                by: printer.person(row.answered_by),
                at: printer.moment(row.answered_at),
            })
            .collect(),
        callback: TrainingCallback {
            by: printer.person(callback.and_then(|row| row.by)),
            channel: printer.choice(contact.and_then(|contact| contact.channel.as_ref())),
            timing: printer.timing(clocks.iter().rfind(|clock| clock.rule == "D-08")),
            mastery: Options::one(callback.and_then(|row| row.mastery.as_ref()), printer.language),
            further_needs: callback.and_then(|row| row.further_training.clone()),
        },
        attendee_signature: name.map(|name| Signature { name: Some(name), ..Signature::default() }),
        trainer_signature: Signature { name: printer.person(by), ..Signature::default() },
    })))
}

/// The mean of the scores given, with one decimal, half up; `None` when nobody gave one.
fn mean(rows: &[&Evaluation], scores: &[Score]) -> Option<String> {
    let given: Vec<i64> = rows.iter().flat_map(|row| scores.iter().filter_map(|score| score(row))).collect();
    let count = i64::try_from(given.len()).ok().filter(|count| *count > 0)?;
    let tenths = (given.iter().sum::<i64>() * 20 + count) / (2 * count);
    Some(format!("{}.{}", tenths / 10, tenths % 10))
}

/// Department and position of an attendee by name.
fn position_of(printer: &Printer<'_>, record: &Training, name: Option<&str>) -> Option<String> {
    let row = record.attendees.iter().find(|row| name.is_some() && row.name.as_deref() == name)?;
    printer.list([row.department.clone(), row.post.clone()].into_iter().flatten())
}

fn summary(printer: &Printer<'_>, record: &Training, answers: usize) -> Answers {
    let present = record.attendees.iter().filter(|row| row.signature.is_some());
    let masteries = present.clone().filter(|row| row.mastery.is_some());
    Answers::Summary {
        answers: u32::try_from(answers).unwrap_or(u32::MAX),
        attendees: u32::try_from(present.count()).ok(),
        masteries: masteries
            .map(|row| AttendeeMastery {
                name: row.name.clone().unwrap_or_default(),
                mastery: printer.choice(row.mastery.as_ref()),
                needs: None,
            })
            .collect(),
    }
}
