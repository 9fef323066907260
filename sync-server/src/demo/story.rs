//! The story: goods received, a machine installed and accepted, an urgent ticket solved, both signed,
//! and two engineers who edit the same machine without seeing each other.
//! Absent by design: how the product does any of it.

mod installation;
mod office;
mod ticket;

use fieldseal_core::{
    app::App,
    schema::{Language, RecordId},
    seal::{ReceiptVerdict, verify},
    store::{ListQuery, Priority},
};

use super::{
    DemoError, failed, report,
    stage::{Phone, Stage},
    values::{PHOTO, blob, photo, text, values},
};

/// The customer of the story, as the imported list names them.
const CUSTOMER: &str = "苏州云杉精密机械有限公司";

/// The one record of a kind that a list finds.
fn find(app: &App, kind: &str, query: &str) -> Result<RecordId, DemoError> {
    let list = ListQuery { kind: Some(kind.into()), text: query.into(), ..ListQuery::default() };
    let rows = app.list(&list)?;
    rows.first().map(|row| row.record).ok_or_else(|| failed(format!("no {kind} {query} on the phone")))
}

/// Plays the story.
pub fn play(stage: &mut Stage) -> Result<(), DemoError> {
    office::hire_people(stage)?;
    let customer = office::import_lists(stage)?;
    let instruction = office::publish_instruction(stage)?;
    let delivery = office::register_order(stage, customer)?;

    stage.tell("2026-09-28 09:30", "Three phones are enrolled · 三部手机绑定");
    let engineer = stage.hand_out_phone("李喆", 11)?;
    let second = stage.hand_out_phone("王堃", 12)?;
    let sales = stage.hand_out_phone("陈静", 13)?;
    for phone in [&engineer, &second, &sales] {
        let count = phone.app.store().read(|r| r.count("customer")).map_err(failed)?;
        println!("     {} sees {count} customers", phone.name);
    }
    let unseen = engineer.app.store().read(|r| r.count("customer")).map_err(failed)?;
    stage.check(unseen == 0, "an engineer without a job holds no customer");

    let (job, machine) = receive_goods(stage, &sales, delivery)?;
    installation::book(stage, &engineer, job)?;
    installation::install(stage, &engineer, job, machine, instruction)?;
    let ticket = ticket::take_in_and_dispatch(stage, &second, machine)?;
    ticket::repair(stage, &second, ticket, machine)?;
    ticket::sign(stage, &second, ticket)?;
    bring_back(stage, [&engineer, &second, &sales], job, ticket, machine)?;
    verify_everything(stage, &engineer, job, "安装验收单")?;
    verify_everything(stage, &second, ticket, "售后服务工单")?;
    Ok(())
}

/// S-11: the salesperson opens the boxes with the customer, without coverage.
fn receive_goods(stage: &mut Stage, sales: &Phone, delivery: RecordId) -> Result<(RecordId, RecordId), DemoError> {
    stage.tell(
        "2026-09-30 16:05",
        "陈静's phone has no coverage. The goods arrive; the boxes are opened together · 到货开箱",
    );
    let line = sales.app.show(delivery)?.facts.items("lines").first().map(|row| row.id.to_owned());
    let line = line.ok_or_else(|| failed("the delivery has no line"))?;
    sales.perform("delivery.arrive", delivery, values([]))?;
    stage.clock.go_to("2026-09-30 16:20");
    let receipt = sales.app.keep_blob(&photo(3), Priority::Original)?;
    let key = |field: &str| format!("lines/{line}/{field}");
    let mut given = values([
        ("units/machine1/line", text(&line)),
        ("units/machine1/serial_number", text("XH35-2609-0042")),
        ("signer_name", text("龚䶮")),
        ("signer_title", text("设备科长")),
        ("signer_phone", text("13810012001")),
        ("capacity", text("receiver")),
        ("receipt_photo", blob(receipt)),
        ("package_state", text("intact")),
    ]);
    given.insert(key("quantity_received"), super::values::number(1));
    given.insert(key("model_matches"), super::values::yes(true));
    given.insert(key("appearance"), text("intact"));
    sales.perform("delivery.receive", delivery, given)?;
    println!("     received 16:20, signed on paper by 龚䶮 and photographed; equipment and installation begun offline");
    stage.clock.go_to("2026-09-30 17:00");
    sales.sync_and_tell()?;
    let machine = find(&sales.app, "equipment", "0042")?;
    let installation = find(&sales.app, "installation", "")?;
    report::record(&sales.app.show(installation)?);
    let due = sales.app.show(installation)?.clocks.first().and_then(|clock| clock.due.text(Language::English).into());
    stage.check(
        due.as_deref().is_some_and(|due: &str| due.contains("2026-10-09 18:00")),
        "D-06 is due on 2026-10-09 18:00: National Day lies between",
    );
    Ok((installation, machine))
}

