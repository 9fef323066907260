//! A receipt with a reservation, a refused one, and the record of what was objected to.

use super::phone::{ADDRESS, CHINESE, CUSTOMER, ENGINEER, Phone, YES, codes, drawn, root, text, values, with};
use crate::{
    records::order::delivery_row,
    schema::{Hash32, Id, Language, RecordId, Scalar, Values},
    seal::{Differs, SealedFile, jpeg_with_position, names, verify},
    store::Priority,
};

const DELIVERY: RecordId = Id([0x21; 16]);
const ORDER: RecordId = Id([0x22; 16]);
const NUMBER: &str = "SH-2611-07-0009";

/// Arrived, opened with the customer and shown; nobody has signed yet.
fn shown() -> Phone {
    let phone = Phone::new();
    let mirrored = format!("deliveries/{}/delivery", delivery_row(DELIVERY));
    let order = [
        ("number", text("DD-2611-07-0003")),
        ("contract_number", text("HT-2610-07-0002")),
        ("customer", CUSTOMER.to_scalar()),
        (mirrored.as_str(), DELIVERY.to_scalar()),
        ("deliveries/d2/delivery", Id([0x23; 16]).to_scalar()),
        ("deliveries/d3/ended_at", phone.in_minutes(-90)),
    ];
    phone.put("order", ORDER, values(order));
    let delivery = [
        ("number", text(NUMBER)),
        ("order", ORDER.to_scalar()),
        ("batch", Scalar::Integer(1)),
        ("customer", CUSTOMER.to_scalar()),
        ("customer_name", text("云杉精密机械有限公司")),
        ("engineer", ENGINEER.to_scalar()),
        ("ship_to_address", text(ADDRESS)),
        ("ship_to_name", text("龚䶮")),
        ("ship_to_phone", text("13810012001")),
        ("confirmed_at", phone.in_minutes(-60)),
        ("confirmed_by", text("龚䶮")),
        ("unconfirmed_reason", text("经理放行")),
        ("carrier", text("顺丰重货")),
        ("waybill_number", text("SF-88120077")),
        ("packages", Scalar::Integer(3)),
        ("shipped_at", phone.in_minutes(-50)),
        ("lines/m/product_name", text("立式加工中心")),
        ("lines/m/model", text("VMC-850")),
        ("lines/m/unit", text("台")),
        ("lines/m/quantity_due", Scalar::Integer(1)),
        ("lines/m/needs_installation", YES),
    ];
    phone.put("delivery", DELIVERY, values(delivery));
    phone.perform("delivery.arrive", DELIVERY, values([]));
    let nameplate = phone.app.keep_blob(&jpeg_with_position(1), Priority::Original).unwrap();
    let statement = phone.app.present(DELIVERY, CHINESE).unwrap().statement.zh;
    let found = [
        ("package_state", text("damaged")),
        ("lines/m/quantity_received", Scalar::Integer(1)),
        ("lines/m/model_matches", YES),
        ("lines/m/appearance", text("damaged")),
        ("lines/m/remark", text("外壳凹陷")),
        ("units/a/line", text("m")),
        ("units/a/serial_number", text("SN-0001")),
        ("units/a/nameplate_photo", nameplate.to_scalar()),
        ("has_manual", YES),
        ("rounds/1/statement", text(statement)),
        ("rounds/1/privacy_notice_shown", YES),
    ];
    phone.perform("delivery.present", DELIVERY, values(found));
    phone
}

fn signature(opinion: &str) -> Values {
    values([
        ("rounds/1/way", text("device")),
        ("rounds/1/signer_name", text("龚䶮")),
        ("rounds/1/signer_phone", text("13810012001")),
        ("rounds/1/capacity", text("receiver")),
        ("rounds/1/opinion", text(opinion)),
    ])
}

fn reserved(phone: &Phone) -> Values {
    let dent = phone.app.keep_blob(&jpeg_with_position(3), Priority::Original).unwrap();
    let reservation = [
        ("reservations/o/text", text("外壳凹陷，要求更换")),
        ("reservations/o/category", text("appearance")),
        ("reservations/o/blocks_use", Scalar::Boolean(false)),
        ("objections/o/line", text("m")),
        ("objections/o/photo", dent.to_scalar()),
    ];
    with(signature("reserved"), reservation)
}

