//! 报价单 from a quote (domain §4.6), and what the solution proposal shares with it: state, date, approval.
//! Absent by design: cost, floor price and opinions (`quote_internals`); adding up.

use super::{Page, priced, quote_internals};
use crate::{
    forms::{
        Addressee, Document, DocumentState, Form, NamedAt, Offerer, Options, Quotation, QuoteConditions, Signature,
    },
    records::quote::{self, Quote},
    schema::{Language, Record},
};

pub(super) fn content(page: &Page<'_>) -> Form {
    let printer = &page.printer;
    let record = Quote::read(page.facts, &mut Vec::new());
    Form::Quotation(Box::new(Quotation {
        document: document(page, &record),
        valid_until: printer.day(record.valid_until),
        offered_by: offerer(page, &record),
        offered_to: Addressee {
            name: record.customer_name.clone().unwrap_or_default(),
            contact_name: record.contact_name.clone(),
            phone: record.contact_phone.clone(),
            address: record.address.clone(),
        },
        lines: priced::lines(printer, page.facts),
        totals: priced::totals(printer, page.facts),
        conditions: QuoteConditions {
            discount_policy: record.discount_policy.clone(),
            payment: priced::stages(printer, page.facts),
            delivery_period: record.delivery_period.clone(),
            delivery_from: record.delivery_from.clone(),
            delivery_place: printer.list(record.delivery_place.iter().chain(&record.delivery_manner).cloned()),
            packing: record.packing.clone(),
            warranty: record.warranty.clone(),
            installation: record.installation_training.clone(),
            invoice_type: Options::one(record.invoice_type.as_ref(), printer.language),
            price_adjustment: record.price_adjustment.clone(),
            special_notes: record.special_notes.clone(),
            attachments: printer.list(record.attachments.iter().filter_map(|row| row.name.clone())),
        },
        author: printer.named_at(record.submitted_by.or(record.salesperson), record.submitted_at),
        approval: approval(page, &record),
        customer_signature: Some(Signature::default()),
        internal: page.internal.then(|| quote_internals::content(page, &record)),
    }))
}

/// Head and foot with the quote's revision, dated as it was offered.
pub(super) fn document(page: &Page<'_>, record: &Quote) -> Document {
    let document = page.document(if record.voided_at.is_some() {
        page.void("报价已作废", "the quote is void", record.voided_reason.as_ref())
    } else if quote::is_approved(page.facts) {
        DocumentState::Final
    } else {
        DocumentState::NotApproved
    });
    Document {
        revision: u32::try_from(quote::revision(page.facts)).unwrap_or_default(),
        date: page.printer.day(record.quoted_on).unwrap_or(document.date),
        ..document
    }
}

/// Who approved exactly what stands, and when.
pub(super) fn approval(page: &Page<'_>, record: &Quote) -> NamedAt {
    if quote::is_approved(page.facts) {
        page.printer.named_at(record.approved_by, record.approved_at)
    } else {
        NamedAt::default()
    }
}

fn offerer(page: &Page<'_>, record: &Quote) -> Offerer {
    let company = page.source.directory.company();
    let name = match page.printer.language {
        Language::English => company.text("name_en").filter(|name| !name.is_empty()),
        Language::Chinese => None,
    };
    Offerer {
        name: name.or_else(|| company.text("name_zh")).unwrap_or_default().to_owned(),
        // The company's settings hold no credit code.
        credit_code: None,
        address: company.text("address").map(str::to_owned),
        contact_name: page.printer.person(record.salesperson),
        phone: page.linked_text("person", record.salesperson, "phone"),
        email: page.linked_text("person", record.salesperson, "email"),
    }
}
