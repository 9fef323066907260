//! Who was to come, who signed in with their own hand, who was absent (S-17, domain §4.12, §6.2).
//! Absent by design: the sheet as a whole, which the trainer signs (`session.rs`).

use super::{
    goes_on, is_sheet_closed,
    planning::is_yes,
    session::{BEGIN_SESSION, has_handbook, open_session, strokes_guard},
};
use crate::{
    records::{
        confirmation::is_our_own,
        guard::{given_rows, need, person, refuse_field},
    },
    schema::{Label, Problem, Scalar, StepRun, StepSpec, optional, required},
};

/// Lists who is to come to a session, and corrects it before they sign. Several phones may do so at once.
pub const LIST_ATTENDEES: StepSpec = StepSpec {
    verb: "list_attendees",
    label: Label::new("登记参训人员", "List the attendees"),
    inputs: &[
        required("attendees/*/session"),
        required("attendees/*/name"),
        optional("attendees/*/department"),
        optional("attendees/*/post"),
        optional("attendees/*/phone"),
        optional("attendees/*/removed"),
    ],
    stamps: &[],
    guard: |run, problems| {
        goes_on(run, problems);
        let ids = given_rows(run, "attendees");
        if ids.is_empty() {
            refuse_field(problems, "attendees", "row_missing", "请填写参训人员", "list at least one");
        }
        for id in ids {
            let key = |field: &str| format!("attendees/{id}/{field}");
            unsigned_guard(run, &id, problems);
            if !is_yes(run.after(&key("removed"))) {
                need(run, problems, &key("name"), "姓名", "The name");
                ours_guard(run, &id, problems);
            }
            let session = run.after(&key("session")).as_text().unwrap_or_default().to_owned();
            let session = run.before.item("sessions", &session);
            if !session.has("dated_on") || session.has("cancelled_at") {
                refuse_field(problems, key("session"), "row_unknown", "请选择已约定的场次", "choose a dated session");
            } else if is_sheet_closed(run.before, &session) {
                let (zh, en) = ("该场签到表已签署封存", "the sheet of this session is signed and sealed");
                refuse_field(problems, key("session"), "sheet_closed", zh, en);
            }
        }
    },
    effect: crate::schema::nothing,
    ..BEGIN_SESSION
};

/// Nothing is written over a signature, and no second one over the first (domain §6.3).
fn unsigned_guard(run: &StepRun<'_>, id: &str, problems: &mut Vec<Problem>) {
    if run.before.item("attendees", id).has("signature") {
        let (zh, en) = ("该人员已签到，不能更改或重签", "signed in already: neither changed nor signed again");
        refuse_field(problems, format!("attendees/{id}"), "already_signed", zh, en);
    }
}

fn ours_guard(run: &StepRun<'_>, id: &str, problems: &mut Vec<Problem>) {
    let key = |field: &str| format!("attendees/{id}/{field}");
    if is_our_own(run, run.after(&key("name")), run.after(&key("phone"))) {
        let (zh, en) = ("本公司人员不能作为参训人员签到", "nobody of ours is an attendee");
        refuse_field(problems, key("name"), "signer_is_ours", zh, en);
    }
}

/// One attendee signs in on the device, with their own hand, in this moment. The signature confirms
/// attendance and the handbook.
pub const SIGN_IN: StepSpec = StepSpec {
    verb: "sign_in",
    label: Label::new("签到", "Sign in"),
    inputs: &[
        required("attendees/*/name"),
        optional("attendees/*/department"),
        optional("attendees/*/post"),
        optional("attendees/*/phone"),
        required("attendees/*/in_person"),
        required("attendees/*/handbook_received"),
        required("attendees/*/signature"),
    ],
    stamps: &[
        "attendees/*/session",
        "attendees/*/checked_in_at",
        "attendees/*/recorded_by",
        "attendees/*/absent_reason",
    ],
    guard: sign_in_guard,
    effect: |run| {
        let Some(id) = given_rows(run, "attendees").into_iter().next() else { return };
        stamp_session(run, &id);
        run.set(format!("attendees/{id}/checked_in_at"), run.at.to_scalar());
        if run.before.has(&format!("attendees/{id}/absent_reason")) {
            run.set(format!("attendees/{id}/absent_reason"), Scalar::Null);
        }
    },
    ..BEGIN_SESSION
};

fn stamp_session(run: &mut StepRun<'_>, id: &str) {
    let me = person(run.person);
    if let Some(session) = super::present(run.before).map(|session| session.id.to_owned()) {
        run.set(format!("attendees/{id}/session"), Scalar::text(session));
        run.set(format!("attendees/{id}/recorded_by"), me);
    }
}

fn sign_in_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let Some(session) = open_session(run, problems) else { return };
    let ids = given_rows(run, "attendees");
    let [id] = ids.as_slice() else {
        refuse_field(problems, "attendees", "one_attendee", "每次只能一人签到", "one attendee at a time");
        return;
    };
    let key = |field: &str| format!("attendees/{id}/{field}");
    of_session(run, id, session.id, problems);
    unsigned_guard(run, id, problems);
    ours_guard(run, id, problems);
    need(run, problems, &key("name"), "姓名", "The name");
    strokes_guard(run, &key("signature"), problems);
    if !is_yes(run.after(&key("in_person"))) {
        let (zh, en) = ("签到须本人签名，不能代签", "everybody signs in person: no proxy");
        refuse_field(problems, key("in_person"), "no_proxy", zh, en);
    }
    need(run, problems, &key("handbook_received"), "是否已领手册", "Whether they have their handbook");
    if is_yes(run.after(&key("handbook_received"))) && !has_handbook(run.before) {
        let (zh, en) = ("请先登记发放的手册", "record first which handbook is handed out");
        refuse_field(problems, key("handbook_received"), "no_handbook", zh, en);
    }
}

fn of_session(run: &StepRun<'_>, id: &str, session: &str, problems: &mut Vec<Problem>) {
    let row = run.before.item("attendees", id);
    if row.is_true("removed") || row.text("session").is_some_and(|other| other != session) {
        refuse_field(problems, format!("attendees/{id}"), "other_session", "该人员不属于本场", "not of this session");
    }
}

/// Records who did not come, and why: absent is absent, nobody signs for them.
pub const RECORD_ABSENT: StepSpec = StepSpec {
    verb: "record_absent",
    label: Label::new("登记缺席", "Record an absence"),
    inputs: &[
        required("attendees/*/name"),
        optional("attendees/*/department"),
        optional("attendees/*/post"),
        optional("attendees/*/phone"),
        required("attendees/*/absent_reason"),
    ],
    stamps: &["attendees/*/session", "attendees/*/recorded_by"],
    guard: |run, problems| {
        let Some(session) = open_session(run, problems) else { return };
        let ids = given_rows(run, "attendees");
        if ids.is_empty() {
            refuse_field(problems, "attendees", "row_missing", "请选择参训人员", "choose at least one");
        }
        for id in ids {
            of_session(run, &id, session.id, problems);
            unsigned_guard(run, &id, problems);
            need(run, problems, &format!("attendees/{id}/name"), "姓名", "The name");
            need(run, problems, &format!("attendees/{id}/absent_reason"), "缺席原因", "Why they are absent");
        }
    },
    effect: |run| {
        for id in given_rows(run, "attendees") {
            stamp_session(run, &id);
        }
    },
    ..BEGIN_SESSION
};
