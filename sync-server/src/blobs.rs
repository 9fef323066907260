//! Photos, drawings, seals and PDFs in a folder, named by their SHA-256, arriving in chunks.
//! Absent by design: who may send or read one.

use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use fieldseal_core::schema::{CHUNK_BYTES, Hash32, RecordId, chunk_bytes, chunks_of};
use sha2::{Digest, Sha256};

/// A folder of blobs: whole ones, and per sender the chunks of those that are on their way.
pub struct BlobFolder {
    whole: PathBuf,
    partial: PathBuf,
}

/// A blob on its way from one person.
#[derive(Clone, Copy, Debug)]
pub struct Upload {
    /// Its digest, as the sender says.
    pub blob: Hash32,
    /// Its size in bytes, as the sender says.
    pub size: u64,
    /// Who sends it: nobody's chunks get in another's way.
    pub person: RecordId,
}

impl Upload {
    /// How many chunks it has.
    pub fn chunks(&self) -> u64 {
        chunks_of(self.size)
    }

    /// How long a chunk is; `None` for one that there isn't.
    pub fn chunk_bytes(&self, chunk: u64) -> Option<usize> {
        chunk_bytes(self.size, chunk)
    }

    fn folder(&self) -> String {
        format!("{}-{}-{}", self.blob, self.size, self.person)
    }
}

/// What became of a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// Kept; others are missing.
    Partly,
    /// It was the last one, and the digest matches.
    Whole,
    /// It was the last one, and the digest does not match: all chunks were dropped.
    OtherDigest,
}

