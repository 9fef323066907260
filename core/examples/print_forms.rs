//! Prints the sample forms as PDF files and says how long one took: the first, and the median of others
//! like it with another number, so that nothing is remembered whole.
//! Run: `cargo run -p fieldseal-core --example print_forms -- <directory>`

use std::time::Instant;

use fieldseal_core::forms::render;

#[allow(dead_code)]
#[path = "../tests/forms/samples.rs"]
mod samples;

const REPEATS: usize = 9;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let directory = std::env::args().nth(1).ok_or("name a directory to write to")?;
    for (name, form, language) in samples::all() {
        let (rendered, first) = timed(|| render(&form, language));
        let rendered = rendered?;
        std::fs::write(format!("{directory}/{name}.pdf"), &rendered.pdf)?;
        let mut times = Vec::new();
        for repeat in 0..REPEATS {
            let mut form = form.clone();
            form.document_mut().number.push_str(&format!("-{repeat}"));
            times.push(timed(|| render(&form, language)).1);
        }
        times.sort_by(f64::total_cmp);
        println!(
            "{name}: first {first:.1} ms, then {:.1} ms; {} pages, {} bytes, {:?}",
            times[REPEATS / 2],
            rendered.pages,
            rendered.pdf.len(),
            rendered.warnings
        );
    }
    Ok(())
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let started = Instant::now();
    let result = work();
    (result, started.elapsed().as_secs_f64() * 1_000.0)
}
