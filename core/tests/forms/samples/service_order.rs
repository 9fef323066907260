//! Filled samples of 售后服务工单.
//! Absent by design: the acceptance's; anything that is checked.

use super::*;

/// A chargeable repair with parts.
pub fn service_order() -> ServiceOrder {
    ServiceOrder {
        document: Document { seal_state: text("客户已签署封存"), ..document("GD2026-A3-0458") },
        intake: Intake {
            round: 1,
            submitted_at: "2026年11月23日 08:15".into(),
            channel: one(Channel::Hotline),
            taken_in_by: text("周敏"),
            taken_in_at: text("2026年11月23日 08:18"),
            responded_at: text("2026年11月23日 08:25"),
            customer: "苏州华晟电子科技有限公司".into(),
            contact_name: text("李四"),
            contact_phone: text("139 0013 9000"),
            service_address: text("江苏省苏州市工业园区星湖街 328 号 2 号车间"),
        },
        equipment: Equipment {
            name: text("立式加工中心"),
            model: text("VMC-850E"),
            serial_number: text("HR2309-VMC850-00102"),
            installed_on: text("2023年10月12日"),
            warranty: one(Warranty::Out),
            running_hours: text("11,260 h"),
        },
        problem: ReportedProblem {
            description: "主轴启动后有异响，转速超过 3000 转报警停机，加工的零件表面有振纹。".into(),
            since: text("2026年11月22日 夜班"),
            machine_down: Some(true),
            error_code: text("SP9012"),
            photos: text("P-01、P-02"),
            urgency: one(Urgency::Urgent),
            urgency_reason: text("整线停产"),
            regradings: vec![Regrading {
                at: text("2026年11月23日 08:40"),
                from: text("一般"),
                to: text("紧急"),
                reason: text("客户补充说明整线停产"),
                by: text("周敏"),
            }],
        },
        answer: Answer::Job(Box::new(Job {
            dispatch: Dispatch {
                engineer: text("王建国"),
                assistants: vec!["陈喆".into()],
                dispatched_at: text("2026年11月23日 08:45"),
                accepted_at: text("2026年11月23日 08:50"),
                appointment: text("2026年11月23日 13:00"),
            },
            work: ServiceWork {
                technical_response_at: text("2026年11月23日 09:05"),
                technical_response_to: text("李四"),
                tools: text("振动分析仪、拉马、扭力扳手"),
                left_at: text("2026年11月23日 10:10"),
                arrived_at: text("2026年11月23日 12:46"),
                finished_at: text("2026年11月23日 16:30"),
                fault_confirmed: text("是，3200 r/min 时复现，振动 7.1 mm/s"),
                diagnosis: text("主轴前端轴承滚道剥落，润滑油路滤芯堵塞导致供油不足。"),
                cause: text("润滑不良"),
                method: Options::several([&Method::OnSite, &Method::Parts], Language::Chinese),
                solution: text("更换主轴前端轴承组和油路滤芯，清洗油路并按新参数设定供油间隔。"),
                solution_told_to: text("李四"),
                solution_told_at: text("2026年11月23日 13:30"),
                work_done: text("拆卸主轴前端盖；更换轴承一组（2 只）；更换滤芯；跑合 1.5 小时；复测振动与温升。"),
                software_before: text("V2.14"),
                software_after: text("V2.14"),
            },
            parts: vec![
                Part {
                    name: "主轴轴承".into(),
                    model: text("7014C/P4 DB"),
                    quantity: text("2 只"),
                    new_serial_number: text("NSK-88213、NSK-88214"),
                    old_serial_number: text("NSK-40917、NSK-40918"),
                    old_part: text("客户留存"),
                    charge: text("3,860.00"),
                },
                Part {
                    name: "油路滤芯".into(),
                    model: text("LF-10"),
                    quantity: text("1 个"),
                    new_serial_number: None,
                    old_serial_number: None,
                    old_part: text("报废"),
                    charge: text("保内免费"),
                },
            ],
            test: Test {
                description: text("空载 1000～8000 r/min 逐级升速；试切铝件 3 件。"),
                result: text("合格：振动 0.9 mm/s，温升 15 ℃，表面 Ra 0.8"),
                photos_before: text("P-01、P-02"),
                photos_after: text("P-07"),
                photos_nameplate: text("P-03"),
                photos_old_part: text("P-05、P-06"),
            },
            charge: Charge {
                labour_hours: text("4.0"),
                labour: text("CNY 1,200.00"),
                travel: text("CNY 300.00"),
                parts: text("CNY 3,860.00"),
                total: text("CNY 5,360.00"),
                amount_in_words: text("伍仟叁佰陆拾元整"),
                free_reason: None,
                consent_name: text("李四"),
                consent_at: text("2026年11月23日 13:35"),
                consent_way: text("设备上签字确认报价"),
            },
            advice: Advice {
                hidden_dangers: text("电气柜散热风扇噪声偏大，建议三个月内更换。"),
                maintenance: text("每 500 小时检查一次滤芯；润滑油改用 VG32。"),
                left_open: None,
            },
            timeliness: Timeliness {
                response: Timing {
                    due: text("2026年11月23日 08:45"),
                    actual: text("2026年11月23日 08:25"),
                    met: Some(true),
                },
                arrival: Timing {
                    due: text("2026年11月24日 08:15"),
                    actual: text("2026年11月23日 12:46"),
                    met: Some(true),
                },
                solution: Timing {
                    due: text("2026年11月23日 12:15"),
                    actual: text("2026年11月23日 13:30"),
                    met: Some(false),
                },
                pauses: vec![PauseRow {
                    from: text("2026年11月23日 11:00"),
                    until: text("2026年11月23日 11:40"),
                    reason: text("等待客户开放厂区"),
                }],
            },
            solved: one(Solved::Yes),
            scores: Scores { attitude: Some(5), skill: Some(5), speed: Some(4), overall: Some(5) },
            opinion: text("处理及时，讲解清楚。"),
            reservations: vec![],
            customer_signature: Signature {
                name: text("李四"),
                title: text("车间主任"),
                phone: text("139 0013 9000"),
                capacity: text("设备负责人"),
                ..customer_signature()
            },
            engineer_signature: engineer_signature(),
            internal: None,
        })),
    }
}

