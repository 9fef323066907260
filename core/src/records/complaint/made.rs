//! How a callback's step makes a complaint of what the customer said (domain §2.3 no. 18, 19), and how the
//! customer's complaints are counted. Absent by design: taking one in (`intake.rs`).

use crate::{
    records::guard::person,
    schema::{Instant, RecordId, Scalar, StepRun, Touch},
};

/// What [`begin`] writes on the complaint.
pub const BEGINS: Touch = Touch {
    kind: "complaint",
    creates: true,
    keys: &[
        "submitted_at",
        "channel",
        "customer",
        "customer_name",
        "contact_name",
        "contact_phone",
        "ticket",
        "about_person",
        "origin_callback",
        "nth",
        "content",
        "taken_in_at",
        "taken_in_by",
    ],
};
/// What [`count`] writes on the customer.
pub const COUNTS: Touch = Touch { kind: "customer", creates: false, keys: &["complaints/*/at"] };

/// Where a complaint comes from.
pub struct Origin {
    /// The callback.
    pub callback: RecordId,
    /// The ticket it is about, if it is.
    pub ticket: Option<RecordId>,
    /// When the customer said so: D-17 runs from here.
    pub at: Instant,
    /// Who said it.
    pub by_name: Scalar,
    /// At which number.
    pub by_phone: Scalar,
    /// In their words.
    pub words: Scalar,
    /// Who of us served them.
    pub about: Scalar,
}

/// Makes a complaint of the customer of the step's record. Nature and severity are the desk's to say, and
/// the first reaction is still to come.
pub fn begin(run: &mut StepRun<'_>, origin: Origin) -> RecordId {
    let (me, now) = (person(run.person), run.at.to_scalar());
    let (customer, name) = (run.after("customer").clone(), run.after("customer_name").clone());
    let complaint = run.create("complaint", "complaint");
    let nth = count(run, RecordId::from_scalar(&customer), complaint, origin.at);
    let writes = [
        ("submitted_at", origin.at.to_scalar()),
        ("channel", Scalar::text("callback")),
        ("customer", customer),
        ("customer_name", name),
        ("contact_name", origin.by_name),
        ("contact_phone", origin.by_phone),
        ("ticket", origin.ticket.map_or(Scalar::Null, RecordId::to_scalar)),
        ("about_person", origin.about),
        ("origin_callback", origin.callback.to_scalar()),
        ("nth", nth),
        ("content", origin.words),
        ("taken_in_at", now),
        ("taken_in_by", me),
    ];
    for (key, value) in writes.into_iter().filter(|(_, value)| !value.is_null()) {
        run.touch("complaint", complaint, key, value);
    }
    complaint
}

/// Counts a complaint on its customer, and says the how many-th it is, as far as known here.
pub(super) fn count(run: &mut StepRun<'_>, customer: Option<RecordId>, complaint: RecordId, at: Instant) -> Scalar {
    let Some(customer) = customer else { return Scalar::Null };
    let Some(facts) = run.linked("customer", customer) else { return Scalar::Null };
    let before = facts.items("complaints").len();
    run.touch("customer", customer, format!("complaints/{complaint}/at"), at.to_scalar());
    Scalar::Integer(i64::try_from(before).unwrap_or(i64::MAX - 1) + 1)
}