fn file(phone: &Phone) -> SealedFile {
    SealedFile::decode(&phone.app.sealed_file(DELIVERY).unwrap().unwrap()).unwrap()
}

#[test]
fn s11_s12_a_receipt_with_reservation_is_signed_offline_and_verified_by_the_root() {
    let phone = shown();
    let signed = phone.show_and_sign(DELIVERY, "receive", reserved(&phone));
    assert_eq!(phone.status(DELIVERY), "exception_open", "the reservation is an objection from now on");
    assert_eq!(Hash32::of(&phone.app.form_pdf(DELIVERY).unwrap().unwrap()), signed.document);
    assert!(signed.warnings.is_empty() && signed.kept_back.is_empty(), "{signed:?}");
    let report = phone.verified(DELIVERY);
    assert!(report.is_sound());
    assert_eq!((report.check_code, report.summary.signers), (signed.check_code, vec!["龚䶮".into(), "王工".into()]));
    let file = file(&phone);
    let shown = |name: &str| file.form.entries.iter().flatten().find(|e| e.name == name).map(|e| e.text.as_str());
    for (name, is) in [
        (names::TEMPLATE_ID, "delivery_receipt"),
        ("reservation/001/text", "外壳凹陷，要求更换"),
        ("field/objections/o/category", "破损"),
        ("signer/001/capacity", "收货人"),
        ("signer/002/capacity", "经办人"),
        ("place/address", ADDRESS),
        ("photo/001/caption", "SN-0001"),
    ] {
        assert_eq!(shown(name), Some(is), "{name}");
    }
    assert!(shown("field/unconfirmed_reason").is_none() && shown("field/carrier").is_some(), "what is ours stays ours");
    // The nameplate and the dent are handed on, neither as it was taken.
    for number in [1, 2] {
        let original = names::photo_original(number);
        assert!(file.form.table.digest_of(&original).is_some());
        let attached = |name: &str| file.attachments.iter().any(|attachment| attachment.name == name);
        assert!(attached(&names::shareable_of(&original).unwrap()) && !attached(&original));
    }
    for index in 0..file.attachments.len() {
        let mut changed = file.clone();
        changed.attachments[index].bytes[7] ^= 1;
        let report = verify(&changed.encode().unwrap(), &root(), None).unwrap();
        let found: Vec<_> = report.content.differences.iter().map(|d| (d.what.name.as_str(), d.how)).collect();
        assert_eq!(found, [(file.attachments[index].name.as_str(), Differs::Altered)]);
    }
}

#[test]
fn s11_the_receipt_prints_what_was_found_and_no_price() {
    let phone = shown();
    phone.show_and_sign(DELIVERY, "receive", reserved(&phone));
    let printed = phone.app.print_service_form(DELIVERY, "delivery_receipt", None, CHINESE).unwrap();
    assert!(printed.warnings.is_empty(), "{:?}", printed.warnings);
    for part in [
        NUMBER,
        "DD-2611-07-0003",
        "HT-2610-07-0002",
        "第 1 批，共 2 批",
        "华东精密装备有限公司",
        ADDRESS,
        "顺丰重货",
        "SF-88120077",
        "3 件",
        "SN-0001",
        "☑ 破损",
        "外壳凹陷，要求更换",
        &format!("{NUMBER}-Y1"),
        "有保留意见",
        "收货人",
        "签署时的内容已封存",
    ] {
        assert!(printed.text.contains(part), "{part}: {}", printed.text);
    }
    assert!(!printed.text.contains("DRAFT") && !printed.text.contains('¥'), "{}", printed.text);
    let english = phone.app.print_service_form(DELIVERY, "delivery_receipt", None, Language::English).unwrap();
    assert!(english.text.contains("East China Precision Equipment"), "{}", english.text);
}

