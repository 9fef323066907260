//! Makes every text of a form printable: a character the font lacks becomes a visible `〔U+XXXX〕`.
//! Absent by design: refusing a text. A rare name must not block a signature.

use std::collections::BTreeSet;

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use super::world::is_printable;

/// Replaces, in every text inside `value`, what cannot be printed as it is. Returns the characters
/// that were replaced by marks.
pub(super) fn make_printable(value: &mut Value) -> BTreeSet<char> {
    let mut missing = BTreeSet::new();
    walk(value, &mut missing);
    missing
}

fn walk(value: &mut Value, missing: &mut BTreeSet<char>) {
    match value {
        Value::String(text) => *text = printable(text, missing),
        Value::Array(values) => values.iter_mut().for_each(|value| walk(value, missing)),
        Value::Object(values) => values.values_mut().for_each(|value| walk(value, missing)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Line ends of every kind become `\n`, tabs and spaces that forbid a line break become spaces.
fn printable(text: &str, missing: &mut BTreeSet<char>) -> String {
    let mut out = String::with_capacity(text.len());
    let composed = text.replace("\r\n", "\n");
    for character in composed.nfc() {
        match character {
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' | '\u{a0}' | '\u{202f}' | '\u{2007}' => out.push(' '),
            character if is_printable(character) => out.push(character),
            character => {
                missing.insert(character);
                out.push_str(&format!("〔U+{:04X}〕", u32::from(character)));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_font_lacks_becomes_a_mark_and_nothing_vanishes() {
        for (text, expected, count) in [
            ("张䶮 0755-8888", "张䶮 0755-8888", 0),
            ("龘\u{1f600}", "〔U+9F98〕〔U+1F600〕", 2),
            ("abc\u{202e}def", "abc〔U+202E〕def", 1),
            ("a\u{0}b\u{200b}", "a〔U+0000〕b〔U+200B〕", 2),
            ("一\r\n二\r三\u{2028}四\t五\u{a0}六", "一\n二\n三\n四 五 六", 0),
            ("e\u{301}", "é", 0),
        ] {
            let mut value = json!({ "rows": [{ "name": text }] });
            assert_eq!(make_printable(&mut value).len(), count, "{text:?}");
            assert_eq!(value["rows"][0]["name"], expected);
        }
    }
}
