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
