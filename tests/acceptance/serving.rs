//! From the goods in the hall to the complaint: installation, training, callbacks, complaint, the customer's file.
//! Absent by design: tickets' own course (`tickets`) and signatures on the device (`signatures`).

use fieldseal_core::{
    app::AppError,
    schema::{RecordId, Values},
    seal::{read_customer_file, strokes::Strokes},
    store::{ListQuery, Priority},
};
use fieldseal_tests::{text, values};

use super::course::{COST, Course, FLOOR, PRICE, ROLES, YES, contact, join, number, row, says};

fn assigned(course: &Course) -> Values {
    values([("engineer", course.person("engineer").to_scalar())])
}

/// A ticket that the desk solved on the telephone, confirmed by the customer.
fn solved_remotely(course: &Course, customer: RecordId) -> RecordId {
    let ticket = course.taken_in(customer, "general");
    let work = row(
        "work",
        "1",
        [
            ("fault_confirmed", text("参数丢失")),
            ("diagnosis", text("断电")),
            ("cause", text("environment")),
            ("method", text("remote_assistance")),
            ("work_done", text("恢复参数")),
            ("test_result", text("passed")),
            ("solved_word_of", text("龚䶮")),
        ],
    );
    let desk = |step: &str, given: Values| course.offline("desk", step, Some(ticket), given);
    desk("ticket.give_solution", course.solution("s1"));
    let whole = values([("warranty", text("in_warranty")), ("service_address", text("苏州市吴中区云杉路18号"))]);
    desk("ticket.record_work", whole);
    desk("ticket.solve", work);
    desk("ticket.present", row("rounds", "1", [("statement", text("已解决")), ("privacy_notice_shown", YES)]));
    let confirmed = row(
        "rounds",
        "1",
        [
            ("way", text("telephone")),
            ("signer_name", text("龚䶮")),
            ("signer_phone", text("13810012001")),
            ("telephone_words", text("好了")),
            ("capacity", text("operator")),
            ("opinion", text("agree")),
            ("solved", text("solved")),
        ],
    );
    desk("ticket.confirm_remotely", confirmed);
    ticket
}

#[test]
fn s13_s14_s21_d06_d07_k_installation_booked_and_confirmed_without_coverage_as_the_office_sees_it() {
    let course = Course::with(&ROLES);
    let (_, delivery) = course.goods_received();
    let installation = course.named("sales", delivery, "installation");
    course.act("desk", "installation.dispatch", Some(installation), assigned(&course));
    course.sync("engineer");
    let engineer = |step: &str, given: Values| course.offline("engineer", step, Some(installation), given);
    engineer("installation.accept_job", Values::new());
    let appointment = course.company.clock.now().plus_ms(10 * 86_400_000).to_scalar();
    let booking = join([
        contact("c1"),
        row("bookings", "b1", [("result", text("booked"))]),
        row("appointments", "a1", [("at", appointment)]),
    ]);
    engineer("installation.contact", booking);
    let offline = course.view("engineer", installation);
    assert_eq!(offline.status, "booked");
    assert_eq!(course.view("desk", installation).status, "to_contact", "the office has not heard yet");
    let states = course.agrees("engineer", installation);
    assert_eq!(states, ("booked".into(), vec![("D-06", "met"), ("D-07", "running")]));
    course.company.clock.pass_minutes(24 * 60);
    engineer("installation.confirm_appointment", contact("c2"));
    assert_eq!(course.agrees("engineer", installation).1[1], ("D-07", "met"));
    assert_eq!(course.view("engineer", installation).status, "confirmed");
}

