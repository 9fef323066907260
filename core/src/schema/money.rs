//! Money as integer minor units, and its amount in Chinese capitals.

use std::fmt;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::Scalar;

/// An amount in minor units (fen for CNY). Tax is included unless a field says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct Money {
    /// Minor units.
    #[n(0)]
    pub minor: i64,
    /// ISO 4217 code, three capitals.
    #[n(1)]
    pub currency: String,
}

impl Money {
    /// The largest amount accepted, in minor units: one hundred billion yuan.
    pub const MINOR_MAX: i64 = 10_000_000_000_000;

    /// Yuan, in fen.
    pub fn cny(fen: i64) -> Self {
        Self { minor: fen, currency: "CNY".into() }
    }

    /// As a document value.
    pub fn to_scalar(&self) -> Scalar {
        Scalar::Bytes(minicbor::to_vec(self).unwrap_or_default())
    }

    /// From a document value; `None` when out of range, not canonical, or without a currency.
    pub fn from_scalar(value: &Scalar) -> Option<Self> {
        let money: Self = minicbor::decode(value.as_bytes()?).ok()?;
        let currency_ok = money.currency.len() == 3 && money.currency.bytes().all(|b| b.is_ascii_uppercase());
        (currency_ok && money.minor.abs() <= Self::MINOR_MAX && &money.to_scalar() == value).then_some(money)
    }
}

/// With thousands separators and two decimals: `CNY 12,345.60`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let absolute = self.minor.unsigned_abs();
        let whole = (absolute / 100).to_string();
        let mut grouped = String::new();
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let sign = if self.minor < 0 { "-" } else { "" };
        write!(f, "{} {sign}{grouped}.{:02}", self.currency, absolute % 100)
    }
}

/// The amount in Chinese capitals, 人民币大写: 120050 fen is 壹仟贰佰元伍角整.
pub fn amount_in_words(fen: i64) -> String {
    const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
    const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
    const SECTIONS: [&str; 5] = ["", "万", "亿", "万亿", "亿亿"];
    let absolute = fen.unsigned_abs();
    let (yuan, jiao, odd_fen) = (absolute / 100, (absolute / 10 % 10) as usize, (absolute % 10) as usize);
    let mut out = String::new();
    if fen < 0 {
        out.push('负');
    }
    if yuan > 0 {
        let sections: Vec<u64> = std::iter::successors(Some(yuan), |rest| (*rest >= 10_000).then_some(rest / 10_000))
            .map(|n| n % 10_000)
            .collect();
        let mut zero_pending = false;
        let mut started = false;
        for (index, section) in sections.iter().enumerate().rev() {
            if *section == 0 {
                zero_pending = started;
                continue;
            }
            for place in (0..4).rev() {
                let digit = (section / 10u64.pow(place) % 10) as usize;
                if digit == 0 {
                    zero_pending |= started;
                    continue;
                }
                if zero_pending {
                    out.push('零');
                    zero_pending = false;
                }
                out.push(DIGITS[digit]);
                out.push_str(PLACES[place as usize]);
                started = true;
            }
            out.push_str(SECTIONS[index]);
        }
        out.push('元');
    }
    match (jiao, odd_fen) {
        (0, 0) if yuan == 0 => out.push_str("零元整"),
        (0, 0) => out.push('整'),
        (jiao, odd_fen) => {
            if jiao > 0 {
                out.push(DIGITS[jiao]);
                out.push('角');
            } else if yuan > 0 {
                out.push('零');
            }
            if odd_fen > 0 {
                out.push(DIGITS[odd_fen]);
                out.push('分');
            } else {
                out.push('整');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_in_capitals() {
        for (fen, words) in [
            (0, "零元整"),
            (5, "伍分"),
            (50, "伍角整"),
            (10_000, "壹佰元整"),
            (10_100, "壹佰零壹元整"),
            (120_050, "壹仟贰佰元伍角整"),
            (120_005, "壹仟贰佰元零伍分"),
            (1_000_100, "壹万零壹元整"),
            (10_000_010_000, "壹亿零壹佰元整"),
            (12_345_678_912, "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元壹角贰分"),
            (-300, "负叁元整"),
        ] {
            assert_eq!(amount_in_words(fen), words, "{fen}");
        }
    }

    #[test]
    fn money_prints_with_separators() {
        assert_eq!(Money::cny(123_456_705).to_string(), "CNY 1,234,567.05");
        assert_eq!(Money::cny(-5).to_string(), "CNY -0.05");
    }
}
