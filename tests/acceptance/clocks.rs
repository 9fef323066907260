//! What the office and the phone see of clocks, numbers and the library: who must act, reminders, settings
//! before and after they apply, years without calendar, gaps in numbers, versions side by side.
//! Absent by design: counting itself, which the core's worked examples show.

use fieldseal_core::{
    process::{
        duty::{DueList, Level, Whose},
        number_gaps::{SegmentOwner, Why},
        reminders::Occasion,
    },
    schema::{Date, Hash32, RecordId, Role, Scalar, Values},
    store::Priority,
};
use fieldseal_tests::{Company, handbook, text, values};

fn rule(clock: &str, unit: &str, amount: i64, more: &[(&str, Scalar)]) -> Values {
    let mut given = values([
        ("rules/r1/clock", text(clock)),
        ("rules/r1/unit", text(unit)),
        ("rules/r1/amount", Scalar::Integer(amount)),
    ]);
    given.extend(more.iter().map(|(key, value)| (format!("rules/r1/{key}"), value.clone())));
    given
}

/// The one record of a kind.
fn the_one(company: &Company, kind: &str) -> RecordId {
    let query = fieldseal_server::storage::IndexQuery { kind: Some(kind.into()), limit: 2, ..Default::default() };
    let [row] = &company.server.desk().list(&query).unwrap()[..] else { panic!("one {kind}") };
    row.record
}

/// The engineer takes the job: until then the response is the desk's.
fn accepted(phone: &fieldseal_tests::Phone, ticket: RecordId) {
    phone.app.perform("ticket.accept_job", Some(ticket), &Values::new()).unwrap();
    phone.sync().unwrap();
}

fn people_of(company: &Company, role: &str) -> DueList {
    DueList { whose: Whose::Person(company.people[role]), ..DueList::default() }
}

#[test]
fn d10_d11_the_due_list_of_a_person_says_who_must_act_and_escalates_on_phone_and_desk() {
    let company = Company::with(&["desk", "engineer", "supervisor", "manager"]);
    let ticket = company.urgent_ticket();
    let phone = company.phone("engineer", 1);
    accepted(&phone, ticket);
    let desk = company.server.desk();
    let own = people_of(&company, "engineer");
    let rules = |list: &DueList| {
        let rows = phone.app.due_list(list).unwrap();
        rows.iter().map(|row| (row.clock.rule.clone(), row.duty.level)).collect::<Vec<_>>()
    };
    let at_desk = |list: &DueList| {
        let rows = desk.due(list).unwrap();
        rows.iter().map(|row| (row.clock.rule.to_owned(), row.duty.level)).collect::<Vec<_>>()
    };
    let person = |rule: &str| (rule.to_owned(), Level::Person);
    assert_eq!(rules(&own), [person("D-10"), person("D-11")]);
    assert_eq!(at_desk(&own), rules(&own));
    assert!(rules(&people_of(&company, "desk")).is_empty(), "assigned to the engineer");
    let team = DueList { whose: Whose::Team(Role::Engineer), ..DueList::default() };
    assert_eq!(rules(&team), rules(&own));
    assert_eq!(at_desk(&DueList { limit: 1, offset: 1, ..team }), [person("D-11")]);
    company.clock.pass_minutes(121);
    let row = &desk.due(&DueList { until_ms: Some(company.clock.now().utc_ms), ..own }).unwrap()[0];
    assert_eq!((row.record, row.clock.rule, row.duty.level), (ticket, "D-10", Level::Supervisor));
    assert_eq!(row.duty.people, [company.people["engineer"], company.people["supervisor"]]);
    company.clock.pass_minutes(120);
    let row = &phone.app.due_list(&own).unwrap()[0];
    assert_eq!((row.duty.level, row.kind), (Level::Manager, "ticket"));
    assert_eq!(row.duty.people.last(), Some(&company.people["manager"]));
    assert!(row.title.contains("云杉"), "{}", row.title);
}

