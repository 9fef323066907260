//! Self-checks over the tables of every kind: what a reader of the reference relies on.
//! Absent by design: the work of single steps, which the kinds' own tests show.

mod refusals;
mod rights;

use std::collections::BTreeSet;

use super::{
    KINDS,
    scene::{at, day, id, text},
};
use crate::schema::{
    BUCKETS_MAX, Facts, FieldSpec, ITEM_REMOVED, Kind, Label, RecordTable, Role, Scalar, StepSpec, ValueKind,
    is_item_id,
};

fn is_said(label: Label) -> bool {
    !label.zh.trim().is_empty() && !label.en.trim().is_empty() && !label.zh.is_ascii()
}

fn unique<'a>(what: &str, names: impl IntoIterator<Item = &'a str>) {
    let mut seen = BTreeSet::new();
    for name in names {
        assert!(seen.insert(name), "{what}: {name} twice");
    }
}

fn all_fields(table: &RecordTable) -> impl Iterator<Item = (&'static str, &'static FieldSpec)> {
    let rows = table.items.iter().flat_map(|items| items.fields.iter().map(|field| (items.name, field)));
    table.fields.iter().map(|field| ("", field)).chain(rows)
}

/// The field that a pattern of keys stands for.
fn named<'a>(table: &'a RecordTable, pattern: &str) -> Option<&'a FieldSpec> {
    table.field(&pattern.replace('*', "row").replace('@', "1"))
}

fn kind_of(code: &str) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| kind.code() == code)
}

#[test]
fn kinds_and_prefixes_are_unique() {
    unique("kinds", KINDS.iter().map(|kind| kind.code()));
    unique("prefixes", KINDS.iter().map(|kind| kind.table.prefix).filter(|prefix| !prefix.is_empty()));
    for kind in KINDS {
        assert!(is_said(kind.table.label) && !kind.table.doc.is_empty(), "{}", kind.code());
        assert!(kind.table.version > 0);
        if !kind.table.prefix.is_empty() {
            assert!(kind.table.field("number").is_some_and(|field| field.index && field.search), "{}", kind.code());
        }
    }
}

#[test]
fn every_field_is_named_documented_and_limited() {
    for kind in KINDS {
        let table = kind.table;
        unique(table.kind, table.fields.iter().map(|f| f.name).chain(table.items.iter().map(|items| items.name)));
        for items in table.items {
            assert!(is_said(items.label) && !items.doc.is_empty(), "{} {}", table.kind, items.name);
            unique(items.name, items.fields.iter().map(|field| field.name));
            assert!(items.fields.iter().any(|field| field.name == ITEM_REMOVED.name));
        }
        for (row, field) in all_fields(table) {
            let name = format!("{} {row} {}", table.kind, field.name);
            assert!(is_said(field.label) && !field.doc.trim().is_empty(), "{name}");
            assert!(field.limits.min <= field.limits.max, "{name}");
            match field.kind {
                ValueKind::Text => assert!((1..=4000).contains(&field.limits.max), "{name}"),
                ValueKind::Reference => assert!(!field.to.is_empty(), "{name}"),
                ValueKind::Choice => {
                    assert!(!field.choices.is_empty(), "{name}");
                    unique(&name, field.choices.iter().map(|choice| choice.code));
                    assert!(field.choices.iter().all(|choice| is_said(choice.label)), "{name}");
                }
                _ => {}
            }
            assert!(!field.seal || field.kind == ValueKind::Blob, "{name}");
            assert!(field.to.is_empty() || field.kind == ValueKind::Reference, "{name}");
            assert!(is_item_id(&field.name.replace('_', "-")), "{name}");
        }
    }
}

