//! The derivative of a photo that may be handed on: the same picture bytes without position, device, time,
//! thumbnails, comments or anything else but how it is to be turned. Nothing is encoded again.
//! Absent by design: trust in a photo. It is walked once, in bounds, into one buffer of its own size at most.
//!
//! Each format keeps a short list of what draws the picture and drops the rest, so that a kind of metadata
//! nobody thought of is dropped too; colour profiles are, for they name devices. Libraries that edit such
//! containers keep what follows the first scan as it is, where phones put videos with their own position.

mod jpeg;
mod orientation;
mod png;
#[cfg(test)]
pub(crate) mod tests;
mod webp;

/// The shareable derivative of a JPEG, PNG or WebP photo; `None` for other formats and for what can't be
/// read: such a photo is not handed on.
pub fn shareable_photo(photo: &[u8]) -> Option<Vec<u8>> {
    let strip = || jpeg::strip(photo).or_else(|| png::strip(photo)).or_else(|| webp::strip(photo));
    // The reader of EXIF is foreign code: should it panic on a hostile photo, there is no derivative.
    std::panic::catch_unwind(strip).ok().flatten()
}
