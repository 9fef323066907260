//! How long something took, in words.
//! Absent by design: counting.

/// A length of time in both languages.
pub(super) struct Length {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// So many of a unit in English: `1 month`, `3 months`.
pub(super) fn counted(count: impl Into<i64>, unit: &str) -> String {
    let count = count.into();
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

impl Length {
    /// Whole minutes as hours and minutes.
    pub fn of_minutes(minutes: i64) -> Self {
        let (zh, en) = match (minutes / 60, minutes % 60) {
            (0, minutes) => (format!("{minutes} 分钟"), format!("{minutes} min")),
            (hours, 0) => (format!("{hours} 小时"), format!("{hours} h")),
            (hours, minutes) => (format!("{hours} 小时 {minutes} 分钟"), format!("{hours} h {minutes} min")),
        };
        Self { zh, en }
    }
}
