//! The steps of a customer: recorded as a lead, imported, kept, merged, closed (S-01).
//! Absent by design: grading and assigning, which are the companion's (`customer_sales.rs`).

use super::{
    WITH_ORIGIN,
    regular::{self, IMPORTED},
};
use crate::{
    records::{
        guard::{given_rows, is_empty, need, one_new_row, person, principal, refuse, refuse_field},
        person::holds,
    },
    schema::{Label, Problem, RecordId, Role, Scalar, StepRun, StepSpec, Touch, any, nothing, optional, required},
};

/// The companion that a new customer gets in the same step.
const CREATES_SALES: &[Touch] = &[Touch {
    kind: "customer_sales",
    creates: true,
    keys: &["customer", "customer_name", "recorded_at", "salesperson"],
}];

/// Records a lead (S-01): name, industry, somebody to reach, source, first need. Service does so only
/// from a callback (S-29).
pub(super) const RECORD_LEAD: StepSpec = StepSpec {
    verb: "record_lead",
    label: Label::new("登记线索", "Record a lead"),
    rules: &["S-01", "S-29"],
    who: &[any(Role::Sales), any(Role::Manager), any(Role::Desk), any(Role::Supervisor)],
    begins: true,
    inputs: &[
        required("name"),
        required("industry"),
        required("source"),
        optional("source_detail"),
        optional("referred_by"),
        optional("origin_callback").since(WITH_ORIGIN),
        required("initial_need"),
        required("initial_need_text"),
        required("contacts/*/name"),
        optional("contacts/*/department"),
        optional("contacts/*/title"),
        optional("contacts/*/function"),
        optional("contacts/*/phone"),
        optional("contacts/*/email"),
        optional("contacts/*/wechat"),
        optional("contacts/*/language"),
        optional("contacts/*/main"),
        optional("sites/*/name"),
        optional("sites/*/address"),
        optional("sites/*/access"),
        optional("credit_code"),
        optional("ownership"),
        optional("size"),
        optional("website"),
        optional("privacy_notice_at"),
    ],
    stamps: &["recorded_at", "recorded_by", "sales"],
    touches: CREATES_SALES,
    guard: lead_guard,
    effect: begin,
};

/// Brings an old customer in. What is unknown there stays empty; an unknown source is kept as written.
pub(super) const IMPORT: StepSpec = StepSpec {
    verb: "import",
    label: Label::new("导入客户", "Import a customer"),
    rules: &["S-01", "R-admin"],
    who: &[any(Role::Administrator)],
    inputs: &[
        required("name"),
        optional("original_number"),
        optional("industry"),
        optional("source"),
        optional("source_detail"),
        optional("initial_need"),
        optional("initial_need_text"),
        optional("contacts/*/name"),
        optional("contacts/*/department"),
        optional("contacts/*/title"),
        optional("contacts/*/function"),
        optional("contacts/*/phone"),
        optional("contacts/*/email"),
        optional("contacts/*/wechat"),
        optional("contacts/*/main"),
        optional("sites/*/name"),
        optional("sites/*/address"),
        optional("credit_code"),
        optional("ownership"),
        optional("size"),
        optional("website"),
        optional("has_equipment"),
    ],
    stamps: &["recorded_at", "recorded_by", "sales", "machines/*/from"],
    guard: |run, problems| need(run, problems, "name", "客户名称", "The name"),
    effect: |run| {
        begin(run);
        if run.knows(2) && run.after("has_equipment") == &Scalar::Boolean(true) {
            run.set(format!("machines/{IMPORTED}/from"), run.at.to_scalar());
        }
    },
    ..RECORD_LEAD
};

fn lead_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    source_guard(run, problems);
    if run.knows(WITH_ORIGIN) {
        origin_guard(run, problems);
    }
    let contacts = given_rows(run, "contacts");
    if contacts.is_empty() {
        refuse_field(problems, "contacts", "contact_missing", "请至少填写一位联系人", "one contact is needed");
    }
    contacts_guard(run, problems);
}

/// Which fair, who recommended; what another source is. A referral may name its callback instead.
fn source_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let is_named = !run.after("referred_by").is_null();
    let needs_detail = match run.after("source").as_text() {
        Some("other" | "fair" | "recommendation") => !is_named,
        Some("referral") => run.knows(WITH_ORIGIN) && !is_named && run.after("origin_callback").is_null(),
        _ => false,
    };
    if needs_detail {
        need(run, problems, "source_detail", "来源说明", "The source in detail");
    }
}

/// Who is neither of sales nor manager records a lead only from a callback (S-29).
fn origin_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    match RecordId::from_scalar(run.after("origin_callback")) {
        Some(callback) if run.linked("callback", callback).is_none() => {
            let (zh, en) = ("找不到来源回访", "the origin callback is unknown");
            refuse_field(problems, "origin_callback", "unknown_record", zh, en);
        }
        Some(_) => {}
        None => {
            let sells = |role| run.linked("person", principal(run)).is_some_and(|facts| holds(&facts, role));
            if !sells(Role::Sales) && !sells(Role::Manager) {
                let (zh, en) = ("客服登记线索须注明来源回访", "a lead by service names the callback it comes from");
                refuse_field(problems, "origin_callback", "origin_missing", zh, en);
            }
        }
    }
}

