//! What the six forms of the service side promise beside what every form does.
//! Absent by design: the records behind them.

use super::*;

const ZH: Language = Language::Chinese;

fn receipt(form: DeliveryReceipt) -> Form {
    Form::DeliveryReceipt(Box::new(form))
}

fn exception(form: ExceptionRecord) -> Form {
    Form::ExceptionRecord(Box::new(form))
}

fn attendance(form: AttendanceSheet) -> Form {
    Form::AttendanceSheet(Box::new(form))
}

fn evaluation(form: TrainingEvaluation) -> Form {
    Form::TrainingEvaluation(Box::new(form))
}

fn callback(form: CallbackRecord) -> Form {
    Form::CallbackRecord(Box::new(form))
}

fn complaint(form: ComplaintHandling) -> Form {
    Form::ComplaintHandling(Box::new(form))
}

/// The place of each text, which must stand in this order.
fn in_order(text: &str, parts: &[&str]) {
    let mut from = 0;
    for part in parts {
        let at = text[from..].find(part).unwrap_or_else(|| panic!("{part} is missing or too early: {text}"));
        from += at;
    }
}

fn contains_all(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part} is missing: {text}");
    }
}

fn contains_none(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(!text.contains(part), "{part}: {text}");
    }
}

#[test]
fn every_form_has_its_own_entry_and_prints_its_title_even_when_empty() {
    let empty = [
        (receipt(DeliveryReceipt::default()), "delivery_receipt", "收货确认单", "Goods Receipt Confirmation"),
        (exception(ExceptionRecord::default()), "exception_record", "异常处理记录", "Exception Handling Record"),
        (attendance(AttendanceSheet::default()), "attendance_sheet", "培训签到表", "Training Attendance Sheet"),
        (
            evaluation(TrainingEvaluation::default()),
            "training_evaluation",
            "培训效果评估表",
            "Training Evaluation Form",
        ),
        (callback(CallbackRecord::default()), "callback_record", "客户回访记录", "Customer Callback Record"),
        (complaint(ComplaintHandling::default()), "complaint_handling", "投诉处理单", "Complaint Handling Form"),
    ];
    for (form, id, zh, en) in empty {
        assert_eq!(form.spec().id, id);
        assert_eq!(FORMS.iter().filter(|spec| spec.id == id).count(), 1);
        for language in [ZH, Language::English] {
            let rendered = render(&form, language).unwrap();
            assert_eq!(rendered.warnings, [], "{id}");
            contains_all(&rendered.text, &[zh, en, "—", "DRAFT"]);
        }
    }
}

#[test]
fn s11_the_receipt_prints_what_was_checked_and_no_price() {
    let text = print(&receipt(samples::receipt(ZH))).text;
    in_order(&text, &["一、双方与运输", "二、开箱验收", "三、随机资料与包装", "四、异议", "声明："]);
    contains_all(
        &text,
        &[
            "第 1 批，共 2 批",
            "李四  2026年11月18日 10:20",
            "HR2609-VMC850-00317\nHR2609-VMC850-00318",
            "签收人已核对上列货物的品名、型号、数量和外观。内在质量及安装后性能以安装验收为准。",
            "协助验收人",
            "盖章处",
        ],
    );
    contains_none(&text, &["单价", "金额", "价格", "合计", "CNY", "元"]);
    // Each line's own choice, with the options not taken.
    assert_eq!(text.matches("☑ 完好\t☐ 破损\n☐ 锈蚀\t☐ 其他").count(), 2, "{text}");
    assert_eq!(text.matches("☐ 完好\t☑ 破损\n☐ 锈蚀\t☐ 其他").count(), 1, "{text}");
}

#[test]
fn s11_s12_objections_and_reservations_stand_above_the_signature() {
    let text = print(&receipt(samples::receipt(ZH))).text;
    in_order(
        &text,
        &[
            "有无异议\t☑ 有 ☐ 无",
            "SH2026-0098-1-Y2\t短缺",
            "保留意见（客户原话）",
            "装不了第二",
            "声明：",
            "WITH RESERVATION",
        ],
    );
    let none =
        DeliveryReceipt { objected: Some(false), objections: vec![], reservations: vec![], ..samples::receipt(ZH) };
    let text = print(&receipt(none)).text;
    contains_all(&text, &["☐ 有 ☑ 无"]);
    contains_none(&text, &["WITH RESERVATION", "保留意见（客户原话）", "异议编号"]);
    // Nobody asked yet is neither.
    contains_all(&print(&receipt(samples::receipt_draft(ZH))).text, &["☐ 有 ☐ 无"]);
}

