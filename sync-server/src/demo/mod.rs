//! The demo: one customer's story in simulated time, on a real server and four phones over HTTPS.
//! Absent by design: anything the product itself needs.

mod clocks;
mod report;
mod stage;
mod story;
mod time;
mod values;

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use fieldseal_core::{
    app::AppError,
    schema::{Language, Problem},
};

use self::{
    stage::Stage,
    time::{SeededRandom, SimulatedClock},
};
use crate::{
    environment::Environment,
    serve::{self, Listening},
    setup::{self, Setup},
};

/// How the demo runs.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where everything is written; a temporary folder when `None`.
    pub folder: Option<PathBuf>,
    /// End after the story instead of staying up with the web page.
    pub exit: bool,
}

/// The demo stopped.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A step of the story was refused.
    #[error("{step} was refused: {problems}")]
    Refused {
        /// The step.
        step: String,
        /// Why, in one line.
        problems: String,
    },
    /// A phone failed.
    #[error("a phone failed: {0}")]
    App(#[from] AppError),
    /// Anything else failed.
    #[error("{0}")]
    Failed(String),
    /// The story ended, but not everything held.
    #[error("{} things did not hold: {}", .0.len(), .0.join("; "))]
    Broken(Vec<String>),
}

impl DemoError {
    fn refused(step: &str, problems: &[Problem]) -> Self {
        Self::Refused { step: step.to_owned(), problems: stage::in_one_line(problems, Language::English) }
    }
}

fn failed(error: impl std::fmt::Display) -> DemoError {
    DemoError::Failed(error.to_string())
}

/// The moment at which the story begins.
const BEGINNING: &str = "2026-08-24 08:30";

/// Plays the demo. `Ok` only when everything held.
///
/// # Errors
/// What failed, or what did not hold.
pub fn run(options: &Options) -> Result<(), DemoError> {
    // Kept, so that PDFs and databases can be looked at afterwards.
    let folder = match &options.folder {
        Some(folder) => folder.clone(),
        None => tempfile::Builder::new().prefix("fieldseal-demo-").tempdir().map_err(failed)?.keep(),
    };
    std::fs::create_dir_all(&folder).map_err(failed)?;
    let runtime = tokio::runtime::Runtime::new().map_err(failed)?;
    let clock = SimulatedClock::at(BEGINNING);
    let environment = {
        let (clock, random) = (clock.clone(), SeededRandom::new(1));
        Environment::new(move || clock.now(), move |buffer: &mut [u8]| random.fill(buffer))
    };
    println!("Fieldseal demo · 演示 — one customer's story, in simulated time, from {BEGINNING}");
    let made = setup::setup(&folder.join("server"), &company(), environment).map_err(failed)?;
    let local = SocketAddr::from(([127, 0, 0, 1], 0));
    let running = runtime.block_on(serve::serve(made.server.clone(), local, Listening::Https)).map_err(failed)?;
    let address = format!("https://{}", running.address);
    println!("  server at {address}, root {}", made.root);
    let mut stage = Stage {
        clock,
        server: made.server.clone(),
        address: address.clone(),
        folder: folder.clone(),
        people: BTreeMap::from([("管理员", made.administrator)]),
        broken: Vec::new(),
    };
    story::play(&mut stage)?;
    println!("\nEverything lies in {}", stage::shown(&folder));
    if !stage.broken.is_empty() {
        return Err(DemoError::Broken(stage.broken));
    }
    println!("Everything held. 全部成立。");
    if options.exit {
        runtime.block_on(running.stop());
        return Ok(());
    }
    println!("\nThe records are listed at {address}/ — console key {} — Ctrl-C ends the demo.", made.console_key);
    runtime.block_on(async {
        let _ = tokio::signal::ctrl_c().await;
        running.stop().await;
    });
    Ok(())
}

fn company() -> Setup {
    Setup {
        name_zh: "江南智造设备有限公司".into(),
        name_en: "Jiangnan Smart Equipment Co., Ltd.".into(),
        address: "江苏省苏州市工业园区星湖街328号".into(),
        service_line: "400-820-5151".into(),
        administrator: "管理员".into(),
        hosts: vec!["127.0.0.1".into(), "localhost".into()],
    }
}

/// The small company list that comes with the product.
fn lists(folder: &Path) -> Result<Vec<PathBuf>, DemoError> {
    let shipped: [(&str, &[u8]); 3] = [
        ("customers.xlsx", include_bytes!("../../data/demo/customers.xlsx")),
        ("equipment.xlsx", include_bytes!("../../data/demo/equipment.xlsx")),
        ("tickets.csv", include_bytes!("../../data/demo/tickets.csv")),
    ];
    let mut paths = Vec::new();
    for (name, bytes) in shipped {
        let path = folder.join(name);
        std::fs::write(&path, bytes).map_err(failed)?;
        paths.push(path);
    }
    Ok(paths)
}
