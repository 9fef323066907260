//! Taking things away for good: records that left the scope, envelopes past their time, and the bytes
//! that either left in the file. Absent by design: deciding what goes.

use std::time::Duration;

use super::{BUSY_TIMEOUT, ReadConnection, Store, StoreError, WriteTransaction, lock};
use crate::{
    ledger::Envelope,
    schema::{Hash32, RecordId},
};

/// Name in the meta: something was taken away whose bytes still stand in the file or its log.
const SCRUB: &str = "scrub";

/// Free pages given back to the phone's storage at once: 64 MB, so that a visit is not held up.
const FREED_PAGES_MAX: u32 = 16_384;

/// How long scrubbing waits for readers: a screen's list is done by then, and nobody waits for more.
const SCRUB_WAIT: Duration = Duration::from_millis(200);

impl ReadConnection<'_> {
    /// Whether [`Store::scrub`] has something to do.
    pub fn scrub_is_due(&self) -> Result<bool, StoreError> {
        Ok(self.meta(SCRUB)?.is_some_and(|mark| !mark.is_empty()))
    }
}

impl WriteTransaction<'_> {
    /// Notes that [`Store::scrub`] has something to do.
    pub(super) fn scrub_later(&self) -> Result<(), StoreError> {
        self.put_meta(SCRUB, &[1])
    }

    /// Takes a record's document, index, keys, search and clocks away. What was received of it stays.
    pub fn clear_record(&self, record: RecordId) -> Result<(), StoreError> {
        let id = [&record.0[..]];
        self.remove_search(record)?;
        self.execute("DELETE FROM record_key WHERE record = ?1", id)?;
        self.execute("DELETE FROM clock WHERE record = ?1", id)?;
        self.execute("DELETE FROM record WHERE record = ?1", id)?;
        self.execute("DELETE FROM document WHERE record = ?1", id)?;
        Ok(())
    }

    /// Purges a record: document, index, keys, search, clocks, its part of every received envelope, and
    /// the blobs that only it named. Drafts, refused intents, own envelopes and unsent blobs stay: what
    /// was typed is the person's, unsent work is still judged, and a restored server is offered again
    /// what this phone wrote. [`Store::scrub`] then takes the bytes out of the file.
    pub fn forget(&self, record: RecordId) -> Result<(), StoreError> {
        self.clear_record(record)?;
        self.strip_received(record)?;
        self.drop_blobs_of(record)?;
        self.scrub_later()
    }

    /// Takes a record's part out of every received envelope; one that holds nothing else goes whole.
    fn strip_received(&self, record: RecordId) -> Result<(), StoreError> {
        let received: Vec<(Vec<u8>, Vec<u8>)> = {
            let mut statement = self.connection.prepare_cached(
                "SELECT e.hash, e.bytes FROM envelope_record r JOIN envelope e ON e.hash = r.envelope
                 WHERE r.record = ?1 AND e.own = 0",
            )?;
            let rows = statement.query_map([&record.0[..]], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<Result<_, _>>()?
        };
        for (hash, bytes) in received {
            // What can't be read can't be stripped, and must not stay.
            let rest = Envelope::decode(&bytes).ok().map(|envelope| envelope.with_parts(|_, other| other != record));
            match rest.filter(|rest| rest.parts.iter().any(Option::is_some)) {
                Some(rest) => {
                    self.execute("UPDATE envelope SET bytes = ?2 WHERE hash = ?1", (&hash, rest.encode()))?;
                    self.execute("DELETE FROM offer_again WHERE envelope = ?1", [&hash])?;
                }
                None => drop(self.execute("DELETE FROM envelope WHERE hash = ?1", [&hash])?),
            }
        }
        self.execute(
            "DELETE FROM envelope_record WHERE record = ?1 AND envelope IN (SELECT hash FROM envelope WHERE own = 0)",
            [&record.0[..]],
        )?;
        Ok(())
    }

    /// Drops envelopes stored before a moment, but none that still waits in the outbox. Returns how many.
    pub fn drop_envelopes_before(&self, moment_ms: i64) -> Result<usize, StoreError> {
        self.execute(
            "DELETE FROM envelope WHERE stored_at_ms < ?1 AND hash NOT IN (SELECT envelope FROM outbox)",
            [moment_ms],
        )
    }

    /// Drops one envelope that no longer waits.
    pub fn drop_envelope(&self, hash: &Hash32) -> Result<(), StoreError> {
        self.execute("DELETE FROM envelope WHERE hash = ?1", [&hash.0[..]])?;
        Ok(())
    }
}

impl Store {
    /// Takes the bytes of what was deleted out of the file. A deletion overwrites its bytes in the
    /// write-ahead log only, and the search index marks a row as gone: so the index is merged into one
    /// piece without those rows, free pages are given back, and the log is written back and cut to
    /// nothing. Returns false when a reader held the log; then it is still due.
    pub fn scrub(&self) -> Result<bool, StoreError> {
        let writer = lock(&self.writer);
        writer.execute("INSERT INTO search (search) VALUES ('optimize')", [])?;
        {
            let mut vacuum = writer.prepare(&format!("PRAGMA incremental_vacuum({FREED_PAGES_MAX})"))?;
            let mut pages = vacuum.query([])?;
            while pages.next()?.is_some() {}
        }
        writer.busy_timeout(SCRUB_WAIT)?;
        let busy = writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
        writer.busy_timeout(BUSY_TIMEOUT)?;
        drop(writer);
        let done = !busy?;
        if done {
            self.write(|tx| tx.put_meta(SCRUB, &[]))?;
        }
        Ok(done)
    }
}
