//! The reference page: every kind, status, step, clock, field, role and form of this version, as Markdown
//! in both languages, made by walking the tables.
//! Absent by design: any name of a kind, and anything that a table does not say.

mod markdown;

use std::collections::BTreeSet;

use crate::{
    process::directory::role_classes,
    records::KINDS,
    schema::{
        ClockSpec, Facts, FieldSpec, Holder, ITEM_POSITION, ITEM_REMOVED, Id, ItemTable, Kind, Label, Role, Span,
        StepSpec, ValueKind, Who,
    },
};
use markdown::{Page, both};

/// The page. The same tables give the same text.
pub fn reference() -> String {
    let mut page = Page::default();
    page.heading(1, "Fieldseal 参考手册 · Reference");
    page.paragraph(
        "本页列出系统中的每一类单据：它有哪些状态、谁可以做哪一步、有哪些时限、记录哪些内容。本页由程序生成，与所装版本一致。\
         编号如 S-16、D-06 指公司《销售与售后服务规范操作手册》中的条目。",
    );
    page.paragraph(
        "Every kind of record: its statuses, who may do which step, its time limits, and what it holds. The page is \
         generated and always agrees with the version it comes with. Ids such as S-16 or D-06 are entries of the \
         company's operating manual.",
    );
    contents(&mut page);
    roles(&mut page);
    time_limits(&mut page);
    for kind in KINDS {
        describe(&mut page, kind);
    }
    #[cfg(feature = "forms")]
    forms(&mut page);
    page.text()
}

fn contents(page: &mut Page) {
    page.heading(2, "单据种类 · Kinds of record");
    let rows = KINDS.iter().map(|kind| {
        let table = kind.table;
        let numbered = if table.prefix.is_empty() { "—".to_owned() } else { format!("{}-…", table.prefix) };
        vec![linked(kind), numbered, table.doc.to_owned()]
    });
    page.table(&["种类 · Kind", "编号 · Number", "Meaning"], rows);
    page.paragraph(
        "编号为“前缀-年月-设备段-流水”，例如 `GD-2611-K7-0042`，没有网络也不会重复。A number is prefix, year and month, the \
         device's own segment, and a serial: it is never given twice, with or without a network.",
    );
}

/// A kind's name, leading to its chapter.
fn linked(kind: &Kind) -> String {
    format!("[{}](#{})", both(kind.table.label), kind.code())
}

fn roles(page: &mut Page) {
    page.heading(2, "角色 · Roles");
    page.paragraph(
        "“本人”表示只限本人负责的客户、任务或单据；没有售后主管的公司，由销售经理行使其权限。“own” means own customers, own jobs, own \
         records; where a company has no supervisor, the sales manager holds those rights.",
    );
    let rows = Role::ALL.iter().map(|(role, entry)| {
        let steps = KINDS.iter().filter_map(|kind| {
            let of_role = kind.steps.iter().filter(|step| step.who.iter().any(|who| who.role == *role));
            let labels: Vec<String> = of_role.map(|step| step.label.zh.to_owned()).collect();
            (!labels.is_empty()).then(|| format!("{}：{}", kind.table.label.zh, labels.join("、")))
        });
        let sees = Some(seen(role_classes(*role))).filter(|sees| !sees.is_empty());
        let sees = sees.unwrap_or_else(|| "只限本人的 · own ones only".to_owned());
        vec![both(entry.label), sees, steps.collect::<Vec<_>>().join("<br>")]
    });
    page.table(&["角色 · Role", "看到全公司的 · Sees company-wide", "可以做 · May do"], rows);
}

/// The kinds that somebody with these classes finds of the whole company: a record's first bucket is the
/// company's own, further ones depend on what became of it.
fn seen(classes: &[&str]) -> String {
    let (empty, nobody) = (Facts::default(), Id([0; 16]));
    let holds = |kind: &&&Kind| {
        let buckets = (kind.buckets)(nobody, &empty);
        buckets.first().is_some_and(|bucket| bucket.holder == Holder::All && classes.contains(&bucket.class))
    };
    KINDS.iter().filter(holds).map(|kind| kind.table.label.zh).collect::<Vec<_>>().join("、")
}

