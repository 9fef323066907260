//! Installation steps before the work: dispatch, contact and book, confirm, move, cancel (S-13, S-14, S-21).
//! Absent by design: the visit and the work (`work.rs`), the acceptance (`acceptance.rs`).

use super::{appointment, clocks::NOTICE_DAYS, goes_on, mirror};
use crate::{
    records::{
        contact_attempt,
        guard::{given_rows, is_empty, need, one_new_row, refuse, refuse_field, round},
        job, pause,
        table::join,
    },
    schema::{Input, Instant, Label, Problem, Role, Scalar, StepRun, StepSpec, Touch, any, optional, own, required},
};

/// The job says on each machine's record that it runs.
pub(super) const EQUIPMENT_TOUCH: &[Touch] = &[Touch { kind: "equipment", creates: false, keys: job::MIRRORED }];

pub(super) type Guard = fn(&StepRun<'_>, &mut Vec<Problem>);

/// The installation goes on, and the shared step's own guard agrees.
pub(super) fn both(run: &StepRun<'_>, problems: &mut Vec<Problem>, shared: Guard) {
    goes_on(run, problems);
    shared(run, problems);
}

/// Gives the job to an engineer (S-21).
pub const DISPATCH: StepSpec = StepSpec {
    touches: EQUIPMENT_TOUCH,
    guard: |run, problems| both(run, problems, job::DISPATCH.guard),
    effect: |run| {
        job::dispatch_effect(run);
        mirror(run, false);
    },
    ..job::DISPATCH
};
/// The engineer takes the job.
pub const ACCEPT: StepSpec = StepSpec { guard: |run, p| both(run, p, job::ACCEPT.guard), ..job::ACCEPT };
/// The engineer rejects the job, with the reason.
pub const REJECT: StepSpec = StepSpec { guard: |run, p| both(run, p, job::REJECT.guard), ..job::REJECT };
/// The engineer asks for a transfer, with the reason.
pub const ASK_TRANSFER: StepSpec =
    StepSpec { guard: |run, p| both(run, p, job::ASK_TRANSFER.guard), ..job::ASK_TRANSFER };
/// Pauses D-06: the customer can't be reached, or force majeure.
pub const PAUSE: StepSpec = StepSpec { guard: |run, p| both(run, p, pause::PAUSE.guard), ..pause::PAUSE };

const CONTACT_INPUTS: [Input; contact_attempt::INPUTS.len() + 7] = join(
    contact_attempt::INPUTS,
    &[
        optional("bookings/*/result"),
        optional("bookings/*/call_again_on"),
        optional("bookings/*/reason"),
        optional("appointments/*/at"),
        optional("appointments/*/short_notice_by"),
        optional("appointments/*/short_notice_name"),
        optional("appointments/*/confirmed_in_call"),
    ],
);

const APPOINTMENT_STAMPS: &[&str] = &[
    "contacts/*/at",
    "contacts/*/by",
    "contacts/*/purpose",
    "contacts/*/round",
    "bookings/*/at",
    "bookings/*/late_entry",
    "appointments/*/set_at",
    "appointments/*/round",
    "appointments/*/confirmed_at",
    "appointments/*/confirmed_with",
    "appointments/*/late_entry",
    "appointments/*/cancelled_at",
    "appointment_at",
];

/// Contacts the customer to book (S-13). Connected with a result, it meets D-06.
pub const CONTACT: StepSpec = StepSpec {
    verb: "contact",
    label: Label::new("联系客户预约", "Contact the customer and book"),
    rules: &["S-13", "D-06", "D-07"],
    who: &[any(Role::Desk), any(Role::Supervisor), own(Role::Engineer)],
    begins: false,
    inputs: &CONTACT_INPUTS,
    stamps: APPOINTMENT_STAMPS,
    touches: &[],
    guard: contact_guard,
    effect: contact_effect,
};

fn contact_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    goes_on(run, problems);
    let Some(contact) = contact_attempt::guard(run, problems) else { return };
    let connected = run.after(&format!("contacts/{contact}/connected")) == &Scalar::Boolean(true);
    if !connected {
        if !given_rows(run, "bookings").is_empty() || !given_rows(run, "appointments").is_empty() {
            contact_attempt::must_be_connected(run, &contact, problems);
        }
        return;
    }
    let Some(booking) = one_new_row(run, "bookings", problems) else { return };
    let key = |field: &str| format!("bookings/{booking}/{field}");
    need(run, problems, &key("result"), "预约结果", "The result");
    match run.after(&key("result")).as_text() {
        Some("booked") => {
            if appointment(run.before).is_some() {
                let (zh, en) = ("已有预约，请使用“改约”", "there is an appointment: move it");
                refuse_field(problems, key("result"), "booked_already", zh, en);
            }
            appointment_guard(run, &contact, problems);
        }
        Some("later") => {
            need(run, problems, &key("call_again_on"), "约定再联系日", "The agreed day to call again");
            need(run, problems, &key("reason"), "延后原因", "The reason");
            let day = crate::schema::Date::from_scalar(run.after(&key("call_again_on")));
            if day.is_some_and(|day| day.0 < run.at.local().date()) {
                let (zh, en) = ("约定日不能早于今天", "the agreed day lies in the past");
                refuse_field(problems, key("call_again_on"), "in_past", zh, en);
            }
        }
        Some("not_wanted") => need(run, problems, &key("reason"), "暂不安装的原因", "The reason"),
        _ => {}
    }
    if run.after(&key("result")).as_text() != Some("booked") && !given_rows(run, "appointments").is_empty() {
        let (zh, en) = ("未预约成功，不能填写预约时间", "not booked: there is no appointment");
        refuse_field(problems, "appointments", "not_booked", zh, en);
    }
}

