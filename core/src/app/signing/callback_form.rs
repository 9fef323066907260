//! 客户回访记录 from a callback's record (domain §4.15).
//! Absent by design: layout, signatures, and deciding anything.

use super::boxes::{self, Ink};
use crate::app::printing::{Letterhead, Printer};
use crate::{
    forms::{
        CallbackAttempt, CallbackBasics, CallbackFeedback, CallbackRecord, DocumentState, Form, NewNeed, Options,
        RemainingMatter, Scores,
    },
    records::callback::Callback,
    schema::{Facts, Record},
};

/// What the form needs beside the callback.
pub(super) struct Context<'a> {
    pub(super) letterhead: Letterhead<'a>,
    /// The number of what it follows.
    pub(super) source_number: Option<String>,
    /// The number of what follows it.
    pub(super) follow_up_number: Option<String>,
}

pub(super) fn form(printer: &Printer<'_>, facts: &Facts, context: &Context<'_>) -> Form {
    let record = Callback::read(facts, &mut Vec::new());
    let mut document = boxes::document(printer, &context.letterhead, &[], &Ink::default());
    document.state = match (record.cancelled_at, record.made_at.or(record.unreachable_at)) {
        (Some(_), _) => DocumentState::Void { reason: record.cancelled_reason.clone() },
        (None, Some(_)) => DocumentState::Final,
        (None, None) => DocumentState::Draft,
    };
    let mut contacts: Vec<_> = record.contacts.iter().collect();
    contacts.sort_by_key(|contact| contact.at.map(|at| at.utc_ms));
    let score = |score: Option<i64>| score.and_then(|score| u8::try_from(score).ok());
    Form::CallbackRecord(Box::new(CallbackRecord {
        document,
        callback: CallbackBasics {
            kind: Options::one(record.kind.as_ref(), printer.language),
            source_number: context.source_number.clone(),
            customer: record.customer_name.clone().unwrap_or_default(),
            contact_name: record.contact_name.clone(),
            contact_phone: record.contact_phone.clone(),
            due: printer.day(record.due_on),
            made_at: printer.moment(record.made_at),
            channel: Options::one(record.channel.as_ref(), printer.language),
            recorded: record.recorded,
            recording_told: record.recording_told,
            service_person: printer.person(record.service_person),
            serviced_on: printer.day(record.serviced_on),
        },
        attempts: contacts
            .into_iter()
            .map(|contact| CallbackAttempt {
                at: printer.moment(contact.at),
                channel: printer.choice(contact.channel.as_ref()),
                by: printer.person(contact.by),
                to: printer.list([contact.to_name.clone(), contact.to_phone.clone()].into_iter().flatten()),
                connected: contact.connected,
                content: contact.content.clone(),
            })
            .collect(),
        feedback: CallbackFeedback {
            solved: Options::one(record.solved.as_ref(), printer.language),
            scores: Scores {
                attitude: score(record.score_attitude),
                skill: score(record.score_skill),
                speed: score(record.score_speed),
                overall: score(record.score),
            },
            running_well: record.running_well,
            suggestions: record.suggestions.clone(),
            complaints: record.dissatisfaction.clone(),
        },
        new_needs: record
            .needs
            .iter()
            .map(|need| {
                let company = need.company.clone().filter(|company| !company.is_empty());
                let what = need.what.clone().unwrap_or_default();
                NewNeed {
                    kind: Some(match company {
                        Some(_) => printer.pick("转介绍", "referral"),
                        None => printer.pick("新需求", "new need"),
                    }),
                    what: company.map_or_else(|| what.clone(), |company| printer.labelled(&company, &what)),
                    name: need.name.clone(),
                    phone: need.phone.clone(),
                }
            })
            .collect(),
        remaining: record
            .matters
            .iter()
            .map(|matter| RemainingMatter {
                what: matter.what.clone().unwrap_or_default(),
                who: printer.person(matter.who),
                by_when: printer.day(matter.until),
            })
            .collect(),
        follow_up: Options::one(record.follow_up.as_ref(), printer.language),
        follow_up_number: context.follow_up_number.clone(),
        made_by: printer.person(record.made_by),
        signed_off_at: printer.moment(record.made_at),
        reviewed_by: printer.person(record.reviewed_by),
        reviewed_at: printer.moment(record.reviewed_at),
    }))
}
