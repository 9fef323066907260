//! Envelopes of a device that lies, offered over real HTTPS in rightly signed requests: each gets a verdict
//! with a clear reason, and nobody else notices. Absent by design: other people's signatures and names,
//! withheld parts and garbage, which the server's own tests have.

use fieldseal_core::{
    ledger::{Envelope, Header, Part},
    schema::{Hash32, Id, RecordId, Scalar},
    sync::wire::{Outcome, PROBLEMS_MAX},
};
use fieldseal_tests::{
    Company, Phone, handbook,
    insider::{Insider, outbox},
    text, values,
};

/// A company with a supervisor's phone that is honest and an administrator's in the wrong hands.
struct Scene {
    company: Company,
    honest: Phone,
    taken: Phone,
}

impl Scene {
    fn new() -> Self {
        let company = Company::with(&["supervisor"]);
        let (honest, taken) = (company.phone("supervisor", 1), company.phone("administrator", 2));
        Self { company, honest, taken }
    }

    /// An honest step of the taken phone that it has not sent: what is altered.
    fn original(&self) -> Envelope {
        self.taken.app.perform("library.draft", None, &handbook("手册")).expect("the scene is sound");
        outbox(&self.taken).pop().expect("the scene is sound")
    }

    fn insider(&self) -> Insider<'_> {
        Insider::of(&self.taken, &self.company.clock)
    }

    /// Every phone works and syncs as if nothing had happened, the taken one too.
    fn others_are_served(&self) {
        for phone in [&self.honest, &self.taken] {
            let drafted =
                phone.app.perform("library.draft", None, &handbook("下一份")).expect("the scene is sound").record;
            let report = phone.sync().expect("the scene is sound");
            assert_eq!((report.refused, report.waiting), (0, 0));
            assert!(self.company.server.desk().show(drafted).expect("the scene is sound").is_some());
        }
        self.honest.sync().expect("the scene is sound");
    }
}

fn outcome(insider: &Insider<'_>, envelope: &Envelope) -> Outcome {
    // It is told older verdicts on its person's work beside this one.
    let verdicts = insider.offer(&[envelope.encode()]);
    verdicts.into_iter().find(|verdict| verdict.envelope == envelope.hash()).expect("a verdict").outcome
}

/// The reason of a refusal, which is said in both languages.
fn reason(outcome: Outcome) -> String {
    let problems = match outcome {
        Outcome::Refused(problems) => problems,
        Outcome::Later(problem) => vec![problem],
        other => panic!("neither refused nor put off but {other:?}"),
    };
    assert!(problems.iter().all(|problem| !problem.zh.is_empty() && !problem.en.is_empty()));
    problems[0].code.clone()
}

