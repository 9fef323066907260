//! The console's pages as HTML. Everything a person typed is escaped by the templates.
//! Absent by design: what is shown to whom.

use fieldseal_core::{
    ledger::{Conflict, HistoryEntry},
    process::{calendar_warnings::CalendarWarning, clocks::Clock, steps},
    records::{self, KINDS},
    schema::{Instant, Kind, Language},
};
use maud::{DOCTYPE, Markup, html};

use super::values::{self, Names};
use crate::{
    desk::{PAGE_ROWS, Shown},
    storage::{IndexQuery, IndexRow, ReadingRow},
};

fn frame(title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · Fieldseal" }
                link rel="stylesheet" href="/style.css";
            }
            body { (content) }
        }
    }
}

fn top() -> Markup {
    html! {
        header {
            a href="/" { "Fieldseal 控制台 Console" }
            form method="post" action="/sign-out" { button { "退出 Sign out" } }
        }
    }
}

/// Asks for the console's key.
pub fn sign_in(was_wrong: bool) -> Markup {
    frame(
        "登录 Sign in",
        &html! {
            main class="narrow" {
                h1 { "Fieldseal 控制台 Console" }
                @if was_wrong { p class="alert" role="alert" { "密钥不正确 The key is not right" } }
                form method="post" action="/sign-in" {
                    label for="key" { "控制台密钥（建立公司时显示） The console's key, shown at set-up" }
                    input id="key" name="key" type="password" autocomplete="current-password" required;
                    button { "登录 Sign in" }
                }
            }
        },
    )
}

fn moment(utc_ms: i64) -> String {
    Instant::from_utc_ms(utc_ms).to_string()
}

/// A status as it reads.
pub fn status(kind: &str, code: &str) -> String {
    let rule = records::kind(kind).and_then(|kind| kind.statuses.iter().find(|rule| rule.code == code));
    rule.map_or_else(|| code.to_owned(), |rule| format!("{} {}", rule.label.zh, rule.label.en))
}

fn kind_label(code: &str) -> String {
    records::kind(code)
        .map_or_else(|| code.to_owned(), |kind| format!("{} {}", kind.table.label.zh, kind.table.label.en))
}

/// A list of records.
pub fn list(
    query: &IndexQuery,
    page: usize,
    rows: &[IndexRow],
    warnings: &[CalendarWarning],
    names: &Names<'_>,
) -> Markup {
    let kind = query.kind.as_deref().unwrap_or_default();
    frame(
        "记录 Records",
        &html! {
            (top())
            main {
                @for warning in warnings {
                    p class="alert" role="alert" {
                        (warning.text(Language::Chinese)) " " (warning.text(Language::English))
                    }
                }
                form class="filter" method="get" action="/" {
                    label for="kind" { "类别 Kind" }
                    select id="kind" name="kind" {
                        option value="" { "全部 All" }
                        @for each in KINDS {
                            option value=(each.code()) selected[each.code() == kind] { (kind_label(each.code())) }
                        }
                    }
                    label for="text" { "编号或标题 Number or title" }
                    input id="text" name="text" value=(query.text.as_deref().unwrap_or_default());
                    button { "查找 Find" }
                }
                @if rows.is_empty() {
                    p { "没有符合条件的记录。 No record matches." }
                } @else {
                    (table(rows, names))
                }
                nav { (turn(query, page, rows.len())) }
            }
        },
    )
}

fn table(rows: &[IndexRow], names: &Names<'_>) -> Markup {
    html! {
        table {
            thead { tr {
                th { "类别 Kind" } th { "编号 Number" } th { "标题 Title" } th { "状态 Status" }
                th { "客户 Customer" } th { "更新 Updated" }
            } }
            tbody {
                @for row in rows {
                    tr {
                        td { (kind_label(&row.kind)) }
                        td { (row.number.as_deref().unwrap_or("—")) }
                        td { a href=(format!("/record/{}", row.record)) {
                            @if row.title.is_empty() { "（无标题 untitled）" } @else { (row.title) }
                        } }
                        td { (status(&row.kind, &row.status)) }
                        td { @if let Some(customer) = row.customer {
                            a href=(format!("/record/{customer}")) { (names.record(customer)) }
                        } }
                        td { (moment(row.updated_ms)) }
                    }
                }
            }
        }
    }
}

