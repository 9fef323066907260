//! Short ways to write a step's values down in the story.
//! Absent by design: anything a record means.

use fieldseal_core::{
    schema::{Date, Hash32, Instant, Money, RecordId, Scalar, Values},
    seal::strokes::{StrokePoint, Strokes},
};

use super::time::utc_ms;

/// Values by document key.
pub fn values<const N: usize>(entries: [(&str, Scalar); N]) -> Values {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// The fields of one row, `lines/main`.
pub fn row<const N: usize>(row: &str, fields: [(&str, Scalar); N]) -> Values {
    fields.into_iter().map(|(field, value)| (format!("{row}/{field}"), value)).collect()
}

/// Several groups of values as one.
pub fn all<const N: usize>(groups: [Values; N]) -> Values {
    groups.into_iter().flatten().collect()
}

/// The customer's person in charge of equipment, who signs and is called: a name with rare characters.
pub const CONTACT: (&str, &str) = ("龚䶮", "13810012001");

/// A telephone call that reached the customer's contact.
pub fn call(id: &str, content: &str) -> Values {
    row(
        &format!("contacts/{id}"),
        [
            ("connected", yes(true)),
            ("channel", text("telephone")),
            ("to_name", text(CONTACT.0)),
            ("to_phone", text(CONTACT.1)),
            ("content", text(content)),
        ],
    )
}

/// Text.
pub fn text(value: &str) -> Scalar {
    Scalar::text(value)
}

/// A whole number.
pub fn number(value: i64) -> Scalar {
    Scalar::Integer(value)
}

/// A sum in yuan.
pub fn cny(yuan: i64) -> Scalar {
    Money::cny(yuan * 100).to_scalar()
}

/// Yes or no.
pub fn yes(value: bool) -> Scalar {
    Scalar::Boolean(value)
}

/// A moment, `2026-10-13 09:00` in China.
pub fn moment(value: &str) -> Scalar {
    Instant::from_utc_ms(utc_ms(value)).to_scalar()
}

/// A day.
pub fn day(value: &str) -> Scalar {
    value.parse::<Date>().expect("the story's days are well formed").to_scalar()
}

/// Another record.
pub fn record(value: RecordId) -> Scalar {
    value.to_scalar()
}

/// A photo or file.
pub fn blob(value: Hash32) -> Scalar {
    value.to_scalar()
}

/// A signature as a finger draws it: some loops, different for each seed.
pub fn scribble(seed: i32) -> Vec<u8> {
    let stroke = |start: i32, length: i32| -> Vec<StrokePoint> {
        let points = (0..length).map(|step| {
            let angle = f64::from(step) * 0.35 + f64::from(seed);
            let (sine, cosine) = angle.sin_cos();
            StrokePoint {
                x: 600 + start * 900 + step * 45 + (cosine * 260.0) as i32,
                y: 900 + (sine * (380.0 + f64::from(seed * 20))) as i32,
                t: u32::try_from(step * 16 + start * 700).unwrap_or(0),
            }
        });
        points.collect()
    };
    let strokes =
        Strokes { canvas_width: 600, canvas_height: 200, strokes: vec![stroke(0, 26), stroke(2, 30), stroke(4, 18)] };
    strokes.to_bytes()
}

/// A photo as a phone takes it: turned, with its position and its device in it.
pub const PHOTO: &[u8] = include_bytes!("../../data/demo/photo.jpg");

/// The shipped photo with a comment in it, so that each that was taken is one of its own.
pub fn photo(seed: u8) -> Vec<u8> {
    let (start, picture) = PHOTO.split_at(2);
    [start, &[0xFF, 0xFE, 0, 3, seed], picture].concat()
}