#[test]
fn s12_d05_the_exception_record_prints_answer_remedy_cause_and_confirmation() {
    let text = print(&exception(samples::exception(ZH))).text;
    in_order(&text, &["一、异议提出", "三、响应", "四、处理", "六、原因与结果", "电话确认记录", "声明："]);
    contains_all(
        &text,
        &[
            "☑ 短缺 ☐ 破损 ☐ 型号不符 ☐ 质量 ☐ 资料缺失 ☐ 其他",
            "2 小时内\t☑ 是 ☐ 否",
            "☑ 补发 ☐ 换货 ☐ 维修 ☐ 折让 ☐ 退货",
            "☑ 仓储 ☐ 生产 ☑ 物流 ☐ 销售",
            "装箱差错：拣货单按旧版清单打印",
            "SH2026-0098-3",
            "CONFIRMED BY TELEPHONE",
            "螺栓收到了，两套，没问题。",
            "经办人",
            "部门负责人",
        ],
    );
}

#[test]
fn s17_every_attendee_signs_in_the_own_row_and_no_row_is_lost() {
    let form = samples::attendance(40, ZH);
    let rendered = print(&attendance(form.clone()));
    let phones: Vec<usize> = rendered
        .text
        .lines()
        .flat_map(|line| line.split('\t'))
        .filter_map(|cell| cell.strip_prefix("138 0013 ")?.parse().ok())
        .filter(|phone| (8000..8040).contains(phone))
        .collect();
    // The last is the phone of the person in charge.
    assert_eq!(phones[..40], (8000..8040).collect::<Vec<_>>());
    assert_eq!(rendered.pages, 3);
    for page in pages(&rendered) {
        assert_eq!(page.matches("本人签名\n").count(), 1, "{page}");
    }
    // Another hand in one row alone is another print.
    let mut other = form;
    other.attendees[21].signature = Confirmation::Device { strokes: samples::strokes(11) };
    assert!(print(&attendance(other)).pdf != rendered.pdf);
}

#[test]
fn s17_only_signed_rows_count_as_present() {
    let form = samples::attendance(3, ZH);
    contains_all(
        &print(&attendance(form.clone())).text,
        &["应到 5 人，实到 3 人，缺席 2 人", "褚卫\t出差，参加第二次培训", "☑ 集中 ☐ 一对一"],
    );
    let ways = [
        (Confirmation::Open, 2, ""),
        (Confirmation::Paper { annex: Some("附件 7".into()) }, 3, "SIGNED ON PAPER\n附件 7"),
        (
            Confirmation::Refused { reason: None, words: None, shown_to: None, witness: None, next: None },
            2,
            "SIGNATURE REFUSED",
        ),
        // A telephone call is no attendance.
        (Confirmation::Telephone { name: None, number: None, at: None, words: None }, 2, ""),
    ];
    for (way, present, shown) in ways {
        let mut form = form.clone();
        form.attendees[1].signature = way;
        contains_all(&print(&attendance(form)).text, &[&format!("实到 {present} 人"), shown]);
    }
}

#[test]
fn s17_an_unsigned_row_leaves_room_to_write() {
    let text = print(&attendance(samples::attendance_draft(ZH))).text;
    contains_all(&text, &["2\t孙思远\t设备部\t班组长\t138 0013 8002\t☐\n", "\n4\t☐\n"]);
}

