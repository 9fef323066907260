//! Tickets of 25 fields, each different, planned by the step engine as a phone plans them.
//! Absent by design: storing and sending them.

use std::collections::BTreeSet;

use fieldseal_core::{
    ledger::{Change, Document},
    process::{
        numbering::{Numbers, format_number},
        steps::{Author, Call, find_step, plan},
    },
    records,
    schema::{Facts, Hash32, Id, Instant, Lookup, RecordId, Role, Scalar, Values},
};
use fieldseal_tests::{text, values};

/// Fields of one ticket after it was taken in: what was filled in, and what the step stamps.
pub const FIELDS: usize = 25;

/// The words that tickets are made of: searching for one of them finds one in so many.
const SURNAMES: [&str; 20] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马",
    "龚",
];
const TOWNS: [&str; 10] = ["苏州", "无锡", "常州", "南通", "扬州", "镇江", "泰州", "盐城", "徐州", "昆山"];
const MACHINES: [(&str, &str); 8] = [
    ("立式加工中心", "VMC-850"),
    ("卧式加工中心", "HMC-630"),
    ("数控车床", "CK-6150"),
    ("激光打标机", "HM-5"),
    ("平面磨床", "MC-7815"),
    ("龙门铣床", "XK-2420"),
    ("线切割机床", "DK-7740"),
    ("折弯机", "WC-67"),
];
const PROBLEMS: [&str; 9] = [
    "主轴轴承异响，升速后明显，停机检查未见松动",
    "换刀臂卡住不能复位，手动盘车可以转动",
    "液压站漏油，压力上不去，油温偏高",
    "数控系统黑屏，重新上电后仍不能启动",
    "进给轴定位超差，回零后偏移约零点零三毫米",
    "冷却泵不出水，电机有嗡嗡声，保险未断",
    "防护门联锁报警，关门后仍提示门未关",
    "导轨润滑不足，润滑油位正常但不出油",
    "加工面有振纹，更换刀具后没有改善",
];

/// A customer, as a manager records one.
pub fn customer() -> Values {
    values([
        ("name", text("云杉精密机械有限公司")),
        ("industry", text("机械")),
        ("source", text("fair")),
        ("source_detail", text("工博会")),
        ("initial_need", text("purchase")),
        ("initial_need_text", text("铣床")),
        ("contacts/a/name", text("刘")),
        ("contacts/a/phone", text("13800000000")),
    ])
}

/// What an engineer fills in on site for the ticket number `n`, 40 minutes after the customer called.
pub fn taken_in(n: usize, at: Instant, engineer: RecordId, customer: RecordId) -> Values {
    let ((machine, model), town) = (MACHINES[n % 8], TOWNS[n % 10]);
    values([
        ("channel", text("on_site")),
        ("submitted_at", at.plus_ms(-40 * 60_000).to_scalar()),
        ("submitted_late_reason", text("现场处理后补录")),
        ("call_answered", Scalar::Boolean(true)),
        ("customer", customer.to_scalar()),
        ("customer_name", text(&format!("{town}云杉精密机械有限公司"))),
        ("contact_name", text(&format!("{}师傅", SURNAMES[n % 20]))),
        ("contact_phone", text(&format!("138{:08}", n * 7_919 % 100_000_000))),
        ("service_address", text(&format!("{town}市工业园区星湖街{}号{}幢", n % 400 + 1, n % 7 + 1))),
        ("product_name", text(machine)),
        ("model", text(model)),
        ("serial_number", text(&format!("{model}-{:06}", n * 31 % 1_000_000))),
        ("running_hours", Scalar::Integer((n * 37 % 20_000) as i64)),
        ("description", text(&format!("{}；第{}工位", PROBLEMS[n % 9], n % 50 + 1))),
        ("since", text("昨天夜班")),
        ("machine_down", Scalar::Boolean(n.is_multiple_of(3))),
        ("error_code", text(&format!("AL-{:04}", n * 13 % 10_000))),
        ("engineer", engineer.to_scalar()),
    ])
}

/// A ticket that an engineer took in and the office graded: two changes, without signatures.
pub fn graded(n: usize, at: Instant, engineer: RecordId, customer: RecordId) -> Document {
    let mut document = Document::new("ticket", Id([5; 16]).derive(&n.to_string()));
    let mut serial = Serial(n as u32);
    perform(&mut document, "take_in", engineer, Role::Engineer, &taken_in(n, at, engineer, customer), at, &mut serial);
    let urgency = if n.is_multiple_of(3) { "urgent" } else { "general" };
    let given = values([("urgency", text(urgency))]);
    perform(&mut document, "grade", Id([6; 16]), Role::Desk, &given, at.plus_ms(60_000), &mut serial);
    document
}

/// Plans a ticket's step and folds what it writes.
fn perform(
    document: &mut Document,
    verb: &str,
    person: RecordId,
    role: Role,
    given: &Values,
    at: Instant,
    serial: &mut Serial,
) {
    let kind = records::kind("ticket").expect("the kind is there");
    let step = find_step(kind, verb).expect("the step is there");
    let facts = document.facts();
    let before = (!document.is_empty()).then_some(&facts);
    let (record, intent) = (document.record(), document.record().derive(verb));
    let author = Author { person, acting_for: None, roles: BTreeSet::from([role]) };
    let call = Call { kind, step, record, before, given, at, intent, table_version: kind.table.version };
    let plan = plan(call, &author, &Nothing, serial).expect("the values are right");
    let change = Change {
        envelope: Hash32::of(&intent.0),
        dependencies: document.heads(),
        actor: person,
        sequence: document.next_sequence(&person),
        person,
        acting_for: None,
        step: format!("ticket.{verb}"),
        effective: at,
        writes: plan.parts[0].writes.iter().map(|(key, value)| (key.clone(), value.clone())).collect(),
    };
    document.fold(change).expect("a planned step folds");
}

/// No other record is looked up.
struct Nothing;

impl Lookup for Nothing {
    fn facts(&self, _: &str, _: RecordId) -> Option<Facts> {
        None
    }
}

/// The one number that a ticket needs.
struct Serial(u32);

impl Numbers for Serial {
    fn next(&mut self, prefix: &str, at: Instant) -> String {
        format_number(prefix, at, "K7", self.0)
    }
}
