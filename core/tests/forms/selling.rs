//! What the printed forms of the selling side promise (domain §4.3–§4.8, §5.4, §6.2).
//! Absent by design: their wording as a whole, which the golden files hold.

use super::*;

fn text(form: &Form) -> String {
    print(form).text
}

fn quotation(form: Quotation) -> Form {
    Form::Quotation(Box::new(form))
}

fn contract(form: SalesContract) -> Form {
    Form::SalesContract(Box::new(form))
}

fn confirmation(form: OrderConfirmation) -> Form {
    Form::OrderConfirmation(Box::new(form))
}

#[test]
fn s06_what_is_not_approved_says_so_on_every_page() {
    let states = [
        (DocumentState::NotApproved, Some("NOT APPROVED")),
        (DocumentState::Draft, Some("DRAFT")),
        (DocumentState::Void { reason: None }, Some("VOID")),
        (DocumentState::Final, None),
    ];
    for (state, own) in states {
        let mut form = samples::contract();
        form.document.state = state;
        let printed = text(&contract(form));
        for mark in ["NOT APPROVED", "DRAFT", "VOID"] {
            let everywhere = printed.split('\u{c}').all(|page| page.contains(mark));
            assert_eq!((everywhere, printed.contains(mark)), (own == Some(mark), own == Some(mark)), "{mark}");
        }
    }
}

#[test]
fn k_cost_and_opinions_print_only_on_internal_pages_each_of_them_marked() {
    let mut quote = samples::quotation_internal();
    if let Some(internal) = &mut quote.internal {
        internal.costs = internal.costs.iter().cycle().take(80).cloned().collect();
    }
    let with = [
        (quotation(quote), ["成本", "授权底价", "符合客户预算"]),
        (contract(samples::contract_internal()), ["法务意见", "偏离条款", "用印登记"]),
        (confirmation(samples::confirmation_internal()), ["生产进度", "备货", "发货计划"]),
    ];
    for (form, words) in with {
        let printed = text(&form);
        for page in printed.split('\u{c}') {
            let secret = words.iter().any(|word| page.contains(word));
            assert_eq!(page.contains("INTERNAL") && page.contains("不得交给客户"), secret, "{page}");
        }
        assert!(words.iter().all(|word| printed.contains(word)), "{words:?}");
        let handed_out = match form {
            Form::Quotation(form) => quotation(Quotation { internal: None, ..*form }),
            Form::SalesContract(form) => contract(SalesContract { internal: None, ..*form }),
            Form::OrderConfirmation(form) => confirmation(OrderConfirmation { internal: None, ..*form }),
            other => other,
        };
        let printed = text(&handed_out);
        assert!(!printed.contains("INTERNAL") && words.iter().all(|word| !printed.contains(word)), "{printed}");
    }
}

#[test]
fn names_and_times_stand_where_nobody_draws() {
    let forms = [
        (
            Form::ProspectiveCustomer(Box::new(samples::prospect())),
            ["刘洋  2026年11月3日 09:45", "吴静  2026年11月5日 17:30"],
        ),
        (
            Form::NeedsAnalysis(Box::new(samples::analysis())),
            ["刘洋  2026年11月13日 09:10", "张䶮  2026年11月14日 08:50"],
        ),
        (
            Form::SolutionProposal(Box::new(samples::proposal())),
            ["陈喆  2026年11月19日 16:00", "吴静  2026年11月20日 10:12"],
        ),
    ];
    for (form, names) in forms {
        let printed = text(&form);
        assert!(names.iter().all(|name| printed.contains(name)), "{printed}");
        for absent in ["签名：", "盖章处", "声明", "双方各执一份"] {
            assert!(!printed.contains(absent), "{absent}: {printed}");
        }
    }
}

#[test]
fn k_quote_says_that_it_is_no_contract_and_has_a_place_for_our_seal() {
    let asked = text(&quotation(samples::quotation()));
    let not_asked = text(&quotation(Quotation { customer_signature: None, ..samples::quotation() }));
    for printed in [&asked, &not_asked] {
        assert!(printed.contains("声明：本报价单不构成合同，以双方签订的销售合同为准。"), "{printed}");
        assert_eq!(printed.matches("盖章处").count(), 1);
        assert!(printed.contains("吴静  2026年11月20日 15:05"));
    }
    assert!(asked.contains("客户确认") && asked.contains("双方各执一份"));
    assert!(!not_asked.contains("客户确认") && !not_asked.contains("双方各执一份"));
    assert!(asked.contains("人民币大写\t壹佰伍拾叁万陆仟肆佰元整"), "{asked}");
}

