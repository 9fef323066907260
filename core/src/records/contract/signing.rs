//! Sending the sealed contract, the customer's answer and signature (S-08), and how a contract ends.
//! Absent by design: review and seal (`legal`), and the order entered from it.

use super::{
    RECORDERS, STEP,
    content::{is_reviewed, is_sealed, is_sent, sealed_scan},
    is_in_force, is_unsigned,
};
use crate::{
    records::{
        customer::{self, DEALING_TOUCH},
        customer_sales::{WON_TOUCH, won_by_contract},
        guard::{given_rows, is_empty, need, one_new_row, one_of, refuse, refuse_field, typed_or_now, typed_time},
        quote::{CONTRACTED_KEYS, IN_LEGAL_KEY},
    },
    schema::{Date, Label, Money, Problem, Role, Scalar, StepRun, StepSpec, Touch, any, optional, required},
};

/// Sends the sealed scan to the customer.
pub(super) const SEND: StepSpec = StepSpec {
    verb: "send",
    label: Label::new("发送客户", "Send to the customer"),
    inputs: &[
        required("sent_log/*/to_name"),
        required("sent_log/*/channel"),
        optional("sent_log/*/to_address"),
        optional("sent_log/*/scan"),
    ],
    stamps: &["sent_log/*/scan", "sent_log/*/at", "sent_log/*/by", "sent_at"],
    guard: |run, problems| {
        is_unsigned(run, problems);
        sealed(run, problems);
        if let Some(row) = one_new_row(run, "sent_log", problems) {
            let key = format!("sent_log/{row}/scan");
            if is_sealed(run.before) && is_empty(run.after(&key)) && sealed_scan(run.before).is_none() {
                let (zh, en) = ("请附盖章扫描件", "attach the scan of the sealed contract");
                refuse_field(problems, key, "no_scan", zh, en);
            }
        }
    },
    effect: |run| {
        for row in given_rows(run, "sent_log") {
            let key = |field: &str| format!("sent_log/{row}/{field}");
            if is_empty(run.after(&key("scan")))
                && let Some(scan) = sealed_scan(run.before)
            {
                run.set(key("scan"), scan);
            }
            run.set(key("at"), run.at.to_scalar());
            run.set(key("by"), run.person.to_scalar());
        }
        if !run.before.has("sent_at") {
            run.set("sent_at", run.at.to_scalar());
        }
    },
    ..STEP
};

/// Notes what the customer said to the contract sent.
pub(super) const RECORD_ANSWER: StepSpec = StepSpec {
    verb: "record_customer_answer",
    label: Label::new("登记客户答复", "Record the customer's answer"),
    inputs: &[
        required("answers/*/answer"),
        optional("answers/*/text"),
        required("answers/*/by_name"),
        optional("answers/*/at"),
        optional("answers/*/late_reason"),
    ],
    stamps: &["answers/*/at", "answers/*/recorded_by"],
    guard: |run, problems| {
        is_unsigned(run, problems);
        if !run.before.has("sent_at") {
            refuse(problems, "not_sent", "合同尚未发送客户", "the contract was not sent to the customer");
        }
        let Some(row) = one_new_row(run, "answers", problems) else { return };
        let key = |field: &str| format!("answers/{row}/{field}");
        typed_time(run, &key("at"), &key("late_reason"), problems);
        if matches!(run.after(&key("answer")).as_text(), Some("wants_changes" | "declined")) {
            need(run, problems, &key("text"), "答复内容", "What the customer said");
        }
    },
    effect: |run| {
        for row in given_rows(run, "answers") {
            let key = format!("answers/{row}/at");
            let at = typed_or_now(run, &key);
            run.set(key, at.to_scalar());
            run.set(format!("answers/{row}/recorded_by"), run.person.to_scalar());
        }
    },
    ..STEP
};

/// The ways in which a contract is signed (domain §6.1): never by telephone.
const WAYS: &[&str] = &["paper", "platform", "device", "link"];
/// Who signs a contract for the customer (domain §6.2).
const CAPACITIES: &[&str] = &["legal_representative", "authorised_representative"];

