//! Our tokenizer: Chinese by single characters and overlapping pairs, words whole, and the last digits
//! of numbers, so that 轴承, a one-character surname and the tail of a serial number are all found.
//! Absent by design: SQL.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

/// Digits of a tail at least: people remember the last four of a phone or serial number.
const TAIL_DIGITS_MIN: usize = 4;

/// Characters of one token at most; longer ones are cut.
const TOKEN_CHARACTERS_MAX: usize = 32;

/// Terms of one query at most.
const QUERY_TERMS_MAX: usize = 16;

/// A run of characters of one sort.
enum Run {
    /// Han, kana or hangul: cut into characters and pairs.
    Ideographs(Vec<char>),
    /// Letters and digits.
    Word(String),
}

/// Folds width and case, and splits into runs.
fn runs(text: &str) -> Vec<Run> {
    let mut out = Vec::new();
    for c in text.nfkc().flat_map(char::to_lowercase) {
        if is_ideograph(c) {
            match out.last_mut() {
                Some(Run::Ideographs(run)) => run.push(c),
                _ => out.push(Run::Ideographs(vec![c])),
            }
        } else if c.is_alphanumeric() {
            match out.last_mut() {
                Some(Run::Word(word)) => word.push(c),
                _ => out.push(Run::Word(c.to_string())),
            }
        } else {
            // Whatever separates ends the run; an empty run of the other sort keeps neighbours apart.
            out.push(Run::Ideographs(Vec::new()));
        }
    }
    out
}

fn is_ideograph(c: char) -> bool {
    matches!(u32::from(c),
        0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// What a text is found by.
pub fn tokens(text: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for run in runs(text) {
        match run {
            Run::Ideographs(run) => {
                out.extend(run.iter().map(|c| encode(&c.to_string())));
                out.extend(run.windows(2).map(|pair| encode(&pair.iter().collect::<String>())));
            }
            Run::Word(word) => {
                out.insert(encode(&cut(&word)));
                let digits: String = word.chars().rev().take_while(char::is_ascii_digit).collect();
                for length in TAIL_DIGITS_MIN..=digits.len().min(TOKEN_CHARACTERS_MAX) {
                    out.insert(encode(&digits[..length].chars().rev().collect::<String>()));
                }
            }
        }
    }
    out
}

/// What a query asks for: each of these must be there. A word finds the words that begin with it.
pub fn query_terms(query: &str) -> Vec<QueryTerm> {
    let mut out = Vec::new();
    for run in runs(query) {
        match run {
            Run::Ideographs(run) if run.len() == 1 => {
                out.push(QueryTerm { token: encode(&run[0].to_string()), prefix: false })
            }
            Run::Ideographs(run) => {
                out.extend(
                    run.windows(2)
                        .map(|pair| QueryTerm { token: encode(&pair.iter().collect::<String>()), prefix: false }),
                );
            }
            Run::Word(word) => out.push(QueryTerm { token: encode(&cut(&word)), prefix: true }),
        }
    }
    out.truncate(QUERY_TERMS_MAX);
    out
}

/// One thing a query asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryTerm {
    token: String,
    prefix: bool,
}

impl QueryTerm {
    /// True when a text with these tokens has it.
    pub fn matches(&self, tokens: &BTreeSet<String>) -> bool {
        if self.prefix {
            tokens.iter().any(|token| token.starts_with(&self.token))
        } else {
            tokens.contains(&self.token)
        }
    }

    /// As an FTS5 term; the token is hexadecimal and needs no quoting beyond this.
    pub(super) fn to_fts(&self) -> String {
        format!("\"{}\"{}", self.token, if self.prefix { "*" } else { "" })
    }
}

fn cut(word: &str) -> String {
    word.chars().take(TOKEN_CHARACTERS_MAX).collect()
}

/// Letters and digits that the index's own tokenizer never changes: ASCII stays, the rest in hex, with
/// the z that marks it. Each character is encoded on its own, so that a prefix stays a prefix.
fn encode(token: &str) -> String {
    let mut out = String::new();
    for c in token.chars() {
        if c.is_ascii_alphanumeric() && c != 'z' {
            out.push(c);
        } else {
            out.push_str(&format!("z{:x}z", u32::from(c)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn finds(query: &str, text: &str) -> bool {
        let tokens = tokens(text);
        query_terms(query).iter().all(|term| term.matches(&tokens))
    }

    #[test]
    fn what_people_type_is_found() {
        for (query, text) in [
            ("轴承", "主轴承异响"),
            ("王", "王小明"),
            ("喆", "李喆"),
            ("0635", "MC7815-0635"),
            ("7524", "+86 157 3741 7524"),
            ("7524", "15737417524"),
            ("mc7815", "ＭＣ７８１５－０６３５"),
            ("HM-5 打标", "HM-5 激光打标机"),
            ("hm", "HM-5"),
            ("GD-2611-K7-0042", "GD-2611-K7-0042"),
            ("注塑机 漏油", "TQ-900 注塑机 漏油"),
            ("az", "AZ-2611-K7-0042"),
        ] {
            assert!(finds(query, text), "{query} in {text}");
        }
        for (query, text) in [
            ("承轴", "主轴承异响"),
            ("张", "王小明"),
            ("0636", "MC7815-0635"),
            ("机漏", "注塑机 漏油"),
            ("z", "主轴承异响"),
            ("Z8", "轴承"),
        ] {
            assert!(!finds(query, text), "{query} in {text}");
        }
    }

    proptest! {
        #[test]
        fn a_text_is_found_by_any_word_of_it(text in "[\\u{4e00}-\\u{4e20}a-zA-Z0-9 ,，]{1,40}", from in 0..40usize) {
            let words: Vec<&str> = text.split([' ', ',', '，']).filter(|word| !word.is_empty()).collect();
            if !words.is_empty() {
                prop_assert!(finds(words[from % words.len()], &text));
            }
        }

        #[test]
        fn any_text_gives_plain_tokens(text in any::<String>()) {
            for term in query_terms(&text) {
                prop_assert!(term.token.bytes().all(|b| b.is_ascii_alphanumeric()));
            }
        }
    }
}
