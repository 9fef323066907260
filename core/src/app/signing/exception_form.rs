//! 异常处理记录 from one objection of a delivery (domain §4.10).
//! Absent by design: layout, and deciding anything.

use super::{
    boxes::{self, Ink},
    content::photo_numbers,
    delivery_form::objection_number,
};
use crate::app::printing::{Letterhead, Printer};
use crate::{
    forms::{
        AffectedLine, Confirmation, DocumentState, ExceptionCause, ExceptionRaised, ExceptionRecord, ExceptionRemedy,
        ExceptionResponse, Form, LoggedWork, Options, Signature,
    },
    process::clocks::Clock,
    records::delivery::{Delivery, DeliveryLine, Objection, ResultWay},
    schema::{Facts, Record},
};

/// What the form needs beside the delivery.
pub(super) struct Context<'a> {
    pub(super) letterhead: Letterhead<'a>,
    pub(super) clocks: &'a [Clock],
    pub(super) order_number: Option<String>,
    /// The number of the delivery that replaces.
    pub(super) replacement_number: Option<String>,
}

/// The form of one objection; `None` when the delivery has no such row.
pub(super) fn form(printer: &Printer<'_>, facts: &Facts, context: &Context<'_>, row: &str) -> Option<Form> {
    let record = Delivery::read(facts, &mut Vec::new());
    let objection = record.objections.iter().find(|objection| objection.id == row)?;
    let is_over = objection.closed_at.is_some() || objection.withdrawn_at.is_some();
    let mut document = boxes::document(printer, &context.letterhead, &[], &Ink::default());
    document.number = objection_number(&record, objection);
    document.state = if is_over { DocumentState::Final } else { DocumentState::Draft };
    let line = record.lines.iter().find(|line| objection.line.as_deref() == Some(&line.id));
    let clock = context.clocks.iter().rfind(|clock| clock.rule == "D-05" && clock.instance == row);
    let contact = record.contacts.iter().find(|contact| objection.responded_contact.as_deref() == Some(&contact.id));
    // An answer on the spot went to whoever objected, in the way they did.
    let on_the_spot = objection.responded_at.is_some() && contact.is_none();
    let reserved = record.reservations.iter().find(|reservation| reservation.id == row);
    let mut log: Vec<_> = record.objection_log.iter().filter(|entry| entry.objection.as_deref() == Some(row)).collect();
    log.sort_by_key(|entry| entry.at.map(|at| at.utc_ms));
    let named = |person| Signature { name: printer.person(person), ..Signature::default() };
    let withdrawn = objection.withdrawn_at.map(|_| printer.pick("客户已撤回异议", "withdrawn by the customer"));
    let closed_at = objection.closed_at.or(objection.withdrawn_at);
    Some(Form::ExceptionRecord(Box::new(ExceptionRecord {
        document,
        raised: ExceptionRaised {
            customer: record.customer_name.clone().unwrap_or_default(),
            delivery_number: record.number.clone(),
            order_number: context.order_number.clone(),
            by: objection.raised_by.clone(),
            phone: objection.raised_phone.clone(),
            at: printer.moment(objection.raised_at),
            channel: printer.choice(objection.channel.as_ref()),
            category: Options::one(objection.category.as_ref(), printer.language),
            description: objection.text.clone().unwrap_or_default(),
            photos: photo_numbers(facts).get(&format!("objections/{row}/photo")).map(usize::to_string),
            demand: objection.demand.clone(),
            blocks_installation: objection.blocks_installation,
        },
        lines: line.map(|line| affected_line(&record, objection, line)).into_iter().collect(),
        response: ExceptionResponse {
            timing: printer.timing(clock),
            by: printer.person(objection.responded_by),
            to: contact
                .and_then(|contact| contact.to_name.clone())
                .or_else(|| objection.raised_by.clone().filter(|_| on_the_spot)),
            channel: contact
                .and_then(|contact| printer.choice(contact.channel.as_ref()))
                .or_else(|| printer.choice(objection.channel.as_ref().filter(|_| on_the_spot))),
            content: objection.promise.clone(),
        },
        remedy: ExceptionRemedy {
            remedy: Options::one(objection.remedy.as_ref(), printer.language),
            agreed: reserved.and_then(|reservation| reservation.remedy.clone()),
            by_when: printer.day(objection.remedy_due),
            departments: Options::one(objection.department.as_ref(), printer.language),
            replacement_delivery_number: context.replacement_number.clone(),
        },
        work_log: log
            .into_iter()
            .map(|entry| LoggedWork {
                at: printer.moment(entry.at),
                what: entry.text.clone().unwrap_or_default(),
                by: printer.person(entry.by),
            })
            .collect(),
        cause: ExceptionCause {
            category: printer.choice(objection.cause_category.as_ref()),
            text: objection.cause.clone(),
            corrective_action: objection.corrective_action.clone(),
        },
        result: objection.result.clone().or(withdrawn),
        closed_on: printer.day(closed_at.map(|at| printer.directory.day_of(at))),
        reservations: Vec::new(),
        customer_signature: customer_signature(printer, objection),
        handler_signature: named(objection.handled_by),
        head_signature: named(objection.department_head),
    })))
}

fn affected_line(record: &Delivery, objection: &Objection, line: &DeliveryLine) -> AffectedLine {
    let units: Vec<&str> = record
        .units
        .iter()
        .filter(|unit| unit.line.as_deref() == Some(&line.id))
        .filter_map(|unit| unit.serial_number.as_deref())
        .collect();
    // Which of several machines it is about, the objection says in words.
    let all = units.len() == 1 || objection.quantity == i64::try_from(units.len()).ok();
    AffectedLine {
        name: line.product_name.clone().unwrap_or_default(),
        model: line.model.clone(),
        serial_number: (all && !units.is_empty()).then(|| units.join("\n")),
        quantity: objection
            .quantity
            .map(|quantity| format!("{quantity} {}", line.unit.as_deref().unwrap_or_default()).trim_end().to_owned()),
    }
}

/// The customer's word on the result: a note of a call, or what was signed elsewhere.
fn customer_signature(printer: &Printer<'_>, objection: &Objection) -> Signature {
    let Some(closed_at) = objection.closed_at else { return Signature::default() };
    let at = printer.moment(Some(closed_at));
    let confirmation = match &objection.result_way {
        Some(ResultWay::Signature) => {
            Confirmation::Paper { annex: Some(printer.pick("客户签字照片", "photo of the customer's signature")) }
        }
        Some(ResultWay::Link) => Confirmation::Link { strokes: None },
        Some(ResultWay::Telephone) => Confirmation::Telephone {
            name: objection.raised_by.clone(),
            number: objection.raised_phone.clone(),
            at: at.clone(),
            words: objection.customer_word.clone(),
        },
        // Before its way was asked for, the customer's word was all there was.
        _ => {
            Confirmation::Telephone { name: None, number: None, at: at.clone(), words: objection.customer_word.clone() }
        }
    };
    Signature {
        name: objection.raised_by.clone(),
        phone: objection.raised_phone.clone(),
        confirmation,
        at,
        ..Signature::default()
    }
}
