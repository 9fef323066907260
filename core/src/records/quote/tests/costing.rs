//! K-cost: the cost of each revision, the floor price, and who reads what.
//! Absent by design: approval.

use super::*;
use crate::{
    process::directory::role_classes,
    records::{floor_price, kind, quote_cost},
    schema::{ItemFacts, StepSpec, ValueKind},
};

fn step(kind_code: &str, verb: &str) -> &'static StepSpec {
    kind(kind_code).and_then(|kind| kind.step(verb)).expect("a step")
}

#[test]
fn k_cost_each_revision_keeps_its_cost_and_margin() {
    let mut rig = drafted();
    cost(&mut rig);
    let record = cost_record(&rig);
    let found = rig.record("quote_cost", record);
    assert_eq!(rig.status("quote_cost", record), "confirmed");
    let net = facts(&rig).money("net_total").expect("a total").minor;
    assert_eq!(found.money("cost_total"), Some(Money::cny(12_300_000)));
    assert_eq!(found.money("margin"), Some(Money::cny(net - 12_300_000)));
    assert_eq!(found.integer("margin_rate"), Some((net - 12_300_000) * 10_000 / net));
    assert_eq!((found.integer("revision"), found.text("customer_name")), (Some(1), Some("滨海机械厂")));
    rig.must("quote.submit", id(QUOTE), &[]);
    approve(&mut rig);
    rig.must("quote.revise", id(QUOTE), &[("revisions/r/revised_reason", text("减价"))]);
    rig.must("quote.edit", id(QUOTE), &[("lines/m/unit_price", cny(5_000_000))]);
    rig.must("quote.request_cost", id(QUOTE), &[]);
    rig.must("quote_cost.enter", record, &[("lines/m/cost", cny(11_000_000))]);
    assert_eq!(rig.status("quote_cost", record), "entered", "what changes is confirmed again");
    rig.must("quote_cost.confirm", record, &[]);
    let found = rig.record("quote_cost", record);
    let rows = found.items("confirmed");
    let cost_of = |revision: i64| {
        let of = |row: &&ItemFacts<'_>| row.integer("revision") == Some(revision) && row.text("line") == Some("m");
        rows.iter().find(of).and_then(|row| row.money("cost"))
    };
    assert_eq!((cost_of(1), cost_of(2)), (Some(Money::cny(12_000_000)), Some(Money::cny(11_000_000))));
    assert!(found.money("margin").is_some_and(|margin| margin.minor < 0), "a loss is told as it is");
}

#[test]
fn k_cost_is_confirmed_only_for_what_was_asked() {
    let mut rig = drafted();
    let record = cost_record(&rig);
    assert_eq!(rig.status("quote_cost", record), "awaited");
    let costs = [("lines/m/cost", cny(12_000_000))];
    assert_eq!(rig.refused("quote_cost.enter", record, &costs), ["not_requested"]);
    rig.must("quote.request_cost", id(QUOTE), &[]);
    assert_eq!(rig.refused("quote_cost.enter", record, &[("lines/x/cost", cny(1))]), ["row_unknown"]);
    let usd = Money { minor: 1, currency: "USD".into() }.to_scalar();
    assert_eq!(rig.refused("quote_cost.enter", record, &[("lines/m/cost", usd)]), ["currencies"]);
    rig.must("quote_cost.enter", record, &costs);
    assert_eq!(rig.refused("quote_cost.confirm", record, &[]), ["cost_missing"]);
    rig.must("quote_cost.enter", record, &[("lines/s/cost", cny(1))]);
    rig.must("quote.edit", id(QUOTE), &[("packing", text("木箱"))]);
    assert_eq!(rig.refused("quote_cost.confirm", record, &[]), ["not_requested"], "it changed meanwhile");
    rig.must("quote.request_cost", id(QUOTE), &[]);
    rig.must("quote_cost.confirm", record, &[]);
    assert_eq!(rig.refused("quote_cost.confirm", record, &[]), ["not_requested"], "once for each content");
    rig.put("quote_cost", id(61), &[("quote", reference(99))]);
    assert_eq!(rig.refused("quote_cost.enter", id(61), &costs), ["quote_unknown"]);
    assert_eq!(rig.refused("quote_cost.confirm", id(61), &[]), ["quote_unknown"]);
}

#[test]
fn k_cost_no_cost_is_ever_on_the_quote() {
    let rig = approved();
    assert!(KIND.table.fields.iter().all(|field| !(field.name.contains("cost") && field.kind == ValueKind::Money)));
    let (cost, quote) = (rig.record("quote_cost", cost_record(&rig)), facts(&rig));
    for key in ["lines/m/cost", "cost_total", "margin"] {
        assert!(quote.0.values().all(|value| value != cost.get(key)), "{key}");
    }
    assert_eq!(quote.reference("cost_confirmed_by"), Some(id(FINANCE)));
}

