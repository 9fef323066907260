//! Holding a session: begin, hand out the handbook, end, sign and seal its sheet (S-17).
//! Absent by design: who signs in (`attendance.rs`), and sealing itself, which the app does.

use super::{
    held, is_sheet_closed,
    planning::{is_yes, row_to_begin},
    present, running,
};
use crate::{
    records::{
        confirmation, confirming,
        guard::{given_rows, need, one_of, person, principal, refuse, refuse_field, row_stands},
    },
    schema::{
        Facts, Hash32, ItemFacts, Label, Problem, RecordId, Role, Scalar, StepRun, StepSpec, optional, own, required,
    },
};

/// The trainer begins a session that has a date. Its sheet is from now on the present one.
pub const BEGIN_SESSION: StepSpec = StepSpec {
    verb: "begin_session",
    label: Label::new("开始培训", "Begin the session"),
    rules: &["S-17"],
    who: &[own(Role::Engineer)],
    begins: false,
    inputs: &[optional("sessions/*/place"), optional("sessions/*/expected")],
    stamps: &["round", "sessions/*/ordinal", "sessions/*/started_at", "sessions/*/trainer"],
    touches: &[],
    guard: begin_guard,
    effect: |run| {
        let Some(id) = row_to_begin(run) else { return };
        let (ordinal, me) = (held(run.before).len() as i64 + 1, person(run.person));
        run.set("round", Scalar::Integer(ordinal));
        run.set(format!("sessions/{id}/ordinal"), Scalar::Integer(ordinal));
        run.set(format!("sessions/{id}/started_at"), run.at.to_scalar());
        run.set(format!("sessions/{id}/trainer"), me);
    },
};

fn begin_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    super::goes_on(run, problems);
    if !run.before.has("accepted_at") && run.before.reference("engineer") == Some(principal(run)) {
        refuse(problems, "not_accepted", "请先接单", "accept the job first");
    }
    if running(run.before).is_some() {
        refuse(problems, "in_session", "上一场培训尚未结束", "a session is going on: end it first");
    }
    if held(run.before).iter().any(|session| !is_sheet_closed(run.before, session)) {
        let (zh, en) = ("上一场的签到表尚未签署", "the sheet of the session before is not signed yet");
        refuse(problems, "sheet_open", zh, en);
    }
    match row_to_begin(run) {
        Some(id) => need(run, problems, &format!("sessions/{id}/place"), "培训地点", "The place"),
        None => refuse(problems, "not_dated", "请先约定培训日期", "date the session first"),
    }
}

/// The present session, open for signing in: begun, and its sheet not signed.
pub(super) fn open_session<'a>(run: &'a StepRun<'_>, problems: &mut Vec<Problem>) -> Option<ItemFacts<'a>> {
    super::goes_on(run, problems);
    let Some(session) = present(run.before) else {
        refuse(problems, "not_begun", "请先开始培训", "begin the session first");
        return None;
    };
    if is_sheet_closed(run.before, &session) {
        let (zh, en) = ("该场签到表已签署封存", "the sheet of this session is signed and sealed");
        refuse(problems, "sheet_closed", zh, en);
        return None;
    }
    Some(session)
}

/// Hands out the handbook in the present session: title and version are pinned.
pub const HAND_OUT_HANDBOOK: StepSpec = StepSpec {
    verb: "hand_out_handbook",
    label: Label::new("发放产品使用手册", "Hand out the handbook"),
    inputs: &[required("sessions/*/handbook"), required("sessions/*/handbook_copies")],
    stamps: &["sessions/*/handbook_title", "sessions/*/handbook_version"],
    guard: handbook_guard,
    effect: |run| {
        let Some(id) = given_rows(run, "sessions").into_iter().next() else { return };
        let key = |field: &str| format!("sessions/{id}/{field}");
        let handbook = RecordId::from_scalar(run.after(&key("handbook")));
        let Some(handbook) = handbook.and_then(|id| run.linked("library", id)) else { return };
        run.set(key("handbook_title"), handbook.get("title").clone());
        run.set(key("handbook_version"), handbook.get("version").clone());
    },
    ..BEGIN_SESSION
};

