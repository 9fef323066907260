//! JPEG (ITU-T T.81): the segments that draw the picture, to the end of the image and not further.
//! Absent by design: decoding anything.

use super::orientation;

const MARK: u8 = 0xff;
const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const APP14: u8 = 0xee;

const EXIF: &[u8] = b"Exif\0\0";

/// Bytes of a JFIF header up to its thumbnail, whose two sizes are the last of them.
const JFIF_BYTES: usize = 14;

/// Bytes of Adobe's segment, without which colours of some files are read wrongly.
const ADOBE_BYTES: usize = 12;

/// The photo without metadata; `None` when it is no JPEG or not whole.
pub(super) fn strip(photo: &[u8]) -> Option<Vec<u8>> {
    let mut rest = photo.strip_prefix(&[MARK, SOI])?;
    let (mut header, mut turned) = (None, None);
    let mut picture = Vec::with_capacity(photo.len());
    let (mut has_frame, mut has_scan) = (false, false);
    loop {
        let (marker, after) = next_marker(rest)?;
        if marker == EOI {
            break;
        }
        let (content, after) = content_of(after)?;
        rest = after;
        match marker {
            APP0 if content.starts_with(b"JFIF\0") => header = content.get(..JFIF_BYTES - 2),
            APP1 => turned = turned.or_else(|| orientation::read(content.strip_prefix(EXIF)?)),
            APP14 if content.starts_with(b"Adobe") => put(&mut picture, marker, content.get(..ADOBE_BYTES)?),
            // Other application segments, extensions and comments.
            APP0..=0xef | 0xf0..=0xfe => {}
            // Frames, tables, restart intervals, numbers of lines.
            0xc0..=0xcf | 0xdb..=0xdd => {
                has_frame |= !matches!(marker, 0xc4 | 0xc8 | 0xcc);
                put(&mut picture, marker, content);
            }
            SOS => {
                put(&mut picture, marker, content);
                let (scan, after) = rest.split_at_checked(scan_bytes(rest)?)?;
                picture.extend_from_slice(scan);
                (rest, has_scan) = (after, true);
            }
            _ => return None,
        }
    }
    if !has_frame || !has_scan {
        return None;
    }
    let mut stripped = Vec::with_capacity(picture.len() + 64);
    stripped.extend([MARK, SOI]);
    if let Some(header) = header {
        // Without its thumbnail.
        put(&mut stripped, APP0, &[header, &[0, 0]].concat());
    }
    if let Some(turned) = turned {
        put(&mut stripped, APP1, &[EXIF, &orientation::write(turned)].concat());
    }
    stripped.append(&mut picture);
    stripped.extend([MARK, EOI]);
    Some(stripped)
}

/// The marker that stands here, after any fill bytes.
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let mut rest = bytes.strip_prefix(&[MARK])?;
    loop {
        let (marker, after) = rest.split_first()?;
        if *marker != MARK {
            return Some((*marker, after));
        }
        rest = after;
    }
}

/// A segment's content, and what follows it.
fn content_of(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    rest.split_at_checked(usize::from(u16::from_be_bytes(*length)).checked_sub(2)?)
}

/// How long a scan's data is: up to the next marker that is neither stuffing nor a restart.
fn scan_bytes(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == MARK)?;
        match bytes.get(at + 1)? {
            0x00 | 0xd0..=0xd7 => at += 2,
            &MARK => at += 1,
            _ => return Some(at),
        }
    }
}

/// Writes a segment. Its content was one, or is a header of a few bytes.
fn put(out: &mut Vec<u8>, marker: u8, content: &[u8]) {
    let length = u16::try_from(content.len() + 2).unwrap_or(u16::MAX);
    out.extend([MARK, marker]);
    out.extend(length.to_be_bytes());
    out.extend_from_slice(content);
}
