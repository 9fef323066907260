//! What a signer drew: strokes of points with their times, as they are sealed and as they are printed.
//! Absent by design: recognising a person by them, smoothing, and keeping them for another signature.

use minicbor::{Decode, Encode};

/// Most bytes of an encoded signature: what 8,192 points with large coordinates need.
pub const STROKES_BYTES_MAX: usize = 128 * 1024;
/// Most strokes: more than the longest name in any script has.
pub const STROKES_MAX: usize = 512;
/// Most points of all strokes together: two minutes of a pad that reports 60 points a second.
pub const POINTS_MAX: usize = 8_192;
/// Longest side of the pad in pixels.
pub const CANVAS_MAX_PX: u32 = 16_384;
/// Longest time from the first point to the last, in milliseconds: ten minutes.
pub const DURATION_MAX_MS: u32 = 10 * 60 * 1_000;

/// Tenths of a pixel in a pixel: points are finer than the pad's pixels.
const TENTHS: i64 = 10;

/// A signature as it was drawn on a pad.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(array)]
pub struct Strokes {
    /// Width of the pad, in pixels.
    #[n(0)]
    pub canvas_width: u32,
    /// Height of the pad, in pixels.
    #[n(1)]
    pub canvas_height: u32,
    /// The strokes in the order of drawing; a stroke is the pen from down to up.
    #[n(2)]
    pub strokes: Vec<Vec<StrokePoint>>,
}

/// One point of a stroke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(array)]
pub struct StrokePoint {
    /// From the pad's left edge, in tenths of a pixel.
    #[n(0)]
    pub x: i32,
    /// From the pad's upper edge, in tenths of a pixel.
    #[n(1)]
    pub y: i32,
    /// Milliseconds since the signature's first point.
    #[n(2)]
    pub t: u32,
}

/// Why bytes or points are no signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StrokesError {
    /// More than [`STROKES_BYTES_MAX`] bytes.
    #[error("a signature of too many bytes")]
    TooLarge,
    /// The bytes are not the canonical form of a signature.
    #[error("not the canonical form of a signature")]
    Malformed,
    /// The pad has no area, or is larger than [`CANVAS_MAX_PX`].
    #[error("a pad of an impossible size")]
    Canvas,
    /// More strokes or points than allowed, or a stroke without points.
    #[error("too many strokes or points, or a stroke without points")]
    Count,
    /// A point far outside the pad.
    #[error("a point outside the pad")]
    Outside,
    /// Times that run backwards, do not start at 0, or last longer than [`DURATION_MAX_MS`].
    #[error("times that are not those of one signature")]
    Times,
    /// Nothing but a dot (domain §6.3).
    #[error("empty, or no more than a dot")]
    DotLike,
}

impl Strokes {
    /// Deterministic CBOR.
    pub fn to_bytes(&self) -> Vec<u8> {
        minicbor::to_vec(self).expect("writing to a vector cannot fail")
    }

    /// From deterministic CBOR that somebody else wrote.
    ///
    /// # Errors
    /// Any [`StrokesError`]: a signature that is returned was checked with [`Self::check`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StrokesError> {
        if bytes.len() > STROKES_BYTES_MAX {
            return Err(StrokesError::TooLarge);
        }
        let strokes: Self = minicbor::decode(bytes).map_err(|_| StrokesError::Malformed)?;
        if strokes.to_bytes() != bytes {
            return Err(StrokesError::Malformed);
        }
        strokes.check()?;
        Ok(strokes)
    }

    /// Whether this can be taken as a signature.
    ///
    /// # Errors
    /// The first of the limits that it breaks; [`StrokesError::DotLike`] last.
    pub fn check(&self) -> Result<(), StrokesError> {
        let sides = 1..=CANVAS_MAX_PX;
        if !sides.contains(&self.canvas_width) || !sides.contains(&self.canvas_height) {
            return Err(StrokesError::Canvas);
        }
        let count: usize = self.strokes.iter().map(Vec::len).sum();
        if self.strokes.len() > STROKES_MAX || count > POINTS_MAX || self.strokes.iter().any(Vec::is_empty) {
            return Err(StrokesError::Count);
        }
        // A pen that slides off the pad still reports points: half a pad around it is believable.
        let believable = |value: i32, side: u32| {
            let side = i64::from(side) * TENTHS;
            (-side / 2..=side + side / 2).contains(&i64::from(value))
        };
        if !self.points().all(|p| believable(p.x, self.canvas_width) && believable(p.y, self.canvas_height)) {
            return Err(StrokesError::Outside);
        }
        let in_order = self.points().zip(self.points().skip(1)).all(|(first, second)| first.t <= second.t);
        let first_is_zero = self.points().next().is_none_or(|point| point.t == 0);
        if !in_order || !first_is_zero || self.points().any(|point| point.t > DURATION_MAX_MS) {
            return Err(StrokesError::Times);
        }
        if self.is_dot_like() {
            return Err(StrokesError::DotLike);
        }
        Ok(())
    }

    /// True when nothing was drawn that could be a name: no point at all, ink that spans less than a
    /// tenth of the pad's shorter side, or less than a fifth of it in length (domain §6.3).
    pub fn is_dot_like(&self) -> bool {
        let Some((left, top, right, bottom)) = self.bounds() else { return true };
        let side = f64::from(self.canvas_width.min(self.canvas_height)) * TENTHS as f64;
        let span = (i64::from(right) - i64::from(left)).max(i64::from(bottom) - i64::from(top)) as f64;
        let length: f64 = self.strokes.iter().map(|stroke| length(stroke)).sum();
        span < side / 10.0 || length < side / 5.0
    }

    /// Left, top, right and bottom of what was drawn, in tenths of a pixel; `None` without a point.
    pub fn bounds(&self) -> Option<(i32, i32, i32, i32)> {
        let first = self.points().next()?;
        Some(self.points().fold((first.x, first.y, first.x, first.y), |(left, top, right, bottom), point| {
            (left.min(point.x), top.min(point.y), right.max(point.x), bottom.max(point.y))
        }))
    }

    fn points(&self) -> impl Iterator<Item = &StrokePoint> {
        self.strokes.iter().flatten()
    }
}

