//! The printed forms: content in, the PDF out, the same bytes for the same content on every platform.
//! Absent by design: records, sealing, storing; no system font, no clock, no network.

mod attendance_sheet;
mod callback_record;
mod complaint_handling;
mod delivery_receipt;
mod exception_record;
mod glyphs;
mod ink;
mod installation_acceptance;
mod needs_analysis;
mod order_confirmation;
mod prospective_customer;
mod quotation;
mod sales_contract;
mod selling;
mod service_order;
mod shared;
mod signature;
mod solution_proposal;
mod text;
mod training_evaluation;
mod world;

#[cfg(test)]
#[allow(dead_code)]
#[path = "../../tests/forms/samples.rs"]
mod samples;
#[cfg(test)]
mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::{Value, json};
use typst::comemo;
use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

pub use attendance_sheet::{Absentee, AttendanceSheet, Attendee, TrainedMachine, TrainingSession};
pub use callback_record::{
    CallbackAttempt, CallbackBasics, CallbackFeedback, CallbackRecord, NewNeed, RemainingMatter,
};
pub use complaint_handling::{
    ComplaintCallback, ComplaintClosing, ComplaintDeadlines, ComplaintHandling, ComplaintIntake, ComplaintPlan,
    FirstReaction, InternalConsequence, Investigation, QualityAction,
};
pub use delivery_receipt::{
    DeliveryReceipt, ReceiptObjection, ReceiptPapers, ReceiptParties, ReceiptTransport, ReceivedLine,
};
pub use exception_record::{
    AffectedLine, ExceptionCause, ExceptionRaised, ExceptionRecord, ExceptionRemedy, ExceptionResponse, LoggedWork,
};
pub use installation_acceptance::{
    Basics, Check, Handover, InstallationAcceptance, Machine, Outcome, Rectification, Safety, SiteConditions, TrialRun,
    Work,
};
pub use needs_analysis::{
    Decider, Need, NeedsAnalysis, NeedsBasics, NeedsConclusion, NeedsTalk, NextStep, Pain, Purchase,
};
pub use order_confirmation::{
    OrderConfirmation, OrderInternals, OrderedLine, ProgressRow, ShipTo, ShipmentRow, StockRow,
};
pub use prospective_customer::{
    FollowUp, Grading, ProspectBasics, ProspectContact, ProspectNeed, ProspectOutcome, ProspectiveCustomer,
};
pub use quotation::{Addressee, CostLine, Offerer, Quotation, QuoteConditions, QuoteInternals, RevisionRow};
pub use sales_contract::{
    BreachTerms, ContractInternals, ContractOpening, DeliveryTerms, DeviationRow, DispatchRow, InspectionTerms,
    InstallationTerms, OtherTerms, Party, PaymentTerms, QualityTerms, ReviewRow, SalesContract, SealRow,
    ServiceStandard, TermRow,
};
pub use selling::{NamedAt, PaymentStage, PricedLine, Review, Totals};
pub use service_order::{
    Advice, Answer, Charge, Dispatch, Equipment, Intake, InternalCosts, Job, Part, PauseRow, Regrading,
    ReportedProblem, Scores, ServiceOrder, ServiceWork, SuggestionAnswer, Test, Timeliness, Timing,
};
pub use shared::{
    Amendment, ChoiceOption, Company, Condition, Document, DocumentState, LOGO_BYTES_MAX, LOGO_SIDE_MAX_PX, Options,
    Reservation, UsedItem,
};
pub use signature::{Confirmation, Proxy, Signature};
pub use solution_proposal::{CarryingOut, Parameter, ReferenceCase, ReviewedNeed, SolutionLine, SolutionProposal};
pub use training_evaluation::{
    Answers, AttendeeMastery, ContentRatings, EffectRatings, EvaluatedTraining, OpenQuestion, OrganisationRatings,
    TrainerRatings, TrainingCallback, TrainingEvaluation,
};