#[test]
fn every_lie_in_an_envelope_is_refused_by_its_own_reason() {
    let scene = Scene::new();
    let (original, insider) = (scene.original(), scene.insider());
    let stranger = scene.company.people["supervisor"];
    type Alter<'a> = Box<dyn Fn(&mut Header, &mut Vec<Part>) + 'a>;
    let fresh = |parts: &mut Vec<Part>| parts[0].record = insider.id();
    let write = |parts: &mut Vec<Part>, key: &str, value: Scalar| {
        parts[0].writes.retain(|(other, _)| other != key);
        parts[0].writes.push((key.into(), value));
        parts[0].writes.sort();
    };
    let lies: Vec<(&str, Alter<'_>)> = vec![
        ("company", Box::new(|header, _| header.company = Id([9; 16]))),
        ("no_stand_in", Box::new(move |header, _| header.acting_for = Some(stranger))),
        ("unknown_kind", Box::new(|header, _| header.step = "spaceship.launch".into())),
        ("unknown_step", Box::new(|header, _| header.step = "library.burn".into())),
        ("newer_table", Box::new(|header, _| header.table_version = u16::MAX)),
        ("repeated_record", Box::new(|_, parts| parts.push(parts[0].clone()))),
        ("sequence_gap", Box::new(|_, parts| parts[0].sequence = 2)),
        ("other_writes", Box::new(|_, parts| parts[0].writes.retain(|(key, _)| key != "number"))),
        ("other_writes", Box::new(|_, parts| write(parts, "published_by", stranger.to_scalar()))),
        ("too_long", Box::new(|_, parts| write(parts, "title", text(&"长".repeat(5_000))))),
        ("required", Box::new(|_, parts| write(parts, "title", Scalar::Null))),
        ("foreign_number", Box::new(|_, parts| write(parts, "number", text("ZL-2611-ZZZZ-0001")))),
        ("exists", Box::new(move |_, parts| parts[0].record = stranger)),
        ("exists", Box::new(move |_, parts| (parts[0].record, parts[0].kind) = (stranger, "person".into()))),
    ];
    for (expected, alter) in &lies {
        let lie = insider.altered(&original, |header, parts| {
            fresh(parts);
            alter(header, parts);
        });
        let found = reason(outcome(&insider, &lie));
        assert_eq!(found, *expected);
        let record = lie.parts[0].as_ref().unwrap().record;
        let untouched = scene.company.server.desk().show(record).unwrap();
        assert!(untouched.is_none() || record == stranger, "{expected}: nothing was written");
    }
    scene.others_are_served();
}

#[test]
fn a_forged_id_of_a_created_record_is_refused() {
    let scene = Scene::new();
    let given = values([("name", text("云杉精密"))]);
    scene.taken.app.perform("customer.import", None, &given).unwrap();
    let (original, insider) = (outbox(&scene.taken).pop().unwrap(), scene.insider());
    assert!(original.parts.len() > 1, "the step creates a record beside its own");
    for forged in [Id([7; 16]), scene.company.people["supervisor"]] {
        let lie = insider.altered(&original, |header, parts| {
            header.intent = original.header.intent;
            parts[1].record = forged;
        });
        assert_eq!(reason(outcome(&insider, &lie)), "other_writes");
    }
    scene.others_are_served();
}

#[test]
fn what_builds_on_the_unknown_is_blocked_by_exactly_that() {
    let scene = Scene::new();
    let (original, insider) = (scene.original(), scene.insider());
    let unknown = Hash32([6; 32]);
    let lie = insider.altered(&original, |_, parts| parts[0].dependencies = vec![unknown]);
    assert_eq!(outcome(&insider, &lie), Outcome::BlockedBy(vec![unknown]));
    let head = scene.company.server.desk().show(lie.parts[0].as_ref().unwrap().record).unwrap();
    assert!(head.is_none());
    scene.others_are_served();
}

#[test]
fn a_sequence_used_before_and_an_own_change_not_seen_are_a_cloned_install() {
    let scene = Scene::new();
    let record = scene.taken.app.perform("library.draft", None, &handbook("手册")).unwrap().record;
    scene.taken.sync().unwrap();
    let edit = |title: &str| {
        scene.taken.app.perform("library.edit", Some(record), &values([("title", text(title))])).unwrap();
        outbox(&scene.taken).pop().unwrap()
    };
    let (first, insider) = (edit("甲"), scene.insider());
    let again = insider.altered(&first, |_, parts| parts[0].sequence = 1);
    assert_eq!(reason(outcome(&insider, &again)), "cloned_install");
    assert!(matches!(outcome(&insider, &first), Outcome::Accepted(_)));
    // The same base and the next number once more: the clone did not see what its twin wrote.
    let twin = insider.altered(&first, |_, parts| {
        parts[0].sequence += 1;
        parts[0].writes = vec![("title".into(), text("乙"))];
    });
    assert_eq!(reason(outcome(&insider, &twin)), "cloned_install");
    scene.taken.sync().unwrap();
    assert_eq!(scene.company.server.desk().show(record).unwrap().unwrap().facts.text("title"), Some("甲"));
    scene.others_are_served();
}

