//! What a phone has after any history of roles, customers and broken-off answers is what its person may
//! see, to the byte.

use std::collections::{BTreeMap, HashMap};

use fieldseal_core::{
    process::directory::Directory,
    schema::{RecordId, Role, Values},
    sync::wire::Frame,
};
use proptest::prelude::*;

use super::{
    office::{Office, text, values},
    phone::Phone,
};
use crate::scopes::PersonScope;

fn lead(name: &str) -> Values {
    values([
        ("name", text(name)),
        ("industry", text("机械")),
        ("source", text("fair")),
        ("source_detail", text("工博会")),
        ("initial_need", text("purchase")),
        ("initial_need_text", text("铣床")),
        ("contacts/a/name", text("刘")),
        ("contacts/a/phone", text("13800000000")),
    ])
}

fn role_row(role: Role, field: &str) -> Values {
    [(format!("roles/{}/{field}", role.code()), text("调岗"))].into()
}

/// What a person may see now, straight from the storage.
fn visible(office: &Office, person: RecordId) -> HashMap<RecordId, Vec<u8>> {
    let reader = office.server().storage.reader().unwrap();
    let head = reader.head().unwrap();
    let scope = PersonScope::new(reader.grants(person, 0).unwrap());
    let kinds = fieldseal_core::records::KINDS.iter().flat_map(|kind| reader.records_of_kind(kind.code()).unwrap());
    let seen = kinds.filter(|record| scope.sees(&reader.memberships(*record).unwrap(), head));
    seen.map(|record| (record, reader.document(record).unwrap().unwrap().bytes)).collect()
}

/// The same, short enough to read.
fn digests(holdings: HashMap<RecordId, Vec<u8>>) -> BTreeMap<String, String> {
    let short = |text: String| text[..8].to_owned();
    let digest = |bytes: &[u8]| short(fieldseal_core::schema::Hash32::of(bytes).to_string());
    holdings.into_iter().map(|(record, bytes)| (short(record.to_string()), digest(&bytes))).collect()
}

#[test]
fn a_customer_comes_with_its_assignment_and_goes_with_it() {
    let office = Office::new();
    let manager = office.add_person("经理", &[Role::Manager]);
    let (first, second) = (office.add_person("甲", &[Role::Sales]), office.add_person("乙", &[Role::Sales]));
    let mut phones = [Phone::enrol(&office, first, 1), Phone::enrol(&office, second, 2)];
    let made = office.perform(manager, "customer.record_lead", None, &lead("某厂")).unwrap();
    let sales = made.touched.iter().find(|(kind, _)| kind == "customer_sales").unwrap().1;
    let grade = |person: RecordId| {
        values([
            ("grade", text("a")),
            ("grade_reason", text("预算明确")),
            ("salesperson", person.to_scalar()),
            ("next_follow_up", text("2026-11-24")),
        ])
    };
    office.perform(manager, "customer_sales.grade", Some(sales), &grade(first)).unwrap();
    phones.iter_mut().for_each(|phone| phone.sync(&office));
    assert!(phones[0].accepted.contains_key(&made.record) && phones[0].accepted.contains_key(&sales));
    assert!(!phones[1].accepted.contains_key(&made.record));
    let again = values([
        ("grade", text("b")),
        ("grade_reason", text("转交")),
        ("salesperson", second.to_scalar()),
        ("next_follow_up", text("2026-11-25")),
    ]);
    office.perform(manager, "customer_sales.grade", Some(sales), &again).unwrap();
    phones.iter_mut().for_each(|phone| phone.sync(&office));
    assert!(phones[0].frames.contains(&Frame::Forget(made.record)));
    assert!(!phones[0].accepted.contains_key(&made.record));
    assert!(phones[1].accepted.contains_key(&made.record));
    // Who is suspended sees nothing, and everything again when they are back.
    office.administer("person.suspend", Some(second), &values([("suspended_reason", text("调查"))]));
    phones[1].sync(&office);
    assert!(phones[1].accepted.is_empty());
    office.administer("person.reinstate", Some(second), &values([]));
    phones[1].sync(&office);
    assert!(phones[1].accepted.contains_key(&made.record));
    assert_eq!(phones[1].holdings(), visible(&office, second));
}