/// Every contact given has a name and at least one way to reach them (S-01).
fn contacts_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    for id in given_rows(run, "contacts") {
        let key = |field: &str| format!("contacts/{id}/{field}");
        if run.after(&key("removed")) == &Scalar::Boolean(true) {
            continue;
        }
        need(run, problems, &key("name"), "联系人", "The contact's name");
        if ["phone", "email", "wechat"].iter().all(|field| is_empty(run.after(&key(field)))) {
            let (zh, en) = ("请至少填写一种联系方式", "at least one way to reach them is needed");
            refuse_field(problems, key("phone"), "not_reachable", zh, en);
        }
    }
}

/// Stamps the beginning and begins the companion. A salesperson who records a lead does not own it
/// by that: it is taken or assigned with the grade (S-02).
fn begin(run: &mut StepRun<'_>) {
    let (me, at, customer) = (person(run.person), run.at.to_scalar(), run.record);
    let name = run.after("name").clone();
    let sales = run.create("customer_sales", "sales");
    run.set("recorded_at", at.clone());
    run.set("recorded_by", me);
    run.set("sales", sales.to_scalar());
    run.touch("customer_sales", sales, "customer", customer.to_scalar());
    run.touch("customer_sales", sales, "customer_name", name);
    run.touch("customer_sales", sales, "recorded_at", at);
}

const CARERS: &[crate::schema::Who] = &[any(Role::Sales), any(Role::Manager), any(Role::Desk), any(Role::Supervisor)];

fn is_there(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if run.before.has("merged_into") {
        refuse(problems, "merged", "该客户已合并", "the customer was merged");
    }
}

/// Changes what is known of the customer.
pub(super) const EDIT: StepSpec = StepSpec {
    verb: "edit",
    label: Label::new("修改客户资料", "Edit the customer"),
    who: &[any(Role::Sales), any(Role::Manager)],
    begins: false,
    inputs: &[
        optional("name"),
        optional("industry"),
        optional("credit_code"),
        optional("ownership"),
        optional("size"),
        optional("website"),
        optional("source"),
        optional("source_detail"),
        optional("referred_by"),
        optional("initial_need"),
        optional("initial_need_text"),
        optional("privacy_notice_at"),
    ],
    stamps: &[],
    touches: &[],
    guard: |run, problems| {
        is_there(run, problems);
        need(run, problems, "name", "客户名称", "The name");
        if !run.knows(WITH_ORIGIN) {
            return;
        }
        if run.given.contains_key("source") {
            source_guard(run, problems);
        }
        if run.given.get("initial_need").and_then(Scalar::as_text) == Some("other") {
            need(run, problems, "initial_need_text", "初步需求说明", "The initial need in words");
        }
    },
    effect: nothing,
    ..RECORD_LEAD
};

/// Adds, changes or removes contacts.
pub(super) const SAVE_CONTACTS: StepSpec = StepSpec {
    verb: "save_contacts",
    label: Label::new("维护联系人", "Keep the contacts"),
    who: CARERS,
    inputs: &[
        required("contacts/*/name"),
        optional("contacts/*/department"),
        optional("contacts/*/title"),
        optional("contacts/*/function"),
        optional("contacts/*/phone"),
        optional("contacts/*/email"),
        optional("contacts/*/wechat"),
        optional("contacts/*/language"),
        optional("contacts/*/main"),
        optional("contacts/*/left"),
        optional("contacts/*/removed"),
    ],
    guard: |run, problems| {
        is_there(run, problems);
        contacts_guard(run, problems);
    },
    ..EDIT
};

/// Adds, changes or removes sites.
pub(super) const SAVE_SITES: StepSpec = StepSpec {
    verb: "save_sites",
    label: Label::new("维护地点", "Keep the sites"),
    who: CARERS,
    inputs: &[
        required("sites/*/address"),
        optional("sites/*/name"),
        optional("sites/*/access"),
        optional("sites/*/removed"),
    ],
    guard: |run, problems| {
        is_there(run, problems);
        for id in given_rows(run, "sites") {
            need(run, problems, &format!("sites/{id}/address"), "地址", "The address");
        }
    },
    ..EDIT
};

