use proptest::prelude::*;

use super::{IndexRow, Phone, START, id, row};
use crate::store::{ListQuery, query_terms, tokens};

fn phone_with(texts: &[&str]) -> Phone {
    let phone = Phone::new();
    phone.write(|tx| texts.iter().zip(1..).try_for_each(|(text, n)| tx.put_record(&row(id(n), text))));
    phone
}

fn found(phone: &Phone, text: &str) -> Vec<String> {
    let query = ListQuery { text: text.into(), ..ListQuery::default() };
    phone.read(|r| r.list(&query)).into_iter().map(|row| row.title).collect()
}

#[test]
fn what_people_type_finds_the_record() {
    let texts = ["主轴轴承异响", "王小明 15737417524", "李喆 MC7815-0635", "ＨＭ－５ 激光打标机", "AZ-2611-K7-0042"];
    let phone = phone_with(&texts);
    for (query, at) in [
        ("轴承", 0),
        ("王", 1),
        ("7524", 1),
        ("喆", 2),
        ("0635", 2),
        ("mc7815", 2),
        ("hm-5", 3),
        ("打标", 3),
        ("az-2611", 4),
        ("李喆 0635", 2),
    ] {
        assert_eq!(found(&phone, query), [texts[at]], "{query}");
    }
    for query in ["承轴", "张", "7525", "轴承 7524", "z", "z8f74"] {
        assert!(found(&phone, query).iter().all(|title| query == "z" && title.starts_with("AZ")), "{query}");
    }
}

#[test]
fn hostile_text_is_only_text() {
    let phone = phone_with(&["主轴轴承异响", "near or not"]);
    for query in [
        "\" OR * NEAR(",
        "tokens:轴承",
        "轴承\" OR \"",
        "'; DROP TABLE record; --",
        "^轴承",
        "(((",
        "-轴承 AND",
        "{a b}: c",
        "\0轴\u{0}承",
        "\u{202e}轴承",
        "%_",
    ] {
        found(&phone, query);
    }
    assert_eq!(found(&phone, "轴承 OR"), Vec::<String>::new());
    assert_eq!(found(&phone, "\"轴承\" *"), ["主轴轴承异响"]);
    assert_eq!(found(&phone, "NEAR("), ["near or not"]);
    assert_eq!(phone.read(|r| r.count("ticket")), 2);
    let long = "承".repeat(100_000);
    assert!(found(&phone, &long).is_empty());
}

#[test]
fn an_exact_number_comes_first_and_the_rest_by_the_latest_change() {
    let phone = Phone::new();
    let put = |n: u8, number: Option<&str>, later_ms: i64| {
        let row = IndexRow {
            number: number.map(str::to_owned),
            updated: START.plus_ms(later_ms),
            ..row(id(n), "见 GD-2611-K7-0042")
        };
        phone.write(|tx| tx.put_record(&row));
    };
    put(1, Some("GD-2611-K7-0042"), 0);
    put(2, Some("GD-2611-K7-0043"), 10);
    put(3, None, 20);
    let query = ListQuery { text: " gd-2611-k7-0042 ".into(), ..ListQuery::default() };
    let records: Vec<_> = phone.read(|r| r.list(&query)).into_iter().map(|row| row.record).collect();
    assert_eq!(records, [id(1), id(3), id(2)]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_index_finds_what_the_tokens_say(
        texts in prop::collection::vec("[主轴承漏油机a-cz0-9Z .-]{0,12}", 1..12),
        queries in prop::collection::vec("[主轴承漏油机a-cz0-9Z .-]{1,6}", 1..12),
    ) {
        let phone = phone_with(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        for query in queries {
            let terms = query_terms(&query);
            let mut expected: Vec<String> =
                texts.iter().filter(|text| terms.iter().all(|term| term.matches(&tokens(text)))).cloned().collect();
            let mut found = found(&phone, &query);
            expected.sort();
            found.sort();
            prop_assert_eq!(found, expected, "{}", query);
        }
    }

    #[test]
    fn no_text_is_an_error(texts in prop::collection::vec(any::<String>(), 1..4), queries in prop::collection::vec(any::<String>(), 1..8)) {
        let phone = phone_with(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        for query in queries {
            found(&phone, &query);
        }
    }
}