#[test]
fn d10_reminders_come_to_whom_they_concern_and_end_with_the_clock() {
    let company = Company::with(&["desk", "engineer", "supervisor"]);
    let ticket = company.urgent_ticket();
    let engineer = company.phone("engineer", 1);
    accepted(&engineer, ticket);
    let supervisor = company.phone("supervisor", 2);
    let seen = |phone: &fieldseal_tests::Phone, limit| {
        let found = phone.app.next_reminders(company.clock.now(), limit).unwrap();
        assert!(found.iter().all(|entry| entry.record == ticket && entry.reminder.urgent));
        let minutes = |at: i64| (at - company.clock.now().utc_ms) / 60_000;
        let read = found
            .iter()
            .map(|entry| (entry.reminder.rule.unwrap(), entry.reminder.occasion, minutes(entry.reminder.at.utc_ms)));
        read.collect::<Vec<_>>()
    };
    let (soon, due) = (Occasion::DueSoon, Occasion::Due);
    let own = [("D-10", soon, 90), ("D-10", due, 120), ("D-11", soon, 180), ("D-11", due, 240)];
    assert_eq!(seen(&engineer, 0), own);
    assert_eq!(seen(&engineer, 2), own[..2]);
    // Nobody is manager: the supervisor alone is escalated to.
    let escalated = [("D-10", Occasion::Overdue, 120), ("D-11", Occasion::Overdue, 240)];
    assert_eq!(seen(&supervisor, 0), escalated);
    company.clock.pass_minutes(100);
    assert_eq!(seen(&engineer, 0)[0], ("D-10", due, 20), "what is past is not reminded of");
    company.desk("desk", "ticket.withdraw", Some(ticket), withdrawn()).unwrap();
    engineer.sync().unwrap();
    assert!(seen(&engineer, 0).is_empty());
}

fn withdrawn() -> Values {
    values([("withdrawn_reason", text("by_customer")), ("withdrawn_note", text("已自行恢复"))])
}

#[test]
fn d10_a_changed_length_is_previewed_and_then_stands_so_on_phone_and_desk() {
    let company = Company::with(&["desk", "engineer"]);
    let ticket = company.urgent_ticket();
    let phone = company.phone("engineer", 1);
    let desk = company.server.desk();
    let administrator = company.people["administrator"];
    let now = company.clock.now();
    let running = rule(
        "D-10",
        "minutes",
        60,
        &[("effective_from", now.to_scalar()), ("applies_to_running", Scalar::Boolean(true))],
    );
    let head = company.server.desk().show(ticket).unwrap().unwrap().history.len();
    let preview = desk.preview_rule(administrator, &running, now).unwrap();
    let read: Vec<_> = preview.iter().map(|row| (row.record, row.before.rule, row.kind)).collect();
    assert_eq!(read, [(ticket, "D-10", "ticket")]);
    let (before, after) = (preview[0].before.due, preview[0].after.due);
    assert_eq!(before.moment().unwrap().utc_ms - after.moment().unwrap().utc_ms, 60 * 60_000);
    let due_of = |clocks: &[fieldseal_core::process::clocks::Clock]| {
        clocks.iter().find(|clock| clock.rule == "D-10").unwrap().due
    };
    let shown = desk.show(ticket).unwrap().unwrap();
    assert_eq!((due_of(&shown.clocks), shown.history.len()), (before, head), "nothing happened");

    let by_engineer = desk.preview_rule(company.people["engineer"], &running, now).unwrap_err();
    assert!(by_engineer.problems().iter().any(|problem| problem.code == "not_yours"));
    let backwards = rule("D-10", "minutes", 60, &[("effective_from", now.plus_ms(-1).to_scalar())]);
    let refused = desk.preview_rule(administrator, &backwards, now).unwrap_err();
    assert_eq!(refused.problems()[0].code, "reaches_back");

    company.desk("administrator", "company.set_rule", Some(the_one(&company, "company")), running).unwrap();
    assert_eq!(due_of(&desk.show(ticket).unwrap().unwrap().clocks), after);
    phone.sync().unwrap();
    assert_eq!(due_of(&phone.app.show(ticket).unwrap().clocks), after);
    let listed = phone.app.due_list(&DueList::default()).unwrap();
    assert_eq!(listed[0].clock.sorts_at_ms, after.moment().unwrap().utc_ms, "the list was computed anew with the sync");
}