fn handbook_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let Some(session) = open_session(run, problems) else { return };
    if given_rows(run, "sessions").iter().any(|id| id != session.id) {
        refuse_field(problems, "sessions", "other_session", "请选择当前场次", "choose the present session");
        return;
    }
    need(run, problems, &session.key("handbook"), "产品使用手册", "The handbook");
    need(run, problems, &session.key("handbook_copies"), "手册份数", "How many copies");
    let Some(handbook) = RecordId::from_scalar(run.after(&session.key("handbook"))) else { return };
    let is_current = |facts: &Facts| {
        facts.text("document_kind") == Some("handbook")
            && facts.has("published_at")
            && !facts.has("retired_at")
            && !facts.has("superseded_by")
    };
    if !run.linked("library", handbook).is_some_and(|facts| is_current(&facts)) {
        let (zh, en) = ("请选择现行有效的产品使用手册", "choose a handbook that is current");
        refuse_field(problems, session.key("handbook"), "not_current", zh, en);
    }
}

/// The handbook of a session, which one before it may have handed out.
pub(super) fn has_handbook(facts: &Facts) -> bool {
    super::standing(facts).any(|session| session.has("handbook"))
}

/// The session ends: D-08 runs from here. The trainer may say how well each attendee masters it.
pub const END_SESSION: StepSpec = StepSpec {
    verb: "end_session",
    label: Label::new("结束培训", "End the session"),
    rules: &["S-17", "D-08"],
    inputs: &[optional("attendees/*/mastery")],
    stamps: &["sessions/*/ended_at"],
    guard: |run, problems| {
        super::goes_on(run, problems);
        if running(run.before).is_none() {
            refuse(problems, "not_begun", "没有进行中的培训", "no session is going on");
        }
        mastery_guard(run, problems);
    },
    effect: |run| {
        if let Some(key) = running(run.before).map(|session| session.key("ended_at")) {
            run.set(key, run.at.to_scalar());
        }
    },
    ..BEGIN_SESSION
};

/// Only who was there masters anything.
pub(super) fn mastery_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    for id in given_rows(run, "attendees") {
        if !row_stands(run.before, "attendees", &id) || !run.before.item("attendees", &id).has("signature") {
            let (zh, en) = ("只能填写已签到人员的掌握程度", "only of those who signed in");
            refuse_field(problems, format!("attendees/{id}/mastery"), "not_signed_in", zh, en);
        }
    }
}

/// In which capacity the customer's person in charge signs beside the trainer.
const CAPACITIES: &[&str] =
    &["person_in_charge", "legal_representative", "authorised_representative", "handling_person", "operator"];

/// The trainer signs the sheet of the session that ended, and seals what stands on it; the customer's
/// person in charge may sign beside.
pub const CLOSE_SHEET: StepSpec = StepSpec {
    verb: "close_sheet",
    label: Label::new("签署签到表", "Sign the attendance sheet"),
    inputs: &[
        required("rounds/@/engineer_strokes"),
        optional("rounds/@/way"),
        optional("rounds/@/signer_name"),
        optional("rounds/@/signer_department"),
        optional("rounds/@/signer_title"),
        optional("rounds/@/signer_phone"),
        optional("rounds/@/capacity"),
        optional("rounds/@/strokes"),
        optional("rounds/@/place"),
        required("rounds/@/seal"),
        optional("rounds/@/document"),
        optional("rounds/@/check_code"),
    ],
    stamps: &["rounds/@/way", "rounds/@/confirmed_at", "rounds/@/recorded_by"],
    guard: close_guard,
    effect: |run| {
        let me = person(run.person);
        for (field, value) in
            [("way", Scalar::text("device")), ("confirmed_at", run.at.to_scalar()), ("recorded_by", me)]
        {
            let key = confirmation::key(run, field);
            run.set(key, value);
        }
    },
    ..BEGIN_SESSION
};

