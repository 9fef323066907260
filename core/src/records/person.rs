//! People: who they are, which roles they hold, who stands in for them (K-person).
//! Absent by design: device keys (`device`), and what a role may see (`process::directory`).

use fieldseal_derive::{Item, Record};

use super::{
    guard::{given_rows, need, refuse, refuse_field},
    title,
};
use crate::schema::{
    Bucket, Date, Facts, Holder, Instant, ItemId, Kind, Label, Problem, Record, RecordId, Role, Scalar, StatusRule,
    StepRun, StepSpec, Who, any, grants_nothing, nothing, optional, required,
};

/// Somebody who works for the company and may perform steps.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(kind = "person", prefix = "RY", zh = "人员", en = "Person", version = 2)]
pub struct Person {
    /// Number given when the record was created.
    #[field(zh = "编号", en = "Number", max = 40, index, search)]
    pub number: Option<String>,
    /// Full name, as it prints on forms.
    #[field(zh = "姓名", en = "Name", min = 1, max = 60, search, personal)]
    pub name: Option<String>,
    /// Mobile phone.
    #[field(zh = "手机", en = "Phone", max = 40, index, search, personal)]
    pub phone: Option<String>,
    /// E-mail address.
    #[field(zh = "邮箱", en = "E-mail", max = 120, personal)]
    pub email: Option<String>,
    /// Department.
    #[field(zh = "部门", en = "Department", max = 60)]
    pub department: Option<String>,
    /// Job title.
    #[field(zh = "职务", en = "Title", max = 60)]
    pub title: Option<String>,
    /// When the person first had a device or signed in; until then they are only invited.
    #[field(zh = "启用时间", en = "Activated at")]
    pub activated_at: Option<Instant>,
    /// From when the account is stopped; empty when it is not.
    #[field(zh = "停用时间", en = "Suspended at")]
    pub suspended_at: Option<Instant>,
    /// Why the account was stopped.
    #[field(zh = "停用原因", en = "Reason of suspension", min = 1, max = 200)]
    pub suspended_reason: Option<String>,
    /// When the account was last put to use again.
    #[field(zh = "恢复时间", en = "Reinstated at")]
    pub reinstated_at: Option<Instant>,
    /// When the person left the company; empty while they work for it.
    #[field(zh = "离职时间", en = "Left at")]
    pub left_at: Option<Instant>,
    /// Roles; a row's id is the role's code.
    #[items(zh = "角色", en = "Roles")]
    pub roles: Vec<RoleRow>,
    /// Who acts with this person's rights during which days (代理人).
    #[items(zh = "代理人", en = "Stand-ins")]
    pub stand_ins: Vec<StandIn>,
}

/// A role that a person holds or held. The row's id is the role's code.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct RoleRow {
    /// Row id: the role's code.
    pub id: ItemId,
    /// Why it was granted; cleared when it is revoked.
    #[field(zh = "授予原因", en = "Reason of the grant", min = 1, max = 200)]
    pub granted_reason: Option<String>,
    /// From when the person holds it.
    #[field(zh = "授予时间", en = "Granted at")]
    pub granted_at: Option<Instant>,
    /// From when the person no longer holds it; empty while they do.
    #[field(zh = "收回时间", en = "Revoked at")]
    pub revoked_at: Option<Instant>,
    /// Why it was revoked; cleared when it is granted again.
    #[field(zh = "收回原因", en = "Reason of the revocation", min = 1, max = 200)]
    pub revoked_reason: Option<String>,
}

/// Somebody who acts for this person while they are away (domain §7.1, "Absence").
#[derive(Clone, Debug, PartialEq, Item)]
pub struct StandIn {
    /// Row id.
    pub id: ItemId,
    /// Who stands in.
    #[field(zh = "代理人", en = "Stand-in", to = "person")]
    pub person: Option<RecordId>,
    /// First day, in the company's zone.
    #[field(zh = "开始日期", en = "From")]
    pub from: Option<Date>,
    /// Last day, in the company's zone.
    #[field(zh = "结束日期", en = "Until")]
    pub until: Option<Date>,
}

