use super::{Hash32, Phone, StoreError, hash, id};
use crate::{
    schema::{BLOB_BYTES_MAX, CHUNK_BYTES},
    store::{BlobState, BlobStatus, Priority},
};

const QUOTA: u64 = 4 * CHUNK_BYTES as u64;

fn content(length: usize) -> Vec<u8> {
    (0..length).map(|n| (n % 251) as u8).collect()
}

fn begin(phone: &Phone, digest: &Hash32, size: usize) {
    phone.write(|tx| tx.begin_blob(digest, size as u64, Priority::Original, QUOTA));
}

#[test]
fn a_blob_made_here_comes_back_and_is_kept_once() {
    let phone = Phone::new();
    for length in [1, CHUNK_BYTES, CHUNK_BYTES + 1] {
        let bytes = content(length);
        let digest = phone.write(|tx| tx.put_blob(&bytes, Priority::Seal, QUOTA));
        assert_eq!(digest, Hash32::of(&bytes));
        assert_eq!(phone.read(|r| r.blob(&digest)), Some(bytes.clone()));
        assert_eq!(phone.write(|tx| tx.put_blob(&bytes, Priority::Seal, QUOTA)), digest);
    }
    assert_eq!(phone.read(|r| r.blob_bytes()), 2 * CHUNK_BYTES as u64 + 2);
}

#[test]
fn chunks_come_in_any_order_and_go_on_after_opening_again() {
    let phone = Phone::new();
    let bytes = content(2 * CHUNK_BYTES + 10);
    let digest = Hash32::of(&bytes);
    let chunk = |n: usize| &bytes[n * CHUNK_BYTES..bytes.len().min((n + 1) * CHUNK_BYTES)];
    begin(&phone, &digest, bytes.len());
    assert!(!phone.write(|tx| tx.put_blob_chunk(&digest, 2, chunk(2))));
    assert!(!phone.write(|tx| tx.put_blob_chunk(&digest, 0, chunk(0))));
    let phone = phone.reopen();
    begin(&phone, &digest, bytes.len());
    assert_eq!(phone.read(|r| r.blob_chunks(&digest)), [0, 2]);
    assert_eq!(phone.read(|r| r.blob(&digest)), None);
    assert!(phone.read(|r| r.unsent_blobs()).is_empty());
    assert!(phone.write(|tx| tx.put_blob_chunk(&digest, 1, chunk(1))));
    assert!(phone.write(|tx| tx.put_blob_chunk(&digest, 1, chunk(1))), "a repeat is harmless");
    assert_eq!(phone.read(|r| r.blob(&digest)), Some(bytes.clone()));
    assert_eq!(phone.read(|r| r.blob_chunk(&digest, 2)), Some(chunk(2).to_vec()));
    phone.write(|tx| tx.name_blob(&digest, id(1), &hash(9)));
    assert_eq!(phone.read(|r| r.unsent_blobs()), [(digest, bytes.len() as u64)]);
    let whole = BlobStatus { size: bytes.len() as u64, complete: true, state: BlobState::OnlyHere };
    assert_eq!(phone.read(|r| r.blob_status(&digest)), Some(whole));
    phone.write(|tx| tx.mark_receipted(&digest));
    let receipted = BlobStatus { state: BlobState::Receipted, ..whole };
    assert_eq!(phone.read(|r| r.blob_status(&digest)), Some(receipted));
    assert!(phone.read(|r| r.unsent_blobs()).is_empty());
}

#[test]
fn bytes_of_another_digest_are_dropped_and_the_right_ones_still_fit() {
    let phone = Phone::new();
    let bytes = content(CHUNK_BYTES + 5);
    let digest = Hash32::of(&bytes);
    begin(&phone, &digest, bytes.len());
    let mut wrong = bytes[..CHUNK_BYTES].to_vec();
    wrong[77] ^= 1;
    assert!(!phone.write(|tx| tx.put_blob_chunk(&digest, 0, &wrong)));
    assert!(!phone.write(|tx| tx.put_blob_chunk(&digest, 1, &bytes[CHUNK_BYTES..])));
    assert!(phone.read(|r| r.blob_chunks(&digest)).is_empty());
    assert_eq!(phone.read(|r| r.blob(&digest)), None);
    assert!(!phone.write(|tx| tx.put_blob_chunk(&digest, 0, &bytes[..CHUNK_BYTES])));
    assert!(phone.write(|tx| tx.put_blob_chunk(&digest, 1, &bytes[CHUNK_BYTES..])));
    assert_eq!(phone.read(|r| r.blob(&digest)), Some(bytes));
}

