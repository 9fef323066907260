//! What a seal covers, from a record as it will stand once the step is done (domain §6).
//! Absent by design: making the seal, and the form's layout.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::{attending, paper::SignedForm};
use crate::{
    app::view::fields_of,
    forms::FormSpec,
    records::round::{Reservation as ReservationRow, Round},
    schema::{
        Authority, Capacity, ConfirmationWay, Facts, Hash32, Instant, Kind, Language, RecordId, RefusalReason,
        ReservationCategory, display,
    },
    seal::{
        Chain, Outcome, Place, Proxy, ProxyAuthority, Reservation, SealContent, SealedPhoto, ShownField, Side, Signer,
        Template,
    },
};

/// What the seal needs beside the record.
pub(super) struct Scene {
    pub(super) signed_at: Instant,
    pub(super) last_server_time: Option<Instant>,
    pub(super) address: String,
    pub(super) previous: Option<Hash32>,
    pub(super) chain: Chain,
    pub(super) secret: [u8; 32],
    pub(super) engineer_name: String,
    pub(super) customer_strokes: Option<Vec<u8>>,
    pub(super) engineer_strokes: Option<Vec<u8>>,
    pub(super) shareable: BTreeMap<Hash32, Hash32>,
    pub(super) third_party_strokes: Option<Vec<u8>>,
    /// Who signed in, on a sheet of attendees.
    pub(super) trainees: Vec<Signer>,
    pub(super) language: Language,
    /// The company's, in which times are shown.
    pub(super) zone: TimeZone,
}

const OF_THE_SEAL: &[&str] =
    &["/seal", "/document", "/check_code", "/strokes", "/engineer_strokes", "/third_party_strokes"];

/// Keys that the seal itself makes: they can't be sealed in themselves.
pub(super) fn is_of_the_seal(key: &str) -> bool {
    OF_THE_SEAL.iter().any(|end| key.ends_with(end))
}

/// The fields that the form shows: what the record holds but the seal's own and what is ours alone; of a
/// training, what stands on the present sheet.
fn shown_fields(
    kind: &Kind,
    signed: &SignedForm,
    facts: &Facts,
    language: Language,
    zone: &TimeZone,
) -> Vec<ShownField> {
    let is_ours = |key: &str| signed.unshown.iter().any(|start| key.starts_with(start));
    let is_shown = |key: &str| !is_ours(key) && (kind.code() != attending::KIND || attending::is_on_sheet(facts, key));
    let fields = fields_of(kind, facts).into_iter().filter(|field| !is_of_the_seal(&field.key));
    fields
        .filter(|field| is_shown(&field.key))
        .map(|field| ShownField {
            label_zh: field.spec.label.zh.to_owned(),
            label_en: field.spec.label.en.to_owned(),
            kind: field.spec.kind,
            text: display(Some(field.spec), &field.value, language, zone),
            value: field.value,
            key: field.key,
        })
        .collect()
}

/// Every photo that the seal will cover, as it was taken: of the work, of pages signed, of an authority.
pub(super) fn photographs(facts: &Facts, round: &Round) -> Vec<Hash32> {
    let evidence = [round.paper_photo, round.authority_evidence];
    photos(facts).into_iter().map(|photo| photo.original).chain(evidence.into_iter().flatten()).collect()
}

/// Where photos stand in a record: table, field, and the field that names what they show. Forms number
/// them in this order.
const PHOTOS: [(&str, &str, &str); 5] = [
    ("photos", "photo", "caption"),
    ("checklist", "photo", "title"),
    ("parts", "old_part_photo", "name"),
    ("units", "nameplate_photo", "serial_number"),
    ("objections", "photo", "text"),
];

/// The number of every photo of a record by its document key, as the form prints it.
pub(super) fn photo_numbers(facts: &Facts) -> BTreeMap<String, usize> {
    let keys = PHOTOS.iter().flat_map(|(table, field, _)| {
        facts.items(table).into_iter().filter_map(|row| row.blob(field).map(|_| row.key(field)))
    });
    keys.zip(1..).collect()
}

/// Photos of the work, of the checklist, of old parts, of nameplates and of what the customer objects to, in the
/// form's order.
fn photos(facts: &Facts) -> Vec<SealedPhoto> {
    let photos = PHOTOS.iter().flat_map(|(table, field, caption)| {
        facts.items(table).into_iter().filter_map(|row| {
            let original = row.blob(field)?;
            let caption = row.text(caption).unwrap_or_default().to_owned();
            Some(SealedPhoto { caption, original })
        })
    });
    photos.collect()
}

