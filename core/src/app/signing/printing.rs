//! Forms of the service side as they print without anybody signing: what nobody signs, and what stands now of
//! those that were signed or will be.
//! Absent by design: the signed PDF, which is kept as it was made (`kept.rs`), and pages for the company alone.

use super::{
    App, AppError, attending,
    boxes::Ink,
    callback_form, evaluation_form, exception_form,
    paper::{Sheet, form_spec, spec_of},
    planned::Planned,
};
use crate::{
    app::index::clocks_of,
    forms::{self, DocumentState, Form, Rendered},
    process::steps,
    records,
    schema::{Date, Facts, Kind, Language, RecordId},
};

impl App {
    /// Prints a form of the service side from a record as it stands: `exception_record` of the objection `row`,
    /// `training_evaluation` of the evaluation `row` or without one the summary of all, `callback_record`; and of
    /// those that are signed the present state, in which the box of a signature that was drawn shows it and the
    /// foot says what its seal covers. Never a page for the company alone.
    ///
    /// # Errors
    /// [`AppError::NoSuchRecord`] when the record or the row is not here, [`AppError::Form`] when the record has
    /// no such form.
    pub fn print_service_form(
        &self,
        record: RecordId,
        form: &str,
        row: Option<&str>,
        language: Language,
    ) -> Result<Rendered, AppError> {
        spec_of(form)?;
        let document = self.store.read(|r| r.document(record))?.ok_or(AppError::NoSuchRecord)?;
        let kind = records::kind(document.kind()).ok_or(AppError::NoSuchRecord)?;
        let (facts, surroundings, now) = (document.facts(), self.surroundings()?, self.now()?);
        let sheet = Sheet { kind, facts: &facts, surroundings: &surroundings, now, language };
        let made = self.service_form(&sheet, form, row)?;
        forms::render(&made, language).map_err(|error| AppError::Form(error.to_string()))
    }

    fn service_form(&self, sheet: &Sheet<'_>, form: &str, row: Option<&str>) -> Result<Form, AppError> {
        let (kind, facts, printer) = (sheet.kind, sheet.facts, sheet.printer());
        let clocks = || clocks_of(kind, facts, sheet.surroundings, sheet.now);
        match (kind.code(), form) {
            ("delivery", "exception_record") => {
                let row = row.ok_or(AppError::NoSuchRecord)?;
                let replacement = format!("objections/{row}/replacement");
                let context = exception_form::Context {
                    letterhead: self.letterhead(sheet)?,
                    clocks: &clocks(),
                    order_number: self.linked_text(facts, "order", "number")?,
                    replacement_number: self.linked_text(facts, &replacement, "number")?,
                };
                exception_form::form(&printer, facts, &context, row).ok_or(AppError::NoSuchRecord)
            }
            (attending::KIND, "training_evaluation") => {
                let made = evaluation_form::form(&printer, facts, &self.letterhead(sheet)?, &clocks(), row);
                made.ok_or(AppError::NoSuchRecord)
            }
            ("callback", "callback_record") => {
                let context = callback_form::Context {
                    letterhead: self.letterhead(sheet)?,
                    source_number: self.first_number(facts, &["ticket", "training", "installation", "complaint"])?,
                    follow_up_number: self.first_number(facts, &["follow_up_ticket", "follow_up_complaint"])?,
                };
                Ok(callback_form::form(&printer, facts, &context))
            }
            _ if form_spec(kind).is_ok_and(|spec| spec.id == form) => {
                let planned = Planned { after: facts.clone(), warranty: self.warranty_here(facts)? };
                let mut made = self.form(sheet, &planned, &self.ink_here(kind, facts)?)?;
                let code = facts.text(&format!("rounds/{}/check_code", steps::round(facts)));
                if let Some(code) = code {
                    let document = made.document_mut();
                    document.state = DocumentState::Final;
                    let zh = format!("签署时的内容已封存（校验码 {code}），其后的内容不在其内");
                    let en = format!("what was signed is sealed (check code {code}), what came later is not in it");
                    document.seal_state = Some(if sheet.language == Language::Chinese { zh } else { en });
                }
                Ok(made)
            }
            _ => Err(AppError::Form(format!("a {} has no form {form}", kind.code()))),
        }
    }

    /// The number of the first record named that has one here.
    fn first_number(&self, facts: &Facts, fields: &[&str]) -> Result<Option<String>, AppError> {
        for field in fields {
            if let Some(number) = self.linked_text(facts, field, "number")? {
                return Ok(Some(number));
            }
        }
        Ok(None)
    }

    /// The warranty of a record's machines, of the first that has one here.
    fn warranty_here(&self, facts: &Facts) -> Result<Option<(Date, Date)>, AppError> {
        for machine in facts.items("machines") {
            let equipment = self.linked(facts, &machine.key("equipment"))?.unwrap_or_default();
            if let Some(warranty) = equipment.date("warranty_from").zip(equipment.date("warranty_until")) {
                return Ok(Some(warranty));
            }
        }
        Ok(None)
    }

    /// What was drawn in the present round, as far as it is on this phone.
    fn ink_here(&self, kind: &Kind, facts: &Facts) -> Result<Ink, AppError> {
        let drawn = |field: &str| self.strokes_here(facts.blob(&format!("rounds/{}/{field}", steps::round(facts))));
        let recorded_by = facts.reference(&format!("rounds/{}/recorded_by", steps::round(facts)));
        let surroundings = self.surroundings()?;
        Ok(Ink {
            customer: drawn("strokes")?,
            engineer: drawn("engineer_strokes")?,
            third_party: drawn("third_party_strokes")?,
            ours: recorded_by.and_then(|person| surroundings.directory.name(person)).map(str::to_owned),
            ..self.dry_ink(kind, facts)?
        })
    }
}