/// Everything about people.
pub const KIND: Kind = Kind {
    table: &Person::TABLE,
    statuses: STATUSES,
    steps: STEPS,
    clocks: &[],
    title: |facts| title::numbered(facts, "name"),
    customer_field: "",
    responsible_field: "",
    is_own: |record, _, person| record == person,
    buckets: |_, _| vec![Bucket { holder: Holder::All, class: "directory" }],
    grants: grants_nothing,
};

const STATUSES: &[StatusRule] = &[
    StatusRule::closed("left", "已离职", "Left", |facts, _| facts.has("left_at")),
    StatusRule::closed("suspended", "已停用", "Suspended", |facts, _| facts.has("suspended_at")),
    StatusRule::open("active", "在职", "Active", |facts, _| facts.has("activated_at")),
    StatusRule::open("invited", "待启用", "Invited", |_, _| true),
];

const ADMINISTRATOR: &[Who] = &[any(Role::Administrator)];

/// What every step of this kind shares.
const STEP: StepSpec = StepSpec {
    verb: "",
    label: Label::new("", ""),
    rules: &["K-person", "R-admin"],
    who: ADMINISTRATOR,
    begins: false,
    inputs: &[],
    stamps: &[],
    touches: &[],
    guard: not_left,
    effect: nothing,
};

const STEPS: &[StepSpec] = &[
    StepSpec {
        verb: "add_person",
        label: Label::new("新增人员", "Add a person"),
        begins: true,
        inputs: &[
            required("name"),
            optional("phone"),
            optional("email"),
            optional("department"),
            optional("title"),
            optional("roles/*/granted_reason"),
        ],
        stamps: &["roles/*/granted_at", "roles/*/revoked_at", "roles/*/revoked_reason"],
        guard: roles_known,
        effect: grant_given_roles,
        ..STEP
    },
    StepSpec {
        verb: "edit",
        label: Label::new("修改资料", "Edit"),
        inputs: &[optional("name"), optional("phone"), optional("email"), optional("department"), optional("title")],
        guard: |run, problems| need(run, problems, "name", "姓名", "Name"),
        ..STEP
    },
    StepSpec {
        verb: "activate",
        label: Label::new("启用账号", "Activate"),
        stamps: &["activated_at"],
        effect: |run| run.set("activated_at", run.at.to_scalar()),
        ..STEP
    },
    StepSpec {
        verb: "grant_role",
        label: Label::new("授予角色", "Grant a role"),
        inputs: &[required("roles/*/granted_reason")],
        stamps: &["roles/*/granted_at", "roles/*/revoked_at", "roles/*/revoked_reason"],
        guard: |run, problems| {
            not_left(run, problems);
            if given_rows(run, "roles").is_empty() {
                refuse_field(problems, "roles", "row_missing", "请选择角色", "choose a role");
            }
            roles_known(run, problems);
            for role in given_rows(run, "roles") {
                if Role::from_code(&role).is_some_and(|role| holds(run.before, role)) {
                    refuse_field(problems, "roles", "already", "已有该角色", "the role is already held");
                }
            }
        },
        effect: grant_given_roles,
        ..STEP
    },
    StepSpec {
        verb: "revoke_role",
        label: Label::new("收回角色", "Revoke a role"),
        inputs: &[required("roles/*/revoked_reason")],
        stamps: &["roles/*/revoked_at", "roles/*/granted_reason"],
        guard: |run, problems| {
            if given_rows(run, "roles").is_empty() {
                refuse_field(problems, "roles", "row_missing", "请选择角色", "choose a role");
            }
            roles_known(run, problems);
            for role in given_rows(run, "roles") {
                if !Role::from_code(&role).is_some_and(|role| holds(run.before, role)) {
                    refuse_field(problems, "roles", "not_held", "没有该角色", "the role is not held");
                }
                if role == Role::Administrator.code() {
                    not_oneself(run, problems);
                }
            }
        },
        effect: |run| {
            for role in given_rows(run, "roles") {
                run.set(format!("roles/{role}/revoked_at"), run.at.to_scalar());
                run.set(format!("roles/{role}/granted_reason"), Scalar::Null);
            }
        },
        ..STEP
    },
    StepSpec {
        verb: "name_stand_in",
        label: Label::new("指定代理人", "Name a stand-in"),
        inputs: &[
            optional("stand_ins/*/person"),
            optional("stand_ins/*/from"),
            optional("stand_ins/*/until"),
            optional("stand_ins/*/removed"),
        ],
        guard: stand_in_fits,
        ..STEP
    },
    StepSpec {
        verb: "suspend",
        label: Label::new("停用账号", "Suspend"),
        inputs: &[required("suspended_reason")],
        stamps: &["suspended_at"],
        guard: |run, problems| {
            not_left(run, problems);
            not_oneself(run, problems);
        },
        effect: |run| run.set("suspended_at", run.at.to_scalar()),
        ..STEP
    },
    StepSpec {
        verb: "reinstate",
        label: Label::new("恢复账号", "Reinstate"),
        stamps: &["suspended_at", "suspended_reason", "left_at", "reinstated_at"],
        guard: |run, problems| {
            if !run.before.has("suspended_at") && !run.before.has("left_at") {
                let (zh, en) = ("账号未停用，也未离职", "the person is neither suspended nor gone");
                refuse(problems, "not_its_turn", zh, en);
            }
        },
        effect: |run| {
            for key in ["suspended_at", "suspended_reason", "left_at"] {
                run.set(key, Scalar::Null);
            }
            run.set("reinstated_at", run.at.to_scalar());
        },
        ..STEP
    },
    StepSpec {
        verb: "leave",
        label: Label::new("办理离职", "Leave the company"),
        stamps: &["left_at"],
        guard: |run, problems| {
            not_left(run, problems);
            not_oneself(run, problems);
        },
        effect: |run| run.set("left_at", run.at.to_scalar()),
        ..STEP
    },
];

