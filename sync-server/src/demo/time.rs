//! The demo's simulated time and machines: every clock of server and phones reads the same hand.
//! Absent by design: the story.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicI64, Ordering},
};

use fieldseal_core::{app::Host, schema::Instant};
use sha2::{Digest, Sha256};

/// A clock that goes only when the story says so.
#[derive(Clone, Debug)]
pub struct SimulatedClock(Arc<AtomicI64>);

impl SimulatedClock {
    /// A clock that shows a moment of China's zone, `2026-08-24 08:30`.
    pub fn at(moment: &str) -> Self {
        Self(Arc::new(AtomicI64::new(utc_ms(moment))))
    }

    /// Goes on to a moment; it never goes back.
    pub fn go_to(&self, moment: &str) {
        self.0.fetch_max(utc_ms(moment), Ordering::SeqCst);
    }

    /// Goes on by some seconds.
    pub fn pass_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    /// What it shows.
    pub fn now(&self) -> Instant {
        Instant::from_utc_ms(self.0.load(Ordering::SeqCst))
    }
}

/// A moment of the story in UTC milliseconds.
pub fn utc_ms(moment: &str) -> i64 {
    let local: jiff::civil::DateTime = moment.replace(' ', "T").parse().expect("the story's moments are well formed");
    let offset = jiff::tz::Offset::from_hours(8).expect("eight hours are an offset");
    offset.to_timestamp(local).expect("the story's moments are in range").as_millisecond()
}

/// Random bytes from a seed, so that two runs tell the same story.
#[derive(Debug)]
pub struct SeededRandom(Mutex<(u64, u64)>);

impl SeededRandom {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new((seed, 0)))
    }

    /// Fills a buffer.
    pub fn fill(&self, buffer: &mut [u8]) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for chunk in buffer.chunks_mut(32) {
            state.1 += 1;
            let block = Sha256::digest([state.0.to_be_bytes(), state.1.to_be_bytes()].concat());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}

/// A phone of the story.
#[derive(Debug)]
pub struct SimulatedPhone {
    clock: SimulatedClock,
    started_ms: i64,
    random: SeededRandom,
}

impl SimulatedPhone {
    /// A phone switched on now.
    pub fn new(clock: &SimulatedClock, seed: u64) -> Self {
        Self { clock: clock.clone(), started_ms: clock.now().utc_ms, random: SeededRandom::new(seed) }
    }
}

impl Host for SimulatedPhone {
    fn wall_ms(&self) -> i64 {
        self.clock.now().utc_ms
    }

    fn boot_ms(&self) -> i64 {
        self.clock.now().utc_ms - self.started_ms
    }

    fn offset_minutes(&self) -> i16 {
        480
    }

    fn random(&self, buffer: &mut [u8]) {
        self.random.fill(buffer);
    }
}
