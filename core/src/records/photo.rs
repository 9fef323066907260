//! A photo of work, in a table of photos that several kinds have.
//! Absent by design: the picture itself, which is a blob.

use fieldseal_derive::Item;

use crate::{
    choices,
    schema::{Hash32, Instant, ItemId},
};

choices! {
    /// What a photo is of, where a form tells photos apart (domain §4.14).
    pub enum PhotoSubject {
        Before = "before" ("处理前", "Before the work"),
        After = "after" ("处理后", "After the work"),
        Nameplate = "nameplate" ("铭牌", "Nameplate"),
        OldPart = "old_part" ("旧件", "Old part"),
        Site = "site" ("现场", "Site"),
        Another = "other" ("其他", "Other"),
    }
}

/// A photo of the work.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Photo {
    /// The row's id.
    pub id: ItemId,
    /// The photo.
    #[field(zh = "照片", en = "Photo")]
    pub photo: Option<Hash32>,
    /// What it is of.
    #[field(zh = "照片类别", en = "Photo of")]
    pub subject: Option<PhotoSubject>,
    /// What it shows, in words.
    #[field(zh = "说明", en = "Caption", max = 200)]
    pub caption: Option<String>,
    /// When it was taken.
    #[field(zh = "拍摄时间", en = "Taken at")]
    pub taken_at: Option<Instant>,
    /// Which round.
    #[field(zh = "轮次", en = "Round", min = 1, max = 1000)]
    pub round: Option<i64>,
}