#[test]
fn k_contract_has_its_nine_articles_and_both_parties_boxes() {
    let printed = text(&contract(samples::contract()));
    let articles = [
        "第一条  标的物",
        "第二条  质量",
        "第三条  交付",
        "第四条  检验与验收",
        "第五条  安装与培训",
        "第六条  付款",
        "第七条  售后服务标准",
        "第八条  违约责任",
        "第九条  其他",
        "双方签章",
    ];
    let places: Vec<usize> =
        articles.iter().map(|title| printed.find(title).unwrap_or_else(|| panic!("{title}: {printed}"))).collect();
    assert!(places.is_sorted());
    let pages: Vec<&str> = printed.split('\u{c}').collect();
    assert!(pages.len() > 1 && pages.iter().all(|page| page.contains("骑缝章处")));
    // How many copies there are is agreed, and stands in every foot.
    assert!(pages.iter().all(|page| page.contains("本合同一式肆份，甲乙双方各执贰份")));
    assert!(!printed.contains("本单一式两份"));
    let last = pages[pages.len() - 1];
    assert!(last.contains("甲方（买受人）") && last.contains("乙方（出卖人）"), "{last}");
    assert_eq!(last.matches("盖章处").count(), 2);
    assert_eq!(last.matches("SIGNED ON PAPER").count(), 2);
}

#[test]
fn a_contract_without_the_clause_deems_nothing_accepted() {
    let mut form = samples::contract();
    form.inspection.deemed_acceptance = None;
    assert!(text(&contract(form)).contains("视为验收\t无此约定"));
}

#[test]
fn a_contract_of_a_platform_names_it_and_the_certificate() {
    let mut form = samples::contract();
    form.buyer_signature.confirmation =
        Confirmation::Platform { name: Some("某平台".into()), certificate: Some("证书 7".into()) };
    let printed = text(&contract(form));
    for part in ["第三方电子合同", "平台：某平台", "证书见附件：证书 7"] {
        assert!(printed.contains(part), "{part}: {printed}");
    }
}

#[test]
fn a_customer_not_released_is_not_named_in_a_reference_case() {
    let printed = text(&Form::SolutionProposal(Box::new(samples::proposal())));
    assert!(printed.contains("消费电子\t某公司\t"), "{printed}");
}

#[test]
fn s09_an_order_confirmation_has_our_seal_and_a_reply_only_when_asked_for() {
    let with = text(&confirmation(samples::confirmation()));
    let without = text(&confirmation(OrderConfirmation { reply: None, ..samples::confirmation() }));
    assert_eq!((with.matches("盖章处").count(), without.matches("盖章处").count()), (1, 1));
    assert!(with.contains("客户回执") && with.contains("回执声明：本人确认已收到本订单确认函"));
    assert!(!without.contains("回执"), "{without}");
}

#[test]
fn long_tables_repeat_their_heads_and_lose_no_row() {
    let tables = [
        (Form::ProspectiveCustomer(Box::new(samples::prospect_of_eighty_follow_ups())), " 次跟进", 80, "下一步"),
        (Form::NeedsAnalysis(Box::new(samples::analysis_of_ninety_needs())), " 项要求", 90, "优先级"),
        (Form::SolutionProposal(Box::new(samples::proposal_of_many_parameters())), " 项参数", 140, "数值"),
        (quotation(samples::quotation_of_seventy_lines()), " 行明细", 70, "含税单价"),
        (contract(samples::contract_of_seventy_lines()), " 行明细", 70, "含税单价"),
        (confirmation(samples::confirmation_of_ninety_lines()), " 行明细", 90, "计划交付"),
    ];
    for (form, row, count, head) in tables {
        // In a narrow column the text of a row may stand in two lines.
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        let printed = text(&form);
        let row = squeezed(row);
        let holding: Vec<String> = printed.split('\u{c}').map(squeezed).filter(|page| page.contains(&row)).collect();
        assert!(holding.len() >= 3, "{row}: {} pages", holding.len());
        for number in 1..=count {
            assert_eq!(squeezed(&printed).matches(&format!("第{number}{row}")).count(), 1, "{number}{row}");
        }
        for page in holding {
            assert_eq!(page.matches(head).count(), 1, "{page}");
        }
    }
}

#[test]
fn a_row_of_short_texts_is_not_parted_by_the_end_of_a_page() {
    let printed = text(&quotation(samples::quotation_of_seventy_lines()));
    let squeezed: String = printed.split_whitespace().collect();
    assert_eq!(squeezed.matches("主轴12000r/min，24把刀库，零点快换托盘，断刀检测").count(), 14);
}

#[test]
fn signatures_never_stand_on_a_page_of_their_own() {
    for lines in (1..24).step_by(2) {
        let mut form = samples::contract();
        form.lines = form.lines.iter().cycle().take(lines).cloned().collect();
        let mut quote = samples::quotation();
        quote.lines.clone_from(&form.lines);
        for (printed, signed, content) in
            [(text(&contract(form)), "双方签章", "9.10\t附件"), (text(&quotation(quote)), "客户确认", "四、条件")]
        {
            let page = printed.split('\u{c}').find(|page| page.contains(signed));
            assert!(page.is_some_and(|page| page.contains(content)), "{lines} lines: {page:?}");
        }
    }
}
