//! Values as a form prints them: dates, names and labels in the form's language.
//! Absent by design: which field stands where.

use crate::{
    forms::Timing,
    process::{
        clocks::{Clock, Due},
        directory::Directory,
    },
    schema::{Choice, Date, Instant, Label, Language, Money, RecordId},
};

/// Prints values for one form.
pub(super) struct Printer<'a> {
    pub(super) language: Language,
    pub(super) directory: &'a Directory,
}

impl Printer<'_> {
    pub(super) fn moment(&self, at: Option<Instant>) -> Option<String> {
        let format = match self.language {
            Language::Chinese => "%Y年%m月%d日 %H:%M",
            Language::English => "%Y-%m-%d %H:%M",
        };
        at.map(|at| at.in_zone(&self.directory.zone()).strftime(format).to_string())
    }

    pub(super) fn day(&self, date: Option<Date>) -> Option<String> {
        let format = match self.language {
            Language::Chinese => "%Y年%m月%d日",
            Language::English => "%Y-%m-%d",
        };
        date.map(|date| date.0.strftime(format).to_string())
    }

    /// The time of a day alone.
    pub(super) fn time_of_day(&self, at: Option<Instant>) -> Option<String> {
        at.map(|at| at.in_zone(&self.directory.zone()).strftime("%H:%M").to_string())
    }

    /// What became of a clock.
    pub(super) fn timing(&self, clock: Option<&Clock>) -> Timing {
        clock.map_or_else(Timing::default, |clock| Timing {
            due: self.due(&clock.due),
            actual: self.moment(clock.met_at),
            met: clock.met_at.map(|_| !clock.state.is_late()),
        })
    }

    /// When a clock is due, as forms print moments; midnight ends the day before.
    pub(super) fn due(&self, due: &Due) -> Option<String> {
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
    pub(super) fn pick(&self, zh: &'static str, en: &'static str) -> String {
        Label::new(zh, en).in_language(self.language).to_owned()
    }

    /// A label and a value.
    pub(super) fn labelled(&self, label: &str, value: &str) -> String {
        match self.language {
            Language::Chinese => format!("{label}：{value}"),
            Language::English => format!("{label}: {value}"),
        }
    }

    /// Something with a remark in brackets.
    pub(super) fn aside(&self, text: &str, remark: &str) -> String {
        match self.language {
            Language::Chinese => format!("{text}（{remark}）"),
            Language::English => format!("{text} ({remark})"),
        }
    }

    /// Several in one line.
    pub(super) fn list(&self, parts: impl IntoIterator<Item = String>) -> Option<String> {
        let between = match self.language {
            Language::Chinese => "、",
            Language::English => ", ",
        };
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        (!parts.is_empty()).then(|| parts.join(between))
    }

    /// How many of something: Chinese counts with a measure word.
    pub(super) fn count(&self, number: Option<i64>, measure_zh: &str) -> Option<String> {
        number.map(|number| match self.language {
            Language::Chinese => format!("{number} {measure_zh}"),
            Language::English => number.to_string(),
        })
    }

    pub(super) fn person(&self, person: Option<RecordId>) -> Option<String> {
        person.and_then(|person| self.directory.name(person)).map(str::to_owned)
    }

    pub(super) fn choice<T: Choice>(&self, value: Option<&T>) -> Option<String> {
        let value = value?;
        let text = value.label().map_or_else(|| value.code(), |label| label.in_language(self.language));
        Some(text.to_owned())
    }

    /// Two decimals, thousands separators, without the currency's code: forms are in CNY.
    pub(super) fn money(&self, money: Option<&Money>) -> Option<String> {
        money.map(|money| money.to_string().trim_start_matches("CNY ").to_owned())
    }
}
