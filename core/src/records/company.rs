//! The company: its names and keys, the lengths of its clocks, who is on call. The one record of its kind.
//! Absent by design: holidays and working hours (`calendar`), and counting a clock (the clock engine).

use fieldseal_derive::{Item, Record};
use jiff::tz::TimeZoneDatabase;

use super::guard::{given_rows, need, refuse_field};
use crate::{
    choices,
    schema::{
        Bucket, Date, Hash32, Holder, Id, Instant, ItemId, Kind, Label, Money, Problem, Record, RecordId, Role, Span,
        StatusRule, StepRun, StepSpec, Who, any, grants_nothing, nothing, optional, required,
    },
};

/// Days that a revoked role still counts for work done offline, when the company sets nothing else.
pub const ROLE_GRACE_DAYS: i64 = 14;
/// Months of warranty from acceptance, when the company sets nothing else (domain §4.1).
pub const WARRANTY_MONTHS: i64 = 12;
/// Months of warranty from receipt at the latest, when the company sets nothing else (domain §4.1).
pub const WARRANTY_MONTHS_FROM_RECEIPT: i64 = 18;
/// The zone in which the company counts days, when it sets nothing else.
pub const ZONE: &str = "Asia/Shanghai";

/// What the company set for itself.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(kind = "company", prefix = "", zh = "公司设置", en = "Company", version = 2)]
pub struct Company {
    /// Name in Chinese, as registered.
    #[field(zh = "公司名称", en = "Name in Chinese", min = 1, max = 120)]
    pub name_zh: Option<String>,
    /// Name in English.
    #[field(zh = "英文名称", en = "Name in English", max = 160)]
    pub name_en: Option<String>,
    /// Address, printed in the footer of every form.
    #[field(zh = "地址", en = "Address", max = 200)]
    pub address: Option<String>,
    /// Service line, such as a 400 number, printed in the footer of every form.
    #[field(zh = "服务热线", en = "Service line", max = 40)]
    pub service_line: Option<String>,
    /// Logo, printed in the header of every form.
    #[field(zh = "标志", en = "Logo")]
    pub logo: Option<Hash32>,
    /// IANA zone in which days are counted; Asia/Shanghai when empty.
    #[field(zh = "时区", en = "Time zone", min = 3, max = 60)]
    pub zone: Option<String>,
    /// Months of warranty from acceptance; 12 when empty.
    #[field(zh = "质保月数（自验收）", en = "Warranty months from acceptance", min = 0, max = 240)]
    pub warranty_months: Option<i64>,
    /// Months of warranty from receipt at the latest; 18 when empty.
    #[field(zh = "质保月数（自收货）", en = "Warranty months from receipt", min = 0, max = 240)]
    pub warranty_months_from_receipt: Option<i64>,
    /// Days that a revoked role still counts for work done offline; 14 when empty.
    #[field(zh = "角色宽限天数", en = "Role grace days", min = 0, max = 90)]
    pub role_grace_days: Option<i64>,
    /// Months that a record is kept after the end of its service life; 36 when empty.
    #[field(zh = "档案保留月数", en = "Retention months", min = 36, max = 600)]
    pub retention_months: Option<i64>,
    /// A trainer may make the callback of a training of their own (D-08).
    #[field(zh = "培训师可自行回访", en = "Trainers may call back")]
    pub trainer_may_call_back: Option<bool>,
    /// Up to which amount a contract may be signed on a device or by link; never when empty.
    #[field(zh = "设备签署合同限额", en = "Contracts signed on a device up to")]
    pub contract_device_limit: Option<Money>,
    /// The server's Ed25519 public key, 32 bytes.
    #[field(zh = "服务器公钥", en = "Server public key", min = 32, max = 32)]
    pub server_public_key: Option<Vec<u8>>,
    /// SHA-256 of the company root's public key, 32 bytes.
    #[field(zh = "根密钥指纹", en = "Root key fingerprint", min = 32, max = 32)]
    pub root_fingerprint: Option<Vec<u8>>,
    /// The day from which the company works with this: regular callbacks of imported equipment count from
    /// it at the earliest (domain §2.1).
    #[field(zh = "上线日期", en = "Went live on")]
    pub went_live_on: Option<Date>,
    /// When the company was set up.
    #[field(zh = "建立时间", en = "Set up at")]
    pub set_up_at: Option<Instant>,
    /// Lengths of clocks that differ from the manual's, each from a moment on.
    #[items(zh = "时限设置", en = "Clock rules")]
    pub rules: Vec<ClockRule>,
    /// Who acts at night and on rest days (值班).
    #[items(zh = "值班表", en = "On-call roster")]
    pub on_call: Vec<OnCall>,
}

choices! {
    /// The unit of a clock's length, one for each case of `schema::Span`.
    pub enum SpanUnit {
        Minutes = "minutes" ("分钟", "Minutes"),
        WorkingDays = "working_days" ("工作日", "Working days"),
        CalendarDays = "calendar_days" ("自然日", "Calendar days"),
        CalendarMonths = "calendar_months" ("自然月", "Calendar months"),
        DaysBefore = "days_before" ("提前天数", "Days before"),
        MinutesBefore = "minutes_before" ("提前分钟数", "Minutes before"),
    }
}

