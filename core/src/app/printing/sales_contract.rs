//! 销售合同 from a contract's record (domain §4.7).
//! Absent by design: layout, and terms that the record does not hold: nothing is agreed that nobody wrote.

use super::{Page, priced};
use crate::{
    forms::{
        BreachTerms, Confirmation, ContractInternals, ContractOpening, DeliveryTerms, DeviationRow, DispatchRow,
        Document, DocumentState, Form, InspectionTerms, InstallationTerms, OtherTerms, Party, PaymentTerms, Proxy,
        QualityTerms, Review, ReviewRow, SalesContract, SealRow, ServiceStandard, Signature, TermRow,
    },
    records::contract::{self, Contract},
    schema::{Capacity, ConfirmationWay, Language, Problem, Record, Role, amount_in_words},
};

/// Whoever reads whole contracts (domain §7.2).
pub(super) fn internal_allowed(page: &Page<'_>) -> Result<(), Problem> {
    page.internal_for(&[Role::Manager, Role::Finance, Role::Legal, Role::Administrator])
}

pub(super) fn content(page: &Page<'_>) -> Form {
    let printer = &page.printer;
    let record = Contract::read(page.facts, &mut Vec::new());
    let supplemented = page.linked_text("contract", record.supplements, "number");
    let months = |months: Option<i64>| months.map(|months| printer.count(months, " 个月", " months"));
    let receivers = record.authorised_receivers.iter();
    Form::SalesContract(Box::new(SalesContract {
        document: document(page, &record),
        opening: ContractOpening {
            template: printer.beside(
                record.template_title.clone(),
                supplemented.map(|number| printer.labelled(&printer.pick("补充合同", "supplements"), &number)).as_ref(),
            ),
            template_version: record.template_version.clone(),
            place: record.signing_place.clone(),
            date: printer.day(record.signed_on),
        },
        buyer: buyer(&record),
        seller: seller(&record),
        lines: priced::lines(printer, page.facts),
        totals: priced::totals(printer, page.facts),
        quality: QualityTerms {
            standard: record.quality_standard.clone(),
            technical_agreement: record.technical_agreement.clone(),
        },
        delivery: DeliveryTerms {
            date: printer
                .day(record.delivery_date)
                .or_else(|| printer.beside(record.delivery_period.clone(), record.delivery_from.as_ref())),
            place: record.delivery_place.clone(),
            way: printer.list(record.delivery_manner.iter().chain(&record.carrier).cloned()),
            paid_by: printer.choice(record.freight_payer.as_ref()),
            risk: record.risk_transfer.clone(),
            receivers: receivers
                .map(|row| [&row.name, &row.phone].into_iter().flatten().cloned().collect::<Vec<_>>().join(" "))
                .collect(),
            packing: record.packing.clone(),
        },
        inspection: InspectionTerms {
            period: record.inspection_days.map(|days| printer.count(days, " 天", " days")),
            criteria: record.acceptance_criteria.clone(),
            trial_run: record.trial_run.clone(),
            deemed_acceptance: record.deemed_acceptance_days.map(|days| deemed(page, days)),
        },
        installation: InstallationTerms {
            scope: record.installation_scope.clone(),
            sessions: record.training_sessions.map(|sessions| printer.count(sessions, " 场", "")),
            customer_provides: record.customer_provides.clone(),
        },
        payment: PaymentTerms { stages: priced::stages(printer, page.facts), invoice: record.invoice_terms.clone() },
        service: ServiceStandard {
            standard: record.service_standard.clone(),
            warranty_from_acceptance: printer.beside(months(record.warranty_months), record.warranty.as_ref()),
            warranty_from_receipt: months(record.warranty_months_from_receipt),
            response: printer.minutes(record.response_minutes),
            arrival: printer.minutes(record.arrival_minutes),
            solution: printer.minutes(record.solution_minutes),
            charges: record.charges_outside_warranty.clone(),
        },
        // One text of the record: late delivery, late payment and cap stand in it.
        breach: BreachTerms { other: record.breach_liability.clone(), ..BreachTerms::default() },
        other: OtherTerms {
            confidentiality: record.confidentiality.clone(),
            intellectual_property: record.intellectual_property.clone(),
            force_majeure: record.force_majeure.clone(),
            change_and_termination: record.change_and_termination.clone(),
            dispute_resolution: record.dispute_resolution.clone(),
            notices: record.notices.clone(),
            electronic_signatures: (record.electronic_signature_consent == Some(true)).then(|| {
                let (zh, en) = (
                    "双方同意在本合同项下的交付、安装、培训和服务单据上使用电子签名。",
                    "Both parties agree to electronic signatures on the forms of delivery, installation, training and \
                     service under this contract.",
                );
                printer.pick(zh, en)
            }),
            copies: record.copies.map(|copies| copies_of(page, copies)),
            validity: record.validity.clone(),
            annexes: printer.list(record.annexes.iter().filter_map(|row| row.title.clone())),
        },
        buyer_signature: buyer_signature(page, &record),
        seller_signature: seller_signature(page, &record),
        internal: page.internal.then(|| internals(page, &record)),
    }))
}

