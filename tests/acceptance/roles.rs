//! Who holds what and who may do what: one company with every role, on phones, at the office, and with a phone that
//! was tampered with (domain §7).
//! Absent by design: the table of rights itself, which the core's own test holds step by step, and one's own work
//! (`duties`).

use std::collections::BTreeSet;

use fieldseal_core::{
    ledger::Part,
    records,
    schema::{RecordId, Scalar, Values},
    store::ListQuery,
    sync::wire::Outcome,
};
use fieldseal_tests::{
    add_person,
    insider::{Insider, outbox},
    text, values,
};

use super::course::{COST, Course, FLOOR, PRICE, ROLES, SERVICE_COST, YES, cny, contact, join, number, row, says};

/// One record of each kind, of one customer; and another customer with a ticket, whom others serve.
struct Everything {
    course: Course,
    customer: RecordId,
    quote: RecordId,
    contract: RecordId,
    order: RecordId,
    delivery: RecordId,
    installation: RecordId,
    ticket: RecordId,
    complaint: RecordId,
    others: [RecordId; 2],
}

const EMAIL: &str = "gong@yunshan.example";
const GRADE_REASON: &str = "预算明确";
const COMPLAINED: &str = "态度不好";
const CONSEQUENCE: &str = "当面批评并复训";
const OPINION: &str = "来得太慢";

fn everything() -> Everything {
    let course = Course::with(&ROLES);
    let (customer, delivery) = course.goods_received();
    let contacts = row("contacts", "c2", [("name", text("龚秘书")), ("email", text(EMAIL))]);
    course.act("sales", "customer.save_contacts", Some(customer), contacts);
    let of_delivery = |field: &str| course.named("sales", delivery, field);
    let (order, installation) = (of_delivery("order"), of_delivery("installation"));
    let contract = course.named("sales", order, "contract");
    let quote = course.named("sales", contract, "quote");
    let engineer = || values([("engineer", course.person("engineer").to_scalar())]);
    course.act("desk", "installation.dispatch", Some(installation), engineer());
    let training = values([
        ("customer", customer.to_scalar()),
        ("customer_name", text("云杉精密")),
        ("site_address", text("苏州市吴中区云杉路18号")),
        ("form", text("group")),
        ("topic_operation", YES),
    ]);
    let training = course.act("desk", "training.plan", None, training);
    course.act("desk", "training.dispatch", Some(training), engineer());
    let ticket = course.taken_in(customer, "urgent");
    course.act("desk", "ticket.dispatch", Some(ticket), engineer());
    let cost = values([
        ("ticket", ticket.to_scalar()),
        ("cost_labour", cny(SERVICE_COST - 1)),
        ("cost_travel", cny(1)),
        ("cost_total", cny(SERVICE_COST)),
    ]);
    course.act("finance", "service_cost.record", None, cost);
    let complaint = course.complained(customer);
    let decision = values([
        ("complaint", complaint.to_scalar()),
        ("person", course.person("engineer").to_scalar()),
        ("decision", text(CONSEQUENCE)),
    ]);
    course.act("supervisor", "complaint_consequence.decide", None, decision);
    let hint = values([("about", text("lead")), ("text", text("想再买一台")), ("ticket", ticket.to_scalar())]);
    course.act("engineer", "hint.send", None, hint);
    let other = other_customer(&course);
    let call = values([("customer", customer.to_scalar()), ("due_on", course.day(1))]);
    // A callback needs a machine in use; the administrator imports an older one.
    let machine = values([
        ("customer", customer.to_scalar()),
        ("product_name", text("钻床")),
        ("installed_on", course.day(-300)),
        ("went_live_on", course.day(-10)),
    ]);
    course.act("administrator", "equipment.import", None, machine);
    let call = course.act("desk", "callback.begin_regular", None, call);
    let said = join([
        contact("k1"),
        values([
            ("solved", text("solved")),
            ("score", number(4)),
            ("follow_up", text("none")),
            ("suggestions", text(OPINION)),
        ]),
    ]);
    course.act("desk", "callback.complete", Some(call), said);
    ROLES.iter().for_each(|role| course.sync(role));
    let others = [other, course.taken_in(other, "general")];
    ROLES.iter().for_each(|role| course.sync(role));
    Everything { course, customer, quote, contract, order, delivery, installation, ticket, complaint, others }
}

