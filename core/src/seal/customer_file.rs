//! One customer, one file (一户一档): records, history, sealed forms and photos of a customer in one archive
//! under the server's signature. Written and read one entry at a time.
//! Absent by design: what goes in, and any meaning of an entry beyond its name and bytes.

use std::io::{self, Read, Write};

use minicbor::{Decode, Decoder, Encode, Encoder, bytes::ByteSlice, decode, encode};

use super::{
    certificate::ServerCertificate,
    chain::{ChainError, Fingerprint, verify_server},
    keys::{Context, Signature, SigningKey},
    limits::{ENTRIES_MAX, FILE_BYTES_MAX, MANIFEST_BYTES_MAX, NAME_BYTES_MAX},
};
use crate::schema::{Hash32, Id, Instant, Label, RecordId, decode_canonical};

/// First element of the archive: tells it from any other CBOR.
const MAGIC: &str = "fieldseal.customer_file";

/// The version of the archive's format that this build writes and reads.
const CUSTOMER_FILE_VERSION: u16 = 1;

/// What the server signs of an archive.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Manifest {
    #[n(0)]
    version: u16,
    /// The company.
    #[n(1)]
    pub company: Id,
    /// The customer.
    #[n(2)]
    pub customer: RecordId,
    /// When it was made, by the server's clock.
    #[n(3)]
    pub made_at: Instant,
    /// For whom: who asked for it, and whose rights decided what is in it.
    #[n(4)]
    pub made_for: RecordId,
    /// Their name.
    #[n(5)]
    pub made_for_name: String,
    /// What is in it, sorted by name.
    #[n(6)]
    pub entries: Vec<ManifestEntry>,
}

/// One file of an archive.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ManifestEntry {
    /// Its name, a relative path with `/`.
    #[n(0)]
    pub name: String,
    /// Its bytes.
    #[n(1)]
    pub length: u64,
    /// SHA-256 of them.
    #[n(2)]
    pub digest: Hash32,
}

/// Why an archive proves nothing, or can't be made.
#[derive(Debug, thiserror::Error)]
pub enum CustomerFileError {
    /// It could not be read or written.
    #[error("the file can't be read or written: {0}")]
    File(#[from] io::Error),
    /// Not such an archive, truncated, or damaged in its structure.
    #[error("not a customer file, or damaged")]
    Malformed,
    /// Larger than the limits, or with more entries.
    #[error("larger than a customer file may be")]
    TooLarge,
    /// An entry's name is no relative path, or not after the one before.
    #[error("an entry's name is not allowed")]
    Name,
    /// The server's certificate does not lead to the root, or was not valid.
    #[error("the server is not certified: {0}")]
    Server(ChainError),
    /// The server did not sign this list of entries.
    #[error("the signature does not match")]
    Signature,
}

impl CustomerFileError {
    /// The same for a person to read.
    pub const fn label(&self) -> Label {
        match self {
            Self::File(_) => Label::new("文件无法读写", "the file can't be read or written"),
            Self::Malformed => Label::new("不是一户一档文件，或已损坏", "not a customer file, or damaged"),
            Self::TooLarge => Label::new("文件过大", "larger than a customer file may be"),
            Self::Name => Label::new("档案中有不允许的名称", "an entry's name is not allowed"),
            Self::Server(error) => error.label(),
            Self::Signature => Label::new("档案目录上的服务器签名不符", "the server's signature does not match"),
        }
    }
}

/// Writes an archive. Entries are added in the order of their names.
pub struct CustomerFileWriter<W: Write> {
    out: W,
    entries: Vec<ManifestEntry>,
}

impl<W: Write> CustomerFileWriter<W> {
    /// Begins.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn begin(mut out: W) -> Result<Self, CustomerFileError> {
        out.write_all(&head())?;
        Ok(Self { out, entries: Vec::new() })
    }

