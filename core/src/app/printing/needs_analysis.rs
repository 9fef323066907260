//! 客户需求分析报告 from a needs analysis (domain §4.4).
//! Absent by design: layout, and deciding anything.

use super::Page;
use crate::{
    forms::{
        Decider, Document, DocumentState, Form, NamedAt, Need, NeedsAnalysis, NeedsBasics, NeedsConclusion, NeedsTalk,
        NextStep, Options, Pain, Purchase,
    },
    records::needs::{NamedCommunication, Needs, Participant, Side},
    schema::Record,
};

pub(super) fn content(page: &Page<'_>) -> Form {
    let printer = &page.printer;
    let record = Needs::read(page.facts, &mut Vec::new());
    let document = page.document(state(page, &record));
    let of_side = |ours: bool| {
        let rows = record.participants.iter().filter(move |row| (row.side == Some(Side::Ours)) == ours);
        rows.filter_map(|row| participant(page, row)).collect()
    };
    Form::NeedsAnalysis(Box::new(NeedsAnalysis {
        document: Document { date: printer.day_of(record.submitted_at).unwrap_or(document.date), ..document },
        basics: NeedsBasics {
            customer: record.customer_name.clone().unwrap_or_default(),
            industry: record.industry.clone(),
            our_participants: of_side(true),
            customer_participants: of_side(false),
            reported_at: printer.moment(record.submitted_at),
            within_24_hours: record.within_24_hours,
        },
        communications: record.communications.iter().map(|row| talk(page, row)).collect(),
        current_equipment: record.current_equipment.clone(),
        operating_conditions: record.operating_conditions.clone(),
        pains: record
            .pains
            .iter()
            .map(|row| Pain {
                pain: row.pain.clone().unwrap_or_default(),
                effect: row.effect.clone(),
                frequency: row.frequency.clone(),
                cost: row.loss.clone(),
            })
            .collect(),
        needs: record
            .needs
            .iter()
            .map(|row| Need {
                need: row.need.clone().unwrap_or_default(),
                priority: Options::one(row.priority.as_ref(), printer.language),
                criterion: row.criterion.clone(),
                words: row.customer_words.clone(),
            })
            .collect(),
        purchase: Purchase {
            budget: printer.beside(printer.money(record.budget.as_ref()), record.budget_text.as_ref()),
            planned_time: record.planned_purchase.clone(),
            decision_process: record.decision_process.clone(),
            deciders: record
                .decision_people
                .iter()
                .map(|row| Decider {
                    name: row.name.clone().unwrap_or_default(),
                    role: printer.choice(row.role.as_ref()),
                    attitude: printer.choice(row.attitude.as_ref()),
                })
                .collect(),
            competitors: record.competitors.clone(),
            power: record.site_power.clone(),
            air: record.site_air.clone(),
            space: record.site_space.clone(),
            network: record.site_network.clone(),
        },
        conclusion: NeedsConclusion {
            direction: record.solution_direction.clone(),
            risks: record.risks.clone(),
            next_steps: record
                .next_steps
                .iter()
                .map(|row| NextStep {
                    what: row.what.clone().unwrap_or_default(),
                    who: row.who.clone(),
                    when: printer.day(row.by_when),
                })
                .collect(),
        },
        author: printer.named_at(record.prepared_by, record.submitted_at),
        reviewer: record.reviewed_at.map_or_else(NamedAt::default, |at| printer.named_at(record.reviewed_by, Some(at))),
        customer_confirmation: NamedAt {
            name: record.confirmed_by_name.clone().and_then(|name| {
                printer.beside(Some(name), printer.choice(record.confirmed_channel.as_ref()).as_ref())
            }),
            at: printer.moment(record.confirmed_at),
        },
    }))
}

/// Submitting asks for everything starred.
fn state(page: &Page<'_>, record: &Needs) -> DocumentState {
    if record.superseded_by.is_some() {
        let by = page.linked_text("needs", record.superseded_by, "number");
        return page.void("已被替代", "superseded", by.as_ref());
    }
    if record.submitted_at.is_some() { DocumentState::Final } else { DocumentState::Draft }
}

fn participant(page: &Page<'_>, row: &Participant) -> Option<String> {
    let name = row.name.clone().or_else(|| page.printer.person(row.person))?;
    page.printer.beside(Some(name), row.title.as_ref())
}

fn talk(page: &Page<'_>, row: &NamedCommunication) -> NeedsTalk {
    let printer = &page.printer;
    let length = row.started_at.zip(row.ended_at).map(|(from, to)| (to.utc_ms - from.utc_ms) / 60_000);
    NeedsTalk {
        at: printer.moment(row.started_at.or(row.ended_at)),
        channel: printer.choice(row.channel.as_ref()),
        duration: length.map(|minutes| printer.count(minutes, " 分钟", " min")),
        place: row.place.clone(),
    }
}
