//! Flattens what is sealed into named entries and named files.
//! Absent by design: whether it may be sealed; that is checked before.

use std::collections::BTreeMap;

use super::{
    content::{SealContent, ShownField},
    entry::{Entry, kind_code, salt},
    names,
    signing::{Outcome, Proxy, ProxyAuthority, Reservation, Signer},
};
use crate::schema::{Choice, Date, Hash32, Instant, Scalar, ValueKind};

/// The entries and files of a seal, in no particular order.
pub(super) struct Rows<'a> {
    secret: &'a [u8; 32],
    shareable: &'a BTreeMap<Hash32, Hash32>,
    pub(super) entries: Vec<Entry>,
    pub(super) files: Vec<(String, Hash32)>,
}

/// Every row of a content, except the PDF's.
pub(super) fn rows_of(content: &SealContent) -> Rows<'_> {
    let mut rows =
        Rows { secret: &content.secret, shareable: &content.shareable, entries: Vec::new(), files: Vec::new() };
    let claims = &content.chain.device.claims;
    rows.text(names::RECORD_KIND, ("记录类型", "Kind of record"), &content.record_kind);
    rows.bytes(names::RECORD_ID, ("记录编号（内部）", "Record id"), ValueKind::Reference, &content.record.0);
    rows.text(names::TEMPLATE_ID, ("表单", "Form template"), &content.template.id);
    rows.integer(names::TEMPLATE_VERSION, ("表单版本", "Template version"), content.template.version.into());
    rows.text(names::STATEMENT, ("声明", "Statement"), &content.statement);
    rows.optional_text(names::PRIVACY_NOTICE, ("个人信息告知", "Privacy notice"), &content.privacy_notice);
    content.fields.iter().for_each(|field| rows.field(field));
    for (index, photo) in content.photos.iter().enumerate() {
        let number = index + 1;
        let caption = format!("photo/{number:03}/caption");
        rows.numbered_text(&caption, ("照片", "Photo"), number, ("说明", "caption"), &photo.caption);
        rows.photo(names::photo_original(number), photo.original);
    }
    rows.choice(names::WAY, ("确认方式", "Way of confirmation"), &content.outcome.way());
    rows.outcome(&content.outcome);
    content.signers.iter().enumerate().for_each(|(index, signer)| rows.signer(index + 1, signer));
    content.reservations.iter().enumerate().for_each(|(index, row)| rows.reservation(index + 1, row));
    if let Some(position) = content.place.position {
        rows.integer("place/latitude_e7", ("纬度（×10⁷）", "Latitude (×10⁷)"), position.latitude_e7);
        rows.integer("place/longitude_e7", ("经度（×10⁷）", "Longitude (×10⁷)"), position.longitude_e7);
        rows.integer("place/accuracy_m", ("定位误差（米）", "Accuracy (metres)"), position.accuracy_m.into());
    }
    rows.optional_text("place/address", ("地点", "Place"), &content.place.address);
    rows.instant(names::SIGNED_AT, ("签署时间", "Signed at"), content.signed_at);
    if let Some(at) = content.last_server_time {
        rows.instant(names::LAST_SERVER_TIME, ("最近一次服务器时间", "Last server time"), at);
    }
    rows.bytes(names::PERSON_ID, ("经办人（内部编号）", "Person's id"), ValueKind::Reference, &claims.person.0);
    rows.text(names::PERSON_NAME, ("经办人", "Person"), &claims.name);
    rows.bytes(names::DEVICE_KEY, ("设备公钥", "Device key"), ValueKind::Bytes, &claims.key.0);
    if let Some(previous) = content.previous {
        rows.bytes(names::PREVIOUS, ("前一次签章封存", "Previous seal"), ValueKind::Bytes, &previous.0);
    }
    rows.file(names::CERTIFICATES.to_owned(), Hash32::of(&content.chain.to_bytes()));
    rows
}

type Pair<'a> = (&'a str, &'a str);

