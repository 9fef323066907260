//! Whether a content may be sealed: the rules of domain §6 that need nothing but the content itself.
//! Absent by design: which form needs which signer, and whose employee somebody is; records know that.

use std::collections::BTreeSet;

use super::{
    content::SealContent,
    limits::{ENTRY_BYTES_MAX, NAME_BYTES_MAX, NUMBERED_MAX, ROWS_MAX},
    names,
    rows::rows_of,
    signing::{Outcome, Proxy, ProxyAuthority, Side, Signer},
    strokes::Strokes,
};
use crate::schema::{Capacity, Choice, Problem, RefusalReason, Scalar};

/// Everything that keeps a content from being sealed, for a person to read.
pub(super) fn problems_of(content: &SealContent) -> Vec<Problem> {
    let mut problems = Problems(Vec::new());
    check_counts(content, &mut problems);
    check_form(content, &mut problems);
    check_times(content, &mut problems);
    check_outcome(content, &mut problems);
    for (index, signer) in content.signers.iter().enumerate() {
        check_signer(content, index + 1, signer, &mut problems);
    }
    for (index, row) in content.reservations.iter().enumerate() {
        problems.require(&row.text, &format!("reservation/{:03}/text", index + 1), "保留意见内容", "the reservation");
    }
    check_rows(content, &mut problems);
    problems.0
}

/// What is wrong with drawn strokes: an empty or dot-like stroke is no signature (domain §6.3).
fn strokes_are_acceptable(strokes: &[u8]) -> bool {
    Strokes::from_bytes(strokes).is_ok()
}

struct Problems(Vec<Problem>);

impl Problems {
    fn add(&mut self, field: &str, code: &str, zh: &str, en: &str) {
        self.0.push(Problem::of_field(field, code, zh, en));
    }

    fn require(&mut self, text: &str, field: &str, zh: &str, en: &str) {
        if text.trim().is_empty() {
            self.add(field, "required", &format!("请填写{zh}"), &format!("{en} is missing"));
        }
    }
}

fn check_counts(content: &SealContent, problems: &mut Problems) {
    let pages = match &content.outcome {
        Outcome::Paper { pages, .. } => pages.len(),
        _ => 0,
    };
    let most = [content.photos.len(), content.signers.len(), content.reservations.len(), pages];
    if most.iter().any(|count| *count > NUMBERED_MAX) {
        problems.add("", "too_many", "照片、签字人或保留意见过多", "too many photos, signers or reservations");
    }
}

fn check_form(content: &SealContent, problems: &mut Problems) {
    problems.require(&content.record_kind, names::RECORD_KIND, "记录类型", "the kind of record");
    problems.require(&content.template.id, names::TEMPLATE_ID, "表单", "the form's template");
    problems.require(&content.statement, names::STATEMENT, "声明", "the statement");
    if content.fields.is_empty() {
        problems.add("field", "required", "没有可签署的内容", "there is nothing to sign");
    }
    let mut keys = BTreeSet::new();
    for field in &content.fields {
        let name = names::field(&field.key);
        if !keys.insert(&field.key) {
            problems.add(&name, "twice", "同一字段出现两次", "the same field stands there twice");
        }
        if field.value.as_text().is_some_and(|text| Scalar::text(text) != field.value) {
            problems.add(&name, "not_normal", "文字未规范化（NFC）", "the text is not in normal form C");
        }
    }
    let Some(position) = content.place.position else {
        problems.require(&content.place.address, "place/address", "地点", "the place");
        return;
    };
    let on_earth = position.latitude_e7.abs() <= 90 * 10_000_000 && position.longitude_e7.abs() <= 180 * 10_000_000;
    if !on_earth {
        problems.add("place/latitude_e7", "out_of_range", "位置超出范围", "the position is out of range");
    }
}

fn check_times(content: &SealContent, problems: &mut Problems) {
    if !content.signed_at.is_plausible() {
        problems.add(names::SIGNED_AT, "out_of_range", "签署时间有误", "the time of signing is out of range");
    }
    if content.chain.device_valid_at(content.signed_at).is_err() {
        let (zh, en) = ("设备证书在签署时无效", "the device's certificate is not valid at that time");
        problems.add(names::SIGNED_AT, "not_certified", zh, en);
    }
    let latest = content.signed_at.utc_ms.saturating_add(content.signed_at.error_ms.into());
    if content.last_server_time.is_some_and(|at| at.utc_ms > latest) {
        let (zh, en) = ("签署时间早于最近一次服务器时间", "signed before the server's time that was heard last");
        problems.add(names::SIGNED_AT, "clock_wrong", zh, en);
    }
}

