//! The table of a record's fields, and the checks every value passes. Tables are made by
//! `#[derive(Record)]` and `#[derive(Item)]`.

use std::collections::BTreeMap;

use super::{ChoiceCode, Date, Facts, Hash32, Instant, ItemFacts, Label, Money, Problem, RecordId, Scalar};

/// Values a person gives to a step, by document key.
pub type Values = BTreeMap<String, Scalar>;

/// What kind of value a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    /// Text, limited in characters.
    Text,
    /// A 64-bit integer, limited in range; decimals are scaled, the field's doc says how.
    Integer,
    /// Yes or no.
    Boolean,
    /// A calendar day.
    Date,
    /// A moment with offset and error bound.
    Instant,
    /// Minor units with a currency.
    Money,
    /// One of a list of codes.
    Choice,
    /// The id of another record.
    Reference,
    /// The SHA-256 of a photo, drawing or file.
    Blob,
    /// Raw bytes, such as a key or a certificate.
    Bytes,
}

/// A Rust type that a field can have.
pub trait FieldType: Sized {
    /// What the field's table says of it.
    const KIND: ValueKind;
    /// The codes, for a choice.
    const CHOICES: &'static [ChoiceCode] = &[];
    /// From a document value; `None` when it is of another type or out of shape.
    fn from_scalar(value: &Scalar) -> Option<Self>;
}

macro_rules! field_type {
    ($type:ty, $kind:ident, $value:ident => $from:expr) => {
        impl FieldType for $type {
            const KIND: ValueKind = ValueKind::$kind;
            fn from_scalar($value: &Scalar) -> Option<Self> {
                $from
            }
        }
    };
}

field_type!(String, Text, value => value.as_text().map(str::to_owned));
field_type!(i64, Integer, value => match value { Scalar::Integer(n) => Some(*n), _ => None });
field_type!(bool, Boolean, value => match value { Scalar::Boolean(b) => Some(*b), _ => None });
field_type!(Date, Date, value => Date::from_scalar(value));
field_type!(Instant, Instant, value => Instant::from_scalar(value));
field_type!(Money, Money, value => Money::from_scalar(value));
field_type!(RecordId, Reference, value => RecordId::from_scalar(value));
field_type!(Hash32, Blob, value => Hash32::from_scalar(value));
field_type!(Vec<u8>, Bytes, value => value.as_bytes().map(<[u8]>::to_vec));

/// The bounds of a field's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Limits {
    /// Smallest integer, or fewest characters or bytes.
    pub min: i64,
    /// Largest integer, or most characters or bytes.
    pub max: i64,
}

/// One field of a record or of an item.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct FieldSpec {
    /// The key in the document (for an item, its last part).
    pub name: &'static str,
    /// What a person reads.
    pub label: Label,
    /// What the field means: the struct field's `///` text.
    pub doc: &'static str,
    /// What kind of value.
    pub kind: ValueKind,
    /// The codes of a choice.
    pub choices: &'static [ChoiceCode],
    /// The kind of record a reference points to.
    pub to: &'static str,
    /// Bounds.
    pub limits: Limits,
    /// Kept in the key index, to filter lists by.
    pub index: bool,
    /// Found by text search.
    pub search: bool,
    /// Personal data: never in logs, dropped by an erasure.
    pub personal: bool,
    /// The blob is a seal: the server gives its receipt for it.
    pub seal: bool,
}

/// A table of items (rows) inside a record: keys are `<name>/<item id>/<field>`.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct ItemTable {
    /// First part of the keys.
    pub name: &'static str,
    /// What a person reads.
    pub label: Label,
    /// What a row means.
    pub doc: &'static str,
    /// The fields of a row, with `position` and `removed`, which every row has.
    pub fields: &'static [FieldSpec],
}

/// The fields of one kind of record.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct RecordTable {
    /// The kind's code, such as `ticket`.
    pub kind: &'static str,
    /// Prefix of its numbers (`GD`); empty for kinds without numbers.
    pub prefix: &'static str,
    /// What a person reads.
    pub label: Label,
    /// What the record is.
    pub doc: &'static str,
    /// Rises whenever fields or steps are added; tables only grow.
    pub version: u16,
    /// Plain fields, in the order of a form.
    pub fields: &'static [FieldSpec],
    /// Item tables.
    pub items: &'static [ItemTable],
}

/// A struct whose fields are a record's table. Derived.
pub trait Record: Sized {
    /// The table.
    const TABLE: RecordTable;
    /// Reads a record from its facts. A missing key is the default; a value of a wrong type is the
    /// default and is named in `problems`.
    fn read(facts: &Facts, problems: &mut Vec<Problem>) -> Self;
}

/// A struct whose fields are an item's table. Derived.
pub trait ItemSpec: Sized {
    /// The fields of a row, with `position` and `removed`.
    const FIELDS: &'static [FieldSpec];
    /// Reads one row.
    fn read(item: ItemFacts<'_>, problems: &mut Vec<Problem>) -> Self;
}

/// Characters allowed in an item id.
const ITEM_ID_MAX: usize = 40;

impl RecordTable {
    /// The field a document key stands for; `None` for a key of no table.
    pub fn field(&self, key: &str) -> Option<&'static FieldSpec> {
        let mut parts = key.split('/');
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(name), None, None, None) => self.fields.iter().find(|field| field.name == name),
            (Some(table), Some(id), Some(name), None) if is_item_id(id) => {
                self.items.iter().find(|items| items.name == table)?.fields.iter().find(|field| field.name == name)
            }
            _ => None,
        }
    }

    /// The photos and files that these writes name, each with its field.
    pub fn blobs<'a>(
        &'a self,
        writes: &'a [(String, Scalar)],
    ) -> impl Iterator<Item = (&'static FieldSpec, Hash32)> + 'a {
        writes.iter().filter_map(|(key, value)| {
            let field = self.field(key).filter(|field| field.kind == ValueKind::Blob)?;
            Some((field, Hash32::from_scalar(value)?))
        })
    }
}

