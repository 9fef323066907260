//! The steps of a customer: recorded as a lead, imported, kept, merged, closed (S-01).
//! Absent by design: grading and assigning, which are the companion's (`customer_sales.rs`).

use super::regular::{self, IMPORTED};
use crate::{
    records::guard::{given_rows, is_empty, need, one_new_row, person, refuse, refuse_field},
    schema::{Label, Problem, RecordId, Role, Scalar, StepRun, StepSpec, Touch, any, nothing, optional, required},
};

/// The companion that a new customer gets in the same step.
const CREATES_SALES: &[Touch] = &[Touch {
    kind: "customer_sales",
    creates: true,
    keys: &["customer", "customer_name", "recorded_at", "salesperson"],
}];

/// Records a lead (S-01): name, industry, somebody to reach, source, first need.
pub(super) const RECORD_LEAD: StepSpec = StepSpec {
    verb: "record_lead",
    label: Label::new("登记线索", "Record a lead"),
    rules: &["S-01", "S-29"],
    who: &[any(Role::Sales), any(Role::Manager), any(Role::Desk)],
    begins: true,
    inputs: &[
        required("name"),
        required("industry"),
        required("source"),
        optional("source_detail"),
        optional("referred_by"),
        optional("origin_callback").since(2),
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
    let source = run.after("source").as_text();
    if matches!(source, Some("other" | "fair" | "recommendation")) && run.after("referred_by").is_null() {
        need(run, problems, "source_detail", "来源说明", "The source in detail");
    }
    let contacts = given_rows(run, "contacts");
    if contacts.is_empty() {
        refuse_field(problems, "contacts", "contact_missing", "请至少填写一位联系人", "one contact is needed");
    }
    contacts_guard(run, problems);
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
    touches: &[regular::HANDED_OVER],
    effect: |run| {
        run.set("merged_at", run.at.to_scalar());
        let survivor = run.given.get("merged_into").and_then(RecordId::from_scalar);
        if let Some(survivor) = survivor.filter(|_| run.knows(2)) {
            regular::hand_over(run, survivor);
        }
    },
    ..EDIT
};

/// Closes the customer: lost or gone. Sales do it for their own in the companion record.
pub(super) const CLOSE: StepSpec = StepSpec {
    verb: "close",
    label: Label::new("关闭客户", "Close the customer"),
    who: &[any(Role::Manager)],
    inputs: &[required("closed_reason")],
    stamps: &["closed_at"],
    guard: |run, problems| {
        is_there(run, problems);
        need(run, problems, "closed_reason", "关闭原因", "The reason");
        if run.before.has("closed_at") {
            refuse(problems, "closed", "该客户已关闭", "the customer is closed");
        }
    },
    effect: |run| run.set("closed_at", run.at.to_scalar()),
    ..EDIT
};

/// Takes a closing back.
pub(super) const REOPEN: StepSpec = StepSpec {
    verb: "reopen",
    label: Label::new("重新启用客户", "Reopen the customer"),
    who: &[any(Role::Manager)],
    inputs: &[],
    stamps: &["closed_at"],
    guard: |run, problems| {
        is_there(run, problems);
        if !run.before.has("closed_at") {
            refuse(problems, "not_closed", "该客户未关闭", "the customer is not closed");
        }
    },
    effect: |run| run.set("closed_at", Scalar::Null),
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
