//! Drawing a contract on the company's template, changing it, confirming its terms with the customer (S-07).
//! Absent by design: what drawing copies (`copying`), legal's part (`legal`), sending and signing (`signing`).

use super::{
    STEP, content,
    content::{says, term_digest},
    copying::{DRAWN, copy_first, copy_parties, copy_quote, draw, linked},
    is_authors, is_in_force, is_unsigned,
};
use crate::{
    records::{
        customer::{self, DEALING_TOUCH},
        guard::{given_rows, is_empty, one_new_row, refuse_field, typed_or_now, typed_time},
        quote::{CONTRACTED_KEYS, can_become_contract},
        table::join,
    },
    schema::{Date, Facts, Input, Label, Problem, RecordId, Scalar, StepRun, StepSpec, Touch, optional, required},
};

/// What sales may write of the content. Lines, prices and shares are the approved quote's.
const CONTENT: &[Input] = &[
    optional("signing_place"),
    optional("buyer_name"),
    optional("buyer_credit_code"),
    optional("buyer_address"),
    optional("buyer_legal_representative"),
    optional("buyer_authorised_representative"),
    optional("buyer_phone"),
    optional("buyer_bank"),
    optional("buyer_account"),
    optional("buyer_tax_data"),
    optional("seller_name"),
    optional("seller_credit_code"),
    optional("seller_address"),
    optional("seller_legal_representative"),
    optional("seller_authorised_representative"),
    optional("seller_phone"),
    optional("seller_bank"),
    optional("seller_account"),
    optional("seller_tax_data"),
    optional("quality_standard"),
    optional("technical_agreement"),
    optional("delivery_date"),
    optional("delivery_period"),
    optional("delivery_from"),
    optional("delivery_place"),
    optional("delivery_manner"),
    optional("carrier"),
    optional("freight_payer"),
    optional("risk_transfer"),
    optional("authorised_receivers/*/name"),
    optional("authorised_receivers/*/phone"),
    optional("authorised_receivers/*/removed"),
    optional("packing"),
    optional("inspection_days"),
    optional("acceptance_criteria"),
    optional("trial_run"),
    optional("deemed_acceptance_days"),
    optional("installation_scope"),
    optional("training_sessions"),
    optional("customer_provides"),
    optional("invoice_terms"),
    optional("service_standard"),
    optional("warranty"),
    optional("warranty_months"),
    optional("warranty_months_from_receipt"),
    optional("response_minutes"),
    optional("arrival_minutes"),
    optional("solution_minutes"),
    optional("charges_outside_warranty"),
    optional("breach_liability"),
    optional("confidentiality"),
    optional("intellectual_property"),
    optional("force_majeure"),
    optional("change_and_termination"),
    optional("dispute_resolution"),
    optional("notices"),
    optional("electronic_signature_consent"),
    optional("copies"),
    optional("validity"),
    optional("annexes/*/title"),
    optional("annexes/*/file"),
    optional("annexes/*/removed"),
    optional("deviations/*/clause"),
    optional("deviations/*/text"),
    optional("deviations/*/reason"),
    optional("deviations/*/position"),
    optional("deviations/*/removed"),
];

const DRAW_INPUTS: [Input; CONTENT.len() + 2] = join(&[required("quote"), required("template")], CONTENT);
const SUPPLEMENT_INPUTS: [Input; CONTENT.len() + 3] =
    join(&[required("supplements"), required("template"), optional("quote")], CONTENT);
const EDIT_INPUTS: [Input; CONTENT.len() + 1] = join(&[optional("payment_stages/*/due")], CONTENT);

const QUOTE_TOUCH: Touch = Touch { kind: "quote", creates: false, keys: CONTRACTED_KEYS };

