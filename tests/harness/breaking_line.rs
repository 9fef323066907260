//! A line that breaks after so many requests, and notes which were made.
//! Absent by design: lines that change what they carry (`line`).

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use fieldseal_core::sync::http::{HttpAnswer, HttpRequest, Transport, TransportError};

/// A line that breaks after so many requests, and notes which were made.
pub struct BreakingLine<'a> {
    inner: &'a dyn Transport,
    left: AtomicUsize,
    made: Mutex<Vec<String>>,
}

impl<'a> BreakingLine<'a> {
    /// A line over another that lets so many requests through.
    pub fn after(requests: usize, inner: &'a dyn Transport) -> Self {
        Self { inner, left: AtomicUsize::new(requests), made: Mutex::default() }
    }

    /// The requests that came through, method and path.
    pub fn made(&self) -> Vec<String> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Transport for BreakingLine<'_> {
    fn send(&self, request: HttpRequest) -> Result<HttpAnswer, TransportError> {
        let through = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        through.map_err(|_| TransportError::Unreachable("no coverage".into()))?;
        let name = format!("{} {}", request.method, request.path);
        self.made.lock().unwrap_or_else(PoisonError::into_inner).push(name);
        self.inner.send(request)
    }
}
