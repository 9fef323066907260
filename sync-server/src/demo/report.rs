//! What the demo prints of records: clocks, conflicts, history, seals.
//! Absent by design: judging whether it is right; the story checks.

use fieldseal_core::{
    app::RecordView,
    process::clocks::Clock,
    schema::{Language, display},
};

/// One clock in two lines: where it stands, and why.
fn clock_lines(clock: &Clock, view: &RecordView) -> String {
    let met = clock.met_at.map_or_else(String::new, |at| format!(", done {at}"));
    let (label, state) = (clock.label, clock.state.label());
    format!(
        "     ⏱ {} {} · {} — due {}{met} → {} {} [{}]",
        clock.rule,
        label.zh,
        label.en,
        clock.due.text(Language::English),
        state.zh,
        state.en,
        view.status,
    )
}

/// Prints a record's title, status and clocks.
pub fn record(view: &RecordView) {
    let status = view.status_label.map_or(("—", "—"), |label| (label.zh, label.en));
    println!("  ▸ {} — {} {}", view.title, status.0, status.1);
    for clock in &view.clocks {
        println!("{}", clock_lines(clock, view));
    }
}

/// Prints what people wrote without seeing each other.
pub fn conflicts(view: &RecordView) {
    for conflict in &view.conflicts {
        println!("     ⚡ {} {}:", conflict.label.zh, conflict.label.en);
        let spec = fieldseal_core::records::kind(view.kind).and_then(|kind| kind.table.field(&conflict.key));
        for (index, candidate) in conflict.candidates.iter().enumerate() {
            let value = display(spec, &candidate.value, Language::Chinese, &view.zone);
            let stands = if index == 0 { "stands" } else { "kept beside, one tap brings it back" };
            println!("        {value} — {} at {} ({stands})", candidate.person, candidate.at);
        }
    }
}
