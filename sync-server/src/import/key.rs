//! Natural keys: what makes two rows speak of the same thing, however they were typed.
//! Absent by design: values as they are stored; a key is only ever compared and hashed.

use fieldseal_core::schema::{Hash32, Instant};
use unicode_normalization::UnicodeNormalization;

/// A name as compared: NFKC (full width becomes half), lower case, without any space, every kind of
/// bracket as `(` and `)`.
pub fn folded(text: &str) -> String {
    text.nfkc()
        .filter(|c| !c.is_whitespace() && !super::cell::is_invisible(*c))
        .map(|c| match c {
            '【' | '[' | '〔' | '〖' | '〈' | '{' => '(',
            '】' | ']' | '〕' | '〗' | '〉' | '}' => ')',
            '—' | '–' | '‐' | '‑' | '−' => '-',
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// A serial number as compared and stored: NFKC, upper case, without space.
pub fn serial_number(text: &str) -> String {
    folded(text).to_uppercase()
}

/// A customer: by name, and where the list gives it by unified social credit code too, since two
/// companies may bear one name.
pub fn customer(name: &str, credit_code: Option<&str>) -> String {
    match credit_code {
        Some(code) => format!("customer:{}|{code}", folded(name)),
        None => format!("customer:{}", folded(name)),
    }
}

/// A machine with a serial number.
pub fn equipment_by_serial(serial: &str) -> String {
    format!("equipment:{}", serial_number(serial))
}

/// A machine without a serial number: whose, which, where, installed when.
pub fn equipment_by_place(customer: &str, model: &str, site: &str, installed_on: &str) -> String {
    format!("equipment:{}|{}|{}|{installed_on}", folded(customer), folded(model), folded(site))
}

/// A ticket: whose, submitted when, and a digest of what was described.
pub fn ticket(customer: &str, submitted_at: Instant, description: &str) -> String {
    let digest = Hash32::of(folded(description).as_bytes());
    format!("ticket:{}|{}|{digest}", folded(customer), submitted_at.utc_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_typed_differently_are_one() {
        let expected = folded("上海某某(中国)有限公司ABC");
        for typed in
            ["上海某某（中国）有限公司ＡＢＣ", " 上海某某(中国) 有限公司abc\u{3000}", "上海某某【中国】有限公司Abc"]
        {
            assert_eq!(folded(typed), expected);
        }
        assert_eq!(serial_number(" ａｂ1234－0007 "), "AB1234-0007");
    }
}
