//! A customer's signature on this phone: what is shown, what is drawn, the PDF, the seal, the step.
//! Absent by design: what the signature means for the record; that is the step's.

mod boxes;
mod content;
mod installation_form;
mod print;
mod ticket_form;

use self::{boxes::Ink, print::Printer};
use super::{
    App, AppError, Performed, directory::Surroundings, host::random_id, index::clocks_of,
    synchronise_blobs::QUOTA_BYTES, view::StoreLookup,
};
use crate::{
    forms::{self, FORMS, Form, FormSpec, FormWarning},
    process::{
        numbering::Numbers,
        steps::{self, Call},
    },
    records::{
        self,
        round::{Reservation, Round},
    },
    schema::{Facts, Hash32, Instant, ItemSpec, Kind, Label, Language, Problem, RecordId, Scalar, Values},
    seal::{Attachment, Chain, SealError, SealedFile, SealedForm, check_code, names, seal, strokes::Strokes},
    store::{Priority, Store},
};

/// What the signer is told about personal data before signing (domain §6.3).
pub const PRIVACY_NOTICE: Label = Label::new(
    "个人信息告知：本公司收集您的姓名、电话、签名笔迹、签署地点与时间，用作服务证明；按法律规定的期限保存；笔迹不用于识别身份。您有权查阅、复制、更正和删除，联系方式见本单页脚。",
    "Privacy notice: we collect your name, phone, signature strokes, place and time of signing as proof of service, \
     keep them as long as the law requires, and don't use the strokes to recognise you. You may see, copy, correct \
     and erase them; how to reach us stands in the footer.",
);

/// What is shown before the pad.
#[derive(Clone, Debug)]
pub struct Presentation {
    /// The form as it will print, marked as a draft.
    pub pdf: Vec<u8>,
    /// Its pages.
    pub pages: usize,
    /// The statement that is signed.
    pub statement: Label,
    /// The privacy notice.
    pub privacy_notice: Label,
    /// What was shown: signing refuses when the content has changed since.
    pub shown: Hash32,
    /// Characters that the font lacks, and the like. None of them blocks.
    pub warnings: Vec<FormWarning>,
}

/// What the pad gave.
#[derive(Clone, Debug, Default)]
pub struct SignatureInput {
    /// The step's values, by document key, without strokes, seal and PDF: those are made here.
    pub values: Values,
    /// The customer's strokes, encoded.
    pub customer_strokes: Option<Vec<u8>>,
    /// The engineer's strokes, encoded.
    pub engineer_strokes: Option<Vec<u8>>,
    /// Where: the site's address when the position is not known.
    pub address: String,
    /// What [`App::present`] showed.
    pub shown: Option<Hash32>,
    /// The language of the form.
    pub language: Language,
}

/// A signed form.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The step.
    pub performed: Performed,
    /// The code that the form prints.
    pub check_code: String,
    /// The PDF's digest.
    pub document: Hash32,
    /// The seal's digest, by which it is kept.
    pub seal: Hash32,
    /// What printing warned of.
    pub warnings: Vec<FormWarning>,
}

/// Characters of a check code; the placeholder of a dry run is as long.
const CHECK_CODE_PLACEHOLDER: &str = "AAAAAAAAAA";

fn form_spec(kind: &Kind) -> Result<&'static FormSpec, AppError> {
    let id = match kind.code() {
        "installation" => "installation_acceptance",
        "ticket" => "service_order",
        other => return Err(AppError::Form(format!("{other} has no form to sign"))),
    };
    FORMS.iter().find(|spec| spec.id == id).ok_or_else(|| AppError::Form(format!("no form {id}")))
}

fn problem(field: &str, code: &str, zh: &str, en: &str) -> AppError {
    AppError::Problems(vec![Problem::of_field(field, code, zh, en)])
}