/// One new appointment, after the contact; short notice says who wished it, and at the customer's
/// wish the contact itself holds the confirmation (domain §2.3 no. 6).
fn appointment_guard(run: &StepRun<'_>, contact: &str, problems: &mut Vec<Problem>) {
    let Some(id) = one_new_row(run, "appointments", problems) else { return };
    let key = |field: &str| format!("appointments/{id}/{field}");
    need(run, problems, &key("at"), "预约时间", "The appointment");
    let Some(at) = Instant::from_scalar(run.after(&key("at"))) else { return };
    let set_at = Instant::from_scalar(run.after(&format!("contacts/{contact}/at"))).unwrap_or(run.at);
    if at.utc_ms < set_at.utc_ms {
        refuse_field(
            problems,
            key("at"),
            "in_past",
            "预约时间不能早于联系时间",
            "the appointment lies before the contact",
        );
        return;
    }
    let days_ahead = (at.local().date() - set_at.local().date()).get_days();
    if days_ahead < NOTICE_DAYS {
        need(run, problems, &key("short_notice_by"), "临时预约提出方", "Who wished the short notice");
    }
    if run.after(&key("short_notice_by")).as_text() == Some("customer") {
        need(run, problems, &key("short_notice_name"), "提出人", "Who of the customer wished it");
        if run.after(&key("confirmed_in_call")) != &Scalar::Boolean(true) {
            let (zh, en) =
                ("客户要求提前时，本次联系须同时确认", "at the customer's wish this contact must confirm it");
            refuse_field(problems, key("confirmed_in_call"), "confirm_now", zh, en);
        }
    }
}

/// What an appointment takes from its contact: time, with whom, late or not.
struct Contacted {
    at: Instant,
    name: Scalar,
    late: bool,
}

fn contacted(run: &mut StepRun<'_>, purpose: &str) -> Option<Contacted> {
    let (id, connected, at) = contact_attempt::stamp(run, purpose)?;
    let name = run.after(&format!("contacts/{id}/to_name")).clone();
    let late = !is_empty(run.after(&format!("contacts/{id}/late_reason")));
    connected.then_some(Contacted { at, name, late })
}

fn contact_effect(run: &mut StepRun<'_>) {
    let Some(contact) = contacted(run, "booking") else { return };
    if let Some(id) = given_rows(run, "bookings").into_iter().next() {
        run.set(format!("bookings/{id}/at"), contact.at.to_scalar());
        run.set(format!("bookings/{id}/late_entry"), Scalar::Boolean(contact.late));
    }
    set_appointment(run, &contact);
}

fn set_appointment(run: &mut StepRun<'_>, contact: &Contacted) {
    let Some(id) = given_rows(run, "appointments").into_iter().next() else { return };
    let key = |field: &str| format!("appointments/{id}/{field}");
    let (round, at) = (round(run.before), run.after(&key("at")).clone());
    run.set(key("set_at"), contact.at.to_scalar());
    run.set(key("round"), Scalar::Integer(round));
    run.set("appointment_at", at);
    if run.after(&key("confirmed_in_call")) == &Scalar::Boolean(true) {
        confirm_row(run, &id, contact);
    }
}

fn confirm_row(run: &mut StepRun<'_>, id: &str, contact: &Contacted) {
    run.set(format!("appointments/{id}/confirmed_at"), contact.at.to_scalar());
    run.set(format!("appointments/{id}/confirmed_with"), contact.name.clone());
    run.set(format!("appointments/{id}/late_entry"), Scalar::Boolean(contact.late));
}

