//! Ticket steps of the end: solved, shown, confirmed or not, amended, called back, reopened (S-25, S-26).
//! Absent by design: what a confirmation must hold (`confirmation.rs`), which every signed kind shares.

use super::{
    closed_at, goes_on,
    intake::{EQUIPMENT_TOUCH, leave_equipment, not_before_submission},
    not_sealed, rows_of_round,
    work::{WORK_INPUTS, charge_is_agreed, parts_guard, work_key},
};
use crate::{
    records::{
        amendment,
        confirmation::{self, ConfirmationState, SigningRules},
        guard::{given_rows, need, one_new_row, person, refuse, refuse_field, round, typed_or_now, typed_time},
        job, pause,
        table::join,
        visit,
    },
    schema::{Input, Label, Problem, Role, Scalar, StepRun, StepSpec, any, optional, own, required},
};

/// Attempts that "unreachable" needs, on two days (domain §2.2, D-15).
const CALLBACK_ATTEMPTS: usize = 3;

/// The work is done and the form complete (S-25). Ends open pauses.
pub const SOLVE: StepSpec = StepSpec {
    verb: "solve",
    label: Label::new("问题已解决", "Solved"),
    rules: &["S-25", "D-13"],
    who: &[any(Role::Desk), any(Role::Supervisor), own(Role::Engineer)],
    begins: false,
    inputs: SOLVE_INPUTS,
    stamps: &["work/@/solved_at", "work/@/solved_by", "pauses/*/until"],
    touches: &[],
    guard: solve_guard,
    effect: solve_effect,
};

const SOLVE_INPUTS: &[Input] = &[
    required("work/@/fault_confirmed"),
    required("work/@/diagnosis"),
    required("work/@/cause"),
    required("work/@/method"),
    required("work/@/work_done"),
    optional("work/@/test"),
    required("work/@/test_result"),
    optional("work/@/left_open"),
    optional("work/@/solved_word_of"),
];

fn solve_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    not_sealed(run, problems);
    match run.before.text("urgency") {
        None => refuse(problems, "not_graded", "请先分级", "grade it first"),
        Some("suggestion") => {
            refuse(problems, "suggestion", "建议类请使用“答复建议”", "a suggestion is answered instead")
        }
        Some(_) => {}
    }
    if run.before.has(&work_key(run, "solved_at")) {
        refuse(problems, "already_solved", "本轮已标记解决", "called solved already in this round");
    }
    for (field, zh, en) in [
        ("fault_confirmed", "故障确认", "The fault as confirmed"),
        ("diagnosis", "诊断", "The diagnosis"),
        ("cause", "原因代码", "The cause"),
        ("method", "处理方式", "The method"),
        ("work_done", "处理过程", "The work done"),
        ("test_result", "测试结果", "The result of the test"),
    ] {
        need(run, problems, &work_key(run, field), zh, en);
    }
    if run.after(&work_key(run, "test_result")).as_text() == Some("failed") {
        let (zh, en) = ("测试未通过，不能标记为已解决", "the test failed: it is not solved");
        refuse_field(problems, work_key(run, "test_result"), "test_failed", zh, en);
    }
    if !charge_is_agreed(run) {
        refuse(
            problems,
            "charge_consent",
            "有收费而客户未同意该金额",
            "there is a charge the customer did not consent to",
        );
    }
    if visit::arrivals(run.before, round(run.before)).is_empty() {
        need(
            run,
            problems,
            &work_key(run, "solved_word_of"),
            "客户确认人（远程解决）",
            "Whose word it is (solved remotely)",
        );
    }
}

fn solve_effect(run: &mut StepRun<'_>) {
    let (me, at_key, by_key) = (person(run.person), work_key(run, "solved_at"), work_key(run, "solved_by"));
    run.set(at_key, run.at.to_scalar());
    run.set(by_key, me);
    pause::end_all(run);
}

fn must_be_solved(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    goes_on(run, problems);
    if !run.before.has(&work_key(run, "solved_at")) {
        refuse(problems, "not_solved", "请先标记已解决", "call it solved first");
    }
}

/// Shows the customer the whole form (S-25).
pub const PRESENT: StepSpec = StepSpec {
    verb: "present",
    label: Label::new("出示给客户", "Show to the customer"),
    inputs: confirmation::PRESENT_INPUTS,
    stamps: confirmation::PRESENT_STAMPS,
    guard: |run, problems| {
        must_be_solved(run, problems);
        confirmation::present_guard(run, problems);
    },
    effect: confirmation::present_effect,
    ..SOLVE
};