/// Draws the contract from an approved quote.
pub(super) const DRAW: StepSpec = StepSpec {
    verb: "draw",
    label: Label::new("起草合同", "Draw the contract"),
    rules: &["S-06", "S-07", "K-contract"],
    begins: true,
    inputs: &DRAW_INPUTS,
    stamps: DRAWN,
    touches: &[QUOTE_TOUCH, DEALING_TOUCH],
    guard: |run, problems| {
        quote_fits(run, problems);
        template_fits(run, problems);
        rows_fit(run, problems);
    },
    effect: |run| {
        draw(run);
        copy_quote(run);
        copy_parties(run);
        opens_dealing(run);
    },
    ..STEP
};

/// Draws a supplement to a contract that the customer signed: a contract that names the first.
pub(super) const DRAW_SUPPLEMENT: StepSpec = StepSpec {
    verb: "draw_supplement",
    label: Label::new("起草补充协议", "Draw a supplement"),
    inputs: &SUPPLEMENT_INPUTS,
    guard: |run, problems| {
        first_fits(run, problems);
        if !is_empty(run.after("quote")) {
            quote_fits(run, problems);
        }
        template_fits(run, problems);
        rows_fit(run, problems);
    },
    effect: |run| {
        draw(run);
        copy_quote(run);
        copy_first(run);
        opens_dealing(run);
    },
    ..DRAW
};

/// Changes the contract. A change of the content withdraws review and seal.
pub(super) const EDIT: StepSpec = StepSpec {
    verb: "edit",
    label: Label::new("修改合同", "Edit the contract"),
    inputs: &EDIT_INPUTS,
    stamps: &["review_lapsed_at"],
    guard: |run, problems| {
        is_unsigned(run, problems);
        rows_fit(run, problems);
        for row in given_rows(run, "payment_stages") {
            if !run.before.item("payment_stages", &row).has("share") {
                let (zh, en) = ("合同没有这一付款阶段", "the contract has no such stage");
                refuse_field(problems, "payment_stages", "row_unknown", zh, en);
            }
        }
    },
    effect: withdraw_review,
    ..STEP
};

/// Notes that the customer confirmed one term as it stands.
pub(super) const CONFIRM_TERM: StepSpec = StepSpec {
    verb: "confirm_term",
    label: Label::new("与客户确认条款", "Confirm a term with the customer"),
    inputs: &[
        required("terms/*/term"),
        required("terms/*/wording"),
        optional("terms/*/deviation"),
        required("terms/*/confirmed_by"),
        optional("terms/*/confirmed_at"),
        optional("terms/*/late_reason"),
    ],
    stamps: &["terms/*/confirmed_at", "terms/*/recorded_by", "terms/*/digest", "review_lapsed_at"],
    guard: |run, problems| {
        is_unsigned(run, problems);
        let Some(row) = one_new_row(run, "terms", problems) else { return };
        let key = |field: &str| format!("terms/{row}/{field}");
        typed_time(run, &key("confirmed_at"), &key("late_reason"), problems);
        let term = run.after(&key("term")).as_text().unwrap_or_default();
        let may_be_silent = content::parts_of(term).is_empty() || run.before.has("supplements");
        if !may_be_silent && !says(run.before, term) {
            let (zh, en) = ("合同尚未写明该条款", "the contract says nothing of this term yet");
            refuse_field(problems, key("term"), "term_empty", zh, en);
        }
    },
    effect: |run| {
        for row in given_rows(run, "terms") {
            let key = |field: &str| format!("terms/{row}/{field}");
            let term = run.after(&key("term")).as_text().unwrap_or_default();
            let digest = term_digest(run.before, term).to_scalar();
            let at = typed_or_now(run, &key("confirmed_at"));
            run.set(key("digest"), digest);
            run.set(key("confirmed_at"), at.to_scalar());
            run.set(key("recorded_by"), run.person.to_scalar());
        }
        withdraw_review(run);
    },
    ..STEP
};