impl BlobFolder {
    /// Opens a folder, or begins one.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let (whole, partial) = (folder.join("whole"), folder.join("partial"));
        fs::create_dir_all(&whole)?;
        fs::create_dir_all(&partial)?;
        Ok(Self { whole, partial })
    }

    fn file(&self, blob: &Hash32) -> PathBuf {
        let name = blob.to_string();
        self.whole.join(&name[..2]).join(name)
    }

    /// Whether a blob is here, whole.
    pub fn has(&self, blob: &Hash32) -> bool {
        self.file(blob).exists()
    }

    /// Which chunks of an upload are here, in order.
    ///
    /// # Errors
    /// When the folder can't be read.
    pub fn chunks_here(&self, upload: &Upload) -> io::Result<Vec<u64>> {
        let folder = self.partial.join(upload.folder());
        if !folder.exists() {
            return Ok(Vec::new());
        }
        let names = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.file_name()));
        let names: Vec<_> = names.collect::<io::Result<_>>()?;
        let mut chunks: Vec<u64> = names.iter().filter_map(|name| name.to_str()?.parse().ok()).collect();
        chunks.sort_unstable();
        Ok(chunks)
    }

    /// Keeps a chunk, whose length the caller has compared with [`Upload::chunk_bytes`].
    ///
    /// # Errors
    /// When the disk fails.
    pub fn put(&self, upload: &Upload, chunk: u64, bytes: &[u8]) -> io::Result<Received> {
        if self.has(&upload.blob) {
            return Ok(Received::Whole);
        }
        let folder = self.partial.join(upload.folder());
        fs::create_dir_all(&folder)?;
        write_whole(&folder.join(chunk.to_string()), |file| file.write_all(bytes))?;
        if (self.chunks_here(upload)?.len() as u64) < upload.chunks() {
            return Ok(Received::Partly);
        }
        let received = self.assemble(upload, &folder)?;
        fs::remove_dir_all(&folder)?;
        Ok(received)
    }

    fn assemble(&self, upload: &Upload, folder: &Path) -> io::Result<Received> {
        let mut digest = Sha256::new();
        for chunk in 0..upload.chunks() {
            digest.update(fs::read(folder.join(chunk.to_string()))?);
        }
        if Hash32(digest.finalize().into()) != upload.blob {
            return Ok(Received::OtherDigest);
        }
        let path = self.file(&upload.blob);
        fs::create_dir_all(path.parent().unwrap_or(&self.whole))?;
        write_whole(&path, |file| {
            (0..upload.chunks()).try_for_each(|chunk| file.write_all(&fs::read(folder.join(chunk.to_string()))?))
        })?;
        Ok(Received::Whole)
    }

    /// Reads a chunk of a whole blob; empty past its end.
    ///
    /// # Errors
    /// When the blob is not here, or the disk fails.
    pub fn read(&self, blob: &Hash32, chunk: u64) -> io::Result<Vec<u8>> {
        let mut file = File::open(self.file(blob))?;
        file.seek(SeekFrom::Start(chunk.saturating_mul(CHUNK_BYTES as u64)))?;
        let mut bytes = Vec::new();
        file.take(CHUNK_BYTES as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Reads a whole blob, whose size the caller has compared with a limit.
    ///
    /// # Errors
    /// When the blob is not here, or the disk fails.
    pub fn read_whole(&self, blob: &Hash32) -> io::Result<Vec<u8>> {
        fs::read(self.file(blob))
    }

    /// Copies every whole blob to another folder, and checks each copy's digest.
    ///
    /// # Errors
    /// When the disk fails, or a blob is not what its name says.
    pub fn copy_to(&self, other: &Self) -> io::Result<u64> {
        let mut copied = 0;
        for shelf in fs::read_dir(&self.whole)? {
            for entry in fs::read_dir(shelf?.path())? {
                let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
                let Some(blob) = name.to_str().and_then(|name| name.parse::<Hash32>().ok()) else { continue };
                let target = other.file(&blob);
                fs::create_dir_all(target.parent().unwrap_or(&other.whole))?;
                fs::copy(&path, &target)?;
                let mut digest = Sha256::new();
                let mut file = File::open(&target)?;
                let mut piece = vec![0; CHUNK_BYTES];
                loop {
                    match file.read(&mut piece)? {
                        0 => break,
                        length => digest.update(&piece[..length]),
                    }
                }
                if Hash32(digest.finalize().into()) != blob {
                    return Err(io::Error::new(io::ErrorKind::InvalidData, "a blob is not what its name says"));
                }
                file.sync_all()?;
                copied += 1;
            }
        }
        Ok(copied)
    }
}

/// Writes a file so that it is there whole or not at all.
fn write_whole(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let beside = path.with_extension("part");
    let mut file = File::create(&beside)?;
    write(&mut file)?;
    file.sync_all()?;
    fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blob_arrives_in_any_order_and_survives_a_repeat() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = BlobFolder::open(folder.path()).unwrap();
        let content: Vec<u8> = (0..CHUNK_BYTES * 2 + 10).map(|n| (n % 251) as u8).collect();
        let upload = Upload {
            blob: Hash32::of(&content),
            size: content.len() as u64,
            person: fieldseal_core::schema::Id([1; 16]),
        };
        assert_eq!(upload.chunks(), 3);
        assert_eq!((upload.chunk_bytes(2), upload.chunk_bytes(3)), (Some(10), None));
        let chunk = |n: usize| &content[n * CHUNK_BYTES..content.len().min((n + 1) * CHUNK_BYTES)];
        assert_eq!(blobs.put(&upload, 2, chunk(2)).unwrap(), Received::Partly);
        assert_eq!(blobs.put(&upload, 2, chunk(2)).unwrap(), Received::Partly);
        assert_eq!(blobs.put(&upload, 0, chunk(0)).unwrap(), Received::Partly);
        assert_eq!(blobs.chunks_here(&upload).unwrap(), [0, 2]);
        assert_eq!(blobs.put(&upload, 1, chunk(1)).unwrap(), Received::Whole);
        assert_eq!(blobs.read(&upload.blob, 1).unwrap(), chunk(1));
        assert!(blobs.read(&upload.blob, 3).unwrap().is_empty());
    }

    #[test]
    fn a_false_digest_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = BlobFolder::open(folder.path()).unwrap();
        let upload = Upload { blob: Hash32([1; 32]), size: 3, person: fieldseal_core::schema::Id([1; 16]) };
        assert_eq!(blobs.put(&upload, 0, b"abc").unwrap(), Received::OtherDigest);
        assert!(!blobs.has(&upload.blob));
        assert!(blobs.chunks_here(&upload).unwrap().is_empty());
    }
}