fn close_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let Some(session) = open_session(run, problems) else { return };
    if !session.has("ended_at") {
        refuse(problems, "in_session", "请先结束培训", "end the session first");
    }
    if session.reference("trainer").is_some_and(|trainer| trainer != run.person && trainer != principal(run)) {
        refuse(problems, "not_the_trainer", "只能由该场培训师签署", "only its trainer signs the sheet");
    }
    sheet_guard(run, problems);
    let mut attendees = run.before.items("attendees");
    attendees.retain(|row| row.text("session") == Some(session.id));
    if !attendees.iter().any(|row| row.has("signature")) {
        refuse(problems, "nobody_signed_in", "尚无人签到", "nobody signed in");
    }
    let open = attendees.iter().filter(|row| !row.has("signature") && !row.has("absent_reason")).count();
    if open > 0 {
        let (zh, en) =
            (format!("还有{open}人未签到也未登记缺席"), format!("{open} neither signed in nor recorded as absent"));
        refuse(problems, "unaccounted", &zh, &en);
    }
    one_of(run, &confirmation::key(run, "way"), &["device"], problems);
    one_of(run, &confirmation::key(run, "capacity"), CAPACITIES, problems);
    strokes_guard(run, &confirmation::key(run, "engineer_strokes"), problems);
    if !run.after(&confirmation::key(run, "strokes")).is_null() {
        need(run, problems, &confirmation::key(run, "signer_name"), "客户负责人", "The person in charge");
        strokes_guard(run, &confirmation::key(run, "strokes"), problems);
    }
    let key = |field: &str| confirmation::key(run, field);
    if confirmation::is_our_own(run, run.after(&key("signer_name")), run.after(&key("signer_phone"))) {
        let (zh, en) = ("本公司人员不能代客户签字", "nobody of ours signs for the customer");
        refuse_field(problems, key("signer_name"), "signer_is_ours", zh, en);
    }
}

/// What the sheet cannot do without (domain §4.12).
fn sheet_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let missing = |problems: &mut Vec<Problem>, zh: &str, en: &str| {
        refuse(problems, "sheet_incomplete", &format!("签到表缺少{zh}"), &format!("the sheet lacks {en}"));
    };
    let topics = ["topic_operation", "topic_maintenance", "topic_faults"];
    if !topics.iter().any(|topic| is_yes(run.before.get(topic))) && !run.before.has("topic_other") {
        missing(problems, "培训内容", "its topics");
    }
    for (field, zh, en) in [("customer_name", "客户名称", "the customer's name"), ("form", "培训形式", "the form")]
    {
        if !run.before.has(field) {
            missing(problems, zh, en);
        }
    }
    if !has_handbook(run.before) {
        missing(problems, "产品使用手册", "the handbook");
    }
}

/// An empty drawing is no signature (domain §6.3). What is on it, only the device sees.
pub(super) fn strokes_guard(run: &StepRun<'_>, key: &str, problems: &mut Vec<Problem>) {
    need(run, problems, key, "签名", "The signature");
    if Hash32::from_scalar(run.after(key)) == Some(Hash32::of(&[])) {
        refuse_field(problems, key, "no_signature", "签名为空，请重新签名", "the signature is empty: sign again");
    }
}

/// Changes what was signed, outside the old seal (domain §6.7): never who signed, strokes, times.
pub const AMEND: StepSpec = StepSpec {
    rules: &["S-17"],
    inputs: &[
        required("amendments/*/reason"),
        optional("attendees/*/department"),
        optional("attendees/*/post"),
        optional("attendees/*/phone"),
        optional("attendees/*/absent_reason"),
        optional("sessions/*/place"),
    ],
    stamps: &[
        "amendments/*/changed",
        "amendments/*/needs_signature",
        "amendments/*/at",
        "amendments/*/by",
        "amendments/*/round",
    ],
    guard: |run, problems| {
        (confirming::AMEND.guard)(run, problems);
        for table in ["attendees", "sessions"] {
            for id in given_rows(run, table).iter().filter(|id| !row_stands(run.before, table, id)) {
                let (zh, en) = ("签到表上没有这一行", "the sheet has no such row");
                refuse_field(problems, format!("{table}/{id}"), "row_unknown", zh, en);
            }
        }
    },
    ..confirming::AMEND
};
