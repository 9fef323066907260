//! Values as a form prints them: dates, names and labels in the form's language.
//! Absent by design: which field stands where.

use crate::{
    process::{clocks::Due, directory::Directory},
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
        at.map(|at| at.local().strftime(format).to_string())
    }

    pub(super) fn day(&self, date: Option<Date>) -> Option<String> {
        let format = match self.language {
            Language::Chinese => "%Y年%m月%d日",
            Language::English => "%Y-%m-%d",
        };
        date.map(|date| date.0.strftime(format).to_string())
    }

    /// When a clock is due, as forms print moments; midnight ends the day before.
    pub(super) fn due(&self, due: &Due) -> Option<String> {
        match due {
            Due::At(at) if at.local().time() == jiff::civil::Time::midnight() => {
                let day = self.day(Some(Date(at.plus_ms(-1).local().date())))?;
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
