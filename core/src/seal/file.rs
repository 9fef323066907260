//! The file that is handed on: a seal, the server's receipt if there is one, and the files the seal covers.
//! Absent by design: what any of it proves; taking it apart allocates nothing that its sender chose.

use minicbor::{Decoder, Encoder, data::Type, decode};

use super::{
    limits::{ATTACHMENTS_MAX, FILE_BYTES_MAX, NAME_BYTES_MAX},
    receipt::Receipt,
    sealed::SealedForm,
};
use crate::schema::Label;

/// First element of the file: tells it from any other CBOR.
const MAGIC: &str = "fieldseal.sealed";

/// The version of the file's format that this build writes and reads.
const FILE_VERSION: u16 = 1;

/// Bytes are no sealed file, so nothing can be said of what was sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// Larger than the limit.
    #[error("the file exceeds {FILE_BYTES_MAX} bytes")]
    TooLarge,
    /// Truncated, damaged in its structure, or another sort of file.
    #[error("not a sealed file, or damaged")]
    Malformed,
    /// Made by another version of the product.
    #[error("a sealed file of version {0}, which is not known here")]
    Version(u16),
    /// The seal in it is damaged in its structure.
    #[error("the seal in the file is damaged")]
    Seal,
}

impl FileError {
    /// The same for a person to read.
    pub const fn label(self) -> Label {
        match self {
            Self::TooLarge => Label::new("文件过大", "the file is too large"),
            Self::Malformed => Label::new("不是签章封存文件，或已损坏", "not a sealed file, or damaged"),
            Self::Version(_) => Label::new("由另一版本的产品生成，无法读取", "made by another version of the product"),
            Self::Seal => Label::new("文件中的签章封存已损坏", "the seal in the file is damaged"),
        }
    }
}

/// A file that a seal covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The name of its row.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What is handed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedFile {
    /// The seal.
    pub form: SealedForm,
    /// The server's receipt, once there is one.
    pub receipt: Option<Receipt>,
    /// Files of the seal's rows. A file may be left out; a verifier names it.
    pub attachments: Vec<Attachment>,
}

/// The file's parts, without a look inside.
pub(super) struct RawFile<'b> {
    pub(super) seal: &'b [u8],
    pub(super) receipt: Option<&'b [u8]>,
    pub(super) attachments: Vec<(&'b str, &'b [u8])>,
}

impl SealedFile {
    /// The deterministic encoding, `[magic, version, seal, receipt or null, attachments]`, attachments
    /// sorted by name.
    ///
    /// # Errors
    /// [`FileError::TooLarge`] when it would exceed its limits.
    pub fn encode(&self) -> Result<Vec<u8>, FileError> {
        let seal = self.form.encode();
        let receipt = self.receipt.as_ref().map(Receipt::to_bytes);
        let mut attachments: Vec<(&str, &[u8])> =
            self.attachments.iter().map(|attachment| (attachment.name.as_str(), attachment.bytes.as_slice())).collect();
        attachments.sort_by_key(|(name, _)| *name);
        let bytes = RawFile { seal: &seal, receipt: receipt.as_deref(), attachments }.to_bytes();
        RawFile::from_bytes(&bytes)?;
        Ok(bytes)
    }

    /// Decodes a file whose seal is intact. Use [`verify`](super::verify) for one from outside.
    ///
    /// # Errors
    /// A file or a seal that is not intact in itself; attachments are not compared here.
    pub fn decode(bytes: &[u8]) -> Result<Self, FileError> {
        let raw = RawFile::from_bytes(bytes)?;
        let form = SealedForm::decode(raw.seal).map_err(|_| FileError::Seal)?;
        let receipt = raw.receipt.map(Receipt::from_bytes).transpose().map_err(|_| FileError::Malformed)?;
        let attachments = raw.attachments.into_iter();
        let attachments =
            attachments.map(|(name, bytes)| Attachment { name: name.to_owned(), bytes: bytes.to_vec() }).collect();
        Ok(Self { form, receipt, attachments })
    }
}

