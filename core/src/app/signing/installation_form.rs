//! 安装验收单 from an installation's record (domain §4.11).
//! Absent by design: layout, and deciding anything.

use super::{
    boxes::{self, Ink},
    print::Printer,
};
use crate::{
    forms::{
        Basics, Check, Form, Handover, InstallationAcceptance, Machine, Options, Outcome, Rectification, Safety,
        SiteConditions, TrialRun, UsedItem, Work,
    },
    records::installation::Installation,
    schema::{Date, Facts, Record},
};

/// What the form needs beside the installation.
pub(super) struct Context<'a> {
    pub(super) company: &'a Facts,
    pub(super) order_number: Option<String>,
    pub(super) delivery_number: Option<String>,
    pub(super) contract_number: Option<String>,
    pub(super) warranty: Option<(Date, Date)>,
    pub(super) today: String,
}

pub(super) fn form(printer: &Printer<'_>, facts: &Facts, context: &Context<'_>, ink: &Ink) -> Form {
    let record = Installation::read(facts, &mut Vec::new());
    let number = record.round.unwrap_or(1);
    let round = boxes::present_round(&record.rounds, number);
    let work = record.work.iter().find(|work| work.id == number.to_string());
    let visit = record.visits.iter().rfind(|visit| visit.arrived_at.is_some());
    let appointment = record.appointments.iter().rfind(|appointment| appointment.cancelled_at.is_none());
    let engineer = printer.person(record.engineer);
    let assistants = record.assistants.iter().filter_map(|row| printer.person(row.person));
    let text = |get: fn(&crate::records::installation::InstallationWork) -> &Option<String>| {
        work.and_then(|work| get(work).clone())
    };
    let mut checks = Vec::new();
    let mut photo_number = 0;
    for item in record.checklist.iter().filter(|item| item.round.is_none_or(|round| round == number)) {
        photo_number += usize::from(item.photo.is_some());
        checks.push(Check {
            item: item.title.clone().unwrap_or_default(),
            nominal_value: item.nominal_value.clone(),
            measured_value: item.measured_value.clone(),
            unit: item.unit.clone(),
            verdict: printer.choice(item.verdict.as_ref()),
            remark: item.reason.clone(),
            photo_number: item.photo.map(|_| photo_number.to_string()),
        });
    }
    let results = record.results.iter().filter(|row| row.round.is_none_or(|round| round == number));
    let state_of = |machine: &str| {
        results
            .clone()
            .find(|row| row.machine.as_deref() == Some(machine))
            .and_then(|row| printer.choice(row.state.as_ref()))
    };
    let hours = work.and_then(|work| Some(work.trial_to?.utc_ms - work.trial_from?.utc_ms)).map(|ms| {
        let tenths = ms / 360_000;
        format!("{}.{}", tenths / 10, tenths % 10)
    });
    let confirmed = printer.moment(round.confirmed_at.or(round.refused_at).or(round.absent_at));
    Form::InstallationAcceptance(Box::new(InstallationAcceptance {
        document: boxes::document(
            printer,
            context.company,
            record.number.as_deref(),
            u32::try_from(number).unwrap_or(1),
            context.today.clone(),
            ink,
            &record.amendments,
        ),
        basics: Basics {
            round: u32::try_from(number).unwrap_or(1),
            customer: record.customer_name.clone().unwrap_or_default(),
            site_address: record.site_address.clone().unwrap_or_default(),
            contact_name: record.contact_name.clone(),
            contact_phone: record.contact_phone.clone(),
            contract_number: context.contract_number.clone(),
            order_number: context.order_number.clone(),
            delivery_number: context.delivery_number.clone(),
            engineers: engineer.clone().into_iter().chain(assistants).collect(),
            appointment: appointment.and_then(|appointment| printer.moment(appointment.at)),
            appointment_confirmed_with: appointment.and_then(|appointment| appointment.confirmed_with.clone()),
            appointment_confirmed_at: appointment.and_then(|appointment| printer.moment(appointment.confirmed_at)),
        },
        equipment: record
            .machines
            .iter()
            .map(|machine| Machine {
                name: machine.product_name.clone().unwrap_or_default(),
                model: machine.model.clone(),
                serial_number: machine.serial_number.clone(),
                quantity: Some("1".into()),
                manufactured_on: printer.day(machine.manufactured_on),
                position: machine.location.clone(),
                state: state_of(&machine.id),
            })
            .collect(),
        site: SiteConditions {
            packing: stated(text(|work| &work.unpacking)),
            visible_state: stated(text(|work| &work.site_conditions)),
            ..SiteConditions::default()
        },
        work: Work {
            instruction_title: text(|work| &work.instruction_title),
            instruction_version: text(|work| &work.instruction_version),
            arrived_at: visit.and_then(|visit| printer.moment(visit.arrived_at)),
            finished_at: visit.and_then(|visit| printer.moment(visit.finished_at)).or_else(|| confirmed.clone()),
            used_items: record
                .parts
                .iter()
                .map(|part| UsedItem {
                    name: part.name.clone().unwrap_or_default(),
                    model: part.model.clone(),
                    quantity: part.quantity.map(|quantity| quantity.to_string()),
                })
                .collect(),
        },
        checks,
        safety: Safety::default(),
        trial_run: TrialRun {
            from: work.and_then(|work| printer.moment(work.trial_from)),
            to: work.and_then(|work| printer.moment(work.trial_to)),
            hours,
            load: text(|work| &work.trial_load),
            alarms: text(|work| &work.trial_alarms),
            conclusion: work.and_then(|work| printer.choice(work.trial_result.as_ref())),
        },
        handover: Handover { documents: stated(text(|work| &work.handed_over)), ..Handover::default() },
        outcome: Outcome {
            installed_on: printer.day(round.installed_on),
            equipment_state: Options::one(round.equipment_state.as_ref(), printer.language),
            result: Options::one(round.result.as_ref(), printer.language),
            rectifications: record
                .rectifications
                .iter()
                .filter(|row| row.round.is_none_or(|round| round == number))
                .map(|row| Rectification {
                    item: row.text.clone().unwrap_or_default(),
                    responsible: row.responsible.clone(),
                    due: printer.day(row.due_on),
                })
                .collect(),
            warranty_from: printer.day(context.warranty.map(|(from, _)| from)),
            warranty_until: printer.day(context.warranty.map(|(_, until)| until)),
            warranty_note: (context.warranty.is_some() && boxes::awaits_ratification(&round))
                .then(|| printer.pick("（暂定，待追认）", " (provisional until ratified)")),
        },
        customer_opinion: Options::one(round.opinion.as_ref(), printer.language),
        customer_words: round.opinion_text.clone(),
        reservations: boxes::reservations(printer, &record.reservations, number),
        training_topics: text(|work| &work.training_agreed),
        training_date: None,
        customer_signature: boxes::customer_signature(printer, &round, ink),
        engineer_signature: boxes::engineer_signature(engineer, confirmed, ink),
        third_party_signature: None,
    }))
}

/// A condition that was written down in words.
fn stated(value: Option<String>) -> crate::forms::Condition {
    crate::forms::Condition { checked: value.as_ref().map(|_| true), value }
}
