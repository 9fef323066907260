//! Frames of one sync exchange. `docs/wire.md` describes them to the byte.
//! Absent by design: what either side does with a frame.

use std::io::{self, Read, Write};

use minicbor::{Decode, Decoder, Encode, bytes::ByteVec};

use crate::{
    schema::{Hash32, Id, IntentId, Problem, RecordId},
    seal::keys::{Context, PublicKey, Signature, SigningKey},
};

/// The protocol version that this build speaks.
pub const PROTOCOL_VERSION: u16 = 1;

/// Bytes of one frame: the largest document (256 KB) with its frame fits.
pub const FRAME_BYTES_MAX: usize = 264 * 1024;

/// Bytes of a request's body before decompression; more is refused unread.
pub const REQUEST_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Bytes of a request's body after decompression: a compressed bomb ends here.
pub const REQUEST_INFLATED_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// Envelopes in one request; a longer outbox is sent in several.
pub const OFFERS_MAX: usize = 4_096;

/// Bytes that an answer inflates to between two checkpoints, which the phone applies in one transaction: the
/// verdicts on the fullest request with all their problems, and the snapshots of one batch.
pub const BATCH_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Problems of one verdict: beyond them a form has long been read. A verdict fits its frame, and those on the
/// fullest request fit a batch.
pub const PROBLEMS_MAX: usize = 32;

/// zstd level of streams: the fastest that still halves a log of envelopes.
const COMPRESSION_LEVEL: i32 = 3;

/// The phone's first frame.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Hello {
    /// Protocol version that the phone speaks.
    #[n(0)]
    pub protocol: u16,
    /// The server's lineage that the cursor belongs to; zeros before the first sync.
    #[n(1)]
    pub lineage: Id,
    /// Log position up to which the phone has everything in its scope.
    #[n(2)]
    pub cursor: u64,
}

/// What became of an offered envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It counts, at this log position. Final.
    Accepted(u64),
    /// It does not count, and why. Final.
    Refused(Vec<Problem>),
    /// Envelopes it builds on are not there (or were refused). Not final.
    BlockedBy(Vec<Hash32>),
    /// The server can't judge it yet, and why. Not final.
    Later(Problem),
}

/// A verdict on one envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The envelope.
    pub envelope: Hash32,
    /// Its intent.
    pub intent: IntentId,
    /// What became of it.
    pub outcome: Outcome,
}

/// A record as the server has it, signed by the server.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Snapshot {
    /// The record.
    #[n(0)]
    pub record: RecordId,
    /// Log position at which it was taken.
    #[n(1)]
    pub sequence: u64,
    /// The encoded document.
    #[n(2)]
    pub document: ByteVec,
    /// The server's signature over company, record, sequence and the document's SHA-256.
    #[n(3)]
    pub signature: Signature,
}

impl Snapshot {
    /// Takes and signs a snapshot.
    pub fn sign(company: Id, record: RecordId, sequence: u64, document: Vec<u8>, key: &SigningKey) -> Self {
        let signature = key.sign(Context::Snapshot, &Self::message(company, record, sequence, &document));
        Self { record, sequence, document: document.into(), signature }
    }

    /// True when the server with this key signed it for this company.
    pub fn is_signed_by(&self, company: Id, key: &PublicKey) -> bool {
        let message = Self::message(company, self.record, self.sequence, &self.document);
        key.verify(Context::Snapshot, &message, &self.signature).is_ok()
    }

    fn message(company: Id, record: RecordId, sequence: u64, document: &[u8]) -> Vec<u8> {
        [&company.0[..], &record.0, &sequence.to_be_bytes(), &Hash32::of(document).0].concat()
    }
}

/// An envelope at its place in the log, with the parts in the receiver's scope.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct LoggedEnvelope {
    /// Its log position.
    #[n(0)]
    pub sequence: u64,
    /// The encoded envelope.
    #[n(1)]
    pub envelope: ByteVec,
}

/// Everything up to here has been told.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Checkpoint {
    /// The new cursor.
    #[n(0)]
    pub cursor: u64,
    /// The server's clock, UTC milliseconds, when it wrote this.
    #[n(1)]
    pub server_time_ms: i64,
    /// There is more after this cursor: ask again.
    #[n(2)]
    pub more: bool,
}