/// Records the customer's signature (S-08).
pub(super) const RECORD_SIGNATURE: StepSpec = StepSpec {
    verb: "record_signature",
    label: Label::new("登记客户签署", "Record the customer's signature"),
    rules: &["S-08", "D-03", "K-contract"],
    who: RECORDERS,
    inputs: &[
        required("signature_way"),
        required("signed_on"),
        required("signer_name"),
        optional("signer_title"),
        optional("signer_phone"),
        required("capacity"),
        optional("customer_stamped"),
        optional("proxy_for"),
        optional("authority"),
        optional("authority_photo"),
        required("signed_scan"),
        optional("certificate"),
        optional("signed_copy_at"),
    ],
    stamps: &["signed_at", "signature_recorded_by", "signed_copy_at"],
    touches: &[Touch { kind: "customer", creates: false, keys: &["contracted_at"] }, DEALING_TOUCH, WON_TOUCH],
    guard: |run, problems| {
        is_unsigned(run, problems);
        sealed(run, problems);
        if is_sealed(run.before) && !is_sent(run.before) {
            refuse(problems, "not_sent", "合同尚未发送客户", "the contract was not sent to the customer");
        }
        way_fits(run, problems);
        signer_fits(run, problems);
        day_fits(run, problems);
    },
    effect: |run| {
        run.set("signed_at", run.at.to_scalar());
        run.set("signature_recorded_by", run.person.to_scalar());
        let came_in = typed_or_now(run, "signed_copy_at");
        run.set("signed_copy_at", came_in.to_scalar());
        if let Some(customer) = run.before.reference("customer")
            && run.linked("customer", customer).is_some_and(|facts| !facts.has("contracted_at"))
        {
            run.touch("customer", customer, "contracted_at", run.at.to_scalar());
        }
        closes_dealing(run);
        if let Some(customer) = run.before.reference("customer") {
            let number = run.before.get("number").clone();
            won_by_contract(run, customer, number);
        }
    },
    ..STEP
};

/// Corrects the day on which the customer signed: D-03 is counted anew.
pub(super) const CORRECT_SIGNED_ON: StepSpec = StepSpec {
    verb: "correct_signed_on",
    label: Label::new("更正签署日期", "Correct the day of signing"),
    inputs: &[required("signed_on"), required("signature_corrections/*/reason")],
    stamps: &["signature_corrections/*/signed_on_before", "signature_corrections/*/at", "signature_corrections/*/by"],
    touches: &[],
    guard: |run, problems| {
        in_force(run, problems);
        day_fits(run, problems);
        one_new_row(run, "signature_corrections", problems);
        if run.after("signed_on") == run.before.get("signed_on") {
            refuse_field(problems, "signed_on", "nothing_changed", "签署日期没有变化", "the day does not change");
        }
    },
    effect: |run| {
        let before = run.before.get("signed_on").clone();
        for row in given_rows(run, "signature_corrections") {
            run.set(format!("signature_corrections/{row}/signed_on_before"), before.clone());
            run.set(format!("signature_corrections/{row}/at"), run.at.to_scalar());
            run.set(format!("signature_corrections/{row}/by"), run.person.to_scalar());
        }
    },
    ..RECORD_SIGNATURE
};

/// Notes what came back from the customer and who keeps it.
pub(super) const RECORD_RECEIVED: StepSpec = StepSpec {
    verb: "record_received",
    label: Label::new("登记收件", "Record what came back"),
    who: RECORDERS,
    inputs: &[
        required("received_log/*/document"),
        required("received_log/*/copies"),
        optional("received_log/*/from_name"),
        required("received_log/*/received_on"),
        required("received_log/*/kept_by"),
    ],
    stamps: &["received_log/*/recorded_by"],
    guard: |run, problems| {
        if !run.before.has("sent_at") {
            refuse(problems, "not_sent", "合同尚未发送客户", "the contract was not sent to the customer");
        }
        if let Some(row) = one_new_row(run, "received_log", problems) {
            not_in_future(run, &format!("received_log/{row}/received_on"), problems);
        }
    },
    effect: |run| {
        for row in given_rows(run, "received_log") {
            run.set(format!("received_log/{row}/recorded_by"), run.person.to_scalar());
        }
    },
    ..STEP
};

/// Makes the contract void before the customer signs; its quote is free for another.
pub(super) const VOID: StepSpec = StepSpec {
    verb: "void",
    label: Label::new("作废合同", "Make it void"),
    inputs: &[required("voided_reason")],
    stamps: &["voided_at"],
    touches: &[
        Touch { kind: "quote", creates: false, keys: CONTRACTED_KEYS },
        Touch { kind: "quote", creates: false, keys: &[IN_LEGAL_KEY] },
        DEALING_TOUCH,
    ],
    effect: |run| {
        run.set("voided_at", run.at.to_scalar());
        closes_dealing(run);
        let Some(quote) = run.before.reference("quote") else { return };
        // Another contract drawn from it elsewhere at the same time holds on to it.
        if run.linked("quote", quote).is_none_or(|facts| facts.reference("contract") != Some(run.record)) {
            return;
        }
        for key in CONTRACTED_KEYS.iter().chain(&[IN_LEGAL_KEY]) {
            run.touch("quote", quote, *key, Scalar::Null);
        }
        if let Some(customer) = run.before.reference("customer") {
            customer::mirror_dealing_of(run, customer, "quote", quote, true);
        }
    },
    ..STEP
};

