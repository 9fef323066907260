//! Fields that take one of a list of codes. An unknown code is kept as written, so that an older
//! phone does not lose what a newer one wrote.

use serde::Serialize;

use super::Label;

/// One code of a list and what a person reads for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ChoiceCode {
    /// What is stored.
    pub code: &'static str,
    /// What is read.
    pub label: Label,
}

/// An enumeration stored by code. Made by [`choices!`](crate::choices).
pub trait Choice: Sized {
    /// Every known code, in the order a form shows them.
    const CODES: &'static [ChoiceCode];
    /// The stored code.
    fn code(&self) -> &str;
    /// From a stored code; an unknown one is kept raw.
    fn from_code(code: &str) -> Self;
    /// What is read for it; `None` for an unknown code.
    fn label(&self) -> Option<Label> {
        Self::CODES.iter().find(|choice| choice.code == self.code()).map(|choice| choice.label)
    }
}

/// Defines an enumeration stored by code, with a label in both languages for each code.
#[macro_export]
macro_rules! choices {
    ($(#[$doc:meta])* $vis:vis enum $name:ident { $($variant:ident = $code:literal ($zh:literal, $en:literal)),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        $vis enum $name {
            $(#[doc = concat!($zh, " ", $en, ".")] $variant,)+
            /// A code this version does not know, kept as written.
            Other {
                /// The code as written.
                code: String,
            },
        }

        impl $crate::schema::Choice for $name {
            const CODES: &'static [$crate::schema::ChoiceCode] = &[
                $($crate::schema::ChoiceCode { code: $code, label: $crate::schema::Label::new($zh, $en) },)+
            ];

            fn code(&self) -> &str {
                match self {
                    $(Self::$variant => $code,)+
                    Self::Other { code } => code,
                }
            }

            fn from_code(code: &str) -> Self {
                match code {
                    $($code => Self::$variant,)+
                    other => Self::Other { code: other.to_owned() },
                }
            }
        }

        impl $crate::schema::FieldType for $name {
            const KIND: $crate::schema::ValueKind = $crate::schema::ValueKind::Choice;
            const CHOICES: &'static [$crate::schema::ChoiceCode] = <Self as $crate::schema::Choice>::CODES;

            fn from_scalar(value: &$crate::schema::Scalar) -> Option<Self> {
                value.as_text().map(<Self as $crate::schema::Choice>::from_code)
            }
        }
    };
}
