//! Processes that a test starts and kills: the test's own binary again, told by the environment what to
//! be. Absent by design: what a child does, but for serving a folder, which several tests need.

use std::{
    io::{BufRead, BufReader, Lines, Read, Write},
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
};

use fieldseal_server::{
    environment::Environment,
    serve::{self, Listening},
    server::Server,
};

/// Set for a process that is to serve a folder: which one, and where it listens.
const FOLDER: &str = "FIELDSEAL_TEST_FOLDER";
const LISTEN: &str = "FIELDSEAL_TEST_LISTEN";

/// Before each line that a child says to its test, to tell it from what the test runner prints.
const SAID: &str = "child says ";

/// How often each loop of kills goes round, unless [`KILLS`] says otherwise.
const ROUNDS: usize = 20;

/// The environment variable for more rounds.
pub const KILLS: &str = "FIELDSEAL_KILLS";

/// How often to kill.
pub fn rounds() -> usize {
    std::env::var(KILLS).ok().and_then(|count| count.parse().ok()).unwrap_or(ROUNDS)
}

/// Says a line to the test; the child ends when nobody listens.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    if writeln!(out, "{SAID}{line}").and_then(|()| out.flush()).is_err() {
        std::process::exit(1);
    }
}

/// A child process, killed when this is dropped.
pub struct Process {
    child: Arc<Mutex<Child>>,
    lines: Lines<BufReader<ChildStdout>>,
}

/// Kills a process from anywhere.
#[derive(Clone)]
pub struct Killer(Arc<Mutex<Child>>);

impl Killer {
    /// `SIGKILL`. One that is dead already is none of this one's business.
    pub fn kill(&self) {
        let mut child = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = child.kill();
    }
}

impl Process {
    /// Runs one test of this binary again, with an environment that makes it a child.
    pub fn run(test: &str, environment: &[(&str, &str)]) -> Self {
        let mut child = Command::new(std::env::current_exe().expect("this test runs from a file"))
            .args(["--exact", test, "--nocapture"])
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the child starts");
        let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        Self { child: Arc::new(Mutex::new(child)), lines }
    }

    /// What kills it.
    pub fn killer(&self) -> Killer {
        Killer(self.child.clone())
    }

    /// The next line that it says; `None` when it is dead.
    pub fn next_line(&mut self) -> Option<String> {
        for line in self.lines.by_ref() {
            if let Some((_, said)) = line.ok()?.split_once(SAID) {
                return Some(said.to_owned());
            }
        }
        None
    }

    /// Kills it and waits until it is gone. Panics when it had ended by itself.
    pub fn kill(self) {
        self.killer().kill();
        self.wait();
    }

    /// Waits until it is gone. Panics unless it was killed.
    pub fn wait(mut self) {
        while self.next_line().is_some() {}
        let status = self.child.lock().unwrap_or_else(PoisonError::into_inner).wait().expect("it is our child");
        assert_eq!(status.code(), None, "it was killed and did not end by itself");
    }

    /// The largest memory that it ever had resident, in KB, as the kernel counts.
    pub fn memory_peak_kb(&self) -> u64 {
        let id = self.child.lock().unwrap_or_else(PoisonError::into_inner).id();
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).expect("Linux tells it of a child");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("it has a peak");
        line.trim().trim_end_matches("kB").trim().parse().expect("a number")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.killer().kill();
        let _ = self.child.lock().unwrap_or_else(PoisonError::into_inner).wait();
    }
}

/// A port that was free a moment ago, to be used by a child again and again.
pub fn free_address() -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback can be bound");
    listener.local_addr().expect("it is bound")
}

/// Starts a process that serves a folder as `fieldseal serve` does, and waits until it listens. `test` is
/// the calling test, which begins with [`serve_if_child`].
pub fn serve(test: &str, folder: &Path, address: SocketAddr) -> Process {
    let folder = folder.to_str().expect("a temporary folder's name is text");
    let mut process = Process::run(test, &[(FOLDER, folder), (LISTEN, &address.to_string())]);
    assert_eq!(process.next_line().as_deref(), Some("listening"));
    process
}

/// Serves for ever in a process that [`serve`] started; returns at once in any other.
pub fn serve_if_child() {
    let (Some(folder), Ok(listen)) = (std::env::var_os(FOLDER), std::env::var(LISTEN)) else { return };
    let server = Server::open(Path::new(&folder), Environment::system()).expect("the folder opens after every kill");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    let address = listen.parse().expect("an address");
    let _running = runtime.block_on(serve::serve(server, address, Listening::Https)).expect("the port is free");
    say("listening");
    // The test's end of this pipe closes with the test, however that ends.
    let _ = std::io::stdin().lock().read_to_end(&mut Vec::new());
    std::process::exit(0);
}
