//! Filled samples of 销售合同 and 订单确认函, and the list of the selling side's samples.
//! Absent by design: the other forms'; anything that is checked.

use super::trade::{GOODS, part, priced, stages};
use super::*;

fn party(name: &str, representative: &str, authorised: &str) -> Party {
    Party {
        name: name.into(),
        credit_code: text("91320594MA1XYZ1234"),
        address: text("江苏省苏州市工业园区星湖街 328 号"),
        legal_representative: text(representative),
        authorised_representative: text(authorised),
        phone: text("0512-8888 6666"),
        bank: text("中国建设银行苏州工业园区支行"),
        account: text("3225 0198 8836 0000 1234"),
        tax_data: text("一般纳税人，税号同信用代码"),
    }
}

fn party_signature(name: &str, title: &str, capacity: &str) -> Signature {
    Signature {
        name: text(name),
        department: text("总经办"),
        title: text(title),
        capacity: text(capacity),
        confirmation: Confirmation::Paper { annex: text("合同扫描件 1") },
        at: text("2026年11月23日"),
        ..customer_signature()
    }
}

/// A contract signed on paper by both parties.
pub fn contract() -> SalesContract {
    let (lines, totals, total) = priced(&GOODS);
    SalesContract {
        document: document("HT-2611-A3-0005"),
        opening: ContractOpening {
            template: text("设备销售合同"),
            template_version: text("2026-02"),
            place: text("苏州市"),
            date: text("2026年11月23日"),
        },
        buyer: party("苏州华晟电子科技有限公司", "郑国强", "赵堃"),
        seller: party("深圳市恒锐精密设备有限公司", "黄志明", "吴静"),
        lines,
        totals,
        quality: QualityTerms {
            standard: text("符合 GB/T 18400 及乙方企业标准，设备为全新未使用。"),
            technical_agreement: text("《技术协议》HT-2611-A3-0005-1 为本合同附件。"),
        },
        delivery: DeliveryTerms {
            date: text("2027年2月10日前，预付款到账后 75 天内"),
            place: text("苏州市工业园区星湖街 328 号 2 号车间"),
            way: text("汽车运输，由乙方委托承运"),
            paid_by: text("运费由乙方承担，已计入合同总价"),
            risk: text("自甲方签收时转移"),
            receivers: vec!["张䶮 138 0013 8000".into(), "李四 139 0013 9000".into()],
            packing: text("木箱防潮包装，包装物不回收"),
        },
        inspection: InspectionTerms {
            period: text("收货后 7 天内就数量和外观提出异议"),
            criteria: text("按《技术协议》第 4 章逐项检验"),
            trial_run: text("连续试运行 24 小时无故障"),
            deemed_acceptance: text("乙方书面通知后 15 天内甲方未验收亦未书面异议的，视为验收合格。"),
        },
        installation: InstallationTerms {
            scope: text("乙方负责安装、联机调试"),
            sessions: text("操作与日常维护各一场，参训不少于 4 人"),
            customer_provides: text("卸货行吊、气源 0.6 MPa 以上、网络点位"),
        },
        payment: PaymentTerms {
            stages: stages(total), invoice: text("收到每笔款项后 10 天内开具增值税专用发票")
        },
        service: ServiceStandard {
            standard: None,
            warranty_from_acceptance: text("12 个月"),
            warranty_from_receipt: text("18 个月，以先到者为准"),
            response: text("紧急故障 2 小时内技术响应"),
            arrival: text("紧急故障 4 小时内到达现场"),
            solution: text("一般故障 48 小时内给出解决方案"),
            charges: text("保外按乙方当年价目表收取人工、差旅和配件费"),
        },
        breach: BreachTerms {
            late_delivery: text("每逾期一天按未交付部分价款的 0.05 % 支付违约金"),
            late_payment: text("每逾期一天按应付未付款的 0.05 % 支付违约金"),
            cap: text("违约金累计不超过合同总价的 10 %"),
            other: text("逾期超过 60 天，守约方有权解除合同。"),
        },
        other: OtherTerms {
            confidentiality: text("双方对图纸与价格保密，期限三年。"),
            intellectual_property: text("随机软件的知识产权归乙方，甲方可在本设备上使用。"),
            force_majeure: text("受影响一方应在 3 天内书面通知，并在 15 天内提供证明。"),
            change_and_termination: text("变更或解除须双方书面同意。"),
            dispute_resolution: text("协商不成的，向甲方所在地人民法院起诉。"),
            notices: text("以本合同首部所列地址、电话和邮箱为准。"),
            electronic_signatures: text("双方同意收货、安装验收、服务工单等服务单据可采用电子签名。"),
            copies: text("一式肆份，甲乙双方各执贰份"),
            validity: text("自双方签字并盖章之日起生效。"),
            annexes: text("附件一《技术协议》；附件二《配置清单》"),
        },
        buyer_signature: party_signature("赵堃", "副总经理", "授权代表"),
        seller_signature: party_signature("吴静", "销售经理", "授权代表"),
        internal: None,
    }
}