#[test]
fn a_wrong_size_said_first_spoils_nothing() {
    let phone = Phone::new();
    let bytes = content(100);
    let digest = Hash32::of(&bytes);
    begin(&phone, &digest, 2 * CHUNK_BYTES);
    assert!(!phone.write(|tx| tx.put_blob_chunk(&digest, 1, &content(CHUNK_BYTES))));
    phone.write(|tx| tx.put_blob(&bytes, Priority::Seal, QUOTA));
    assert_eq!(phone.read(|r| r.blob(&digest)), Some(bytes.clone()));
    assert_eq!(phone.read(|r| r.blob_status(&digest)).map(|status| status.size), Some(100));

    let later = content(200);
    let digest = Hash32::of(&later);
    begin(&phone, &digest, 50);
    begin(&phone, &digest, 200);
    assert!(phone.write(|tx| tx.put_blob_chunk(&digest, 0, &later)));
    begin(&phone, &digest, 50);
    assert_eq!(phone.read(|r| r.blob(&digest)), Some(later), "what is whole stays");
}

#[test]
fn sizes_and_chunks_out_of_bounds_are_refused() {
    let phone = Phone::new();
    let digest = hash(1);
    let put = |number: u64, length: usize| phone.store.write(|tx| tx.put_blob_chunk(&digest, number, &content(length)));
    let out_of_bounds = |result: Result<bool, StoreError>| matches!(result, Err(StoreError::BlobBounds));
    assert!(out_of_bounds(put(0, 5)), "never begun");
    begin(&phone, &digest, CHUNK_BYTES + 5);
    for (number, length) in [(0, CHUNK_BYTES - 1), (0, CHUNK_BYTES + 1), (1, 4), (1, 6), (2, 5), (u64::MAX, 5)] {
        assert!(out_of_bounds(put(number, length)), "{number} {length}");
    }
    let empty = phone.store.write(|tx| tx.put_blob(&[], Priority::Seal, QUOTA));
    assert!(matches!(empty, Err(StoreError::BlobBounds)), "the server takes no empty file");
    let large = phone.store.write(|tx| tx.begin_blob(&hash(2), BLOB_BYTES_MAX + 1, Priority::Original, u64::MAX));
    assert!(matches!(large, Err(StoreError::BlobBounds)));
}

#[test]
fn the_quota_refuses_what_would_exceed_it() {
    let phone = Phone::new();
    let put = |length: usize| phone.store.write(|tx| tx.put_blob(&content(length), Priority::Original, QUOTA));
    put(3 * CHUNK_BYTES).unwrap();
    assert!(matches!(put(CHUNK_BYTES + 1), Err(StoreError::Quota { quota_bytes: QUOTA })));
    put(CHUNK_BYTES).unwrap();
    assert!(matches!(put(1), Err(StoreError::Quota { .. })));
    put(3 * CHUNK_BYTES).unwrap();
    assert_eq!(phone.read(|r| r.blob_bytes()), QUOTA);
}

#[test]
fn seals_travel_before_thumbnails_before_originals() {
    let phone = Phone::new();
    let kept = [
        (1, Priority::Original),
        (2, Priority::Thumbnail),
        (3, Priority::Seal),
        (4, Priority::Original),
        (5, Priority::Seal),
    ];
    for (length, priority) in kept {
        let digest = phone.write(|tx| tx.put_blob(&content(length), priority, QUOTA));
        phone.write(|tx| tx.name_blob(&digest, id(1), &hash(9)));
    }
    let sizes: Vec<u64> = phone.read(|r| r.unsent_blobs()).into_iter().map(|(_, size)| size).collect();
    assert_eq!(sizes, [3, 5, 2, 1, 4]);
}
