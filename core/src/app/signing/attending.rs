//! Who signed in to a training on the present sheet: their own strokes, drawn before the sheet is sealed.
//! Absent by design: what a sign-in asks for; its step says so.

use std::collections::BTreeMap;

use super::{boxes::Ink, checks};
use crate::{
    app::{App, AppError, Performed, host::random_id, perform::Sealed},
    process::steps,
    records::training::{Attendee, Training},
    schema::{Capacity, Facts, Hash32, ItemId, Kind, Problem, Record, RecordId, Values},
    seal::{Side, Signer},
};

/// The kind whose form is a sheet of attendees.
pub(super) const KIND: &str = "training";

/// The row of the session whose sheet is the present one.
pub(super) fn session(facts: &Facts) -> Option<ItemId> {
    let round = steps::round(facts);
    let sessions = facts.items("sessions").into_iter().filter(|session| !session.has("cancelled_at"));
    let mut begun = sessions.filter(|session| session.has("started_at") && session.integer("ordinal") == Some(round));
    begun.next().map(|session| session.id.to_owned())
}

/// Where the present session is held.
pub(super) fn place(facts: &Facts) -> Option<&str> {
    facts.text(&format!("sessions/{}/place", session(facts)?)).filter(|place| !place.is_empty())
}

/// The sheet's rows: who signed in, in the order in which they did, then who is still to. The seal numbers the
/// signers like this.
pub(super) fn rows<'a>(record: &'a Training, session: &str) -> Vec<&'a Attendee> {
    let of_session = |row: &&Attendee| row.session.as_deref() == Some(session);
    let present = |row: &&Attendee| row.signature.is_some() || row.absent_reason.is_none();
    let mut rows: Vec<&Attendee> = record.attendees.iter().filter(of_session).filter(present).collect();
    rows.sort_by_key(|row| (row.signature.is_none(), row.checked_in_at.map(|at| at.utc_ms), &row.id));
    rows
}

/// Whether a field of a training stands on the present sheet: of other sessions, of what attendees said of it
/// and of callbacks nothing does.
pub(super) fn is_on_sheet(facts: &Facts, key: &str) -> bool {
    let mut path = key.split('/');
    let (Some(table), Some(row), Some(field)) = (path.next(), path.next(), path.next()) else { return true };
    match table {
        "machines" | "assistants" | "amendments" => true,
        "sessions" => session(facts).as_deref() == Some(row),
        // What was drawn stands in the rows of its signer.
        "attendees" => {
            facts.text(&format!("attendees/{row}/session")) == session(facts).as_deref() && field != "signature"
        }
        "rounds" => row == steps::round(facts).to_string(),
        _ => false,
    }
}

impl App {
    /// Somebody signs in to the present session with their own hand: checks what was drawn as a pad's, keeps it
    /// and performs `training.sign_in` with the values of the row `attendee`, all in one transaction.
    pub fn sign_in(
        &self,
        training: RecordId,
        attendee: &str,
        strokes: &[u8],
        values: &Values,
    ) -> Result<Performed, AppError> {
        let (kind, before) = self.signable(training)?;
        if kind.code() != KIND {
            return Err(AppError::Form(format!("nobody signs in to a {}", kind.code())));
        }
        let key = |field: &str| format!("attendees/{attendee}/{field}");
        checks::drawn(&Some(strokes.to_vec()), &key("signature"))?;
        self.refuse_own_person(&before, values, [&key("name"), &key("phone")])?;
        let mut values = values.clone();
        values.insert(key("signature"), Hash32::of(strokes).to_scalar());
        let sealed = Sealed { before: &before, blobs: &[strokes.to_vec()], photos: &[] };
        let intent = random_id(&*self.host);
        self.perform_intent("training.sign_in", Some(training), &values, None, intent, self.now()?, Some(sealed))
    }

    /// What is known of a form's ink before anybody draws for it: who signed in drew already.
    pub(super) fn dry_ink(&self, kind: &Kind, facts: &Facts) -> Result<Ink, AppError> {
        let mut attendees = BTreeMap::new();
        if let Some(session) = session(facts).filter(|_| kind.code() == KIND) {
            let record = Training::read(facts, &mut Vec::new());
            for row in rows(&record, &session) {
                if let Some(strokes) = self.strokes_here(row.signature)? {
                    attendees.insert(row.id.clone(), strokes);
                }
            }
        }
        Ok(Ink { attendees, ..Ink::default() })
    }

    /// Those who signed in, as the seal's signers; refused when somebody's strokes are not here or no signature.
    pub(super) fn trainees(&self, kind: &Kind, facts: &Facts, ink: &Ink) -> Result<Vec<Signer>, AppError> {
        let Some(session) = session(facts).filter(|_| kind.code() == KIND) else { return Ok(Vec::new()) };
        let record = Training::read(facts, &mut Vec::new());
        let signed = rows(&record, &session).into_iter().filter(|row| row.signature.is_some());
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let signers = signed.map(|row| {
            let strokes = ink.attendees.get(&row.id).ok_or_else(|| {
                let key = format!("attendees/{}/signature", row.id);
                let (zh, en) = (
                    "该人员的签名不在本机或无效，请先同步",
                    "this person's signature is not on this device, or is none: synchronise first",
                );
                AppError::Problems(vec![Problem::of_field(&key, "signature_not_here", zh, en)])
            })?;
            Ok(Signer {
                side: Side::Customer,
                capacity: Capacity::Trainee,
                name: text(&row.name),
                department: text(&row.department),
                title: text(&row.post),
                phone: text(&row.phone),
                proxy: None,
                strokes: Some(strokes.to_bytes()),
            })
        });
        signers.collect()
    }
}
