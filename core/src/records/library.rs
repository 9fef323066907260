//! The library: work instructions as checklists, and handbooks, each in versions (K-library).
//! Absent by design: the answers of a checklist, which belong to the installation that follows it.

use fieldseal_derive::{Item, Record};

use super::{
    guard::{need, refuse, refuse_field},
    title,
};
use crate::{
    choices,
    schema::{
        Bucket, Facts, FieldSpec, Hash32, Holder, Instant, ItemFacts, ItemId, Kind, Label, Lookup, Problem, Record,
        RecordId, Role, Scalar, StatusRule, StepRun, StepSpec, Who, any, grants_nothing, nothing, optional, required,
    },
};

/// One version of a document that engineers work by or customers are given.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(kind = "library", prefix = "ZL", zh = "资料", en = "Library document", version = 2)]
pub struct LibraryDocument {
    /// Number given when the record was created.
    #[field(zh = "编号", en = "Number", max = 40, index, search)]
    pub number: Option<String>,
    /// What kind of document.
    #[field(zh = "类别", en = "Kind of document", index)]
    pub document_kind: Option<DocumentKind>,
    /// Title.
    #[field(zh = "标题", en = "Title", min = 1, max = 120, search)]
    pub title: Option<String>,
    /// Version, as printed on forms that name it.
    #[field(zh = "版本", en = "Version", min = 1, max = 20)]
    pub version: Option<String>,
    /// The file, such as a PDF.
    #[field(zh = "文件", en = "File")]
    pub file: Option<Hash32>,
    /// When it became current.
    #[field(zh = "发布时间", en = "Published at")]
    pub published_at: Option<Instant>,
    /// Who made it current.
    #[field(zh = "发布人", en = "Published by", to = "person")]
    pub published_by: Option<RecordId>,
    /// The version that took its place.
    #[field(zh = "替代版本", en = "Superseded by", to = "library")]
    pub superseded_by: Option<RecordId>,
    /// When it was taken out of use.
    #[field(zh = "停用时间", en = "Retired at")]
    pub retired_at: Option<Instant>,
    /// Why it was taken out of use.
    #[field(zh = "停用原因", en = "Reason of retirement", min = 1, max = 200)]
    pub retired_reason: Option<String>,
    /// Product models it is for; none means all.
    #[items(zh = "适用型号", en = "Product models")]
    pub models: Vec<LibraryModel>,
    /// What is to be done and measured, in order.
    #[items(zh = "检查项", en = "Checklist")]
    pub checklist: Vec<ChecklistItem>,
}

choices! {
    /// Kinds of library document.
    pub enum DocumentKind {
        WorkInstruction = "work_instruction" ("安装作业指导书", "Work instruction"),
        Handbook = "handbook" ("产品使用手册", "Handbook"),
        ContractTemplate = "contract_template" ("销售合同模板", "Contract template"),
    }
}

/// A product model that a document is for.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct LibraryModel {
    /// Row id.
    pub id: ItemId,
    /// The model.
    #[field(zh = "型号", en = "Model", min = 1, max = 80)]
    pub model: Option<String>,
}

/// One line of a work instruction.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct ChecklistItem {
    /// Row id.
    pub id: ItemId,
    /// What is to be done or measured.
    #[field(zh = "检查项", en = "Item", min = 1, max = 200)]
    pub title: Option<String>,
    /// The value that should come out, with its tolerance.
    #[field(zh = "标准值", en = "Nominal value", max = 80)]
    pub nominal_value: Option<String>,
    /// Unit of the value.
    #[field(zh = "单位", en = "Unit", max = 20)]
    pub unit: Option<String>,
    /// It may not be left out as not applicable.
    #[field(zh = "必做", en = "Required")]
    pub required: Option<bool>,
    /// A safety item, done before the work.
    #[field(zh = "安全项", en = "Safety")]
    pub safety: Option<bool>,
}

/// Everything about library documents.
pub const KIND: Kind = Kind {
    table: &LibraryDocument::TABLE,
    statuses: STATUSES,
    steps: STEPS,
    clocks: &[],
    title: |facts| title::joined(facts, &["title", "version"]),
    customer_field: "",
    responsible_field: "",
    is_own: crate::schema::nobodys,
    buckets: |_, _| vec![Bucket { holder: Holder::All, class: "library" }],
    grants: grants_nothing,
};

