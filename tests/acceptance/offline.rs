//! What a phone does without coverage, and what becomes of it at the office.
//! Absent by design: signatures and forms.

use fieldseal_core::{
    app::AppError,
    schema::{Scalar, Values},
    store::{DueOf, DueQuery, ListQuery},
};
use fieldseal_tests::{Company, text, values};

fn wrong_values() -> Values {
    values([("visits/v1/packed", text(&"工".repeat(5_000))), ("urgency", text("general")), ("nonsense", text("x"))])
}

#[test]
fn k_ticket_every_problem_comes_at_once_nothing_is_written_and_the_draft_is_kept() {
    let company = Company::with(&["desk", "engineer"]);
    let ticket = company.urgent_ticket();
    let phone = company.phone("engineer", 1);
    phone.app.save_draft("ticket.leave", Some(ticket), &wrong_values()).unwrap();
    let before = phone.app.show(ticket).unwrap().facts;
    let refused = phone.app.perform("ticket.leave", Some(ticket), &wrong_values()).unwrap_err();
    let problems = refused.problems();
    for (field, code) in [("visits/v1/packed", "too_long"), ("urgency", "not_in_step"), ("nonsense", "unknown_field")] {
        let found = problems.iter().find(|problem| problem.field == field).unwrap();
        assert_eq!(found.code, code);
        assert!(!found.zh.is_empty() && !found.en.is_empty());
    }
    assert_eq!(phone.app.show(ticket).unwrap().facts, before);
    assert_eq!(phone.app.store().read(|r| r.outbox_len()).unwrap(), 0);
    let draft = phone.app.store().read(|r| r.draft(Some(ticket), "ticket.leave")).unwrap().unwrap();
    assert_eq!(draft.values, wrong_values());
}

#[test]
fn r_engineer_a_step_of_another_role_is_refused_before_it_is_written() {
    let company = Company::with(&["desk", "engineer"]);
    let ticket = company.urgent_ticket();
    let phone = company.phone("engineer", 1);
    let given = values([("urgency", text("general"))]);
    let refused = phone.app.perform("ticket.grade", Some(ticket), &given).unwrap_err();
    assert!(refused.problems().iter().any(|problem| problem.code == "not_yours"));
    assert_eq!(phone.app.store().read(|r| r.outbox_len()).unwrap(), 0);
}

#[test]
fn d10_d11_the_clocks_run_on_the_phone_and_the_due_list_shows_them() {
    let company = Company::with(&["desk", "engineer"]);
    let ticket = company.urgent_ticket();
    let phone = company.phone("engineer", 1);
    let mine = || {
        let query = DueQuery { of: DueOf::assigned_to(company.people["engineer"]), ..DueQuery::default() };
        phone.app.due(&query).unwrap().into_iter().map(|row| row.rule).collect::<Vec<_>>()
    };
    assert_eq!(mine(), ["D-11"], "until it is accepted the response is the desk's");
    phone.app.perform("ticket.accept_job", Some(ticket), &values([])).unwrap();
    phone.sync().unwrap();
    assert_eq!(mine(), ["D-10", "D-11"]);
    company.clock.pass_minutes(121);
    let due = phone.app.due(&DueQuery::default()).unwrap();
    assert_eq!(due.iter().find(|row| row.rule == "D-10").unwrap().state, "overdue");
    let server = company.server.desk().show(ticket).unwrap().unwrap();
    let states: Vec<_> = server.clocks.iter().map(|clock| (clock.rule, clock.state.code())).collect();
    let phone_states: Vec<_> =
        phone.app.show(ticket).unwrap().clocks.iter().map(|clock| (clock.rule, clock.state.code())).collect();
    assert_eq!(states, phone_states);
}

#[test]
fn k_ticket_search_finds_two_characters_a_surname_and_the_last_four_digits() {
    let company = Company::with(&["desk", "engineer"]);
    company.urgent_ticket();
    let phone = company.phone("engineer", 1);
    for query in ["轴承", "龚", "2001", "GD-"] {
        let found = phone.app.list(&ListQuery { text: query.into(), ..ListQuery::default() }).unwrap();
        assert!(found.iter().any(|row| row.kind == "ticket"), "{query}");
    }
    let nothing = phone.app.list(&ListQuery { text: "\" OR * NEAR(".into(), ..ListQuery::default() }).unwrap();
    assert!(nothing.iter().all(|row| row.kind != "ticket"));
}

#[test]
fn s21_a_job_appears_with_its_dispatch_and_leaves_with_its_transfer() {
    let company = Company::with(&["desk", "engineer", "supervisor"]);
    let phone = company.phone("engineer", 1);
    let ticket = company.urgent_ticket();
    assert!(matches!(phone.app.show(ticket), Err(AppError::NoSuchRecord)));
    phone.sync().unwrap();
    assert_eq!(phone.app.show(ticket).unwrap().status, "dispatched");
    let mut given = values([("name", text("another")), ("phone", text("13800000001"))]);
    given.insert("roles/engineer/granted_reason".into(), text("test"));
    let other = company.desk("administrator", "person.add_person", None, given).unwrap();
    let reason = values([("engineer", other.to_scalar()), ("assignments/a1/reason", text("生病"))]);
    company.desk("desk", "ticket.dispatch", Some(ticket), reason).unwrap();
    let report = phone.sync().unwrap();
    assert!(report.forgotten.contains(&ticket));
    assert!(matches!(phone.app.show(ticket), Err(AppError::NoSuchRecord)));
}

#[test]
fn k_person_nothing_new_is_one_exchange_of_under_two_hundred_bytes() {
    let company = Company::with(&["desk", "engineer"]);
    company.urgent_ticket();
    let phone = company.phone("engineer", 1);
    let report = phone.sync().unwrap();
    assert_eq!(report.exchanges, 1);
    assert!(report.bytes_sent + report.bytes_received <= 200, "{report:?}");
    assert!(report.changed.is_empty());
}

#[test]
fn s20_what_contradicts_is_a_conflict_shown_and_a_refused_step_is_shown_too() {
    let company = Company::with(&["desk", "engineer"]);
    let ticket = company.urgent_ticket();
    let phone = company.phone("engineer", 1);
    phone.app.perform("ticket.accept_job", Some(ticket), &Values::new()).unwrap();
    let withdrawn = values([("withdrawn_reason", text("by_customer")), ("withdrawn_note", text("已自行恢复"))]);
    company.desk("desk", "ticket.withdraw", Some(ticket), withdrawn).unwrap();
    let report = phone.sync().unwrap();
    assert_eq!((report.accepted, report.refused), (1, 0), "honest offline work is judged where its author stood");
    let view = phone.app.show(ticket).unwrap();
    assert_eq!(view.status, "withdrawn");
    assert!(view.facts.has("accepted_at"));
    let after = phone.app.perform("ticket.leave", Some(ticket), &values([("visits/v1/packed", text("工具"))]));
    assert!(!after.unwrap_err().problems().is_empty());
    assert_eq!(view.facts.get("withdrawn_note"), &Scalar::text("已自行恢复"));
}
