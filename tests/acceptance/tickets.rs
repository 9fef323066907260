//! Tickets: responses, grades and their clocks, the solution, callbacks, on phones and at the desk.
//! Absent by design: the counting itself, and signatures (`signatures`).

use fieldseal_core::schema::{RecordId, Scalar, Values};
use fieldseal_tests::{Company, Phone, text, values};

/// A ticket from the CRM that nobody answered yet, submitted now.
fn submitted(company: &Company, description: &str) -> RecordId {
    let given = values([
        ("channel", text("crm")),
        ("submitted_at", company.clock.now().to_scalar()),
        ("customer_name", text("云杉精密")),
        ("contact_name", text("龚䶮")),
        ("contact_phone", text("13810012001")),
        ("description", text(description)),
        ("machine_down", Scalar::Boolean(false)),
    ]);
    company.desk("desk", "ticket.take_in", None, given).expect("it may be done")
}

fn call(row: &str, connected: bool) -> Values {
    let key = |field: &str| format!("contacts/{row}/{field}");
    Values::from([
        (key("connected"), Scalar::Boolean(connected)),
        (key("channel"), text("telephone")),
        (key("to_name"), text("龚䶮")),
        (key("to_phone"), text("13810012001")),
        (key("content"), text("说明后续安排")),
    ])
}

fn respond(company: &Company, ticket: RecordId) {
    company.desk("desk", "ticket.respond", Some(ticket), call("response", true)).expect("it may be done");
}

fn graded(company: &Company, ticket: RecordId, urgency: &str) {
    company.desk("desk", "ticket.grade", Some(ticket), values([("urgency", text(urgency))])).expect("it may be done");
}

/// Rule and state of every clock at the office.
fn clocks(company: &Company, ticket: RecordId) -> Vec<(&'static str, &'static str)> {
    let shown = company.server.desk().show(ticket).expect("the storage works").expect("it is there");
    shown.clocks.iter().map(|clock| (clock.rule, clock.state.code())).collect()
}

fn clocks_on(phone: &Phone, ticket: RecordId) -> Vec<(&'static str, &'static str)> {
    phone.app.show(ticket).expect("it is here").clocks.iter().map(|clock| (clock.rule, clock.state.code())).collect()
}

fn dispatched_to_engineer(company: &Company, ticket: RecordId) -> Phone {
    let engineer = values([("engineer", company.people["engineer"].to_scalar())]);
    company.desk("desk", "ticket.dispatch", Some(ticket), engineer).expect("it may be done");
    let phone = company.phone("engineer", 1);
    phone.app.perform("ticket.accept_job", Some(ticket), &Values::new()).expect("it may be done");
    phone
}

#[test]
fn s19_s20_d09_the_first_response_counts_from_submission_and_only_when_somebody_answered() {
    let company = Company::with(&["desk"]);
    let ticket = submitted(&company, "界面报错");
    company.clock.pass_minutes(4);
    company.desk("desk", "ticket.respond", Some(ticket), call("first", false)).unwrap();
    assert_eq!(clocks(&company, ticket), [("D-09", "running")], "ringing out meets nothing");
    company.clock.pass_minutes(7);
    assert_eq!(clocks(&company, ticket), [("D-09", "overdue")]);
    company.desk("desk", "ticket.respond", Some(ticket), call("second", true)).unwrap();
    assert_eq!(clocks(&company, ticket), [("D-09", "met_late")]);
}

#[test]
fn s20_s22_s24_d12_d13_a_general_ticket_is_met_on_the_phone_offline_and_agrees_with_the_office() {
    let company = Company::with(&["desk", "engineer"]);
    let ticket = submitted(&company, "气压偏低");
    respond(&company, ticket);
    graded(&company, ticket, "general");
    let phone = dispatched_to_engineer(&company, ticket);
    assert_eq!(clocks_on(&phone, ticket), [("D-09", "met"), ("D-12", "running"), ("D-13", "running")]);
    company.clock.pass_minutes(20 * 60);
    assert_eq!(clocks_on(&phone, ticket)[1], ("D-12", "due_soon"));
    phone.app.perform("ticket.contact", Some(ticket), &call("technical", true)).unwrap();
    company.clock.pass_minutes(29 * 60);
    let solution = values([
        ("solutions/s1/text", text("更换调压阀")),
        ("solutions/s1/promised_on", text("2026-11-27")),
        ("solutions/s1/told_to", text("龚䶮")),
        ("solutions/s1/channel", text("telephone")),
    ]);
    phone.app.perform("ticket.give_solution", Some(ticket), &solution).unwrap();
    let offline = clocks_on(&phone, ticket);
    assert_eq!(offline, [("D-09", "met"), ("D-12", "met"), ("D-13", "met_late")]);
    assert_eq!(clocks(&company, ticket)[1], ("D-12", "overdue"), "the office has not heard yet");
    assert_eq!(phone.sync().unwrap().refused, 0);
    assert_eq!(clocks(&company, ticket), offline, "by when it happened, not when it was uploaded");
}