/// The phones come back one by one.
fn bring_back(
    stage: &mut Stage,
    phones: [&Phone; 3],
    job: RecordId,
    ticket: RecordId,
    machine: RecordId,
) -> Result<(), DemoError> {
    stage.tell("2026-10-13 19:30", "Coverage again: the phones come back one by one · 手机陆续回到网络");
    let [engineer, second, sales] = phones;
    let first = engineer.sync_and_tell()?;
    stage.check(first.refused == 0 && first.waiting == 0, "everything that 李喆 did offline was accepted");
    stage.clock.pass_seconds(600);
    let next = second.sync_and_tell()?;
    stage.check(next.refused == 0 && next.waiting == 0, "everything that 王堃 did offline was accepted");
    stage.clock.pass_seconds(600);
    sales.sync_and_tell()?;
    engineer.sync()?;
    println!("\n  What merged, what conflicted · 合并与冲突");
    let view = second.app.show(machine)?;
    report::record(&view);
    report::conflicts(&view);
    stage.check(view.facts.text("software_version") == Some("V3.2.1"), "李喆's field merged");
    stage.check(view.facts.integer("running_hours") == Some(6), "王堃's field merged");
    let location = view.conflicts.iter().find(|conflict| conflict.key == "location");
    stage.check(
        location.is_some_and(|conflict| conflict.candidates.len() == 2),
        "both locations are shown, none is lost",
    );
    if let Some(lost) = location.and_then(|conflict| conflict.candidates.get(1)) {
        second.app.perform(
            "equipment.restore_value",
            Some(machine),
            &[("location".to_owned(), lost.value.clone())].into(),
        )?;
        second.sync()?;
        engineer.sync()?;
        let (here, there) = (second.app.show(machine)?, engineer.app.show(machine)?);
        stage.check(
            here.conflicts.is_empty() && here.facts == there.facts,
            "the other location was brought back, on both phones",
        );
    }
    println!("\n  Clocks · 时限");
    for record in [job, ticket] {
        let phone = if record == job { engineer } else { second };
        report::record(&phone.app.show(record)?);
    }
    let late = |phone: &Phone, record: RecordId| -> Result<usize, DemoError> {
        Ok(phone.app.show(record)?.clocks.iter().filter(|clock| clock.state.is_late()).count())
    };
    let late = late(engineer, job)? + late(second, ticket)?;
    stage.check(late == 0, "no clock of the two jobs was missed or met late");
    println!("\n  History of the machine · 设备履历");
    for entry in second.app.history(machine)? {
        let label = entry.label.map_or(entry.step.as_str(), |label| label.en);
        let keys: Vec<&str> = entry.writes.iter().map(|(key, ..)| key.as_str()).collect();
        println!("     {} {} · {label}: {}", entry.at, entry.person, keys.join(", "));
    }
    Ok(())
}

/// Anybody can check the sealed file, offline, with the root's fingerprint.
fn verify_everything(stage: &mut Stage, phone: &Phone, record: RecordId, name: &str) -> Result<(), DemoError> {
    println!("\n  Verifying {name}");
    let pdf = phone.app.form_pdf(record)?.ok_or_else(|| failed("the signed PDF is missing"))?;
    let file = phone.app.sealed_file(record)?.ok_or_else(|| failed("the sealed file is missing"))?;
    let pdf_path = stage.write(&format!("{name}.pdf"), &pdf)?;
    let seal_path = stage.write(&format!("{name}.fieldseal"), &file)?;
    let root = stage.server.root();
    let checked = verify(&file, &root, None).map_err(failed)?;
    for line in checked.lines(Language::English) {
        println!("     {line}");
    }
    stage.check(checked.is_sound(), "the seal is intact");
    let received = matches!(checked.receipt, ReceiptVerdict::Received { .. });
    stage.check(received, "the company's receipt says when it was received");
    let position = b"Xinghe";
    let holds = |bytes: &[u8]| bytes.windows(position.len()).any(|window| window == position);
    stage.check(holds(PHOTO) && !holds(&file) && !holds(&pdf), "no photo says with what and where it was taken");
    let mut forged = file.clone();
    let middle = forged.len() / 2;
    forged[middle] ^= 1;
    let found = verify(&forged, &root, None).map_or(true, |report| !report.is_sound());
    stage.check(found, "one changed bit in the file is found");
    println!("     {}\n     {}", super::stage::shown(&pdf_path), super::stage::shown(&seal_path));
    println!("     check it again: fieldseal verify {} --root {root}", super::stage::shown(&seal_path));
    Ok(())
}
