//! Who may do which step, held against the company's manual (domain §7.1) row by row.
//! Absent by design: what a guard adds to a right, which the kinds' own tests show.

use std::collections::BTreeMap;

use super::KINDS;
use crate::schema::{Role, Who};

/// The columns of the manual's table.
const ROLES: [(&str, Role); 9] = [
    ("SA", Role::Sales),
    ("MA", Role::Manager),
    ("FI", Role::Finance),
    ("LE", Role::Legal),
    ("WA", Role::Warehouse),
    ("DE", Role::Desk),
    ("SU", Role::Supervisor),
    ("EN", Role::Engineer),
    ("AD", Role::Administrator),
];

/// A row of the manual with its nine columns, D does, o does on own records, – neither (reading is no step), and
/// the steps that carry it out.
type Row = (&'static str, &'static str, &'static [&'static str]);

const ROWS: &[Row] = &[
    ("S-01 lead", "D D – – – D – – –", &["customer.record_lead"]),
    ("S-02 grade, assign", "o D – – – – – – –", &["customer_sales.take", "customer_sales.grade"]),
    (
        "S-03 communication",
        "o D – – – – – – –",
        &[
            "customer_sales.plan_communication",
            "customer_sales.log_communication",
            "customer_sales.correct_communication",
            "customer_sales.withdraw_communication",
            "customer_sales.set_follow_up",
        ],
    ),
    (
        "S-04 needs analysis",
        "o D – – – – – – –",
        &["needs.draft", "needs.edit", "needs.submit", "needs.record_confirmation"],
    ),
    (
        "S-05 solution, quote",
        "o D – – – – – – –",
        &[
            "quote.draft",
            "quote.draft_for",
            "quote.edit",
            "quote.request_cost",
            "quote.submit",
            "quote.send",
            "quote.decline",
            "quote.void",
            "quote.revise",
            "quote.release",
        ],
    ),
    ("S-05 cost", "– – D – – – – – –", &["quote_cost.enter", "quote_cost.confirm", "floor_price.authorise"]),
    ("S-06 approve, return", "– D – – – – – – –", &["quote.approve", "quote.return"]),
    (
        "S-07 draw, terms, send",
        "o D – – – – – – –",
        &[
            "contract.draw",
            "contract.draw_supplement",
            "contract.edit",
            "contract.confirm_term",
            "contract.submit_to_legal",
            "contract.send",
            "contract.record_customer_answer",
            "contract.record_received",
            "contract.void",
        ],
    ),
    ("S-07 review, seal", "– – – D – – – – –", &["contract.review", "contract.return", "contract.affix_company_seal"]),
    (
        "S-08 customer's signature recorded",
        "o D – D – – – – –",
        &["contract.record_signature", "contract.correct_signed_on"],
    ),
    (
        "S-09 enter order",
        "o D – – – – – – –",
        &[
            "order.enter",
            "order.send",
            "order.plan",
            "order.send_confirmation",
            "order.record_reply",
            "order.hold",
            "order.resume",
            "order.complete",
            "order.cancel",
            "order_price.set_prices",
            "delivery.plan",
            "delivery.cancel",
        ],
    ),
    (
        "S-09 progress, stock",
        "– – – – D – – – –",
        &["order.plan_shipments", "order.report_progress", "order.mark_in_stock"],
    ),
    (
        "S-10 notify, confirm",
        "o D – – – D – – –",
        &["delivery.notify", "delivery.confirm", "delivery.replan_shipment", "delivery.change_ship_to"],
    ),
    ("S-10 ship", "– – – – D – – – –", &["delivery.ship"]),
    (
        "S-11 open boxes, receipt",
        "o D – – – – – o –",
        &[
            "delivery.arrive",
            "delivery.refuse_goods",
            "delivery.present",
            "delivery.receive",
            "delivery.record_unsigned",
            "delivery.record_ratification",
        ],
    ),
    ("S-12 raise", "o D – – – D D o –", &["delivery.raise_objection", "delivery.withdraw_objection"]),
    ("S-12 respond", "o D – – – D D o –", &["delivery.respond_to_objection"]),
    (
        "S-12 remedy, cause",
        "o D – – D – D – –",
        &["delivery.agree_remedy", "delivery.log_work", "delivery.record_return", "delivery.close_objection"],
    ),
    (
        "S-13, S-14 contact, book, confirm",
        "– – – – – D D o –",
        &[
            "installation.contact",
            "installation.confirm_appointment",
            "installation.reschedule",
            "installation.cancel_appointment",
        ],
    ),
    (
        "S-15 install",
        "– – – – – – – o –",
        &[
            "installation.leave",
            "installation.arrive",
            "installation.start_work",
            "installation.record_checklist",
            "installation.trial_run",
            "installation.record_work",
            "installation.finish_visit",
        ],
    ),
    ("S-16 present for acceptance", "– – – – – – – o –", &["installation.present", "installation.confirm"]),
    (
        "S-17 training",
        "– – – – – – – o –",
        &[
            "training.begin_session",
            "training.hand_out_handbook",
            "training.list_attendees",
            "training.sign_in",
            "training.record_absent",
            "training.end_session",
            "training.close_sheet",
        ],
    ),
    (
        "S-18 training callback",
        "– – – – – D D o –",
        &[
            "training.evaluate",
            "training.ask_question",
            "training.answer_question",
            "training.record_attempt",
            "training.call_back",
            "training.close_unreachable",
        ],
    ),
    ("S-19 take in", "o – – – – D D o –", &["ticket.take_in"]),
    ("S-20 respond, grade", "– – – – – D D – –", &["ticket.respond", "ticket.grade"]),
    ("S-20 regrade up", "– – – – – D D o –", &["ticket.regrade_up"]),
    (
        "S-20 regrade down, merge, withdraw",
        "– – – – – D D – –",
        &["ticket.regrade_down", "ticket.merge", "ticket.withdraw"],
    ),
    (
        "S-21 dispatch, transfer",
        "– – – – – D D – –",
        &["installation.dispatch", "training.dispatch", "ticket.dispatch"],
    ),
    (
        "S-21 accept, reject with reason, ask to transfer",
        "– – – – – – – o –",
        &[
            "installation.accept_job",
            "installation.reject_job",
            "installation.ask_transfer",
            "training.accept_job",
            "training.reject_job",
            "training.ask_transfer",
            "ticket.accept_job",
            "ticket.reject_job",
            "ticket.ask_transfer",
        ],
    ),
    ("S-22 technical response", "– – – – – D D o –", &["ticket.contact"]),
    ("S-23 leave, arrive, finish", "– – – – – – – o –", &["ticket.leave", "ticket.arrive", "ticket.finish_visit"]),
    (
        "S-24 solution, repair, part",
        "– – – – – D D o –",
        &[
            "ticket.give_solution",
            "ticket.answer_suggestion",
            "ticket.record_work",
            "ticket.order_part",
            "ticket.receive_part",
        ],
    ),
    (
        "S-25 present for signature",
        "– – – – – D D o –",
        &["ticket.solve", "ticket.present", "ticket.confirm", "ticket.confirm_remotely"],
    ),
    (
        "pause, resume",
        "– – – – – D D o –",
        &["installation.pause", "installation.resume", "ticket.pause", "ticket.resume"],
    ),
    (
        "pause: disallow",
        "– – – – – – D – –",
        &[
            "installation.disallow_pause",
            "installation.confirm_pause",
            "ticket.disallow_pause",
            "ticket.confirm_pause",
            "complaint.disallow_pause",
        ],
    ),
    (
        "refusal: record",
        "o – – – – – – o –",
        &[
            "delivery.refuse",
            "delivery.absent",
            "installation.refuse",
            "installation.absent",
            "ticket.refuse",
            "ticket.absent",
        ],
    ),
    (
        "refusal: decide",
        "– – – – – – D – –",
        &["ticket.call_back_settled", "ticket.close_unsolved", "callback.complete_settled"],
    ),
    ("deemed acceptance", "– – – – – – D – –", &["installation.deem_accepted"]),
    (
        "S-26 callback",
        "– – – – – D D – –",
        &["ticket.call_back", "ticket.reopen", "callback.begin", "complaint.call_back", "complaint.give_up_callback"],
    ),
    (
        "S-27 regular callback",
        "o D – – – D D – –",
        &[
            "callback.begin_regular",
            "callback.record_attempt",
            "callback.give_up",
            "callback.complete",
            "callback.describe",
            "callback.close_matter",
            "callback.close_follow_up",
        ],
    ),
    ("S-28 take in, first reaction", "o D – – – D D – –", &["complaint.take_in", "complaint.react"]),
    (
        "S-28 investigate, plan, act",
        "o D o o o D D o –",
        &[
            "complaint.escalate",
            "complaint.investigate",
            "complaint.judge",
            "complaint.tell_plan",
            "complaint.customer_consents",
            "complaint.act",
            "complaint.pause",
            "complaint.resume",
            "complaint.record_result",
            "complaint.present",
            "complaint.confirm",
            "complaint.ratify",
            "complaint.final_answer",
            "complaint.prevent",
            "complaint.check_prevention",
            "complaint.propose_closing",
        ],
    ),
    ("S-28 close", "– D – – – – D – –", &["complaint.close", "complaint.close_about_sales"]),
    ("S-29 lead from callback", "o D – – – D D – –", &["callback.make_lead", "customer.record_lead"]),
    ("S-30 one file", "o D – – – – D – D", &["customer.make_file", "customer_sales.make_file"]),
    (
        "amend sealed form",
        "o D – – – – D o –",
        &["delivery.amend", "installation.amend", "training.amend", "ticket.amend"],
    ),
    (
        "library",
        "– – – – – – D – D",
        &["library.draft", "library.edit", "library.publish", "library.supersede", "library.retire"],
    ),
    (
        "people, devices, calendar, settings, import",
        "– – – – – – – – D",
        &[
            "person.add_person",
            "person.edit",
            "person.activate",
            "person.grant_role",
            "person.revoke_role",
            "person.name_stand_in",
            "person.suspend",
            "person.reinstate",
            "person.leave",
            "device.enrol",
            "device.assign_segment",
            "device.lock",
            "device.unlock",
            "device.revoke",
            "company.set_up",
            "company.edit",
            "company.set_rule",
            "calendar.set_up",
            "calendar.publish_year",
            "customer.import",
            "customer_sales.import",
            "ticket.import",
            "equipment.import",
            "order.register_order",
        ],
    ),
    ("on call", "– – – – – – D – D", &["company.set_on_call"]),
    (
        "§7.3 service cost",
        "– – D – – – – – –",
        &["service_cost.record", "service_cost.correct", "service_cost.confirm"],
    ),
    ("§7.3 service charge", "– – – – – D D o –", &["ticket.offer_charge", "ticket.consent_charge"]),
];