/// A suggestion, whose clock D-14 counts working days and reaches into a year without calendar.
fn suggestion_at_the_end_of_the_year(company: &Company) -> RecordId {
    // 2026-12-30 10:00 in China.
    company.clock.pass_minutes(37 * 24 * 60);
    let given = values([
        ("channel", text("hotline")),
        ("submitted_at", company.clock.now().to_scalar()),
        ("call_answered", Scalar::Boolean(true)),
        ("customer_name", text("云杉精密")),
        ("contact_name", text("龚䶮")),
        ("contact_phone", text("13810012001")),
        ("description", text("希望增加中文界面")),
        ("machine_down", Scalar::Boolean(false)),
    ]);
    let ticket = company.desk("desk", "ticket.take_in", None, given).unwrap();
    company.desk("desk", "ticket.grade", Some(ticket), values([("urgency", text("suggestion"))])).unwrap();
    ticket
}

#[test]
fn d14_a_year_without_calendar_is_warned_of_once_and_publishing_it_gives_the_due_time_everywhere() {
    let company = Company::with(&["desk"]);
    let ticket = suggestion_at_the_end_of_the_year(&company);
    let phone = company.phone("desk", 1);
    let desk = company.server.desk();
    let warned: Vec<_> =
        desk.calendar_warnings().unwrap().iter().map(|warning| (warning.year, warning.clocks)).collect();
    assert_eq!(warned, [(2027, 1)]);
    assert_eq!(phone.app.calendar_warnings().unwrap(), desk.calendar_warnings().unwrap());
    let listed = phone.app.due_list(&DueList::default()).unwrap();
    assert!(listed[0].clock.body.contains("日历未发布"), "{}", listed[0].clock.body);
    let year = values([("years/2027/source", text("国务院办公厅通知")), ("exceptions/2027-01-01/kind", text("off"))]);
    company.desk("administrator", "calendar.publish_year", Some(the_one(&company, "calendar")), year).unwrap();
    assert!(desk.calendar_warnings().unwrap().is_empty());
    phone.sync().unwrap();
    assert!(phone.app.calendar_warnings().unwrap().is_empty());
    // Thursday the 31st, then New Year's day off, Monday the 4th and Tuesday the 5th.
    let due = "2027-01-05 18:00";
    assert!(phone.app.due_list(&DueList::default()).unwrap()[0].clock.body.contains(due));
    let clocks = desk.show(ticket).unwrap().unwrap().clocks;
    let open = clocks.iter().find(|clock| clock.state.is_open()).unwrap();
    assert_eq!(open.due.text(fieldseal_core::schema::Language::Chinese), due);
    let on_day: Date = "2027-01-05".parse().unwrap();
    assert_eq!(Some(on_day), open.due.moment().map(|at| Date(at.local().date())));
}

#[test]
fn k_ticket_every_number_is_accounted_for() {
    let company = Company::with(&["desk", "engineer", "supervisor"]);
    let phone = company.phone("supervisor", 1);
    let draft = |title: &str| phone.app.perform("library.draft", None, &handbook(title)).unwrap().record;
    draft("一");
    let second = draft("二");
    let third = draft("三");
    phone.sync().unwrap();
    let number =
        |record: RecordId| company.server.desk().show(record).unwrap().and_then(|shown| shown.row.number).unwrap();
    let gaps = || {
        let all = company.server.desk().number_gaps().unwrap();
        all.into_iter().filter(|series| series.prefix == "ZL").collect::<Vec<_>>()
    };
    let [series] = &gaps()[..] else { panic!("one series") };
    assert_eq!((series.highest, series.present, series.gaps.len()), (3, 3, 0));
    assert_eq!([number(second), number(third)], [series.number(2), series.number(3)]);
    // The phone performs one step after its role was taken away: refused, and one that stands.
    let revoked = values([("roles/supervisor/revoked_reason", text("转岗"))]);
    let person = company.people["supervisor"];
    company.desk("administrator", "person.revoke_role", Some(person), revoked).unwrap();
    company.clock.pass_minutes(15 * 24 * 60);
    draft("四");
    phone.sync().unwrap();
    let [november, december] = &gaps()[..] else { panic!("a series of each month") };
    assert!(november.gaps.is_empty());
    assert_eq!((december.month.as_str(), december.highest, december.present), ("2612", 1, 0));
    let [gap] = &december.gaps[..] else { panic!("one gap") };
    assert_eq!((gap.first, gap.last), (1, 1));
    assert!(matches!(&gap.why, Why::Refused(by, (zh, en)) if by == "supervisor" && !zh.is_empty() && !en.is_empty()));
}

