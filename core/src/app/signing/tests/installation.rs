//! One installation from dispatch to the signed acceptance, for this file's tests and the others'.

use super::phone::{ADDRESS, CHINESE, CUSTOMER, ENGINEER, MACHINE, Phone, YES, drawn, root, text, values, with};
use crate::{
    app::PRIVACY_NOTICE,
    ledger::Envelope,
    schema::{Hash32, Id, RecordId, Scalar, Values},
    seal::{Differs, ReceiptVerdict, SealedFile, jpeg_with_position, names, verify},
    store::Priority,
};

pub const JOB: RecordId = Id([1; 16]);
pub const INSTRUCTION: RecordId = Id([5; 16]);
const DAY: i64 = 24 * 60;

fn contact(row: &str) -> Values {
    let key = |field: &str| format!("contacts/{row}/{field}");
    [
        (key("connected"), YES),
        (key("channel"), text("telephone")),
        (key("to_name"), text("龚䶮")),
        (key("content"), text("约定上门安装")),
    ]
    .into()
}

/// Dispatched, booked, installed and shown on the tenth day; the customer has not signed yet.
pub fn presented_for(customer_name: &str) -> Phone {
    let phone = Phone::new();
    phone.put(
        "installation",
        JOB,
        values([
            ("number", text("AZ202611-07-0001")),
            ("customer", CUSTOMER.to_scalar()),
            ("customer_name", text(customer_name)),
            ("site_address", text(ADDRESS)),
            ("contact_name", text("龚䶮")),
            ("contact_phone", text("13810012001")),
            ("received_at", phone.in_minutes(0)),
            ("machines/m1/equipment", MACHINE.to_scalar()),
            ("machines/m1/product_name", text("立式加工中心")),
            ("machines/m1/model", text("VMC-850")),
            ("machines/m1/serial_number", text("SN20261123-0042")),
        ]),
    );
    let instruction = [
        ("title", text("加工中心安装作业指导书")),
        ("version", text("V3")),
        ("checklist/c1/title", text("接地电阻")),
        ("checklist/c1/nominal_value", text("≤ 4")),
        ("checklist/c1/unit", text("Ω")),
        ("checklist/c1/required", YES),
    ];
    phone.put("library", INSTRUCTION, values(instruction));
    phone.perform("installation.dispatch", JOB, values([("engineer", ENGINEER.to_scalar())]));
    phone.perform("installation.accept_job", JOB, values([]));
    let appointment = [("bookings/b1/result", text("booked")), ("appointments/a1/at", phone.in_minutes(10 * DAY))];
    phone.perform("installation.contact", JOB, with(contact("c1"), appointment));
    phone.pass_minutes(DAY);
    phone.perform("installation.confirm_appointment", JOB, contact("c2"));
    phone.pass_minutes(9 * DAY);
    phone.perform("installation.arrive", JOB, values([]));
    phone.perform("installation.start_work", JOB, values([("work/1/work_instruction", INSTRUCTION.to_scalar())]));
    let photo = phone.app.keep_blob(&jpeg_with_position(6), Priority::Original).unwrap();
    let item = phone.facts(JOB).items("checklist")[0].key("");
    let checked = [
        (format!("{item}verdict"), text("pass")),
        (format!("{item}measured_value"), text("1.8")),
        (format!("{item}photo"), photo.to_scalar()),
    ];
    phone.perform("installation.record_checklist", JOB, checked.into());
    let begun = phone.in_minutes(0);
    phone.pass_minutes(90);
    let trial = [
        ("work/1/trial_from", begun),
        ("work/1/trial_to", phone.in_minutes(0)),
        ("work/1/trial_load", text("80%")),
        ("work/1/trial_result", text("trial_passed")),
    ];
    phone.perform("installation.trial_run", JOB, values(trial));
    let statement = phone.app.present(JOB, CHINESE).unwrap().statement.zh;
    let shown = [
        ("rounds/1/statement", text(statement)),
        ("rounds/1/privacy_notice_shown", YES),
        ("rounds/1/installed_on", "2026-12-03".parse::<crate::schema::Date>().unwrap().to_scalar()),
        ("results/r1/machine", text("m1")),
        ("results/r1/result", text("accepted")),
        ("results/r1/state", text("normal")),
    ];
    phone.perform("installation.present", JOB, values(shown));
    phone
}

