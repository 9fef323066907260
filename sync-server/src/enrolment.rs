//! One-time codes, and making a phone somebody's device: certificate, number segment, its record.
//! Absent by design: HTTP.

use data_encoding::BASE32_NOPAD;
use fieldseal_core::{
    schema::{Hash32, Id, Problem, RecordId, Scalar, Values},
    seal::{Algorithm, Chain, DeviceCertificate, DeviceClaims},
    sync::enrolment::{EnrolmentAnswer, EnrolmentRequest, Invitation},
};

use crate::{
    accepting::Acceptance,
    desk::DeskError,
    segments,
    server::{Server, meta},
    storage::{CodeRow, StorageError, Stored},
};

/// Characters of a platform's name.
const PLATFORM_CHARACTERS_MAX: usize = 80;

/// Why a phone is not enrolled.
#[derive(Debug, thiserror::Error)]
pub enum EnrolmentError {
    /// The asker does not hold the key.
    #[error("the request is not signed by the device's key")]
    Signature,
    /// There is no such code.
    #[error("there is no such code")]
    UnknownCode,
    /// Another device used the code.
    #[error("the code was used")]
    UsedCode,
    /// The code's time is over.
    #[error("the code has expired")]
    ExpiredCode,
    /// The key is a device's already.
    #[error("the key is enrolled already")]
    KnownDevice,
    /// The step was refused, such as for a person who left.
    #[error("the enrolment was refused")]
    Refused(Vec<Problem>),
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<DeskError> for EnrolmentError {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Refused(problems) => Self::Refused(problems),
            DeskError::Storage(error) => Self::Storage(error),
        }
    }
}

/// A code's digest: spaces, hyphens and case don't matter.
fn digest(code: &str) -> Hash32 {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    Hash32::of(format!("fieldseal.code.v1\0{}", plain.to_ascii_uppercase()).as_bytes())
}

impl Server {
    /// Makes a one-time code for a person, given out by an administrator; `address` is where phones
    /// reach this server, `pinned` whether they reach its own TLS key there. The code is shown once and
    /// kept as a digest.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn invite(
        &self,
        person: RecordId,
        by: RecordId,
        address: &str,
        pinned: bool,
        valid_ms: i64,
    ) -> Stored<Invitation> {
        let mut bytes = [0; 10];
        self.environment.fill(&mut bytes);
        let letters = BASE32_NOPAD.encode(&bytes);
        let code = format!("{}-{}-{}-{}", &letters[..4], &letters[4..8], &letters[8..12], &letters[12..]);
        let expires_ms = self.now().utc_ms.saturating_add(valid_ms);
        let writer = self.storage.writer()?;
        writer.put_code(&digest(&code), &CodeRow { person, by, expires_ms, used: None })?;
        writer.commit()?;
        let tls_key = pinned.then_some(self.tls_key);
        Ok(Invitation { server: address.to_owned(), root_fingerprint: self.root().0, tls_key, code })
    }

    /// Makes a phone the device of whom its code is for. The same request again gets the same answer.
    ///
    /// # Errors
    /// Why not, or the storage's failure. Nothing happened then; the code still counts.
    pub fn enrol(&self, request: &EnrolmentRequest) -> Result<EnrolmentAnswer, EnrolmentError> {
        if !request.is_signed() || request.platform.chars().count() > PLATFORM_CHARACTERS_MAX {
            return Err(EnrolmentError::Signature);
        }
        let now = self.now();
        let mut acceptance = Acceptance::begin(self, now)?;
        let digest = digest(&request.code);
        let code = acceptance.writer.code(&digest)?.ok_or(EnrolmentError::UnknownCode)?;
        if let Some((device, answer)) = &code.used {
            let mut answer: EnrolmentAnswer = minicbor::decode(answer)
                .ok()
                .filter(|_| *device == request.device.0)
                .ok_or(EnrolmentError::UsedCode)?;
            answer.server_time_ms = now.utc_ms;
            return Ok(answer);
        }
        if code.expires_ms < now.utc_ms {
            return Err(EnrolmentError::ExpiredCode);
        }
        if request.device == self.keys.signing.public() || acceptance.directory.device(&request.device).is_some() {
            return Err(EnrolmentError::KnownDevice);
        }
        let segment = segments::segment(acceptance.writer.next_segment()?);
        let device = self.certify(&acceptance, request, code.person, &segment)?;
        let values = self.device_values(request, code.person, &segment, &device);
        let record = Id::from_natural_key(&self.company(), &format!("device:{}", request.device));
        self.desk().perform_in(&mut acceptance, code.by, "device.enrol", Some(record), &values)?;
        let answer = EnrolmentAnswer {
            company: self.company(),
            person: code.person,
            chain: Chain { server: self.keys.certificate.clone(), device }.to_bytes().into(),
            segment,
            server_time_ms: now.utc_ms,
        };
        let encoded = minicbor::to_vec(&answer).expect("encoding into memory does not fail");
        let used = CodeRow { used: Some((request.device.0, encoded)), ..code };
        acceptance.writer.put_code(&digest, &used)?;
        acceptance.commit()?;
        Ok(answer)
    }

    fn certify(
        &self,
        acceptance: &Acceptance<'_>,
        request: &EnrolmentRequest,
        person: RecordId,
        segment: &str,
    ) -> Stored<DeviceCertificate> {
        let count = acceptance.writer.meta(meta::CERTIFICATES)?.and_then(|bytes| <[u8; 8]>::try_from(bytes).ok());
        let serial = count.map_or(0, u64::from_be_bytes) + 1;
        acceptance.writer.put_meta(meta::CERTIFICATES, &serial.to_be_bytes())?;
        let name = acceptance.directory.name(person).unwrap_or_default();
        let claims = DeviceClaims {
            company: self.company(),
            person,
            name: if name.is_empty() { "?".to_owned() } else { name.to_owned() },
            algorithm: Algorithm::Ed25519,
            key: request.device,
            segment: segment.to_owned(),
            valid_from: acceptance.now,
            valid_until: None,
            serial,
        };
        Ok(DeviceCertificate::issue(claims, &self.keys.signing))
    }

    fn device_values(
        &self,
        request: &EnrolmentRequest,
        person: RecordId,
        segment: &str,
        certificate: &DeviceCertificate,
    ) -> Values {
        let certificate = minicbor::to_vec(certificate).expect("encoding into memory does not fail");
        let mut values: Values = [
            ("person".to_owned(), person.to_scalar()),
            ("public_key".to_owned(), request.device.to_scalar()),
            ("certificate".to_owned(), Scalar::Bytes(certificate)),
            ("segment".to_owned(), Scalar::text(segment)),
        ]
        .into();
        if !request.platform.trim().is_empty() {
            values.insert("platform".into(), Scalar::text(&request.platform));
        }
        values
    }
}