/// Where a step's right differs from its row's: the step, the
/// columns as they are, and why.
const DIFFERENT: &[(&str, &str, &str)] = &[
    ("customer_sales.take", "MA –", "the manager assigns by grading"),
    ("customer_sales.grade", "SA –", "a salesperson grades by taking"),
    ("quote.draft", "MA –", "the manager drafts for a salesperson"),
    ("quote.draft_for", "SA –", "a salesperson drafts for themselves"),
    ("contract.record_received", "LE D", "legal keeps the register of originals (domain §8)"),
    ("order.enter", "AD D", "orders that run when the company begins are entered by who imports"),
    ("order.send", "AD D", "the same"),
    ("order.plan", "AD D", "the same"),
    ("order.send_confirmation", "AD D", "the same"),
    ("order.record_reply", "AD D", "the same"),
    ("order.hold", "AD D", "the same"),
    ("order.resume", "AD D", "the same"),
    ("order.complete", "AD D", "the same"),
    ("order.cancel", "AD D", "the same"),
    ("order_price.set_prices", "AD D", "the same"),
    ("delivery.refuse", "MA D", "a manager may present the receipt (S-11), so they say what came of it"),
    ("delivery.absent", "MA D", "the same"),
    ("installation.refuse", "SA –", "an installation is no salesperson's own"),
    ("installation.absent", "SA –", "the same"),
    ("ticket.order_part", "DE –", "the desk solves remotely: no part is on the way"),
    ("ticket.confirm", "DE –", "the desk has no customer before it: link or telephone"),
    ("ticket.confirm_remotely", "EN –", "the engineer's customer signs on the device"),
    ("complaint.close", "MA –", "the manager closes what is about sales, by a step of its own"),
    ("complaint.close_about_sales", "SU –", "the same"),
    ("customer.make_file", "SA –", "a salesperson's own file is asked for on the sales record"),
    ("customer_sales.make_file", "MA – SU – AD –", "the office's is asked for on the customer"),
    ("installation.amend", "SA –", "an installation is no salesperson's own"),
    ("training.amend", "SA –", "a training is no salesperson's own"),
];

