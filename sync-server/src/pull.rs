//! What a phone is told: records that left its scope, records that came, and what happened to those it
//! has. The log is told in windows, each ended by a checkpoint, so that a broken-off answer goes on where
//! it was. Absent by design: opening documents; stored bytes are copied.

use std::{
    collections::{HashMap, HashSet},
    io::Write,
};

use fieldseal_core::{
    ledger::Envelope,
    schema::{Hash32, IntentId, RecordId},
    sync::wire::{Checkpoint, Frame, FrameWriter, LoggedEnvelope, Outcome, Snapshot, Verdict},
};

use crate::{
    caller::Caller,
    scopes::{DIRECTORY_BUCKET, PersonScope},
    server::Server,
    storage::{LogBody, MembershipRow},
    sync_api::{ExchangeError, Offered},
};

/// Log positions told before a checkpoint moves the cursor. Few in tests, so that every answer has several.
const WINDOW: u64 = if cfg!(test) { 5 } else { 2_000 };

/// Frames between two checkpoints at most: the phone applies them in one transaction. Few in tests.
const FRAMES_PER_CHECKPOINT: usize = if cfg!(test) { 3 } else { 500 };

/// Bytes between two checkpoints, after which the next frame is the last: far below what a phone takes, so
/// that the verdicts on a full request fit before them.
const BYTES_PER_CHECKPOINT: usize = 4 * 1024 * 1024;

/// Log entries read at once.
const PAGE: usize = 100;

/// One answer's pull.
pub struct Pull<'a, W: Write> {
    server: &'a Server,
    caller: &'a Caller,
    offered: &'a Offered,
    out: &'a mut FrameWriter<W>,
    scope: PersonScope,
    head: u64,
    from_nothing: bool,
    /// Records told whole in this answer, with the position up to which.
    snapped: HashMap<RecordId, u64>,
    /// Records with own work that it was told to forget in this answer.
    forgotten: HashSet<RecordId>,
    frames: usize,
    bytes: usize,
}

/// In which order records that came into scope are told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// Who is who: without it nothing else can be checked.
    Directory,
    /// The person's own open jobs.
    OwnJob,
    /// The rest.
    Rest,
}

impl<'a, W: Write> Pull<'a, W> {
    /// A pull that writes into a stream.
    pub fn new(server: &'a Server, caller: &'a Caller, offered: &'a Offered, out: &'a mut FrameWriter<W>) -> Self {
        let (scope, snapped) = (PersonScope::default(), HashMap::new());
        Self {
            server,
            caller,
            offered,
            out,
            scope,
            head: 0,
            from_nothing: false,
            snapped,
            forgotten: HashSet::new(),
            frames: 0,
            bytes: 0,
        }
    }

    /// Tells everything after the phone's cursor, up to the log's head as of now, and then the verdicts
    /// that build on it.
    ///
    /// # Errors
    /// When the storage fails or the phone went away.
    pub fn run(self, cursor: u64, late: &[Verdict]) -> Result<(), ExchangeError> {
        self.tell_all(cursor, late)
    }

    /// Tells everything to a phone that starts from nothing; verdicts that build on other records come
    /// after those.
    ///
    /// # Errors
    /// When the storage fails or the phone went away.
    pub fn run_from_nothing(mut self, verdicts: &[Verdict]) -> Result<(), ExchangeError> {
        self.from_nothing = true;
        self.tell_all(0, verdicts)
    }

    fn tell_all(mut self, mut cursor: u64, late: &[Verdict]) -> Result<(), ExchangeError> {
        let reader = self.server.storage.reader()?;
        self.head = reader.head()?;
        self.scope = PersonScope::new(reader.grants(self.caller.person, cursor)?);
        drop(reader);
        let told_before = !self.from_nothing && late.is_empty();
        if told_before {
            self.forget_own()?;
        }
        if cursor == 0 {
            self.first_things()?;
        }
        loop {
            let end = self.head.min(cursor + WINDOW);
            if end > cursor {
                self.window(cursor, end)?;
            }
            cursor = end;
            if cursor == self.head && !told_before {
                for verdict in late {
                    self.out.write(&Frame::Verdict(verdict.clone()))?;
                }
                self.forget_own()?;
            }
            self.checkpoint(cursor, cursor < self.head)?;
            if cursor == self.head {
                return Ok(());
            }
        }
    }