/// True for 1 to 40 letters, digits and `-`.
pub fn is_item_id(id: &str) -> bool {
    (1..=ITEM_ID_MAX).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

impl FieldSpec {
    /// What is wrong with a value for this field, under the given document key. Null (clearing) is
    /// never wrong here; whether a field is required is the step's to say.
    pub fn check(&self, key: &str, value: &Scalar) -> Option<Problem> {
        let Limits { min, max } = self.limits;
        let wrong_type = || {
            let (zh, en) =
                (format!("{}：类型不符", self.label.zh), format!("{}: not of the expected type", self.label.en));
            Some(Problem::of_field(key, "wrong_type", zh, en))
        };
        let out_of_range = |zh: String, en: String| Some(Problem::of_field(key, "out_of_range", zh, en));
        match (self.kind, value) {
            (_, Scalar::Null) => None,
            (ValueKind::Text, Scalar::Text(text)) => {
                let length = text.chars().count() as i64;
                if length > max {
                    let zh = format!("{}：{length} 个字，最多 {max} 个", self.label.zh);
                    let en = format!("{}: {length} characters, {max} at most", self.label.en);
                    return Some(Problem::of_field(key, "too_long", zh, en));
                }
                if length < min {
                    let zh = format!("{}：至少 {min} 个字", self.label.zh);
                    let en = format!("{}: {min} characters at least", self.label.en);
                    return Some(Problem::of_field(key, "too_short", zh, en));
                }
                text.chars().any(|c| c.is_control() && c != '\n' && c != '\t').then(|| {
                    let zh = format!("{}：含有不可打印的控制字符", self.label.zh);
                    let en = format!("{}: contains control characters", self.label.en);
                    Problem::of_field(key, "control_character", zh, en)
                })
            }
            (ValueKind::Integer, Scalar::Integer(number)) => {
                if (min..=max).contains(number) {
                    return None;
                }
                out_of_range(
                    format!("{}：应在 {min} 到 {max} 之间", self.label.zh),
                    format!("{}: must lie between {min} and {max}", self.label.en),
                )
            }
            (ValueKind::Boolean, Scalar::Boolean(_)) => None,
            (ValueKind::Date, value) => Date::from_scalar(value).map_or_else(wrong_type, |_| None),
            (ValueKind::Instant, value) => Instant::from_scalar(value).map_or_else(wrong_type, |_| None),
            (ValueKind::Money, value) => match Money::from_scalar(value) {
                None => wrong_type(),
                Some(money) if money.minor < min || money.minor > max => out_of_range(
                    format!("{}：金额超出范围", self.label.zh),
                    format!("{}: amount out of range", self.label.en),
                ),
                Some(_) => None,
            },
            (ValueKind::Choice, Scalar::Text(code)) => {
                if self.choices.iter().any(|choice| choice.code == code) {
                    return None;
                }
                let zh = format!("{}：不在可选项中", self.label.zh);
                let en = format!("{}: not one of the choices", self.label.en);
                Some(Problem::of_field(key, "unknown_choice", zh, en))
            }
            (ValueKind::Reference, value) => RecordId::from_scalar(value).map_or_else(wrong_type, |_| None),
            (ValueKind::Blob, value) => Hash32::from_scalar(value).map_or_else(wrong_type, |_| None),
            (ValueKind::Bytes, Scalar::Bytes(bytes)) => {
                if (min..=max).contains(&(bytes.len() as i64)) {
                    return None;
                }
                out_of_range(
                    format!("{}：长度超出范围", self.label.zh),
                    format!("{}: length out of range", self.label.en),
                )
            }
            _ => wrong_type(),
        }
    }
}

/// The order of a row, which every item table has.
pub const ITEM_POSITION: FieldSpec = FieldSpec {
    name: "position",
    label: Label::new("顺序", "Position"),
    doc: "Order of the row; rows of equal position go by their id.",
    kind: ValueKind::Integer,
    choices: &[],
    to: "",
    limits: Limits { min: 0, max: 1_000_000 },
    index: false,
    search: false,
    personal: false,
    seal: false,
};

/// The fact that a row was removed, which every item table has.
pub const ITEM_REMOVED: FieldSpec = FieldSpec {
    name: "removed",
    label: Label::new("已删除", "Removed"),
    doc: "The row was taken out; it stays in the history.",
    kind: ValueKind::Boolean,
    limits: Limits { min: 0, max: 1 },
    ..ITEM_POSITION
};

/// Reads one value; one of a wrong type is `None` and is named in `problems`. Used by the derives.
pub fn read_field<T: FieldType>(value: &Scalar, key: &str, problems: &mut Vec<Problem>) -> Option<T> {
    if value.is_null() {
        return None;
    }
    let read = T::from_scalar(value);
    if read.is_none() {
        problems.push(Problem::of_field(
            key,
            "wrong_type",
            "存储的值类型不符，按空值处理",
            "stored value of another type, read as empty",
        ));
    }
    read
}
