//! Values that don't fit: every problem at once, by field, in both languages, nothing written, the draft kept.
//! Absent by design: a field that is unknown or not in the step, which `acceptance` shows.

use fieldseal_core::schema::{Scalar, Values};
use fieldseal_tests::{Company, Phone, handbook, text, values};

/// What a refused step says, by field; and that it wrote nothing and left the draft alone.
fn refused(
    phone: &Phone,
    step: &str,
    record: Option<fieldseal_core::schema::RecordId>,
    given: &Values,
) -> Vec<(String, String)> {
    let rows = || {
        phone.app.store().read(|r| r.list(&fieldseal_core::store::ListQuery::default())).expect("the scene is sound")
    };
    phone.app.save_draft(step, record, given).expect("the scene is sound");
    let before = rows();
    let error = phone.app.perform(step, record, given).expect_err("it must fail");
    assert_eq!(rows(), before, "nothing was written");
    assert_eq!(phone.app.store().read(|r| r.outbox_len()).expect("the scene is sound"), 0);
    let draft =
        phone.app.store().read(|r| r.draft(record, step)).expect("the scene is sound").expect("the scene is sound");
    assert_eq!(draft.values, *given, "the draft is kept");
    let problems = error.problems();
    assert!(problems.iter().all(|problem| !problem.zh.is_empty() && !problem.en.is_empty()));
    problems.iter().map(|problem| (problem.field.clone(), problem.code.clone())).collect()
}

fn has(problems: &[(String, String)], field: &str, code: &str) {
    assert!(problems.iter().any(|(f, c)| f == field && c == code), "{field} {code}: {problems:?}");
}

#[test]
fn missing_overlong_and_out_of_range_values_and_a_wrong_type_are_told_together() {
    let company = Company::with(&["desk", "engineer"]);
    let administrator = company.phone("administrator", 1);
    let record = company.server.company().derive("company");
    let settings = values([
        ("role_grace_days", Scalar::Integer(91)),
        ("warranty_months", Scalar::text("twelve")),
        ("name_en", text(&"x".repeat(5_000))),
        ("name_zh", Scalar::Null),
    ]);
    let problems = refused(&administrator, "company.edit", Some(record), &settings);
    has(&problems, "role_grace_days", "out_of_range");
    has(&problems, "warranty_months", "wrong_type");
    has(&problems, "name_en", "too_long");
    assert!(problems.iter().any(|(field, _)| field == "name_zh"), "{problems:?}");
}

#[test]
fn a_wrong_role_and_wrong_values_are_told_together() {
    let company = Company::with(&["engineer"]);
    let engineer = company.phone("engineer", 1);
    let mut given = handbook(&"长".repeat(5_000));
    given.remove("version");
    let problems = refused(&engineer, "library.draft", None, &given);
    has(&problems, "", "not_yours");
    has(&problems, "title", "too_long");
    has(&problems, "version", "required");
}

#[test]
fn a_step_whose_turn_it_is_not_is_refused_by_the_records_state() {
    let company = Company::with(&["supervisor"]);
    let supervisor = company.phone("supervisor", 1);
    let record = supervisor.app.perform("library.draft", None, &handbook("手册")).unwrap().record;
    supervisor.sync().unwrap();
    let publish = refused(&supervisor, "library.publish", Some(record), &Values::new());
    has(&publish, "", "empty");
    let supersede =
        refused(&supervisor, "library.supersede", Some(record), &values([("superseded_by", record.to_scalar())]));
    has(&supersede, "", "not_its_turn");
    let again = refused(&supervisor, "library.draft", Some(record), &handbook("另一份"));
    has(&again, "", "exists");
}
