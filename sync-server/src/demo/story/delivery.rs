//! The delivery (S-10 to S-12): planned, notified, confirmed, shipped, received with an objection that a reshipped
//! accessory settles.
//! Absent by design: the installation that the receipt begins.

use fieldseal_core::{
    process::clocks::ClockState,
    schema::{RecordId, Values},
    store::Priority,
};

use super::{
    super::{
        DemoError, report,
        stage::{Phone, Stage},
        values::{CONTACT, all, blob, call, moment, number, photo, row, text, values, yes},
    },
    SITE, find,
};

/// What the receipt began.
pub(super) struct Goods {
    pub installation: RecordId,
    pub machine: RecordId,
}

/// S-10: the shipment is planned, the customer told a day before and asked to confirm (D-04).
fn announce(
    stage: &Stage,
    sales: &Phone,
    delivery: RecordId,
    planned_at: &str,
    told_at: &str,
) -> Result<(), DemoError> {
    sales.perform("delivery.replan_shipment", delivery, values([("plannings/p1/planned_at", moment(planned_at))]))?;
    stage.tell(
        told_at,
        "The customer is told of the shipment and confirms address and receiver · 通知客户并确认收货信息",
    );
    sales.perform("delivery.notify", delivery, call("notice", "告知发货时间，请确认收货信息"))?;
    sales.perform(
        "delivery.confirm",
        delivery,
        values([
            ("ship_to_address", text(SITE)),
            ("ship_to_name", text(CONTACT.0)),
            ("ship_to_phone", text(CONTACT.1)),
            ("confirmed_by", text(CONTACT.0)),
        ]),
    )?;
    sales.sync().map(drop)
}

/// S-10: only then warehouse ships.
fn ship(stage: &Stage, delivery: RecordId, at: &str, waybill: &str, units: Values) -> Result<(), DemoError> {
    stage.tell(at, "Warehouse ships · 仓储发货");
    let shipped = values([("carrier", text("顺达物流")), ("waybill_number", text(waybill)), ("packages", number(1))]);
    stage.desk("吴刚", "delivery.ship", Some(delivery), all([shipped, units])).map(drop)
}

pub(super) fn ship_order(stage: &mut Stage, sales: &Phone, delivery: RecordId) -> Result<(), DemoError> {
    stage.tell("2026-09-22 11:00", "陈静 plans the shipment · 安排发货时间");
    sales.sync()?;
    let scanned = row("shipped_units/machine1", [("line", text("main")), ("serial_number", text("XH35-2609-0042"))]);
    announce(stage, sales, delivery, "2026-09-28 14:00", "2026-09-24 10:00")?;
    ship(stage, delivery, "2026-09-28 13:30", "SD2609280017", scanned)?;
    stage.check_clock(delivery, "D-04", "", "2026-09-27 14:00", ClockState::Met)
}

/// S-11, S-12: the boxes are opened without coverage; two accessories are missing, answered by telephone (D-05).
pub(super) fn receive(stage: &mut Stage, sales: &Phone, delivery: RecordId) -> Result<Goods, DemoError> {
    stage.tell(
        "2026-09-30 16:05",
        "陈静's phone has no coverage. The goods arrive; the boxes are opened together · 无网络，到货开箱",
    );
    sales.sync()?;
    sales.perform("delivery.arrive", delivery, values([]))?;
    stage.clock.go_to("2026-09-30 16:20");
    let given = all([
        row(
            "lines/main",
            [("quantity_received", number(1)), ("model_matches", yes(true)), ("appearance", text("intact"))],
        ),
        row(
            "lines/acc",
            [("quantity_received", number(8)), ("model_matches", yes(true)), ("appearance", text("intact"))],
        ),
        row("units/machine1", [("line", text("main")), ("serial_number", text("XH35-2609-0042"))]),
        row(
            "objections/o1",
            [
                ("category", text("shortage")),
                ("text", text("刀柄少两个")),
                ("line", text("acc")),
                ("quantity", number(2)),
                ("blocks_installation", yes(false)),
            ],
        ),
        paper_receipt(sales, 3)?,
    ]);
    sales.perform("delivery.receive", delivery, given)?;
    println!(
        "     received 16:20, signed on paper by {} and photographed; two tool holders are missing · 少两个刀柄",
        CONTACT.0
    );
    println!("     equipment and installation begun offline · 离线生成设备档案与安装任务");
    stage.tell("2026-09-30 17:10", "Coverage again; 陈静 asks the warehouse and calls the customer · 电话答复异议");
    sales.perform(
        "delivery.respond_to_objection",
        delivery,
        all([
            call("answer", "漏装两个，节后第一时间补发"),
            values([("objections/o1/promise", text("10月9日补发，10日送达"))]),
        ]),
    )?;
    sales.sync_and_tell()?;
    stage.desk(
        "吴刚",
        "delivery.agree_remedy",
        Some(delivery),
        row("objections/o1", [("remedy", text("reship")), ("department", text("warehouse")), ("quantity", number(2))]),
    )?;
    let machine = find(&sales.app, "equipment", "0042")?;
    let installation = sales.linked(delivery, "installation")?;
    report::record(&sales.app.show(delivery)?);
    report::record(&sales.app.show(installation)?);
    stage.check_clock(delivery, "D-05", "o1", "2026-09-30 18:20", ClockState::Met)?;
    stage.check_clock(installation, "D-06", "", "2026-10-09 18:00", ClockState::Running)?;
    println!("     National Day lies between · 其间为国庆假期");
    Ok(Goods { installation, machine })
}

