//! Forms that nobody signs on the device, printed from what the records say: on a phone, and for the office.
//! Absent by design: layout (`forms`), signing (`signing`), and every amount: records hold them.

mod letterhead;
mod needs_analysis;
mod order_confirmation;
mod priced;
mod printer;
mod prospective_customer;
mod quotation;
mod quote_internals;
mod sales_contract;
mod solution_proposal;
#[cfg(test)]
mod tests;

pub(in crate::app) use self::{letterhead::Letterhead, printer::Printer};
use super::{App, AppError, view::StoreLookup};
use crate::{
    forms::{self, Document, DocumentState, FORMS, Form, FormError, FormSpec, FormWarning},
    process::directory::Directory,
    records,
    schema::{Facts, Instant, Kind, Language, Lookup, Problem, RecordId, Role},
    store::ListQuery,
};

/// How a form is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PrintOptions {
    /// The language of the form.
    pub language: Language,
    /// With the pages for the company's own file.
    pub internal: bool,
}

/// A printed form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// Its pages.
    pub pages: usize,
    /// Characters that the font lacks, and the like.
    pub warnings: Vec<FormWarning>,
}

/// A form was not printed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrintError {
    /// There is no such record, or the person does not see it.
    #[error("there is no such record here")]
    NoSuchRecord,
    /// Say what is wrong.
    #[error("refused: {}", .0.code)]
    Refused(Problem),
    /// The form could not be made.
    #[error(transparent)]
    Form(#[from] FormError),
}

/// Records as one person sees them, and no others: what is not among them prints as "—".
pub trait PrintRecords: Lookup {
    /// The records of a kind that are a customer's.
    fn of_customer(&self, kind: &str, customer: RecordId) -> Vec<RecordId>;
}

/// What forms are printed from, for one person.
#[derive(Clone)]
pub struct PrintSource<'a> {
    /// The records.
    pub records: &'a dyn PrintRecords,
    /// Names, the company, roles.
    pub directory: &'a Directory,
    /// For whom.
    pub person: RecordId,
    /// When.
    pub now: Instant,
    /// The company's logo, when its bytes are here.
    pub logo_png: Option<Vec<u8>>,
}

/// Whether the person may have the internal pages.
type Allowed = fn(&Page<'_>) -> Result<(), Problem>;

/// One form of one kind of record.
struct Paper {
    kind: &'static str,
    form: &'static str,
    content: fn(&Page<'_>) -> Form,
    /// `None` where it has no internal pages.
    internal: Option<Allowed>,
}

const PAPERS: &[Paper] = &[
    Paper { kind: "customer", form: "prospective_customer", content: prospective_customer::content, internal: None },
    Paper { kind: "needs", form: "needs_analysis", content: needs_analysis::content, internal: None },
    Paper { kind: "quote", form: "solution_proposal", content: solution_proposal::content, internal: None },
    Paper { kind: "quote", form: "quotation", content: quotation::content, internal: Some(quote_internals::allowed) },
    Paper {
        kind: "contract",
        form: "sales_contract",
        content: sales_contract::content,
        internal: Some(sales_contract::internal_allowed),
    },
    Paper {
        kind: "order",
        form: "order_confirmation",
        content: order_confirmation::content,
        internal: Some(order_confirmation::internal_allowed),
    },
];

/// The forms that records of a kind have.
fn forms_of(kind: &str) -> Vec<&'static FormSpec> {
    let ids = PAPERS.iter().filter(|paper| paper.kind == kind).map(|paper| paper.form);
    ids.filter_map(|id| FORMS.iter().find(|spec| spec.id == id)).collect()
}

impl PrintSource<'_> {
    /// Prints a form of a record.
    ///
    /// # Errors
    /// [`PrintError::NoSuchRecord`] for a record that the person does not see, or without that form;
    /// [`PrintError::Refused`] for an unknown form and for internal pages that are not the person's to see.
    pub fn print(&self, record: RecordId, form: &str, options: PrintOptions) -> Result<Printed, PrintError> {
        let rendered = forms::render(&self.form(record, form, options)?, options.language)?;
        Ok(Printed { pdf: rendered.pdf, pages: rendered.pages, warnings: rendered.warnings })
    }

    fn form(&self, record: RecordId, form: &str, options: PrintOptions) -> Result<Form, PrintError> {
        let refused = |code, zh, en| PrintError::Refused(Problem::general(code, zh, en));
        let paper = PAPERS.iter().find(|paper| paper.form == form);
        let paper = paper.ok_or_else(|| refused("unknown_form", "没有这种单据", "there is no such form"))?;
        let kind = records::kind(paper.kind).ok_or(PrintError::NoSuchRecord)?;
        let facts = &self.records.facts(paper.kind, record).ok_or(PrintError::NoSuchRecord)?;
        let printer = Printer { language: options.language, directory: self.directory };
        let page = Page { source: self, printer, kind, record, facts, internal: options.internal };
        if options.internal {
            let Some(allowed) = paper.internal else {
                return Err(refused("no_internal_page", "此单据没有内部页", "this form has no internal page"));
            };
            allowed(&page).map_err(PrintError::Refused)?;
        }
        Ok((paper.content)(&page))
    }
}

