//! Ending a visit to the server from another thread: no further request goes out, and no more of an
//! answer is read. Absent by design: undoing; what was applied stays, the rest comes with the next visit.

use std::{
    io::{self, Read},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use super::http::{HttpAnswer, HttpRequest, Transport, TransportError};

/// A wish to end, shared between who has it and what it ends.
#[derive(Clone, Debug, Default)]
pub struct Cancellation(Arc<AtomicBool>);

impl Cancellation {
    /// Ends, for good.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    fn check(&self) -> Result<(), TransportError> {
        if self.0.load(Ordering::SeqCst) { Err(TransportError::Cancelled) } else { Ok(()) }
    }
}

/// A transport that can be ended. A request under way is waited for; an answer then counts as broken off
/// at the next piece that is read.
pub struct Cancellable<T> {
    inner: T,
    cancellation: Cancellation,
}

impl<T: Transport> Cancellable<T> {
    /// A transport that `cancellation` ends.
    pub fn new(inner: T, cancellation: Cancellation) -> Self {
        Self { inner, cancellation }
    }
}

impl<T: Transport> Transport for Cancellable<T> {
    fn send(&self, request: HttpRequest) -> Result<HttpAnswer, TransportError> {
        self.cancellation.check()?;
        let answer = self.inner.send(request)?;
        let body = CancellableBody { inner: answer.body, cancellation: self.cancellation.clone() };
        Ok(HttpAnswer { status: answer.status, body: Box::new(body) })
    }
}

struct CancellableBody {
    inner: Box<dyn Read + Send>,
    cancellation: Cancellation,
}

impl Read for CancellableBody {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.cancellation.check().map_err(io::Error::other)?;
        self.inner.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Answers;

    impl Transport for Answers {
        fn send(&self, _: HttpRequest) -> Result<HttpAnswer, TransportError> {
            Ok(HttpAnswer { status: 200, body: Box::new(&b"an answer"[..]) })
        }
    }

    fn request() -> HttpRequest {
        HttpRequest { method: "GET", path: "/".into(), signature: None, body: Vec::new() }
    }

    #[test]
    fn nothing_is_sent_or_read_after_the_end() {
        let cancellation = Cancellation::default();
        let transport = Cancellable::new(Answers, cancellation.clone());
        let mut answer = transport.send(request()).unwrap();
        let mut piece = [0; 2];
        answer.body.read_exact(&mut piece).unwrap();
        assert_eq!(&piece, b"an");
        cancellation.cancel();
        assert!(answer.body.read_exact(&mut piece).is_err());
        assert!(matches!(transport.send(request()), Err(TransportError::Cancelled)));
    }
}