use crate::schema::{Label, Language};

/// One form: its template's id and version, its title and what the signer confirms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormSpec {
    /// Id of the template, sealed with every signature.
    pub id: &'static str,
    /// Version of the template (表单版本); rises with every change of what it prints.
    pub version: u16,
    /// Title (domain §5.3).
    pub title: Label,
    /// The statement shown to the signer and printed above the signature (domain §4); empty where the
    /// customer has nothing to confirm.
    pub statement: Label,
}

/// Every form that can be printed.
pub const FORMS: &[FormSpec] = &[
    FormSpec {
        id: "installation_acceptance",
        version: 2,
        title: Label::new("安装验收单", "Installation Acceptance Form"),
        statement: Label::new(
            "本人确认上述安装调试情况及检测结果与现场一致（如有保留意见，以上述记载为准）。",
            "I confirm that the installation, commissioning and test results above agree with what is on site \
             (reservations, if any, prevail as recorded above).",
        ),
    },
    FormSpec {
        id: "service_order",
        version: 2,
        title: Label::new("售后服务工单", "After-Sales Service Order"),
        statement: Label::new(
            "本人确认上述服务内容、更换配件、测试结果及费用与实际一致（如有保留意见，以上述记载为准）。",
            "I confirm that the work, parts, test results and charges above agree with what was done \
             (reservations, if any, prevail as recorded above).",
        ),
    },
    FormSpec {
        id: "prospective_customer",
        version: 1,
        title: Label::new("潜在客户信息表", "Prospective Customer Record"),
        statement: Label::new("", ""),
    },
    FormSpec {
        id: "needs_analysis",
        version: 1,
        title: Label::new("客户需求分析报告", "Customer Needs Analysis Report"),
        statement: Label::new("", ""),
    },
    FormSpec {
        id: "solution_proposal",
        version: 1,
        title: Label::new("产品解决方案", "Product Solution Proposal"),
        statement: Label::new("", ""),
    },
    FormSpec {
        id: "quotation",
        version: 1,
        title: Label::new("报价单", "Quotation"),
        statement: Label::new(
            "本报价单不构成合同，以双方签订的销售合同为准。",
            "This quotation is not a contract; the sales contract signed by both parties prevails.",
        ),
    },
    FormSpec {
        id: "sales_contract",
        version: 1,
        title: Label::new("销售合同", "Sales Contract"),
        statement: Label::new(
            "双方已阅读并同意本合同全部条款及附件。",
            "Both parties have read this contract with its annexes and agree to all of its terms.",
        ),
    },
    FormSpec {
        id: "order_confirmation",
        version: 1,
        title: Label::new("订单确认函", "Order Confirmation"),
        statement: Label::new(
            "本人确认已收到本订单确认函，其内容与所订一致。",
            "I confirm that this order confirmation was received and agrees with what was ordered.",
        ),
    },
    FormSpec {
        id: "delivery_receipt",
        version: 1,
        title: Label::new("收货确认单", "Goods Receipt Confirmation"),
        statement: Label::new(
            "签收人已核对上列货物的品名、型号、数量和外观。内在质量及安装后性能以安装验收为准。",
            "The receiver has checked the names, models, quantities and appearance of the goods above. Inner quality, and \
             performance after installation, are subject to the installation acceptance.",
        ),
    },
    FormSpec {
        id: "exception_record",
        version: 1,
        title: Label::new("异常处理记录", "Exception Handling Record"),
        statement: Label::new(
            "本人确认上述异议的处理结果与实际一致（如有保留意见，以上述记载为准）。",
            "I confirm that the result of the objection above agrees with what was done \
             (reservations, if any, prevail as recorded above).",
        ),
    },
    FormSpec {
        id: "attendance_sheet",
        version: 1,
        title: Label::new("培训签到表", "Training Attendance Sheet"),
        statement: Label::new(
            "本人确认上述培训已按所列时间和内容进行，签到人员均由本人亲笔签名，未由他人代签。",
            "I confirm that the training took place at the times and on the topics above, and that everybody listed as \
             present signed with their own hand.",
        ),
    },
    FormSpec {
        id: "training_evaluation",
        version: 1,
        title: Label::new("培训效果评估表", "Training Evaluation Form"),
        statement: Label::new("以上评分和意见由本人填写。", "The ratings and opinions above are my own."),
    },
    FormSpec {
        id: "callback_record",
        version: 1,
        title: Label::new("客户回访记录", "Customer Callback Record"),
        statement: Label::new("", ""),
    },
    FormSpec {
        id: "complaint_handling",
        version: 1,
        title: Label::new("投诉处理单", "Complaint Handling Form"),
        statement: Label::new(
            "本人确认已知悉上述投诉的处理结果，记载与实际一致（如有保留意见，以上述记载为准）。",
            "I confirm that I was told the result of the complaint above and that it agrees with what was done \
             (reservations, if any, prevail as recorded above).",
        ),
    },
];

