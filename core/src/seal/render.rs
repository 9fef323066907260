//! A verifier's report in words, in Chinese and English.
//! Absent by design: any judgement beyond the report's, and any claim of legal effect (domain §6.9).

use super::report::{Difference, Named, ReceiptVerdict, Report, RevocationVerdict};
use crate::schema::{Choice, ConfirmationWay, Instant, Label, Language};

/// Characters of a text from the file that one line shows.
const SHOWN_CHARACTERS_MAX: usize = 120;

impl Report {
    /// The report as lines of plain text, the verdict first. Texts from the file are cut and cleaned of
    /// control and direction characters, so that a forged file cannot dress up its report.
    pub fn lines(&self, language: Language) -> Vec<String> {
        let say = |zh: String, en: String| match language {
            Language::Chinese => zh,
            Language::English => en,
        };
        let mut lines = vec![self.verdict(language).to_owned()];
        lines.push(self.summary_line(language));
        lines.push(say(format!("校验码：{}", self.check_code), format!("Check code: {}", self.check_code)));
        lines.extend(self.content_lines(language));
        lines.push(self.signer_line(language));
        lines.push(self.receipt_line(language));
        lines.push(self.revocation_line(language));
        lines
    }

    fn verdict(&self, language: Language) -> &'static str {
        let label = if self.is_sound() {
            Label::new("验证通过：未发现签署后的改动。", "Verified: nothing was found changed after the signing.")
        } else {
            Label::new("验证未通过：见下列各项。", "Not verified: see the lines below.")
        };
        label.in_language(language)
    }

    fn summary_line(&self, language: Language) -> String {
        let summary = &self.summary;
        let way = ConfirmationWay::CODES.iter().find(|choice| choice.code == summary.way);
        let way = way.map_or("—", |choice| choice.label.in_language(language));
        let at = summary.signed_at.map_or_else(|| "—".to_owned(), |at| time(at, language));
        let signers: Vec<String> = summary.signers.iter().take(20).map(|name| clean(name)).collect();
        match language {
            Language::Chinese => format!("{way}，{at}，签字人：{}", or_dash(signers.join("、"))),
            Language::English => format!("{way}, {at}, signers: {}", or_dash(signers.join(", "))),
        }
    }

    fn content_lines(&self, language: Language) -> Vec<String> {
        let content = &self.content;
        let mut lines = vec![match (language, content.is_intact()) {
            (Language::Chinese, true) => "内容：与签署时一致。".to_owned(),
            (Language::English, true) => "Content: as it was signed.".to_owned(),
            (Language::Chinese, false) => format!("内容：{} 处不符。", content.differences.len()),
            (Language::English, false) => format!("Content: differs in {} place(s).", content.differences.len()),
        }];
        for Difference { what, how } in &content.differences {
            lines.push(format!("  ✗ {}{}", subject(what, language), how.label().in_language(language)));
        }
        for what in &content.withheld {
            let text = Label::new("未随文件提供，未核对", "was not handed on and not checked");
            lines.push(format!("  － {}{}", subject(what, language), text.in_language(language)));
        }
        lines
    }

    fn signer_line(&self, language: Language) -> String {
        match (&self.signer, language) {
            (Ok(certified), Language::Chinese) => format!(
                "签署设备：经公司认证，持有人 {}（证书 {}，由服务器证书 {} 签发）。",
                clean(&certified.name),
                certified.device_serial,
                certified.server_serial
            ),
            (Ok(certified), Language::English) => format!(
                "Signing device: certified by the company, held by {} (certificate {}, issued under server certificate {}).",
                clean(&certified.name),
                certified.device_serial,
                certified.server_serial
            ),
            (Err(error), Language::Chinese) => format!("签署设备：未通过认证，{}。", error.label().zh),
            (Err(error), Language::English) => format!("Signing device: not certified, {}.", error.label().en),
        }
    }

    fn receipt_line(&self, language: Language) -> String {
        match (&self.receipt, language) {
            (ReceiptVerdict::Received { at, log_seq }, Language::Chinese) => {
                format!("公司收到时间：{}（日志序号 {log_seq}）。", time(*at, language))
            }
            (ReceiptVerdict::Received { at, log_seq }, Language::English) => {
                format!("Received by the company: {} (log position {log_seq}).", time(*at, language))
            }
            (ReceiptVerdict::Absent, Language::Chinese) => {
                "公司收到时间：文件中没有回执，签署时间仅由设备时钟说明。".to_owned()
            }
            (ReceiptVerdict::Absent, Language::English) => {
                "Received by the company: no receipt in the file; the time rests on the device's clock alone."
                    .to_owned()
            }
            (ReceiptVerdict::False(error), Language::Chinese) => {
                format!("公司收到时间：回执无效，{}。", error.label().zh)
            }
            (ReceiptVerdict::False(error), Language::English) => {
                format!("Received by the company: the receipt proves nothing, {}.", error.label().en)
            }
        }
    }

    fn revocation_line(&self, language: Language) -> String {
        let (label, at) = match &self.revocation {
            RevocationVerdict::Unknown => (Label::new("未核对（没有吊销名单）", "not checked (no list at hand)"), None),
            RevocationVerdict::NotRevoked { as_of } => (Label::new("未吊销，截至", "not revoked up to"), Some(as_of)),
            RevocationVerdict::AfterReceipt { revoked_at } => {
                (Label::new("公司收到之后才吊销，于", "revoked only after the receipt, at"), Some(revoked_at))
            }
            RevocationVerdict::BeforeReceipt { revoked_at } => {
                (Label::new("公司收到之前已吊销，于", "revoked before the receipt, at"), Some(revoked_at))
            }
            RevocationVerdict::WithoutReceipt { revoked_at } => (
                Label::new("已吊销且没有回执，吊销于", "revoked, and there is no receipt from before, at"),
                Some(revoked_at),
            ),
        };
        let at = at.map(|at| format!(" {}", time(*at, language))).unwrap_or_default();
        match language {
            Language::Chinese => format!("设备吊销：{}{at}。", label.zh),
            Language::English => format!("Revocation of the device: {}{at}.", label.en),
        }
    }
}

fn subject(what: &Named, language: Language) -> String {
    let (label, name) = match language {
        Language::Chinese => (clean(&what.label_zh), clean(&what.name)),
        Language::English => (clean(&what.label_en), clean(&what.name)),
    };
    let shown = if label == name { name } else { format!("{label} [{name}]") };
    match language {
        Language::Chinese => format!("{shown}："),
        Language::English => format!("{shown} "),
    }
}

/// Local wall time with the offset, and the error bound where there is one.
fn time(at: Instant, language: Language) -> String {
    let sign = if at.offset_minutes < 0 { '-' } else { '+' };
    let minutes = at.offset_minutes.unsigned_abs();
    let wall = format!("{} UTC{sign}{:02}:{:02}", at.local().strftime("%Y-%m-%d %H:%M:%S"), minutes / 60, minutes % 60);
    match (at.error_ms, language) {
        (0, _) => wall,
        (error, Language::Chinese) => format!("{wall}（±{} 毫秒）", error),
        (error, Language::English) => format!("{wall} (±{error} ms)"),
    }
}

fn or_dash(text: String) -> String {
    if text.is_empty() { "—".to_owned() } else { text }
}

/// A text from the file, cut, without control characters and marks that reorder what is read.
fn clean(text: &str) -> String {
    let reorders =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .take(SHOWN_CHARACTERS_MAX)
        .map(|c| if c.is_control() || reorders(c) { '\u{fffd}' } else { c })
        .collect()
}