pub(super) fn content(
    kind: &Kind,
    record: RecordId,
    facts: &Facts,
    round: &Round,
    reservations: &[ReservationRow],
    (spec, signed): (&FormSpec, &SignedForm),
    scene: Scene,
) -> SealContent {
    let outcome = outcome(round, facts, &scene.engineer_name);
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    // Beside those who signed in, the customer's person in charge may sign or not (domain §6.2).
    let customer_signs = scene.trainees.is_empty() || round.signer_name.is_some() || scene.customer_strokes.is_some();
    let mut signers = scene.trainees;
    if outcome.is_confirmed() && customer_signs {
        signers.push(Signer {
            side: Side::Customer,
            capacity: round.capacity.clone().unwrap_or_else(|| signed.theirs.clone()),
            name: text(&round.signer_name),
            department: text(&round.signer_department),
            title: text(&round.signer_title),
            phone: text(&round.signer_phone),
            proxy: proxy(round),
            strokes: scene.customer_strokes,
        });
    }
    signers.push(Signer {
        side: Side::Ours,
        capacity: signed.ours.clone(),
        name: scene.engineer_name,
        department: String::new(),
        title: String::new(),
        phone: String::new(),
        proxy: None,
        strokes: scene.engineer_strokes,
    });
    if let Some(name) = round.third_party_name.clone().filter(|_| outcome.is_confirmed()) {
        signers.push(Signer {
            side: Side::Customer,
            capacity: Capacity::ThirdParty,
            name,
            department: text(&round.third_party_unit),
            title: String::new(),
            phone: String::new(),
            proxy: None,
            strokes: scene.third_party_strokes,
        });
    }
    SealContent {
        record_kind: kind.code().to_owned(),
        record,
        template: Template { id: spec.id.to_owned(), version: u32::from(spec.version) },
        fields: shown_fields(kind, signed, facts, scene.language, &scene.zone),
        statement: spec.statement.in_language(scene.language).to_owned(),
        privacy_notice: if matches!(outcome, Outcome::Absent { .. }) {
            String::new()
        } else {
            super::PRIVACY_NOTICE.in_language(scene.language).to_owned()
        },
        photos: photos(facts),
        shareable: scene.shareable,
        outcome,
        signers,
        reservations: reservations
            .iter()
            .map(|row| Reservation {
                text: text(&row.text),
                category: row.category.clone().unwrap_or(ReservationCategory::Another),
                blocks_use: row.blocks_use == Some(true),
                remedy: text(&row.remedy),
                by: text(&row.by),
                due: row.until,
            })
            .collect(),
        place: Place { position: None, address: scene.address },
        signed_at: scene.signed_at,
        last_server_time: scene.last_server_time,
        previous: scene.previous,
        chain: scene.chain,
        secret: scene.secret,
    }
}

fn outcome(round: &Round, facts: &Facts, attested_by: &str) -> Outcome {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    match &round.way {
        Some(ConfirmationWay::Paper) => {
            Outcome::Paper { pages: round.paper_photo.into_iter().collect(), original_kept: attested_by.to_owned() }
        }
        Some(ConfirmationWay::Link) => Outcome::Link {
            sent_to: text(&round.signer_phone),
            confirmed_at: round.confirmed_at.unwrap_or(Instant::from_utc_ms(0)),
        },
        Some(ConfirmationWay::Telephone) => Outcome::Telephone {
            name: text(&round.signer_name),
            phone: text(&round.signer_phone),
            at: round.confirmed_at.unwrap_or(Instant::from_utc_ms(0)),
            words: text(&round.telephone_words),
            recorded: false,
            told: false,
        },
        Some(ConfirmationWay::Refused) => Outcome::Refused {
            shown_to: text(&round.signer_name),
            shown_to_title: text(&round.signer_title),
            reason: round.refusal_reason.clone().unwrap_or(RefusalReason::Another),
            words: text(&round.refusal_words),
            agreed_next: text(&round.refusal_next),
        },
        Some(ConfirmationWay::Absent) => Outcome::Absent {
            sought: text(&round.signer_name.clone().or_else(|| sought(facts))),
            tried: text(&round.absent_note),
            link_sent_to: String::new(),
        },
        _ => Outcome::Device,
    }
}

/// Whom we came to: the contact, else whoever is of the customer.
fn sought(facts: &Facts) -> Option<String> {
    ["contact_name", "ship_to_name", "customer_name"].into_iter().find_map(|key| facts.text(key)).map(str::to_owned)
}

fn proxy(round: &Round) -> Option<Proxy> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let authority = match &round.authority {
        Some(Authority::Written) => ProxyAuthority::Written { photo: round.authority_evidence? },
        Some(Authority::Position) => ProxyAuthority::Position,
        Some(Authority::Oral) => ProxyAuthority::Oral {
            name: text(&round.authority_by),
            phone: text(&round.authority_phone),
            at: round.authority_at?,
        },
        _ => ProxyAuthority::Nothing,
    };
    Some(Proxy {
        for_name: round.proxy_for.clone()?,
        relation: text(&round.proxy_relation),
        why_absent: text(&round.proxy_reason),
        authority,
    })
}
