use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{
    content::changes,
    sample::{content, file, file_bytes, form, manipulated, root},
};
use crate::seal::{Attachment, Differs, Entry, Report, SealedFile, SealedForm, SealedFormError, limits, names, verify};

fn report(file: &SealedFile) -> Report {
    verify(&file.encode().unwrap(), &root(), None).unwrap()
}

fn names_of(report: &Report) -> BTreeSet<&str> {
    report.content.differences.iter().map(|difference| difference.what.name.as_str()).collect()
}

#[test]
fn the_untouched_file_is_sound() {
    let report = report(&file());
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(report.content.withheld, []);
    assert_eq!(report.check_code, form().table.check_code());
    assert_eq!(SealedFile::decode(&file_bytes()), {
        let mut file = file();
        file.attachments.sort_by(|left, right| left.name.cmp(&right.name));
        Ok(file)
    });
}

#[test]
fn every_altered_entry_is_named_and_nothing_else() {
    let original = file();
    for (index, entry) in original.form.entries.iter().enumerate() {
        let name = entry.as_ref().unwrap().name.clone();
        type Alteration = fn(&mut Entry);
        let alterations: [Alteration; 5] = [
            |entry| entry.text.push('0'),
            |entry| entry.label_en.push('x'),
            |entry| entry.kind = "changed".into(),
            |entry| entry.salt.0[3] ^= 0x10,
            |entry| entry.name.push('x'),
        ];
        for alter in alterations {
            let mut altered = original.clone();
            alter(altered.form.entries[index].as_mut().unwrap());
            let report = report(&altered);
            assert_eq!(names_of(&report), BTreeSet::from([name.as_str()]));
            assert!(!report.is_sound());
            assert!(report.signer.is_ok(), "{name}: the certificates are untouched");
        }
    }
}

#[test]
fn every_altered_or_missing_file_is_named() {
    for index in 0..file().attachments.len() {
        let mut altered = file();
        let name = altered.attachments[index].name.clone();
        altered.attachments[index].bytes[0] ^= 1;
        assert_eq!(names_of(&report(&altered)), BTreeSet::from([name.as_str()]));

        let mut missing = file();
        missing.attachments.remove(index);
        let report = report(&missing);
        assert!(report.content.is_intact());
        assert_eq!(report.content.withheld.iter().map(|named| &*named.name).collect::<Vec<_>>(), [name]);
    }
    for name in ["file/extra", "field/number", names::CERTIFICATES] {
        let mut added = file();
        added.attachments.push(Attachment { name: name.into(), bytes: vec![1] });
        let report = report(&added);
        assert_eq!(names_of(&report), BTreeSet::from([name]));
        assert_eq!(report.content.differences[0].how, Differs::NotSealed);
    }
}

#[test]
fn s17_altered_strokes_say_whose_they_are_as_far_as_the_name_is_intact() {
    let mut altered = file();
    let strokes = altered.attachments.iter_mut().find(|attachment| attachment.name == names::strokes(1)).unwrap();
    strokes.bytes[0] ^= 1;
    let label = |file: &SealedFile| {
        let report = report(file);
        let found = report.content.differences.iter().find(|difference| difference.what.name == names::strokes(1));
        found.map(|difference| difference.what.label_zh.clone()).unwrap()
    };
    let name = |entry: &Option<Entry>| entry.as_ref().is_some_and(|entry| entry.name == "signer/001/name");
    let at = altered.form.entries.iter().position(name).unwrap();
    let printed = altered.form.entries[at].as_ref().unwrap().text.clone();
    assert_eq!(label(&altered), format!("签字人 1 笔迹（{printed}）"));
    let mut forged = altered.clone();
    if let Some(entry) = &mut forged.form.entries[at] {
        entry.text = "王五".into();
    }
    assert_eq!(label(&forged), "签字人 1 笔迹", "a forged name names nobody");
}

#[test]
fn several_alterations_are_all_named() {
    let mut altered = file();
    altered.form.entries[1].as_mut().unwrap().text.push('0');
    altered.form.entries[5].as_mut().unwrap().text.push('0');
    altered.attachments[0].bytes.push(0);
    let names: Vec<String> =
        [1, 5].iter().map(|index: &usize| file().form.entries[*index].as_ref().unwrap().name.clone()).collect();
    assert_eq!(names_of(&report(&altered)), BTreeSet::from([&*names[0], &*names[1], names::PDF]));
}

/// Each sealed value changed alone, and put under the signature of what was there before.
#[test]
fn content_put_under_an_old_seal_is_named_by_row() {
    for (name, change) in changes() {
        let mut changed = content();
        change(&mut changed);
        let other = manipulated(&changed);
        let mut forged = file();
        forged.form.entries = other.entries.clone();
        if !name.starts_with("file/") {
            assert_eq!(names_of(&report(&forged)), BTreeSet::from([name]));
        }
        forged.form.table = other.table;
        assert!(names_of(&report(&forged)).contains("signature"), "{name}");
    }
}

