//! Filled forms as a company would print them: for the golden files, and for looking at.
//! Absent by design: anything that is checked; that is the tests'.

#[path = "samples/acceptance.rs"]
mod acceptance;
#[path = "samples/callbacks.rs"]
mod callbacks;
#[path = "samples/contract.rs"]
mod contract;
#[path = "samples/receipts.rs"]
mod receipts;
#[path = "samples/selling.rs"]
mod selling;
#[path = "samples/service_order.rs"]
mod service_order;
#[path = "samples/trade.rs"]
mod trade;
#[path = "samples/training.rs"]
mod training;

pub use acceptance::*;
pub use callbacks::*;
pub use contract::*;
use fieldseal_core::forms::*;
use fieldseal_core::schema::{Choice, Language};
use fieldseal_core::seal::strokes::{StrokePoint, Strokes};
pub use receipts::*;
pub use selling::*;
pub use service_order::*;
pub use trade::*;
pub use training::*;

fieldseal_core::choices! {
    /// 设备状态.
    pub enum EquipmentState {
        Running = "running" ("正常运行", "running"),
        WithProblems = "with_problems" ("带问题运行", "running with problems"),
        NotRunning = "not_running" ("未投运", "not in operation"),
    }
}

fieldseal_core::choices! {
    /// 验收结果.
    pub enum AcceptanceResult {
        Accepted = "accepted" ("合格", "accepted"),
        WithReservation = "with_reservation" ("合格（有保留）", "accepted with reservation"),
        ToRectify = "to_rectify" ("待整改", "to rectify"),
        Rejected = "rejected" ("不合格", "rejected"),
    }
}

fieldseal_core::choices! {
    /// 客户意见.
    pub enum Opinion {
        Agrees = "agrees" ("同意验收", "agrees"),
        WithReservation = "with_reservation" ("有保留意见", "with reservation"),
        Disagrees = "disagrees" ("不同意", "disagrees"),
    }
}

fieldseal_core::choices! {
    /// 提交渠道.
    pub enum Channel {
        Hotline = "hotline" ("400热线", "hotline"),
        Crm = "crm" ("CRM", "CRM"),
        Wechat = "wechat" ("微信", "WeChat"),
        Email = "email" ("邮件", "e-mail"),
        OnSite = "on_site" ("现场", "on site"),
        Elsewhere = "other" ("其他", "other"),
    }
}

fieldseal_core::choices! {
    /// 紧急程度.
    pub enum Urgency {
        Urgent = "urgent" ("紧急", "urgent"),
        General = "general" ("一般", "general"),
        Suggestion = "suggestion" ("建议", "suggestion"),
    }
}

fieldseal_core::choices! {
    /// 质保.
    pub enum Warranty {
        In = "in" ("保内", "in"),
        Out = "out" ("保外", "out"),
        Contract = "contract" ("合同服务", "by contract"),
    }
}

fieldseal_core::choices! {
    /// 处理方式.
    pub enum Method {
        OnSite = "on_site" ("现场维修", "repair on site"),
        Parts = "parts" ("更换配件", "parts replaced"),
        Remote = "remote" ("远程协助", "remote assistance"),
        Patch = "patch" ("升级补丁", "software patch"),
        Answer = "answer" ("答复", "answer"),
    }
}

fieldseal_core::choices! {
    /// 问题是否解决.
    pub enum Solved {
        Yes = "yes" ("已解决", "solved"),
        Partly = "partly" ("部分解决", "partly"),
        No = "no" ("未解决", "not solved"),
    }
}

fn one<T: Choice>(chosen: T) -> Options {
    Options::one(Some(&chosen), Language::Chinese)
}

/// A choice written out: `(zh, en)` of each option, and the places of those chosen.
fn of_labels(labels: &[(&str, &str)], chosen: &[usize], language: Language) -> Options {
    let option = |(place, (zh, en)): (usize, &(&str, &str))| ChoiceOption {
        label: match language {
            Language::Chinese => (*zh).into(),
            Language::English => (*en).into(),
        },
        checked: chosen.contains(&place),
    };
    Options(labels.iter().enumerate().map(option).collect())
}

fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

fn ticked(value: Option<&str>) -> Condition {
    Condition { checked: Some(true), value: value.map(str::to_owned) }
}

/// A name of three strokes groups, drawn in curves as a finger would.
pub fn strokes(seed: i32) -> Strokes {
    let mut at = 0;
    let mut stroke = |points: &[(f64, f64)]| {
        let mut drawn = Vec::new();
        for pair in points.windows(2) {
            for step in 0..12 {
                let (part, bend) = (f64::from(step) / 12.0, (f64::from(step + seed) / 12.0 * 3.1).sin() * 60.0);
                let x = pair[0].0 + (pair[1].0 - pair[0].0) * part + bend * 0.4;
                let y = pair[0].1 + (pair[1].1 - pair[0].1) * part - bend;
                drawn.push(StrokePoint { x: x as i32, y: y as i32, t: at });
                at += 9;
            }
        }
        at += 120;
        drawn
    };
    let strokes = vec![
        stroke(&[(900.0, 500.0), (1_700.0, 430.0)]),
        stroke(&[(1_300.0, 220.0), (1_290.0, 1_000.0), (900.0, 900.0)]),
        stroke(&[(1_280.0, 560.0), (850.0, 840.0)]),
        stroke(&[(1_330.0, 560.0), (1_800.0, 800.0), (2_500.0, 380.0)]),
        stroke(&[(2_100.0, 300.0), (2_150.0, 1_100.0), (2_900.0, 980.0), (2_800.0, 320.0), (2_100.0, 330.0)]),
        stroke(&[(2_400.0, 380.0), (2_300.0, 860.0)]),
        stroke(&[(2_600.0, 380.0), (2_650.0, 760.0), (2_900.0, 700.0), (3_700.0, 420.0)]),
    ];
    Strokes { canvas_width: 480, canvas_height: 160, strokes }
}

