//! `POST /v1/sync`: the outbox in, verdicts and everything new in scope out, as one stream.
//! Absent by design: judging, and which records are in scope.

use std::{
    collections::{HashMap, HashSet},
    io::{self, Write},
    sync::Arc,
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use fieldseal_core::{
    ledger::{Envelope, EnvelopeError},
    schema::{Hash32, Id, Problem, RecordId},
    seal::keys::PublicKey,
    sync::wire::{
        Frame, FrameReader, FrameWriter, Hello, OFFERS_MAX, Outcome, PROTOCOL_VERSION, REQUEST_BYTES_MAX,
        REQUEST_INFLATED_BYTES_MAX, Verdict, WireError,
    },
};
use tokio::{runtime::Handle, sync::mpsc};

use crate::{
    accepting::Acceptance,
    caller::{Caller, authenticate},
    channel_body::ChannelBody,
    pull::Pull,
    refusal::Refused,
    server::Server,
    storage::StorageError,
};

/// The oldest protocol version that is still served.
pub const MINIMUM_PROTOCOL: u16 = 1;

/// Envelopes accepted in one durable commit: long outboxes would wait for the disk otherwise.
const OFFERS_PER_COMMIT: usize = 128;

/// Pieces of an answer that wait for a slow phone.
const PIECES_WAITING: usize = 4;

/// Bytes of one piece.
const PIECE_BYTES: usize = 32 * 1024;

/// How long a phone may leave a piece unread before the answer is broken off.
const UNREAD_TIMEOUT: Duration = Duration::from_secs(60);

/// An exchange broke off. Whatever was committed stays, and the phone asks again.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The phone went away, or its stream broke.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// A stored envelope no longer decodes.
    #[error("a stored envelope is malformed: {0}")]
    Envelope(#[from] EnvelopeError),
}

/// What a phone offered in this request, so that it is not told again what it said itself.
#[derive(Debug, Default)]
pub struct Offered {
    /// Own envelopes whose verdict is told before everything else.
    pub envelopes: HashSet<Hash32>,
    /// Per record, how many of its changes are this device's own of this request.
    pub own_changes: HashMap<RecordId, u64>,
    /// Verdicts from the first envelope of another device on, which a phone offers after a restore. Such
    /// an envelope is told from the log, if it is in scope, and what builds on it can only be folded
    /// after that: so these verdicts come at the end.
    pub late: Vec<Verdict>,
    others: bool,
    counted: HashSet<Hash32>,
}

/// Serves an exchange.
///
/// # Errors
/// What is wrong with the request.
pub async fn sync(State(server): State<Arc<Server>>, request: Request) -> Result<Response, Refused> {
    let (caller, body) = authenticate(&server, request, REQUEST_BYTES_MAX).await?;
    let checked = body.clone();
    let hello = tokio::task::spawn_blocking(move || check(&checked)).await??;
    if caller.revoked {
        let kept = tokio::task::spawn_blocking(move || push(&server, &caller, &body, &mut |_| Ok(()))).await?;
        kept.map_err(|error| broken_off(&error))?;
        return Err(Refused::REVOKED_DEVICE);
    }
    let (sender, receiver) = mpsc::channel(PIECES_WAITING);
    let runtime = Handle::current();
    tokio::task::spawn_blocking(move || {
        let pieces = Pieces { sender: sender.clone(), runtime: runtime.clone(), waiting: Vec::new() };
        if let Err(error) = exchange(&server, &caller, &hello, &body, pieces) {
            broken_off(&error);
            // The phone must see that the stream did not end here by itself.
            let broken = io::Error::from(io::ErrorKind::BrokenPipe);
            let _ = runtime.block_on(tokio::time::timeout(UNREAD_TIMEOUT, sender.send(Err(broken))));
        }
    });
    let body = Body::from_stream(ChannelBody::new(receiver));
    Ok((StatusCode::OK, [(CONTENT_TYPE, "application/octet-stream")], body).into_response())
}

fn broken_off(error: &ExchangeError) -> Refused {
    tracing::warn!(%error, "an exchange broke off");
    Refused::INTERNAL
}

/// Reads the whole stream once without using it: what follows can then rely on its shape.
fn check(body: &[u8]) -> Result<Hello, Refused> {
    let refuse = |error: WireError| match error {
        WireError::TooLarge(_) => Refused::TOO_LARGE,
        _ => Refused::MALFORMED,
    };
    let mut reader = FrameReader::new(body, REQUEST_INFLATED_BYTES_MAX).map_err(refuse)?;
    let Some(Frame::Hello(hello)) = reader.read().map_err(refuse)? else { return Err(Refused::MALFORMED) };
    if hello.protocol < MINIMUM_PROTOCOL || hello.protocol > PROTOCOL_VERSION {
        let (zh, en) = ("应用版本与服务器不兼容，请升级", "this version of the app is not served: upgrade");
        return Err(Refused::new(StatusCode::UPGRADE_REQUIRED, "version", zh, en));
    }
    let mut offers = 0;
    while let Some(frame) = reader.read().map_err(refuse)? {
        offers += 1;
        if !matches!(frame, Frame::Offer(_)) {
            return Err(Refused::MALFORMED);
        }
        if offers > OFFERS_MAX {
            return Err(Refused::TOO_LARGE);
        }
    }
    Ok(hello)
}

fn exchange(server: &Server, caller: &Caller, hello: &Hello, body: &[u8], pieces: Pieces) -> Result<(), ExchangeError> {
    Acceptance::keep_scopes_current(server)?;
    let mut out = FrameWriter::new(pieces)?;
    let head = server.storage.reader()?.head()?;
    if hello.lineage == server.lineage && hello.cursor <= head {
        let offered = push(server, caller, body, &mut |verdict| out.write(&Frame::Verdict(verdict)).map(drop))?;
        Pull::new(server, caller, &offered, &mut out).run(hello.cursor, &offered.late)?;
    } else {
        // The phone starts from nothing: an acceptance that builds on other records comes after them.
        out.write(&Frame::Reset(server.lineage))?;
        let mut late = Vec::new();
        let offered = push(server, caller, body, &mut |verdict| {
            late.push(verdict);
            Ok(())
        })?;
        late.extend_from_slice(&offered.late);
        Pull::new(server, caller, &offered, &mut out).run_from_nothing(&late)?;
    }
    let mut pieces = out.finish()?;
    pieces.flush().map_err(WireError::from)?;
    Ok(())
}

/// Judges the offers in their order; each verdict is told after what it says is durable.
fn push(
    server: &Server,
    caller: &Caller,
    body: &[u8],
    tell: &mut dyn FnMut(Verdict) -> Result<(), WireError>,
) -> Result<Offered, ExchangeError> {
    let mut reader = FrameReader::new(body, REQUEST_INFLATED_BYTES_MAX)?;
    let mut offered = Offered::default();
    let mut batch = Vec::new();
    loop {
        let frame = reader.read()?;
        let ended = frame.is_none();
        if let Some(Frame::Offer(bytes)) = frame {
            batch.push((Envelope::decode(&bytes), bytes));
        }
        if batch.len() == OFFERS_PER_COMMIT || (ended && !batch.is_empty()) {
            for verdict in take(server, &std::mem::take(&mut batch), &caller.device, &mut offered)? {
                tell(verdict)?;
            }
        }
        if ended {
            return Ok(offered);
        }
    }
}

type Decoded = (Result<Envelope, EnvelopeError>, Vec<u8>);

fn take(
    server: &Server,
    batch: &[Decoded],
    device: &PublicKey,
    offered: &mut Offered,
) -> Result<Vec<Verdict>, StorageError> {
    let mut acceptance = Acceptance::begin(server, server.now())?;
    let mut verdicts = Vec::with_capacity(batch.len());
    for (decoded, bytes) in batch {
        let envelope = match decoded {
            Ok(envelope) => envelope,
            Err(error) => {
                verdicts.push(malformed(error, bytes));
                continue;
            }
        };
        let (hash, intent) = (envelope.hash(), envelope.header.intent);
        let outcome = acceptance.offer(envelope, bytes)?;
        let own = envelope.header.device == *device;
        if matches!(outcome, Outcome::Accepted(_)) && own && offered.counted.insert(hash) {
            for part in envelope.parts.iter().flatten() {
                *offered.own_changes.entry(part.record).or_default() += 1;
            }
        }
        let verdict = Verdict { envelope: hash, intent, outcome };
        offered.others |= !own;
        if offered.others {
            offered.late.push(verdict);
        } else {
            offered.envelopes.insert(hash);
            verdicts.push(verdict);
        }
    }
    acceptance.commit()?;
    Ok(verdicts)
}

/// What does not hold together has no name of its own: the verdict carries the digest of what was sent.
fn malformed(error: &EnvelopeError, bytes: &[u8]) -> Verdict {
    let outcome = match error {
        EnvelopeError::Version(_) => {
            let (zh, en) =
                ("由更新版本生成，待服务器升级后处理", "made by a newer version; waits for the server's upgrade");
            Outcome::Later(Problem::general("newer_envelope", zh, en))
        }
        EnvelopeError::Signature => {
            let (zh, en) = ("设备签名不符", "the device's signature does not match");
            Outcome::Refused(vec![Problem::general("signature", zh, en)])
        }
        EnvelopeError::TooLarge(_) => {
            let (zh, en) = ("信封超过大小上限", "the envelope exceeds its limits");
            Outcome::Refused(vec![Problem::general("too_large", zh, en)])
        }
        EnvelopeError::Malformed(_) | EnvelopeError::Part(_) => {
            let (zh, en) = ("信封格式错误", "the envelope is malformed");
            Outcome::Refused(vec![Problem::general("malformed", zh, en)])
        }
    };
    Verdict { envelope: Hash32::of(bytes), intent: Id([0; 16]), outcome }
}

/// An answer on its way: hands pieces to the connection, and waits when the phone is slow.
struct Pieces {
    sender: mpsc::Sender<io::Result<Bytes>>,
    runtime: Handle,
    waiting: Vec<u8>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= PIECE_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::take(&mut self.waiting));
        let sent =
            self.runtime.block_on(async { tokio::time::timeout(UNREAD_TIMEOUT, self.sender.send(Ok(piece))).await });
        match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(io::ErrorKind::BrokenPipe.into()),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }
}