#[test]
fn s18_d08_a_sheet_prints_scores_and_the_callback() {
    let text = print(&evaluation(samples::evaluation(ZH))).text;
    in_order(&text, &["参训人员\t钱敏", "课程内容\t平均分 4.5", "总平均分", "四、遗留问题", "五、回访", "声明："]);
    contains_all(
        &text,
        &[
            "场地\t☐ 1 ☐ 2 ☐ 3 ☑ 4 ☐ 5",
            "总平均分  4.4",
            "应回访时间\t2026年12月2日 18:00",
            "按时回访\t☑ 是 ☐ 否",
            "☐ 熟练 ☑ 基本掌握 ☐ 需再培训",
        ],
    );
    let anonymous = print(&evaluation(samples::evaluation_draft(ZH))).text;
    contains_all(&anonymous, &["参训人员\t匿名", "☐ 1 ☐ 2 ☐ 3 ☐ 4 ☐ 5"]);
    contains_none(&anonymous, &["声明", "双方各执一份"]);
}

#[test]
fn s18_a_summary_prints_means_and_how_many_answered() {
    let text = print(&evaluation(samples::evaluation_summary(ZH))).text;
    contains_all(
        &text,
        &[
            "36 份，参训 38 人",
            "讲师\t平均分 4.7",
            "总平均分  4.5",
            "四、各人掌握程度",
            "五、遗留问题",
            "六、回访",
            "匿名\t需再培训",
        ],
    );
    contains_none(&text, &["☐ 1", "声明", "双方各执一份"]);
}

#[test]
fn s26_s27_the_callback_record_prints_attempts_scores_and_what_follows_without_signatures() {
    let text = print(&callback(samples::callback(ZH))).text;
    contains_all(
        &text,
        &[
            "☐ 培训 ☑ 维修 ☐ 定期 ☐ 投诉 ☐ 安装",
            "☑ 是 ☐ 部分 ☐ 否",
            "总体满意度\t☐ 1 ☐ 2 ☐ 3 ☐ 4 ☑ 5",
            "响应速度\t☐ 1 ☐ 2 ☐ 3 ☑ 4 ☐ 5",
            "☐ 是 ☑ 否\t无人接听",
            "转介绍\t昆山锐普精密考虑更换旧设备。\t何永\t136 0013 6000",
            "☐ 重开工单 ☐ 转投诉 ☑ 新线索 ☐ 无",
            "审阅人\t何静",
        ],
    );
    contains_none(&text, &["声明", "签名", "盖章处", "双方各执一份"]);
}

#[test]
fn s28_d17_the_complaint_prints_its_deadlines_and_the_internal_page_only_when_given() {
    let handed_out = print(&complaint(samples::complaint(ZH)));
    in_order(
        &handed_out.text,
        &[
            "☐ 产品质量 ☐ 服务态度 ☑ 服务时效 ☐ 物流 ☑ 价格 / 收费 ☐ 合同 ☐ 其他",
            "☐ 一般 ☑ 较重 ☐ 严重",
            "☑ 成立 ☐ 部分成立 ☐ 不成立",
            "客户同意方案\t☑ 是 ☐ 否",
            "首次反应（1 小时）\t2026年11月24日 10:10\t2026年11月24日 09:35\t☑ 是 ☐ 否",
            "告知方案（3 小时）",
            "处理完成（72 小时）",
            "赠送的保养要在年底前做完",
            "声明：",
            "客户链接确认",
        ],
    );
    contains_all(&handed_out.text, &["第 2 次"]);
    contains_none(&handed_out.text, &["INTERNAL", "内部", "扣 2 分"]);
    let internal = print(&complaint(samples::complaint_internal(ZH)));
    let last = *pages(&internal).last().unwrap();
    contains_all(last, &["INTERNAL", "扣 2 分"]);
    contains_all(&internal.text, &["主管批准\t何静", "☐ 1 ☐ 2 ☐ 3 ☑ 4 ☐ 5"]);
}

