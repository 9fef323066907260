//! The archive's pages, for people: an index of everything and one page a record. They need nothing from
//! elsewhere.
//! Absent by design: what is in the archive.

use std::collections::BTreeMap;

use fieldseal_core::{
    records::KINDS,
    schema::{Kind, RecordId},
};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::{
    console::{self, Names},
    desk::Shown,
};

fn page(title: &str, content: &Markup) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(console::STYLE)) }
            }
            body { main { (content) } }
        }
    };
    markup.into_string()
}

/// One record, as the console shows it.
pub(super) fn record(shown: &Shown, names: &Names<'_>) -> String {
    let content = html! {
        p { a href="../index.html" { "← 一户一档 Customer file" } }
        (console::record_content(shown, names))
    };
    page(&shown.row.title, &content)
}

/// What is in the archive, kind by kind, with the signed forms.
pub(super) fn index(
    shown: &BTreeMap<RecordId, Shown>,
    numbers: &BTreeMap<RecordId, String>,
    forms: &[&String],
) -> String {
    let of_kind = |kind: &'static Kind| shown.iter().filter(move |(_, found)| found.kind.code() == kind.code());
    let content = html! {
        h1 { "一户一档 Customer file" }
        @for kind in KINDS {
            @if of_kind(kind).next().is_some() {
                h2 { (kind.table.label.zh) " " (kind.table.label.en) }
                table {
                    thead { tr { th { "编号 Number" } th { "标题 Title" } th { "状态 Status" } } }
                    tbody {
                        @for (record, found) in of_kind(kind) {
                            tr {
                                td { (found.row.number.as_deref().unwrap_or("—")) }
                                td { a href=(format!("records/{}.html", numbers[record])) {
                                    @if found.row.title.is_empty() { "（无标题 untitled）" } @else { (found.row.title) }
                                } }
                                td { (console::status(kind.code(), &found.row.status)) }
                            }
                        }
                    }
                }
            }
        }
        @if !forms.is_empty() {
            h2 { "已签署的表单 Signed forms" }
            ul { @for name in forms { li { a href=(name) { (name.trim_start_matches("sealed/")) } } } }
            p { "校验 Check: fieldseal verify FILE --root …" }
        }
    };
    page("一户一档 Customer file", &content)
}