fn document(number: &str) -> Document {
    Document {
        company: Company {
            name_zh: "深圳市恒锐精密设备有限公司".into(),
            name_en: "Shenzhen Hengrui Precision Equipment Co., Ltd.".into(),
            address: "广东省深圳市宝安区福永街道凤凰工业园 3 栋 5 楼".into(),
            service_line: "400-820-1234".into(),
            logo_png: None,
        },
        number: number.into(),
        revision: 0,
        date: "2026年11月23日".into(),
        state: DocumentState::Final,
        check_code: text("K7QMX2WTA5"),
        seal_state: text("客户已签署封存"),
        amendments: vec![],
    }
}

/// Head and foot of a form that is not final.
fn draft(number: &str) -> Document {
    Document { state: DocumentState::Draft, check_code: None, seal_state: None, ..document(number) }
}

fn customer_signature() -> Signature {
    Signature {
        name: text("张䶮"),
        department: text("设备部"),
        title: text("经理"),
        phone: text("138 0013 8000"),
        capacity: text("验收人"),
        proxy: None,
        confirmation: Confirmation::Device { strokes: strokes(0) },
        at: text("2026年11月23日 14:05"),
        place: text("苏州市工业园区星湖街 328 号 2 号车间"),
    }
}

fn engineer_signature() -> Signature {
    Signature {
        name: text("王建国"),
        confirmation: Confirmation::Device { strokes: strokes(5) },
        at: text("2026年11月23日 14:07"),
        place: text("苏州市工业园区星湖街 328 号 2 号车间"),
        ..Signature::default()
    }
}

/// Every sample, by the name of its golden file.
pub fn all() -> Vec<(&'static str, Form, Language)> {
    let acceptance_form = |form| Form::InstallationAcceptance(Box::new(form));
    let order_form = |form| Form::ServiceOrder(Box::new(form));
    let mut samples = vec![
        ("acceptance", acceptance_form(acceptance()), Language::Chinese),
        ("acceptance_en", acceptance_form(acceptance()), Language::English),
        ("acceptance_reservation", acceptance_form(acceptance_with_reservation()), Language::Chinese),
        ("acceptance_refused", acceptance_form(acceptance_refused()), Language::Chinese),
        ("acceptance_draft", acceptance_form(acceptance_draft()), Language::Chinese),
        ("acceptance_amended", acceptance_form(acceptance_amended()), Language::Chinese),
        ("acceptance_sixty_checks", acceptance_form(acceptance_of_sixty_checks()), Language::Chinese),
        ("service_order", order_form(service_order()), Language::Chinese),
        ("service_order_en", order_form(service_order()), Language::English),
        ("service_order_telephone", order_form(service_order_by_telephone()), Language::Chinese),
        ("service_order_suggestion", order_form(suggestion()), Language::Chinese),
    ];
    samples.extend(selling_samples());
    samples.extend(service_side());
    samples
}

fn service_side() -> Vec<(&'static str, Form, Language)> {
    let (zh, en) = (Language::Chinese, Language::English);
    let receipt_form = |form| Form::DeliveryReceipt(Box::new(form));
    let exception_form = |form| Form::ExceptionRecord(Box::new(form));
    let attendance_form = |form| Form::AttendanceSheet(Box::new(form));
    let evaluation_form = |form| Form::TrainingEvaluation(Box::new(form));
    let callback_form = |form| Form::CallbackRecord(Box::new(form));
    let complaint_form = |form| Form::ComplaintHandling(Box::new(form));
    vec![
        ("receipt", receipt_form(receipt(zh)), zh),
        ("receipt_en", receipt_form(receipt(en)), en),
        ("receipt_draft", receipt_form(receipt_draft(zh)), zh),
        ("exception", exception_form(exception(zh)), zh),
        ("exception_en", exception_form(exception(en)), en),
        ("exception_draft", exception_form(exception_draft(zh)), zh),
        ("attendance", attendance_form(attendance(40, zh)), zh),
        ("attendance_en", attendance_form(attendance(3, en)), en),
        ("attendance_draft", attendance_form(attendance_draft(zh)), zh),
        ("evaluation", evaluation_form(evaluation(zh)), zh),
        ("evaluation_en", evaluation_form(evaluation(en)), en),
        ("evaluation_summary", evaluation_form(evaluation_summary(zh)), zh),
        ("evaluation_draft", evaluation_form(evaluation_draft(zh)), zh),
        ("callback", callback_form(callback(zh)), zh),
        ("callback_en", callback_form(callback(en)), en),
        ("callback_draft", callback_form(callback_draft(zh)), zh),
        ("complaint", complaint_form(complaint(zh)), zh),
        ("complaint_en", complaint_form(complaint(en)), en),
        ("complaint_internal", complaint_form(complaint_internal(zh)), zh),
        ("complaint_draft", complaint_form(complaint_draft(zh)), zh),
    ]
}
