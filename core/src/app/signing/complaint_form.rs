//! 投诉处理单 from a complaint's record (domain §4.16).
//! Absent by design: layout, deciding anything, and what it meant for one of us: a record of its own.

use super::boxes::{self, Ink};
use crate::app::printing::{Letterhead, Printer};
use crate::{
    forms::{
        ComplaintCallback, ComplaintClosing, ComplaintDeadlines, ComplaintHandling, ComplaintIntake, ComplaintPlan,
        FirstReaction, Form, Investigation, LoggedWork, Options, QualityAction, Signature, Timing,
    },
    process::clocks::Clock,
    records::{
        complaint::{Complaint, Prevention},
        contact_attempt::{ContactAttempt, ContactPurpose},
    },
    schema::{Facts, Record},
};

/// What the form needs beside the complaint.
pub(super) struct Context<'a> {
    pub(super) letterhead: Letterhead<'a>,
    pub(super) clocks: &'a [Clock],
    pub(super) ticket_number: Option<String>,
    pub(super) order_number: Option<String>,
    /// The machine, empty when it is not on this phone.
    pub(super) equipment: Facts,
    /// The callback, empty when it is not on this phone.
    pub(super) callback: Facts,
}

pub(super) fn form(printer: &Printer<'_>, facts: &Facts, context: &Context<'_>, ink: &Ink) -> Form {
    let record = Complaint::read(facts, &mut Vec::new());
    let number = record.round.unwrap_or(1);
    let round = boxes::present_round(&record.rounds, number);
    let outcome = record.outcomes.iter().find(|outcome| outcome.id == number.to_string());
    let timing = |rule: &str| -> Timing { printer.timing(context.clocks.iter().rfind(|clock| clock.rule == rule)) };
    let told = last_contact(&record, &ContactPurpose::Plan);
    let machine = ["product_name", "model", "serial_number"].map(|key| context.equipment.text(key).map(str::to_owned));
    let given = record.preventions.iter();
    let named = |person| Signature { name: printer.person(person), ..Signature::default() };
    Form::ComplaintHandling(Box::new(ComplaintHandling {
        document: boxes::document(printer, &context.letterhead, &[], ink),
        intake: ComplaintIntake {
            submitted_at: printer.moment(record.submitted_at),
            channel: Options::one(record.channel.as_ref(), printer.language),
            complainant: record.contact_name.clone(),
            unit: record.customer_name.clone(),
            phone: record.contact_phone.clone(),
            ticket_number: context.ticket_number.clone(),
            order_number: context.order_number.clone(),
            equipment: printer.list(machine.into_iter().flatten()),
            person: printer.person(record.about_person),
            nature: Options::one(record.nature.as_ref(), printer.language),
            severity: Options::one(record.severity.as_ref(), printer.language),
            count: record.nth.and_then(|nth| u32::try_from(nth).ok()),
            content: record.content.clone().unwrap_or_default(),
            demand: record.demand.clone(),
            taken_in_by: printer.person(record.taken_in_by),
            taken_in_at: printer.moment(record.taken_in_at),
        },
        reaction: FirstReaction {
            at: printer.moment(record.reacted_at),
            by: printer.person(record.reacted_by),
            content: reaction(&record).and_then(|contact| contact.content.clone()),
        },
        investigation: investigation(printer, &record),
        plan: ComplaintPlan {
            text: record.plan.clone(),
            told_at: printer.moment(record.plan_told_at),
            told_to: told.and_then(|contact| contact.to_name.clone()),
            agreed: record.consented_at.map(|_| true),
            answered: printer
                .list([record.consent_name.clone(), printer.moment(record.consented_at)].into_iter().flatten()),
            words: record.consent_words.clone(),
        },
        carried_out: carried_out(printer, &record),
        actions: given.map(|row| quality_action(printer, row)).collect(),
        result: outcome.and_then(|outcome| outcome.final_answer.clone().or_else(|| outcome.result.clone())),
        deadlines: ComplaintDeadlines { reaction: timing("D-17a"), plan: timing("D-17b"), resolved: timing("D-17c") },
        callback: ComplaintCallback {
            number: context.callback.text("number").map(str::to_owned),
            at: printer.moment(record.called_back_at),
            by: printer.person(context.callback.reference("made_by")),
            score: record.callback_score.and_then(|score| u8::try_from(score).ok()),
        },
        closing: ComplaintClosing {
            by: printer.person(record.closed_by),
            at: printer.moment(record.closing_proposed_at.or(record.closed_at)),
            approved_by: printer.person(record.approved_by),
            approved_at: printer.moment(record.closed_at),
        },
        reservations: boxes::reservations(printer, &record.reservations, number),
        complainant_signature: boxes::customer_signature(printer, &round, ink),
        taker_signature: boxes::engineer_signature(printer, printer.person(record.taken_in_by), &round, ink),
        department_signature: named(record.in_charge),
        internal: None,
    }))
}

