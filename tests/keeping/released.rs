//! What the last release left behind: a server's data and two phones with work that waits, opened by this build.
//! `released.zst` was written by that release: files one after another, each as name, length and bytes.
//! Absent by design: how stores are migrated, which the stores' own tests show step by step.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use fieldseal_core::{
    app::App,
    schema::{RecordId, Scalar},
    store::ListQuery,
    sync::http::HttpsTransport,
};
use fieldseal_server::server::Server;
use fieldseal_tests::{Phone, TestClock, environment, listen, machine::Machine, text, values};

const PACKED: &[u8] = include_bytes!("../data/released.zst");

/// Takes a length and so many bytes from the front.
fn take<'a>(rest: &mut &'a [u8], length_bytes: usize) -> &'a [u8] {
    let (length, after) = rest.split_at(length_bytes);
    let length = length.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
    let (taken, after) = after.split_at(length);
    *rest = after;
    taken
}

/// Writes the files out and gives what their maker noted: records by name, and a number.
fn unpack(folder: &Path) -> BTreeMap<String, String> {
    let files = zstd::decode_all(PACKED).unwrap();
    let mut rest = files.as_slice();
    let mut notes = String::new();
    while !rest.is_empty() {
        let name = String::from_utf8(take(&mut rest, 2).to_vec()).unwrap();
        let bytes = take(&mut rest, 4);
        if name == "records" {
            notes = String::from_utf8(bytes.to_vec()).unwrap();
            continue;
        }
        let path = folder.join(&name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    notes.lines().filter_map(|line| line.split_once(' ')).map(|(name, of)| (name.to_owned(), of.to_owned())).collect()
}

/// The company of the last release, served by this build two hours after it stopped.
struct Released {
    _runtime: tokio::runtime::Runtime,
    _running: fieldseal_server::serve::Running,
    _folder: tempfile::TempDir,
    server: Arc<Server>,
    clock: TestClock,
    home: PathBuf,
    address: String,
    notes: BTreeMap<String, String>,
}

impl Released {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().to_owned();
        let notes = unpack(&home);
        let clock = TestClock::at_beginning();
        clock.pass_minutes(205);
        let server = Server::open(&home.join("server"), environment(&clock, 0xF00D)).unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let running = listen(&runtime, server.clone());
        let address = format!("https://{}", running.address);
        Self { _runtime: runtime, _running: running, _folder: folder, server, clock, home, address, notes }
    }

    fn phone(&self, seed: u64) -> Phone {
        let machine = Arc::new(Machine::new(self.clock.clone(), 0xBEEF + seed));
        let app = App::open(&self.home.join(format!("phone-{seed}.db")), machine).unwrap();
        let transport = HttpsTransport::new(&self.address, Some(self.server.tls_key())).unwrap();
        Phone { app, transport }
    }

    fn record(&self, name: &str) -> RecordId {
        self.notes[name].parse().unwrap()
    }

    /// The office has what the phone has.
    fn agree(&self, phone: &Phone, names: &[&str]) {
        for name in names {
            let record = self.record(name);
            let (here, office) = (phone.app.show(record).unwrap(), self.server.desk().show(record).unwrap().unwrap());
            assert_eq!(office.facts, here.facts, "{name}");
            assert_eq!(office.row.status, here.status, "{name}");
            let clocks = |clocks: &[fieldseal_core::process::clocks::Clock]| -> Vec<(&'static str, &'static str)> {
                clocks.iter().map(|clock| (clock.rule, clock.state.code())).collect()
            };
            assert_eq!(clocks(&office.clocks), clocks(&here.clocks), "{name}");
        }
    }
}

#[test]
fn k_person_a_store_of_the_last_release_opens_shows_its_records_and_finds_them() {
    let released = Released::open();
    let phone = released.phone(2);
    let ticket = phone.app.show(released.record("ticket")).unwrap();
    assert_eq!(ticket.status, "on_site");
    assert_eq!(ticket.facts.text("work/1/diagnosis"), Some("插头松动"), "what was done offline is there");
    let states: Vec<_> = ticket.clocks.iter().map(|clock| (clock.rule, clock.state.code())).collect();
    assert!(states.contains(&("D-11", "met")), "{states:?}");
    let taken = phone.app.show(released.record("taken")).unwrap();
    assert_eq!(taken.facts.text("number"), Some(released.notes["number"].as_str()));
    assert_eq!(phone.app.show(released.record("installation")).unwrap().status, "booked");
    let found = phone.app.list(&ListQuery { text: "漏油".into(), ..ListQuery::default() }).unwrap();
    assert!(found.iter().any(|row| row.record == released.record("taken")), "the search index came along");
    let draft = phone.app.store().read(|r| r.draft(Some(ticket.record), "ticket.give_solution")).unwrap().unwrap();
    assert_eq!(draft.values["solutions/s1/text"], text("紧固插头"));
    assert_eq!(phone.app.store().read(|r| r.outbox_len()).unwrap(), 6);
    let seller = released.phone(1);
    assert_eq!(seller.app.show(released.record("customer")).unwrap().facts.text("contacts/c2/name"), Some("林芸"));
    assert_eq!(seller.app.show(released.record("delivery")).unwrap().status, "exception_open");
}

#[test]
fn k_person_what_waited_on_phones_of_the_last_release_is_judged_by_the_tables_it_was_made_with() {
    let released = Released::open();
    let phones = [released.phone(1), released.phone(2)];
    for (phone, waits) in phones.iter().zip([3, 6]) {
        let report = phone.sync().unwrap();
        // The server's data is a backup: phones offer it once more what they ever did, and lose nothing.
        assert!(report.accepted >= waits, "{report:?}");
        assert_eq!((report.refused, report.waiting), (0, 0));
        assert_eq!(phone.app.store().read(|r| r.outbox_len()).unwrap(), 0);
    }
    phones.iter().for_each(|phone| assert_eq!(phone.sync().unwrap().refused, 0));
    released.agree(&phones[0], &["customer", "sales", "order", "delivery", "equipment"]);
    released.agree(&phones[1], &["customer", "installation", "equipment", "ticket", "taken"]);
    let number = released.server.desk().show(released.record("taken")).unwrap().unwrap().row.number;
    assert_eq!(number.as_ref(), Some(&released.notes["number"]), "the number given out offline stands");
}

#[test]
fn k_person_work_goes_on_where_the_last_release_left_it() {
    let released = Released::open();
    let [seller, engineer] = [1, 2].map(|seed| released.phone(seed));
    let ticket = Some(released.record("ticket"));
    let solution = values([
        ("solutions/s1/text", text("紧固插头")),
        ("solutions/s1/promised_on", text("2026-11-24")),
        ("solutions/s1/told_to", text("龚䶮")),
        ("solutions/s1/channel", text("visit")),
    ]);
    engineer.app.perform("ticket.give_solution", ticket, &solution).unwrap();
    engineer.app.perform("ticket.finish_visit", ticket, &values([("visits/v1/result", text("work_done"))])).unwrap();
    let again = values([
        ("channel", text("on_site")),
        ("submitted_at", released.clock.now().to_scalar()),
        ("customer_name", text("云杉精密")),
        ("contact_name", text("龚䶮")),
        ("contact_phone", text("13810012001")),
        ("description", text("第三台")),
        ("machine_down", Scalar::Boolean(false)),
        ("engineer", engineer.app.identity().unwrap().person.to_scalar()),
    ]);
    let third = engineer.app.perform("ticket.take_in", None, &again).unwrap().record;
    let number = engineer.app.show(third).unwrap().facts.text("number").unwrap().to_owned();
    assert_ne!(number, released.notes["number"], "serials go on");
    let talk = values([
        ("communications/m1/purpose", text("follow_up")),
        ("communications/m1/channel", text("telephone")),
        ("communications/m1/connected", Scalar::Boolean(true)),
        ("communications/m1/to_name", text("龚䶮")),
        ("communications/m1/content", text("问候")),
    ]);
    seller.app.perform("customer_sales.log_communication", Some(released.record("sales")), &talk).unwrap();
    for phone in [&engineer, &seller, &engineer] {
        let report = phone.sync().unwrap();
        assert_eq!((report.refused, report.waiting), (0, 0));
    }
    released.agree(&engineer, &["ticket", "taken", "installation"]);
    released.agree(&seller, &["sales", "customer", "delivery"]);
}
