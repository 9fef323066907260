//! PNG (third edition): the chunks that draw the picture.
//! Absent by design: decoding anything.

use super::orientation;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A chunk beside its content: length, kind, check sum.
const FRAME_BYTES: usize = 12;

/// Bytes of the largest chunk that is kept beside the picture itself: a palette.
const SMALL_BYTES_MAX: usize = 768;

/// The photo without metadata; `None` when it is no PNG or not whole.
pub(super) fn strip(photo: &[u8]) -> Option<Vec<u8>> {
    let mut rest = photo.strip_prefix(SIGNATURE)?;
    let (mut head, mut turned, mut has_picture) = (None, None, false);
    let mut picture = Vec::with_capacity(photo.len());
    loop {
        let length = usize::try_from(u32::from_be_bytes(*rest.first_chunk::<4>()?)).ok()?;
        let (chunk, after) = rest.split_at_checked(length.checked_add(FRAME_BYTES)?)?;
        let content = chunk.get(8..8 + length)?;
        let kind = chunk.get(4..8)?;
        rest = after;
        match kind {
            b"IHDR" if head.is_none() => head = Some(chunk),
            _ if head.is_none() => return None,
            b"IDAT" => {
                has_picture = true;
                picture.extend_from_slice(chunk);
            }
            b"PLTE" | b"tRNS" | b"sRGB" | b"gAMA" | b"cHRM" | b"sBIT" | b"bKGD" | b"pHYs"
                if length <= SMALL_BYTES_MAX =>
            {
                picture.extend_from_slice(chunk);
            }
            b"eXIf" => turned = turned.or_else(|| orientation::read(content)),
            b"IEND" => break,
            _ => {}
        }
    }
    let mut stripped = Vec::with_capacity(picture.len() + 128);
    stripped.extend_from_slice(SIGNATURE);
    stripped.extend_from_slice(head.filter(|_| has_picture)?);
    if let Some(turned) = turned {
        put(&mut stripped, b"eXIf", &orientation::write(turned));
    }
    stripped.append(&mut picture);
    put(&mut stripped, b"IEND", &[]);
    Some(stripped)
}

/// Writes a chunk of a few bytes with its check sum.
fn put(out: &mut Vec<u8>, kind: &[u8; 4], content: &[u8]) {
    out.extend(u32::try_from(content.len()).unwrap_or(u32::MAX).to_be_bytes());
    let begin = out.len();
    out.extend_from_slice(kind);
    out.extend_from_slice(content);
    let sum = crc32fast::hash(out.get(begin..).unwrap_or_default());
    out.extend(sum.to_be_bytes());
}
