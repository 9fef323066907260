//! Every form's number without gap (domain §8, auditor): by prefix, month and segment the numbers that are
//! missing, each with what is known of it, and the void ones, which keep theirs.
//! Absent by design: where numbers and refusals are kept.

use std::collections::BTreeMap;

use super::numbering::{format_serial, parts};
use crate::schema::{Label, Language};

/// Whose a segment is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SegmentOwner {
    /// A device's that may still bring numbers; whose it is.
    Device(String),
    /// A device's that was revoked; whose it was.
    RevokedDevice(String),
    /// The server's own.
    Server,
    /// The server's before its database was lost and a copy took its place.
    LostDatabase,
    /// Nobody's that is known.
    Unknown,
}

impl SegmentOwner {
    /// As a person reads it.
    pub fn text(&self, language: Language) -> String {
        let (zh, en) = match self {
            Self::Device(name) => (format!("{name}的设备"), format!("{name}'s device")),
            Self::RevokedDevice(name) => (format!("{name}的设备（已注销）"), format!("{name}'s device, revoked")),
            Self::Server => ("服务器".into(), "the server".into()),
            Self::LostDatabase => ("服务器（恢复前）".into(), "the server before a restore".into()),
            Self::Unknown => ("未知".into(), "unknown".into()),
        };
        if language == Language::Chinese { zh } else { en }
    }
}

/// A number that a refused step would have given to a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedNumber {
    /// The number.
    pub number: String,
    /// Who performed the step.
    pub person: String,
    /// Why it was refused, in both languages.
    pub reason: (String, String),
}

/// Why a number is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The step that would have given it was refused: by whom it was, and why.
    Refused(String, (String, String)),
    /// It may still be on a phone that has not sent it; whose.
    OnPhone(String),
    /// It was on a device that was revoked; whose.
    OnRevokedDevice(String),
    /// It was given out by the database that was lost.
    LostDatabase,
    /// Nothing is known of it.
    Unexplained,
}

impl Why {
    /// As a person reads it.
    pub fn text(&self, language: Language) -> String {
        let (zh, en) = match self {
            Self::Refused(person, (zh, en)) => {
                (format!("{person}的步骤被拒绝：{zh}"), format!("{person}'s step was refused: {en}"))
            }
            Self::OnPhone(person) => (
                format!("可能仍在{person}的设备上，尚未同步"),
                format!("may still be on {person}'s device, not synchronised"),
            ),
            Self::OnRevokedDevice(person) => {
                (format!("在{person}已注销的设备上"), format!("on a device of {person} that was revoked"))
            }
            Self::LostDatabase => {
                ("由恢复前的服务器数据库给出".into(), "given out by the server's database before a restore".into())
            }
            Self::Unexplained => ("原因不明".into(), "unexplained".into()),
        };
        if language == Language::Chinese { zh } else { en }
    }
}

/// Numbers in a row that are missing for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The first serial.
    pub first: u32,
    /// The last serial.
    pub last: u32,
    /// Why.
    pub why: Why,
}

/// The numbers of one prefix, month and segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// The kind's prefix.
    pub prefix: String,
    /// Year and month, as `2611`.
    pub month: String,
    /// The segment.
    pub segment: String,
    /// Whose it is.
    pub owner: SegmentOwner,
    /// The highest serial seen, on a record or in a refused step.
    pub highest: u32,
    /// How many records have one.
    pub present: u64,
    /// What is missing up to the highest.
    pub gaps: Vec<Gap>,
    /// Numbers of void and cancelled records, with their status.
    pub void: Vec<(String, Label)>,
}

/// What is known of one serial.
enum Known {
    Present(Option<Label>),
    Refused(Why),
}

/// Every series, by prefix, month and segment. `present` are the numbers of records, each with its status
/// when it is void or cancelled.
pub fn series(
    present: impl IntoIterator<Item = (String, Option<Label>)>,
    refused: impl IntoIterator<Item = RefusedNumber>,
    owner_of: impl Fn(&str) -> SegmentOwner,
) -> Vec<Series> {
    let mut known: BTreeMap<(String, String, String), BTreeMap<u32, Known>> = BTreeMap::new();
    let key = |number: &str| {
        let parts = parts(number)?;
        Some(((parts.prefix.to_owned(), parts.month.to_owned(), parts.segment.to_owned()), parts.serial))
    };
    for refusal in refused {
        if let Some((series, serial)) = key(&refusal.number) {
            let why = Why::Refused(refusal.person, refusal.reason);
            known.entry(series).or_default().insert(serial, Known::Refused(why));
        }
    }
    // A number that a record has is there, whatever was refused before.
    for (number, void) in present {
        if let Some((series, serial)) = key(&number) {
            known.entry(series).or_default().insert(serial, Known::Present(void));
        }
    }
    let all = known.into_iter().map(|((prefix, month, segment), serials)| {
        let owner = owner_of(&segment);
        one_series(
            Series { prefix, month, segment, owner, highest: 0, present: 0, gaps: vec![], void: vec![] },
            serials,
        )
    });
    all.collect()
}

