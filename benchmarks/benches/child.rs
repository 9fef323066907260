//! Processes of their own, for what a process has only once: its first form and its peak of memory.
//! Absent by design: what they do.

use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use crate::{form, memory};

/// Set for a child: what it is to do. Its arguments follow after a line break each.
const TASK: &str = "FIELDSEAL_BENCHMARK_TASK";

/// In a child, does what it was started for.
pub fn ran() -> bool {
    let Ok(task) = std::env::var(TASK) else { return false };
    let words: Vec<&str> = task.lines().collect();
    match words[..] {
        ["first_form", name] => println!("{}", form::print_first(name)),
        ["server", folder] => memory::serve(Path::new(folder)),
        ["phone", address, tls_key, folder] => memory::push_and_pull(address, tls_key, Path::new(folder)),
        _ => unreachable!("no such task"),
    }
    true
}

/// True when everything is measured: without a filter and not as a test.
pub fn wanted() -> bool {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    arguments.iter().any(|argument| argument == "--bench") && arguments.iter().all(|argument| argument == "--bench")
}

/// A child at work.
pub struct Started {
    child: Child,
    /// Closed when the child is to end.
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
}

impl Started {
    /// Starts a child with a task and its arguments.
    pub fn with(words: &[&str]) -> Self {
        let executable = std::env::current_exe().expect("this runs from a file");
        let mut command = Command::new(executable);
        command.env(TASK, words.join("\n")).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the child starts");
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take().expect("it is piped"));
        Self { child, stdin, stdout: BufReader::new(stdout) }
    }

    /// The next line that the child says.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.stdout.read_line(&mut line).expect("the child writes text");
        line.trim_end().to_owned()
    }

    /// Lets it end, and gives the rest of what it says.
    pub fn rest(mut self) -> String {
        drop(self.stdin.take());
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).expect("the child writes text");
        let status = self.child.wait().expect("it is this process's child");
        assert!(status.success(), "the child failed");
        rest.trim_end().to_owned()
    }
}

/// Milliseconds of the first form of a fresh process.
pub fn first_form(name: &str) -> f64 {
    Started::with(&["first_form", name]).rest().parse().expect("a number")
}
