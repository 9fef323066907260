use std::{collections::BTreeMap, path::PathBuf};

use super::sample::{
    chain, content, customer_strokes, device_key, file, file_bytes, form, receipt, root, root_key, server_key,
};
use crate::{
    schema::{Choice, ConfirmationWay},
    seal::{check_code, names, verify},
};

/// Set to write the vectors anew, after a change of format that was meant.
const WRITE: &str = "FIELDSEAL_WRITE_VECTORS";

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/vectors/seal/installation_acceptance.json")
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

/// Everything that a stranger needs to check a verifier against, in the order of `docs/seal.md`.
fn vectors() -> BTreeMap<&'static str, String> {
    let form = form();
    BTreeMap::from([
        ("root_secret", hex(&*root_key().to_bytes())),
        ("root_public", hex(&root_key().public().0)),
        ("root_fingerprint", root().to_string()),
        ("server_secret", hex(&*server_key().to_bytes())),
        ("device_secret", hex(&*device_key().to_bytes())),
        ("salt_secret", hex(&content().secret)),
        ("certificates", hex(&chain().to_bytes())),
        ("entry_result", hex(&form.entry("field/result").unwrap().to_bytes())),
        ("strokes", hex(&customer_strokes())),
        ("table", hex(&form.table.to_bytes())),
        ("seal_digest", hex(&form.digest().0)),
        ("check_code", check_code(&content())),
        ("seal", hex(&form.encode())),
        ("receipt", hex(&receipt(&form).to_bytes())),
        ("file", hex(&file_bytes())),
    ])
}

#[test]
fn the_golden_vectors_stand() {
    if std::env::var_os(WRITE).is_some() {
        let text = serde_json::to_string_pretty(&vectors()).unwrap();
        std::fs::write(path(), text + "\n").unwrap();
    }
    let text = std::fs::read_to_string(path()).unwrap();
    let golden: BTreeMap<&str, String> = serde_json::from_str(&text).unwrap();
    for (name, value) in vectors() {
        assert_eq!(golden.get(name), Some(&value), "{name}");
    }
    assert_eq!(golden.len(), vectors().len());
}

#[test]
fn the_golden_file_verifies_from_its_bytes_alone() {
    let text = std::fs::read_to_string(path()).unwrap();
    let golden: BTreeMap<&str, String> = serde_json::from_str(&text).unwrap();
    let bytes = data_encoding::HEXLOWER.decode(golden["file"].as_bytes()).unwrap();
    let report = verify(&bytes, &golden["root_fingerprint"].parse().unwrap(), None).unwrap();
    assert!(report.is_sound());
    assert_eq!(report.check_code, golden["check_code"]);
    assert_eq!(file().form.digest(), report.seal);
}

#[test]
fn the_description_names_every_row_and_holds_the_golden_results() {
    let text = include_str!("../../../../docs/seal.md");
    for name in names::REQUIRED {
        assert!(text.contains(&format!("`{name}`\\*")), "{name}");
    }
    for way in ConfirmationWay::CODES {
        assert!(text.contains(&format!("`{}`", way.code)), "{}", way.code);
    }
    for golden in ["root_fingerprint", "seal_digest", "check_code"] {
        assert!(text.contains(&vectors()[golden]), "{golden}");
    }
    for row in form().table.rows {
        let generic: Vec<&str> =
            row.name.split('/').map(|part| if part.parse::<u16>().is_ok() { "NNN" } else { part }).collect();
        let last = generic.last().copied().unwrap_or_default();
        let described = text.contains(&format!("`{}`", generic.join("/"))) || text.contains(&format!("`{last}`"));
        assert!(described || row.name.starts_with("field/"), "{}", row.name);
    }
}
