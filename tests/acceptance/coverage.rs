//! Every entry of the manual has a test that is named after it.
//! Absent by design: whether that test is a good one; its reader judges.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// The manual's entries: records, steps, clocks, roles.
const ENTRIES: &str = "
    K-customer K-needs K-quote K-cost K-contract K-order K-delivery K-equipment K-installation K-training K-ticket
    K-callback K-complaint K-library K-person
    S-01 S-02 S-03 S-04 S-05 S-06 S-07 S-08 S-09 S-10 S-11 S-12 S-13 S-14 S-15 S-16 S-17 S-18 S-19 S-20 S-21 S-22 S-23
    S-24 S-25 S-26 S-27 S-28 S-29 S-30
    D-01 D-02a D-02b D-02c D-02d D-03 D-04 D-05 D-06 D-07 D-08 D-09 D-10 D-11 D-12 D-13 D-14 D-15 D-16 D-17a D-17b D-17c
    R-sales R-manager R-finance R-legal R-warehouse R-desk R-engineer R-supervisor R-admin
";

/// Where tests stand.
const FOLDERS: [&str; 5] = ["bindings/src", "core/src", "core/tests", "sync-server/src", "tests"];

/// An entry as test names say it: `s01`, `d02a`, `k_customer`.
fn as_in_names(entry: &str) -> String {
    let entry = entry.to_lowercase();
    match entry.split_once('-') {
        Some((kind @ ("s" | "d"), number)) => format!("{kind}{number}"),
        _ => entry.replace('-', "_"),
    }
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the project") {
        let path = entry.expect("an entry of it").path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The names of the functions that stand under `#[test]`.
fn test_names(source: &str) -> impl Iterator<Item = &str> {
    source.split("#[test]").skip(1).filter_map(|rest| rest.split_once("fn ")?.1.split_once('(').map(|(name, _)| name))
}

/// Whether a test's name names an entry: as whole words between underscores.
fn names(test: &str, entry: &str) -> bool {
    format!("_{test}_").contains(&format!("_{entry}_"))
}

#[test]
fn every_entry_of_the_manual_has_a_test_of_its_name() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the project's folder");
    let mut files = Vec::new();
    for folder in FOLDERS {
        rust_files(&project.join(folder), &mut files);
    }
    let sources: Vec<String> = files.iter().map(|file| std::fs::read_to_string(file).expect("a source")).collect();
    let tests: BTreeSet<&str> = sources.iter().flat_map(|source| test_names(source)).collect();
    let missing: Vec<&str> =
        ENTRIES.split_whitespace().filter(|entry| !tests.iter().any(|test| names(test, &as_in_names(entry)))).collect();
    println!("entries without a test: {missing:?}");
    assert!(missing.is_empty(), "entries of the manual without a test: {missing:?}");
}

#[test]
fn an_entry_is_named_as_a_whole_word() {
    assert!(names("s01_k_customer_a_lead", "s01") && names("a_k_customer", "k_customer"));
    assert!(!names("d02a_late", "d02") && !names("s011_x", "s01") && !names("k_customers", "k_customer"));
    assert_eq!(["S-01", "D-17c", "K-needs"].map(as_in_names), ["s01", "d17c", "k_needs"]);
}
