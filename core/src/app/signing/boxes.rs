//! The parts that both signed forms share: head and foot, signing boxes, reservations.
//! Absent by design: what either form says between them.

use super::print::Printer;
use crate::{
    forms::{Company, Confirmation, Document, DocumentState, Proxy, Reservation, Signature},
    records::{amendment::Amendment, round},
    schema::{Authority, Choice, Facts, ItemId},
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
    /// Who of us drew those; the job's engineer as long as nobody did.
    pub(super) ours: Option<String>,
}

pub(super) fn document(
    printer: &Printer<'_>,
    company: &Facts,
    number: Option<&str>,
    round: u32,
    date: String,
    ink: &Ink,
    amendments: &[Amendment],
) -> Document {
    let text = |key: &str| company.text(key).unwrap_or_default().to_owned();
    let sealed = ink.check_code.is_some();
    Document {
        company: Company {
            name_zh: text("name_zh"),
            name_en: text("name_en"),
            address: text("address"),
            service_line: text("service_line"),
            logo_png: None,
        },
        number: number.unwrap_or_default().to_owned(),
        revision: round,
        date,
        state: if sealed { DocumentState::Final } else { DocumentState::Draft },
        check_code: ink.check_code.clone(),
        seal_state: sealed.then(|| {
            let (zh, en) =
                ("已签章封存：签署后内容与签名的任何改动均可被发现", "Sealed: any change after signing can be found");
            printer.pick(zh, en)
        }),
        amendments: amendments.iter().map(|amendment| amended(printer, amendment)).collect(),
    }
}

fn amended(printer: &Printer<'_>, amendment: &Amendment) -> crate::forms::Amendment {
    crate::forms::Amendment {
        at: printer.moment(amendment.at),
        by: printer.person(amendment.by),
        reason: amendment.reason.clone(),
        changes: amendment.changed.iter().cloned().collect(),
        coverage: None,
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
