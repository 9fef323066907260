//! Which rows of customer lists speak of one customer, and who is meant where other lists name one.
//! Absent by design: what makes two rows differ (`customer.rs`).

use std::collections::BTreeMap;

use fieldseal_core::schema::{Id, Scalar};

use super::{
    customer::{CODE, Comparison, Customer, Quarrel, QuarrelKind},
    key::{self, folded},
    place::{Place, Reason},
    plan::{Decided, Known, Outcome, Reference, Settings},
    row::ReadRow,
};

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
            Comparison::Unclear(columns) => (QuarrelKind::OneName, columns),
            Comparison::Contradicts(columns) => (QuarrelKind::OneCode, columns),
        };
        // Who has a credit code is certainly a company of its own; in doubt is only who has none.
        let both = kind == QuarrelKind::OneCode;
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
        let kind = QuarrelKind::TwoNames;
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