/// A value that no field of this kind takes, and one that this field does not.
fn wrong_values(field: &FieldSpec) -> Vec<Scalar> {
    let long = |length: i64| Scalar::Text("字".repeat(usize::try_from(length).unwrap_or(0)));
    let wrong_type = if field.kind == ValueKind::Integer { text("7") } else { Scalar::Integer(7) };
    let out_of_limits = match field.kind {
        ValueKind::Text => vec![long(field.limits.max + 1), Scalar::text("a\u{7}b")],
        ValueKind::Integer => [field.limits.min.checked_sub(1), field.limits.max.checked_add(1)]
            .into_iter()
            .flatten()
            .map(Scalar::Integer)
            .collect(),
        ValueKind::Boolean => vec![text("yes")],
        ValueKind::Date => vec![text("2026-02-30"), text("昨天")],
        ValueKind::Instant => vec![Scalar::Bytes(vec![0; 3])],
        ValueKind::Money => vec![Scalar::Bytes(minicbor::to_vec((i64::MAX, "CNY")).unwrap())],
        ValueKind::Choice => vec![text("of no list")],
        ValueKind::Reference => vec![Scalar::Bytes(vec![1; 15])],
        ValueKind::Blob => vec![Scalar::Bytes(vec![1; 31])],
        ValueKind::Bytes => vec![Scalar::Bytes(vec![1; field.limits.max as usize + 1])],
    };
    [vec![wrong_type], out_of_limits].concat()
}

#[test]
fn every_field_refuses_what_is_beyond_its_limits_and_says_so_in_both_languages() {
    for kind in KINDS {
        for (row, field) in all_fields(kind.table) {
            let key = format!("{row}/x/{}", field.name);
            for value in wrong_values(field) {
                let problem = field.check(&key, &value).unwrap_or_else(|| panic!("{} {key}: {value:?}", kind.code()));
                assert_eq!(problem.field, key);
                assert!(problem.zh.contains(field.label.zh) && problem.en.contains(field.label.en), "{problem:?}");
                assert!(!problem.code.is_empty() && problem.zh != field.label.zh);
            }
            assert_eq!(field.check(&key, &Scalar::Null), None, "clearing is the step's to judge");
        }
    }
}

#[test]
fn names_phones_and_words_of_people_are_marked_personal() {
    let always = ["contact_name", "contact_phone", "signer_name", "signer_phone", "to_name", "to_phone", "strokes"];
    for kind in KINDS {
        for (row, field) in all_fields(kind.table) {
            if always.contains(&field.name) {
                assert!(field.personal, "{} {row} {}", kind.code(), field.name);
            }
        }
    }
}

#[test]
fn every_step_names_fields_that_are_there() {
    for kind in KINDS {
        unique(kind.code(), kind.steps.iter().map(|step| step.verb));
        assert!(kind.steps.iter().all(|step| !step.who.is_empty()), "{}", kind.code());
        for step in kind.steps {
            let name = format!("{}.{}", kind.code(), step.verb);
            assert!(is_said(step.label) && !step.rules.is_empty(), "{name}");
            unique(&name, step.inputs.iter().map(|input| input.key));
            unique(&name, step.stamps.iter().copied());
            for key in step.inputs.iter().map(|input| input.key).chain(step.stamps.iter().copied()) {
                assert!(named(kind.table, key).is_some(), "{name}: {key}");
                assert_ne!(key, "number", "{name}: the engine gives numbers");
            }
            for touch in step.touches {
                if let Some(other) = kind_of(touch.kind) {
                    for key in touch.keys {
                        assert!(named(other.table, key).is_some(), "{name}: {} {key}", touch.kind);
                    }
                }
            }
        }
    }
}

#[test]
fn every_status_and_clock_is_said_and_its_people_are_fields() {
    for kind in KINDS {
        unique(kind.code(), kind.statuses.iter().map(|status| status.code));
        assert!(kind.statuses.iter().all(|status| is_said(status.label)), "{}", kind.code());
        assert!(kind.status(&Facts::default(), day(0)).is_some(), "{}: the last status always holds", kind.code());
        unique(kind.code(), kind.clocks.iter().map(|clock| clock.id));
        for clock in kind.clocks {
            assert!(is_said(clock.label), "{}", clock.id);
            for field in [clock.who_field, kind.responsible_field, kind.customer_field] {
                assert!(matches!(field, "" | "id") || kind.table.field(field).is_some(), "{} {field}", clock.id);
            }
            assert!((clock.runs)(&Facts::default()).is_empty(), "{}: nothing starts from nothing", clock.id);
        }
    }
}