/// Terminates the contract after the customer signed.
pub(super) const TERMINATE: StepSpec = StepSpec {
    verb: "terminate",
    label: Label::new("解除合同", "Terminate it"),
    who: &[any(Role::Manager), any(Role::Legal)],
    inputs: &[required("terminated_reason")],
    stamps: &["terminated_at"],
    touches: &[DEALING_TOUCH],
    guard: in_force,
    effect: |run| {
        run.set("terminated_at", run.at.to_scalar());
        closes_dealing(run);
    },
    ..STEP
};

/// The customer negotiates this contract no more.
fn closes_dealing(run: &mut StepRun<'_>) {
    if let Some(customer) = run.before.reference("customer") {
        customer::mirror_dealing(run, customer, false);
    }
}

/// The present content is reviewed and sealed (S-07).
fn sealed(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if !is_reviewed(run.before) {
        let (zh, en) = ("现行内容未经法务审核通过", "the present content has not passed legal's review");
        refuse(problems, "not_reviewed", zh, en);
    } else if !is_sealed(run.before) {
        refuse(problems, "not_sealed", "合同尚未盖章", "the contract is not sealed");
    }
}

fn in_force(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if !is_in_force(run.before) {
        refuse(problems, "not_in_force", "合同未签署或已解除", "the contract is not signed, or is terminated");
    }
}

/// The evidence that the way of signing leaves (domain §6.1, §6.2).
fn way_fits(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    one_of(run, "signature_way", WAYS, problems);
    let way = run.after("signature_way").as_text();
    if way == Some("platform") {
        need(run, problems, "certificate", "平台签署证书", "The platform's certificate");
    }
    if matches!(way, Some("paper" | "platform")) && run.after("customer_stamped") != &Scalar::Boolean(true) {
        let (zh, en) = ("须有客户盖章", "the customer's seal is needed");
        refuse_field(problems, "customer_stamped", "not_stamped", zh, en);
    }
    if matches!(way, Some("device" | "link")) && !is_allowed_on_device(run) {
        let (zh, en) = (
            "公司未允许该金额的合同在设备或链接上签署",
            "the company does not allow a contract of this amount to be signed on a device or by link",
        );
        refuse_field(problems, "signature_way", "device_not_allowed", zh, en);
    }
}

/// The company allows it up to an amount; without the setting it does not.
fn is_allowed_on_device(run: &StepRun<'_>) -> bool {
    let limit = run.settings().and_then(|settings| settings.money("contract_device_limit"));
    let total = run.before.money("total");
    limit
        .zip(total)
        .is_some_and(|(limit, total): (Money, Money)| limit.currency == total.currency && total.minor <= limit.minor)
}

/// The representative's own hand, or a proxy with written authority; never one of ours.
fn signer_fits(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    one_of(run, "capacity", CAPACITIES, problems);
    let is_proxy = !is_empty(run.after("proxy_for"));
    match run.after("authority").as_text() {
        Some("written") if is_proxy => {
            need(run, problems, "authority_photo", "授权书照片", "The photo of the authority")
        }
        None if !is_proxy => {}
        _ if !is_proxy => need(run, problems, "proxy_for", "代谁签署", "For whom the proxy signs"),
        _ => {
            let (zh, en) = ("合同代签须有书面授权", "a proxy signs a contract only with written authority");
            refuse_field(problems, "authority", "not_authorised", zh, en);
        }
    }
    let ours = [Some(run.person), run.before.reference("salesperson"), run.before.reference("drawn_by")];
    let is_ours = ours.into_iter().flatten().filter_map(|person| run.linked("person", person)).any(|facts| {
        facts.has("phone")
            && facts.get("name") == run.after("signer_name")
            && facts.get("phone") == run.after("signer_phone")
    });
    if is_ours {
        let (zh, en) = ("本公司人员不能代表客户签署", "one of our own people cannot sign for the customer");
        refuse_field(problems, "signer_name", "our_own_person", zh, en);
    }
}

/// A day written on paper may lie back; on the device it is the day of the tap (domain §2.1).
fn day_fits(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    not_in_future(run, "signed_on", problems);
    typed_in_future(run, "signed_copy_at", problems);
    let today = Date(run.at.local().date()).to_scalar();
    let is_tap = run.after("signature_way").as_text() == Some("device") && !run.before.has("signed_at");
    if is_tap && run.after("signed_on") < &today {
        let (zh, en) = ("设备签署日期即当天", "what is signed on the device is signed today");
        refuse_field(problems, "signed_on", "not_today", zh, en);
    }
}

fn not_in_future(run: &StepRun<'_>, key: &str, problems: &mut Vec<Problem>) {
    if Date::from_scalar(run.after(key)).is_some_and(|day| day.0 > run.at.local().date()) {
        refuse_field(problems, key, "in_future", "日期不能晚于今天", "the day must not lie in the future");
    }
}

fn typed_in_future(run: &StepRun<'_>, key: &str, problems: &mut Vec<Problem>) {
    if typed_or_now(run, key).utc_ms > run.at.utc_ms {
        refuse_field(problems, key, "in_future", "时间不能晚于现在", "the time must not lie in the future");
    }
}
