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
                // Wider than any space inside a line is another column; any gap at all is a space.
                match (piece.x - end) / piece.size {
                    gap if gap > 1.0 => out.push('\t'),
                    gap if gap > 0.2 => out.push(' '),
                    _ => {}
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

/// Lays out a content and gives the first piece of text outside the margins, if there is one. What
/// stands in the edge on purpose is none.
#[cfg(test)]
pub(super) fn inside_margins(
    spec: &super::FormSpec,
    content: &serde_json::Value,
    language: crate::schema::Language,
) -> Result<(), String> {
    let content = super::template_input(spec, content, language, false);
    let document = typst::compile::<PagedDocument>(&super::world::FormWorld::new(spec.id, content, None)).output;
    let document = document.map_err(|errors| super::messages(&errors))?;
    for page in document.pages() {
        let mut pieces = Vec::new();
        collect(&page.frame, Point::zero(), &mut pieces);
        for piece in pieces.iter().filter(|piece| piece.text != "骑缝章处") {
            let inside = piece.x > 40.0 && piece.x + piece.width < 595.0 - 40.0 && piece.y < 842.0 - 15.0;
            if !inside {
                return Err(format!("{} at {}, {}", piece.text, piece.x, piece.y));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::world::FormWorld;
    use super::super::{Form, glyphs, samples};
    use super::*;
    use crate::schema::Language;

    fn laid_out(form: &Form) -> PagedDocument {
        let mut content = form.content().unwrap();
        glyphs::make_printable(&mut content);
        let content = super::super::template_input(form.spec(), &content, Language::Chinese, false);
        typst::compile::<PagedDocument>(&FormWorld::new(form.spec().id, content, None)).output.unwrap()
    }

    #[test]
    fn endless_words_and_long_texts_stay_inside_the_margins() {
        let words = ["W".repeat(400), "。".repeat(300), "0123456789-".repeat(60), "好".repeat(900), "a\n".repeat(120)];
        for word in words {
            let mut form = samples::acceptance_with_reservation();
            let value = Some(word.clone());
            form.basics.customer = word.clone();
            form.equipment[0].name = word.clone();
            form.equipment[0].quantity = value.clone();
            form.site.network.value = value.clone();
            form.checks[1].photo_number = value.clone();
            form.checks[2].unit = value.clone();
            form.customer_words = value.clone();
            form.reservations[0].category = value.clone();
            form.customer_signature.name = value.clone();
            form.customer_signature.place = value;
            let document = laid_out(&Form::InstallationAcceptance(Box::new(form)));
            assert!(document.pages().len() > 2);
            assert_inside(&document);
        }
    }

    #[test]
    fn endless_words_stay_inside_the_narrow_columns_of_the_service_side() {
        for word in ["W".repeat(300), "0123456789-".repeat(40), "好".repeat(700)] {
            let value = Some(word.clone());
            let mut receipt = samples::receipt(Language::Chinese);
            receipt.lines[0].serial_numbers = vec![word.clone()];
            receipt.lines[0].unit = value.clone();
            receipt.lines[1].remark = value.clone();
            receipt.objections[0].number = value.clone();
            let mut sheet = samples::attendance(3, Language::Chinese);
            sheet.attendees[1].position = value.clone();
            sheet.attendees[2].signed_in_at = value.clone();
            sheet.absent[0].name = word.clone();
            let mut record = samples::callback(Language::Chinese);
            record.attempts[0].channel = value.clone();
            let mut evaluation = samples::evaluation(Language::Chinese);
            evaluation.content.clear = value.clone();
            evaluation.effect.mean = value.clone();
            evaluation.open_questions[0].by = value.clone();
            let mut complaint = samples::complaint(Language::Chinese);
            complaint.actions[0].kind = value.clone();
            complaint.plan.answered = value;
            for form in [
                Form::DeliveryReceipt(Box::new(receipt)),
                Form::AttendanceSheet(Box::new(sheet)),
                Form::CallbackRecord(Box::new(record)),
                Form::TrainingEvaluation(Box::new(evaluation)),
                Form::ComplaintHandling(Box::new(complaint)),
            ] {
                assert_inside(&laid_out(&form));
            }
        }
    }

    #[test]
    fn s17_no_signature_of_an_attendee_breaks_over_pages() {
        for rows in [11, 12, 13, 31, 40] {
            let mut form = samples::attendance(rows, Language::Chinese);
            form.attendees[9].position = Some("设备".repeat(20));
            let document = laid_out(&Form::AttendanceSheet(Box::new(form)));
            let mut whole = 0;
            for page in document.pages() {
                let mut images = Vec::new();
                collect_images(&page.frame, Point::zero(), &mut images);
                for (top, bottom) in &images {
                    assert!(*top > 40.0 && *bottom < 842.0 - 70.0, "from {top} to {bottom}");
                }
                whole += images.len();
            }
            assert_eq!(whole, rows + 2, "each attendee's, the person's in charge and the trainer's");
        }
    }

    fn collect_images(frame: &Frame, origin: Point, images: &mut Vec<(f64, f64)>) {
        for (position, item) in frame.items() {
            let at = origin + *position;
            match item {
                FrameItem::Group(group) => collect_images(&group.frame, at, images),
                FrameItem::Image(_, size, _) => images.push((at.y.to_pt(), (at.y + size.y).to_pt())),
                _ => {}
            }
        }
    }

    fn assert_inside(document: &PagedDocument) {
        for page in document.pages() {
            let mut pieces = Vec::new();
            collect(&page.frame, Point::zero(), &mut pieces);
            for piece in pieces {
                let inside = piece.x > 40.0 && piece.x + piece.width < 595.0 - 40.0 && piece.y < 842.0 - 15.0;
                assert!(inside, "{} at {}, {}", piece.text, piece.x, piece.y);
            }
        }
    }

    #[test]
    fn amounts_end_at_one_edge() {
        let form = samples::quotation();
        let amounts: Vec<String> = form.lines.iter().filter_map(|line| line.amount.clone()).collect();
        let document = laid_out(&Form::Quotation(Box::new(form)));
        let mut pieces = Vec::new();
        document.pages().iter().for_each(|page| collect(&page.frame, Point::zero(), &mut pieces));
        let edges: Vec<i64> = amounts
            .iter()
            .filter_map(|amount| pieces.iter().rev().find(|piece| &piece.text == amount))
            .map(|piece| ((piece.x + piece.width) * 10.0).round() as i64)
            .collect();
        assert_eq!(edges.len(), amounts.len());
        assert!(edges.iter().all(|edge| *edge == edges[0]), "{edges:?}");
    }
}
