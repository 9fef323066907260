//! Results, warranty, reservations, rounds, and what is no acceptance.
//! Absent by design: how the work was booked.

use super::*;

#[test]
fn an_accepted_installation_starts_the_warranty_of_each_machine() {
    let mut scene = worked();
    assert_eq!(status(&scene), "on_site");
    assert_eq!(scene.status("equipment", LATHE, day(0)), "installing");
    let facts = scene.facts("installation", JOB);
    assert_eq!(facts.items("checklist").len(), 4, "two items for each of two machines");
    assert_eq!(facts.text("work/1/instruction_version"), Some("V3"));
    scene.perform("installation.present", JOB, ENGINEER, at(10 * DAY + 10), shown(1, ["accepted"; 2])).unwrap();
    assert_eq!(status(&scene), "presented");
    scene.perform("installation.confirm", JOB, ENGINEER, at(SIGNED), signature(1, "agree")).unwrap();
    assert_eq!(status(&scene), "accepted");
    for machine in [LATHE, MILL] {
        let machine = scene.facts("equipment", machine);
        assert_eq!(machine.date("installed_on"), Some(day(10)));
        assert_eq!(machine.date("warranty_from"), Some(day(10)));
        assert_eq!(machine.date("warranty_until"), Some("2027-12-03".parse().unwrap()));
    }
    assert_eq!(scene.status("equipment", LATHE, day(0)), "in_warranty");
    assert_eq!(scene.status("customer", CUSTOMER, day(0)), "active");
    assert!(closed_at(&scene.facts("installation", JOB)).is_some());
}

#[test]
fn the_warranty_ends_by_whichever_is_earlier() {
    let date = |text: &str| -> Date { text.parse().unwrap() };
    for (accepted, received, until) in [
        ("2026-03-01", Some("2026-02-01"), "2027-03-01"),
        ("2026-12-01", Some("2026-02-01"), "2027-08-01"),
        ("2026-08-01", Some("2026-02-01"), "2027-08-01"),
        ("2024-02-29", None, "2025-02-28"),
        ("2026-12-31", Some("2025-08-31"), "2027-02-28"),
    ] {
        let (end, _) = WarrantyMonths::default().until(date(accepted), received.map(date));
        assert_eq!(end, date(until), "{accepted}");
    }
}

#[test]
fn k_equipment_the_contracts_months_of_warranty_win_and_are_named() {
    for (months, from_receipt, until, reason) in [
        (Some(24), Some(30), "2028-12-03", "按合同 HT-1，验收后24个月"),
        (Some(24), Some(6), "2027-05-23", "按合同 HT-1，收货后6个月"),
        (Some(36), None, "2029-12-03", "按合同 HT-1，验收后36个月"),
        (None, Some(6), "2027-05-23", "按合同 HT-1，收货后6个月"),
        (None, None, "2027-12-03", "验收后12个月"),
    ] {
        for table_version in [3, 2] {
            let mut scene = presented(["accepted"; 2]);
            let number = |months: Option<i64>| months.map_or(Scalar::Null, Scalar::Integer);
            scene.put(
                "equipment",
                LATHE,
                [
                    ("contract_number", text("HT-1")),
                    ("warranty_months", number(months)),
                    ("warranty_months_from_receipt", number(from_receipt)),
                ],
            );
            scene.by_table(table_version);
            scene.perform("installation.confirm", JOB, ENGINEER, at(SIGNED), signature(1, "agree")).unwrap();
            let machine = scene.facts("equipment", LATHE);
            let (until, reason) =
                if table_version == 3 { (until, reason) } else { ("2027-12-03", "验收后12个月") };
            assert_eq!(machine.date("warranty_until"), Some(until.parse().unwrap()), "{months:?} {from_receipt:?}");
            assert!(machine.text("warranty_reason").is_some_and(|text| text.starts_with(reason)), "{reason}");
        }
    }
}

#[test]
fn a_reservation_decides_the_result() {
    for (shown, opinion, blocks, result) in [
        ("accepted", "agree", false, "accepted"),
        ("accepted", "reserved", false, "accepted_reserved"),
        ("accepted", "reserved", true, "to_rectify"),
        ("to_rectify", "reserved", false, "to_rectify"),
        ("rejected", "agree", false, "rejected"),
        ("unheard of", "agree", false, "rejected"),
    ] {
        assert_eq!(result_of(shown, opinion, blocks), result, "{shown} {opinion} {blocks}");
    }
}