/// True when a person's facts say that they hold a role now.
pub(super) fn holds(facts: &Facts, role: Role) -> bool {
    let row = facts.item("roles", role.code());
    row.has("granted_at") && !row.has("revoked_at")
}

fn not_left(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if run.before.has("left_at") {
        refuse(problems, "left", "该人员已离职", "the person has left the company");
    }
}

/// An administrator cannot lock themselves out: somebody else has to do it.
fn not_oneself(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if run.person == run.record {
        refuse(
            problems,
            "oneself",
            "不能对本人操作，请由另一位管理员办理",
            "not on oneself: another administrator must do it",
        );
    }
}

fn roles_known(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    for role in given_rows(run, "roles") {
        if Role::from_code(&role).is_none() {
            refuse_field(problems, "roles", "unknown_role", "没有这个角色", "there is no such role");
        }
    }
}

fn grant_given_roles(run: &mut StepRun<'_>) {
    for role in given_rows(run, "roles") {
        run.set(format!("roles/{role}/granted_at"), run.at.to_scalar());
        run.set(format!("roles/{role}/revoked_at"), Scalar::Null);
        run.set(format!("roles/{role}/revoked_reason"), Scalar::Null);
    }
}

fn stand_in_fits(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    not_left(run, problems);
    if given_rows(run, "stand_ins").is_empty() {
        refuse_field(problems, "stand_ins", "row_missing", "请填写代理人", "name a stand-in");
    }
    let merged = run.merged();
    for row in given_rows(run, "stand_ins") {
        let row = merged.item("stand_ins", &row);
        if row.is_true("removed") {
            continue;
        }
        let (Some(person), Some(from), Some(until)) = (row.reference("person"), row.date("from"), row.date("until"))
        else {
            let (zh, en) = ("代理人、开始和结束日期均须填写", "stand-in, first and last day are required");
            refuse_field(problems, row.key("person"), "required", zh, en);
            continue;
        };
        if until < from {
            let (zh, en) = ("结束日期早于开始日期", "the last day is before the first");
            refuse_field(problems, row.key("until"), "out_of_order", zh, en);
        }
        if person == run.record {
            let (zh, en) = ("代理人不能是本人", "nobody stands in for themselves");
            refuse_field(problems, row.key("person"), "oneself", zh, en);
        } else if run.linked("person", person).is_none_or(|facts| facts.has("left_at")) {
            let (zh, en) = ("代理人不存在或已离职", "the stand-in is not known or has left");
            refuse_field(problems, row.key("person"), "unknown_person", zh, en);
        }
    }
}

#[cfg(test)]
mod tests;
