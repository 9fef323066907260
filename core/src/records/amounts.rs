//! The arithmetic of prices (domain §4.2): lines, a discount on the whole, tax, payment shares, all in fen.
//! Absent by design: documents, currencies, and which record holds an amount.

use crate::schema::Money;

/// A whole, in hundredths of a percent: discounts, tax rates and payment shares are counted in these.
pub const WHOLE: i64 = 10_000;

/// What is sold in one line. Prices include tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Units.
    pub quantity: i64,
    /// Price of one unit, in fen.
    pub unit_price: i64,
    /// Discount, in hundredths of a percent.
    pub discount: i64,
    /// Tax rate, in hundredths of a percent.
    pub tax_rate: i64,
}

/// What a line comes to, in fen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineAmounts {
    /// Quantity × unit price × (1 − discount): what is printed in the line.
    pub amount: i64,
    /// Its share of the discount on the whole.
    pub share: i64,
    /// The tax in what is left of it.
    pub tax: i64,
}

impl LineAmounts {
    /// What the customer pays for the line.
    pub const fn paid(&self) -> i64 {
        self.amount - self.share
    }

    /// The same without tax.
    pub const fn net(&self) -> i64 {
        self.paid() - self.tax
    }
}

/// What lines come to together, in fen. Every total is a sum over the lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amounts {
    /// Each line, in the order given.
    pub lines: Vec<LineAmounts>,
    /// Sum of the lines before the discount on the whole.
    pub subtotal: i64,
    /// Sum of what is paid, tax included.
    pub total: i64,
    /// Sum of the taxes.
    pub tax: i64,
}

impl Amounts {
    /// The total without tax.
    pub const fn net(&self) -> i64 {
        self.total - self.tax
    }
}

/// The amount of a line, rounded half up; `None` when it is out of the range of [`Money`] or the
/// discount is not between nothing and everything.
pub fn line_amount(quantity: i64, unit_price: i64, discount: i64) -> Option<i64> {
    let rest = (0..=WHOLE).contains(&discount).then(|| i128::from(WHOLE - discount))?;
    let exact = i128::from(quantity).checked_mul(i128::from(unit_price))?.checked_mul(rest)?;
    in_range(exact.checked_add(i128::from(WHOLE / 2))?.div_euclid(i128::from(WHOLE)))
}

/// The tax in an amount that includes it: amount × rate ÷ (1 + rate), rounded half up; never more
/// than the amount. A negative rate counts as none.
pub fn tax_in(amount: i64, rate: i64) -> i64 {
    let rate = i128::from(rate.max(0));
    let divisor = i128::from(WHOLE) + rate;
    let tax = (2 * i128::from(amount) * rate + divisor).div_euclid(2 * divisor);
    i64::try_from(tax).unwrap_or(amount)
}

/// Spreads a sum by weights so that the parts add up to it exactly: whole fen by weight, what is left
/// to the largest remainders, of equal ones to the earlier. `None` for a negative weight, or when
/// there is something to spread and no weight.
pub fn spread(sum: i64, weights: &[i64]) -> Option<Vec<i64>> {
    if weights.iter().any(|weight| *weight < 0) {
        return None;
    }
    let all: i128 = weights.iter().copied().map(i128::from).sum();
    if all == 0 {
        return (sum == 0).then(|| vec![0; weights.len()]);
    }
    let exact = |weight: i64| i128::from(sum) * i128::from(weight);
    let mut parts: Vec<i128> = weights.iter().map(|weight| exact(*weight).div_euclid(all)).collect();
    let left = i128::from(sum) - parts.iter().sum::<i128>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(exact(weights[*index]).rem_euclid(all)));
    for index in order.into_iter().take(usize::try_from(left).ok()?) {
        parts[index] += 1;
    }
    parts.into_iter().map(|part| i64::try_from(part).ok()).collect()
}

/// What lines come to, with a discount on the whole; `None` when an amount is out of range, or the
/// discount is negative or more than the lines.
pub fn amounts(lines: &[Line], whole_discount: i64) -> Option<Amounts> {
    let before: Option<Vec<i64>> =
        lines.iter().map(|line| line_amount(line.quantity, line.unit_price, line.discount)).collect();
    let before = before?;
    let subtotal = in_range(before.iter().copied().map(i128::from).sum())?;
    if !(0..=subtotal.max(0)).contains(&whole_discount) {
        return None;
    }
    let shares = spread(whole_discount, &before)?;
    let lines: Vec<LineAmounts> = lines
        .iter()
        .zip(before.iter().zip(&shares))
        .map(|(line, (amount, share))| {
            let tax = tax_in(amount - share, line.tax_rate);
            LineAmounts { amount: *amount, share: *share, tax }
        })
        .collect();
    let tax = lines.iter().map(|line| line.tax).sum();
    Some(Amounts { lines, subtotal, total: subtotal - whole_discount, tax })
}

