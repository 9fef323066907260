//! A customer's file: whole, cut, altered anywhere, with names that lead elsewhere; and its golden bytes.
//! Absent by design: what the product puts in one.

use std::{collections::BTreeMap, path::PathBuf};

use super::sample::{chain, file_bytes, person, received_at, root, root_key, server_key};
use crate::{
    schema::Id,
    seal::{
        CustomerFileError, CustomerFileWriter, EntryDiffers, Fingerprint, is_customer_file,
        keys::{Context, SigningKey},
        read_customer_file,
    },
};

const CUSTOMER: Id = Id([0xc5; 16]);

fn entries() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("index.html", "<p>云杉精密</p>".into()),
        ("records/KH-2611-K7-0001.json", b"{}".to_vec()),
        ("sealed/AZ-2611-K7-0003-1.fieldseal", file_bytes()),
    ]
}

fn archive_of(entries: &[(&str, Vec<u8>)], key: &SigningKey) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = CustomerFileWriter::begin(&mut bytes).unwrap();
    for (name, content) in entries {
        writer.add(name, content).unwrap();
    }
    writer.finish(CUSTOMER, received_at(), (person(), "王工"), &chain().server, key).unwrap();
    bytes
}

fn archive() -> Vec<u8> {
    archive_of(&entries(), &server_key())
}

fn read(bytes: &[u8]) -> Result<Vec<(String, EntryDiffers)>, CustomerFileError> {
    let (_, differences) = read_customer_file(bytes, &root(), &mut |_, _| {})?;
    Ok(differences.into_iter().map(|verdict| (verdict.name, verdict.how)).collect())
}

#[test]
fn what_was_added_comes_back_and_nothing_differs() {
    let bytes = archive();
    assert!(is_customer_file(&bytes) && !is_customer_file(&file_bytes()));
    let mut found = Vec::new();
    let (manifest, differences) =
        read_customer_file(&*bytes, &root(), &mut |name, bytes| found.push((name.to_owned(), bytes.to_vec()))).unwrap();
    assert_eq!(differences, []);
    assert_eq!((manifest.customer, manifest.made_for, &*manifest.made_for_name), (CUSTOMER, person(), "王工"));
    let added: Vec<(String, Vec<u8>)> = entries().into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect();
    assert_eq!(found, added);
}

#[test]
fn every_cut_is_noticed_and_so_is_a_byte_too_many() {
    let bytes = archive();
    for length in 0..bytes.len() {
        assert!(matches!(read(&bytes[..length]), Err(CustomerFileError::Malformed)), "cut at {length}");
    }
    assert!(read(&[&*bytes, &[0]].concat()).is_err());
}

#[test]
fn every_altered_byte_is_noticed_and_one_in_an_entry_names_it() {
    let bytes = archive();
    for index in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[index] ^= 1;
        let noticed = read(&altered).map_or(true, |differences| !differences.is_empty());
        assert!(noticed, "byte {index}");
    }
    let at = bytes.windows(5).position(|window| window == b"json\x42").expect("the record's entry") + 5;
    let mut altered = bytes;
    altered[at] = b'[';
    assert_eq!(read(&altered).unwrap(), [("records/KH-2611-K7-0001.json".to_owned(), EntryDiffers::Altered)]);
}

#[test]
fn entries_left_out_added_or_exchanged_are_named() {
    let whole = archive();
    // The list of one archive behind the entries of another.
    let others = [("index.html", b"other".to_vec()), ("letter.txt", b"new".to_vec())];
    let mut begun = Vec::new();
    let mut writer = CustomerFileWriter::begin(&mut begun).unwrap();
    for (name, content) in &others {
        writer.add(name, content).unwrap();
    }
    drop(writer);
    let mut entries_of_whole = Vec::new();
    let mut writer = CustomerFileWriter::begin(&mut entries_of_whole).unwrap();
    for (name, content) in entries() {
        writer.add(name, &content).unwrap();
    }
    drop(writer);
    let list = &whole[entries_of_whole.len()..];
    let found = read(&[&*begun, list].concat()).unwrap();
    assert_eq!(
        found,
        [
            ("index.html".to_owned(), EntryDiffers::Altered),
            ("records/KH-2611-K7-0001.json".to_owned(), EntryDiffers::Missing),
            ("sealed/AZ-2611-K7-0003-1.fieldseal".to_owned(), EntryDiffers::Missing),
            ("letter.txt".to_owned(), EntryDiffers::NotListed),
        ]
    );
}

#[test]
fn another_server_or_another_root_proves_nothing() {
    let forged = archive_of(&entries(), &SigningKey::from_bytes(&[9; 32]));
    assert!(matches!(read(&forged), Err(CustomerFileError::Signature)));
    let elsewhere = Fingerprint::of(&SigningKey::from_bytes(&[8; 32]).public());
    let other_root = read_customer_file(&*archive(), &elsewhere, &mut |_, _| {});
    assert!(matches!(other_root, Err(CustomerFileError::Server(_))));
    assert_ne!(root_key().sign(Context::CustomerFile, b"x"), root_key().sign(Context::Receipt, b"x"));
}

#[test]
fn no_name_leads_out_of_the_folder_or_before_the_last() {
    for name in ["", "/etc/passwd", "../x", "a/../b", "a//b", "a/", ".x", "a\\b", "c:x", "a\nb", "a.", "a /b"] {
        let mut writer = CustomerFileWriter::begin(Vec::new()).unwrap();
        assert!(matches!(writer.add(name, b""), Err(CustomerFileError::Name)), "{name:?}");
    }
    let mut writer = CustomerFileWriter::begin(Vec::new()).unwrap();
    writer.add("b", b"").unwrap();
    for name in ["b", "a"] {
        assert!(matches!(writer.add(name, b""), Err(CustomerFileError::Name)));
    }
    // The same from outside: the length of a name that is no path.
    let mut bytes = archive();
    let at = bytes.windows(10).position(|window| window == b"index.html").unwrap();
    bytes[at] = b'/';
    assert!(matches!(read(&bytes), Err(CustomerFileError::Name)));
}

#[test]
fn a_claimed_length_allocates_nothing_that_did_not_come() {
    let mut bytes = Vec::new();
    drop(CustomerFileWriter::begin(&mut bytes).unwrap());
    bytes.extend_from_slice(&[0x82, 0x61, b'a', 0x5a, 0x0f, 0xff, 0xff, 0xff, 1, 2, 3]);
    assert!(matches!(read(&bytes), Err(CustomerFileError::Malformed)));
    let at = bytes.len() - 7;
    bytes[at - 1] = 0x5b;
    bytes.splice(at..at, [0, 0, 0x10, 0]);
    assert!(matches!(read(&bytes), Err(CustomerFileError::TooLarge)));
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/vectors/seal/customer_file.json")
}

#[test]
fn the_golden_archive_stands() {
    let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    let vectors = BTreeMap::from([("archive", hex(&archive())), ("root_fingerprint", root().to_string())]);
    if std::env::var_os("FIELDSEAL_WRITE_VECTORS").is_some() {
        std::fs::write(path(), serde_json::to_string_pretty(&vectors).unwrap() + "\n").unwrap();
    }
    let golden: BTreeMap<String, String> =
        serde_json::from_str(&std::fs::read_to_string(path()).unwrap_or_default()).unwrap_or_default();
    assert_eq!(golden.get("archive"), vectors.get("archive"));
    assert_eq!(golden.get("root_fingerprint"), vectors.get("root_fingerprint"));
}