/// Steps that no row names, with their columns and why they are so.
const UNNAMED: &[(&str, &str, &str)] = &[
    ("customer.edit", "D D – – – – – – –", "who records leads keeps their data"),
    ("customer.save_contacts", "D D – – – D D – –", "service reaches the same people"),
    ("customer.save_sites", "D D – – – D D – –", "and goes to the same places"),
    ("customer.merge", "– D – – – – – – D", "duplicates are found by who sees all, or imports"),
    ("customer.close", "– D – – – – – – –", "the end of a customer is the manager's to say"),
    ("customer.reopen", "– D – – – – – – –", "the same"),
    ("customer_sales.describe", "o D – – – – – – –", "what sales know, like S-03"),
    ("customer_sales.review", "– D – – – – – – –", "the manager's review of a grade (template 1)"),
    ("customer_sales.win", "o D – – – – – – –", "the outcome that ends D-02"),
    ("customer_sales.close", "o D – – – – – – –", "the same"),
    ("customer_sales.reopen", "o D – – – – – – –", "the same"),
    ("needs.review", "– D – – – – – – –", "the reviewer of the form (domain §6.2)"),
    ("customer_sales.hand_over", "– D – – – – – – D", "a leaver's records go to somebody else (§7.1, last row)"),
    ("needs.hand_over", "– D – – – – – – D", "a leaver's records go to somebody else (§7.1, last row)"),
    ("quote.hand_over", "– D – – – – – – D", "a leaver's records go to somebody else (§7.1, last row)"),
    ("contract.hand_over", "– D – – – – – – D", "a leaver's records go to somebody else (§7.1, last row)"),
    ("order.hand_over", "– D – – – – – – D", "a leaver's records go to somebody else (§7.1, last row)"),
    ("order_price.hand_over", "– D – – – – – – D", "a leaver's records go to somebody else (§7.1, last row)"),
    ("delivery.hand_over", "– D – – – – – – D", "a leaver's records go to somebody else (§7.1, last row)"),
    ("delivery.decide_refusal", "– D – – – – – – –", "a refused receipt is the manager's to decide (§6.5)"),
    ("contract.terminate", "– D – D – – – – –", "ending a contract in force: management with legal"),
    ("delivery.assign_engineer", "o D – – – D D – –", "who opens boxes or dispatches names the helper"),
    ("delivery.release_unconfirmed", "– D – – – – – – –", "shipping without the customer's word is an exception"),
    ("delivery.ratify", "o D – – – D D o –", "whoever the customer tells records it (§6.4)"),
    ("equipment.correct_equipment", "– – – – – D D o –", "the machine on site is not the one on file (§8)"),
    ("equipment.set_idle", "– – – – – D D – –", "what becomes of a machine is service's to say"),
    ("equipment.use_again", "– – – – – D D – –", "the same"),
    ("equipment.replace", "– – – – – D D – –", "the same"),
    ("equipment.take_back", "– – – – – D D – –", "the same"),
    ("equipment.scrap", "– – – – – D D – –", "the same"),
    ("installation.cancel", "– – – – – D D – –", "what is dispatched is called off by who dispatches"),
    ("installation.ratify", "– – – – – D D o –", "whoever the customer tells records it (§6.4)"),
    ("installation.close_rectification", "– – – – – D D o –", "closed with the customer's word (§6.6)"),
    ("installation.close_reservation", "– – – – – D D o –", "the same"),
    ("installation.next_round", "– – – – – D D o –", "another round after 待整改"),
    ("training.plan", "– – – – – D D – –", "planned by who dispatches"),
    ("training.edit_plan", "– – – – – D D o –", "booked like an installation (S-13)"),
    ("training.date_session", "– – – – – D D o –", "the same"),
    ("training.move_session", "– – – – – D D o –", "the same"),
    ("training.cancel_session", "– – – – – D D o –", "the same"),
    ("training.cancel", "– – – – – D D – –", "what is dispatched is called off by who dispatches"),
    ("ticket.customer_chase", "– – – – – D D o –", "whoever is asked counts it (§8)"),
    ("ticket.ratify", "– – – – – D D o –", "whoever the customer tells records it (§6.4)"),
    ("ticket.close_reservation", "– – – – – D D o –", "closed with the customer's word (§6.6)"),
    ("callback.cancel", "– D – – – D D – –", "a callback that is not needed: no salesperson drops their own"),
    ("callback.review", "– D – – – – D – –", "nobody reviews an own call"),
    ("complaint.classify", "– D – – – D D – –", "nature and severity are the office's to say"),
    ("complaint.assign", "– D – – – D D – –", "the office names the person in charge"),
    ("complaint.withdraw", "– D – – – D D – –", "the customer tells the office"),
    ("complaint_consequence.decide", "– D – – – – D – –", "its readers (§7.3)"),
    ("complaint_consequence.carry_out", "– D – – – – D – –", "the same"),
    ("hint.send", "D D D D D D D D D", "a message that makes a task, no record of another kind"),
    ("hint.handle", "D D – – – D D – –", "a task for the desk or the salesperson"),
];

