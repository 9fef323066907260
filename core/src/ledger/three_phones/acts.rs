//! What happens in the three phones' tests: the steps that everybody knows, and those that are split.
//! Absent by design: how they are performed.

use super::{COMPANY, NINE, PERSON};
use crate::schema::{Id, RecordId, Scalar, Values};

/// A step with what tells it from others: its intent comes from its name.
#[derive(Clone, Debug)]
pub(super) struct Act {
    pub(super) name: &'static str,
    pub(super) step: &'static str,
    pub(super) record: RecordId,
    pub(super) minute: i64,
    pub(super) given: Values,
}

/// An id that comes from a name.
pub(super) fn derived(name: &str) -> Id {
    Id::from_natural_key(&COMPANY, name)
}

fn text(value: &str) -> Scalar {
    Scalar::text(value)
}

const YES: Scalar = Scalar::Boolean(true);
const NO: Scalar = Scalar::Boolean(false);

fn values<const N: usize>(pairs: [(&str, Scalar); N]) -> Values {
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn row<const N: usize>(table: &str, id: &str, fields: [(&str, Scalar); N]) -> Values {
    fields.into_iter().map(|(field, value)| (format!("{table}/{id}/{field}"), value)).collect()
}

fn call(id: &str, connected: bool) -> Values {
    row(
        "contacts",
        id,
        [
            ("connected", Scalar::Boolean(connected)),
            ("channel", text("telephone")),
            ("to_name", text("李四")),
            ("to_phone", text("13900000000")),
            ("content", text("已说明下一步")),
        ],
    )
}

const CUSTOMER: RecordId = Id([10; 16]);
const TICKET: RecordId = Id([11; 16]);
const ORDER: RecordId = Id([12; 16]);
const COMPLAINT: RecordId = Id([13; 16]);

fn delivery() -> RecordId {
    derived("an order").derive("delivery:first")
}

fn installation() -> RecordId {
    derived("goods received").derive("installation:receipt")
}

fn companion() -> RecordId {
    derived("a lead").derive("customer_sales:sales")
}

fn act(name: &'static str, step: &'static str, record: RecordId, minute: i64, given: Values) -> Act {
    Act { name, step, record, minute, given }
}

/// What everybody knows before they part: a customer, a ticket on site, goods received, and a complaint.
pub(super) fn common() -> Vec<Act> {
    let person = [
        ("name", text("王工")),
        ("phone", text("13900000001")),
        ("roles/engineer/granted_reason", text("入职")),
        ("roles/sales/granted_reason", text("入职")),
        ("roles/supervisor/granted_reason", text("入职")),
    ];
    let lead = [
        ("name", text("云杉精密")),
        ("industry", text("机床")),
        ("source", text("website")),
        ("initial_need", text("purchase")),
        ("initial_need_text", text("加工中心一台")),
        ("contacts/c1/name", text("李四")),
        ("contacts/c1/phone", text("13900000000")),
    ];
    let ticket = [
        ("customer", CUSTOMER.to_scalar()),
        ("channel", text("hotline")),
        ("submitted_at", NINE.to_scalar()),
        ("call_answered", YES),
        ("customer_name", text("云杉精密")),
        ("contact_name", text("李四")),
        ("contact_phone", text("13900000000")),
        ("description", text("主轴异响")),
        ("machine_down", YES),
    ];
    let order = [
        ("customer", CUSTOMER.to_scalar()),
        ("salesperson", PERSON.to_scalar()),
        ("ship_to_address", text("苏州市星湖街1号")),
        ("ship_to_name", text("李四")),
        ("ship_to_phone", text("13900000000")),
        ("lines/m/product_name", text("数控车床")),
        ("lines/m/model", text("X200")),
        ("lines/m/unit", text("台")),
        ("lines/m/quantity", Scalar::Integer(1)),
        ("lines/m/needs_installation", YES),
    ];
    let receipt = [
        ("package_state", text("intact")),
        ("lines/m/quantity_received", Scalar::Integer(1)),
        ("lines/m/model_matches", YES),
        ("lines/m/appearance", text("intact")),
        ("units/a/line", text("m")),
        ("units/a/serial_number", text("SN-0001")),
        ("signer_name", text("李四")),
        ("signer_phone", text("13900000000")),
        ("capacity", text("receiver")),
        ("receipt_photo", Scalar::Bytes(vec![9; 32])),
    ];
    let grade = [("grade", text("a")), ("grade_reason", text("预算明确")), ("next_follow_up", text("2026-11-30"))];
    let complaint = [
        ("submitted_at", NINE.plus_ms(35 * 60_000).to_scalar()),
        ("channel", text("hotline")),
        ("contact_name", text("李四")),
        ("contact_phone", text("13900000000")),
        ("ticket", TICKET.to_scalar()),
        ("nature", text("attitude")),
        ("severity", text("serious")),
        ("content", text("无人回电")),
        ("demand", text("道歉")),
    ];
    vec![
        act("a person", "person.add_person", PERSON, 0, values(person)),
        act("a lead", "customer.record_lead", CUSTOMER, 1, values(lead)),
        act("a ticket", "ticket.take_in", TICKET, 2, values(ticket)),
        act("graded", "ticket.grade", TICKET, 3, values([("urgency", text("urgent"))])),
        act("dispatched", "ticket.dispatch", TICKET, 4, values([("engineer", PERSON.to_scalar())])),
        act("accepted", "ticket.accept_job", TICKET, 5, Values::new()),
        act("left", "ticket.leave", TICKET, 6, row("visits", "v1", [("packed", text("万用表"))])),
        act("there", "ticket.arrive", TICKET, 30, Values::new()),
        act("an order", "order.register_order", ORDER, 31, values(order)),
        act("goods there", "delivery.arrive", delivery(), 32, Values::new()),
        act("goods received", "delivery.receive", delivery(), 40, values(receipt)),
        act("a complaint", "complaint.take_in", COMPLAINT, 41, values(complaint)),
        act("taken", "customer_sales.take", companion(), 43, values(grade)),
        act("a job", "installation.dispatch", installation(), 44, values([("engineer", PERSON.to_scalar())])),
        act("a job accepted", "installation.accept_job", installation(), 45, Values::new()),
        act("reacted", "complaint.react", COMPLAINT, 42, call("k0", true)),
    ]
}

fn solution(id: &str) -> Values {
    row(
        "solutions",
        id,
        [
            ("text", text(&format!("办法 {id}"))),
            ("promised_on", text("2026-11-27")),
            ("told_to", text("李四")),
            ("channel", text("telephone")),
        ],
    )
}

fn objection(id: &str) -> Values {
    row(
        "objections",
        id,
        [
            ("category", text("damage")),
            ("text", text(&format!("划痕 {id}"))),
            ("line", text("m")),
            ("blocks_installation", NO),
            ("raised_by", text("李四")),
            ("channel", text("telephone")),
        ],
    )
}

/// Steps none of which says anything of what another says.
pub(super) fn independent() -> Vec<Act> {
    let fault = row("work", "1", [("fault_confirmed", text("编码器信号丢失"))]);
    let diagnosis = row("work", "1", [("diagnosis", text("插头松动"))]);
    let photo = row("photos", "f1", [("photo", Scalar::Bytes(vec![7; 32]))]);
    let fact = |id: &str| row("investigations", id, [("facts", text(&format!("查明 {id}")))]);
    let prevention = |id: &str, kind: &str| {
        let who = ("who", PERSON.to_scalar());
        row("preventions", id, [("kind", text(kind)), ("what", text("沟通培训")), who, ("until", text("2026-11-30"))])
    };
    let talk = |id: &str, purpose: &str| {
        row(
            "communications",
            id,
            [
                ("purpose", text(purpose)),
                ("channel", text("telephone")),
                ("connected", YES),
                ("to_name", text("李四")),
                ("content", text("产能不足")),
            ],
        )
    };
    let mut unanswered = talk("m2", "follow_up");
    unanswered.insert("communications/m2/connected".into(), NO);
    let mut booking = call("c1", true);
    booking.extend(row("bookings", "b1", [("result", text("booked"))]));
    booking.extend(row("appointments", "a1", [("at", NINE.plus_ms(10 * 86_400_000).to_scalar())]));
    let person = |id: &str| row("contacts", id, [("name", text(id)), ("phone", text("13900000009"))]);
    vec![
        act("rung out", "ticket.contact", TICKET, 50, call("c1", false)),
        act("fault found", "ticket.contact", TICKET, 58, call("c2", true)),
        act("one solution", "ticket.give_solution", TICKET, 60, solution("s1")),
        act("another solution", "ticket.give_solution", TICKET, 75, solution("s2")),
        act("fault noted", "ticket.record_work", TICKET, 61, fault),
        act("diagnosis noted", "ticket.record_work", TICKET, 62, diagnosis),
        act("photo taken", "ticket.record_work", TICKET, 63, photo),
        act("an objection", "delivery.raise_objection", delivery(), 64, objection("o1")),
        act("another objection", "delivery.raise_objection", delivery(), 190, objection("o2")),
        act("looked into", "complaint.investigate", COMPLAINT, 65, fact("i1")),
        act("looked into again", "complaint.investigate", COMPLAINT, 70, fact("i2")),
        act("corrected", "complaint.prevent", COMPLAINT, 66, prevention("p1", "corrective")),
        act("prevented", "complaint.prevent", COMPLAINT, 67, prevention("p2", "preventive")),
        act("somebody", "customer.save_contacts", CUSTOMER, 68, person("k1")),
        act("somebody else", "customer.save_contacts", CUSTOMER, 69, person("k2")),
        act("a talk", "customer_sales.log_communication", companion(), 72, talk("m1", "needs_talk")),
        act("nobody answered", "customer_sales.log_communication", companion(), 150, unanswered),
        act("a booking", "installation.contact", installation(), 80, booking),
        act("a chase", "ticket.customer_chase", TICKET, 81, row("chases", "u1", [("caller", text("李四"))])),
        act("a website", "customer.edit", CUSTOMER, 71, values([("website", text("yunshan.example"))])),
    ]
}
