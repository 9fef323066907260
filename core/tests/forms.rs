//! What the printed forms promise: the wording of every sample, the same bytes always, and content of
//! any kind printed literally.
#![cfg(feature = "forms")]

#[path = "forms/samples.rs"]
mod samples;
#[path = "forms/selling.rs"]
mod selling;
#[path = "forms/serving.rs"]
mod serving;

use std::path::PathBuf;

use fieldseal_core::forms::*;
use fieldseal_core::schema::{Hash32, Language};
use proptest::prelude::*;

fn acceptance(form: InstallationAcceptance) -> Form {
    Form::InstallationAcceptance(Box::new(form))
}

fn print(form: &Form) -> Rendered {
    render(form, Language::Chinese).expect("every content prints")
}

fn pages(rendered: &Rendered) -> Vec<&str> {
    rendered.text.split('\u{c}').collect()
}

/// Compares with a golden file; with `FIELDSEAL_BLESS` in the environment, writes it.
fn check_golden(name: &str, actual: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/forms").join(name);
    if std::env::var_os("FIELDSEAL_BLESS").is_some() {
        std::fs::write(&path, actual).expect("the folder of golden files is there");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == actual, "{name} differs: look, then run with FIELDSEAL_BLESS=1 and review the diff");
}

#[test]
fn every_sample_prints_as_its_golden_file_says() {
    let mut digests = String::new();
    for (name, form, language) in samples::all() {
        let rendered = render(&form, language).unwrap();
        assert_eq!(rendered.warnings, [], "{name}");
        assert_eq!(rendered.pages, pages(&rendered).len());
        check_golden(&format!("{name}.txt"), &rendered.text);
        digests.push_str(&format!("{} {name}\n", Hash32::of(&rendered.pdf)));
    }
    // The files themselves: the same on every platform, so a difference here is a broken promise or a
    // new typesetter.
    check_golden("digests.txt", &digests);
}

#[test]
fn the_same_content_gives_the_same_bytes_again_and_on_other_threads() {
    let form = acceptance(samples::acceptance_with_reservation());
    let first = print(&form);
    let order = Form::ServiceOrder(Box::new(samples::service_order()));
    std::thread::scope(|scope| {
        let others: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    print(&order);
                    print(&form)
                })
            })
            .collect();
        for other in others {
            assert!(other.join().unwrap() == first);
        }
    });
    assert!(print(&form) == first);
    // Neither a moment nor the typesetter's version stands in the file.
    let bytes = String::from_utf8_lossy(&first.pdf);
    for word in ["CreationDate", "ModDate", "Typst"] {
        assert!(!bytes.contains(word), "{word}");
    }
}

#[test]
fn a_character_outside_the_font_prints_as_a_mark_and_warns() {
    let mut form = samples::acceptance();
    form.customer_signature.name = Some("龘伟\u{1f600}".into());
    form.basics.contact_name = Some("龘伟".into());
    let rendered = print(&acceptance(form));
    assert_eq!(rendered.warnings, [FormWarning::MissingCharacter('龘'), FormWarning::MissingCharacter('\u{1f600}')]);
    assert!(rendered.text.contains("〔U+9F98〕伟〔U+1F600〕"), "{}", rendered.text);
}

#[test]
fn values_are_never_read_as_markup() {
    let hostile = [
        "#import \"x.typ\"",
        "#sys.version",
        "$ x^2 $",
        "*bold* _italic_ `raw`",
        "] [ } { ) (",
        r"\ \u{41} \#",
        "// comment",
        "= heading",
        "- list + enum / term: x",
        "<label> @reference",
        "https://example.com",
        "\"quoted\" 'quoted'",
        "a -- b --- c ... ~ d",
        "\u{22}}],\"x\":1",
    ];
    for text in hostile {
        let mut form = samples::acceptance();
        form.customer_words = Some(text.into());
        form.equipment[0].position = None;
        form.document.seal_state = Some(text.into());
        let rendered = print(&acceptance(form));
        assert_eq!(rendered.warnings, []);
        assert_eq!(rendered.text.matches(text).count(), 1 + rendered.pages, "{text}: {}", rendered.text);
    }
}

#[test]
fn a_long_table_repeats_its_head_and_loses_no_row() {
    let rendered = print(&acceptance(samples::acceptance_of_sixty_checks()));
    let numbers: Vec<usize> = rendered
        .text
        .lines()
        .flat_map(|line| line.split('\t'))
        .filter_map(|cell| cell.strip_prefix("第 ")?.strip_suffix(" 项 轴线几何精度检查")?.parse().ok())
        .collect();
    assert_eq!(numbers, (1..=60).collect::<Vec<_>>());
    assert!(rendered.pages >= 3);
    for page in pages(&rendered).into_iter().filter(|page| page.contains("轴线几何精度检查")) {
        assert_eq!(page.matches("检查项\t").count(), 1, "{page}");
    }
}

#[test]
fn the_signature_block_stays_on_one_page_wherever_it_falls() {
    for rows in (0..40).step_by(3) {
        let mut form = samples::acceptance();
        let row = form.checks[0].clone();
        form.checks = vec![row; rows];
        let rendered = print(&acceptance(form));
        let pages = pages(&rendered);
        let holding: Vec<_> = pages.iter().filter(|page| page.contains("声明：")).collect();
        assert_eq!(holding.len(), 1);
        for part in ["确认与签字", "客户验收人", "盖章处", "2026年11月23日 14:05", "2026年11月23日 14:07"]
        {
            assert!(holding[0].contains(part), "{rows} rows, {part}: {}", holding[0]);
        }
    }
}

