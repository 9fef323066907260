//! 售后服务工单 from a ticket's record (domain §4.14); a suggestion prints the short form.
//! Absent by design: layout, and deciding anything.

use std::collections::BTreeMap;

use super::{
    boxes::{self, Ink},
    content::photo_numbers,
};
use crate::{
    app::printing::{Letterhead, Printer},
    forms::{
        Advice, Answer, Charge, Dispatch, Equipment, Form, Intake, Job, Options, Part, PauseRow, Regrading,
        ReportedProblem, Scores, ServiceOrder, ServiceWork, SuggestionAnswer, Test, Timeliness, Timing,
    },
    process::clocks::Clock,
    records::{
        photo::PhotoSubject,
        ticket::{Ticket, Urgency},
    },
    schema::{Facts, Record, amount_in_words},
};

/// What the form needs beside the ticket.
pub(super) struct Context<'a> {
    pub(super) letterhead: Letterhead<'a>,
    pub(super) clocks: &'a [Clock],
}

pub(super) fn form(printer: &Printer<'_>, facts: &Facts, context: &Context<'_>, ink: &Ink) -> Form {
    let record = Ticket::read(facts, &mut Vec::new());
    let number = record.round.unwrap_or(1);
    let suggestion = record.urgency == Some(Urgency::Suggestion);
    let photos = Photos { printer, record: &record, numbers: photo_numbers(facts) };
    let answer = if suggestion {
        Answer::Suggestion(suggestion_answer(printer, &record, context))
    } else {
        Answer::Job(Box::new(job(printer, &record, context, ink, &photos)))
    };
    let mut gradings: Vec<_> = record.gradings.iter().collect();
    gradings.sort_by_key(|grading| grading.at);
    let gradings = gradings.into_iter();
    let regradings = gradings.clone().zip(gradings.skip(1)).map(|(before, after)| Regrading {
        at: printer.moment(after.at),
        from: printer.choice(before.urgency.as_ref()),
        to: printer.choice(after.urgency.as_ref()),
        reason: after.reason.clone().or_else(|| printer.choice(after.kind.as_ref())),
        by: printer.person(after.by),
    });
    Form::ServiceOrder(Box::new(ServiceOrder {
        document: boxes::document(printer, &context.letterhead, &record.amendments, ink),
        intake: Intake {
            round: u32::try_from(number).unwrap_or(1),
            submitted_at: printer.moment(record.submitted_at).unwrap_or_default(),
            channel: Options::one(record.channel.as_ref(), printer.language),
            taken_in_by: printer.person(record.taken_in_by),
            taken_in_at: printer.moment(record.taken_in_at),
            responded_at: printer.moment(record.responded_at),
            customer: record.customer_name.clone().unwrap_or_default(),
            contact_name: record.contact_name.clone(),
            contact_phone: record.contact_phone.clone(),
            service_address: record.service_address.clone(),
        },
        equipment: Equipment {
            name: record.product_name.clone(),
            model: record.model.clone(),
            serial_number: record.serial_number.clone(),
            installed_on: printer.day(record.installed_on),
            warranty: Options::one(record.warranty.as_ref(), printer.language),
            running_hours: record.running_hours.map(|hours| hours.to_string()),
        },
        problem: ReportedProblem {
            description: record.description.clone().unwrap_or_default(),
            since: record.since.clone(),
            machine_down: record.machine_down,
            error_code: record.error_code.clone(),
            photos: photos.all(),
            urgency: Options::one(record.urgency.as_ref(), printer.language),
            urgency_reason: record.urgency_reason.clone(),
            regradings: regradings.collect(),
        },
        answer,
    }))
}

/// The latest run of the first of some rules that the ticket has.
fn timing(printer: &Printer<'_>, clocks: &[Clock], rules: &[&str]) -> Timing {
    printer.timing(rules.iter().find_map(|rule| clocks.iter().rfind(|clock| clock.rule == *rule)))
}

