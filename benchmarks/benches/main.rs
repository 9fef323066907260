//! The table of numbers: `cargo bench -p fieldseal-benchmarks` measures all of it and prints it at the end.
//! Absent by design: what is measured; that is in the modules, one a subject.

mod child;
mod create;
mod edits;
mod exchange;
mod figures;
mod fold;
mod form;
mod memory;
mod store;

use std::{cell::OnceCell, path::Path, time::Duration};

use criterion::{BenchmarkGroup, Criterion, SamplingMode, measurement::WallTime};
use fieldseal_benchmarks::stages::Stages;

use self::figures::Figures;

/// What the subjects share: a company at several stages, made when the first of them needs it.
#[derive(Default)]
struct Shared {
    stages: OnceCell<Stages>,
}

impl Shared {
    fn stages(&self) -> &Stages {
        self.stages.get_or_init(Stages::played)
    }
}

fn main() {
    if child::ran() {
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("criterion");
    let mut criterion = Criterion::default()
        .output_directory(&folder)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    let (shared, figures) = (Shared::default(), Figures::begun(folder));
    create::measure(&mut criterion, &shared, &figures);
    exchange::measure(&mut criterion, &shared, &figures);
    edits::measure(&mut criterion, &shared, &figures);
    store::measure(&mut criterion, &figures);
    form::measure(&mut criterion, &figures);
    fold::measure(&mut criterion, &figures);
    memory::measure(&shared, &figures);
    criterion.final_summary();
    figures.print();
}

/// A group whose benchmarks take long: ten samples of one run each.
fn slow<'a>(criterion: &'a mut Criterion, name: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10).sampling_mode(SamplingMode::Flat).warm_up_time(Duration::from_millis(1));
    group.measurement_time(Duration::from_millis(100));
    group
}
