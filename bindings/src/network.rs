//! Network calls: each on a thread of its own, one at a time, awaited by the shell.
//! Absent by design: what goes over the network.
//!
//! Why async: a visit takes as long as the line is slow, and Kotlin's `suspend`, Swift's `async` and
//! Python's `asyncio` each wait without holding a thread of the shell's. The transport blocks, so it has a
//! thread here, and the future only waits for its answer: it needs no runtime of ours. A future that is
//! dropped ends its visit (Kotlin's and Python's cancelling does that; Swift's does not drop it), and so
//! does [`Network::cancel`], in every language.

use std::{
    future::Future,
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    task::Poll,
    thread,
};

use fieldseal_core::{app::AppError, sync::cancel::Cancellation};
use futures_channel::oneshot;

use crate::FieldsealError;

/// The network calls of one app.
#[derive(Default)]
pub(crate) struct Network {
    turn: Arc<Mutex<()>>,
    waiting: Mutex<Vec<Waiting>>,
}

/// A call that somebody awaits.
struct Waiting {
    cancellation: Cancellation,
    wake: oneshot::Sender<()>,
}

/// Ends a call whose future is dropped.
struct EndWhenDropped(Cancellation);

impl Drop for EndWhenDropped {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

impl Network {
    /// Runs `work` once no other call of this app runs, and waits for it. After a cancellation the caller
    /// is told at once; `work` ends with its next request.
    pub(crate) async fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(Cancellation) -> Result<T, FieldsealError> + Send + 'static,
    ) -> Result<T, FieldsealError> {
        let cancellation = Cancellation::default();
        let _end = EndWhenDropped(cancellation.clone());
        let (answer, done) = oneshot::channel();
        let (wake, woken) = oneshot::channel();
        self.register(Waiting { cancellation: cancellation.clone(), wake });
        let turn = self.turn.clone();
        let run = move || {
            let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
            // Nobody may be waiting any more.
            let _ = answer.send(work(cancellation));
        };
        let thread = thread::Builder::new().name("fieldseal-network".into()).spawn(run);
        thread.map_err(|error| AppError::NoThread(error.to_string()))?;
        let (mut done, mut woken) = (pin!(done), pin!(woken));
        std::future::poll_fn(|context| match (done.as_mut().poll(context), woken.as_mut().poll(context)) {
            (Poll::Ready(answer), _) => Poll::Ready(answer.unwrap_or_else(|_| Err(panicked()))),
            (_, Poll::Ready(_)) => Poll::Ready(Err(FieldsealError::Cancelled)),
            _ => Poll::Pending,
        })
        .await
    }

    fn register(&self, call: Waiting) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|call| !call.wake.is_canceled());
        waiting.push(call);
    }

    /// Cancels every call that somebody awaits.
    pub(crate) fn cancel(&self) {
        for call in self.waiting.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            call.cancellation.cancel();
            // Its future may be done or dropped.
            let _ = call.wake.send(());
        }
    }
}

/// The thread ended without an answer.
fn panicked() -> FieldsealError {
    FieldsealError::Defect { detail: "a network call panicked".into() }
}
