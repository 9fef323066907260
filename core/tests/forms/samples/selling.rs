//! Filled samples of the selling side's first three forms, and what all six share.
//! Absent by design: quotation, contract and order confirmation; anything that is checked.

use fieldseal_core::schema::{Money, amount_in_words};

use super::*;

fieldseal_core::choices! {
    /// 客户来源.
    pub enum Source {
        Website = "website" ("企业官网", "website"),
        Fair = "fair" ("行业展会", "fair"),
        Recommended = "recommended" ("客户推荐", "recommended"),
        Online = "online" ("线上咨询", "online enquiry"),
        Telephone = "telephone" ("电话", "telephone"),
        Visit = "visit" ("拜访", "visit"),
        Referral = "referral" ("转介绍", "referral"),
        Elsewhere = "other" ("其他", "other"),
    }
}

fieldseal_core::choices! {
    /// 客户分级.
    pub enum Grade {
        A = "a" ("A 高意向，30 天内可成交", "A  closes within 30 days"),
        B = "b" ("B 中等意向，1～3 个月跟进", "B  follow up for 1 to 3 months"),
        C = "c" ("C 低意向，长期培育", "C  long-term"),
    }
}

fieldseal_core::choices! {
    /// 优先级.
    pub enum Priority { Core = "core" ("核心", "core"), Secondary = "secondary" ("次要", "secondary") }
}

/// An amount as paper shows it.
pub fn yuan(fen: i64) -> Option<String> {
    text(Money::cny(fen).to_string().trim_start_matches("CNY "))
}

/// The same in capitals.
pub fn capitals(fen: i64) -> Option<String> {
    Some(amount_in_words(fen))
}

pub(super) fn named(name: &str, at: &str) -> NamedAt {
    NamedAt { name: text(name), at: text(at) }
}

/// A document that nobody signs.
pub(super) fn unsealed(number: &str) -> Document {
    Document { check_code: None, seal_state: None, ..document(number) }
}

pub(super) fn draft(number: &str) -> Document {
    Document { state: DocumentState::Draft, ..unsealed(number) }
}

/// A prospect of three contacts, graded and followed up.
pub fn prospect() -> ProspectiveCustomer {
    let contact = |name: &str, department: &str, title: &str, function: &str, main: bool| ProspectContact {
        name: name.into(),
        department: text(department),
        title: text(title),
        function: text(function),
        phone: text("138 0013 8000"),
        email: text("zy@huasheng.example"),
        wechat: text("hs_zhangyan"),
        main: Some(main),
    };
    let follow_up = |at: &str, channel: &str, purpose: &str, content: &str| FollowUp {
        at: text(at),
        channel: text(channel),
        purpose: text(purpose),
        with_whom: text("张䶮"),
        content: text(content),
        result: text("客户愿意继续谈"),
        next_step: text("寄样件试切报告"),
        by: text("刘洋"),
    };
    ProspectiveCustomer {
        document: unsealed("KH-2611-A3-0007"),
        basics: ProspectBasics {
            customer: "苏州华晟电子科技有限公司".into(),
            registered_on: text("2026年11月3日"),
            credit_code: text("91320594MA1XYZ1234"),
            industry: text("消费电子结构件"),
            ownership: text("民营企业"),
            people: text("约 420 人"),
            turnover: text("3.6 亿元"),
            website: text("www.huasheng-electronics.example"),
            sites: vec![
                "江苏省苏州市工业园区星湖街 328 号".into(),
                "安徽省滁州市琅琊区经济开发区兴业路 9 号（二厂）".into(),
            ],
            source: one(Source::Fair),
            source_detail: text("2026 年 10 月深圳机械展 7 号馆"),
            referred_by: text("昆山德瑞模具 周总"),
        },
        contacts: vec![
            contact("张䶮", "设备部", "经理", "设备", true),
            contact("李四", "生产部", "车间主任", "操作", false),
            contact("赵堃", "总经办", "副总经理", "决策人", false),
        ],
        need: ProspectNeed {
            initial_need: text("采购设备：两台立式加工中心，配自动上下料"),
            current_equipment: text("国产 VMC 6 台（2015 年购置），另在了解台湾品牌"),
            budget: text("180～220 万元"),
            planned_purchase: text("2027 年 1 月"),
            decision_process: text("设备部提出，总经办比价，赵副总审批"),
            pains: text("换线时间长，夜班缺人；老设备精度不稳，不良率 2.8 %"),
        },
        grading: Grading {
            grade: one(Grade::A),
            reason: text("预算已批，计划明确"),
            graded_by: text("刘洋"),
            graded_on: text("2026年11月5日"),
            salesperson: text("刘洋"),
            next_follow_up: text("2026年11月26日"),
        },
        follow_ups: vec![
            follow_up("2026年11月4日 10:20", "电话", "需求沟通", "介绍了三种自动化方案，客户关心换线时间和节拍。"),
            follow_up("2026年11月12日 14:00", "拜访", "日常跟进", "看了二厂现场，电源和地基可用，气源压力不足。"),
        ],
        outcome: ProspectOutcome {
            status: text("跟进中"),
            closed_reason: text("尚未关闭"),
            referral: text("昆山德瑞模具有限公司"),
            privacy_notice_at: text("2026年11月3日 09:40"),
        },
        author: named("刘洋", "2026年11月3日 09:45"),
        reviewer: named("吴静", "2026年11月5日 17:30"),
    }
}

