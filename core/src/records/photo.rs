//! A photo of work, in a table of photos that several kinds have.
//! Absent by design: the picture itself, which is a blob.

use fieldseal_derive::Item;

use crate::schema::{Hash32, Instant, ItemId};

/// A photo of the work.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Photo {
    /// The row's id.
    pub id: ItemId,
    /// The photo.
    #[field(zh = "照片", en = "Photo")]
    pub photo: Option<Hash32>,
    /// What it shows.
    #[field(zh = "说明", en = "Caption", max = 200)]
    pub caption: Option<String>,
    /// When it was taken.
    #[field(zh = "拍摄时间", en = "Taken at")]
    pub taken_at: Option<Instant>,
    /// Which round.
    #[field(zh = "轮次", en = "Round", min = 1, max = 1000)]
    pub round: Option<i64>,
}
