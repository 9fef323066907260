//! The page that is checked in is the one that the tables give.
//! Absent by design: what the tables say.

use std::path::PathBuf;

use super::*;

fn checked_in() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/reference.md")
}

#[test]
fn the_page_in_docs_agrees_with_the_tables() {
    let made = reference();
    if std::env::var_os("FIELDSEAL_BLESS").is_some() {
        std::fs::write(checked_in(), &made).unwrap();
    }
    let kept = std::fs::read_to_string(checked_in()).unwrap_or_default();
    let differs = made.lines().zip(kept.lines()).find(|(made, kept)| made != kept);
    assert!(made == kept, "docs/reference.md is stale: run this test with FIELDSEAL_BLESS=1; first: {differs:?}");
}

#[test]
fn every_kind_step_and_clock_is_on_the_page() {
    let made = reference();
    for kind in KINDS {
        assert!(made.contains(&format!("<a id=\"{}\"></a>", kind.code())));
        for label in kind.steps.iter().map(|step| step.label).chain(kind.statuses.iter().map(|rule| rule.label)) {
            assert!(made.contains(label.zh) && made.contains(label.en), "{}: {label:?}", kind.code());
        }
        assert!(kind.clocks.iter().all(|clock| made.contains(clock.id)));
    }
}