/// Only what a lead must have.
pub fn prospect_draft() -> ProspectiveCustomer {
    ProspectiveCustomer {
        document: draft("KH-2611-A3-0008"),
        basics: ProspectBasics {
            customer: "昆山德瑞模具有限公司".into(),
            source: Options::one::<Source>(None, Language::Chinese),
            ..ProspectBasics::default()
        },
        grading: Grading { grade: Options::one::<Grade>(None, Language::Chinese), ..Grading::default() },
        ..ProspectiveCustomer::default()
    }
}

/// A prospect followed up eighty times.
pub fn prospect_of_eighty_follow_ups() -> ProspectiveCustomer {
    let mut form = prospect();
    form.document.number = "KH-2611-A3-0009".into();
    form.follow_ups = (1..=80)
        .map(|number| FollowUp { content: text(&format!("第 {number} 次跟进")), ..form.follow_ups[0].clone() })
        .collect();
    form
}

/// An analysis of three needs.
pub fn analysis() -> NeedsAnalysis {
    let need = |need: &str, priority: Priority, criterion: &str, words: &str| Need {
        need: need.into(),
        priority: one(priority),
        criterion: text(criterion),
        words: text(words),
    };
    let decider = |name: &str, role: &str, attitude: &str| Decider {
        name: name.into(),
        role: text(role),
        attitude: text(attitude),
    };
    NeedsAnalysis {
        document: unsealed("XQ-2611-A3-0004"),
        basics: NeedsBasics {
            customer: "苏州华晟电子科技有限公司".into(),
            industry: text("消费电子结构件"),
            our_participants: vec!["刘洋".into(), "陈喆（应用工程师）".into()],
            customer_participants: vec!["张䶮（设备部经理）".into(), "李四（车间主任）".into()],
            reported_at: text("2026年11月13日 09:10"),
            within_24_hours: Some(true),
        },
        communications: vec![
            NeedsTalk {
                at: text("2026年11月4日 10:20"),
                channel: text("电话"),
                duration: text("35 分钟"),
                place: None,
            },
            NeedsTalk {
                at: text("2026年11月12日 14:00"),
                channel: text("拜访"),
                duration: text("2 小时"),
                place: text("苏州市工业园区星湖街 328 号 会议室"),
            },
        ],
        current_equipment: text("国产 VMC 6 台，人工上下料；铝件两序加工，手动去毛刺。"),
        operating_conditions: text("两班 20 小时，单件节拍 96 秒，月产 4.2 万件"),
        pains: vec![
            Pain {
                pain: "换线一次 3 小时".into(),
                effect: text("小批订单不敢接"),
                frequency: text("每周 4 次"),
                cost: text("约 5 万元 / 月"),
            },
            Pain { pain: "夜班招不到人".into(), effect: text("夜班只开一半机台"), ..Pain::default() },
        ],
        needs: vec![
            need("换线时间不超过 40 分钟", Priority::Core, "现场连续三次换线实测", "半天就换一个线，谁受得了。"),
            need("夜班无人值守 6 小时", Priority::Core, "连续运行 6 小时无停机报警", "晚上没人，机器自己能跑就行。"),
            need("加工数据接入现有看板", Priority::Secondary, "看板显示产量与报警", "老板想在办公室看到。"),
        ],
        purchase: Purchase {
            budget: text("180～220 万元"),
            planned_time: text("2027 年 1 月下单，3 月投产"),
            decision_process: text("设备部提出需求，采购询三家，总经办比价，赵副总审批"),
            deciders: vec![
                decider("张䶮", "使用部门，提出技术要求", "支持，看重售后响应"),
                decider("赵堃", "审批", "关注总价和付款节奏"),
            ],
            competitors: text("台湾某品牌（交期 5 个月）、本地集成商一家"),
            power: text("380 V 50 Hz，余量 60 kVA"),
            air: text("0.55 MPa，需增压"),
            space: text("12 m × 6 m，地基可承重 8 t"),
            network: text("车间有线网络到位"),
        },
        conclusion: NeedsConclusion {
            direction: text("两台 VMC-850E 加一台 RB-20/1700 机械手，零点快换托盘，通讯模块接看板。"),
            risks: text("气源不足须客户先改造；二厂行吊能否使用待确认。"),
            next_steps: vec![
                NextStep {
                    what: "出解决方案与报价".into(), who: text("刘洋、陈喆"), when: text("2026年11月20日")
                },
                NextStep {
                    what: "样件试切并出报告".into(), who: text("陈喆"), when: text("2026年11月18日")
                },
            ],
        },
        author: named("刘洋", "2026年11月13日 09:10"),
        reviewer: named("吴静", "2026年11月13日 11:02"),
        customer_confirmation: named("张䶮", "2026年11月14日 08:50"),
    }
}