/// Square root and not `hypot`: it is exact to the bit on every platform, so a phone and the server
/// agree on what is a dot.
fn distance(from: StrokePoint, to: StrokePoint) -> f64 {
    let (dx, dy) = (f64::from(to.x) - f64::from(from.x), f64::from(to.y) - f64::from(from.y));
    (dx * dx + dy * dy).sqrt()
}

/// Length of a stroke in tenths of a pixel.
fn length(stroke: &[StrokePoint]) -> f64 {
    stroke.windows(2).map(|pair| distance(pair[0], pair[1])).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(from: (i32, i32), to: (i32, i32), points: u32) -> Strokes {
        let at = |i: u32| {
            let (i, n) = (i as i32, points.max(2) as i32 - 1);
            StrokePoint { x: from.0 + (to.0 - from.0) * i / n, y: from.1 + (to.1 - from.1) * i / n, t: i as u32 * 8 }
        };
        Strokes { canvas_width: 600, canvas_height: 200, strokes: vec![(0..points).map(at).collect()] }
    }

    #[test]
    fn a_signature_survives_encoding_and_its_bytes_are_fixed() {
        let strokes = line((1_000, 900), (3_000, 1_000), 3);
        let bytes = strokes.to_bytes();
        assert_eq!(
            data_encoding::HEXLOWER.encode(&bytes),
            "8319025818c88183831903e819038400831907d01903b60883190bb81903e810"
        );
        assert_eq!(Strokes::from_bytes(&bytes), Ok(strokes));
    }

    #[test]
    fn nothing_and_a_dot_are_no_signature() {
        let empty = Strokes { canvas_width: 600, canvas_height: 200, strokes: vec![] };
        let dot = line((1_000, 1_000), (1_030, 1_010), 40);
        let taps = Strokes {
            strokes: (0..5).map(|i| vec![StrokePoint { x: 500 * i, y: 1_000, t: i as u32 * 100 }]).collect(),
            ..empty.clone()
        };
        for (strokes, dot_like) in
            [(empty, true), (dot, true), (taps, true), (line((1_000, 900), (3_000, 1_000), 20), false)]
        {
            assert_eq!(strokes.is_dot_like(), dot_like, "{strokes:?}");
            let expected = if dot_like { Err(StrokesError::DotLike) } else { Ok(()) };
            assert_eq!(strokes.check(), expected);
        }
    }

    #[test]
    fn limits_hold() {
        let good = line((1_000, 900), (3_000, 1_000), 20);
        let with = |change: &dyn Fn(&mut Strokes)| {
            let mut strokes = good.clone();
            change(&mut strokes);
            Strokes::from_bytes(&strokes.to_bytes()).map(|_| ())
        };
        assert_eq!(with(&|_| ()), Ok(()));
        assert_eq!(with(&|s| s.canvas_width = 0), Err(StrokesError::Canvas));
        assert_eq!(with(&|s| s.canvas_height = CANVAS_MAX_PX + 1), Err(StrokesError::Canvas));
        assert_eq!(with(&|s| s.strokes.push(vec![])), Err(StrokesError::Count));
        assert_eq!(with(&|s| s.strokes = vec![s.strokes[0][..1].to_vec(); STROKES_MAX + 1]), Err(StrokesError::Count));
        assert_eq!(with(&|s| s.strokes[0] = vec![s.strokes[0][0]; POINTS_MAX + 1]), Err(StrokesError::Count));
        assert_eq!(with(&|s| s.strokes[0][3].x = i32::MAX), Err(StrokesError::Outside));
        assert_eq!(with(&|s| s.strokes[0][3].y = i32::MIN), Err(StrokesError::Outside));
        assert_eq!(with(&|s| s.strokes[0][0].t = 5), Err(StrokesError::Times));
        assert_eq!(with(&|s| s.strokes[0][4].t = 0), Err(StrokesError::Times));
        assert_eq!(with(&|s| s.strokes[0][19].t = DURATION_MAX_MS + 1), Err(StrokesError::Times));
    }

    #[test]
    fn hostile_bytes_are_refused() {
        let good = line((1_000, 900), (3_000, 1_000), 20).to_bytes();
        assert_eq!(Strokes::from_bytes(&vec![0; STROKES_BYTES_MAX + 1]), Err(StrokesError::TooLarge));
        assert_eq!(Strokes::from_bytes(&[]), Err(StrokesError::Malformed));
        // An array that promises four thousand million points and holds none.
        assert_eq!(
            Strokes::from_bytes(&[0x83, 1, 1, 0x81, 0x9a, 0xff, 0xff, 0xff, 0xff]),
            Err(StrokesError::Malformed)
        );
        assert_eq!(Strokes::from_bytes(&[&good[..], &[0]].concat()), Err(StrokesError::Malformed));
        for cut in 0..good.len() {
            assert!(Strokes::from_bytes(&good[..cut]).is_err(), "{cut}");
        }
        // The pad's width written in more bytes than it needs.
        let long = [&[0x83, 0x1a, 0, 0], &good[2..]].concat();
        assert_eq!(Strokes::from_bytes(&long), Err(StrokesError::Malformed));
    }
}
