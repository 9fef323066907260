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
#[record(kind = "device", prefix = "", zh = "设备终端", en = "Device", version = 1)]
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
            if run.before.has("segment") && run.given.get("segment") == Some(run.before.get("segment")) {
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
mod tests {
    use super::*;
    use crate::records::rig::{Rig, check_kind, id, reference, text};

    const PERSON: u8 = 2;
    const DEVICE: u8 = 20;

    fn enrolment(segment: &str) -> Vec<(&'static str, Scalar)> {
        vec![
            ("person", reference(PERSON)),
            ("public_key", Scalar::Bytes(vec![7; 32])),
            ("certificate", Scalar::Bytes(vec![1, 2, 3])),
            ("segment", text(segment)),
            ("platform", text("Android 15")),
        ]
    }

    #[test]
    fn the_tables_hold() {
        check_kind(&KIND);
    }

    #[test]
    fn enrolling_activates_the_person_once() {
        let mut rig = Rig::new(id(1));
        assert_eq!(rig.refused("device.enrol", id(DEVICE), &enrolment("K7")), ["unknown_person"]);
        rig.must("person.add_person", id(PERSON), &[("name", text("李四"))]);
        assert_eq!(rig.status("device", id(DEVICE)), "pending");
        rig.must("device.enrol", id(DEVICE), &enrolment("K7"));
        assert_eq!(rig.status("device", id(DEVICE)), "active");
        assert_eq!(rig.status("person", id(PERSON)), "active");
        let first = rig.at;
        rig.wait_minutes(10);
        rig.must("device.enrol", id(21), &enrolment("K8"));
        assert_eq!(rig.record("person", id(PERSON)).instant("activated_at"), Some(first));
    }

    #[test]
    fn a_segment_is_of_capitals_and_digits() {
        let mut rig = Rig::new(id(1));
        rig.must("person.add_person", id(PERSON), &[("name", text("李四"))]);
        assert_eq!(rig.refused("device.enrol", id(DEVICE), &enrolment("k7")), ["segment_characters"]);
        assert_eq!(rig.refused("device.enrol", id(DEVICE), &enrolment("K")), ["too_short"]);
        assert_eq!(rig.refused("device.enrol", id(DEVICE), &enrolment("K7K7K")), ["too_long"]);
        rig.must("device.enrol", id(DEVICE), &enrolment("K7"));
        let again = [("segment", text("K7")), ("install_nonce", Scalar::Bytes(vec![5; 16]))];
        assert_eq!(rig.refused("device.assign_segment", id(DEVICE), &again), ["segment_used"]);
    }

    #[test]
    fn a_device_is_locked_unlocked_and_revoked() {
        let mut rig = Rig::new(id(1));
        rig.must("person.add_person", id(PERSON), &[("name", text("李四"))]);
        rig.must("device.enrol", id(DEVICE), &enrolment("K7"));
        rig.must("device.lock", id(DEVICE), &[]);
        assert_eq!(rig.status("device", id(DEVICE)), "locked");
        rig.must("device.unlock", id(DEVICE), &[]);
        assert_eq!(rig.status("device", id(DEVICE)), "active");
        rig.must("device.revoke", id(DEVICE), &[("revoked_reason", text("手机丢失"))]);
        assert_eq!(rig.status("device", id(DEVICE)), "revoked");
        assert_eq!(rig.refused("device.lock", id(DEVICE), &[]), ["revoked"]);
    }
}
