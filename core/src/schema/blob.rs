//! The bounds of a blob (a photo, drawing, seal, PDF or manual) and how it is cut into chunks, the same
//! on a phone, on the wire and on the server. Absent by design: where its bytes are.

/// Bytes of one chunk; the last one is shorter. Small enough that a weak connection brings one over.
pub const CHUNK_BYTES: usize = 256 * 1024;

/// Bytes of one blob at most: the largest original photo of a phone, or a manual. A phone holds one in
/// memory.
pub const BLOB_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// How many chunks a blob of this many bytes has.
pub const fn chunks_of(size: u64) -> u64 {
    size.div_ceil(CHUNK_BYTES as u64)
}

/// Bytes of a blob's chunk, numbered from 0; `None` for one that there isn't.
pub fn chunk_bytes(size: u64, chunk: u64) -> Option<usize> {
    let begin = chunk.checked_mul(CHUNK_BYTES as u64).filter(|begin| *begin < size)?;
    usize::try_from((size - begin).min(CHUNK_BYTES as u64)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chunks_of_a_blob_make_up_its_size() {
        const CHUNK: u64 = CHUNK_BYTES as u64;
        for size in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, BLOB_BYTES_MAX] {
            let sizes: Vec<usize> = (0..chunks_of(size)).filter_map(|chunk| chunk_bytes(size, chunk)).collect();
            assert_eq!((sizes.len() as u64, sizes.iter().sum::<usize>() as u64), (chunks_of(size), size));
            assert_eq!(chunk_bytes(size, chunks_of(size)), None);
        }
        assert_eq!(chunk_bytes(u64::MAX, u64::MAX), None);
    }
}