/// The same for our own file.
pub fn contract_internal() -> SalesContract {
    let mut form = contract();
    let term = |term: &str, wording: &str, deviates| TermRow {
        term: term.into(),
        wording: text(wording),
        confirmed_by: text("张䶮"),
        confirmed_at: text("2026年11月21日 15:30"),
        deviates: Some(deviates),
    };
    form.internal = Some(ContractInternals {
        terms: vec![
            term("标的物", "两台 VMC-850E、一台机械手、一套采集模块", false),
            term("交付时间", "2027年2月10日前", false),
            term("违约责任", "每天 0.05 %，上限 10 %", true),
            term("售后服务标准", "12 个月质保，2 小时响应，4 小时到场", false),
        ],
        deviations: vec![DeviationRow {
            clause: "第八条 违约责任".into(),
            template_text: text("上限 5 %"),
            agreed_text: text("上限 10 %"),
            reason: text("客户集团统一要求"),
        }],
        legal: Review {
            name: text("何敏"), at: text("2026年11月22日 10:05"), opinion: text("偏离可接受，同意盖章。")
        },
        seals: vec![SealRow {
            kind: "合同专用章".into(),
            by: text("何敏"),
            at: text("2026年11月22日 14:20"),
            copies: text("4 份"),
        }],
        dispatches: vec![DispatchRow {
            at: text("2026年11月22日 15:00"),
            what: "发出盖章扫描件".into(),
            whom: text("张䶮"),
            way: text("邮件"),
        }],
        reviews: vec![ReviewRow {
            at: text("2026年11月21日 18:00"),
            by: text("何敏"),
            decision: text("退回修改"),
            opinion: text("管辖法院写法不明确"),
        }],
    });
    form
}

/// Not reviewed, nearly empty.
pub fn contract_draft() -> SalesContract {
    SalesContract {
        document: Document { state: DocumentState::NotApproved, ..unsealed("HT-2611-A3-0006") },
        buyer: Party { name: "昆山德瑞模具有限公司".into(), ..Party::default() },
        seller: Party { name: "深圳市恒锐精密设备有限公司".into(), ..Party::default() },
        ..SalesContract::default()
    }
}

/// A contract of seventy lines, to be signed on a platform.
pub fn contract_of_seventy_lines() -> SalesContract {
    let quote = quotation_of_seventy_lines();
    let mut form = contract();
    form.document.number = "HT-2611-A3-0007".into();
    form.lines = quote.lines;
    form.totals = quote.totals;
    form.payment.stages = quote.conditions.payment;
    form.buyer_signature.confirmation =
        Confirmation::Platform { name: text("电子合同平台"), certificate: text("证书 20261123-77.pdf") };
    form.seller_signature = Signature::default();
    form
}

/// An order confirmation that the customer replied to.
pub fn confirmation() -> OrderConfirmation {
    let (lines, totals, total) = priced(&GOODS);
    OrderConfirmation {
        document: document("DD-2611-A3-0009"),
        customer: "苏州华晟电子科技有限公司".into(),
        attention: text("张䶮"),
        contract_number: text("HT-2611-A3-0005"),
        order_number: text("DD-2611-A3-0009"),
        lines: lines
            .into_iter()
            .map(|line| OrderedLine {
                name: line.name,
                model: line.model,
                configuration: line.configuration,
                unit: line.unit,
                quantity: line.quantity,
                unit_price: line.unit_price,
                amount: line.amount,
                planned_delivery: text("2027年2月8日"),
            })
            .collect(),
        total: totals.total,
        amount_in_words: totals.amount_in_words,
        payment_due: Some(format!("预付款 30 % {}，2026年11月30日前", yuan(part(total, 30, 100)).unwrap_or_default())),
        ship_to: ShipTo {
            address: text("江苏省苏州市工业园区星湖街 328 号 2 号车间"),
            receiver: text("张䶮"),
            phone: text("138 0013 8000"),
        },
        transport: text("汽车运输，卖方承担运费"),
        planned_installation: text("2027年2月15日起 7 个工作日"),
        planned_training: text("2027年2月24日、25日"),
        sales_contact: text("刘洋 137 1234 5678"),
        service_contact: text("周敏 0755-2345 6789"),
        hotline: text("400-820-1234"),
        if_wrong: text("请联系销售联系人，并写明订单编号与不符之处。"),
        objections_until: text("2026年11月27日 18:00"),
        author: named("刘洋", "2026年11月24日 09:30"),
        reply: Some(Signature { capacity: text("经办人"), ..customer_signature() }),
        internal: None,
    }
}

