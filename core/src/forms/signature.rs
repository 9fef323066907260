//! One signing box: who confirmed a form, and how (domain §6).
//! Absent by design: deciding whether a confirmation completes the form; the caller's records do.

use serde::{Serialize, Serializer};

use super::ink;
use crate::seal::strokes::Strokes;

/// One signing box.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Signature {
    /// Name of the person who signs.
    pub name: Option<String>,
    /// Department.
    pub department: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Phone.
    pub phone: Option<String>,
    /// Capacity: 验收人, 设备负责人, …
    pub capacity: Option<String>,
    /// Set when the person signs for somebody else.
    pub proxy: Option<Proxy>,
    /// How it was confirmed.
    pub confirmation: Confirmation,
    /// When, as printed: `2026年11月23日 14:05`.
    pub at: Option<String>,
    /// Where.
    pub place: Option<String>,
}

/// Signing for somebody else (代签, domain §6.4). Prints as
/// "李四（代 张三 签，同事，电话授权 2026-11-23 14:05）".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Proxy {
    /// For whom.
    pub for_name: String,
    /// Relation to that person.
    pub relation: Option<String>,
    /// The authority's label: 书面授权委托书, 职务行为, 电话授权, 无授权，仅证明到场.
    pub authority: Option<String>,
    /// When it was given, as printed.
    pub authorised_at: Option<String>,
    /// What is still open, such as 待追认.
    pub note: Option<String>,
}

/// Ways to confirm (domain §6.1), with what each of them prints.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "way")]
pub enum Confirmation {
    /// Not confirmed yet: an empty place to sign by hand.
    #[default]
    Open,
    /// 设备上手写签名.
    Device {
        /// What was drawn.
        #[serde(serialize_with = "as_svg")]
        strokes: Strokes,
    },
    /// 客户链接确认.
    Link {
        /// What was drawn on the customer's own phone; `None` when only our note of it is here.
        #[serde(serialize_with = "as_svg_if_drawn")]
        strokes: Option<Strokes>,
    },
    /// 纸质签署: the signed print is an annex.
    Paper {
        /// Name or number of the annex.
        annex: Option<String>,
    },
    /// 电话确认: no signature is shown.
    Telephone {
        /// With whom we spoke.
        name: Option<String>,
        /// At which number.
        number: Option<String>,
        /// When, as printed.
        at: Option<String>,
        /// What was said.
        words: Option<String>,
    },
    /// 第三方电子合同: the signed PDF and its certificate are annexes.
    Platform {
        /// The platform.
        name: Option<String>,
        /// Name or number of the certificate's file.
        certificate: Option<String>,
    },
    /// 客户拒签.
    Refused {
        /// The reason's label.
        reason: Option<String>,
        /// The customer's words.
        words: Option<String>,
        /// To whom the form was shown.
        shown_to: Option<String>,
        /// Witness: name, unit, phone.
        witness: Option<String>,
        /// What was agreed next.
        next: Option<String>,
    },
    /// 无人签字.
    Absent {
        /// What was found and done.
        note: Option<String>,
    },
    /// 视为验收.
    Deemed {
        /// Contract clause, notice, days passed, decided by.
        basis: Option<String>,
    },
}

fn as_svg<S: Serializer>(strokes: &Strokes, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&ink::svg(strokes))
}

fn as_svg_if_drawn<S: Serializer>(strokes: &Option<Strokes>, serializer: S) -> Result<S::Ok, S::Error> {
    strokes.as_ref().map(ink::svg).serialize(serializer)
}
