//! The object that a shell holds. Local calls block, for milliseconds: a shell makes them off its screen's
//! thread. Calls of the network are async; `network` says how.
//! Absent by design: more than a call of the core and a change of types in any method.

use std::{collections::HashMap, path::Path, sync::Arc};

use fieldseal_core::{
    app::{App, SystemHost},
    schema::{Hash32, Id, Instant, Language},
    seal::strokes::Strokes,
    store::{Priority, RecordRow},
    sync::{
        cancel::{Cancellable, Cancellation},
        enrolment::Invitation,
        http::HttpsTransport,
    },
};

use crate::{
    Attention, AvailableStep, CalendarWarning, Difference, Draft, DueQuery, DueRow, Enrolment, FieldsealError,
    HistoryView, ListObserver, ListQuery, NewerInstruction, Performed, Presentation, RecordView, Reminder,
    SignatureInput, Signed, Subscription, SyncReport, Unsent, Value, network::Network, values::given,
};

/// One device's app. Make one for a database and keep it; any thread may call it.
#[derive(uniffi::Object)]
pub struct FieldsealApp {
    app: Arc<App>,
    network: Network,
}

impl FieldsealApp {
    pub(crate) fn of(app: App) -> Arc<Self> {
        Arc::new(Self { app: Arc::new(app), network: Network::default() })
    }
}

/// The way to the company's server, until `cancellation` ends it.
fn transport(app: &App, cancellation: Cancellation) -> Result<Cancellable<HttpsTransport>, FieldsealError> {
    let identity = app.identity()?;
    Ok(Cancellable::new(HttpsTransport::new(&identity.server, identity.tls_key)?, cancellation))
}

#[uniffi::export]
impl FieldsealApp {
    /// Opens the database at a path, making or upgrading it.
    #[uniffi::constructor]
    pub fn open(path: String) -> Result<Arc<Self>, FieldsealError> {
        Ok(Self::of(App::open(Path::new(&path), Arc::new(SystemHost::default()))?))
    }

    /// Makes this device a person's, by the text of the office's invitation (its QR code). The platform is
    /// shown to the office: at most 80 characters. Its one request is not broken off by a cancellation,
    /// because the code counts once: whoever cancelled looks at the enrolment afterwards.
    pub async fn enrol(&self, invitation: String, platform: String) -> Result<(), FieldsealError> {
        let invitation = Invitation::from_text(&invitation)?;
        let app = self.app.clone();
        let work = move |_| {
            let transport = HttpsTransport::new(&invitation.server, invitation.tls_key)?;
            Ok(app.enrol(&invitation, &platform, &transport)?)
        };
        self.network.call(work).await
    }

    /// Visits the server once: sends everything that waits, applies everything new, then sends photos and
    /// files. Cancelling, or losing the line, anywhere loses nothing.
    pub async fn sync(&self) -> Result<SyncReport, FieldsealError> {
        let app = self.app.clone();
        self.network.call(move |cancellation| Ok(app.sync(&transport(&app, cancellation)?)?.into())).await
    }

    /// Fetches a photo or file that a record names, resuming where an earlier try ended.
    pub async fn fetch_blob(&self, digest: Hash32) -> Result<Vec<u8>, FieldsealError> {
        let app = self.app.clone();
        self.network.call(move |cancellation| Ok(app.fetch_blob(&transport(&app, cancellation)?, &digest)?)).await
    }

    /// Cancels every network call that is awaited now: each ends with the error Cancelled at once, and sends
    /// nothing after the request that is under way. A later call waits until that one is over.
    pub fn cancel(&self) {
        self.network.cancel();
    }

    /// Whose device this is.
    pub fn enrolment(&self) -> Result<Enrolment, FieldsealError> {
        Ok(self.app.identity()?.into())
    }

    /// Now, by the clock that the server last set right.
    pub fn now(&self) -> Result<Instant, FieldsealError> {
        Ok(self.app.now()?)
    }

    /// A list, or what a search finds.
    pub fn list(&self, query: ListQuery) -> Result<Vec<RecordRow>, FieldsealError> {
        Ok(self.app.list(&query.into())?)
    }

