//! Legal reviews exactly what was submitted, then seals exactly what was reviewed (S-07, domain §6.8).
//! Absent by design: drawing it (`drawing`), sending and signing it (`signing`).

use super::{
    STEP,
    content::{NAMED_TERMS, digest, is_as_submitted, is_confirmed, is_in_review, is_reviewed, is_sealed},
    is_unsigned,
};
use crate::{
    records::{
        guard::{given_rows, is_empty, need, one_new_row, principal, refuse, refuse_field},
        quote::IN_LEGAL_KEY,
    },
    schema::{Label, Problem, Role, Scalar, StepRun, StepSpec, Touch, Who, any, optional, required},
};

const LEGAL: &[Who] = &[any(Role::Legal)];

/// Sales submits the contract once it is whole and its named terms are confirmed.
pub(super) const SUBMIT: StepSpec = StepSpec {
    verb: "submit_to_legal",
    label: Label::new("提交法务审核", "Submit to legal"),
    stamps: &[
        "submitted_at",
        "submitted_by",
        "submitted_digest",
        "returned_at",
        "reviewed_at",
        "reviewed_by",
        "reviewed_digest",
        "review_lapsed_at",
        "sealed_at",
        "sealed_digest",
        "sent_at",
    ],
    touches: &[Touch { kind: "quote", creates: false, keys: &[IN_LEGAL_KEY] }],
    guard: |run, problems| {
        is_unsigned(run, problems);
        if is_reviewed(run.before) || (is_in_review(run.before) && is_as_submitted(run.before)) {
            let (zh, en) = ("该内容已提交或已审核", "this content is submitted or reviewed already");
            refuse(problems, "not_its_turn", zh, en);
        }
        is_whole(run, problems);
        for (term, zh, en) in NAMED_TERMS {
            if !is_confirmed(run.before, term) {
                let zh = format!("客户尚未确认现行的“{zh}”条款");
                let en = format!("the customer has not confirmed {en} as it stands");
                refuse_field(problems, "terms", "term_unconfirmed", &zh, &en);
            }
        }
    },
    effect: |run| {
        let of_content = digest(run.before).to_scalar();
        run.set("submitted_at", run.at.to_scalar());
        run.set("submitted_by", run.person.to_scalar());
        run.set("submitted_digest", of_content);
        // The registers keep what was; what stood for another content stands no more.
        for key in [
            "returned_at",
            "reviewed_at",
            "reviewed_by",
            "reviewed_digest",
            "review_lapsed_at",
            "sealed_at",
            "sealed_digest",
            "sent_at",
        ] {
            if run.before.has(key) {
                run.set(key, Scalar::Null);
            }
        }
        if let Some(quote) = run.before.reference("quote") {
            run.touch("quote", quote, IN_LEGAL_KEY, run.at.to_scalar());
        }
    },
    ..STEP
};

/// Legal passes exactly what was submitted.
pub(super) const REVIEW: StepSpec = StepSpec {
    verb: "review",
    label: Label::new("审核通过", "Pass the review"),
    who: LEGAL,
    inputs: &[required("reviews/*/opinion"), optional("deviations/*/accepted"), optional("deviations/*/opinion")],
    stamps: &[
        "reviews/*/result",
        "reviews/*/at",
        "reviews/*/by",
        "reviews/*/digest",
        "reviewed_at",
        "reviewed_by",
        "reviewed_digest",
    ],
    guard: |run, problems| {
        judge_guard(run, problems);
        if is_in_review(run.before) && !is_as_submitted(run.before) {
            let (zh, en) = ("提交后内容已改，须重新提交", "the content changed since: it must be submitted again");
            refuse(problems, "content_changed", zh, en);
        }
        for row in run.merged().items("deviations").iter().filter(|row| !row.is_true("accepted")) {
            let (zh, en) = ("偏离条款须逐条同意，否则退回", "accept every deviation, or return the contract");
            refuse_field(problems, row.key("accepted"), "deviation_open", zh, en);
        }
    },
    effect: |run| {
        judge(run, "passed");
        let of_content = digest(run.before).to_scalar();
        run.set("reviewed_at", run.at.to_scalar());
        run.set("reviewed_by", run.person.to_scalar());
        run.set("reviewed_digest", of_content);
    },
    ..STEP
};

/// Legal returns it to sales.
pub(super) const RETURN: StepSpec = StepSpec {
    verb: "return",
    label: Label::new("退回修改", "Return it"),
    stamps: &["reviews/*/result", "reviews/*/at", "reviews/*/by", "reviews/*/digest", "returned_at"],
    guard: judge_guard,
    effect: |run| {
        judge(run, "returned");
        run.set("returned_at", run.at.to_scalar());
    },
    ..REVIEW
};

