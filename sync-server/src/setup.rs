//! Setting a company up in an empty folder: keys, certificates, lineage, the first administrator, the
//! company's and the calendar's record. Absent by design: serving.

use std::{path::Path, sync::Arc};

use data_encoding::BASE32_NOPAD;
use fieldseal_core::{
    process::calendar_reading,
    records::company::record_of,
    schema::{Hash32, Id, RecordId, Scalar, Values},
    seal::Fingerprint,
};

use crate::{
    accepting::Acceptance,
    desk::DeskError,
    environment::Environment,
    folder::make_private,
    keys::{KeyError, ROOT_FILE, ServerKeys},
    server::{DATABASE_FILE, OpenError, Server, meta},
    storage::{Storage, StorageError, sqlite::SqliteStorage},
    tls::{self, TlsError},
};

/// What a company is called, and who its first administrator is.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Name in Chinese, as registered.
    pub name_zh: String,
    /// Name in English; may be empty.
    pub name_en: String,
    /// Address, printed in the footer of forms; may be empty.
    pub address: String,
    /// Service line, printed in the footer of forms; may be empty.
    pub service_line: String,
    /// Name of the first administrator.
    pub administrator: String,
    /// Host names and addresses by which phones reach the server, for its TLS certificate.
    pub hosts: Vec<String>,
}

/// What the set-up made.
pub struct SetUp {
    /// The server, ready to serve.
    pub server: Arc<Server>,
    /// The company.
    pub company: Id,
    /// The company's record.
    pub company_record: RecordId,
    /// The first administrator's record.
    pub administrator: RecordId,
    /// SHA-256 of the root's public key: what a verifier of sealed files needs.
    pub root: Fingerprint,
    /// SHA-256 of the TLS public key.
    pub tls_key: Hash32,
    /// The key with which the console opens. Shown once; only its digest is kept.
    pub console_key: String,
    /// Where the root's key lies, until it is moved to an offline medium.
    pub root_file: std::path::PathBuf,
}

/// The set-up failed.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The folder holds a server already.
    #[error("this folder holds a server already")]
    Exists,
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The keys can't be made.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The TLS certificate can't be made.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The new server does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A record can't be made as asked.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

/// Makes a company's server in a folder.
///
/// # Errors
/// When the folder holds one already, something can't be written, or a name does not fit its field.
pub fn setup(folder: &Path, setup: &Setup, environment: Environment) -> Result<SetUp, SetupError> {
    if folder.join(DATABASE_FILE).exists() {
        return Err(SetupError::Exists);
    }
    make_private(folder).map_err(StorageError::File)?;
    let now = environment.now();
    let keys = ServerKeys::make(folder, environment.id(), now, &environment)?;
    tls::make(folder, &setup.hosts)?;
    let console_key = console_key(&environment);
    let storage = SqliteStorage::open(&folder.join(DATABASE_FILE), keys.company())?;
    let writer = storage.writer()?;
    writer.put_meta(meta::CONSOLE_KEY, &Hash32::of(console_key.as_bytes()).0)?;
    writer.commit()?;
    drop(storage);
    let server = Server::open(folder, environment)?;
    let (company_record, administrator) = first_records(&server, setup)?;
    Ok(SetUp {
        company: server.company(),
        company_record,
        administrator,
        root: server.root(),
        tls_key: server.tls_key(),
        console_key,
        root_file: folder.join(ROOT_FILE),
        server,
    })
}

/// Twenty characters of base32: 100 random bits, so that its digest alone can't be guessed back.
fn console_key(environment: &Environment) -> String {
    let mut bytes = [0; 13];
    environment.fill(&mut bytes);
    BASE32_NOPAD.encode(&bytes)[..20].to_owned()
}

/// The administrator comes first: where nobody is known yet, the server acts as one.
fn first_records(server: &Server, setup: &Setup) -> Result<(RecordId, RecordId), SetupError> {
    let company = server.company();
    let (company_record, administrator) = (record_of(company), company.derive("administrator"));
    let text =
        |key: &str, value: &str| (!value.trim().is_empty()).then(|| (key.to_owned(), Scalar::text(value.trim())));
    let mut acceptance = Acceptance::begin(server, server.now())?;
    let desk = server.desk();
    let person: Values = text("name", &setup.administrator)
        .into_iter()
        .chain(text("roles/administrator/granted_reason", "建立公司"))
        .collect();
    desk.perform_in(&mut acceptance, administrator, "person.add_person", Some(administrator), &person)?;
    let mut names: Values = [
        text("name_zh", &setup.name_zh),
        text("name_en", &setup.name_en),
        text("address", &setup.address),
        text("service_line", &setup.service_line),
    ]
    .into_iter()
    .flatten()
    .collect();
    names.insert("server_public_key".into(), server.keys.signing.public().to_scalar());
    names.insert("root_fingerprint".into(), server.root().0.to_scalar());
    desk.perform_in(&mut acceptance, administrator, "company.set_up", Some(company_record), &names)?;
    let calendar = shipped_calendar();
    desk.perform_in(&mut acceptance, administrator, "calendar.set_up", Some(company.derive("calendar")), &calendar)?;
    acceptance.commit()?;
    Ok((company_record, administrator))
}

/// The shipped calendar as the values of the calendar's first step.
fn shipped_calendar() -> Values {
    let json: serde_json::Value = serde_json::from_str(calendar_reading::SHIPPED).unwrap_or_default();
    let mut values = Values::new();
    for (key, index) in [("hours_from", 0), ("hours_to", 1)] {
        if let Some(hour) = json["hours"][index].as_str() {
            values.insert(key.into(), Scalar::text(hour));
        }
    }
    let mut years = std::collections::BTreeSet::new();
    for (day, kind) in json["exceptions"].as_object().into_iter().flatten() {
        if let (Some(year), Some(kind)) = (day.get(..4), kind.as_str()) {
            values.insert(format!("exceptions/{day}/kind"), Scalar::text(kind));
            years.insert(year.to_owned());
        }
    }
    years.extend(json["years"].as_array().into_iter().flatten().filter_map(|year| Some(year.as_i64()?.to_string())));
    for year in years {
        values.insert(format!("years/{year}/source"), Scalar::text("国务院办公厅节假日安排通知（随产品提供）"));
    }
    values
}