fn time_limits(page: &mut Page) {
    page.heading(2, "时限一览 · Time limits");
    page.paragraph(
        "小时和分钟昼夜连续计算；工作日按公司日历，当天不计，截止到下班时间；“提前”从约定的日子往回数。每个时限的长度都可以由公司另行设置。\
         Hours and minutes run day and night; a working day follows the company's calendar, the day of the event not \
         counted, until the end of working hours; “before” counts back from the agreed day. A company may set other \
         lengths.",
    );
    let mut clocks: Vec<(&Kind, &ClockSpec)> =
        KINDS.iter().flat_map(|kind| kind.clocks.iter().map(move |clock| (*kind, clock))).collect();
    clocks.sort_by_key(|(_, clock)| clock.id);
    let rows = clocks.into_iter().map(|(kind, clock)| {
        vec![clock.id.to_owned(), both(clock.label), length(clock.span), both(clock.who.label()), linked(kind)]
    });
    page.table(&["编号 · Id", "必须做到 · What must happen", "时限 · Within", "责任 · Who", "单据 · Record"], rows);
}

/// A length in both languages.
fn length(span: Span) -> String {
    let said = |amount: u32, zh: &str, en: &str| {
        let plural = if amount == 1 { "" } else { "s" };
        format!("{amount} {zh} · {amount} {en}{plural}")
    };
    let minutes = |minutes: u32, zh_ahead: &str, en_ahead: &str| {
        if minutes >= 60 && minutes.is_multiple_of(60) {
            format!("{zh_ahead}{0} 小时 · {0} h{en_ahead}", minutes / 60)
        } else {
            format!("{zh_ahead}{minutes} 分钟 · {minutes} min{en_ahead}")
        }
    };
    match span {
        Span::Minutes(amount) => minutes(amount, "", ""),
        Span::MinutesBefore(amount) => minutes(amount, "提前 ", " before"),
        Span::WorkingDays(amount) => said(amount, "个工作日", "working day"),
        Span::CalendarDays(amount) => said(amount, "天", "day"),
        Span::CalendarMonths(amount) => said(amount, "个月", "month"),
        Span::DaysBefore(amount) => format!("提前 {amount} 天 · {amount} days before"),
    }
}

fn describe(page: &mut Page, kind: &Kind) {
    let table = kind.table;
    page.anchor(kind.code());
    page.heading(2, &both(table.label));
    page.paragraph(table.doc);
    page.heading(3, "状态 · Statuses");
    let over = Label::new("已结束", "over");
    let rows = kind.statuses.iter().map(|rule| {
        vec![rule.label.zh.to_owned(), rule.label.en.to_owned(), if rule.closed { both(over) } else { String::new() }]
    });
    page.table(&["状态", "Status", ""], rows);
    page.heading(3, "步骤 · Steps");
    let rows = kind.steps.iter().map(|step| {
        vec![
            both(step.label),
            step.rules.join("、"),
            step.who.iter().map(|who| allowed(*who)).collect::<Vec<_>>().join("<br>"),
            inputs(kind, step, true),
            inputs(kind, step, false),
        ]
    });
    page.table(&["步骤 · Step", "条目 · Rule", "谁 · Who", "必填 · Required", "选填 · Optional"], rows);
    if !kind.clocks.is_empty() {
        page.heading(3, "时限 · Time limits");
        let rows = kind.clocks.iter().map(|clock| {
            vec![clock.id.to_owned(), both(clock.label), length(clock.span), both(clock.who.label()), pauses(clock)]
        });
        page.table(&["编号 · Id", "必须做到 · What", "时限 · Within", "责任 · Who", "可暂停 · Paused by"], rows);
    }
    page.heading(3, "内容 · Fields");
    page.table(&["字段 · Field", "形式 · Kind", "Meaning"], table.fields.iter().map(field));
    for items in table.items {
        rows_of(page, items);
    }
}