/// Legal seals exactly what was reviewed, and says so in the register.
pub(super) const AFFIX_COMPANY_SEAL: StepSpec = StepSpec {
    verb: "affix_company_seal",
    label: Label::new("盖章", "Affix the company seal"),
    who: LEGAL,
    inputs: &[required("seals/*/kind"), required("seals/*/copies"), optional("seals/*/scan")],
    stamps: &["seals/*/at", "seals/*/by", "seals/*/digest", "sealed_at", "sealed_digest"],
    guard: |run, problems| {
        is_unsigned(run, problems);
        not_ones_own(run, problems);
        if !is_reviewed(run.before) {
            let (zh, en) = ("现行内容未经审核通过，不能盖章", "the present content has not passed the review");
            refuse(problems, "not_reviewed", zh, en);
        }
        one_new_row(run, "seals", problems);
    },
    effect: |run| {
        let of_content = digest(run.before).to_scalar();
        for row in given_rows(run, "seals") {
            run.set(format!("seals/{row}/at"), run.at.to_scalar());
            run.set(format!("seals/{row}/by"), run.person.to_scalar());
            run.set(format!("seals/{row}/digest"), of_content.clone());
        }
        if !is_sealed(run.before) {
            run.set("sealed_at", run.at.to_scalar());
            run.set("sealed_digest", of_content);
        }
    },
    ..STEP
};

/// It is before legal, and the judge has no part in it.
fn judge_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    is_unsigned(run, problems);
    not_ones_own(run, problems);
    if !is_in_review(run.before) {
        refuse(problems, "not_its_turn", "合同不在审核中", "the contract is not before legal");
    }
    one_new_row(run, "reviews", problems);
    for row in given_rows(run, "deviations") {
        if !run.before.item("deviations", &row).has("text") {
            refuse_field(problems, "deviations", "row_unknown", "没有这一偏离条款", "there is no such deviation");
        }
    }
}

fn judge(run: &mut StepRun<'_>, result: &'static str) {
    let of_content = digest(run.before).to_scalar();
    for row in given_rows(run, "reviews") {
        run.set(format!("reviews/{row}/result"), Scalar::text(result));
        run.set(format!("reviews/{row}/at"), run.at.to_scalar());
        run.set(format!("reviews/{row}/by"), run.person.to_scalar());
        run.set(format!("reviews/{row}/digest"), of_content.clone());
    }
}

/// Nobody reviews or seals a contract of their own, nor of the one they stand in for (domain §7.1).
fn not_ones_own(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let authors = [run.person, principal(run)];
    let of_contract = ["salesperson", "drawn_by", "submitted_by"].map(|key| run.before.reference(key));
    if of_contract.into_iter().flatten().any(|person| authors.contains(&person)) {
        refuse(problems, "own_contract", "不能审核自己的合同", "nobody reviews an own contract");
    }
}

/// What must be there before the contract is final (domain §4.7).
fn is_whole(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    for (key, zh, en) in [
        ("buyer_name", "甲方名称", "The buyer's name"),
        ("buyer_credit_code", "甲方统一社会信用代码", "The buyer's credit code"),
        ("buyer_address", "甲方地址", "The buyer's address"),
        ("buyer_legal_representative", "甲方法定代表人", "The buyer's legal representative"),
        ("seller_name", "乙方名称", "The seller's name"),
        ("seller_credit_code", "乙方统一社会信用代码", "The seller's credit code"),
        ("seller_address", "乙方地址", "The seller's address"),
        ("seller_legal_representative", "乙方法定代表人", "The seller's legal representative"),
        ("service_standard", "售后服务标准", "The service standard"),
        ("breach_liability", "违约责任", "The liability for breach"),
        ("dispute_resolution", "争议解决", "The dispute resolution"),
    ] {
        need(run, problems, key, zh, en);
    }
    if !run.before.has("delivery_date") {
        need(run, problems, "delivery_period", "交付日期或交付周期", "The day or period of delivery");
    }
    if run.before.has("supplements") && !run.before.has("quote") {
        return;
    }
    need(run, problems, "total", "价税合计", "The total");
    for line in run.before.items("lines") {
        if ["product_name", "model", "unit", "quantity", "unit_price", "tax_rate", "amount"]
            .iter()
            .any(|field| is_empty(line.get(field)))
        {
            let (zh, en) = ("标的物缺少品名、数量、价格或税率", "a line lacks product, quantity, price or tax rate");
            refuse_field(problems, line.key("quantity"), "line_incomplete", zh, en);
        }
    }
}