const CAPACITIES: &[&str] = &[
    "person_in_charge",
    "operator",
    "handling_person",
    "receiver",
    "accepting_person",
    "legal_representative",
    "authorised_representative",
];
const AUTHORITIES: &[&str] = &["written", "position", "oral", "none"];
const EVERY_WAY: SigningRules =
    SigningRules { ways: &["device", "link", "telephone", "paper"], authorities: AUTHORITIES, capacities: CAPACITIES };
const REMOTE_WAYS: SigningRules = SigningRules { ways: &["link", "telephone"], ..EVERY_WAY };

const CONFIRM_INPUTS: [Input; confirmation::SIGN_INPUTS.len() + 5] = join(
    confirmation::SIGN_INPUTS,
    &[
        required("rounds/@/solved"),
        optional("rounds/@/score"),
        optional("rounds/@/score_attitude"),
        optional("rounds/@/score_skill"),
        optional("rounds/@/score_speed"),
    ],
);

/// The customer confirms, on the device, by link, telephone or on paper (S-25). Starts D-15.
pub const CONFIRM: StepSpec = StepSpec {
    verb: "confirm",
    label: Label::new("客户确认", "Confirmation by the customer"),
    rules: &["S-25", "D-15"],
    who: &[any(Role::Supervisor), own(Role::Engineer)],
    inputs: &CONFIRM_INPUTS,
    stamps: confirmation::SIGN_STAMPS,
    guard: |run, problems| confirm_guard(run, &EVERY_WAY, problems),
    effect: confirmation::sign_effect,
    ..SOLVE
};

/// The desk records a confirmation by link or telephone (S-25).
pub const CONFIRM_REMOTELY: StepSpec = StepSpec {
    verb: "confirm_remotely",
    label: Label::new("客户远程确认", "Remote confirmation"),
    who: &[any(Role::Desk), any(Role::Supervisor)],
    guard: |run, problems| confirm_guard(run, &REMOTE_WAYS, problems),
    ..CONFIRM
};

fn confirm_guard(run: &StepRun<'_>, rules: &SigningRules, problems: &mut Vec<Problem>) {
    must_be_solved(run, problems);
    confirmation::sign_guard(run, rules, problems);
    let way = confirmation::key(run, "way");
    let was_on_site = !visit::arrivals(run.before, round(run.before)).is_empty();
    if run.after(&way).as_text() == Some("telephone") && was_on_site {
        let (zh, en) = ("电话确认只用于远程解决", "by telephone only when it was solved remotely");
        refuse_field(problems, way, "not_remote", zh, en);
    }
    if !charge_is_agreed(run) {
        refuse(
            problems,
            "charge_consent",
            "有收费而客户未同意该金额",
            "there is a charge the customer did not consent to",
        );
    }
}

/// The customer will not sign (拒签). Sealed by our side alone; closes nothing.
pub const REFUSE: StepSpec = StepSpec {
    verb: "refuse",
    label: Label::new("客户拒签", "Signature refused"),
    rules: &["S-25", "D-15"],
    who: &[own(Role::Engineer), own(Role::Sales)],
    inputs: confirmation::REFUSE_INPUTS,
    stamps: confirmation::REFUSE_STAMPS,
    guard: |run, problems| {
        must_be_solved(run, problems);
        confirmation::refuse_guard(run, problems);
    },
    effect: confirmation::refuse_effect,
    ..SOLVE
};

/// Nobody is there to sign; a link is sent.
pub const ABSENT: StepSpec = StepSpec {
    verb: "absent",
    label: Label::new("无人签字", "Nobody to sign"),
    inputs: confirmation::ABSENT_INPUTS,
    stamps: confirmation::ABSENT_STAMPS,
    guard: |run, problems| {
        must_be_solved(run, problems);
        confirmation::absent_guard(run, problems);
    },
    effect: confirmation::absent_effect,
    ..REFUSE
};

