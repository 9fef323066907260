//! A device that was tampered with: it has a real phone's key and says with it what it likes.
//! Absent by design: what the server should answer.

use std::{
    io::Read,
    sync::atomic::{AtomicU64, Ordering},
};

use fieldseal_core::{
    ledger::{Envelope, Header, Part},
    schema::{Hash32, Id},
    seal::keys::SigningKey,
    sync::{
        http::{HttpRequest, Transport},
        request::RequestSignature,
        wire::{Frame, Hello, PROTOCOL_VERSION, Verdict},
    },
};

use crate::{Phone, TestClock, line};

/// The key of an enrolled phone in other hands.
pub struct Insider<'a> {
    /// The device's key.
    pub key: SigningKey,
    phone: &'a Phone,
    clock: TestClock,
    count: AtomicU64,
}

impl<'a> Insider<'a> {
    /// Takes a phone's key.
    pub fn of(phone: &'a Phone, clock: &TestClock) -> Self {
        let key = phone.app.identity().expect("it is enrolled").key();
        Self { key, phone, clock: clock.clone(), count: AtomicU64::new(0) }
    }

    /// An id that it did not use before.
    pub fn id(&self) -> Id {
        let mut bytes = self.key.public().0.to_vec();
        bytes.extend(self.count.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        let digest = Hash32::of(&bytes);
        Id(digest.0[..16].try_into().expect("sixteen of thirty-two bytes"))
    }

    /// A right signature for a request.
    pub fn signature(&self, method: &str, path: &str, body: &[u8]) -> String {
        let now_ms = self.clock.now().utc_ms;
        RequestSignature::sign(&self.key, now_ms, self.id(), method, path, body).to_header()
    }

    /// Sends a request under a signature: status and body.
    pub fn send(&self, method: &'static str, path: &str, signature: &str, body: &[u8]) -> (u16, Vec<u8>) {
        let request = HttpRequest { method, path: path.into(), signature: Some(signature.into()), body: body.to_vec() };
        let mut answer = self.phone.transport.send(request).expect("the server answers");
        let mut bytes = Vec::new();
        answer.body.read_to_end(&mut bytes).expect("the answer arrives");
        (answer.status, bytes)
    }

    /// Offers envelopes, in whatever bytes, in a rightly signed request: status and body.
    pub fn push(&self, envelopes: &[Vec<u8>]) -> (u16, Vec<u8>) {
        let hello = Hello { protocol: PROTOCOL_VERSION, lineage: Id([0; 16]), cursor: 0 };
        let offers = envelopes.iter().cloned().map(Frame::Offer);
        let frames: Vec<Frame> = std::iter::once(Frame::Hello(hello)).chain(offers).collect();
        let body = line::stream(&frames);
        self.send("POST", "/v1/sync", &self.signature("POST", "/v1/sync", &body), &body)
    }

    /// The verdicts on envelopes, in order.
    pub fn offer(&self, envelopes: &[Vec<u8>]) -> Vec<Verdict> {
        let (status, body) = self.push(envelopes);
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
        let frames = line::frames(&body);
        frames
            .into_iter()
            .filter_map(|frame| if let Frame::Verdict(verdict) = frame { Some(verdict) } else { None })
            .collect()
    }

    /// An envelope of the phone's outbox, altered and signed again, under an intent of its own.
    pub fn altered(&self, original: &Envelope, alter: impl FnOnce(&mut Header, &mut Vec<Part>)) -> Envelope {
        let mut header = original.header.clone();
        header.intent = self.id();
        let mut parts: Vec<Part> = original.parts.iter().flatten().cloned().collect();
        alter(&mut header, &mut parts);
        Envelope::sign(header, parts, &self.key)
    }
}

/// What waits in a phone's outbox.
pub fn outbox(phone: &Phone) -> Vec<Envelope> {
    let entries = phone.app.store().read(|r| r.outbox(usize::MAX)).expect("the store is read");
    entries.iter().map(|entry| Envelope::decode(&entry.envelope).expect("an own envelope")).collect()
}
