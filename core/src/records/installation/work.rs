//! Installation steps on site: visit, work by the instruction's checklist, trial run, photos (S-15).
//! Absent by design: what the customer says to it (`acceptance.rs`).

use super::{
    conditions::{CONDITION_INPUTS, TICKED, conditions_guard},
    goes_on, not_sealed,
};
use crate::{
    records::{
        confirmation::unpresent,
        guard::{
            given_rows, need, person, principal, refuse, refuse_field, round, row_stands, rows_of_round, stamp_round,
        },
        table::join,
        visit,
    },
    schema::{Input, Instant, Label, Problem, RecordId, Role, Scalar, StepRun, StepSpec, optional, own, required},
};

/// Rows copied from a work instruction at most; a longer one is refused, not cut.
const CHECKLIST_ROWS_MAX: usize = 400;

/// The engineer leaves for the site.
pub const LEAVE: StepSpec = StepSpec {
    rules: &["S-15"],
    guard: |run, problems| {
        goes_on(run, problems);
        visit::leave_guard(run, problems);
        if !run.before.has("accepted_at") && run.before.reference("engineer") == Some(principal(run)) {
            refuse(problems, "not_accepted", "请先接单", "accept the job first");
        }
    },
    ..visit::LEAVE
};
/// The engineer arrives. Without a confirmed appointment D-07 is missed.
pub const ARRIVE: StepSpec = StepSpec {
    rules: &["S-15", "D-07"],
    guard: |run, problems| {
        goes_on(run, problems);
        visit::arrive_guard(run, problems);
    },
    ..visit::ARRIVE
};
/// The engineer finishes on site.
pub const FINISH: StepSpec = StepSpec { rules: &["S-15"], ..visit::FINISH };

/// The key of a field of the present round's work.
pub(super) fn work_key(run: &StepRun<'_>, field: &str) -> String {
    format!("work/{}/{field}", round(run.before))
}

/// Begins the work of the round: copies the checklist of the chosen instruction, for each machine,
/// with the instruction's version pinned.
pub const START_WORK: StepSpec = StepSpec {
    verb: "start_work",
    label: Label::new("开始作业", "Begin the work"),
    rules: &["S-15"],
    who: &[own(Role::Engineer)],
    begins: false,
    inputs: &[required("work/@/work_instruction"), optional("work/@/unpacking"), optional("work/@/site_conditions")],
    stamps: &[
        "work/@/instruction_title",
        "work/@/instruction_version",
        "work/@/started_at",
        "work/@/started_by",
        "checklist/*/title",
        "checklist/*/nominal_value",
        "checklist/*/unit",
        "checklist/*/required",
        "checklist/*/safety",
        "checklist/*/machine",
        "checklist/*/round",
        "checklist/*/position",
    ],
    touches: &[],
    guard: start_guard,
    effect: start_effect,
};

fn start_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    not_sealed(run, problems);
    if !visit::is_on_site(run.before) {
        refuse(problems, "not_on_site", "请先到达现场", "arrive on site first");
    }
    if run.before.has(&work_key(run, "started_at")) {
        refuse(problems, "already_started", "本轮作业已开始", "the work of this round has begun");
    }
    let key = work_key(run, "work_instruction");
    let Some(instruction) = run.given.get(&key).and_then(RecordId::from_scalar) else { return };
    let machines = run.before.items("machines").len().max(1);
    match run.linked("library", instruction).map(|library| library.items("checklist").len()) {
        None => refuse_field(problems, key, "unknown_record", "找不到作业指导书", "the instruction is not known here"),
        Some(0) => refuse_field(problems, key, "no_checklist", "该资料没有检查项", "the document has no checklist"),
        Some(rows) if rows * machines > CHECKLIST_ROWS_MAX => {
            refuse_field(problems, key, "too_long", "检查项过多", "the checklist is too long");
        }
        Some(_) => {}
    }
}

