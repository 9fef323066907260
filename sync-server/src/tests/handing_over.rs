//! A leaver's records go to somebody else, all at once, as far as whoever gives them may.
//! Absent by design: the steps' own rules.

use fieldseal_core::schema::{RecordId, Role, Scalar};

use super::office::{Office, text, values};

fn salesperson_of(office: &Office, record: RecordId) -> Option<RecordId> {
    office.server().desk().show(record).unwrap().unwrap().facts.reference("salesperson")
}

#[test]
fn r_manager_r_admin_a_leavers_customers_go_to_another_salesperson_and_the_rest_says_why_not() {
    let office = Office::new();
    let manager = office.add_person("经理", &[Role::Manager]);
    office.add_person("主管", &[Role::Supervisor]);
    let [leaver, successor] = ["甲", "乙"].map(|name| office.add_person(name, &[Role::Sales]));
    let desk = office.server().desk();
    let given = |name: &str| {
        values([
            ("name", text(name)),
            ("industry", text("机床")),
            ("source", text("website")),
            ("initial_need", text("purchase")),
            ("initial_need_text", text("加工中心")),
            ("contacts/c/name", text("龚䶮")),
            ("contacts/c/phone", text("13810012001")),
        ])
    };
    let grade = |to: RecordId| {
        values([
            ("grade", text("c")),
            ("grade_reason", text("远期")),
            ("salesperson", to.to_scalar()),
            ("next_follow_up", text("2026-12-01")),
        ])
    };
    let mut companions = Vec::new();
    for (name, owner) in [("一厂", leaver), ("二厂", leaver), ("三厂", successor)] {
        let made = desk.perform(manager, "customer.record_lead", None, &given(name), office.now()).unwrap();
        let sales = made.touched.iter().find(|(kind, _)| kind == "customer_sales").unwrap().1;
        desk.perform(manager, "customer_sales.grade", Some(sales), &grade(owner), office.now()).unwrap();
        companions.push(sales);
    }
    let closing = values([("closed_reason", text("已倒闭"))]);
    desk.perform(manager, "customer_sales.close", Some(companions[1]), &closing, office.now()).unwrap();
    let takes_in = values([
        ("channel", text("crm")),
        ("submitted_at", office.now().to_scalar()),
        ("customer_name", text("一厂")),
        ("contact_name", text("龚䶮")),
        ("contact_phone", text("13810012001")),
        ("description", text("异响")),
        ("machine_down", Scalar::Boolean(false)),
    ]);
    let service = office.add_person("客服", &[Role::Desk]);
    let ticket = desk.perform(service, "ticket.take_in", None, &takes_in, office.now()).unwrap().record;
    for (step, given) in [
        (
            "ticket.respond",
            values([
                ("contacts/c/connected", Scalar::Boolean(true)),
                ("contacts/c/channel", text("telephone")),
                ("contacts/c/to_name", text("龚䶮")),
                ("contacts/c/content", text("已受理")),
            ]),
        ),
        ("ticket.grade", values([("urgency", text("general"))])),
    ] {
        desk.perform(service, step, Some(ticket), &given, office.now()).unwrap();
    }
    let sick = values([("engineer", leaver.to_scalar())]);
    desk.perform(service, "ticket.dispatch", Some(ticket), &sick, office.now()).unwrap();

    let results = desk.hand_over(manager, leaver, successor, office.now()).unwrap();
    let told: Vec<_> = results
        .iter()
        .map(|result| (result.row.record, result.problems.iter().map(|p| p.code.as_str()).collect()))
        .collect();
    let expected: Vec<(RecordId, Vec<&str>)> = vec![(companions[0], vec![]), (ticket, vec!["not_yours"])];
    assert_eq!(told, expected, "a closed customer stays, and jobs are the supervisor's to move");
    assert_eq!(salesperson_of(&office, companions[0]), Some(successor));
    assert_eq!(salesperson_of(&office, companions[1]), Some(leaver));
}
