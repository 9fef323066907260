//! On which form the record of a kind is signed, and what that form needs from other records.
//! Absent by design: mapping a record to its form; each form has a file of its own.

use super::{
    App, AppError, attending, boxes::Ink, complaint_form, delivery_form, installation_form, planned::Planned,
    ticket_form, training_form,
};
use crate::app::printing::{Letterhead, Printer};
use crate::{
    app::{directory::Surroundings, index::clocks_of},
    forms::{FORMS, Form, FormSpec},
    schema::{Capacity, Facts, Hash32, Instant, Kind, Language},
    seal::strokes::Strokes,
};

/// How the form of one kind is signed (domain §6.2).
pub(super) struct SignedForm {
    kind: &'static str,
    form: &'static str,
    /// In which capacity our side signs.
    pub(super) ours: Capacity,
    /// In which capacity the customer's side signs when it says none.
    pub(super) theirs: Capacity,
    /// How the keys begin that it does not show, and the seal does not hand on: our own work and reasons.
    pub(super) unshown: &'static [&'static str],
}

static SIGNED: [SignedForm; 5] = [
    SignedForm {
        kind: "installation",
        form: "installation_acceptance",
        ours: Capacity::Engineer,
        theirs: Capacity::AcceptingPerson,
        unshown: &[],
    },
    SignedForm {
        kind: "ticket",
        form: "service_order",
        ours: Capacity::Engineer,
        theirs: Capacity::AcceptingPerson,
        unshown: &[],
    },
    SignedForm {
        kind: "delivery",
        form: "delivery_receipt",
        ours: Capacity::HandlingPerson,
        theirs: Capacity::Receiver,
        unshown: &[
            "contacts/",
            "objection_log/",
            "plannings/",
            "replace",
            "ship_to_change_reason",
            "shipped_units/",
            "unconfirmed_reason",
        ],
    },
    SignedForm {
        kind: attending::KIND,
        form: "attendance_sheet",
        ours: Capacity::Trainer,
        theirs: Capacity::PersonInCharge,
        unshown: &[],
    },
    SignedForm {
        kind: "complaint",
        form: "complaint_handling",
        ours: Capacity::HandlingPerson,
        theirs: Capacity::Complainant,
        unshown: &["closing_note", "escalated_", "hint", "origin_callback", "pauses/", "withdrawn_"],
    },
];

/// How records of a kind are signed.
pub(super) fn signed_form(kind: &Kind) -> Result<&'static SignedForm, AppError> {
    let found = SIGNED.iter().find(|form| form.kind == kind.code());
    found.ok_or_else(|| AppError::Form(format!("{} has no form to sign", kind.code())))
}

/// The form on which records of a kind are signed.
pub(super) fn form_spec(kind: &Kind) -> Result<&'static FormSpec, AppError> {
    spec_of(signed_form(kind)?.form)
}

/// A form by its id.
pub(super) fn spec_of(id: &str) -> Result<&'static FormSpec, AppError> {
    FORMS.iter().find(|spec| spec.id == id).ok_or_else(|| AppError::Form(format!("no form {id}")))
}

/// A record on its way to paper.
pub(super) struct Sheet<'a> {
    pub(super) kind: &'static Kind,
    pub(super) facts: &'a Facts,
    pub(super) surroundings: &'a Surroundings,
    pub(super) now: Instant,
    pub(super) language: Language,
}

impl<'a> Sheet<'a> {
    pub(super) fn printer(&self) -> Printer<'a> {
        Printer { language: self.language, directory: &self.surroundings.directory }
    }
}