#[test]
fn closing_the_last_reservation_accepts() {
    let mut scene = presented(["accepted"; 2]);
    let row = [
        ("reservations/v1/text", text("缺一份合格证")),
        ("reservations/v1/category", text("documents")),
        ("reservations/v1/blocks_use", Scalar::Boolean(false)),
    ];
    let reserved = with(signature(1, "reserved"), row);
    scene.perform("installation.confirm", JOB, ENGINEER, at(SIGNED), reserved).unwrap();
    assert_eq!(status(&scene), "accepted_reserved");
    assert!(scene.facts("equipment", LATHE).has("warranty_from"));
    let word = values([("reservations/v1/closed_word", text("李四：已收到"))]);
    scene.perform("installation.close_reservation", JOB, DESK, at(12 * DAY), word).unwrap();
    assert_eq!(status(&scene), "accepted");
    assert_eq!(closed_at(&scene.facts("installation", JOB)), Some(at(12 * DAY)));
}

#[test]
fn what_is_to_be_rectified_has_no_warranty_and_gets_another_round() {
    let mut scene = presented(["accepted", "to_rectify"]);
    scene.perform("installation.confirm", JOB, ENGINEER, at(SIGNED), signature(1, "agree")).unwrap();
    assert_eq!(status(&scene), "rectifying");
    assert!(!scene.facts("equipment", LATHE).has("warranty_from"));
    let done = values([("rectifications/t1/closed_note", text("已更换"))]);
    scene.perform("installation.close_rectification", JOB, ENGINEER, at(SIGNED + 1), done).unwrap();
    let reason = values([("next_round_reason", text("整改完成"))]);
    scene.perform("installation.next_round", JOB, ENGINEER, at(SIGNED + 2), reason.clone()).unwrap();
    assert_eq!(scene.refused("installation.next_round", JOB, ENGINEER, at(SIGNED + 3), reason), ["round_open"]);
    assert_eq!(status(&scene), "on_site");
    work(&mut scene, 2);
    scene.perform("installation.present", JOB, ENGINEER, at(SIGNED + 10), shown(2, ["accepted"; 2])).unwrap();
    scene.perform("installation.confirm", JOB, ENGINEER, at(SIGNED + 11), signature(2, "agree")).unwrap();
    assert_eq!(status(&scene), "accepted");
    let facts = scene.facts("installation", JOB);
    assert_eq!(facts.text("rounds/1/result"), Some("to_rectify"), "the old round stands as it was signed");
    assert!(scene.facts("equipment", LATHE).has("warranty_from"));
}

#[test]
fn nothing_open_or_failed_is_accepted() {
    let mut scene = scene();
    scene.perform("installation.arrive", JOB, ENGINEER, at(100), values([])).unwrap();
    let start = values([("work/1/work_instruction", INSTRUCTION.to_scalar())]);
    scene.perform("installation.start_work", JOB, ENGINEER, at(101), start.clone()).unwrap();
    assert_eq!(scene.refused("installation.start_work", JOB, ENGINEER, at(102), start), ["already_started"]);
    let today = with(shown(1, ["accepted"; 2]), [("rounds/1/installed_on", day(0).to_scalar())]);
    let codes = scene.refused("installation.present", JOB, ENGINEER, at(102), today);
    assert_eq!(codes, ["checklist_open", "no_trial_run"]);
    let facts = scene.facts("installation", JOB);
    let item = facts.items("checklist")[0].id.to_owned();
    let verdict = |code: &str| values([(format!("checklist/{item}/verdict").as_str(), text(code))]);
    assert_eq!(scene.refused("installation.record_checklist", JOB, ENGINEER, at(103), verdict("pass")), ["required"]);
    assert_eq!(scene.refused("installation.record_checklist", JOB, ENGINEER, at(103), verdict("fail")), ["required"]);
    let reason = with(verdict("not_applicable"), [(&format!("checklist/{item}/reason"), text("无此项"))]);
    assert_eq!(scene.refused("installation.record_checklist", JOB, ENGINEER, at(103), reason), ["safety_required"]);
    let failed = with(verdict("fail"), [(&format!("checklist/{item}/reason"), text("接地不良"))]);
    let mut scene = worked();
    let item = scene.facts("installation", JOB).items("checklist")[0].id.to_owned();
    let failed: Values = failed
        .into_iter()
        .map(|(key, value)| (format!("checklist/{item}/{}", key.rsplit('/').next().unwrap()), value))
        .collect();
    scene.perform("installation.record_checklist", JOB, ENGINEER, at(10 * DAY + 4), failed).unwrap();
    let codes = scene.refused("installation.present", JOB, ENGINEER, at(10 * DAY + 5), shown(1, ["accepted"; 2]));
    assert_eq!(codes, ["failed_item"]);
    let mut unlisted = shown(1, ["accepted", "to_rectify"]);
    unlisted.retain(|key, _| !key.starts_with("rectifications"));
    let codes = scene.refused("installation.present", JOB, ENGINEER, at(10 * DAY + 5), unlisted);
    assert_eq!(codes, ["rectification_missing"]);
    let mut one = shown(1, ["rejected"; 2]);
    one.retain(|key, _| !key.starts_with("results/r1m2"));
    assert_eq!(scene.refused("installation.present", JOB, ENGINEER, at(10 * DAY + 5), one), ["result_missing"]);
}

