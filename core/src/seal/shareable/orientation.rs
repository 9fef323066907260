//! How a photo is to be turned: read from its EXIF, and written alone.
//! Absent by design: every other tag.

use exif::{In, Reader, Tag};

/// Bytes of EXIF that are read: a JPEG can't hold more.
const EXIF_BYTES_MAX: usize = 64 * 1024;

/// The orientation that a photo's EXIF says; `None` when it is upright or the EXIF can't be read.
pub(super) fn read(exif: &[u8]) -> Option<u16> {
    if exif.len() > EXIF_BYTES_MAX {
        return None;
    }
    let read = Reader::new().continue_on_error(true).read_raw(exif.to_vec());
    let read = read.or_else(|error| error.distill_partial_result(|_| {})).ok()?;
    let orientation = read.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0)?;
    u16::try_from(orientation).ok().filter(|orientation| (2..=8).contains(orientation))
}

/// EXIF with the orientation alone: a big-endian TIFF header and one directory of one entry.
pub(super) fn write(orientation: u16) -> Vec<u8> {
    let mut exif = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    exif.extend(orientation.to_be_bytes());
    exif.extend([0; 6]);
    exif
}
