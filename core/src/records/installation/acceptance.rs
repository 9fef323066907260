//! The installation is shown to the customer with the result of each machine (S-16).
//! Absent by design: what the customer says to it (`signing.rs`), and what comes after (`rounds.rs`).

use super::{
    conditions::{TICKED, any_unsafe},
    not_sealed,
    work::{any_failed, unchecked, work_key},
};
use crate::{
    records::{
        confirmation,
        guard::{given_rows, need, one_of, refuse, refuse_field, round},
        table::join,
    },
    schema::{Date, Facts, Input, ItemFacts, Label, Problem, Role, Scalar, StepRun, StepSpec, optional, own, required},
};

/// Results from best to worst: the installation's is its worst machine's.
const RESULTS: &[&str] = &["accepted", "accepted_reserved", "to_rectify", "rejected"];
/// States from best to worst.
const STATES: &[&str] = &["normal", "with_defects", "not_running"];

/// The worst of several codes, by their order in a list.
fn worst<'a>(codes: impl Iterator<Item = &'a str>, order: &'static [&'static str]) -> Option<&'static str> {
    codes.filter_map(|code| order.iter().position(|known| *known == code)).max().map(|index| order[index])
}

/// The result that a round comes to (domain §6.6): what was shown, unless the customer signs with
/// reservation: then accepted with reservation when no row blocks use, else to be rectified.
pub fn result_of(shown: &str, opinion: &str, blocks_use: bool) -> &'static str {
    let shown = RESULTS.iter().find(|result| **result == shown).copied().unwrap_or("rejected");
    match (shown, opinion, blocks_use) {
        ("accepted" | "accepted_reserved", "reserved", true) => "to_rectify",
        ("accepted" | "accepted_reserved", "reserved", false) => "accepted_reserved",
        (shown, _, _) => shown,
    }
}

const PRESENT_INPUTS: [Input; confirmation::PRESENT_INPUTS.len() + 8] = join(
    confirmation::PRESENT_INPUTS,
    &[
        required("rounds/@/installed_on"),
        required("results/*/machine"),
        required("results/*/result"),
        optional("results/*/removed"),
        required("results/*/state"),
        optional("rectifications/*/text"),
        optional("rectifications/*/responsible"),
        optional("rectifications/*/due_on"),
    ],
);

/// Shows the customer the whole form with the result of each machine (S-16).
pub const PRESENT: StepSpec = StepSpec {
    verb: "present",
    label: Label::new("提请验收", "Present for acceptance"),
    rules: &["S-16"],
    who: &[own(Role::Engineer)],
    begins: false,
    inputs: &PRESENT_INPUTS,
    stamps: &[
        "rounds/@/presented_at",
        "rounds/@/result",
        "rounds/@/equipment_state",
        "results/*/round",
        "rectifications/*/round",
    ],
    touches: &[],
    guard: present_guard,
    effect: present_effect,
};

fn present_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    not_sealed(run, problems);
    confirmation::present_guard(run, problems);
    if !run.before.has(&work_key(run, "started_at")) {
        refuse(problems, "not_started", "请先开始作业", "begin the work first");
    }
    if run.knows(TICKED) {
        named_guard(run, problems);
    }
    let open = unchecked(run);
    if open > 0 {
        let (zh, en) = (format!("还有{open}个检查项未完成"), format!("{open} checklist items are open"));
        refuse(problems, "checklist_open", &zh, &en);
    }
    if !run.before.has(&work_key(run, "trial_result")) {
        refuse(problems, "no_trial_run", "请先记录试运行", "record the trial run first");
    }
    if Date::from_scalar(run.after(&confirmation::key(run, "installed_on")))
        .is_some_and(|day| day.0 > run.at.local().date())
    {
        let (zh, en) = ("安装日期不能晚于今天", "the day of installation lies in the future");
        refuse_field(problems, confirmation::key(run, "installed_on"), "in_future", zh, en);
    }
    results_guard(run, problems);
}

