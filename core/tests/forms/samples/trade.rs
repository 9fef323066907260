//! Filled samples of 报价单, and the goods that contract and order take over.
//! Absent by design: the other forms'; anything that is checked.

use super::*;

fieldseal_core::choices! {
    /// 发票类型.
    pub enum Invoice {
        Special = "special" ("增值税专用发票", "special VAT invoice"),
        Ordinary = "ordinary" ("增值税普通发票", "ordinary VAT invoice"),
    }
}

fieldseal_core::choices! {
    /// 符合定价策略.
    pub enum WithinPolicy { Yes = "yes" ("是", "yes"), No = "no" ("否", "no") }
}

fieldseal_core::choices! {
    /// 符合客户预算.
    pub enum WithinBudget {
        Yes = "yes" ("是", "yes"), No = "no" ("否", "no"), Unknown = "unknown" ("不明", "unknown"),
    }
}

/// Name, model, configuration, unit, quantity, unit price, discount and tax rate in percent.
type Goods = (&'static str, &'static str, &'static str, &'static str, i64, i64, i64, i64);

pub(super) const GOODS: [Goods; 5] = [
    ("立式加工中心", "VMC-850E", "主轴 12000 r/min，24 把刀库，零点快换托盘，断刀检测", "台", 2, 56_800_000, 5, 13),
    ("自动上下料机械手", "RB-20/1700", "双工位抓手，料仓 120 件，安全围栏", "台", 1, 38_600_000, 5, 13),
    ("数据采集模块", "DX-4", "OPC UA，含看板接口", "套", 1, 4_200_000, 0, 13),
    ("运费", "汽车运输", "深圳至苏州，含保险", "项", 1, 1_850_000, 0, 9),
    ("安装与培训", "现场 7 个工作日", "含两场培训", "项", 1, 3_000_000, 0, 6),
];

/// Half up, of amounts that are not negative.
pub(super) fn part(amount: i64, of: i64, whole: i64) -> i64 {
    (amount * of * 2 + whole) / (whole * 2)
}

pub(super) fn priced(goods: &[Goods]) -> (Vec<PricedLine>, Totals, i64) {
    let amount = |row: &Goods| part(row.4 * row.5, 100 - row.6, 100);
    let total: i64 = goods.iter().map(amount).sum();
    let tax: i64 = goods.iter().map(|row| part(amount(row), row.7, 100 + row.7)).sum();
    let lines = goods.iter().map(|row| PricedLine {
        name: row.0.into(),
        model: text(row.1),
        configuration: text(row.2),
        unit: text(row.3),
        quantity: Some(row.4.to_string()),
        unit_price: yuan(row.5),
        discount: (row.6 > 0).then(|| format!("{} %", row.6)),
        tax_rate: Some(format!("{} %", row.7)),
        amount: yuan(amount(row)),
        remark: None,
    });
    let totals = Totals {
        subtotal: yuan(total),
        discount: yuan(0),
        net: yuan(total - tax),
        tax: yuan(tax),
        total: yuan(total),
        amount_in_words: capitals(total),
        currency: text("人民币（CNY）"),
    };
    (lines.collect(), totals, total)
}

pub(super) fn stages(total: i64) -> Vec<PaymentStage> {
    let advance = part(total, 30, 100);
    let stage = |stage: &str, share: &str, amount: i64, when: &str| PaymentStage {
        stage: stage.into(),
        share: text(share),
        amount: yuan(amount),
        when: text(when),
    };
    vec![
        stage("预付款", "30 %", advance, "合同签订后 7 天内"),
        stage("到货款", "70 %", total - advance, "货到签收后 15 天内"),
    ]
}

