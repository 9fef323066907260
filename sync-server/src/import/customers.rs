//! Which rows of customer lists speak of one customer, and who is meant where other lists name one.
//! Absent by design: likeness. Two rows are one customer when nothing they say differs, or when the
//! credit code says so; two of one name are two customers only when their credit codes differ.

use std::collections::BTreeMap;

use fieldseal_core::schema::{Id, RecordId, Scalar, Values};

use super::{
    key::{self, folded},
    mapping::{CUSTOMER, CUSTOMER_KEY, CUSTOMER_SALES, ListKind},
    phone,
    place::{Place, Reason},
    plan::{Decided, Known, KnownCustomer, NewRecord, Outcome, Reference, Settings},
    row::ReadRow,
};

const CONTACT: &str = "contacts/*/";
const SITE: &str = "sites/*/address";
const CODE: &str = "credit_code";
const REMARKS: &str = "remarks";

/// One customer, spoken of by one row or several, or known before.
#[derive(Debug)]
struct Customer {
    name: String,
    folded_name: String,
    record: Option<RecordId>,
    place: Option<Place>,
    values: BTreeMap<String, Scalar>,
    contacts: Vec<BTreeMap<String, Scalar>>,
    sites: Vec<String>,
    held_by_cells: bool,
    quarrels: Vec<Quarrel>,
}

