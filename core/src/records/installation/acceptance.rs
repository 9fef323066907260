//! Installation steps of the acceptance: shown, signed, refused, ratified, rectified, deemed (S-16).
//! Absent by design: what a confirmation must hold (`confirmation.rs`), which every signed kind shares.

use super::{
    booking::EQUIPMENT_TOUCH,
    goes_on, mirror, not_sealed, rows_of_round,
    work::{WORK_INPUTS, any_failed, rows_guard, unchecked, work_key},
};
use crate::{
    records::{
        amendment,
        confirmation::{self, ConfirmationState, SigningRules},
        guard::{given_rows, need, one_of, one_standing_row, person, refuse, refuse_field, round},
        job,
        table::join,
    },
    schema::{
        Date, Facts, Input, ItemFacts, Label, Problem, RecordId, Role, Scalar, StepRun, StepSpec, Touch, any, optional,
        own, required,
    },
};

/// Warranty: months from the acceptance and from the receipt, whichever ends first (domain §4.1).
const WARRANTY_MONTHS_FROM_ACCEPTANCE: i32 = 12;
const WARRANTY_MONTHS_FROM_RECEIPT: i32 = 18;

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

/// The last day of the warranty and its reason: the earlier of acceptance + 12 months and receipt +
/// 18 months; a month ends on the same day or the month's last (domain §2.1, §4.1).
pub fn warranty_until(accepted: Date, received: Option<Date>) -> (Date, String) {
    let months = |from: Date, months: i32| Date(from.0.saturating_add(jiff::Span::new().months(months)));
    let by_acceptance = months(accepted, WARRANTY_MONTHS_FROM_ACCEPTANCE);
    match received.map(|day| months(day, WARRANTY_MONTHS_FROM_RECEIPT)) {
        Some(by_receipt) if by_receipt < by_acceptance => (
            by_receipt,
            format!(
                "收货后{WARRANTY_MONTHS_FROM_RECEIPT}个月 / {WARRANTY_MONTHS_FROM_RECEIPT} months from the receipt"
            ),
        ),
        _ => (
            by_acceptance,
            format!(
                "验收后{WARRANTY_MONTHS_FROM_ACCEPTANCE}个月 / {WARRANTY_MONTHS_FROM_ACCEPTANCE} months from the acceptance"
            ),
        ),
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

/// Not by telephone (domain §6.1). An oral authority leaves it awaiting ratification.
const RULES: SigningRules = SigningRules {
    ways: &["device", "link", "paper"],
    authorities: &["written", "position", "oral", "none"],
    capacities: &[
        "accepting_person",
        "person_in_charge",
        "legal_representative",
        "authorised_representative",
        "handling_person",
        "operator",
    ],
};

const WARRANTY_KEYS: &[&str] = &[
    "jobs/*/kind",
    "jobs/*/engineer",
    "jobs/*/closed",
    "installation",
    "installed_on",
    "warranty_from",
    "warranty_until",
    "warranty_reason",
    "warranty_provisional",
    "serial_number",
    "location",
];
const WARRANTY_TOUCH: &[Touch] = &[
    Touch { kind: "equipment", creates: false, keys: WARRANTY_KEYS },
    Touch { kind: "customer", creates: false, keys: &["has_equipment"] },
];

const CONFIRM_STAMPS: [&str; confirmation::SIGN_STAMPS.len() + 1] =
    join(confirmation::SIGN_STAMPS, &["rounds/@/result"]);

/// The customer signs the acceptance (S-16). Accepted, or accepted with reservation: warranty starts.
pub const CONFIRM: StepSpec = StepSpec {
    verb: "confirm",
    label: Label::new("客户验收签字", "Acceptance by the customer"),
    inputs: confirmation::SIGN_INPUTS,
    stamps: &CONFIRM_STAMPS,
    touches: WARRANTY_TOUCH,
    guard: confirm_guard,
    effect: confirm_effect,
    ..PRESENT
};

fn confirm_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    goes_on(run, problems);
    confirmation::sign_guard(run, &RULES, problems);
    let shown = run.before.text(&confirmation::key(run, "result")).unwrap_or_default();
    if run.after(&confirmation::key(run, "opinion")).as_text() == Some("disagree") && shown == "accepted" {
        let (zh, en) = (
            "客户不同意，结果不能为合格，请改为待整改或不合格后重新出示",
            "the customer disagrees: show it again with another result",
        );
        refuse_field(problems, confirmation::key(run, "opinion"), "disagrees", zh, en);
    }
    for id in given_rows(run, "reservations") {
        let key = |field: &str| format!("reservations/{id}/{field}");
        if run.after(&key("blocks_use")) == &Scalar::Boolean(true) {
            need(run, problems, &key("remedy"), "约定措施", "The agreed remedy");
            need(run, problems, &key("by"), "责任人", "Who does it");
            need(run, problems, &key("until"), "完成期限", "By when");
        }
    }
}

fn confirm_effect(run: &mut StepRun<'_>) {
    confirmation::sign_effect(run);
    let merged = run.merged();
    let blocks = given_rows(run, "reservations").iter().any(|id| merged.item("reservations", id).is_true("blocks_use"));
    let opinion = merged.text(&confirmation::key(run, "opinion")).unwrap_or_default().to_owned();
    let shown = run.before.text(&confirmation::key(run, "result")).unwrap_or_default().to_owned();
    let (key, result) = (confirmation::key(run, "result"), result_of(&shown, &opinion, blocks));
    run.set(key, Scalar::text(result));
    let authority = merged.text(&confirmation::key(run, "authority"));
    if is_acceptance(result) && authority != Some("none") {
        let provisional = authority == Some("oral");
        start_warranty(run, Date(run.at.local().date()), provisional);
        // Reservations that are open keep the job on the machine's file.
        mirror(run, result == "accepted" && !provisional);
    }
}

fn is_acceptance(result: &str) -> bool {
    matches!(result, "accepted" | "accepted_reserved")
}

/// The machines' records.
fn equipment(run: &StepRun<'_>) -> Vec<(String, RecordId)> {
    let machines = run.before.items("machines");
    let known = machines.iter().filter_map(|row| Some((row.id.to_owned(), row.reference("equipment")?)));
    known.filter(|(_, id)| run.linked("equipment", *id).is_some()).collect()
}

/// Writes installation and warranty on each machine's record, and what its nameplate says.
fn start_warranty(run: &mut StepRun<'_>, from: Date, provisional: bool) {
    let installed_on = run.before.get(&confirmation::key(run, "installed_on")).clone();
    let receipt = run.before.instant("received_at").map(|at| Date(at.local().date()));
    let installation = run.record.to_scalar();
    if let Some(customer) = run.before.reference("customer")
        && run.linked("customer", customer).is_some()
    {
        run.touch("customer", customer, "has_equipment", Scalar::Boolean(true));
    }
    for (row, id) in equipment(run) {
        let received = run.linked("equipment", id).and_then(|machine| machine.date("received_on")).or(receipt);
        let (until, reason) = warranty_until(from, received);
        let writes = [
            ("installation", installation.clone()),
            ("installed_on", installed_on.clone()),
            ("warranty_from", from.to_scalar()),
            ("warranty_until", until.to_scalar()),
            ("warranty_reason", Scalar::text(reason)),
            ("warranty_provisional", Scalar::Boolean(provisional)),
        ];
        for (key, value) in writes {
            run.touch("equipment", id, key, value);
        }
        for field in ["serial_number", "location"] {
            let value = run.before.item("machines", &row).get(field).clone();
            if !value.is_null() {
                run.touch("equipment", id, field, value);
            }
        }
    }
}

/// The customer will not sign (拒签). Never an acceptance, never the start of a warranty.
pub const REFUSE: StepSpec = StepSpec {
    verb: "refuse",
    label: Label::new("客户拒签", "Signature refused"),
    inputs: confirmation::REFUSE_INPUTS,
    stamps: confirmation::REFUSE_STAMPS,
    guard: |run, problems| {
        goes_on(run, problems);
        confirmation::refuse_guard(run, problems);
    },
    effect: confirmation::refuse_effect,
    ..PRESENT
};

/// Nobody is there to sign; a link is sent.
pub const ABSENT: StepSpec = StepSpec {
    verb: "absent",
    label: Label::new("无人签字", "Nobody to sign"),
    inputs: confirmation::ABSENT_INPUTS,
    stamps: confirmation::ABSENT_STAMPS,
    guard: |run, problems| {
        goes_on(run, problems);
        confirmation::absent_guard(run, problems);
    },
    effect: confirmation::absent_effect,
    ..PRESENT
};

/// The represented person ratifies what a proxy signed (warranty stands, from that signature), or
/// refuses to (no warranty).
pub const RATIFY: StepSpec = StepSpec {
    verb: "ratify",
    label: Label::new("追认", "Ratification"),
    who: &[any(Role::Desk), any(Role::Supervisor), own(Role::Engineer)],
    inputs: confirmation::RATIFY_INPUTS,
    stamps: confirmation::RATIFY_STAMPS,
    touches: WARRANTY_TOUCH,
    guard: confirmation::ratify_guard,
    effect: ratify_effect,
    ..PRESENT
};

fn ratify_effect(run: &mut StepRun<'_>) {
    confirmation::ratify_effect(run);
    let result = run.before.text(&confirmation::key(run, "result")).unwrap_or_default().to_owned();
    if !is_acceptance(&result) {
        return;
    }
    let signed = run.before.instant(&confirmation::key(run, "confirmed_at")).unwrap_or(run.at);
    if run.after(&confirmation::key(run, "ratification")).as_text() == Some("ratified") {
        start_warranty(run, Date(signed.local().date()), false);
        mirror(run, result == "accepted");
    } else {
        for (_, id) in equipment(run) {
            for key in ["warranty_from", "warranty_until", "warranty_reason", "warranty_provisional"] {
                run.touch("equipment", id, key, Scalar::Null);
            }
        }
    }
}

/// Puts one rectification item right.
pub const CLOSE_RECTIFICATION: StepSpec = StepSpec {
    verb: "close_rectification",
    label: Label::new("完成整改项", "Close a rectification item"),
    who: &[any(Role::Desk), any(Role::Supervisor), own(Role::Engineer)],
    inputs: &[required("rectifications/*/closed_note")],
    stamps: &["rectifications/*/closed_at"],
    guard: |run, problems| {
        goes_on(run, problems);
        if let Some(id) = one_standing_row(run, "rectifications", problems) {
            let row = run.before.item("rectifications", &id);
            need(run, problems, &row.key("closed_note"), "整改说明", "What was done");
            if row.has("closed_at") {
                refuse_field(problems, row.key("closed_note"), "closed", "该项已完成", "closed already");
            }
        }
    },
    effect: |run| {
        if let Some(id) = given_rows(run, "rectifications").into_iter().next() {
            run.set(format!("rectifications/{id}/closed_at"), run.at.to_scalar());
        }
    },
    ..PRESENT
};

/// Closes one reservation with the customer's word; the last one ends the job.
pub const CLOSE_RESERVATION: StepSpec = StepSpec {
    verb: "close_reservation",
    label: Label::new("关闭保留意见", "Close a reservation"),
    who: &[any(Role::Desk), any(Role::Supervisor), own(Role::Engineer)],
    inputs: &[required("reservations/*/closed_word")],
    stamps: &["reservations/*/closed_at"],
    touches: EQUIPMENT_TOUCH,
    guard: confirmation::close_reservation_guard,
    effect: |run| {
        confirmation::close_reservation_effect(run);
        let mut after: Facts = run.merged();
        if let Some(id) = given_rows(run, "reservations").into_iter().next() {
            after.0.insert(format!("reservations/{id}/closed_at"), run.at.to_scalar());
        }
        if super::closed_at(&after).is_some() {
            mirror(run, true);
        }
    },
    ..PRESENT
};

/// Opens another round of S-15/S-16 after one that was not accepted (domain §2.3 no. 14).
pub const NEXT_ROUND: StepSpec = StepSpec {
    verb: "next_round",
    label: Label::new("开始新一轮", "Open another round"),
    rules: &["S-15", "S-16"],
    who: &[any(Role::Desk), any(Role::Supervisor), own(Role::Engineer)],
    inputs: &[required("next_round_reason")],
    stamps: &["round", "rounds/*/opened_at", "rounds/*/opened_by", "rounds/*/opened_reason", "appointment_at"],
    guard: |run, problems| {
        goes_on(run, problems);
        need(run, problems, "next_round_reason", "再次验收原因", "The reason");
        let result = run.before.text(&confirmation::key(run, "result"));
        let open = match confirmation::present_state(run.before) {
            ConfirmationState::Confirmed { .. } => matches!(result, Some("to_rectify" | "rejected")),
            ConfirmationState::Refused { .. } | ConfirmationState::Unsigned { .. } => true,
            _ => false,
        };
        if !open {
            refuse(problems, "round_open", "本轮尚未结束", "the present round is not over");
        }
    },
    effect: |run| {
        let (next, me, reason) = (round(run.before) + 1, person(run.person), run.after("next_round_reason").clone());
        run.set("round", Scalar::Integer(next));
        run.set("appointment_at", Scalar::Null);
        run.set(format!("rounds/{next}/opened_at"), run.at.to_scalar());
        run.set(format!("rounds/{next}/opened_by"), me);
        run.set(format!("rounds/{next}/opened_reason"), reason);
    },
    ..PRESENT
};

/// The supervisor deems it accepted: the contract has the clause, notice was given, its days passed
/// (domain §6.5). Nobody decides on an own refusal.
pub const DEEM_ACCEPTED: StepSpec = StepSpec {
    verb: "deem_accepted",
    label: Label::new("视为验收", "Deem accepted"),
    rules: &["S-16", "R-supervisor"],
    who: &[any(Role::Supervisor)],
    inputs: &[
        required("rounds/@/deemed_clause"),
        required("rounds/@/deemed_notice_on"),
        required("rounds/@/deemed_days"),
    ],
    stamps: &["rounds/@/deemed_at", "rounds/@/way", "rounds/@/recorded_by"],
    touches: WARRANTY_TOUCH,
    guard: deem_guard,
    effect: |run| {
        let me = person(run.person);
        for (field, value) in [("deemed_at", run.at.to_scalar()), ("way", Scalar::text("deemed")), ("recorded_by", me)]
        {
            let key = confirmation::key(run, field);
            run.set(key, value);
        }
        start_warranty(run, Date(run.at.local().date()), false);
        mirror(run, true);
    },
    ..PRESENT
};

fn deem_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    goes_on(run, problems);
    if job::author_worked(run) {
        refuse(problems, "own_refusal", "不能裁定自己的工作", "nobody decides on an own job");
    }
    let state = confirmation::present_state(run.before);
    if !matches!(state, ConfirmationState::Refused { .. } | ConfirmationState::Unsigned { .. }) {
        refuse(problems, "not_refused", "本轮没有拒签或无人签字", "neither refused nor left unsigned");
    }
    if run.before.text(&confirmation::key(run, "result")) != Some("accepted") {
        refuse(problems, "not_accepted", "出示的结果不是合格", "the result shown was not “accepted”");
    }
    need(run, problems, &confirmation::key(run, "deemed_clause"), "视为验收条款", "The contract's clause");
    let notice = Date::from_scalar(run.after(&confirmation::key(run, "deemed_notice_on")));
    let days = match run.after(&confirmation::key(run, "deemed_days")) {
        Scalar::Integer(days) => *days,
        _ => return,
    };
    if let Some(notice) = notice
        && i64::from((run.at.local().date() - notice.0).get_days()) <= days
    {
        let key = confirmation::key(run, "deemed_days");
        refuse_field(problems, key, "days_not_passed", "异议期尚未届满", "the days for an objection have not passed");
    }
}

