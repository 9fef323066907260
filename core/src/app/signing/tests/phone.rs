//! A phone with a clock that the test moves, enrolled by fixed keys, and a small company on it.
//! Absent by design: any expectation.

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU64, Ordering},
};

use crate::{
    app::{App, AppError, Host, Performed, Presentation, SignatureInput, Signed, perform::append},
    ledger::{Document, ENVELOPE_VERSION, Envelope, Header, Part},
    schema::{Facts, Id, Instant, Language, RecordId, Scalar, Values},
    seal::{
        Algorithm, Certificate, Chain, DeviceClaims, Fingerprint, Report, ServerClaims,
        keys::SigningKey,
        strokes::{StrokePoint, Strokes},
        verify,
    },
    sync::{
        enrolment::{EnrolmentAnswer, EnrolmentRequest, Invitation},
        http::{HttpAnswer, HttpRequest, Transport, TransportError},
    },
};

/// 2026-11-23 09:00 in China, a Monday.
pub const MONDAY_NINE_MS: i64 = 1_795_395_600_000;
pub const ENGINEER: RecordId = Id([0x0b; 16]);
pub const CUSTOMER: RecordId = Id([3; 16]);
pub const MACHINE: RecordId = Id([2; 16]);
pub const CHINESE: Language = Language::Chinese;
pub const ADDRESS: &str = "江苏省苏州市吴中区云杉路18号";
pub const YES: Scalar = Scalar::Boolean(true);
const COMPANY: Id = Id([0xc0; 16]);

pub fn root() -> Fingerprint {
    Fingerprint::of(&SigningKey::from_bytes(&[1; 32]).public())
}

pub fn text(value: &str) -> Scalar {
    Scalar::text(value)
}

