//! One cell's value by the way its column is read; or why it has none that is certain.
//! Absent by design: other cells of the row, and the text of the cell in any reason.

use fieldseal_core::schema::Scalar;

use super::{
    choice::{OTHER, YES_NO, code_of},
    date::{self, NotADate},
    key,
    mapping::{Column, Reads},
    phone::{self, NotReachable, Reach},
    place::Reason,
    sheet::Raw,
};

/// Values of one cell by document key, and what a person should know of them.
#[derive(Debug, Default, PartialEq)]
pub struct Reading {
    /// Usually one; none when the cell is blank.
    pub values: Vec<(String, Scalar)>,
    /// Said, but holding nothing back.
    pub notes: Vec<Reason>,
}

/// What lists write where there is nothing.
const NOTHING: &[&str] =
    &["-", "--", "---", "/", "\\", "无", "暂无", "没有", "不详", "未知", "空", "n/a", "na", "null", "none"];

/// The largest number whose every digit a spreadsheet keeps.
const EXACT_MAX: f64 = 999_999_999_999_999.0;

/// True for characters that show nothing and travel along when text is copied.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}' | '\u{202A}'..='\u{202E}')
}

/// Text as it is stored: line breaks as `\n`, no invisible characters, no space around it.
pub fn clean(text: &str) -> String {
    let text: String = text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace("_x000D_\n", "\n")
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| if c == '\u{00A0}' { ' ' } else { c })
        .collect();
    let text = text.trim();
    // A text file's way of keeping a spreadsheet from reading digits as a number: ="0123".
    let kept = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).filter(|inner| !inner.contains('"'));
    kept.unwrap_or(text).to_owned()
}

/// Reads one cell. `shift` is the sheet's [`super::sheet::Sheet::serial_shift_days`], `offset_minutes` the zone
/// in which the list's times are meant.
pub fn read(column: &Column, raw: &Raw, shift: f64, offset_minutes: i16) -> Result<Reading, Reason> {
    let mut reading = Reading::default();
    match column.reads {
        Reads::Ignored => return Ok(reading),
        Reads::Date | Reads::Moment => return read_time(column, raw, shift, offset_minutes),
        Reads::YesNo => {
            if let Raw::Boolean(value) = raw {
                reading.values.push((column.key.into(), Scalar::Boolean(*value)));
                return Ok(reading);
            }
        }
        Reads::FreeText => {
            if let Raw::Formula(text) = raw {
                reading.values.push((column.key.into(), Scalar::text(clean(text))));
                reading.notes.push(Reason::of_row(
                    "formula_kept",
                    "公式没有保存结果，按公式原文保留",
                    "a formula saved without its result, kept as its own text",
                ));
                return Ok(reading);
            }
        }
        _ => {}
    }
    let text = text_of(raw)?;
    if !matches!(column.reads, Reads::FreeText) && is_nothing(&text) {
        if !text.is_empty() {
            reading.notes.push(nothing_written());
        }
        return Ok(reading);
    }
    if text.is_empty() {
        return Ok(reading);
    }
    let mut put = |key: &str, value: Scalar| reading.values.push((key.to_owned(), value));
    match column.reads {
        Reads::Text | Reads::FreeText => put(column.key, Scalar::text(text)),
        Reads::CreditCode => put(column.key, Scalar::text(credit_code(&text)?)),
        Reads::SerialNumber => put(column.key, Scalar::text(key::serial_number(&text))),
        Reads::ModelAndName => match model_and_name(&text) {
            Some((model, name)) => {
                put("model", Scalar::text(model));
                put("product_name", Scalar::text(name));
            }
            None => {
                put("product_name", Scalar::text(text));
                reading.notes.push(Reason::of_row(
                    "model_not_split",
                    "无法区分型号与名称，整个作为名称",
                    "model and name can't be told apart; all of it taken as the name",
                ));
            }
        },
        Reads::Reach => match phone::reach(&text).map_err(not_reachable)? {
            Reach::Phone(number) => put(column.key, Scalar::text(number)),
            Reach::Email(address) if column.key.ends_with("/phone") => {
                put(&column.key.replace("/phone", "/email"), Scalar::text(address));
            }
            Reach::WeChat(id) if column.key.ends_with("/phone") => {
                put(&column.key.replace("/phone", "/wechat"), Scalar::text(id));
            }
            _ => return Err(not_reachable(NotReachable::Unknown)),
        },
        Reads::Email => {
            let address = phone::email(&text)
                .ok_or_else(|| Reason::of_row("not_an_email", "不是邮箱地址", "not an e-mail address"))?;
            put(column.key, Scalar::text(address));
        }
        Reads::Choice(words) => put(column.key, Scalar::text(code_of(words, &text).ok_or_else(not_a_choice)?)),
        Reads::OpenChoice(words, text_key) => match code_of(words, &text) {
            Some(code) => {
                put(column.key, Scalar::text(code));
            }
            None => {
                put(column.key, Scalar::text(OTHER));
                put(text_key, Scalar::text(text));
            }
        },
        Reads::YesNo => {
            let code = code_of(YES_NO, &text).ok_or_else(not_a_choice)?;
            put(column.key, Scalar::Boolean(code == "yes"));
        }
        Reads::Ignored | Reads::Date | Reads::Moment => {}
    }
    Ok(reading)
}

