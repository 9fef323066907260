//! One visit to the site: left, arrived, finished, each by one tap (domain §8, S-15, S-23).
//! Absent by design: what was done there; the work is in the kind's own fields.

use fieldseal_derive::Item;

use super::guard::{given_rows, is_empty, person, refuse, refuse_field, round};
use crate::{
    choices,
    schema::{
        Facts, Hash32, Input, Instant, ItemFacts, ItemId, Label, Problem, RecordId, Role, Scalar, StepRun, StepSpec,
        optional, own, required,
    },
};

choices! {
    /// How a visit ended.
    pub enum VisitResult {
        WorkDone = "work_done" ("工作完成", "Work done"),
        ToContinue = "to_continue" ("未完成，需再次上门", "To be continued"),
        NobodyThere = "nobody_there" ("客户无人（空跑）", "Nobody there"),
        SiteNotReady = "site_not_ready" ("现场不具备条件（空跑）", "Site not ready"),
        NoEntry = "no_entry" ("无法进场（空跑）", "No entry"),
        PartMissing = "part_missing" ("缺配件", "Part missing"),
    }
}

/// Results that make a visit a wasted trip, which figures count.
pub const WASTED_TRIPS: &[&str] = &["nobody_there", "site_not_ready", "no_entry"];

/// One visit. Positions are taken at these taps only, never as a track (domain §7.3).
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Visit {
    /// The row's id.
    pub id: ItemId,
    /// Which round of the record.
    #[field(zh = "轮次", en = "Round", min = 1, max = 1000)]
    pub round: Option<i64>,
    /// Who went.
    #[field(zh = "工程师", en = "Engineer", to = "person")]
    pub engineer: Option<RecordId>,
    /// Who went along.
    #[field(zh = "协助人员", en = "Assistants", max = 200)]
    pub assistants: Option<String>,
    /// Tools and parts packed before leaving.
    #[field(zh = "携带工具、配件", en = "Tools and parts packed", max = 1000)]
    pub packed: Option<String>,
    /// Left for the site.
    #[field(zh = "出发时间", en = "Left at")]
    pub left_at: Option<Instant>,
    /// Arrived on site.
    #[field(zh = "到达时间", en = "Arrived at")]
    pub arrived_at: Option<Instant>,
    /// Where, if the position was allowed.
    #[field(zh = "到达位置", en = "Place of arrival", max = 200, personal)]
    pub arrived_place: Option<String>,
    /// Finished on site.
    #[field(zh = "离开现场时间", en = "Finished at")]
    pub finished_at: Option<Instant>,
    /// How it ended.
    #[field(zh = "到访结果", en = "Result")]
    pub result: Option<VisitResult>,
    /// Why it ended so, or what is left.
    #[field(zh = "说明", en = "Note", max = 1000)]
    pub note: Option<String>,
    /// What the site looked like.
    #[field(zh = "照片", en = "Photo")]
    pub photo: Option<Hash32>,
}

/// The latest visit: the one that began last.
pub fn latest(facts: &Facts) -> Option<ItemFacts<'_>> {
    facts.items("visits").into_iter().max_by_key(|visit| began_ms(visit))
}

fn began_ms(visit: &ItemFacts<'_>) -> i64 {
    visit.instant("left_at").or(visit.instant("arrived_at")).map_or(0, |at| at.utc_ms)
}

/// Left, not arrived, in the latest visit.
pub fn is_travelling(facts: &Facts) -> bool {
    latest(facts).is_some_and(|visit| visit.has("left_at") && !visit.has("arrived_at") && !visit.has("finished_at"))
}

/// Arrived, not finished, in the latest visit.
pub fn is_on_site(facts: &Facts) -> bool {
    latest(facts).is_some_and(|visit| visit.has("arrived_at") && !visit.has("finished_at"))
}

/// Visits of a round that arrived, earliest arrival first.
pub fn arrivals(facts: &Facts, in_round: i64) -> Vec<ItemFacts<'_>> {
    let mut rows = facts.items("visits");
    rows.retain(|row| row.has("arrived_at") && row.integer("round").unwrap_or(1) == in_round);
    rows.sort_by_key(|row| row.instant("arrived_at").map(|at| at.utc_ms));
    rows
}

