//! One installation acceptance from fixed keys: what the golden vectors hold.

use crate::{
    schema::{Capacity, Date, Hash32, Id, Instant, Money, RecordId, ReservationCategory, Scalar, ValueKind},
    seal::{
        Algorithm, Attachment, Certificate, Chain, DeviceClaims, Fingerprint, Outcome, Place, Position, Proxy,
        ProxyAuthority, Receipt, Reservation, SealContent, SealedFile, SealedForm, SealedPhoto, ServerClaims,
        ShownField, Side, Signer, Template,
        keys::{Context, SigningKey},
        names,
        rows::rows_of,
        seal,
        sealed::table_of,
    },
};

pub const PDF: &[u8] = b"%PDF-1.7 a golden form";
pub const LOG_SEQ: u64 = 4_711;

pub fn company() -> Id {
    Id([0xc0; 16])
}

pub fn person() -> RecordId {
    Id([0x0b; 16])
}

pub fn root_key() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

pub fn server_key() -> SigningKey {
    SigningKey::from_bytes(&[2; 32])
}

pub fn device_key() -> SigningKey {
    SigningKey::from_bytes(&[3; 32])
}

pub fn root() -> Fingerprint {
    Fingerprint::of(&root_key().public())
}

/// 2026-11-23 14:05:00 in China.
pub fn signed_at() -> Instant {
    Instant { utc_ms: 1_795_413_900_000, offset_minutes: 480, error_ms: 40 }
}

pub fn received_at() -> Instant {
    Instant::from_utc_ms(signed_at().utc_ms + 3_600_000)
}

pub fn server_claims() -> ServerClaims {
    ServerClaims {
        company: company(),
        algorithm: Algorithm::Ed25519,
        key: server_key().public(),
        valid_from: Instant::from_utc_ms(1_767_225_600_000),
        valid_until: None,
        serial: 1,
    }
}

pub fn device_claims() -> DeviceClaims {
    DeviceClaims {
        company: company(),
        person: person(),
        name: "王工".into(),
        algorithm: Algorithm::Ed25519,
        key: device_key().public(),
        segment: "07".into(),
        valid_from: Instant::from_utc_ms(1_767_312_000_000),
        valid_until: None,
        serial: 12,
    }
}

pub fn chain() -> Chain {
    Chain {
        server: Certificate::issue(server_claims(), &root_key()),
        device: Certificate::issue(device_claims(), &server_key()),
    }
}

/// A drawn signature: one stroke on a pad of 600 by 200 pixels.
pub fn customer_strokes() -> Vec<u8> {
    let hex = b"8319025818c88183831903e819038400831907d01903b60883190bb81903e810";
    data_encoding::HEXLOWER.decode(hex).unwrap()
}

pub fn engineer_strokes() -> Vec<u8> {
    let hex = b"8319025818c88183831903e819038400831907d01903b60883190bb81903e811";
    data_encoding::HEXLOWER.decode(hex).unwrap()
}

/// Every file of the sample, by row name.
pub fn files() -> Vec<(String, Vec<u8>)> {
    vec![
        (names::PDF.to_owned(), PDF.to_vec()),
        (names::photo_original(1), b"original of photo 1".to_vec()),
        (photo_shareable(1), b"shareable photo 1".to_vec()),
        (names::photo_original(2), b"original of photo 2".to_vec()),
        (photo_shareable(2), b"shareable photo 2".to_vec()),
        (names::strokes(1), customer_strokes()),
        (names::strokes(2), engineer_strokes()),
        (names::proxy_authority(1), b"photo of the authority".to_vec()),
    ]
}

fn file_digest(name: &str) -> Hash32 {
    let files = files();
    Hash32::of(&files.iter().find(|(file, _)| file == name).expect("the sample has this file").1)
}

