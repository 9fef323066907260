//! Nobody on their own work, stand-ins, the rights of an absent role, and what leaves a phone with its job.
//! Absent by design: who holds what and which role does what (`roles`).

use fieldseal_core::schema::Values;
use fieldseal_tests::{Company, add_person, handbook, text, values};

use super::course::{COST, Course, ROLES, YES, cny, row};

/// Gives somebody more roles, as far as their phone knows.
fn also(course: &Course, role: &str, more: &[&str]) {
    for other in more {
        let reason = row("roles", other, [("granted_reason", text("兼任"))]);
        course.company.desk("administrator", "person.grant_role", Some(course.person(role)), reason).unwrap();
    }
    course.sync(role);
}

#[test]
fn r_sales_r_manager_r_legal_nobody_approves_reviews_or_calls_back_their_own_whatever_roles_they_hold() {
    let course = Course::with(&ROLES);
    let customer = course.talked();
    let quote = course.quoted(customer, course.analysed(customer));
    also(&course, "sales", &["manager", "legal", "finance"]);
    let cost = Some(course.named("sales", quote, "quote_cost"));
    course.offline("sales", "quote_cost.enter", cost, values([("lines/m/cost", cny(1))]));
    course.offline("sales", "quote_cost.confirm", cost, Values::new());
    course.act("sales", "quote.submit", Some(quote), Values::new());
    let answers = values([("within_pricing_policy", YES), ("within_budget", text("yes"))]);
    assert_eq!(course.refused("sales", "quote.approve", Some(quote), &answers), ["own_quote"]);
    course.act("manager", "quote.approve", Some(quote), answers);
    let contract = course.drawn(quote, course.template());
    let opinion = row("reviews", "r", [("opinion", text("可"))]);
    assert_eq!(course.refused("sales", "contract.review", Some(contract), &opinion), ["own_contract"]);

    also(&course, "engineer", &["desk", "supervisor"]);
    let ticket = course.taken_in(customer, "urgent");
    let engineer = values([("engineer", course.person("engineer").to_scalar())]);
    course.act("desk", "ticket.dispatch", Some(ticket), engineer);
    course.act("engineer", "ticket.accept_job", Some(ticket), Values::new());
    course.offline("engineer", "ticket.leave", Some(ticket), row("visits", "v1", [("packed", text("工具"))]));
    course.offline("engineer", "ticket.arrive", Some(ticket), Values::new());
    let called = row(
        "callbacks",
        "b1",
        [("result", text("no_answer")), ("to_name", text("龚䶮")), ("to_phone", text("13810012001"))],
    );
    let codes = course.refused("engineer", "ticket.call_back", Some(ticket), &called);
    assert!(codes.contains(&"own_repair".to_owned()), "{codes:?}");
    let reason = values([("closed_unsolved_reason", text("客户拒签"))]);
    let codes = course.refused("engineer", "ticket.close_unsolved", Some(ticket), &reason);
    assert!(codes.contains(&"own_refusal".to_owned()), "{codes:?}");
    course.sync("engineer");
    let complaint = course.complained(customer);
    course.sync("engineer");
    for (step, given) in [
        ("complaint.investigate", row("investigations", "i1", [("facts", text("没有此事"))])),
        ("complaint.close", values([("closing_note", text("无"))])),
    ] {
        let codes = course.refused("engineer", step, Some(complaint), &given);
        assert!(codes.contains(&"about_oneself".to_owned()), "{step}: {codes:?}");
    }
    let decision = values([("complaint", complaint.to_scalar()), ("decision", text("不处理"))]);
    let codes = course.refused("engineer", "complaint_consequence.decide", None, &decision);
    assert_eq!(codes, ["about_oneself"]);
}

#[test]
fn r_manager_a_stand_in_approves_in_the_absents_name_and_both_are_on_record_but_not_an_own_quote() {
    let course = Course::with(&ROLES);
    let customer = course.talked();
    let quote = course.quoted(customer, course.analysed(customer));
    course.sync("finance");
    let cost = Some(course.named("finance", quote, "quote_cost"));
    course.offline("finance", "quote_cost.enter", cost, values([("lines/m/cost", cny(COST))]));
    course.act("finance", "quote_cost.confirm", cost, Values::new());
    course.act("sales", "quote.submit", Some(quote), Values::new());
    let answers = values([("within_pricing_policy", YES), ("within_budget", text("yes"))]);
    let manager = course.person("manager");
    for (id, role) in [("a", "supervisor"), ("b", "sales")] {
        let days = [("person", course.person(role).to_scalar()), ("from", course.day(0)), ("until", course.day(2))];
        course.act("administrator", "person.name_stand_in", Some(manager), row("stand_ins", id, days));
    }
    course.sync("supervisor");
    course.sync("sales");
    let own = course.phone("sales").app.perform_for("quote.approve", Some(quote), &answers, Some(manager));
    assert_eq!(own.unwrap_err().problems()[0].code, "own_quote", "standing in makes it nobody else's");
    let phone = course.phone("supervisor");
    assert_eq!(course.refused("supervisor", "quote.approve", Some(quote), &answers), ["not_yours"]);
    phone.app.perform_for("quote.approve", Some(quote), &answers, Some(manager)).unwrap();
    course.sync("supervisor");
    let office = course.company.server.desk().show(quote).unwrap().unwrap();
    let approval = office.history.iter().find(|entry| entry.step == "quote.approve").unwrap();
    assert_eq!((approval.person, approval.acting_for), (course.person("supervisor"), Some(manager)));
    course.company.clock.pass_minutes(4 * 24 * 60);
    course.sync("supervisor");
    assert!(phone.app.show(quote).is_err(), "what was seen for the absent goes when they are back");
}

#[test]
fn r_supervisor_r_manager_where_there_is_no_supervisor_the_manager_holds_that_roles_rights() {
    let company = Company::with(&["manager"]);
    let phone = company.phone("manager", 1);
    let draft = |title: &str| phone.app.perform("library.draft", None, &handbook(title));
    draft("没有主管").unwrap();
    assert_eq!(phone.sync().unwrap().refused, 0);
    add_person(&company.server, company.people["administrator"], "supervisor");
    draft("还不知道").unwrap();
    phone.sync().unwrap();
    assert_eq!(draft("已有主管").unwrap_err().problems()[0].code, "not_yours");
}

#[test]
fn r_engineer_a_jobs_customer_stays_thirty_days_after_closing_and_then_leaves_the_phone() {
    let course = Course::with(&["sales", "desk", "engineer", "supervisor"]);
    let customer = course.talked();
    course.sync("sales");
    let ticket = course.taken_in(customer, "urgent");
    let engineer = values([("engineer", course.person("engineer").to_scalar())]);
    course.act("desk", "ticket.dispatch", Some(ticket), engineer);
    course.sync("engineer");
    assert_eq!(course.view("engineer", customer).facts.text("name"), Some("云杉精密"));
    let withdrawn = values([("withdrawn_reason", text("by_customer")), ("withdrawn_note", text("已自行恢复"))]);
    course.act("desk", "ticket.withdraw", Some(ticket), withdrawn);
    for (days, holds) in [(29, true), (2, false)] {
        course.company.clock.pass_minutes(days * 24 * 60);
        course.sync("engineer");
        let app = &course.phone("engineer").app;
        assert_eq!([customer, ticket].map(|record| app.show(record).is_ok()), [holds; 2], "after {days} more days");
    }
    assert!(!course.company.bytes_on_phone(3, "13810012001".as_bytes()), "forgotten is gone from the file too");
}