#[test]
fn pauses_stop_what_the_manual_says() {
    let stopped_by = |reason: &str| -> Vec<&str> {
        let clocks = KINDS.iter().flat_map(|kind| kind.clocks);
        let mut ids: Vec<&str> =
            clocks.filter(|clock| clock.stopped_by.contains(&reason)).map(|clock| clock.id).collect();
        ids.sort_unstable();
        ids.retain(|id| *id < "D-17");
        ids
    };
    assert_eq!(stopped_by("customer_reschedule"), ["D-11", "D-13", "D-14"]);
    assert_eq!(stopped_by("site_not_ready"), ["D-11", "D-13"]);
    assert_eq!(stopped_by("awaiting_customer_information"), ["D-13", "D-14"]);
    assert_eq!(stopped_by("customer_unreachable"), ["D-06", "D-12", "D-13", "D-14"]);
    assert_eq!(stopped_by("charge_consent_pending"), ["D-11", "D-13"]);
    assert_eq!(stopped_by("force_majeure"), ["D-06", "D-11", "D-13", "D-14"]);
    assert!(stopped_by("part_on_order").is_empty());
}

#[test]
fn no_record_is_in_more_buckets_than_allowed() {
    for kind in KINDS {
        let mut facts = Facts::default();
        for field in kind.table.fields.iter().filter(|field| field.kind == ValueKind::Reference) {
            facts.0.insert(field.name.to_owned(), id(1).to_scalar());
        }
        for number in 0..20 {
            facts.0.insert(format!("assistants/a{number}/person"), id(number + 2).to_scalar());
        }
        let buckets = (kind.buckets)(id(0), &facts);
        assert!(!buckets.is_empty() && buckets.len() <= BUCKETS_MAX, "{}: {}", kind.code(), buckets.len());
    }
}

fn step(kind: &str, verb: &str) -> &'static StepSpec {
    kind_of(kind).and_then(|kind| kind.step(verb)).expect("a step of a kind")
}

#[test]
fn who_may_is_as_the_manual_says() {
    let may = |kind: &str, verb: &str, role: Role| {
        step(kind, verb).who.iter().find(|who| who.role == role).map(|who| who.own)
    };
    use Role::{Desk, Engineer, Sales, Supervisor};
    assert_eq!(may("ticket", "grade", Engineer), None);
    assert_eq!(may("ticket", "regrade_up", Engineer), Some(true));
    assert_eq!(may("ticket", "regrade_down", Engineer), None);
    assert_eq!(may("ticket", "take_in", Sales), Some(true));
    assert_eq!(may("ticket", "arrive", Engineer), Some(true));
    assert_eq!(may("ticket", "arrive", Desk), None);
    assert_eq!(may("ticket", "confirm", Desk), None);
    assert_eq!(may("ticket", "confirm_remotely", Desk), Some(false));
    assert_eq!(may("ticket", "call_back", Engineer), None);
    assert_eq!(may("ticket", "disallow_pause", Desk), None);
    assert_eq!(may("installation", "contact", Desk), Some(false));
    assert_eq!(may("installation", "confirm", Supervisor), None);
    assert_eq!(may("installation", "deem_accepted", Engineer), None);
    assert_eq!(may("installation", "deem_accepted", Supervisor), Some(false));
    assert_eq!(may("equipment", "correct_equipment", Engineer), Some(true));
    assert!(step("service_cost", "record").who.iter().all(|who| who.role == Role::Finance));
}

#[test]
fn every_field_is_written_by_some_step() {
    for kind in KINDS {
        super::rig::check_kind(kind);
    }
}

