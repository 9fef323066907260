//! What a hostile or broken sender may put into an envelope, and that none of it passes.

use proptest::prelude::*;

use super::*;
use crate::seal::keys::SigningKey;

fn key() -> SigningKey {
    SigningKey::from_bytes(&[5; 32])
}

fn header() -> Header {
    Header {
        version: ENVELOPE_VERSION,
        company: Id([1; 16]),
        intent: Id([2; 16]),
        nonce: Id([3; 16]),
        person: Id([4; 16]),
        acting_for: None,
        device: key().public(),
        step: "ticket.solve".into(),
        table_version: 1,
        directory_seq: 300,
        effective: Instant::from_utc_ms(1_795_449_900_000),
        reads: vec![Read { kind: "equipment".into(), record: Id([6; 16]), dependencies: vec![Hash32([7; 32])] }],
        parts: Vec::new(),
    }
}

fn part(record: u8) -> Part {
    let writes = [
        ("description", Scalar::text("主轴异响")),
        ("machine_down", Scalar::Boolean(true)),
        ("round", Scalar::Integer(-70_000)),
        ("seal", Scalar::Bytes(vec![9; 40])),
        ("urgency", Scalar::Null),
    ];
    Part {
        salt: Id([8; 16]),
        kind: "ticket".into(),
        record: Id([record; 16]),
        dependencies: vec![Hash32([1; 32]), Hash32([2; 32])],
        sequence: 3,
        writes: writes.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
    }
}

fn envelope() -> Envelope {
    Envelope::sign(header(), vec![part(1), part(2)], &key())
}

/// An envelope of these exact bytes, signed by its device: only what the signature does not catch is tested.
fn signed(header: &[u8], parts: Vec<Option<Vec<u8>>>) -> Vec<u8> {
    let signature = key().sign(Context::Envelope, header);
    let signed = SignedHeader { header: header.to_vec().into(), signature };
    let parts = parts.into_iter().map(|part| part.map(ByteVec::from)).collect();
    minicbor::to_vec(EncodedEnvelope { signed, parts }).unwrap()
}

fn with_header(change: impl FnOnce(&mut Header)) -> Result<Envelope, EnvelopeError> {
    let mut header = Header { parts: vec![Hash32::of(&part(1).encode())], ..header() };
    change(&mut header);
    Envelope::decode(&signed(&minicbor::to_vec(&header).unwrap(), vec![Some(part(1).encode())]))
}

fn with_part_bytes(bytes: Vec<u8>) -> Result<Envelope, EnvelopeError> {
    let header = Header { parts: vec![Hash32::of(&bytes)], ..header() };
    Envelope::decode(&signed(&minicbor::to_vec(&header).unwrap(), vec![Some(bytes)]))
}

fn with_part(change: impl FnOnce(&mut Part)) -> Result<Envelope, EnvelopeError> {
    let mut part = part(1);
    change(&mut part);
    with_part_bytes(part.encode())
}

fn write(key: &str, value: i64) -> Write {
    (key.to_owned(), Scalar::Integer(value))
}

#[test]
fn an_envelope_comes_back_whole_and_with_parts_withheld() {
    let envelope = envelope();
    assert_eq!(Envelope::decode(&envelope.encode()), Ok(envelope.clone()));
    for keep in [vec![1], vec![2], vec![]] {
        let some = envelope.with_parts(|_, record| keep.contains(&record.0[0]));
        let decoded = Envelope::decode(&some.encode()).unwrap();
        assert_eq!(decoded, some);
        assert_eq!((decoded.hash(), decoded.is_whole()), (envelope.hash(), false));
        assert_eq!(decoded.parts.iter().flatten().count(), keep.len());
    }
}

#[test]
fn withheld_and_absent_values_stand_as_null_and_are_never_cut_off() {
    let none = envelope().with_parts(|_, _| false).encode();
    assert_eq!(none[none.len() - 3..], [0x82, 0xf6, 0xf6], "both withheld parts");
    let header = minicbor::to_vec(header()).unwrap();
    assert_eq!(header[0], 0x8d, "thirteen fields although acting_for is null");
    let acting = minicbor::to_vec(Header { acting_for: Some(Id([9; 16])), ..self::header() }).unwrap();
    assert_eq!((acting[0], acting.len()), (0x8d, header.len() + 16));
    // A header whose null was left out, or an envelope whose nulls were, is none.
    let mut short = none[..none.len() - 3].to_vec();
    short.push(0x81);
    short.push(0xf6);
    assert_eq!(Envelope::decode(&short), Err(EnvelopeError::Part(1)));
}