/// One message of an exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// 1, phone: what it has.
    Hello(Hello),
    /// 2, phone: an encoded envelope of its outbox.
    Offer(Vec<u8>),
    /// 16, server: what became of an envelope.
    Verdict(Verdict),
    /// 17, server: a record left the scope; purge it.
    Forget(RecordId),
    /// 18, server: a record came into scope.
    Snapshot(Snapshot),
    /// 19, server: an envelope was accepted.
    Change(LoggedEnvelope),
    /// 20, server: apply what came since the last checkpoint, in one transaction with the cursor.
    Checkpoint(Checkpoint),
    /// 21, server: it is of another lineage than the cursor; start over from nothing with this one.
    Reset(Id),
}

/// A stream does not hold together.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// The stream ended inside a frame, or could not be read or written.
    #[error("the stream broke: {0}")]
    Stream(#[from] io::Error),
    /// A frame longer than [`FRAME_BYTES_MAX`].
    #[error("a frame of {0} bytes is too large")]
    TooLarge(usize),
    /// A frame whose content is not what its type says.
    #[error("malformed frame: {0}")]
    Malformed(String),
}

impl Frame {
    fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(64);
        let mut e = minicbor::Encoder::new(&mut bytes);
        let encoded = match self {
            Self::Hello(hello) => e.array(2).and_then(|e| e.u8(1)).and_then(|e| e.encode(hello)).map(drop),
            Self::Offer(envelope) => e.array(2).and_then(|e| e.u8(2)).and_then(|e| e.bytes(envelope)).map(drop),
            Self::Verdict(verdict) => encode_verdict(&mut e, verdict),
            Self::Forget(record) => e.array(2).and_then(|e| e.u8(17)).and_then(|e| e.encode(record)).map(drop),
            Self::Snapshot(snap) => e.array(2).and_then(|e| e.u8(18)).and_then(|e| e.encode(snap)).map(drop),
            Self::Change(change) => e.array(2).and_then(|e| e.u8(19)).and_then(|e| e.encode(change)).map(drop),
            Self::Checkpoint(point) => e.array(2).and_then(|e| e.u8(20)).and_then(|e| e.encode(point)).map(drop),
            Self::Reset(lineage) => e.array(2).and_then(|e| e.u8(21)).and_then(|e| e.encode(lineage)).map(drop),
        };
        encoded.expect("encoding into memory does not fail");
        bytes
    }

    /// `None` for a frame type that this build does not know: it is skipped.
    fn decode(bytes: &[u8]) -> Result<Option<Self>, minicbor::decode::Error> {
        let mut d = Decoder::new(bytes);
        if d.array()?.is_none_or(|length| length < 2) {
            return Err(minicbor::decode::Error::message("a frame is an array of its type and content"));
        }
        Ok(Some(match d.u32()? {
            1 => Self::Hello(d.decode()?),
            2 => Self::Offer(d.bytes()?.to_vec()),
            16 => Self::Verdict(decode_verdict(&mut d)?),
            17 => Self::Forget(d.decode()?),
            18 => Self::Snapshot(d.decode()?),
            19 => Self::Change(d.decode()?),
            20 => Self::Checkpoint(d.decode()?),
            21 => Self::Reset(d.decode()?),
            _ => return Ok(None),
        }))
    }
}

/// A frame's bytes without its length and the stream's compression, for the golden vectors.
#[cfg(test)]
pub(super) fn encoded_frame(frame: &Frame) -> Vec<u8> {
    frame.encode()
}

type EncodeError = minicbor::encode::Error<std::convert::Infallible>;

fn encode_verdict(e: &mut minicbor::Encoder<&mut Vec<u8>>, verdict: &Verdict) -> Result<(), EncodeError> {
    e.array(2)?.u8(16)?.array(4)?.encode(verdict.envelope)?.encode(verdict.intent)?;
    match &verdict.outcome {
        Outcome::Accepted(sequence) => e.u8(0)?.u64(*sequence)?,
        Outcome::Refused(problems) => e.u8(1)?.encode(problems)?,
        Outcome::BlockedBy(envelopes) => e.u8(2)?.encode(envelopes)?,
        Outcome::Later(problem) => e.u8(3)?.encode(problem)?,
    };
    Ok(())
}