const AMEND_INPUTS: [Input; WORK_INPUTS.len() + 7] = join(
    &[
        required("amendments/*/reason"),
        optional("contact_name"),
        optional("contact_phone"),
        optional("site_address"),
        optional("checklist/*/measured_value"),
        optional("checklist/*/verdict"),
        optional("checklist/*/reason"),
    ],
    WORK_INPUTS,
);

/// Changes what was signed, outside the old seal (domain §6.7). Who signed, strokes and times never.
pub const AMEND: StepSpec = StepSpec {
    verb: "amend",
    label: Label::new("签后更正", "Amend after signing"),
    who: &[any(Role::Supervisor), any(Role::Manager), own(Role::Engineer)],
    inputs: &AMEND_INPUTS,
    stamps: &[
        "amendments/*/changed",
        "amendments/*/needs_signature",
        "amendments/*/at",
        "amendments/*/by",
        "amendments/*/round",
        "parts/*/round",
        "photos/*/round",
    ],
    guard: |run, problems| {
        amendment::guard(run, problems);
        rows_guard(run, problems);
        let present = round(run.before);
        let known = rows_of_round(run.before, "checklist", present);
        if given_rows(run, "checklist").iter().any(|id| known.iter().all(|row| row.id != id)) {
            refuse_field(problems, "checklist", "row_unknown", "该检查项不属于本轮", "not an item of this round");
        }
    },
    effect: amendment::effect,
    ..PRESENT
};