fn suggestion_answer(printer: &Printer<'_>, record: &Ticket, context: &Context<'_>) -> SuggestionAnswer {
    let answer = record.solutions.iter().max_by_key(|row| row.told_at);
    let timing = timing(printer, context.clocks, &["D-14"]);
    SuggestionAnswer {
        text: answer.and_then(|answer| answer.text.clone()),
        answered_by: answer.and_then(|answer| printer.person(answer.by)),
        answered_at: answer.and_then(|answer| printer.moment(answer.told_at)),
        told_to: answer.and_then(|answer| answer.told_to.clone()),
        channel: answer.and_then(|answer| printer.choice(answer.channel.as_ref())),
        due: timing.due,
        met: timing.met,
    }
}

fn job(printer: &Printer<'_>, record: &Ticket, context: &Context<'_>, ink: &Ink, photos: &Photos<'_>) -> Job {
    let number = record.round.unwrap_or(1);
    fn in_round<T>(rows: &[T], number: i64, round: fn(&T) -> Option<i64>) -> impl Iterator<Item = &T> {
        rows.iter().filter(move |row| round(row).is_none_or(|round| round == number))
    }
    let round = boxes::present_round(&record.rounds, number);
    let work = record.work.iter().find(|work| work.id == number.to_string());
    let text = |get: fn(&crate::records::ticket::Work) -> &Option<String>| work.and_then(|work| get(work).clone());
    let visit =
        in_round(&record.visits, number, |visit| visit.round).max_by_key(|visit| visit.left_at.or(visit.arrived_at));
    let solution = in_round(&record.solutions, number, |row| row.round).max_by_key(|row| row.told_at);
    let contact = in_round(&record.contacts, number, |contact| contact.round).find(|contact| {
        contact.connected == Some(true)
            && contact.purpose.as_ref().is_some_and(|purpose| crate::schema::Choice::code(purpose) == "technical")
    });
    let engineer = printer.person(record.engineer.or(work.and_then(|work| work.solved_by)));
    let money = |get: fn(&crate::records::ticket::Work) -> &Option<crate::schema::Money>| {
        printer.money(work.and_then(|work| get(work).as_ref()))
    };
    let total = work.and_then(|work| work.charge_total.as_ref());
    let score = |score: Option<i64>| score.and_then(|score| u8::try_from(score).ok());
    Job {
        dispatch: Dispatch {
            engineer: engineer.clone(),
            assistants: record.assistants.iter().filter_map(|row| printer.person(row.person)).collect(),
            dispatched_at: printer.moment(record.dispatched_at),
            accepted_at: printer.moment(record.accepted_at),
            appointment: printer.moment(record.appointment_at),
        },
        work: ServiceWork {
            technical_response_at: contact.and_then(|contact| printer.moment(contact.at)),
            technical_response_to: contact.and_then(|contact| contact.to_name.clone()),
            tools: text(|work| &work.tools).or_else(|| visit.and_then(|visit| visit.packed.clone())),
            left_at: visit.and_then(|visit| printer.moment(visit.left_at)),
            arrived_at: visit.and_then(|visit| printer.moment(visit.arrived_at)),
            finished_at: visit
                .and_then(|visit| printer.moment(visit.finished_at))
                .or_else(|| printer.moment(work.and_then(|work| work.solved_at))),
            fault_confirmed: text(|work| &work.fault_confirmed),
            diagnosis: text(|work| &work.diagnosis),
            cause: printer.choice(work.and_then(|work| work.cause.as_ref())),
            method: Options::one(work.and_then(|work| work.method.as_ref()), printer.language),
            solution: solution.and_then(|row| row.text.clone()),
            solution_told_to: solution.and_then(|row| row.told_to.clone()),
            solution_told_at: solution.and_then(|row| printer.moment(row.told_at)),
            work_done: text(|work| &work.work_done),
            software_before: text(|work| &work.software_before),
            software_after: text(|work| &work.software_after),
        },
        parts: in_round(&record.parts, number, |part| part.round).map(|part| part_row(printer, part)).collect(),
        test: Test {
            description: text(|work| &work.test),
            result: printer.choice(work.and_then(|work| work.test_result.as_ref())),
            photos_before: photos.of(&PhotoSubject::Before),
            photos_after: photos.of(&PhotoSubject::After),
            photos_nameplate: photos.of(&PhotoSubject::Nameplate),
            photos_old_part: photos.of(&PhotoSubject::OldPart),
        },
        charge: Charge {
            labour_hours: work
                .and_then(|work| work.labour_minutes)
                .map(|minutes| format!("{}:{:02}", minutes / 60, minutes % 60)),
            labour: money(|work| &work.charge_labour),
            travel: money(|work| &work.charge_travel),
            parts: money(|work| &work.charge_parts),
            total: printer.money(total),
            amount_in_words: total.map(|total| amount_in_words(total.minor)),
            free_reason: text(|work| &work.charge_free_reason),
            consent_name: text(|work| &work.charge_consent_name),
            consent_at: work.and_then(|work| printer.moment(work.charge_consent_at)),
            consent_way: printer.choice(work.and_then(|work| work.charge_consent_way.as_ref())),
        },
        advice: Advice {
            hidden_dangers: text(|work| &work.hidden_dangers),
            maintenance: text(|work| &work.maintenance_advice),
            left_open: text(|work| &work.left_open),
        },
        timeliness: Timeliness {
            response: timing(printer, context.clocks, &["D-10", "D-12"]),
            arrival: timing(printer, context.clocks, &["D-11"]),
            solution: timing(printer, context.clocks, &["D-13"]),
            pauses: record
                .pauses
                .iter()
                .map(|pause| PauseRow {
                    from: printer.moment(pause.from),
                    until: printer.moment(pause.until),
                    reason: printer.choice(pause.reason.as_ref()),
                })
                .collect(),
        },
        solved: Options::one(round.solved.as_ref(), printer.language),
        scores: Scores {
            attitude: score(round.score_attitude),
            skill: score(round.score_skill),
            speed: score(round.score_speed),
            overall: score(round.score),
        },
        opinion: round.opinion_text.clone(),
        reservations: boxes::reservations(printer, &record.reservations, number),
        customer_signature: boxes::customer_signature(printer, &round, ink),
        engineer_signature: boxes::engineer_signature(printer, engineer, &round, ink),
        internal: None,
    }
}

