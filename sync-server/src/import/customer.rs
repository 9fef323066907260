//! One customer of the lists or of the records: what its rows say, and whether a further row is the same.
//! Absent by design: likeness. Two rows are one customer when nothing they say differs, or when the
//! credit code says so; two of one name are two customers only when their credit codes differ.

use std::collections::BTreeMap;

use fieldseal_core::schema::{Id, RecordId, Scalar, Values};

use super::{
    key::{self, folded},
    mapping::{CUSTOMER, CUSTOMER_KEY, CUSTOMER_SALES, ListKind},
    phone,
    place::{Place, Reason},
    plan::{KnownCustomer, NewRecord, Reference, Settings},
    row::ReadRow,
};

/// Where the keys of the row's one contact begin.
pub(super) const CONTACT: &str = "contacts/*/";
pub(super) const SITE: &str = "sites/*/address";
pub(super) const CODE: &str = "credit_code";
pub(super) const REMARKS: &str = "remarks";

/// One customer, spoken of by one row or several, or known before.
#[derive(Debug)]
pub(super) struct Customer {
    pub name: String,
    pub folded_name: String,
    pub record: Option<RecordId>,
    pub place: Option<Place>,
    pub values: BTreeMap<String, Scalar>,
    pub contacts: Vec<BTreeMap<String, Scalar>>,
    pub sites: Vec<String>,
    pub held_by_cells: bool,
    pub quarrels: Vec<Quarrel>,
}

/// Another customer that this one can't be told from, or contradicts.
#[derive(Debug)]
pub(super) struct Quarrel {
    pub kind: QuarrelKind,
    pub with: Option<Place>,
    pub columns: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum QuarrelKind {
    OneName,
    OneCode,
    TwoNames,
}

pub(super) enum Comparison {
    Same,
    Two,
    Unclear(Vec<String>),
    Contradicts(Vec<String>),
}

impl Customer {
    pub fn known(known: &KnownCustomer) -> Self {
        let phone_of = |text: &String| Scalar::text(phone::phone(text).unwrap_or_else(|| text.clone()));
        Self {
            name: known.name.clone(),
            folded_name: folded(&known.name),
            record: Some(known.record),
            place: None,
            values: known
                .credit_code
                .iter()
                .map(|code| (CODE.to_owned(), Scalar::text(key::serial_number(code))))
                .collect(),
            contacts: known
                .phones
                .iter()
                .map(|phone| BTreeMap::from([("phone".to_owned(), phone_of(phone))]))
                .collect(),
            sites: known.addresses.clone(),
            held_by_cells: false,
            quarrels: Vec::new(),
        }
    }

    pub fn of_row(name: &str, row: &ReadRow) -> Self {
        let mut customer = Self {
            name: name.to_owned(),
            folded_name: folded(name),
            record: None,
            place: Some(row.place.clone()),
            values: BTreeMap::new(),
            contacts: Vec::new(),
            sites: Vec::new(),
            held_by_cells: !row.held.is_empty(),
            quarrels: Vec::new(),
        };
        customer.take(row);
        customer
    }

    pub fn code(&self) -> Option<&str> {
        self.values.get(CODE)?.as_text()
    }

    /// Takes what a row says and this customer does not have yet; returns the keys.
    pub fn take(&mut self, row: &ReadRow) -> Vec<String> {
        let mut added = Vec::new();
        for (key, value) in row.values.iter().filter(|(key, _)| !key.contains('*')) {
            match self.values.get_mut(key) {
                None => {
                    self.values.insert(key.clone(), value.clone());
                    added.push(key.clone());
                }
                Some(Scalar::Text(mine)) if key == REMARKS => {
                    if let Some(text) = value.as_text().filter(|text| !mine.lines().any(|line| line == *text)) {
                        *mine = format!("{mine}\n{text}");
                        added.push(key.clone());
                    }
                }
                Some(_) => {}
            }
        }
        let contact = contact_of(row);
        match self.contacts.iter_mut().find(|mine| agrees(mine, &contact)) {
            _ if contact.is_empty() => {}
            Some(mine) => {
                for (field, value) in contact {
                    mine.entry(field.clone()).or_insert_with(|| {
                        added.push(format!("{CONTACT}{field}"));
                        value
                    });
                }
            }
            None => {
                added.extend(contact.keys().map(|field| format!("{CONTACT}{field}")));
                self.contacts.push(contact);
            }
        }
        if let Some(site) = row.text(SITE)
            && !self.sites.iter().any(|mine| folded(mine) == folded(site))
        {
            self.sites.push(site.to_owned());
            added.push(SITE.to_owned());
        }
        added
    }

    pub fn compare(&self, row: &ReadRow) -> Comparison {
        let codes = (self.code(), row.text(CODE));
        if matches!(codes, (Some(mine), Some(theirs)) if mine != theirs) {
            return Comparison::Two;
        }
        // Names were compared folded, and remarks only ever add up.
        let compared = |key: &str| !key.contains('*') && key != "name" && key != REMARKS;
        let mut differing: Vec<String> = row
            .values
            .iter()
            .filter(|(key, value)| compared(key) && self.values.get(*key).is_some_and(|mine| mine != *value))
            .map(|(key, _)| key.clone())
            .collect();
        if matches!(codes, (Some(_), Some(_))) {
            // One company by its code: further contacts and sites are no contradiction.
            return if differing.is_empty() { Comparison::Same } else { Comparison::Contradicts(differing) };
        }
        let contact = contact_of(row);
        if !contact.is_empty() && !self.contacts.is_empty() && !self.contacts.iter().any(|mine| agrees(mine, &contact))
        {
            differing.push(format!("{CONTACT}name"));
        }
        if let Some(site) = row.text(SITE)
            && !self.sites.is_empty()
            && !self.sites.iter().any(|mine| folded(mine) == folded(site))
        {
            differing.push(SITE.to_owned());
        }
        if differing.is_empty() { Comparison::Same } else { Comparison::Unclear(differing) }
    }