impl SpanUnit {
    /// The length of `amount` units; `None` for an unknown unit or an amount out of range.
    pub fn span(&self, amount: i64) -> Option<Span> {
        let amount = u32::try_from(amount).ok()?;
        Some(match self {
            Self::Minutes => Span::Minutes(amount),
            Self::WorkingDays => Span::WorkingDays(amount),
            Self::CalendarDays => Span::CalendarDays(amount),
            Self::CalendarMonths => Span::CalendarMonths(amount),
            Self::DaysBefore => Span::DaysBefore(amount),
            Self::MinutesBefore => Span::MinutesBefore(amount),
            Self::Other { .. } => return None,
        })
    }
}

/// The length of one clock from a moment on. A clock uses the rule in force at its start event.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct ClockRule {
    /// Row id.
    pub id: ItemId,
    /// The clock's id, such as `D-06`.
    #[field(zh = "时限编号", en = "Clock", min = 4, max = 8)]
    pub clock: Option<String>,
    /// In which unit it counts.
    #[field(zh = "单位", en = "Unit")]
    pub unit: Option<SpanUnit>,
    /// How many units.
    #[field(zh = "长度", en = "Amount", min = 1, max = 1_000_000)]
    pub amount: Option<i64>,
    /// From which start event on it is in force.
    #[field(zh = "生效时间", en = "Effective from")]
    pub effective_from: Option<Instant>,
    /// It reaches back to clocks that run already, after the administrator saw which.
    #[field(zh = "适用于进行中的时限", en = "Applies to running clocks")]
    pub applies_to_running: Option<bool>,
    /// When it was set; a run that was finished before is counted as it was.
    #[field(zh = "设置时间", en = "Set at")]
    pub set_at: Option<Instant>,
}

/// One turn of duty.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct OnCall {
    /// Row id.
    pub id: ItemId,
    /// Who is on call.
    #[field(zh = "值班人", en = "Person", to = "person")]
    pub person: Option<RecordId>,
    /// From when.
    #[field(zh = "开始时间", en = "From")]
    pub from: Option<Instant>,
    /// Until when.
    #[field(zh = "结束时间", en = "Until")]
    pub until: Option<Instant>,
    /// What the turn is for, such as a region.
    #[field(zh = "备注", en = "Note", max = 100)]
    pub note: Option<String>,
}

/// The record of a company's settings: there is one, made when the company is set up.
pub fn record_of(company: Id) -> RecordId {
    company.derive("company")
}

/// Everything about the company's settings.
pub const KIND: Kind = Kind {
    table: &Company::TABLE,
    statuses: &[
        StatusRule::open("set_up", "已建立", "Set up", |facts, _| facts.has("set_up_at")),
        StatusRule::open("draft", "待建立", "Not set up", |_, _| true),
    ],
    steps: STEPS,
    clocks: &[],
    title: |facts| facts.text("name_zh").unwrap_or_default().to_owned(),
    customer_field: "",
    responsible_field: "",
    is_own: crate::schema::nobodys,
    buckets: |_, _| vec![Bucket { holder: Holder::All, class: "directory" }],
    grants: grants_nothing,
};

/// The table since which a clock rule says when it was set.
const WITH_SET_AT: u16 = 2;

const ADMINISTRATOR: &[Who] = &[any(Role::Administrator)];

const STEPS: &[StepSpec] = &[
    StepSpec {
        verb: "set_up",
        label: Label::new("建立公司", "Set up the company"),
        rules: &["R-admin"],
        who: ADMINISTRATOR,
        begins: true,
        inputs: &[
            required("name_zh"),
            optional("name_en"),
            optional("address"),
            optional("service_line"),
            optional("logo"),
            optional("zone"),
            optional("warranty_months"),
            optional("warranty_months_from_receipt"),
            optional("role_grace_days"),
            optional("retention_months"),
            optional("trainer_may_call_back").since(2),
            optional("went_live_on").since(2),
            optional("contract_device_limit").since(2),
            required("server_public_key"),
            required("root_fingerprint"),
        ],
        stamps: &["set_up_at"],
        touches: &[],
        guard: settings_fit,
        effect: |run| run.set("set_up_at", run.at.to_scalar()),
    },
    StepSpec {
        verb: "edit",
        label: Label::new("修改公司设置", "Edit the settings"),
        rules: &["R-admin"],
        who: ADMINISTRATOR,
        begins: false,
        inputs: &[
            optional("name_zh"),
            optional("name_en"),
            optional("address"),
            optional("service_line"),
            optional("logo"),
            optional("zone"),
            optional("warranty_months"),
            optional("warranty_months_from_receipt"),
            optional("role_grace_days"),
            optional("retention_months"),
            optional("trainer_may_call_back").since(2),
            optional("went_live_on").since(2),
            optional("contract_device_limit").since(2),
            optional("server_public_key"),
        ],
        stamps: &[],
        touches: &[],
        guard: settings_fit,
        effect: nothing,
    },
    StepSpec {
        verb: "set_rule",
        label: Label::new("设置时限", "Set a clock's length"),
        rules: &["R-admin"],
        who: ADMINISTRATOR,
        begins: false,
        inputs: &[
            required("rules/*/clock"),
            required("rules/*/unit"),
            required("rules/*/amount"),
            required("rules/*/effective_from"),
            optional("rules/*/applies_to_running"),
        ],
        stamps: &["rules/*/set_at"],
        touches: &[],
        guard: rules_fit,
        effect: |run| {
            for row in given_rows(run, "rules").into_iter().filter(|_| run.knows(WITH_SET_AT)).collect::<Vec<_>>() {
                run.set(format!("rules/{row}/set_at"), run.at.to_scalar());
            }
        },
    },
    StepSpec {
        verb: "set_on_call",
        label: Label::new("安排值班", "Set who is on call"),
        rules: &["R-admin", "R-supervisor"],
        who: &[any(Role::Administrator), any(Role::Supervisor)],
        begins: false,
        inputs: &[
            optional("on_call/*/person"),
            optional("on_call/*/from"),
            optional("on_call/*/until"),
            optional("on_call/*/note"),
            optional("on_call/*/removed"),
        ],
        stamps: &[],
        touches: &[],
        guard: on_call_fits,
        effect: nothing,
    },
];

