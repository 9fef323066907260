//! Number segments: which capitals and digits stand for the n-th install.
//! Absent by design: who has which; the storage counts, devices' records tell.

/// Without 0/O and 1/I/L, which people mix up.
const LETTERS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// The segment of an ordinal: two characters for the first 961, then three, then four.
pub fn segment(ordinal: u64) -> String {
    let base = LETTERS.len() as u64;
    let (mut rest, mut length) = (ordinal, 2);
    while rest >= base.pow(length) && length < 4 {
        rest -= base.pow(length);
        length += 1;
    }
    let digits = (0..length).rev().map(|place| LETTERS[(rest / base.pow(place) % base) as usize] as char);
    digits.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use fieldseal_core::process::numbering::is_segment;

    use super::*;

    #[test]
    fn no_two_of_the_first_fifty_thousand_are_equal() {
        let segments: BTreeSet<String> = (0..50_000).map(segment).collect();
        assert_eq!(segments.len(), 50_000);
        assert!(segments.iter().all(|segment| is_segment(segment) && segment.len() <= 4));
        assert_eq!((segment(0), segment(960), segment(961)), ("22".into(), "ZZ".into(), "222".into()));
    }
}
