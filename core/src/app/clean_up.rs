//! What a visit to the server leaves tidy: envelopes past their time, blobs that nothing names, and the
//! bytes of what was forgotten. Absent by design: which record leaves; the server says so.

use super::{App, AppError};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// How long an envelope is kept after its receipt: a restored server is offered it again, and no company
/// should find its last backup older than that.
pub const ENVELOPES_KEPT_MS: i64 = 30 * DAY_MS;

/// How long a photo or file stays that nothing names: a form that was begun before a week's absence is
/// still filled in with the photos that were taken for it.
pub const UNNAMED_BLOBS_KEPT_MS: i64 = 7 * DAY_MS;

/// How often whatever goes by age is looked for.
const CLEAN_UP_EVERY_MS: i64 = DAY_MS;

impl App {
    /// Drops what is past its time, once a day, and takes out of the file what a visit purged.
    pub(super) fn clean_up(&self) -> Result<(), AppError> {
        let now_ms = self.now()?.utc_ms;
        let last = self.store.read(|r| r.meta(super::meta::CLEANED))?;
        let last = last.and_then(|bytes| bytes.try_into().ok()).map_or(i64::MIN, i64::from_be_bytes);
        // A clock that was ahead once must not put this off for ever.
        if last > now_ms || now_ms.saturating_sub(last) >= CLEAN_UP_EVERY_MS {
            self.store.write(|tx| {
                tx.drop_envelopes_before(now_ms - ENVELOPES_KEPT_MS)?;
                tx.sweep_blobs(now_ms, now_ms - UNNAMED_BLOBS_KEPT_MS)?;
                tx.put_meta(super::meta::CLEANED, &now_ms.to_be_bytes())
            })?;
        }
        if self.store.read(|r| r.scrub_is_due())? {
            // When a reader holds the log, the next visit does it.
            self.store.scrub()?;
        }
        Ok(())
    }
}