#[test]
fn no_changed_byte_passes() {
    let bytes = envelope().encode();
    for at in 0..bytes.len() {
        for flip in [0x01, 0x20, 0x80, 0xff] {
            let mut changed = bytes.clone();
            changed[at] ^= flip;
            assert!(Envelope::decode(&changed).is_err(), "byte {at} ^ {flip:#x}");
        }
    }
    for length in 0..bytes.len() {
        assert!(Envelope::decode(&bytes[..length]).is_err(), "cut at {length}");
    }
    let mut longer = bytes;
    longer.push(0);
    assert!(Envelope::decode(&longer).is_err());
}

#[test]
fn only_the_headers_own_device_signs_it_and_for_this_purpose() {
    let other = SigningKey::from_bytes(&[6; 32]);
    let forged = Envelope::sign(header(), vec![part(1)], &other);
    assert_eq!(Envelope::decode(&forged.encode()), Err(EnvelopeError::Signature));
    let header = minicbor::to_vec(Header { parts: vec![Hash32::of(&part(1).encode())], ..header() }).unwrap();
    let signature = key().sign(Context::Request, &header);
    let signed = SignedHeader { header: header.into(), signature };
    let parts = vec![Some(part(1).encode().into())];
    let bytes = minicbor::to_vec(EncodedEnvelope { signed, parts }).unwrap();
    assert_eq!(Envelope::decode(&bytes), Err(EnvelopeError::Signature));
}

#[test]
fn writes_are_in_order_and_each_key_stands_once() {
    assert!(with_part(|_| ()).is_ok());
    let refused = Err(EnvelopeError::Part(0));
    assert_eq!(with_part(|part| part.writes.swap(0, 1)), refused);
    assert_eq!(with_part(|part| part.writes = vec![write("a", 1), write("a", 1)]), refused);
    assert_eq!(with_part(|part| part.writes = vec![write("a", 1), write("a", 2)]), refused);
    assert_eq!(with_part(|part| part.writes = vec![write("", 1)]), refused);
    assert_eq!(with_part(|part| part.writes = vec![write(&"k".repeat(limits::KEY_BYTES_MAX + 1), 1)]), refused);
    assert!(with_part(|part| part.writes = vec![write(&"k".repeat(limits::KEY_BYTES_MAX), 1)]).is_ok());
}

#[test]
fn dependencies_are_in_order_each_once_and_not_too_many() {
    let refused = Err(EnvelopeError::Part(0));
    let hashes = |count: usize| (0..count).map(|n| Hash32([n as u8; 32])).collect::<Vec<_>>();
    assert_eq!(with_part(|part| part.dependencies.reverse()), refused);
    assert_eq!(with_part(|part| part.dependencies = vec![Hash32([1; 32]); 2]), refused);
    assert_eq!(with_part(|part| part.dependencies = hashes(limits::DEPENDENCIES_MAX + 1)), refused);
    assert!(with_part(|part| part.dependencies = hashes(limits::DEPENDENCIES_MAX)).is_ok());
    let many = with_header(|header| header.reads[0].dependencies = hashes(limits::DEPENDENCIES_MAX + 1));
    assert_eq!(many, Err(EnvelopeError::TooLarge("dependencies")));
}

#[test]
fn a_sequence_counts_from_one_and_fits_a_signed_integer() {
    for sequence in [0, u64::MAX, 1 << 63] {
        assert_eq!(with_part(|part| part.sequence = sequence), Err(EnvelopeError::Part(0)), "{sequence}");
    }
    assert!(with_part(|part| part.sequence = i64::MAX as u64).is_ok());
}

#[test]
fn a_part_is_the_one_its_header_names() {
    let (one, two) = (part(1).encode(), part(2).encode());
    let header = minicbor::to_vec(Header { parts: vec![Hash32::of(&one), Hash32::of(&two)], ..header() }).unwrap();
    let decode = |parts: Vec<Option<Vec<u8>>>| Envelope::decode(&signed(&header, parts)).map(drop);
    assert_eq!(decode(vec![Some(one.clone()), Some(two.clone())]), Ok(()));
    assert_eq!(decode(vec![Some(two.clone()), Some(one.clone())]), Err(EnvelopeError::Part(0)));
    assert_eq!(decode(vec![Some(one.clone()), Some(one.clone())]), Err(EnvelopeError::Part(1)));
    assert_eq!(decode(vec![Some(one.clone())]), Err(EnvelopeError::Part(1)));
    assert_eq!(decode(vec![Some(one), Some(two), None]), Err(EnvelopeError::Part(3)));
}

