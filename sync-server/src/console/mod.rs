//! The console: a plain page for the office. HTML from the server, no script needed, Chinese first.
//! Absent by design: steps with forms; they are performed through the desk's interface.

mod page;
mod readings;
mod session;
mod values;

use std::sync::Arc;

use axum::{
    extract::{Extension, Path, Query, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use fieldseal_core::schema::{Hash32, RecordId};
use maud::Markup;
use serde::Deserialize;

pub use page::{record_content, status};
pub use session::Sessions;
pub use values::{Names, label, text};

use crate::{
    desk::PAGE_ROWS,
    enrol_api::{Peer, address},
    refusal::Refused,
    server::{Server, meta},
    storage::{IndexQuery, StorageError},
};

/// The stylesheet.
pub const STYLE: &str = include_str!("style.css");

/// Bytes of a sign-in form.
const FORM_BYTES_MAX: usize = 1_024;

/// Nothing from elsewhere, no script, in no frame.
const CONTENT_POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

fn html(markup: Markup) -> Response {
    let mut response = (StatusCode::OK, markup.into_string()).into_response();
    let headers = response.headers_mut();
    let fixed = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn is_signed_in(server: &Server, headers: &HeaderMap) -> bool {
    let now_ms = server.now().utc_ms;
    session::token(headers).is_some_and(|token| server.sessions.holds(&token, now_ms))
}

/// What a list is filtered by.
#[derive(Debug, Default, Deserialize)]
pub struct Filter {
    kind: Option<String>,
    status: Option<String>,
    text: Option<String>,
    page: Option<usize>,
}

/// The list of records.
pub async fn list(
    State(server): State<Arc<Server>>,
    Query(filter): Query<Filter>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    if !is_signed_in(&server, &headers) {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    let given =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let page_number = filter.page.unwrap_or(0).min(10_000);
    let query = IndexQuery {
        kind: given(&filter.kind),
        status: given(&filter.status),
        text: given(&filter.text),
        customer: None,
        limit: PAGE_ROWS,
        offset: page_number * PAGE_ROWS,
    };
    let markup = tokio::task::spawn_blocking(move || -> Result<Markup, StorageError> {
        let (rows, warnings) = (server.desk().list(&query)?, server.desk().calendar_warnings()?);
        let names = values::Names::new(&server)?;
        Ok(page::list(&query, page_number, &rows, &warnings, &names))
    });
    Ok(html(markup.await??))
}

/// One record.
pub async fn show(
    State(server): State<Arc<Server>>,
    Path(record): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    if !is_signed_in(&server, &headers) {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    let record: RecordId = record.parse().map_err(|_| Refused::NOT_FOUND)?;
    let reader = session::name(&headers);
    let markup = tokio::task::spawn_blocking(move || -> Result<Option<Markup>, StorageError> {
        let Some(shown) = server.desk().show(record)? else { return Ok(None) };
        readings::note(&server, &reader, record, shown.kind)?;
        let names = values::Names::new(&server)?;
        let readings = server.storage.reader()?.readings(record)?;
        Ok(Some(page::record(&shown, &readings, &names)))
    });
    markup.await??.map(html).ok_or(Refused::NOT_FOUND)
}

/// The form that asks for the console's key.
pub async fn sign_in_form() -> Response {
    html(page::sign_in(false))
}

/// Opens a session for who knows the console's key.
pub async fn sign_in(
    State(server): State<Arc<Server>>,
    peer: Option<Extension<Peer>>,
    request: Request,
) -> Result<Response, Refused> {
    let (address, now_ms) = (address(peer), server.now().utc_ms);
    if !server.wrong_codes.may(&address, now_ms) {
        return Err(Refused::TOO_MANY_ATTEMPTS);
    }
    let body = axum::body::to_bytes(request.into_body(), FORM_BYTES_MAX).await;
    let body = body.map_err(|_| Refused::TOO_LARGE)?;
    let key: String = std::str::from_utf8(&body)
        .ok()
        .and_then(|form| form.strip_prefix("key="))
        .unwrap_or_default()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_uppercase();
    let expected = server.storage.reader().and_then(|reader| reader.meta(meta::CONSOLE_KEY))?;
    if expected.as_deref() != Some(&Hash32::of(key.as_bytes()).0[..]) {
        server.wrong_codes.wrong(&address, now_ms);
        return Ok(html(page::sign_in(true)));
    }
    let token = server.sessions.open(&server.environment, now_ms);
    let mut response = Redirect::to("/").into_response();
    if let Ok(cookie) = HeaderValue::from_str(&session::cookie(&token)) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Ends the session.
pub async fn sign_out(State(server): State<Arc<Server>>, headers: HeaderMap) -> Response {
    if let Some(token) = session::token(&headers) {
        server.sessions.close(&token);
    }
    Redirect::to("/sign-in").into_response()
}

/// The stylesheet.
pub async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}