#[test]
fn reservations_stand_above_the_signature_and_mark_it() {
    let text = print(&acceptance(samples::acceptance_with_reservation())).text;
    let at = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what} is missing: {text}"));
    assert!(at("排屑器护罩到货时就有磕碰") < at("声明："));
    assert!(at("声明：") < at("WITH RESERVATION"));
    assert!(text.contains("李四（代 张三 签，同事，电话授权"));
}

#[test]
fn print_marks_appear_with_their_facts_and_only_then() {
    let sample = samples::acceptance();
    let with = |change: &dyn Fn(&mut InstallationAcceptance)| {
        let mut form = sample.clone();
        change(&mut form);
        print(&acceptance(form)).text
    };
    let confirmed =
        |confirmation: Confirmation| with(&|form| form.customer_signature.confirmation = confirmation.clone());
    let none = Confirmation::Refused { reason: None, words: None, shown_to: None, witness: None, next: None };
    let telephone = Confirmation::Telephone { name: None, number: None, at: None, words: None };
    let void = DocumentState::Void { reason: Some("由 AZ2026-A3-0020 替代".into()) };
    let printed = [
        ("DRAFT", with(&|form| form.document.state = DocumentState::Draft)),
        ("VOID", with(&|form| form.document.state = void.clone())),
        ("SIGNATURE REFUSED", confirmed(none)),
        ("CONFIRMED BY TELEPHONE", confirmed(telephone)),
        ("SIGNED ON PAPER", confirmed(Confirmation::Paper { annex: Some("附件 1".into()) })),
        ("SIGNED BY PROXY", with(&|form| form.customer_signature.proxy = Some(Proxy::default()))),
        ("WITH RESERVATION", with(&|form| form.reservations = vec![Reservation::default()])),
        ("AMENDED AFTER SIGNING", with(&|form| form.document.amendments = vec![Amendment::default()])),
        ("", with(&|_| ())),
    ];
    let marks: Vec<&str> = printed.iter().map(|(mark, _)| *mark).filter(|mark| !mark.is_empty()).collect();
    for (own, text) in &printed {
        for mark in &marks {
            assert_eq!(text.contains(mark), mark == own, "{mark} on the form of {own}: {text}");
        }
    }
}

#[test]
fn a_suggestion_prints_the_short_form() {
    let text = print(&Form::ServiceOrder(Box::new(samples::suggestion()))).text;
    for present in ["受理", "问题", "答复", "已转研发评估"] {
        assert!(text.contains(present), "{present}");
    }
    for absent in ["配件", "派工", "声明", "双方各执一份", "盖章处"] {
        assert!(!text.contains(absent), "{absent}: {text}");
    }
}

#[test]
fn costs_print_only_on_the_internal_copy() {
    let internal = print(&Form::ServiceOrder(Box::new(samples::service_order_by_telephone())));
    assert!(pages(&internal).last().unwrap().contains("INTERNAL"));
    assert!(internal.text.contains("CNY 2,140.00"));
    let handed_out = print(&Form::ServiceOrder(Box::new(samples::service_order())));
    assert!(!handed_out.text.contains("成本") && !handed_out.text.contains("INTERNAL"));
}

#[test]
fn a_logo_is_printed_or_named_in_a_warning_and_never_stops_a_form() {
    // One grey pixel.
    let pixel = data_encoding::BASE64
        .decode(b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==")
        .unwrap();
    let with = |logo: Vec<u8>| {
        let mut form = samples::acceptance();
        form.document.company.logo_png = Some(logo);
        print(&acceptance(form))
    };
    let plain = print(&acceptance(samples::acceptance()));
    let good = with(pixel.clone());
    assert_eq!(good.warnings, []);
    assert!(good.pdf != plain.pdf);
    let mut broken = pixel.clone();
    broken.truncate(40);
    let mut huge = pixel.clone();
    huge[16] = 0x7f;
    for logo in [b"GIF89a".to_vec(), vec![], vec![0; LOGO_BYTES_MAX + 1], broken, huge] {
        let rendered = with(logo);
        assert_eq!(rendered.warnings, [FormWarning::LogoUnreadable]);
        assert!(rendered.pdf == plain.pdf);
    }
}

#[test]
fn too_much_content_is_an_error() {
    let mut form = samples::acceptance();
    form.customer_words = Some("字".repeat(CONTENT_BYTES_MAX / 3));
    assert_eq!(render(&acceptance(form), Language::Chinese), Err(FormError::TooLarge));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_prints_without_remarks_of_the_typesetter(
        short in "\\PC{0,40}", long in "(?s).{0,400}", run in "[!-~]{0,300}",
    ) {
        let mut form = samples::acceptance_with_reservation();
        form.equipment[0].name = long.clone();
        form.checks[0].photo_number = Some(run.clone());
        form.site.network.value = Some(long.clone());
        form.document.number = short.clone();
        form.reservations[0].text = long;
        form.reservations[1].category = Some(run.clone());
        form.customer_signature.name = Some(run);
        form.engineer_signature.place = Some(short);
        let rendered = render(&acceptance(form), Language::Chinese).unwrap();
        prop_assert!(rendered.pages >= 2);
        let marks_only = rendered.warnings.iter().all(|warning| matches!(warning, FormWarning::MissingCharacter(_)));
        prop_assert!(marks_only, "{:?}", rendered.warnings);
    }
}
