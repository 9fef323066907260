//! A Markdown page in the making.
//! Absent by design: what stands on it.

use crate::schema::Label;

/// A page, written from top to bottom.
#[derive(Default)]
pub(super) struct Page(String);

impl Page {
    pub(super) fn heading(&mut self, level: usize, text: &str) {
        self.0.push_str(&format!("{} {text}\n\n", "#".repeat(level)));
    }

    /// A name that links lead to.
    pub(super) fn anchor(&mut self, name: &str) {
        self.0.push_str(&format!("<a id=\"{name}\"></a>\n\n"));
    }

    pub(super) fn paragraph(&mut self, text: &str) {
        self.0.push_str(&format!("{text}\n\n"));
    }

    pub(super) fn table(&mut self, heads: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
        let mut rows = rows.into_iter().peekable();
        if rows.peek().is_none() {
            return self.paragraph("—");
        }
        self.row(heads.iter().map(|head| (*head).to_owned()));
        self.row(heads.iter().map(|_| "---".to_owned()));
        for row in rows {
            self.row(row.into_iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")));
        }
        self.0.push('\n');
    }

    fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let cells: Vec<String> = cells.into_iter().collect();
        self.0.push_str(&format!("| {} |\n", cells.join(" | ")));
    }

    pub(super) fn text(self) -> String {
        let text = self.0.trim_end();
        format!("{text}\n")
    }
}

/// Both languages in one line.
pub(super) fn both(label: Label) -> String {
    if label.zh.is_empty() { String::new() } else { format!("{} · {}", label.zh, label.en) }
}
