//! A sheet with three attendees, each with their own strokes in the seal, and the evaluations printed.

use super::phone::{
    ADDRESS, CHINESE, CUSTOMER, ENGINEER, MACHINE, Phone, YES, codes, root, scribble, text, values, with,
};
use crate::{
    app::{SignatureInput, Signed},
    schema::{Hash32, Id, RecordId, Scalar, Values},
    seal::{
        Differs, SealedFile, names,
        strokes::{StrokePoint, Strokes},
        verify,
    },
};

const TRAINING: RecordId = Id([0x31; 16]);
const HANDBOOK: RecordId = Id([0x32; 16]);
const NAMES: [&str; 3] = ["张三", "李四", "赵六"];

/// In session since nine, nobody signed in.
fn in_session() -> Phone {
    let phone = Phone::new();
    let began = phone.in_minutes(0);
    let handbook = [("title", text("加工中心使用手册")), ("version", text("V2.1"))];
    phone.put("library", HANDBOOK, values(handbook));
    let training = [
        ("number", text("PX-2611-07-0004")),
        ("round", Scalar::Integer(1)),
        ("customer", CUSTOMER.to_scalar()),
        ("customer_name", text("云杉精密机械有限公司")),
        ("site_address", text(ADDRESS)),
        ("form", text("group")),
        ("planned_sessions", Scalar::Integer(2)),
        ("topic_operation", YES),
        ("topic_other", text("对刀仪")),
        ("machines/m1/equipment", MACHINE.to_scalar()),
        ("machines/m1/product_name", text("立式加工中心")),
        ("machines/m1/serial_number", text("SN20261123-0042")),
        ("engineer", ENGINEER.to_scalar()),
        ("accepted_at", began.clone()),
        ("sessions/s1/dated_on", "2026-11-23".parse::<crate::schema::Date>().unwrap().to_scalar()),
        ("sessions/s1/place", text("二车间")),
        ("sessions/s1/ordinal", Scalar::Integer(1)),
        ("sessions/s1/started_at", began),
        ("sessions/s1/trainer", ENGINEER.to_scalar()),
        ("sessions/s1/handbook", HANDBOOK.to_scalar()),
        ("sessions/s1/handbook_title", text("加工中心使用手册")),
        ("sessions/s1/handbook_version", text("V2.1")),
        ("sessions/s1/handbook_copies", Scalar::Integer(3)),
        ("attendees/p4/session", text("s1")),
        ("attendees/p4/name", text("钱七")),
        ("attendees/p4/absent_reason", text("出差")),
    ];
    phone.put("training", TRAINING, values(training));
    phone
}

fn attendee(row: &str, name: &str) -> Values {
    let key = |field: &str| format!("attendees/{row}/{field}");
    [
        (key("name"), text(name)),
        (key("department"), text("机加车间")),
        (key("in_person"), YES),
        (key("handbook_received"), YES),
    ]
    .into()
}

/// The strokes of the attendee of that number.
fn hand(number: usize) -> Vec<u8> {
    scribble(11 + number as i32)
}

/// Three signed in, the last row first; the session is over.
fn over() -> Phone {
    let phone = in_session();
    for (number, name) in NAMES.iter().enumerate() {
        phone.pass_minutes(1);
        let row = format!("p{}", 3 - number);
        let signed = phone.app.sign_in(TRAINING, &row, &hand(number), &attendee(&row, name));
        signed.unwrap_or_else(|error| panic!("{name}: {:?}", error.problems()));
    }
    phone.pass_minutes(120);
    phone.perform("training.end_session", TRAINING, values([("attendees/p3/mastery", text("skilled"))]));
    phone
}

fn close(phone: &Phone, given: Values) -> Signed {
    let shown = phone.app.present_step(TRAINING, "close_sheet", &given, CHINESE);
    let shown = shown.unwrap_or_else(|error| panic!("{error} {:?}", error.problems()));
    let is_named = given.contains_key("rounds/1/signer_name");
    let input = SignatureInput {
        values: given,
        customer_strokes: is_named.then(|| scribble(2)),
        engineer_strokes: Some(scribble(5)),
        shown: Some(shown.shown),
        ..SignatureInput::default()
    };
    phone.app.sign(TRAINING, "close_sheet", &input).unwrap_or_else(|error| panic!("{error} {:?}", error.problems()))
}

fn file(phone: &Phone) -> SealedFile {
    SealedFile::decode(&phone.app.sealed_file(TRAINING).unwrap().unwrap()).unwrap()
}

