//! What happens at the border itself, called as a shell calls it.
//! Absent by design: what a shell does with it; `python/scenario.py` is one.

use std::sync::Arc;

use fieldseal_core::{
    app::{App, Host},
    schema::{Hash32, Id, Instant, Money, Scalar, ValueKind},
};
use uniffi::{Lower, RustCallStatus, RustCallStatusCode};

use crate::{FieldsealApp, UniFfiTag, Value, app::uniffi_fieldseal_fn_method_fieldsealapp_now};

/// A machine whose clock is broken.
struct Broken;

impl Host for Broken {
    fn wall_ms(&self) -> i64 {
        panic!("this machine has no clock")
    }
    fn boot_ms(&self) -> i64 {
        0
    }
    fn offset_minutes(&self) -> i16 {
        480
    }
    fn random(&self, _: &mut [u8]) {}
}

#[test]
fn a_panic_becomes_an_error_at_the_border_and_the_app_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let app = FieldsealApp::of(App::open(&folder.path().join("phone.db"), Arc::new(Broken)).unwrap());
    for _ in 0..2 {
        let handle = <Arc<FieldsealApp> as Lower<UniFfiTag>>::lower(app.clone());
        let mut status = RustCallStatus::default();
        uniffi_fieldseal_fn_method_fieldsealapp_now(handle, &mut status);
        assert_eq!(status.code, RustCallStatusCode::UnexpectedError);
    }
    assert!(app.drafts().unwrap().is_empty());
}

#[test]
fn a_value_comes_back_as_it_was_given() {
    let instant = Instant::from_utc_ms(1_795_399_200_000);
    for (kind, value) in [
        (ValueKind::Text, Value::Null),
        (ValueKind::Boolean, Value::Boolean { value: true }),
        (ValueKind::Integer, Value::Integer { value: i64::MIN }),
        (ValueKind::Date, Value::Text { value: "2026-11-23".into() }),
        (ValueKind::Instant, Value::Instant { value: instant }),
        (ValueKind::Money, Value::Money { value: Money::cny(-5) }),
        (ValueKind::Reference, Value::Reference { value: Id([7; 16]) }),
        (ValueKind::Blob, Value::Blob { value: Hash32([8; 32]) }),
        (ValueKind::Bytes, Value::Bytes { value: vec![1, 2] }),
    ] {
        assert_eq!(Value::of(Some(kind), &Scalar::from(value.clone())), value);
    }
}

#[test]
fn what_this_version_can_not_read_stays_bytes() {
    let unknown = Scalar::Bytes(vec![1, 2, 3]);
    for kind in [None, Some(ValueKind::Instant), Some(ValueKind::Money), Some(ValueKind::Reference)] {
        assert_eq!(Value::of(kind, &unknown), Value::Bytes { value: vec![1, 2, 3] });
    }
}
