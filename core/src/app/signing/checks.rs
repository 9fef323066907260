//! What keeps a signature from being taken: another content than shown, our own people, an empty pad.
//! Absent by design: what the step itself refuses; its guard does that.

use super::{SignatureInput, attending, content::is_of_the_seal};
use crate::{
    app::{App, AppError},
    forms::FormSpec,
    process::steps,
    schema::{Facts, Hash32, Kind, Language, Problem, Scalar, Values},
    seal::strokes::Strokes,
};

fn problem(field: &str, code: &str, zh: &str, en: &str) -> AppError {
    AppError::Problems(vec![Problem::of_field(field, code, zh, en)])
}

/// Fields of a round that say when and how it was shown, or where it is signed, not what was shown.
const OF_THE_SHOWING: [&str; 5] = ["presented_at", "link_sent_at", "privacy_notice_shown", "statement", "place"];

fn is_shown(key: &str) -> bool {
    let of_the_showing = key.starts_with("rounds/") && OF_THE_SHOWING.iter().any(|field| key.ends_with(field));
    !of_the_showing && !is_of_the_seal(key)
}

/// Digest of what the signer is shown: the record with the values typed so far, the form, its language.
pub(super) fn shown_digest(kind: &Kind, spec: &FormSpec, facts: &Facts, values: &Values, language: Language) -> Hash32 {
    let mut shown: Values = facts.0.clone();
    shown.extend(values.iter().map(|(key, value)| (key.clone(), value.clone())));
    shown.retain(|key, value| is_shown(key) && !value.is_null());
    let chinese = language == Language::Chinese;
    let bytes = minicbor::to_vec((kind.code(), spec.id, spec.version, chinese, &shown));
    Hash32::of(&bytes.expect("encoding into memory does not fail"))
}

/// Refuses when the content changed after it was shown, or was never shown (domain §6.3). It may have
/// been shown before the signer's own particulars were typed, or with exactly these.
pub(super) fn shown_unchanged(
    kind: &Kind,
    spec: &FormSpec,
    before: &Facts,
    input: &SignatureInput,
) -> Result<(), AppError> {
    let Some(shown) = input.shown else {
        if is_on_device(kind, before, &input.values) {
            let (zh, en) = ("请先向客户出示完整内容", "show the whole form first");
            return Err(AppError::Problems(vec![Problem::general("not_shown", zh, en)]));
        }
        return Ok(());
    };
    let digest = |values: &Values| shown_digest(kind, spec, before, values, input.language);
    if shown != digest(&Values::new()) && shown != digest(&input.values) {
        let (zh, en) = ("展示后内容有改动，请重新展示后再签", "the content changed after it was shown: show it again");
        return Err(AppError::Problems(vec![Problem::general("changed_after_shown", zh, en)]));
    }
    Ok(())
}

/// It is signed by hand on this device; a sheet of attendees always is.
fn is_on_device(kind: &Kind, before: &Facts, values: &Values) -> bool {
    let way = values.get(&format!("rounds/{}/way", steps::round(before))).and_then(Scalar::as_text);
    way == Some("device") || kind.code() == attending::KIND
}

/// The fields of the round that will hold what is drawn once the step is signed: the customer's and ours, and
/// a third party's or, on a sheet of attendees, the customer's only when somebody is named for it.
pub(super) fn to_be_drawn(kind: &Kind, before: &Facts, values: &Values) -> Vec<String> {
    let round = steps::round(before);
    let names = |field: &str| {
        let name = values.get(&format!("rounds/{round}/{field}")).and_then(Scalar::as_text);
        name.is_some_and(|name| !name.trim().is_empty())
    };
    let customer = kind.code() != attending::KIND || names("signer_name");
    let boxes = [("strokes", customer), ("engineer_strokes", true), ("third_party_strokes", names("third_party_name"))];
    let drawn = boxes.into_iter().filter(|(_, is_drawn)| *is_drawn && is_on_device(kind, before, values));
    drawn.map(|(field, _)| format!("rounds/{round}/{field}")).collect()
}

/// The place of signing, the same on the form, in the record and in the seal: as the step says, else as
/// the device says, else the site.
pub(super) fn place(before: &Facts, values: &mut Values, device: &str, site: &str) -> String {
    let key = format!("rounds/{}/place", steps::round(before));
    let typed = values.get(&key).and_then(Scalar::as_text).filter(|text| !text.is_empty());
    let device = Some(device).filter(|text| !text.is_empty());
    let place = typed.or(device).unwrap_or(site).to_owned();
    if !place.is_empty() {
        values.insert(key, Scalar::text(&place));
    }
    place
}

/// Decodes strokes; an empty or dot-like one is no signature.
pub(super) fn drawn(bytes: &Option<Vec<u8>>, field: &str) -> Result<Option<Strokes>, AppError> {
    let Some(bytes) = bytes else { return Ok(None) };
    let strokes = Strokes::from_bytes(bytes);
    strokes.map(Some).map_err(|_| {
        problem(field, "no_signature", "签名为空或只有一点，请重新签名", "the signature is empty or a dot: sign again")
    })
}

/// Digits of a mobile number in China, which its country code precedes or not.
const NATIONAL_DIGITS: usize = 11;

/// A phone number as one compares it: digits, without the country code.
fn phone_digits(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits[digits.len().saturating_sub(NATIONAL_DIGITS)..].to_owned()
}

/// A name as one compares it: without spaces.
fn bare_name(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

impl App {
    /// Nobody of ours signs in the customer's box: name and phone of anyone in the directory are known
    /// here, the step knows those on the job (domain §6.3).
    pub(super) fn refuse_own_people(&self, before: &Facts, values: &Values, round: i64) -> Result<(), AppError> {
        let key = |field: &str| format!("rounds/{round}/{field}");
        self.refuse_own_person(before, values, [&key("signer_name"), &key("signer_phone")])
    }

    /// The same of anybody whose name and phone stand under these keys.
    pub(super) fn refuse_own_person(
        &self,
        before: &Facts,
        values: &Values,
        [name_key, phone_key]: [&str; 2],
    ) -> Result<(), AppError> {
        let value = |key: &str| values.get(key).unwrap_or_else(|| before.get(key)).as_text().map(str::to_owned);
        let (Some(name), Some(phone)) = (value(name_key), value(phone_key)) else { return Ok(()) };
        let (name, phone) = (bare_name(&name), phone_digits(&phone));
        for document in self.store.read(|r| r.documents_of_kind("person"))? {
            let facts = document.facts();
            let same_name = facts.text("name").map(bare_name).as_deref() == Some(&name);
            if same_name && !phone.is_empty() && facts.text("phone").map(phone_digits).as_deref() == Some(&phone) {
                let (zh, en) = ("签署人是本公司员工", "the signer is one of our own people");
                return Err(problem(name_key, "own_person", zh, en));
            }
        }
        Ok(())
    }
}
