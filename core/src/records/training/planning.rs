//! Training steps before a session: plan, dispatch, date, move, cancel (S-17, S-21).
//! Absent by design: holding a session (`session.rs`), and what calls back after it (`callback.rs`).

use super::{completed_at, goes_on, is_sheet_closed, next_dated, running, standing};
use crate::{
    records::{
        guard::{given_rows, need, one_new_row, one_standing_row, refuse, refuse_field, typed_or_now, typed_time},
        job,
        table::join,
    },
    schema::{Date, Input, Label, Problem, Role, Scalar, StepRun, StepSpec, Touch, Who, any, optional, own, required},
};

/// The office, and whoever has the job.
pub(super) const OFFICE_AND_CREW: &[Who] = &[any(Role::Desk), any(Role::Supervisor), own(Role::Engineer)];

/// What the sheet says of the training as a whole; it stands under every sheet's seal.
const SHEET_INPUTS: &[Input] = &[
    optional("site_address"),
    optional("form"),
    optional("topic_operation"),
    optional("topic_maintenance"),
    optional("topic_faults"),
    optional("topic_other"),
    optional("machines/*/equipment"),
    optional("machines/*/product_name"),
    optional("machines/*/model"),
    optional("machines/*/serial_number"),
];

const EDIT_INPUTS: [Input; SHEET_INPUTS.len() + 6] = join(
    SHEET_INPUTS,
    &[
        optional("machines/*/removed"),
        optional("planned_sessions"),
        optional("contact_name"),
        optional("contact_phone"),
        optional("agreed"),
        optional("wished_on"),
    ],
);

const PLAN_INPUTS: [Input; EDIT_INPUTS.len() + 6] = join(
    &[
        required("customer"),
        required("customer_name"),
        optional("order"),
        optional("order_number"),
        optional("installation"),
        optional("installation_number"),
    ],
    &EDIT_INPUTS,
);

/// Plans a training of its own, or one that follows an installation that agreed none.
pub const PLAN: StepSpec = StepSpec {
    verb: "plan",
    label: Label::new("计划培训", "Plan a training"),
    rules: &["S-17", "K-training"],
    who: &[any(Role::Desk), any(Role::Supervisor)],
    begins: true,
    inputs: &PLAN_INPUTS,
    stamps: &["planned_at"],
    touches: &[Touch { kind: "installation", creates: false, keys: &["training"] }],
    guard: |run, problems| {
        machines_guard(run, problems);
        if let Some(installation) = installation(run) {
            match run.linked("installation", installation) {
                None => {
                    let (zh, en) = ("找不到该安装", "the installation is not known here");
                    refuse_field(problems, "installation", "unknown_record", zh, en);
                }
                Some(facts) if facts.has("training") => {
                    let (zh, en) = ("该安装已有培训", "this installation has its training");
                    refuse_field(problems, "installation", "training_exists", zh, en);
                }
                Some(_) => {}
            }
        }
    },
    effect: |run| {
        run.set("planned_at", run.at.to_scalar());
        if let Some(installation) = installation(run) {
            run.touch("installation", installation, "training", run.record.to_scalar());
        }
    },
};

fn installation(run: &StepRun<'_>) -> Option<crate::schema::RecordId> {
    crate::schema::RecordId::from_scalar(run.after("installation"))
}

/// Changes the plan: form, topics, machines, sessions planned. What a sealed sheet says stands.
pub const EDIT_PLAN: StepSpec = StepSpec {
    verb: "edit_plan",
    label: Label::new("修改培训计划", "Change the plan"),
    who: OFFICE_AND_CREW,
    begins: false,
    inputs: &EDIT_INPUTS,
    stamps: &[],
    touches: &[],
    guard: |run, problems| {
        goes_on(run, problems);
        machines_guard(run, problems);
        if standing(run.before).any(|session| is_sheet_closed(run.before, &session)) {
            let of_the_sheet =
                |key: &str| key.starts_with("machines/") || SHEET_INPUTS.iter().any(|input| input.key == key);
            for key in run.given.keys().filter(|key| of_the_sheet(key)) {
                let (zh, en) = ("签到表已签署封存，不能修改", "a sheet that says so is signed and sealed");
                refuse_field(problems, key, "sealed", zh, en);
            }
        }
    },
    effect: crate::schema::nothing,
    ..PLAN
};

