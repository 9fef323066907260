//! The twenty cases that every office argues about (domain §2.3), each as one scenario of real steps by the people
//! whose steps they are, judged by the clocks as a phone shows them.
//! Absent by design: refusals beside the point, which the kinds' own tests show.

mod answers;
mod goods;
mod tickets;
mod visits;

use super::{
    office::{ADMINISTRATOR, DESK, ENGINEER, Office, SALES, WAREHOUSE, begun, moment_of},
    whole_course::{YES, blob, contact, day, library, number, text, with},
};
use crate::{
    process::clocks::ClockState,
    schema::{Id, Language, RecordId, Scalar},
};
use ClockState::{Cancelled, Met, MetLate, Missed, Overdue, Paused, Running};

const CUSTOMER: RecordId = Id([50; 16]);
const MACHINE: RecordId = Id([51; 16]);
const ORDER: RecordId = Id([61; 16]);
const TRAINING: RecordId = Id([62; 16]);
const TICKET: RecordId = Id([75; 16]);
const OTHER: RecordId = Id([76; 16]);
const COMPLAINT: RecordId = Id([77; 16]);

const NO: Scalar = Scalar::Boolean(false);

type Given = Vec<(String, Scalar)>;

/// Fields of one row.
fn row<const N: usize>(table: &str, row: &str, fields: [(&str, Scalar); N]) -> Given {
    fields.map(|(field, value)| (format!("{table}/{row}/{field}"), value)).into()
}

/// A customer with a machine in use, and the library.
fn office(moment: &str) -> Office {
    let mut office = Office::default();
    library(&mut office);
    office.go(moment);
    let customer = [("name", text("东方机械")), ("contacts/c/name", text("李四")), ("contacts/c/phone", text("139"))];
    office.must(ADMINISTRATOR, "customer.import", CUSTOMER, &customer);
    let machine = [("customer", CUSTOMER.to_scalar()), ("product_name", text("数控车床")), ("model", text("CK6150"))];
    office.must(ADMINISTRATOR, "equipment.import", MACHINE, &machine);
    office
}

/// The due times of a rule's runs, as a person reads them.
fn due(office: &Office, kind: &str, record: RecordId, rule: &str) -> Vec<String> {
    office.clocks(kind, record, rule).iter().map(|clock| clock.due.text(Language::Chinese)).collect()
}

/// What the customer submitted at a moment, in words.
fn submitted(moment: &str) -> Given {
    [
        ("channel", text("crm")),
        ("submitted_at", moment_of(moment).to_scalar()),
        ("equipment", MACHINE.to_scalar()),
        ("contact_name", text("李四")),
        ("contact_phone", text("139")),
        ("service_address", text("苏州市星湖街 328 号")),
        ("description", text("主轴异响")),
        ("machine_down", NO),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into()
}

/// Taken in by the desk as it was submitted, and graded.
fn graded(office: &mut Office, ticket: RecordId, moment: &str, urgency: &str) {
    office.go(moment);
    office.does(DESK, "ticket.take_in", ticket, &with(submitted(moment), &[("call_answered", YES)]));
    office.must(DESK, "ticket.grade", ticket, &[("urgency", text(urgency))]);
}

/// The same, dispatched and accepted.
fn dispatched(office: &mut Office, ticket: RecordId, moment: &str, urgency: &str) {
    graded(office, ticket, moment, urgency);
    office.must(DESK, "ticket.dispatch", ticket, &[("engineer", ENGINEER.to_scalar())]);
    office.must(ENGINEER, "ticket.accept_job", ticket, &[]);
}

fn solution() -> Given {
    row(
        "solutions",
        "s1",
        [
            ("text", text("更换轴承")),
            ("promised_on", day("2026-12-20")),
            ("told_to", text("李四")),
            ("channel", text("telephone")),
        ],
    )
}

fn solved(round: &str, method: &str) -> Given {
    let fields = [
        ("fault_confirmed", text("轴承磨损")),
        ("diagnosis", text("轴承")),
        ("cause", text("wear")),
        ("method", text(method)),
        ("work_done", text("更换轴承")),
        ("test_result", text("passed")),
    ];
    row("work", round, fields)
}

/// What an order of one machine to install brings to the door, planned without a time.
fn ordered(office: &mut Office) -> RecordId {
    let lines = [
        ("customer", CUSTOMER.to_scalar()),
        ("salesperson", SALES.to_scalar()),
        ("ship_to_address", text("苏州市星湖街 328 号")),
        ("ship_to_name", text("李四")),
        ("ship_to_phone", text("139")),
        ("lines/m/product_name", text("数控车床")),
        ("lines/m/model", text("X200")),
        ("lines/m/unit", text("台")),
        ("lines/m/quantity", number(1)),
        ("lines/m/needs_installation", YES),
    ];
    begun(&office.must(ADMINISTRATOR, "order.register_order", ORDER, &lines), "delivery")
}

/// The same at the door.
fn arrived(office: &mut Office) -> RecordId {
    let delivery = ordered(office);
    let to = [
        ("ship_to_address", text("苏州市星湖街 328 号")),
        ("ship_to_name", text("李四")),
        ("ship_to_phone", text("139")),
        ("confirmed_by", text("李四")),
    ];
    office.must(SALES, "delivery.confirm", delivery, &to);
    office.must(WAREHOUSE, "delivery.ship", delivery, &[("carrier", text("顺达物流"))]);
    office.must(SALES, "delivery.arrive", delivery, &[]);
    delivery
}

/// A receipt on paper with nothing to object to.
fn receipt() -> Given {
    let said = [
        ("package_state", text("intact")),
        ("lines/m/quantity_received", number(1)),
        ("lines/m/model_matches", YES),
        ("lines/m/appearance", text("intact")),
        ("units/a/line", text("m")),
        ("units/a/serial_number", text("SN-1")),
        ("signer_name", text("李四")),
        ("signer_phone", text("139")),
        ("capacity", text("receiver")),
        ("receipt_photo", blob()),
    ];
    said.map(|(key, value)| (key.to_owned(), value)).into()
}

/// An objection said when the boxes were opened.
fn objection(blocks: Scalar) -> Given {
    let fields = [
        ("category", text("damage")),
        ("text", text("外壳凹陷")),
        ("line", text("m")),
        ("blocks_installation", blocks),
    ];
    row("objections", "o", fields)
}

/// Received at this moment, the installation that began dispatched and accepted.
fn installing(office: &mut Office, moment: &str) -> RecordId {
    let delivery = arrived(office);
    office.go(moment);
    let job = begun(&office.does(SALES, "delivery.receive", delivery, &receipt()), "installation");
    office.must(DESK, "installation.dispatch", job, &[("engineer", ENGINEER.to_scalar())]);
    office.must(ENGINEER, "installation.accept_job", job, &[]);
    job
}

/// A contact that books the visit of a moment.
fn booked(moment: &str) -> Given {
    with(
        contact("c1"),
        &[("bookings/b1/result", text("booked")), ("appointments/a1/at", moment_of(moment).to_scalar())],
    )
}
