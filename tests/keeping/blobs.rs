use fieldseal_core::{
    app::AppError,
    schema::{CHUNK_BYTES, Hash32, Values},
    store::{Priority, StoreError},
};
use fieldseal_tests::{BreakingLine, Company, Phone, text, values};

use super::photo;

fn handbook(file: Hash32) -> Values {
    values([
        ("document_kind", text("handbook")),
        ("title", text("使用手册")),
        ("version", text("1")),
        ("file", file.to_scalar()),
    ])
}

fn is_here(phone: &Phone, blob: &Hash32) -> bool {
    phone.app.store().read::<_, StoreError>(|r| r.blob(blob)).unwrap().is_some()
}

#[test]
fn a_drafts_photo_stays_on_the_phone_until_its_step_was_accepted() {
    let company = Company::with(&["supervisor"]);
    let phone = company.phone("supervisor", 1);
    let file = phone.app.keep_blob(&photo(1, 1_000), Priority::Original).unwrap();
    phone.app.save_draft("library.draft", None, &handbook(file)).unwrap();
    assert_eq!(phone.sync().unwrap().blobs_sent, 0);
    assert!(!company.holds(&file));
    phone.app.perform("library.draft", None, &handbook(file)).unwrap();
    let cut_short = BreakingLine::after(0, &phone.transport);
    assert!(matches!(phone.app.sync(&cut_short), Err(AppError::Offline(_))));
    assert!(!company.holds(&file));
    assert_eq!(phone.sync().unwrap().blobs_sent, 1);
    assert!(company.holds(&file));
    assert_eq!(phone.sync().unwrap().blobs_sent, 0);
}

#[test]
fn a_photo_that_nothing_names_is_dropped_after_its_time() {
    let company = Company::with(&["supervisor"]);
    let phone = company.phone("supervisor", 1);
    let loose = phone.app.keep_blob(&photo(1, 1_000), Priority::Original).unwrap();
    let typed = phone.app.keep_blob(&photo(2, 1_000), Priority::Original).unwrap();
    phone.app.save_draft("library.draft", None, &handbook(typed)).unwrap();
    for _ in 0..9 {
        assert!(is_here(&phone, &loose));
        company.clock.pass_minutes(24 * 60);
        phone.sync().unwrap();
    }
    assert!(!is_here(&phone, &loose) && is_here(&phone, &typed));
    assert!(!company.holds(&loose) && !company.holds(&typed));
}

#[test]
fn a_refused_steps_photo_stays_on_the_phone_as_long_as_its_attention() {
    let company = Company::with(&["supervisor"]);
    let phone = company.phone("supervisor", 1);
    let file = phone.app.keep_blob(&photo(1, 1_000), Priority::Original).unwrap();
    phone.app.perform("library.draft", None, &handbook(file)).unwrap();
    let reason = values([("roles/supervisor/revoked_reason", text("调岗"))]);
    company.desk("administrator", "person.revoke_role", Some(company.people["supervisor"]), reason).unwrap();
    company.clock.pass_minutes(60 * 24 * 60);
    assert_eq!(phone.sync().unwrap().refused, 1);
    for _ in 0..9 {
        company.clock.pass_minutes(24 * 60);
        phone.sync().unwrap();
    }
    assert!(is_here(&phone, &file) && !company.holds(&file));
    let refused = phone.app.attention().unwrap();
    phone.app.discard(refused[0].intent).unwrap();
    for _ in 0..9 {
        company.clock.pass_minutes(24 * 60);
        phone.sync().unwrap();
    }
    assert!(!is_here(&phone, &file) && !company.holds(&file));
}

#[test]
fn an_interrupted_file_goes_on_where_it_was_both_ways() {
    let company = Company::with(&["supervisor", "engineer"]);
    let (phone, other) = (company.phone("supervisor", 1), company.phone("engineer", 2));
    let bytes = photo(1, 3 * CHUNK_BYTES + 7);
    let file = phone.app.keep_blob(&bytes, Priority::Original).unwrap();
    phone.app.perform("library.draft", None, &handbook(file)).unwrap();
    let mut sent = Vec::new();
    for visit in 1..=4 {
        // The exchange, the question what is there already, and one chunk.
        let line = BreakingLine::after(3, &phone.transport);
        let done = phone.app.sync(&line);
        sent.extend(line.made().into_iter().filter(|request| request.starts_with("PUT")));
        if visit < 4 {
            assert!(matches!(done, Err(AppError::Offline(_))) && !company.holds(&file));
        } else {
            assert_eq!(done.unwrap().blobs_sent, 1);
        }
    }
    let chunks: Vec<String> = (0..4).map(|chunk| format!("PUT /v1/blob/{file}/{chunk}?size={}", bytes.len())).collect();
    assert_eq!(sent, chunks, "each chunk once");
    assert!(company.holds(&file));

    other.sync().unwrap();
    let mut fetched = Vec::new();
    for visit in 1..=4 {
        let line = BreakingLine::after(2, &other.transport);
        let done = other.app.fetch_blob(&line, &file);
        fetched.extend(line.made().into_iter().filter(|request| request.starts_with(&format!("GET /v1/blob/{file}/"))));
        if visit < 4 {
            assert!(matches!(done, Err(AppError::Offline(_))));
        } else {
            assert_eq!(done.unwrap(), bytes);
        }
    }
    assert_eq!(fetched.len(), 4, "each chunk once: {fetched:?}");
    assert_eq!(other.sync().unwrap().blobs_sent, 0, "the server has it");
}
