//! The ways in which nobody, or somebody else, signs: refusal, absence, proxy, paper.

use super::{
    installation::{JOB, acceptance, presented},
    phone::{ADDRESS, CHINESE, MACHINE, MONDAY_NINE_MS, drawn, scribble, text, values, with},
};
use crate::{
    app::{
        printing::Printer,
        signing::boxes::{self, Ink},
    },
    process::{clocks::Due, directory::Directory},
    records::round::Round,
    schema::{Facts, Instant, ItemSpec, Language},
    seal::{SealedFile, jpeg_with_position, names, shareable_photo, strokes::Strokes},
    store::Priority,
};

/// Noon of the first day.
const NOON: Instant = Instant::from_utc_ms(MONDAY_NINE_MS + 3 * 3_600_000);

fn refusal() -> crate::schema::Values {
    values([
        ("rounds/1/refusal_reason", text("result")),
        ("rounds/1/refusal_words", text("精度还没有复测")),
        ("rounds/1/signer_name", text("龚䶮")),
        ("rounds/1/signer_title", text("设备科长")),
        ("rounds/1/refusal_next", text("明日复测后再签")),
    ])
}

#[test]
fn a_refusal_is_sealed_by_our_side_alone_and_a_later_signature_follows_it() {
    let phone = presented();
    phone.show_and_sign(JOB, "refuse", refusal());
    assert_eq!(phone.status(JOB), "refused");
    assert!(!phone.facts(MACHINE).has("warranty_until"), "a refusal starts no warranty");
    let refused = phone.verified(JOB);
    assert!(refused.is_sound());
    assert_eq!(refused.summary.way, "refused");
    assert_eq!(refused.summary.signers, ["王工"]);

    phone.pass_minutes(60);
    phone.show_and_sign(JOB, "confirm", acceptance("agree"));
    let file = SealedFile::decode(&phone.app.sealed_file(JOB).unwrap().unwrap()).unwrap();
    let previous = file.form.entries.iter().flatten().find(|entry| entry.name == names::PREVIOUS).unwrap();
    assert_eq!(previous.value.as_bytes(), Some(refused.seal.0.as_slice()));
    assert!(phone.verified(JOB).is_sound());
}

#[test]
fn an_absence_is_sealed_by_our_side_alone_and_says_who_was_sought() {
    let phone = presented();
    phone.show_and_sign(JOB, "absent", values([("rounds/1/absent_note", text("联系人临时外出，电话未接"))]));
    let report = phone.verified(JOB);
    assert!(report.is_sound());
    assert_eq!(
        (report.summary.way.as_str(), report.summary.signers.as_slice()),
        ("absent", ["王工".to_owned()].as_slice())
    );
    let file = SealedFile::decode(&phone.app.sealed_file(JOB).unwrap().unwrap()).unwrap();
    let sought = file.form.entries.iter().flatten().find(|entry| entry.name == "outcome/sought").unwrap();
    assert_eq!(sought.text, "龚䶮");
    assert!(file.form.entries.iter().flatten().all(|entry| entry.name != names::PRIVACY_NOTICE));
    assert!(!phone.facts(MACHINE).has("warranty_until"));
}

#[test]
fn a_proxy_signs_the_own_name_and_the_authority_is_sealed() {
    let phone = presented();
    let proxy = [
        ("rounds/1/signer_name", text("李四")),
        ("rounds/1/signer_phone", text("13810012002")),
        ("rounds/1/proxy_for", text("龚䶮")),
        ("rounds/1/proxy_relation", text("同事")),
        ("rounds/1/proxy_reason", text("出差")),
        ("rounds/1/authority", text("oral")),
        ("rounds/1/authority_by", text("龚䶮")),
        ("rounds/1/authority_phone", text("13810012001")),
        ("rounds/1/authority_at", phone.in_minutes(-5)),
    ];
    phone.show_and_sign(JOB, "confirm", with(acceptance("agree"), proxy));
    assert_eq!(phone.status(JOB), "ratification");
    assert!(phone.facts(MACHINE).is_true("warranty_provisional"));
    let report = phone.verified(JOB);
    assert!(report.is_sound());
    let signer = &report.summary.signers[0];
    assert!(signer.starts_with("李四（代 龚䶮 签，同事，电话授权 2026-12-03"), "{signer}");
}