#[test]
fn k_person_numbers_of_a_database_that_was_lost_are_told_from_the_servers_own() {
    let mut company = Company::with(&["desk", "engineer"]);
    let copy = company.back_up();
    company.restore(&copy);
    company.urgent_ticket();
    let all = company.server.desk().number_gaps().unwrap();
    let owner = |prefix: &str| &all.iter().find(|series| series.prefix == prefix).unwrap().owner;
    assert_eq!((owner("RY"), owner("GD")), (&SegmentOwner::LostDatabase, &SegmentOwner::Server));
}

#[test]
fn k_ticket_a_record_that_counts_no_more_keeps_its_number() {
    let company = Company::with(&["desk", "engineer"]);
    let ticket = company.urgent_ticket();
    company.desk("desk", "ticket.withdraw", Some(ticket), withdrawn()).unwrap();
    let desk = company.server.desk();
    let series = desk.number_gaps().unwrap().into_iter().find(|series| series.prefix == "GD").unwrap();
    assert_eq!((series.present, series.void.len(), series.void[0].1.zh), (1, 1, "客户已撤回"));
    assert!(series.gaps.is_empty());
}

#[test]
fn k_library_two_versions_of_a_draft_stand_side_by_side_on_phone_and_desk() {
    let company = Company::with(&["supervisor"]);
    let document = company.desk("supervisor", "library.draft", None, handbook("操作手册")).unwrap();
    let edited = values([("title", text("使用手册")), ("models/m/model", text("X200"))]);
    company.desk("supervisor", "library.edit", Some(document), edited).unwrap();
    company.desk("supervisor", "library.edit", Some(document), values([("version", text("2"))])).unwrap();
    let phone = company.phone("supervisor", 1);
    let steps: Vec<Hash32> = phone.app.history(document).unwrap().iter().map(|entry| entry.envelope).collect();
    let keys = |to: Option<&Hash32>| {
        let found = phone.app.compare(document, &steps[0], to).unwrap();
        let at_desk = company.server.desk().compare(document, &steps[0], to).unwrap().unwrap();
        let read = |found: &[fieldseal_core::process::comparing::Difference]| {
            found.iter().map(|d| (d.key.clone(), d.then.clone(), d.now.clone())).collect::<Vec<_>>()
        };
        assert_eq!(read(&found), read(&at_desk));
        found.into_iter().map(|difference| difference.key).collect::<Vec<_>>()
    };
    assert_eq!(keys(Some(&steps[0])), Vec::<String>::new());
    assert_eq!(keys(Some(&steps[1])), ["title", "models/m/model"]);
    assert_eq!(keys(None), ["title", "version", "models/m/model"]);
    assert!(phone.app.compare(document, &Hash32([9; 32]), None).is_err(), "no step of its history");
}

#[test]
fn k_library_files_of_current_documents_are_here_offline_and_those_of_old_ones_go() {
    let company = Company::with(&["supervisor", "engineer"]);
    let office = company.phone("supervisor", 1);
    let publish = |title: &str, bytes: &[u8]| {
        let file = office.app.keep_blob(bytes, Priority::Original).unwrap();
        let mut given = handbook(title);
        given.insert("file".into(), file.to_scalar());
        let document = office.app.perform("library.draft", None, &given).unwrap().record;
        (document, file)
    };
    let ((first, old_file), (second, new_file)) = (publish("手册", b"first"), publish("手册", b"second"));
    office.app.perform("library.publish", Some(first), &Values::new()).unwrap();
    office.sync().unwrap();
    let engineer = company.phone("engineer", 2);
    let here = |file: &Hash32| engineer.app.store().read(|r| r.blob(file)).unwrap();
    assert_eq!(here(&old_file).as_deref(), Some(&b"first"[..]));
    assert_eq!(here(&new_file), None, "a draft's file is nobody's to read yet");
    office.app.perform("library.publish", Some(second), &Values::new()).unwrap();
    office.app.perform("library.supersede", Some(first), &values([("superseded_by", second.to_scalar())])).unwrap();
    office.sync().unwrap();
    assert_eq!(engineer.sync().unwrap().blobs_received, 1);
    assert_eq!((here(&old_file), here(&new_file).as_deref()), (None, Some(&b"second"[..])));
    assert_eq!(engineer.sync().unwrap().blobs_received, 0, "fetched once");
    let fetched = engineer.app.fetch_blob(&engineer.transport, &old_file).unwrap();
    assert_eq!(fetched, b"first", "it can be asked for again");
}