/// Reviewed as it stands, a contract is ready to be sealed and signed on paper.
fn document(page: &Page<'_>, record: &Contract) -> Document {
    let printer = &page.printer;
    let document = page.document(if record.voided_at.is_some() {
        page.void("合同已作废", "the contract is void", record.voided_reason.as_ref())
    } else if contract::is_reviewed(page.facts) {
        DocumentState::Final
    } else {
        DocumentState::NotApproved
    });
    let way = record.signed_at.and_then(|_| printer.choice(record.signature_way.as_ref()));
    Document {
        date: printer.day(record.signed_on).unwrap_or(document.date),
        seal_state: way.map(|way| {
            printer
                .aside(&printer.pick("客户已签署，签署件另存", "signed by the customer, signed copy kept apart"), &way)
        }),
        ..document
    }
}

fn deemed(page: &Page<'_>, days: i64) -> String {
    match page.printer.language {
        Language::Chinese => format!("书面通知验收后 {days} 天内无书面异议的，视为验收合格"),
        Language::English => {
            format!("deemed accepted when no written objection comes within {days} days after a written notice")
        }
    }
}

fn copies_of(page: &Page<'_>, copies: i64) -> String {
    let capitals = |number: i64| amount_in_words(number * 100).trim_end_matches("元整").to_owned();
    match (page.printer.language, copies % 2) {
        (Language::Chinese, 0) => format!("一式{}份，甲乙双方各执{}份", capitals(copies), capitals(copies / 2)),
        (Language::Chinese, _) => format!("一式{}份", capitals(copies)),
        (Language::English, 0) => format!("in {copies} copies, {} for each party", copies / 2),
        (Language::English, _) => format!("in {copies} copies"),
    }
}

fn buyer(record: &Contract) -> Party {
    Party {
        name: record.buyer_name.clone().unwrap_or_default(),
        credit_code: record.buyer_credit_code.clone(),
        address: record.buyer_address.clone(),
        legal_representative: record.buyer_legal_representative.clone(),
        authorised_representative: record.buyer_authorised_representative.clone(),
        phone: record.buyer_phone.clone(),
        bank: record.buyer_bank.clone(),
        account: record.buyer_account.clone(),
        tax_data: record.buyer_tax_data.clone(),
    }
}

fn seller(record: &Contract) -> Party {
    Party {
        name: record.seller_name.clone().unwrap_or_default(),
        credit_code: record.seller_credit_code.clone(),
        address: record.seller_address.clone(),
        legal_representative: record.seller_legal_representative.clone(),
        authorised_representative: record.seller_authorised_representative.clone(),
        phone: record.seller_phone.clone(),
        bank: record.seller_bank.clone(),
        account: record.seller_account.clone(),
        tax_data: record.seller_tax_data.clone(),
    }
}

/// How the contract was signed, for both boxes. What was drawn or signed elsewhere is kept as its own file.
fn confirmation(page: &Page<'_>, record: &Contract) -> Confirmation {
    let file = |held: bool, zh, en| held.then(|| page.printer.pick(zh, en));
    match record.signature_way.as_ref().filter(|_| record.signed_at.is_some()) {
        Some(ConfirmationWay::Paper) => {
            Confirmation::Paper { annex: file(record.signed_scan.is_some(), "签署扫描件", "signed scan") }
        }
        Some(ConfirmationWay::Platform) => Confirmation::Platform {
            name: None,
            certificate: file(record.certificate.is_some(), "平台签署证书", "the platform's certificate"),
        },
        _ => Confirmation::Open,
    }
}

