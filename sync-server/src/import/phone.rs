//! Ways to reach a person: numbers in one form, so that a later call finds the caller.
//! Absent by design: completing a number; one without area code or with missing digits is not a number.

use unicode_normalization::UnicodeNormalization;

/// What a cell for a telephone number may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// A number in the one form: `13812345678`, `021-63590841转322`, `400-820-8820`, `+4989123456`.
    Phone(String),
    /// An e-mail address.
    Email(String),
    /// A WeChat id, which the cell says it is.
    WeChat(String),
}

/// Why a cell is no way to reach anyone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotReachable {
    /// More than one number.
    Several,
    /// Not a number that can be dialled from anywhere in China.
    Unknown,
}

/// Reads a cell.
pub fn reach(text: &str) -> Result<Reach, NotReachable> {
    let text: String = text.nfkc().filter(|c| !super::cell::is_invisible(*c)).collect();
    let text = text.trim();
    if let Some(email) = email(text) {
        return Ok(Reach::Email(email));
    }
    for word in ["微信号", "微信", "wechat", "wx"] {
        if let Some(rest) = text.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word)) {
            let id = text[rest.len()..].trim_start_matches([':', ' ']).trim();
            let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
            if (5..=20).contains(&id.len()) && id.chars().all(allowed) {
                return Ok(Reach::WeChat(id.to_owned()));
            }
        }
    }
    if text.split([',', ';', '、', '\n', '|']).filter(|part| !part.trim().is_empty()).count() > 1
        || text.split('/').filter(|part| !part.trim().is_empty()).count() > 1
    {
        return Err(NotReachable::Several);
    }
    phone(text).map(Reach::Phone).ok_or(NotReachable::Unknown)
}

/// A number in the one form; `None` when it is not one.
pub fn phone(text: &str) -> Option<String> {
    let text: String = text.nfkc().filter(|c| !super::cell::is_invisible(*c)).collect();
    let text = text.trim();
    let (number, extension) = split_extension(text)?;
    let international = number.trim_start().starts_with('+');
    let mut digits = String::new();
    for c in number.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '+' if digits.is_empty() => {}
            ' ' | '-' | '(' | ')' | '.' | '—' | '–' | '\t' => {}
            _ => return None,
        }
    }
    let national = match (international, digits.strip_prefix("86"), digits.strip_prefix("0086")) {
        (_, _, Some(rest)) => rest,
        (true, Some(rest), None) => rest,
        (true, None, None) => {
            return ((7..=15).contains(&digits.len()) && extension.is_none()).then(|| format!("+{digits}"));
        }
        // 86 without a plus, in front of a whole mobile number.
        (false, Some(rest), None) if digits.len() == 13 && is_mobile(rest) => rest,
        _ => digits.as_str(),
    };
    if is_mobile(national) {
        return extension.is_none().then(|| national.to_owned());
    }
    if national.len() == 10 && (national.starts_with("400") || national.starts_with("800")) {
        let base = format!("{}-{}-{}", &national[..3], &national[3..6], &national[6..]);
        return Some(with_extension(base, extension));
    }
    landline(national).map(|base| with_extension(base, extension))
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && digits.starts_with('1') && matches!(digits.as_bytes()[1], b'3'..=b'9')
}

/// Area code and number: three digits of area in Beijing and the `02x` cities, four elsewhere.
/// With the country code in front, the area code's 0 may be missing.
fn landline(digits: &str) -> Option<String> {
    let area_digits = match digits.as_bytes() {
        [b'0', b'1' | b'2', ..] => 3,
        [b'0', b'3'..=b'9', ..] => 4,
        _ => return None,
    };
    let (area, number) = digits.split_at_checked(area_digits)?;
    ((7..=8).contains(&number.len()) && !number.starts_with('0')).then(|| format!("{area}-{number}"))
}

fn with_extension(base: String, extension: Option<String>) -> String {
    match extension {
        Some(extension) => format!("{base}转{extension}"),
        None => base,
    }
}

/// Splits off an extension; `None` when what follows the mark is no extension.
fn split_extension(text: &str) -> Option<(&str, Option<String>)> {
    let lower = text.to_ascii_lowercase();
    for mark in ["转分机", "分机", "转", "ext.", "ext", "x", "#"] {
        if let Some(position) = lower.find(mark) {
            let extension = text[position + mark.len()..].trim_matches([' ', ':', '-']);
            let valid = (1..=6).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_digit());
            return valid.then(|| (&text[..position], Some(extension.to_owned())));
        }
    }
    // An extension after a dash: area, number and extension are three groups then.
    if let Some((number, extension)) = text.rsplit_once('-')
        && let Some((area, rest)) = number.split_once('-')
        && landline(&format!("{area}{rest}")).is_some()
        && (1..=6).contains(&extension.len())
        && extension.bytes().all(|byte| byte.is_ascii_digit())
    {
        return Some((number, Some(extension.to_owned())));
    }
    Some((text, None))
}

/// An e-mail address in lower case; `None` when the text is not one.
pub fn email(text: &str) -> Option<String> {
    let (local, domain) = text.split_once('@')?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
    let valid = !local.is_empty()
        && local.chars().all(allowed)
        && domain.contains('.')
        && domain
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
    valid.then(|| text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_form() {
        for (typed, expected) in [
            ("13812345678", "13812345678"),
            ("138-1234-5678", "13812345678"),
            ("+86 138 1234 5678", "13812345678"),
            ("0086-13812345678", "13812345678"),
            ("8613812345678", "13812345678"),
            ("１３８１２３４５６７８", "13812345678"),
            ("021-63590841转322", "021-63590841转322"),
            ("(021) 6359 0841 ext. 322", "021-63590841转322"),
            ("０７５５－８８８８９９９９", "0755-88889999"),
            ("05718888999", "0571-8888999"),
            ("+86 021 63590841", "021-63590841"),
            ("0551-65102004-806", "0551-65102004转806"),
            ("4008208820", "400-820-8820"),
            ("+49 89 123456", "+4989123456"),
        ] {
            assert_eq!(phone(typed).as_deref(), Some(expected), "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_dialled_is_no_number() {
        for typed in
            ["63590841", "2163590841", "1381234567", "138123456789", "13812345678转1", "电话见合同", "", "12345678901"]
        {
            assert_eq!(phone(typed), None, "{typed}");
        }
        assert_eq!(reach("13812345678/13912345678"), Err(NotReachable::Several));
        assert_eq!(reach("13812345678、021-63590841"), Err(NotReachable::Several));
    }

    #[test]
    fn other_ways_are_recognised() {
        assert_eq!(reach("Wang.Li@Example.com"), Ok(Reach::Email("wang.li@example.com".into())));
        assert_eq!(reach("微信：wangli_88"), Ok(Reach::WeChat("wangli_88".into())));
        assert_eq!(reach("微信"), Err(NotReachable::Unknown));
    }
}
