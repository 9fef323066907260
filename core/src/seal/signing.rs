//! Who confirmed a form and in which way (domain §6.1 to §6.6): signed, refused, nobody there, by proxy,
//! with reservations. Absent by design: which form needs whom; that is a record's to say.

use crate::{
    choices,
    schema::{Date, Hash32, Instant},
};

choices! {
    /// The ways to confirm (domain §6.1).
    pub enum Way {
        Device = "device" ("设备上手写签名", "Signed by hand on the device"),
        Link = "link" ("客户链接确认", "Confirmed by the customer's link"),
        Paper = "paper" ("纸质签署拍照存档", "Signed on paper, photographed"),
        Telephone = "telephone" ("电话确认", "Confirmed by telephone"),
        Platform = "platform" ("第三方电子合同", "Signed on a third party's platform"),
        Refused = "refused" ("客户拒签", "Signature refused"),
        Absent = "absent" ("无人签字", "Nobody there to sign"),
        Deemed = "deemed" ("视为验收", "Deemed accepted"),
    }
}

choices! {
    /// In which capacity somebody signs (domain §6.3).
    pub enum Capacity {
        LegalRepresentative = "legal_representative" ("法定代表人", "Legal representative"),
        AuthorisedRepresentative = "authorised_representative" ("授权代表", "Authorised representative"),
        Receiver = "receiver" ("收货人", "Receiver"),
        AcceptingPerson = "accepting_person" ("验收人", "Accepting person"),
        EquipmentPerson = "person_in_charge" ("设备负责人", "Person in charge of the equipment"),
        Operator = "operator" ("操作人员", "Operator"),
        HandlingPerson = "handling_person" ("经办人", "Handling person"),
        Trainee = "trainee" ("参训人员", "Trainee"),
        Complainant = "complainant" ("投诉人", "Complainant"),
        ThirdParty = "third_party" ("监理/第三方", "Third party"),
        Witness = "witness" ("见证人", "Witness"),
        Engineer = "engineer" ("工程师", "Engineer"),
        Trainer = "trainer" ("培训师", "Trainer"),
    }
}

choices! {
    /// On what authority a proxy signs (domain §6.4).
    pub enum Authority {
        Written = "written" ("书面授权", "Written authority"),
        Position = "position" ("职务行为", "By position"),
        Oral = "oral" ("电话/口头授权", "By telephone or word of mouth"),
        Nothing = "none" ("无授权，仅证明到场", "No authority, proves presence only"),
    }
}

choices! {
    /// Why somebody refused to sign (domain §6.5).
    pub enum RefusalReason {
        Result = "result" ("对结果不满意", "Not satisfied with the result"),
        Quality = "quantity" ("对数量质量有异议", "Objects to quantity or quality"),
        Charge = "charge" ("对收费有异议", "Objects to the charge"),
        NotEntitled = "not_entitled" ("无权签字", "Not entitled to sign"),
        StampFirst = "stamp_first" ("要求盖章后再签", "Wants the stamp first"),
        NotByPhone = "no_phone" ("不愿用手机签", "Does not want to sign on a phone"),
        OtherReason = "other" ("其他", "Other"),
    }
}

choices! {
    /// What a reservation is about (domain §6.6).
    pub enum ReservationCategory {
        Quantity = "quantity" ("数量", "Quantity"),
        Appearance = "appearance" ("外观", "Appearance"),
        Performance = "performance" ("性能", "Performance"),
        Documents = "documents" ("资料", "Documents"),
        Charge = "charge" ("收费", "Charge"),
        OtherMatter = "other" ("其他", "Other"),
    }
}

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
    pub const fn way(&self) -> Way {
        match self {
            Self::Device => Way::Device,
            Self::Link { .. } => Way::Link,
            Self::Paper { .. } => Way::Paper,
            Self::Telephone { .. } => Way::Telephone,
            Self::Platform { .. } => Way::Platform,
            Self::Refused { .. } => Way::Refused,
            Self::Absent { .. } => Way::Absent,
            Self::Deemed { .. } => Way::Deemed,
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
            Self::Nothing => Authority::Nothing,
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