impl<'b> RawFile<'b> {
    pub(super) fn from_bytes(bytes: &'b [u8]) -> Result<Self, FileError> {
        if bytes.len() > FILE_BYTES_MAX {
            return Err(FileError::TooLarge);
        }
        let mut decoder = Decoder::new(bytes);
        let raw = Self::read(&mut decoder).map_err(|_| FileError::Malformed)?;
        let file = raw.ok_or_else(|| version_of(bytes).map_or(FileError::Malformed, FileError::Version))?;
        let sorted = file.attachments.is_sorted_by(|(left, _), (right, _)| left < right);
        let named = file.attachments.iter().all(|(name, _)| (1..=NAME_BYTES_MAX).contains(&name.len()));
        let canonical = decoder.position() == bytes.len() && bytes.len() == file.encoded_len();
        if sorted && named && canonical { Ok(file) } else { Err(FileError::Malformed) }
    }

    /// `None` when it begins as a file of another sort or version does.
    fn read(d: &mut Decoder<'b>) -> Result<Option<Self>, decode::Error> {
        if d.array()? != Some(5) || d.str()? != MAGIC || d.u16()? != FILE_VERSION {
            return Ok(None);
        }
        let seal = d.bytes()?;
        let receipt = if d.datatype()? == Type::Null {
            d.null()?;
            None
        } else {
            Some(d.bytes()?)
        };
        let count = match d.array()? {
            Some(count) if count <= ATTACHMENTS_MAX as u64 => count,
            _ => return Err(decode::Error::message("too many attachments")),
        };
        let mut attachments = Vec::new();
        for _ in 0..count {
            if d.array()? != Some(2) {
                return Err(decode::Error::message("an attachment is a name and bytes"));
            }
            attachments.push((d.str()?, d.bytes()?));
        }
        Ok(Some(Self { seal, receipt, attachments }))
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.encoded_len());
        self.write(&mut Encoder::new(&mut bytes)).expect("encoding into memory does not fail");
        bytes
    }

    fn write(&self, e: &mut Encoder<&mut Vec<u8>>) -> Result<(), minicbor::encode::Error<std::convert::Infallible>> {
        e.array(5)?.str(MAGIC)?.u16(FILE_VERSION)?.bytes(self.seal)?;
        match self.receipt {
            Some(receipt) => e.bytes(receipt)?,
            None => e.null()?,
        };
        e.array(self.attachments.len() as u64)?;
        for (name, bytes) in &self.attachments {
            e.array(2)?.str(name)?.bytes(bytes)?;
        }
        Ok(())
    }

    /// Bytes of the deterministic encoding. Every other encoding of the same parts is longer, because
    /// the deterministic one has the shortest heads, so equal length means equal bytes.
    fn encoded_len(&self) -> usize {
        let sized = |length: usize| head_len(length) + length;
        let attachments = self.attachments.iter().map(|(name, bytes)| 1 + sized(name.len()) + sized(bytes.len()));
        let fixed = 1 + sized(MAGIC.len()) + head_len(FILE_VERSION.into());
        fixed
            + sized(self.seal.len())
            + self.receipt.map_or(1, |receipt| sized(receipt.len()))
            + head_len(self.attachments.len())
            + attachments.sum::<usize>()
    }
}

/// Bytes of a CBOR head of a length.
const fn head_len(length: usize) -> usize {
    match length {
        0..24 => 1,
        24..0x100 => 2,
        0x100..0x1_0000 => 3,
        0x1_0000..0x1_0000_0000 => 5,
        _ => 9,
    }
}

/// The version of a sealed file of another version.
fn version_of(bytes: &[u8]) -> Option<u16> {
    let mut d = Decoder::new(bytes);
    d.array().ok()?;
    let magic = d.str().ok()? == MAGIC;
    let version = d.u16().ok()?;
    (magic && version != FILE_VERSION).then_some(version)
}