#[test]
fn a_disagreeing_customer_accepts_nothing_and_the_telephone_is_no_way() {
    let mut scene = presented(["accepted"; 2]);
    let disagrees = with(signature(1, "disagree"), [("rounds/1/opinion_text", text("精度不够"))]);
    assert_eq!(scene.refused("installation.confirm", JOB, ENGINEER, at(SIGNED), disagrees), ["disagrees"]);
    let telephone = with(
        signature(1, "agree"),
        [
            ("rounds/1/way", text("telephone")),
            ("rounds/1/signer_phone", text("139")),
            ("rounds/1/telephone_words", text("同意")),
        ],
    );
    assert_eq!(scene.refused("installation.confirm", JOB, ENGINEER, at(SIGNED), telephone), ["choice_not_here"]);
}

#[test]
fn an_oral_authority_leaves_the_warranty_provisional() {
    let mut scene = presented(["accepted"; 2]);
    let proxy = [
        ("rounds/1/proxy_for", text("张三")),
        ("rounds/1/proxy_relation", text("同事")),
        ("rounds/1/proxy_reason", text("出差")),
        ("rounds/1/authority", text("oral")),
        ("rounds/1/authority_by", text("张三")),
        ("rounds/1/authority_phone", text("137")),
        ("rounds/1/authority_at", at(SIGNED - 1).to_scalar()),
    ];
    scene.perform("installation.confirm", JOB, ENGINEER, at(SIGNED), with(signature(1, "agree"), proxy)).unwrap();
    assert_eq!(status(&scene), "ratification");
    assert!(scene.facts("equipment", LATHE).is_true("warranty_provisional"));
    let answer =
        |code: &str| values([("rounds/1/ratification", text(code)), ("rounds/1/ratification_note", text("张三电话"))]);
    scene.perform("installation.ratify", JOB, DESK, at(SIGNED + DAY), answer("ratification_refused")).unwrap();
    assert_eq!(status(&scene), "unsigned");
    assert!(!scene.facts("equipment", LATHE).has("warranty_until"));
}

#[test]
fn deemed_acceptance_needs_clause_notice_and_days() {
    let mut scene = presented(["accepted"; 2]);
    let deem = |notice: Date| {
        values([
            ("rounds/1/deemed_clause", text("合同4.3")),
            ("rounds/1/deemed_notice_on", notice.to_scalar()),
            ("rounds/1/deemed_days", Scalar::Integer(7)),
        ])
    };
    let later = at(20 * DAY);
    assert_eq!(scene.refused("installation.deem_accepted", JOB, SUPERVISOR, later, deem(day(11))), ["not_refused"]);
    let refusal = values([
        ("rounds/1/refusal_reason", text("stamp_first")),
        ("rounds/1/refusal_words", text("盖章再说")),
        ("rounds/1/signer_name", text("李四")),
    ]);
    scene.perform("installation.refuse", JOB, ENGINEER, at(SIGNED), refusal).unwrap();
    assert_eq!(status(&scene), "refused");
    assert!(!scene.facts("equipment", LATHE).has("warranty_from"));
    assert_eq!(scene.refused("installation.deem_accepted", JOB, SUPERVISOR, later, deem(day(13))), ["days_not_passed"]);
    assert_eq!(scene.refused("installation.deem_accepted", JOB, ENGINEER, later, deem(day(12))), ["own_refusal"]);
    scene.perform("installation.deem_accepted", JOB, SUPERVISOR, later, deem(day(12))).unwrap();
    assert_eq!(status(&scene), "deemed");
    assert_eq!(scene.facts("equipment", MILL).date("warranty_from"), Some(day(20)));
}

