//! The archive's pages, for people: an index of everything and one page a record. They need nothing from
//! elsewhere.
//! Absent by design: what is in the archive.

use std::collections::BTreeMap;

use fieldseal_core::{
    records::KINDS,
    schema::{Hash32, Kind, RecordId},
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

/// One record, as the console shows it, with its photos: each by the key that names it and its file's name.
pub(super) fn record(shown: &Shown, photos: &[(String, String)], names: &Names<'_>) -> String {
    let content = html! {
        p { a href="../index.html" { "← 一户一档 Customer file" } }
        (console::record_content(shown, names))
        @if !photos.is_empty() {
            h2 { "照片与文件 Photos and files" }
            @for (key, name) in photos {
                figure {
                    a href=(format!("../{name}")) {
                        img src=(format!("../{name}")) alt=(console::label(shown.kind, key)) style="max-width: 20rem";
                    }
                    figcaption { (console::label(shown.kind, key)) }
                }
            }
        }
    };
    page(&shown.row.title, &content)
}

/// Where a photo lies in the archive, by the digest of its original.
pub(super) fn photo_name(blob: &Hash32) -> String {
    format!("photos/{}", data_encoding::HEXLOWER.encode(&blob.0))
}

/// What is in the archive, kind by kind, with the signed forms.
pub(super) fn index(
    customer: &str,
    shown: &BTreeMap<RecordId, Shown>,
    numbers: &BTreeMap<RecordId, String>,
    forms: &[&String],
) -> String {
    let of_kind = |kind: &'static Kind| shown.iter().filter(move |(_, found)| found.kind.code() == kind.code());
    let content = html! {
        h1 { "一户一档 Customer file · " (customer) }
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
    page(&format!("一户一档 Customer file · {customer}"), &content)
}