impl App {
    /// The form as it would print now, with everything that the signer sees.
    pub fn present(&self, record: RecordId, language: Language) -> Result<Presentation, AppError> {
        let (kind, facts) = self.signable(record)?;
        let surroundings = self.surroundings()?;
        let now = self.now()?;
        let form = self.form(kind, &facts, &surroundings, now, language, &Ink::default())?;
        let rendered = forms::render(&form, language).map_err(|error| AppError::Form(error.to_string()))?;
        Ok(Presentation {
            pdf: rendered.pdf,
            pages: rendered.pages,
            statement: form.spec().statement,
            privacy_notice: PRIVACY_NOTICE,
            shown: shown_digest(kind, &facts),
            warnings: rendered.warnings,
        })
    }

    /// Seals what was shown with what was drawn, makes the PDF, and performs the confirming step: one of
    /// `confirm`, `refuse` or `absent`. The blobs are kept first; a blob without its step is harmless.
    pub fn sign(&self, record: RecordId, verb: &str, input: &SignatureInput) -> Result<Signed, AppError> {
        let (kind, before) = self.signable(record)?;
        if input.shown.is_some_and(|shown| shown != shown_digest(kind, &before)) {
            let (zh, en) =
                ("展示后内容有改动，请重新展示后再签", "the content changed after it was shown: show it again");
            return Err(AppError::Problems(vec![Problem::general("changed_after_shown", zh, en)]));
        }
        let (identity, surroundings, at) = (self.identity()?, self.surroundings()?, self.now()?);
        let round = steps::round(&before);
        self.refuse_own_people(&before, &input.values, round)?;
        let ink = Ink {
            check_code: None,
            customer: drawn(&input.customer_strokes, &format!("rounds/{round}/strokes"))?,
            engineer: drawn(&input.engineer_strokes, &format!("rounds/{round}/engineer_strokes"))?,
        };
        let intent = random_id(&*self.host);
        let mut values = input.values.clone();
        let mut keep = Vec::new();
        for (field, strokes) in [("strokes", &input.customer_strokes), ("engineer_strokes", &input.engineer_strokes)] {
            if let Some(bytes) = strokes {
                values.insert(format!("rounds/{round}/{field}"), Hash32::of(bytes).to_scalar());
                keep.push(bytes.clone());
            }
        }
        // What the record will say is planned first, so that form and seal show the step's own facts too.
        for field in ["seal", "document"] {
            values.insert(format!("rounds/{round}/{field}"), Hash32([0; 32]).to_scalar());
        }
        values.insert(format!("rounds/{round}/check_code"), Scalar::text(CHECK_CODE_PLACEHOLDER));
        let author = surroundings.author(identity.person, None, at)?;
        let step = steps::find_step(kind, verb).ok_or_else(|| {
            AppError::Problems(vec![Problem::general("unknown_step", "没有这个步骤", "there is no such step")])
        })?;
        let call = Call { kind, step, record, before: Some(&before), given: &values, at, intent };
        let lookup = StoreLookup { store: &self.store };
        let planned = steps::plan(call, &author, &lookup, &mut NoNumbers).map_err(AppError::Problems)?;
        let mut after = before.clone();
        after.0.extend(planned.parts[0].writes.iter().map(|(key, value)| (key.clone(), value.clone())));

        let mut secret = [0; 32];
        self.host.random(&mut secret);
        let rows = |table: &'static str| after.items(table);
        let row = Round::read(after.item("rounds", &round.to_string()), &mut Vec::new());
        let reservations: Vec<Reservation> = rows("reservations")
            .into_iter()
            .map(|item| Reservation::read(item, &mut Vec::new()))
            .filter(|row| row.round.is_none_or(|other| other == round))
            .collect();
        let chain = Chain::from_bytes(&identity.chain).map_err(|error| AppError::Corrupt(error.to_string()))?;
        let scene = content::Scene {
            signed_at: at,
            last_server_time: self.last_server_time()?,
            address: input.address.clone(),
            previous: previous_seal(&self.store, &before, round)?,
            chain,
            secret,
            engineer_name: surroundings.directory.name(identity.person).unwrap_or_default().to_owned(),
            customer_strokes: input.customer_strokes.clone(),
            engineer_strokes: input.engineer_strokes.clone(),
            language: input.language,
        };
        let spec = form_spec(kind)?;
        let content = content::content(kind, record, &after, &row, &reservations, spec, scene);
        let code = check_code(&content);
        let ink = Ink { check_code: Some(code.clone()), ..ink };
        let form = self.form(kind, &after, &surroundings, at, input.language, &ink)?;
        let rendered = forms::render(&form, input.language).map_err(|error| AppError::Form(error.to_string()))?;
        let document = Hash32::of(&rendered.pdf);
        let sealed = seal(&content, document, &identity.key()).map_err(|error| match error {
            SealError::Content(problems) => AppError::Problems(problems),
            other => AppError::Form(other.to_string()),
        })?;
        keep.push(rendered.pdf);
        keep.push(sealed.encode());
        let seal_digest = Hash32::of(&sealed.encode());
        self.store.write(|tx| {
            for bytes in &keep {
                tx.put_blob(bytes, Priority::Seal, QUOTA_BYTES)?;
            }
            Ok::<_, AppError>(())
        })?;
        values.insert(format!("rounds/{round}/seal"), seal_digest.to_scalar());
        values.insert(format!("rounds/{round}/document"), document.to_scalar());
        values.insert(format!("rounds/{round}/check_code"), Scalar::text(&code));
        let code_step = format!("{}.{verb}", kind.code());
        let performed = self.perform_intent(&code_step, Some(record), &values, None, intent, at)?;
        Ok(Signed { performed, check_code: code, document, seal: seal_digest, warnings: rendered.warnings })
    }