/// Another customer that this one can't be told from, or contradicts.
#[derive(Debug)]
struct Quarrel {
    kind: QuarrelKind,
    with: Option<Place>,
    columns: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum QuarrelKind {
    SameNameDiffers,
    SameCodeDiffers,
    SameCodeOtherName,
}

enum Comparison {
    Same,
    Two,
    Unclear(Vec<String>),
    Contradicts(Vec<String>),
}

enum Decision {
    Nameless,
    First(usize),
    Again(usize, Vec<String>),
    Ambiguous(Vec<Place>),
}

/// Every customer of the lists and of the records, to be found by name.
#[derive(Debug, Default)]
pub(super) struct Customers {
    all: Vec<Customer>,
    by_name: BTreeMap<String, Vec<usize>>,
    by_code: BTreeMap<String, Vec<usize>>,
}

/// Who is meant, and what to say of how that was known.
#[derive(Debug)]
pub(super) struct Found {
    pub reference: Reference,
    pub note: Option<Reason>,
}

/// Decides every row of the customer lists, in order.
pub(super) fn decide(rows: &[&ReadRow], known: &Known, settings: &Settings) -> (Vec<Decided>, Customers) {
    let mut customers = Customers::default();
    for known in &known.customers {
        customers.add(Customer::known(known));
    }
    let decisions: Vec<Decision> = rows.iter().map(|row| customers.place_row(row, known, settings)).collect();
    let decided =
        rows.iter().zip(decisions).map(|(row, decision)| customers.outcome(row, decision, settings)).collect();
    (decided, customers)
}

impl Customer {
    fn known(known: &KnownCustomer) -> Self {
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

    fn of_row(name: &str, row: &ReadRow) -> Self {
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

    fn code(&self) -> Option<&str> {
        self.values.get(CODE)?.as_text()
    }

    /// Takes what a row says and this customer does not have yet; returns the keys.
    fn take(&mut self, row: &ReadRow) -> Vec<String> {
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

    fn compare(&self, row: &ReadRow) -> Comparison {
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

    fn natural_key(&self) -> String {
        key::customer(&self.name, self.code())
    }

    fn is_held(&self) -> bool {
        self.held_by_cells || !self.quarrels.is_empty()
    }

    fn reference(&self) -> Reference {
        self.record.map_or_else(|| Reference::Planned(self.natural_key()), Reference::Existing)
    }

    /// One reason for each way of quarrelling, naming all places and columns.
    fn quarrel_reasons(&self) -> Vec<Reason> {
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
                let (zh, en) = column_labels(&columns);
                let known_zh = if known { "系统中已有的客户" } else { "" };
                let known_en = if known { "a customer on record " } else { "" };
                let (code, zh, en) = match kind {
                    QuarrelKind::SameNameDiffers => (
                        "same_name_differs",
                        format!("与{{}}{known_zh}同名，但{zh}不同；没有双方的信用代码，无法判断是不是一家"),
                        format!("same name as {known_en}{{}}, but {en} differ; without both credit codes it can't be told whether they are one"),
                    ),
                    QuarrelKind::SameCodeDiffers => (
                        "same_code_differs",
                        format!("与{{}}{known_zh}是同一信用代码，但{zh}不同"),
                        format!("same credit code as {known_en}{{}}, but {en} differ"),
                    ),
                    QuarrelKind::SameCodeOtherName => (
                        "same_code_other_name",
                        format!("与{{}}{known_zh}是同一信用代码，但客户名称不同"),
                        format!("same credit code as {known_en}{{}}, but another name"),
                    ),
                };
                Reason::of_places(code, &zh, &en, &places)
            })
            .collect()
    }

    fn records(&self, settings: &Settings) -> (NewRecord, Option<NewRecord>) {
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
fn contact_of(row: &ReadRow) -> BTreeMap<String, Scalar> {
    let field = |key: &str| key.strip_prefix(CONTACT).map(str::to_owned);
    row.values.iter().filter_map(|(key, value)| Some((field(key)?, value.clone()))).collect()
}

/// Nothing that both say of the person differs.
fn agrees(one: &BTreeMap<String, Scalar>, other: &BTreeMap<String, Scalar>) -> bool {
    other.iter().all(|(field, value)| match (field.as_str(), one.get(field)) {
        (_, None) | ("main", _) => true,
        ("name", Some(mine)) => {
            folded(mine.as_text().unwrap_or_default()) == folded(value.as_text().unwrap_or_default())
        }
        (_, Some(mine)) => mine == value,
    })
}

/// The labels of some keys' columns, in both languages.
pub(super) fn labels_in(kind: ListKind, keys: &[String]) -> (String, String) {
    let labels: Vec<_> = keys
        .iter()
        .filter_map(|key| kind.columns().iter().find(|column| column.key == key).map(|column| column.label))
        .collect();
    let join = |texts: Vec<&str>, comma| texts.join(comma);
    (join(labels.iter().map(|l| l.zh).collect(), "、"), join(labels.iter().map(|l| l.en).collect(), ", "))
}

fn column_labels(keys: &[String]) -> (String, String) {
    labels_in(ListKind::Customers, keys)
}

impl Customers {
    fn add(&mut self, customer: Customer) -> usize {
        let index = self.all.len();
        self.by_name.entry(customer.folded_name.clone()).or_default().push(index);
        self.all.push(customer);
        self.check_code(index);
        index
    }

    fn named(&self, folded_name: &str) -> &[usize] {
        self.by_name.get(folded_name).map_or(&[], Vec::as_slice)
    }

    fn place_row(&mut self, row: &ReadRow, known: &Known, settings: &Settings) -> Decision {
        let Some(name) = row.text("name") else { return Decision::Nameless };
        let own_id = Id::from_natural_key(&settings.company, &key::customer(name, row.text(CODE)));
        let mut same = Vec::new();
        let mut others = Vec::new();
        for &index in self.named(&folded(name)) {
            match self.all[index].compare(row) {
                _ if self.all[index].record == Some(own_id) => same.push(index),
                Comparison::Same => same.push(index),
                other => others.push((index, other)),
            }
        }
        if same.is_empty() && known.records.contains(&own_id) {
            let mut customer = Customer::of_row(name, row);
            customer.record = Some(own_id);
            return Decision::Again(self.add(customer), Vec::new());
        }
        match same.as_slice() {
            [index] => {
                let takes = row.held.is_empty() && self.all[*index].record.is_none();
                let added = if takes { self.all[*index].take(row) } else { Vec::new() };
                if added.iter().any(|key| key == CODE) {
                    self.check_code(*index);
                }
                Decision::Again(*index, added)
            }
            [_, _, ..] => Decision::Ambiguous(same.iter().filter_map(|index| self.all[*index].place.clone()).collect()),
            [] => {
                let mut customer = Customer::of_row(name, row);
                for (index, comparison) in others {
                    self.quarrel(index, &mut customer, comparison);
                }
                Decision::First(self.add(customer))
            }
        }
    }

    /// Writes down on one or both sides that two of the same name can't both be taken in.
    fn quarrel(&mut self, index: usize, new: &mut Customer, comparison: Comparison) {
        let other = &mut self.all[index];
        let (kind, columns) = match comparison {
            Comparison::Same | Comparison::Two => return,
            Comparison::Unclear(columns) => (QuarrelKind::SameNameDiffers, columns),
            Comparison::Contradicts(columns) => (QuarrelKind::SameCodeDiffers, columns),
        };
        // Who has a credit code is certainly a company of its own; in doubt is only who has none.
        let both = kind == QuarrelKind::SameCodeDiffers;
        if both || other.code().is_none() {
            other.quarrels.push(Quarrel { kind, with: new.place.clone(), columns: columns.clone() });
        }
        // A customer on record can't be held back, so the row is.
        if both || new.code().is_none() || other.record.is_some() && other.code().is_none() {
            new.quarrels.push(Quarrel { kind, with: other.place.clone(), columns });
        }
    }

    /// A credit code belongs to one company: another one of another name can't have it too.
    fn check_code(&mut self, index: usize) {
        let Some(code) = self.all[index].code().map(str::to_owned) else { return };
        let kind = QuarrelKind::SameCodeOtherName;
        let sharing = self.by_code.entry(code).or_default();
        for &other in sharing.iter() {
            if self.all[other].folded_name != self.all[index].folded_name {
                let (mine, theirs) = (self.all[index].place.clone(), self.all[other].place.clone());
                self.all[other].quarrels.push(Quarrel { kind, with: mine, columns: Vec::new() });
                self.all[index].quarrels.push(Quarrel { kind, with: theirs, columns: Vec::new() });
            }
        }
        sharing.push(index);
    }

    fn outcome(&self, row: &ReadRow, decision: Decision, settings: &Settings) -> Decided {
        let title = row.text("name").unwrap_or_default().to_owned();
        let held = |reasons: Vec<Reason>| Outcome::Held { reasons };
        let mut reasons = row.held.clone();
        let outcome = match decision {
            Decision::Nameless => held(reasons),
            Decision::Ambiguous(places) => {
                reasons.push(Reason::of_places(
                    "matches_several",
                    "与{}都不矛盾，无法判断是哪一家",
                    "contradicts none of {}, so it can't be told which is meant",
                    &places,
                ));
                held(reasons)
            }
            Decision::First(index) => {
                reasons.extend(self.all[index].quarrel_reasons());
                if reasons.is_empty() {
                    let (record, companion) = self.all[index].records(settings);
                    Outcome::Create { record, companion }
                } else {
                    held(reasons)
                }
            }
            Decision::Again(..) if !reasons.is_empty() => held(reasons),
            Decision::Again(index, added) => match (&self.all[index].record, &self.all[index].place) {
                (Some(record), _) => Outcome::Exists { record: *record },
                (None, Some(into)) if self.all[index].is_held() => held(vec![Reason::of_places(
                    "repeats_held",
                    "重复{}，而该行待处理",
                    "repeats {}, which is held back",
                    std::slice::from_ref(into),
                )]),
                (None, Some(into)) => Outcome::Merge { into: into.clone(), added },
                (None, None) => held(reasons),
            },
        };
        Decided { title, outcome, notes: Vec::new() }
    }

    /// The customer that another list names, with what else that list says of it: where two bear the
    /// name, a site or a telephone number that only one of them has tells which is meant.
    pub fn find(&self, name: &str, site: Option<&str>, phone: Option<&str>) -> Result<Found, Reason> {
        let indexes = self.named(&folded(name));
        let found = match indexes {
            [] => {
                return Err(Reason::of_row(
                    "unknown_customer",
                    "客户不在客户名单中，系统中也没有",
                    "the customer is in no customer list and not on record",
                ));
            }
            [only] => (&self.all[*only], None),
            several => {
                let has_site =
                    |c: &&Customer| site.is_some_and(|site| c.sites.iter().any(|s| folded(s) == folded(site)));
                let has_phone = |c: &&Customer| {
                    phone.is_some_and(|phone| {
                        c.contacts.iter().any(|x| x.get("phone").and_then(Scalar::as_text) == Some(phone))
                    })
                };
                let all: Vec<&Customer> = several.iter().map(|index| &self.all[*index]).collect();
                let meant: Vec<&&Customer> = all.iter().filter(|c| has_site(c) || has_phone(c)).collect();
                let [meant] = meant.as_slice() else {
                    let places: Vec<Place> = all.iter().filter_map(|customer| customer.place.clone()).collect();
                    return Err(Reason::of_places(
                        "ambiguous_customer",
                        "有几家同名客户（{}），地址和电话都不能说明是哪一家",
                        "several customers bear this name ({}), and neither address nor telephone tells which",
                        &places,
                    ));
                };
                let (zh, en) = match (&meant.place, has_site(meant)) {
                    (_, true) => ("同名客户，按地址认定为{}", "customers of one name; by its address the one of {}"),
                    (_, false) => ("同名客户，按电话认定为{}", "customers of one name; by its telephone the one of {}"),
                };
                let places: Vec<Place> = meant.place.iter().cloned().collect();
                let note = if places.is_empty() {
                    Reason::of_row("told_apart", zh.replace("{}", "系统中的那一家"), en.replace("{}", "the record"))
                } else {
                    Reason::of_places("told_apart", zh, en, &places)
                };
                (**meant, Some(note))
            }
        };
        let (customer, note) = found;
        if customer.record.is_none() && customer.is_held() {
            let places: Vec<Place> = customer.place.iter().cloned().collect();
            return Err(Reason::of_places(
                "customer_held",
                "所属客户（{}）待处理",
                "its customer ({}) is held back",
                &places,
            ));
        }
        Ok(Found { reference: customer.reference(), note })
    }

    /// Whether a record bears a name.
    pub fn bears(&self, reference: &Reference, name: &str, settings: &Settings) -> bool {
        let wanted = reference.id(&settings.company);
        self.named(&folded(name)).iter().any(|index| self.all[*index].reference().id(&settings.company) == wanted)
    }
}
