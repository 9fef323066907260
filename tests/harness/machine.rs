//! The machine under a test's phone: a wall clock that may be wrong, a boot clock that may begin again,
//! and randomness that is the same in every run. Absent by design: the phone.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicI64, Ordering},
};

use fieldseal_core::app::Host;

use crate::{BEGINNING_MS, TestClock};

/// Bytes that differ from call to call and are the same in every run.
#[derive(Debug)]
pub struct Counter(Mutex<u64>);

impl Counter {
    /// A sequence of bytes of its own for each seed.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }

    /// Fills a buffer with the next bytes.
    pub fn fill(&self, buffer: &mut [u8]) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for byte in buffer {
            *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = (*state >> 33) as u8;
        }
    }
}

/// A machine that shows the test's time, as wrong as the test wants it.
pub struct Machine {
    clock: TestClock,
    random: Counter,
    skew_ms: AtomicI64,
    booted_ms: AtomicI64,
}

impl Machine {
    /// A machine that booted when the test began and whose wall clock is right.
    pub fn new(clock: TestClock, seed: u64) -> Self {
        let random = Counter::new(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        Self { clock, random, skew_ms: AtomicI64::new(0), booted_ms: AtomicI64::new(BEGINNING_MS) }
    }

    /// Boots again, with a wall clock that is off by so much: what an empty battery or a thumb does.
    pub fn reboot_off_by_ms(&self, skew_ms: i64) {
        self.booted_ms.store(self.clock.now().utc_ms, Ordering::SeqCst);
        self.skew_ms.store(skew_ms, Ordering::SeqCst);
    }
}

impl Host for Machine {
    fn wall_ms(&self) -> i64 {
        self.clock.now().utc_ms.saturating_add(self.skew_ms.load(Ordering::SeqCst))
    }
    fn boot_ms(&self) -> i64 {
        self.clock.now().utc_ms - self.booted_ms.load(Ordering::SeqCst)
    }
    fn offset_minutes(&self) -> i16 {
        480
    }
    fn random(&self, buffer: &mut [u8]) {
        self.random.fill(buffer);
    }
}