#[test]
fn print_marks_appear_on_the_signed_forms_with_their_facts_and_only_then() {
    type Signed = fn(Signature, Vec<Reservation>) -> Form;
    let signed: [Signed; 3] = [
        |signature, reservations| {
            receipt(DeliveryReceipt { receiver_signature: signature, reservations, ..samples::receipt(ZH) })
        },
        |signature, reservations| {
            exception(ExceptionRecord { customer_signature: signature, reservations, ..samples::exception(ZH) })
        },
        |signature, reservations| {
            complaint(ComplaintHandling { complainant_signature: signature, reservations, ..samples::complaint(ZH) })
        },
    ];
    let by = |confirmation| Signature { confirmation, ..Signature::default() };
    let drawn = || by(Confirmation::Device { strokes: samples::strokes(3) });
    for form in signed {
        let with = |change: &dyn Fn(&mut Document)| {
            let mut form = form(drawn(), vec![]);
            change(form.document_mut());
            form
        };
        let refused = Confirmation::Refused {
            reason: Some("对数量质量有异议".into()),
            words: Some("数量不对".into()),
            shown_to: None,
            witness: None,
            next: None,
        };
        let printed = [
            ("DRAFT", with(&|document| document.state = DocumentState::Draft)),
            ("VOID", with(&|document| document.state = DocumentState::Void { reason: None })),
            ("AMENDED AFTER SIGNING", with(&|document| document.amendments = vec![Amendment::default()])),
            ("SIGNATURE REFUSED", form(by(refused), vec![])),
            (
                "CONFIRMED BY TELEPHONE",
                form(by(Confirmation::Telephone { name: None, number: None, at: None, words: None }), vec![]),
            ),
            ("SIGNED ON PAPER", form(by(Confirmation::Paper { annex: None }), vec![])),
            ("SIGNED BY PROXY", form(Signature { proxy: Some(Proxy::default()), ..drawn() }, vec![])),
            ("WITH RESERVATION", form(drawn(), vec![Reservation::default()])),
            ("", form(drawn(), vec![])),
        ]
        .map(|(mark, form)| (mark, print(&form).text));
        for (own, text) in &printed {
            for (mark, _) in printed.iter().filter(|(mark, _)| !mark.is_empty()) {
                assert_eq!(text.contains(mark), mark == own, "{mark} on the form of {own}: {text}");
            }
        }
        contains_all(&printed[3].1, &["对数量质量有异议", "数量不对"]);
    }
}

#[test]
fn only_the_receipt_has_a_place_for_the_customers_seal() {
    for (form, stamped) in [
        (receipt(samples::receipt(ZH)), true),
        (exception(samples::exception(ZH)), false),
        (attendance(samples::attendance(2, ZH)), false),
        (evaluation(samples::evaluation(ZH)), false),
        (complaint(samples::complaint(ZH)), false),
    ] {
        assert_eq!(print(&form).text.contains("盖章处"), stamped, "{}", form.spec().id);
    }
}

#[test]
fn signatures_stay_whole_and_are_never_alone_on_a_page_wherever_they_fall() {
    for rows in (0..30).step_by(4) {
        let mut goods = samples::receipt(ZH);
        goods.reservations.clear();
        goods.lines = vec![goods.lines[0].clone(); rows];
        let mut objection = samples::exception(ZH);
        objection.work_log = vec![objection.work_log[0].clone(); rows];
        let mut opinion = samples::evaluation(ZH);
        opinion.open_questions = vec![opinion.open_questions[0].clone(); rows];
        let mut complained = samples::complaint(ZH);
        complained.carried_out = vec![complained.carried_out[0].clone(); rows];
        for (form, before, last) in [
            (receipt(goods), "四、异议", "2026年11月23日 14:07"),
            (exception(objection), "六、原因与结果", "2026年11月23日 14:07"),
            (attendance(samples::attendance(rows, ZH)), "四、人数", "2026年11月23日 14:07"),
            (evaluation(opinion), "五、回访", "2026年11月23日 14:07"),
            (complaint(complained), "赠送的保养要在年底前做完", "2026年11月23日 14:07"),
        ] {
            let rendered = print(&form);
            let pages = pages(&rendered);
            let holding: Vec<_> = pages.iter().filter(|page| page.contains("声明：")).collect();
            assert_eq!(holding.len(), 1);
            contains_all(holding[0], &[before, last]);
        }
    }
}

#[test]
fn no_form_claims_more_than_is_allowed() {
    for (name, form, language) in samples::all() {
        let text = render(&form, language).unwrap().text;
        for claim in ["同等法律效力", "可靠的电子签名", "handwritten signature"] {
            assert!(!text.contains(claim), "{name}: {claim}");
        }
    }
}
