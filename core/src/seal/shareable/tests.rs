use proptest::prelude::*;

use super::{orientation, shareable_photo};

/// What must not be handed on: it stands in the test photos wherever a phone may put it.
const SECRET: &[u8] = b"GPS 31.2304N 121.4737E, camera SN-77";

/// EXIF as a camera writes it: little-endian, orientation and maker, a GPS directory, the secret.
fn exif(turned: u16) -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: u32| -> Vec<u8> {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat()
    };
    let length = SECRET.len() as u32;
    let mut exif = b"II\x2a\0\x08\0\0\0\x03\0".to_vec();
    exif.extend(entry(0x010f, 2, length, 68));
    exif.extend(entry(0x0112, 3, 1, u32::from(turned)));
    exif.extend(entry(0x8825, 4, 1, 50));
    exif.extend([0; 4]);
    exif.extend([1, 0]);
    exif.extend(entry(0x0001, 2, 2, u32::from(b'N')));
    exif.extend([0; 4]);
    exif.extend_from_slice(SECRET);
    exif
}

fn segment(marker: u8, content: &[&[u8]]) -> Vec<u8> {
    let content = content.concat();
    [&[0xff, marker], &(content.len() as u16 + 2).to_be_bytes()[..], &content].concat()
}

const TABLES: &[u8] = b"tables";
const SCANS: [&[u8]; 2] = [b"\x11\xff\x00\x22\xff\xd0\x33", b"\x44\xff\xff\x00"];

/// A photo of two scans with the secret in every kind of metadata, between the scans and after the end.
pub(crate) fn jpeg_with_position(turned: u16) -> Vec<u8> {
    [
        b"\xff\xd8".to_vec(),
        segment(0xe0, &[b"JFIF\0\x01\x02\0\0\x48\0\x48\x02\x06", SECRET]),
        segment(0xe1, &[b"Exif\0\0", &exif(turned)]),
        segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", SECRET]),
        segment(0xe2, &[b"ICC_PROFILE\0\x01\x01", SECRET]),
        segment(0xed, &[b"Photoshop 3.0\0", SECRET]),
        segment(0xee, &[b"Adobe\0\x64\0\0\0\0\x01", SECRET]),
        segment(0xfe, &[SECRET]),
        segment(0xdb, &[TABLES]),
        segment(0xc2, &[b"\x08\0\x10\0\x10\x01\x01\x11\0"]),
        segment(0xc4, &[TABLES]),
        segment(0xda, &[b"\x01\x01\0\0\x3f\0"]),
        SCANS[0].to_vec(),
        segment(0xfe, &[SECRET]),
        segment(0xc4, &[TABLES]),
        segment(0xda, &[b"\x01\x01\0\0\x3f\0"]),
        SCANS[1].to_vec(),
        b"\xff\xd9ftypmp42".to_vec(),
        SECRET.to_vec(),
    ]
    .concat()
}

fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let framed = [&kind[..], content].concat();
    [&(content.len() as u32).to_be_bytes()[..], &framed, &crc32fast::hash(&framed).to_be_bytes()].concat()
}

fn png(turned: u16) -> Vec<u8> {
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", b"\0\0\0\x01\0\0\0\x01\x08\0\0\0\0"),
        chunk(b"iCCP", SECRET),
        chunk(b"eXIf", &exif(turned)),
        chunk(b"tEXt", SECRET),
        chunk(b"gAMA", &[0, 0, 0xb1, 0x8f]),
        chunk(b"IDAT", b"picture"),
        chunk(b"iTXt", SECRET),
        chunk(b"IDAT", b"more"),
        chunk(b"IEND", b""),
        SECRET.to_vec(),
    ]
    .concat()
}

fn riff(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    for (kind, content) in chunks {
        body.extend_from_slice(*kind);
        body.extend((content.len() as u32).to_le_bytes());
        body.extend_from_slice(content);
        body.extend(std::iter::repeat_n(0, content.len() % 2));
    }
    [b"RIFF", &(body.len() as u32).to_le_bytes()[..], &body].concat()
}

fn webp(turned: u16) -> Vec<u8> {
    let exif = exif(turned);
    let chunks: [(&[u8; 4], &[u8]); 6] = [
        (b"VP8X", &[0b0011_1100, 0, 0, 0, 1, 0, 0, 1, 0, 0]),
        (b"ICCP", SECRET),
        (b"ALPH", b"alp"),
        (b"VP8 ", b"picture"),
        (b"EXIF", &exif),
        (b"XMP ", SECRET),
    ];
    [riff(&chunks), SECRET.to_vec()].concat()
}