    /// Adds a file.
    ///
    /// # Errors
    /// A name that is no relative path or not after the last one, too much, or a failure to write.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), CustomerFileError> {
        let after = self.entries.last().is_none_or(|last| last.name.as_str() < name);
        if !after || !is_path(name) {
            return Err(CustomerFileError::Name);
        }
        if bytes.len() > FILE_BYTES_MAX || self.entries.len() >= ENTRIES_MAX {
            return Err(CustomerFileError::TooLarge);
        }
        let mut beginning = vec![0x82];
        write_head(&mut beginning, TEXT, name.len() as u64);
        beginning.extend_from_slice(name.as_bytes());
        write_head(&mut beginning, BYTES, bytes.len() as u64);
        self.out.write_all(&beginning)?;
        self.out.write_all(bytes)?;
        let (length, digest) = (bytes.len() as u64, Hash32::of(bytes));
        self.entries.push(ManifestEntry { name: name.to_owned(), length, digest });
        Ok(())
    }

    /// Signs the list of what was added and ends the archive. The key is the one that the certificate
    /// certifies.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn finish(
        mut self,
        customer: RecordId,
        made_at: Instant,
        made_for: (RecordId, &str),
        server: &ServerCertificate,
        key: &SigningKey,
    ) -> Result<Manifest, CustomerFileError> {
        let manifest = Manifest {
            version: CUSTOMER_FILE_VERSION,
            company: server.claims.company,
            customer,
            made_at,
            made_for: made_for.0,
            made_for_name: made_for.1.to_owned(),
            entries: self.entries,
        };
        let body = minicbor::to_vec(&manifest).expect("encoding into memory does not fail");
        let signature = key.sign(Context::CustomerFile, &body);
        let end = End { body: &body, server: server.clone(), signature };
        self.out.write_all(&minicbor::to_vec(&end).expect("encoding into memory does not fail"))?;
        self.out.flush()?;
        Ok(manifest)
    }
}

/// The archive's last item.
struct End<'b> {
    body: &'b [u8],
    server: ServerCertificate,
    signature: Signature,
}

impl Encode<()> for End<'_> {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, ctx: &mut ()) -> Result<(), encode::Error<W::Error>> {
        e.array(3)?.bytes(self.body)?;
        self.server.encode(e, ctx)?;
        e.encode(self.signature)?;
        Ok(())
    }
}

impl<'b> Decode<'b, ()> for End<'b> {
    fn decode(d: &mut Decoder<'b>, _: &mut ()) -> Result<Self, decode::Error> {
        let (body, server, signature): (&'b ByteSlice, ServerCertificate, Signature) = d.decode()?;
        Ok(Self { body, server, signature })
    }
}

/// How an entry's bytes stand to the signed list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryVerdict {
    /// The entry's name.
    pub name: String,
    /// What became of it.
    pub how: EntryDiffers,
}

/// What is wrong with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryDiffers {
    /// Other bytes than those that the server signed for.
    Altered,
    /// In the signed list, but not in the archive.
    Missing,
    /// In the archive, but not in the signed list.
    NotListed,
}

impl EntryDiffers {
    /// The same for a person to read.
    pub const fn label(self) -> Label {
        match self {
            Self::Altered => Label::new("已被改动", "was altered"),
            Self::Missing => Label::new("缺失", "is missing"),
            Self::NotListed => Label::new("不在签名目录中", "is not in the signed list"),
        }
    }
}

/// Reads an archive from outside: gives every entry to `visit` in turn, and at the end the signed list with
/// whatever differs from it. Holds one entry at a time. What `visit` gets is not proven yet: only the end
/// tells.
///
/// # Errors
/// Nothing that can be named entry by entry: no such archive, or its list is not the server's.
pub fn read_customer_file(
    mut file: impl Read,
    root: &Fingerprint,
    visit: &mut dyn FnMut(&str, &[u8]),
) -> Result<(Manifest, Vec<EntryVerdict>), CustomerFileError> {
    let expected = head();
    let mut beginning = vec![0; expected.len()];
    read_exactly(&mut file, &mut beginning)?;
    if beginning != expected {
        return Err(CustomerFileError::Malformed);
    }
    let mut found: Vec<ManifestEntry> = Vec::new();
    loop {
        let mut first = [0];
        read_exactly(&mut file, &mut first)?;
        if first[0] == 0x83 {
            break;
        }
        if first[0] != 0x82 {
            return Err(CustomerFileError::Malformed);
        }
        if found.len() >= ENTRIES_MAX {
            return Err(CustomerFileError::TooLarge);
        }
        let name = read_string(&mut file, TEXT, NAME_BYTES_MAX)?;
        let name = String::from_utf8(name).map_err(|_| CustomerFileError::Malformed)?;
        if !is_path(&name) || found.last().is_some_and(|last| last.name >= name) {
            return Err(CustomerFileError::Name);
        }
        let bytes = read_string(&mut file, BYTES, FILE_BYTES_MAX)?;
        visit(&name, &bytes);
        found.push(ManifestEntry { name, length: bytes.len() as u64, digest: Hash32::of(&bytes) });
    }
    let mut rest = vec![0x83];
    file.take(MANIFEST_BYTES_MAX as u64 + 1).read_to_end(&mut rest)?;
    if rest.len() > MANIFEST_BYTES_MAX {
        return Err(CustomerFileError::TooLarge);
    }
    let end: End<'_> = decode_canonical(&rest).map_err(|_| CustomerFileError::Malformed)?;
    let manifest: Manifest = decode_canonical(end.body).map_err(|_| CustomerFileError::Malformed)?;
    let sorted = manifest.entries.is_sorted_by(|left, right| left.name < right.name);
    if manifest.version != CUSTOMER_FILE_VERSION || !manifest.made_at.is_plausible() || !sorted {
        return Err(CustomerFileError::Malformed);
    }
    verify_server(&end.server, root, manifest.made_at).map_err(CustomerFileError::Server)?;
    let key = end.server.claims.key;
    let signed = key.verify(Context::CustomerFile, end.body, &end.signature).is_ok();
    if !signed || end.server.claims.company != manifest.company {
        return Err(CustomerFileError::Signature);
    }
    let differences = compare(&manifest.entries, &found);
    Ok((manifest, differences))
}