/// Facts that make each status the first that holds.
fn facts_of_status(kind: &str, status: &str) -> Option<Vec<(&'static str, Scalar)>> {
    let (now, yes) = (at(0).to_scalar(), Scalar::Boolean(true));
    let signed = |way: &'static str| vec![("rounds/1/confirmed_at", now.clone()), ("rounds/1/way", text(way))];
    let accepted = |result: &'static str| {
        let mut facts = signed("device");
        facts.push(("rounds/1/result", text(result)));
        facts
    };
    let open_reservation = [("reservations/r/round", Scalar::Integer(1))];
    Some(match (kind, status) {
        ("customer" | "ticket", "merged") => vec![("merged_into", id(1).to_scalar())],
        ("customer" | "customer_sales", "closed") => vec![("closed_at", now)],
        ("customer", "active") => vec![("has_equipment", yes)],
        ("customer", "negotiating") => vec![("dealings/d/kind", text("quote")), ("dealings/d/open", yes)],
        ("customer", "following") => vec![("graded_at", now.clone()), ("communicated_at", now)],
        ("customer", "graded") => vec![("graded_at", now)],
        ("customer", "lead") | ("customer_sales", "unassigned") | ("service_cost", "draft") => vec![],
        ("customer_sales", "assigned") => vec![("salesperson", id(1).to_scalar())],
        ("service_cost", "confirmed") => vec![("confirmed_at", now)],
        ("equipment", "scrapped") => vec![("scrapped_on", day(0).to_scalar())],
        ("equipment", "returned") => vec![("returned_on", day(0).to_scalar())],
        ("equipment", "replaced") => vec![("replaced_on", day(0).to_scalar())],
        ("equipment", "idle") => vec![("idle_since", day(0).to_scalar())],
        ("equipment", "under_repair") => vec![("jobs/j/kind", text("ticket"))],
        ("equipment", "in_warranty") => vec![("warranty_until", day(0).to_scalar())],
        ("equipment", "out_of_warranty") => vec![("warranty_until", day(-1).to_scalar())],
        ("equipment", "in_use") => vec![("installed_on", day(0).to_scalar())],
        ("equipment", "installing") => vec![("jobs/j/kind", text("installation"))],
        ("equipment", "not_installed") | ("ticket", "submitted") | ("installation", "to_dispatch") => vec![],
        ("ticket", "withdrawn") => vec![("withdrawn_at", now)],
        ("ticket", "closed") => vec![("callbacks/b/result", text("callback_solved")), ("callbacks/b/at", now)],
        ("ticket", "to_call_back") => signed("device"),
        ("ticket" | "installation", "refused") => vec![("rounds/1/refused_at", now)],
        ("ticket" | "installation", "unsigned") => vec![("rounds/1/absent_at", now)],
        ("ticket", "solved") => vec![("work/1/solved_at", now)],
        ("ticket", "paused") => vec![("pauses/p/from", now)],
        ("ticket" | "installation", "on_site") => vec![("visits/v/arrived_at", now)],
        ("ticket" | "installation", "travelling") => vec![("visits/v/left_at", now)],
        ("ticket", "awaiting_part") => vec![("parts/p/ordered_at", now)],
        ("ticket", "solution_given") => vec![("solutions/s/told_at", now)],
        ("ticket", "responded") => vec![("contacts/c/connected", yes), ("contacts/c/purpose", text("technical"))],
        ("ticket", "accepted") => vec![("engineer", id(1).to_scalar()), ("accepted_at", now)],
        ("ticket", "dispatched") | ("installation", "to_contact") => vec![("engineer", id(1).to_scalar())],
        ("ticket", "graded") => vec![("urgency", text("urgent"))],
        ("ticket", "first_response") => vec![("responded_at", now)],
        ("installation" | "order" | "delivery", "cancelled") => vec![("cancelled_at", now)],
        ("installation", "ratification") => [signed("device"), vec![("rounds/1/authority", text("oral"))]].concat(),
        ("installation", "accepted") => accepted("accepted"),
        ("installation", "accepted_reserved") => [accepted("accepted_reserved"), open_reservation.to_vec()].concat(),
        ("installation", "deemed") => vec![("rounds/1/deemed_at", now.clone()), ("rounds/1/refused_at", now)],
        ("installation", "rectifying") => accepted("to_rectify"),
        ("installation", "rejected") => accepted("rejected"),
        ("installation", "presented") => vec![("rounds/1/presented_at", now)],
        ("installation", "confirmed") => {
            vec![("appointments/a/set_at", now.clone()), ("appointments/a/confirmed_at", now)]
        }
        ("installation", "booked") => vec![("appointments/a/set_at", now)],
        ("needs" | "library", "superseded") => vec![("superseded_by", id(1).to_scalar())],
        ("needs", "submitted") => vec![("submitted_at", now)],
        ("quote_cost", "confirmed") => vec![("confirmed_at", now)],
        ("quote_cost", "entered") => vec![("entered_at", now)],
        ("floor_price", "authorised") => vec![("authorised_at", now)],
        ("order_price", "priced") => vec![("priced_at", now)],
        ("order", "completed") => vec![("completed_at", now)],
        ("order", "received" | "shipped" | "partly_shipped") => vec![
            ("lines/m/quantity", Scalar::Integer(if status == "partly_shipped" { 2 } else { 1 })),
            ("delivery_lines/r/line", text("m")),
            (
                if status == "received" { "delivery_lines/r/received" } else { "delivery_lines/r/shipped" },
                Scalar::Integer(1),
            ),
        ],
        ("order", "on_hold") => vec![("holds/h/from", now)],
        ("order", "ready") => vec![("lines/m/in_stock", yes)],
        ("order", "in_production") => vec![("progress/p/text", text("加工中"))],
        ("order", "sent") => vec![("sent_at", now)],
        ("delivery", "refused") => vec![("goods_refused_at", now)],
        ("delivery", "ratification") => vec![("received_at", now), ("authority", text("oral"))],
        ("delivery", "exception_open") => vec![("received_at", now), ("objections/o/text", text("划痕"))],
        ("delivery", "received_reserved") => {
            vec![("received_at", now.clone()), ("objections/o/text", text("划痕")), ("objections/o/closed_at", now)]
        }
        ("delivery", "received") => vec![("received_at", now)],
        ("delivery", "unsigned") => vec![("unsigned_at", now)],
        ("delivery", "arrived") => vec![("arrived_at", now)],
        ("delivery", "in_transit") => vec![("shipped_at", now)],
        ("delivery", "confirmed") => vec![("confirmed_at", now)],
        ("delivery", "notified") => vec![("notified_at", now)],
        ("complaint_consequence", "done") => vec![("done_at", now)],
        ("hint", "handled") => vec![("handled_at", now)],
        ("library", "retired") => vec![("retired_at", now)],
        ("library", "current") => vec![("published_at", now)],
        ("person", "left") => vec![("left_at", now)],
        ("person", "suspended") => vec![("suspended_at", now)],
        ("person", "active") => vec![("activated_at", now)],
        ("device", "revoked") => vec![("revoked_at", now)],
        ("device", "locked") => vec![("locked_at", now)],
        ("device", "active") => vec![("enrolled_at", now)],
        ("company", "set_up") => vec![("set_up_at", now)],
        ("calendar", "current") => vec![("years/2026/published", yes)],
        (_, "draft" | "awaited" | "none" | "unpriced" | "entered" | "planned" | "decided" | "open" | "invited") => {
            vec![]
        }
        (_, "pending" | "unpublished") => vec![],
        ("installation", "postponed") => vec![("bookings/b/result", text("later"))],
        _ => return None,
    })
}

#[test]
fn every_status_of_every_kind_can_be_reached() {
    // These reach every status by steps, in tests of their own: what they say depends on digests and on rounds.
    let by_steps = ["quote", "contract", "training", "callback", "complaint"];
    for kind in KINDS.iter().filter(|kind| !by_steps.contains(&kind.code())) {
        for rule in kind.statuses {
            let facts = facts_of_status(kind.code(), rule.code);
            let facts = facts.unwrap_or_else(|| panic!("no facts for {} {}", kind.code(), rule.code));
            let facts = Facts(facts.into_iter().map(|(key, value)| (key.to_owned(), value)).collect());
            assert_eq!(kind.status(&facts, day(0)).map(|found| found.code), Some(rule.code), "{}", kind.code());
            for key in facts.0.keys() {
                assert!(kind.table.field(key).is_some(), "{}: {key}", kind.code());
            }
        }
    }
}
