//! Printing the two forms: the first of a process, which fonts and template are read for, and later ones.
//! Absent by design: what stands on them; the samples are the core's.

use std::time::Instant;

use criterion::{BatchSize, Criterion};
use fieldseal_core::{
    forms::{Form, render},
    schema::Language,
};

use crate::{child, figures::Figures};

#[allow(dead_code)]
#[path = "../../core/tests/forms/samples.rs"]
mod samples;

/// Processes that print a first form.
const FIRST: usize = 5;

/// Name, and the benchmark's name with and without its group.
const FORMS: [(&str, &str, &str); 2] = [
    ("安装验收单", "installation_acceptance", "form/installation_acceptance"),
    ("售后服务工单", "service_order", "form/service_order"),
];

/// The forms by name.
fn form(name: &str) -> Form {
    match name {
        "安装验收单" => Form::InstallationAcceptance(Box::new(samples::acceptance())),
        _ => Form::ServiceOrder(Box::new(samples::service_order())),
    }
}

/// The first and the later ones of each.
pub fn measure(criterion: &mut Criterion, figures: &Figures) {
    for (name, short, benchmark) in FORMS {
        let mut group = criterion.benchmark_group("form");
        group.bench_function(short, |bencher| {
            let mut n = 0;
            // Another number each time, so that nothing is remembered whole.
            let next = || {
                n += 1;
                numbered(form(name), n)
            };
            bencher.iter_batched(next, |form| render(&form, Language::Chinese), BatchSize::SmallInput);
        });
        group.finish();
        figures.time(&format!("{name} after the first"), benchmark, "≤ 10 ms");
        if child::wanted() {
            let mut times: Vec<f64> = (0..FIRST).map(|_| child::first_form(name)).collect();
            times.sort_by(f64::total_cmp);
            figures.say(&format!("{name}, the first"), format!("{:.1} ms", times[FIRST / 2]), "");
        }
    }
}

fn numbered(mut form: Form, n: usize) -> Form {
    form.document_mut().number.push_str(&format!("-{n}"));
    form
}

/// Milliseconds of this process's first form.
pub fn print_first(name: &str) -> f64 {
    let form = form(name);
    let started = Instant::now();
    render(&form, Language::Chinese).expect("a sample prints");
    started.elapsed().as_secs_f64() * 1e3
}