fn start_effect(run: &mut StepRun<'_>) {
    let me = person(run.person);
    let (started_at, started_by) = (work_key(run, "started_at"), work_key(run, "started_by"));
    run.set(started_at, run.at.to_scalar());
    run.set(started_by, me);
    let instruction = RecordId::from_scalar(run.after(&work_key(run, "work_instruction")));
    let Some(library) = instruction.and_then(|id| run.linked("library", id)) else { return };
    let (title, version) = (work_key(run, "instruction_title"), work_key(run, "instruction_version"));
    run.set(title, library.get("title").clone());
    run.set(
        version,
        match library.get("version") {
            Scalar::Integer(number) => Scalar::text(number.to_string()),
            other => other.clone(),
        },
    );
    let machines: Vec<String> = run.before.items("machines").iter().map(|machine| machine.id.to_owned()).collect();
    // Without a machine row the checklist is about the site as a whole.
    let machines: Vec<Option<String>> =
        if machines.is_empty() { vec![None] } else { machines.into_iter().map(Some).collect() };
    let round = Scalar::Integer(round(run.before));
    let mut position = 0;
    for machine in machines {
        for item in library.items("checklist") {
            position += 1;
            let row = run.item_id(&format!("checklist:{}:{}", machine.as_deref().unwrap_or_default(), item.id));
            for field in ["title", "nominal_value", "unit", "required", "safety"] {
                if item.has(field) {
                    run.set(format!("checklist/{row}/{field}"), item.get(field).clone());
                }
            }
            if let Some(machine) = &machine {
                run.set(format!("checklist/{row}/machine"), Scalar::text(machine));
            }
            run.set(format!("checklist/{row}/round"), round.clone());
            run.set(format!("checklist/{row}/position"), Scalar::Integer(position));
        }
    }
}

/// Records items of the checklist, as many as are at hand.
pub const RECORD_CHECKLIST: StepSpec = StepSpec {
    verb: "record_checklist",
    label: Label::new("记录检查项", "Record the checklist"),
    inputs: &[
        required("checklist/*/verdict"),
        optional("checklist/*/measured_value"),
        optional("checklist/*/reason"),
        optional("checklist/*/photo"),
    ],
    stamps: &["checklist/*/checked_at", "checklist/*/checked_by", "rounds/@/presented_at"],
    guard: checklist_guard,
    effect: |run| {
        let me = person(run.person);
        for id in given_rows(run, "checklist") {
            run.set(format!("checklist/{id}/checked_at"), run.at.to_scalar());
            run.set(format!("checklist/{id}/checked_by"), me.clone());
        }
        unpresent(run);
    },
    ..START_WORK
};

fn checklist_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    not_sealed(run, problems);
    let ids = given_rows(run, "checklist");
    if ids.is_empty() {
        let (zh, en) = ("请填写至少一个检查项", "record at least one item");
        refuse_field(problems, "checklist", "row_missing", zh, en);
    }
    for id in ids {
        let row = run.before.item("checklist", &id);
        if !row_stands(run.before, "checklist", &id) || row.integer("round").unwrap_or(1) != round(run.before) {
            let (zh, en) = ("该检查项不属于本轮", "not an item of this round");
            refuse_field(problems, row.key("verdict"), "row_unknown", zh, en);
            continue;
        }
        need(run, problems, &row.key("verdict"), "结论", "The verdict");
        let verdict = run.after(&row.key("verdict")).as_text();
        if matches!(verdict, Some("fail" | "not_applicable")) {
            need(run, problems, &row.key("reason"), "原因", "The reason");
        }
        if verdict == Some("pass") && row.has("nominal_value") {
            need(run, problems, &row.key("measured_value"), "实测值", "The measured value");
        }
        if verdict == Some("not_applicable") && row.is_true("safety") && row.is_true("required") {
            let (zh, en) = ("必做的安全项不能选择不适用", "a required safety item always applies");
            refuse_field(problems, row.key("verdict"), "safety_required", zh, en);
        }
    }
}

/// Items of the present round's checklist that have no verdict yet.
pub(super) fn unchecked(run: &StepRun<'_>) -> usize {
    let rows = rows_of_round(run.before, "checklist", round(run.before));
    rows.iter().filter(|row| !row.has("verdict")).count()
}

/// Whether an item of the present round's checklist failed.
pub(super) fn any_failed(run: &StepRun<'_>) -> bool {
    let rows = rows_of_round(run.before, "checklist", round(run.before));
    rows.iter().any(|row| row.text("verdict") == Some("fail"))
}