#[test]
fn more_than_the_bounds_is_refused() {
    let reads = vec![header().reads[0].clone(); limits::READS_MAX + 1];
    assert_eq!(with_header(|header| header.reads = reads), Err(EnvelopeError::TooLarge("reads")));
    let far = Instant { utc_ms: -1, ..header().effective };
    assert_eq!(with_header(|header| header.effective = far), Err(EnvelopeError::TooLarge("effective time")));
    assert_eq!(with_header(|header| header.version = 2), Err(EnvelopeError::Version(2)));
    assert_eq!(
        Envelope::decode(&Envelope::sign(header(), vec![], &key()).encode()),
        Err(EnvelopeError::TooLarge("parts"))
    );
    let parts = (0..=limits::PARTS_MAX as u8).map(|n| Part { writes: Vec::new(), ..part(n) }).collect();
    let many = Envelope::sign(header(), parts, &key());
    assert_eq!(Envelope::decode(&many.encode()), Err(EnvelopeError::TooLarge("parts")));
    let writes = |count: usize| (0..count).map(|n| write(&format!("{n:05}"), 0)).collect::<Vec<_>>();
    let all = |counts: [usize; 2]| {
        let parts = counts.map(|count| Part { writes: writes(count), ..part(1) }).to_vec();
        Envelope::decode(&Envelope::sign(header(), parts, &key()).encode()).map(drop)
    };
    assert_eq!(all([limits::WRITES_MAX - 10, 10]), Ok(()));
    assert_eq!(all([limits::WRITES_MAX - 10, 11]), Err(EnvelopeError::TooLarge("writes")));
    let long = Part { writes: vec![("a".into(), Scalar::Bytes(vec![0; limits::ENVELOPE_BYTES_MAX]))], ..part(1) };
    let long = Envelope::sign(header(), vec![long], &key());
    assert_eq!(Envelope::decode(&long.encode()), Err(EnvelopeError::TooLarge("bytes")));
}

#[test]
fn text_that_is_not_in_normal_form_c_is_refused() {
    let decomposed = with_part(|part| part.writes = vec![("name".into(), Scalar::Text("e\u{301}".into()))]);
    assert!(matches!(decomposed, Err(EnvelopeError::Malformed(_))));
    assert!(with_part(|part| part.writes = vec![("name".into(), Scalar::text("e\u{301}"))]).is_ok());
}

#[test]
fn another_encoding_of_the_same_part_is_refused() {
    let bytes = part(1).encode();
    // The sequence 3, once in one byte and once in two.
    let at = bytes.windows(2).position(|pair| pair == [0x03, 0x85]).unwrap();
    let wide = [&bytes[..at], &[0x18, 0x03], &bytes[at + 1..]].concat();
    assert_eq!(with_part_bytes(wide), Err(EnvelopeError::Malformed(CanonicalError::NotCanonical)));
    // A field more than this version has.
    let more = [&[0x87], &bytes[1..], &[0xf6]].concat();
    assert_eq!(with_part_bytes(more), Err(EnvelopeError::Malformed(CanonicalError::NotCanonical)));
    // A float, and an integer beyond 64 bits with a sign.
    for value in [vec![0xf9, 0x3c, 0x00], vec![0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]] {
        let plain = Part { writes: vec![write("a", 0)], ..part(1) }.encode();
        let other = [&plain[..plain.len() - 1], &value].concat();
        assert!(matches!(with_part_bytes(other), Err(EnvelopeError::Malformed(_))), "{value:x?}");
    }
}

#[test]
fn a_length_that_promises_gigabytes_allocates_nothing() {
    let huge = [0xff; 8];
    for major in [0x5b, 0x7b, 0x9b] {
        let claim = [&[major][..], &huge[..]].concat();
        assert!(Envelope::decode(&claim).is_err());
        assert!(Envelope::decode(&[&[0x82][..], &claim].concat()).is_err());
        let plain = Part { writes: Vec::new(), ..part(1) }.encode();
        let inside = [&plain[..plain.len() - 1], &claim].concat();
        assert!(matches!(with_part_bytes(inside), Err(EnvelopeError::Malformed(_))));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = Envelope::decode(&bytes);
        let _ = Envelope::decode(&signed(&bytes, vec![None]));
        prop_assert!(with_part_bytes(bytes).is_err());
    }

    #[test]
    fn what_passes_encodes_to_the_very_same_bytes(flips in prop::collection::vec((0..400usize, any::<u8>()), 1..6)) {
        let mut bytes = part(1).encode();
        for (at, value) in flips {
            let length = bytes.len();
            bytes[at % length] = value;
        }
        if let Ok(envelope) = with_part_bytes(bytes.clone()) {
            prop_assert_eq!(envelope.parts[0].as_ref().unwrap().encode(), bytes);
        }
    }
}
