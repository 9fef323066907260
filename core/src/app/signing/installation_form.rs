//! 安装验收单 from an installation's record (domain §4.11).
//! Absent by design: layout, and deciding anything.

use super::{
    boxes::{self, Ink},
    content::photo_numbers,
};
use crate::{
    app::printing::{Letterhead, Printer},
    forms::{
        Basics, Check, Condition, Form, Handover, InstallationAcceptance, Machine, Options, Outcome, Rectification,
        Safety, SiteConditions, TrialRun, UsedItem, Work,
    },
    records::installation::{Installation, InstallationWork},
    schema::{Date, Facts, Record},
};

/// What the form needs beside the installation.
pub(super) struct Context<'a> {
    pub(super) letterhead: Letterhead<'a>,
    pub(super) order_number: Option<String>,
    pub(super) delivery_number: Option<String>,
    pub(super) contract_number: Option<String>,
    pub(super) warranty: Option<(Date, Date)>,
}

pub(super) fn form(printer: &Printer<'_>, facts: &Facts, context: &Context<'_>, ink: &Ink) -> Form {
    let record = Installation::read(facts, &mut Vec::new());
    let number = record.round.unwrap_or(1);
    let round = boxes::present_round(&record.rounds, number);
    let work = record.work.iter().find(|work| work.id == number.to_string());
    let visit = record.visits.iter().filter(|visit| visit.arrived_at.is_some()).max_by_key(|visit| visit.arrived_at);
    let appointments = record.appointments.iter().filter(|row| row.cancelled_at.is_none());
    let appointment = appointments.max_by_key(|row| (row.round, row.set_at));
    let engineer = printer.person(record.engineer);
    let assistants = record.assistants.iter().filter_map(|row| printer.person(row.person));
    let text = |get: fn(&InstallationWork) -> &Option<String>| work.and_then(|work| get(work).clone());
    let photos = photo_numbers(facts);
    let checks =
        record.checklist.iter().filter(|item| item.round.is_none_or(|round| round == number)).map(|item| Check {
            item: item.title.clone().unwrap_or_default(),
            nominal_value: item.nominal_value.clone(),
            measured_value: item.measured_value.clone(),
            unit: item.unit.clone(),
            verdict: printer.choice(item.verdict.as_ref()),
            remark: item.reason.clone(),
            photo_number: photos.get(&format!("checklist/{}/photo", item.id)).map(usize::to_string),
        });
    let condition = |get: fn(&InstallationWork) -> (Option<bool>, &Option<String>)| {
        work.map(get).map_or_else(Condition::default, |(checked, value)| Condition { checked, value: value.clone() })
    };
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
        document: boxes::document(printer, &context.letterhead, &record.amendments, ink),
        basics: Basics {
            round: u32::try_from(number).unwrap_or(1),
            customer: record.customer_name.clone().unwrap_or_default(),
            site_address: record.site_address.clone().unwrap_or_default(),
            contact_name: record.contact_name.clone(),
            contact_phone: record.contact_phone.clone(),
            contract_number: record.contract_number.clone().or_else(|| context.contract_number.clone()),
            order_number: record.order_number.clone().or_else(|| context.order_number.clone()),
            delivery_number: record.delivery_number.clone().or_else(|| context.delivery_number.clone()),
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
                quantity: Some(machine.unit.as_ref().map_or_else(|| "1".to_owned(), |unit| format!("1 {unit}"))),
                manufactured_on: printer.day(machine.manufactured_on),
                position: machine.location.clone(),
                state: state_of(&machine.id),
            })
            .collect(),
        site: SiteConditions {
            packing: condition(|work| (work.packing_in_order, &work.packing_found)),
            accessories: condition(|work| (work.accessories_in_order, &work.accessories_found)),
            visible_state: condition(|work| (work.appearance_in_order, &work.appearance_found)),
            power: condition(|work| (work.power_in_order, &work.power_found)),
            earth: condition(|work| (work.site_earth_in_order, &work.site_earth_found)),
            air: condition(|work| (work.air_in_order, &work.air_found)),
            foundation: condition(|work| (work.foundation_in_order, &work.foundation_found)),
            network: condition(|work| (work.network_in_order, &work.network_found)),
            unpacking_remark: text(|work| &work.unpacking),
            site_remark: text(|work| &work.site_conditions),
        },
        work: Work {
            instruction_title: text(|work| &work.instruction_title),
            instruction_version: text(|work| &work.instruction_version),
            arrived_at: visit.and_then(|visit| printer.moment(visit.arrived_at)),
            finished_at: visit.and_then(|visit| printer.moment(visit.finished_at)).or_else(|| confirmed.clone()),
            used_items: record
                .parts
                .iter()
                .filter(|part| part.round.is_none_or(|round| round == number))
                .map(|part| UsedItem {
                    name: part.name.clone().unwrap_or_default(),
                    model: part.model.clone(),
                    quantity: part.quantity.map(|quantity| quantity.to_string()),
                })
                .collect(),
        },
        checks: checks.collect(),
        safety: Safety {
            guards: condition(|work| (work.guards_in_order, &work.guards_found)),
            emergency_stop: condition(|work| (work.emergency_stop_in_order, &work.emergency_stop_found)),
            earthing: condition(|work| (work.machine_earth_in_order, &work.machine_earth_found)),
            warning_signs: condition(|work| (work.warning_signs_in_order, &work.warning_signs_found)),
        },
        trial_run: TrialRun {
            from: work.and_then(|work| printer.moment(work.trial_from)),
            to: work.and_then(|work| printer.moment(work.trial_to)),
            hours,
            load: text(|work| &work.trial_load),
            alarms: text(|work| &work.trial_alarms),
            conclusion: work.and_then(|work| printer.choice(work.trial_result.as_ref())),
        },
        handover: Handover {
            documents: condition(|work| (work.documents_handed_over, &work.documents_listed)),
            keys: condition(|work| (work.keys_handed_over, &work.keys_listed)),
            spare_parts: condition(|work| (work.spare_parts_handed_over, &work.spare_parts_listed)),
            passwords: condition(|work| (work.passwords_handed_over, &work.passwords_listed)),
            remark: text(|work| &work.handed_over),
        },
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
        training_date: work.and_then(|work| printer.day(work.training_on)),
        hidden_dangers: text(|work| &work.hidden_dangers),
        customer_signature: boxes::customer_signature(printer, &round, ink),
        engineer_signature: boxes::engineer_signature(printer, engineer, &round, ink),
        third_party_signature: boxes::third_party_signature(printer, &round, ink),
    }))
}