#[test]
fn another_devices_nonce_makes_nobody_that_device() {
    let scene = Scene::new();
    let victims = scene.honest.app.perform("library.draft", None, &handbook("我的")).unwrap().record;
    let victim = outbox(&scene.honest).pop().unwrap();
    let (original, insider) = (scene.original(), scene.insider());
    let named = insider.altered(&original, |header, parts| {
        header.nonce = victim.header.nonce;
        parts[0].record = insider.id();
    });
    assert_ne!(named.header.actor(), victim.header.actor(), "the actor is of the key, too");
    assert!(matches!(outcome(&insider, &named), Outcome::Accepted(_)), "it counts, as the liar's own");
    let shown = scene.company.server.desk().show(named.parts[0].as_ref().unwrap().record).unwrap().unwrap();
    assert_eq!(shown.history[0].person, scene.company.people["administrator"]);
    let number = shown.facts.text("number").unwrap().to_owned();
    // The number is given out now: the honest step that carries it comes too late, so another is drawn.
    let taken = insider.altered(&original, |_, parts| parts[0].record = insider.id());
    assert_eq!(reason(outcome(&insider, &taken)), "number_taken", "{number}");
    assert_eq!(scene.honest.sync().unwrap().accepted, 1);
    assert!(scene.company.server.desk().show(victims).unwrap().is_some());
}

#[test]
fn a_directory_position_from_the_future_gives_no_grace() {
    let scene = Scene::new();
    let (company, phone) = (&scene.company, &scene.honest);
    phone.app.perform("library.draft", None, &handbook("手册")).unwrap();
    let original = outbox(phone).pop().unwrap();
    let insider = Insider::of(phone, &company.clock);
    let revoked = values([("roles/supervisor/revoked_reason", text("调岗"))]);
    company.desk("administrator", "person.revoke_role", Some(company.people["supervisor"]), revoked).unwrap();
    let future = insider.altered(&original, |header, parts| {
        header.directory_seq = u64::MAX;
        parts[0].record = insider.id();
    });
    assert_eq!(reason(outcome(&insider, &future)), "not_yours");
    // The same as it was seen is honest offline work.
    assert!(matches!(outcome(&insider, &original), Outcome::Accepted(_)));
}

#[test]
fn a_verdict_of_thousands_of_problems_is_cut_and_stops_no_phone_of_that_person() {
    let scene = Scene::new();
    let other = scene.company.phone("administrator", 3);
    let (original, insider) = (scene.original(), scene.insider());
    let many = insider.altered(&original, |_, parts| {
        parts[0].record = insider.id();
        parts[0].writes.retain(|(key, _)| key == "number");
        parts[0].writes.extend((0..2_000).map(|row| (format!("checklist/{row:04}/required"), Scalar::Integer(1))));
        parts[0].writes.sort();
    });
    let Outcome::Refused(problems) = outcome(&insider, &many) else { panic!("refused") };
    assert_eq!(problems.len(), PROBLEMS_MAX);
    // The verdict stands in the log for every phone of its author.
    other.sync().unwrap();
    scene.others_are_served();
}

#[test]
fn garbage_in_the_place_of_an_envelope_stops_nothing_behind_it() {
    let scene = Scene::new();
    let (original, insider) = (scene.original(), scene.insider());
    let good = original.encode();
    let mut flipped = good.clone();
    flipped[good.len() / 2] ^= 1;
    let lies =
        vec![Vec::new(), b"garbage".to_vec(), vec![0xff; 60_000], good[..good.len() - 1].to_vec(), flipped, good];
    let verdicts = insider.offer(&lies);
    let (last, lies) = verdicts.split_last().unwrap();
    assert!(lies.iter().all(|verdict| matches!(verdict.outcome, Outcome::Refused(_))));
    assert!(matches!(last.outcome, Outcome::Accepted(_)));
    let record: RecordId = original.parts[0].as_ref().unwrap().record;
    assert!(scene.company.server.desk().show(record).unwrap().is_some());
}
