//! Peak memory of a phone that pushes 2,000 tickets and of a fresh one that pulls them, in one process, and
//! of the server in another. Absent by design: where it goes.

use std::{
    io::{Read, Write},
    path::Path,
};

use fieldseal_benchmarks::{
    site::{Office, copied, open_app},
    stages::{ENGINEER_PHONE, FRESH_PHONE, TICKETS},
};
use fieldseal_core::{schema::Hash32, sync::http::HttpsTransport};

use crate::{
    Shared,
    child::{self, Started},
    figures::Figures,
};

/// Two processes with the data of one company.
pub fn measure(shared: &Shared, figures: &Figures) {
    if !child::wanted() || peak_kib().is_none() {
        return;
    }
    let folder = copied(shared.stages().offline.path());
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let mut server = Started::with(&["server", &path("server")]);
    let (address, tls_key) = (server.line(), server.line());
    let phone = Started::with(&["phone", &address, &tls_key, &path("")]).rest();
    figures.say("client memory at its peak, push and pull", phone, "≤ 30 MB");
    figures.say("the server's at its peak", server.rest(), "");
}

/// The server's process: listens until its input ends.
pub fn serve(folder: &Path) {
    let office = Office::open(folder);
    println!("{}\n{}", office.address(), office.server.tls_key());
    std::io::stdout().flush().expect("the parent reads");
    std::io::stdin().read_to_end(&mut Vec::new()).expect("the parent holds it");
    println!("{}", said());
}

/// The phones' process.
pub fn push_and_pull(address: &str, tls_key: &str, folder: &Path) {
    let tls_key: Hash32 = tls_key.parse().expect("a digest");
    for (seed, accepted) in [(ENGINEER_PHONE, TICKETS), (FRESH_PHONE, 0)] {
        let app = open_app(&folder.join(format!("phone-{seed}.db")));
        let transport = HttpsTransport::new(address, Some(tls_key)).expect("the pin makes a transport");
        let report = app.sync(&transport).expect("loopback works");
        assert_eq!(report.accepted, accepted);
        let count = app.store().read(|r| r.count("ticket")).expect("the store is read");
        assert_eq!(count, TICKETS as u64);
    }
    println!("{}", said());
}

fn said() -> String {
    peak_kib().map_or_else(String::new, |kib| format!("{:.1} MB", kib as f64 * 1.024 / 1e3))
}

/// The most memory this process had resident, in KiB; known on Linux only.
fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