/// A customer whom another salesperson serves.
fn other_customer(course: &Course) -> RecordId {
    let colleague = add_person(&course.company.server, course.person("administrator"), "sales");
    let lead = values([
        ("name", text("红松铸造")),
        ("industry", text("铸造")),
        ("source", text("fair")),
        ("source_detail", text("工博会")),
        ("initial_need", text("purchase")),
        ("initial_need_text", text("铣床")),
        ("contacts/a/name", text("刘")),
        ("contacts/a/phone", text("13800000077")),
    ]);
    let other = course.act("manager", "customer.record_lead", None, lead);
    let grade = values([
        ("grade", text("b")),
        ("grade_reason", text("转交")),
        ("salesperson", colleague.to_scalar()),
        ("next_follow_up", course.day(3)),
    ]);
    course.act("manager", "customer_sales.grade", Some(course.named("manager", other, "sales")), grade);
    other
}

/// The kinds that each role holds of the one customer, beside the directory and the library (domain §7.2, §7.3).
fn holds(role: &str) -> BTreeSet<&'static str> {
    let kinds = match role {
        "sales" => {
            "customer customer_sales needs quote floor_price contract order order_price delivery equipment \
             installation training ticket callback complaint hint"
        }
        "manager" => {
            "customer customer_sales needs quote quote_cost floor_price contract order order_price delivery \
             equipment installation training ticket service_cost callback complaint complaint_consequence hint"
        }
        "administrator" => {
            "customer customer_sales needs quote quote_cost floor_price contract order order_price delivery \
             equipment installation training ticket service_cost callback complaint hint"
        }
        "finance" => "quote quote_cost floor_price contract order order_price delivery service_cost",
        "legal" => "quote contract",
        "warehouse" => "order delivery",
        "desk" => "customer order delivery equipment installation training ticket callback complaint hint",
        "supervisor" => {
            "customer order delivery equipment installation training ticket service_cost callback complaint \
             complaint_consequence hint"
        }
        _ => "customer equipment installation training ticket hint",
    };
    kinds.split_whitespace().collect()
}

