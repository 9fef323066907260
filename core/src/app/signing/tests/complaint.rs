//! A complaint's result confirmed by hand, by telephone, by link; and the callback record, which nobody signs.

use super::phone::{ADDRESS, CHINESE, CUSTOMER, ENGINEER, MACHINE, Phone, YES, codes, drawn, text, values, with};
use crate::{
    schema::{Id, RecordId, Scalar, Values},
    seal::{SealedFile, names},
};

const COMPLAINT: RecordId = Id([0x41; 16]);
const CALLBACK: RecordId = Id([0x42; 16]);
const COMPANY_ADDRESS: &str = "上海市闵行区剑川路951号";
const OTHER: RecordId = Id([0x0c; 16]);

/// Acted on, and the result shown; the customer has not answered.
fn shown(equipment: bool) -> Phone {
    let phone = Phone::new();
    let done = [
        ("number", text("TS-2611-07-0002")),
        ("submitted_at", phone.in_minutes(-100)),
        ("channel", text("hotline")),
        ("customer", CUSTOMER.to_scalar()),
        ("customer_name", text("云杉精密机械有限公司")),
        ("contact_name", text("龚䶮")),
        ("contact_phone", text("13810012001")),
        ("nth", Scalar::Integer(2)),
        ("nature", text("attitude")),
        ("severity", text("serious")),
        ("content", text("工程师态度恶劣")),
        ("demand", text("道歉并重修")),
        ("taken_in_at", phone.in_minutes(-95)),
        ("taken_in_by", OTHER.to_scalar()),
        ("contacts/c1/at", phone.in_minutes(-70)),
        ("contacts/c1/purpose", text("reaction")),
        ("contacts/c1/connected", YES),
        ("contacts/c1/content", text("已致歉，今日答复方案")),
        ("reacted_at", phone.in_minutes(-70)),
        ("reacted_by", OTHER.to_scalar()),
        ("in_charge", ENGINEER.to_scalar()),
        ("investigations/i1/facts", text("现场争执一次")),
        ("investigations/i1/evidence", text("通话录音")),
        ("investigations/i1/at", phone.in_minutes(-60)),
        ("investigations/i1/by", ENGINEER.to_scalar()),
        ("justified", text("justified")),
        ("justified_reason", text("录音属实")),
        ("cause", text("未按规范沟通")),
        ("cause_category", text("person")),
        ("department", text("service")),
        ("judged_at", phone.in_minutes(-55)),
        ("contacts/c2/at", phone.in_minutes(-50)),
        ("contacts/c2/purpose", text("plan")),
        ("contacts/c2/connected", YES),
        ("contacts/c2/to_name", text("龚䶮")),
        ("plan", text("更换工程师并上门致歉")),
        ("plan_told_at", phone.in_minutes(-50)),
        ("consented_at", phone.in_minutes(-49)),
        ("consent_name", text("龚䶮")),
        ("consent_words", text("同意这样处理")),
        ("actions/a1/what", text("已上门致歉并重修")),
        ("actions/a1/at", phone.in_minutes(-10)),
        ("actions/a1/by", ENGINEER.to_scalar()),
        ("outcomes/1/result", text("已道歉，设备已修复")),
        ("outcomes/1/result_at", phone.in_minutes(-5)),
    ];
    phone.put("complaint", COMPLAINT, values(done));
    if equipment {
        phone.put("complaint", COMPLAINT, values([("equipment", MACHINE.to_scalar())]));
    }
    let statement = phone.app.present(COMPLAINT, CHINESE).unwrap().statement.zh;
    let showing = [("rounds/1/statement", text(statement)), ("rounds/1/privacy_notice_shown", YES)];
    phone.perform("complaint.present", COMPLAINT, values(showing));
    phone
}

fn confirmation(way: &str) -> Values {
    values([
        ("rounds/1/way", text(way)),
        ("rounds/1/signer_name", text("龚䶮")),
        ("rounds/1/signer_phone", text("13810012001")),
        ("rounds/1/capacity", text("complainant")),
        ("rounds/1/opinion", text("agree")),
    ])
}