#[test]
fn s17_every_attendees_own_strokes_are_in_the_seal_and_one_altered_byte_names_whose() {
    let phone = over();
    let signed = close(&phone, values([]));
    assert_eq!(phone.facts(TRAINING).blob("rounds/1/seal"), Some(signed.seal));
    let report = phone.verified(TRAINING);
    assert!(report.is_sound() && report.content.withheld.is_empty());
    assert_eq!(report.summary.signers, ["张三", "李四", "赵六", "王工"], "in the order of the sheet, ours last");
    let file = file(&phone);
    for (number, name) in NAMES.iter().enumerate() {
        let row = names::strokes(number + 1);
        let index = file.attachments.iter().position(|attachment| attachment.name == row).unwrap();
        assert_eq!(file.attachments[index].bytes, hand(number));
        let mut changed = file.clone();
        let middle = changed.attachments[index].bytes.len() / 2;
        changed.attachments[index].bytes[middle] ^= 1;
        let report = verify(&changed.encode().unwrap(), &root(), None).unwrap();
        let [difference] = report.content.differences.as_slice() else { panic!("{report:?}") };
        assert_eq!((difference.what.name.as_str(), difference.how), (row.as_str(), Differs::Altered));
        for label in [&difference.what.label_zh, &difference.what.label_en] {
            assert!(label.contains(name), "{label}");
        }
        assert!(report.lines(CHINESE).iter().any(|line| line.contains(name) && line.contains("已被改动")));
    }
    let shown = |name: &str| file.form.entries.iter().flatten().find(|e| e.name == name).map(|e| e.text.as_str());
    assert_eq!(shown("signer/001/capacity"), Some("参训人员"));
    assert_eq!(shown("signer/004/capacity"), Some("培训师"));
    assert_eq!(shown("place/address"), Some("二车间"));
}

#[test]
fn s17_the_persons_in_charge_signature_stands_beside_the_trainers() {
    let phone = over();
    let in_charge = [
        ("rounds/1/signer_name", text("龚䶮")),
        ("rounds/1/signer_phone", text("13810012001")),
        ("rounds/1/capacity", text("person_in_charge")),
    ];
    let unshown = SignatureInput {
        values: values(in_charge.clone()),
        engineer_strokes: Some(scribble(5)),
        ..SignatureInput::default()
    };
    assert_eq!(phone.refused(TRAINING, "close_sheet", &unshown), ["not_shown"]);
    let shown = phone.app.present_step(TRAINING, "close_sheet", &unshown.values, CHINESE).unwrap();
    let undrawn = SignatureInput { shown: Some(shown.shown), ..unshown };
    assert_eq!(phone.refused(TRAINING, "close_sheet", &undrawn), ["signature_missing"]);
    let signed = close(&phone, values(in_charge));
    assert_eq!(Hash32::of(&phone.app.form_pdf(TRAINING).unwrap().unwrap()), signed.document);
    assert_eq!(phone.verified(TRAINING).summary.signers, ["张三", "李四", "赵六", "龚䶮", "王工"]);
    let printed = phone.app.print_service_form(TRAINING, "attendance_sheet", None, CHINESE).unwrap();
    for part in [
        "PX-2611-07-0004",
        "第 1 次，共 2 次",
        "二车间",
        "2026年11月23日",
        "09:00 至 11:03",
        "☑ 集中培训",
        "☑ 设备操作",
        "对刀仪",
        "版本 V2.1",
        "3 册",
        "SN20261123-0042",
        "09:01",
        "机加车间",
        "应到 4 人，实到 3 人，缺席 1 人",
        "钱七",
        "出差",
        "龚䶮",
        "王工",
    ] {
        assert!(printed.text.contains(part), "{part}: {}", printed.text);
    }
}

#[test]
fn s17_a_dot_is_no_signature_of_an_attendee_and_nobody_of_ours_signs_in() {
    let phone = in_session();
    let point = StrokePoint { x: 5, y: 5, t: 0 };
    let dot = Strokes { canvas_width: 600, canvas_height: 200, strokes: vec![vec![point]] }.to_bytes();
    for nothing in [Vec::new(), dot] {
        let refused = phone.app.sign_in(TRAINING, "p1", &nothing, &attendee("p1", "张三"));
        assert_eq!(codes(refused.err()), ["no_signature"]);
        assert!(phone.app.store().read(|r| r.blob(&Hash32::of(&nothing))).unwrap().is_none());
    }
    let ours = with(attendee("p1", "周敏"), [("attendees/p1/phone", text("13900001111"))]);
    assert_eq!(codes(phone.app.sign_in(TRAINING, "p1", &hand(0), &ours).err()), ["own_person"]);
    let proxy = with(attendee("p1", "张三"), [("attendees/p1/in_person", Scalar::Boolean(false))]);
    assert_eq!(codes(phone.app.sign_in(TRAINING, "p1", &hand(0), &proxy).err()), ["no_proxy"]);
    assert!(phone.app.store().read(|r| r.blob(&Hash32::of(&hand(0)))).unwrap().is_none(), "nothing was kept");
    phone.app.sign_in(TRAINING, "p1", &hand(0), &attendee("p1", "张三")).unwrap();
    assert_eq!(phone.facts(TRAINING).blob("attendees/p1/signature"), Some(Hash32::of(&hand(0))));
    let again = phone.app.sign_in(TRAINING, "p1", &hand(1), &attendee("p1", "张三"));
    assert_eq!(codes(again.err()), ["already_signed"]);
}