#[test]
fn s24_d14_an_answered_suggestion_is_closed_and_never_dispatched() {
    let company = Company::with(&["desk", "engineer"]);
    let ticket = submitted(&company, "希望增加配方数量");
    respond(&company, ticket);
    graded(&company, ticket, "suggestion");
    let engineer = values([("engineer", company.people["engineer"].to_scalar())]);
    let refused = company.desk("desk", "ticket.dispatch", Some(ticket), engineer).unwrap_err();
    assert!(refused.iter().any(|problem| problem.code == "suggestion"));
    assert_eq!(clocks(&company, ticket), [("D-09", "met"), ("D-14", "running")]);
    let answer = values([
        ("solutions/s1/text", text("列入下一版本")),
        ("solutions/s1/told_to", text("龚䶮")),
        ("solutions/s1/channel", text("wechat")),
    ]);
    company.desk("desk", "ticket.answer_suggestion", Some(ticket), answer).unwrap();
    assert_eq!(clocks(&company, ticket)[1], ("D-14", "met"));
    assert_eq!(company.server.desk().show(ticket).unwrap().unwrap().row.status, "closed");
}

#[test]
fn s20_d10_d11_a_ticket_graded_wrongly_is_late_from_its_submission_and_a_worse_one_from_the_report() {
    let company = Company::with(&["desk", "engineer"]);
    let regrade = |kind: &str| {
        values([
            ("gradings/g1/urgency", text("urgent")),
            ("gradings/g1/kind", text(kind)),
            ("gradings/g1/reason", text("整线停产")),
        ])
    };
    let misgraded = submitted(&company, "报警");
    let worsened = submitted(&company, "异响");
    for ticket in [misgraded, worsened] {
        respond(&company, ticket);
        graded(&company, ticket, "general");
    }
    company.clock.pass_minutes(130);
    company.desk("desk", "ticket.regrade_up", Some(misgraded), regrade("misgraded")).unwrap();
    assert!(clocks(&company, misgraded).contains(&("D-10", "overdue")), "{:?}", clocks(&company, misgraded));
    let mut reported = regrade("worsened");
    reported.insert("gradings/g1/reported_at".into(), company.clock.now().to_scalar());
    company.desk("desk", "ticket.regrade_up", Some(worsened), reported).unwrap();
    assert!(clocks(&company, worsened).contains(&("D-10", "running")), "{:?}", clocks(&company, worsened));
    assert!(clocks(&company, worsened).contains(&("D-12", "cancelled")));
}

#[test]
fn s19_r_engineer_a_fault_taken_in_on_site_without_coverage_gets_its_number_there_and_keeps_it() {
    let company = Company::with(&["desk", "engineer"]);
    let phone = company.phone("engineer", 1);
    let given = values([
        ("channel", text("on_site")),
        ("submitted_at", company.clock.now().to_scalar()),
        ("customer_name", text("云杉精密")),
        ("contact_name", text("龚䶮")),
        ("contact_phone", text("13810012001")),
        ("description", text("另一台也漏油")),
        ("machine_down", Scalar::Boolean(false)),
        ("engineer", company.people["engineer"].to_scalar()),
    ]);
    let [first, second] = [0, 1].map(|_| phone.app.perform("ticket.take_in", None, &given).unwrap().record);
    let number = |record| phone.app.show(record).unwrap().facts.text("number").unwrap().to_owned();
    let numbers = [first, second].map(number);
    assert_ne!(numbers[0], numbers[1]);
    let at_the_desk = submitted(&company, "同一分钟的来电");
    assert_eq!(phone.sync().unwrap().refused, 0);
    let office = |record| company.server.desk().show(record).unwrap().unwrap().row.number.unwrap();
    assert_eq!([first, second].map(office), numbers);
    assert!(!numbers.contains(&office(at_the_desk)));
}