/// Merges a duplicate into another customer. Its records stay where they are and are found by both.
pub(super) const MERGE: StepSpec = StepSpec {
    verb: "merge",
    label: Label::new("合并客户", "Merge a duplicate"),
    who: &[any(Role::Manager), any(Role::Administrator)],
    inputs: &[required("merged_into")],
    stamps: &["merged_at"],
    touches: &[Touch { kind: "customer_sales", creates: false, keys: &["merged_at"] }, regular::HANDED_OVER],
    guard: |run, problems| {
        is_there(run, problems);
        match run.given.get("merged_into").and_then(RecordId::from_scalar) {
            Some(target) if target == run.record => {
                let (zh, en) = ("不能合并到自身", "a customer is not its own duplicate");
                refuse_field(problems, "merged_into", "same_record", zh, en);
            }
            Some(target) if run.linked("customer", target).is_none_or(|other| other.has("merged_into")) => {
                let (zh, en) = ("找不到目标客户或其已合并", "the other customer is unknown or merged itself");
                refuse_field(problems, "merged_into", "unknown_record", zh, en);
            }
            _ => {}
        }
    },
    effect: |run| {
        let at = run.at.to_scalar();
        run.set("merged_at", at.clone());
        if let Some(sales) = companion(run) {
            run.touch("customer_sales", sales, "merged_at", at);
        }
        let survivor = run.given.get("merged_into").and_then(RecordId::from_scalar);
        if let Some(survivor) = survivor.filter(|_| run.knows(WITH_ORIGIN)) {
            regular::hand_over(run, survivor);
        }
    },
    ..EDIT
};

/// The companion, if it is known here. Versions without origins mirrored nothing on it.
fn companion(run: &StepRun<'_>) -> Option<RecordId> {
    let sales = run.before.reference("sales").filter(|_| run.knows(WITH_ORIGIN))?;
    run.linked("customer_sales", sales).map(|_| sales)
}

/// What closing and reopening write on the companion: its clocks run from there.
const CLOSES_SALES: &[Touch] = &[Touch {
    kind: "customer_sales",
    creates: false,
    keys: &["closed_at", "closed_reason", "outcomes/*/outcome", "outcomes/*/at", "outcomes/*/by", "outcomes/*/reason"],
}];

fn close_companion(run: &mut StepRun<'_>, outcome: &str) {
    let Some(sales) = companion(run) else { return };
    let row = run.item_id("outcome");
    let (me, at) = (person(run.person), run.at.to_scalar());
    run.touch("customer_sales", sales, "closed_at", if outcome == "lost" { at.clone() } else { Scalar::Null });
    if outcome == "lost" {
        let reason = run.after("closed_reason").clone();
        run.touch("customer_sales", sales, "closed_reason", reason.clone());
        run.touch("customer_sales", sales, format!("outcomes/{row}/reason"), reason);
    }
    run.touch("customer_sales", sales, format!("outcomes/{row}/outcome"), Scalar::text(outcome));
    run.touch("customer_sales", sales, format!("outcomes/{row}/at"), at);
    run.touch("customer_sales", sales, format!("outcomes/{row}/by"), me);
}

/// Closes the customer: lost or gone. Sales do it for their own in the companion record.
pub(super) const CLOSE: StepSpec = StepSpec {
    verb: "close",
    label: Label::new("关闭客户", "Close the customer"),
    who: &[any(Role::Manager)],
    inputs: &[required("closed_reason")],
    stamps: &["closed_at"],
    touches: CLOSES_SALES,
    guard: |run, problems| {
        is_there(run, problems);
        need(run, problems, "closed_reason", "关闭原因", "The reason");
        if run.before.has("closed_at") {
            refuse(problems, "closed", "该客户已关闭", "the customer is closed");
        }
    },
    effect: |run| {
        run.set("closed_at", run.at.to_scalar());
        close_companion(run, "lost");
    },
    ..EDIT
};

/// Takes a closing back.
pub(super) const REOPEN: StepSpec = StepSpec {
    verb: "reopen",
    label: Label::new("重新启用客户", "Reopen the customer"),
    who: &[any(Role::Manager)],
    inputs: &[],
    stamps: &["closed_at"],
    touches: CLOSES_SALES,
    guard: |run, problems| {
        is_there(run, problems);
        if !run.before.has("closed_at") {
            refuse(problems, "not_closed", "该客户未关闭", "the customer is not closed");
        }
    },
    effect: |run| {
        run.set("closed_at", Scalar::Null);
        close_companion(run, "reopened");
    },
    ..EDIT
};

/// Makes one file of everything about the customer that the person may see (S-30). That it was made stays in the
/// log; the making itself is the server's.
pub(in crate::records) const MAKE_FILE: StepSpec = StepSpec {
    verb: "make_file",
    label: Label::new("生成一户一档", "Make the customer's file"),
    rules: &["S-30"],
    who: &[any(Role::Manager), any(Role::Supervisor), any(Role::Administrator)],
    inputs: &[required("files/*/reason")],
    stamps: &["files/*/at", "files/*/by"],
    guard: |run, problems| {
        one_new_row(run, "files", problems);
    },
    effect: |run| {
        for row in given_rows(run, "files") {
            run.set(format!("files/{row}/at"), run.at.to_scalar());
            run.set(format!("files/{row}/by"), run.person.to_scalar());
        }
    },
    ..EDIT
};
