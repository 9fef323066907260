//! A value that lost a conflict comes back by the step that writes its field, with that step's guard and
//! consequences: what was signed, sent or published stays, and an approval lapses.
//! Absent by design: how conflicts come about, which the ledger's tests show.

use super::{
    office::{ADMINISTRATOR, DESK, FINANCE, LEGAL, MANAGER, OTHER_ENGINEER, Office, SALES, SUPERVISOR},
    whole_course::{
        CONTRACT, CUSTOMER, NEEDS, QUOTE, TEMPLATE, YES, contract, delivery, lead, library, number, quote, text,
    },
};
use crate::schema::{Id, RecordId, Scalar};

/// An office whose quote is approved; the quote and the needs said something else before.
fn quoted() -> Office {
    let mut office = Office::default();
    library(&mut office);
    lead(&mut office);
    quote(&mut office);
    office
}

fn restore(
    office: &mut Office,
    person: RecordId,
    kind: &str,
    record: RecordId,
    key: &str,
    value: Scalar,
) -> Vec<String> {
    office.refused(person, &format!("{kind}.restore_value"), record, &[(key, value)])
}

#[test]
fn s06_restoring_into_an_approved_quote_withdraws_the_approval_and_counts_anew() {
    let mut office = quoted();
    office.must(SALES, "quote.edit", QUOTE, &[("lines/m/quantity", number(2))]);
    assert_eq!(office.status("quote", QUOTE), "approval_lapsed");
    assert_eq!(office.record("quote", QUOTE).money("total").map(|total| total.minor), Some(22_600_000));
    office.must(SALES, "quote.request_cost", QUOTE, &[]);
    let cost = office.record("quote", QUOTE).reference("quote_cost").expect("its cost");
    office.must(FINANCE, "quote_cost.confirm", cost, &[]);
    office.must(SALES, "quote.submit", QUOTE, &[]);
    office.wait(1);
    office.must(MANAGER, "quote.approve", QUOTE, &[("within_pricing_policy", YES), ("within_budget", text("yes"))]);
    assert_eq!(office.status("quote", QUOTE), "approved");
    let one = |office: &mut Office, person| restore(office, person, "quote", QUOTE, "lines/m/quantity", number(1));
    assert_eq!(one(&mut office, LEGAL), ["not_yours"]);
    assert_eq!(restore(&mut office, SALES, "quote", QUOTE, "lines/m/quantity", number(3)), ["never_stood"]);
    assert_eq!(one(&mut office, SALES), Vec::<String>::new());
    assert_eq!(office.status("quote", QUOTE), "approval_lapsed");
    assert_eq!(office.record("quote", QUOTE).money("total").map(|total| total.minor), Some(11_300_000));
    let decided = restore(&mut office, MANAGER, "quote", QUOTE, "within_budget", Scalar::Null);
    assert_eq!(decided, ["own_step"], "a decision is made by its step");
}

#[test]
fn s04_s07_what_was_submitted_or_signed_does_not_come_back_otherwise() {
    let mut office = quoted();
    office.remember(NEEDS, "risks", text("交期紧"));
    assert_eq!(restore(&mut office, SALES, "needs", NEEDS, "risks", text("交期紧")), ["submitted"]);
    contract(&mut office);
    office.remember(CONTRACT, "breach_liability", text("不承担"));
    let back = restore(&mut office, SALES, "contract", CONTRACT, "breach_liability", text("不承担"));
    assert_eq!(back, ["signed"]);
    office.remember(TEMPLATE, "title", text("旧模板"));
    let back = restore(&mut office, SUPERVISOR, "library", TEMPLATE, "title", text("旧模板"));
    assert_eq!(back, ["not_its_turn"]);
    delivery(&mut office);
    let received = office.all("delivery")[0];
    office.remember(received, "package_state", text("damaged"));
    let back = restore(&mut office, SALES, "delivery", received, "package_state", text("damaged"));
    assert!(!back.is_empty(), "the receipt is signed");
}

#[test]
fn s07_restoring_into_a_reviewed_contract_withdraws_the_review() {
    let mut office = quoted();
    contract_to_review(&mut office);
    assert_eq!(office.status("contract", CONTRACT), "reviewed");
    office.remember(CONTRACT, "copies", number(6));
    assert_eq!(restore(&mut office, SALES, "contract", CONTRACT, "copies", number(6)), Vec::<String>::new());
    assert_eq!(office.status("contract", CONTRACT), "review_lapsed");
}

/// A contract that legal reviewed.
fn contract_to_review(office: &mut Office) {
    let mut until = office.clone();
    contract(&mut until);
    let writes = until.record("contract", CONTRACT);
    let before_the_seal = |key: &str| {
        ["seals/", "sent_log/", "sealed_", "sent_", "sign", "customer_stamped", "capacity"]
            .iter()
            .all(|prefix| !key.starts_with(prefix))
    };
    let kept = writes.0.into_iter().filter(|(key, _)| before_the_seal(key)).collect();
    office.write("contract", CONTRACT, kept);
}

#[test]
fn k_equipment_a_field_that_stands_alone_comes_back_alone() {
    let mut office = quoted();
    let machine = Id([90; 16]);
    let made = [("product_name", text("车床")), ("customer", CUSTOMER.to_scalar()), ("location", text("一车间"))];
    office.put("equipment", machine, made);
    office.put("equipment", machine, [("location", text("二车间"))]);
    let back = |office: &mut Office, person| restore(office, person, "equipment", machine, "location", text("一车间"));
    assert_eq!(back(&mut office, OTHER_ENGINEER), ["not_yours"]);
    assert_eq!(back(&mut office, DESK), Vec::<String>::new());
    assert_eq!(office.record("equipment", machine).text("location"), Some("一车间"));
    assert!(office.record("equipment", machine).items("corrections").is_empty());
}

#[test]
fn r_admin_an_older_phone_restores_by_the_rule_it_had() {
    let mut office = quoted();
    office.remember(TEMPLATE, "title", text("旧模板"));
    office.table_version = Some(1);
    let back = restore(&mut office, SUPERVISOR, "library", TEMPLATE, "title", text("旧模板"));
    assert_eq!(back, Vec::<String>::new());
    assert_eq!(office.record("library", TEMPLATE).text("title"), Some("旧模板"));
}

#[test]
fn r_admin_hours_that_are_out_of_order_do_not_come_back_though_the_guard_names_the_other_end() {
    let mut office = Office::default();
    let calendar = Id([110; 16]);
    let hours = [("hours_from", text("08:00")), ("hours_to", text("12:00"))];
    office.must(ADMINISTRATOR, "calendar.set_up", calendar, &hours);
    for former in ["13:00", "09:00"] {
        office.remember(calendar, "hours_from", text(former));
    }
    let mut back = |hour: &str| restore(&mut office, ADMINISTRATOR, "calendar", calendar, "hours_from", text(hour));
    assert_eq!(back("13:00"), ["hours"], "13:00 to 12:00");
    assert_eq!(back("09:00"), Vec::<String>::new());
    assert_eq!(office.record("calendar", calendar).text("hours_from"), Some("09:00"));
}
