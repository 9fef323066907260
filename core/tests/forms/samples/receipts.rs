//! Filled samples of 收货确认单 and 异常处理记录.
//! Absent by design: anything that is checked.

use super::*;

fn appearance(chosen: usize, language: Language) -> Options {
    let labels = [("完好", "intact"), ("破损", "damaged"), ("锈蚀", "rusted"), ("其他", "other")];
    of_labels(&labels, &[chosen], language)
}

fn packing(chosen: &[usize], language: Language) -> Options {
    of_labels(&[("完好", "intact"), ("破损", "damaged"), ("已开封", "opened")], chosen, language)
}

fn exception_category(chosen: &[usize], language: Language) -> Options {
    let labels = [
        ("短缺", "shortage"),
        ("破损", "damage"),
        ("型号不符", "wrong model"),
        ("质量", "quality"),
        ("资料缺失", "papers missing"),
        ("其他", "other"),
    ];
    of_labels(&labels, chosen, language)
}

/// Three lines, one damaged and one short, signed with a reservation.
pub fn receipt(language: Language) -> DeliveryReceipt {
    let line = |name: &str, model: &str, serials: &[&str], unit: &str, due: &str, received: &str| ReceivedLine {
        name: name.into(),
        model: text(model),
        serial_numbers: serials.iter().map(|&serial| serial.into()).collect(),
        unit: text(unit),
        quantity_due: text(due),
        quantity_received: text(received),
        model_agrees: Some(true),
        appearance: appearance(0, language),
        remark: None,
    };
    DeliveryReceipt {
        document: document("SH2026-0098-1"),
        parties: ReceiptParties {
            contract_number: text("HT2026-0087"),
            order_number: text("DD2026-0103"),
            batch: Some(1),
            batches: Some(2),
            sender: text("深圳市恒锐精密设备有限公司"),
            receiver: "苏州华晟电子科技有限公司".into(),
            address: text("江苏省苏州市工业园区星湖街 328 号 2 号车间"),
            contact_name: text("李四"),
            contact_phone: text("139 0013 9000"),
            confirmed_at: text("2026年11月18日 10:20"),
            confirmed_by: text("李四"),
        },
        transport: ReceiptTransport {
            carrier: text("德邦物流"),
            waybill: text("DPK364920117"),
            packages: text("5 件"),
            shipped_at: text("2026年11月19日 17:30"),
            arrived_at: text("2026年11月22日 09:40"),
        },
        lines: vec![
            line("立式加工中心", "VMC-850E", &["HR2609-VMC850-00317", "HR2609-VMC850-00318"], "台", "2", "2"),
            ReceivedLine {
                appearance: appearance(1, language),
                remark: text("护罩左下角凹陷"),
                ..line("自动上下料机械手", "RB-20/1700", &["HR2609-RB20-00052"], "台", "1", "1")
            },
            ReceivedLine { remark: text("缺 2 套"), ..line("地脚螺栓", "M20×300", &[], "套", "16", "14") },
        ],
        papers: ReceiptPapers {
            packing_list: ticked(None),
            certificate: ticked(Some("3 份")),
            manual: ticked(Some("中文 3 册")),
            accessories: Condition { checked: Some(false), value: text("缺专用扳手") },
        },
        packing: packing(&[1], language),
        photos: text("P-01～P-06"),
        objected: Some(true),
        objections: vec![
            ReceiptObjection {
                number: text("SH2026-0098-1-Y1"),
                category: text("破损"),
                text: "机械手护罩左下角凹陷，要求更换护罩。".into(),
                blocks_installation: Some(false),
            },
            ReceiptObjection {
                number: text("SH2026-0098-1-Y2"),
                category: text("短缺"),
                text: "地脚螺栓应收 16 套，实收 14 套。".into(),
                blocks_installation: Some(true),
            },
        ],
        reservations: vec![
            Reservation {
                text: "护罩有凹陷，要换新的。".into(),
                category: text("外观"),
                blocks_use: Some(false),
                remedy: text("补发新护罩并上门更换"),
                by_whom: text("王建国"),
                by_when: text("2026年12月4日"),
            },
            Reservation {
                text: "少了 2 套地脚螺栓，装不了第二台。".into(),
                category: text("数量"),
                blocks_use: Some(true),
                remedy: text("补发 2 套"),
                by_whom: text("仓储部"),
                by_when: text("2026年11月24日"),
            },
        ],
        receiver_signature: Signature {
            name: text("孙莉"),
            department: text("仓库"),
            title: text("仓管员"),
            phone: text("137 0013 7000"),
            capacity: text("收货人"),
            proxy: Some(Proxy {
                for_name: "李四".into(),
                relation: text("同事"),
                authority: text("电话授权"),
                authorised_at: text("2026-11-22 09:50"),
                note: text("待追认"),
            }),
            ..customer_signature()
        },
        helper_signature: engineer_signature(),
    }
}

