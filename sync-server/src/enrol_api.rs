//! `POST /v1/enrol` and `GET /v1/info`: the two requests that no device signs.
//! Absent by design: how a phone becomes a device.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Json,
    extract::{Extension, Request, State},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use fieldseal_core::sync::{enrolment::EnrolmentRequest, wire::PROTOCOL_VERSION};
use serde_json::{Value, json};

use crate::{enrolment::EnrolmentError, refusal::Refused, server::Server, sync_api::MINIMUM_PROTOCOL};

/// Bytes of an enrolment request: a code, a key, a name and a signature.
const REQUEST_BYTES_MAX: usize = 4 * 1024;

/// From where a request came, as far as the listener knows.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// The address by which wrong guesses are counted.
pub fn address(peer: Option<Extension<Peer>>) -> String {
    peer.map_or_else(|| "?".to_owned(), |Extension(Peer(peer))| peer.ip().to_string())
}

/// What a phone wants to know before it asks for anything.
pub async fn info(State(server): State<Arc<Server>>) -> Json<Value> {
    Json(json!({
        "protocol": PROTOCOL_VERSION,
        "minimum_protocol": MINIMUM_PROTOCOL,
        "server_time_ms": server.now().utc_ms,
    }))
}

/// Enrols a phone.
///
/// # Errors
/// Why not.
pub async fn enrol(
    State(server): State<Arc<Server>>,
    peer: Option<Extension<Peer>>,
    request: Request,
) -> Result<Response, Refused> {
    let (address, now_ms) = (address(peer), server.now().utc_ms);
    if !server.wrong_codes.may(&address, now_ms) {
        return Err(Refused::TOO_MANY_ATTEMPTS);
    }
    let body = axum::body::to_bytes(request.into_body(), REQUEST_BYTES_MAX).await.map_err(|_| Refused::TOO_LARGE)?;
    let request: EnrolmentRequest = minicbor::decode(&body).map_err(|_| Refused::MALFORMED)?;
    let enrolling = server.clone();
    let answer = tokio::task::spawn_blocking(move || enrolling.enrol(&request)).await?;
    let answer = answer.map_err(|error| {
        if matches!(error, EnrolmentError::UnknownCode | EnrolmentError::UsedCode | EnrolmentError::ExpiredCode) {
            server.wrong_codes.wrong(&address, now_ms);
        }
        refused(error)
    })?;
    let body = minicbor::to_vec(&answer).expect("encoding into memory does not fail");
    Ok((StatusCode::OK, [(CONTENT_TYPE, "application/cbor")], body).into_response())
}

fn refused(error: EnrolmentError) -> Refused {
    let forbidden = |code, zh, en| Refused::new(StatusCode::FORBIDDEN, code, zh, en);
    match error {
        EnrolmentError::Signature => Refused::UNSIGNED,
        EnrolmentError::UnknownCode => forbidden("code_unknown", "绑定码不存在", "there is no such code"),
        EnrolmentError::UsedCode => forbidden("code_used", "绑定码已被使用", "the code was used already"),
        EnrolmentError::ExpiredCode => {
            forbidden("code_expired", "绑定码已过期，请管理员重新生成", "the code has expired: ask for another one")
        }
        EnrolmentError::KnownDevice => {
            forbidden("device_known", "该设备密钥已绑定", "this device's key is enrolled already")
        }
        EnrolmentError::Refused(_) => {
            forbidden("person_stopped", "该人员已停用、离职或不存在", "the person is suspended, gone or not known")
        }
        EnrolmentError::Storage(error) => error.into(),
    }
}
