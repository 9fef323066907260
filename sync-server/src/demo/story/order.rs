//! The order (S-09): entered from the contract and sent to production and warehouse, its progress, its confirmation.
//! Absent by design: the shipment.

use fieldseal_core::{process::clocks::ClockState, schema::RecordId};

use super::{
    super::{
        DemoError, failed,
        stage::{Phone, Stage},
        values::{CONTACT, all, day, record, row, text, values, yes},
    },
    SITE,
};

/// Gives the order's first delivery.
pub(super) fn enter(stage: &mut Stage, sales: &Phone, contract: RecordId) -> Result<RecordId, DemoError> {
    stage.tell("2026-09-20 10:00", "A Sunday that is worked: the order is entered and sent to production and warehouse · 调休上班日，录入订单并通知生产仓储");
    let order = sales.begin(
        "order.enter",
        values([
            ("contract", record(contract)),
            ("ship_to_address", text(SITE)),
            ("ship_to_name", text(CONTACT.0)),
            ("ship_to_phone", text(CONTACT.1)),
            ("lines/main/planned_delivery_on", day("2026-09-30")),
            ("lines/acc/planned_delivery_on", day("2026-09-30")),
            ("planned_installation_on", day("2026-10-13")),
            ("planned_training_on", day("2026-10-20")),
        ]),
    )?;
    sales.perform("order.send", order, values([]))?;
    sales.sync_and_tell()?;
    stage.check_clock(contract, "D-03", "", "2026-09-20 18:00", ClockState::Met)?;
    sales.perform(
        "order.plan",
        order,
        values([
            ("sales_contact", text("陈静 13900000001")),
            ("service_contact", text("何丽 13900000003")),
            ("hotline", text("400-820-5151")),
            ("transport", text("公路")),
        ]),
    )?;
    sales.perform(
        "order.send_confirmation",
        order,
        row("confirmations/k1", [("to_name", text(CONTACT.0)), ("channel", text("email"))]),
    )?;
    sales.sync()?;

    stage.tell("2026-09-22 09:00", "Production and warehouse report · 生产与仓储填报进度");
    stage.desk(
        "吴刚",
        "order.report_progress",
        Some(order),
        values([("progress/p1/text", text("整机装配完成，试切合格"))]),
    )?;
    stage.desk(
        "吴刚",
        "order.mark_in_stock",
        Some(order),
        values([("lines/main/in_stock", yes(true)), ("lines/acc/in_stock", yes(true))]),
    )?;
    stage.desk(
        "吴刚",
        "order.plan_shipments",
        Some(order),
        all([row("shipment_plan/s1", [("ship_on", day("2026-09-28")), ("text", text("整机与刀柄一车发出"))])]),
    )?;
    let deliveries = stage.shown(order)?.facts;
    let first = deliveries.items("deliveries").first().and_then(|row| row.reference("delivery"));
    first.ok_or_else(|| failed("the order has no delivery"))
}
