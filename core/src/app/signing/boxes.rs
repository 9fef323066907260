//! The parts that the forms share: head and foot, signing boxes, reservations.
//! Absent by design: what any one form says between them.

use std::collections::BTreeMap;

use crate::{
    app::printing::{Letterhead, Printer},
    forms::{Confirmation, Document, DocumentState, Proxy, Reservation, Signature},
    records::{amendment::Amendment, round},
    schema::{Authority, Choice, Facts, ItemId, ValueKind, display},
    seal::strokes::Strokes,
};

/// What is drawn and known at the moment of printing, beside the record.
#[derive(Default)]
pub(super) struct Ink {
    /// The check code; none on a preview.
    pub(super) check_code: Option<String>,
    /// The customer's strokes.
    pub(super) customer: Option<Strokes>,
    /// The engineer's strokes.
    pub(super) engineer: Option<Strokes>,
    /// A third party's strokes.
    pub(super) third_party: Option<Strokes>,
    /// The strokes of those who signed in, by their rows.
    pub(super) attendees: BTreeMap<ItemId, Strokes>,
    /// Who of us drew ours; the job's engineer as long as nobody did.
    pub(super) ours: Option<String>,
}

pub(super) fn document(
    printer: &Printer<'_>,
    letterhead: &Letterhead<'_>,
    amendments: &[Amendment],
    ink: &Ink,
) -> Document {
    let sealed = ink.check_code.is_some();
    Document {
        revision: u32::try_from(amendments.len()).unwrap_or(u32::MAX),
        check_code: ink.check_code.clone(),
        seal_state: sealed.then(|| {
            let (zh, en) =
                ("已签章封存：签署后内容与签名的任何改动均可被发现", "Sealed: any change after signing can be found");
            printer.pick(zh, en)
        }),
        amendments: amendments.iter().map(|amendment| amended(printer, letterhead, amendment)).collect(),
        ..letterhead.document(if sealed { DocumentState::Final } else { DocumentState::Draft })
    }
}

/// What changed is kept as document keys; paper shows each field's label and what stands there now.
fn amended(printer: &Printer<'_>, letterhead: &Letterhead<'_>, amendment: &Amendment) -> crate::forms::Amendment {
    let keys = amendment.changed.iter().flat_map(|changed| changed.lines());
    let changes = keys.filter_map(|key| {
        let spec = letterhead.kind.table.field(key)?;
        let value = letterhead.facts.get(key);
        let shown = spec.kind != ValueKind::Blob && spec.kind != ValueKind::Reference;
        let value = if shown {
            display(Some(spec), value, printer.language, &printer.directory.zone())
        } else {
            printer.pick("已更换", "exchanged")
        };
        let table = key.split('/').next().and_then(|name| letterhead.kind.table.items.iter().find(|t| t.name == name));
        let label = spec.label.in_language(printer.language);
        let label =
            table.map_or_else(|| label.to_owned(), |t| format!("{} {label}", t.label.in_language(printer.language)));
        Some(printer.labelled(&label, &value))
    });
    crate::forms::Amendment {
        at: printer.moment(amendment.at),
        by: printer.person(amendment.by),
        reason: amendment.reason.clone(),
        changes: changes.collect(),
        coverage: Some(match amendment.needs_signature {
            Some(true) => printer.pick(
                "原签章仅覆盖更正前内容；更正内容待重新签字",
                "the seal covers what stood before; to be signed again",
            ),
            _ => printer.pick("原签章仅覆盖更正前内容", "the seal covers what stood before"),
        }),
    }
}

pub(super) fn reservations(printer: &Printer<'_>, rows: &[round::Reservation], round: i64) -> Vec<Reservation> {
    let of_round = rows.iter().filter(|row| row.round.is_none_or(|other| other == round));
    of_round
        .map(|row| Reservation {
            text: row.text.clone().unwrap_or_default(),
            category: printer.choice(row.category.as_ref()),
            blocks_use: row.blocks_use,
            remedy: row.remedy.clone(),
            by_whom: row.by.clone(),
            by_when: printer.day(row.until),
        })
        .collect()
}