fn check_outcome(content: &SealContent, problems: &mut Problems) {
    let confirming = || content.signers.iter().filter(|signer| signer.confirms());
    let drawn = confirming().filter(|signer| signer.strokes.is_some()).count();
    let on_device = content.outcome == Outcome::Device;
    if on_device && (drawn == 0 || drawn < confirming().count()) {
        let (zh, en) = ("客户方每位签字人都须亲笔签名", "everyone who signs for the customer must draw a signature");
        problems.add("signer", "signature_missing", zh, en);
    }
    if !on_device && !matches!(content.outcome, Outcome::Link { .. }) && drawn > 0 {
        let (zh, en) = ("此确认方式不应有客户笔迹", "this way of confirmation has no strokes of the customer");
        problems.add("signer", "signature_unexpected", zh, en);
    }
    if !content.outcome.is_confirmed() && !content.reservations.is_empty() {
        let (zh, en) = ("未经客户确认的表单不能有保留意见", "a form that nobody confirmed has no reservations");
        problems.add("reservation", "reservation_unexpected", zh, en);
    }
    match &content.outcome {
        Outcome::Device => {}
        Outcome::Link { sent_to, .. } => {
            problems.require(sent_to, "outcome/sent_to", "链接接收号码", "the number the link was sent to");
            if confirming().next().is_none() {
                problems.add("signer", "signer_missing", "请填写客户确认人", "who confirmed is missing");
            }
        }
        Outcome::Paper { pages, original_kept } => {
            problems.require(original_kept, "outcome/original_kept", "原件保存处", "where the original is kept");
            if pages.is_empty() {
                problems.add(
                    "file/paper",
                    "required",
                    "请拍摄已签署的纸质单据",
                    "a photo of the signed paper is missing",
                );
            }
        }
        Outcome::Telephone { name, phone, words, recorded, told, .. } => {
            problems.require(name, "outcome/name", "电话确认人", "who confirmed");
            problems.require(phone, "outcome/phone", "电话号码", "the number called");
            problems.require(words, "outcome/words", "客户原话", "the customer's words");
            if *recorded && !told {
                let (zh, en) = ("录音须事先告知客户", "a recording needs the customer to have been told");
                problems.add("outcome/recorded", "not_told", zh, en);
            }
        }
        Outcome::Platform { provider, .. } => {
            problems.require(provider, "outcome/provider", "签约平台", "the platform");
        }
        Outcome::Refused { shown_to, reason, words, .. } => {
            problems.require(shown_to, "outcome/shown_to", "出示对象", "to whom it was shown");
            if *reason == RefusalReason::Another {
                problems.require(words, "outcome/words", "客户原话", "the customer's words");
            }
        }
        Outcome::Absent { sought, tried, .. } => {
            problems.require(sought, "outcome/sought", "寻找的签字人", "who was looked for");
            problems.require(tried, "outcome/tried", "已尝试的联系", "what was tried");
        }
        Outcome::Deemed { clause, .. } => {
            problems.require(clause, "outcome/clause", "合同条款", "the contract's clause");
        }
    }
}

fn check_signer(content: &SealContent, number: usize, signer: &Signer, problems: &mut Problems) {
    problems.require(&signer.name, &format!("signer/{number:03}/name"), "签字人姓名", "the signer's name");
    if signer.strokes.as_deref().is_some_and(|strokes| !strokes_are_acceptable(strokes)) {
        let (zh, en) = ("签名为空或只是一个点，请重签", "the signature is empty or a mere dot: sign again");
        problems.add(&names::strokes(number), "not_a_signature", zh, en);
    }
    if let Some(proxy) = &signer.proxy {
        check_proxy(content, number, signer, proxy, problems);
    }
}

fn check_proxy(content: &SealContent, number: usize, signer: &Signer, proxy: &Proxy, problems: &mut Problems) {
    let name_of = |field: &str| format!("signer/{number:03}/proxy/{field}");
    problems.require(&proxy.for_name, &name_of("for"), "被代签人", "for whom");
    problems.require(&proxy.relation, &name_of("relation"), "与被代签人的关系", "the relation");
    problems.require(&proxy.why_absent, &name_of("why_absent"), "本人未签的原因", "why that person is not there");
    if !proxy.for_name.is_empty() && proxy.for_name == signer.name {
        let (zh, en) = ("代签人须写自己的姓名", "a proxy writes their own name");
        problems.add(&name_of("for"), "own_name", zh, en);
    }
    if signer.side != Side::Customer || signer.capacity == Capacity::Trainee {
        let zh = format!("{}不得代签", signer.capacity.label().map_or("", |label| label.zh));
        problems.add(&name_of("for"), "proxy_not_allowed", &zh, "nobody may sign for this person");
    }
    match &proxy.authority {
        ProxyAuthority::Position => {
            problems.require(&signer.title, &format!("signer/{number:03}/title"), "职务", "the title");
            problems.require(&signer.department, &format!("signer/{number:03}/department"), "部门", "the department");
        }
        ProxyAuthority::Oral { name, phone, at } => {
            problems.require(name, &name_of("given_by"), "授权人", "who gave the authority");
            problems.require(phone, &name_of("phone"), "授权人电话", "the number called");
            if at.utc_ms > content.signed_at.utc_ms {
                let (zh, en) = ("授权时间晚于签署时间", "the authority was given after the signing");
                problems.add(&name_of("given_at"), "after_signing", zh, en);
            }
        }
        ProxyAuthority::Written { .. } | ProxyAuthority::Nothing => {}
    }
}

fn check_rows(content: &SealContent, problems: &mut Problems) {
    let rows = rows_of(content);
    // The PDF's row is still to come.
    if rows.entries.len() + rows.files.len() + 1 > ROWS_MAX {
        problems.add("", "too_many", "表单内容过多", "the form holds too many fields");
    }
    for entry in &rows.entries {
        if entry.name.len() > NAME_BYTES_MAX || entry.to_bytes().len() > ENTRY_BYTES_MAX {
            problems.add(&entry.name, "too_long", "内容过长", "the content is too long");
        }
    }
}
