//! The corrected time: what the machine's clocks say, set right by what the server last said.
//! Absent by design: reading a clock.

use minicbor::{Decode, Encode};

use super::host::Host;
use crate::schema::Instant;

/// What the clocks said when the server last told its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Anchor {
    /// The server's clock, UTC milliseconds.
    #[n(0)]
    pub server_ms: i64,
    /// The machine's wall clock at that moment.
    #[n(1)]
    pub wall_ms: i64,
    /// The machine's boot clock at that moment.
    #[n(2)]
    pub boot_ms: i64,
    /// How long the answer took: the server's time is at most this much older.
    #[n(3)]
    pub round_trip_ms: u32,
}

/// A quartz clock's drift, in parts per million, generously.
const DRIFT_PPM: i64 = 100;

/// The error of a wall clock that nothing vouches for: nobody knows, so one hour is claimed.
const UNKNOWN_ERROR_MS: u32 = 3_600_000;

/// The error of a wall clock corrected before a restart: it may have been set meanwhile.
const RESTARTED_ERROR_MS: u32 = 60_000;

/// Now, with its error bound. While the machine runs on, the boot clock carries the server's time, so
/// that setting the wall clock changes nothing; after a restart the wall clock's last known deviation.
pub fn corrected(host: &dyn Host, anchor: Option<Anchor>) -> Instant {
    let (wall_ms, boot_ms) = (host.wall_ms(), host.boot_ms());
    let (utc_ms, error_ms) = match anchor {
        None => (wall_ms, UNKNOWN_ERROR_MS),
        Some(anchor) if boot_ms >= anchor.boot_ms && is_same_boot(wall_ms, boot_ms, &anchor) => {
            let elapsed = boot_ms - anchor.boot_ms;
            let drift = u32::try_from(elapsed / 1_000_000 * DRIFT_PPM).unwrap_or(u32::MAX);
            (anchor.server_ms.saturating_add(elapsed), anchor.round_trip_ms.saturating_add(drift))
        }
        Some(anchor) => (wall_ms.saturating_add(anchor.server_ms.saturating_sub(anchor.wall_ms)), RESTARTED_ERROR_MS),
    };
    Instant { utc_ms, offset_minutes: host.offset_minutes(), error_ms }
}

/// A boot clock that ran on has advanced by no more than the wall clock did, if that was not set; one
/// that restarted is far behind. When the wall clock was set, the boot clock is believed.
fn is_same_boot(wall_ms: i64, boot_ms: i64, anchor: &Anchor) -> bool {
    let boot_elapsed = boot_ms - anchor.boot_ms;
    let wall_elapsed = wall_ms.saturating_sub(anchor.wall_ms);
    // After a restart the boot clock counts from zero: passing the anchor's reading again takes as
    // long as the machine had run, while the wall clock went on by more than that.
    boot_elapsed >= 0
        && (wall_elapsed.saturating_sub(boot_elapsed) < anchor.boot_ms.max(1_000) || wall_elapsed < boot_elapsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed {
        wall: i64,
        boot: i64,
    }

    impl Host for Fixed {
        fn wall_ms(&self) -> i64 {
            self.wall
        }
        fn boot_ms(&self) -> i64 {
            self.boot
        }
        fn offset_minutes(&self) -> i16 {
            480
        }
        fn random(&self, _: &mut [u8]) {}
    }

    const ANCHOR: Anchor =
        Anchor { server_ms: 1_000_000_000, wall_ms: 990_000_000, boot_ms: 500_000, round_trip_ms: 80 };

    #[test]
    fn the_boot_clock_carries_the_servers_time() {
        let now = corrected(&Fixed { wall: 991_000_000, boot: 1_500_000 }, Some(ANCHOR));
        assert_eq!((now.utc_ms, now.error_ms), (1_001_000_000, 180));
    }

    #[test]
    fn setting_the_wall_clock_back_changes_nothing() {
        let now = corrected(&Fixed { wall: 5, boot: 1_500_000 }, Some(ANCHOR));
        assert_eq!(now.utc_ms, 1_001_000_000);
    }

    #[test]
    fn after_a_restart_the_wall_clock_is_corrected_and_less_certain() {
        let now = corrected(&Fixed { wall: 995_000_000, boot: 10 }, Some(ANCHOR));
        assert_eq!((now.utc_ms, now.error_ms), (1_005_000_000, RESTARTED_ERROR_MS));
    }

    #[test]
    fn without_a_server_nobody_knows() {
        assert_eq!(corrected(&Fixed { wall: 7, boot: 0 }, None).error_ms, UNKNOWN_ERROR_MS);
    }
}