/// The entry of a template; the last one when there is none of that id, which a test rules out.
fn spec_of(id: &str) -> &'static FormSpec {
    FORMS.iter().find(|spec| spec.id == id).unwrap_or(&FORMS[FORMS.len() - 1])
}

/// The content of one form.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// 安装验收单.
    InstallationAcceptance(Box<InstallationAcceptance>),
    /// 售后服务工单.
    ServiceOrder(Box<ServiceOrder>),
    /// 潜在客户信息表.
    ProspectiveCustomer(Box<ProspectiveCustomer>),
    /// 客户需求分析报告.
    NeedsAnalysis(Box<NeedsAnalysis>),
    /// 产品解决方案.
    SolutionProposal(Box<SolutionProposal>),
    /// 报价单.
    Quotation(Box<Quotation>),
    /// 销售合同.
    SalesContract(Box<SalesContract>),
    /// 订单确认函.
    OrderConfirmation(Box<OrderConfirmation>),
    /// 收货确认单.
    DeliveryReceipt(Box<DeliveryReceipt>),
    /// 异常处理记录.
    ExceptionRecord(Box<ExceptionRecord>),
    /// 培训签到表.
    AttendanceSheet(Box<AttendanceSheet>),
    /// 培训效果评估表.
    TrainingEvaluation(Box<TrainingEvaluation>),
    /// 客户回访记录.
    CallbackRecord(Box<CallbackRecord>),
    /// 投诉处理单.
    ComplaintHandling(Box<ComplaintHandling>),
}