#[test]
fn a_lead_without_owner_is_every_salespersons_until_one_takes_it() {
    let office = Office::new();
    let people = ["甲", "乙"].map(|name| office.add_person(name, &[Role::Sales]));
    let engineer = office.add_person("王工", &[Role::Engineer]);
    let mut phones =
        [(people[0], 1), (people[1], 2), (engineer, 3)].map(|(person, seed)| Phone::enrol(&office, person, seed));
    phones[0].sync(&office);
    let customer = phones[0].perform("customer.record_lead", None, &lead("某厂"), office.now());
    for _ in 0..2 {
        phones.iter_mut().for_each(|phone| phone.sync(&office));
    }
    let companion = fieldseal_core::schema::RecordId::from_scalar(&phones[0].says(customer, "sales")).unwrap();
    let sees = |phone: &Phone| [customer, companion].map(|record| phone.accepted.contains_key(&record));
    assert_eq!(phones.each_ref().map(sees), [[true; 2], [true; 2], [false; 2]], "who recorded it keeps it too");
    let grade =
        values([("grade", text("b")), ("grade_reason", text("老客户推荐")), ("next_follow_up", text("2026-11-25"))]);
    phones[1].perform("customer_sales.take", Some(companion), &grade, office.now());
    for _ in 0..2 {
        phones.iter_mut().for_each(|phone| phone.sync(&office));
    }
    assert_eq!(phones.each_ref().map(sees), [[false; 2], [true; 2], [false; 2]]);
    for (phone, person) in phones.iter().zip([people[0], people[1], engineer]) {
        assert_eq!(phone.holdings(), visible(&office, person));
    }
}

#[test]
fn a_stand_in_sees_what_the_absent_see_on_those_days_alone() {
    let office = Office::new();
    let manager = office.add_person("经理", &[Role::Manager]);
    let engineer = office.add_person("王工", &[Role::Engineer]);
    let lead = office.perform(manager, "customer.record_lead", None, &lead("某厂")).unwrap();
    let mut phone = Phone::enrol(&office, engineer, 1);
    let stand_in = values([
        ("stand_ins/a/person", engineer.to_scalar()),
        ("stand_ins/a/from", text("2026-11-24")),
        ("stand_ins/a/until", text("2026-11-24")),
    ]);
    office.administer("person.name_stand_in", Some(manager), &stand_in);
    for (days, sees) in [(0, false), (1, true), (1, false)] {
        office.wait_ms(days * 86_400_000);
        phone.sync(&office);
        assert_eq!(phone.accepted.contains_key(&lead.record), sees);
        assert_eq!(phone.holdings(), visible(&office, engineer));
    }
}

#[test]
fn the_directory_comes_first() {
    let office = Office::new();
    let manager = office.add_person("经理", &[Role::Manager]);
    for number in 0..12 {
        office.perform(manager, "customer.record_lead", None, &lead(&format!("客户 {number}"))).unwrap();
        office.add_person(&format!("人员 {number}"), &[Role::Engineer]);
    }
    let mut phone = Phone::enrol(&office, manager, 1);
    phone.sync(&office);
    let kinds: Vec<String> = (phone.frames.iter())
        .filter_map(|frame| match frame {
            Frame::Snapshot(snapshot) => Some(phone.accepted[&snapshot.record].kind().to_owned()),
            _ => None,
        })
        .collect();
    let directory = |kind: &String| matches!(kind.as_str(), "person" | "device" | "company" | "calendar");
    let first_other = kinds.iter().position(|kind| !directory(kind)).unwrap();
    assert!(kinds[..first_other].len() >= 15);
    assert!(!kinds[first_other..].iter().any(directory));
    assert_eq!(phone.holdings(), visible(&office, manager));
}

