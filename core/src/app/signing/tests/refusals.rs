//! What is never signed: content that changed, our own people in the customer's box, an empty pad.

use super::{
    installation::{JOB, acceptance, presented},
    phone::{CHINESE, codes, drawn, text, values, with},
};
use crate::{
    app::perform::Sealed,
    schema::Id,
    seal::strokes::{StrokePoint, Strokes},
};

/// Nothing of a refused signature stays: no step, no blob.
fn nothing_signed(phone: &super::phone::Phone) {
    assert_eq!(phone.status(JOB), "presented");
    assert_eq!(phone.app.form_pdf(JOB).unwrap(), None);
    assert_eq!(phone.app.sealed_file(JOB).unwrap(), None);
}

#[test]
fn content_that_changed_after_it_was_shown_is_not_signed() {
    let phone = presented();
    let shown = phone.app.present_step(JOB, "confirm", &acceptance("agree"), CHINESE).unwrap();
    phone.put("installation", JOB, values([("machines/m1/serial_number", text("SN-OTHER"))]));
    let input = drawn(acceptance("agree"), Some(&shown));
    assert_eq!(phone.refused(JOB, "confirm", &input), ["changed_after_shown"]);
    nothing_signed(&phone);
}

#[test]
fn a_result_of_the_round_that_changed_counts_as_content() {
    let phone = presented();
    let shown = phone.app.present(JOB, CHINESE).unwrap();
    phone.put("installation", JOB, values([("rounds/1/equipment_state", text("with_defects"))]));
    let input = drawn(acceptance("agree"), Some(&shown));
    assert_eq!(phone.refused(JOB, "confirm", &input), ["changed_after_shown"]);
}

#[test]
fn values_that_differ_from_those_shown_are_not_signed() {
    let phone = presented();
    let shown = phone.app.present_step(JOB, "confirm", &acceptance("agree"), CHINESE).unwrap();
    let other = with(acceptance("agree"), [("rounds/1/opinion_text", text("很好"))]);
    assert_eq!(phone.refused(JOB, "confirm", &drawn(other, Some(&shown))), ["changed_after_shown"]);
    nothing_signed(&phone);
}

#[test]
fn nothing_is_signed_on_the_device_that_was_not_shown() {
    let phone = presented();
    assert_eq!(phone.refused(JOB, "confirm", &drawn(acceptance("agree"), None)), ["not_shown"]);
    nothing_signed(&phone);
}

#[test]
fn a_change_between_sealing_and_the_step_keeps_nothing() {
    let phone = presented();
    let stale = phone.facts(JOB);
    phone.put("installation", JOB, values([("contact_phone", text("13810012009"))]));
    let blobs = [b"a seal over what no longer stands".to_vec()];
    let sealed = Sealed { before: &stale, blobs: &blobs, photos: &[] };
    let at = phone.app.now().unwrap();
    let given = values([("rounds/1/absent_note", text("无人"))]);
    let step = "installation.absent";
    let refused = phone.app.perform_intent(step, Some(JOB), &given, None, Id([8; 16]), at, Some(sealed));
    assert_eq!(codes(refused.err()), ["changed_after_shown"]);
    let digest = crate::schema::Hash32::of(&blobs[0]);
    assert_eq!(phone.app.store().read(|r| r.blob(&digest)).unwrap(), None);
    nothing_signed(&phone);
}

#[test]
fn nobody_of_ours_signs_in_the_customers_box() {
    let phone = presented();
    for (name, number) in [("周敏", "13900001111"), ("周 敏", "+86 139-0000-1111"), ("王工", "13800000001")] {
        let own =
            with(acceptance("agree"), [("rounds/1/signer_name", text(name)), ("rounds/1/signer_phone", text(number))]);
        assert_eq!(codes(phone.app.present_step(JOB, "confirm", &own, CHINESE).err()), ["own_person"]);
        let shown = phone.app.present(JOB, CHINESE).unwrap();
        assert_eq!(phone.refused(JOB, "confirm", &drawn(own, Some(&shown))), ["own_person"], "{name}");
    }
    nothing_signed(&phone);
    let namesake = with(acceptance("agree"), [("rounds/1/signer_name", text("周敏"))]);
    phone.show_and_sign(JOB, "confirm", namesake);
    assert_eq!(phone.status(JOB), "accepted", "the same name with another phone is another person");
}

#[test]
fn an_empty_or_dot_like_pad_is_no_signature() {
    let phone = presented();
    let shown = phone.app.present(JOB, CHINESE).unwrap();
    let pad = |strokes| Strokes { canvas_width: 600, canvas_height: 200, strokes }.to_bytes();
    let dot = vec![vec![StrokePoint { x: 900, y: 900, t: 0 }, StrokePoint { x: 901, y: 900, t: 9 }]];
    for bytes in [pad(Vec::new()), pad(dot), vec![0xff; 9], Vec::new()] {
        let mut input = drawn(acceptance("agree"), Some(&shown));
        input.customer_strokes = Some(bytes.clone());
        assert_eq!(phone.refused(JOB, "confirm", &input), ["no_signature"]);
        let mut input = drawn(acceptance("agree"), Some(&shown));
        input.engineer_strokes = Some(bytes);
        assert_eq!(phone.refused(JOB, "confirm", &input), ["no_signature"]);
    }
    let mut missing = drawn(acceptance("agree"), Some(&shown));
    missing.customer_strokes = None;
    assert_eq!(phone.refused(JOB, "confirm", &missing), ["required"]);
    nothing_signed(&phone);
}

#[test]
fn nobody_signs_over_a_signature() {
    let phone = presented();
    let signed = phone.show_and_sign(JOB, "confirm", acceptance("agree"));
    let shown = phone.app.present(JOB, CHINESE).unwrap();
    let second = with(acceptance("agree"), [("rounds/1/signer_name", text("李四"))]);
    let codes = phone.refused(JOB, "confirm", &drawn(second, Some(&shown)));
    assert!(codes.contains(&"already_signed".to_owned()), "{codes:?}");
    assert_eq!(phone.facts(JOB).blob("rounds/1/seal"), Some(signed.seal));
}

#[test]
fn what_the_step_would_refuse_is_said_before_the_pad_opens() {
    let phone = presented();
    let codes = codes(phone.app.present_step(JOB, "confirm", &acceptance("reserved"), CHINESE).err());
    assert_eq!(codes, ["reservation_missing"]);
}
