//! How other kinds' steps keep a callback of their own record: a repair's, a training's, a complaint's.
//! Absent by design: the rules of those steps, and the callback's own steps.

use crate::{
    records::{customer::regular, guard::person},
    schema::{Instant, RecordId, Scalar, StepRun, Touch},
};

/// What these functions may write.
const KEYS: &[&str] = &[
    "kind",
    "ticket",
    "round",
    "training",
    "installation",
    "complaint",
    "customer",
    "customer_name",
    "contact_name",
    "contact_phone",
    "due_on",
    "begun_at",
    "begun_by",
    "service_person",
    "serviced_on",
    "contacts/*/at",
    "contacts/*/channel",
    "contacts/*/purpose",
    "contacts/*/by",
    "contacts/*/to_name",
    "contacts/*/to_phone",
    "contacts/*/connected",
    "contacts/*/content",
    "contacts/*/late_reason",
    "made_at",
    "made_by",
    "channel",
    "solved",
    "score",
    "follow_up",
    "follow_up_ticket",
    "follow_up_complaint",
    "no_follow_up_reason",
    "no_follow_up_by",
    "unreachable_at",
];

/// A step that begins a callback's record.
pub const BEGINS: Touch = Touch { kind: "callback", creates: true, keys: KEYS };
/// A step that goes on with one.
pub const GOES_ON: Touch = Touch { kind: "callback", creates: false, keys: KEYS };
/// A step that ends what followed one.
pub const ENDS: Touch = Touch { kind: "callback", creates: false, keys: &["follow_up_closed_at"] };

/// One call as another kind's row has it.
pub struct Call {
    /// The row's id.
    pub row: String,
    /// When.
    pub at: Instant,
    /// Somebody answered.
    pub connected: bool,
    /// By what means.
    pub channel: Scalar,
    /// Who was reached or tried.
    pub to_name: Scalar,
    /// At which number.
    pub to_phone: Scalar,
    /// What was said.
    pub content: Scalar,
    /// Why it was entered late.
    pub late_reason: Scalar,
}

/// Begins a callback of this kind that follows the step's record; `follows` is the field that names it.
pub fn begin(run: &mut StepRun<'_>, kind: &str, follows: &str, call: &Call) -> RecordId {
    let (me, at, source) = (person(run.person), run.at.to_scalar(), run.record.to_scalar());
    let (customer, name) = (run.after("customer").clone(), run.after("customer_name").clone());
    let record = run.create("callback", "callback");
    let writes = [
        ("kind", Scalar::text(kind)),
        (follows, source),
        ("customer", customer),
        ("customer_name", name),
        ("contact_name", call.to_name.clone()),
        ("contact_phone", call.to_phone.clone()),
        ("begun_at", at),
        ("begun_by", me),
    ];
    write(run, record, writes);
    record
}

/// Keeps one call, connected or not.
pub fn keep_call(run: &mut StepRun<'_>, record: RecordId, call: &Call) {
    let me = person(run.person);
    let writes = [
        ("at", call.at.to_scalar()),
        ("channel", call.channel.clone()),
        ("purpose", Scalar::text("callback")),
        ("by", me),
        ("to_name", call.to_name.clone()),
        ("to_phone", call.to_phone.clone()),
        ("connected", Scalar::Boolean(call.connected)),
        ("content", call.content.clone()),
        ("late_reason", call.late_reason.clone()),
    ];
    for (field, value) in writes.into_iter().filter(|(_, value)| !value.is_null()) {
        run.touch("callback", record, format!("contacts/{}/{field}", call.row), value);
    }
}

/// Keeps what the customer said who was reached, here and on the customer's record.
pub fn keep_answer(run: &mut StepRun<'_>, record: RecordId, call: &Call, solved: &str, score: Scalar) {
    let me = person(run.person);
    let writes = [
        ("made_at", call.at.to_scalar()),
        ("made_by", me),
        ("channel", call.channel.clone()),
        ("solved", Scalar::text(solved)),
        ("score", score),
        ("follow_up", Scalar::text("none")),
    ];
    write(run, record, writes);
    let customer = RecordId::from_scalar(run.after("customer"));
    regular::called(run, customer, record, call.at);
}

/// Writes several fields, leaving out what is empty.
pub fn write<const N: usize>(run: &mut StepRun<'_>, record: RecordId, writes: [(&str, Scalar); N]) {
    for (field, value) in writes.into_iter().filter(|(_, value)| !value.is_null()) {
        run.touch("callback", record, field, value);
    }
}

/// Says on a callback that what followed it is over.
pub fn end_follow_up(run: &mut StepRun<'_>, callback: Option<RecordId>) {
    let Some(record) = callback else { return };
    let open =
        run.linked("callback", record).is_some_and(|facts| facts.has("follow_up") && !facts.has("follow_up_closed_at"));
    if open {
        let at = run.at.to_scalar();
        run.touch("callback", record, "follow_up_closed_at", at);
    }
}
