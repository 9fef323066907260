//! A customer's signature on this phone: what is shown, what is drawn, the PDF, the seal, the step.
//! Absent by design: what the signature means for the record; that is the step's.

mod attending;
mod boxes;
mod callback_form;
mod checks;
mod complaint_form;
mod content;
mod delivery_form;
mod evaluation_form;
mod exception_form;
mod installation_form;
mod kept;
mod paper;
mod photos;
mod planned;
mod printing;
#[cfg(test)]
pub(in crate::app) mod tests;
mod ticket_form;
mod training_form;

use self::{
    paper::{Sheet, form_spec, signed_form},
    planned::Planned,
};
use super::{App, AppError, Performed, host::random_id, perform::Sealed};
use crate::{
    forms::{self, FormWarning},
    process::steps,
    records::{
        self,
        round::{Reservation, Round},
    },
    schema::{Facts, Hash32, Instant, ItemSpec, Kind, Label, Language, RecordId, Scalar, Values},
    seal::{Chain, SealError, check_code, seal},
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
    /// The strokes of a third party (监理) who signs beside the customer, encoded.
    pub third_party_strokes: Option<Vec<u8>>,
    /// Where; the record's site address when this is empty and the step names no place.
    pub address: String,
    /// What [`App::present`] or [`App::present_step`] showed; a signature on the device needs it.
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
    /// Photos that are sealed but not handed on, by the names of their rows (`names::file_label` says what a
    /// person reads): no picture without position and device data could be made of them, because they
    /// are not on this phone or of a format that can't be read.
    pub kept_back: Vec<String>,
}

impl App {
    /// The form as it would print now, marked as a draft, with everything that the signer sees.
    pub fn present(&self, record: RecordId, language: Language) -> Result<Presentation, AppError> {
        let (kind, facts) = self.signable(record)?;
        let shown = checks::shown_digest(kind, form_spec(kind)?, &facts, &Values::new(), language);
        let planned = Planned { after: facts, warranty: None };
        self.draft(kind, &planned, shown, self.now()?, language)
    }

    /// The same with the values of the step that will confirm it: the signer reads the own name, the
    /// reservations and the result that follows from them before drawing. Every problem that the step
    /// would have comes now, before the pad opens. Signing then takes these very values.
    pub fn present_step(
        &self,
        record: RecordId,
        verb: &str,
        values: &Values,
        language: Language,
    ) -> Result<Presentation, AppError> {
        let (kind, before) = self.signable(record)?;
        self.refuse_own_people(&before, values, steps::round(&before))?;
        let (now, intent) = (self.now()?, random_id(&*self.host));
        let shown = checks::shown_digest(kind, form_spec(kind)?, &before, values, language);
        let mut given = values.clone();
        checks::place(&before, &mut given, "", &self.site(kind, &before)?);
        for field in checks::to_be_drawn(kind, &before, &given) {
            given.insert(field, Hash32([0; 32]).to_scalar());
        }
        let planned = self.planned(kind, record, verb, &before, given, now, intent)?;
        self.draft(kind, &planned, shown, now, language)
    }

