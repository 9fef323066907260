//! The text of a laid-out form, line by line, as a reader meets it.
//! Absent by design: reading a PDF; this walks the layout the PDF is made of.

use typst::layout::{Frame, FrameItem, Point};
use typst_layout::PagedDocument;

/// How far apart two pieces may lie, in points, and still be on one line.
const SAME_LINE_POINTS: f64 = 0.5;

/// One line for each line of a table cell or paragraph, in the order of the template; `\u{c}` (form
/// feed) between pages.
pub(super) fn text_of(document: &PagedDocument) -> String {
    let pages: Vec<String> = document.pages().iter().map(|page| lines(&page.frame)).collect();
    pages.join("\u{c}\n")
}

fn lines(page: &Frame) -> String {
    let mut pieces = Vec::new();
    collect(page, Point::zero(), &mut pieces);
    let mut out = String::new();
    let mut last: Option<(f64, f64)> = None;
    for piece in pieces {
        match last {
            Some((end, y)) if (y - piece.y).abs() < SAME_LINE_POINTS && piece.x >= end - SAME_LINE_POINTS => {
                // Wider than a space inside a line: another column.
                if piece.x - end > piece.size {
                    out.push('\t');
                }
            }
            Some(_) => out.push('\n'),
            None => {}
        }
        out.push_str(&piece.text);
        last = Some((piece.x + piece.width, piece.y));
    }
    out.push('\n');
    out
}

struct Piece {
    x: f64,
    y: f64,
    width: f64,
    size: f64,
    text: String,
}

fn collect(frame: &Frame, origin: Point, pieces: &mut Vec<Piece>) {
    for (position, item) in frame.items() {
        let at = origin + *position;
        match item {
            FrameItem::Group(group) => collect(&group.frame, at, pieces),
            FrameItem::Text(text) => pieces.push(Piece {
                x: at.x.to_pt(),
                y: at.y.to_pt(),
                width: text.width().to_pt(),
                size: text.size.to_pt(),
                // Only the invisible places where an endless word may break.
                text: text.text.as_str().replace('\u{200b}', ""),
            }),
            _ => {}
        }
    }
}