/// The trial run: from, to, load, alarms, result.
pub const TRIAL_RUN: StepSpec = StepSpec {
    verb: "trial_run",
    label: Label::new("试运行", "Trial run"),
    inputs: &[
        required("work/@/trial_from"),
        required("work/@/trial_to"),
        required("work/@/trial_load"),
        optional("work/@/trial_alarms"),
        required("work/@/trial_result"),
    ],
    stamps: &["rounds/@/presented_at"],
    guard: |run, problems| {
        not_sealed(run, problems);
        if !run.before.has(&work_key(run, "started_at")) {
            refuse(problems, "not_started", "请先开始作业", "begin the work first");
        }
        let time = |field: &str| Instant::from_scalar(run.after(&work_key(run, field)));
        if let (Some(from), Some(to)) = (time("trial_from"), time("trial_to")) {
            if to.utc_ms < from.utc_ms {
                let (zh, en) = ("结束不能早于开始", "the end must not be before the start");
                refuse_field(problems, work_key(run, "trial_to"), "end_before_start", zh, en);
            }
            if to.utc_ms > run.at.utc_ms {
                let (zh, en) = ("时间不能晚于现在", "the time must not lie in the future");
                refuse_field(problems, work_key(run, "trial_to"), "in_future", zh, en);
            }
        }
        if run.after(&work_key(run, "trial_result")).as_text() == Some("trial_failed") {
            need(run, problems, &work_key(run, "trial_alarms"), "报警或异常", "The alarms");
        }
    },
    effect: unpresent,
    ..START_WORK
};

/// What else stands on the form about the work; an amendment changes the same.
pub(super) const WORK_INPUTS: &[Input] = &join::<_, { WORDS.len() + CONDITION_INPUTS.len() }>(WORDS, CONDITION_INPUTS);

const WORDS: &[Input] = &[
    optional("work/@/unpacking"),
    optional("work/@/site_conditions"),
    optional("work/@/handed_over"),
    optional("work/@/training_agreed"),
    optional("work/@/hidden_dangers"),
    optional("machines/*/serial_number"),
    optional("machines/*/model"),
    optional("machines/*/manufactured_on"),
    optional("machines/*/location"),
    optional("machines/*/product_name").since(TICKED),
    optional("parts/*/name"),
    optional("parts/*/model"),
    optional("parts/*/quantity"),
    optional("parts/*/removed"),
    optional("photos/*/photo"),
    optional("photos/*/subject").since(TICKED),
    optional("photos/*/caption"),
    optional("photos/*/taken_at"),
    optional("photos/*/removed"),
];

/// The work and whom it is for, as far as that turns out otherwise on site.
const RECORD_INPUTS: [Input; WORK_INPUTS.len() + 3] = join(
    WORK_INPUTS,
    &[
        optional("site_address").since(TICKED),
        optional("contact_name").since(TICKED),
        optional("contact_phone").since(TICKED),
    ],
);

/// What was found, tools and parts, photos, what was handed over, what the nameplates say.
pub const RECORD_WORK: StepSpec = StepSpec {
    verb: "record_work",
    label: Label::new("记录作业", "Record the work"),
    inputs: &RECORD_INPUTS,
    stamps: &["parts/*/round", "photos/*/round", "rounds/@/presented_at"],
    guard: |run, problems| {
        not_sealed(run, problems);
        rows_guard(run, problems);
        conditions_guard(run, problems);
    },
    effect: |run| {
        stamp_round(run, &["parts", "photos"]);
        unpresent(run);
    },
    ..START_WORK
};

/// Parts are named and counted, photos there, machines known.
pub(super) fn rows_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    for id in given_rows(run, "parts") {
        need(run, problems, &format!("parts/{id}/name"), "名称", "The name");
        need(run, problems, &format!("parts/{id}/quantity"), "数量", "The quantity");
    }
    for id in given_rows(run, "photos") {
        need(run, problems, &format!("photos/{id}/photo"), "照片", "The photo");
    }
    for id in given_rows(run, "machines") {
        if !row_stands(run.before, "machines", &id) {
            let (zh, en) = ("不是本次安装的设备", "not a machine of this installation");
            refuse_field(problems, format!("machines/{id}"), "row_unknown", zh, en);
        }
    }
}