/// What it is, every way it may stand in a file, and whose phones may hold it.
type Secret = (&'static str, Vec<Vec<u8>>, &'static [&'static str]);

#[test]
fn r_manager_r_finance_r_legal_r_warehouse_r_desk_r_supervisor_r_engineer_r_admin_each_phone_holds_its_roles_records_and_no_secret()
 {
    let everything = everything();
    let course = &everything.course;
    let directory = ["person", "device", "company", "calendar", "library"];
    for role in ROLES {
        let app = &course.phone(role).app;
        let rows = app.list(&ListQuery { limit: 10_000, ..ListQuery::default() }).unwrap();
        let kinds: BTreeSet<&str> = rows.iter().map(|row| row.kind.as_str()).collect();
        let expected: BTreeSet<&str> = holds(role).into_iter().chain(directory).collect();
        assert_eq!(kinds, expected, "{role}");
        let sees_others = everything.others.map(|record| app.show(record).is_ok());
        let office = matches!(role, "manager" | "desk" | "supervisor" | "administrator");
        assert_eq!(sees_others, [office; 2], "{role}: what others serve");
    }
    let secrets: [Secret; 9] = [
        ("cost", says(COST), &["manager", "finance", "administrator"]),
        ("floor price", says(FLOOR), &["sales", "manager", "finance", "administrator"]),
        ("price", says(PRICE), &["sales", "manager", "finance", "legal", "administrator"]),
        ("service cost", says(SERVICE_COST), &["manager", "finance", "supervisor", "administrator"]),
        ("grade", vec![GRADE_REASON.into()], &["sales", "manager", "administrator"]),
        ("e-mail", vec![EMAIL.into()], &["sales", "manager", "desk", "supervisor", "engineer", "administrator"]),
        ("complaint", vec![COMPLAINED.into()], &["sales", "manager", "desk", "supervisor", "administrator"]),
        ("consequence", vec![CONSEQUENCE.into()], &["manager", "supervisor"]),
        ("opinion", vec![OPINION.into()], &["sales", "manager", "desk", "supervisor", "administrator"]),
    ];
    for (what, forms, readers) in secrets {
        for (seed, role) in (1..).zip(ROLES) {
            let found = forms.iter().any(|form| course.company.bytes_on_phone(seed, form));
            assert_eq!(found, readers.contains(&role), "{what} on the phone of {role}");
        }
    }
}

/// A sample of the manual's "–": role and step.
fn forbidden(everything: &Everything) -> Vec<(&'static str, &'static str, RecordId)> {
    let Everything { quote, contract, order, delivery, installation, ticket, complaint, customer, .. } = *everything;
    let course = &everything.course;
    let cost = course.named("finance", quote, "quote_cost");
    let company = course.company.server.company().derive("company");
    let person = course.person("desk");
    vec![
        ("sales", "quote.approve", quote),
        ("sales", "quote_cost.enter", cost),
        ("sales", "contract.review", contract),
        ("sales", "order.report_progress", order),
        ("sales", "delivery.ship", delivery),
        ("sales", "ticket.grade", ticket),
        ("sales", "installation.start_work", installation),
        ("manager", "quote_cost.enter", cost),
        ("manager", "contract.affix_company_seal", contract),
        ("manager", "delivery.ship", delivery),
        ("manager", "ticket.dispatch", ticket),
        ("manager", "person.suspend", person),
        ("finance", "quote.approve", quote),
        ("finance", "order.send", order),
        ("finance", "ticket.grade", ticket),
        ("legal", "quote.approve", quote),
        ("legal", "contract.confirm_term", contract),
        ("legal", "quote_cost.confirm", cost),
        ("warehouse", "order.send", order),
        ("warehouse", "delivery.confirm", delivery),
        ("warehouse", "delivery.raise_objection", delivery),
        ("desk", "quote.edit", quote),
        ("desk", "contract.review", contract),
        ("desk", "ticket.arrive", ticket),
        ("desk", "installation.deem_accepted", installation),
        ("desk", "complaint.close", complaint),
        ("supervisor", "quote.approve", quote),
        ("supervisor", "quote_cost.enter", cost),
        ("supervisor", "delivery.ship", delivery),
        ("supervisor", "company.edit", company),
        ("engineer", "customer.edit", customer),
        ("engineer", "ticket.grade", ticket),
        ("engineer", "ticket.dispatch", ticket),
        ("engineer", "complaint.investigate", complaint),
        ("engineer", "company.edit", company),
        ("administrator", "quote.approve", quote),
        ("administrator", "contract.review", contract),
        ("administrator", "ticket.grade", ticket),
        ("administrator", "complaint.close", complaint),
    ]
}

#[test]
fn r_sales_r_manager_r_finance_r_legal_r_warehouse_a_step_of_another_role_is_refused_on_the_phone_and_by_the_server() {
    let everything = everything();
    let course = &everything.course;
    let steps = forbidden(&everything);
    for (role, step, record) in &steps {
        let codes = course.refused(role, step, Some(*record), &Values::new());
        assert!(codes.contains(&"not_yours".to_owned()), "{role} {step}: {codes:?}");
    }
    for role in ROLES {
        // A tampered phone turns an honest step into one of another role, on what the office has.
        let hint = values([("about", text("lead")), ("text", text("问价")), ("customer_name", text("某厂"))]);
        course.offline(role, "hint.send", None, hint);
        let phone = course.phone(role);
        let original = outbox(phone).pop().expect("the hint waits");
        let insider = Insider::of(phone, &course.company.clock);
        for (_, step, record) in steps.iter().filter(|(of, ..)| of == &role) {
            let (kind, verb) = step.split_once('.').expect("kind.verb");
            let spec = records::kind(kind).and_then(|kind| kind.step(verb)).expect("a step");
            let first = spec.inputs.iter().map(|input| input.key).chain(spec.stamps.iter().copied()).next();
            let key = first.expect("it writes something").replace('*', "forged").replace('@', "1");
            let holder = ROLES.iter().find_map(|holder| {
                let store = course.phone(holder).app.store();
                store.read(|read| read.document(*record)).expect("the store is read")
            });
            let held = holder.expect("somebody holds it");
            let forged = insider.altered(&original, |header, parts| {
                header.step = (*step).to_owned();
                header.table_version = records::kind(kind).expect("a kind").table.version;
                *parts = vec![Part {
                    salt: insider.id(),
                    kind: kind.to_owned(),
                    record: *record,
                    dependencies: held.heads(),
                    sequence: held.next_sequence(&header.actor()),
                    writes: vec![(key.clone(), Scalar::text("x"))],
                }];
            });
            let verdicts = insider.offer(&[forged.encode()]);
            let verdict = verdicts.into_iter().find(|verdict| verdict.envelope == forged.hash()).expect("a verdict");
            let Outcome::Refused(problems) = verdict.outcome else { panic!("{role} {step}: {verdict:?}") };
            assert!(problems.iter().any(|problem| problem.code == "not_yours"), "{role} {step}: {problems:?}");
        }
    }
    let office = course.company.server.desk().show(everything.quote).unwrap().unwrap();
    assert!(office.facts.0.keys().all(|key| !key.contains("forged")), "nothing of it was kept");
}
