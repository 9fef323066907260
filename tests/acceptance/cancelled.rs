//! A visit to the server that is ended by another thread, wherever it is: nothing is lost.
//! Absent by design: a line that breaks by itself.

use std::sync::atomic::{AtomicUsize, Ordering};

use fieldseal_core::{
    app::AppError,
    schema::Values,
    store::Priority,
    sync::{
        cancel::{Cancellable, Cancellation},
        http::{HttpAnswer, HttpRequest, HttpsTransport, Transport, TransportError},
    },
};
use fieldseal_tests::{Company, values};

/// Ends the visit when so many answers have begun.
struct EndAfter<'a> {
    inner: &'a HttpsTransport,
    answers: AtomicUsize,
    cancellation: Cancellation,
}

impl Transport for EndAfter<'_> {
    fn send(&self, request: HttpRequest) -> Result<HttpAnswer, TransportError> {
        let answer = self.inner.send(request);
        if self.answers.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.cancellation.cancel();
        }
        answer
    }
}

#[test]
fn k_person_a_visit_ended_after_any_answer_loses_nothing() {
    let company = Company::with(&["desk", "engineer"]);
    let ticket = company.urgent_ticket();
    let phone = company.phone("engineer", 1);
    phone.app.perform("ticket.accept_job", Some(ticket), &Values::new()).unwrap();
    let [one, two] = [&b"one"[..], b"two"].map(|file| phone.app.keep_blob(file, Priority::Original).unwrap());
    let photos = values([("photos/f1/photo", one.to_scalar()), ("photos/f2/photo", two.to_scalar())]);
    phone.app.perform("ticket.record_work", Some(ticket), &photos).unwrap();
    let accepted = phone.app.show(ticket).unwrap().facts;
    let mut ended = 0;
    loop {
        let cancellation = Cancellation::default();
        let inner = EndAfter {
            inner: &phone.transport,
            answers: AtomicUsize::new(ended + 1),
            cancellation: cancellation.clone(),
        };
        match phone.app.sync(&Cancellable::new(inner, cancellation)) {
            Ok(_) => break,
            Err(AppError::Cancelled | AppError::Protocol(_)) => ended += 1,
            Err(other) => panic!("{other}"),
        }
        assert_eq!(phone.app.show(ticket).unwrap().facts, accepted);
    }
    assert!(ended > 1, "the visit was ended at several places");
    assert_eq!(phone.app.store().read(|r| r.outbox_len()).unwrap(), 0);
    assert!(phone.app.store().read(|r| r.unsent_blobs()).unwrap().is_empty());
    let server = company.server.desk().show(ticket).unwrap().unwrap();
    assert_eq!(server.facts, accepted);
}
