//! Tells whoever waits that something was committed. Absent by design: what it was; a reader looks.

use std::sync::{
    Condvar, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

/// Counts the commits of one store.
#[derive(Debug, Default)]
pub struct Commits {
    state: Mutex<State>,
    told: Condvar,
}

#[derive(Debug, Default)]
struct State {
    count: u64,
    closed: bool,
}

impl Commits {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many there were since the store was opened.
    pub fn count(&self) -> u64 {
        self.state().count
    }

    /// Waits until there are more than `seen`, and returns how many; `None` once the store is closed or
    /// `stopped` is set.
    pub fn wait_beyond(&self, seen: u64, stopped: &AtomicBool) -> Option<u64> {
        let goes_on = |state: &State| !state.closed && !stopped.load(Ordering::SeqCst);
        let state = self
            .told
            .wait_while(self.state(), |state| goes_on(state) && state.count <= seen)
            .unwrap_or_else(PoisonError::into_inner);
        goes_on(&state).then_some(state.count)
    }

    /// Sets `stopped` and wakes whoever waits with it.
    pub fn stop(&self, stopped: &AtomicBool) {
        let state = self.state();
        stopped.store(true, Ordering::SeqCst);
        drop(state);
        self.told.notify_all();
    }

    pub(super) fn tell(&self) {
        self.state().count += 1;
        self.told.notify_all();
    }

    pub(super) fn close(&self) {
        self.state().closed = true;
        self.told.notify_all();
    }
}