#[test]
fn s17_s18_d08_k_training_k_library_a_session_held_offline_is_called_back_by_somebody_else() {
    let course = Course::with(&["sales", "desk", "engineer", "administrator"]);
    let customer = course.talked();
    course.sync("sales");
    let manual = course.phone("administrator").app.keep_blob(b"manual", Priority::Original).unwrap().to_scalar();
    let handbook = values([
        ("document_kind", text("handbook")),
        ("title", text("数控车床使用手册")),
        ("version", text("V2.1")),
        ("file", manual),
    ]);
    let handbook = course.act("administrator", "library.draft", None, handbook);
    course.act("administrator", "library.publish", Some(handbook), Values::new());
    let plan = values([
        ("customer", customer.to_scalar()),
        ("customer_name", text("云杉精密")),
        ("site_address", text("苏州市吴中区云杉路18号")),
        ("form", text("group")),
        ("topic_operation", YES),
    ]);
    let training = course.act("desk", "training.plan", None, plan);
    course.act("desk", "training.dispatch", Some(training), assigned(&course));
    course.sync("engineer");
    assert_eq!(course.view("engineer", handbook).facts.text("version"), Some("V2.1"), "read without coverage");
    let engineer = |step: &str, given: Values| course.offline("engineer", step, Some(training), given);
    engineer("training.accept_job", Values::new());
    let session = [("dated_on", course.day(0)), ("agreed_with", text("龚䶮")), ("place", text("二车间"))];
    engineer("training.date_session", row("sessions", "s1", session));
    engineer("training.begin_session", Values::new());
    let copies = [("handbook", handbook.to_scalar()), ("handbook_copies", number(2))];
    engineer("training.hand_out_handbook", row("sessions", "s1", copies));
    let drawn = Strokes { canvas_width: 600, canvas_height: 200, strokes: Vec::new() }.to_bytes();
    let drawn = course.phone("engineer").app.keep_blob(&drawn, Priority::Seal).unwrap().to_scalar();
    for (id, name) in [("p1", "张三"), ("p2", "李四")] {
        let signed =
            [("name", text(name)), ("in_person", YES), ("handbook_received", YES), ("signature", drawn.clone())];
        engineer("training.sign_in", row("attendees", id, signed));
    }
    engineer("training.end_session", Values::new());
    assert_eq!(course.agrees("engineer", training), ("to_call_back".into(), vec![("D-08", "running")]));
    let called =
        join([contact("c1"), row("callbacks", "b1", [("mastery", text("skilled")), ("questions_answered", YES)])]);
    assert_eq!(course.refused("engineer", "training.call_back", Some(training), &called), ["own_training"]);
    course.act("desk", "training.call_back", Some(training), called);
    course.sync("engineer");
    assert_eq!(course.agrees("desk", training).1, [("D-08", "met")]);
}

#[test]
fn s26_s27_s29_d15_d16_k_callback_k_ticket_r_desk_a_score_of_two_complains_and_a_referral_is_a_lead() {
    let course = Course::with(&["sales", "desk", "administrator"]);
    let customer = course.with_machine();
    let ticket = solved_remotely(&course, customer);
    assert_eq!(course.agrees("desk", ticket).0, "to_call_back");
    course.company.clock.pass_minutes(24 * 60);
    let called = row(
        "callbacks",
        "b1",
        [
            ("result", text("callback_solved")),
            ("to_name", text("龚䶮")),
            ("to_phone", text("13810012001")),
            ("score", number(2)),
            ("content", text("等了太久")),
        ],
    );
    course.offline("desk", "ticket.call_back", Some(ticket), called);
    let (_, clocks) = course.agrees("desk", ticket);
    assert!(clocks.contains(&("D-15", "met")), "{clocks:?}");
    let callback = course.named("desk", ticket, "callbacks/b1/record");
    assert_eq!(course.agrees("desk", callback).0, "follow_up");
    let complaint = course.named("desk", callback, "follow_up_complaint");
    assert_eq!(course.view("desk", complaint).facts.reference("origin_callback"), Some(callback));
    // The regular callback: another firm is named, which becomes a lead that any salesperson may take.
    let regular = values([("customer", customer.to_scalar()), ("due_on", course.day(1))]);
    let regular = course.offline("desk", "callback.begin_regular", None, regular).record;
    let said = join([
        contact("k1"),
        values([("solved", text("solved")), ("score", number(5)), ("follow_up", text("new_lead"))]),
        row(
            "needs",
            "n1",
            [
                ("what", text("两台车床")),
                ("company", text("银杏机械")),
                ("industry", text("机床")),
                ("name", text("冯厂长")),
                ("phone", text("13911112222")),
            ],
        ),
    ]);
    course.offline("desk", "callback.complete", Some(regular), said);
    course.offline("desk", "callback.make_lead", Some(regular), row("needs", "n1", [("note", text("推荐"))]));
    course.sync("desk");
    let lead = course.named("desk", regular, "needs/n1/lead");
    course.sync("sales");
    let seen = course.view("sales", lead);
    assert_eq!((seen.facts.text("name"), seen.facts.reference("referred_by")), (Some("银杏机械"), Some(customer)));
    let (_, clocks) = course.agrees("desk", customer);
    assert_eq!(clocks, [("D-16", "met"), ("D-16", "running")], "the next one runs");
}