fn one_series(mut series: Series, serials: BTreeMap<u32, Known>) -> Series {
    for (serial, known) in serials {
        if series.highest + 1 < serial {
            let why = match &series.owner {
                SegmentOwner::Device(name) => Why::OnPhone(name.clone()),
                SegmentOwner::RevokedDevice(name) => Why::OnRevokedDevice(name.clone()),
                SegmentOwner::LostDatabase => Why::LostDatabase,
                SegmentOwner::Server | SegmentOwner::Unknown => Why::Unexplained,
            };
            series.gaps.push(Gap { first: series.highest + 1, last: serial - 1, why });
        }
        match known {
            Known::Refused(why) => series.gaps.push(Gap { first: serial, last: serial, why }),
            Known::Present(void) => {
                series.present += 1;
                let number = series.number(serial);
                series.void.extend(void.map(|status| (number, status)));
            }
        }
        series.highest = serial;
    }
    series
}

impl Series {
    /// A number of this series.
    pub fn number(&self, serial: u32) -> String {
        format_serial(&self.prefix, &self.month, &self.segment, serial)
    }

    /// The report's lines: the series, then what is missing, then what is void.
    pub fn lines(&self, language: Language) -> Vec<String> {
        let Self { prefix, month, segment, present, .. } = self;
        let (owner, highest) = (self.owner.text(language), self.number(self.highest));
        let chinese = language == Language::Chinese;
        let head = if chinese {
            format!("{prefix}-{month}-{segment}（{owner}）：{present} 个，最大 {highest}")
        } else {
            format!("{prefix}-{month}-{segment} ({owner}): {present}, highest {highest}")
        };
        let gaps = self.gaps.iter().map(|gap| {
            let first = self.number(gap.first);
            let range = if gap.first == gap.last { first } else { format!("{first} … {}", self.number(gap.last)) };
            let missing = if chinese { "缺号" } else { "missing" };
            format!("  {missing} {range}: {}", gap.why.text(language))
        });
        let void = self.void.iter().map(|(number, status)| format!("  {number}: {}", status.in_language(language)));
        [head].into_iter().chain(gaps).chain(void).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(owner: &SegmentOwner) -> Vec<Series> {
        let void = Label::new("已作废", "Void");
        let present = ["GD-2611-K7-0001", "GD-2611-K7-0004", "GD-2611-K7-0009", "AZ-2611-K7-0001", "not a number"];
        let present = present.map(|number| (number.to_owned(), number.ends_with("0004").then_some(void)));
        let refused = ["GD-2611-K7-0003", "GD-2611-K7-0009"].map(|number| RefusedNumber {
            number: number.into(),
            person: "李喆".into(),
            reason: ("缺少".into(), "missing".into()),
        });
        series(present, refused, |_| owner.clone())
    }

    #[test]
    fn every_missing_number_is_explained_and_void_ones_are_listed() {
        let all = report(&SegmentOwner::Device("李喆".into()));
        assert_eq!(all.iter().map(|series| series.prefix.as_str()).collect::<Vec<_>>(), ["AZ", "GD"]);
        assert!(all[0].gaps.is_empty());
        let series = &all[1];
        assert_eq!((series.highest, series.present), (9, 3));
        let on_phone = || Why::OnPhone("李喆".into());
        let refused = Why::Refused("李喆".into(), ("缺少".into(), "missing".into()));
        let expected = [(2, 2, on_phone()), (3, 3, refused), (5, 8, on_phone())];
        assert_eq!(series.gaps, expected.map(|(first, last, why)| Gap { first, last, why }));
        assert_eq!(series.void, [("GD-2611-K7-0004".to_owned(), Label::new("已作废", "Void"))]);
        let lines = series.lines(Language::Chinese);
        assert_eq!(lines[0], "GD-2611-K7（李喆的设备）：3 个，最大 GD-2611-K7-0009");
        assert_eq!(lines[3], "  缺号 GD-2611-K7-0005 … GD-2611-K7-0008: 可能仍在李喆的设备上，尚未同步");
        assert_eq!(lines[4], "  GD-2611-K7-0004: 已作废");
        assert_eq!(lines.len(), series.lines(Language::English).len());
    }

    #[test]
    fn the_segments_owner_explains_what_no_refusal_does() {
        let why = |owner| report(&owner)[1].gaps[0].why.clone();
        assert_eq!(why(SegmentOwner::RevokedDevice("李喆".into())), Why::OnRevokedDevice("李喆".into()));
        assert_eq!(why(SegmentOwner::LostDatabase), Why::LostDatabase);
        assert_eq!(why(SegmentOwner::Server), Why::Unexplained);
        assert_eq!(why(SegmentOwner::Unknown), Why::Unexplained);
    }

    #[test]
    fn a_serial_far_beyond_the_others_is_one_gap() {
        let far = ["GD-2611-K7-999999999".to_owned()].map(|number| (number, None));
        let all = series(far, [], |_| SegmentOwner::Unknown);
        assert_eq!(all[0].gaps, [Gap { first: 1, last: 999_999_998, why: Why::Unexplained }]);
    }
}
