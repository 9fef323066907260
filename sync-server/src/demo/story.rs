//! The story of one customer, from the lead at a fair to the second sale, chapter by chapter.
//! Absent by design: how the product does any of it.

mod callbacks;
mod contract;
mod delivery;
mod file;
mod installation;
mod lead;
mod merging;
mod office;
mod order;
mod other_tickets;
mod quote;
mod training;
mod urgent_ticket;

use fieldseal_core::{app::App, schema::RecordId, store::ListQuery};

use super::{
    DemoError, clocks, failed,
    stage::{Phone, Stage},
};

/// The customer of the story.
const CUSTOMER: &str = "常熟青禾传动科技有限公司";
/// Where the customer's machine stands.
const SITE: &str = "江苏省常熟市东南大道18号";

/// The one record of a kind that a list finds.
fn find(app: &App, kind: &str, query: &str) -> Result<RecordId, DemoError> {
    let list = ListQuery { kind: Some(kind.into()), text: query.into(), ..ListQuery::default() };
    let rows = app.list(&list)?;
    rows.first().map(|row| row.record).ok_or_else(|| failed(format!("no {kind} {query} on the phone")))
}

/// The phones of those who work outside.
struct Phones {
    sales: Phone,
    engineer: Phone,
    second: Phone,
}

/// Plays the story.
pub fn play(stage: &mut Stage) -> Result<(), DemoError> {
    office::hire_people(stage)?;
    office::import_lists(stage)?;
    stage.tell("2026-08-24 09:00", "Four phones are enrolled · 四部手机绑定");
    let supervisor = stage.hand_out_phone("周强", 10)?;
    let phones = Phones {
        engineer: stage.hand_out_phone("李喆", 11)?,
        second: stage.hand_out_phone("王堃", 12)?,
        sales: stage.hand_out_phone("陈静", 13)?,
    };
    let seen = phones.engineer.app.store().read(|r| r.count("customer")).map_err(failed)?;
    stage.check(seen == 0, "an engineer without a job holds no customer · 无任务的工程师手机上没有客户");
    let library = office::publish(stage, &supervisor)?;
    let Phones { sales, engineer, second } = &phones;

    let leads = lead::record_leads(stage, sales)?;
    let needs = lead::analyse_needs(stage, sales, leads.ours)?;
    let quote = quote::offer(stage, sales, leads.ours, needs)?;
    let contract = contract::conclude(stage, sales, leads.ours, quote, library.template)?;
    let delivery = order::enter(stage, sales, contract)?;
    lead::follow_up(stage, sales, leads.b, "2026-09-23 10:30", "方敏")?;
    delivery::ship_order(stage, sales, delivery)?;
    let goods = delivery::receive(stage, sales, delivery)?;
    installation::book(stage, engineer, goods.installation)?;
    let replacement = delivery::announce_replacement(stage, sales, delivery)?;
    installation::confirm(stage, engineer, goods.installation)?;
    delivery::ship_replacement(stage, replacement)?;
    delivery::settle(stage, sales, delivery, replacement)?;
    installation::install(stage, engineer, goods.installation, goods.machine, library.instruction)?;
    let urgent = urgent_ticket::take_in_and_dispatch(stage, second, goods.machine)?;
    urgent_ticket::repair(stage, second, urgent, goods.machine)?;
    urgent_ticket::sign(stage, second, urgent)?;
    merging::bring_back(stage, &phones, goods.machine)?;
    merging::verify_seal(stage, engineer, goods.installation, "安装验收单")?;
    merging::verify_seal(stage, second, urgent, "售后服务工单")?;
    let training = training::plan(stage, engineer, goods.installation)?;
    callbacks::call_after_urgent(stage, urgent)?;
    lead::follow_up(stage, sales, leads.b, "2026-10-19 10:30", "方敏")?;
    training::hold(stage, engineer, training, library.handbook)?;
    training::call_back(stage, training)?;
    let general = other_tickets::take_in_general(stage, second, goods.machine)?;
    other_tickets::solve_general(stage, second, general)?;
    let complaint = callbacks::call_after_general(stage, general)?;
    callbacks::handle_complaint(stage, complaint)?;
    other_tickets::suggest(stage, goods.machine)?;
    lead::follow_up(stage, sales, leads.b, "2026-11-19 10:30", "方敏")?;
    lead::follow_up(stage, sales, leads.c, "2026-11-19 11:00", "顾平")?;
    lead::review_grade(stage, leads.b)?;
    let referred = callbacks::call_regularly(stage, sales, leads.ours.customer)?;
    clocks::show(stage, [leads.ours, leads.b, leads.c, referred].map(|lead| lead.customer))?;
    file::make(stage, leads.ours.customer)
}