fn in_range(fen: i128) -> Option<i64> {
    i64::try_from(fen).ok().filter(|fen| fen.unsigned_abs() <= Money::MINOR_MAX.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn k_quote_a_line_is_rounded_half_up() {
        for (quantity, unit_price, discount, amount) in [
            (1, 1, 5_000, 1),
            (1, 1, 5_001, 0),
            (3, 3_333, 1_000, 8_999),
            (1, 5, 3_000, 4),
            (7, 12_345, 0, 86_415),
            (7, 12_345, 10_000, 0),
        ] {
            assert_eq!(line_amount(quantity, unit_price, discount), Some(amount), "{quantity} × {unit_price}");
        }
        assert_eq!(line_amount(1, 1, 10_001), None);
        assert_eq!(line_amount(1, 1, -1), None);
        assert_eq!(line_amount(1, Money::MINOR_MAX, 0), Some(Money::MINOR_MAX));
        assert_eq!(line_amount(2, Money::MINOR_MAX, 0), None);
    }

    #[test]
    fn k_quote_tax_is_in_the_price() {
        for (amount, rate, tax) in
            [(11_300, 1_300, 1_300), (10_000, 600, 566), (1, 10_000, 1), (100, 0, 0), (100, -5, 0)]
        {
            assert_eq!(tax_in(amount, rate), tax, "{amount} at {rate}");
        }
    }

    #[test]
    fn k_quote_what_is_left_goes_to_the_largest_remainders() {
        assert_eq!(spread(100, &[1, 1, 1]), Some(vec![34, 33, 33]));
        assert_eq!(spread(10, &[25, 25, 50]), Some(vec![3, 2, 5]));
        assert_eq!(spread(1, &[1, 9]), Some(vec![0, 1]));
        assert_eq!(spread(0, &[]), Some(vec![]));
        assert_eq!(spread(5, &[0, 0]), None);
        assert_eq!(spread(5, &[3, -1]), None);
    }

    #[test]
    fn k_quote_a_discount_on_the_whole_is_taken_before_tax() {
        let line = |unit_price, tax_rate| Line { quantity: 1, unit_price, discount: 0, tax_rate };
        let found = amounts(&[line(11_300, 1_300), line(10_600, 600)], 1_000).expect("in range");
        assert_eq!(found.lines[0], LineAmounts { amount: 11_300, share: 516, tax: 1_241 });
        assert_eq!(found.lines[1], LineAmounts { amount: 10_600, share: 484, tax: 573 });
        assert_eq!((found.subtotal, found.total, found.tax, found.net()), (21_900, 20_900, 1_814, 19_086));
        assert_eq!(amounts(&[line(100, 0)], 101), None, "more than everything");
        assert_eq!(amounts(&[line(100, 0)], -1), None);
    }

    fn line() -> impl Strategy<Value = Line> {
        (0..2_000i64, 0..100_000_000i64, 0..=WHOLE, 0..=WHOLE)
            .prop_map(|(quantity, unit_price, discount, tax_rate)| Line { quantity, unit_price, discount, tax_rate })
    }

    proptest! {
        #[test]
        fn k_quote_totals_add_up_to_the_fen(lines in prop::collection::vec(line(), 0..12), part in 0..=WHOLE) {
            let subtotal: i64 = lines.iter().filter_map(|l| line_amount(l.quantity, l.unit_price, l.discount)).sum();
            let discount = (i128::from(subtotal) * i128::from(part) / i128::from(WHOLE)) as i64;
            let found = amounts(&lines, discount).expect("in range");
            prop_assert_eq!(found.subtotal, found.lines.iter().map(|line| line.amount).sum::<i64>());
            prop_assert_eq!(found.total, found.lines.iter().map(LineAmounts::paid).sum::<i64>());
            prop_assert_eq!(found.net(), found.lines.iter().map(LineAmounts::net).sum::<i64>());
            prop_assert_eq!(discount, found.lines.iter().map(|line| line.share).sum::<i64>());
            for line in found.lines {
                prop_assert!(0 <= line.share && line.share <= line.amount);
                prop_assert!(0 <= line.tax && line.tax <= line.paid());
            }
        }

        #[test]
        fn k_quote_a_spread_adds_up_and_keeps_to_the_weights(
            sum in any::<i64>(),
            weights in prop::collection::vec(0..i64::MAX, 1..12),
        ) {
            let all: i128 = weights.iter().copied().map(i128::from).sum();
            prop_assume!(all > 0);
            let parts = spread(sum, &weights).expect("a sum of parts");
            prop_assert_eq!(parts.iter().copied().map(i128::from).sum::<i128>(), i128::from(sum));
            for (part, weight) in parts.iter().zip(&weights) {
                let exact = i128::from(sum) * i128::from(*weight);
                prop_assert!((i128::from(*part) * all - exact).abs() < all, "less than a fen from the exact part");
            }
        }

        #[test]
        fn k_quote_nothing_overflows(values in prop::collection::vec(any::<[i64; 4]>(), 0..6), discount in any::<i64>()) {
            let lines: Vec<Line> = values
                .iter()
                .map(|[quantity, unit_price, discount, tax_rate]| Line {
                    quantity: *quantity,
                    unit_price: *unit_price,
                    discount: *discount,
                    tax_rate: *tax_rate,
                })
                .collect();
            let _ = amounts(&lines, discount);
            for [sum, weight, amount, rate] in values {
                let _ = (spread(sum, &[weight, amount]), tax_in(amount, rate));
            }
        }
    }
}