/// Withdraws a review, and with it the seal, once the content differs from what was reviewed.
fn withdraw_review(run: &mut StepRun<'_>) {
    if content::is_reviewed(run.before) && !content::is_reviewed(&run.merged()) {
        run.set("review_lapsed_at", run.at.to_scalar());
    }
}

/// The customer now negotiates this contract, and no longer the quote that it was drawn from.
fn opens_dealing(run: &mut StepRun<'_>) {
    let of = linked(run, "quote", "quote").or_else(|| linked(run, "supplements", "contract"));
    let Some(customer) = of.and_then(|facts| facts.reference("customer")) else { return };
    customer::mirror_dealing(run, customer, true);
    if let Some(quote) = RecordId::from_scalar(run.after("quote")) {
        customer::mirror_dealing_of(run, customer, "quote", quote, false);
    }
}

fn quote_fits(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let Some(quote) = linked(run, "quote", "quote") else {
        return refuse_field(problems, "quote", "unknown_quote", "报价单不存在", "the quote is not known");
    };
    if !is_authors(run, &quote) {
        refuse_field(problems, "quote", "not_yours", "不是您负责的报价单", "the quote is not yours");
    }
    if quote.has("contract") {
        let (zh, en) = ("该报价单已转合同", "a contract was drawn from this quote already");
        refuse_field(problems, "quote", "already_contracted", zh, en);
    } else if !can_become_contract(&quote, Date(run.at.local().date())) {
        let zh = "报价单未按现行内容批准，或已过有效期，不能转合同";
        let en = "only a quote that is approved as it stands and has not run out becomes a contract";
        refuse_field(problems, "quote", "quote_not_approved", zh, en);
    }
    if quote.items("lines").is_empty() {
        refuse_field(problems, "quote", "quote_empty", "报价单没有明细", "the quote has no lines");
    }
}

/// The contract to supplement is signed, the author's, and not a supplement itself.
fn first_fits(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let Some(first) = linked(run, "supplements", "contract") else {
        let (zh, en) = ("所补充的合同不存在", "the contract to supplement is not known");
        return refuse_field(problems, "supplements", "unknown_contract", zh, en);
    };
    if !is_authors(run, &first) {
        refuse_field(problems, "supplements", "not_yours", "不是您负责的合同", "the contract is not yours");
    }
    if !is_in_force(&first) || first.has("supplements") {
        let (zh, en) = ("只能补充已签署且未解除的主合同", "only a signed main contract in force is supplemented");
        refuse_field(problems, "supplements", "not_in_force", zh, en);
    }
    if linked(run, "quote", "quote").is_some_and(|quote| quote.get("customer") != first.get("customer")) {
        refuse_field(problems, "quote", "other_customer", "报价单属于其他客户", "the quote is another customer's");
    }
}

/// The company's own template, as published now; contracts drawn before keep theirs.
fn template_fits(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let is_current = |facts: &Facts| {
        facts.text("document_kind") == Some("contract_template")
            && facts.has("published_at")
            && !facts.has("retired_at")
            && !facts.has("superseded_by")
    };
    if !linked(run, "template", "library").is_some_and(|facts| is_current(&facts)) {
        let (zh, en) = ("请选择现行有效的合同模板", "choose a contract template that is current");
        refuse_field(problems, "template", "not_a_template", zh, en);
    }
}

/// Rows that sales adds are whole.
fn rows_fit(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    for (table, field, zh, en) in [
        ("authorised_receivers", "name", "请填写收货人姓名", "the receiver's name is needed"),
        ("annexes", "title", "请填写附件名称", "the annex's title is needed"),
        ("deviations", "text", "请填写偏离内容", "say what stands instead"),
    ] {
        for row in given_rows(run, table) {
            let key = |field: &str| format!("{table}/{row}/{field}");
            if run.after(&key("removed")) != &Scalar::Boolean(true) && is_empty(run.after(&key(field))) {
                refuse_field(problems, key(field), "required", zh, en);
            }
        }
    }
}
