//! The photos of a signed form: what of them may be handed on, and which are kept back.
//! Absent by design: which photos a form has, and how a derivative is made.

use std::collections::BTreeMap;

use crate::{
    app::{AppError, perform::derivative},
    schema::Hash32,
    seal::{SealedForm, names},
    store::Store,
};

/// Digests of the derivatives, by those of their photos. One photo at a time is in memory: the bytes are
/// made again when they are kept.
pub(super) fn derivatives(store: &Store, photos: &[Hash32]) -> Result<BTreeMap<Hash32, Hash32>, AppError> {
    let mut digests = BTreeMap::new();
    for photo in photos {
        if let Some(bytes) = store.read(|r| derivative(r, photo))? {
            digests.insert(*photo, Hash32::of(&bytes));
        }
    }
    Ok(digests)
}

/// The rows of the photos that have no derivative.
pub(super) fn kept_back(form: &SealedForm) -> Vec<String> {
    let lacks = |name: &&str| names::shareable_of(name).is_some_and(|beside| form.table.digest_of(&beside).is_none());
    form.files().map(|row| row.name.as_str()).filter(lacks).map(str::to_owned).collect()
}