pub fn field(key: &str, labels: (&str, &str), kind: ValueKind, value: Scalar, text: &str) -> ShownField {
    let (label_zh, label_en) = (labels.0.to_owned(), labels.1.to_owned());
    ShownField { key: key.to_owned(), label_zh, label_en, kind, value, text: text.to_owned() }
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn photo(number: usize, caption: &str) -> SealedPhoto {
    SealedPhoto { caption: caption.into(), original: file_digest(&names::photo_original(number)) }
}

pub fn photo_shareable(number: usize) -> String {
    names::shareable_of(&names::photo_original(number)).unwrap()
}

pub fn customer() -> Signer {
    Signer {
        side: Side::Customer,
        capacity: Capacity::AcceptingPerson,
        name: "李四".into(),
        department: "设备部".into(),
        title: "主任".into(),
        phone: "13800000000".into(),
        proxy: Some(Proxy {
            for_name: "张三".into(),
            relation: "同事".into(),
            why_absent: "出差".into(),
            authority: ProxyAuthority::Written { photo: file_digest(&names::proxy_authority(1)) },
        }),
        strokes: Some(customer_strokes()),
    }
}

pub fn engineer() -> Signer {
    Signer {
        side: Side::Ours,
        capacity: Capacity::Engineer,
        name: "王工".into(),
        department: String::new(),
        title: String::new(),
        phone: String::new(),
        proxy: None,
        strokes: Some(engineer_strokes()),
    }
}

pub fn content() -> SealContent {
    use ValueKind::{Boolean, Choice, Date as Day, Integer, Money as Amount, Text};
    SealContent {
        record_kind: "installation".into(),
        record: Id([0xaa; 16]),
        template: Template { id: "installation_acceptance".into(), version: 3 },
        fields: vec![
            field("number", ("编号", "Number"), Text, Scalar::text("AZ-07-0012"), "AZ-07-0012"),
            field("round", ("轮次", "Round"), Integer, Scalar::Integer(1), "1"),
            field("installed_on", ("安装日期", "Installed on"), Day, date("2026-11-23").to_scalar(), "2026年11月23日"),
            field("result", ("验收结果", "Result"), Choice, Scalar::text("reserved"), "合格（有保留）"),
            field("machines/m1/serial_number", ("序列号", "Serial number"), Text, Scalar::text("SN-1"), "SN-1"),
            field("machines/m1/running", ("运行", "Running"), Boolean, Scalar::Boolean(true), "☑"),
            field("charge", ("费用", "Charge"), Amount, Money::cny(120_050).to_scalar(), "CNY 1,200.50"),
            field("remark", ("备注", "Remark"), Text, Scalar::Null, "—"),
        ],
        statement: "本人确认上述安装调试情况及检测结果与现场一致（如有保留意见，以上述记载为准）。".into(),
        privacy_notice: "个人信息告知 第1版".into(),
        photos: vec![photo(1, "铭牌"), photo(2, "")],
        shareable: [1, 2].map(|n| (photo(n, "").original, file_digest(&photo_shareable(n)))).into(),
        outcome: Outcome::Device,
        signers: vec![customer(), engineer()],
        reservations: vec![Reservation {
            text: "外壳有划痕".into(),
            category: ReservationCategory::Appearance,
            blocks_use: false,
            remedy: "更换外壳".into(),
            by: "王工".into(),
            due: Some(date("2026-12-01")),
        }],
        place: Place {
            position: Some(Position { latitude_e7: 312_304_000, longitude_e7: 1_214_737_000, accuracy_m: 12 }),
            address: "上海市某路1号".into(),
        },
        signed_at: signed_at(),
        last_server_time: Some(Instant::from_utc_ms(signed_at().utc_ms - 7_200_000)),
        previous: Some(Hash32([0x5e; 32])),
        chain: chain(),
        secret: [9; 32],
    }
}

pub fn form() -> SealedForm {
    seal(&content(), Hash32::of(PDF), &device_key()).unwrap()
}

/// A seal of whatever content, as a manipulated phone would make it.
pub fn manipulated(content: &SealContent) -> SealedForm {
    let table = table_of(content, Some(Hash32::of(PDF)));
    let signature = device_key().sign(Context::Seal, &table.to_bytes());
    let mut entries = rows_of(content).entries;
    entries.sort_by(|left, right| left.name.cmp(&right.name));
    form().replaced(table, content.chain.clone(), entries.into_iter().map(Some).collect(), signature)
}

pub fn receipt(form: &SealedForm) -> Receipt {
    Receipt::sign(form.digest(), received_at(), LOG_SEQ, chain().server, &server_key())
}

pub fn file() -> SealedFile {
    let form = form();
    let attachments = files().into_iter().map(|(name, bytes)| Attachment { name, bytes }).collect();
    SealedFile { receipt: Some(receipt(&form)), form, attachments }
}

pub fn file_bytes() -> Vec<u8> {
    file().encode().unwrap()
}
