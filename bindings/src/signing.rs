//! Showing a form and signing it: what goes to the pad and what comes from it.
//! Absent by design: what a signature means.

use std::collections::HashMap;

use fieldseal_core::{
    app, forms,
    schema::{Hash32, Language},
    seal::strokes::{StrokePoint, Strokes},
};

use crate::{BilingualText, Performed, Value, values};

/// A signature as it was drawn on a pad.
#[uniffi::remote(Record)]
pub struct Strokes {
    /// Width of the pad, in pixels.
    pub canvas_width: u32,
    /// Height of the pad, in pixels.
    pub canvas_height: u32,
    /// The strokes in the order of drawing; a stroke is the pen from down to up.
    pub strokes: Vec<Vec<StrokePoint>>,
}

/// One point of a stroke.
#[uniffi::remote(Record)]
pub struct StrokePoint {
    /// From the pad's left edge, in tenths of a pixel.
    pub x: i32,
    /// From the pad's upper edge, in tenths of a pixel.
    pub y: i32,
    /// Milliseconds since the signature's first point.
    pub t: u32,
}

/// What is shown before the pad.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Presentation {
    /// The form as it will print, marked as a draft.
    pub pdf: Vec<u8>,
    /// Its pages.
    pub pages: u32,
    /// The statement that is signed.
    pub statement: BilingualText,
    /// The privacy notice.
    pub privacy_notice: BilingualText,
    /// What was shown; the signature input takes it.
    pub shown: Hash32,
    /// What prints otherwise than typed. None of it blocks.
    pub warnings: Vec<FormWarning>,
}

impl From<app::Presentation> for Presentation {
    fn from(presentation: app::Presentation) -> Self {
        Self {
            pdf: presentation.pdf,
            pages: u32::try_from(presentation.pages).unwrap_or(u32::MAX),
            statement: presentation.statement.into(),
            privacy_notice: presentation.privacy_notice.into(),
            shown: presentation.shown,
            warnings: presentation.warnings.into_iter().map(Into::into).collect(),
        }
    }
}

/// Something that prints otherwise than typed.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum FormWarning {
    /// The font lacks this character: it prints as its code.
    MissingCharacter {
        /// The character.
        character: String,
    },
    /// The company's logo can't be read: the form prints without it.
    LogoUnreadable,
    /// A remark of the typesetter.
    Typesetting {
        /// In its own words.
        remark: String,
    },
}

impl From<forms::FormWarning> for FormWarning {
    fn from(warning: forms::FormWarning) -> Self {
        match warning {
            forms::FormWarning::MissingCharacter(character) => {
                Self::MissingCharacter { character: character.to_string() }
            }
            forms::FormWarning::LogoUnreadable => Self::LogoUnreadable,
            forms::FormWarning::Typesetting(remark) => Self::Typesetting { remark },
        }
    }
}

/// What the pad gave.
#[derive(Clone, Debug, uniffi::Record)]
pub struct SignatureInput {
    /// The step's values, by document key, without strokes, seal and PDF: those are made of this.
    pub values: HashMap<String, Value>,
    /// What the customer drew.
    #[uniffi(default = None)]
    pub customer_strokes: Option<Strokes>,
    /// What the engineer drew.
    #[uniffi(default = None)]
    pub engineer_strokes: Option<Strokes>,
    /// What a third party drew, such as a supervisor of the site.
    #[uniffi(default = None)]
    pub third_party_strokes: Option<Strokes>,
    /// Where; the record's site address when this is empty and the step names no place.
    #[uniffi(default = "")]
    pub address: String,
    /// What was shown; a signature on this device needs it.
    #[uniffi(default = None)]
    pub shown: Option<Hash32>,
    /// The language of the form.
    pub language: Language,
}

impl From<SignatureInput> for app::SignatureInput {
    fn from(input: SignatureInput) -> Self {
        Self {
            values: values::given(input.values),
            customer_strokes: input.customer_strokes.map(|strokes| strokes.to_bytes()),
            engineer_strokes: input.engineer_strokes.map(|strokes| strokes.to_bytes()),
            third_party_strokes: input.third_party_strokes.map(|strokes| strokes.to_bytes()),
            address: input.address,
            shown: input.shown,
            language: input.language,
        }
    }
}

/// A signed form.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Signed {
    /// The step.
    pub performed: Performed,
    /// The code that the form prints.
    pub check_code: String,
    /// The PDF's SHA-256, by which it is kept.
    pub document: Hash32,
    /// The seal's SHA-256, by which it is kept.
    pub seal: Hash32,
    /// What printed otherwise than typed.
    pub warnings: Vec<FormWarning>,
    /// Photos that are sealed but not handed on, by the names of their rows: no picture without position and
    /// device data could be made of them.
    pub kept_back: Vec<String>,
}

impl From<app::Signed> for Signed {
    fn from(signed: app::Signed) -> Self {
        Self {
            performed: signed.performed.into(),
            check_code: signed.check_code,
            document: signed.document,
            seal: signed.seal,
            warnings: signed.warnings.into_iter().map(Into::into).collect(),
            kept_back: signed.kept_back,
        }
    }
}