/// A suggestion's short form.
pub fn suggestion() -> ServiceOrder {
    let order = service_order();
    ServiceOrder {
        document: Document { check_code: None, seal_state: text("无须签字"), ..document("GD2026-A3-0461") },
        intake: Intake { channel: one(Channel::Wechat), ..order.intake },
        equipment: Equipment::default(),
        problem: ReportedProblem {
            description: "建议在操作面板上增加刀具寿命提示，换班时一眼能看到。".into(),
            urgency: one(Urgency::Suggestion),
            ..ReportedProblem::default()
        },
        answer: Answer::Suggestion(SuggestionAnswer {
            text: text("已转研发评估，计划在 V2.16 版本加入刀具寿命提示，发布后免费升级。"),
            answered_by: text("王建国"),
            answered_at: text("2026年11月26日 15:10"),
            told_to: text("李四"),
            channel: text("微信"),
            due: text("2026年11月30日 18:00"),
            met: Some(true),
        }),
    }
}

/// Solved remotely and confirmed by telephone, in the internal copy.
pub fn service_order_by_telephone() -> ServiceOrder {
    let mut order = service_order();
    order.document.number = "GD2026-A3-0459".into();
    order.document.seal_state = text("电话确认，我方封存");
    if let Answer::Job(job) = &mut order.answer {
        job.parts.clear();
        job.customer_signature.confirmation = Confirmation::Telephone {
            name: text("李四"),
            number: text("139 0013 9000"),
            at: text("2026年11月23日 17:02"),
            words: text("重启后正常了，没有别的问题，可以结单。"),
        };
        job.customer_signature.at = None;
        job.customer_signature.place = None;
        job.internal = Some(InternalCosts {
            parts: text("CNY 2,140.00"),
            labour: text("CNY 620.00"),
            settlement_check: text("周敏，2026年11月24日"),
        });
    }
    order
}