fn decode_verdict(d: &mut Decoder<'_>) -> Result<Verdict, minicbor::decode::Error> {
    if d.array()?.is_none_or(|length| length < 4) {
        return Err(minicbor::decode::Error::message("a verdict has four parts"));
    }
    let (envelope, intent) = (d.decode()?, d.decode()?);
    let outcome = match d.u8()? {
        0 => Outcome::Accepted(d.u64()?),
        1 => Outcome::Refused(d.decode()?),
        2 => Outcome::BlockedBy(d.decode()?),
        3 => Outcome::Later(d.decode()?),
        _ => return Err(minicbor::decode::Error::message("an unknown outcome")),
    };
    Ok(Verdict { envelope, intent, outcome })
}

/// Writes frames into a compressed stream.
pub struct FrameWriter<W: Write> {
    stream: zstd::Encoder<'static, W>,
}

impl<W: Write> FrameWriter<W> {
    /// Begins a stream.
    pub fn new(out: W) -> Result<Self, WireError> {
        let mut stream = zstd::Encoder::new(out, COMPRESSION_LEVEL)?;
        stream.include_checksum(false)?;
        stream.include_contentsize(false)?;
        Ok(Self { stream })
    }

    /// Adds a frame: its length in four bytes, big-endian, then its CBOR. Returns how many bytes that were.
    pub fn write(&mut self, frame: &Frame) -> Result<usize, WireError> {
        let bytes = frame.encode();
        if bytes.len() > FRAME_BYTES_MAX {
            return Err(WireError::TooLarge(bytes.len()));
        }
        self.stream.write_all(&(bytes.len() as u32).to_be_bytes())?;
        self.stream.write_all(&bytes)?;
        Ok(4 + bytes.len())
    }

    /// Hands on everything written so far, so that the reader can use it.
    pub fn flush(&mut self) -> Result<(), WireError> {
        Ok(self.stream.flush()?)
    }

    /// Ends the stream.
    pub fn finish(self) -> Result<W, WireError> {
        Ok(self.stream.finish()?)
    }
}

/// Reads frames from a compressed stream, never holding more than one.
pub struct FrameReader<R: Read> {
    stream: io::Take<zstd::Decoder<'static, io::BufReader<R>>>,
}

/// The largest zstd window accepted, as a power of two: 8 MB.
const WINDOW_LOG_MAX: u32 = 23;

impl<R: Read> FrameReader<R> {
    /// Begins to read; `inflated_bytes_max` bounds what the whole stream may inflate to.
    pub fn new(input: R, inflated_bytes_max: u64) -> Result<Self, WireError> {
        let mut stream = zstd::Decoder::new(input)?;
        stream.window_log_max(WINDOW_LOG_MAX)?;
        Ok(Self { stream: stream.take(inflated_bytes_max) })
    }

    /// Bytes that it may still inflate to.
    pub fn left(&self) -> u64 {
        self.stream.limit()
    }

    /// From here on it may inflate to so many bytes more.
    pub fn allow(&mut self, inflated_bytes_max: u64) {
        self.stream.set_limit(inflated_bytes_max);
    }

