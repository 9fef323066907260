//! What keeps strangers and repeats out: nonces that count once, and a bound on wrong guesses.
//! Absent by design: signatures, which the core checks.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, PoisonError},
};

use fieldseal_core::{schema::Id, seal::keys::PublicKey, sync::request::REQUEST_WINDOW_MS};

/// Nonces kept at most: 150 requests a second over the whole window.
const NONCES_MAX: usize = 200_000;

/// Wrong guesses that one address has in [`ATTEMPT_WINDOW_MS`].
const ATTEMPTS_MAX: u32 = 20;

/// How long wrong guesses are remembered: ten minutes.
const ATTEMPT_WINDOW_MS: i64 = 10 * 60 * 1000;

/// Addresses remembered at most; beyond it everyone waits.
const ADDRESSES_MAX: usize = 10_000;

/// Why a nonce does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NonceError {
    /// It was used before: a replay.
    Replayed,
    /// Too many requests inside the window.
    Busy,
}

/// The nonces of requests whose time is still inside the window.
#[derive(Default)]
pub struct NonceTable {
    state: Mutex<Nonces>,
}

#[derive(Default)]
struct Nonces {
    used: BTreeSet<(PublicKey, Id)>,
    by_time: BTreeSet<(i64, PublicKey, Id)>,
}

impl NonceTable {
    /// Uses a nonce up. The request's time lies inside the window around `now_ms`.
    ///
    /// # Errors
    /// When it was used before, or the table is full.
    pub fn take(&self, device: PublicKey, nonce: Id, time_ms: i64, now_ms: i64) -> Result<(), NonceError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(oldest) = state.by_time.first().copied().filter(|entry| entry.0 < now_ms - REQUEST_WINDOW_MS) {
            state.by_time.remove(&oldest);
            state.used.remove(&(oldest.1, oldest.2));
        }
        if state.used.len() >= NONCES_MAX {
            return Err(NonceError::Busy);
        }
        if !state.used.insert((device, nonce)) {
            return Err(NonceError::Replayed);
        }
        state.by_time.insert((time_ms, device, nonce));
        Ok(())
    }
}

/// Wrong guesses by address.
#[derive(Default)]
pub struct Attempts {
    state: Mutex<BTreeMap<String, (i64, u32)>>,
}

impl Attempts {
    /// Whether an address may guess (again).
    pub fn may(&self, address: &str, now_ms: i64) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.retain(|_, (since, _)| now_ms - *since < ATTEMPT_WINDOW_MS);
        state.get(address).map_or(state.len() < ADDRESSES_MAX, |(_, count)| *count < ATTEMPTS_MAX)
    }

    /// An address guessed wrong.
    pub fn wrong(&self, address: &str, now_ms: i64) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.entry(address.to_owned()).or_insert((now_ms, 0)).1 += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_counts_once_and_is_forgotten_after_the_window() {
        let table = NonceTable::default();
        let device = PublicKey([1; 32]);
        assert_eq!(table.take(device, Id([2; 16]), 0, 0), Ok(()));
        assert_eq!(table.take(device, Id([2; 16]), 0, 0), Err(NonceError::Replayed));
        assert_eq!(table.take(PublicKey([9; 32]), Id([2; 16]), 0, 0), Ok(()));
        assert_eq!(table.take(device, Id([3; 16]), REQUEST_WINDOW_MS + 1, REQUEST_WINDOW_MS + 1), Ok(()));
        let state = table.state.lock().unwrap();
        assert_eq!((state.used.len(), state.by_time.len()), (1, 1));
    }

    #[test]
    fn wrong_guesses_end_and_begin_again_after_the_window() {
        let attempts = Attempts::default();
        for _ in 0..ATTEMPTS_MAX {
            assert!(attempts.may("a", 0));
            attempts.wrong("a", 0);
        }
        assert!(!attempts.may("a", 0));
        assert!(attempts.may("b", 0));
        assert!(attempts.may("a", ATTEMPT_WINDOW_MS));
    }
}
