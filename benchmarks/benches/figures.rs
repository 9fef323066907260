//! The table at the end of a run: medians that criterion found in this run, and figures that are no times.
//! Absent by design: measuring.

use std::{cell::RefCell, fs, path::PathBuf, time::SystemTime};

/// One line of the table.
struct Row {
    work: String,
    measured: Measured,
    aim: &'static str,
}

enum Measured {
    /// The median that criterion keeps under a benchmark's name, divided by this.
    Time(&'static str, f64),
    /// Said by whoever measured it.
    Text(String),
}

/// The lines in the order they are to be printed.
pub struct Figures {
    rows: RefCell<Vec<Row>>,
    folder: PathBuf,
    begun: SystemTime,
}

impl Figures {
    /// An empty table; criterion keeps its results in `folder`.
    pub fn begun(folder: PathBuf) -> Self {
        Self { rows: RefCell::default(), folder, begun: SystemTime::now() }
    }

    /// A line with the median time of the benchmark `group/name`.
    pub fn time(&self, work: &str, benchmark: &'static str, aim: &'static str) {
        self.time_each(work, benchmark, 1, aim);
    }

    /// The same for one of the `count` like things that a run does.
    pub fn time_each(&self, work: &str, benchmark: &'static str, count: usize, aim: &'static str) {
        self.put(work, Measured::Time(benchmark, count as f64), aim);
    }

    /// A line of something that is no time. Said again, for a run repeated, it stands once.
    pub fn say(&self, work: &str, measured: String, aim: &'static str) {
        self.put(work, Measured::Text(measured), aim);
    }

    fn put(&self, work: &str, measured: Measured, aim: &'static str) {
        let mut rows = self.rows.borrow_mut();
        let row = Row { work: work.to_owned(), measured, aim };
        match rows.iter_mut().find(|other| other.work == work) {
            Some(other) => *other = row,
            None => rows.push(row),
        }
    }

    /// Prints the lines of what this run measured.
    pub fn print(&self) {
        let rows = self.rows.borrow();
        let measured: Vec<(&Row, String)> =
            rows.iter().filter_map(|row| Some((row, self.measured(&row.measured)?))).collect();
        if measured.is_empty() {
            return;
        }
        let lines: Vec<[&str; 3]> = std::iter::once(["work", "measured", "aim"])
            .chain(measured.iter().map(|(row, measured)| [row.work.as_str(), measured.as_str(), row.aim]))
            .collect();
        let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
        let widths = [width(0), width(1), width(2)];
        println!();
        for (number, line) in lines.iter().enumerate() {
            let [work, measured, aim] = widths;
            println!("| {:work$} | {:measured$} | {:aim$} |", line[0], line[1], line[2]);
            if number == 0 {
                println!("| {:-<work$} | {:-<measured$} | {:-<aim$} |", "", "", "");
            }
        }
    }

    fn measured(&self, measured: &Measured) -> Option<String> {
        match measured {
            Measured::Text(text) => Some(text.clone()),
            Measured::Time(benchmark, count) => self.median_ns(benchmark).map(|ns| duration(ns / count)),
        }
    }

    /// The median of this run; `None` when the benchmark was left out.
    fn median_ns(&self, benchmark: &str) -> Option<f64> {
        let path = self.folder.join(benchmark).join("new/estimates.json");
        if fs::metadata(&path).ok()?.modified().ok()? < self.begun {
            return None;
        }
        let estimates: serde_json::Value = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
        estimates["median"]["point_estimate"].as_f64()
    }
}

fn duration(ns: f64) -> String {
    match ns {
        ..1e3 => format!("{ns:.0} ns"),
        ..1e5 => format!("{:.1} µs", ns / 1e3),
        ..1e6 => format!("{:.0} µs", ns / 1e3),
        ..1e8 => format!("{:.2} ms", ns / 1e6),
        _ => format!("{:.2} s", ns / 1e9),
    }
}

/// Bytes as a person reads them, in units of 1,000.
pub fn bytes(count: usize) -> String {
    match count {
        0..10_000 => format!("{count} B"),
        10_000..1_000_000 => format!("{:.1} KB", count as f64 / 1e3),
        _ => format!("{:.2} MB", count as f64 / 1e6),
    }
}
