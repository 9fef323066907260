//! What a phone keeps, for how long, and to whom it gives it: photos, envelopes, what left its scope, and
//! what a restored server lost.
//! Absent by design: the store's own bookkeeping, which unit tests show.

mod blobs;
mod forgetting;
mod released;
mod restore;

use fieldseal_core::schema::{Scalar, Values};
use fieldseal_tests::{Company, text, values};

/// A ticket as the desk takes it in.
fn ticket(company: &Company, description: &str) -> Values {
    values([
        ("channel", text("hotline")),
        ("submitted_at", company.clock.now().to_scalar()),
        ("call_answered", Scalar::Boolean(true)),
        ("customer_name", text("云杉精密")),
        ("contact_name", text("欧阳䶮")),
        ("contact_phone", text("13810012001")),
        ("description", text(description)),
        ("machine_down", Scalar::Boolean(true)),
    ])
}

/// Bytes that no compression shortens and nothing else holds.
fn photo(seed: u32, length: usize) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..length).map(|_| next()).collect()
}