/// The same for our own file, no reply asked for.
pub fn confirmation_internal() -> OrderConfirmation {
    let mut form = confirmation();
    form.document = unsealed("DD-2611-A3-0009");
    form.reply = None;
    form.internal = Some(OrderInternals {
        sent_to_production_at: text("2026年11月24日 09:12"),
        sent_to_warehouse_at: text("2026年11月24日 09:15"),
        progress: vec![ProgressRow {
            at: text("2026年12月8日 16:00"),
            by: text("林涛"),
            content: "光机装配完成，进入电气配线".into(),
        }],
        stock: vec![
            StockRow { line: "立式加工中心 VMC-850E".into(), ordered: text("2 台"), in_stock: Some(false) },
            StockRow { line: "数据采集模块 DX-4".into(), ordered: text("1 套"), in_stock: Some(true) },
        ],
        shipments: vec![ShipmentRow {
            delivery: "SH-2702-A3-0002".into(),
            goods: text("全部明细"),
            planned_at: text("2027年2月5日 08:00"),
            carrier: text("顺安物流"),
        }],
    });
    form
}

/// Nearly empty.
pub fn confirmation_draft() -> OrderConfirmation {
    OrderConfirmation {
        document: draft("DD-2611-A3-0010"),
        customer: "昆山德瑞模具有限公司".into(),
        ..OrderConfirmation::default()
    }
}

/// An order confirmation of ninety lines.
pub fn confirmation_of_ninety_lines() -> OrderConfirmation {
    let mut form = confirmation();
    form.document.number = "DD-2611-A3-0011".into();
    let (lines, goods) = (form.lines.clone(), GOODS.iter().cycle().take(90).copied().collect::<Vec<_>>());
    form.lines = (0..90)
        .map(|index| OrderedLine {
            configuration: Some(format!("第 {} 行明细", index + 1)),
            ..lines[index % lines.len()].clone()
        })
        .collect();
    let (_, totals, _) = priced(&goods);
    form.total = totals.total;
    form.amount_in_words = totals.amount_in_words;
    form
}

/// Every sample of the selling side, by the name of its golden file.
pub fn selling_samples() -> Vec<(&'static str, Form, Language)> {
    let (zh, en) = (Language::Chinese, Language::English);
    let prospect_form = |form| Form::ProspectiveCustomer(Box::new(form));
    let analysis_form = |form| Form::NeedsAnalysis(Box::new(form));
    let proposal_form = |form| Form::SolutionProposal(Box::new(form));
    let quotation_form = |form| Form::Quotation(Box::new(form));
    let contract_form = |form| Form::SalesContract(Box::new(form));
    let confirmation_form = |form| Form::OrderConfirmation(Box::new(form));
    vec![
        ("prospective_customer", prospect_form(prospect()), zh),
        ("prospective_customer_en", prospect_form(prospect()), en),
        ("prospective_customer_draft", prospect_form(prospect_draft()), zh),
        ("prospective_customer_long", prospect_form(prospect_of_eighty_follow_ups()), zh),
        ("needs_analysis", analysis_form(analysis()), zh),
        ("needs_analysis_en", analysis_form(analysis()), en),
        ("needs_analysis_draft", analysis_form(analysis_draft()), zh),
        ("needs_analysis_long", analysis_form(analysis_of_ninety_needs()), zh),
        ("solution_proposal", proposal_form(proposal()), zh),
        ("solution_proposal_en", proposal_form(proposal()), en),
        ("solution_proposal_draft", proposal_form(proposal_draft()), zh),
        ("solution_proposal_long", proposal_form(proposal_of_many_parameters()), zh),
        ("quotation", quotation_form(quotation()), zh),
        ("quotation_en", quotation_form(quotation()), en),
        ("quotation_internal", quotation_form(quotation_internal()), zh),
        ("quotation_draft", quotation_form(quotation_draft()), zh),
        ("quotation_long", quotation_form(quotation_of_seventy_lines()), zh),
        ("sales_contract", contract_form(contract()), zh),
        ("sales_contract_en", contract_form(contract()), en),
        ("sales_contract_internal", contract_form(contract_internal()), zh),
        ("sales_contract_draft", contract_form(contract_draft()), zh),
        ("sales_contract_long", contract_form(contract_of_seventy_lines()), zh),
        ("order_confirmation", confirmation_form(confirmation()), zh),
        ("order_confirmation_en", confirmation_form(confirmation()), en),
        ("order_confirmation_internal", confirmation_form(confirmation_internal()), zh),
        ("order_confirmation_draft", confirmation_form(confirmation_draft()), zh),
        ("order_confirmation_long", confirmation_form(confirmation_of_ninety_lines()), zh),
    ]
}