#[test]
fn an_altered_table_breaks_the_signature_and_names_the_row() {
    for index in 0..form().table.rows.len() {
        let mut altered = file();
        altered.form.table.rows[index].digest.0[0] ^= 1;
        let name = altered.form.table.rows[index].name.clone();
        let report = report(&altered);
        assert!(names_of(&report).contains(&*name), "{name}");
        assert!(names_of(&report).contains("signature"), "{name}");
        assert!(report.signer.is_err());
    }
}

#[test]
fn a_row_cut_out_of_the_table_breaks_the_signature() {
    for name in names::REQUIRED {
        let mut cut = file();
        let entry = cut.form.entries.iter().position(|entry| entry.as_ref().unwrap().name == name);
        entry.map(|index| cut.form.entries.remove(index));
        cut.form.table.rows.retain(|row| row.name != name);
        let report = report(&cut);
        assert!(names_of(&report).contains("signature"), "{name}");
        let missing = |d: &&crate::seal::Difference| d.what.name == name && d.how == Differs::Missing;
        assert!(report.content.differences.iter().any(|d| missing(&d)), "{name}");
    }
}

#[test]
fn withheld_entries_are_named_and_tell_nothing() {
    let mut shared = file();
    shared.form = shared.form.withholding(|name| name != "signer/001/phone" && name != names::WAY);
    let report = report(&shared);
    assert!(report.is_sound());
    assert_eq!(report.content.withheld.len(), 1);
    assert_eq!(report.content.withheld[0].name, "signer/001/phone");
    let bytes = shared.encode().unwrap();
    assert!(!bytes.windows(11).any(|window| window == b"13800000000"));
    assert_eq!(SealedForm::decode(&shared.form.encode()), Ok(shared.form));
}

#[test]
fn what_makes_it_a_seal_cannot_be_withheld() {
    for name in [names::WAY, names::SIGNED_AT, names::PERSON_NAME] {
        let mut cut = file();
        cut.form
            .entries
            .iter_mut()
            .filter(|entry| entry.as_ref().unwrap().name == name)
            .for_each(|entry| *entry = None);
        let report = report(&cut);
        assert_eq!(names_of(&report), BTreeSet::from([name]));
        assert_eq!(report.content.differences[0].how, Differs::Missing);
    }
}

#[test]
fn a_seal_decodes_only_when_intact() {
    assert_eq!(SealedForm::decode(&form().encode()), Ok(form()));
    let mut altered = form();
    altered.entries[0].as_mut().unwrap().text.push('x');
    assert_eq!(SealedForm::decode(&altered.encode()), Err(SealedFormError::Differs));
    let mut altered = form();
    altered.table.rows[0].digest.0[0] ^= 1;
    assert_eq!(SealedForm::decode(&altered.encode()), Err(SealedFormError::Signature));
    assert_eq!(SealedForm::decode(&[0; 40]), Err(SealedFormError::Malformed));
}

#[test]
fn any_changed_byte_is_found() {
    let bytes = file_bytes();
    let sound = verify(&bytes, &root(), None).unwrap();
    // Every byte once, by a bit that walks; the property test below takes any value.
    for index in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[index] ^= 1 << (index % 8);
        if let Ok(report) = verify(&changed, &root(), None) {
            assert_ne!(report, sound, "byte {index}");
            assert!(!report.is_sound(), "byte {index}");
        }
    }
}

#[test]
fn truncated_prolonged_and_oversized_files_are_refused() {
    let bytes = file_bytes();
    for length in 0..bytes.len() {
        assert!(verify(&bytes[..length], &root(), None).is_err(), "{length}");
    }
    assert!(verify(&[bytes.as_slice(), &[0]].concat(), &root(), None).is_err());
    let huge = vec![0; limits::FILE_BYTES_MAX + 1];
    assert_eq!(verify(&huge, &root(), None), Err(crate::seal::FileError::TooLarge));
}

#[test]
fn promised_lengths_allocate_nothing() {
    let head = [&[0x85, 0x70][..], b"fieldseal.sealed", &[0x01]].concat();
    for rest in [
        &[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff][..],
        &[0x40, 0xf6, 0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        &[0x40, 0xf6, 0x9f],
    ] {
        assert!(verify(&[&head, rest].concat(), &root(), None).is_err());
    }
    let nested = [&[0x85][..], &vec![0x9f; 100_000]].concat();
    assert!(verify(&nested, &root(), None).is_err());
    let version = [&[0x85, 0x70][..], b"fieldseal.sealed", &[0x02]].concat();
    assert_eq!(verify(&version, &root(), None), Err(crate::seal::FileError::Version(2)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn changed_bytes_are_found_whatever_their_value(
        changes in prop::collection::vec((any::<prop::sample::Index>(), 1_u8..), 1..4)
    ) {
        let bytes = file_bytes();
        let mut changed = bytes.clone();
        for (index, mask) in &changes {
            changed[index.index(bytes.len())] ^= mask;
        }
        if changed != bytes && let Ok(report) = verify(&changed, &root(), None) {
            prop_assert!(!report.is_sound());
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let head = [&[0x85, 0x70][..], b"fieldseal.sealed", &[0x01]].concat();
        for bytes in [bytes.clone(), [head, bytes].concat()] {
            let sound = verify(&bytes, &root(), None).is_ok_and(|report| report.is_sound());
            prop_assert!(!sound);
        }
    }
}