fn entry(phone: &Phone, name: &str) -> Option<String> {
    let file = SealedFile::decode(&phone.app.sealed_file(COMPLAINT).unwrap().unwrap()).unwrap();
    file.form.entries.iter().flatten().find(|entry| entry.name == name).map(|entry| entry.text.clone())
}

#[test]
fn s28_the_result_of_a_complaint_is_signed_on_the_device_with_a_reservation() {
    let phone = shown(true);
    let reservation = [
        ("rounds/1/opinion", text("reserved")),
        ("reservations/v1/text", text("望不再发生")),
        ("reservations/v1/category", text("other")),
        ("reservations/v1/blocks_use", Scalar::Boolean(false)),
    ];
    let given = with(confirmation("device"), reservation);
    let ours =
        with(given.clone(), [("rounds/1/signer_name", text("周敏")), ("rounds/1/signer_phone", text("13900001111"))]);
    assert_eq!(codes(phone.app.present_step(COMPLAINT, "confirm", &ours, CHINESE).err()), ["own_person"]);
    let signed = phone.show_and_sign(COMPLAINT, "confirm", given);
    assert_eq!(phone.status(COMPLAINT), "to_call_back");
    let report = phone.verified(COMPLAINT);
    assert!(report.is_sound() && report.check_code == signed.check_code);
    assert_eq!((report.summary.way.as_str(), report.summary.signers.len()), ("device", 2));
    assert_eq!(entry(&phone, names::TEMPLATE_ID).as_deref(), Some("complaint_handling"));
    assert_eq!(entry(&phone, "reservation/001/text").as_deref(), Some("望不再发生"));
    assert_eq!(entry(&phone, "place/address").as_deref(), Some(ADDRESS), "where the machine stands");
}

#[test]
fn s28_a_telephone_note_and_a_link_are_sealed_as_what_they_are() {
    let words = [("rounds/1/telephone_words", text("电话里说满意"))];
    for (way, given, mark) in [
        ("telephone", with(confirmation("telephone"), words), "电话确认"),
        ("link", confirmation("link"), "客户链接确认"),
    ] {
        let phone = shown(false);
        phone
            .app
            .sign(COMPLAINT, "confirm", &drawn(given, None))
            .unwrap_or_else(|e| panic!("{way}: {:?}", e.problems()));
        assert_eq!(phone.status(COMPLAINT), "to_call_back");
        let report = phone.verified(COMPLAINT);
        assert!(report.is_sound());
        assert_eq!(report.summary.way, way);
        let said =
            if way == "link" { ("outcome/sent_to", "13810012001") } else { ("outcome/words", "电话里说满意") };
        assert_eq!(entry(&phone, said.0).as_deref(), Some(said.1));
        assert_eq!(entry(&phone, "place/address").as_deref(), Some(COMPANY_ADDRESS));
        let printed = phone.app.print_service_form(COMPLAINT, "complaint_handling", None, CHINESE).unwrap();
        assert!(printed.text.contains(mark), "{}", printed.text);
    }
}

