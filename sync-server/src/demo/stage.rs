//! The stage: one server, one clock, the desk, and the phones. What the story calls, in a few words.
//! Absent by design: what happens; that is the story's.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use fieldseal_core::{
    app::{App, AppError, SyncReport},
    process::clocks::ClockState,
    schema::{Language, Problem, RecordId, Values},
    sync::http::HttpsTransport,
};

use super::{
    DemoError, failed,
    time::{SimulatedClock, SimulatedPhone},
};
use crate::{desk::Shown, server::Server};

/// A phone of the story.
pub struct Phone {
    /// Whose.
    pub name: &'static str,
    /// Its app.
    pub app: App,
    transport: HttpsTransport,
}

/// Everything the story plays on.
pub struct Stage {
    /// The clock of everybody.
    pub clock: SimulatedClock,
    /// The server.
    pub server: Arc<Server>,
    /// Where phones reach it.
    pub address: String,
    /// Where everything lies.
    pub folder: PathBuf,
    /// People by name.
    pub people: BTreeMap<&'static str, RecordId>,
    /// What did not hold; the demo's status.
    pub broken: Vec<String>,
}

/// How long the demo's enrolment codes count.
const CODE_VALID_MS: i64 = 24 * 60 * 60 * 1000;

impl Stage {
    /// A person of the story.
    pub fn person(&self, name: &str) -> RecordId {
        self.people[name]
    }

    /// A step at the desk.
    pub fn desk(
        &self,
        person: &str,
        step: &str,
        record: Option<RecordId>,
        values: Values,
    ) -> Result<RecordId, DemoError> {
        let performed = self.server.desk().perform(self.person(person), step, record, &values, self.clock.now());
        performed.map(|performed| performed.record).map_err(|error| DemoError::refused(step, &error.problems()))
    }

    /// What the server holds of a record.
    pub fn shown(&self, record: RecordId) -> Result<Shown, DemoError> {
        let shown = self.server.desk().show(record).map_err(failed)?;
        shown.ok_or_else(|| DemoError::Failed(format!("the server has no record {record}")))
    }

    /// A record that a field of another names, as the server holds it.
    pub fn linked(&self, record: RecordId, field: &str) -> Result<RecordId, DemoError> {
        let found = self.shown(record)?.facts.reference(field);
        found.ok_or_else(|| DemoError::Failed(format!("{field} names nothing at the server")))
    }

    /// Checks where the only run of a clock, or the run named, stands at the office.
    pub fn check_clock(
        &mut self,
        record: RecordId,
        rule: &str,
        instance: &str,
        due: &str,
        state: ClockState,
    ) -> Result<(), DemoError> {
        let clocks = self.shown(record)?.clocks;
        let mut runs = clocks.iter().filter(|clock| clock.rule == rule);
        let found = runs.find(|clock| instance.is_empty() || clock.instance == instance);
        let holds = found.is_some_and(|clock| clock.state == state && clock.due.text(Language::English).contains(due));
        let label = found.map_or_else(String::new, |clock| format!("{} {}", clock.label.zh, clock.label.en));
        self.check(holds, &format!("{rule} {label} — due {due}: {} {}", state.label().zh, state.label().en));
        Ok(())
    }

    /// Gives a person a phone: invitation, key, certificate, first sync.
    pub fn hand_out_phone(&self, name: &'static str, seed: u64) -> Result<Phone, DemoError> {
        let invitation = self
            .server
            .invite(self.person(name), self.person("管理员"), &self.address, true, CODE_VALID_MS)
            .map_err(|error| DemoError::Failed(error.to_string()))?;
        let path = self.folder.join(format!("phone-{seed}.db"));
        let app = App::open(&path, Arc::new(SimulatedPhone::new(&self.clock, seed)))?;
        let transport = HttpsTransport::new(&self.address, invitation.tls_key).map_err(AppError::from)?;
        app.enrol(&invitation, "Android 16", &transport)?;
        let phone = Phone { name, app, transport };
        phone.sync()?;
        Ok(phone)
    }

    /// Notes whether something that must hold holds.
    pub fn check(&mut self, holds: bool, what: &str) {
        let mark = if holds { "✓" } else { "✗" };
        println!("     {mark} {what}");
        if !holds {
            self.broken.push(what.to_owned());
        }
    }

    /// Tells what happens next, at what time.
    pub fn tell(&self, moment: &str, text: &str) {
        self.clock.go_to(moment);
        println!("\n{} {text}", self.clock.now());
    }

    /// Writes a file of the story and says where.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, DemoError> {
        let path = self.folder.join(name);
        std::fs::write(&path, bytes).map_err(|error| DemoError::Failed(error.to_string()))?;
        Ok(path)
    }
}

impl Phone {
    /// A step on a record, offline.
    pub fn perform(&self, step: &str, record: RecordId, values: Values) -> Result<(), DemoError> {
        self.step(step, Some(record), values).map(drop)
    }

    /// A step that begins a record on the phone, offline.
    pub fn begin(&self, step: &str, values: Values) -> Result<RecordId, DemoError> {
        self.step(step, None, values)
    }

    fn step(&self, step: &str, record: Option<RecordId>, values: Values) -> Result<RecordId, DemoError> {
        self.app.perform(step, record, &values).map(|performed| performed.record).map_err(|error| match &error {
            AppError::Problems(problems) => DemoError::refused(step, problems),
            _ => error.into(),
        })
    }

    /// A record that a field of another names, as the phone holds it.
    pub fn linked(&self, record: RecordId, field: &str) -> Result<RecordId, DemoError> {
        let found = self.app.show(record)?.facts.reference(field);
        found.ok_or_else(|| DemoError::Failed(format!("{field} names nothing on {}'s phone", self.name)))
    }

    /// A visit to the server, where there is coverage.
    pub fn sync(&self) -> Result<SyncReport, DemoError> {
        Ok(self.app.sync(&self.transport)?)
    }

    /// Says what a sync brought.
    pub fn sync_and_tell(&self) -> Result<SyncReport, DemoError> {
        let report = self.sync()?;
        println!(
            "  ⇅ {} synced: {} accepted, {} refused, {} records changed, {} files sent, {} receipts, {} B up, {} B down",
            self.name,
            report.accepted,
            report.refused,
            report.changed.len(),
            report.blobs_sent,
            report.receipts,
            report.bytes_sent,
            report.bytes_received,
        );
        Ok(report)
    }
}

/// Problems in one line.
pub fn in_one_line(problems: &[Problem], language: Language) -> String {
    let texts = problems.iter().map(|problem| match language {
        Language::Chinese => format!("{} {}", problem.field, problem.zh),
        Language::English => format!("{} {}", problem.field, problem.en),
    });
    texts.collect::<Vec<_>>().join("; ")
}

/// The folder's own name, for printing.
pub fn shown(path: &Path) -> String {
    path.display().to_string()
}
