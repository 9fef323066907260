//! Filled samples of 培训签到表 and 培训效果评估表.
//! Absent by design: anything that is checked.

use super::*;

const SURNAMES: [&str; 10] = ["赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈"];
const GIVEN: [&str; 7] = ["建国", "敏", "思远", "静怡", "强", "晓东", "海燕"];

fn attendee(number: usize) -> Attendee {
    let minute = number / 2;
    Attendee {
        name: Some(format!("{}{}", SURNAMES[number % 10], GIVEN[number % 7])),
        department: text(["生产一部", "生产二部", "设备部"][number % 3]),
        position: text(["操作工", "调试员", "班组长", "维修工"][number % 4]),
        phone: Some(format!("138 0013 {:04}", 8000 + number)),
        signed_in_at: Some(format!("08:{:02}", 40 + minute.min(19))),
        has_handbook: Some(true),
        signature: Confirmation::Device { strokes: strokes(i32::try_from(number).unwrap_or(0)) },
    }
}

fn session(language: Language, form: &[usize], topics: &[usize]) -> TrainingSession {
    TrainingSession {
        number: 1,
        customer: "苏州华晟电子科技有限公司".into(),
        form: of_labels(&[("集中", "group"), ("一对一", "one to one")], form, language),
        topics: of_labels(
            &[
                ("设备操作", "operation"),
                ("日常维护", "daily maintenance"),
                ("常见故障排查", "common faults"),
                ("其他", "other"),
            ],
            topics,
            language,
        ),
        ..TrainingSession::default()
    }
}

/// A session with that many attendees, and two who did not come.
pub fn attendance(attendees: usize, language: Language) -> AttendanceSheet {
    AttendanceSheet {
        document: document("PX2026-A3-0031"),
        session: TrainingSession {
            of: Some(2),
            place: text("苏州市工业园区星湖街 328 号培训室"),
            date: text("2026年11月25日"),
            from: text("09:00"),
            to: text("11:30"),
            trainer: text("王建国"),
            other_topics: text("机械手示教"),
            handbook_title: text("《VMC-850E 产品使用手册》"),
            handbook_version: text("2.1"),
            handbook_copies: Some(format!("{attendees} 册")),
            ..session(language, &[0], &[0, 1, 2, 3])
        },
        equipment: vec![
            TrainedMachine {
                name: "立式加工中心".into(),
                model: text("VMC-850E"),
                serial_number: text("HR2609-VMC850-00317"),
            },
            TrainedMachine {
                name: "自动上下料机械手".into(),
                model: text("RB-20/1700"),
                serial_number: text("HR2609-RB20-00052"),
            },
        ],
        attendees: (0..attendees).map(attendee).collect(),
        expected: u32::try_from(attendees + 2).ok(),
        absent: vec![
            Absentee { name: "褚卫".into(), reason: text("出差，参加第二次培训") },
            Absentee { name: "蒋丽".into(), reason: text("病假") },
        ],
        trainer_signature: engineer_signature(),
        in_charge_signature: Signature { capacity: text("设备负责人"), ..customer_signature() },
    }
}

/// To be signed: two rows known before, one signed on the print, one empty.
pub fn attendance_draft(language: Language) -> AttendanceSheet {
    let known =
        |number| Attendee { signature: Confirmation::Open, signed_in_at: None, has_handbook: None, ..attendee(number) };
    AttendanceSheet {
        document: draft("PX2026-A3-0032"),
        session: session(language, &[], &[]),
        attendees: vec![
            known(1),
            known(2),
            Attendee { signature: Confirmation::Paper { annex: text("附件 1") }, ..known(3) },
            Attendee::default(),
        ],
        ..AttendanceSheet::default()
    }
}

fn score(value: &str) -> Option<String> {
    text(value)
}

fn mastery(chosen: &[usize], language: Language) -> Options {
    let labels = [("熟练", "proficient"), ("基本掌握", "has the basics"), ("需再培训", "to train again")];
    of_labels(&labels, chosen, language)
}