fn part_row(printer: &Printer<'_>, part: &crate::records::ticket::Part) -> Part {
    let free = part.free_under_warranty == Some(true);
    let free_text = match printer.language {
        crate::schema::Language::Chinese => "保内免费",
        crate::schema::Language::English => "free under warranty",
    };
    Part {
        name: part.name.clone().unwrap_or_default(),
        model: part.model.clone(),
        quantity: part.quantity.map(|quantity| quantity.to_string()),
        new_serial_number: part.new_serial.clone(),
        old_serial_number: part.old_serial.clone(),
        old_part: printer.choice(part.old_part.as_ref()),
        charge: if free { Some(free_text.into()) } else { printer.money(part.charge.as_ref()) },
    }
}

/// The photos of a ticket by their numbers.
struct Photos<'a> {
    printer: &'a Printer<'a>,
    record: &'a Ticket,
    numbers: BTreeMap<String, usize>,
}

impl Photos<'_> {
    fn all(&self) -> Option<String> {
        self.printer.list(self.record.photos.iter().filter_map(|photo| self.number("photos", &photo.id, "photo")))
    }

    fn of(&self, subject: &PhotoSubject) -> Option<String> {
        let photos = self.record.photos.iter().filter(|photo| photo.subject.as_ref() == Some(subject));
        let photos = photos.filter_map(|photo| self.number("photos", &photo.id, "photo"));
        let is_old_part = *subject == PhotoSubject::OldPart;
        let parts = self.record.parts.iter().filter(|_| is_old_part);
        self.printer.list(photos.chain(parts.filter_map(|part| self.number("parts", &part.id, "old_part_photo"))))
    }

    fn number(&self, table: &str, row: &str, field: &str) -> Option<String> {
        self.numbers.get(&format!("{table}/{row}/{field}")).map(usize::to_string)
    }
}
