//! Planning an order and confirming it to the customer (K-order, 订单确认函).

use super::*;
use crate::records::contract::tests::{Given, day, with};

fn plan() -> Given {
    vec![
        ("lines/m/planned_delivery_on", day(45)),
        ("lines/p/planned_delivery_on", day(10)),
        ("transport", text("公路运输")),
        ("planned_installation_on", day(50)),
        ("sales_contact", text("销售甲 13900000001")),
        ("service_contact", text("客服丁 021-1")),
        ("hotline", text("400-000-0000")),
        ("objection_instructions", text("如有不符请书面告知")),
        ("objection_until", day(7)),
    ]
}

fn confirmation() -> Given {
    vec![("confirmations/a/to_name", text("赵工")), ("confirmations/a/channel", text("email"))]
}

#[test]
fn k_order_the_confirmation_goes_out_whole_and_its_reply_comes_back() {
    for missing in ["lines/p/planned_delivery_on", "sales_contact", "service_contact", "hotline"] {
        let mut rig = rig();
        rig.must("order.register_order", id(ORDER), &order());
        rig.must("order.plan", id(ORDER), &without(plan(), missing));
        let problems = rig.perform("order.send_confirmation", id(ORDER), &confirmation()).unwrap_err();
        assert_eq!(problems.iter().map(|problem| problem.field.as_str()).collect::<Vec<_>>(), [missing]);
    }
    let mut rig = rig();
    rig.must("order.register_order", id(ORDER), &order());
    assert_eq!(rig.refused("order.plan", id(ORDER), &[("lines/x/planned_delivery_on", day(1))]), ["row_unknown"]);
    rig.must("order.plan", id(ORDER), &plan());
    let reply: Given = vec![("confirmations/a/reply", text("同意")), ("confirmations/a/replied_by", text("赵工"))];
    assert_eq!(rig.refused("order.record_reply", id(ORDER), &reply), ["nothing_there"]);
    rig.must("order.send_confirmation", id(ORDER), &confirmation());
    let again = with(confirmation(), vec![("confirmations/a/to_name", text("李工"))]);
    assert_eq!(rig.refused("order.send_confirmation", id(ORDER), &again), ["row_exists"]);
    rig.must("order.record_reply", id(ORDER), &reply);
    let facts = rig.record("order", id(ORDER));
    assert_eq!(
        (facts.instant("confirmations/a/at"), facts.instant("confirmations/a/replied_at")),
        (Some(rig.at), Some(rig.at))
    );
    rig.must("order.cancel", id(ORDER), &[("cancelled_reason", text("取消"))]);
    for (step, given) in [("plan", vec![("transport", text("铁路"))]), ("record_reply", reply)] {
        assert!(rig.refused(&format!("order.{step}"), id(ORDER), &given).contains(&"not_its_turn".to_owned()));
    }
}

#[test]
fn k_order_warehouse_plans_its_shipments() {
    let mut rig = rig();
    rig.must("order.register_order", id(ORDER), &order());
    assert_eq!(rig.refused("order.plan_shipments", id(ORDER), &[]), ["row_missing"]);
    let given = [("shipment_plan/a/ship_on", day(40)), ("shipment_plan/a/text", text("首批1台，整车"))];
    rig.must("order.plan_shipments", id(ORDER), &given);
    assert_eq!(rig.record("order", id(ORDER)).reference("shipment_plan/a/by"), Some(id(ADMINISTRATOR)));
    let who: Vec<_> = KIND.step("plan_shipments").unwrap().who.iter().map(|who| who.role.code()).collect();
    assert_eq!(who, ["warehouse"]);
}