    /// Seals what was shown with what was drawn, makes the PDF, and performs the confirming step: one of
    /// `confirm` (a delivery's `receive`, a training's `close_sheet`), `refuse` or `absent`. Strokes, PDF, seal, shareable photos and step are kept in one
    /// transaction.
    pub fn sign(&self, record: RecordId, verb: &str, input: &SignatureInput) -> Result<Signed, AppError> {
        let (kind, before) = self.signable(record)?;
        let spec = form_spec(kind)?;
        checks::shown_unchanged(kind, spec, &before, input)?;
        let (identity, surroundings, at) = (self.identity()?, self.surroundings()?, self.now()?);
        let round = steps::round(&before);
        self.refuse_own_people(&before, &input.values, round)?;
        let ours = surroundings.directory.name(identity.person).unwrap_or_default().to_owned();
        let mut ink = self.dry_ink(kind, &before)?;
        ink.customer = checks::drawn(&input.customer_strokes, &format!("rounds/{round}/strokes"))?;
        ink.engineer = checks::drawn(&input.engineer_strokes, &format!("rounds/{round}/engineer_strokes"))?;
        ink.third_party = checks::drawn(&input.third_party_strokes, &format!("rounds/{round}/third_party_strokes"))?;
        ink.ours = Some(ours.clone());
        let intent = random_id(&*self.host);
        let mut values = input.values.clone();
        let address = checks::place(&before, &mut values, &input.address, &self.site(kind, &before)?);
        let mut keep = Vec::new();
        for (field, strokes) in [
            ("strokes", &input.customer_strokes),
            ("engineer_strokes", &input.engineer_strokes),
            ("third_party_strokes", &input.third_party_strokes),
        ] {
            if let Some(bytes) = strokes {
                values.insert(format!("rounds/{round}/{field}"), Hash32::of(bytes).to_scalar());
                keep.push(bytes.clone());
            }
        }
        // What the record will say is planned first, so that form and seal show the step's own facts too.
        let planned = self.planned(kind, record, verb, &before, values.clone(), at, intent)?;
        let after = &planned.after;
        let mut secret = [0; 32];
        self.host.random(&mut secret);
        let row = Round::read(after.item("rounds", &round.to_string()), &mut Vec::new());
        let reservations: Vec<Reservation> = after
            .items("reservations")
            .into_iter()
            .map(|item| Reservation::read(item, &mut Vec::new()))
            .filter(|row| row.round.is_none_or(|other| other == round))
            .collect();
        let photographs = content::photographs(after, &row);
        let scene = content::Scene {
            signed_at: at,
            last_server_time: self.last_server_time()?,
            address,
            previous: kept::previous_seal(&self.store, &before, round)?,
            chain: Chain::from_bytes(&identity.chain).map_err(|error| AppError::Corrupt(error.to_string()))?,
            secret,
            engineer_name: ours,
            customer_strokes: input.customer_strokes.clone(),
            engineer_strokes: input.engineer_strokes.clone(),
            shareable: photos::derivatives(&self.store, &photographs)?,
            third_party_strokes: input.third_party_strokes.clone(),
            trainees: self.trainees(kind, after, &ink)?,
            language: input.language,
            zone: surroundings.directory.zone(),
        };
        let content = content::content(kind, record, after, &row, &reservations, (spec, signed_form(kind)?), scene);
        let code = check_code(&content);
        ink.check_code = Some(code.clone());
        let sheet = Sheet { kind, facts: after, surroundings: &surroundings, now: at, language: input.language };
        let form = self.form(&sheet, &planned, &ink)?;
        let rendered = forms::render(&form, input.language).map_err(|error| AppError::Form(error.to_string()))?;
        let document = Hash32::of(&rendered.pdf);
        let sealed = seal(&content, document, &identity.key()).map_err(|error| match error {
            SealError::Content(problems) => AppError::Problems(problems),
            other => AppError::Form(other.to_string()),
        })?;
        let kept_back = photos::kept_back(&sealed);
        let sealed = sealed.encode();
        let seal_digest = Hash32::of(&sealed);
        keep.extend([rendered.pdf, sealed]);
        values.insert(format!("rounds/{round}/seal"), seal_digest.to_scalar());
        values.insert(format!("rounds/{round}/document"), document.to_scalar());
        values.insert(format!("rounds/{round}/check_code"), Scalar::text(&code));
        let code_step = format!("{}.{verb}", kind.code());
        let sealed = Some(Sealed { before: &before, blobs: &keep, photos: &photographs });
        let performed = self.perform_intent(&code_step, Some(record), &values, None, intent, at, sealed)?;
        Ok(Signed { performed, check_code: code, document, seal: seal_digest, warnings: rendered.warnings, kept_back })
    }

    fn draft(
        &self,
        kind: &'static Kind,
        planned: &Planned,
        shown: Hash32,
        now: Instant,
        language: Language,
    ) -> Result<Presentation, AppError> {
        let surroundings = self.surroundings()?;
        let sheet = Sheet { kind, facts: &planned.after, surroundings: &surroundings, now, language };
        let form = self.form(&sheet, planned, &self.dry_ink(kind, &planned.after)?)?;
        let rendered = forms::render(&form, language).map_err(|error| AppError::Form(error.to_string()))?;
        Ok(Presentation {
            pdf: rendered.pdf,
            pages: rendered.pages,
            statement: form.spec().statement,
            privacy_notice: PRIVACY_NOTICE,
            shown,
            warnings: rendered.warnings,
        })
    }

    fn signable(&self, record: RecordId) -> Result<(&'static Kind, Facts), AppError> {
        let document = self.store.read(|r| r.document(record))?.ok_or(AppError::NoSuchRecord)?;
        let kind = records::kind(document.kind()).ok_or(AppError::NoSuchRecord)?;
        form_spec(kind)?;
        Ok((kind, document.facts()))
    }

    fn last_server_time(&self) -> Result<Option<Instant>, AppError> {
        let bytes = self.store.read(|r| r.meta(super::meta::ANCHOR))?;
        let anchor: Option<super::time::Anchor> = bytes.and_then(|bytes| minicbor::decode(&bytes).ok());
        Ok(anchor.map(|anchor| Instant::from_utc_ms(anchor.server_ms)))
    }
}