#[test]
fn a_paper_signature_seals_the_photo_and_who_attests_it() {
    let phone = presented();
    let page = phone.app.keep_blob(&jpeg_with_position(1), Priority::Original).unwrap();
    let paper = [("rounds/1/way", text("paper")), ("rounds/1/paper_photo", page.to_scalar())];
    let given = with(acceptance("agree"), paper);
    phone.app.sign(JOB, "confirm", &drawn(given, None)).unwrap();
    assert_eq!(phone.status(JOB), "accepted");
    let file = SealedFile::decode(&phone.app.sealed_file(JOB).unwrap().unwrap()).unwrap();
    let attached = |name: &str| file.attachments.iter().find(|attachment| attachment.name == name);
    assert!(attached(&names::paper_page(1)).is_none());
    let page = attached(&names::shareable_of(&names::paper_page(1)).unwrap()).unwrap();
    assert_eq!(Some(&page.bytes), shareable_photo(&jpeg_with_position(1)).as_ref());
    let kept = file.form.entries.iter().flatten().find(|entry| entry.name == "outcome/original_kept").unwrap();
    assert_eq!(kept.text, "王工");
    assert!(phone.verified(JOB).is_sound());
}

#[test]
fn the_place_that_was_typed_is_the_one_that_is_sealed() {
    let phone = presented();
    let given = with(acceptance("agree"), [("rounds/1/place", text("二号车间"))]);
    phone.show_and_sign(JOB, "confirm", given);
    assert_eq!(phone.facts(JOB).text("rounds/1/place"), Some("二号车间"));
    let file = SealedFile::decode(&phone.app.sealed_file(JOB).unwrap().unwrap()).unwrap();
    let place = file.form.entries.iter().flatten().find(|entry| entry.name == "place/address").unwrap();
    assert_eq!(place.text, "二号车间");
    assert_ne!(place.text, ADDRESS);
}

#[test]
fn our_box_names_whoever_drew_in_it_and_where() {
    let directory = Directory::default();
    let printer = Printer { language: CHINESE, directory: &directory };
    let facts = Facts(values([("rounds/1/place", text(ADDRESS)), ("rounds/1/absent_at", NOON.to_scalar())]));
    let round = Round::read(facts.item("rounds", "1"), &mut Vec::new());
    let signature = |ink: &Ink| boxes::engineer_signature(&printer, Some("李喆".into()), &round, ink);
    let open = signature(&Ink::default());
    assert_eq!((open.name.as_deref(), open.at, open.place), (Some("李喆"), None, None));
    let engineer = Strokes::from_bytes(&scribble(5)).ok();
    let drawn = signature(&Ink { ours: Some("王工".into()), engineer, ..Ink::default() });
    assert_eq!(drawn.name.as_deref(), Some("王工"));
    assert_eq!(drawn.at.as_deref(), Some("2026年11月23日 12:00"));
    assert_eq!(drawn.place.as_deref(), Some(ADDRESS));
}

#[test]
fn due_times_print_like_every_other_moment() {
    let directory = Directory::default();
    let printer = |language| Printer { language, directory: &directory };
    let midnight = Due::At(NOON.plus_ms(12 * 3_600_000));
    for (due, language, printed) in [
        (&Due::At(NOON), CHINESE, "2026年11月23日 12:00"),
        (&Due::At(NOON), Language::English, "2026-11-23 12:00"),
        (&midnight, CHINESE, "2026年11月23日 24:00"),
        (&midnight, Language::English, "2026-11-23 24:00"),
    ] {
        assert_eq!(printer(language).due(due).as_deref(), Some(printed));
    }
}

#[test]
fn a_form_in_english_is_sealed_in_english() {
    let phone = presented();
    let given = acceptance("agree");
    let shown = phone.app.present_step(JOB, "confirm", &given, Language::English).unwrap();
    assert_ne!(shown.pdf, phone.app.present_step(JOB, "confirm", &given, CHINESE).unwrap().pdf);
    let mut input = drawn(given, Some(&shown));
    assert_eq!(phone.refused(JOB, "confirm", &input), ["changed_after_shown"], "shown in another language");
    input.language = Language::English;
    phone.app.sign(JOB, "confirm", &input).unwrap();
    let file = SealedFile::decode(&phone.app.sealed_file(JOB).unwrap().unwrap()).unwrap();
    let statement = file.form.entries.iter().flatten().find(|entry| entry.name == names::STATEMENT).unwrap();
    assert_eq!(statement.text, shown.statement.en);
}
