//! 产品解决方案 from a quote (domain §4.5), under the quote's number.
//! Absent by design: prices, and what the manager said of them: the customer gets this form.

use super::{
    Page,
    priced::{number, text},
    quotation,
};
use crate::{
    forms::{
        CarryingOut, Document, Form, Options, Parameter, ReferenceCase, Review, ReviewedNeed, SolutionLine,
        SolutionProposal,
    },
    records::quote::{self, Quote},
    schema::{ItemFacts, Record},
};

pub(super) fn content(page: &Page<'_>) -> Form {
    let printer = &page.printer;
    let record = Quote::read(page.facts, &mut Vec::new());
    let order = needs_in_order(page, &record);
    let number_of = |id: &str| order.iter().position(|need| need == id).map(|index| (index + 1).to_string());
    let mut needs: Vec<_> = record.needs_review.iter().collect();
    needs.sort_by_key(|need| order.iter().position(|id| *id == need.id));
    let line = |row: &ItemFacts<'_>| SolutionLine {
        name: text(row, "product_name").unwrap_or_default(),
        model: text(row, "model"),
        configuration: text(row, "configuration"),
        quantity: number(row, "quantity")
            .map(|count| [Some(count), text(row, "unit")].into_iter().flatten().collect::<Vec<_>>().join(" ")),
        answers: quote::answers(row.text("answers")).filter_map(number_of).collect(),
    };
    let approval = quotation::approval(page, &record);
    let document = quotation::document(page, &record);
    Form::SolutionProposal(Box::new(SolutionProposal {
        document: Document { number: format!("{}/FA", document.number), ..document },
        customer: record.customer_name.clone().unwrap_or_default(),
        subject: record.title.clone(),
        needs_number: page.linked_text("needs", record.needs, "number"),
        needs: needs
            .into_iter()
            .map(|need| ReviewedNeed {
                number: number_of(&need.id).unwrap_or_default(),
                need: need.need.clone().unwrap_or_default(),
                priority: Options::one(need.priority.as_ref(), printer.language),
            })
            .collect(),
        lines: page.facts.items("lines").iter().map(line).collect(),
        functions: record.functions.clone(),
        parameters: record
            .parameters
            .iter()
            .map(|row| Parameter {
                name: row.name.clone().unwrap_or_default(),
                value: row.value.clone(),
                unit: row.unit.clone(),
                condition: row.condition.clone(),
            })
            .collect(),
        layout: record.layout.clone(),
        interfaces: record.interfaces.clone(),
        site_conditions: record.site_conditions.clone(),
        cases: record
            .reference_cases
            .iter()
            .map(|row| ReferenceCase {
                industry: row.industry.clone(),
                customer: row.customer.clone(),
                effect: row.effect.clone(),
                year: row.year.map(|year| year.to_string()),
            })
            .collect(),
        carrying_out: CarryingOut {
            delivery: printer.beside(record.delivery_period.clone(), record.delivery_from.as_ref()),
            installation: record.implementation.clone(),
            training: record.installation_training.clone(),
            service: record.warranty.clone(),
            customer_provides: record.customer_provides.clone(),
        },
        not_included: record.not_included.clone(),
        assumptions: record.assumptions.clone(),
        validity: printer.day(record.valid_until),
        author: printer.named_at(record.drafted_by, record.drafted_at),
        approval: Review {
            opinion: approval.at.is_some().then(|| printer.pick("同意", "approved")),
            name: approval.name,
            at: approval.at,
        },
    }))
}

/// The ids of the needs as the analysis numbers them; as the quote lists them where the analysis is not here.
fn needs_in_order(page: &Page<'_>, record: &Quote) -> Vec<String> {
    let of_quote = || record.needs_review.iter().map(|need| need.id.clone()).collect();
    page.linked("needs", record.needs)
        .map(|facts| facts.items("needs").iter().map(|row| row.id.to_owned()).collect())
        .unwrap_or_else(of_quote)
}
