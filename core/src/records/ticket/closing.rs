//! Ticket steps of the end of the work: solved, shown, confirmed or not, amended (S-25).
//! Absent by design: what a confirmation must hold (`confirmation.rs`), and what follows it (`callback.rs`).

use super::{
    goes_on, not_sealed,
    work::{Guard, WHOLE_FORM, WORK_INPUTS, charge_is_agreed, parts_guard, work_key},
};
use crate::{
    records::{
        confirmation::{self, SigningRules},
        confirming,
        guard::{need, person, refuse, refuse_field, round, rows_of_round},
        pause,
        table::join,
        visit,
    },
    schema::{Input, Label, Problem, Role, StepRun, StepSpec, any, optional, own, required},
};

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
    charge_agreed(run, problems);
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

fn charge_agreed(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if !charge_is_agreed(run) {
        refuse(
            problems,
            "charge_consent",
            "有收费而客户未同意该金额",
            "there is a charge the customer did not consent to",
        );
    }
}

pub(super) fn must_be_solved(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
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
        if run.knows(WHOLE_FORM) {
            form_guard(run, problems);
        }
    },
    effect: confirmation::present_effect,
    ..SOLVE
};

/// What the form cannot do without (domain §4.14): for whom and where, whether the warranty covers it,
/// and the solution that the customer was told. What only the office can write never blocks a signature.
fn form_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    for (field, zh, en) in [
        ("customer_name", "客户名称", "The customer's name"),
        ("contact_name", "联系人", "The contact"),
        ("contact_phone", "联系方式", "How to reach them"),
        ("service_address", "服务地址", "The service address"),
        ("description", "问题描述", "The problem"),
    ] {
        need(run, problems, field, zh, en);
    }
    if matches!(run.before.text("warranty"), None | Some("unknown")) {
        refuse_field(problems, "warranty", "required", "请确认质保状态", "say whether it is under warranty");
    }
    let told = rows_of_round(run.before, "solutions", round(run.before));
    if !told.iter().any(|row| row.has("text") && row.has("told_at")) {
        let (zh, en) = ("请先告知客户解决方案", "tell the customer the solution first");
        refuse_field(problems, "solutions", "row_missing", zh, en);
    }
    for part in rows_of_round(run.before, "parts", round(run.before)).iter().filter(|part| part.is_true("fitted")) {
        for (field, zh, en) in [
            ("name", "配件名称", "The part's name"),
            ("model", "型号", "The model"),
            ("quantity", "数量", "The quantity"),
            ("old_part", "旧件处理", "What became of the old part"),
        ] {
            need(run, problems, &part.key(field), zh, en);
        }
    }
}

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
    charge_agreed(run, problems);
}

/// The customer will not sign (拒签). Sealed by our side alone; closes nothing.
pub const REFUSE: StepSpec = StepSpec {
    rules: &["S-25", "D-15"],
    who: &[own(Role::Engineer), own(Role::Sales)],
    guard: |run, problems| when_solved(run, problems, confirming::REFUSE.guard),
    ..confirming::REFUSE
};

/// Nobody is there to sign; a link is sent.
pub const ABSENT: StepSpec = StepSpec {
    rules: REFUSE.rules,
    who: REFUSE.who,
    guard: |run, problems| when_solved(run, problems, confirming::ABSENT.guard),
    ..confirming::ABSENT
};

fn when_solved(run: &StepRun<'_>, problems: &mut Vec<Problem>, shared: Guard) {
    must_be_solved(run, problems);
    shared(run, problems);
}

/// The represented person ratifies what a proxy signed, or refuses to.
pub const RATIFY: StepSpec = StepSpec { rules: &["S-25"], ..confirming::RATIFY };

/// Closes one reservation with the customer's word (domain §6.6).
pub const CLOSE_RESERVATION: StepSpec = StepSpec { rules: &["S-25"], ..confirming::CLOSE_RESERVATION };

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

/// Changes what was signed, outside the old seal (domain §6.7).
pub const AMEND: StepSpec = StepSpec {
    rules: &["S-25"],
    who: &[any(Role::Supervisor), any(Role::Manager), own(Role::Engineer), own(Role::Sales)],
    inputs: &AMEND_INPUTS,
    guard: |run, problems| {
        (confirming::AMEND.guard)(run, problems);
        parts_guard(run, problems);
    },
    ..confirming::AMEND
};
