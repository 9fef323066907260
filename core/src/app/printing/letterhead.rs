//! Whose paper a form is, its number and its date.
//! Absent by design: signatures, and what a form says between head and foot.

use crate::{
    forms::{Company, Document, DocumentState},
    schema::{Facts, Kind},
};

/// What head and foot are made of, beside what was signed.
pub(in crate::app) struct Letterhead<'a> {
    pub(in crate::app) kind: &'static Kind,
    pub(in crate::app) facts: &'a Facts,
    pub(in crate::app) company: &'a Facts,
    /// The logo, when its bytes are here.
    pub(in crate::app) logo_png: Option<Vec<u8>>,
    /// The form's date, as printed.
    pub(in crate::app) today: String,
}

impl Letterhead<'_> {
    /// Head and foot of a form that nobody signed.
    pub(in crate::app) fn document(&self, state: DocumentState) -> Document {
        let text = |key: &str| self.company.text(key).unwrap_or_default().to_owned();
        Document {
            company: Company {
                name_zh: text("name_zh"),
                name_en: text("name_en"),
                address: text("address"),
                service_line: text("service_line"),
                logo_png: self.logo_png.clone(),
            },
            number: self.facts.text("number").unwrap_or_default().to_owned(),
            date: self.today.clone(),
            state,
            ..Document::default()
        }
    }
}
