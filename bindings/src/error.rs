//! The one error: its variants say what the caller does next. None carries personal data.
//! Absent by design: causes that lead to the same next action.

use fieldseal_core::{
    app::AppError,
    schema::Problem,
    store::StoreError,
    sync::{enrolment::NotAnInvitation, http::TransportError},
};

/// What a person asked for and why it can't be.
#[uniffi::remote(Record)]
pub struct Problem {
    /// The field it is about, as a document key; empty when it is about the step as a whole.
    pub field: String,
    /// A stable code for programs, such as `required` or `too_long`.
    pub code: String,
    /// What is wrong, in Chinese.
    pub zh: String,
    /// What is wrong, in English.
    pub en: String,
}

/// What went wrong, by what to do about it. Any of it may be logged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[uniffi::export(Display)]
pub enum FieldsealError {
    /// Show these to the person, who mends the form. Nothing was written; a draft is kept.
    #[error("{} problems to mend", .problems.len())]
    Problems {
        /// Every problem at once.
        problems: Vec<Problem>,
    },
    /// Ask for an enrolment code first.
    #[error("this device is not enrolled")]
    NotEnrolled,
    /// The text is no enrolment code: scan or type it again.
    #[error("this is not an enrolment code of Fieldseal")]
    NotAnInvitation,
    /// The code is no good: ask the office for a fresh one.
    #[error("enrolment was refused: {code}")]
    EnrolmentRefused {
        /// What the server said: `unknown_code`, `used_code`, `expired_code`, …
        code: String,
    },
    /// There is no such record or file on this device: go back to the list.
    #[error("no such record on this device")]
    NoSuchRecord,
    /// Try again when there is coverage. What was acknowledged is safe.
    #[error("the server can't be reached: {detail}")]
    Offline {
        /// Why, for a log.
        detail: String,
    },
    /// The caller cancelled: say nothing.
    #[error("cancelled by the caller")]
    Cancelled,
    /// The server is not the company's: stop, and tell the office.
    #[error("the server could not prove that it is this company's: {detail}")]
    UntrustedServer {
        /// Why, for a log.
        detail: String,
    },
    /// The server refused this device: tell the office.
    #[error("the server refused this device: {code}")]
    DeviceRefused {
        /// What the server said: `revoked`, `unknown_device`, …
        code: String,
    },
    /// Try again; if it stays, tell the vendor.
    #[error("the exchange with the server failed: {detail}")]
    Protocol {
        /// What, for the vendor.
        detail: String,
    },
    /// Free space on the device and try again.
    #[error("no space left on the device")]
    StorageFull,
    /// The database was written by a newer version of the app: update the app.
    #[error("the database needs a newer version of the app")]
    UpdateNeeded,
    /// The device's storage failed: restart the app, then the device.
    #[error("the device's storage failed: {detail}")]
    Storage {
        /// What, for the vendor.
        detail: String,
    },
    /// The form could not be made: tell the vendor; sign on paper meanwhile.
    #[error("the form could not be made: {detail}")]
    Form {
        /// What, for the vendor.
        detail: String,
    },
    /// A text is no id or digest: a defect of the shell.
    #[error("not an id: expected lower-case base32")]
    NotAnId,
    /// A defect of this build, or a damaged file: tell the vendor.
    #[error("a defect: {detail}")]
    Defect {
        /// What, for the vendor.
        detail: String,
    },
}

impl From<AppError> for FieldsealError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Problems(problems) => Self::Problems { problems },
            AppError::NotEnrolled => Self::NotEnrolled,
            AppError::EnrolmentRefused { code } => Self::EnrolmentRefused { code },
            AppError::NoSuchRecord => Self::NoSuchRecord,
            AppError::Offline(error) => Self::Offline { detail: error.to_string() },
            AppError::Cancelled => Self::Cancelled,
            AppError::UntrustedServer(detail) => Self::UntrustedServer { detail },
            AppError::DeviceRefused { code } => Self::DeviceRefused { code },
            AppError::Protocol(detail) => Self::Protocol { detail },
            AppError::Store(error) => error.into(),
            AppError::Form(detail) => Self::Form { detail },
            AppError::NoThread(detail) => Self::Storage { detail },
            AppError::Corrupt(detail) => Self::Defect { detail },
        }
    }
}

impl From<StoreError> for FieldsealError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full | StoreError::Quota { .. } => Self::StorageFull,
            StoreError::Newer { .. } => Self::UpdateNeeded,
            other => Self::Storage { detail: other.to_string() },
        }
    }
}

impl From<TransportError> for FieldsealError {
    fn from(error: TransportError) -> Self {
        AppError::from(error).into()
    }
}

impl From<NotAnInvitation> for FieldsealError {
    fn from(_: NotAnInvitation) -> Self {
        Self::NotAnInvitation
    }
}

/// An observer of the shell raised something that it may not. What it says is the shell's and stays out.
impl From<uniffi::UnexpectedUniFFICallbackError> for FieldsealError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Defect { detail: "the observer failed".into() }
    }
}