fn connected<'a>(record: &'a Complaint, purpose: &'a ContactPurpose) -> impl Iterator<Item = &'a ContactAttempt> {
    let contacts = record.contacts.iter().filter(|contact| contact.connected == Some(true));
    contacts.filter(move |contact| contact.purpose.as_ref() == Some(purpose))
}

fn last_contact<'a>(record: &'a Complaint, purpose: &'a ContactPurpose) -> Option<&'a ContactAttempt> {
    connected(record, purpose).max_by_key(|contact| contact.at.map(|at| at.utc_ms))
}

/// The contact that was the first reaction: it said the plan at once, or came before it.
fn reaction(record: &Complaint) -> Option<&ContactAttempt> {
    let contacts = connected(record, &ContactPurpose::Reaction).chain(connected(record, &ContactPurpose::Plan));
    contacts.min_by_key(|contact| contact.at.map(|at| at.utc_ms))
}

/// What was found out, each finding a paragraph; who found out last, and what was made of it.
fn investigation(printer: &Printer<'_>, record: &Complaint) -> Investigation {
    let mut rows: Vec<_> = record.investigations.iter().collect();
    rows.sort_by_key(|row| row.at.map(|at| at.utc_ms));
    let lines = |texts: Vec<Option<String>>| {
        let texts: Vec<String> = texts.into_iter().flatten().filter(|text| !text.is_empty()).collect();
        (!texts.is_empty()).then(|| texts.join("\n"))
    };
    Investigation {
        facts: lines(rows.iter().map(|row| row.facts.clone()).collect()),
        evidence: lines(rows.iter().map(|row| row.evidence.clone()).collect()),
        by: printer.person(rows.last().and_then(|row| row.by)),
        at: printer.moment(rows.last().and_then(|row| row.at)),
        justified: Options::one(record.justified.as_ref(), printer.language),
        justified_reason: record.justified_reason.clone(),
        root_cause: record.cause.clone(),
        cause_category: printer.choice(record.cause_category.as_ref()),
        department: printer.choice(record.department.as_ref()),
    }
}

fn carried_out(printer: &Printer<'_>, record: &Complaint) -> Vec<LoggedWork> {
    let mut rows: Vec<_> = record.actions.iter().collect();
    rows.sort_by_key(|row| row.at.map(|at| at.utc_ms));
    let rows = rows.into_iter().map(|row| LoggedWork {
        at: printer.moment(row.at),
        what: row.what.clone().unwrap_or_default(),
        by: printer.person(row.by),
    });
    rows.collect()
}

fn quality_action(printer: &Printer<'_>, row: &Prevention) -> QualityAction {
    QualityAction {
        kind: printer.choice(row.kind.as_ref()),
        what: row.what.clone().unwrap_or_default(),
        who: printer.person(row.who),
        by_when: printer.day(row.until),
        checked: printer.list(
            [row.checked_note.clone(), printer.person(row.checked_by), printer.moment(row.checked_at)]
                .into_iter()
                .flatten(),
        ),
    }
}
