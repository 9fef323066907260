//! One company with a person and a phone for every role, and one customer's way through it (`way`): from the lead
//! to the complaint, each step on the phone of who does it.
//! Absent by design: expectations; the tests beside it have those.

mod way;

use std::collections::BTreeMap;

use fieldseal_core::{
    app::{Performed, RecordView},
    process::clocks::Clock,
    schema::{Date, Money, RecordId, Scalar, Values},
};
use fieldseal_tests::{Company, Phone, text};

/// Every role, in the manual's order; `administrator` is in every company.
pub const ROLES: [&str; 9] =
    ["sales", "manager", "finance", "legal", "warehouse", "desk", "supervisor", "engineer", "administrator"];

pub const YES: Scalar = Scalar::Boolean(true);

/// Amounts in fen that stand nowhere else.
pub const COST: i64 = 7_310_459_127;
pub const FLOOR: i64 = 8_220_317_463;
pub const SERVICE_COST: i64 = 6_410_273_859;
pub const PRICE: i64 = 9_905_361_739;

/// Every way in which an amount may stand in a file: as the documents have it, and as people read it.
pub fn says(fen: i64) -> Vec<Vec<u8>> {
    let (yuan, rest) = (fen / 100, fen % 100);
    let plain = format!("{yuan}.{rest:02}");
    let grouped = Money::cny(fen).to_string();
    let grouped = grouped.trim_start_matches("CNY ").to_owned();
    let stored = cny(fen).as_bytes().expect("money is stored as bytes").to_vec();
    vec![stored, plain.into_bytes(), grouped.into_bytes(), fen.to_string().into_bytes()]
}

/// Every clock's rule and state.
pub type States = Vec<(&'static str, &'static str)>;

/// The company and its phones.
pub struct Course {
    pub company: Company,
    phones: BTreeMap<&'static str, Phone>,
}

/// Values of one row, by field.
pub fn row<const N: usize>(table: &str, row: &str, fields: [(&str, Scalar); N]) -> Values {
    fields.into_iter().map(|(field, value)| (format!("{table}/{row}/{field}"), value)).collect()
}

pub fn join<const N: usize>(parts: [Values; N]) -> Values {
    parts.into_iter().flatten().collect()
}

pub fn cny(fen: i64) -> Scalar {
    Money::cny(fen).to_scalar()
}

pub fn number(value: i64) -> Scalar {
    Scalar::Integer(value)
}

/// A customer's person reached by telephone.
pub fn contact(id: &str) -> Values {
    row(
        "contacts",
        id,
        [
            ("connected", YES),
            ("channel", text("telephone")),
            ("to_name", text("龚䶮")),
            ("to_phone", text("13810012001")),
            ("content", text("已说明下一步")),
        ],
    )
}

impl Course {
    /// The company, with these roles beside the administrator, and a phone for each.
    pub fn with(roles: &[&'static str]) -> Self {
        let others: Vec<&'static str> = roles.iter().copied().filter(|role| *role != "administrator").collect();
        let company = Company::with(&others);
        let phones = (1..).zip(roles).map(|(seed, role)| (*role, company.phone(role, seed))).collect();
        Self { company, phones }
    }

    pub fn phone(&self, role: &str) -> &Phone {
        &self.phones[role]
    }

    pub fn person(&self, role: &str) -> RecordId {
        self.company.people[role]
    }

    pub fn day(&self, days: i64) -> Scalar {
        Date(self.company.clock.now().plus_ms(days * 86_400_000).local().date()).to_scalar()
    }

    /// A step on a phone as it is, without coverage.
    pub fn offline(&self, role: &str, step: &str, record: Option<RecordId>, given: Values) -> Performed {
        let done = self.phone(role).app.perform(step, record, &given);
        done.unwrap_or_else(|error| panic!("{role} {step}: {error} {:#?}", error.problems()))
    }

    /// A visit to the server that leaves nothing behind.
    pub fn sync(&self, role: &str) {
        let report = self.phone(role).sync().unwrap_or_else(|error| panic!("{role}: {error}"));
        assert_eq!((report.refused, report.waiting), (0, 0), "{role}");
    }

    /// A step on a phone between two visits.
    pub fn act(&self, role: &str, step: &str, record: Option<RecordId>, given: Values) -> RecordId {
        self.sync(role);
        let done = self.offline(role, step, record, given);
        self.sync(role);
        done.record
    }

    /// Why a phone refuses a step, by the problems' codes.
    pub fn refused(&self, role: &str, step: &str, record: Option<RecordId>, given: &Values) -> Vec<String> {
        let refused = self.phone(role).app.perform(step, record, given).expect_err("it is refused");
        assert!(refused.problems().iter().all(|problem| !problem.zh.is_empty() && !problem.en.is_empty()));
        refused.problems().iter().map(|problem| problem.code.clone()).collect()
    }

    pub fn view(&self, role: &str, record: RecordId) -> RecordView {
        self.phone(role).app.show(record).unwrap_or_else(|error| panic!("{role}: {error}"))
    }

    /// A record that another one names, on a phone.
    pub fn named(&self, role: &str, record: RecordId, field: &str) -> RecordId {
        self.view(role, record).facts.reference(field).unwrap_or_else(|| panic!("{field} names a record"))
    }

    /// The office has what the phone has: facts, status, and the state of every clock.
    pub fn agrees(&self, role: &str, record: RecordId) -> (String, States) {
        self.sync(role);
        let here = self.view(role, record);
        let office = self.company.server.desk().show(record).expect("the storage works").expect("it is there");
        assert_eq!(office.facts, here.facts);
        assert_eq!(office.row.status, here.status);
        let states =
            |clocks: &[Clock]| -> States { clocks.iter().map(|clock| (clock.rule, clock.state.code())).collect() };
        assert_eq!(states(&office.clocks), states(&here.clocks));
        (here.status.to_owned(), states(&here.clocks))
    }
}
