//! What is sealed, before it is flattened into named rows.
//! Absent by design: where it comes from; forms and records fill it in, and nothing here looks at them.

use std::collections::BTreeMap;

use super::{
    chain::Chain,
    names,
    signing::{Outcome, Reservation, Signer},
};
use crate::schema::{Hash32, Instant, RecordId, Scalar, ValueKind};

/// Everything that one seal covers, except the PDF, which prints the check code of all this.
#[derive(Clone, PartialEq, Eq)]
pub struct SealContent {
    /// Kind of the sealed record.
    pub record_kind: String,
    /// The sealed record.
    pub record: RecordId,
    /// The form's template.
    pub template: Template,
    /// Every field shown, each document key once; their order does not matter.
    pub fields: Vec<ShownField>,
    /// The form's statement above the signature.
    pub statement: String,
    /// The privacy notice that was shown; empty when nobody was there to read it.
    pub privacy_notice: String,
    /// The photos, in the form's order.
    pub photos: Vec<SealedPhoto>,
    /// SHA-256 of the derivative without position and device data, by that of the photo as it was taken:
    /// photos, pages signed on paper, written authorities. A photo without one is not handed on.
    pub shareable: BTreeMap<Hash32, Hash32>,
    /// In which way it was confirmed, or not.
    pub outcome: Outcome,
    /// Who signs, in the form's order.
    pub signers: Vec<Signer>,
    /// The customer's reservations, in the form's order.
    pub reservations: Vec<Reservation>,
    /// Where.
    pub place: Place,
    /// When, by the device's corrected clock, with its bound.
    pub signed_at: Instant,
    /// The server's time that the device last heard; `None` when it never did.
    pub last_server_time: Option<Instant>,
    /// Digest of the previous seal of this record.
    pub previous: Option<Hash32>,
    /// The certificates of the device that seals; company and person are taken from here.
    pub chain: Chain,
    /// 32 secret random bytes, fresh for each seal, from which every row's salt is made. Keep them only
    /// until the seal is made: whoever has them can guess at withheld values.
    pub secret: [u8; 32],
}

/// The template that made the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its id, such as `installation_acceptance`.
    pub id: String,
    /// Its version (表单版本).
    pub version: u32,
}

/// One field as the form shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownField {
    /// The document key.
    pub key: String,
    /// The Chinese label.
    pub label_zh: String,
    /// The English label.
    pub label_en: String,
    /// The kind of value.
    pub kind: ValueKind,
    /// The value as the record holds it.
    pub value: Scalar,
    /// The value as printed: labels instead of codes, `—` for nothing.
    pub text: String,
}

/// One photo of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedPhoto {
    /// What the form says of it; may be empty.
    pub caption: String,
    /// SHA-256 of the original.
    pub original: Hash32,
}

/// Where it was signed: the device's position if that was allowed, else the site's address (domain §6.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The device's position.
    pub position: Option<Position>,
    /// The site's address; may be empty when the position is known.
    pub address: String,
}

/// A position on the earth (WGS 84).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Degrees north, times ten million.
    pub latitude_e7: i64,
    /// Degrees east, times ten million.
    pub longitude_e7: i64,
    /// Radius of its uncertainty in metres.
    pub accuracy_m: u32,
}

impl SealContent {
    /// The strokes as attachments of the sealed file, by row name.
    pub fn stroke_files(&self) -> Vec<(String, Vec<u8>)> {
        let drawn = |(index, signer): (usize, &Signer)| Some((names::strokes(index + 1), signer.strokes.clone()?));
        self.signers.iter().enumerate().filter_map(drawn).collect()
    }

    /// Digest of what the signer is shown: template, fields, statement, notice, photos, reservations.
    /// Take it when the form is shown and again when the strokes are drawn: when it changed in between,
    /// the form must be shown again (domain §6.3).
    pub fn shown_digest(&self) -> Hash32 {
        let shown = ["template/", "field/", "statement", "privacy_notice", "photo/", "file/photo/", "reservation/"];
        let mut table = super::sealed::table_of(self, None);
        table.rows.retain(|row| shown.iter().any(|prefix| row.name.starts_with(prefix)));
        table.digest()
    }
}
