//! The `fieldseal` command. Absent by design: anything but arguments; the work is the library's.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand, ValueEnum};
use fieldseal_core::{
    app::PrintOptions,
    schema::{Instant, Language, RecordId},
    seal::Fingerprint,
};
use fieldseal_server::{
    backup, demo,
    environment::Environment,
    import, importing,
    serve::{self, Listening},
    server::Server,
    setup::{self, Setup},
    storage::IndexQuery,
    verifying,
};

/// Field service, offline first: the sync server and its tools.
#[derive(Parser)]
#[command(name = "fieldseal", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Plays one customer's story in simulated time, on a real server and four phones.
    Demo {
        /// End after the story, with status 0 only if everything held. Example: fieldseal demo --exit
        #[arg(long)]
        exit: bool,
        /// Where to write databases and PDFs; a temporary folder otherwise. Example: --folder ./demo
        #[arg(long)]
        folder: Option<PathBuf>,
    },
    /// Sets a company up in an empty folder: keys, certificate, first administrator.
    Setup {
        /// Where the server's data will lie. Example: --folder /srv/fieldseal
        #[arg(long)]
        folder: PathBuf,
        /// The company's name in Chinese. Example: --name 江南智造设备有限公司
        #[arg(long)]
        name: String,
        /// The company's name in English. Example: --name-en "Jiangnan Smart Equipment"
        #[arg(long, default_value = "")]
        name_en: String,
        /// Address for the forms' footer. Example: --address 苏州市星湖街328号
        #[arg(long, default_value = "")]
        address: String,
        /// Service line for the forms' footer. Example: --service-line 400-820-5151
        #[arg(long, default_value = "")]
        service_line: String,
        /// Name of the first administrator. Example: --administrator 王琳
        #[arg(long)]
        administrator: String,
        /// Names or addresses by which phones reach the server; may be repeated. Example: --host 192.168.1.5
        #[arg(long = "host", default_value = "localhost")]
        hosts: Vec<String>,
    },
    /// Serves a folder that `setup` made, or a back-up of one.
    Serve {
        /// The folder. Example: --folder /srv/fieldseal
        #[arg(long)]
        folder: PathBuf,
        /// Address and port to listen on. Example: --listen 0.0.0.0:8443
        #[arg(long, default_value = "127.0.0.1:8443")]
        listen: SocketAddr,
        /// Speak plain HTTP: only behind a proxy that speaks HTTPS. Example: --plain-http-behind-proxy
        #[arg(long)]
        plain_http_behind_proxy: bool,
    },
    /// Prints a one-time code that makes a phone a person's device.
    Enrol {
        /// The folder. Example: --folder /srv/fieldseal
        #[arg(long)]
        folder: PathBuf,
        /// The person's name, as in the console. Example: --person 李喆
        #[arg(long)]
        person: String,
        /// Where phones reach the server. Example: --server https://192.168.1.5:8443
        #[arg(long)]
        server: String,
        /// Hours until the code expires. Example: --hours 24
        #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u16).range(1..=720))]
        hours: u16,
    },
    /// Imports a company's lists (xlsx, csv): customers, equipment, old tickets.
    Import {
        /// The folder. Example: --folder /srv/fieldseal
        #[arg(long)]
        folder: PathBuf,
        /// Only print, row by row, what it would do and why a row is held back. Example: --dry-run
        #[arg(long)]
        dry_run: bool,
        /// Language of the report. Example: --language en
        #[arg(long, value_enum, default_value_t = ReportLanguage::Zh)]
        language: ReportLanguage,
        /// The lists. Example: customers.xlsx equipment.xlsx tickets.csv
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Makes one file of everything about one customer (一户一档): records, history, signed forms, photos.
    CustomerFile {
        /// The folder. Example: --folder /srv/fieldseal
        #[arg(long)]
        folder: PathBuf,
        /// The customer's number. Example: --customer KH-2611-A1-0007
        #[arg(long)]
        customer: String,
        /// For whom, as in the console: the file holds what this person may see. Example: --person 王琳
        #[arg(long)]
        person: String,
        /// Why; it is kept in the log. Example: --reason 客户审计
        #[arg(long)]
        reason: String,
        /// The file to write; one that exists is never written over. Example: --to 云杉精密.customer
        #[arg(long)]
        to: PathBuf,
    },
    /// Prints every form's numbers: by kind, month and device what was given out, what is missing and why.
    Numbers {
        /// The folder. Example: --folder /srv/fieldseal
        #[arg(long)]
        folder: PathBuf,
        /// Language of the report. Example: --language en
        #[arg(long, value_enum, default_value_t = ReportLanguage::Zh)]
        language: ReportLanguage,
    },
    /// Prints a form of a record as a PDF, from what a person may see.
    Print {
        /// The folder. Example: --folder /srv/fieldseal
        #[arg(long)]
        folder: PathBuf,
        /// The record's number. Example: --record BJ-2611-A1-0003
        #[arg(long)]
        record: String,
        /// The form. Example: --form quotation
        #[arg(long)]
        form: String,
        /// For whom, as in the console: the form holds what this person may see. Example: --person 王琳
        #[arg(long)]
        person: String,
        /// The file to write; one that exists is never written over. Example: --to 报价单.pdf
        #[arg(long)]
        to: PathBuf,
        /// With the pages for the company's own file. Example: --internal
        #[arg(long)]
        internal: bool,
        /// Language of the form. Example: --language en
        #[arg(long, value_enum, default_value_t = ReportLanguage::Zh)]
        language: ReportLanguage,
    },
    /// Says whether a sealed file or a customer's file is intact, or exactly what differs; who certified the
    /// signer, when received.
    Verify {
        /// The file. Example: 安装验收单.fieldseal
        file: PathBuf,
        /// Fingerprint of the company's root key, as `setup` printed it. Example: --root abcd-efgh-…
        #[arg(long)]
        root: String,
        /// Language of the report. Example: --language en
        #[arg(long, value_enum, default_value_t = ReportLanguage::Zh)]
        language: ReportLanguage,
        /// Of a customer's file: an empty folder to unpack it to. Example: --extract ./云杉精密
        #[arg(long)]
        extract: Option<PathBuf>,
    },
    /// Copies a server's data, consistently, while it runs; `serve` on the copy shows the same records.
    Backup {
        /// The folder. Example: --folder /srv/fieldseal
        #[arg(long)]
        folder: PathBuf,
        /// An empty folder to copy to. Example: --to /backup/2026-11-23
        #[arg(long)]
        to: PathBuf,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum ReportLanguage {
    Zh,
    En,
}

impl From<ReportLanguage> for Language {
    fn from(language: ReportLanguage) -> Self {
        match language {
            ReportLanguage::Zh => Self::Chinese,
            ReportLanguage::En => Self::English,
        }
    }
}

type Outcome = Result<ExitCode, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("fieldseal: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Outcome {
    match command {
        Command::Demo { exit, folder } => {
            demo::run(&demo::Options { folder, exit })?;
        }
        Command::Setup { folder, name, name_en, address, service_line, administrator, hosts } => {
            let company = Setup { name_zh: name, name_en, address, service_line, administrator, hosts };
            let made = setup::setup(&folder, &company, Environment::system())?;
            println!("root fingerprint  {}", made.root);
            println!("console key       {}  (shown once)", made.console_key);
            println!("root key          {}  move it to an offline medium", made.root_file.display());
        }
        Command::Serve { folder, listen, plain_http_behind_proxy } => {
            return serve(&folder, listen, plain_http_behind_proxy);
        }
        Command::Enrol { folder, person, server, hours } => return enrol(&folder, &person, &server, hours),
        Command::Import { folder, dry_run, language, files } => {
            return import(&folder, dry_run, language.into(), &files);
        }
        Command::CustomerFile { folder, customer, person, reason, to } => {
            return customer_file(&folder, &customer, &person, &reason, &to);
        }
        Command::Numbers { folder, language } => {
            let server = Server::open(&folder, Environment::system())?;
            for line in server.desk().number_gaps()?.iter().flat_map(|series| series.lines(language.into())) {
                println!("{line}");
            }
        }
        Command::Print { folder, record, form, person, to, internal, language } => {
            let options = PrintOptions { language: language.into(), internal };
            return print(&folder, &record, &form, &person, &to, options);
        }
        Command::Verify { file, root, language, extract } => {
            let root: Fingerprint = root.parse().map_err(|_| "the root's fingerprint is malformed")?;
            let report = verifying::verify(&file, &root, extract.as_deref(), language.into())?;
            for line in &report.lines {
                println!("{line}");
            }
            return Ok(if report.sound { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Command::Backup { folder, to } => {
            let server = Server::open(&folder, Environment::system())?;
            let made = backup::backup(&server, &to)?;
            println!("backed up to log position {}, {} files", made.position, made.blobs);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn serve(folder: &std::path::Path, listen: SocketAddr, plain: bool) -> Outcome {
    let server = Server::open(folder, Environment::system())?;
    let listening = if plain { Listening::PlainHttpBehindProxy } else { Listening::Https };
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let running = serve::serve(server, listen, listening).await?;
        println!("listening on {}", running.address);
        tokio::signal::ctrl_c().await?;
        running.stop().await;
        Ok(ExitCode::SUCCESS)
    })
}

/// The one person of a name; the error names how many there are.
fn person_named(server: &Server, name: &str) -> Result<RecordId, Box<dyn std::error::Error>> {
    let directory = server.directory();
    let found: Vec<RecordId> = directory.people().filter(|person| directory.name(*person) == Some(name)).collect();
    match found.as_slice() {
        [person] => Ok(*person),
        others => Err(format!("{} people are called {name}", others.len()).into()),
    }
}

/// The first administrator there is: the command line acts for them.
fn administrator(server: &Server, now: Instant) -> Result<RecordId, Box<dyn std::error::Error>> {
    let directory = server.directory();
    let found = directory
        .people()
        .find(|person| directory.roles_at(*person, now).contains(&fieldseal_core::schema::Role::Administrator));
    found.ok_or_else(|| "the company has no administrator".into())
}

fn enrol(folder: &std::path::Path, person: &str, address: &str, hours: u16) -> Outcome {
    let server = Server::open(folder, Environment::system())?;
    let by = administrator(&server, server.now())?;
    let valid_ms = i64::from(hours) * 60 * 60 * 1000;
    let invitation =
        server.invite(person_named(&server, person)?, by, address, address.starts_with("https://"), valid_ms)?;
    println!("{}", invitation.to_text());
    Ok(ExitCode::SUCCESS)
}

/// The record of a number.
fn record_numbered(server: &Server, kind: Option<&str>, number: &str) -> Result<RecordId, Box<dyn std::error::Error>> {
    let kind = kind.map(str::to_owned);
    // Titles hold numbers, too: of records that mention this one.
    let query = IndexQuery { kind, text: Some(number.into()), limit: usize::MAX >> 1, ..IndexQuery::default() };
    let found = server.desk().list(&query)?.into_iter().find(|row| row.number.as_deref() == Some(number));
    Ok(found.ok_or_else(|| format!("nothing has the number {number}"))?.record)
}

fn print(
    folder: &std::path::Path,
    number: &str,
    form: &str,
    person: &str,
    to: &std::path::Path,
    options: PrintOptions,
) -> Outcome {
    use std::io::Write;
    let server = Server::open(folder, Environment::system())?;
    let record = record_numbered(&server, None, number)?;
    let printed = server.desk().print(person_named(&server, person)?, record, form, options);
    let printed = printed.map_err(|error| {
        let problems = error.problems();
        let texts = problems.iter().map(|problem| match options.language {
            Language::Chinese => problem.zh.as_str(),
            Language::English => problem.en.as_str(),
        });
        texts.collect::<Vec<_>>().join("; ")
    })?;
    let mut file = std::fs::File::create_new(to)?;
    file.write_all(&printed.pdf)?;
    file.sync_all()?;
    println!("{} pages; {} warnings", printed.pages, printed.warnings.len());
    Ok(ExitCode::SUCCESS)
}

fn customer_file(
    folder: &std::path::Path,
    customer: &str,
    person: &str,
    reason: &str,
    to: &std::path::Path,
) -> Outcome {
    let server = Server::open(folder, Environment::system())?;
    let record = record_numbered(&server, Some("customer"), customer)?;
    let person = person_named(&server, person)?;
    let file = std::fs::File::create_new(to)?;
    let made = server.make_customer_file(person, record, reason, std::io::BufWriter::new(&file));
    let made = made.inspect_err(|_| drop(std::fs::remove_file(to)))?;
    file.sync_all()?;
    println!("{} entries; {} photos or files kept back", made.manifest.entries.len(), made.kept_back);
    Ok(ExitCode::SUCCESS)
}

fn import(folder: &std::path::Path, dry_run: bool, language: Language, files: &[PathBuf]) -> Outcome {
    let lists = import::read_lists(files).map_err(|error| error.text(language))?;
    let server = Server::open(folder, Environment::system())?;
    let settings = import::Settings { company: server.company(), now: server.now() };
    let plan = import::plan(&lists, &importing::known(&server)?, &settings);
    if dry_run {
        import::report::print(&plan, language, &mut std::io::stdout().lock())?;
        return Ok(ExitCode::SUCCESS);
    }
    let label = fieldseal_core::schema::Label::new("导入", "Importing");
    let bar = import::report::progress(plan.rows.len() as u64, label, language);
    let by = administrator(&server, settings.now)?;
    let done = importing::carry_out(&server, by, &plan, &settings, || bar.inc(1))?;
    bar.finish_and_clear();
    println!("created {}, there already {}, held back or repeated {}", done.created, done.existing, done.left);
    Ok(ExitCode::SUCCESS)
}