pub fn presented() -> Phone {
    presented_for("云杉精密机械有限公司")
}

/// What the customer's accepting person fills in.
pub fn acceptance(opinion: &str) -> Values {
    values([
        ("rounds/1/way", text("device")),
        ("rounds/1/signer_name", text("龚䶮")),
        ("rounds/1/signer_department", text("设备科")),
        ("rounds/1/signer_title", text("设备科长")),
        ("rounds/1/signer_phone", text("13810012001")),
        ("rounds/1/capacity", text("accepting_person")),
        ("rounds/1/opinion", text(opinion)),
    ])
}

#[test]
fn a_signed_acceptance_is_sealed_printed_and_kept() {
    let phone = presented();
    let signed = phone.show_and_sign(JOB, "confirm", acceptance("agree"));
    assert_eq!(phone.status(JOB), "accepted");
    assert!(phone.facts(MACHINE).has("warranty_until"));
    assert!(signed.warnings.is_empty(), "{:?}", signed.warnings);
    let facts = phone.facts(JOB);
    assert_eq!(facts.blob("rounds/1/seal"), Some(signed.seal));
    assert_eq!(facts.blob("rounds/1/document"), Some(signed.document));
    assert_eq!(facts.text("rounds/1/check_code"), Some(signed.check_code.as_str()));
    assert_eq!(facts.text("rounds/1/place"), Some(ADDRESS), "the site's address where no position is known");
    let pdf = phone.app.form_pdf(JOB).unwrap().unwrap();
    assert_eq!(Hash32::of(&pdf), signed.document, "what was signed is what is kept");

    let report = phone.verified(JOB);
    assert_eq!(report.content.differences, []);
    let withheld: Vec<_> = report.content.withheld.iter().map(|named| named.name.clone()).collect();
    assert_eq!(withheld, [names::photo_original(1)], "the photo as it was taken stays in the company");
    assert!(signed.kept_back.is_empty());
    assert!(report.is_sound());
    assert_eq!(report.check_code, signed.check_code);
    assert_eq!(report.signer.unwrap().name, "王工");
    assert_eq!(report.receipt, ReceiptVerdict::Absent);
    assert_eq!(report.summary.way, "device");
    assert_eq!(report.summary.signers, ["龚䶮", "王工"]);

    let unsent = || phone.app.store().read(|r| r.unsent_blobs()).unwrap();
    assert!(unsent().is_empty(), "nothing travels before its step was accepted");
    let waiting = phone.app.store().read(|r| r.outbox(usize::MAX)).unwrap();
    for entry in waiting {
        let hash = Envelope::decode(&entry.envelope).unwrap().hash();
        phone.app.store().write(|tx| tx.mark_accepted(&hash, 0)).unwrap();
    }
    for blob in [signed.document, signed.seal] {
        assert!(unsent().iter().any(|(digest, _)| *digest == blob), "it goes with the next sync");
    }
}

#[test]
fn the_seal_covers_what_the_form_shows() {
    let phone = presented();
    phone.show_and_sign(JOB, "confirm", acceptance("agree"));
    let file = SealedFile::decode(&phone.app.sealed_file(JOB).unwrap().unwrap()).unwrap();
    let entries: Vec<_> = file.form.entries.iter().flatten().collect();
    let shown = |name: &str| {
        let entry = entries.iter().find(|entry| entry.name == name);
        entry.map(|entry| (entry.label_zh.as_str(), entry.text.as_str()))
    };
    assert_eq!(shown("field/rounds/1/result"), Some(("验收结果", "合格")));
    assert_eq!(shown("field/machines/m1/serial_number"), Some(("序列号", "SN20261123-0042")));
    assert_eq!(shown("place/address"), Some(("地点", ADDRESS)));
    assert_eq!(shown(names::TEMPLATE_ID).map(|(_, text)| text), Some("installation_acceptance"));
    assert_eq!(shown(names::PRIVACY_NOTICE).map(|(_, text)| text), Some(PRIVACY_NOTICE.zh));
    assert!(shown(names::LAST_SERVER_TIME).is_some());
    assert!(shown(names::PREVIOUS).is_none());
    let attached: Vec<&str> = file.attachments.iter().map(|attachment| attachment.name.as_str()).collect();
    let photo = names::shareable_of(&names::photo_original(1)).unwrap();
    for name in [names::PDF, &names::strokes(1), &names::strokes(2), &photo] {
        assert!(attached.contains(&name), "{name}");
    }
}