/// The text of a cell; empty for a blank one.
pub fn text_of(raw: &Raw) -> Result<String, Reason> {
    let text = match raw {
        Raw::Text(text) => clean(text),
        Raw::Number(number) if number.fract() == 0.0 && number.abs() <= EXACT_MAX => format!("{number:.0}"),
        Raw::Number(number) if number.fract() != 0.0 && number.is_finite() => number.to_string(),
        Raw::Number(_) => {
            return Err(Reason::of_row(
                "rounded_number",
                "数字超过 15 位，表格软件已改动末几位，请改成文本格式后重填",
                "a number of more than 15 digits, of which the last were lost; type it as text",
            ));
        }
        Raw::Boolean(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        Raw::Serial(_) | Raw::Duration => {
            return Err(Reason::of_row(
                "date_instead_of_text",
                "这里应是文字，表格软件却存成了日期或时间",
                "stored as a date or time where text belongs",
            ));
        }
        Raw::Failed(word) => {
            return Err(Reason::of_row(
                "error_value",
                format!("单元格是错误值 {word}"),
                format!("holds the error {word}"),
            ));
        }
        Raw::Formula(_) => {
            return Err(Reason::of_row(
                "formula",
                "公式没有保存结果，请粘贴为数值",
                "a formula saved without its result; paste it as a value",
            ));
        }
        Raw::TooLong(characters) => {
            return Err(Reason::of_row(
                "too_long",
                format!("有 {characters} 个字，超过一个单元格的上限"),
                format!("has {characters} characters, more than a cell holds"),
            ));
        }
    };
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(Reason::of_row("control_character", "含有不可打印的控制字符", "contains control characters"));
    }
    Ok(text)
}

fn is_nothing(text: &str) -> bool {
    text.is_empty() || NOTHING.contains(&key::folded(text).as_str())
}

fn nothing_written() -> Reason {
    Reason::of_row("nothing_written", "写的是“无”一类的字，按空白处理", "a word for nothing, taken as blank")
}

fn not_a_choice() -> Reason {
    Reason::of_row("unknown_choice", "不是可选的值", "not one of the choices")
}

fn not_reachable(why: NotReachable) -> Reason {
    match why {
        NotReachable::Several => Reason::of_row(
            "several_numbers",
            "有不止一个号码，请拆成一行一个联系人",
            "more than one number; give each contact a row",
        ),
        NotReachable::Unknown => Reason::of_row(
            "not_a_number",
            "不是完整的电话号码（座机要有区号）",
            "not a whole telephone number (a landline needs its area code)",
        ),
    }
}

/// Eighteen capitals and digits. The check digit is not judged: lists hold codes that were mistyped
/// years ago, and the code is only compared.
fn credit_code(text: &str) -> Result<String, Reason> {
    let code = key::serial_number(text);
    if code.len() == 18 && code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Ok(code);
    }
    Err(Reason::of_row(
        "not_a_credit_code",
        "统一社会信用代码应是 18 位字母和数字",
        "a unified social credit code has 18 letters and digits",
    ))
}

/// `KS-12 空压机` or `空压机 KS-12`: one part without Chinese and with a digit is the model, the other the name.
fn model_and_name(text: &str) -> Option<(String, String)> {
    let parts: Vec<&str> = text.split_whitespace().collect();
    let [first, second] = parts.as_slice() else { return None };
    let is_model = |part: &str| part.is_ascii() && part.bytes().any(|byte| byte.is_ascii_digit());
    match (is_model(first), is_model(second)) {
        (true, false) => Some(((*first).to_owned(), (*second).to_owned())),
        (false, true) => Some(((*second).to_owned(), (*first).to_owned())),
        _ => None,
    }
}

fn read_time(column: &Column, raw: &Raw, shift: f64, offset_minutes: i16) -> Result<Reading, Reason> {
    let mut reading = Reading::default();
    let read = match raw {
        Raw::Serial(serial) => date::from_number(*serial),
        // A number of eight digits is a date as written, which no epoch shifts.
        Raw::Number(number) if *number < 1_000_000.0 => date::from_number(*number + shift),
        Raw::Number(number) => date::from_number(*number),
        other => {
            let text = text_of(other)?;
            if is_nothing(&text) {
                if !text.is_empty() {
                    reading.notes.push(nothing_written());
                }
                return Ok(reading);
            }
            date::from_text(&text)
        }
    };
    let value = match column.reads {
        Reads::Moment => read.and_then(|read| date::moment(read, offset_minutes)).map(|instant| instant.to_scalar()),
        _ => read.map(|read| {
            if read.1.is_some_and(|time| time != jiff::civil::Time::midnight()) {
                reading.notes.push(Reason::of_row(
                    "time_dropped",
                    "只取日期，不取时间",
                    "only the day is taken, not the time",
                ));
            }
            date::date(read).to_scalar()
        }),
    };
    reading.values.push((column.key.to_owned(), value.map_err(not_a_date)?));
    Ok(reading)
}

fn not_a_date(why: NotADate) -> Reason {
    let (code, zh, en) = match why {
        NotADate::DayMonthOrder => {
            ("day_month_order", "年份不在最前，分不清日和月", "the year is not first: day and month may be swapped")
        }
        NotADate::TwoDigitYear => ("two_digit_year", "年份只有两位", "a year of two digits"),
        NotADate::NoSuchDay => ("no_such_day", "没有这一天或这个时间", "no such day or time"),
        NotADate::OutOfRange => ("date_out_of_range", "不在 1950 到 2100 年之间", "not between 1950 and 2100"),
        NotADate::NoTime => ("no_time", "只有日期，没有几点几分", "a day without its time"),
        NotADate::Unknown => (
            "not_a_date",
            "不是认得的日期写法，请写成 2026-09-12",
            "not a known way of writing a date; write 2026-09-12",
        ),
    };
    Reason::of_row(code, zh, en)
}
