use super::sample::{PDF, content, customer, device_key, engineer, field, photo, signed_at};
use crate::{
    schema::{Capacity, ConfirmationWay, Hash32, Instant, Language, RefusalReason, Scalar, ValueKind},
    seal::{
        Outcome, Place, Proxy, ProxyAuthority, SealContent, SealError, Side, Signer, check_code, keys::SigningKey,
        names, seal,
    },
};

fn refused() -> Outcome {
    Outcome::Refused {
        shown_to: "李四".into(),
        shown_to_title: "主任".into(),
        reason: RefusalReason::Charge,
        words: "价格没谈好".into(),
        agreed_next: "经理回电".into(),
    }
}

/// The codes of everything that keeps a changed sample from being sealed.
fn codes(change: impl FnOnce(&mut SealContent)) -> Vec<(String, String)> {
    let mut content = content();
    change(&mut content);
    match seal(&content, Hash32::of(PDF), &device_key()) {
        Ok(_) => Vec::new(),
        Err(SealError::Content(problems)) => {
            assert!(problems.iter().all(|problem| !problem.zh.is_empty() && !problem.en.is_empty()));
            problems.into_iter().map(|problem| (problem.field, problem.code)).collect()
        }
        Err(other) => panic!("{other}"),
    }
}

fn one(field: &str, code: &str) -> Vec<(String, String)> {
    vec![(field.to_owned(), code.to_owned())]
}

#[test]
fn a_signature_on_the_device_needs_every_customers_own_hand() {
    assert_eq!(codes(|_| ()), []);
    assert_eq!(codes(|c| c.signers[0].strokes = None), one("signer", "signature_missing"));
    assert_eq!(codes(|c| c.signers.clear()), one("signer", "signature_missing"));
    assert_eq!(codes(|c| c.signers[0].strokes = Some(vec![])), one(&names::strokes(1), "not_a_signature"));
    let undrawn = Signer { strokes: None, proxy: None, ..customer() };
    assert_eq!(codes(|c| c.signers.push(undrawn)), one("signer", "signature_missing"));
    let witness = Signer { capacity: Capacity::Witness, strokes: None, proxy: None, ..customer() };
    assert_eq!(codes(|c| c.signers.push(witness)), []);
}

#[test]
fn a_refusal_has_no_strokes_of_the_customer() {
    let refuse = |c: &mut SealContent| {
        c.outcome = refused();
        c.reservations.clear();
    };
    assert_eq!(codes(refuse), one("signer", "signature_unexpected"));
    assert_eq!(
        codes(|c| {
            refuse(c);
            c.signers = vec![engineer(), Signer { capacity: Capacity::Witness, proxy: None, ..customer() }];
        }),
        []
    );
    assert_eq!(
        codes(|c| {
            c.outcome = refused();
            c.signers = vec![engineer()];
        }),
        one("reservation", "reservation_unexpected")
    );
    assert_eq!(
        codes(|c| {
            refuse(c);
            c.signers = vec![engineer()];
            c.outcome = Outcome::Refused {
                shown_to: " ".into(),
                shown_to_title: String::new(),
                reason: RefusalReason::Another,
                words: String::new(),
                agreed_next: String::new(),
            };
        }),
        [one("outcome/shown_to", "required"), one("outcome/words", "required")].concat()
    );
}

#[test]
fn every_other_way_asks_for_what_proves_it() {
    let unsigned = |outcome: Outcome| {
        codes(|c| {
            c.signers = vec![engineer()];
            c.reservations.clear();
            c.outcome = outcome;
        })
    };
    let paper = |pages| Outcome::Paper { pages, original_kept: "王工, 档案柜".into() };
    assert_eq!(unsigned(paper(vec![])), one("file/paper", "required"));
    assert_eq!(unsigned(paper(vec![Hash32::of(b"page")])), []);
    let call = |told| Outcome::Telephone {
        name: "李四".into(),
        phone: "13800000000".into(),
        at: signed_at(),
        words: "同意".into(),
        recorded: true,
        told,
    };
    assert_eq!(unsigned(call(false)), one("outcome/recorded", "not_told"));
    assert_eq!(unsigned(call(true)), []);
    let link = Outcome::Link { sent_to: "13800000000".into(), confirmed_at: signed_at() };
    assert_eq!(unsigned(link.clone()), one("signer", "signer_missing"));
    assert_eq!(codes(|c| c.outcome = link), []);
    let absent = Outcome::Absent { sought: "李四".into(), tried: String::new(), link_sent_to: String::new() };
    assert_eq!(unsigned(absent), one("outcome/tried", "required"));
    let deemed = Outcome::Deemed { clause: "第七条".into(), notified_at: signed_at(), days: 15 };
    assert_eq!(unsigned(deemed), []);
    let platform = |provider: &str| Outcome::Platform {
        provider: provider.into(),
        certificate: Hash32::of(b"certificate"),
        document: Hash32::of(b"document"),
    };
    assert_eq!(unsigned(platform("")), one("outcome/provider", "required"));
}