/// The engineer leaves for the site.
pub const LEAVE: StepSpec = StepSpec {
    verb: "leave",
    label: Label::new("出发", "Leave for the site"),
    rules: &["S-23"],
    who: &[own(Role::Engineer)],
    begins: false,
    inputs: LEAVE_INPUTS,
    stamps: &["visits/*/left_at", "visits/*/engineer", "visits/*/round"],
    touches: &[],
    guard: leave_guard,
    effect: leave_effect,
};

const LEAVE_INPUTS: &[Input] = &[required("visits/*/packed"), optional("visits/*/assistants")];

/// The engineer arrives. The time is the device's and cannot be typed.
pub const ARRIVE: StepSpec = StepSpec {
    verb: "arrive",
    label: Label::new("到达现场", "Arrive on site"),
    inputs: &[optional("visits/*/arrived_place"), optional("visits/*/assistants")],
    stamps: &["visits/*/arrived_at", "visits/*/engineer", "visits/*/round"],
    guard: arrive_guard,
    effect: arrive_effect,
    ..LEAVE
};

/// The engineer finishes on site, with the result of the visit.
pub const FINISH: StepSpec = StepSpec {
    verb: "finish_visit",
    label: Label::new("结束到访", "Finish the visit"),
    inputs: &[required("visits/*/result"), optional("visits/*/note"), optional("visits/*/photo")],
    stamps: &["visits/*/finished_at"],
    guard: finish_guard,
    effect: finish_effect,
    ..LEAVE
};

/// The row a tap is about: the one given, else the one that is open, else a new one.
fn row(run: &StepRun<'_>) -> String {
    given_rows(run, "visits").into_iter().next().unwrap_or_else(|| {
        match latest(run.before).filter(|visit| !visit.has("finished_at")) {
            Some(open) => open.id.to_owned(),
            None => run.item_id("visit"),
        }
    })
}

/// Nobody travels or is on site yet.
pub fn leave_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if is_travelling(run.before) || is_on_site(run.before) {
        refuse(problems, "visit_open", "上一次到访尚未结束", "the last visit is not finished yet");
    } else if run.before.has(&format!("visits/{}/left_at", row(run))) {
        refuse(problems, "row_exists", "该次到访已存在", "this visit is there already");
    }
}

/// Stamps the departure.
pub fn leave_effect(run: &mut StepRun<'_>) {
    tap(run, "left_at");
}

/// Not on site already, and the right visit.
pub fn arrive_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if is_on_site(run.before) {
        refuse(problems, "visit_open", "已在现场", "already on site");
        return;
    }
    let row = row(run);
    let visit = run.before.item("visits", &row);
    if visit.has("arrived_at") || visit.has("finished_at") {
        refuse(problems, "row_exists", "该次到访已结束", "this visit is over");
    } else if is_travelling(run.before) && !visit.has("left_at") {
        refuse(problems, "visit_open", "请在已出发的到访上确认到达", "arrive on the visit that was left for");
    }
}

/// Stamps the arrival.
pub fn arrive_effect(run: &mut StepRun<'_>) {
    tap(run, "arrived_at");
}

/// On site; a wasted trip says why (domain §8: photo, reason).
pub fn finish_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let row = row(run);
    let visit = run.before.item("visits", &row);
    if visit.has("finished_at") || !(visit.has("arrived_at") || visit.has("left_at")) {
        refuse(problems, "not_on_site", "没有进行中的到访", "no visit is going on");
        return;
    }
    let result = run.after(&visit.key("result")).as_text().unwrap_or_default();
    if !visit.has("arrived_at") && !WASTED_TRIPS.contains(&result) {
        refuse(problems, "not_arrived", "尚未到达现场", "not arrived on site yet");
    }
    if result != "work_done" && is_empty(run.after(&visit.key("note"))) && run.after(&visit.key("photo")).is_null() {
        refuse_field(problems, visit.key("note"), "required", "请填写原因或拍照", "a reason or a photo is needed");
    }
}

/// Stamps the end.
pub fn finish_effect(run: &mut StepRun<'_>) {
    let key = format!("visits/{}/finished_at", row(run));
    run.set(key, run.at.to_scalar());
}

fn tap(run: &mut StepRun<'_>, field: &str) {
    let row = row(run);
    let (by, round) = (person(run.person), round(run.before));
    run.set(format!("visits/{row}/{field}"), run.at.to_scalar());
    run.set(format!("visits/{row}/engineer"), by);
    run.set(format!("visits/{row}/round"), Scalar::Integer(round));
}