fn machines_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let merged = run.merged();
    for id in given_rows(run, "machines") {
        let row = merged.item("machines", &id);
        if !row.is_true("removed") {
            need(run, problems, &row.key("product_name"), "设备名称", "The product");
        }
    }
}

type Guard = fn(&StepRun<'_>, &mut Vec<Problem>);

/// The training goes on, nobody is teaching just now, and the shared step's own guard agrees.
fn both(run: &StepRun<'_>, problems: &mut Vec<Problem>, shared: Guard) {
    goes_on(run, problems);
    shared(run, problems);
}

fn not_in_session(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if running(run.before).is_some() {
        refuse(problems, "in_session", "培训正在进行", "a session is going on: not now");
    }
}

/// Gives the training to an engineer (S-21); not while one is teaching.
pub const DISPATCH: StepSpec = StepSpec {
    guard: |run, problems| {
        both(run, problems, job::DISPATCH.guard);
        if run.before.get("engineer") != run.after("engineer") {
            not_in_session(run, problems);
        }
    },
    ..job::DISPATCH
};
/// The engineer takes the job.
pub const ACCEPT: StepSpec = StepSpec { guard: |run, p| both(run, p, job::ACCEPT.guard), ..job::ACCEPT };
/// The engineer rejects the job, with the reason.
pub const REJECT: StepSpec = StepSpec {
    guard: |run, problems| {
        both(run, problems, job::REJECT.guard);
        not_in_session(run, problems);
    },
    ..job::REJECT
};
/// The engineer asks for a transfer, with the reason.
pub const ASK_TRANSFER: StepSpec =
    StepSpec { guard: |run, p| both(run, p, job::ASK_TRANSFER.guard), ..job::ASK_TRANSFER };

/// Sessions that the manual knows; one more needs a reason.
const SESSIONS: usize = 2;

/// Gives a session its date, agreed with the customer. D-08 of the session before waits no longer.
pub const DATE_SESSION: StepSpec = StepSpec {
    verb: "date_session",
    label: Label::new("约定培训日期", "Date a session"),
    rules: &["S-17", "D-08"],
    who: OFFICE_AND_CREW,
    begins: false,
    inputs: &[
        required("sessions/*/dated_on"),
        required("sessions/*/agreed_with"),
        optional("sessions/*/hours_agreed"),
        optional("sessions/*/place"),
        optional("sessions/*/expected"),
        optional("sessions/*/extra_reason"),
        optional("sessions/*/set_at"),
        optional("sessions/*/late_reason"),
    ],
    stamps: &["sessions/*/set_at"],
    touches: &[],
    guard: |run, problems| {
        goes_on(run, problems);
        let Some(id) = one_new_row(run, "sessions", problems) else { return };
        let key = |field: &str| format!("sessions/{id}/{field}");
        need(run, problems, &key("dated_on"), "培训日期", "The day");
        need(run, problems, &key("agreed_with"), "约定对象", "With whom it was agreed");
        typed_time(run, &key("set_at"), &key("late_reason"), problems);
        day_guard(run, &key("dated_on"), problems);
        if standing(run.before).count() >= SESSIONS {
            need(run, problems, &key("extra_reason"), "增加培训原因", "The reason of a further session");
        }
    },
    effect: |run| {
        if let Some(id) = given_rows(run, "sessions").into_iter().next() {
            let key = format!("sessions/{id}/set_at");
            let at = typed_or_now(run, &key);
            run.set(key, at.to_scalar());
        }
    },
};

fn day_guard(run: &StepRun<'_>, key: &str, problems: &mut Vec<Problem>) {
    if Date::from_scalar(run.after(key)).is_some_and(|day| day.0 < run.at.local().date()) {
        refuse_field(problems, key, "in_past", "培训日期不能早于今天", "the day lies in the past");
    }
}

/// Moves a session to another day. It stays dated since it first was: D-08 does not move with it.
pub const MOVE_SESSION: StepSpec = StepSpec {
    verb: "move_session",
    label: Label::new("培训改期", "Move a session"),
    inputs: &[
        required("sessions/*/dated_on"),
        required("sessions/*/moved_reason"),
        optional("sessions/*/agreed_with"),
        optional("sessions/*/hours_agreed"),
        optional("sessions/*/place"),
        optional("sessions/*/expected"),
    ],
    stamps: &["sessions/*/moved_at"],
    guard: |run, problems| {
        goes_on(run, problems);
        let Some(id) = one_to_come(run, problems) else { return };
        let key = |field: &str| format!("sessions/{id}/{field}");
        if run.before.item("sessions", &id).has("started_at") {
            refuse_field(problems, key("dated_on"), "begun", "该场培训已开始", "this session has begun");
        }
        need(run, problems, &key("dated_on"), "培训日期", "The day");
        need(run, problems, &key("moved_reason"), "改期原因", "The reason of the move");
        day_guard(run, &key("dated_on"), problems);
    },
    effect: |run| {
        if let Some(id) = given_rows(run, "sessions").into_iter().next() {
            run.set(format!("sessions/{id}/moved_at"), run.at.to_scalar());
        }
    },
    ..DATE_SESSION
};

/// The one session given that stands and did not end.
fn one_to_come(run: &StepRun<'_>, problems: &mut Vec<Problem>) -> Option<String> {
    let id = one_standing_row(run, "sessions", problems)?;
    let session = run.before.item("sessions", &id);
    let over = [
        ("cancelled_at", "该场培训已取消", "this session is cancelled"),
        ("ended_at", "该场培训已结束", "this session is over"),
    ];
    for (field, zh, en) in over {
        if session.has(field) {
            refuse_field(problems, session.key(field), "session_over", zh, en);
            return None;
        }
    }
    Some(id)
}

/// Cancels one session, with the reason; one that began only when nobody signed in. D-08 of the session
/// before runs again.
pub const CANCEL_SESSION: StepSpec = StepSpec {
    verb: "cancel_session",
    label: Label::new("取消该场培训", "Cancel a session"),
    inputs: &[required("sessions/*/cancelled_reason")],
    stamps: &["sessions/*/cancelled_at"],
    guard: |run, problems| {
        goes_on(run, problems);
        let Some(id) = one_to_come(run, problems) else { return };
        need(run, problems, &format!("sessions/{id}/cancelled_reason"), "取消原因", "The reason");
        let attendees = run.before.items("attendees");
        if attendees.iter().any(|row| row.text("session") == Some(&id) && row.has("signature")) {
            let (zh, en) = ("已有人签到，请结束该场培训", "somebody signed in: end the session");
            refuse_field(problems, format!("sessions/{id}/cancelled_reason"), "signed_in", zh, en);
        }
    },
    effect: |run| {
        if let Some(id) = given_rows(run, "sessions").into_iter().next() {
            run.set(format!("sessions/{id}/cancelled_at"), run.at.to_scalar());
        }
    },
    ..DATE_SESSION
};

/// Cancels the training as a whole.
pub const CANCEL: StepSpec = StepSpec {
    verb: "cancel",
    label: Label::new("取消培训", "Cancel the training"),
    who: &[any(Role::Desk), any(Role::Supervisor)],
    inputs: &[required("cancelled_reason")],
    stamps: &["cancelled_at"],
    guard: |run, problems| {
        goes_on(run, problems);
        not_in_session(run, problems);
        need(run, problems, "cancelled_reason", "取消原因", "The reason");
        if completed_at(run.before).is_some() {
            refuse(problems, "completed", "培训已完成", "the training is completed");
        }
    },
    effect: |run| run.set("cancelled_at", run.at.to_scalar()),
    ..DATE_SESSION
};

/// The row of the session that is to begin: the one given, else the next that has a date.
pub(super) fn row_to_begin(run: &StepRun<'_>) -> Option<String> {
    let is_to_begin = |id: &str| {
        let session = run.before.item("sessions", id);
        session.has("dated_on") && !session.has("started_at") && !session.has("cancelled_at")
    };
    match given_rows(run, "sessions").as_slice() {
        [] => next_dated(run.before).map(|session| session.id.to_owned()),
        [id] => Some(id.clone()).filter(|id| is_to_begin(id)),
        _ => None,
    }
}

/// A field of the step's record that says yes.
pub(super) fn is_yes(value: &Scalar) -> bool {
    value == &Scalar::Boolean(true)
}
