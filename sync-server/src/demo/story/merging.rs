//! The phones come back from a day without coverage: what merged, what conflicted, and seals that anybody can check.
//! Absent by design: what was done that day.

use fieldseal_core::{
    schema::{Language, RecordId},
    seal::{ReceiptVerdict, verify},
};

use super::{
    super::{
        DemoError, failed, report,
        stage::{Phone, Stage, shown},
        values::PHOTO,
    },
    Phones,
};

/// The phones come back one by one; the machine that both engineers described shows both.
pub(super) fn bring_back(stage: &mut Stage, phones: &Phones, machine: RecordId) -> Result<(), DemoError> {
    stage.tell("2026-10-13 19:30", "Coverage again: the phones come back one by one · 手机陆续回到网络");
    let Phones { sales, engineer, second } = phones;
    let first = engineer.sync_and_tell()?;
    stage.check(first.refused == 0 && first.waiting == 0, "everything that 李喆 did offline was accepted · 全部通过");
    stage.clock.pass_seconds(600);
    let next = second.sync_and_tell()?;
    stage.check(next.refused == 0 && next.waiting == 0, "everything that 王堃 did offline was accepted · 全部通过");
    stage.clock.pass_seconds(600);
    sales.sync_and_tell()?;
    engineer.sync()?;
    println!("\n  What merged, what conflicted · 合并与冲突");
    let view = second.app.show(machine)?;
    report::record(&view);
    report::conflicts(&view);
    stage.check(view.facts.text("software_version") == Some("V3.2.1"), "李喆's field merged · 字段已合并");
    stage.check(view.facts.integer("running_hours") == Some(6), "王堃's field merged · 字段已合并");
    let location = view.conflicts.iter().find(|conflict| conflict.key == "location");
    let both = location.is_some_and(|conflict| conflict.candidates.len() == 2);
    stage.check(both, "both locations are shown, none is lost · 两个位置都保留");
    if let Some(lost) = location.and_then(|conflict| conflict.candidates.get(1)) {
        let given = [("location".to_owned(), lost.value.clone())].into();
        second.perform("equipment.restore_value", machine, given)?;
        second.sync()?;
        engineer.sync()?;
        let (here, there) = (second.app.show(machine)?, engineer.app.show(machine)?);
        let same = here.conflicts.is_empty() && here.facts == there.facts;
        stage.check(same, "the other location was brought back, on both phones · 已找回另一位置");
    }
    println!("\n  History of the machine · 设备履历");
    for entry in second.app.history(machine)? {
        let label = entry.label.map_or_else(|| entry.step.clone(), |label| format!("{} {}", label.zh, label.en));
        let keys: Vec<&str> = entry.writes.iter().map(|(key, ..)| key.as_str()).collect();
        println!("     {} {} · {label}: {}", entry.at, entry.person, keys.join(", "));
    }
    Ok(())
}

/// Anybody can check the sealed file, offline, with the root's fingerprint.
pub(super) fn verify_seal(stage: &mut Stage, phone: &Phone, record: RecordId, name: &str) -> Result<(), DemoError> {
    println!("\n  Verifying {name} · 校验");
    let pdf = phone.app.form_pdf(record)?.ok_or_else(|| failed("the signed PDF is missing"))?;
    let file = phone.app.sealed_file(record)?.ok_or_else(|| failed("the sealed file is missing"))?;
    let pdf_path = stage.write(&format!("{name}.pdf"), &pdf)?;
    let seal_path = stage.write(&format!("{name}.fieldseal"), &file)?;
    let root = stage.server.root();
    let checked = verify(&file, &root, None).map_err(failed)?;
    for line in checked.lines(Language::English) {
        println!("     {line}");
    }
    stage.check(checked.is_sound(), "the seal is intact · 封存完好");
    let received = matches!(checked.receipt, ReceiptVerdict::Received { .. });
    stage.check(received, "the company's receipt says when it was received · 有公司收讫时间");
    let holds = |bytes: &[u8]| bytes.windows(PLACED.len()).any(|window| window == PLACED);
    let clean = holds(PHOTO) && !holds(&file) && !holds(&pdf);
    stage.check(clean, "no photo says with what and where it was taken · 照片不含机型与位置");
    let mut forged = file.clone();
    let middle = forged.len() / 2;
    forged[middle] ^= 1;
    let found = verify(&forged, &root, None).map_or(true, |report| !report.is_sound());
    stage.check(found, "one changed bit in the file is found · 改动一位即被发现");
    println!("     {}\n     {}", shown(&pdf_path), shown(&seal_path));
    println!("     check it again: fieldseal verify {} --root {root}", shown(&seal_path));
    Ok(())
}

/// What the photo as taken says of the device.
pub(super) const PLACED: &[u8] = b"Xinghe";