/// What the form cannot do without (domain §4.11): for whom, where, and each machine by its nameplate.
fn named_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    for (field, zh, en) in
        [("customer_name", "客户名称", "The customer's name"), ("site_address", "安装地址", "The site")]
    {
        need(run, problems, field, zh, en);
    }
    for machine in run.before.items("machines") {
        for (field, zh, en) in [
            ("product_name", "设备名称", "The product"),
            ("model", "型号规格", "The model"),
            ("serial_number", "序列号", "The serial number"),
        ] {
            need(run, problems, &machine.key(field), zh, en);
        }
    }
}

/// The results of the present round as they stand after what was given.
fn present_results<'a>(run: &StepRun<'_>, merged: &'a Facts) -> Vec<ItemFacts<'a>> {
    let present = round(run.before);
    let rows = merged.items("results").into_iter();
    rows.filter(|row| row.integer("round").is_none_or(|other| other == present)).collect()
}

/// One result for each machine; nothing failed is called accepted; what is to be rectified is listed.
fn results_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let (present, merged) = (round(run.before), run.merged());
    for id in given_rows(run, "results") {
        if run.before.integer(&format!("results/{id}/round")).is_some_and(|other| other != present) {
            let (zh, en) = ("该结果属于已结束的轮次", "a result of an earlier round");
            refuse_field(problems, format!("results/{id}/result"), "other_round", zh, en);
        }
        one_of(run, &format!("results/{id}/result"), &["accepted", "to_rectify", "rejected"], problems);
    }
    let rows = present_results(run, &merged);
    let machines = merged.items("machines");
    let is_whole = |id: &str| {
        let of_machine: Vec<_> = rows.iter().filter(|row| row.text("machine") == Some(id)).collect();
        matches!(of_machine.as_slice(), [row] if row.has("result") && row.has("state"))
    };
    if rows.len() != machines.len() || !machines.iter().all(|machine| is_whole(machine.id)) {
        let (zh, en) = ("请为每台设备填写一条结果和状态", "each machine needs one result and one state");
        refuse_field(problems, "results", "result_missing", zh, en);
    }
    let result = worst(rows.iter().filter_map(|row| row.text("result")), RESULTS);
    let trial_failed = run.before.text(&work_key(run, "trial_result")) == Some("trial_failed");
    if result == Some("accepted") && (any_failed(run) || trial_failed) {
        let (zh, en) = ("有不合格项或试运行异常，不能判定合格", "an item or the trial run failed: not accepted");
        refuse_field(problems, "results", "failed_item", zh, en);
    }
    if result == Some("accepted") && run.knows(TICKED) && any_unsafe(run) {
        let (zh, en) = ("有安全项不符合，不能判定合格", "a safety condition is not in order: not accepted");
        refuse_field(problems, "results", "unsafe", zh, en);
    }
    let rows: Vec<_> = merged
        .items("rectifications")
        .into_iter()
        .filter(|row| row.integer("round").is_none_or(|other| other == present) && !row.has("closed_at"))
        .collect();
    if result == Some("to_rectify") && rows.is_empty() {
        let (zh, en) = ("待整改须列出整改项", "what is to be rectified must be listed");
        refuse_field(problems, "rectifications", "rectification_missing", zh, en);
    }
    for row in rows {
        for (field, zh, en) in
            [("text", "整改内容", "What"), ("responsible", "责任人", "Who does it"), ("due_on", "完成期限", "By when")]
        {
            need(run, problems, &row.key(field), zh, en);
        }
    }
}

fn present_effect(run: &mut StepRun<'_>) {
    confirmation::present_effect(run);
    let present = round(run.before);
    let merged = run.merged();
    let rows = present_results(run, &merged);
    let result = worst(rows.iter().filter_map(|row| row.text("result")), RESULTS);
    let state = worst(rows.iter().filter_map(|row| row.text("state")), STATES);
    let (result_key, state_key) = (confirmation::key(run, "result"), confirmation::key(run, "equipment_state"));
    if let (Some(result), Some(state)) = (result, state) {
        run.set(result_key, Scalar::text(result));
        run.set(state_key, Scalar::text(state));
    }
    for table in ["results", "rectifications"] {
        for id in given_rows(run, table) {
            run.set(format!("{table}/{id}/round"), Scalar::Integer(present));
        }
    }
}
