//! Filled forms as a company would print them: for the golden files, and for looking at.
//! Absent by design: anything that is checked; that is the tests'.

use fieldseal_core::forms::*;
use fieldseal_core::schema::{Choice, Language};
use fieldseal_core::seal::strokes::{StrokePoint, Strokes};

fieldseal_core::choices! {
    /// 设备状态.
    pub enum EquipmentState {
        Running = "running" ("正常运行", "running"),
        WithProblems = "with_problems" ("带问题运行", "running with problems"),
        NotRunning = "not_running" ("未投运", "not in operation"),
    }
}

fieldseal_core::choices! {
    /// 验收结果.
    pub enum AcceptanceResult {
        Accepted = "accepted" ("合格", "accepted"),
        WithReservation = "with_reservation" ("合格（有保留）", "accepted with reservation"),
        ToRectify = "to_rectify" ("待整改", "to rectify"),
        Rejected = "rejected" ("不合格", "rejected"),
    }
}

fieldseal_core::choices! {
    /// 客户意见.
    pub enum Opinion {
        Agrees = "agrees" ("同意验收", "agrees"),
        WithReservation = "with_reservation" ("有保留意见", "with reservation"),
        Disagrees = "disagrees" ("不同意", "disagrees"),
    }
}

fieldseal_core::choices! {
    /// 提交渠道.
    pub enum Channel {
        Hotline = "hotline" ("400热线", "hotline"),
        Crm = "crm" ("CRM", "CRM"),
        Wechat = "wechat" ("微信", "WeChat"),
        Email = "email" ("邮件", "e-mail"),
        OnSite = "on_site" ("现场", "on site"),
        Elsewhere = "other" ("其他", "other"),
    }
}

fieldseal_core::choices! {
    /// 紧急程度.
    pub enum Urgency {
        Urgent = "urgent" ("紧急", "urgent"),
        General = "general" ("一般", "general"),
        Suggestion = "suggestion" ("建议", "suggestion"),
    }
}

fieldseal_core::choices! {
    /// 质保.
    pub enum Warranty {
        In = "in" ("保内", "in"),
        Out = "out" ("保外", "out"),
        Contract = "contract" ("合同服务", "by contract"),
    }
}

fieldseal_core::choices! {
    /// 处理方式.
    pub enum Method {
        OnSite = "on_site" ("现场维修", "repair on site"),
        Parts = "parts" ("更换配件", "parts replaced"),
        Remote = "remote" ("远程协助", "remote assistance"),
        Patch = "patch" ("升级补丁", "software patch"),
        Answer = "answer" ("答复", "answer"),
    }
}

fieldseal_core::choices! {
    /// 问题是否解决.
    pub enum Solved {
        Yes = "yes" ("已解决", "solved"),
        Partly = "partly" ("部分解决", "partly"),
        No = "no" ("未解决", "not solved"),
    }
}

fn one<T: Choice>(chosen: T) -> Options {
    Options::one(Some(&chosen), Language::Chinese)
}

fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

fn ticked(value: Option<&str>) -> Condition {
    Condition { checked: Some(true), value: value.map(str::to_owned) }
}

/// A name of three strokes groups, drawn in curves as a finger would.
pub fn strokes(seed: i32) -> Strokes {
    let mut at = 0;
    let mut stroke = |points: &[(f64, f64)]| {
        let mut drawn = Vec::new();
        for pair in points.windows(2) {
            for step in 0..12 {
                let (part, bend) = (f64::from(step) / 12.0, (f64::from(step + seed) / 12.0 * 3.1).sin() * 60.0);
                let x = pair[0].0 + (pair[1].0 - pair[0].0) * part + bend * 0.4;
                let y = pair[0].1 + (pair[1].1 - pair[0].1) * part - bend;
                drawn.push(StrokePoint { x: x as i32, y: y as i32, t: at });
                at += 9;
            }
        }
        at += 120;
        drawn
    };
    let strokes = vec![
        stroke(&[(900.0, 500.0), (1_700.0, 430.0)]),
        stroke(&[(1_300.0, 220.0), (1_290.0, 1_000.0), (900.0, 900.0)]),
        stroke(&[(1_280.0, 560.0), (850.0, 840.0)]),
        stroke(&[(1_330.0, 560.0), (1_800.0, 800.0), (2_500.0, 380.0)]),
        stroke(&[(2_100.0, 300.0), (2_150.0, 1_100.0), (2_900.0, 980.0), (2_800.0, 320.0), (2_100.0, 330.0)]),
        stroke(&[(2_400.0, 380.0), (2_300.0, 860.0)]),
        stroke(&[(2_600.0, 380.0), (2_650.0, 760.0), (2_900.0, 700.0), (3_700.0, 420.0)]),
    ];
    Strokes { canvas_width: 480, canvas_height: 160, strokes }
}

