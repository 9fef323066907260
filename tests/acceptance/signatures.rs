//! What a customer's signature, refusal or absence becomes, from the phone to the office and a verifier.
//! Absent by design: what a seal covers byte by byte, which the core's own tests change one by one.

use fieldseal_core::{
    app::{Presentation, SignatureInput},
    schema::{Language, RecordId, Scalar, Values},
    seal::{
        strokes::{StrokePoint, Strokes},
        verify,
    },
};
use fieldseal_tests::{Company, Phone, text, values};

/// Some loops of a finger.
fn drawn(seed: i32) -> Vec<u8> {
    let stroke = (0..24).map(|step| StrokePoint {
        x: 500 + step * 90,
        y: 800 + (step * step * seed) % 700,
        t: step.unsigned_abs() * 16,
    });
    Strokes { canvas_width: 600, canvas_height: 200, strokes: vec![stroke.collect()] }.to_bytes()
}

/// An urgent ticket solved on the engineer's phone and shown to the customer, all of it offline.
fn presented(company: &Company) -> (Phone, RecordId, Presentation) {
    let ticket = company.urgent_ticket();
    let phone = company.phone("engineer", 1);
    let perform = |step: &str, given: Values| phone.app.perform(step, Some(ticket), &given).expect("the engineer may");
    perform("ticket.accept_job", Values::new());
    perform("ticket.leave", values([("visits/v1/packed", text("万用表"))]));
    company.clock.pass_minutes(60);
    perform("ticket.arrive", Values::new());
    company.clock.pass_minutes(40);
    perform(
        "ticket.solve",
        values([
            ("work/1/fault_confirmed", text("编码器信号丢失")),
            ("work/1/diagnosis", text("插头松动")),
            ("work/1/cause", text("assembly")),
            ("work/1/method", text("on_site_repair")),
            ("work/1/work_done", text("紧固插头")),
            ("work/1/test_result", text("passed")),
        ]),
    );
    let solution = values([
        ("solutions/s1/text", text("紧固插头")),
        ("solutions/s1/promised_on", text("2026-11-23")),
        ("solutions/s1/told_to", text("龚䶮")),
        ("solutions/s1/channel", text("visit")),
    ]);
    perform("ticket.give_solution", solution);
    let missing = values([("warranty", text("in_warranty")), ("service_address", text("苏州市吴中区云杉路18号"))]);
    perform("ticket.record_work", missing);
    let statement = phone.app.present(ticket, Language::Chinese).expect("the form prints").statement.zh;
    let shown =
        values([("rounds/1/statement", text(statement)), ("rounds/1/privacy_notice_shown", Scalar::Boolean(true))]);
    perform("ticket.present", shown);
    let presentation = phone.app.present(ticket, Language::Chinese).expect("the form prints");
    (phone, ticket, presentation)
}

