//! The company's calendar: working hours, and the days that are not what their weekday says. The one
//! record of its kind. Absent by design: counting over it (the calendar engine).

use fieldseal_derive::{Item, Record};

use super::guard::{given_rows, refuse_field};
use crate::{
    choices,
    schema::{
        Bucket, Date, Holder, Instant, ItemId, Kind, Label, Problem, Record, Role, StatusRule, StepRun, StepSpec, Who,
        any, grants_nothing, optional, required,
    },
};

/// Start of working hours when the calendar sets nothing else.
pub const HOURS_FROM: &str = "09:00";
/// End of working hours when the calendar sets nothing else.
pub const HOURS_TO: &str = "18:00";

/// Working hours, published years and exceptions from Monday to Friday.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(kind = "calendar", prefix = "", zh = "工作日历", en = "Calendar", version = 2)]
pub struct Calendar {
    /// Start of working hours as `HH:MM` in the company's zone; 09:00 when empty.
    #[field(zh = "上班时间", en = "Working hours from", min = 5, max = 5)]
    pub hours_from: Option<String>,
    /// End of working hours as `HH:MM` in the company's zone; 18:00 when empty.
    #[field(zh = "下班时间", en = "Working hours to", min = 5, max = 5)]
    pub hours_to: Option<String>,
    /// When the calendar was last published.
    #[field(zh = "发布时间", en = "Published at")]
    pub published_at: Option<Instant>,
    /// Years for which the exceptions are complete; a row's id is the year, such as `2026`.
    #[items(zh = "年份", en = "Years")]
    pub years: Vec<CalendarYear>,
    /// Days that differ from their weekday; a row's id is the day, such as `2026-10-01`.
    #[items(zh = "例外日", en = "Exceptions")]
    pub exceptions: Vec<CalendarException>,
}

/// A year whose exceptions are complete. The row's id is the year.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct CalendarYear {
    /// Row id: the year in four digits.
    pub id: ItemId,
    /// The year may be counted over.
    #[field(zh = "已发布", en = "Published")]
    pub published: Option<bool>,
    /// Where it was taken from, such as the State Council's notice.
    #[field(zh = "依据", en = "Source", min = 1, max = 200)]
    pub source: Option<String>,
}

/// A day that is not what its weekday says. The row's id is the day, `yyyy-mm-dd`.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct CalendarException {
    /// Row id: the day.
    pub id: ItemId,
    /// Off or worked.
    #[field(zh = "类别", en = "Kind of day")]
    pub kind: Option<DayKind>,
}

choices! {
    /// What a day is against its weekday.
    pub enum DayKind {
        Off = "off" ("放假", "Off"),
        Work = "work" ("调休上班", "Make-up day"),
    }
}

/// Everything about the calendar.
pub const KIND: Kind = Kind {
    table: &Calendar::TABLE,
    statuses: &[
        StatusRule::open("current", "现行", "Current", |facts, today| {
            facts.item("years", &today.0.year().to_string()).is_true("published")
        }),
        StatusRule::open("unpublished", "本年未发布", "This year is not published", |_, _| true),
    ],
    steps: STEPS,
    clocks: &[],
    title: |_| "工作日历".to_owned(),
    customer_field: "",
    responsible_field: "",
    is_own: crate::schema::nobodys,
    buckets: |_, _| vec![Bucket { holder: Holder::All, class: "directory" }],
    grants: grants_nothing,
};

const ADMINISTRATOR: &[Who] = &[any(Role::Administrator)];

const STEPS: &[StepSpec] = &[
    StepSpec {
        verb: "set_up",
        label: Label::new("建立日历", "Set up the calendar"),
        rules: &["R-admin"],
        who: ADMINISTRATOR,
        begins: true,
        inputs: &[
            optional("hours_from"),
            optional("hours_to"),
            optional("years/*/source"),
            optional("exceptions/*/kind"),
        ],
        stamps: &["published_at", "years/*/published"],
        touches: &[],
        guard: calendar_fits,
        effect: publish_given_years,
    },
    StepSpec {
        verb: "publish_year",
        label: Label::new("发布年度日历", "Publish a year"),
        rules: &["R-admin"],
        who: ADMINISTRATOR,
        begins: false,
        inputs: &[
            required("years/*/source"),
            optional("exceptions/*/kind"),
            optional("exceptions/*/removed"),
            optional("hours_from"),
            optional("hours_to"),
        ],
        stamps: &["published_at", "years/*/published"],
        touches: &[],
        guard: |run, problems| {
            if given_rows(run, "years").is_empty() && given_rows(run, "exceptions").is_empty() {
                let (zh, en) = ("请填写年份或例外日", "name a year or an exception");
                refuse_field(problems, "years", "row_missing", zh, en);
            }
            calendar_fits(run, problems);
        },
        effect: publish_given_years,
    },
];