#[test]
fn k_cost_a_floor_price_is_authorised_by_finance_and_binds_the_first_answer() {
    let mut rig = pending();
    let floor = facts(&rig).reference("floor_price").expect("its floor price");
    assert_eq!(rig.status("floor_price", floor), "none");
    rig.person = id(FINANCE);
    assert_eq!(rig.refused("floor_price.authorise", floor, &[]), ["required"]);
    assert_eq!(rig.refused("floor_price.authorise", floor, &[("lines/x/floor_price", cny(1))]), ["row_unknown"]);
    let usd = Money { minor: 1, currency: "USD".into() }.to_scalar();
    assert_eq!(rig.refused("floor_price.authorise", floor, &[("floor_total", usd)]), ["currencies"]);
    rig.put("floor_price", id(61), &[("quote", reference(99))]);
    assert_eq!(rig.refused("floor_price.authorise", id(61), &[("floor_total", cny(1))]), ["quote_unknown"]);
    // Two lathes go at 213,724.09 after all discounts, the whole at 219,000.00.
    let (kept, above) = ([("lines/m/floor_price", cny(10_686_204))], [("lines/m/floor_price", cny(10_686_205))]);
    rig.must("floor_price.authorise", floor, &above);
    assert_eq!(rig.status("floor_price", floor), "authorised");
    rig.person = id(MANAGER);
    assert_eq!(rig.refused("quote.approve", id(QUOTE), &answers()), ["below_floor"]);
    let known = facts(&rig);
    let others = known.0.iter().filter(|(key, _)| *key != "floor_price");
    let mut unseen: Vec<_> = others.map(|(key, value)| (key.as_str(), value.clone())).collect();
    unseen.push(("floor_price", reference(99)));
    rig.put("quote", id(98), &unseen);
    assert_eq!(rig.refused("quote.approve", id(98), &answers()), ["below_floor"], "a floor that was not looked at");
    rig.must("floor_price.authorise", floor, &[kept.to_vec(), vec![("floor_total", cny(21_900_001))]].concat());
    assert_eq!(rig.refused("quote.approve", id(QUOTE), &answers()), ["below_floor"]);
    rig.must("floor_price.authorise", floor, &[("floor_total", cny(21_900_000))]);
    rig.must("quote.approve", id(QUOTE), &answers());
    assert_eq!(rig.record("floor_price", floor).integer("revision"), Some(1));
    rig.must("quote.void", id(QUOTE), &[("voided_reason", text("重复"))]);
    assert_eq!(rig.refused("floor_price.authorise", floor, &[("floor_total", cny(1))]), ["not_its_turn"]);
}

#[test]
fn r_finance_alone_enters_cost_and_r_manager_alone_approves() {
    for (kind, verb) in [("quote_cost", "enter"), ("quote_cost", "confirm"), ("floor_price", "authorise")] {
        assert_eq!(step(kind, verb).who, [any(Role::Finance)], "{kind}.{verb}");
    }
    for verb in ["approve", "return", "draft_for"] {
        assert_eq!(step("quote", verb).who, [any(Role::Manager)], "{verb}");
    }
    for verb in ["edit", "request_cost", "submit", "send", "decline", "void", "revise", "release"] {
        assert_eq!(step("quote", verb).who, [own(Role::Sales), any(Role::Manager)], "{verb}");
    }
    assert_eq!(step("quote", "draft").who, [own(Role::Sales)]);
}

#[test]
fn k_quote_selling_price_and_k_cost_reach_only_their_readers() {
    let rig = approved();
    let all = |class| Bucket { holder: Holder::All, class };
    let sales = [
        Bucket { holder: Holder::Customer(id(CUSTOMER)), class: "sales" },
        Bucket { holder: Holder::Person(id(SALESPERSON)), class: "sales" },
    ];
    let buckets = |facts: &Facts| (KIND.buckets)(id(QUOTE), facts);
    assert_eq!(buckets(&facts(&drafted())), [&[all("quote")][..], &sales].concat(), "finance not before it is asked");
    assert_eq!(buckets(&facts(&rig)), [&[all("quote")][..], &sales, &[all("costing")]].concat());
    let mut in_review = facts(&rig);
    in_review.0.insert(IN_LEGAL_KEY.into(), rig.at.to_scalar());
    assert_eq!(buckets(&in_review).last(), Some(&all("legal")));

    let cost = cost_record(&rig);
    let of_cost = (quote_cost::KIND.buckets)(cost, &rig.record("quote_cost", cost));
    assert_eq!(of_cost, [all("quote_cost")], "never its salesperson");
    let floor = facts(&rig).reference("floor_price").expect("its floor price");
    let of_floor = (floor_price::KIND.buckets)(floor, &rig.record("floor_price", floor));
    assert_eq!(of_floor, [all("floor_price"), sales[1]], "its own salesperson, and no other of the customer");

    for role in [Role::Engineer, Role::Desk, Role::Supervisor, Role::Warehouse, Role::Sales, Role::Legal] {
        for class in ["quote", "quote_cost", "floor_price", "costing", "sales"] {
            assert!(!role_classes(role).contains(&class), "{role:?} {class}");
        }
    }
    for role in [Role::Manager, Role::Administrator] {
        for class in ["quote", "quote_cost", "floor_price"] {
            assert!(role_classes(role).contains(&class), "{role:?} {class}");
        }
    }
    assert!(role_classes(Role::Legal).contains(&"legal") && role_classes(Role::Finance).contains(&"costing"));
}
