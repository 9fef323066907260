//! Filled samples of 安装验收单.
//! Absent by design: the order's; anything that is checked.

use super::*;

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
