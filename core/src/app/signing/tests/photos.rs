//! What leaves the company of a form's photos: the picture, and nothing that the camera wrote beside it.

use super::{
    installation::{JOB, acceptance, presented},
    phone::{Phone, values},
};
use crate::{
    ledger::Envelope,
    schema::Hash32,
    seal::{SealedFile, jpeg_with_position, names, shareable_photo},
    store::{Priority, StoreError, WriteTransaction},
};

fn holds(bytes: &[u8], marker: &str) -> bool {
    bytes.windows(marker.len()).any(|window| window == marker.as_bytes())
}

/// The job with another photo on its checklist item.
fn presented_with(photo: &[u8]) -> Phone {
    let phone = presented();
    let photo = phone.app.keep_blob(photo, Priority::Original).unwrap();
    let key = phone.facts(JOB).items("checklist")[0].key("photo");
    phone.put("installation", JOB, values([(key.as_str(), photo.to_scalar())]));
    phone
}

#[test]
fn neither_the_file_nor_the_pdf_says_where_a_photo_was_taken() {
    let phone = presented();
    assert!(holds(&jpeg_with_position(6), "31.2304N"));
    phone.show_and_sign(JOB, "confirm", acceptance("agree"));
    let handed_on = phone.app.sealed_file(JOB).unwrap().unwrap();
    let pdf = phone.app.form_pdf(JOB).unwrap().unwrap();
    for marker in ["31.2304N", "SN-77", "GPS"] {
        assert!(!holds(&handed_on, marker) && !holds(&pdf, marker), "{marker}");
    }
    let derivative = shareable_photo(&jpeg_with_position(6)).unwrap();
    let name = names::shareable_of(&names::photo_original(1)).unwrap();
    let file = SealedFile::decode(&handed_on).unwrap();
    let attached = file.attachments.iter().find(|attachment| attachment.name == name).unwrap();
    assert_eq!(attached.bytes, derivative);
    assert_eq!(file.form.table.digest_of(&names::photo_original(1)), Some(Hash32::of(&jpeg_with_position(6))));
    // Accepted by the office, the step lets everything travel that was handed on with it.
    let accept_all = |tx: &WriteTransaction<'_>| -> Result<(), StoreError> {
        for entry in tx.outbox(usize::MAX)? {
            tx.remove_from_outbox(&Envelope::decode(&entry.envelope).unwrap().hash())?;
        }
        Ok(())
    };
    phone.app.store().write(accept_all).unwrap();
    let waiting = phone.app.store().read(|r| r.unsent_blobs()).unwrap();
    assert!(waiting.iter().any(|(digest, _)| *digest == Hash32::of(&derivative)), "it travels with the seal");
}

#[test]
fn a_photo_that_can_not_be_read_is_sealed_named_and_kept_back() {
    let phone = presented_with(b"GPS 31.2304N in a format nobody knows");
    let signed = phone.show_and_sign(JOB, "confirm", acceptance("agree"));
    assert_eq!(signed.kept_back, [names::photo_original(1)]);
    let handed_on = phone.app.sealed_file(JOB).unwrap().unwrap();
    assert!(!holds(&handed_on, "31.2304N"));
    let report = phone.verified(JOB);
    assert!(report.is_sound());
    assert_eq!(report.content.withheld.len(), 1);
    assert_eq!(report.content.withheld[0].name, names::photo_original(1));
}
