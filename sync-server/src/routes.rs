//! Every route of the server, in one place.
//! Absent by design: what any of them does.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::Request,
    http::StatusCode,
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post, put},
};

use crate::{blob_api, console, enrol_api, receipt_api, refusal::Refused, server::Server, sync_api};

/// How long a request may take until its answer begins: judging a full outbox on a slow disk.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(120);

/// The server's interface.
pub fn router(server: Arc<Server>) -> Router {
    Router::new()
        .route("/v1/info", get(enrol_api::info))
        .route("/v1/enrol", post(enrol_api::enrol))
        .route("/v1/sync", post(sync_api::sync))
        .route("/v1/blob/{blob}", get(blob_api::status))
        .route("/v1/blob/{blob}/{chunk}", put(blob_api::put).get(blob_api::get))
        .route("/v1/receipt/{blob}", get(receipt_api::get))
        .route("/", get(console::list))
        .route("/record/{record}", get(console::show))
        .route("/sign-in", get(console::sign_in_form).post(console::sign_in))
        .route("/sign-out", post(console::sign_out))
        .route("/style.css", get(console::style))
        .fallback(|| async { Refused::NOT_FOUND })
        .layer(middleware::from_fn(in_time))
        .with_state(server)
}

async fn in_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(ANSWER_TIMEOUT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            let (zh, en) = ("请求超时", "the request took too long");
            Refused::new(StatusCode::REQUEST_TIMEOUT, "timeout", zh, en).into_response()
        }
    }
}