fn document(number: &str) -> Document {
    Document {
        company: Company {
            name_zh: "深圳市恒锐精密设备有限公司".into(),
            name_en: "Shenzhen Hengrui Precision Equipment Co., Ltd.".into(),
            address: "广东省深圳市宝安区福永街道凤凰工业园 3 栋 5 楼".into(),
            service_line: "400-820-1234".into(),
            logo_png: None,
        },
        number: number.into(),
        revision: 0,
        date: "2026年11月23日".into(),
        state: DocumentState::Final,
        check_code: text("K7QMX2WTA5"),
        seal_state: text("客户已签署封存"),
        amendments: vec![],
    }
}

fn customer_signature() -> Signature {
    Signature {
        name: text("张䶮"),
        department: text("设备部"),
        title: text("经理"),
        phone: text("138 0013 8000"),
        capacity: text("验收人"),
        proxy: None,
        confirmation: Confirmation::Device { strokes: strokes(0) },
        at: text("2026年11月23日 14:05"),
        place: text("苏州市工业园区星湖街 328 号 2 号车间"),
    }
}

fn engineer_signature() -> Signature {
    Signature {
        name: text("王建国"),
        confirmation: Confirmation::Device { strokes: strokes(5) },
        at: text("2026年11月23日 14:07"),
        place: text("苏州市工业园区星湖街 328 号 2 号车间"),
        ..Signature::default()
    }
}

fn check(item: &str, nominal: &str, measured: &str, unit: &str) -> Check {
    Check {
        item: item.into(),
        nominal_value: text(nominal),
        measured_value: text(measured),
        unit: text(unit),
        verdict: text("合格"),
        remark: None,
        photo_number: None,
    }
}

