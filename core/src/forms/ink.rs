//! Draws a signature as vector paths.
//! Absent by design: smoothing, and anything else that would change what the signer drew.

use std::fmt::Write;

use crate::seal::strokes::Strokes;

/// Height of the place for a signature in the templates, in points.
const BOX_HEIGHT_POINTS: f64 = 48.0;
/// Width of the same place, in points.
const BOX_WIDTH_POINTS: f64 = 130.0;
/// Width of the drawn line, in points: that of a ballpoint pen.
const PEN_POINTS: f64 = 0.9;

/// An SVG picture of the strokes, cut to what was drawn: but never to less than half of the pad's
/// sides, so that a small hand stays small.
pub(super) fn svg(strokes: &Strokes) -> String {
    let (left, top, right, bottom) = strokes.bounds().unwrap_or_default();
    let (left, top, right, bottom) = (f64::from(left), f64::from(top), f64::from(right), f64::from(bottom));
    let least = |side: u32| f64::from(side) * 5.0;
    let (inner_width, inner_height) =
        ((right - left).max(least(strokes.canvas_width)), (bottom - top).max(least(strokes.canvas_height)));
    let units_per_point = (inner_width / BOX_WIDTH_POINTS).max(inner_height / BOX_HEIGHT_POINTS);
    let pen = PEN_POINTS * units_per_point;
    let (width, height) = (inner_width + 2.0 * pen, inner_height + 2.0 * pen);
    let (x, y) = ((left + right - width) / 2.0, (top + bottom - height) / 2.0);
    let mut path = String::new();
    for stroke in &strokes.strokes {
        for (index, point) in stroke.iter().enumerate() {
            let _ = write!(path, "{}{} {}", if index == 0 { 'M' } else { 'L' }, point.x, point.y);
        }
        // A tap is a dot of the pen's width: a path of no length would not be drawn.
        if stroke.len() == 1 {
            path.push_str("h1");
        }
    }
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x:.1} {y:.1} {width:.1} {height:.1}"><path d="{path}" fill="none" stroke="#101840" stroke-width="{pen:.2}" stroke-linecap="round" stroke-linejoin="round"/></svg>"##
    )
}
