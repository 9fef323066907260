//! Checking a file from outside: a sealed form, or a customer's file with everything in it, in words.
//! Absent by design: what makes a seal or an archive sound (the core's `seal`).

use std::{
    fs::{self, File},
    io::{self, BufReader, Read, Write},
    path::Path,
};

use fieldseal_core::{
    ledger::Envelope,
    schema::{Label, Language},
    seal::{self, CustomerFileError, FileError, Fingerprint, is_customer_file, read_customer_file},
};

/// What was found.
pub struct Verified {
    /// The report, line by line, the verdict first.
    pub lines: Vec<String>,
    /// Nothing speaks against the file.
    pub sound: bool,
}

/// Nothing can be said of the file.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It can't be read, or what is in it can't be written.
    #[error("{0}")]
    File(#[from] io::Error),
    /// It is no sealed file.
    #[error("{0}")]
    Sealed(#[from] FileError),
    /// It is no customer's file, or not the company's.
    #[error("{0}")]
    Customer(#[from] CustomerFileError),
}

/// Verifies a file. A customer's file that is sound is unpacked to an empty folder, if one is named.
///
/// # Errors
/// When nothing can be said of it.
pub fn verify(
    file: &Path,
    root: &Fingerprint,
    extract: Option<&Path>,
    language: Language,
) -> Result<Verified, VerifyError> {
    let mut beginning = Vec::new();
    File::open(file)?.take(64).read_to_end(&mut beginning)?;
    if !is_customer_file(&beginning) {
        let report = seal::verify(&fs::read(file)?, root, None)?;
        return Ok(Verified { lines: report.lines(language), sound: report.is_sound() });
    }
    let verified = verify_customer_file(file, root, language)?;
    if let Some(folder) = extract.filter(|_| verified.sound) {
        unpack(file, root, folder)?;
    }
    Ok(verified)
}

#[derive(Default)]
struct Found {
    lines: Vec<String>,
    seals: usize,
    steps: usize,
    broken: usize,
}

impl Found {
    fn entry(&mut self, name: &str, bytes: &[u8], root: &Fingerprint, language: Language) {
        if name.ends_with(".fieldseal") {
            self.seals += 1;
            match seal::verify(bytes, root, None) {
                Ok(report) => {
                    self.broken += usize::from(!report.is_sound());
                    self.lines.push(name.to_string());
                    self.lines.extend(report.lines(language).into_iter().map(|line| format!("  {line}")));
                }
                Err(error) => {
                    self.broken += 1;
                    self.lines.push(format!("✗ {name}：{}", error.label().in_language(language)));
                }
            }
        } else if name.starts_with("history/") {
            self.steps += 1;
            if Envelope::decode(bytes).is_err() {
                self.broken += 1;
                let label = Label::new("步骤的设备签名不符", "a step that its device did not sign so");
                self.lines.push(format!("✗ {name}：{}", label.in_language(language)));
            }
        }
    }
}

fn verify_customer_file(file: &Path, root: &Fingerprint, language: Language) -> Result<Verified, VerifyError> {
    let mut found = Found::default();
    let reader = BufReader::new(File::open(file)?);
    let (manifest, differences) =
        read_customer_file(reader, root, &mut |name, bytes| found.entry(name, bytes, root, language))?;
    let sound = differences.is_empty() && found.broken == 0;
    let verdict = if sound {
        Label::new("验证通过：档案完整，未发现改动。", "Verified: the file is whole, nothing was found changed.")
    } else {
        Label::new("验证未通过：见下列各项。", "Not verified: see the lines below.")
    };
    let (count, at, name) = (manifest.entries.len(), manifest.made_at, &manifest.made_for_name);
    let mut lines = vec![verdict.in_language(language).to_owned()];
    lines.push(match language {
        Language::Chinese => format!("{at} 由公司服务器为{name}生成，共 {count} 个文件"),
        Language::English => format!("made {at} by the company's server for {name}, {count} files"),
    });
    lines.push(match language {
        Language::Chinese => format!("签章封存 {} 份，签名步骤 {} 条", found.seals, found.steps),
        Language::English => format!("{} sealed forms, {} signed steps", found.seals, found.steps),
    });
    for difference in &differences {
        lines.push(format!("✗ {}：{}", difference.name, difference.how.label().in_language(language)));
    }
    lines.append(&mut found.lines);
    Ok(Verified { lines, sound })
}

/// Writes every entry below an empty folder. Names were checked by the reader: none leads out of it.
fn unpack(file: &Path, root: &Fingerprint, folder: &Path) -> Result<(), VerifyError> {
    fs::create_dir_all(folder)?;
    if fs::read_dir(folder)?.next().is_some() {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "the folder to unpack to is not empty").into());
    }
    let mut failed = None;
    read_customer_file(BufReader::new(File::open(file)?), root, &mut |name, bytes| {
        if failed.is_none() {
            failed = write_new(&folder.join(name), bytes).err();
        }
    })?;
    failed.map_or(Ok(()), |error| Err(error.into()))
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    File::create_new(path)?.write_all(bytes)
}