#[test]
fn a_proxy_has_authority_and_an_own_name() {
    let with = |change: &dyn Fn(&mut Signer, &mut Proxy)| {
        codes(|c| {
            let mut proxy = c.signers[0].proxy.take().unwrap();
            change(&mut c.signers[0], &mut proxy);
            c.signers[0].proxy = Some(proxy);
        })
    };
    let oral = |at: Instant| ProxyAuthority::Oral { name: "张三".into(), phone: "139".into(), at };
    assert_eq!(with(&|_, p| p.for_name = "李四".into()), one("signer/001/proxy/for", "own_name"));
    assert_eq!(with(&|s, _| s.capacity = Capacity::Trainee), one("signer/001/proxy/for", "proxy_not_allowed"));
    assert_eq!(
        with(&|s, p| {
            p.authority = ProxyAuthority::Position;
            s.title.clear();
        }),
        one("signer/001/title", "required")
    );
    assert_eq!(with(&|_, p| p.authority = oral(signed_at())), []);
    let later = one("signer/001/proxy/given_at", "after_signing");
    assert_eq!(with(&|_, p| p.authority = oral(signed_at().plus_ms(1))), later);
    assert_eq!(with(&|_, p| p.authority = ProxyAuthority::Nothing), []);

    let mut signer = customer();
    let mut proxy = signer.proxy.take().unwrap();
    assert_eq!(signer.printed(), "李四");
    proxy.authority = oral(signed_at());
    signer.proxy = Some(proxy);
    assert_eq!(signer.printed(), "李四（代 张三 签，同事，电话授权 2026-11-23 14:05）");
}

#[test]
fn the_form_itself_must_hold_together() {
    assert_eq!(codes(|c| c.fields.push(c.fields[0].clone())), one("field/number", "twice"));
    assert_eq!(codes(|c| c.fields.clear()), one("field", "required"));
    assert_eq!(codes(|c| c.statement = "  ".into()), one(names::STATEMENT, "required"));
    assert_eq!(codes(|c| c.fields[0].value = Scalar::Text("e\u{301}".into())), one("field/number", "not_normal"));
    assert_eq!(codes(|c| c.fields[0].text = "长".repeat(30_000)), one("field/number", "too_long"));
    let heard = Some(signed_at().plus_ms(41));
    assert_eq!(codes(|c| c.last_server_time = heard), one(names::SIGNED_AT, "clock_wrong"));
    let nowhere = Place { position: None, address: String::new() };
    assert_eq!(codes(|c| c.place = nowhere), one("place/address", "required"));
    assert_eq!(codes(|c| c.photos = vec![photo(1, ""); 1_000]), one("", "too_many"));
    let early = Instant::from_utc_ms(1_700_000_000_000);
    assert_eq!(
        codes(|c| {
            c.signed_at = early;
            c.last_server_time = None;
        }),
        one(names::SIGNED_AT, "not_certified")
    );
    let key = SigningKey::from_bytes(&[8; 32]);
    assert_eq!(seal(&content(), Hash32::of(PDF), &key), Err(SealError::OtherKey));
}

#[test]
fn a_seal_has_its_size() {
    let long = |number: usize| {
        field(&format!("f{number}"), ("长", "Long"), ValueKind::Text, Scalar::Null, &"长".repeat(20_000))
    };
    let content = SealContent { fields: (0..40).map(long).collect(), ..content() };
    assert_eq!(seal(&content, Hash32::of(PDF), &device_key()), Err(SealError::TooLarge));
}

type Change = fn(&mut SealContent);