    /// Own work that was just accepted on records outside the scope: the phone holds it by its verdict.
    fn forget_own(&mut self) -> Result<(), ExchangeError> {
        let offered = self.offered;
        for record in offered.own_changes.keys() {
            let memberships = self.server.storage.reader()?.memberships(*record)?;
            if !self.scope.sees(&memberships, self.head) {
                self.out.write(&Frame::Forget(*record))?;
            }
        }
        Ok(())
    }

    /// A fresh phone gets the directory and its person's open jobs before all else.
    fn first_things(&mut self) -> Result<(), ExchangeError> {
        let own_jobs = self.own_jobs();
        for bucket in [DIRECTORY_BUCKET, own_jobs.as_str()] {
            let records = self.server.storage.reader()?.records_in_bucket(bucket, self.head, self.head)?;
            for record in records {
                self.snapshot(record, 0)?;
            }
        }
        if self.snapped.is_empty() { Ok(()) } else { self.checkpoint(0, true) }
    }

    fn own_jobs(&self) -> String {
        format!("p/{}/job", self.caller.person)
    }

    fn window(&mut self, after: u64, end: u64) -> Result<(), ExchangeError> {
        let (left, came) = self.moved(after, end)?;
        // What was told whole in this answer is visible at the log's head: it only left for a while.
        for record in left.into_iter().filter(|record| !self.snapped.contains_key(record)).collect::<Vec<_>>() {
            if self.offered.own_changes.contains_key(&record) {
                self.forgotten.insert(record);
            }
            self.tell(&Frame::Forget(record), after)?;
        }
        for (_, record) in came {
            self.snapshot(record, after)?;
        }
        let mut kept = HashMap::new();
        let mut position = after;
        loop {
            let entries = self.server.storage.reader()?.entries(position, end, PAGE)?;
            let Some(last) = entries.last() else { return Ok(()) };
            position = last.position;
            for entry in entries {
                self.entry(entry.position, entry.body, after, &mut kept)?;
            }
        }
    }

    /// Records that left the scope, and records that came into it or came back, in order of rank.
    #[allow(clippy::type_complexity)]
    fn moved(&self, after: u64, end: u64) -> Result<(Vec<RecordId>, Vec<(Rank, RecordId)>), ExchangeError> {
        let reader = self.server.storage.reader()?;
        let own_jobs = self.own_jobs();
        let (mut left, mut came) = (Vec::new(), Vec::new());
        for record in self.scope.candidates(&*reader, after, end)? {
            let memberships = reader.memberships(record)?;
            if !self.scope.sees(&memberships, end) {
                // Even what came and went in between: an answer that broke off may have brought it.
                if self.scope.saw(&memberships, after, end) {
                    left.push(record);
                }
            } else if !self.scope.sees_throughout(&memberships, after, end) {
                came.push((rank(&memberships, &own_jobs, end), record));
            }
        }
        came.sort_unstable();
        Ok((left, came))
    }

    /// Tells a record whole, unless it left again, was told already, or is all this phone's own saying.
    fn snapshot(&mut self, record: RecordId, cursor: u64) -> Result<(), ExchangeError> {
        if self.snapped.contains_key(&record) {
            return Ok(());
        }
        let (document, position) = {
            let reader = self.server.storage.reader()?;
            let position = reader.head()?;
            if !self.scope.sees(&reader.memberships(record)?, self.head) {
                return Ok(());
            }
            let Some(document) = reader.document(record)? else { return Ok(()) };
            (document, position)
        };
        self.snapped.insert(record, position);
        let is_own = self.offered.own_changes.get(&record) == Some(&document.changes);
        if is_own && !self.from_nothing && !self.forgotten.contains(&record) {
            return Ok(());
        }
        let (company, key) = (self.server.company(), &self.server.keys.signing);
        let snapshot = Snapshot::sign(company, record, position, document.bytes, key);
        self.tell(&Frame::Snapshot(snapshot), cursor)
    }

