use super::*;
use crate::records::rig::{Rig, blob, boolean, check_kind, id, reference, text};

fn instruction(version: &str) -> Vec<(&'static str, crate::schema::Scalar)> {
    vec![
        ("document_kind", text("work_instruction")),
        ("title", text("X200 安装作业指导书")),
        ("version", text(version)),
        ("checklist/a/title", text("接地电阻")),
        ("checklist/a/nominal_value", text("≤ 4")),
        ("checklist/a/unit", text("Ω")),
        ("checklist/a/required", boolean(true)),
        ("checklist/a/safety", boolean(true)),
    ]
}

#[test]
fn the_tables_hold() {
    check_kind(&KIND);
}

#[test]
fn a_document_goes_through_every_status() {
    let mut rig = Rig::new(id(1));
    let (old, new) = (id(30), id(31));
    rig.must("library.draft", old, &instruction("1.0"));
    assert_eq!(rig.status("library", old), "draft");
    rig.must("library.publish", old, &[]);
    assert_eq!(rig.status("library", old), "current");
    assert_eq!(rig.refused("library.edit", old, &[("title", text("改"))]), ["not_its_turn"]);
    rig.must("library.draft", new, &instruction("2.0"));
    let by_new = [("superseded_by", reference(31))];
    assert_eq!(rig.refused("library.supersede", old, &by_new), ["not_current"]);
    rig.must("library.publish", new, &[]);
    rig.must("library.supersede", old, &by_new);
    assert_eq!(rig.status("library", old), "superseded");
    assert_eq!(rig.refused("library.supersede", new, &by_new), ["not_current"]);
    rig.must("library.retire", new, &[("retired_reason", text("停产"))]);
    assert_eq!(rig.status("library", new), "retired");
}

#[test]
fn an_empty_document_is_not_published() {
    let mut rig = Rig::new(id(1));
    let handbook = [("document_kind", text("handbook")), ("title", text("使用手册")), ("version", text("1"))];
    rig.must("library.draft", id(30), &handbook);
    assert_eq!(rig.refused("library.publish", id(30), &[]), ["empty"]);
    rig.must("library.edit", id(30), &[("file", blob())]);
    rig.must("library.publish", id(30), &[]);
}

#[test]
fn k_library_the_newest_version_is_found_over_those_between_and_what_differs_is_told() {
    let mut rig = Rig::new(id(1));
    let (first, second, third) = (id(30), id(31), id(32));
    rig.must("library.draft", first, &instruction("1.0"));
    rig.must("library.publish", first, &[]);
    assert!(newer_version(first, &rig).is_none(), "it is current itself");
    let mut values = instruction("2.0");
    values.push(("checklist/b/title", text("水平度")));
    for (record, by) in [(second, 31), (third, 32)] {
        rig.must("library.draft", record, &values);
        rig.must("library.publish", record, &[]);
        rig.must("library.supersede", if by == 31 { first } else { second }, &[("superseded_by", reference(by))]);
    }
    assert_eq!(newer_version(first, &rig).unwrap().0, third);
    rig.must("library.retire", third, &[("retired_reason", text("停产"))]);
    assert!(newer_version(first, &rig).is_none(), "nothing current took its place");

    let facts = |rows: &[(&str, &str)]| {
        crate::schema::Facts(rows.iter().map(|(key, value)| (format!("checklist/{key}"), text(value))).collect())
    };
    let older =
        facts(&[("a/title", "接地"), ("b/title", "水平"), ("b/unit", "mm"), ("c/title", "噪声"), ("d/title", "油位")]);
    let newer = facts(&[
        ("x/title", "水平"),
        ("x/unit", "μm"),
        ("a/title", "接地电阻"),
        ("d/title", "油位"),
        ("e/title", "气压"),
    ]);
    let (t, u) = (|title: &str| title.to_owned(), |field, then, now| vec![(field, text(then), text(now))]);
    let expected = [
        ChecklistChange::Changed { title: t("接地电阻"), fields: u("title", "接地", "接地电阻") },
        ChecklistChange::Added { title: t("气压") },
        ChecklistChange::Changed { title: t("水平"), fields: u("unit", "mm", "μm") },
        ChecklistChange::Removed { title: t("噪声") },
    ];
    let mut found = checklist_changes(&older, &newer);
    assert_eq!(found.pop().as_ref(), expected.last(), "what is gone comes last");
    assert!(found.len() == 3 && expected[..3].iter().all(|change| found.contains(change)), "{found:?}");
    assert!(checklist_changes(&older, &older).is_empty());
}
