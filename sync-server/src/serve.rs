//! Listening: HTTPS with the server's own key, or plain HTTP behind a proxy, until told to stop.
//! Absent by design: what is answered.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, oneshot},
    task::JoinHandle,
};
use tokio_rustls::TlsAcceptor;

use crate::{
    enrol_api::Peer,
    routes,
    server::Server,
    tls::{self, TlsError},
};

/// How the server is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listening {
    /// HTTPS with the key made at set-up.
    Https,
    /// Plain HTTP: only behind a proxy that speaks HTTPS, or on the same machine.
    PlainHttpBehindProxy,
}

/// Connections at once; more wait until one ends.
const CONNECTIONS_MAX: usize = 1_024;

/// How long a stranger may take to finish the TLS handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(20);

/// How long a request's head may take to arrive.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// How long running requests may take to finish when the server stops.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

/// Pause after an accept failed, such as for want of file handles.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// The server can't listen.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address can't be bound.
    #[error("the address can't be used: {0}")]
    Address(#[from] io::Error),
    /// The TLS key can't be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// A server that listens. Dropped, it stops at once; [`Running::stop`] lets running requests finish.
pub struct Running {
    /// The address it listens on, with the port that was given.
    pub address: SocketAddr,
    /// The server.
    pub server: Arc<Server>,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Running {
    /// Stops: no new connections, running requests get ten seconds.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        if let Err(error) = (&mut self.task).await {
            tracing::error!(%error, "the listener failed");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Begins to listen; port 0 takes any free one. Needs a Tokio runtime.
///
/// # Errors
/// When the address or the TLS key can't be used.
pub async fn serve(server: Arc<Server>, address: SocketAddr, listening: Listening) -> Result<Running, ServeError> {
    let acceptor = match listening {
        Listening::Https => Some(TlsAcceptor::from(Arc::new(tls::config(&server.folder)?))),
        Listening::PlainHttpBehindProxy => None,
    };
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel();
    let task = tokio::spawn(accept(listener, acceptor, routes::router(server.clone()), stopped));
    tracing::info!(%address, ?listening, "listening");
    Ok(Running { address, server, stop: Some(stop), task })
}

async fn accept(
    listener: TcpListener,
    acceptor: Option<TlsAcceptor>,
    router: Router,
    mut stopped: oneshot::Receiver<()>,
) {
    let graceful = GracefulShutdown::new();
    let permits = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let Ok(permit) = permits.clone().acquire_owned().await else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = &mut stopped => break,
        };
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((stream, peer)) => {
                let (acceptor, watcher) = (acceptor.clone(), graceful.watcher());
                let router = router.clone().layer(Extension(Peer(peer)));
                connections.spawn(async move {
                    connect(stream, acceptor, router, watcher).await;
                    drop(permit);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(listener);
    if tokio::time::timeout(STOP_TIMEOUT, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests were broken off");
    }
    connections.shutdown().await;
}

async fn connect(stream: TcpStream, acceptor: Option<TlsAcceptor>, router: Router, watcher: Watcher) {
    // Answers are written in pieces that are already large enough.
    let _ = stream.set_nodelay(true);
    match acceptor {
        None => converse(stream, router, watcher).await,
        Some(acceptor) => match tokio::time::timeout(HANDSHAKE_TIMEOUT, acceptor.accept(stream)).await {
            Ok(Ok(stream)) => converse(stream, router, watcher).await,
            Ok(Err(error)) => tracing::debug!(%error, "a handshake failed"),
            Err(_) => tracing::debug!("a handshake took too long"),
        },
    }
}

async fn converse(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, router: Router, watcher: Watcher) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection broke");
    }
}
