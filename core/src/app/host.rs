//! What the app needs of the machine it runs on: clocks and randomness. A simulation brings its own.
//! Absent by design: files and the network, which the store and the transport have.

use crate::schema::Id;

/// The machine.
pub trait Host: Send + Sync {
    /// The wall clock, UTC milliseconds, as the machine shows it, right or wrong.
    fn wall_ms(&self) -> i64;
    /// Milliseconds since the machine booted, counting sleep; it never jumps.
    fn boot_ms(&self) -> i64;
    /// The offset from UTC that the machine is set to, in minutes east.
    fn offset_minutes(&self) -> i16;
    /// Fills a buffer with secret random bytes.
    fn random(&self, buffer: &mut [u8]);
}

/// A random id.
pub fn random_id(host: &dyn Host) -> Id {
    let mut bytes = [0; 16];
    host.random(&mut bytes);
    Id(bytes)
}

/// The machine this process runs on.
#[derive(Debug)]
pub struct SystemHost {
    started: std::time::Instant,
}

impl Default for SystemHost {
    fn default() -> Self {
        Self { started: std::time::Instant::now() }
    }
}

impl Host for SystemHost {
    fn wall_ms(&self) -> i64 {
        jiff::Timestamp::now().as_millisecond()
    }

    /// Counts from the start of the process: a restarted app measures anew at its next sync.
    fn boot_ms(&self) -> i64 {
        i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    fn offset_minutes(&self) -> i16 {
        let now = jiff::Timestamp::now();
        let seconds = jiff::tz::TimeZone::system().to_offset(now).seconds();
        i16::try_from(seconds / 60).unwrap_or(0)
    }

    fn random(&self, buffer: &mut [u8]) {
        getrandom::fill(buffer).expect("the operating system gives randomness");
    }
}