/// An approved quotation with a place for the customer's confirmation.
pub fn quotation() -> Quotation {
    let (mut lines, totals, total) = priced(&GOODS);
    lines[0].remark = text("含首次校准");
    Quotation {
        document: unsealed("BJ-2611-A3-0011"),
        valid_until: text("2026年12月20日"),
        offered_by: Offerer {
            name: "深圳市恒锐精密设备有限公司".into(),
            credit_code: text("91440300MA5ABC7890"),
            address: text("广东省深圳市宝安区福永街道凤凰工业园 3 栋 5 楼"),
            contact_name: text("刘洋"),
            phone: text("137 1234 5678"),
            email: text("liuyang@hengrui-precision.example"),
        },
        offered_to: Addressee {
            name: "苏州华晟电子科技有限公司".into(),
            contact_name: text("张䶮"),
            phone: text("138 0013 8000"),
            address: text("江苏省苏州市工业园区星湖街 328 号"),
        },
        lines,
        totals,
        conditions: QuoteConditions {
            discount_policy: text("两台及以上享 5 % 批量折扣，限本报价有效期内下单。"),
            payment: stages(total),
            delivery_period: text("75 天"),
            delivery_from: text("预付款到账"),
            delivery_place: text("苏州市工业园区星湖街 328 号，卖方送货上门"),
            packing: text("木箱防潮包装，汽车运输，运费已列入明细"),
            warranty: text("验收合格起 12 个月，最迟自收货起 18 个月"),
            installation: text("免费指导安装，含操作与维护培训各一场"),
            invoice_type: one(Invoice::Special),
            price_adjustment: text("客户变更配置时按单项价格调整"),
            special_notes: text("气源增压由客户负责"),
            attachments: text("产品解决方案 BJ-2611-A3-0011/FA"),
        },
        author: named("刘洋", "2026年11月20日 11:30"),
        approval: named("吴静", "2026年11月20日 15:05"),
        customer_signature: Some(Signature::default()),
        internal: None,
    }
}

/// The same for our own file, with costs; no confirmation asked for.
pub fn quotation_internal() -> Quotation {
    let cost = |name: &str, price, cost, floor| CostLine {
        name: name.into(),
        price: yuan(price),
        cost: yuan(cost),
        margin: yuan(price - cost),
        floor_price: yuan(floor),
    };
    let mut form = quotation();
    form.customer_signature = None;
    form.internal = Some(QuoteInternals {
        costs: vec![
            cost("立式加工中心 VMC-850E", 107_920_000, 82_300_000, 98_000_000),
            cost("自动上下料机械手 RB-20/1700", 36_670_000, 28_800_000, 34_000_000),
            cost("数据采集模块 DX-4", 4_200_000, 1_950_000, 3_500_000),
            cost("运费", 1_850_000, 1_700_000, 1_700_000),
            cost("安装与培训", 3_000_000, 2_240_000, 2_500_000),
        ],
        total: cost("合计", 153_640_000, 116_990_000, 139_700_000),
        finance: named("孙莉", "2026年11月20日 13:40"),
        within_policy: one(WithinPolicy::Yes),
        within_budget: one(WithinBudget::Unknown),
        approval: Review {
            name: text("吴静"),
            at: text("2026年11月20日 15:05"),
            opinion: text("折扣在授权内，高于底价，同意。"),
        },
        revisions: vec![
            RevisionRow {
                revision: "0".into(),
                at: text("2026年11月19日 17:20"),
                by: text("刘洋"),
                change: text("首次提交"),
                result: text("退回：付款方式须先收 30 %"),
            },
            RevisionRow {
                revision: "1".into(),
                at: text("2026年11月20日 11:30"),
                by: text("刘洋"),
                change: text("付款方式改为 30 % 预付、70 % 到货"),
                result: text("批准"),
            },
        ],
    });
    form
}

/// Not approved, nearly empty.
pub fn quotation_draft() -> Quotation {
    Quotation {
        document: Document { state: DocumentState::NotApproved, ..unsealed("BJ-2611-A3-0012") },
        offered_to: Addressee { name: "昆山德瑞模具有限公司".into(), ..Addressee::default() },
        conditions: QuoteConditions {
            invoice_type: Options::one::<Invoice>(None, Language::Chinese),
            ..QuoteConditions::default()
        },
        ..Quotation::default()
    }
}

/// A quotation of seventy lines.
pub fn quotation_of_seventy_lines() -> Quotation {
    let mut form = quotation();
    form.document.number = "BJ-2611-A3-0013".into();
    let goods: Vec<Goods> = GOODS.iter().cycle().take(70).copied().collect();
    let total;
    (form.lines, form.totals, total) = priced(&goods);
    for (index, line) in form.lines.iter_mut().enumerate() {
        line.remark = Some(format!("第 {} 行明细", index + 1));
    }
    form.conditions.payment = stages(total);
    form
}