const STATUSES: &[StatusRule] = &[
    StatusRule::closed("retired", "已停用", "Retired", |facts, _| facts.has("retired_at")),
    StatusRule::closed("superseded", "已被替代", "Superseded", |facts, _| facts.has("superseded_by")),
    StatusRule::open("current", "现行有效", "Current", |facts, _| facts.has("published_at")),
    StatusRule::open("draft", "草稿", "Draft", |_, _| true),
];

/// Whose the library is (domain §7.1).
const KEEPERS: &[Who] = &[any(Role::Supervisor), any(Role::Administrator)];

/// What every step of this kind shares.
const STEP: StepSpec = StepSpec {
    verb: "",
    label: Label::new("", ""),
    rules: &["K-library"],
    who: KEEPERS,
    begins: false,
    inputs: &[],
    stamps: &[],
    touches: &[],
    guard: still_draft,
    effect: nothing,
};

const STEPS: &[StepSpec] = &[
    StepSpec {
        verb: "draft",
        label: Label::new("起草资料", "Draft a document"),
        begins: true,
        inputs: &[
            required("document_kind"),
            required("title"),
            required("version"),
            optional("file"),
            optional("models/*/model"),
            optional("checklist/*/title"),
            optional("checklist/*/nominal_value"),
            optional("checklist/*/unit"),
            optional("checklist/*/required"),
            optional("checklist/*/safety"),
            optional("checklist/*/position"),
        ],
        ..STEP
    },
    StepSpec {
        verb: "edit",
        label: Label::new("修改草稿", "Edit the draft"),
        inputs: &[
            optional("title"),
            optional("version"),
            optional("file"),
            optional("models/*/model"),
            optional("models/*/removed"),
            optional("checklist/*/title"),
            optional("checklist/*/nominal_value"),
            optional("checklist/*/unit"),
            optional("checklist/*/required"),
            optional("checklist/*/safety"),
            optional("checklist/*/position"),
            optional("checklist/*/removed"),
        ],
        ..STEP
    },
    StepSpec {
        verb: "publish",
        label: Label::new("发布", "Publish"),
        stamps: &["published_at", "published_by"],
        guard: |run, problems| {
            still_draft(run, problems);
            need(run, problems, "title", "标题", "Title");
            need(run, problems, "version", "版本", "Version");
            let checklist = run.before.items("checklist");
            if checklist.is_empty() && !run.before.has("file") {
                let (zh, en) = ("须有检查项或文件", "a checklist or a file is needed");
                refuse(problems, "empty", zh, en);
            }
            if checklist.iter().any(|item| !item.has("title")) {
                let (zh, en) = ("检查项缺少名称", "a checklist item has no title");
                refuse_field(problems, "checklist", "required", zh, en);
            }
        },
        effect: |run| {
            run.set("published_at", run.at.to_scalar());
            run.set("published_by", run.person.to_scalar());
        },
        ..STEP
    },
    StepSpec {
        verb: "supersede",
        label: Label::new("以新版替代", "Supersede by a newer version"),
        inputs: &[required("superseded_by")],
        guard: |run, problems| {
            in_use(run, problems);
            let newer = RecordId::from_scalar(run.after("superseded_by"));
            if !newer.is_some_and(|newer| {
                newer != run.record && run.linked("library", newer).is_some_and(|f| is_current(&f))
            }) {
                let (zh, en) = ("替代版本须为另一份现行有效的资料", "it is superseded by another current document");
                refuse_field(problems, "superseded_by", "not_current", zh, en);
            }
        },
        ..STEP
    },
    StepSpec {
        verb: "retire",
        label: Label::new("停用", "Retire"),
        inputs: &[required("retired_reason")],
        stamps: &["retired_at"],
        guard: |run, problems| {
            if run.before.has("retired_at") {
                refuse(problems, "retired", "资料已停用", "the document is retired");
            }
        },
        effect: |run| run.set("retired_at", run.at.to_scalar()),
        ..STEP
    },
];

