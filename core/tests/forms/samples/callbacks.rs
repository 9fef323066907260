//! Filled samples of 客户回访记录 and 投诉处理单.
//! Absent by design: anything that is checked.

use super::*;

const KINDS: [(&str, &str); 5] =
    [("培训", "training"), ("维修", "repair"), ("定期", "regular"), ("投诉", "complaint"), ("安装", "installation")];
const CHANNELS: [(&str, &str); 5] =
    [("电话", "telephone"), ("微信", "WeChat"), ("邮件", "e-mail"), ("现场", "on site"), ("其他", "other")];
const SOLVED: [(&str, &str); 3] = [("是", "yes"), ("部分", "partly"), ("否", "no")];
const FOLLOW_UPS: [(&str, &str); 4] =
    [("重开工单", "ticket reopened"), ("转投诉", "complaint"), ("新线索", "new lead"), ("无", "none")];
const NATURES: [(&str, &str); 7] = [
    ("产品质量", "product quality"),
    ("服务态度", "attitude"),
    ("服务时效", "timeliness"),
    ("物流", "logistics"),
    ("价格 / 收费", "price or charge"),
    ("合同", "contract"),
    ("其他", "other"),
];
const SEVERITIES: [(&str, &str); 3] = [("一般", "minor"), ("较重", "major"), ("严重", "severe")];
const JUSTIFIED: [(&str, &str); 3] = [("成立", "yes"), ("部分成立", "partly"), ("不成立", "no")];

/// Reached at the second attempt; a new need came of it.
pub fn callback(language: Language) -> CallbackRecord {
    let attempt = |at: &str, connected: bool, content: &str| CallbackAttempt {
        at: text(at),
        channel: text("电话"),
        by: text("周敏"),
        to: text("李四 139 0013 9000"),
        connected: Some(connected),
        content: text(content),
    };
    CallbackRecord {
        document: Document { check_code: None, seal_state: text("无须签字"), ..document("HF2026-A3-0207") },
        callback: CallbackBasics {
            kind: of_labels(&KINDS, &[1], language),
            source_number: text("GD2026-A3-0458"),
            customer: "苏州华晟电子科技有限公司".into(),
            contact_name: text("李四"),
            contact_phone: text("139 0013 9000"),
            due: text("2026年11月26日 18:00"),
            made_at: text("2026年11月25日 16:12"),
            channel: of_labels(&CHANNELS, &[0], language),
            recorded: Some(true),
            recording_told: Some(true),
            service_person: text("王建国"),
            serviced_on: text("2026年11月23日"),
        },
        attempts: vec![
            attempt("2026年11月25日 09:30", false, "无人接听"),
            attempt("2026年11月25日 16:12", true, "核对维修结果，设备两班运转正常。"),
        ],
        feedback: CallbackFeedback {
            solved: of_labels(&SOLVED, &[0], language),
            scores: Scores { attitude: Some(5), skill: Some(5), speed: Some(4), overall: Some(5) },
            running_well: Some(true),
            suggestions: text("希望备件能在苏州设库存，夜班停机时等件时间太长。"),
            complaints: None,
        },
        new_needs: vec![
            NewNeed {
                kind: text("新需求"),
                what: "明年三月扩线，需要 2 台同型号加工中心报价。".into(),
                name: text("李四"),
                phone: text("139 0013 9000"),
            },
            NewNeed {
                kind: text("转介绍"),
                what: "昆山锐普精密考虑更换旧设备。".into(),
                name: text("何永"),
                phone: text("136 0013 6000"),
            },
        ],
        remaining: vec![RemainingMatter {
            what: "寄送 VG32 润滑油选型表".into(),
            who: text("王建国"),
            by_when: text("2026年11月30日"),
        }],
        follow_up: of_labels(&FOLLOW_UPS, &[2], language),
        follow_up_number: text("KH2026-A3-0312"),
        made_by: text("周敏"),
        signed_off_at: text("2026年11月25日 16:30"),
        reviewed_by: text("何静"),
        reviewed_at: text("2026年11月26日 09:05"),
    }
}

/// Due, nobody called yet.
pub fn callback_draft(language: Language) -> CallbackRecord {
    CallbackRecord {
        document: draft("HF2026-A3-0208"),
        callback: CallbackBasics {
            kind: of_labels(&KINDS, &[2], language),
            customer: "苏州华晟电子科技有限公司".into(),
            due: text("2027年2月23日 18:00"),
            channel: of_labels(&CHANNELS, &[], language),
            ..CallbackBasics::default()
        },
        feedback: CallbackFeedback { solved: of_labels(&SOLVED, &[], language), ..CallbackFeedback::default() },
        follow_up: of_labels(&FOLLOW_UPS, &[], language),
        ..CallbackRecord::default()
    }
}

