//! The internal page of a quotation: cost, margin, floor price, opinions, revisions (domain §4.6, §7.3).
//! Absent by design: computing a margin; finance's confirmation did.

use super::{Page, not_yours};
use crate::{
    forms::{CostLine, NamedAt, Options, QuoteInternals, Review, RevisionRow},
    records::{
        floor_price::FloorPrice,
        quote::{self, FormerRevision, Quote},
        quote_cost::QuoteCost,
    },
    schema::{Hash32, ItemFacts, Money, Problem, Record, Role},
};

/// Who reads cost and floor price. An administrator's reading would have to be logged, which printing does not.
const READERS: &[Role] = &[Role::Manager, Role::Finance];

/// Managers and finance, as far as the cost is here; the quote's own salesperson without cost, as far as the floor
/// price is.
pub(super) fn allowed(page: &Page<'_>) -> Result<(), Problem> {
    let is_here = if page.has_role(READERS) {
        page.linked("quote_cost", page.facts.reference("quote_cost")).is_some()
    } else if page.is_own_sale() {
        page.linked("floor_price", page.facts.reference("floor_price")).is_some()
    } else {
        return Err(not_yours());
    };
    if is_here {
        return Ok(());
    }
    let (zh, en) = ("内部页所需的成本或底价不在此处", "the cost or floor price for the internal page is not here");
    Err(Problem::general("internal_not_here", zh, en))
}

pub(super) fn content(page: &Page<'_>, record: &Quote) -> QuoteInternals {
    let printer = &page.printer;
    let reads_cost = page.has_role(READERS);
    let cost = reads_cost.then(|| page.linked("quote_cost", record.quote_cost)).flatten().unwrap_or_default();
    let cost = QuoteCost::read(&cost, &mut Vec::new());
    let floor = page.linked("floor_price", record.floor_price).unwrap_or_default();
    let floor = FloorPrice::read(&floor, &mut Vec::new());
    let confirmed = cost.confirmed_at.is_some()
        && cost.digest.as_deref() == Some(&quote::content_digest(page.facts).0[..])
        && cost.revision == Some(quote::revision(page.facts));
    let decided = if quote::is_approved(page.facts) {
        Some((record.approved_by, record.approved_at))
    } else {
        record.returned_at.map(|at| (record.returned_by, Some(at)))
    };
    let money = |amount: Option<&Money>| printer.money(amount);
    let line = |row: &ItemFacts<'_>| {
        let of_line =
            cost.confirmed.iter().filter(|of| of.line.as_deref() == Some(row.id) && of.revision == cost.revision);
        let last = of_line.max_by_key(|of| of.at).filter(|_| confirmed);
        let entered = cost.lines.iter().find(|of| of.id == row.id).and_then(|of| of.cost.as_ref());
        let floor = floor.lines.iter().find(|of| of.id == row.id).and_then(|of| of.floor_price.as_ref());
        let name = [row.text("product_name"), row.text("model")];
        CostLine {
            name: name.into_iter().flatten().collect::<Vec<_>>().join(" "),
            price: money(row.money("amount").as_ref()),
            cost: money(last.and_then(|of| of.cost.as_ref()).or(entered)),
            margin: money(last.and_then(|of| of.margin.as_ref())),
            floor_price: money(floor),
        }
    };
    QuoteInternals {
        costs: page.facts.items("lines").iter().map(line).collect(),
        total: CostLine {
            name: printer.pick("合计", "Total"),
            price: money(record.total.as_ref()),
            cost: money(cost.cost_total.as_ref().filter(|_| confirmed)),
            margin: money(cost.margin.as_ref().filter(|_| confirmed)),
            floor_price: money(floor.floor_total.as_ref()),
        },
        finance: finance(page, record),
        within_policy: printer.yes_no(record.within_pricing_policy.filter(|_| decided.is_some())),
        within_budget: Options::one(record.within_budget.as_ref().filter(|_| decided.is_some()), printer.language),
        approval: Review {
            name: decided.and_then(|(by, _)| printer.person(by)),
            at: decided.and_then(|(_, at)| printer.moment(at)),
            opinion: decided.and_then(|_| opinion(page, record)),
        },
        revisions: revisions(page, record),
    }
}

/// Who confirmed the cost of exactly what stands: the quote itself says so, without the amounts.
fn finance(page: &Page<'_>, record: &Quote) -> NamedAt {
    let of = record.cost_confirmed_digest.as_deref().and_then(|digest| <[u8; 32]>::try_from(digest).ok()).map(Hash32);
    if of == Some(quote::content_digest(page.facts)) {
        page.printer.named_at(record.cost_confirmed_by, record.cost_confirmed_at)
    } else {
        NamedAt::default()
    }
}

/// What the manager said, and why it was approved in spite of a no, or returned.
fn opinion(page: &Page<'_>, record: &Quote) -> Option<String> {
    let printer = &page.printer;
    let labelled =
        |zh, en, words: &Option<String>| words.as_ref().map(|words| printer.labelled(&printer.pick(zh, en), words));
    let parts = [
        record.approval_opinion.clone(),
        labelled("例外批准理由", "Reason of the exception", &record.approval_reason),
        labelled("退回原因", "Reason of the return", &record.return_reason),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("\n"))
}

/// Every revision, the present one last: why it was made stands with the one before it.
fn revisions(page: &Page<'_>, record: &Quote) -> Vec<RevisionRow> {
    let printer = &page.printer;
    let mut former: Vec<&FormerRevision> = record.revisions.iter().collect();
    former.sort_by_key(|row| row.revision);
    let mut made = (record.drafted_at, record.drafted_by, Some(printer.pick("初次报价", "First offer")));
    let mut rows = Vec::new();
    for row in former {
        let (at, by, change) =
            std::mem::replace(&mut made, (row.revised_at, row.revised_by, row.revised_reason.clone()));
        rows.push(RevisionRow {
            revision: row.revision.unwrap_or_default().to_string(),
            at: printer.moment(at),
            by: printer.person(by),
            change,
            result: Some(became(page, row)),
        });
    }
    let status = page.kind.status(page.facts, printer.directory.day_of(page.source.now));
    rows.push(RevisionRow {
        revision: quote::revision(page.facts).to_string(),
        at: printer.moment(made.0),
        by: printer.person(made.1),
        change: made.2,
        result: status.map(|rule| rule.label.in_language(printer.language).to_owned()),
    });
    rows
}

fn became(page: &Page<'_>, row: &FormerRevision) -> String {
    let printer = &page.printer;
    if row.declined_at.is_some() {
        let declined = printer.pick("客户未接受", "declined");
        row.declined_reason.as_ref().map_or(declined.clone(), |reason| printer.aside(&declined, reason))
    } else if row.sent_at.is_some() {
        printer.pick("已发客户", "sent")
    } else if row.approved_at.is_some() {
        printer.pick("已批准", "approved")
    } else {
        printer.pick("未批准", "not approved")
    }
}