fn holds(bytes: &[u8], marker: &[u8]) -> bool {
    bytes.windows(marker.len()).any(|window| window == marker)
}

#[test]
fn a_jpeg_keeps_its_picture_and_loses_everything_else() {
    let photo = jpeg_with_position(1);
    assert!(holds(&photo, SECRET) && holds(&photo, &0x8825_u16.to_le_bytes()));
    let expected = [
        b"\xff\xd8".to_vec(),
        segment(0xe0, &[b"JFIF\0\x01\x02\0\0\x48\0\x48\0\0"]),
        segment(0xee, &[b"Adobe\0\x64\0\0\0\0\x01"]),
        segment(0xdb, &[TABLES]),
        segment(0xc2, &[b"\x08\0\x10\0\x10\x01\x01\x11\0"]),
        segment(0xc4, &[TABLES]),
        segment(0xda, &[b"\x01\x01\0\0\x3f\0"]),
        SCANS[0].to_vec(),
        segment(0xc4, &[TABLES]),
        segment(0xda, &[b"\x01\x01\0\0\x3f\0"]),
        SCANS[1].to_vec(),
        b"\xff\xd9".to_vec(),
    ]
    .concat();
    assert_eq!(shareable_photo(&photo), Some(expected.clone()));
    assert_eq!(shareable_photo(&expected), Some(expected.clone()), "a derivative is its own");
}

#[test]
fn a_png_and_a_webp_too() {
    let expected = [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", b"\0\0\0\x01\0\0\0\x01\x08\0\0\0\0"),
        chunk(b"gAMA", &[0, 0, 0xb1, 0x8f]),
        chunk(b"IDAT", b"picture"),
        chunk(b"IDAT", b"more"),
        chunk(b"IEND", b""),
    ];
    assert_eq!(shareable_photo(&png(1)), Some(expected.concat()));
    let expected: [(&[u8; 4], &[u8]); 3] =
        [(b"VP8X", &[0b0001_0000, 0, 0, 0, 1, 0, 0, 1, 0, 0]), (b"ALPH", b"alp"), (b"VP8 ", b"picture")];
    assert_eq!(shareable_photo(&webp(1)), Some(riff(&expected)));
}

#[test]
fn a_turned_photo_stays_turned() {
    for turned in 2..=8 {
        assert_eq!(orientation::read(&orientation::write(turned)), Some(turned));
        for photo in [jpeg_with_position(turned), png(turned), webp(turned)] {
            let stripped = shareable_photo(&photo).unwrap();
            assert!(!holds(&stripped, SECRET) && holds(&stripped, &orientation::write(turned)));
            let read = exif::Reader::new().read_from_container(&mut std::io::Cursor::new(&stripped)).unwrap();
            let fields: Vec<_> = read.fields().map(|field| (field.tag, field.value.get_uint(0))).collect();
            assert_eq!(fields, [(exif::Tag::Orientation, Some(u32::from(turned)))]);
        }
    }
    assert_eq!([0, 1, 9].map(|turned| orientation::read(&orientation::write(turned))), [None; 3]);
}

#[test]
fn what_is_no_photo_has_no_derivative() {
    let moving: [(&[u8; 4], &[u8]); 2] = [(b"ANIM", b"loop"), (b"VP8 ", b"picture")];
    for bytes in [&b""[..], b"a photo", b"BM", b"\xff\xd8\xff\xd9", b"\0\0\0\x18ftypheic", &riff(&moving)] {
        assert_eq!(shareable_photo(bytes), None);
    }
    for photo in [jpeg_with_position(6), png(6), webp(6)] {
        let end = photo.len() - SECRET.len();
        for length in 0..end {
            let Some(stripped) = shareable_photo(&photo[..length]) else { continue };
            // Only what stands after the end of a JPEG may be missing.
            assert!(photo[..2] == [0xff, 0xd8] && length >= end - b"ftypmp42".len(), "{length}");
            assert_eq!(Some(stripped), shareable_photo(&photo));
        }
    }
}

proptest! {
    #[test]
    fn no_byte_of_a_hostile_photo_does_harm(
        which in 0..3_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let mut photo = vec![jpeg_with_position(6), png(6), webp(6)].swap_remove(which);
        for (at, byte) in changes {
            let at = at.index(photo.len());
            photo[at] = byte;
        }
        if let Some(stripped) = shareable_photo(&photo) {
            prop_assert!(stripped.len() <= photo.len() + 64);
        }
    }
}