/// Whether a document is what to work by now.
pub fn is_current(facts: &Facts) -> bool {
    facts.has("published_at") && !facts.has("retired_at") && !facts.has("superseded_by")
}

/// The documents that a record works by or handed out: those its fields refer to.
pub fn documents_of(kind: &Kind, facts: &Facts) -> Vec<RecordId> {
    let to_library = |spec: &FieldSpec| spec.to == KIND.table.kind;
    let plain = kind.table.fields.iter().filter(|spec| to_library(spec)).filter_map(|spec| facts.reference(spec.name));
    let tables = kind.table.items.iter().filter(|table| table.fields.iter().any(to_library));
    let in_rows = tables.flat_map(|table| {
        let rows = facts.items(table.name).into_iter();
        rows.flat_map(|row| {
            table.fields.iter().filter(|spec| to_library(spec)).filter_map(move |spec| row.reference(spec.name))
        })
    });
    plain.chain(in_rows).collect()
}

/// Versions looked through for the newest: more than any document has.
const VERSIONS_MAX: usize = 100;

/// The current document that took an older one's place, over any versions between; `None` when the older
/// one is current itself, or nothing current took its place.
pub fn newer_version(older: RecordId, world: &dyn Lookup) -> Option<(RecordId, Facts)> {
    let mut facts = world.facts(KIND.table.kind, older)?;
    for _ in 0..VERSIONS_MAX {
        let next = facts.reference("superseded_by")?;
        facts = world.facts(KIND.table.kind, next)?;
        if is_current(&facts) {
            return Some((next, facts));
        }
    }
    None
}

/// What became of one checklist item from one version to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChecklistChange {
    /// It is new.
    Added {
        /// Its title.
        title: String,
    },
    /// It is gone.
    Removed {
        /// Its title.
        title: String,
    },
    /// It says something else.
    Changed {
        /// Its title now.
        title: String,
        /// The fields that differ: name, then, now.
        fields: Vec<(&'static str, Scalar, Scalar)>,
    },
}

const CHECKLIST_FIELDS: [&str; 5] = ["title", "nominal_value", "unit", "required", "safety"];

/// What differs between the checklists of two versions, in the newer one's order, what is gone last. Items are
/// the same that have the same title or, under another title, the same row.
pub fn checklist_changes(older: &Facts, newer: &Facts) -> Vec<ChecklistChange> {
    let (before, after) = (older.items("checklist"), newer.items("checklist"));
    let title = |row: &ItemFacts<'_>| row.text("title").unwrap_or_default().to_owned();
    let by_title = |row: &ItemFacts<'_>, others: &[ItemFacts<'_>]| {
        others.iter().position(|other| other.text("title") == row.text("title"))
    };
    let mut gone: Vec<bool> = vec![true; before.len()];
    let mut changes = Vec::new();
    for row in &after {
        let same_row = || {
            let same = before.iter().position(|other| other.id == row.id)?;
            by_title(&before[same], &after).is_none().then_some(same)
        };
        let Some(same) = by_title(row, &before).or_else(same_row) else {
            changes.push(ChecklistChange::Added { title: title(row) });
            continue;
        };
        gone[same] = false;
        let differs = CHECKLIST_FIELDS.iter().filter(|field| before[same].get(field) != row.get(field));
        let fields: Vec<_> =
            differs.map(|field| (*field, before[same].get(field).clone(), row.get(field).clone())).collect();
        if !fields.is_empty() {
            changes.push(ChecklistChange::Changed { title: title(row), fields });
        }
    }
    let removed = before.iter().zip(gone).filter(|(_, gone)| *gone);
    changes.extend(removed.map(|(row, _)| ChecklistChange::Removed { title: title(row) }));
    changes
}

/// A published version never changes: forms name it.
fn still_draft(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if run.before.has("published_at") || run.before.has("retired_at") {
        let (zh, en) =
            ("已发布或停用的版本不能修改，请起草新版", "a published version does not change: draft a new one");
        refuse(problems, "not_its_turn", zh, en);
    }
}

fn in_use(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if !is_current(run.before) {
        refuse(problems, "not_its_turn", "资料并非现行有效", "the document is not current");
    }
}

#[cfg(test)]
mod tests;