/// An accepted installation of two machines, signed on the device.
pub fn acceptance() -> InstallationAcceptance {
    let machine = |name: &str, model: &str, serial: &str| Machine {
        name: name.into(),
        model: text(model),
        serial_number: text(serial),
        quantity: text("1 台"),
        manufactured_on: text("2026年9月18日"),
        position: text("2 号车间 B 区"),
        state: text("正常运行"),
    };
    let part = |name: &str, model: &str, quantity: &str| UsedItem {
        name: name.into(),
        model: text(model),
        quantity: text(quantity),
    };
    InstallationAcceptance {
        document: document("AZ2026-A3-0012"),
        basics: Basics {
            round: 1,
            customer: "苏州华晟电子科技有限公司".into(),
            site_address: "江苏省苏州市工业园区星湖街 328 号 2 号车间".into(),
            contact_name: text("张䶮"),
            contact_phone: text("138 0013 8000"),
            contract_number: text("HT2026-0087"),
            order_number: text("DD2026-0103"),
            delivery_number: text("SH2026-0098-1"),
            engineers: vec!["王建国".into(), "陈喆".into()],
            appointment: text("2026年11月23日 09:00"),
            appointment_confirmed_with: text("张䶮"),
            appointment_confirmed_at: text("2026年11月20日 16:20"),
        },
        equipment: vec![
            machine("立式加工中心", "VMC-850E", "HR2609-VMC850-00317"),
            machine("自动上下料机械手", "RB-20/1700", "HR2609-RB20-00052"),
        ],
        site: SiteConditions {
            packing: ticked(Some("完好")),
            accessories: ticked(Some("齐全")),
            visible_state: ticked(None),
            power: ticked(Some("380 V ±5 %，50 Hz")),
            earth: ticked(Some("0.8 Ω")),
            air: ticked(Some("0.62 MPa")),
            foundation: ticked(None),
            network: Condition { checked: Some(false), value: text("未布线，暂用 4G 网关") },
            unpacking_remark: None,
            site_remark: text("进场通道限高 3.2 m，吊装用 5 吨叉车"),
        },
        work: Work {
            instruction_title: text("《VMC-850E 安装作业指导书》"),
            instruction_version: text("3.2"),
            arrived_at: text("2026年11月23日 08:52"),
            finished_at: text("2026年11月23日 13:40"),
            used_items: vec![
                part("电子水平仪", "DWL-3500XY", "1 台"),
                part("激光干涉仪", "XL-80", "1 台"),
                part("地脚螺栓", "M20×300", "8 套"),
            ],
        },
        checks: vec![
            check("主轴径向跳动（300 mm 处）", "≤ 0.010", "0.006", "mm"),
            check("X 轴定位精度", "≤ 0.008", "0.005", "mm"),
            check("Y 轴定位精度", "≤ 0.008", "0.006", "mm"),
            Check { photo_number: text("P-03"), ..check("Z 轴重复定位精度", "≤ 0.005", "0.003", "mm") },
            check("主轴最高转速", "8000", "8000", "r/min"),
            Check {
                remark: text("更换密封圈后复测"), ..check("冷却泵压力", "0.40～0.60", "0.52", "MPa")
            },
            check("主轴温升（2 h）", "≤ 25", "17", "℃"),
            Check {
                nominal_value: None, measured_value: None, unit: None, ..check("急停与门联锁动作", "", "", "")
            },
        ],
        safety: Safety {
            guards: ticked(None),
            emergency_stop: ticked(None),
            earthing: ticked(Some("0.8 Ω")),
            warning_signs: ticked(None),
        },
        trial_run: TrialRun {
            from: text("2026年11月23日 11:00"),
            to: text("2026年11月23日 13:00"),
            hours: text("2 小时"),
            load: text("铝合金试件，80 %"),
            alarms: text("无"),
            conclusion: text("合格"),
        },
        handover: Handover {
            documents: ticked(Some("说明书、电气图、合格证")),
            keys: ticked(Some("2 把")),
            spare_parts: Condition { checked: Some(false), value: None },
            passwords: ticked(None),
            remark: None,
        },
        hidden_dangers: None,
        outcome: Outcome {
            installed_on: text("2026年11月23日"),
            equipment_state: one(EquipmentState::Running),
            result: one(AcceptanceResult::Accepted),
            rectifications: vec![],
            warranty_from: text("2026年11月23日"),
            warranty_until: text("2027年11月22日"),
            warranty_note: text("（验收后 12 个月，早于到货后 18 个月）"),
        },
        customer_opinion: one(Opinion::Agrees),
        customer_words: text("安装调试认真，同意验收。"),
        reservations: vec![],
        training_topics: text("设备操作、日常维护、常见故障排查"),
        training_date: text("2026年11月25日"),
        customer_signature: customer_signature(),
        engineer_signature: engineer_signature(),
        third_party_signature: None,
    }
}

/// The same with two reservations, signed by a proxy, with a third party.
pub fn acceptance_with_reservation() -> InstallationAcceptance {
    let mut form = acceptance();
    form.document.number = "AZ2026-A3-0013".into();
    form.customer_opinion = one(Opinion::WithReservation);
    form.customer_words = text("总体同意验收，下列两项请尽快处理。");
    form.outcome.result = one(AcceptanceResult::WithReservation);
    form.outcome.rectifications = vec![
        Rectification {
            item: "补装排屑器护罩".into(), responsible: text("王建国"), due: text("2026年12月4日")
        },
        Rectification {
            item: "补交电气原理图纸质版两份".into(),
            responsible: text("资料室"),
            due: text("2026年11月30日"),
        },
    ];
    form.reservations = vec![
        Reservation {
            text: "排屑器护罩到货时就有磕碰，要求换新的，不接受现场补漆。".into(),
            category: text("外观"),
            blocks_use: Some(false),
            remedy: text("补发新护罩并上门更换"),
            by_whom: text("王建国"),
            by_when: text("2026年12月4日"),
        },
        Reservation {
            text: "电气原理图只给了电子版，车间要纸质的。".into(),
            category: text("资料"),
            blocks_use: Some(false),
            remedy: text("快递两份纸质图纸"),
            by_whom: text("资料室"),
            by_when: text("2026年11月30日"),
        },
    ];
    form.customer_signature = Signature {
        name: text("李四"),
        title: text("车间主任"),
        proxy: Some(Proxy {
            for_name: "张三".into(),
            relation: text("同事"),
            authority: text("电话授权"),
            authorised_at: text("2026-11-23 14:05"),
            note: text("待追认"),
        }),
        ..customer_signature()
    };
    form.third_party_signature = Some(Signature {
        name: text("赵堃（苏州中正监理）"),
        confirmation: Confirmation::Device { strokes: strokes(9) },
        ..engineer_signature()
    });
    form
}