#[test]
fn s28_d17a_d17b_d17c_k_complaint_r_supervisor_from_the_first_word_to_the_approved_closing() {
    let course = Course::with(&["sales", "manager", "desk", "supervisor", "engineer", "administrator"]);
    let customer = course.with_machine();
    let complaint = course.complained(customer);
    let desk = |step: &str, given: Values| course.act("desk", step, Some(complaint), given);
    let states = |course: &Course| course.agrees("supervisor", complaint).1;
    assert_eq!(states(&course), [("D-17a", "running"), ("D-17b", "running"), ("D-17c", "running")]);
    course.company.clock.pass_minutes(50);
    assert_eq!(states(&course)[0], ("D-17a", "due_soon"));
    desk("complaint.react", contact("c1"));
    let charge = values([("in_charge", course.person("desk").to_scalar())]);
    course.act("supervisor", "complaint.assign", Some(complaint), charge);
    desk("complaint.investigate", row("investigations", "i1", [("facts", text("未提前告知"))]));
    let finding = values([
        ("justified", text("justified")),
        ("justified_reason", text("录音")),
        ("cause", text("未按规范沟通")),
        ("cause_category", text("person")),
        ("department", text("service")),
    ]);
    desk("complaint.judge", finding);
    course.company.clock.pass_minutes(140);
    desk("complaint.tell_plan", join([contact("c2"), values([("plan", text("道歉并重修"))])]));
    assert_eq!(states(&course)[..2], [("D-17a", "met"), ("D-17b", "met_late")]);
    desk("complaint.customer_consents", values([("consent_name", text("龚䶮"))]));
    desk("complaint.act", row("actions", "a1", [("what", text("已道歉并重修"))]));
    desk("complaint.record_result", row("outcomes", "1", [("result", text("设备恢复"))]));
    desk("complaint.present", row("rounds", "1", [("statement", text("声明")), ("privacy_notice_shown", YES)]));
    let confirmed = row(
        "rounds",
        "1",
        [
            ("way", text("telephone")),
            ("signer_name", text("龚䶮")),
            ("signer_phone", text("13810012001")),
            ("telephone_words", text("满意")),
            ("capacity", text("complainant")),
            ("opinion", text("agree")),
        ],
    );
    desk("complaint.confirm", confirmed);
    assert_eq!(states(&course)[2], ("D-17c", "met"));
    for (id, kind) in [("p1", "corrective"), ("p2", "preventive")] {
        let who = ("who", course.person("engineer").to_scalar());
        let action = [("kind", text(kind)), ("what", text("沟通培训")), who, ("until", course.day(7))];
        desk("complaint.prevent", row("preventions", id, action));
    }
    let call = join([contact("c3"), values([("callback_solved", text("solved")), ("callback_score", number(4))])]);
    assert_eq!(course.refused("desk", "complaint.call_back", Some(complaint), &call), ["own_complaint"]);
    course.act("supervisor", "complaint.call_back", Some(complaint), call);
    desk("complaint.propose_closing", Values::new());
    assert_eq!(course.refused("desk", "complaint.close", Some(complaint), &Values::new())[0], "not_yours");
    course.act("supervisor", "complaint.close", Some(complaint), values([("closing_note", text("客户满意"))]));
    course.sync("desk");
    assert_eq!(course.agrees("desk", complaint).0, "closed");
}

#[test]
fn s30_r_admin_one_customers_file_holds_what_its_maker_may_see_and_says_who_made_it() {
    let course = Course::with(&["sales", "manager", "finance", "desk", "administrator"]);
    let customer = course.talked();
    let needs = course.analysed(customer);
    let quote = course.quoted(customer, needs);
    course.approved(quote);
    let server = &course.company.server;
    // The archive's entries as one, when it is whole.
    let read = |file: &[u8]| -> Vec<u8> {
        let mut content = Vec::new();
        let (_, differences) =
            read_customer_file(file, &server.root(), &mut |_, bytes| content.extend_from_slice(bytes)).unwrap();
        assert!(differences.is_empty(), "{differences:?}");
        content
    };
    let mut office = Vec::new();
    server.make_customer_file(course.person("administrator"), customer, "审计", &mut office).unwrap();
    let mut own = Vec::new();
    server.make_customer_file(course.person("sales"), customer, "复盘", &mut own).unwrap();
    for (file, holds_cost) in [(&office, true), (&own, false)] {
        let content = read(file);
        let has = |amount: i64| says(amount).iter().any(|form| content.windows(form.len()).any(|part| part == form));
        assert!(has(PRICE) && has(FLOOR), "the price, and the own floor price");
        assert_eq!(has(COST), holds_cost, "the cost is the office's alone");
    }
    let mut denied = Vec::new();
    assert!(server.make_customer_file(course.person("finance"), customer, "好奇", &mut denied).is_err());
    let files = server.desk().show(customer).unwrap().unwrap().facts;
    assert_eq!(files.items("files").len(), 1, "the office's making is on the customer");
    let companion = course.named("sales", customer, "sales");
    let on_sales = server.desk().show(companion).unwrap().unwrap().facts;
    assert_eq!(on_sales.items("files").len(), 1, "the salesperson's on the sales record");
    assert!(matches!(course.phone("desk").app.show(quote), Err(AppError::NoSuchRecord)));
    let list = ListQuery { kind: Some("quote".into()), ..ListQuery::default() };
    assert!(course.phone("desk").app.list(&list).unwrap().is_empty());
}