fn signature() -> Values {
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

fn input(presentation: &Presentation, given: Values, customer_signs: bool) -> SignatureInput {
    SignatureInput {
        values: given,
        customer_strokes: customer_signs.then(|| drawn(3)),
        engineer_strokes: Some(drawn(5)),
        third_party_strokes: None,
        address: "苏州市吴中区云杉路18号".into(),
        shown: Some(presentation.shown),
        language: Language::Chinese,
    }
}

fn status(company: &Company, ticket: RecordId) -> String {
    company.server.desk().show(ticket).expect("the storage works").expect("it is there").row.status
}

fn callback(company: &Company, ticket: RecordId) -> String {
    let clocks = company.server.desk().show(ticket).expect("the storage works").expect("it is there").clocks;
    let found = clocks.iter().find(|clock| clock.rule.starts_with("D-15")).expect("it runs");
    format!("{} {}", found.state.code(), found.due.text(Language::English))
}

#[test]
fn s25_d15_a_signature_on_the_phone_reaches_the_office_with_the_very_file_the_customer_got() {
    let company = Company::with(&["desk", "engineer"]);
    let (phone, ticket, presentation) = presented(&company);
    let signed = phone.app.sign(ticket, "confirm", &input(&presentation, signature(), true)).unwrap();
    let pdf = phone.app.form_pdf(ticket).unwrap().unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    assert_eq!(phone.sync().unwrap().refused, 0);
    assert_eq!(status(&company, ticket), "to_call_back");
    assert_eq!(callback(&company, ticket), "running 2026-11-26 18:00", "three working days");
    // A colleague's phone that gets the job has the same bytes, and so has the office.
    let colleague = company.phone("engineer", 2);
    assert_eq!(colleague.app.fetch_blob(&colleague.transport, &signed.document).unwrap(), pdf);
    let report = verify(&phone.app.sealed_file(ticket).unwrap().unwrap(), &company.server.root(), None).unwrap();
    assert!(report.is_sound());
    assert!(report.content.is_intact() && report.signer.is_ok());
    assert_eq!(report.check_code, signed.check_code);
    assert_eq!(report.summary.signers[0], "龚䶮");
}

#[test]
fn s25_d15_a_refusal_is_sealed_by_our_side_alone_and_is_called_back_within_one_working_day() {
    let company = Company::with(&["desk", "engineer"]);
    let (phone, ticket, presentation) = presented(&company);
    let refusal = values([
        ("rounds/1/refusal_reason", text("result")),
        ("rounds/1/refusal_words", text("还有异响")),
        ("rounds/1/signer_name", text("龚䶮")),
    ]);
    phone.app.sign(ticket, "refuse", &input(&presentation, refusal, false)).unwrap();
    assert_eq!(phone.sync().unwrap().refused, 0);
    assert_eq!(status(&company, ticket), "refused");
    assert_eq!(callback(&company, ticket), "running 2026-11-24 18:00", "one working day");
    let file = phone.app.sealed_file(ticket).unwrap().unwrap();
    let report = verify(&file, &company.server.root(), None).unwrap();
    assert!(report.is_sound());
    assert_eq!(report.summary.way, "refused");
    assert!(!report.summary.signers.iter().any(|name| name.contains("龚䶮")), "a refusal has no signature");
}

#[test]
fn s25_d15_nobody_there_to_sign_leaves_the_ticket_unsigned() {
    let company = Company::with(&["desk", "engineer"]);
    let (phone, ticket, presentation) = presented(&company);
    let absence = values([("rounds/1/absent_note", text("夜班无人，电话未接"))]);
    phone.app.sign(ticket, "absent", &input(&presentation, absence, false)).unwrap();
    assert_eq!(phone.sync().unwrap().refused, 0);
    assert_eq!(status(&company, ticket), "unsigned");
    assert_eq!(callback(&company, ticket), "running 2026-11-24 18:00");
}

#[test]
fn s25_a_reservation_stands_above_the_signature_and_inside_the_seal() {
    let company = Company::with(&["desk", "engineer"]);
    let (phone, ticket, presentation) = presented(&company);
    let mut given = signature();
    given.insert("rounds/1/opinion".into(), text("reserved"));
    given.extend(values([
        ("reservations/r1/text", text("外壳有划痕")),
        ("reservations/r1/category", text("appearance")),
        ("reservations/r1/blocks_use", Scalar::Boolean(false)),
    ]));
    phone.app.sign(ticket, "confirm", &input(&presentation, given, true)).unwrap();
    let file = phone.app.sealed_file(ticket).unwrap().unwrap();
    assert!(verify(&file, &company.server.root(), None).unwrap().is_sound());
    let words = "外壳有划痕".as_bytes();
    let at = file.windows(words.len()).position(|window| window == words).expect("the reservation is in the file");
    let mut forged = file;
    forged[at + words.len() - 1] ^= 1;
    let report = verify(&forged, &company.server.root(), None).unwrap();
    assert!(!report.is_sound());
    let differences = &report.content.differences;
    assert!(differences.iter().any(|difference| difference.what.name.contains("reservation")), "{differences:?}");
    assert!(report.signer.is_ok(), "who signed is a question apart");
}

#[test]
fn s25_an_oral_proxy_waits_for_the_named_person_who_ratifies_by_telephone() {
    let company = Company::with(&["desk", "engineer"]);
    let (phone, ticket, presentation) = presented(&company);
    let mut given = signature();
    given.extend(values([
        ("rounds/1/signer_name", text("林芸")),
        ("rounds/1/signer_phone", text("13810012002")),
        ("rounds/1/proxy_for", text("龚䶮")),
        ("rounds/1/proxy_relation", text("同事")),
        ("rounds/1/proxy_reason", text("出差")),
        ("rounds/1/authority", text("oral")),
        ("rounds/1/authority_by", text("龚䶮")),
        ("rounds/1/authority_phone", text("13810012001")),
        ("rounds/1/authority_at", company.clock.now().to_scalar()),
    ]));
    phone.app.sign(ticket, "confirm", &input(&presentation, given, true)).unwrap();
    assert_eq!(phone.sync().unwrap().refused, 0);
    let printed = verify(&phone.app.sealed_file(ticket).unwrap().unwrap(), &company.server.root(), None).unwrap();
    assert!(printed.summary.signers[0].contains("林芸") && printed.summary.signers[0].contains("龚䶮"));
    let ratified =
        values([("rounds/1/ratification", text("ratified")), ("rounds/1/ratification_note", text("龚䶮来电确认"))]);
    let ask = |name: &str| company.server.desk().show(ticket).unwrap().unwrap().facts.has(&format!("rounds/1/{name}"));
    assert!(ask("ratification_requested_at") && !ask("ratification_at"));
    company.desk("desk", "ticket.ratify", Some(ticket), ratified).unwrap();
    assert!(ask("ratification_at"));
    assert_eq!(status(&company, ticket), "to_call_back");
}
