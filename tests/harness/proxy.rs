//! A TCP proxy that counts: after so many bytes in one direction it does what the test wants, such as
//! killing a process in the middle of a request or an answer. Absent by design: HTTP and TLS.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

/// Which way bytes run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the server.
    Up,
    /// To the phone.
    Down,
}

/// What happens when the count is reached, once.
type Action = Box<dyn FnOnce() + Send>;

struct Trap {
    way: Way,
    bytes_left: usize,
    action: Action,
}

/// A proxy on a loopback port of its own. Its threads end with the connections.
#[derive(Clone)]
pub struct Proxy {
    /// Where it listens.
    pub address: SocketAddr,
    trap: Arc<Mutex<Option<Trap>>>,
}

impl Proxy {
    /// Listens, and passes on to an upstream, which need not be there yet.
    pub fn to(upstream: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback can be bound");
        let address = listener.local_addr().expect("it is bound");
        let proxy = Self { address, trap: Arc::default() };
        let accepting = proxy.clone();
        thread::spawn(move || {
            for phone in listener.incoming().flatten() {
                // Without a server the phone's connection just closes.
                let Ok(server) = TcpStream::connect(upstream) else { continue };
                let copies = (phone.try_clone(), server.try_clone());
                let (Ok(phone_out), Ok(server_out)) = copies else { continue };
                accepting.clone().pass(Way::Up, phone, server_out);
                accepting.clone().pass(Way::Down, server, phone_out);
            }
        });
        proxy
    }

    /// Does something after so many bytes more in one direction, before the last of them goes on.
    pub fn after_bytes(&self, way: Way, bytes: usize, action: impl FnOnce() + Send + 'static) {
        *self.trap() = Some(Trap { way, bytes_left: bytes, action: Box::new(action) });
    }

    /// True while the action still waits.
    pub fn is_set(&self) -> bool {
        self.trap().is_some()
    }

    fn trap(&self) -> std::sync::MutexGuard<'_, Option<Trap>> {
        self.trap.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pass(self, way: Way, mut from: TcpStream, mut to: TcpStream) {
        thread::spawn(move || {
            let mut buffer = [0; 4_096];
            while let Ok(length) = from.read(&mut buffer) {
                let due = self.due(way, length);
                let whole = if let Some((before, action)) = due {
                    let _ = to.write_all(&buffer[..before]);
                    action();
                    &buffer[before..length]
                } else {
                    &buffer[..length]
                };
                if length == 0 || to.write_all(whole).is_err() {
                    break;
                }
            }
            let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
        });
    }

    fn due(&self, way: Way, length: usize) -> Option<(usize, Action)> {
        let mut slot = self.trap();
        let trap = slot.as_mut().filter(|trap| trap.way == way)?;
        if trap.bytes_left > length {
            trap.bytes_left -= length;
            return None;
        }
        let trap = slot.take()?;
        Some((trap.bytes_left, trap.action))
    }
}