impl Form {
    /// The form's entry in [`FORMS`].
    pub fn spec(&self) -> &'static FormSpec {
        match self {
            Self::InstallationAcceptance(_) => spec_of("installation_acceptance"),
            Self::ServiceOrder(_) => spec_of("service_order"),
            Self::ProspectiveCustomer(_) => spec_of("prospective_customer"),
            Self::NeedsAnalysis(_) => spec_of("needs_analysis"),
            Self::SolutionProposal(_) => spec_of("solution_proposal"),
            Self::Quotation(_) => spec_of("quotation"),
            Self::SalesContract(_) => spec_of("sales_contract"),
            Self::OrderConfirmation(_) => spec_of("order_confirmation"),
            Self::DeliveryReceipt(_) => spec_of("delivery_receipt"),
            Self::ExceptionRecord(_) => spec_of("exception_record"),
            Self::AttendanceSheet(_) => spec_of("attendance_sheet"),
            Self::TrainingEvaluation(_) => spec_of("training_evaluation"),
            Self::CallbackRecord(_) => spec_of("callback_record"),
            Self::ComplaintHandling(_) => spec_of("complaint_handling"),
        }
    }

    fn document(&self) -> &Document {
        match self {
            Self::InstallationAcceptance(form) => &form.document,
            Self::ServiceOrder(form) => &form.document,
            Self::ProspectiveCustomer(form) => &form.document,
            Self::NeedsAnalysis(form) => &form.document,
            Self::SolutionProposal(form) => &form.document,
            Self::Quotation(form) => &form.document,
            Self::SalesContract(form) => &form.document,
            Self::OrderConfirmation(form) => &form.document,
            Self::DeliveryReceipt(form) => &form.document,
            Self::ExceptionRecord(form) => &form.document,
            Self::AttendanceSheet(form) => &form.document,
            Self::TrainingEvaluation(form) => &form.document,
            Self::CallbackRecord(form) => &form.document,
            Self::ComplaintHandling(form) => &form.document,
        }
    }

    /// Head and foot, to change them.
    pub fn document_mut(&mut self) -> &mut Document {
        match self {
            Self::InstallationAcceptance(form) => &mut form.document,
            Self::ServiceOrder(form) => &mut form.document,
            Self::ProspectiveCustomer(form) => &mut form.document,
            Self::NeedsAnalysis(form) => &mut form.document,
            Self::SolutionProposal(form) => &mut form.document,
            Self::Quotation(form) => &mut form.document,
            Self::SalesContract(form) => &mut form.document,
            Self::OrderConfirmation(form) => &mut form.document,
            Self::DeliveryReceipt(form) => &mut form.document,
            Self::ExceptionRecord(form) => &mut form.document,
            Self::AttendanceSheet(form) => &mut form.document,
            Self::TrainingEvaluation(form) => &mut form.document,
            Self::CallbackRecord(form) => &mut form.document,
            Self::ComplaintHandling(form) => &mut form.document,
        }
    }

    fn content(&self) -> Result<Value, serde_json::Error> {
        match self {
            Self::InstallationAcceptance(form) => serde_json::to_value(form),
            Self::ServiceOrder(form) => serde_json::to_value(form),
            Self::ProspectiveCustomer(form) => serde_json::to_value(form),
            Self::NeedsAnalysis(form) => serde_json::to_value(form),
            Self::SolutionProposal(form) => serde_json::to_value(form),
            Self::Quotation(form) => serde_json::to_value(form),
            Self::SalesContract(form) => serde_json::to_value(form),
            Self::OrderConfirmation(form) => serde_json::to_value(form),
            Self::DeliveryReceipt(form) => serde_json::to_value(form),
            Self::ExceptionRecord(form) => serde_json::to_value(form),
            Self::AttendanceSheet(form) => serde_json::to_value(form),
            Self::TrainingEvaluation(form) => serde_json::to_value(form),
            Self::CallbackRecord(form) => serde_json::to_value(form),
            Self::ComplaintHandling(form) => serde_json::to_value(form),
        }
    }
}

/// A printed form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// Its number of pages.
    pub pages: usize,
    /// What was printed otherwise than given; never a reason not to sign.
    pub warnings: Vec<FormWarning>,
    /// The text as laid out, line by line, pages apart by a form feed.
    pub text: String,
}

/// Something printed otherwise than given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormWarning {
    /// The font lacks this character: it is printed as `〔U+XXXX〕`.
    MissingCharacter(char),
    /// The logo is no PNG within the limits: the form is printed without it.
    LogoUnreadable,
    /// A remark of the typesetter, in its own words.
    Typesetting(String),
}

/// Why a form could not be printed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// More content than [`CONTENT_BYTES_MAX`].
    #[error("the form has more content than can be printed")]
    TooLarge,
    /// The template does not compile with this content: an error in the product. Holds the
    /// typesetter's messages, none of which repeats content.
    #[error("the form's template failed: {0}")]
    Template(String),
}

/// Most bytes of a form's content, signatures included: twice the largest record and its strokes.
pub const CONTENT_BYTES_MAX: usize = 1024 * 1024;

/// How many forms the typesetter remembers intermediate results of.
const REMEMBERED_FORMS: usize = 4;