/// The represented person ratifies what a proxy signed, or refuses to.
pub const RATIFY: StepSpec = StepSpec {
    verb: "ratify",
    label: Label::new("追认", "Ratification"),
    rules: &["S-25"],
    who: &[any(Role::Desk), any(Role::Supervisor), own(Role::Engineer)],
    inputs: confirmation::RATIFY_INPUTS,
    stamps: confirmation::RATIFY_STAMPS,
    guard: confirmation::ratify_guard,
    effect: confirmation::ratify_effect,
    ..SOLVE
};

const AMEND_INPUTS: [Input; WORK_INPUTS.len() + 8] = join(
    &[
        required("amendments/*/reason"),
        optional("description"),
        optional("contact_name"),
        optional("contact_phone"),
        optional("service_address"),
        optional("product_name"),
        optional("model"),
        optional("serial_number"),
    ],
    WORK_INPUTS,
);

/// Changes what was signed, outside the old seal (domain §6.7). Who signed, strokes and times never.
pub const AMEND: StepSpec = StepSpec {
    verb: "amend",
    label: Label::new("签后更正", "Amend after signing"),
    rules: &["S-25"],
    who: &[any(Role::Supervisor), any(Role::Manager), own(Role::Engineer), own(Role::Sales)],
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
    guard: amend_guard,
    effect: amendment::effect,
    ..SOLVE
};

fn amend_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    amendment::guard(run, problems);
    parts_guard(run, problems);
}

/// The repair callback (S-26). Unsolved opens another round.
pub const CALL_BACK: StepSpec = StepSpec {
    verb: "call_back",
    label: Label::new("维修回访", "Call back"),
    rules: &["S-26", "D-15"],
    who: &[any(Role::Desk), any(Role::Supervisor)],
    inputs: &[
        required("callbacks/*/result"),
        required("callbacks/*/to_name"),
        required("callbacks/*/to_phone"),
        optional("callbacks/*/score"),
        optional("callbacks/*/content"),
        optional("callbacks/*/at"),
        optional("callbacks/*/late_reason"),
    ],
    stamps: &[
        "callbacks/*/at",
        "callbacks/*/by",
        "callbacks/*/round",
        "round",
        "rounds/*/opened_at",
        "rounds/*/opened_by",
        "rounds/*/opened_reason",
        "closed_unsolved_at",
    ],
    touches: EQUIPMENT_TOUCH,
    guard: call_back_guard,
    effect: call_back_effect,
    ..SOLVE
};

fn call_back_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    goes_on(run, problems);
    let state = confirmation::present_state(run.before);
    if matches!(state, ConfirmationState::None | ConfirmationState::Presented) {
        refuse(problems, "not_confirmed", "本轮尚未确认或拒签", "neither confirmed nor refused in this round");
    }
    if job::author_worked(run) {
        refuse(problems, "own_repair", "不能回访自己的维修", "nobody calls back an own repair");
    }
    let Some(id) = one_new_row(run, "callbacks", problems) else { return };
    let key = |field: &str| format!("callbacks/{id}/{field}");
    typed_time(run, &key("at"), &key("late_reason"), problems);
    not_before_submission(run, &key("at"), problems);
    match run.after(&key("result")).as_text() {
        Some("callback_solved" | "callback_unsolved") => {
            need(run, problems, &key("score"), "满意度", "The score");
            if run.after(&key("result")).as_text() == Some("callback_unsolved") {
                need(run, problems, &key("content"), "未解决的内容", "What is not solved");
            }
        }
        Some("no_answer" | "unreachable") if !run.after(&key("score")).is_null() => {
            refuse_field(problems, key("score"), "no_score", "未接通没有评分", "nobody answered: no score");
        }
        _ => {}
    }
    if run.after(&key("result")).as_text() == Some("unreachable") {
        let mut days: Vec<_> = rows_of_round(run.before, "callbacks", round(run.before))
            .into_iter()
            .filter(|row| row.text("result") == Some("no_answer"))
            .filter_map(|row| row.instant("at"))
            .chain([typed_or_now(run, &key("at"))])
            .map(|at| at.local().date())
            .collect();
        let attempts = days.len();
        days.sort_unstable();
        days.dedup();
        if attempts < CALLBACK_ATTEMPTS || days.len() < 2 {
            let (zh, en) = ("需在两天内至少三次未接通", "needs three attempts on two days");
            refuse_field(problems, key("result"), "attempts_missing", zh, en);
        }
    }
}