#[test]
fn s28_d17_the_complaint_prints_every_starred_field_and_no_internal_page() {
    let phone = shown(true);
    phone.show_and_sign(COMPLAINT, "confirm", confirmation("device"));
    let called = [("number", text("HF-2611-07-0008")), ("made_by", OTHER.to_scalar())];
    phone.put("callback", CALLBACK, values(called));
    let closed = [
        ("preventions/p1/kind", text("corrective")),
        ("preventions/p1/what", text("沟通培训")),
        ("preventions/p1/who", ENGINEER.to_scalar()),
        ("preventions/p2/kind", text("preventive")),
        ("preventions/p2/what", text("回访抽查")),
        ("callback", CALLBACK.to_scalar()),
        ("called_back_at", phone.in_minutes(10)),
        ("callback_score", Scalar::Integer(5)),
        ("closed_by", ENGINEER.to_scalar()),
        ("approved_by", OTHER.to_scalar()),
        ("closed_at", phone.in_minutes(20)),
    ];
    phone.put("complaint", COMPLAINT, values(closed));
    let printed = phone.app.print_service_form(COMPLAINT, "complaint_handling", None, CHINESE).unwrap();
    for part in [
        "TS-2611-07-0002",
        "2026年11月23日 07:20",
        "☑ 400热线",
        "龚䶮",
        "第 2 次",
        "☑ 服务态度",
        "☑ 较重",
        "工程师态度恶劣",
        "道歉并重修",
        "周敏",
        "已致歉，今日答复方案",
        "现场争执一次",
        "☑ 成立",
        "录音属实",
        "未按规范沟通",
        "人员",
        "售后",
        "更换工程师并上门致歉",
        "同意这样处理",
        "已上门致歉并重修",
        "沟通培训",
        "回访抽查",
        "已道歉，设备已修复",
        "2026年11月23日 08:20",
        "2026年11月23日 10:20",
        "2026年11月26日 07:20",
        "HF-2611-07-0008",
        "签署时的内容已封存",
    ] {
        assert!(printed.text.contains(part), "{part}: {}", printed.text);
    }
    assert!(!printed.text.contains("INTERNAL") && !printed.text.contains("DRAFT"), "{}", printed.text);
}

#[test]
fn s26_s29_the_callback_record_prints_every_starred_field_and_nobody_signs_it() {
    let phone = shown(false);
    let made = [
        ("number", text("HF-2611-07-0001")),
        ("kind", text("complaint")),
        ("complaint", COMPLAINT.to_scalar()),
        ("customer_name", text("云杉精密机械有限公司")),
        ("contact_name", text("龚䶮")),
        ("contact_phone", text("13810012001")),
        ("due_on", "2026-11-26".parse::<crate::schema::Date>().unwrap().to_scalar()),
    ];
    phone.put("callback", CALLBACK, values(made));
    let print = || phone.app.print_service_form(CALLBACK, "callback_record", None, CHINESE).unwrap().text;
    assert!(print().contains("DRAFT"));
    let said = [
        ("contacts/c1/at", phone.in_minutes(0)),
        ("contacts/c1/channel", text("telephone")),
        ("contacts/c1/by", OTHER.to_scalar()),
        ("contacts/c1/to_name", text("龚䶮")),
        ("contacts/c1/connected", YES),
        ("contacts/c1/content", text("设备恢复正常")),
        ("made_at", phone.in_minutes(0)),
        ("made_by", OTHER.to_scalar()),
        ("channel", text("telephone")),
        ("solved", text("partly")),
        ("score", Scalar::Integer(4)),
        ("running_well", YES),
        ("suggestions", text("加快备件")),
        ("needs/n1/what", text("再购一台")),
        ("needs/n1/company", text("青松机械")),
        ("needs/n1/name", text("孙八")),
        ("matters/m1/what", text("补寄手册")),
        ("matters/m1/who", ENGINEER.to_scalar()),
        ("follow_up", text("none")),
    ];
    phone.put("callback", CALLBACK, values(said));
    let printed = print();
    for part in [
        "HF-2611-07-0001",
        "☑ 投诉",
        "TS-2611-07-0002",
        "2026年11月26日",
        "2026年11月23日 09:00",
        "☑ 电话",
        "设备恢复正常",
        "☑ 部分解决",
        "☑ 4",
        "加快备件",
        "转介绍",
        "青松机械：再购一台",
        "孙八",
        "补寄手册",
        "☑ 无",
        "周敏",
    ] {
        assert!(printed.contains(part), "{part}: {printed}");
    }
    assert!(!printed.contains("DRAFT") && !printed.contains("签名："), "{printed}");
    assert!(phone.app.present(CALLBACK, CHINESE).is_err(), "there is nothing to sign");
    assert!(phone.app.print_service_form(CALLBACK, "service_order", None, CHINESE).is_err());
}
