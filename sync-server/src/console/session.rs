//! Who is signed in at the console: random tokens in memory, in a cookie that no script reads and no
//! other site sends. Absent by design: passwords of persons.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use axum::http::{HeaderMap, header};
use fieldseal_core::schema::{Hash32, Id};

use crate::environment::Environment;

/// How long a session lasts: a working day.
const SESSION_MS: i64 = 12 * 60 * 60 * 1000;

/// Sessions at once; the one that ends first makes room.
const SESSIONS_MAX: usize = 1_000;

const COOKIE: &str = "fieldseal_console";

/// The open sessions: digest of the token, and until when.
#[derive(Default)]
pub struct Sessions {
    open: Mutex<BTreeMap<Hash32, i64>>,
}

impl Sessions {
    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<Hash32, i64>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a session; returns its token.
    pub fn open(&self, environment: &Environment, now_ms: i64) -> String {
        let token = format!("{}{}", environment.id(), environment.id());
        let mut open = self.lock();
        open.retain(|_, until| now_ms < *until);
        if open.len() >= SESSIONS_MAX
            && let Some(first) = open.iter().min_by_key(|(_, until)| **until).map(|(digest, _)| *digest)
        {
            open.remove(&first);
        }
        open.insert(Hash32::of(token.as_bytes()), now_ms + SESSION_MS);
        token
    }

    /// Whether a token's session is open.
    pub fn holds(&self, token: &str, now_ms: i64) -> bool {
        self.lock().get(&Hash32::of(token.as_bytes())).is_some_and(|until| now_ms < *until)
    }

    /// Ends a session.
    pub fn close(&self, token: &str) {
        self.lock().remove(&Hash32::of(token.as_bytes()));
    }
}

/// What a session is called in the log of readings: the beginning of its token's digest.
pub fn name(headers: &HeaderMap) -> String {
    let digest = token(headers).map(|token| Hash32::of(token.as_bytes()));
    digest.map_or_else(String::new, |digest| data_encoding::HEXLOWER.encode(&digest.0[..6]))
}

/// The cookie that carries a token.
pub fn cookie(token: &str) -> String {
    format!("{COOKIE}={token}; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age={}", SESSION_MS / 1000)
}

/// The token of a request's cookie, if it has the shape of one.
pub fn token(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    let value = cookies.split(';').find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))?;
    let (first, second) = value.split_at_checked(value.len() / 2)?;
    (first.parse::<Id>().is_ok() && second.parse::<Id>().is_ok()).then(|| value.to_owned())
}
