//! The server's receipt of a seal: signed once, when the seal is here whole and an accepted step names it.
//! Absent by design: what a seal says, and whether a step may name one.

use fieldseal_core::{
    schema::{Hash32, Instant},
    seal::{Receipt, SealedForm, limits::SEAL_BYTES_MAX, names},
};

use crate::{
    server::Server,
    storage::{BlobRow, StorageError, Stored, Writer},
};

/// Gives a blob's seal its receipt, in the caller's transaction, if all that it needs is there. A blob that
/// is no seal of this company gets none. The seal's shareable photos may from then on be read by whoever
/// may read the seal: no field of the record names them.
///
/// # Errors
/// When the storage fails.
pub(crate) fn give(server: &Server, writer: &dyn Writer, blob: &Hash32, now: Instant) -> Stored<()> {
    let Some(position) = writer.seal_without_receipt(blob)? else { return Ok(()) };
    let Some(row) = writer.blob(blob)?.filter(|row| row.complete) else { return Ok(()) };
    let Some(form) = seal_in(server, blob, &row)? else { return Ok(()) };
    let digest = form.digest();
    let receipt = Receipt::sign(digest, now, position, server.keys.certificate.clone(), &server.keys.signing);
    writer.put_receipt(blob, &digest, &receipt.to_bytes())?;
    for record in writer.records_of_blob(blob)? {
        for photo in form.files().filter(|row| names::is_shareable(&row.name)) {
            writer.put_blob_of_record(&photo.digest, record)?;
        }
    }
    Ok(())
}

/// The intact seal of this company that a blob holds; `None` when it holds anything else.
fn seal_in(server: &Server, blob: &Hash32, row: &BlobRow) -> Stored<Option<SealedForm>> {
    if row.size > SEAL_BYTES_MAX as u64 {
        return Ok(None);
    }
    let bytes = server.blobs.read_whole(blob).map_err(StorageError::File)?;
    let Ok(form) = SealedForm::decode(&bytes) else { return Ok(None) };
    let is_ours = form.table.company == server.company() && form.chain.verify(&server.root()).is_ok();
    Ok(is_ours.then_some(form))
}
