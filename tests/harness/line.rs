//! Lines between a phone and a server that a test tampers with, and the frames that run through them.
//! Absent by design: sockets; `proxy` has those.

use std::io::{Cursor, Read};

use fieldseal_core::sync::{
    http::{HttpAnswer, HttpRequest, Transport, TransportError},
    wire::{Frame, FrameReader, FrameWriter},
};

/// Frames as a whole stream.
pub fn stream(frames: &[Frame]) -> Vec<u8> {
    writer(frames).finish().expect("memory takes it")
}

/// Frames as a stream that breaks off after them.
pub fn broken_off(frames: &[Frame]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = FrameWriter::new(&mut bytes).expect("memory takes it");
    for frame in frames {
        writer.write(frame).expect("a frame of ours fits");
    }
    writer.flush().expect("memory takes it");
    drop(writer);
    bytes
}

fn writer(frames: &[Frame]) -> FrameWriter<Vec<u8>> {
    let mut writer = FrameWriter::new(Vec::new()).expect("memory takes it");
    for frame in frames {
        writer.write(frame).expect("a frame of ours fits");
    }
    writer
}

/// Every frame of a whole stream.
pub fn frames(bytes: &[u8]) -> Vec<Frame> {
    let mut reader = FrameReader::new(bytes, u64::MAX).expect("a stream");
    let mut frames = Vec::new();
    while let Some(frame) = reader.read().expect("a whole stream") {
        frames.push(frame);
    }
    frames
}

/// An answer's body as a test gives it out.
pub type Body = Box<dyn Read + Send>;

/// A body of these bytes.
pub fn body(bytes: Vec<u8>) -> Body {
    Box::new(Cursor::new(bytes))
}

/// A line to an honest server on which the answers to `/v1/sync` are altered.
pub struct Altered<'a, F> {
    /// The way to the honest server.
    pub inner: &'a dyn Transport,
    /// What comes out for an answer's whole body.
    pub alter: F,
}

impl<F: Fn(Vec<u8>) -> Body + Send + Sync> Transport for Altered<'_, F> {
    fn send(&self, request: HttpRequest) -> Result<HttpAnswer, TransportError> {
        let tampered = request.path == "/v1/sync";
        let mut answer = self.inner.send(request)?;
        if tampered && answer.status == 200 {
            let mut bytes = Vec::new();
            answer.body.read_to_end(&mut bytes).map_err(|error| TransportError::Unreachable(error.to_string()))?;
            answer.body = (self.alter)(bytes);
        }
        Ok(answer)
    }
}

/// A server that answers whatever the test says, and never asks who it is talking to.
pub struct Hostile<F>(pub F);

impl<F: Fn(&HttpRequest) -> (u16, Body) + Send + Sync> Transport for Hostile<F> {
    fn send(&self, request: HttpRequest) -> Result<HttpAnswer, TransportError> {
        let (status, body) = (self.0)(&request);
        Ok(HttpAnswer { status, body })
    }
}