#[test]
fn s11_a_refused_receipt_is_sealed_by_our_side_alone() {
    let phone = shown();
    let refusal = [
        ("rounds/1/refusal_reason", text("quantity")),
        ("rounds/1/refusal_words", text("外壳凹陷，不签")),
        ("rounds/1/signer_name", text("龚䶮")),
    ];
    phone.show_and_sign(DELIVERY, "refuse", values(refusal));
    assert_eq!(phone.status(DELIVERY), "unsigned");
    let report = phone.verified(DELIVERY);
    assert!(report.is_sound());
    assert_eq!((report.summary.way.as_str(), report.summary.signers), ("refused", vec!["王工".to_owned()]));
    assert!(!phone.facts(DELIVERY).has("received_at"));
}

#[test]
fn s11_nobody_of_ours_receives_and_nothing_is_signed_that_was_not_shown() {
    let phone = shown();
    let ours = [("rounds/1/signer_name", text("周敏")), ("rounds/1/signer_phone", text("139 0000 1111"))];
    let ours = with(signature("agree"), ours);
    assert_eq!(codes(phone.app.present_step(DELIVERY, "receive", &ours, CHINESE).err()), ["own_person"]);
    assert_eq!(phone.refused(DELIVERY, "receive", &drawn(signature("agree"), None)), ["not_shown"]);
    let before = phone.app.present_step(DELIVERY, "receive", &signature("agree"), CHINESE).unwrap();
    phone.put("delivery", DELIVERY, values([("lines/m/remark", text("另缺一件附件"))]));
    let late = drawn(signature("agree"), Some(&before));
    assert_eq!(phone.refused(DELIVERY, "receive", &late), ["changed_after_shown"]);
}

#[test]
fn s12_the_record_of_an_objection_prints_from_the_word_to_its_confirmation_by_telephone() {
    let phone = shown();
    phone.show_and_sign(DELIVERY, "receive", reserved(&phone));
    let print = || phone.app.print_service_form(DELIVERY, "exception_record", Some("o"), CHINESE).unwrap().text;
    assert!(print().contains("DRAFT"));
    phone.pass_minutes(30);
    let answered = [
        ("contacts/c1/at", phone.in_minutes(0)),
        ("contacts/c1/to_name", text("龚䶮")),
        ("contacts/c1/channel", text("telephone")),
        ("objections/o/responded_at", phone.in_minutes(0)),
        ("objections/o/responded_by", ENGINEER.to_scalar()),
        ("objections/o/responded_contact", text("c1")),
        ("objections/o/promise", text("三日内更换外壳")),
        ("objections/o/remedy", text("repair")),
        ("objections/o/department", text("logistics")),
        ("objections/o/quantity", Scalar::Integer(1)),
        ("objection_log/l1/objection", text("o")),
        ("objection_log/l1/at", phone.in_minutes(0)),
        ("objection_log/l1/by", ENGINEER.to_scalar()),
        ("objection_log/l1/text", text("已更换外壳")),
        ("objections/o/cause_category", text("transport")),
        ("objections/o/cause", text("运输中叉车碰撞")),
        ("objections/o/corrective_action", text("加固木箱")),
        ("objections/o/result", text("外壳已更换")),
        ("objections/o/result_way", text("telephone")),
        ("objections/o/customer_word", text("龚䶮电话确认满意")),
        ("objections/o/handled_by", ENGINEER.to_scalar()),
        ("objections/o/closed_at", phone.in_minutes(60)),
    ];
    phone.put("delivery", DELIVERY, values(answered));
    let printed = print();
    for part in [
        &format!("{NUMBER}-Y1"),
        "DD-2611-07-0003",
        "龚䶮",
        "13810012001",
        "2026年11月23日 09:01",
        "☑ 破损",
        "外壳凹陷，要求更换",
        "2026年11月23日 09:31",
        "2026年11月23日 11:01",
        "☑ 是",
        "三日内更换外壳",
        "☑ 维修",
        "☑ 物流",
        "已更换外壳",
        "运输中叉车碰撞",
        "加固木箱",
        "外壳已更换",
        "电话确认",
        "龚䶮电话确认满意",
        "王工",
    ] {
        assert!(printed.contains(part), "{part}: {printed}");
    }
    assert!(!printed.contains("DRAFT"));
    let unknown = phone.app.print_service_form(DELIVERY, "exception_record", Some("x"), CHINESE);
    assert!(unknown.is_err());
}