    /// The signed PDF of the present round, as it was made; `None` before it was signed, or when its
    /// bytes are not on this phone.
    pub fn form_pdf(&self, record: RecordId) -> Result<Option<Vec<u8>>, AppError> {
        let (_, facts) = self.signable(record)?;
        let Some(digest) = facts.blob(&format!("rounds/{}/document", steps::round(&facts))) else { return Ok(None) };
        Ok(self.store.read(|r| r.blob(&digest))?)
    }

    /// The file to hand on: the seal with the PDF, the strokes and those photos that are here. Anybody
    /// can verify it offline.
    pub fn sealed_file(&self, record: RecordId) -> Result<Option<Vec<u8>>, AppError> {
        let (_, facts) = self.signable(record)?;
        let Some(digest) = facts.blob(&format!("rounds/{}/seal", steps::round(&facts))) else { return Ok(None) };
        let Some(bytes) = self.store.read(|r| r.blob(&digest))? else { return Ok(None) };
        let form = SealedForm::decode(&bytes).map_err(|error| AppError::Corrupt(error.to_string()))?;
        let mut attachments = Vec::new();
        let files: Vec<(String, Hash32)> = form.files().map(|row| (row.name.clone(), row.digest)).collect();
        for (name, digest) in files {
            if name == names::CERTIFICATES {
                continue;
            }
            if let Some(bytes) = self.store.read(|r| r.blob(&digest))? {
                attachments.push(Attachment { name, bytes });
            }
        }
        let file = SealedFile { form, receipt: None, attachments };
        Ok(Some(file.encode().map_err(|error| AppError::Form(error.to_string()))?))
    }

    fn signable(&self, record: RecordId) -> Result<(&'static Kind, Facts), AppError> {
        let document = self.store.read(|r| r.document(record))?.ok_or(AppError::NoSuchRecord)?;
        let kind = records::kind(document.kind()).ok_or(AppError::NoSuchRecord)?;
        form_spec(kind)?;
        Ok((kind, document.facts()))
    }

