//! What several forms of the selling side are made of: names with times, priced lines, totals, stages of payment.
//! Absent by design: adding up and rounding; amounts arrive as paper shows them (`12,345.60`).

use serde::Serialize;

/// Who and when, in place of a drawn signature (domain §6.2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NamedAt {
    /// Name.
    pub name: Option<String>,
    /// When, as printed.
    pub at: Option<String>,
}

/// A reviewer's name, time and opinion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Review {
    /// Name.
    pub name: Option<String>,
    /// When, as printed.
    pub at: Option<String>,
    /// Opinion.
    pub opinion: Option<String>,
}

/// One line of a quotation or contract. Prices include tax.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PricedLine {
    /// 品名.
    pub name: String,
    /// 型号规格.
    pub model: Option<String>,
    /// 配置.
    pub configuration: Option<String>,
    /// 单位.
    pub unit: Option<String>,
    /// 数量.
    pub quantity: Option<String>,
    /// 含税单价.
    pub unit_price: Option<String>,
    /// 折扣, such as `5 %`.
    pub discount: Option<String>,
    /// 税率, such as `13 %`.
    pub tax_rate: Option<String>,
    /// 金额.
    pub amount: Option<String>,
    /// 备注.
    pub remark: Option<String>,
}

/// Totals of priced lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// 小计.
    pub subtotal: Option<String>,
    /// 整单优惠: the discount on the whole.
    pub discount: Option<String>,
    /// 不含税合计.
    pub net: Option<String>,
    /// 税额.
    pub tax: Option<String>,
    /// 价税合计.
    pub total: Option<String>,
    /// 人民币大写.
    pub amount_in_words: Option<String>,
    /// Currency in words.
    pub currency: Option<String>,
}

/// One stage of payment (付款方式).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PaymentStage {
    /// Stage: 预付款, 到货款, …
    pub stage: String,
    /// Share, such as `30 %`.
    pub share: Option<String>,
    /// Amount.
    pub amount: Option<String>,
    /// When it falls due.
    pub when: Option<String>,
}
