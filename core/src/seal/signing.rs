//! Who confirmed a form and in which way (domain §6.1 to §6.6): signed, refused, nobody there, by proxy,
//! with reservations. Absent by design: which form needs whom; that is a record's to say.

use crate::{
    choices,
    schema::{Authority, Capacity, ConfirmationWay, Date, Hash32, Instant, RefusalReason, ReservationCategory},
};

choices! {
    /// Whose box somebody signs in.
    pub enum Side {
        Customer = "customer" ("客户方", "Customer's side"),
        Ours = "ours" ("我方", "Our side"),
    }
}

/// In which way a form was confirmed, or that it was not, with what belongs to that way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Signed by hand on this device.
    Device,
    /// Confirmed from the customer's own phone.
    Link {
        /// The phone number to which the link was sent.
        sent_to: String,
        /// When it was confirmed.
        confirmed_at: Instant,
    },
    /// Signed on paper; the engineer attests the photos.
    Paper {
        /// SHA-256 of the photo of each page.
        pages: Vec<Hash32>,
        /// Who keeps the original, and where.
        original_kept: String,
    },
    /// Confirmed by telephone: a note by us.
    Telephone {
        /// Who confirmed.
        name: String,
        /// The number called.
        phone: String,
        /// When.
        at: Instant,
        /// The customer's words.
        words: String,
        /// The call was recorded.
        recorded: bool,
        /// The customer was told of the recording.
        told: bool,
    },
    /// Signed on a third party's platform.
    Platform {
        /// The platform's name.
        provider: String,
        /// SHA-256 of the platform's certificate file.
        certificate: Hash32,
        /// SHA-256 of the PDF signed there.
        document: Hash32,
    },
    /// The customer refused: sealed by our side alone. Never an acceptance.
    Refused {
        /// To whom the form was shown.
        shown_to: String,
        /// Their title.
        shown_to_title: String,
        /// Why they refused.
        reason: RefusalReason,
        /// The customer's words.
        words: String,
        /// What was agreed next.
        agreed_next: String,
    },
    /// Nobody was there to sign.
    Absent {
        /// Who was looked for.
        sought: String,
        /// What was tried.
        tried: String,
        /// The phone number to which a link was sent; empty if none was.
        link_sent_to: String,
    },
    /// Accepted by the contract's clause, after notice and the passing of its days.
    Deemed {
        /// The clause.
        clause: String,
        /// When notice was given.
        notified_at: Instant,
        /// Days that passed without a written objection.
        days: u32,
    },
}

impl Outcome {
    /// The way's code.
    pub const fn way(&self) -> ConfirmationWay {
        match self {
            Self::Device => ConfirmationWay::Device,
            Self::Link { .. } => ConfirmationWay::Link,
            Self::Paper { .. } => ConfirmationWay::Paper,
            Self::Telephone { .. } => ConfirmationWay::Telephone,
            Self::Platform { .. } => ConfirmationWay::Platform,
            Self::Refused { .. } => ConfirmationWay::Refused,
            Self::Absent { .. } => ConfirmationWay::Absent,
            Self::Deemed { .. } => ConfirmationWay::Deemed,
        }
    }

    /// The customer's side confirmed it themselves.
    pub const fn is_confirmed(&self) -> bool {
        !matches!(self, Self::Refused { .. } | Self::Absent { .. } | Self::Deemed { .. })
    }
}

/// Somebody who signs, or is named as the one who confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// In whose box.
    pub side: Side,
    /// In which capacity.
    pub capacity: Capacity,
    /// The own name of whoever holds the pen.
    pub name: String,
    /// Unit or department; may be empty.
    pub department: String,
    /// Title; may be empty.
    pub title: String,
    /// Phone; may be empty.
    pub phone: String,
    /// For whom, when signing for another.
    pub proxy: Option<Proxy>,
    /// The strokes as drawn, each time anew, never reused (domain §6.2); `None` when nothing was drawn.
    pub strokes: Option<Vec<u8>>,
}

/// A signature for another (domain §6.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// For whom.
    pub for_name: String,
    /// Relation to that person.
    pub relation: String,
    /// Why that person is not there.
    pub why_absent: String,
    /// On what authority.
    pub authority: ProxyAuthority,
}

/// A proxy's authority with its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProxyAuthority {
    /// A power of attorney in writing.
    Written {
        /// SHA-256 of its photo.
        photo: Hash32,
    },
    /// The matter belongs to the signer's position; title and department are the signer's.
    Position,
    /// Given by telephone, confirmed by us by call.
    Oral {
        /// Who gave it.
        name: String,
        /// The number called.
        phone: String,
        /// When.
        at: Instant,
    },
    /// None: the signature proves presence only.
    Nothing,
}

impl ProxyAuthority {
    /// The authority's code.
    pub const fn code(&self) -> Authority {
        match self {
            Self::Written { .. } => Authority::Written,
            Self::Position => Authority::Position,
            Self::Oral { .. } => Authority::Oral,
            Self::Nothing => Authority::NoAuthority,
        }
    }
}

impl Signer {
    /// The name as the form prints it: `李四（代 张三 签，同事，电话授权 2026-11-23 14:05）`.
    pub fn printed(&self) -> String {
        let Some(proxy) = &self.proxy else { return self.name.clone() };
        let authority = match &proxy.authority {
            ProxyAuthority::Written { .. } => "书面授权".to_owned(),
            ProxyAuthority::Position => "职务行为".to_owned(),
            ProxyAuthority::Oral { at, .. } => format!("电话授权 {at}"),
            ProxyAuthority::Nothing => "无授权".to_owned(),
        };
        format!("{}（代 {} 签，{}，{authority}）", self.name, proxy.for_name, proxy.relation)
    }

    /// Whether strokes here are the customer's confirmation. A witness or third party confirms nothing.
    pub fn confirms(&self) -> bool {
        self.side == Side::Customer && !matches!(self.capacity, Capacity::Witness | Capacity::ThirdParty)
    }
}

/// One reservation in the customer's own words, printed above the signature (domain §6.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reservation {
    /// The customer's words.
    pub text: String,
    /// What it is about.
    pub category: ReservationCategory,
    /// It keeps the customer from using the thing.
    pub blocks_use: bool,
    /// The agreed remedy; may be empty.
    pub remedy: String,
    /// By whom; may be empty.
    pub by: String,
    /// By when.
    pub due: Option<Date>,
}