fn publish_given_years(run: &mut StepRun<'_>) {
    run.set("published_at", run.at.to_scalar());
    for year in given_rows(run, "years") {
        run.set(format!("years/{year}/published"), crate::schema::Scalar::Boolean(true));
    }
}

fn is_hour(text: &str) -> bool {
    let minutes = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u16>().ok()).flatten();
    match text.split_once(':') {
        Some((hour, minute)) if hour.len() == 2 && minute.len() == 2 => match (minutes(hour), minutes(minute)) {
            (Some(hour), Some(minute)) => hour < 24 && minute < 60,
            _ => false,
        },
        _ => false,
    }
}

fn calendar_fits(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let hour = |key, default| run.after(key).as_text().unwrap_or(default).to_owned();
    let (from, to) = (hour("hours_from", HOURS_FROM), hour("hours_to", HOURS_TO));
    if !is_hour(&from) || !is_hour(&to) || from >= to {
        let (zh, en) = ("工作时间应形如 09:00–18:00，且先后有序", "working hours are like 09:00 to 18:00, in order");
        refuse_field(problems, "hours_to", "hours", zh, en);
    }
    let years = given_rows(run, "years");
    if years.iter().any(|year| !matches!(year.parse(), Ok(1970..=2199)) || year.len() != 4) {
        refuse_field(problems, "years", "year", "年份应为四位数字", "a year is of four digits");
    }
    for day in given_rows(run, "exceptions") {
        let is_day = day.parse::<Date>().is_ok_and(|date| date.to_string() == day);
        if !is_day || !run.merged().items("years").iter().any(|year| day.starts_with(year.id)) {
            let (zh, en) = ("例外日须为所发布年份中的日期", "an exception is a day of a published year");
            refuse_field(problems, "exceptions", "day", zh, en);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::rig::{Rig, check_kind, id, text};

    const CALENDAR: u8 = 101;

    #[test]
    fn the_tables_hold() {
        check_kind(&KIND);
    }

    #[test]
    fn a_year_is_published_with_its_exceptions() {
        let mut rig = Rig::new(id(1));
        rig.must("calendar.set_up", id(CALENDAR), &[("hours_from", text("08:30")), ("hours_to", text("17:30"))]);
        assert_eq!(rig.status("calendar", id(CALENDAR)), "unpublished");
        let year = [
            ("years/2026/source", text("国务院办公厅通知")),
            ("exceptions/2026-10-01/kind", text("off")),
            ("exceptions/2026-10-10/kind", text("work")),
        ];
        rig.must("calendar.publish_year", id(CALENDAR), &year);
        assert_eq!(rig.status("calendar", id(CALENDAR)), "current");
        let calendar = Calendar::read(&rig.record("calendar", id(CALENDAR)), &mut Vec::new());
        assert_eq!(calendar.years[0].published, Some(true));
        assert_eq!(calendar.exceptions[1].kind, Some(DayKind::Work));
    }

    #[test]
    fn what_is_no_day_or_hour_is_refused() {
        let mut rig = Rig::new(id(1));
        rig.must("calendar.set_up", id(CALENDAR), &[]);
        for (day, codes) in [("2026-02-30", vec!["day"]), ("2027-01-01", vec!["day"]), ("2026-2-3", vec!["day"])] {
            let key = format!("exceptions/{day}/kind");
            let given = [("years/2026/source", text("通知")), (key.as_str(), text("off"))];
            assert_eq!(rig.refused("calendar.publish_year", id(CALENDAR), &given), codes, "{day}");
        }
        let year = [("years/26/source", text("通知"))];
        assert_eq!(rig.refused("calendar.publish_year", id(CALENDAR), &year), ["year"]);
        assert_eq!(rig.refused("calendar.publish_year", id(CALENDAR), &[]), ["row_missing"]);
        for (from, to) in [("18:00", "09:00"), ("09:60", "18:00"), ("ab:cd", "18:00"), ("09:00", "24:00")] {
            let hours = [("hours_from", text(from)), ("hours_to", text(to))];
            assert_eq!(rig.refused("calendar.set_up", id(9), &hours), ["hours"], "{from}–{to}");
        }
    }
}
