//! The words people write for a choice, and the code each stands for.
//! Absent by design: nearest matches. A word that is not here is not a choice.

use super::key::folded;

/// One code and every way of writing it.
#[derive(Debug)]
pub struct Words {
    /// What is stored.
    pub code: &'static str,
    /// What people write.
    pub words: &'static [&'static str],
}

/// Customer's grade (S-02).
pub const GRADES: &[Words] = &[
    Words { code: "a", words: &["A", "A类", "A级", "A类客户", "class A", "grade A"] },
    Words { code: "b", words: &["B", "B类", "B级", "B类客户", "class B", "grade B"] },
    Words { code: "c", words: &["C", "C类", "C级", "C类客户", "class C", "grade C"] },
];

/// Where a customer came from (S-01).
pub const SOURCES: &[Words] = &[
    Words { code: "website", words: &["企业官网", "官网", "网站", "website"] },
    Words { code: "fair", words: &["行业展会", "展会", "展会留资", "exhibition", "trade fair"] },
    Words { code: "recommendation", words: &["客户推荐", "customer referral"] },
    Words { code: "online_enquiry", words: &["线上咨询", "在线咨询", "online enquiry"] },
    Words { code: "telephone", words: &["电话", "来电", "电话咨询", "telephone", "phone"] },
    Words { code: "visit", words: &["拜访", "上门拜访", "visit"] },
    Words { code: "referral", words: &["转介绍", "referral"] },
];

/// What a customer first asked for (S-01).
pub const INITIAL_NEEDS: &[Words] = &[
    Words { code: "purchase", words: &["采购设备", "购买设备", "purchase", "purchase equipment"] },
    Words { code: "advice", words: &["技术咨询", "technical consultation", "consultation"] },
];

/// Stored for a source or need that is none of the words; the text is kept as written beside it.
pub const OTHER: &str = "other";

/// How a ticket came in (S-19).
pub const CHANNELS: &[Words] = &[
    Words { code: "hotline", words: &["400热线", "400", "400电话", "热线", "hotline"] },
    Words { code: "crm", words: &["CRM", "CRM系统"] },
    Words { code: "wechat", words: &["微信", "企业微信", "WeChat"] },
    Words { code: "email", words: &["邮件", "电子邮件", "邮箱", "e-mail", "email"] },
    Words { code: "on_site", words: &["现场", "on site"] },
    Words { code: "other", words: &["其他", "其它", "other"] },
];

/// A ticket's urgency (S-20).
pub const URGENCIES: &[Words] = &[
    Words { code: "urgent", words: &["紧急", "加急", "urgent"] },
    Words { code: "general", words: &["一般", "普通", "general"] },
    Words { code: "suggestion", words: &["建议", "suggestion"] },
];

/// Yes and no.
pub const YES_NO: &[Words] = &[
    Words { code: "yes", words: &["是", "√", "✓", "☑", "Y", "yes", "true", "1"] },
    Words { code: "no", words: &["否", "×", "✗", "☐", "N", "no", "false", "0"] },
];

/// The code that a text stands for, however wide, spaced or capitalised it was typed.
pub fn code_of(words: &[Words], text: &str) -> Option<&'static str> {
    let wanted = folded(text);
    words.iter().find(|choice| choice.words.iter().any(|word| folded(word) == wanted)).map(|choice| choice.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grade_is_a_grade_however_typed() {
        for typed in ["A", "Ａ", "a类", "ａ 类", "A级"] {
            assert_eq!(code_of(GRADES, typed), Some("a"), "{typed}");
        }
        for typed in ["D", "A/B", "重要", ""] {
            assert_eq!(code_of(GRADES, typed), None, "{typed}");
        }
    }

    #[test]
    fn no_word_stands_for_two_codes() {
        for table in [GRADES, SOURCES, INITIAL_NEEDS, CHANNELS, URGENCIES, YES_NO] {
            let mut seen = std::collections::BTreeSet::new();
            for word in table.iter().flat_map(|choice| choice.words) {
                assert!(seen.insert(folded(word)), "{word}");
            }
        }
    }
}
