//! Values as a form prints them: dates, names and labels in the form's language.
//! Absent by design: which field stands where.

use crate::{
    forms::{ChoiceOption, NamedAt, Options, Timing},
    process::{
        clocks::{Clock, Due},
        directory::Directory,
    },
    schema::{Choice, Date, Instant, Label, Language, Money, RecordId, amount_in_words},
};

/// Prints values for one form.
pub(in crate::app) struct Printer<'a> {
    pub(in crate::app) language: Language,
    pub(in crate::app) directory: &'a Directory,
}

impl Printer<'_> {
    pub(in crate::app) fn moment(&self, at: Option<Instant>) -> Option<String> {
        let format = match self.language {
            Language::Chinese => "%Y年%m月%d日 %H:%M",
            Language::English => "%Y-%m-%d %H:%M",
        };
        at.map(|at| at.in_zone(&self.directory.zone()).strftime(format).to_string())
    }

    pub(in crate::app) fn day(&self, date: Option<Date>) -> Option<String> {
        let format = match self.language {
            Language::Chinese => "%Y年%m月%d日",
            Language::English => "%Y-%m-%d",
        };
        date.map(|date| date.0.strftime(format).to_string())
    }

    /// The time of a day alone.
    pub(in crate::app) fn time_of_day(&self, at: Option<Instant>) -> Option<String> {
        at.map(|at| at.in_zone(&self.directory.zone()).strftime("%H:%M").to_string())
    }

    /// What became of a clock.
    pub(in crate::app) fn timing(&self, clock: Option<&Clock>) -> Timing {
        clock.map_or_else(Timing::default, |clock| Timing {
            due: self.due(&clock.due),
            actual: self.moment(clock.met_at),
            met: clock.met_at.map(|_| !clock.state.is_late()),
        })
    }

    /// When a clock is due, as forms print moments; midnight ends the day before.
    pub(in crate::app) fn due(&self, due: &Due) -> Option<String> {
        match due {
            Due::At(at) if at.in_zone(&self.directory.zone()).time() == jiff::civil::Time::midnight() => {
                let day = self.day(Some(self.directory.day_of(at.plus_ms(-1))))?;
                Some(format!("{day} 24:00"))
            }
            Due::At(at) => self.moment(Some(*at)),
            Due::NotBefore(_) => Some(due.text(self.language)),
        }
    }

    /// Words of the form's own.
    pub(in crate::app) fn pick(&self, zh: &'static str, en: &'static str) -> String {
        Label::new(zh, en).in_language(self.language).to_owned()
    }

    /// A label and a value.
    pub(in crate::app) fn labelled(&self, label: &str, value: &str) -> String {
        match self.language {
            Language::Chinese => format!("{label}：{value}"),
            Language::English => format!("{label}: {value}"),
        }
    }

    /// Something with a remark in brackets.
    pub(in crate::app) fn aside(&self, text: &str, remark: &str) -> String {
        match self.language {
            Language::Chinese => format!("{text}（{remark}）"),
            Language::English => format!("{text} ({remark})"),
        }
    }

    /// Several in one line.
    pub(in crate::app) fn list(&self, parts: impl IntoIterator<Item = String>) -> Option<String> {
        let between = match self.language {
            Language::Chinese => "、",
            Language::English => ", ",
        };
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        (!parts.is_empty()).then(|| parts.join(between))
    }

    pub(in crate::app) fn person(&self, person: Option<RecordId>) -> Option<String> {
        person.and_then(|person| self.directory.name(person)).map(str::to_owned)
    }

    pub(in crate::app) fn choice<T: Choice>(&self, value: Option<&T>) -> Option<String> {
        let value = value?;
        let text = value.label().map_or_else(|| value.code(), |label| label.in_language(self.language));
        Some(text.to_owned())
    }

    /// Two decimals, thousands separators, without the currency's code: forms are in CNY.
    pub(in crate::app) fn money(&self, money: Option<&Money>) -> Option<String> {
        money.map(|money| money.to_string().trim_start_matches("CNY ").to_owned())
    }

    /// Its amount in capitals; of CNY alone, which is what they name.
    pub(in crate::app) fn in_words(&self, money: Option<&Money>) -> Option<String> {
        money.filter(|money| money.currency == "CNY").map(|money| amount_in_words(money.minor))
    }

    pub(in crate::app) fn currency(&self, money: Option<&Money>) -> Option<String> {
        money.map(|money| match money.currency.as_str() {
            "CNY" => self.pick("人民币（CNY）", "Chinese yuan (CNY)"),
            other => other.to_owned(),
        })
    }

    /// Hundredths of a percent: `5 %`, `12.5 %`.
    pub(in crate::app) fn percent(&self, hundredths: Option<i64>) -> Option<String> {
        hundredths.map(|value| {
            let decimals = format!("{:02}", value.unsigned_abs() % 100);
            let decimals = decimals.trim_end_matches('0');
            let sign = if value < 0 { "-" } else { "" };
            let point = if decimals.is_empty() { "" } else { "." };
            format!("{sign}{}{point}{decimals} %", value.unsigned_abs() / 100)
        })
    }

    /// Whole hours as hours, all else as minutes.
    pub(in crate::app) fn minutes(&self, minutes: Option<i64>) -> Option<String> {
        minutes.map(|minutes| match minutes % 60 {
            0 => self.count(minutes / 60, " 小时", " h"),
            _ => self.count(minutes, " 分钟", " min"),
        })
    }

    /// A number with what it counts.
    pub(in crate::app) fn count(&self, number: i64, zh: &'static str, en: &'static str) -> String {
        format!("{number}{}", self.pick(zh, en))
    }

    /// The day of a moment.
    pub(in crate::app) fn day_of(&self, at: Option<Instant>) -> Option<String> {
        self.day(at.map(|at| self.directory.day_of(at)))
    }

    pub(in crate::app) fn named_at(&self, person: Option<RecordId>, at: Option<Instant>) -> NamedAt {
        NamedAt { name: self.person(person), at: self.moment(at) }
    }

    /// A short form and what was said beside it: either alone, or the second in brackets.
    pub(in crate::app) fn beside(&self, short: Option<String>, words: Option<&String>) -> Option<String> {
        let words = words.filter(|words| !words.is_empty());
        match (short, words) {
            (Some(short), Some(words)) => Some(self.aside(&short, words)),
            (short, words) => short.or_else(|| words.cloned()),
        }
    }

    /// Yes and no as boxes.
    pub(in crate::app) fn yes_no(&self, value: Option<bool>) -> Options {
        let option = |label, checked| ChoiceOption { label, checked };
        let (yes, no) = (self.pick("是", "yes"), self.pick("否", "no"));
        Options(vec![option(yes, value == Some(true)), option(no, value == Some(false))])
    }
}
