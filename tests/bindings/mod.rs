//! The bindings as a shell uses them: the Python module is generated from the built library and run.
//! Absent by design: what the core's own tests show; this shows that it crosses the border.

use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use fieldseal_core::{schema::RecordId, seal};
use fieldseal_tests::{Company, text, values};

/// The library that this build made, beside this test's own program.
fn library() -> PathBuf {
    // Keeps the bindings a dependency, so that cargo builds the library before this test.
    assert!(!fieldseal::kinds().is_empty());
    let name = format!("{}fieldseal{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let program = std::env::current_exe().expect("a test knows its own program");
    program.parent().expect("a program lies in a folder").join(name)
}

/// A folder with the generated module and, beside it as Python looks for it, the library.
fn generated() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().to_str().expect("temporary folders have plain names");
    let library = library();
    let name = library.file_name().expect("a library has a name");
    std::fs::copy(&library, folder.path().join(name)).expect("the build made the library");
    uniffi::generate(uniffi::GenerateOptions {
        languages: vec![uniffi::TargetLanguage::Python],
        source: folder.path().join(name).to_str().expect("a plain name").into(),
        out_dir: path.into(),
        config_override: None,
        format: false,
        crate_filter: None,
        metadata_no_deps: true,
    })
    .expect("the library tells its surface");
    folder
}

fn python(script: &str, folder: &Path) -> Command {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bindings/python").join(script);
    let mut command = Command::new("python3");
    command.arg("-X").arg("utf8").arg("-B").arg(script).arg(folder);
    command
}

const NEEDS_PYTHON: &str =
    "this test needs Python 3.9 or newer: install it as `python3` (Debian: apt-get install python3)";

#[test]
fn the_surface_is_documented_and_the_one_that_was_reviewed() {
    let folder = generated();
    let output = python("surface.py", folder.path()).output().expect(NEEDS_PYTHON);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let actual = String::from_utf8(output.stdout).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bindings/python/surface.txt");
    if std::env::var_os("FIELDSEAL_BLESS").is_some() {
        std::fs::write(&path, &actual).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == actual, "the surface differs: look, then run with FIELDSEAL_BLESS=1 and review the diff");
}

#[test]
fn an_engineers_day_in_python() {
    let company = Company::with(&["desk", "engineer"]);
    let folder = generated();
    let mut day =
        python("scenario.py", folder.path()).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect(NEEDS_PYTHON);
    let done = serve(&company, &mut day);
    let status = day.wait().unwrap();
    assert!(status.success() && done, "the scenario failed; what it says stands above");
}

/// Plays the office until the scenario ends; true when it says that it is done.
fn serve(company: &Company, day: &mut Child) -> bool {
    let mut answers = day.stdin.take().expect("the scenario's input is ours");
    let lines = BufReader::new(day.stdout.take().expect("the scenario's output is ours")).lines();
    let mut done = false;
    for line in lines {
        let line = line.expect("the scenario writes text");
        match line.strip_prefix("office ") {
            Some(asked) => writeln!(answers, "{}", office(company, asked)).expect("the scenario listens"),
            None => done |= line == "done",
        }
    }
    done
}

fn office(company: &Company, asked: &str) -> String {
    let (verb, word) = asked.split_once(' ').unwrap_or((asked, ""));
    match verb {
        "server" => company.running.address.to_string(),
        "invite" => {
            let mut invitation = company.invite("engineer");
            invitation.server = format!("https://{word}");
            invitation.to_text()
        }
        "ticket" => company.urgent_ticket().to_string(),
        "record_tools" => {
            let ticket: RecordId = word.parse().expect("an id");
            let tools = values([("work/1/tools", text("听诊器"))]);
            company.desk("desk", "ticket.record_work", Some(ticket), tools).expect("the desk may").to_string()
        }
        "verify" => {
            let report = seal::verify(&std::fs::read(word).expect("it was written"), &company.server.root(), None)
                .expect("a sealed file");
            if report.is_sound() { "intact".into() } else { "not intact".into() }
        }
        other => panic!("the office does not know {other}"),
    }
}
