//! Small checks that guards of several kinds share: given rows, typed times, the present round.
//! Absent by design: any rule of one kind.

use crate::schema::{Facts, Instant, ItemFacts, Problem, RecordId, Scalar, StepRun};

/// A time typed this much before the moment it was recorded needs a reason (domain §2.1, 补录).
pub const LATE_ENTRY_MS: i64 = 30 * 60 * 1000;

/// The present round of a record, 1 when it never had another.
pub fn round(facts: &Facts) -> i64 {
    facts.integer("round").unwrap_or(1).max(1)
}

/// The item id of the present round's row.
pub fn round_id(facts: &Facts) -> String {
    round(facts).to_string()
}

/// Rows of a table that belong to a round.
pub fn rows_of_round<'a>(facts: &'a Facts, table: &'a str, in_round: i64) -> Vec<ItemFacts<'a>> {
    let mut rows = facts.items(table);
    rows.retain(|row| row.integer("round").unwrap_or(1) == in_round);
    rows
}

/// Says of the rows given for these tables, once, which round they are of.
pub fn stamp_round(run: &mut StepRun<'_>, tables: &[&str]) {
    let round = Scalar::Integer(round(run.before));
    for table in tables {
        for id in given_rows(run, table) {
            let key = format!("{table}/{id}/round");
            if !run.before.has(&key) {
                run.set(key, round.clone());
            }
        }
    }
}

/// Says that the step as a whole cannot be done.
pub fn refuse(problems: &mut Vec<Problem>, code: &str, zh: &str, en: &str) {
    problems.push(Problem::general(code, zh, en));
}

/// Says what is wrong with one field.
pub fn refuse_field(problems: &mut Vec<Problem>, key: impl Into<String>, code: &str, zh: &str, en: &str) {
    problems.push(Problem::of_field(key, code, zh, en));
}

/// Says that a field must be filled in, unless it is.
pub fn need(run: &StepRun<'_>, problems: &mut Vec<Problem>, key: &str, zh: &str, en: &str) {
    if is_empty(run.after(key)) {
        refuse_field(problems, key, "required", &format!("请填写{zh}"), &format!("{en} is needed"));
    }
}

/// Nothing, or a text of spaces only.
pub fn is_empty(value: &Scalar) -> bool {
    match value {
        Scalar::Null => true,
        Scalar::Text(text) => text.trim().is_empty(),
        _ => false,
    }
}

/// The text given for a key, `None` when not given or blank.
pub fn given_text<'a>(run: &'a StepRun<'_>, key: &str) -> Option<&'a str> {
    run.given.get(key).and_then(Scalar::as_text).filter(|text| !text.trim().is_empty())
}

/// The ids of the rows of a table that the person gave anything for, each once, in key order.
pub fn given_rows(run: &StepRun<'_>, table: &str) -> Vec<String> {
    let prefix = format!("{table}/");
    let mut ids: Vec<String> = Vec::new();
    for (key, _) in run.given.range(prefix.clone()..).take_while(|(key, _)| key.starts_with(&prefix)) {
        if let Some((id, _)) = key[prefix.len()..].split_once('/')
            && ids.last().is_none_or(|last| last != id)
        {
            ids.push(id.to_owned());
        }
    }
    ids
}

/// Whether anything stands in a row before the step.
pub fn row_stands(facts: &Facts, table: &str, id: &str) -> bool {
    let prefix = format!("{table}/{id}/");
    facts.0.range(prefix.clone()..).next().is_some_and(|(key, _)| key.starts_with(&prefix))
}

/// The id of the one new row a step must be given. An existing row is never written over.
pub fn one_new_row(run: &StepRun<'_>, table: &str, problems: &mut Vec<Problem>) -> Option<String> {
    let ids = given_rows(run, table);
    match ids.as_slice() {
        [id] if !row_stands(run.before, table, id) => Some(id.clone()),
        [_] => {
            refuse_field(problems, table, "row_exists", "该行已存在，不能覆盖", "this row is there already");
            None
        }
        [] => {
            refuse_field(problems, table, "row_missing", "请填写一行内容", "one row must be filled in");
            None
        }
        _ => {
            refuse_field(problems, table, "too_many_rows", "一次只能填写一行", "only one row at a time");
            None
        }
    }
}

/// The id of the one standing row a step must be about.
pub fn one_standing_row(run: &StepRun<'_>, table: &str, problems: &mut Vec<Problem>) -> Option<String> {
    if run.before.items(table).is_empty() {
        refuse(problems, "nothing_there", "没有可操作的内容", "there is nothing to do this to");
        return None;
    }
    match given_rows(run, table).as_slice() {
        [id] if row_stands(run.before, table, id) && !run.before.item(table, id).is_true("removed") => Some(id.clone()),
        _ => {
            refuse_field(problems, table, "row_unknown", "请选择已有的一行", "choose one row that is there");
            None
        }
    }
}

/// Checks a time that may be typed: not in the future, and more than 30 minutes ago only with a
/// reason for the late entry (domain §2.1). A missing time means now and is always fine.
pub fn typed_time(run: &StepRun<'_>, key: &str, reason_key: &str, problems: &mut Vec<Problem>) {
    let Some(at) = run.given.get(key).and_then(Instant::from_scalar) else { return };
    if at.utc_ms > run.at.utc_ms {
        refuse_field(problems, key, "in_future", "时间不能晚于现在", "the time must not lie in the future");
    } else if run.at.utc_ms - at.utc_ms > LATE_ENTRY_MS && is_empty(run.after(reason_key)) {
        refuse_field(
            problems,
            reason_key,
            "late_entry_reason",
            "补录超过30分钟，请填写原因",
            "entered more than 30 minutes late: a reason is needed",
        );
    }
}

/// The typed time, or the moment of the step.
pub fn typed_or_now(run: &StepRun<'_>, key: &str) -> Instant {
    run.given.get(key).and_then(Instant::from_scalar).unwrap_or(run.at)
}

/// Whose rights count: the person's, or those of the one a stand-in acts for.
pub fn principal(run: &StepRun<'_>) -> RecordId {
    run.acting_for.unwrap_or(run.person)
}

/// The id of a person as a document value.
pub fn person(id: RecordId) -> Scalar {
    id.to_scalar()
}

/// A choice given for a key must be one that this step knows.
pub fn one_of(run: &StepRun<'_>, key: &str, codes: &[&str], problems: &mut Vec<Problem>) {
    if let Some(code) = run.given.get(key).and_then(Scalar::as_text)
        && !codes.contains(&code)
    {
        refuse_field(problems, key, "choice_not_here", "此步骤不能选择该项", "not a choice in this step");
    }
}
