//! A plan in words: a line for each row, then what it comes to; and a progress bar for people who wait.
//! Absent by design: deciding anything; and colour, so that the print can be kept as a file.

use std::{
    collections::BTreeMap,
    io::{self, IsTerminal, Write},
    time::Duration,
};

use fieldseal_core::schema::{Label, Language};
use indicatif::{ProgressBar, ProgressStyle};

use super::{
    mapping::BESIDE,
    place::Reason,
    plan::{Outcome, Plan, PlannedRow},
    row::Skipped,
};

/// How many rows of one kind came to one outcome.
pub type Totals = BTreeMap<(&'static str, &'static str), usize>;

/// A stable word for an outcome, to count by.
pub fn outcome_code(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Create { .. } => "create",
        Outcome::Exists { .. } => "exists",
        Outcome::Merge { .. } => "merge",
        Outcome::Held { .. } => "held",
        Outcome::Skipped(_) => "skipped",
    }
}

fn outcome_label(code: &str) -> Label {
    match code {
        "create" => Label::new("新建", "create"),
        "exists" => Label::new("已有", "on record"),
        "merge" => Label::new("合并", "merge"),
        "held" => Label::new("待处理", "held back"),
        _ => Label::new("跳过", "skip"),
    }
}

fn skipped_text(why: Skipped, language: Language) -> String {
    let label = match why {
        Skipped::Blank(rows) => {
            return match language {
                Language::Chinese => format!("空行 {rows} 行"),
                Language::English => format!("{rows} blank"),
            };
        }
        Skipped::Title => Label::new("标题", "a title"),
        Skipped::Heading => Label::new("表头", "the heading"),
        Skipped::RepeatedHeading => Label::new("重复的表头", "the heading again"),
        Skipped::Total => Label::new("合计", "a total"),
    };
    label.in_language(language).to_owned()
}

/// One row in one line: where, what, of which, why.
pub fn line(row: &PlannedRow, language: Language) -> String {
    let place = row.place.text(language);
    let what = outcome_label(outcome_code(&row.outcome)).in_language(language);
    let mut parts: Vec<String> = Vec::new();
    match &row.outcome {
        Outcome::Skipped(why) => return format!("{place}  {what}  {}", skipped_text(*why, language)),
        Outcome::Held { reasons } => parts.extend(reasons.iter().map(|reason| reason.text(language))),
        Outcome::Merge { into, .. } => parts.push(format!("→ {}", into.text(language))),
        Outcome::Create { .. } | Outcome::Exists { .. } => {}
    }
    // What is blank is counted at the end; a line a row of it would bury what matters.
    let notes = row.notes.iter().filter(|note| note.code != "blank").map(|note| note.text(language));
    let separator = if language == Language::Chinese { "；" } else { "; " };
    parts.extend(notes);
    let why = parts.join(separator);
    let kind = row.kind.label().in_language(language);
    let title = row.title.replace(['\n', '\t'], " ");
    format!("{place}  {what}{}{kind}  {title}  {why}", if language == Language::Chinese { "" } else { " " })
        .trim_end()
        .to_owned()
}

/// Rows by kind of list and outcome.
pub fn totals(plan: &Plan) -> Totals {
    let mut totals = Totals::new();
    for row in &plan.rows {
        *totals.entry((row.kind.label().en, outcome_code(&row.outcome))).or_default() += 1;
    }
    totals
}

/// How often each reason holds a row back, and each note was made, most frequent first.
pub fn reasons(plan: &Plan, language: Language) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<(bool, String), usize> = BTreeMap::new();
    for row in &plan.rows {
        let held: &[Reason] = if let Outcome::Held { reasons } = &row.outcome { reasons } else { &[] };
        let all = held.iter().map(|reason| (true, reason)).chain(row.notes.iter().map(|note| (false, note)));
        for (is_held, reason) in all {
            let text = if reason.column.is_empty() { general(reason, language) } else { reason.text(language) };
            *counts.entry((!is_held, text)).or_default() += 1;
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|((a_note, a_text), a), ((b_note, b_text), b)| (a_note, b, a_text).cmp(&(b_note, a, b_text)));
    let what = |note: bool| outcome_label(if note { "note" } else { "held" });
    counts
        .into_iter()
        .map(|((note, text), count)| {
            let word = match (note, language) {
                (false, language) => what(false).in_language(language),
                (true, Language::Chinese) => "提示",
                (true, Language::English) => "note",
            };
            (format!("{word}  {text}"), count)
        })
        .collect()
}