/// Prints a form. The same form and language give the same bytes, whenever and wherever.
///
/// # Errors
/// [`FormError::TooLarge`] beyond the limit on content, [`FormError::Template`] for an error in the
/// product. What the content is made of is no error: see [`FormWarning`].
pub fn render(form: &Form, language: Language) -> Result<Rendered, FormError> {
    let spec = form.spec();
    let mut content = form.content().map_err(|error| FormError::Template(error.to_string()))?;
    let mut warnings: Vec<FormWarning> =
        glyphs::make_printable(&mut content).into_iter().map(FormWarning::MissingCharacter).collect();
    let given = form.document().company.logo_png.as_deref();
    let mut logo = given.filter(|png| is_small_png(png));
    let mut printed = compile(spec, &content, language, logo);
    if logo.is_some() && matches!(printed, Err(FormError::Template(_))) {
        // A PNG that only its header makes one: a logo must not block a signature.
        logo = None;
        printed = compile(spec, &content, language, logo);
    }
    let mut printed = printed?;
    if given.is_some() && logo.is_none() {
        warnings.push(FormWarning::LogoUnreadable);
    }
    warnings.append(&mut printed.warnings);
    Ok(Rendered { warnings, ..printed })
}

fn compile(spec: &FormSpec, content: &Value, language: Language, logo: Option<&[u8]>) -> Result<Rendered, FormError> {
    let content = template_input(spec, content, language, logo.is_some());
    if content.len() > CONTENT_BYTES_MAX {
        return Err(FormError::TooLarge);
    }
    let world = world::FormWorld::new(spec.id, content, logo.map(<[u8]>::to_vec));
    // The typesetter is large and not ours: should it panic on some content, that form fails and the
    // app goes on.
    let printed = catch_unwind(AssertUnwindSafe(|| typeset(&world)))
        .unwrap_or_else(|_| Err(FormError::Template("the typesetter panicked".into())));
    comemo::evict(REMEMBERED_FORMS);
    printed
}

/// What a template reads.
fn template_input(spec: &FormSpec, content: &Value, language: Language, has_logo: bool) -> Vec<u8> {
    json!({
        "language": language,
        "title_zh": spec.title.zh,
        "title_en": spec.title.en,
        "version": spec.version,
        "statement": spec.statement.in_language(language),
        "has_logo": has_logo,
        "form": content,
    })
    .to_string()
    .into_bytes()
}

fn typeset(world: &world::FormWorld) -> Result<Rendered, FormError> {
    let compiled = typst::compile::<PagedDocument>(world);
    let document = compiled.output.map_err(|errors| FormError::Template(messages(&errors)))?;
    // Tags would nearly double a file that travels over weak networks; its text can be read without.
    let options =
        PdfOptions { creator: Smart::Custom(Some("Fieldseal".into())), tagged: false, ..PdfOptions::default() };
    let pdf = typst_pdf::pdf(&document, &options).map_err(|errors| FormError::Template(messages(&errors)))?;
    Ok(Rendered {
        pdf,
        pages: document.pages().len(),
        warnings: compiled
            .warnings
            .iter()
            .map(|warning| FormWarning::Typesetting(warning.message.to_string()))
            .collect(),
        text: text::text_of(&document),
    })
}

fn messages(diagnostics: &[SourceDiagnostic]) -> String {
    let messages: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    messages.join("; ")
}

/// Whether bytes begin as a PNG within the limits. Its size stands at fixed places of its header.
fn is_small_png(bytes: &[u8]) -> bool {
    let side = |from: usize| bytes.get(from..from + 4).and_then(|side| <[u8; 4]>::try_from(side).ok());
    let fits = |side: Option<[u8; 4]>| side.is_some_and(|s| (1..=LOGO_SIDE_MAX_PX).contains(&u32::from_be_bytes(s)));
    bytes.len() <= LOGO_BYTES_MAX
        && bytes.starts_with(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
        && fits(side(16))
        && fits(side(20))
}
