//! A set-up server in a temporary folder, with a clock that tests move and randomness from a counter.
//! Absent by design: phones.

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU64, Ordering},
};

use axum::{
    body::Body,
    http::{Method, Request},
};
use fieldseal_core::{
    schema::{Hash32, Instant, RecordId, Role, Scalar, Values},
    sync::request::SIGNATURE_HEADER,
};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::{
    desk::{DeskError, Performed},
    environment::Environment,
    routes,
    server::Server,
    setup::{SetUp, Setup, setup},
};

/// 2026-11-23 09:00 in Shanghai, a Monday.
pub const START_MS: i64 = 1_795_395_600_000;

pub struct Office {
    _folder: TempDir,
    pub set_up: SetUp,
    pub clock: Arc<AtomicI64>,
    pub runtime: tokio::runtime::Runtime,
}

/// An answer: status and body.
pub type Answer = (u16, Vec<u8>);

pub fn environment(clock: &Arc<AtomicI64>, seed: u64) -> Environment {
    let (clock, counter) = (clock.clone(), AtomicU64::new(seed));
    Environment::new(
        move || Instant::from_utc_ms(clock.load(Ordering::SeqCst)),
        move |bytes| {
            for chunk in bytes.chunks_mut(32) {
                let digest = Hash32::of(&counter.fetch_add(1, Ordering::SeqCst).to_be_bytes());
                chunk.copy_from_slice(&digest.0[..chunk.len()]);
            }
        },
    )
}

pub fn values<const N: usize>(pairs: [(&str, Scalar); N]) -> Values {
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

pub fn text(value: &str) -> Scalar {
    Scalar::text(value)
}

impl Office {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(AtomicI64::new(START_MS));
        let names = Setup {
            name_zh: "示例精密设备有限公司".into(),
            name_en: "Example Precision".into(),
            address: "上海市".into(),
            service_line: "400-000-0000".into(),
            administrator: "周敏".into(),
            hosts: vec!["localhost".into()],
        };
        let set_up = setup(folder.path(), &names, environment(&clock, 1 << 32)).unwrap();
        Self { _folder: folder, set_up, clock, runtime: tokio::runtime::Runtime::new().unwrap() }
    }

    pub fn server(&self) -> &Arc<Server> {
        &self.set_up.server
    }

    pub fn now(&self) -> Instant {
        self.server().now()
    }

    pub fn wait_ms(&self, milliseconds: i64) {
        self.clock.fetch_add(milliseconds, Ordering::SeqCst);
    }

    pub fn send(&self, method: &str, path: &str, signature: Option<String>, body: impl Into<Body>) -> Answer {
        let mut request = Request::builder().method(Method::from_bytes(method.as_bytes()).unwrap()).uri(path);
        if let Some(signature) = signature {
            request = request.header(SIGNATURE_HEADER, signature);
        }
        let request = request.body(body.into()).unwrap();
        let router = routes::router(self.server().clone());
        self.runtime.block_on(async move {
            let response = router.oneshot(request).await.unwrap();
            let status = response.status().as_u16();
            (status, axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec())
        })
    }

    pub fn perform(
        &self,
        person: RecordId,
        step: &str,
        record: Option<RecordId>,
        values: &Values,
    ) -> Result<Performed, DeskError> {
        self.wait_ms(1);
        self.server().desk().perform(person, step, record, values, self.now())
    }

    /// Performs as the first administrator.
    pub fn administer(&self, step: &str, record: Option<RecordId>, values: &Values) -> Performed {
        self.perform(self.set_up.administrator, step, record, values).unwrap()
    }

    pub fn add_person(&self, name: &str, roles: &[Role]) -> RecordId {
        let mut given = values([("name", text(name))]);
        for role in roles {
            given.insert(format!("roles/{}/granted_reason", role.code()), text("入职"));
        }
        self.administer("person.add_person", None, &given).record
    }

    pub fn head(&self) -> u64 {
        self.server().storage.reader().unwrap().head().unwrap()
    }
}

/// The code of a refusal.
pub fn code(answer: &Answer) -> String {
    let json: serde_json::Value = serde_json::from_slice(&answer.1).unwrap_or_default();
    json["code"].as_str().unwrap_or_default().to_owned()
}