fn rows_of(page: &mut Page, items: &ItemTable) {
    page.heading(4, &both(items.label));
    page.paragraph(items.doc);
    let fields = items.fields.iter().filter(|spec| ![ITEM_POSITION.name, ITEM_REMOVED.name].contains(&spec.name));
    page.table(&["字段 · Field", "形式 · Kind", "Meaning"], fields.map(field));
}

fn allowed(who: Who) -> String {
    let label = who.role.label();
    if who.own { format!("{}（本人） · {} (own)", label.zh, label.en) } else { both(label) }
}

/// The labels of a step's inputs, each once; of rows with the row's name before them.
fn inputs(kind: &Kind, step: &StepSpec, required: bool) -> String {
    let mut seen = BTreeSet::new();
    let labels = step.inputs.iter().filter(|input| input.required == required).filter_map(|input| {
        let spec = kind.table.field(&input.key.replace('*', "row").replace('@', "1"))?;
        let table = input.key.split_once('/').and_then(|(name, _)| kind.table.items.iter().find(|t| t.name == name));
        let label = match table {
            Some(table) => format!("{}·{}", table.label.zh, spec.label.zh),
            None => spec.label.zh.to_owned(),
        };
        seen.insert(label.clone()).then_some(label)
    });
    labels.collect::<Vec<_>>().join("、")
}

fn pauses(clock: &ClockSpec) -> String {
    use crate::{records::pause::PauseReason, schema::Choice};
    let labels = PauseReason::CODES.iter().filter(|reason| clock.stopped_by.contains(&reason.code));
    labels.map(|reason| reason.label.zh).collect::<Vec<_>>().join("、")
}

fn field(spec: &FieldSpec) -> Vec<String> {
    vec![both(spec.label), shape(spec), spec.doc.to_owned()]
}

/// What a field takes: kind, limits, choices.
fn shape(spec: &FieldSpec) -> String {
    let limits = spec.limits;
    let mut shape = match spec.kind {
        ValueKind::Text => format!("文字，最多 {0} 字 · text, up to {0}", limits.max),
        ValueKind::Integer if limits.max < i64::MAX => {
            format!("整数 {0}–{1} · integer {0} to {1}", limits.min.max(-1_000_000_000), limits.max)
        }
        ValueKind::Integer => "整数 · integer".to_owned(),
        ValueKind::Boolean => "是/否 · yes or no".to_owned(),
        ValueKind::Date => "日期 · day".to_owned(),
        ValueKind::Instant => "时间 · moment".to_owned(),
        ValueKind::Money => "金额 · amount".to_owned(),
        ValueKind::Choice => {
            let choices: Vec<String> = spec.choices.iter().map(|choice| both(choice.label)).collect();
            format!("选项 · one of:<br>{}", choices.join("<br>"))
        }
        ValueKind::Reference => match crate::records::kind(spec.to) {
            Some(kind) => format!("→ {}", linked(kind)),
            None => "单据 · a record".to_owned(),
        },
        ValueKind::Blob => "照片或文件 · photo or file".to_owned(),
        ValueKind::Bytes => "密钥 · key".to_owned(),
    };
    if spec.personal {
        shape.push_str("<br>个人信息 · personal data");
    }
    shape
}

#[cfg(feature = "forms")]
fn forms(page: &mut Page) {
    page.heading(2, "打印表单 · Printed forms");
    let rows = crate::forms::FORMS.iter().map(|form| {
        vec![form.title.zh.to_owned(), form.title.en.to_owned(), form.version.to_string(), both(form.statement)]
    });
    page.table(&["表单", "Form", "版本 · Version", "声明 · Statement signed"], rows);
}

#[cfg(test)]
mod tests;