    /// Follows a list: the observer gets what it holds, then a batch whenever something in it changed, by a
    /// step here or by a sync, until the subscription is stopped or dropped.
    pub fn observe(
        &self,
        query: ListQuery,
        observer: Arc<dyn ListObserver>,
    ) -> Result<Arc<Subscription>, FieldsealError> {
        let tell = move |batch: fieldseal_core::app::ListBatch| observer.on_batch(batch.into()).is_ok();
        Ok(Subscription::new(self.app.observe(query.into(), tell)?))
    }

    /// Open clocks, the earliest due first, brought up to the present moment, with who must act on each.
    pub fn due(&self, query: DueQuery) -> Result<Vec<DueRow>, FieldsealError> {
        let surroundings = self.app.surroundings()?;
        let rows = self.app.due_list(&query.into())?;
        Ok(rows.into_iter().map(|row| DueRow::of(row, &surroundings.directory)).collect())
    }

    /// What this device's person is to be reminded of after a moment, the earliest first, to be scheduled as
    /// local notifications: anew after every sync and step, because each replaces what was scheduled before.
    #[uniffi::method(default(limit = 64))]
    pub fn next_reminders(&self, after: Instant, limit: u32) -> Result<Vec<Reminder>, FieldsealError> {
        Ok(self.app.next_reminders(after, limit as usize)?.into_iter().map(Into::into).collect())
    }

    /// Years that open clocks on this device reach into and whose calendar the office has not published.
    pub fn calendar_warnings(&self) -> Result<Vec<CalendarWarning>, FieldsealError> {
        Ok(self.app.calendar_warnings()?.into_iter().map(Into::into).collect())
    }

    /// Everything that a screen shows of a record, with the steps that this person may do now.
    pub fn show(&self, record: Id) -> Result<RecordView, FieldsealError> {
        Ok(RecordView::of(self.app.show(record)?, &self.app.surroundings()?.calendar))
    }

    /// Who did what to a record, oldest first.
    pub fn history(&self, record: Id) -> Result<Vec<HistoryView>, FieldsealError> {
        let row = self.app.store().read(|r| r.record(record))?.ok_or(FieldsealError::NoSuchRecord)?;
        Ok(self.app.history(record)?.into_iter().map(|entry| HistoryView::of(&row.kind, entry)).collect())
    }

    /// The fields that differ between what a record said after one step of its history, and after another or
    /// now. The steps are named by their envelopes.
    #[uniffi::method(default(now = None))]
    pub fn compare(&self, record: Id, then: Hash32, now: Option<Hash32>) -> Result<Vec<Difference>, FieldsealError> {
        let surroundings = self.app.surroundings()?;
        let found = self.app.compare(record, &then, now.as_ref())?;
        Ok(found.into_iter().map(|difference| Difference::of(difference, &surroundings)).collect())
    }

    /// The current version of the work instruction that a job follows, when the job began by an older one.
    pub fn newer_instruction(&self, record: Id) -> Result<Option<NewerInstruction>, FieldsealError> {
        Ok(self.app.newer_instruction(record)?.map(Into::into))
    }

    /// Steps of a kind that begin a record and that this person may do.
    pub fn beginnings(&self, kind: String) -> Result<Vec<AvailableStep>, FieldsealError> {
        Ok(self.app.beginnings(&kind)?.into_iter().map(Into::into).collect())
    }

    /// Performs a step, `kind.verb`, and makes it durable: when this returns, it survives a kill. Every
    /// problem comes at once; then nothing was written, and a draft of the step is still there. A step that
    /// begins a record has none. A stand-in says for whom.
    #[uniffi::method(default(acting_for = None))]
    pub fn perform(
        &self,
        step: String,
        record: Option<Id>,
        values: HashMap<String, Value>,
        acting_for: Option<Id>,
    ) -> Result<Performed, FieldsealError> {
        Ok(self.app.perform_for(&step, record, &given(values), acting_for)?.into())
    }

    /// Saves what was typed so far of a step; it survives a kill. Performing the step drops it.
    pub fn save_draft(
        &self,
        step: String,
        record: Option<Id>,
        values: HashMap<String, Value>,
    ) -> Result<(), FieldsealError> {
        Ok(self.app.save_draft(&step, record, &given(values))?)
    }