    pub fn natural_key(&self) -> String {
        key::customer(&self.name, self.code())
    }

    pub fn is_held(&self) -> bool {
        self.held_by_cells || !self.quarrels.is_empty()
    }

    pub fn reference(&self) -> Reference {
        self.record.map_or_else(|| Reference::Planned(self.natural_key()), Reference::Existing)
    }

    /// One reason for each way of quarrelling, naming all places and columns.
    pub fn quarrel_reasons(&self) -> Vec<Reason> {
        let mut by_kind: BTreeMap<QuarrelKind, (Vec<Place>, Vec<String>, bool)> = BTreeMap::new();
        for quarrel in &self.quarrels {
            let (places, columns, known) = by_kind.entry(quarrel.kind).or_default();
            match &quarrel.with {
                Some(place) if !places.contains(place) => places.push(place.clone()),
                Some(_) => {}
                None => *known = true,
            }
            for column in &quarrel.columns {
                if !columns.contains(column) {
                    columns.push(column.clone());
                }
            }
        }
        by_kind
            .into_iter()
            .map(|(kind, (places, columns, known))| {
                let (zh, en) = ListKind::Customers.labels_of(&columns);
                let known_zh = if known { "系统中已有的客户" } else { "" };
                let known_en = if known { "a customer on record " } else { "" };
                let (code, zh, en) = match kind {
                    QuarrelKind::OneName => (
                        "same_name_differs",
                        format!("与{{}}{known_zh}同名，但{zh}不同；没有双方的信用代码，无法判断是不是一家"),
                        format!("same name as {known_en}{{}}, but {en} differ; without both credit codes it can't be told whether they are one"),
                    ),
                    QuarrelKind::OneCode => (
                        "same_code_differs",
                        format!("与{{}}{known_zh}是同一信用代码，但{zh}不同"),
                        format!("same credit code as {known_en}{{}}, but {en} differ"),
                    ),
                    QuarrelKind::TwoNames => (
                        "same_code_other_name",
                        format!("与{{}}{known_zh}是同一信用代码，但客户名称不同"),
                        format!("same credit code as {known_en}{{}}, but another name"),
                    ),
                };
                Reason::of_places(code, &zh, &en, &places)
            })
            .collect()
    }

    pub fn records(&self, settings: &Settings) -> (NewRecord, Option<NewRecord>) {
        let natural_key = self.natural_key();
        let id = Id::from_natural_key(&settings.company, &natural_key);
        let mut values = Values::new();
        let mut sales = Values::new();
        for (key, value) in &self.values {
            let column = ListKind::Customers.columns().iter().find(|column| column.key == key);
            let kind = column.map_or(CUSTOMER, |column| column.kind);
            let part = if kind == CUSTOMER_SALES { &mut sales } else { &mut values };
            part.insert(key.clone(), value.clone());
        }
        for contact in &self.contacts {
            let part = |field: &str| contact.get(field).and_then(Scalar::as_text).unwrap_or_default();
            let ways = format!("{}|{}|{}", part("phone"), part("email"), part("wechat"));
            let item = id.derive_item(&format!("contact:{}|{ways}", folded(part("name"))));
            values.extend(contact.iter().map(|(field, value)| (format!("contacts/{item}/{field}"), value.clone())));
        }
        for site in &self.sites {
            let item = id.derive_item(&format!("site:{}", folded(site)));
            values.insert(format!("sites/{item}/address"), Scalar::text(site));
        }
        let companion = (!sales.is_empty()).then(|| {
            let references = BTreeMap::from([(CUSTOMER_KEY, Reference::Planned(natural_key.clone()))]);
            NewRecord::new(CUSTOMER_SALES, format!("sales:{natural_key}"), sales, references)
        });
        (NewRecord::new(CUSTOMER, natural_key, values, BTreeMap::new()), companion)
    }
}

/// The row's contact by field.
pub(super) fn contact_of(row: &ReadRow) -> BTreeMap<String, Scalar> {
    let field = |key: &str| key.strip_prefix(CONTACT).map(str::to_owned);
    row.values.iter().filter_map(|(key, value)| Some((field(key)?, value.clone()))).collect()
}

/// Nothing that both say of the person differs.
pub(super) fn agrees(one: &BTreeMap<String, Scalar>, other: &BTreeMap<String, Scalar>) -> bool {
    other.iter().all(|(field, value)| match (field.as_str(), one.get(field)) {
        (_, None) | ("main", _) => true,
        ("name", Some(mine)) => {
            folded(mine.as_text().unwrap_or_default()) == folded(value.as_text().unwrap_or_default())
        }
        (_, Some(mine)) => mine == value,
    })
}