impl Rows<'_> {
    fn entry(&mut self, name: &str, label: Pair<'_>, kind: ValueKind, text: String, value: Scalar) {
        self.entries.push(Entry {
            name: name.to_owned(),
            salt: salt(self.secret, name),
            label_zh: label.0.to_owned(),
            label_en: label.1.to_owned(),
            text,
            kind: kind_code(kind).to_owned(),
            value,
        });
    }

    fn file(&mut self, name: String, digest: Hash32) {
        self.files.push((name, digest));
    }

    /// A photo as it was taken, and its derivative if it has one.
    fn photo(&mut self, name: String, original: Hash32) {
        if let Some((name, derivative)) = names::shareable_of(&name).zip(self.shareable.get(&original)) {
            self.file(name, *derivative);
        }
        self.file(name, original);
    }

    fn text(&mut self, name: &str, label: Pair<'_>, text: &str) {
        let value = Scalar::text(text);
        let text = value.as_text().unwrap_or_default().to_owned();
        self.entry(name, label, ValueKind::Text, text, value);
    }

    fn optional_text(&mut self, name: &str, label: Pair<'_>, text: &str) {
        if !text.is_empty() {
            self.text(name, label, text);
        }
    }

    fn numbered_text(&mut self, name: &str, what: Pair<'_>, number: usize, label: Pair<'_>, text: &str) {
        let (zh, en) = numbered_label(what, number, label);
        self.optional_text(name, (&zh, &en), text);
    }

    fn integer(&mut self, name: &str, label: Pair<'_>, value: i64) {
        self.entry(name, label, ValueKind::Integer, value.to_string(), Scalar::Integer(value));
    }

    fn boolean(&mut self, name: &str, label: Pair<'_>, value: bool) {
        let text = if value { "是" } else { "否" };
        self.entry(name, label, ValueKind::Boolean, text.to_owned(), Scalar::Boolean(value));
    }

    fn instant(&mut self, name: &str, label: Pair<'_>, at: Instant) {
        self.entry(name, label, ValueKind::Instant, at.to_string(), at.to_scalar());
    }

    fn date(&mut self, name: &str, label: Pair<'_>, date: Date) {
        self.entry(name, label, ValueKind::Date, date.to_string(), date.to_scalar());
    }

    /// Bytes as base32, which is how ids and keys are shown everywhere.
    fn bytes(&mut self, name: &str, label: Pair<'_>, kind: ValueKind, bytes: &[u8]) {
        let text = data_encoding::BASE32_NOPAD.encode(bytes).to_ascii_lowercase();
        self.entry(name, label, kind, text, Scalar::Bytes(bytes.to_vec()));
    }

    fn choice<C: Choice>(&mut self, name: &str, label: Pair<'_>, value: &C) {
        let code = value.code();
        let text = value.label().map_or(code, |label| label.zh);
        self.entry(name, label, ValueKind::Choice, text.to_owned(), Scalar::text(code));
    }

    fn field(&mut self, field: &ShownField) {
        let label = (field.label_zh.as_str(), field.label_en.as_str());
        self.entry(&names::field(&field.key), label, field.kind, field.text.clone(), field.value.clone());
    }

    fn outcome(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Device => {}
            Outcome::Link { sent_to, confirmed_at } => {
                self.text("outcome/sent_to", ("链接发往", "Link sent to"), sent_to);
                self.instant("outcome/confirmed_at", ("确认时间", "Confirmed at"), *confirmed_at);
            }
            Outcome::Paper { pages, original_kept } => {
                self.text("outcome/original_kept", ("原件保存", "Original kept"), original_kept);
                for (index, page) in pages.iter().enumerate() {
                    self.photo(names::paper_page(index + 1), *page);
                }
            }
            Outcome::Telephone { name, phone, at, words, recorded, told } => {
                self.text("outcome/name", ("电话确认人", "Confirmed by"), name);
                self.text("outcome/phone", ("电话", "Phone"), phone);
                self.instant("outcome/at", ("通话时间", "Called at"), *at);
                self.text("outcome/words", ("客户原话", "Customer's words"), words);
                self.boolean("outcome/recorded", ("通话录音", "Call recorded"), *recorded);
                self.boolean("outcome/told", ("已告知录音", "Told of the recording"), *told);
            }
            Outcome::Platform { provider, certificate, document } => {
                self.text("outcome/provider", ("签约平台", "Platform"), provider);
                self.file(names::PLATFORM_CERTIFICATE.to_owned(), *certificate);
                self.file(names::PLATFORM_DOCUMENT.to_owned(), *document);
            }
            Outcome::Refused { shown_to, shown_to_title, reason, words, agreed_next } => {
                self.text("outcome/shown_to", ("已出示给", "Shown to"), shown_to);
                self.optional_text("outcome/shown_to_title", ("职务", "Title"), shown_to_title);
                self.choice("outcome/reason", ("拒签原因", "Reason of the refusal"), reason);
                self.optional_text("outcome/words", ("客户原话", "Customer's words"), words);
                self.optional_text("outcome/agreed_next", ("约定的下一步", "Agreed next"), agreed_next);
            }
            Outcome::Absent { sought, tried, link_sent_to } => {
                self.text("outcome/sought", ("寻找的签字人", "Who was looked for"), sought);
                self.text("outcome/tried", ("已尝试", "What was tried"), tried);
                self.optional_text("outcome/sent_to", ("链接发往", "Link sent to"), link_sent_to);
            }
            Outcome::Deemed { clause, notified_at, days } => {
                self.text("outcome/clause", ("合同条款", "Clause"), clause);
                self.instant("outcome/notified_at", ("通知时间", "Notice given at"), *notified_at);
                self.integer("outcome/days", ("期满天数", "Days passed"), i64::from(*days));
            }
        }
    }

    fn signer(&mut self, number: usize, signer: &Signer) {
        let what = ("签字人", "Signer");
        let name_of = |field: &str| format!("signer/{number:03}/{field}");
        let (zh, en) = numbered_label(what, number, ("所属方", "side"));
        self.choice(&name_of("side"), (&zh, &en), &signer.side);
        let (zh, en) = numbered_label(what, number, ("身份", "capacity"));
        self.choice(&name_of("capacity"), (&zh, &en), &signer.capacity);
        let (zh, en) = numbered_label(what, number, ("姓名", "name"));
        let (printed, name) = (signer.printed(), Scalar::text(&signer.name));
        self.entry(&name_of("name"), (&zh, &en), ValueKind::Text, printed, name);
        self.numbered_text(&name_of("department"), what, number, ("部门", "department"), &signer.department);
        self.numbered_text(&name_of("title"), what, number, ("职务", "title"), &signer.title);
        self.numbered_text(&name_of("phone"), what, number, ("电话", "phone"), &signer.phone);
        if let Some(strokes) = &signer.strokes {
            self.file(names::strokes(number), Hash32::of(strokes));
        }
        if let Some(proxy) = &signer.proxy {
            self.proxy(number, proxy);
        }
    }

    fn proxy(&mut self, number: usize, proxy: &Proxy) {
        let what = ("签字人", "Signer");
        let name_of = |field: &str| format!("signer/{number:03}/proxy/{field}");
        self.numbered_text(&name_of("for"), what, number, ("代谁签", "for whom"), &proxy.for_name);
        self.numbered_text(&name_of("relation"), what, number, ("与本人关系", "relation"), &proxy.relation);
        let why = ("本人未签原因", "why that person is not there");
        self.numbered_text(&name_of("why_absent"), what, number, why, &proxy.why_absent);
        let (zh, en) = numbered_label(what, number, ("授权方式", "authority"));
        self.choice(&name_of("authority"), (&zh, &en), &proxy.authority.code());
        match &proxy.authority {
            ProxyAuthority::Written { photo } => self.photo(names::proxy_authority(number), *photo),
            ProxyAuthority::Oral { name, phone, at } => {
                self.numbered_text(&name_of("given_by"), what, number, ("授权人", "authority given by"), name);
                self.numbered_text(&name_of("phone"), what, number, ("授权人电话", "number called"), phone);
                let (zh, en) = numbered_label(what, number, ("授权时间", "authority given at"));
                self.instant(&name_of("given_at"), (&zh, &en), *at);
            }
            ProxyAuthority::Position | ProxyAuthority::Nothing => {}
        }
    }

    fn reservation(&mut self, number: usize, row: &Reservation) {
        let what = ("保留意见", "Reservation");
        let name_of = |field: &str| format!("reservation/{number:03}/{field}");
        self.numbered_text(&name_of("text"), what, number, ("内容", "text"), &row.text);
        let (zh, en) = numbered_label(what, number, ("类别", "category"));
        self.choice(&name_of("category"), (&zh, &en), &row.category);
        let (zh, en) = numbered_label(what, number, ("影响使用", "blocks use"));
        self.boolean(&name_of("blocks_use"), (&zh, &en), row.blocks_use);
        self.numbered_text(&name_of("remedy"), what, number, ("约定措施", "agreed remedy"), &row.remedy);
        self.numbered_text(&name_of("by"), what, number, ("负责人", "by whom"), &row.by);
        if let Some(due) = row.due {
            let (zh, en) = numbered_label(what, number, ("期限", "by when"));
            self.date(&name_of("due"), (&zh, &en), due);
        }
    }
}

/// `签字人 1 姓名`, `Signer 1, name`.
fn numbered_label(what: Pair<'_>, number: usize, label: Pair<'_>) -> (String, String) {
    (format!("{} {number} {}", what.0, label.0), format!("{} {number}, {}", what.1, label.1))
}
