//! Names of a seal's rows, and what a person reads for them.
//! Absent by design: values; a name says where something stands, never what it is.

/// Rows whose digest is that of a file itself begin with this; every other row's is that of its entry.
pub const FILE_PREFIX: &str = "file/";
/// How the rows of photos' shareable derivatives end.
const SHAREABLE_END: &str = "/shareable";
/// The signed PDF.
pub const PDF: &str = "file/pdf";
/// The certificate chain, which the seal itself carries.
pub const CERTIFICATES: &str = "file/certificates";
/// Kind of the sealed record.
pub const RECORD_KIND: &str = "record/kind";
/// Id of the sealed record.
pub const RECORD_ID: &str = "record/id";
/// Id of the form's template.
pub const TEMPLATE_ID: &str = "template/id";
/// Version of the form's template.
pub const TEMPLATE_VERSION: &str = "template/version";
/// The statement above the signature.
pub const STATEMENT: &str = "statement";
/// The privacy notice that was shown.
pub const PRIVACY_NOTICE: &str = "privacy_notice";
/// The way in which the form was confirmed.
pub const WAY: &str = "outcome/way";
/// When it was signed, by the device.
pub const SIGNED_AT: &str = "time/signed_at";
/// When the device last heard the server's time.
pub const LAST_SERVER_TIME: &str = "time/last_server";
/// The person whose device sealed it.
pub const PERSON_ID: &str = "person/id";
/// That person's name as certified.
pub const PERSON_NAME: &str = "person/name";
/// The public key of the device that sealed it.
pub const DEVICE_KEY: &str = "device/key";
/// Digest of the previous seal of the record.
pub const PREVIOUS: &str = "previous";

/// Rows without which a seal says too little to be one.
pub const REQUIRED: [&str; 12] = [
    RECORD_KIND,
    RECORD_ID,
    TEMPLATE_ID,
    TEMPLATE_VERSION,
    STATEMENT,
    WAY,
    SIGNED_AT,
    PERSON_ID,
    PERSON_NAME,
    DEVICE_KEY,
    CERTIFICATES,
    PDF,
];

/// Whether an entry makes the seal what it is, so that no copy may withhold it.
pub(super) fn must_stay(name: &str) -> bool {
    REQUIRED.contains(&name) || name.starts_with("outcome/")
}

/// The row of a field shown, by document key.
pub fn field(key: &str) -> String {
    format!("field/{key}")
}

/// The row of a photo's original; photos count from 1.
pub fn photo_original(number: usize) -> String {
    format!("file/photo/{number:03}/original")
}

/// The row of the derivative that may be handed on, beside the row of a photo as it was taken; `None` for
/// the row of anything but a photo.
pub fn shareable_of(name: &str) -> Option<String> {
    match name.strip_prefix(FILE_PREFIX)?.split('/').collect::<Vec<_>>().as_slice() {
        ["photo", number, "original"] => Some(format!("{FILE_PREFIX}photo/{number}{SHAREABLE_END}")),
        ["paper", _] | ["signer", _, "authority"] => Some(format!("{name}{SHAREABLE_END}")),
        _ => None,
    }
}

/// The row is that of a photo's derivative.
pub fn is_shareable(name: &str) -> bool {
    name.starts_with(FILE_PREFIX) && name.ends_with(SHAREABLE_END)
}

/// The row of a signer's strokes; signers count from 1.
pub fn strokes(number: usize) -> String {
    format!("file/signer/{number:03}/strokes")
}

/// The row of the signer's name beside a row of that signer's files; `None` for any other row.
pub(super) fn signer_name_of(name: &str) -> Option<String> {
    let (number, _) = name.strip_prefix(FILE_PREFIX)?.strip_prefix("signer/")?.split_once('/')?;
    Some(format!("signer/{number}/name"))
}

/// The row of the photo of a proxy's written authority.
pub fn proxy_authority(number: usize) -> String {
    format!("file/signer/{number:03}/authority")
}

/// The row of the photo of one page signed on paper; pages count from 1.
pub fn paper_page(number: usize) -> String {
    format!("file/paper/{number:03}")
}

/// The row of a third party platform's certificate file.
pub const PLATFORM_CERTIFICATE: &str = "file/platform/certificate";
/// The row of the PDF signed on a third party's platform.
pub const PLATFORM_DOCUMENT: &str = "file/platform/document";

/// What a person reads for a row of a file, in Chinese and English; `None` for any other row.
pub fn file_label(name: &str) -> Option<(String, String)> {
    let plain = |zh: &str, en: &str| Some((zh.to_owned(), en.to_owned()));
    let path = name.strip_prefix(FILE_PREFIX)?;
    let numbered = |number: &str| number.parse::<usize>().ok().filter(|n| (1..=999).contains(n));
    match path.split('/').collect::<Vec<_>>().as_slice() {
        ["pdf"] => plain("已签署的PDF", "The signed PDF"),
        ["certificates"] => plain("证书链", "Certificates"),
        ["platform", "certificate"] => plain("平台证书文件", "The platform's certificate file"),
        ["platform", "document"] => plain("平台签署的PDF", "The PDF signed on the platform"),
        ["photo", number, "original"] => {
            numbered(number).map(|n| (format!("照片 {n} 原图"), format!("Photo {n}, original")))
        }
        ["photo", number, "shareable"] => {
            numbered(number).map(|n| (format!("照片 {n} 可分享版"), format!("Photo {n}, shareable")))
        }
        ["signer", number, "strokes"] => {
            numbered(number).map(|n| (format!("签字人 {n} 笔迹"), format!("Signer {n}, strokes")))
        }
        ["signer", number, "authority"] => {
            numbered(number).map(|n| (format!("签字人 {n} 授权书照片"), format!("Signer {n}, written authority")))
        }
        ["signer", number, "authority", "shareable"] => numbered(number)
            .map(|n| (format!("签字人 {n} 授权书照片 可分享版"), format!("Signer {n}, written authority, shareable"))),
        ["paper", number] => {
            numbered(number).map(|n| (format!("纸质签署第 {n} 页"), format!("Signed paper, page {n}")))
        }
        ["paper", number, "shareable"] => numbered(number)
            .map(|n| (format!("纸质签署第 {n} 页 可分享版"), format!("Signed paper, page {n}, shareable"))),
        _ => None,
    }
}