fn turn(query: &IndexQuery, page: usize, rows: usize) -> Markup {
    let form = |to: usize, label: &str| {
        html! {
            form method="get" action="/" {
                input type="hidden" name="kind" value=(query.kind.as_deref().unwrap_or_default());
                input type="hidden" name="text" value=(query.text.as_deref().unwrap_or_default());
                input type="hidden" name="status" value=(query.status.as_deref().unwrap_or_default());
                input type="hidden" name="page" value=(to);
                button { (label) }
            }
        }
    };
    html! {
        @if page > 0 { (form(page - 1, "上一页 Previous")) }
        @if rows == PAGE_ROWS { (form(page + 1, "下一页 Next")) }
    }
}

/// One record: what it says, where people disagree, its clocks, who did what.
pub fn record(shown: &Shown, read: &[ReadingRow], names: &Names<'_>) -> Markup {
    frame(
        &title_of(shown),
        &html! {
            (top())
            main {
                (record_content(shown, names))
                @if !read.is_empty() { (readings(read)) }
            }
        },
    )
}

/// The same without the console around it.
pub fn record_content(shown: &Shown, names: &Names<'_>) -> Markup {
    html! {
        h1 { (title_of(shown)) }
        p { (kind_label(shown.kind.code())) " · " (status(shown.kind.code(), &shown.row.status)) }
        @if !shown.conflicts.is_empty() { (conflicts(shown.kind, &shown.conflicts, names)) }
        h2 { "内容 Content" }
        table class="fields" { tbody {
            @for key in values::keys(shown.kind, &shown.facts) {
                tr {
                    th scope="row" { (values::label(shown.kind, &key)) }
                    td { (values::text(shown.kind.table.field(&key), shown.facts.get(&key), names)) }
                }
            }
        } }
        @if !shown.clocks.is_empty() { (clocks(&shown.clocks)) }
        h2 { "历史 History" }
        @for entry in shown.history.iter().rev() { (history(shown.kind, entry, names)) }
    }
}

fn readings(read: &[ReadingRow]) -> Markup {
    html! {
        h2 { "查阅记录 Who read this" }
        details {
            summary { (read.len()) " 次 times" }
            ul { @for row in read.iter().rev() { li { (moment(row.at_ms)) " · 控制台会话 console session " (row.reader) } } }
        }
    }
}

fn title_of(shown: &Shown) -> String {
    if shown.row.title.is_empty() { kind_label(shown.kind.code()) } else { shown.row.title.clone() }
}

fn conflicts(kind: &Kind, conflicts: &[Conflict], names: &Names<'_>) -> Markup {
    html! {
        section class="alert" {
            h2 { "冲突 Conflicts" }
            p { "几个人未看到对方的改动而各自填写；列在首位的值生效。 Written without seeing each other; the first counts." }
            @for conflict in conflicts {
                h3 { (values::label(kind, &conflict.key)) }
                ol {
                    @for candidate in &conflict.candidates {
                        li {
                            (values::text(kind.table.field(&conflict.key), &candidate.value, names))
                            " — " (names.person(candidate.person)) ", " (candidate.at.to_string())
                        }
                    }
                }
            }
        }
    }
}

fn clocks(clocks: &[Clock]) -> Markup {
    html! {
        h2 { "时限 Clocks" }
        table {
            thead { tr { th { "规则 Rule" } th { "要求 What" } th { "期限 Due" } th { "完成 Done" } th { "状态 State" } } }
            tbody {
                @for clock in clocks {
                    tr {
                        td { (clock.rule) }
                        td { (clock.label.zh) " " (clock.label.en) }
                        td { (clock.due.text(Language::Chinese)) }
                        td { (clock.met_at.map_or_else(|| "—".to_owned(), |at| at.to_string())) }
                        td { (clock.state.label().zh) " " (clock.state.label().en) }
                    }
                }
            }
        }
    }
}

fn history(kind: &'static Kind, entry: &HistoryEntry, names: &Names<'_>) -> Markup {
    let step = entry.step.split_once('.').and_then(|(code, verb)| {
        let kind = records::kind(code)?;
        steps::find_step(kind, verb).map(|step| format!("{} {}", step.label.zh, step.label.en))
    });
    html! {
        details {
            summary {
                (entry.at.to_string()) " " (step.unwrap_or_else(|| entry.step.clone())) " — " (names.person(entry.person))
                @if let Some(principal) = entry.acting_for { "（代 for " (names.person(principal)) "）" }
            }
            table class="fields" { tbody {
                @for write in &entry.writes {
                    tr {
                        th scope="row" { (values::label(kind, &write.key)) }
                        td {
                            del { (values::text(kind.table.field(&write.key), &write.from, names)) } " → "
                            ins { (values::text(kind.table.field(&write.key), &write.to, names)) }
                        }
                    }
                }
            } }
        }
    }
}