/// One record about to be printed.
struct Page<'a> {
    source: &'a PrintSource<'a>,
    printer: Printer<'a>,
    kind: &'static Kind,
    record: RecordId,
    facts: &'a Facts,
    internal: bool,
}

impl Page<'_> {
    /// Head and foot: the record's number, dated today.
    fn document(&self, state: DocumentState) -> Document {
        let letterhead = Letterhead {
            kind: self.kind,
            facts: self.facts,
            company: self.source.directory.company(),
            logo_png: self.source.logo_png.clone(),
            today: self.printer.day_of(Some(self.source.now)).unwrap_or_default(),
        };
        letterhead.document(state)
    }

    /// What a linked record says; nothing when the person does not see it.
    fn linked(&self, kind: &str, record: Option<RecordId>) -> Option<Facts> {
        self.source.records.facts(kind, record?)
    }

    /// A text of a linked record.
    fn linked_text(&self, kind: &str, record: Option<RecordId>, key: &str) -> Option<String> {
        self.linked(kind, record)?.text(key).map(str::to_owned)
    }

    fn has_role(&self, roles: &[Role]) -> bool {
        let held = self.source.directory.roles_at(self.source.person, self.source.now);
        roles.iter().any(|role| held.contains(role))
    }

    /// A salesperson's own record.
    fn is_own_sale(&self) -> bool {
        self.has_role(&[Role::Sales]) && (self.kind.is_own)(self.record, self.facts, self.source.person)
    }

    /// Internal pages of a record that holds all of them: its salesperson's, and these roles'.
    fn internal_for(&self, roles: &[Role]) -> Result<(), Problem> {
        if self.is_own_sale() || self.has_role(roles) { Ok(()) } else { Err(not_yours()) }
    }

    /// Words for a document that no longer counts, and why.
    fn void(&self, zh: &'static str, en: &'static str, reason: Option<&String>) -> DocumentState {
        DocumentState::Void { reason: self.printer.beside(Some(self.printer.pick(zh, en)), reason) }
    }
}

fn not_yours() -> Problem {
    let (zh, en) = ("您无权查看此单据的内部页", "the internal page of this form is not yours to see");
    Problem::general("internal_not_yours", zh, en)
}

impl PrintRecords for StoreLookup<'_> {
    fn of_customer(&self, kind: &str, customer: RecordId) -> Vec<RecordId> {
        let query = ListQuery {
            kind: Some(kind.to_owned()),
            customer: Some(customer),
            limit: u32::MAX,
            ..ListQuery::default()
        };
        let rows = self.store.read(|r| r.list(&query)).unwrap_or_default();
        rows.into_iter().map(|row| row.record).collect()
    }
}

impl App {
    /// The forms that a record has to be printed, with their titles; none for a kind that is only signed.
    pub fn forms_of(&self, record: RecordId) -> Result<Vec<&'static FormSpec>, AppError> {
        let document = self.store.read(|r| r.document(record))?.ok_or(AppError::NoSuchRecord)?;
        Ok(forms_of(document.kind()))
    }

    /// Prints a form of a record as it stands on this phone.
    pub fn print(&self, record: RecordId, form: &str, options: PrintOptions) -> Result<Printed, AppError> {
        let (surroundings, lookup) = (self.surroundings()?, StoreLookup { store: &self.store });
        let logo = surroundings.directory.logo();
        let source = PrintSource {
            records: &lookup,
            directory: &surroundings.directory,
            person: self.identity()?.person,
            now: self.now()?,
            logo_png: logo.map(|digest| self.store.read(|r| r.blob(&digest))).transpose()?.flatten(),
        };
        source.print(record, form, options).map_err(|error| match error {
            PrintError::NoSuchRecord => AppError::NoSuchRecord,
            PrintError::Refused(problem) => AppError::Problems(vec![problem]),
            PrintError::Form(error) => AppError::Form(error.to_string()),
        })
    }
}
