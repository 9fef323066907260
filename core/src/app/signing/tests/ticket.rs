//! One urgent ticket from the call to the customer's signature.

use super::phone::{CHINESE, ENGINEER, MACHINE, Phone, YES, text, values};
use crate::{
    schema::{Hash32, RecordId, Scalar, Values},
    seal::{SealedFile, names},
};

fn solved() -> (Phone, RecordId) {
    let phone = Phone::new();
    let taken = phone.app.perform(
        "ticket.take_in",
        None,
        &values([
            ("channel", text("hotline")),
            ("submitted_at", phone.in_minutes(0)),
            ("call_answered", YES),
            ("equipment", MACHINE.to_scalar()),
            ("contact_name", text("龚䶮")),
            ("contact_phone", text("13810012001")),
            ("description", text("加工中心报警 E-1204 后停机，生产线停产")),
            ("machine_down", YES),
            ("error_code", text("E-1204")),
        ]),
    );
    let ticket = taken.unwrap().record;
    let urgent = [
        ("urgency", text("urgent")),
        ("urgency_reason", text("设备停机，影响生产")),
        ("warranty", text("in_warranty")),
    ];
    phone.perform("ticket.grade", ticket, values(urgent));
    phone.perform("ticket.dispatch", ticket, values([("engineer", ENGINEER.to_scalar())]));
    phone.perform("ticket.accept_job", ticket, values([]));
    phone.pass_minutes(10);
    phone.perform(
        "ticket.contact",
        ticket,
        values([
            ("contacts/t1/connected", YES),
            ("contacts/t1/channel", text("telephone")),
            ("contacts/t1/to_name", text("龚䶮")),
            ("contacts/t1/content", text("确认报警，携带编码器电缆上门")),
        ]),
    );
    phone.perform("ticket.leave", ticket, values([("visits/v1/packed", text("编码器电缆、万用表"))]));
    phone.pass_minutes(120);
    phone.perform("ticket.arrive", ticket, values([]));
    phone.pass_minutes(20);
    let solution = [
        ("solutions/s1/text", text("更换主轴编码器电缆")),
        ("solutions/s1/promised_on", "2026-11-23".parse::<crate::schema::Date>().unwrap().to_scalar()),
        ("solutions/s1/told_to", text("龚䶮")),
        ("solutions/s1/channel", text("visit")),
    ];
    phone.perform("ticket.give_solution", ticket, values(solution));
    phone.pass_minutes(60);
    let part = [
        ("parts/p1/name", text("编码器电缆")),
        ("parts/p1/model", text("EC-15M")),
        ("parts/p1/quantity", Scalar::Integer(1)),
        ("parts/p1/old_part", text("returned")),
        ("parts/p1/free_under_warranty", YES),
        ("parts/p1/fitted", YES),
    ];
    phone.perform("ticket.record_work", ticket, values(part));
    let work = [
        ("work/1/fault_confirmed", text("主轴编码器信号丢失")),
        ("work/1/diagnosis", text("编码器电缆插头松动，屏蔽层磨损")),
        ("work/1/cause", text("assembly")),
        ("work/1/method", text("part_replaced")),
        ("work/1/work_done", text("更换电缆，紧固插头，负载运行 20 分钟")),
        ("work/1/test_result", text("passed")),
    ];
    phone.perform("ticket.solve", ticket, values(work));
    let statement = phone.app.present(ticket, CHINESE).unwrap().statement.zh;
    let shown = [("rounds/1/statement", text(statement)), ("rounds/1/privacy_notice_shown", YES)];
    phone.perform("ticket.present", ticket, values(shown));
    (phone, ticket)
}

fn confirmation() -> Values {
    values([
        ("rounds/1/way", text("device")),
        ("rounds/1/signer_name", text("龚䶮")),
        ("rounds/1/signer_phone", text("13810012001")),
        ("rounds/1/capacity", text("person_in_charge")),
        ("rounds/1/opinion", text("agree")),
        ("rounds/1/solved", text("solved")),
        ("rounds/1/score", Scalar::Integer(5)),
    ])
}

#[test]
fn an_urgent_ticket_is_signed_and_sealed_on_the_phone() {
    let (phone, ticket) = solved();
    let signed = phone.show_and_sign(ticket, "confirm", confirmation());
    assert_eq!(phone.status(ticket), "to_call_back", "signed; the callback is still to come");
    let pdf = phone.app.form_pdf(ticket).unwrap().unwrap();
    assert_eq!(Hash32::of(&pdf), signed.document);
    let report = phone.verified(ticket);
    assert!(report.is_sound() && report.content.withheld.is_empty());
    assert_eq!(report.check_code, signed.check_code);
    assert_eq!(report.summary.signers, ["龚䶮", "王工"]);
    let file = SealedFile::decode(&phone.app.sealed_file(ticket).unwrap().unwrap()).unwrap();
    let text_of = |name: &str| {
        let entry = file.form.entries.iter().flatten().find(|entry| entry.name == name);
        entry.map(|entry| entry.text.clone())
    };
    assert_eq!(text_of(names::TEMPLATE_ID).as_deref(), Some("service_order"));
    assert_eq!(text_of("field/urgency").as_deref(), Some("紧急"));
    assert_eq!(text_of("field/rounds/1/solved").as_deref(), Some("已解决"));
}

#[test]
fn a_ticket_that_was_shown_before_the_showing_was_recorded_may_be_signed() {
    let (phone, ticket) = solved();
    let shown = phone.app.present(ticket, CHINESE).unwrap();
    let again = [("rounds/1/statement", text("声明")), ("rounds/1/privacy_notice_shown", YES)];
    phone.pass_minutes(1);
    phone.perform("ticket.present", ticket, values(again));
    phone.app.sign(ticket, "confirm", &super::phone::drawn(confirmation(), Some(&shown))).unwrap();
    assert_eq!(phone.status(ticket), "to_call_back", "signed; the callback is still to come");
}

#[test]
fn a_refused_ticket_stays_open_under_our_seal() {
    let (phone, ticket) = solved();
    let refusal = [
        ("rounds/1/refusal_reason", text("charge")),
        ("rounds/1/refusal_words", text("收费没有说清楚")),
        ("rounds/1/signer_name", text("龚䶮")),
    ];
    phone.show_and_sign(ticket, "refuse", values(refusal));
    assert_eq!(phone.status(ticket), "refused");
    let report = phone.verified(ticket);
    assert!(report.is_sound());
    assert_eq!((report.summary.way.as_str(), report.summary.signers), ("refused", vec!["王工".to_owned()]));
}