fn call_back_effect(run: &mut StepRun<'_>) {
    let Some(id) = given_rows(run, "callbacks").into_iter().next() else { return };
    let key = |field: &str| format!("callbacks/{id}/{field}");
    let (me, at, present) = (person(run.person), typed_or_now(run, &key("at")), round(run.before));
    run.set(key("at"), at.to_scalar());
    run.set(key("by"), me);
    run.set(key("round"), Scalar::Integer(present));
    let signed = confirmation::present_state(run.before).signed_at().is_some();
    match run.after(&key("result")).as_text() {
        Some("callback_unsolved") => {
            let reason = run.after(&key("content")).clone();
            open_round(run, reason);
        }
        Some("callback_solved") => leave_equipment(run),
        Some("unreachable") if signed => leave_equipment(run),
        _ => {}
    }
}

/// Opens the next round: D-10 to D-13 start again, D-09 does not (domain §2.3 no. 15).
fn open_round(run: &mut StepRun<'_>, reason: Scalar) {
    let (next, me) = (round(run.before) + 1, person(run.person));
    let reason = match reason {
        Scalar::Text(text) => Scalar::Text(text.chars().take(1000).collect()),
        other => other,
    };
    run.set("round", Scalar::Integer(next));
    run.set(format!("rounds/{next}/opened_at"), run.at.to_scalar());
    run.set(format!("rounds/{next}/opened_by"), me);
    run.set(format!("rounds/{next}/opened_reason"), reason);
    if run.before.has("closed_unsolved_at") {
        run.set("closed_unsolved_at", Scalar::Null);
    }
    if let Some(equipment) = run.before.reference("equipment") {
        job::mirror_on_equipment(run, equipment, false);
    }
}

/// The customer says, now or later, that it is not solved.
pub const REOPEN: StepSpec = StepSpec {
    verb: "reopen",
    label: Label::new("重开", "Reopen"),
    rules: &["S-26"],
    who: &[any(Role::Desk), any(Role::Supervisor)],
    inputs: &[required("reopen_reason")],
    stamps: &["round", "rounds/*/opened_at", "rounds/*/opened_by", "rounds/*/opened_reason", "closed_unsolved_at"],
    guard: reopen_guard,
    effect: |run| {
        let reason = run.after("reopen_reason").clone();
        open_round(run, reason);
    },
    ..CALL_BACK
};

fn reopen_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    need(run, problems, "reopen_reason", "重开原因", "The reason");
    if run.before.has("merged_into") || run.before.has("withdrawn_at") || run.before.is_true("imported") {
        refuse(
            problems,
            "not_reopenable",
            "已合并、撤回或导入的工单不能重开",
            "merged, withdrawn or imported: take in a new one",
        );
    }
    let answered = closed_at(run.before).is_some();
    if !answered && !run.before.has(&work_key(run, "solved_at")) {
        refuse(problems, "still_open", "工单仍在处理", "the ticket is still open");
    }
}

/// A supervisor closes it though it is not confirmed or not solved, with the reason (domain §6.5).
pub const CLOSE_UNSOLVED: StepSpec = StepSpec {
    verb: "close_unsolved",
    label: Label::new("主管关闭", "Close by the supervisor"),
    rules: &["S-26", "R-supervisor"],
    who: &[any(Role::Supervisor)],
    inputs: &[required("closed_unsolved_reason")],
    stamps: &["closed_unsolved_at"],
    guard: |run, problems| {
        must_be_solved(run, problems);
        if job::author_worked(run) {
            refuse(problems, "own_refusal", "不能裁定自己的工单", "nobody decides on an own job");
        }
    },
    effect: |run| {
        run.set("closed_unsolved_at", run.at.to_scalar());
        leave_equipment(run);
    },
    ..CALL_BACK
};

/// Closes one reservation with the customer's word (domain §6.6).
pub const CLOSE_RESERVATION: StepSpec = StepSpec {
    verb: "close_reservation",
    label: Label::new("关闭保留意见", "Close a reservation"),
    rules: &["S-25"],
    who: &[any(Role::Desk), any(Role::Supervisor), own(Role::Engineer)],
    inputs: &[required("reservations/*/closed_word")],
    stamps: &["reservations/*/closed_at"],
    touches: &[],
    guard: confirmation::close_reservation_guard,
    effect: confirmation::close_reservation_effect,
    ..CALL_BACK
};