fn settings_fit(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    need(run, problems, "name_zh", "公司名称", "Name in Chinese");
    need(run, problems, "server_public_key", "服务器公钥", "Server public key");
    if run.after("zone").as_text().is_some_and(|zone| TimeZoneDatabase::bundled().get(zone).is_err()) {
        refuse_field(problems, "zone", "unknown_zone", "没有这个时区", "there is no such time zone");
    }
}

/// `D-` with two digits and perhaps a letter, as the manual's rules are called.
fn is_clock_id(text: &str) -> bool {
    text.strip_prefix("D-").is_some_and(|rest| {
        let (digits, letter) = rest.split_at_checked(2).unwrap_or((rest, "-"));
        digits.bytes().all(|b| b.is_ascii_digit())
            && (letter.is_empty() || (letter.len() == 1 && letter.bytes().all(|b| b.is_ascii_lowercase())))
    })
}

fn rules_fit(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if given_rows(run, "rules").is_empty() {
        refuse_field(problems, "rules", "row_missing", "请填写时限", "set at least one clock");
    }
    let merged = run.merged();
    for row in given_rows(run, "rules") {
        if run.before.item("rules", &row).has("clock") {
            // A rule in force explains past due times: a change is a new row.
            let (zh, en) = ("已生效的设置不能修改，请新增一条", "a rule is not changed: add another one");
            refuse_field(problems, "rules", "rule_exists", zh, en);
            continue;
        }
        let row = merged.item("rules", &row);
        let (Some(clock), Some(_), Some(_), Some(from)) =
            (row.text("clock"), row.text("unit"), row.integer("amount"), row.instant("effective_from"))
        else {
            let (zh, en) =
                ("编号、单位、长度和生效时间均须填写", "clock, unit, amount and effective time are required");
            refuse_field(problems, row.key("clock"), "required", zh, en);
            continue;
        };
        if !is_clock_id(clock) {
            let (zh, en) = ("时限编号形如 D-06", "a clock is called like D-06");
            refuse_field(problems, row.key("clock"), "unknown_clock", zh, en);
        }
        if from.utc_ms < run.at.utc_ms && !row.is_true("applies_to_running") {
            refuse_field(
                problems,
                row.key("effective_from"),
                "reaches_back",
                "生效时间早于现在，须确认适用于进行中的时限",
                "it reaches back: confirm that it applies to running clocks",
            );
        }
    }
}

fn on_call_fits(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if given_rows(run, "on_call").is_empty() {
        refuse_field(problems, "on_call", "row_missing", "请填写值班", "set at least one turn");
    }
    let merged = run.merged();
    for row in given_rows(run, "on_call") {
        let row = merged.item("on_call", &row);
        if row.is_true("removed") {
            continue;
        }
        let (Some(person), Some(from), Some(until)) =
            (row.reference("person"), row.instant("from"), row.instant("until"))
        else {
            let (zh, en) = ("值班人、开始和结束时间均须填写", "person, start and end are required");
            refuse_field(problems, row.key("person"), "required", zh, en);
            continue;
        };
        if until.utc_ms <= from.utc_ms {
            let (zh, en) = ("结束时间不晚于开始时间", "the end is not after the start");
            refuse_field(problems, row.key("until"), "out_of_order", zh, en);
        }
        if run.linked("person", person).is_none_or(|facts| facts.has("left_at")) {
            let (zh, en) = ("值班人不存在或已离职", "the person is not known or has left");
            refuse_field(problems, row.key("person"), "unknown_person", zh, en);
        }
    }
}

#[cfg(test)]
mod tests;