pub fn values<const N: usize>(pairs: [(&str, Scalar); N]) -> Values {
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

pub fn with<const N: usize>(mut given: Values, more: [(&str, Scalar); N]) -> Values {
    given.extend(values(more));
    given
}

/// A signature as a finger draws it, different for each seed.
pub fn scribble(seed: i32) -> Vec<u8> {
    let point = |step: i32| StrokePoint {
        x: 500 + step * 150,
        y: 700 + (step * (7 + seed) % 11) * 90,
        t: u32::try_from(step * 16).unwrap(),
    };
    let strokes = vec![(0..22).map(point).collect(), (22..31).map(point).collect()];
    Strokes { canvas_width: 600, canvas_height: 200, strokes }.to_bytes()
}

/// The clock and the randomness of a phone.
struct TestHost {
    now_ms: AtomicI64,
    random: AtomicU64,
}

impl Host for TestHost {
    fn wall_ms(&self) -> i64 {
        self.now_ms.load(Ordering::SeqCst)
    }
    fn boot_ms(&self) -> i64 {
        self.wall_ms() - MONDAY_NINE_MS + 1_000_000
    }
    fn offset_minutes(&self) -> i16 {
        480
    }
    fn random(&self, buffer: &mut [u8]) {
        for byte in buffer {
            let before = self.random.load(Ordering::SeqCst);
            let next = before.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            self.random.store(next, Ordering::SeqCst);
            *byte = (next >> 33) as u8;
        }
    }
}

/// An office that certifies whoever asks.
struct Office;

impl Transport for Office {
    fn send(&self, request: HttpRequest) -> Result<HttpAnswer, TransportError> {
        let asked: EnrolmentRequest = minicbor::decode(&request.body).unwrap();
        let (root, server) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
        let valid_from = Instant::from_utc_ms(MONDAY_NINE_MS - 86_400_000);
        let server_claims = ServerClaims {
            company: COMPANY,
            algorithm: Algorithm::Ed25519,
            key: server.public(),
            valid_from,
            valid_until: None,
            serial: 1,
        };
        let device = DeviceClaims {
            company: COMPANY,
            person: ENGINEER,
            name: "王工".into(),
            algorithm: Algorithm::Ed25519,
            key: asked.device,
            segment: "07".into(),
            valid_from,
            valid_until: None,
            serial: 2,
        };
        let chain =
            Chain { server: Certificate::issue(server_claims, &root), device: Certificate::issue(device, &server) };
        let answer = EnrolmentAnswer {
            company: COMPANY,
            person: ENGINEER,
            chain: chain.to_bytes().into(),
            segment: "07".into(),
            server_time_ms: MONDAY_NINE_MS,
        };
        let body = minicbor::to_vec(&answer).unwrap();
        Ok(HttpAnswer { status: 200, body: Box::new(std::io::Cursor::new(body)) })
    }
}

pub struct Phone {
    pub app: App,
    host: Arc<TestHost>,
    _folder: tempfile::TempDir,
}

impl Phone {
    /// A phone of the engineer, who is desk and supervisor too, with a customer and a machine on it.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let host = Arc::new(TestHost { now_ms: AtomicI64::new(MONDAY_NINE_MS), random: AtomicU64::new(7) });
        let app = App::open(&folder.path().join("phone.db"), host.clone()).unwrap();
        let invitation = Invitation {
            server: "https://office.test".into(),
            root_fingerprint: root().0,
            tls_key: None,
            code: "CODE".into(),
        };
        app.enrol(&invitation, "test", &Office).unwrap();
        let phone = Self { app, host, _folder: folder };
        let granted = phone.app.now().unwrap().to_scalar();
        phone.put(
            "company",
            Id([0xc1; 16]),
            values([
                ("name_zh", text("华东精密装备有限公司")),
                ("name_en", text("East China Precision Equipment Co., Ltd.")),
                ("address", text("上海市闵行区剑川路951号")),
                ("service_line", text("400-820-1234")),
            ]),
        );
        let mut engineer = values([("name", text("王工")), ("phone", text("13800000001"))]);
        for role in ["engineer", "desk", "supervisor"] {
            engineer.insert(format!("roles/{role}/granted_at"), granted.clone());
        }
        phone.put("person", ENGINEER, engineer);
        phone.put("person", Id([0x0c; 16]), values([("name", text("周敏")), ("phone", text("13900001111"))]));
        phone.put("customer", CUSTOMER, values([("name", text("云杉精密机械有限公司"))]));
        let machine = [
            ("customer", CUSTOMER.to_scalar()),
            ("product_name", text("立式加工中心")),
            ("model", text("VMC-850")),
            ("serial_number", text("SN20261123-0042")),
            ("site_address", text(ADDRESS)),
        ];
        phone.put("equipment", MACHINE, values(machine));
        phone
    }

    /// Puts values on a record without a step, as if they had come with a sync.
    pub fn put(&self, kind: &str, record: RecordId, values: Values) {
        let (identity, at) = (self.app.identity().unwrap(), self.app.now().unwrap());
        let document = self.app.store.read(|r| r.document(record)).unwrap();
        let part = Part {
            salt: Id([9; 16]),
            kind: kind.to_owned(),
            record,
            dependencies: document.as_ref().map_or_else(Vec::new, Document::heads),
            sequence: document.as_ref().map_or(1, |document| document.next_sequence(&identity.actor())),
            writes: values.into_iter().collect(),
        };
        let header = Header {
            version: ENVELOPE_VERSION,
            company: identity.company,
            intent: crate::app::host::random_id(&*self.host),
            nonce: identity.nonce,
            person: ENGINEER,
            acting_for: None,
            device: identity.key().public(),
            step: format!("{kind}.import"),
            table_version: 1,
            directory_seq: 0,
            effective: at,
            reads: Vec::new(),
            parts: Vec::new(),
        };
        let envelope = Envelope::sign(header, vec![part], &identity.key());
        let surroundings = self.app.surroundings().unwrap();
        self.app.store.write(|tx| append(tx, &envelope, &surroundings, at)).unwrap();
        self.app.forget_cached();
    }

    pub fn pass_minutes(&self, minutes: i64) {
        self.host.now_ms.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }

    pub fn in_minutes(&self, minutes: i64) -> Scalar {
        self.app.now().unwrap().plus_ms(minutes * 60_000).to_scalar()
    }

    pub fn perform(&self, step: &str, record: RecordId, given: Values) -> Performed {
        self.app.perform(step, Some(record), &given).unwrap_or_else(|error| panic!("{step}: {:?}", error.problems()))
    }

    pub fn facts(&self, record: RecordId) -> Facts {
        self.app.show(record).unwrap().facts
    }

    pub fn status(&self, record: RecordId) -> &'static str {
        self.app.show(record).unwrap().status
    }

    /// Shows the form with the step's values, a minute later both draw.
    pub fn show_and_sign(&self, record: RecordId, verb: &str, given: Values) -> Signed {
        let shown = self.app.present_step(record, verb, &given, CHINESE);
        let shown = shown.unwrap_or_else(|error| panic!("{verb}: {error} {:?}", error.problems()));
        self.pass_minutes(1);
        let signed = self.app.sign(record, verb, &drawn(given, Some(&shown)));
        signed.unwrap_or_else(|error| panic!("{verb}: {error} {:?}", error.problems()))
    }

    /// The codes of the problems for which a signature is refused.
    pub fn refused(&self, record: RecordId, verb: &str, input: &SignatureInput) -> Vec<String> {
        codes(self.app.sign(record, verb, input).err())
    }

    /// What a stranger with the root's fingerprint finds in the file that is handed on.
    pub fn verified(&self, record: RecordId) -> Report {
        verify(&self.app.sealed_file(record).unwrap().unwrap(), &root(), None).unwrap()
    }
}

/// What the pads gave: the customer draws when signing on the device.
pub fn drawn(given: Values, shown: Option<&Presentation>) -> SignatureInput {
    let on_device = given.get("rounds/1/way") == Some(&text("device"));
    SignatureInput {
        values: given,
        customer_strokes: on_device.then(|| scribble(2)),
        engineer_strokes: Some(scribble(5)),
        third_party_strokes: None,
        address: String::new(),
        shown: shown.map(|shown| shown.shown),
        language: CHINESE,
    }
}

/// The codes of an error's problems, each of which a person can read in both languages.
pub fn codes(error: Option<AppError>) -> Vec<String> {
    let error = error.expect("it must be refused");
    assert!(!error.problems().is_empty(), "{error}");
    assert!(error.problems().iter().all(|problem| !problem.zh.is_empty() && !problem.en.is_empty()));
    error.problems().iter().map(|problem| problem.code.clone()).collect()
}