/// Who received, on paper, with a photo of it.
fn paper_receipt(sales: &Phone, seed: u8) -> Result<Values, DemoError> {
    let receipt = sales.app.keep_blob(&photo(seed), Priority::Original)?;
    Ok(values([
        ("signer_name", text(CONTACT.0)),
        ("signer_title", text("设备科长")),
        ("signer_phone", text(CONTACT.1)),
        ("capacity", text("receiver")),
        ("receipt_photo", blob(receipt)),
        ("package_state", text("intact")),
    ]))
}

/// S-12: what was missing is to be shipped again, as a delivery of its own.
pub(super) fn announce_replacement(
    stage: &mut Stage,
    sales: &Phone,
    delivery: RecordId,
) -> Result<RecordId, DemoError> {
    stage.tell(
        "2026-10-08 10:00",
        "The missing tool holders are to follow; the replacement's shipment is planned · 安排补发",
    );
    sales.sync()?;
    let replacement = sales.linked(delivery, "objections/o1/replacement")?;
    announce(stage, sales, replacement, "2026-10-09 15:00", "2026-10-08 10:30")?;
    stage.check_clock(replacement, "D-04", "", "2026-10-08 15:00", ClockState::Met)?;
    Ok(replacement)
}

pub(super) fn ship_replacement(stage: &Stage, replacement: RecordId) -> Result<(), DemoError> {
    ship(stage, replacement, "2026-10-09 14:30", "SD2610090003", values([]))
}

/// The replacement comes, and the objection is settled with the customer's word.
pub(super) fn settle(
    stage: &mut Stage,
    sales: &Phone,
    delivery: RecordId,
    replacement: RecordId,
) -> Result<(), DemoError> {
    stage.tell(
        "2026-10-10 10:00",
        "A Saturday that is worked: the tool holders come, the objection is settled · 补发到货，异议关闭",
    );
    sales.sync()?;
    sales.perform("delivery.arrive", replacement, values([]))?;
    stage.clock.pass_seconds(600);
    let received = [("quantity_received", number(2)), ("model_matches", yes(true)), ("appearance", text("intact"))];
    sales.perform("delivery.receive", replacement, all([row("lines/acc", received), paper_receipt(sales, 4)?]))?;
    stage.clock.pass_seconds(600);
    sales.perform(
        "delivery.close_objection",
        delivery,
        row(
            "objections/o1",
            [
                ("cause", text("装箱清点遗漏")),
                ("cause_category", text("packing")),
                ("corrective_action", text("装箱单双人核对")),
                ("result", text("已补发两个刀柄")),
                ("result_way", text("telephone")),
                ("customer_word", text("龚䶮 13810012001 电话确认收到")),
            ],
        ),
    )?;
    sales.sync_and_tell()?;
    let status = stage.shown(delivery)?.row.status;
    stage.check(status == "received_reserved", "the objection is settled, its history stays · 异议已关闭，记录保留");
    Ok(())
}
