//! 潜在客户信息表 from a customer and its sales companion (domain §4.3).
//! Absent by design: layout, and deciding anything.

use super::Page;
use crate::{
    forms::{
        DocumentState, FollowUp, Form, Grading, NamedAt, Options, ProspectBasics, ProspectContact, ProspectNeed,
        ProspectOutcome, ProspectiveCustomer,
    },
    records::{
        customer::{Contact, Customer, Site},
        customer_sales::{Communication, CustomerSales},
    },
    schema::{Facts, Record},
};

/// Whoever does not hold the companion prints a draft: grade and salesperson are missing.
pub(super) fn content(page: &Page<'_>) -> Form {
    let printer = &page.printer;
    let customer = Customer::read(page.facts, &mut Vec::new());
    let companion = page.linked("customer_sales", customer.sales).unwrap_or_default();
    let sales = CustomerSales::read(&companion, &mut Vec::new());
    let mut held: Vec<&Communication> =
        sales.communications.iter().filter(|row| row.logged_at.is_some() && row.withdrawn_at.is_none()).collect();
    held.sort_by_key(|row| row.started_at.or(row.ended_at));
    let status = page.kind.status(page.facts, printer.directory.day_of(page.source.now));
    Form::ProspectiveCustomer(Box::new(ProspectiveCustomer {
        document: page.document(state(page, &customer, &companion)),
        basics: ProspectBasics {
            customer: customer.name.clone().unwrap_or_default(),
            registered_on: printer.day_of(customer.recorded_at),
            credit_code: customer.credit_code.clone(),
            industry: customer.industry.clone(),
            ownership: customer.ownership.clone(),
            // People and turnover are one field of the record.
            people: customer.size.clone(),
            turnover: None,
            website: customer.website.clone(),
            sites: customer.sites.iter().filter_map(|site| site_of(page, site)).collect(),
            source: Options::one(customer.source.as_ref(), printer.language),
            source_detail: customer.source_detail.clone(),
            referred_by: page.linked_text("customer", customer.referred_by, "name"),
        },
        contacts: customer.contacts.iter().filter(|row| row.left != Some(true)).map(|row| contact(page, row)).collect(),
        need: ProspectNeed {
            initial_need: printer
                .beside(printer.choice(customer.initial_need.as_ref()), customer.initial_need_text.as_ref()),
            current_equipment: sales.current_equipment.clone(),
            budget: printer.money(sales.budget.as_ref()),
            planned_purchase: sales.planned_purchase.clone(),
            decision_process: sales.decision_process.clone(),
            pains: sales.pains.clone(),
        },
        grading: Grading {
            grade: Options::one(sales.grade.as_ref(), printer.language),
            reason: sales.grade_reason.clone(),
            graded_by: printer.person(sales.graded_by),
            graded_on: printer.day_of(sales.graded_at),
            salesperson: printer.person(sales.salesperson),
            next_follow_up: printer.day(sales.next_follow_up),
        },
        follow_ups: held.into_iter().map(|row| follow_up(page, row)).collect(),
        outcome: ProspectOutcome {
            status: status.map(|rule| rule.label.in_language(printer.language).to_owned()),
            closed_reason: sales.closed_reason.clone().or_else(|| customer.closed_reason.clone()),
            referral: sales.referral_source.clone(),
            privacy_notice_at: printer.moment(customer.privacy_notice_at),
        },
        author: printer.named_at(customer.recorded_by, customer.recorded_at),
        reviewer: sales.reviewed_at.map_or_else(NamedAt::default, |at| printer.named_at(sales.reviewed_by, Some(at))),
    }))
}

/// Final once everything starred is there. Nobody follows up on a customer that is closed.
fn state(page: &Page<'_>, customer: &Customer, companion: &Facts) -> DocumentState {
    if customer.merged_into.is_some() {
        let into = page.linked_text("customer", customer.merged_into, "number");
        return page.void("已合并", "merged into another", into.as_ref());
    }
    let of_customer = ["number", "recorded_at", "name", "industry", "source", "initial_need"];
    let of_companion = ["grade", "salesperson", "next_follow_up"];
    let is_reached = |row: &Contact| row.phone.is_some() || row.email.is_some() || row.wechat.is_some();
    let is_whole = of_customer.iter().all(|key| page.facts.has(key))
        && of_companion
            .iter()
            .all(|key| companion.has(key) || (*key == "next_follow_up" && companion.has("closed_at")))
        && customer.contacts.iter().any(|row| row.name.is_some() && is_reached(row));
    if is_whole { DocumentState::Final } else { DocumentState::Draft }
}

fn site_of(page: &Page<'_>, site: &Site) -> Option<String> {
    match (&site.name, &site.address) {
        (Some(name), Some(address)) => Some(page.printer.labelled(name, address)),
        (name, address) => name.clone().or_else(|| address.clone()),
    }
}

fn contact(page: &Page<'_>, row: &Contact) -> ProspectContact {
    ProspectContact {
        name: row.name.clone().unwrap_or_default(),
        department: row.department.clone(),
        title: row.title.clone(),
        function: page.printer.choice(row.function.as_ref()),
        phone: row.phone.clone(),
        email: row.email.clone(),
        wechat: row.wechat.clone(),
        main: row.main,
    }
}

fn follow_up(page: &Page<'_>, row: &Communication) -> FollowUp {
    let printer = &page.printer;
    let unreached = || (row.connected == Some(false)).then(|| printer.pick("未接通", "not reached"));
    FollowUp {
        at: printer.moment(row.started_at.or(row.ended_at)),
        channel: printer.choice(row.channel.as_ref()),
        purpose: printer.choice(row.purpose.as_ref()),
        with_whom: row.to_name.clone(),
        content: row.content.clone(),
        result: row.result.clone().or_else(unreached),
        next_step: row.next_step.clone(),
        by: printer.person(row.by),
    }
}