/// Nothing but a customer.
pub fn analysis_draft() -> NeedsAnalysis {
    NeedsAnalysis {
        document: draft("XQ-2611-A3-0005"),
        basics: NeedsBasics { customer: "昆山德瑞模具有限公司".into(), ..NeedsBasics::default() },
        ..NeedsAnalysis::default()
    }
}

/// An analysis of ninety needs.
pub fn analysis_of_ninety_needs() -> NeedsAnalysis {
    let mut form = analysis();
    form.document.number = "XQ-2611-A3-0006".into();
    form.needs = (1..=90).map(|number| Need { need: format!("第 {number} 项要求"), ..form.needs[0].clone() }).collect();
    form
}

/// A proposal for that analysis.
pub fn proposal() -> SolutionProposal {
    let review = |number: &str, need: &str, priority: Priority| ReviewedNeed {
        number: number.into(),
        need: need.into(),
        priority: one(priority),
    };
    let parameter = |name: &str, value: &str, unit: &str, condition: &str| Parameter {
        name: name.into(),
        value: text(value),
        unit: text(unit),
        condition: text(condition),
    };
    SolutionProposal {
        document: unsealed("BJ-2611-A3-0011/FA"),
        customer: "苏州华晟电子科技有限公司".into(),
        subject: text("铝结构件自动化加工单元"),
        needs_number: text("XQ-2611-A3-0004"),
        needs: vec![
            review("1", "换线时间不超过 40 分钟", Priority::Core),
            review("2", "夜班无人值守 6 小时", Priority::Core),
            review("3", "加工数据接入现有看板", Priority::Secondary),
        ],
        lines: vec![
            SolutionLine {
                name: "立式加工中心".into(),
                model: text("VMC-850E"),
                configuration: text("主轴 12000 r/min，24 把刀库，零点快换托盘，对刀仪，断刀检测"),
                quantity: text("2 台"),
                answers: vec!["1".into(), "2".into()],
            },
            SolutionLine {
                name: "自动上下料机械手".into(),
                model: text("RB-20/1700"),
                configuration: text("双工位抓手，料仓 120 件，安全围栏"),
                quantity: text("1 台"),
                answers: vec!["2".into()],
            },
            SolutionLine {
                name: "数据采集模块".into(),
                model: text("DX-4"),
                configuration: text("OPC UA，含看板接口"),
                quantity: text("1 套"),
                answers: vec!["3".into()],
            },
        ],
        functions: text("托盘快换 90 秒完成，程序随托盘码自动调用；料仓满料后夜班可连续运行约 6.5 小时。"),
        parameters: vec![
            parameter("主轴最高转速", "12000", "r/min", "连续"),
            parameter("定位精度", "0.008", "mm", "全行程，20 ℃"),
            parameter("重复定位精度", "0.005", "mm", "GB/T 17421.2"),
            parameter("机械手负载", "20", "kg", "含抓手"),
        ],
        layout: text("两台机床面对面布置，机械手居中，占地 9.6 m × 4.8 m"),
        interfaces: text("机床与机械手 PROFINET；对看板 OPC UA"),
        site_conditions: text("电源 380 V 60 kVA；气源 0.6 MPa 以上；地面承重 5 t/m²"),
        cases: vec![
            ReferenceCase {
                industry: text("汽车零部件"),
                customer: text("宁波远达精密机械有限公司"),
                effect: text("换线由 150 分钟降到 35 分钟"),
                year: text("2025"),
            },
            ReferenceCase {
                industry: text("消费电子"),
                customer: None,
                effect: text("夜班无人值守 6 小时，人均产出提高 1.8 倍"),
                year: text("2026"),
            },
        ],
        carrying_out: CarryingOut {
            delivery: text("合同生效后 75 天，汽车运输到厂"),
            installation: text("7 个工作日，含联机调试"),
            training: text("操作与日常维护各 1 场，每场 1 天"),
            service: text("验收合格起 12 个月质保；故障 2 小时内响应"),
            customer_provides: text("卸货行吊、气源增压、网络点位"),
        },
        not_included: text("刀具、夹具体、现有设备改造"),
        assumptions: text("样件图纸版本 B2；单件节拍按 80 秒计算"),
        validity: text("与报价单同期"),
        author: named("陈喆", "2026年11月19日 16:00"),
        approval: Review {
            name: text("吴静"),
            at: text("2026年11月20日 10:12"),
            opinion: text("方案满足两项核心需求，同意提交。"),
        },
    }
}

/// A proposal that nobody approved yet, nearly empty.
pub fn proposal_draft() -> SolutionProposal {
    SolutionProposal {
        document: Document { state: DocumentState::NotApproved, ..unsealed("BJ-2611-A3-0012/FA") },
        customer: "昆山德瑞模具有限公司".into(),
        ..SolutionProposal::default()
    }
}

/// A proposal with a hundred and forty parameters.
pub fn proposal_of_many_parameters() -> SolutionProposal {
    let mut form = proposal();
    form.document.number = "BJ-2611-A3-0013/FA".into();
    form.parameters = (1..=140)
        .map(|number| Parameter { name: format!("第 {number} 项参数"), ..form.parameters[1].clone() })
        .collect();
    form
}
