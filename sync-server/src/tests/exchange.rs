//! What an honest phone and the server say to each other.

use fieldseal_core::{
    schema::{Role, Values},
    sync::wire::{Frame, Outcome},
};

use super::{
    office::{Office, text, values},
    phone::Phone,
};
use crate::{backup::backup, server::Server};

fn draft(title: &str) -> Values {
    values([("document_kind", text("handbook")), ("title", text(title)), ("version", text("1"))])
}

fn office_with_two() -> (Office, Phone, Phone) {
    let office = Office::new();
    let person = office.add_person("李工", &[Role::Supervisor]);
    let (mut one, mut two) = (Phone::enrol(&office, person, 1), Phone::enrol(&office, person, 2));
    one.sync(&office);
    two.sync(&office);
    (office, one, two)
}

#[test]
fn nothing_new_is_one_small_exchange() {
    let (office, mut one, _) = office_with_two();
    one.sync(&office);
    one.sync(&office);
    assert_eq!(one.frames.len(), 1);
    assert!(one.bytes < 200, "{} bytes", one.bytes);
}

#[test]
fn what_one_phone_writes_another_reads_and_nobody_is_told_twice() {
    let (office, mut one, mut two) = office_with_two();
    let record = one.perform("library.draft", None, &draft("使用手册"), office.now());
    one.sync(&office);
    assert_eq!(one.outbox.len(), 0);
    assert_eq!(one.count(|frame| matches!(frame, Frame::Snapshot(_) | Frame::Change(_))), 0);
    two.sync(&office);
    assert_eq!(two.holdings(), one.holdings());
    assert_eq!(two.count(|frame| matches!(frame, Frame::Snapshot(_))), 1);
    two.perform("library.edit", Some(record), &values([("title", text("使用手册（新）"))]), office.now());
    two.sync(&office);
    one.sync(&office);
    assert_eq!(one.count(|frame| matches!(frame, Frame::Change(_))), 1);
    assert_eq!(one.says(record, "title"), text("使用手册（新）"));
    assert_eq!(one.holdings(), two.holdings());
}

#[test]
fn concurrent_values_are_both_kept() {
    let (office, mut one, mut two) = office_with_two();
    let record = one.perform("library.draft", None, &draft("使用手册"), office.now());
    one.sync(&office);
    two.sync(&office);
    one.perform("library.edit", Some(record), &values([("title", text("甲"))]), office.now());
    two.perform("library.edit", Some(record), &values([("title", text("乙"))]), office.now());
    for phone in [&mut one, &mut two] {
        phone.sync(&office);
    }
    one.sync(&office);
    assert_eq!(one.holdings(), two.holdings());
    assert_eq!(one.accepted[&record].conflicts()[0].candidates.len(), 2);
    assert_eq!(office.server().desk().show(record).unwrap().unwrap().conflicts.len(), 1);
}

#[test]
fn an_answer_that_was_lost_changes_nothing() {
    let (office, mut one, mut two) = office_with_two();
    let record = one.perform("library.draft", None, &draft("使用手册"), office.now());
    let head = office.head();
    let lost = one.exchange(&office);
    assert_eq!((lost.0, office.head()), (200, head + 1));
    one.sync(&office);
    assert_eq!(office.head(), head + 1);
    assert!(one.outbox.is_empty() && one.accepted.contains_key(&record));
    two.sync(&office);
    assert_eq!(one.holdings(), two.holdings());
}

#[test]
fn a_refusal_stalls_only_what_builds_on_it_and_reaches_the_persons_other_phone() {
    let office = Office::new();
    let engineer = office.add_person("王工", &[Role::Engineer]);
    let (mut one, mut two) = (Phone::enrol(&office, engineer, 1), Phone::enrol(&office, engineer, 2));
    one.sync(&office);
    two.sync(&office);
    let record = one.perform("library.draft", None, &draft("不是我的"), office.now());
    one.perform("library.edit", Some(record), &values([("title", text("也不是"))]), office.now());
    one.perform("library.draft", None, &draft("另一份"), office.now());
    let hashes: Vec<_> = one.outbox.iter().map(|envelope| envelope.hash()).collect();
    one.sync(&office);
    let Some(Outcome::Refused(problems)) = one.outcome(&hashes[0]) else { panic!("refused") };
    assert_eq!(problems[0].code, "not_yours");
    assert_eq!(one.outcome(&hashes[1]), Some(&Outcome::BlockedBy(vec![hashes[0]])));
    assert!(matches!(one.outcome(&hashes[2]), Some(Outcome::Refused(_))));
    assert_eq!(one.verdicts.len(), 3, "not told again from the log");
    two.sync(&office);
    assert_eq!(two.verdicts.len(), 2);
    let head = office.head();
    one.sync(&office);
    assert_eq!(office.head(), head, "the blocked one is not kept");
}

#[test]
fn an_intent_counts_once() {
    let (office, mut one, _) = office_with_two();
    one.perform("library.draft", None, &draft("甲"), office.now());
    let first = one.outbox[0].clone();
    one.sync(&office);
    let mut header = first.header.clone();
    header.effective = header.effective.plus_ms(1);
    let parts = first.parts.iter().flatten().cloned().collect();
    one.outbox.push(fieldseal_core::ledger::Envelope::sign(header, parts, &one.key));
    let again = one.outbox[0].hash();
    one.sync(&office);
    let Some(Outcome::Refused(problems)) = one.outcome(&again) else { panic!("refused") };
    assert_eq!(problems[0].code, "intent_repeated");
}

