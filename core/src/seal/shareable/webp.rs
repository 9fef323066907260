//! WebP (RFC 9649): the chunks that draw a still picture.
//! Absent by design: animations, which are no photos, and decoding anything.

use super::orientation;

/// Bytes of the chunk that says what the file has: flags, and the canvas.
const EXTENDED_BYTES: usize = 10;

/// Its flags: of a transparent picture, of EXIF.
const ALPHA: u8 = 0b0001_0000;
const HAS_EXIF: u8 = 0b0000_1000;

/// The photo without metadata; `None` when it is no WebP, not whole, or moves.
pub(super) fn strip(photo: &[u8]) -> Option<Vec<u8>> {
    let rest = photo.strip_prefix(b"RIFF")?;
    let (size, rest) = rest.split_first_chunk::<4>()?;
    let mut rest = rest.get(..usize::try_from(u32::from_le_bytes(*size)).ok()?)?.strip_prefix(b"WEBP")?;
    let (mut extended, mut turned, mut has_picture) = (None, None, false);
    let mut picture = Vec::with_capacity(photo.len());
    while !rest.is_empty() {
        let (kind, after) = rest.split_first_chunk::<4>()?;
        let (size, after) = after.split_first_chunk::<4>()?;
        let (content, after) = after.split_at_checked(usize::try_from(u32::from_le_bytes(*size)).ok()?)?;
        // An odd content has a byte of padding, which the last one may lack.
        rest = after.get(content.len() % 2..).unwrap_or_default();
        match kind {
            b"VP8X" => extended = Some(content.first_chunk::<EXTENDED_BYTES>()?),
            b"VP8 " | b"VP8L" => {
                has_picture = true;
                put(&mut picture, kind, content);
            }
            b"ALPH" => put(&mut picture, kind, content),
            b"EXIF" => {
                let exif = content.strip_prefix(b"Exif\0\0").unwrap_or(content);
                turned = turned.or_else(|| orientation::read(exif));
            }
            b"ANIM" | b"ANMF" => return None,
            _ => {}
        }
    }
    if !has_picture {
        return None;
    }
    let mut chunks = b"WEBP".to_vec();
    if let Some(extended) = extended {
        let mut extended = *extended;
        extended[0] &= ALPHA;
        if turned.is_some() {
            extended[0] |= HAS_EXIF;
        }
        put(&mut chunks, b"VP8X", &extended);
    }
    chunks.append(&mut picture);
    // Without the extended chunk nobody reads it.
    if let Some(turned) = turned.filter(|_| extended.is_some()) {
        put(&mut chunks, b"EXIF", &orientation::write(turned));
    }
    let mut stripped = b"RIFF".to_vec();
    stripped.extend(u32::try_from(chunks.len()).ok()?.to_le_bytes());
    stripped.append(&mut chunks);
    Some(stripped)
}

/// Writes a chunk, padded. Its content was one, or is a header of a few bytes.
fn put(out: &mut Vec<u8>, kind: &[u8; 4], content: &[u8]) {
    out.extend_from_slice(kind);
    out.extend(u32::try_from(content.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(content);
    if content.len() % 2 == 1 {
        out.push(0);
    }
}