#[test]
fn one_byte_changed_in_any_attachment_is_named() {
    let phone = presented();
    phone.show_and_sign(JOB, "confirm", acceptance("agree"));
    let file = SealedFile::decode(&phone.app.sealed_file(JOB).unwrap().unwrap()).unwrap();
    assert!(file.attachments.len() >= 4);
    for index in 0..file.attachments.len() {
        let mut changed = file.clone();
        let middle = changed.attachments[index].bytes.len() / 2;
        changed.attachments[index].bytes[middle] ^= 1;
        let report = verify(&changed.encode().unwrap(), &root(), None).unwrap();
        let found: Vec<_> = report.content.differences.iter().map(|d| (d.what.name.as_str(), d.how)).collect();
        assert_eq!(found, [(file.attachments[index].name.as_str(), Differs::Altered)]);
    }
}

#[test]
fn the_same_signing_makes_the_same_bytes() {
    let made = || {
        let phone = presented();
        phone.show_and_sign(JOB, "confirm", acceptance("agree"));
        (phone.app.form_pdf(JOB).unwrap().unwrap(), phone.app.sealed_file(JOB).unwrap().unwrap())
    };
    assert_eq!(made(), made());
    let phone = presented();
    let pdf = || phone.app.present(JOB, CHINESE).unwrap().pdf;
    assert_eq!(pdf(), pdf());
}

#[test]
fn a_character_outside_the_font_warns_and_blocks_nothing() {
    let phone = presented_for("\u{30EDD}面食品机械厂");
    let signed = phone.show_and_sign(JOB, "confirm", acceptance("agree"));
    assert!(!signed.warnings.is_empty());
    assert_eq!(phone.status(JOB), "accepted");
    assert!(phone.verified(JOB).is_sound());
}

#[test]
fn a_result_that_follows_from_a_reservation_is_shown_before_the_pad() {
    let phone = presented();
    let reserved = with(
        acceptance("reserved"),
        [
            ("reservations/v1/text", text("缺一份合格证")),
            ("reservations/v1/category", text("documents")),
            ("reservations/v1/blocks_use", Scalar::Boolean(false)),
        ],
    );
    let plain = phone.app.present(JOB, CHINESE).unwrap();
    let whole = phone.app.present_step(JOB, "confirm", &reserved, CHINESE).unwrap();
    assert_ne!(plain.pdf, whole.pdf);
    assert_ne!(plain.shown, whole.shown);
    phone.app.sign(JOB, "confirm", &drawn(reserved, Some(&whole))).unwrap();
    assert_eq!(phone.status(JOB), "accepted_reserved");
    assert_eq!(phone.facts(JOB).text("rounds/1/result"), Some("accepted_reserved"));
    let report = phone.verified(JOB);
    assert!(report.is_sound());
    let file = SealedFile::decode(&phone.app.sealed_file(JOB).unwrap().unwrap()).unwrap();
    let entry = file.form.entries.iter().flatten().find(|entry| entry.name == "reservation/001/text").unwrap();
    assert_eq!(entry.text, "缺一份合格证");
}

#[test]
fn s17_a_signed_acceptance_begins_the_training_agreed_with_a_number_of_this_phone() {
    let phone = presented();
    phone.put("installation", JOB, values([("work/1/training_agreed", text("设备操作、日常维护"))]));
    phone.show_and_sign(JOB, "confirm", acceptance("agree"));
    let training = phone.facts(JOB).reference("training").unwrap();
    assert_eq!(phone.status(training), "to_book");
    let facts = phone.facts(training);
    assert_eq!(facts.text("agreed"), Some("设备操作、日常维护"));
    assert_eq!(facts.text("installation_number"), Some("AZ202611-07-0001"));
    assert!(facts.text("number").is_some_and(|number| number.starts_with("PX-2612-07-")));
    assert!(phone.verified(JOB).is_sound());
}