#[test]
fn deemed_acceptance_is_what_the_contract_on_file_says() {
    let mut scene = presented(["accepted"; 2]);
    let refusal = values([
        ("rounds/1/refusal_reason", text("stamp_first")),
        ("rounds/1/refusal_words", text("盖章再说")),
        ("rounds/1/signer_name", text("李四")),
    ]);
    scene.perform("installation.refuse", JOB, ENGINEER, at(SIGNED), refusal).unwrap();
    let deem = |days: i64| {
        values([
            ("rounds/1/deemed_clause", text("合同4.3")),
            ("rounds/1/deemed_notice_on", day(1).to_scalar()),
            ("rounds/1/deemed_days", Scalar::Integer(days)),
        ])
    };
    let refused = |scene: &mut Scene, days| {
        scene.refused("installation.deem_accepted", JOB, SUPERVISOR, at(20 * DAY), deem(days))
    };
    scene.put("installation", JOB, [("deemed_acceptance_days", Scalar::Integer(0))]);
    assert_eq!(refused(&mut scene, 7), ["no_clause"]);
    scene.put("installation", JOB, [("deemed_acceptance_days", Scalar::Integer(15))]);
    assert_eq!(refused(&mut scene, 7), ["days_too_few"]);
    scene.perform("installation.deem_accepted", JOB, SUPERVISOR, at(20 * DAY), deem(15)).unwrap();
    assert_eq!(status(&scene), "deemed");
}

#[test]
fn a_form_names_each_machine_and_what_is_unsafe_is_not_accepted() {
    let mut scene = worked();
    scene.put("installation", JOB, [("machines/m2/serial_number", Scalar::Null), ("machines/m2/model", text(" "))]);
    let present = |scene: &mut Scene| {
        let given = shown(1, ["accepted"; 2]);
        let problems = scene.perform("installation.present", JOB, ENGINEER, at(10 * DAY + 10), given).err();
        problems.unwrap_or_default().into_iter().map(|problem| problem.field).collect::<Vec<_>>()
    };
    assert_eq!(present(&mut scene), ["machines/m2/model", "machines/m2/serial_number"]);
    let guards = |found: &str| {
        values([
            ("machines/m2/model", text("XK5032")),
            ("machines/m2/serial_number", text("SN-2")),
            ("machines/m2/manufactured_on", day(-90).to_scalar()),
            ("work/1/guards_in_order", Scalar::Boolean(false)),
            ("work/1/guards_found", text(found)),
        ])
    };
    assert_eq!(scene.refused("installation.record_work", JOB, ENGINEER, at(10 * DAY + 6), guards(" ")), ["required"]);
    scene.perform("installation.record_work", JOB, ENGINEER, at(10 * DAY + 6), guards("防护门缺一颗螺钉")).unwrap();
    assert_eq!(present(&mut scene), ["results"], "unsafe");
    let mended = values([("work/1/guards_in_order", YES), ("work/1/guards_found", text("已补装"))]);
    scene.perform("installation.record_work", JOB, ENGINEER, at(10 * DAY + 7), mended).unwrap();
    assert_eq!(present(&mut scene), Vec::<String>::new());
    scene.perform("installation.confirm", JOB, ENGINEER, at(SIGNED), signature(1, "agree")).unwrap();
    assert_eq!(scene.facts("equipment", MILL).date("manufactured_on"), Some(day(-90)));
}

#[test]
fn d16_an_acceptance_says_on_the_customer_when_it_was_and_an_oral_authority_only_when_ratified() {
    let mut scene = presented(["accepted"; 2]);
    scene.perform("installation.confirm", JOB, ENGINEER, at(SIGNED), signature(1, "agree")).unwrap();
    let customer = scene.facts("customer", CUSTOMER);
    assert_eq!(customer.instant("last_acceptance_at"), Some(at(SIGNED)));
    for machine in [LATHE, MILL] {
        assert_eq!(customer.instant(&format!("machines/{machine}/from")), Some(at(SIGNED)));
    }
    let mut scene = presented(["accepted"; 2]);
    let proxy = [
        ("rounds/1/proxy_for", text("张三")),
        ("rounds/1/proxy_relation", text("同事")),
        ("rounds/1/proxy_reason", text("出差")),
        ("rounds/1/authority", text("oral")),
        ("rounds/1/authority_by", text("张三")),
        ("rounds/1/authority_phone", text("137")),
        ("rounds/1/authority_at", at(SIGNED - 1).to_scalar()),
    ];
    scene.perform("installation.confirm", JOB, ENGINEER, at(SIGNED), with(signature(1, "agree"), proxy)).unwrap();
    assert!(!scene.facts("customer", CUSTOMER).has("last_acceptance_at"));
    let yes = values([("rounds/1/ratification", text("ratified")), ("rounds/1/ratification_note", text("张三电话"))]);
    scene.perform("installation.ratify", JOB, DESK, at(SIGNED + DAY), yes).unwrap();
    assert_eq!(scene.facts("customer", CUSTOMER).instant("last_acceptance_at"), Some(at(SIGNED)));
}