/// Every single change of what is sealed, by the name of the row that it changes.
pub fn changes() -> Vec<(&'static str, Change)> {
    vec![
        ("record/kind", |c| c.record_kind.push('x')),
        ("record/id", |c| c.record.0[0] ^= 1),
        ("template/id", |c| c.template.id.push('x')),
        ("template/version", |c| c.template.version += 1),
        ("statement", |c| c.statement.push('。')),
        ("privacy_notice", |c| c.privacy_notice.push('。')),
        ("field/number", |c| c.fields[0].value = Scalar::text("AZ-07-0013")),
        ("field/round", |c| c.fields[1].text = "2".into()),
        ("field/result", |c| c.fields[3].label_zh = "结果".into()),
        ("field/machines/m1/running", |c| c.fields[5].value = Scalar::Boolean(false)),
        ("field/charge", |c| c.fields[6].kind = ValueKind::Bytes),
        ("photo/001/caption", |c| c.photos[0].caption.push('x')),
        ("file/photo/001/original", |c| {
            let derivative = c.shareable.remove(&c.photos[0].original).unwrap();
            c.photos[0].original.0[0] ^= 1;
            c.shareable.insert(c.photos[0].original, derivative);
        }),
        ("file/photo/002/shareable", |c| {
            c.shareable.get_mut(&c.photos[1].original).unwrap().0[0] ^= 1;
        }),
        ("signer/001/name", |c| c.signers[0].name = "李五".into()),
        ("signer/001/capacity", |c| c.signers[0].capacity = Capacity::Operator),
        ("signer/001/side", |c| c.signers[0].side = Side::Other { code: "x".into() }),
        ("signer/001/department", |c| c.signers[0].department.push('x')),
        ("signer/001/title", |c| c.signers[0].title.push('x')),
        ("signer/001/phone", |c| c.signers[0].phone.push('1')),
        ("file/signer/002/strokes", |c| c.signers[1].strokes = Some(b"other".to_vec())),
        ("signer/001/proxy/why_absent", |c| c.signers[0].proxy.as_mut().unwrap().why_absent.push('x')),
        ("reservation/001/text", |c| c.reservations[0].text.push('x')),
        ("reservation/001/blocks_use", |c| c.reservations[0].blocks_use = true),
        ("reservation/001/remedy", |c| c.reservations[0].remedy.push('x')),
        ("reservation/001/by", |c| c.reservations[0].by.push('x')),
        ("reservation/001/due", |c| c.reservations[0].due = Some("2026-12-02".parse().unwrap())),
        ("place/address", |c| c.place.address.push('x')),
        ("place/latitude_e7", |c| c.place.position.as_mut().unwrap().latitude_e7 += 1),
        ("place/longitude_e7", |c| c.place.position.as_mut().unwrap().longitude_e7 += 1),
        ("place/accuracy_m", |c| c.place.position.as_mut().unwrap().accuracy_m += 1),
        ("time/signed_at", |c| c.signed_at.error_ms += 1),
        ("time/last_server", |c| c.last_server_time = Some(signed_at())),
        ("previous", |c| c.previous.as_mut().unwrap().0[0] ^= 1),
    ]
}

#[test]
fn the_check_code_depends_on_everything_but_the_pdf() {
    let code = check_code(&content());
    assert_eq!(code.len(), 10);
    for pdf in [b"one".as_slice(), b"two"] {
        assert_eq!(seal(&content(), Hash32::of(pdf), &device_key()).unwrap().table.check_code(), code);
    }
    let mut codes = vec![code];
    for (name, change) in changes() {
        let mut changed = content();
        change(&mut changed);
        let other = check_code(&changed);
        assert!(!codes.contains(&other), "{name}");
        codes.push(other);
    }
    let other_secret = SealContent { secret: [8; 32], ..content() };
    assert!(!codes.contains(&check_code(&other_secret)));
}

#[test]
fn what_was_shown_is_all_but_the_signing_itself() {
    let shown = content().shown_digest();
    for (name, change) in changes() {
        let mut changed = content();
        change(&mut changed);
        let seen_before = ["template", "statement", "privacy", "field", "photo", "file/photo", "reservation"];
        let counts = seen_before.iter().any(|prefix| name.starts_with(prefix));
        assert_eq!(changed.shown_digest() != shown, counts, "{name}");
    }
}

#[test]
fn every_way_has_a_label_in_both_languages() {
    use crate::schema::Choice;
    for choice in ConfirmationWay::CODES {
        assert!(!choice.label.in_language(Language::Chinese).is_empty());
        assert!(!choice.label.in_language(Language::English).is_empty());
    }
    assert_eq!(refused().way(), ConfirmationWay::Refused);
    assert!(!refused().is_confirmed());
    assert!(Outcome::Device.is_confirmed());
}