/// A reason without the places it names, so that equal ones count together.
fn general(reason: &Reason, language: Language) -> String {
    let label = match reason.code {
        "same_name_differs" => {
            Label::new("同名而内容不同，没有双方信用代码", "same name, contents differ, credit codes missing")
        }
        "same_code_differs" => Label::new("同一信用代码而内容不同", "same credit code, contents differ"),
        "same_code_other_name" => Label::new("同一信用代码而名称不同", "same credit code, names differ"),
        "matches_several" | "ambiguous_customer" => Label::new("不知是哪一家同名客户", "several customers of the name"),
        "repeats_held" => Label::new("重复一条待处理的行", "repeats a row held back"),
        "contradicts" => Label::new("与另一行是同一条而内容不同", "the same as another row, contents differ"),
        "same_without_serial" => Label::new("相同而都没有序列号", "equal rows without serial numbers"),
        "customer_held" => Label::new("所属客户待处理", "its customer is held back"),
        "equipment_held" => Label::new("所属设备待处理", "its machine is held back"),
        "customer_differs" => {
            Label::new("序列号属于另一客户的设备", "the serial number is of another customer's machine")
        }
        "product_differs" => Label::new("序列号属于另一型号", "the serial number is of another model"),
        "told_apart" => {
            Label::new("同名客户，按地址或电话认定", "customers of one name, told apart by address or telephone")
        }
        _ => return reason.text(language),
    };
    label.in_language(language).to_owned()
}

/// Prints a plan: every row, then totals, reasons and what is left out.
pub fn print(plan: &Plan, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let chinese = language == Language::Chinese;
    for row in &plan.rows {
        writeln!(out, "{}", line(row, language))?;
    }
    writeln!(out, "\n{}", if chinese { "合计" } else { "Totals" })?;
    let mut by_kind: BTreeMap<_, BTreeMap<&str, usize>> = BTreeMap::new();
    for row in &plan.rows {
        *by_kind.entry(row.kind).or_default().entry(outcome_code(&row.outcome)).or_default() += 1;
    }
    for (kind, counts) in by_kind {
        let of = |code| counts.get(code).copied().unwrap_or_default();
        let parts: Vec<String> = ["create", "merge", "exists", "held", "skipped"]
            .into_iter()
            .map(|code| format!("{} {}", outcome_label(code).in_language(language), of(code)))
            .collect();
        writeln!(out, "  {}  {}", kind.label().in_language(language), parts.join("  "))?;
    }
    let reasons = reasons(plan, language);
    if !reasons.is_empty() {
        writeln!(out, "\n{}", if chinese { "原因" } else { "Reasons" })?;
        for (text, count) in reasons {
            writeln!(out, "  {count:>6}  {text}")?;
        }
    }
    if !plan.unknown_columns.is_empty() {
        writeln!(out, "\n{}", if chinese { "不认得、不导入的列" } else { "Columns not known and not imported" })?;
        for column in &plan.unknown_columns {
            writeln!(out, "  {}  {}", column.source.text(language), column.name)?;
        }
    }
    print_beside(plan, language, out)?;
    if !plan.other_sheets.is_empty() {
        writeln!(out, "\n{}", if chinese { "没有名单的工作表" } else { "Sheets without a list" })?;
        for sheet in &plan.other_sheets {
            writeln!(out, "  {}", sheet.text(language))?;
        }
    }
    Ok(())
}

/// Values that were read but have no field of their own in the records.
fn print_beside(plan: &Plan, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &plan.rows {
        if let Outcome::Create { record, companion } = &row.outcome {
            let records = [Some(record), companion.as_ref()];
            for key in records.into_iter().flatten().flat_map(|record| record.beside.keys()) {
                *counts.entry(key).or_default() += 1;
            }
        }
    }
    if counts.is_empty() {
        return Ok(());
    }
    let heading = match language {
        Language::Chinese => "读到、但记录中没有对应栏目的内容",
        Language::English => "Read, but without a field of its own in the records",
    };
    writeln!(out, "\n{heading}")?;
    for (key, label) in BESIDE {
        if let Some(count) = counts.get(key) {
            writeln!(out, "  {count:>6}  {}", label.in_language(language))?;
        }
    }
    Ok(())
}

/// A progress bar over some number of rows, on stderr and only where a person watches.
pub fn progress(rows: u64, what: Label, language: Language) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(rows).with_message(what.in_language(language));
    if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
