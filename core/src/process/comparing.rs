//! A record as it was, beside what it is: the fields that differ (revisions of a quote, amendments).
//! Absent by design: who changed what; that is the history's.

use crate::schema::{Facts, FieldSpec, Kind, Label, Scalar};

/// One field that differs. A row that was not there yet, or was removed, has nothing on that side.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The document key.
    pub key: String,
    /// The field's table entry.
    pub spec: &'static FieldSpec,
    /// The table of rows it stands in, if any.
    pub table: Option<Label>,
    /// What it held.
    pub then: Scalar,
    /// What it holds.
    pub now: Scalar,
}

/// The fields that differ, in the order of the kind's table, rows that are gone after those that stand.
pub fn compare(kind: &Kind, then: &Facts, now: &Facts) -> Vec<Difference> {
    let mut differences = Vec::new();
    let mut note = |key: String, spec: &'static FieldSpec, table, then: &Scalar, now: &Scalar| {
        if then != now {
            differences.push(Difference { key, spec, table, then: then.clone(), now: now.clone() });
        }
    };
    for spec in kind.table.fields {
        note(spec.name.to_owned(), spec, None, then.get(spec.name), now.get(spec.name));
    }
    for table in kind.table.items {
        let (before, after) = (then.items(table.name), now.items(table.name));
        let gone = before.iter().filter(|row| after.iter().all(|other| other.id != row.id));
        for row in after.iter().chain(gone) {
            let was = before.iter().find(|other| other.id == row.id);
            let is = after.iter().find(|other| other.id == row.id);
            for spec in table.fields.iter().filter(|spec| !matches!(spec.name, "position" | "removed")) {
                let (then, now) = (was.map(|row| row.get(spec.name)), is.map(|row| row.get(spec.name)));
                let nothing = &Scalar::Null;
                note(row.key(spec.name), spec, Some(table.label), then.unwrap_or(nothing), now.unwrap_or(nothing));
            }
        }
    }
    differences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records;

    fn facts(values: &[(&str, &str)]) -> Facts {
        Facts(values.iter().map(|(key, value)| ((*key).to_owned(), Scalar::text(*value))).collect())
    }

    #[test]
    fn k_library_what_changed_stands_side_by_side_with_rows_that_came_and_went() {
        let kind = records::kind("library").unwrap();
        let then = facts(&[
            ("title", "手册"),
            ("version", "1"),
            ("checklist/a/title", "接地"),
            ("checklist/b/title", "水平"),
            ("checklist/b/unit", "mm"),
        ]);
        let mut now = facts(&[("title", "手册"), ("version", "2"), ("checklist/a/title", "接地电阻")]);
        now.0.extend(facts(&[("checklist/b/title", "水平"), ("checklist/c/title", "噪声")]).0);
        now.0.insert("checklist/b/removed".into(), Scalar::Boolean(true));
        now.0.insert("checklist/c/position".into(), Scalar::Integer(7));
        let found = compare(kind, &then, &now);
        let read: Vec<_> = found.iter().map(|d| (d.key.as_str(), d.then.as_text(), d.now.as_text())).collect();
        let expected = [
            ("version", Some("1"), Some("2")),
            ("checklist/c/title", None, Some("噪声")),
            ("checklist/a/title", Some("接地"), Some("接地电阻")),
            ("checklist/b/title", Some("水平"), None),
            ("checklist/b/unit", Some("mm"), None),
        ];
        assert_eq!(read, expected);
        assert_eq!((found[0].table, found[1].table.map(|label| label.zh)), (None, Some("检查项")));
        assert!(compare(kind, &now, &now).is_empty());
    }
}