    fn form(
        &self,
        kind: &'static Kind,
        facts: &Facts,
        surroundings: &Surroundings,
        now: Instant,
        language: Language,
        ink: &Ink,
    ) -> Result<Form, AppError> {
        let printer = Printer { language, directory: &surroundings.directory };
        let company = surroundings.directory.company();
        let today = printer.day(Some(surroundings.today(now))).unwrap_or_default();
        if kind.code() == "ticket" {
            let clocks = clocks_of(kind, facts, surroundings, now);
            let context = ticket_form::Context { company, clocks: &clocks, today };
            return Ok(ticket_form::form(&printer, facts, &context, ink));
        }
        let number = |field: &str, key: &str| -> Result<Option<String>, AppError> {
            let Some(linked) = facts.reference(field) else { return Ok(None) };
            let document = self.store.read(|r| r.document(linked))?;
            Ok(document.and_then(|document| document.facts().text(key).map(str::to_owned)))
        };
        let context = installation_form::Context {
            company,
            order_number: number("order", "number")?,
            delivery_number: number("delivery", "number")?,
            contract_number: number("order", "contract_number")?,
            warranty: None,
            today,
        };
        Ok(installation_form::form(&printer, facts, &context, ink))
    }

    /// Nobody of ours signs in the customer's box (domain §6.3).
    fn refuse_own_people(&self, before: &Facts, values: &Values, round: i64) -> Result<(), AppError> {
        let value = |field: &str| {
            let key = format!("rounds/{round}/{field}");
            values.get(&key).unwrap_or_else(|| before.get(&key)).as_text().map(digits_or_text)
        };
        let (Some(name), Some(phone)) = (value("signer_name"), value("signer_phone")) else { return Ok(()) };
        for document in self.store.read(|r| r.documents_of_kind("person"))? {
            let facts = document.facts();
            let same = |key: &str, other: &str| facts.text(key).map(digits_or_text).as_deref() == Some(other);
            if same("name", &name) && same("phone", &phone) {
                let (zh, en) = ("签署人是本公司员工", "the signer is one of our own people");
                return Err(problem(&format!("rounds/{round}/signer_name"), "own_person", zh, en));
            }
        }
        Ok(())
    }

    fn last_server_time(&self) -> Result<Option<Instant>, AppError> {
        let bytes = self.store.read(|r| r.meta(super::meta::ANCHOR))?;
        let anchor: Option<super::time::Anchor> = bytes.and_then(|bytes| minicbor::decode(&bytes).ok());
        Ok(anchor.map(|anchor| Instant::from_utc_ms(anchor.server_ms)))
    }
}

/// A phone number by its digits, anything else as it is.
fn digits_or_text(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() >= 7 { digits } else { text.trim().to_owned() }
}

/// Digest of what the signer is shown: everything but what signing itself adds.
fn shown_digest(kind: &Kind, facts: &Facts) -> Hash32 {
    let added = |key: &str| key.starts_with("rounds/") || key.starts_with("reservations/");
    let mut bytes = kind.code().as_bytes().to_vec();
    for (key, value) in facts.0.iter().filter(|(key, _)| !added(key)) {
        bytes.extend(minicbor::to_vec((key, value)).unwrap_or_default());
    }
    Hash32::of(&bytes)
}

/// Decodes strokes; an empty or dot-like one is no signature.
fn drawn(bytes: &Option<Vec<u8>>, field: &str) -> Result<Option<Strokes>, AppError> {
    let Some(bytes) = bytes else { return Ok(None) };
    let strokes = Strokes::from_bytes(bytes);
    strokes.map(Some).map_err(|_| {
        problem(field, "no_signature", "签名为空或只有一点，请重新签名", "the signature is empty or a dot: sign again")
    })
}

/// The seal of the latest earlier round, by the digest of its table.
fn previous_seal(store: &Store, facts: &Facts, round: i64) -> Result<Option<Hash32>, AppError> {
    for earlier in (1..round).rev() {
        if let Some(digest) = facts.blob(&format!("rounds/{earlier}/seal"))
            && let Some(bytes) = store.read(|r| r.blob(&digest))?
        {
            let form = SealedForm::decode(&bytes).map_err(|error| AppError::Corrupt(error.to_string()))?;
            return Ok(Some(form.digest()));
        }
    }
    Ok(None)
}

/// A confirming step begins no record.
struct NoNumbers;

impl Numbers for NoNumbers {
    fn next(&mut self, _: &str, _: Instant) -> String {
        String::new()
    }
}