#[test]
fn eight_pushers_lose_nothing_and_leave_no_gap() {
    let office = Office::new();
    let person = office.add_person("李工", &[Role::Supervisor]);
    let mut phones: Vec<Phone> = (1..=8).map(|seed| Phone::enrol(&office, person, seed)).collect();
    let before = office.head();
    for phone in &mut phones {
        phone.sync(&office);
        for number in 0..20 {
            phone.perform("library.draft", None, &draft(&format!("{number}")), office.now());
        }
    }
    std::thread::scope(|scope| {
        for phone in &mut phones {
            let office = &office;
            scope.spawn(move || phone.sync(office));
        }
    });
    assert_eq!(office.head(), before + 160);
    let entries = office.server().storage.reader().unwrap().entries(0, u64::MAX, 1_000).unwrap();
    assert!(entries.iter().zip(1..).all(|(entry, position)| entry.position == position));
    for phone in &mut phones {
        phone.sync(&office);
        assert!(phone.outbox.is_empty());
    }
    assert!(phones.iter().all(|phone| phone.holdings() == phones[0].holdings()));
}

#[test]
fn a_backup_serves_the_same_records_in_another_lineage() {
    let (office, mut one, mut two) = office_with_two();
    let early = one.perform("library.draft", None, &draft("早"), office.now());
    one.sync(&office);
    two.sync(&office);
    let to = tempfile::tempdir().unwrap();
    let made = backup(office.server(), &to.path().join("copy")).unwrap();
    assert_eq!(made.position, office.head());
    assert!(backup(office.server(), &to.path().join("copy")).is_err(), "never over another");
    let late = one.perform("library.draft", None, &draft("晚"), office.now());
    let kept = one.outbox.clone();
    one.sync(&office);

    let environment = super::office::environment(&office.clock, 1 << 48);
    let mut office = office;
    office.set_up.server = Server::open(&to.path().join("copy"), environment).unwrap();
    assert!(office.server().desk().show(early).unwrap().is_some());
    assert!(office.server().desk().show(late).unwrap().is_none());
    assert_ne!(office.server().lineage, one.lineage);
    // The phone offers again what it keeps, and changes on records that the server still knows.
    one.outbox = kept;
    one.outbox.extend({
        two.perform("library.edit", Some(early), &values([("title", text("改"))]), office.now());
        std::mem::take(&mut two.outbox)
    });
    one.sync(&office);
    assert!(matches!(one.frames[0], Frame::Reset(_)));
    two.sync(&office);
    assert_eq!(one.holdings(), two.holdings());
    assert_eq!(two.says(early, "title"), text("改"));
    assert_eq!(two.says(late, "title"), text("晚"));
    let handed = office.add_person("新人", &[Role::Engineer]);
    let third = Phone::enrol(&office, handed, 3);
    assert!(![&one.segment, &two.segment].contains(&&third.segment));
}

/// A ticket that one person takes in on site, repairs and shows, as far as an older app asked for it.
fn shown_by_an_older_app(phone: &mut Phone, office: &Office) -> fieldseal_core::schema::RecordId {
    let engineer = phone.person.to_scalar();
    let yes = fieldseal_core::schema::Scalar::Boolean(true);
    let taken = values([
        ("channel", text("on_site")),
        ("submitted_at", office.now().to_scalar()),
        ("customer_name", text("某厂")),
        ("contact_name", text("刘")),
        ("contact_phone", text("13800000000")),
        ("description", text("主轴异响")),
        ("machine_down", yes.clone()),
        ("engineer", engineer),
    ]);
    let ticket = phone.perform("ticket.take_in", None, &taken, office.now());
    let mut perform = |step: &str, given: &Values| phone.perform(step, Some(ticket), given, office.now());
    perform("ticket.grade", &values([("urgency", text("urgent"))]));
    perform("ticket.arrive", &values([]));
    let work = values([
        ("work/1/fault_confirmed", text("轴承磨损")),
        ("work/1/diagnosis", text("轴承")),
        ("work/1/cause", text("wear")),
        ("work/1/method", text("on_site_repair")),
        ("work/1/work_done", text("更换轴承")),
        ("work/1/test_result", text("passed")),
    ]);
    perform("ticket.solve", &work);
    perform("ticket.present", &values([("rounds/1/statement", text("声明")), ("rounds/1/privacy_notice_shown", yes)]));
    ticket
}

#[test]
fn an_older_app_is_judged_by_the_tables_it_had() {
    let office = Office::new();
    let person = office.add_person("王工", &[Role::Engineer, Role::Desk]);
    let mut phone = Phone::enrol(&office, person, 1);
    phone.sync(&office);
    phone.older = true;
    // No service address, no warranty, no solution told: what the form asks for today.
    let ticket = shown_by_an_older_app(&mut phone, &office);
    phone.sync(&office);
    assert_eq!(phone.outbox.len(), 0);
    let accepted = |verdict: &fieldseal_core::sync::wire::Verdict| matches!(verdict.outcome, Outcome::Accepted(_));
    assert!(phone.verdicts.iter().all(accepted), "{:?}", phone.verdicts);
    assert!(!phone.says(ticket, "rounds/1/presented_at").is_null());
    // The same envelope by today's tables is refused.
    let mut newer = Phone::copy(&phone, 7);
    newer.nonce = newer.id();
    newer.perform("ticket.present", Some(ticket), &values([("rounds/1/statement", text("声明二"))]), office.now());
    let mut claimed = newer.outbox.remove(0);
    claimed.header.table_version = 2;
    let parts = claimed.parts.iter().flatten().cloned().collect();
    newer.outbox.push(fieldseal_core::ledger::Envelope::sign(claimed.header, parts, &newer.key));
    newer.sync(&office);
    let last = newer.verdicts.last().map(|verdict| &verdict.outcome);
    assert!(
        matches!(last, Some(Outcome::Refused(problems)) if problems.iter().all(|p| p.code != "other_writes")),
        "{last:?}"
    );
}
