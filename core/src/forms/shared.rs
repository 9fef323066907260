//! What every form is made of: the document's head and foot, choices, conditions, reservations.
//! Absent by design: the fields of any one form, and every record: texts arrive as paper shows them.

use serde::Serialize;

use crate::schema::{Choice, Language};

/// Head and foot of a form (domain §4.2).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Document {
    /// Whose form it is.
    pub company: Company,
    /// The form's number, such as `AZ2026-A3-0012`.
    pub number: String,
    /// Revision (修订号), 0 for the first.
    pub revision: u32,
    /// The form's date as printed: `2026年11月23日`.
    pub date: String,
    /// Draft, final or void.
    pub state: DocumentState,
    /// The seal's check code; printed with how to check it.
    pub check_code: Option<String>,
    /// The seal's state in words, such as 客户已签署封存.
    pub seal_state: Option<String>,
    /// Changes after the customer signed, oldest first (签后更正).
    pub amendments: Vec<Amendment>,
}

/// The company whose paper it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Company {
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Postal address.
    pub address: String,
    /// The service line's number (400).
    pub service_line: String,
    /// The logo: a PNG of at most [`LOGO_BYTES_MAX`] bytes and [`LOGO_SIDE_MAX_PX`] pixels a side.
    #[serde(skip)]
    pub logo_png: Option<Vec<u8>>,
}

/// Most bytes of a logo.
pub const LOGO_BYTES_MAX: usize = 256 * 1024;
/// Longest side of a logo, in pixels.
pub const LOGO_SIDE_MAX_PX: u32 = 2_000;

/// Whether a form counts (domain §5.4).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum DocumentState {
    /// Printed with the watermark 草稿.
    #[default]
    Draft,
    /// Printed with the watermark 未经审批: a quote or contract without a valid approval or review.
    NotApproved,
    /// Printed without a watermark.
    Final,
    /// Printed with the watermark 作废.
    Void {
        /// Why, and what replaces it.
        reason: Option<String>,
    },
}

/// A change after the customer signed (domain §6.7).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Amendment {
    /// When, as printed.
    pub at: Option<String>,
    /// Who amended.
    pub by: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// What changed, such as 设备序列号：SN-01 改为 SN-07.
    pub changes: Vec<String>,
    /// Which seal covers what, such as 第 1 次签章仅覆盖更正前内容.
    pub coverage: Option<String>,
}

/// A choice with all its options, printed as ☑ and ☐.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Options(pub Vec<ChoiceOption>);

/// One option of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChoiceOption {
    /// What is read.
    pub label: String,
    /// ☑ or ☐.
    pub checked: bool,
}

impl Options {
    /// All codes of a choice, the chosen one checked.
    pub fn one<T: Choice>(chosen: Option<&T>, language: Language) -> Self {
        Self::several(chosen, language)
    }

    /// All codes of a choice, those given checked. A code that this version does not know cannot be
    /// named, codes never print: it shows as a further option, so that the choice is not lost.
    pub fn several<'a, T: Choice + 'a>(chosen: impl IntoIterator<Item = &'a T>, language: Language) -> Self {
        let chosen: Vec<&str> = chosen.into_iter().map(Choice::code).collect();
        let mut options: Vec<ChoiceOption> = T::CODES
            .iter()
            .map(|choice| ChoiceOption {
                label: choice.label.in_language(language).into(),
                checked: chosen.contains(&choice.code),
            })
            .collect();
        if chosen.iter().any(|code| T::CODES.iter().all(|known| known.code != *code)) {
            let label = match language {
                Language::Chinese => "本版本未收录的选项",
                Language::English => "an option newer than this version",
            };
            options.push(ChoiceOption { label: label.into(), checked: true });
        }
        Self(options)
    }
}

/// Something looked at: ☑, ☐, a value, or not looked at at all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// In order or not; `None` when only a value was noted.
    pub checked: Option<bool>,
    /// What was found or measured.
    pub value: Option<String>,
}

/// One reservation in the customer's own words (domain §6.6).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reservation {
    /// The customer's words.
    pub text: String,
    /// Category: 数量, 外观, 性能, 资料, 收费, 其他.
    pub category: Option<String>,
    /// Whether it keeps the customer from using the equipment.
    pub blocks_use: Option<bool>,
    /// The agreed remedy.
    pub remedy: Option<String>,
    /// By whom.
    pub by_whom: Option<String>,
    /// By when, as printed.
    pub by_when: Option<String>,
}

/// A name, a model and a quantity: a tool, a spare part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct UsedItem {
    /// Name.
    pub name: String,
    /// Model or specification.
    pub model: Option<String>,
    /// Quantity with its unit.
    pub quantity: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::choices! {
        /// For this test.
        enum Verdict { Good = "good" ("合格", "pass"), Bad = "bad" ("不合格", "fail") }
    }

    fn printed(options: &Options) -> String {
        options.0.iter().map(|o| format!("{}{}", if o.checked { '☑' } else { '☐' }, o.label)).collect()
    }

    #[test]
    fn choices_print_every_option_and_never_a_code() {
        let newer = Verdict::from_code("unheard_of");
        assert_eq!(printed(&Options::one(Some(&Verdict::Bad), Language::Chinese)), "☐合格☑不合格");
        assert_eq!(printed(&Options::one::<Verdict>(None, Language::English)), "☐pass☐fail");
        let both = Options::several([&Verdict::Good, &newer], Language::Chinese);
        assert_eq!(printed(&both), "☑合格☐不合格☑本版本未收录的选项");
    }
}
