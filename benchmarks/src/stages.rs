//! One company at four stages of its work, as data on disk to be copied for each measurement.
//! Absent by design: measuring.

use fieldseal_core::{app::App, schema::RecordId};
use fieldseal_tests::{Company, text, values};
use tempfile::TempDir;

use crate::{site::copied, tickets};

/// Tickets that the engineer takes in.
pub const TICKETS: usize = 2_000;

/// Tickets that are edited on two phones.
pub const EDITED: usize = 100;

/// The phone on which the engineer takes tickets in.
pub const ENGINEER_PHONE: u64 = 1;

/// The engineer's new phone: enrolled, never synchronised.
pub const FRESH_PHONE: u64 = 2;

/// The phone of the service desk.
pub const DESK_PHONE: u64 = 3;

/// The data at each stage: the server's folder and the phones' stores.
pub struct Stages {
    /// Everybody is enrolled; there is no ticket.
    pub enrolled: TempDir,
    /// [`TICKETS`] were taken in on the engineer's phone, without coverage.
    pub offline: TempDir,
    /// The server has them.
    pub pushed: TempDir,
    /// [`EDITED`] of them were regraded on the engineer's and on the desk's phone, without coverage.
    pub edited: TempDir,
    /// The engineer.
    pub engineer: RecordId,
    /// The customer of all tickets.
    pub customer: RecordId,
    /// The tickets that were edited.
    pub disputed: Vec<RecordId>,
}

impl Stages {
    /// Plays them through, over real HTTPS.
    pub fn played() -> Self {
        let company = Company::with(&["manager", "desk", "engineer"]);
        let customer =
            company.desk("manager", "customer.record_lead", None, tickets::customer()).expect("a lead is recorded");
        let engineer = company.people["engineer"];
        let phone = company.phone("engineer", ENGINEER_PHONE);
        let invitation = company.invite("engineer");
        company.bare_phone(FRESH_PHONE).enrol(&invitation, "test", &phone.transport).expect("a fresh code enrols");
        let desk = company.phone("desk", DESK_PHONE);
        phone.sync().expect("loopback works");
        let enrolled = copied(company.folder());

        let made: Vec<RecordId> = (0..TICKETS).map(|n| take_in(&phone.app, n, engineer, customer)).collect();
        let offline = copied(company.folder());

        let report = phone.sync().expect("loopback works");
        assert_eq!((report.accepted, report.refused, report.waiting), (TICKETS, 0, 0));
        let pushed = copied(company.folder());

        let disputed = made[..EDITED].to_vec();
        for ticket in &disputed {
            let given = values([("urgency", text("suggestion")), ("urgency_reason", text("不影响生产"))]);
            company.desk("desk", "ticket.grade", Some(*ticket), given).expect("a ticket is graded");
        }
        for one in [&phone, &desk] {
            one.sync().expect("loopback works");
        }
        for ticket in &disputed {
            regrade(&phone.app, *ticket, "site", "general", "客户要求本周处理");
            regrade(&desk.app, *ticket, "call", "urgent", "客户来电称已停机");
        }
        let edited = copied(company.folder());
        Self { enrolled, offline, pushed, edited, engineer, customer, disputed }
    }
}

/// Takes the ticket number `n` in: one durable step.
pub fn take_in(app: &App, n: usize, engineer: RecordId, customer: RecordId) -> RecordId {
    let at = app.now().expect("the phone knows the time");
    let given = tickets::taken_in(n, at, engineer, customer);
    app.perform("ticket.take_in", None, &given).expect("the engineer may, and the values are right").record
}

fn regrade(app: &App, ticket: RecordId, row: &str, urgency: &str, reason: &str) {
    let fields = [("urgency", urgency), ("kind", "misgraded"), ("reason", reason)];
    let given = fields.map(|(field, value)| (format!("gradings/{row}/{field}"), text(value))).into();
    app.perform("ticket.regrade_up", Some(ticket), &given).expect("both may regrade");
}