#[test]
fn s17_a_sheet_waits_for_strokes_that_are_on_another_phone() {
    let phone = in_session();
    let elsewhere = with(attendee("p1", "张三"), [("attendees/p1/signature", Hash32::of(&hand(0)).to_scalar())]);
    phone.perform("training.sign_in", TRAINING, elsewhere);
    phone.perform("training.end_session", TRAINING, values([]));
    let shown = phone.app.present_step(TRAINING, "close_sheet", &values([]), CHINESE).unwrap();
    let input =
        SignatureInput { engineer_strokes: Some(scribble(5)), shown: Some(shown.shown), ..SignatureInput::default() };
    assert_eq!(phone.refused(TRAINING, "close_sheet", &input), ["signature_not_here"]);
    phone.app.keep_blob(&hand(0), crate::store::Priority::Seal).unwrap();
    phone.app.sign(TRAINING, "close_sheet", &input).unwrap();
    assert_eq!(phone.verified(TRAINING).summary.signers, ["张三", "王工"]);
}

fn evaluated(phone: &Phone) {
    let key = |field: &str| format!("evaluations/e1/{field}");
    let named: Values = [
        (key("session"), text("s1")),
        (key("name"), text("张三")),
        (key("content_practical"), Scalar::Integer(5)),
        (key("content_clear"), Scalar::Integer(4)),
        (key("effect_mastery"), Scalar::Integer(4)),
        (key("test_result"), text("92 分")),
        (key("helped"), text("对刀演示")),
        ("questions/q1/question".to_owned(), text("刀补如何保存")),
    ]
    .into();
    phone.perform("training.evaluate", TRAINING, named);
    phone.pass_minutes(1);
    let anonymous = [
        ("evaluations/e2/session", text("s1")),
        ("evaluations/e2/anonymous", YES),
        ("evaluations/e2/content_practical", Scalar::Integer(4)),
        ("evaluations/e2/effect_mastery", Scalar::Integer(3)),
    ];
    phone.perform("training.evaluate", TRAINING, values(anonymous));
}

#[test]
fn s17_the_sheets_seal_holds_nothing_that_attendees_said_of_the_training() {
    let phone = over();
    evaluated(&phone);
    close(&phone, values([]));
    let file = file(&phone);
    let mut names = file.form.entries.iter().flatten().map(|entry| entry.name.as_str());
    let elsewhere = ["field/evaluations/", "field/questions/", "field/callbacks/", "field/contacts/"];
    assert!(!names.any(|name| elsewhere.iter().any(|start| name.starts_with(start)) || name.ends_with("/signature")));
    assert!(file.form.table.digest_of("field/attendees/p3/name").is_some());
}

#[test]
fn s18_evaluations_print_one_by_one_and_summed_up() {
    let phone = over();
    evaluated(&phone);
    close(&phone, values([]));
    phone.pass_minutes(60);
    let called = [
        ("questions/q1/answer", text("参数页保存")),
        ("questions/q1/answered_by", ENGINEER.to_scalar()),
        ("questions/q1/answered_at", phone.in_minutes(0)),
        ("contacts/c1/channel", text("telephone")),
        ("callbacks/b1/contact", text("c1")),
        ("callbacks/b1/at", phone.in_minutes(0)),
        ("callbacks/b1/by", Id([0x0c; 16]).to_scalar()),
        ("callbacks/b1/mastery", text("basic")),
        ("callbacks/b1/questions_answered", YES),
        ("callbacks/b1/further_training", text("多轴编程")),
    ];
    phone.put("training", TRAINING, values(called));
    let print = |row| phone.app.print_service_form(TRAINING, "training_evaluation", row, CHINESE).unwrap().text;
    let (one, second, all) = (print(Some("e1")), print(Some("e2")), print(None));
    for part in [
        "PX-2611-07-0004-P1",
        "2026年11月23日",
        "设备操作、对刀仪",
        "张三",
        "机加车间",
        "平均分 4.5",
        "4.3",
        "92 分",
        "对刀演示",
        "刀补如何保存",
        "参数页保存",
        "周敏",
        "电话",
        "☑ 基本掌握",
        "多轴编程",
        "2026年11月26日 18:00",
    ] {
        assert!(one.contains(part), "{part}: {one}");
    }
    assert!(second.contains("PX-2611-07-0004-P2") && second.contains("匿名") && !second.contains("92 分"), "{second}");
    for part in ["PX-2611-07-0004-P", "2 份", "3 人", "4.5", "3.5", "平均分 4.3", "熟练"] {
        assert!(all.contains(part), "{part}: {all}");
    }
    assert!(phone.app.print_service_form(TRAINING, "training_evaluation", Some("e9"), CHINESE).is_err());
}