/// Confirms the appointment with the customer (S-14). Connected, it meets D-07.
pub const CONFIRM_APPOINTMENT: StepSpec = StepSpec {
    verb: "confirm_appointment",
    label: Label::new("确认预约", "Confirm the appointment"),
    rules: &["S-14", "D-07"],
    inputs: contact_attempt::INPUTS,
    guard: |run, problems| {
        goes_on(run, problems);
        contact_attempt::guard(run, problems);
        match appointment(run.before) {
            None => refuse(problems, "no_appointment", "尚无预约", "there is no appointment"),
            Some(row) if row.has("confirmed_at") => {
                refuse(problems, "already_confirmed", "该预约已确认", "the appointment is confirmed");
            }
            Some(_) => {}
        }
    },
    effect: |run| {
        let Some(contact) = contacted(run, "confirmation") else { return };
        if let Some(id) = appointment(run.before).map(|row| row.id.to_owned()) {
            confirm_row(run, &id, &contact);
        }
    },
    ..CONTACT
};

const RESCHEDULE_INPUTS: [Input; contact_attempt::INPUTS.len() + 6] = join(
    contact_attempt::INPUTS,
    &[
        required("appointments/*/at"),
        required("appointments/*/moved_by"),
        required("appointments/*/moved_reason"),
        optional("appointments/*/short_notice_by"),
        optional("appointments/*/short_notice_name"),
        optional("appointments/*/confirmed_in_call"),
    ],
);

/// Moves the appointment: D-07 moves with it, and the old confirmation is void (domain §2.3 no. 7).
pub const RESCHEDULE: StepSpec = StepSpec {
    verb: "reschedule",
    label: Label::new("改约", "Move the appointment"),
    rules: &["S-13", "D-07"],
    inputs: &RESCHEDULE_INPUTS,
    guard: |run, problems| {
        goes_on(run, problems);
        let contact = contact_attempt::guard(run, problems);
        if appointment(run.before).is_none() {
            refuse(problems, "no_appointment", "尚无预约", "there is no appointment");
        }
        let Some(contact) = contact else { return };
        contact_attempt::must_be_connected(run, &contact, problems);
        appointment_guard(run, &contact, problems);
        for id in given_rows(run, "appointments") {
            need(run, problems, &format!("appointments/{id}/moved_by"), "改约提出方", "Who asked for the move");
            need(run, problems, &format!("appointments/{id}/moved_reason"), "改约原因", "The reason");
        }
    },
    effect: |run| {
        if let Some(contact) = contacted(run, "booking") {
            set_appointment(run, &contact);
        }
    },
    ..CONTACT
};

/// Cancels the appointment; the installation goes on and is booked anew.
pub const CANCEL_APPOINTMENT: StepSpec = StepSpec {
    verb: "cancel_appointment",
    label: Label::new("取消预约", "Cancel the appointment"),
    rules: &["S-13", "D-07"],
    inputs: &[required("appointments/*/cancelled_reason")],
    guard: |run, problems| {
        goes_on(run, problems);
        let present = appointment(run.before).map(|row| row.id.to_owned());
        match present {
            None => refuse(problems, "no_appointment", "尚无预约", "there is no appointment"),
            Some(present) if given_rows(run, "appointments") == [present.as_str()] => {}
            Some(_) => {
                let (zh, en) = ("请选择现行预约", "choose the present appointment");
                refuse_field(problems, "appointments", "not_present", zh, en);
            }
        }
    },
    effect: |run| {
        if let Some(id) = given_rows(run, "appointments").into_iter().next() {
            run.set(format!("appointments/{id}/cancelled_at"), run.at.to_scalar());
            run.set("appointment_at", Scalar::Null);
        }
    },
    ..CONTACT
};

/// Cancels the installation: goods returned, order cancelled, nothing to install.
pub const CANCEL: StepSpec = StepSpec {
    verb: "cancel",
    label: Label::new("取消安装", "Cancel the installation"),
    rules: &["S-13"],
    who: &[any(Role::Desk), any(Role::Supervisor)],
    inputs: &[required("cancelled_reason")],
    stamps: &["cancelled_at"],
    touches: EQUIPMENT_TOUCH,
    guard: |run, problems| {
        goes_on(run, problems);
        need(run, problems, "cancelled_reason", "取消原因", "The reason");
        if crate::records::confirmation::present_state(run.before).signed_at().is_some() {
            refuse(
                problems,
                "already_signed",
                "本轮客户已签署，不能取消",
                "this round is signed: it cannot be cancelled",
            );
        }
    },
    effect: |run| {
        run.set("cancelled_at", run.at.to_scalar());
        mirror(run, true);
    },
    ..CONTACT
};