/// Settled and signed, in the customer's copy.
pub fn complaint(language: Language) -> ComplaintHandling {
    let work = |at: &str, what: &str, by: &str| LoggedWork { at: text(at), what: what.into(), by: text(by) };
    let timing = |due: &str, actual: &str, met| Timing { due: text(due), actual: text(actual), met: Some(met) };
    let action = |kind: &str, what: &str, checked: Option<&str>| QualityAction {
        kind: text(kind),
        what: what.into(),
        who: text("何静"),
        by_when: text("2026年12月10日"),
        checked: checked.map(str::to_owned),
    };
    ComplaintHandling {
        document: document("TS2026-A3-0019"),
        intake: ComplaintIntake {
            submitted_at: text("2026年11月24日 09:10"),
            channel: of_labels(&CHANNELS, &[0], language),
            complainant: text("张䶮"),
            unit: text("苏州华晟电子科技有限公司"),
            phone: text("138 0013 8000"),
            ticket_number: text("GD2026-A3-0452"),
            order_number: None,
            equipment: text("VMC-850E HR2309-VMC850-00102"),
            person: text("陈喆"),
            nature: of_labels(&NATURES, &[2, 4], language),
            severity: of_labels(&SEVERITIES, &[1], language),
            count: Some(2),
            content: "报修说好上午到，等到下午四点才来人，停机一整天，还按两个人收差旅费，这不合理。".into(),
            demand: text("退还多收的差旅费，书面说明迟到原因。"),
            taken_in_by: text("周敏"),
            taken_in_at: text("2026年11月24日 09:12"),
        },
        reaction: FirstReaction {
            at: text("2026年11月24日 09:35"),
            by: text("周敏"),
            content: text("致歉，说明已开始调查，今日中午前给出方案。"),
        },
        investigation: Investigation {
            facts: text("预约 10:00，实际到达 15:52；两名工程师中一名为培训新人，其差旅费计入了费用。"),
            evidence: text("到达记录、预约确认、费用清单、通话记录"),
            by: text("何静"),
            at: text("2026年11月24日 11:00"),
            justified: of_labels(&JUSTIFIED, &[0], language),
            justified_reason: text("迟到未提前告知；新人差旅费不应由客户承担。"),
            root_cause: text("前一工单超时后没有改派，也没有通知下一位客户。"),
            cause_category: text("调度"),
            department: text("售后服务部"),
        },
        plan: ComplaintPlan {
            text: text("退还新人差旅费 CNY 300.00；赠送一次保养；书面说明原因。"),
            told_at: text("2026年11月24日 11:40"),
            told_to: text("张䶮"),
            agreed: Some(true),
            answered: text("2026年11月24日 11:45 电话"),
            words: text("可以，退款尽快到账。"),
        },
        carried_out: vec![
            work("2026年11月24日 15:00", "退款 CNY 300.00 已由财务付出。", "林芳"),
            work("2026年11月25日 10:30", "书面说明已发客户邮箱。", "何静"),
        ],
        actions: vec![
            action("纠正", "超时半小时即改派或通知后续客户。", Some("何静，2026年12月9日，已执行")),
            action("预防", "新人随行不计入客户费用，费用单加提示。", None),
        ],
        result: text("退款到账，客户收到书面说明，同意结案。"),
        deadlines: ComplaintDeadlines {
            reaction: timing("2026年11月24日 10:10", "2026年11月24日 09:35", true),
            plan: timing("2026年11月24日 12:10", "2026年11月24日 11:40", true),
            resolved: timing("2026年11月27日 09:10", "2026年11月25日 10:30", true),
        },
        callback: ComplaintCallback::default(),
        closing: ComplaintClosing::default(),
        reservations: vec![Reservation {
            text: "赠送的保养要在年底前做完。".into(),
            category: text("其他"),
            blocks_use: Some(false),
            remedy: text("预约十二月上门"),
            by_whom: text("王建国"),
            by_when: text("2026年12月20日"),
        }],
        complainant_signature: Signature {
            capacity: text("投诉人"),
            confirmation: Confirmation::Link { strokes: Some(strokes(0)) },
            ..customer_signature()
        },
        taker_signature: Signature { name: text("周敏"), ..engineer_signature() },
        department_signature: Signature { name: text("何静"), ..engineer_signature() },
        internal: None,
    }
}

/// Closed and called back, in the internal copy.
pub fn complaint_internal(language: Language) -> ComplaintHandling {
    ComplaintHandling {
        callback: ComplaintCallback {
            number: text("HF2026-A3-0215"),
            at: text("2026年11月28日 10:20"),
            by: text("周敏"),
            score: Some(4),
        },
        closing: ComplaintClosing {
            by: text("周敏"),
            at: text("2026年11月28日 10:30"),
            approved_by: text("何静"),
            approved_at: text("2026年11月28日 14:00"),
        },
        internal: Some(InternalConsequence {
            text: text("调度员按考核办法扣 2 分，不通报姓名。"),
            decided_by: text("何静"),
            decided_at: text("2026年11月28日 14:10"),
        }),
        ..complaint(language)
    }
}

/// Just taken in.
pub fn complaint_draft(language: Language) -> ComplaintHandling {
    ComplaintHandling {
        document: draft("TS2026-A3-0020"),
        intake: ComplaintIntake {
            channel: of_labels(&CHANNELS, &[], language),
            nature: of_labels(&NATURES, &[], language),
            severity: of_labels(&SEVERITIES, &[], language),
            content: "电话一直打不通。".into(),
            ..ComplaintIntake::default()
        },
        investigation: Investigation { justified: of_labels(&JUSTIFIED, &[], language), ..Investigation::default() },
        ..ComplaintHandling::default()
    }
}