    /// The next frame of a known type; `None` at the end of the stream.
    pub fn read(&mut self) -> Result<Option<Frame>, WireError> {
        loop {
            let mut length = [0; 4];
            if self.stream.limit() == 0 {
                return Err(WireError::TooLarge(0));
            }
            match self.stream.read(&mut length[..1])? {
                0 => return Ok(None),
                _ => self.stream.read_exact(&mut length[1..])?,
            }
            let length = u32::from_be_bytes(length) as usize;
            if length > FRAME_BYTES_MAX {
                return Err(WireError::TooLarge(length));
            }
            let mut bytes = vec![0; length];
            self.stream.read_exact(&mut bytes)?;
            let frame = Frame::decode(&bytes).map_err(|error| WireError::Malformed(error.to_string()))?;
            if let Some(frame) = frame {
                return Ok(Some(frame));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn frames() -> Vec<Frame> {
        let verdict = |outcome| Frame::Verdict(Verdict { envelope: Hash32([1; 32]), intent: Id([2; 16]), outcome });
        let key = SigningKey::from_bytes(&[3; 32]);
        vec![
            Frame::Hello(Hello { protocol: 1, lineage: Id([4; 16]), cursor: 77 }),
            Frame::Offer(vec![1, 2, 3]),
            verdict(Outcome::Accepted(9)),
            verdict(Outcome::Refused(vec![Problem::general("code", "中文", "English")])),
            verdict(Outcome::BlockedBy(vec![Hash32([5; 32])])),
            verdict(Outcome::Later(Problem::of_field("a", "code", "中文", "English"))),
            Frame::Forget(Id([6; 16])),
            Frame::Snapshot(Snapshot::sign(Id([7; 16]), Id([8; 16]), 5, vec![9; 100], &key)),
            Frame::Change(LoggedEnvelope { sequence: 6, envelope: vec![1; 50].into() }),
            Frame::Checkpoint(Checkpoint { cursor: 10, server_time_ms: 1_790_000_000_000, more: false }),
            Frame::Reset(Id([9; 16])),
        ]
    }

    fn stream(frames: &[Frame]) -> Vec<u8> {
        let mut writer = FrameWriter::new(Vec::new()).unwrap();
        for frame in frames {
            writer.write(frame).unwrap();
        }
        writer.finish().unwrap()
    }

    fn read_all(bytes: &[u8]) -> Result<Vec<Frame>, WireError> {
        let mut reader = FrameReader::new(bytes, 1 << 20)?;
        let mut frames = Vec::new();
        while let Some(frame) = reader.read()? {
            frames.push(frame);
        }
        Ok(frames)
    }

    #[test]
    fn every_frame_comes_back() {
        assert_eq!(read_all(&stream(&frames())).unwrap(), frames());
    }

    #[test]
    fn an_unknown_frame_is_skipped() {
        let mut writer = FrameWriter::new(Vec::new()).unwrap();
        let unknown = [0x82, 0x18, 99, 0x01];
        writer.stream.write_all(&(unknown.len() as u32).to_be_bytes()).unwrap();
        writer.stream.write_all(&unknown).unwrap();
        writer.write(&Frame::Forget(Id([1; 16]))).unwrap();
        assert_eq!(read_all(&writer.finish().unwrap()).unwrap(), [Frame::Forget(Id([1; 16]))]);
    }

    #[test]
    fn a_bomb_ends_at_the_bound() {
        let mut bomb = zstd::Encoder::new(Vec::new(), 19).unwrap();
        for _ in 0..64 {
            bomb.write_all(&[0; 1 << 20]).unwrap();
        }
        let bomb = bomb.finish().unwrap();
        assert!(bomb.len() < 100_000);
        assert!(matches!(read_all(&bomb), Err(WireError::Malformed(_) | WireError::TooLarge(_))));
    }

    #[test]
    fn a_snapshot_counts_for_its_company_and_server_alone() {
        let key = SigningKey::from_bytes(&[3; 32]);
        let mut snapshot = Snapshot::sign(Id([7; 16]), Id([8; 16]), 5, vec![9; 100], &key);
        assert!(snapshot.is_signed_by(Id([7; 16]), &key.public()));
        assert!(!snapshot.is_signed_by(Id([1; 16]), &key.public()));
        snapshot.document[3] = 0;
        assert!(!snapshot.is_signed_by(Id([7; 16]), &key.public()));
    }

    proptest! {
        #[test]
        fn no_stream_panics(bytes in prop::collection::vec(any::<u8>(), 0..200), cut in 0..400usize, flip in (0..400usize, any::<u8>())) {
            let _ = read_all(&bytes);
            let mut whole = stream(&frames());
            let length = whole.len();
            whole[flip.0 % length] = flip.1;
            let _ = read_all(&whole[..cut.min(length)]);
        }

        #[test]
        fn no_frame_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Frame::decode(&bytes);
        }
    }
}