/// Announced, not yet opened: a draft.
pub fn receipt_draft(language: Language) -> DeliveryReceipt {
    DeliveryReceipt {
        document: draft("SH2026-0099-1"),
        parties: ReceiptParties {
            receiver: "苏州华晟电子科技有限公司".into(), ..ReceiptParties::default()
        },
        packing: packing(&[], language),
        ..DeliveryReceipt::default()
    }
}

/// Parts sent again, closed with the customer's telephone note.
pub fn exception(language: Language) -> ExceptionRecord {
    let work = |at: &str, what: &str, by: &str| LoggedWork { at: text(at), what: what.into(), by: text(by) };
    ExceptionRecord {
        document: Document { seal_state: text("电话确认，我方封存"), ..document("SH2026-0098-1-Y2") },
        raised: ExceptionRaised {
            customer: "苏州华晟电子科技有限公司".into(),
            delivery_number: text("SH2026-0098-1"),
            order_number: text("DD2026-0103"),
            by: text("李四"),
            phone: text("139 0013 9000"),
            at: text("2026年11月22日 10:15"),
            channel: text("现场"),
            category: exception_category(&[0], language),
            description: "地脚螺栓应收 16 套，实收 14 套，第二台机床无法固定。".into(),
            photos: text("P-05、P-06"),
            demand: text("两天内补齐，否则影响 11 月 25 日安装。"),
            blocks_installation: Some(true),
        },
        lines: vec![AffectedLine {
            name: "地脚螺栓".into(),
            model: text("M20×300"),
            serial_number: None,
            quantity: text("2 套"),
        }],
        response: ExceptionResponse {
            timing: Timing {
                due: text("2026年11月22日 12:15"), actual: text("2026年11月22日 10:48"), met: Some(true)
            },
            by: text("周敏"),
            to: text("李四"),
            channel: text("电话"),
            content: text("已核对装箱单，确认漏装 2 套，今日安排补发。"),
        },
        remedy: ExceptionRemedy {
            remedy: of_labels(&REMEDIES, &[0], language),
            agreed: text("补发地脚螺栓 2 套，顺丰次日达，运费由我方承担。"),
            by_when: text("2026年11月24日"),
            departments: of_labels(&DEPARTMENTS, &[0, 2], language),
            replacement_delivery_number: text("SH2026-0098-3"),
        },
        work_log: vec![
            work("2026年11月22日 11:20", "仓储核对出库记录，装箱时按 14 套拣货。", "吴强"),
            work("2026年11月22日 16:05", "补发 2 套，运单 SF1402938475。", "吴强"),
            work("2026年11月23日 14:30", "客户签收补发件，数量相符。", "李四"),
        ],
        cause: ExceptionCause {
            category: text("装箱差错"),
            text: text("拣货单按旧版清单打印，少计 2 套。"),
            corrective_action: text("拣货单改由订单自动生成，出库前双人复核。"),
        },
        result: text("补发件已送达，数量相符，不影响安装日期。"),
        closed_on: text("2026年11月23日"),
        reservations: vec![],
        customer_signature: Signature {
            name: text("李四"),
            department: text("设备部"),
            title: text("车间主任"),
            phone: text("139 0013 9000"),
            capacity: text("收货人"),
            confirmation: Confirmation::Telephone {
                name: text("李四"),
                number: text("139 0013 9000"),
                at: text("2026年11月23日 15:10"),
                words: text("螺栓收到了，两套，没问题。"),
            },
            ..Signature::default()
        },
        handler_signature: engineer_signature(),
        head_signature: Signature { name: text("何静"), ..engineer_signature() },
    }
}

const REMEDIES: [(&str, &str); 5] =
    [("补发", "send again"), ("换货", "exchange"), ("维修", "repair"), ("折让", "allowance"), ("退货", "take back")];

const DEPARTMENTS: [(&str, &str); 4] =
    [("仓储", "warehouse"), ("生产", "production"), ("物流", "logistics"), ("销售", "sales")];

/// Just raised.
pub fn exception_draft(language: Language) -> ExceptionRecord {
    ExceptionRecord {
        document: draft("SH2026-0099-1-Y1"),
        raised: ExceptionRaised {
            customer: "苏州华晟电子科技有限公司".into(),
            category: exception_category(&[], language),
            description: "外箱破损。".into(),
            ..ExceptionRaised::default()
        },
        remedy: ExceptionRemedy {
            remedy: of_labels(&REMEDIES, &[], language),
            departments: of_labels(&DEPARTMENTS, &[], language),
            ..ExceptionRemedy::default()
        },
        ..ExceptionRecord::default()
    }
}