/// One thing that happens.
#[derive(Clone, Debug)]
enum Event {
    GrantRole(usize),
    RevokeRole(usize),
    Suspend,
    Reinstate,
    NewLead,
    EditLead(usize),
    Assign(usize, bool),
    /// The phone's own work, judged when it next asks.
    OwnLead,
    OwnEdit(usize),
    /// The phone asks, and so many frames of the answer arrive.
    Sync(usize),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        1 => (0..3usize).prop_map(Event::GrantRole),
        1 => (0..3usize).prop_map(Event::RevokeRole),
        1 => Just(Event::Suspend),
        1 => Just(Event::Reinstate),
        3 => Just(Event::NewLead),
        2 => (0..8usize).prop_map(Event::EditLead),
        3 => ((0..8usize), any::<bool>()).prop_map(|(lead, to)| Event::Assign(lead, to)),
        1 => Just(Event::OwnLead),
        2 => (0..8usize).prop_map(Event::OwnEdit),
        4 => (1..14usize).prop_map(Event::Sync),
    ]
}

const ROLES: [Role; 3] = [Role::Desk, Role::Supervisor, Role::Finance];

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_phone_has_what_its_person_may_see(events in prop::collection::vec(event(), 1..40)) {
        play(events)?;
    }
}

fn play(events: Vec<Event>) -> Result<(), TestCaseError> {
    let office = Office::new();
    let manager = office.add_person("经理", &[Role::Manager]);
    let other = office.add_person("乙", &[Role::Sales]);
    let person = office.add_person("甲", &[Role::Sales]);
    let mut phone = Phone::enrol(&office, person, 1);
    let mut leads: Vec<(RecordId, RecordId)> = Vec::new();
    for (number, event) in events.into_iter().enumerate() {
        let administrator = office.set_up.administrator;
        // Steps that are not their turn are refused, and change nothing.
        let _ = match event {
            Event::GrantRole(role) => office.perform(
                administrator,
                "person.grant_role",
                Some(person),
                &role_row(ROLES[role], "granted_reason"),
            ),
            Event::RevokeRole(role) => office.perform(
                administrator,
                "person.revoke_role",
                Some(person),
                &role_row(ROLES[role], "revoked_reason"),
            ),
            Event::Suspend => office.perform(
                administrator,
                "person.suspend",
                Some(person),
                &values([("suspended_reason", text("x"))]),
            ),
            Event::Reinstate => office.perform(administrator, "person.reinstate", Some(person), &values([])),
            Event::NewLead => {
                let made =
                    office.perform(manager, "customer.record_lead", None, &lead(&format!("客户 {number}"))).unwrap();
                leads.push((made.record, made.touched.iter().find(|(kind, _)| kind == "customer_sales").unwrap().1));
                Ok(made)
            }
            Event::EditLead(lead) => match leads.get(lead) {
                Some((record, _)) => office.perform(
                    manager,
                    "customer.edit",
                    Some(*record),
                    &values([("website", text(&format!("{number}.example")))]),
                ),
                None => continue,
            },
            Event::Assign(lead, to_person) => match leads.get(lead) {
                Some((_, sales)) => office.perform(
                    manager,
                    "customer_sales.grade",
                    Some(*sales),
                    &values([
                        ("grade", text("a")),
                        ("grade_reason", text(&format!("理由 {number}"))),
                        ("salesperson", if to_person { person } else { other }.to_scalar()),
                        ("next_follow_up", text("2026-11-24")),
                    ]),
                ),
                None => continue,
            },
            Event::OwnLead => {
                let myself = phone.local(person).map(|document| document.facts());
                let roles =
                    myself.map(|facts| Directory::new([("person", person, &facts)]).roles_at(person, office.now()));
                if !roles.is_some_and(|roles| roles.contains(&Role::Sales) || roles.contains(&Role::Manager)) {
                    continue;
                }
                phone.perform("customer.record_lead", None, &lead(&format!("自建 {number}")), office.now());
                continue;
            }
            Event::OwnEdit(at) => {
                let held = phone.accepted.iter().filter(|(_, document)| document.kind() == "customer");
                if let Some(record) = held.map(|(record, _)| *record).nth(at) {
                    let site = values([("website", text(&format!("own{number}.example")))]);
                    phone.perform("customer.edit", Some(record), &site, office.now());
                }
                continue;
            }
            Event::Sync(frames) => {
                let answer = phone.exchange(&office);
                phone.apply(&answer.1, frames);
                continue;
            }
        };
    }
    phone.sync(&office);
    prop_assert_eq!(digests(phone.holdings()), digests(visible(&office, person)));
    Ok(())
}
