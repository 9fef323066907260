//! The one error of the front door. Its variants say what the caller does next; none carries personal
//! data, so any of them may be logged.

use crate::{
    schema::Problem,
    store::StoreError,
    sync::{http::TransportError, wire::WireError},
};

/// What went wrong, by what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Show these to the person, who mends the form. Nothing was written; the draft is kept.
    #[error("{} problems to mend", .0.len())]
    Problems(Vec<Problem>),
    /// Ask for an enrolment code first.
    #[error("this device is not enrolled")]
    NotEnrolled,
    /// The code is no good: ask the office for a fresh one.
    #[error("enrolment was refused: {code}")]
    EnrolmentRefused {
        /// What the server said: `unknown_code`, `used_code`, `expired_code`, …
        code: String,
    },
    /// There is no such record on this device.
    #[error("no such record on this device")]
    NoSuchRecord,
    /// Try again when there is coverage. What was acknowledged is safe.
    #[error("the server can't be reached")]
    Offline(#[source] TransportError),
    /// The caller ended it: say nothing. What was acknowledged is safe, the rest comes with the next visit.
    #[error("ended by the caller")]
    Cancelled,
    /// The server is not the company's: stop, and tell the office.
    #[error("the server could not prove that it is this company's: {0}")]
    UntrustedServer(String),
    /// The server refused this device: tell the office.
    #[error("the server refused this device: {code}")]
    DeviceRefused {
        /// What the server said: `revoked`, `unknown_device`, …
        code: String,
    },
    /// The server or the line broke a rule of the protocol. Try again; if it stays, tell the vendor.
    #[error("the exchange with the server failed: {0}")]
    Protocol(String),
    /// The device's storage failed: free space, or restart.
    #[error("the device's storage failed: {0}")]
    Store(#[from] StoreError),
    /// A form could not be made.
    #[error("the form could not be made: {0}")]
    Form(String),
    /// The device has no thread to spare: restart the app.
    #[error("the device has no thread to spare: {0}")]
    NoThread(String),
    /// Data on this device does not hold together: a defect, or a damaged file.
    #[error("data on this device does not hold together: {0}")]
    Corrupt(String),
}

impl AppError {
    /// The problems of a refused step, empty for other errors.
    pub fn problems(&self) -> &[Problem] {
        match self {
            Self::Problems(problems) => problems,
            _ => &[],
        }
    }
}

impl From<TransportError> for AppError {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::OtherServer => Self::UntrustedServer(error.to_string()),
            TransportError::Cancelled => Self::Cancelled,
            other => Self::Offline(other),
        }
    }
}

/// Reading an answer failed.
impl From<WireError> for AppError {
    fn from(error: WireError) -> Self {
        let cause = match &error {
            WireError::Stream(error) => error.get_ref().and_then(|inner| inner.downcast_ref()),
            _ => None,
        };
        match cause {
            Some(TransportError::Cancelled) => Self::Cancelled,
            _ => Self::Protocol(error.to_string()),
        }
    }
}