    /// What was typed so far of a step.
    pub fn draft(&self, step: String, record: Option<Id>) -> Result<Option<Draft>, FieldsealError> {
        self.app.store().read(|r| Ok(r.draft(record, &step)?.map(Into::into)))
    }

    /// Every draft, the latest first.
    pub fn drafts(&self) -> Result<Vec<Draft>, FieldsealError> {
        self.app.store().read(|r| Ok(r.drafts()?.into_iter().map(Into::into).collect()))
    }

    /// Drops a draft. One that is not there is no error.
    pub fn discard_draft(&self, step: String, record: Option<Id>) -> Result<(), FieldsealError> {
        self.app.store().write(|tx| Ok(tx.delete_draft(record, &step)?))
    }

    /// The form as it would print now, marked as a draft, with everything that the signer sees.
    pub fn present(&self, record: Id, language: Language) -> Result<Presentation, FieldsealError> {
        Ok(self.app.present(record, language)?.into())
    }

    /// The same with the values of the step that will confirm it, `confirm`, `refuse` or `absent`. Every
    /// problem that the step would have comes now, before the pad opens.
    pub fn present_step(
        &self,
        record: Id,
        verb: String,
        values: HashMap<String, Value>,
        language: Language,
    ) -> Result<Presentation, FieldsealError> {
        Ok(self.app.present_step(record, &verb, &given(values), language)?.into())
    }

    /// Seals what was shown with what was drawn, makes the PDF, and performs the confirming step, `confirm` (a
    /// delivery's `receive`, a training's `close_sheet`), `refuse` or `absent`, all in one transaction.
    pub fn sign(&self, record: Id, verb: String, input: SignatureInput) -> Result<Signed, FieldsealError> {
        Ok(self.app.sign(record, &verb, &input.into())?.into())
    }

    /// Somebody signs in to a training's present session with their own hand: `values` fill in the row `attendee`.
    /// What was drawn is checked as any signature and kept with the step.
    pub fn sign_in(
        &self,
        training: Id,
        attendee: String,
        strokes: Strokes,
        values: HashMap<String, Value>,
    ) -> Result<Performed, FieldsealError> {
        Ok(self.app.sign_in(training, &attendee, &strokes.to_bytes(), &given(values))?.into())
    }

    /// The signed PDF of the present round, as it was made; none before it was signed, or when its bytes are
    /// not on this device.
    pub fn form_pdf(&self, record: Id) -> Result<Option<Vec<u8>>, FieldsealError> {
        Ok(self.app.form_pdf(record)?)
    }

    /// The file to hand on: the seal with the PDF, the strokes and those photos that are here. Anybody can
    /// verify it offline. None as for the PDF.
    pub fn sealed_file(&self, record: Id) -> Result<Option<Vec<u8>>, FieldsealError> {
        Ok(self.app.sealed_file(record)?)
    }

    /// Keeps a photo or file that was made here; it travels with the next sync. Its digest is what a step
    /// is given as a blob.
    pub fn keep_blob(&self, bytes: Vec<u8>, priority: Priority) -> Result<Hash32, FieldsealError> {
        Ok(self.app.keep_blob(&bytes, priority)?)
    }

    /// A photo or file's bytes; none when it is not on this device.
    pub fn blob(&self, digest: Hash32) -> Result<Option<Vec<u8>>, FieldsealError> {
        self.app.store().read(|r| Ok(r.blob(&digest)?))
    }

    /// What only this device has.
    pub fn unsent(&self) -> Result<Unsent, FieldsealError> {
        self.app.store().read(|r| Ok(Unsent { steps: r.outbox_len()? as u64, blobs: r.blobs_only_here()? }))
    }

    /// Performed steps that the server refused and that wait for a person.
    pub fn attention(&self) -> Result<Vec<Attention>, FieldsealError> {
        Ok(self.app.attention()?.into_iter().map(Into::into).collect())
    }

    /// Performs a refused step again, as a new intent with the same values.
    pub fn apply_again(&self, intent: Id) -> Result<Performed, FieldsealError> {
        Ok(self.app.apply_again(intent)?.into())
    }

    /// Drops a refused step.
    pub fn discard(&self, intent: Id) -> Result<(), FieldsealError> {
        Ok(self.app.discard(intent)?)
    }
}