fn buyer_signature(page: &Page<'_>, record: &Contract) -> Signature {
    let printer = &page.printer;
    if record.signed_at.is_none() {
        return Signature::default();
    }
    Signature {
        name: record.signer_name.clone(),
        title: record.signer_title.clone(),
        phone: record.signer_phone.clone(),
        capacity: printer.choice(record.capacity.as_ref()),
        proxy: record.proxy_for.clone().map(|for_name| Proxy {
            for_name,
            authority: printer.choice(record.authority.as_ref()),
            ..Proxy::default()
        }),
        confirmation: confirmation(page, record),
        at: printer.day(record.signed_on),
        place: record.signing_place.clone(),
        ..Signature::default()
    }
}

/// Our representative, who signs on paper or on the platform beside our seal.
fn seller_signature(page: &Page<'_>, record: &Contract) -> Signature {
    let authorised =
        record.seller_authorised_representative.as_ref().map(|name| (name, Capacity::AuthorisedRepresentative));
    let legal = record.seller_legal_representative.as_ref().map(|name| (name, Capacity::LegalRepresentative));
    let signs = authorised.or(legal);
    Signature {
        name: signs.as_ref().map(|(name, _)| (*name).clone()),
        capacity: signs.and_then(|(_, capacity)| page.printer.choice(Some(&capacity))),
        confirmation: confirmation(page, record),
        ..Signature::default()
    }
}

fn internals(page: &Page<'_>, record: &Contract) -> ContractInternals {
    let printer = &page.printer;
    let mut reviews: Vec<_> = record.reviews.iter().collect();
    reviews.sort_by_key(|row| row.at);
    let sent = record.sent_log.iter().map(|row| DispatchRow {
        at: printer.moment(row.at),
        what: printer.pick("发出：盖章扫描件", "sent: sealed scan"),
        whom: printer.beside(row.to_name.clone(), row.to_address.as_ref()),
        way: printer.choice(row.channel.as_ref()),
    });
    let received = record.received_log.iter().map(|row| {
        let document = printer.choice(row.document.as_ref()).unwrap_or_default();
        let copies = row.copies.map(|copies| printer.count(copies, " 份", " copies"));
        let kept = row.kept_by.as_ref().map(|by| printer.labelled(&printer.pick("保管", "kept by"), by));
        DispatchRow {
            at: printer.day(row.received_on),
            what: printer
                .beside(
                    Some(printer.labelled(&printer.pick("收到", "received"), &document)),
                    printer.list(copies.into_iter().chain(kept)).as_ref(),
                )
                .unwrap_or_default(),
            whom: row.from_name.clone(),
            way: None,
        }
    });
    ContractInternals {
        terms: record
            .terms
            .iter()
            .map(|row| TermRow {
                term: printer.choice(row.term.as_ref()).unwrap_or_default(),
                wording: printer.beside(row.wording.clone(), row.deviation.as_ref()),
                confirmed_by: row.confirmed_by.clone(),
                confirmed_at: printer.moment(row.confirmed_at),
                deviates: Some(row.deviation.is_some()),
            })
            .collect(),
        deviations: record
            .deviations
            .iter()
            .map(|row| DeviationRow {
                clause: row.clause.clone().unwrap_or_default(),
                template_text: None,
                agreed_text: row.text.clone(),
                reason: row.reason.clone(),
            })
            .collect(),
        legal: reviews.last().map_or_else(Review::default, |row| Review {
            name: printer.person(row.by),
            at: printer.moment(row.at),
            opinion: row.opinion.clone(),
        }),
        seals: record
            .seals
            .iter()
            .map(|row| SealRow {
                kind: printer.choice(row.kind.as_ref()).unwrap_or_default(),
                by: printer.person(row.by),
                at: printer.moment(row.at),
                copies: row.copies.map(|copies| printer.count(copies, " 份", "")),
            })
            .collect(),
        dispatches: sent.chain(received).collect(),
        reviews: reviews
            .into_iter()
            .map(|row| ReviewRow {
                at: printer.moment(row.at),
                by: printer.person(row.by),
                decision: printer.choice(row.result.as_ref()),
                opinion: row.opinion.clone(),
            })
            .collect(),
    }
}