/// Refused: sealed by our side alone.
pub fn acceptance_refused() -> InstallationAcceptance {
    let mut form = acceptance();
    form.document.number = "AZ2026-A3-0014".into();
    form.document.seal_state = text("客户拒签，我方单方封存");
    form.customer_opinion = one(Opinion::Disagrees);
    form.customer_words = text("精度可以，但价格谈好的培训还没做，先不签。");
    form.outcome.result = one(AcceptanceResult::Rejected);
    form.outcome.warranty_from = None;
    form.outcome.warranty_until = None;
    form.outcome.warranty_note = None;
    form.customer_signature = Signature {
        confirmation: Confirmation::Refused {
            reason: text("对结果不满意"),
            words: text("精度可以，但价格谈好的培训还没做，先不签。等培训完了再说。"),
            shown_to: text("张䶮，设备部经理"),
            witness: text("刘工，苏州中正监理，139 1234 5678"),
            next: text("11 月 25 日培训后当天再次验收"),
        },
        ..customer_signature()
    };
    form
}

/// A draft on a new form: nearly everything is open.
pub fn acceptance_draft() -> InstallationAcceptance {
    let filled = acceptance();
    InstallationAcceptance {
        document: Document {
            state: DocumentState::Draft,
            check_code: None,
            seal_state: None,
            ..document("AZ2026-A3-0015")
        },
        basics: filled.basics,
        equipment: filled.equipment,
        outcome: Outcome {
            equipment_state: Options::one::<EquipmentState>(None, Language::Chinese),
            result: Options::one::<AcceptanceResult>(None, Language::Chinese),
            ..Outcome::default()
        },
        customer_opinion: Options::one::<Opinion>(None, Language::Chinese),
        ..InstallationAcceptance::default()
    }
}

/// Sixty lines of checklist.
pub fn acceptance_of_sixty_checks() -> InstallationAcceptance {
    let mut form = acceptance();
    form.document.number = "AZ2026-A3-0016".into();
    form.checks = (1..=60)
        .map(|number| Check {
            remark: (number % 7 == 0).then(|| "调整后复测，详见调试记录第 3 页".into()),
            photo_number: (number % 5 == 0).then(|| format!("P-{number:02}")),
            ..check(&format!("第 {number} 项 轴线几何精度检查"), "≤ 0.010", "0.007", "mm")
        })
        .collect();
    form
}

/// Amended after signing.
pub fn acceptance_amended() -> InstallationAcceptance {
    let mut form = acceptance();
    form.document.revision = 1;
    form.document.amendments = vec![Amendment {
        at: text("2026年11月26日 10:12"),
        by: text("王建国"),
        reason: text("序列号录入有误"),
        changes: vec!["设备 2 序列号：HR2609-RB20-00025 改为 HR2609-RB20-00052".into()],
        coverage: text("第 1 次签章（校验码 K7QMX2WTA5）仅覆盖更正前内容；更正内容待重新签字"),
    }];
    form
}

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

/// Every sample, by the name of its golden file.
pub fn all() -> Vec<(&'static str, Form, Language)> {
    let acceptance_form = |form| Form::InstallationAcceptance(Box::new(form));
    let order_form = |form| Form::ServiceOrder(Box::new(form));
    vec![
        ("acceptance", acceptance_form(acceptance()), Language::Chinese),
        ("acceptance_en", acceptance_form(acceptance()), Language::English),
        ("acceptance_reservation", acceptance_form(acceptance_with_reservation()), Language::Chinese),
        ("acceptance_refused", acceptance_form(acceptance_refused()), Language::Chinese),
        ("acceptance_draft", acceptance_form(acceptance_draft()), Language::Chinese),
        ("acceptance_amended", acceptance_form(acceptance_amended()), Language::Chinese),
        ("acceptance_sixty_checks", acceptance_form(acceptance_of_sixty_checks()), Language::Chinese),
        ("service_order", order_form(service_order()), Language::Chinese),
        ("service_order_en", order_form(service_order()), Language::English),
        ("service_order_telephone", order_form(service_order_by_telephone()), Language::Chinese),
        ("service_order_suggestion", order_form(suggestion()), Language::Chinese),
    ]
}
