//! The console's alert about a year without calendar. Absent by design: counting, and phones.

use axum::{
    body::Body,
    http::{Request, header},
};
use fieldseal_core::schema::{Role, Scalar};
use tower::ServiceExt;

use super::office::{Office, text, values};
use crate::routes;

#[test]
fn d14_the_console_warns_of_a_year_without_calendar_until_it_is_published() {
    let office = Office::new();
    let desk = office.add_person("何丽", &[Role::Desk]);
    office.wait_ms(37 * 24 * 60 * 60_000);
    let given = values([
        ("channel", text("hotline")),
        ("submitted_at", office.now().to_scalar()),
        ("call_answered", Scalar::Boolean(true)),
        ("customer_name", text("云杉精密")),
        ("contact_name", text("龚䶮")),
        ("contact_phone", text("13810012001")),
        ("description", text("希望增加中文界面")),
        ("machine_down", Scalar::Boolean(false)),
    ]);
    let ticket = office.perform(desk, "ticket.take_in", None, &given).unwrap().record;
    let page = || {
        let router = routes::router(office.server().clone());
        office.runtime.block_on(async {
            let key = format!("key={}", office.set_up.console_key);
            let sign_in = Request::post("/sign-in").body(Body::from(key)).unwrap();
            let cookie = router.clone().oneshot(sign_in).await.unwrap().headers()[header::SET_COOKIE].clone();
            let list = Request::get("/").header(header::COOKIE, cookie).body(Body::empty()).unwrap();
            let body = router.oneshot(list).await.unwrap().into_body();
            String::from_utf8(axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap()
        })
    };
    assert!(!page().contains("日历未发布"));
    office.perform(desk, "ticket.grade", Some(ticket), &values([("urgency", text("suggestion"))])).unwrap();
    assert!(page().contains("2027 年日历未发布，1 个时限暂无截止时间") && page().contains("role=\"alert\""));
    let calendar = office.server().storage.reader().unwrap().records_of_kind("calendar").unwrap()[0];
    let year = values([("years/2027/source", text("国务院办公厅通知"))]);
    office.administer("calendar.publish_year", Some(calendar), &year);
    assert!(!page().contains("日历未发布"));
}
