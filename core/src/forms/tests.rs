//! What holds for every form whatever it says: each text given reaches paper, inside the margins.
//! Absent by design: any one form's wording.

use serde_json::Value;

use super::{Form, compile, samples, text::inside_margins};
use crate::schema::Language;

/// Replaces every text of a content that is printed as it is. What selects between variants, and
/// drawn strokes, stay; so do the labels of choices, which are the product's own, unless `labels`.
fn replace(value: &mut Value, labels: bool, with: &mut impl FnMut(&str) -> String) {
    match value {
        // A score on its own is printed as boxes, one of them ticked.
        Value::String(text) if matches!(text.as_str(), "1" | "2" | "3" | "4" | "5") => {}
        Value::String(text) => *text = with(text),
        Value::Array(values) => values.iter_mut().for_each(|value| replace(value, labels, with)),
        Value::Object(values) => {
            for (key, value) in values {
                if !matches!(key.as_str(), "is" | "way" | "form" | "of" | "strokes") && (labels || key != "label") {
                    replace(value, labels, with);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn every_text_of_every_form_reaches_paper() {
    for (name, form, language) in samples::all() {
        let mut content = form.content().unwrap();
        let mut tokens = Vec::new();
        replace(&mut content, true, &mut |_| {
            tokens.push(format!("Q{}Z", tokens.len()));
            tokens[tokens.len() - 1].clone()
        });
        let text: String = compile(form.spec(), &content, language, None).unwrap().text.split_whitespace().collect();
        let missing: Vec<_> = tokens.iter().filter(|token| !text.contains(token.as_str())).collect();
        assert!(missing.is_empty(), "{name}: {missing:?} of {content}");
    }
}

#[test]
fn endless_words_stay_inside_the_margins_of_every_field() {
    let full: [(&str, Form); 6] = [
        ("prospect", Form::ProspectiveCustomer(Box::new(samples::prospect()))),
        ("analysis", Form::NeedsAnalysis(Box::new(samples::analysis()))),
        ("proposal", Form::SolutionProposal(Box::new(samples::proposal()))),
        ("quotation", Form::Quotation(Box::new(samples::quotation_internal()))),
        ("contract", Form::SalesContract(Box::new(samples::contract_internal()))),
        ("confirmation", Form::OrderConfirmation(Box::new(samples::confirmation_internal()))),
    ];
    for (name, form) in full {
        for word in ["W".repeat(90), "。".repeat(200)] {
            let mut content = form.content().unwrap();
            // The number comes from the product and has no endless words.
            let document = content["document"].take();
            replace(&mut content, false, &mut |_| word.clone());
            content["document"] = document;
            inside_margins(form.spec(), &content, Language::Chinese).unwrap_or_else(|piece| panic!("{name}: {piece}"));
        }
    }
}