/// One attendee's sheet, signed.
pub fn evaluation(language: Language) -> TrainingEvaluation {
    TrainingEvaluation {
        document: document("PX2026-A3-0031-P1"),
        training: EvaluatedTraining {
            number: text("PX2026-A3-0031"),
            customer: "苏州华晟电子科技有限公司".into(),
            date: text("2026年11月25日、2026年11月27日"),
            topics: text("设备操作、日常维护、常见故障排查"),
            trainer: text("王建国"),
        },
        answers: Answers::Attendee { name: text("钱敏"), position: text("生产一部 / 调试员") },
        content: ContentRatings {
            practical: score("5"),
            clear: score("4"),
            fits: score("5"),
            up_to_date: score("4"),
            mean: score("4.5"),
        },
        trainer: TrainerRatings {
            knowledge: score("5"),
            explaining: score("5"),
            interaction: score("4"),
            answers: score("5"),
            mean: score("4.8"),
        },
        organisation: OrganisationRatings {
            time: score("3"),
            place: score("4"),
            equipment: score("5"),
            material: score("4"),
            mean: score("4.0"),
        },
        effect: EffectRatings { mastery: score("4"), skill: score("4"), helps_work: score("5"), mean: score("4.3") },
        overall_mean: score("4.4"),
        test_result: text("笔试 86 分，实操合格"),
        helped: text("现场换刀和报警处理的练习。"),
        missing: text("希望增加五轴编程的内容。"),
        open_questions: vec![
            OpenQuestion {
                question: "冷却液浓度多久检测一次？".into(),
                answer: text("每周一次，折光仪读数保持 6～8 %。"),
                by: text("王建国"),
                at: text("2026年11月28日 10:05"),
            },
            OpenQuestion {
                question: "机械手示教点丢失后怎样恢复？".into(),
                answer: text("用备份卡恢复，步骤见手册第 5.3 节。"),
                by: text("陈喆"),
                at: text("2026年11月30日 09:20"),
            },
        ],
        callback: TrainingCallback {
            by: text("周敏"),
            channel: text("电话"),
            timing: Timing {
                due: text("2026年12月2日 18:00"), actual: text("2026年11月30日 15:40"), met: Some(true)
            },
            mastery: mastery(&[1], language),
            further_needs: text("五轴编程，明年一季度"),
        },
        attendee_signature: Some(Signature {
            name: text("钱敏"),
            department: None,
            title: None,
            phone: None,
            capacity: None,
            ..customer_signature()
        }),
        trainer_signature: engineer_signature(),
    }
}

/// All sheets of a training in one.
pub fn evaluation_summary(language: Language) -> TrainingEvaluation {
    let mastery_of = |name: &str, mastery: &str, needs: Option<&str>| AttendeeMastery {
        name: name.into(),
        mastery: text(mastery),
        needs: needs.map(str::to_owned),
    };
    TrainingEvaluation {
        document: Document { check_code: None, seal_state: None, ..document("PX2026-A3-0031-P0") },
        answers: Answers::Summary {
            answers: 36,
            attendees: Some(38),
            masteries: vec![
                mastery_of("钱敏", "基本掌握", Some("五轴编程")),
                mastery_of("孙思远", "熟练", None),
                mastery_of("匿名", "需再培训", Some("常见故障排查")),
            ],
        },
        content: ContentRatings {
            practical: score("4.7"),
            clear: score("4.5"),
            fits: score("4.6"),
            up_to_date: score("4.2"),
            mean: score("4.5"),
        },
        trainer: TrainerRatings {
            knowledge: score("4.9"),
            explaining: score("4.6"),
            interaction: score("4.4"),
            answers: score("4.8"),
            mean: score("4.7"),
        },
        organisation: OrganisationRatings {
            time: score("3.8"),
            place: score("4.1"),
            equipment: score("4.6"),
            material: score("4.3"),
            mean: score("4.2"),
        },
        effect: EffectRatings {
            mastery: score("4.2"),
            skill: score("4.4"),
            helps_work: score("4.7"),
            mean: score("4.4"),
        },
        overall_mean: score("4.5"),
        test_result: text("平均 88 分，36 人全部合格"),
        attendee_signature: None,
        trainer_signature: Signature { name: text("王建国"), ..Signature::default() },
        ..evaluation(language)
    }
}

/// An anonymous sheet before anything is written.
pub fn evaluation_draft(language: Language) -> TrainingEvaluation {
    TrainingEvaluation {
        document: draft("PX2026-A3-0031-P2"),
        training: EvaluatedTraining {
            customer: "苏州华晟电子科技有限公司".into(), ..EvaluatedTraining::default()
        },
        callback: TrainingCallback { mastery: mastery(&[], language), ..TrainingCallback::default() },
        ..TrainingEvaluation::default()
    }
}
