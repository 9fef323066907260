//! Prints the sample forms as PDF files and says how long each took.
//! Run: `cargo run -p fieldseal-core --example print_forms -- <directory>`

use std::time::Instant;

use fieldseal_core::forms::render;

#[allow(dead_code)]
#[path = "../tests/forms/samples.rs"]
mod samples;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let directory = std::env::args().nth(1).ok_or("name a directory to write to")?;
    let forms = samples::all();
    for (name, form, language) in forms.iter().chain(forms.first()) {
        let started = Instant::now();
        let rendered = render(form, *language)?;
        let milliseconds = started.elapsed().as_secs_f64() * 1_000.0;
        std::fs::write(format!("{directory}/{name}.pdf"), &rendered.pdf)?;
        println!(
            "{name}: {milliseconds:.1} ms, {} pages, {} bytes, {:?}",
            rendered.pages,
            rendered.pdf.len(),
            rendered.warnings
        );
    }
    Ok(())
}