fn columns(rights: &str) -> BTreeMap<&'static str, char> {
    let letters = rights.split(' ').map(|right| right.chars().next().expect("no empty column"));
    let columns: Vec<_> = ROLES.iter().map(|(role, _)| *role).zip(letters).collect();
    assert_eq!(columns.len(), rights.split(' ').count(), "{rights}");
    columns.into_iter().collect()
}

/// What the manual says for each step: the union of its rows, with what differs.
fn said() -> BTreeMap<String, BTreeMap<&'static str, char>> {
    let mut said: BTreeMap<String, BTreeMap<&'static str, char>> = BTreeMap::new();
    for (_, rights, steps) in ROWS {
        for step in *steps {
            let standing = said.entry((*step).to_owned()).or_insert_with(|| columns("– – – – – – – – –"));
            for (role, right) in columns(rights) {
                let held = standing.get_mut(role).expect("every column");
                *held = match (*held, right) {
                    ('D', _) | (_, 'D') => 'D',
                    ('o', _) | (_, 'o') => 'o',
                    _ => '–',
                };
            }
        }
    }
    for (step, rights, reason) in DIFFERENT {
        assert!(!reason.is_empty());
        let standing = said.get_mut(*step).unwrap_or_else(|| panic!("no row has {step}"));
        let words: Vec<&str> = rights.split(' ').collect();
        for pair in words.chunks(2) {
            let right = pair[1].chars().next().expect("a right");
            let held = standing.get_mut(pair[0]).expect("a column");
            assert_ne!(*held, right, "{step}: {} does not differ", pair[0]);
            *held = right;
        }
    }
    for (step, rights, reason) in UNNAMED {
        assert!(!reason.is_empty());
        assert!(said.insert((*step).to_owned(), columns(rights)).is_none(), "{step} has a row");
    }
    said
}

fn held(who: &[Who]) -> BTreeMap<&'static str, char> {
    let right = |role: Role| {
        let mut of_role = who.iter().filter(|who| who.role == role);
        let right = of_role.next().map_or('–', |who| if who.own { 'o' } else { 'D' });
        assert!(of_role.next().is_none(), "a role is named once");
        right
    };
    ROLES.iter().map(|(name, role)| (*name, right(*role))).collect()
}

#[test]
fn every_right_of_every_step_is_the_manuals() {
    let said = said();
    let steps = KINDS.iter().flat_map(|kind| kind.steps.iter().map(|step| (kind.code(), step)));
    let held: BTreeMap<String, _> =
        steps.map(|(kind, step)| (format!("{kind}.{}", step.verb), held(step.who))).collect();
    let wrong: Vec<_> = held.iter().filter(|(step, rights)| said.get(*step) != Some(rights)).collect();
    assert!(wrong.is_empty(), "not as the manual has it: {wrong:#?}");
    let gone: Vec<_> = said.keys().filter(|step| !held.contains_key(*step)).collect();
    assert!(gone.is_empty(), "no such step: {gone:?}");
}
