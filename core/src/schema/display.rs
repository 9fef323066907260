//! A document value as a person reads it: labels for codes, times in the company's zone, amounts.
//! Absent by design: other records' names, and how a form lays values out.

use jiff::tz::TimeZone;

use super::{FieldSpec, Instant, Language, Money, Scalar, ValueKind};

/// A value as a person reads it: instants as `2026-11-23 14:05` in the company's zone. A field that this
/// version does not know shows its value alone.
pub fn display(spec: Option<&FieldSpec>, value: &Scalar, language: Language, zone: &TimeZone) -> String {
    let yes_no = |yes: bool| match (yes, language) {
        (true, Language::Chinese) => "是",
        (false, Language::Chinese) => "否",
        (true, Language::English) => "yes",
        (false, Language::English) => "no",
    };
    match (spec.map(|spec| spec.kind), value) {
        (_, Scalar::Null) => "—".into(),
        (Some(ValueKind::Choice), Scalar::Text(code)) => {
            let choice = spec.and_then(|spec| spec.choices.iter().find(|choice| choice.code == code));
            choice.map_or_else(|| code.clone(), |choice| choice.label.in_language(language).to_owned())
        }
        (Some(ValueKind::Instant), value) => Instant::from_scalar(value)
            .map_or_else(|| "?".into(), |at| at.in_zone(zone).strftime("%Y-%m-%d %H:%M").to_string()),
        (Some(ValueKind::Money), value) => {
            Money::from_scalar(value).map_or_else(|| "?".into(), |money| money.to_string())
        }
        (_, Scalar::Boolean(yes)) => yes_no(*yes).into(),
        (_, Scalar::Integer(number)) => number.to_string(),
        (_, Scalar::Text(text)) => text.clone(),
        (_, Scalar::Bytes(bytes)) => data_encoding::BASE32_NOPAD.encode(bytes).to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records;

    #[test]
    fn values_read_as_people_write_them_and_times_in_the_companys_zone() {
        let ticket = records::kind("ticket").unwrap().table;
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let read = |key: &str, value: Scalar, language| display(ticket.field(key), &value, language, &zone);
        let chinese = |key: &str, value: Scalar| read(key, value, Language::Chinese);
        // Written by a phone that stood in Dubai.
        let at = Instant { offset_minutes: 240, ..Instant::from_utc_ms(1_795_413_900_000) };
        assert_eq!(chinese("submitted_at", at.to_scalar()), "2026-11-23 14:05");
        assert_eq!(chinese("urgency", Scalar::text("urgent")), "紧急");
        assert_eq!(chinese("urgency", Scalar::text("of a later version")), "of a later version");
        assert_eq!(chinese("work/1/charge_total", Money::cny(536_000).to_scalar()), "CNY 5,360.00");
        assert_eq!(read("machine_down", Scalar::Boolean(true), Language::English), "yes");
        assert_eq!(chinese("running_hours", Scalar::Integer(6)), "6");
        assert_eq!(chinese("installed_on", Scalar::text("2026-10-13")), "2026-10-13");
        assert_eq!(chinese("unheard_of", Scalar::Null), "—");
    }
}