impl App {
    /// The form on which a record is signed.
    pub(super) fn form(&self, sheet: &Sheet<'_>, planned: &Planned, ink: &Ink) -> Result<Form, AppError> {
        let (facts, printer, letterhead) = (sheet.facts, sheet.printer(), self.letterhead(sheet)?);
        let clocks = || clocks_of(sheet.kind, facts, sheet.surroundings, sheet.now);
        match sheet.kind.code() {
            "ticket" => {
                let context = ticket_form::Context { letterhead, clocks: &clocks() };
                Ok(ticket_form::form(&printer, facts, &context, ink))
            }
            "delivery" => {
                let order = self.linked(facts, "order")?.unwrap_or_default();
                Ok(delivery_form::form(&printer, facts, &delivery_form::Context { letterhead, order }, ink))
            }
            attending::KIND => Ok(training_form::form(&printer, facts, &letterhead, ink)),
            "complaint" => {
                let context = complaint_form::Context {
                    letterhead,
                    clocks: &clocks(),
                    ticket_number: self.linked_text(facts, "ticket", "number")?,
                    order_number: self.linked_text(facts, "order", "number")?,
                    equipment: self.linked(facts, "equipment")?.unwrap_or_default(),
                    callback: self.linked(facts, "callback")?.unwrap_or_default(),
                };
                Ok(complaint_form::form(&printer, facts, &context, ink))
            }
            _ => {
                // Installations that began before they held these themselves.
                let context = installation_form::Context {
                    letterhead,
                    order_number: self.linked_text(facts, "order", "number")?,
                    delivery_number: self.linked_text(facts, "delivery", "number")?,
                    contract_number: self.linked_text(facts, "order", "contract_number")?,
                    warranty: planned.warranty,
                };
                Ok(installation_form::form(&printer, facts, &context, ink))
            }
        }
    }

    /// Head and foot of a record's form.
    pub(super) fn letterhead<'a>(&self, sheet: &Sheet<'a>) -> Result<Letterhead<'a>, AppError> {
        let directory = &sheet.surroundings.directory;
        let logo = directory.logo();
        Ok(Letterhead {
            kind: sheet.kind,
            facts: sheet.facts,
            company: directory.company(),
            logo_png: logo.map(|digest| self.store.read(|r| r.blob(&digest))).transpose()?.flatten(),
            today: sheet.printer().day(Some(sheet.surroundings.today(sheet.now))).unwrap_or_default(),
        })
    }

    /// A record that another one names, if it is on this phone.
    pub(super) fn linked(&self, facts: &Facts, field: &str) -> Result<Option<Facts>, AppError> {
        let Some(linked) = facts.reference(field) else { return Ok(None) };
        let document = self.store.read(|r| r.document(linked))?;
        Ok(document.map(|document| document.facts()))
    }

    /// A text of a record that another one names, if it is on this phone.
    pub(super) fn linked_text(&self, facts: &Facts, field: &str, key: &str) -> Result<Option<String>, AppError> {
        Ok(self.linked(facts, field)?.and_then(|linked| linked.text(key).map(str::to_owned)))
    }

    /// Where the job is, for a place of signing that nobody typed: the record's own address, else the
    /// machine's. A complaint has neither when it is settled from the office, where it was noted down then.
    pub(super) fn site(&self, kind: &Kind, facts: &Facts) -> Result<String, AppError> {
        let own = attending::place(facts).or_else(|| {
            ["site_address", "service_address", "ship_to_address"].into_iter().find_map(|field| facts.text(field))
        });
        if own.is_some() || kind.code() != "complaint" {
            return Ok(own.unwrap_or_default().to_owned());
        }
        let machine = self.linked_text(facts, "equipment", "site_address")?;
        let company = || Ok::<_, AppError>(self.surroundings()?.directory.company().text("address").map(str::to_owned));
        Ok(machine.map_or_else(company, |address| Ok(Some(address)))?.unwrap_or_default())
    }

    /// Strokes that a record names, if their bytes are on this phone and hold a signature.
    pub(super) fn strokes_here(&self, digest: Option<Hash32>) -> Result<Option<Strokes>, AppError> {
        let Some(digest) = digest else { return Ok(None) };
        let bytes = self.store.read(|r| r.blob(&digest))?;
        Ok(bytes.and_then(|bytes| Strokes::from_bytes(&bytes).ok()))
    }
}