/// Whether bytes begin as an archive does.
pub fn is_customer_file(beginning: &[u8]) -> bool {
    beginning.starts_with(&head())
}

fn compare(listed: &[ManifestEntry], found: &[ManifestEntry]) -> Vec<EntryVerdict> {
    let of_name = |entries: &[ManifestEntry], name: &str| {
        entries.binary_search_by(|entry| entry.name.as_str().cmp(name)).ok().map(|index| entries[index].clone())
    };
    let verdict = |entry: &ManifestEntry, how| EntryVerdict { name: entry.name.clone(), how };
    let of_list = listed.iter().filter_map(|entry| match of_name(found, &entry.name) {
        None => Some(verdict(entry, EntryDiffers::Missing)),
        Some(other) if other != *entry => Some(verdict(entry, EntryDiffers::Altered)),
        Some(_) => None,
    });
    let unlisted = found.iter().filter(|entry| of_name(listed, &entry.name).is_none());
    of_list.chain(unlisted.map(|entry| verdict(entry, EntryDiffers::NotListed))).collect()
}

/// A relative path that no system reads otherwise: it never leads out of the folder it is unpacked in.
fn is_path(name: &str) -> bool {
    let plain = |c: char| !c.is_control() && !matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    (1..=NAME_BYTES_MAX).contains(&name.len())
        && name.chars().all(plain)
        && name.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && !part.ends_with(['.', ' ']))
}

fn head() -> Vec<u8> {
    minicbor::to_vec((MAGIC, CUSTOMER_FILE_VERSION)).expect("encoding into memory does not fail")
}

const BYTES: u8 = 2;
const TEXT: u8 = 3;

/// The shortest CBOR head of a length.
fn write_head(out: &mut Vec<u8>, major: u8, length: u64) {
    let mut encoder = Encoder::new(out);
    let written = if major == TEXT { encoder.str_len(length) } else { encoder.bytes_len(length) };
    written.expect("encoding into memory does not fail");
}

/// A string of the given sort and at most so many bytes; nothing is allocated that did not arrive.
fn read_string(file: &mut impl Read, major: u8, most: usize) -> Result<Vec<u8>, CustomerFileError> {
    let mut first = [0];
    read_exactly(file, &mut first)?;
    let (sort, small) = (first[0] >> 5, first[0] & 0x1f);
    let more = match small {
        0..24 => 0,
        24..=27 => 1 << (small - 24),
        _ => return Err(CustomerFileError::Malformed),
    };
    let mut length = [0; 8];
    read_exactly(file, &mut length[8 - more..])?;
    let length = if more == 0 { u64::from(small) } else { u64::from_be_bytes(length) };
    let mut shortest = Vec::new();
    write_head(&mut shortest, major, length);
    if sort != major || shortest.len() != 1 + more {
        return Err(CustomerFileError::Malformed);
    }
    if length > most as u64 {
        return Err(CustomerFileError::TooLarge);
    }
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length { Ok(bytes) } else { Err(CustomerFileError::Malformed) }
}

/// Fills a buffer; an end before that is damage.
fn read_exactly(file: &mut impl Read, buffer: &mut [u8]) -> Result<(), CustomerFileError> {
    file.read_exact(buffer).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => CustomerFileError::Malformed,
        _ => CustomerFileError::File(error),
    })
}
