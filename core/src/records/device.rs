//! Devices: whose phone holds which key, with which certificate and number segment (K-person).
//! Absent by design: making or checking certificates (`seal`), and giving out segments (the server).

use fieldseal_derive::Record;

use super::{
    guard::{need, refuse, refuse_field},
    title,
};
use crate::schema::{
    Bucket, Facts, Holder, Instant, Kind, Label, Problem, Record, RecordId, Role, Scalar, StatusRule, StepRun,
    StepSpec, Touch, Who, any, grants_nothing, nothing, optional, required,
};

/// A phone, tablet or console that signs for one person.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(kind = "device", prefix = "", zh = "设备终端", en = "Device", version = 2)]
pub struct Device {
    /// Whose device it is.
    #[field(zh = "使用人", en = "Person", to = "person", index)]
    pub person: Option<RecordId>,
    /// Its Ed25519 public key, 32 bytes.
    #[field(zh = "公钥", en = "Public key", min = 32, max = 32)]
    pub public_key: Option<Vec<u8>>,
    /// The certificate by which the server's key vouches for it, in its deterministic encoding.
    #[field(zh = "证书", en = "Certificate", min = 1, max = 4096)]
    pub certificate: Option<Vec<u8>>,
    /// What the app runs on, such as `Android 15`.
    #[field(zh = "平台", en = "Platform", max = 80)]
    pub platform: Option<String>,
    /// Number segment: 2 to 4 capitals or digits, never given to another install. Unique by the server.
    #[field(zh = "编号段", en = "Number segment", min = 2, max = 4, index)]
    pub segment: Option<String>,
    /// The install's nonce to which the segment belongs, 16 bytes.
    #[field(zh = "安装标识", en = "Install nonce", min = 16, max = 16)]
    pub install_nonce: Option<Vec<u8>>,
    /// From when it may sign.
    #[field(zh = "绑定时间", en = "Enrolled at")]
    pub enrolled_at: Option<Instant>,
    /// Since when it is locked for not having been in touch; empty when it is not.
    #[field(zh = "锁定时间", en = "Locked at")]
    pub locked_at: Option<Instant>,
    /// From when it may no longer sign.
    #[field(zh = "吊销时间", en = "Revoked at")]
    pub revoked_at: Option<Instant>,
    /// Why it was revoked.
    #[field(zh = "吊销原因", en = "Reason of revocation", min = 1, max = 200)]
    pub revoked_reason: Option<String>,
}

/// Everything about devices.
pub const KIND: Kind = Kind {
    table: &Device::TABLE,
    statuses: STATUSES,
    steps: STEPS,
    clocks: &[],
    title: |facts| title::joined(facts, &["segment", "platform"]),
    customer_field: "",
    responsible_field: "person",
    is_own: |_, facts, person| facts.reference("person") == Some(person),
    buckets: |_, _| vec![Bucket { holder: Holder::All, class: "directory" }],
    grants: grants_nothing,
};

const STATUSES: &[StatusRule] = &[
    StatusRule::closed("revoked", "已吊销", "Revoked", |facts, _| facts.has("revoked_at")),
    StatusRule::open("locked", "超期未联系已锁定", "Locked", |facts, _| facts.has("locked_at")),
    StatusRule::open("active", "正常", "Active", |facts, _| facts.has("enrolled_at")),
    StatusRule::open("pending", "待绑定", "Pending", |_, _| true),
];

/// Only the server performs these, in the name of an administrator.
const ADMINISTRATOR: &[Who] = &[any(Role::Administrator)];
const RULES: &[&str] = &["K-person", "R-admin"];

const STEPS: &[StepSpec] = &[
    StepSpec {
        verb: "enrol",
        label: Label::new("绑定设备", "Enrol a device"),
        rules: RULES,
        who: ADMINISTRATOR,
        begins: true,
        inputs: &[
            required("person"),
            required("public_key"),
            required("certificate"),
            required("segment"),
            optional("install_nonce"),
            optional("platform"),
        ],
        stamps: &["enrolled_at"],
        touches: &[Touch { kind: "person", creates: false, keys: &["activated_at"] }],
        guard: |run, problems| {
            segment_fits(run, problems);
            if person_of(run).is_none_or(|(_, facts)| facts.has("left_at") || facts.has("suspended_at")) {
                let (zh, en) = ("使用人不存在、已停用或已离职", "the person is not known, suspended or gone");
                refuse_field(problems, "person", "unknown_person", zh, en);
            }
        },
        effect: |run| {
            run.set("enrolled_at", run.at.to_scalar());
            if let Some((person, facts)) = person_of(run)
                && !facts.has("activated_at")
            {
                run.touch("person", person, "activated_at", run.at.to_scalar());
            }
        },
    },
    StepSpec {
        verb: "assign_segment",
        label: Label::new("分配新编号段", "Assign a new number segment"),
        rules: RULES,
        who: ADMINISTRATOR,
        begins: false,
        inputs: &[required("segment"), required("install_nonce")],
        stamps: &[],
        touches: &[],
        guard: |run, problems| {
            not_revoked(run, problems);
            segment_fits(run, problems);
            // A value equal to what stands does not count as given.
            if run.after("segment") == run.before.get("segment") {
                let (zh, en) = ("编号段不得重复使用", "a number segment is never given out again");
                refuse_field(problems, "segment", "segment_used", zh, en);
            }
        },
        effect: nothing,
    },
    StepSpec {
        verb: "lock",
        label: Label::new("锁定设备", "Lock"),
        rules: RULES,
        who: ADMINISTRATOR,
        begins: false,
        inputs: &[],
        stamps: &["locked_at"],
        touches: &[],
        guard: not_revoked,
        effect: |run| run.set("locked_at", run.at.to_scalar()),
    },
    StepSpec {
        verb: "unlock",
        label: Label::new("解除锁定", "Unlock"),
        rules: RULES,
        who: ADMINISTRATOR,
        begins: false,
        inputs: &[],
        stamps: &["locked_at"],
        touches: &[],
        guard: |run, problems| {
            not_revoked(run, problems);
            if !run.before.has("locked_at") {
                refuse(problems, "not_its_turn", "设备未锁定", "the device is not locked");
            }
        },
        effect: |run| run.set("locked_at", Scalar::Null),
    },
    StepSpec {
        verb: "revoke",
        label: Label::new("吊销设备", "Revoke"),
        rules: RULES,
        who: ADMINISTRATOR,
        begins: false,
        inputs: &[required("revoked_reason")],
        stamps: &["revoked_at"],
        touches: &[],
        guard: not_revoked,
        effect: |run| run.set("revoked_at", run.at.to_scalar()),
    },
];

fn person_of(run: &StepRun<'_>) -> Option<(RecordId, std::rc::Rc<Facts>)> {
    let person = RecordId::from_scalar(run.after("person"))?;
    Some((person, run.linked("person", person)?))
}

fn not_revoked(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if run.before.has("revoked_at") {
        refuse(problems, "revoked", "设备已吊销", "the device is revoked");
    }
}

fn segment_fits(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    need(run, problems, "segment", "编号段", "Number segment");
    let fits = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if run.after("segment").as_text().is_some_and(|text| !fits(text)) {
        let (zh, en) = ("编号段只能用大写字母和数字", "a number segment is of capitals and digits only");
        refuse_field(problems, "segment", "segment_characters", zh, en);
    }
}

#[cfg(test)]
mod tests;