/// The round that stands, or an empty one before anything of it was written.
pub(super) fn present_round(rounds: &[round::Round], round: i64) -> round::Round {
    let id: ItemId = round.to_string();
    let empty = || {
        let none = Facts::default();
        <round::Round as crate::schema::ItemSpec>::read(none.item("rounds", &id), &mut Vec::new())
    };
    rounds.iter().find(|row| row.id == id).cloned().unwrap_or_else(empty)
}

pub(super) fn customer_signature(printer: &Printer<'_>, round: &round::Round, ink: &Ink) -> Signature {
    let way = round.way.as_ref().map(Choice::code).unwrap_or_default();
    let confirmation = match way {
        "device" => ink.customer.clone().map_or(Confirmation::Open, |strokes| Confirmation::Device { strokes }),
        "link" if round.confirmed_at.is_some() => Confirmation::Link { strokes: ink.customer.clone() },
        "paper" => Confirmation::Paper { annex: None },
        "telephone" => Confirmation::Telephone {
            name: round.signer_name.clone(),
            number: round.signer_phone.clone(),
            at: printer.moment(round.confirmed_at),
            words: round.telephone_words.clone(),
        },
        "refused" => Confirmation::Refused {
            reason: printer.choice(round.refusal_reason.as_ref()),
            words: round.refusal_words.clone(),
            shown_to: round.signer_name.clone(),
            witness: round.refusal_witness.clone(),
            next: round.refusal_next.clone(),
        },
        "absent" => Confirmation::Absent { note: round.absent_note.clone() },
        "deemed" => Confirmation::Deemed { basis: round.deemed_clause.clone() },
        _ => Confirmation::Open,
    };
    let signed = !matches!(confirmation, Confirmation::Open | Confirmation::Absent { .. });
    Signature {
        name: round.signer_name.clone(),
        department: round.signer_department.clone(),
        title: round.signer_title.clone(),
        phone: round.signer_phone.clone(),
        capacity: printer.choice(round.capacity.as_ref()),
        proxy: round.proxy_for.clone().map(|for_name| Proxy {
            for_name,
            relation: round.proxy_relation.clone(),
            authority: printer.choice(round.authority.as_ref()),
            authorised_at: printer.moment(round.authority_at),
            note: awaits_ratification(round).then(|| printer.pick("待追认", "to be ratified")),
        }),
        confirmation,
        at: signed.then(|| printer.moment(round.confirmed_at.or(round.refused_at))).flatten(),
        place: signed.then(|| round.place.clone()).flatten(),
    }
}

/// Signed by a proxy whose oral authority is not ratified yet (domain §6.4).
pub(super) fn awaits_ratification(round: &round::Round) -> bool {
    round.authority == Some(Authority::Oral) && round.ratification.is_none() && round.confirmed_at.is_some()
}

/// Our box: whoever drew in it, else the job's engineer; time and place as soon as it was drawn.
pub(super) fn engineer_signature(
    printer: &Printer<'_>,
    engineer: Option<String>,
    round: &round::Round,
    ink: &Ink,
) -> Signature {
    let name = ink.ours.clone().or(engineer);
    let Some(strokes) = ink.engineer.clone() else { return Signature { name, ..Signature::default() } };
    Signature {
        name,
        confirmation: Confirmation::Device { strokes },
        at: printer.moment(round.confirmed_at.or(round.refused_at).or(round.absent_at)),
        place: round.place.clone(),
        ..Signature::default()
    }
}

/// The third party's box, when somebody is named for it.
pub(super) fn third_party_signature(printer: &Printer<'_>, round: &round::Round, ink: &Ink) -> Option<Signature> {
    let name = round.third_party_name.clone()?;
    let unit = round.third_party_unit.as_ref().filter(|unit| !unit.is_empty());
    let drawn = ink.third_party.clone();
    Some(Signature {
        name: Some(unit.map_or_else(|| name.clone(), |unit| printer.aside(&name, unit))),
        at: drawn.as_ref().and_then(|_| printer.moment(round.confirmed_at)),
        place: drawn.as_ref().and_then(|_| round.place.clone()),
        confirmation: drawn.map_or(Confirmation::Open, |strokes| Confirmation::Device { strokes }),
        ..Signature::default()
    })
}
