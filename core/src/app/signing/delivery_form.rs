//! 收货确认单 from a delivery's record (domain §4.9).
//! Absent by design: layout, any price, and deciding anything.

use super::{
    boxes::{self, Ink},
    content::photo_numbers,
};
use crate::app::printing::{Letterhead, Printer};
use crate::{
    forms::{
        Condition, Confirmation, DeliveryReceipt, Form, Options, ReceiptObjection, ReceiptPapers, ReceiptParties,
        ReceiptTransport, ReceivedLine, Signature,
    },
    records::{
        delivery::{Delivery, Objection, UnsignedWay},
        round::Round,
    },
    schema::{Facts, Record},
};

/// What the form needs beside the delivery.
pub(super) struct Context<'a> {
    pub(super) letterhead: Letterhead<'a>,
    /// The order, empty when it is not on this phone.
    pub(super) order: Facts,
}

pub(super) fn form(printer: &Printer<'_>, facts: &Facts, context: &Context<'_>, ink: &Ink) -> Form {
    let record = Delivery::read(facts, &mut Vec::new());
    let round = boxes::present_round(&record.rounds, 1);
    let of_order = |key: &str| context.order.text(key).map(str::to_owned);
    let standing = context.order.items("deliveries").iter().filter(|row| !row.has("ended_at")).count();
    let batches = i64::try_from(standing).ok().filter(|count| *count > 0);
    let batches = batches.map(|count| count.max(record.batch.unwrap_or(1)));
    let small = |number: Option<i64>| number.and_then(|number| u32::try_from(number).ok());
    let helper = record.assisted_by.or(record.engineer).or(record.salesperson);
    let there = |checked: Option<bool>| Condition { checked, value: None };
    let mut objections: Vec<&Objection> = record.objections.iter().collect();
    objections.sort_by_key(|row| (row.ordinal, row.raised_at.map(|at| at.utc_ms)));
    Form::DeliveryReceipt(Box::new(DeliveryReceipt {
        document: boxes::document(printer, &context.letterhead, &record.amendments, ink),
        parties: ReceiptParties {
            contract_number: of_order("contract_number"),
            order_number: of_order("number"),
            batch: small(record.batch),
            batches: small(batches),
            sender: context.letterhead.company.text(printer.pick("name_zh", "name_en").as_str()).map(str::to_owned),
            receiver: record.customer_name.clone().unwrap_or_default(),
            address: record.ship_to_address.clone(),
            contact_name: record.ship_to_name.clone(),
            contact_phone: record.ship_to_phone.clone(),
            confirmed_at: printer.moment(record.confirmed_at),
            confirmed_by: record.confirmed_by.clone(),
        },
        transport: ReceiptTransport {
            carrier: record.carrier.clone(),
            waybill: record.waybill_number.clone(),
            packages: record.packages.map(|number| printer.count(number, " 件", "")),
            shipped_at: printer.moment(record.shipped_at),
            arrived_at: printer.moment(record.arrived_at),
        },
        lines: record.lines.iter().map(|line| received_line(printer, &record, line)).collect(),
        papers: ReceiptPapers {
            packing_list: there(record.has_packing_list),
            certificate: there(record.has_certificate),
            manual: there(record.has_manual),
            accessories: there(record.has_accessories),
        },
        packing: Options::one(record.package_state.as_ref(), printer.language),
        photos: printer.list((1..=photo_numbers(facts).len()).map(|number| number.to_string())),
        objected: (record.received_at.is_some() || !objections.is_empty()).then_some(!objections.is_empty()),
        objections: objections
            .iter()
            .map(|row| ReceiptObjection {
                number: row.ordinal.map(|_| objection_number(&record, row)),
                category: printer.choice(row.category.as_ref()),
                text: row.text.clone().unwrap_or_default(),
                blocks_installation: row.blocks_installation,
            })
            .collect(),
        reservations: boxes::reservations(printer, &record.reservations, 1),
        receiver_signature: receiver_signature(printer, &record, &round, ink),
        helper_signature: boxes::engineer_signature(printer, printer.person(helper), &round, ink),
    }))
}

/// The number of an objection's own record: SH…-Yn.
pub(super) fn objection_number(record: &Delivery, row: &Objection) -> String {
    let earlier = |other: &&Objection| {
        (other.raised_at.map(|at| at.utc_ms), &other.id) < (row.raised_at.map(|at| at.utc_ms), &row.id)
    };
    // Those raised before they were numbered stand in the order in which they came.
    let ordinal = row.ordinal.unwrap_or_else(|| 1 + record.objections.iter().filter(earlier).count() as i64);
    format!("{}-Y{ordinal}", record.number.as_deref().unwrap_or_default())
}

fn received_line(
    printer: &Printer<'_>,
    record: &Delivery,
    line: &crate::records::delivery::DeliveryLine,
) -> ReceivedLine {
    let units = record.units.iter().filter(|unit| unit.line.as_deref() == Some(&line.id));
    ReceivedLine {
        name: line.product_name.clone().unwrap_or_default(),
        model: line.model.clone(),
        serial_numbers: units.filter_map(|unit| unit.serial_number.clone()).collect(),
        unit: line.unit.clone(),
        quantity_due: line.quantity_due.map(|quantity| quantity.to_string()),
        quantity_received: line.quantity_received.map(|quantity| quantity.to_string()),
        model_agrees: line.model_matches,
        appearance: Options::one(line.appearance.as_ref(), printer.language),
        remark: line.remark.clone(),
    }
}

/// The receiver's box: as it was signed here, else what was noted of a receipt on paper or of none.
fn receiver_signature(printer: &Printer<'_>, record: &Delivery, round: &Round, ink: &Ink) -> Signature {
    if round.way.is_some() || (record.received_at.is_none() && record.unsigned_at.is_none()) {
        return boxes::customer_signature(printer, round, ink);
    }
    let confirmation = match (record.received_at, &record.unsigned_way) {
        (Some(_), _) => Confirmation::Paper { annex: None },
        (None, Some(UnsignedWay::Refused)) => Confirmation::Refused {
            reason: None,
            words: record.unsigned_reason.clone(),
            shown_to: record.signer_name.clone(),
            witness: None,
            next: None,
        },
        _ => Confirmation::Absent { note: record.unsigned_reason.clone() },
    };
    let round = Round {
        signer_name: record.signer_name.clone(),
        signer_department: record.signer_department.clone(),
        signer_title: record.signer_title.clone(),
        signer_phone: record.signer_phone.clone(),
        capacity: record.capacity.clone(),
        proxy_for: record.proxy_for.clone(),
        authority: record.authority.clone(),
        ..round.clone()
    };
    Signature {
        confirmation,
        at: printer.moment(record.received_at.or(record.unsigned_at)),
        ..boxes::customer_signature(printer, &round, ink)
    }
}