    fn entry(
        &mut self,
        position: u64,
        body: LogBody,
        after: u64,
        kept: &mut HashMap<RecordId, bool>,
    ) -> Result<(), ExchangeError> {
        match body {
            LogBody::ScopeChange => Ok(()),
            LogBody::Verdict { person, envelope, intent, problems } => {
                if person != self.caller.person {
                    return Ok(());
                }
                self.verdict(envelope, intent, Outcome::Refused(problems), after)
            }
            LogBody::Envelope { envelope, intent, device, records, bytes } => {
                if self.offered.envelopes.contains(&envelope) {
                    return Ok(());
                }
                if device == self.caller.device.0 {
                    self.verdict(envelope, intent, Outcome::Accepted(position), after)?;
                }
                for record in &records {
                    if !kept.contains_key(record) {
                        kept.insert(*record, self.has(*record, after)?);
                    }
                }
                let wanted = |record: RecordId| {
                    let told = self.snapped.get(&record).is_some_and(|up_to| position <= *up_to);
                    kept.get(&record) == Some(&true) && !told
                };
                let count = records.iter().filter(|record| wanted(**record)).count();
                let envelope = match count {
                    0 => return Ok(()),
                    all if all == records.len() => bytes,
                    _ => Envelope::decode(&bytes)?.with_parts(|_, record| wanted(record)).encode(),
                };
                self.tell(&Frame::Change(LoggedEnvelope { sequence: position, envelope: envelope.into() }), after)
            }
        }
    }

    fn verdict(
        &mut self,
        envelope: Hash32,
        intent: IntentId,
        outcome: Outcome,
        cursor: u64,
    ) -> Result<(), ExchangeError> {
        if self.offered.envelopes.contains(&envelope) {
            return Ok(());
        }
        self.tell(&Frame::Verdict(Verdict { envelope, intent, outcome }), cursor)
    }

    /// Whether the phone has a record for certain: one and the same bucket shows it from the window's
    /// start to the log's head. Any other it is told whole, or to forget, in this window or a later one.
    fn has(&self, record: RecordId, after: u64) -> Result<bool, ExchangeError> {
        let memberships = self.server.storage.reader()?.memberships(record)?;
        Ok(self.scope.sees_throughout(&memberships, after, self.head))
    }

    /// Writes a frame. Now and then a checkpoint at the window's own start lets the phone apply what
    /// it has; asked again from there, it is told the same once more, which changes nothing.
    fn tell(&mut self, frame: &Frame, cursor: u64) -> Result<(), ExchangeError> {
        self.bytes += self.out.write(frame)?;
        self.frames += 1;
        let full = self.frames >= FRAMES_PER_CHECKPOINT || self.bytes >= BYTES_PER_CHECKPOINT;
        if full { self.checkpoint(cursor, true) } else { Ok(()) }
    }

    fn checkpoint(&mut self, cursor: u64, more: bool) -> Result<(), ExchangeError> {
        let server_time_ms = self.server.now().utc_ms;
        self.out.write(&Frame::Checkpoint(Checkpoint { cursor, server_time_ms, more }))?;
        (self.frames, self.bytes) = (0, 0);
        if more {
            self.out.flush()?;
        }
        Ok(())
    }
}

fn rank(memberships: &[MembershipRow], own_jobs: &str, position: u64) -> Rank {
    let in_bucket = |bucket: &str| memberships.iter().any(|row| row.bucket == bucket && row.period.covers(position));
    if in_bucket(DIRECTORY_BUCKET) {
        Rank::Directory
    } else if in_bucket(own_jobs) {
        Rank::OwnJob
    } else {
        Rank::Rest
    }
}
