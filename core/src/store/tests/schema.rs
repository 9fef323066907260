use std::path::PathBuf;

use super::Phone;

/// Set to write the golden file anew, after a migration was added.
const WRITE: &str = "FIELDSEAL_WRITE_VECTORS";

#[test]
fn the_schema_is_the_golden_one() {
    let phone = Phone::new();
    let statements: Vec<String> = phone.read(|r| {
        let mut statement = r.connection.prepare(
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'search\\_%' ESCAPE '\\'
             OR name = 'search_row' ORDER BY type DESC, name",
        )?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    });
    let version: u32 = phone.read(|r| Ok(r.connection.pragma_query_value(None, "user_version", |row| row.get(0))?));
    let dump = format!("PRAGMA user_version = {version};\n\n{};\n", statements.join(";\n\n"));
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/store.sql");
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, &dump).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), dump);
}
