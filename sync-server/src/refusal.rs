//! What a caller is told when a request is not served: a status, a code for programs, a sentence in both
//! languages. Absent by design: why, in detail; that is in the log, without personal data.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use fieldseal_core::sync::request::RequestError;
use serde_json::json;

use crate::storage::StorageError;

/// A request is not served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// HTTP status.
    pub status: StatusCode,
    /// A stable code for programs.
    pub code: &'static str,
    /// What is wrong, in Chinese.
    pub zh: &'static str,
    /// What is wrong, in English.
    pub en: &'static str,
    /// The server's clock, UTC milliseconds, when the device's is off.
    pub server_time_ms: Option<i64>,
}

impl Refused {
    /// A refusal.
    pub const fn new(status: StatusCode, code: &'static str, zh: &'static str, en: &'static str) -> Self {
        Self { status, code, zh, en, server_time_ms: None }
    }

    /// The device's clock is off: it corrects itself by the server's and asks again.
    pub fn clock(now_ms: i64) -> Self {
        let (zh, en) = ("设备时间与服务器相差过大", "the device's clock is too far from the server's");
        Self { server_time_ms: Some(now_ms), ..Self::new(StatusCode::UNAUTHORIZED, "clock", zh, en) }
    }

    /// Larger than the server takes.
    pub const TOO_LARGE: Self =
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "请求内容过大", "the request is too large");
    /// Not the shape that the interface has.
    pub const MALFORMED: Self =
        Self::new(StatusCode::BAD_REQUEST, "malformed", "请求格式错误", "the request is malformed");
    /// The signature is missing or wrong.
    pub const UNSIGNED: Self =
        Self::new(StatusCode::UNAUTHORIZED, "signature", "请求签名无效", "the request's signature does not match");
    /// The nonce was used before.
    pub const REPLAYED: Self =
        Self::new(StatusCode::UNAUTHORIZED, "replayed", "请求已被使用过", "the request was sent before");
    /// The device was never enrolled here.
    pub const UNKNOWN_DEVICE: Self =
        Self::new(StatusCode::FORBIDDEN, "unknown_device", "设备未在此绑定", "the device is not enrolled here");
    /// The device was revoked; what it offered was kept.
    pub const REVOKED_DEVICE: Self = Self::new(
        StatusCode::FORBIDDEN,
        "device_revoked",
        "设备已吊销，未发送的内容已由服务器留存",
        "the device was revoked; what it sent is kept here",
    );
    /// Too many at once.
    pub const BUSY: Self =
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "服务器繁忙，请稍后再试", "the server is busy: try later");
    /// Too many wrong guesses.
    pub const TOO_MANY_ATTEMPTS: Self = Self::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too_many_attempts",
        "尝试次数过多，请十分钟后再试",
        "too many wrong attempts: wait ten minutes",
    );
    /// Nothing there, or not for this device.
    pub const NOT_FOUND: Self =
        Self::new(StatusCode::NOT_FOUND, "not_found", "没有该内容", "there is no such thing here");
    /// A defect or a failing disk.
    pub const INTERNAL: Self = Self::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal",
        "服务器内部错误，请稍后再试",
        "the server failed: try later",
    );
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut body = json!({ "code": self.code, "zh": self.zh, "en": self.en });
        if let Some(now_ms) = self.server_time_ms {
            body["server_time_ms"] = json!(now_ms);
        }
        (self.status, Json(body)).into_response()
    }
}

impl From<StorageError> for Refused {
    fn from(error: StorageError) -> Self {
        tracing::error!(%error, "the storage failed");
        Self::INTERNAL
    }
}

impl From<tokio::task::JoinError> for Refused {
    fn from(error: tokio::task::JoinError) -> Self {
        tracing::error!(%error, "a task failed");
        Self::INTERNAL
    }
}

impl From<RequestError> for Refused {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::Malformed | RequestError::Signature => Self::UNSIGNED,
            RequestError::Time => Self::clock(0),
        }
    }
}
