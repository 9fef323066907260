//! One customer, one file (S-30): made for the supervisor, verified whole, one changed byte found, unpacked, and its
//! pages followed.
//! Absent by design: what belongs into the file.

use std::{fs, path::Path};

use fieldseal_core::schema::{Language, RecordId};

use super::{
    super::{
        DemoError, failed,
        stage::{Stage, shown},
    },
    merging::PLACED,
};
use crate::verifying;

/// What the customer pays, as pages show it.
const TOTAL: &[u8] = b"414,960.00";

/// The archive's name in the demo's folder.
const NAME: &str = "一户一档.fieldseal-customer";

pub(super) fn make(stage: &mut Stage, customer: RecordId) -> Result<(), DemoError> {
    stage.tell("2026-12-21 09:00", "The customer's file is made, verified and unpacked · 生成一户一档、校验并解开");
    let mut archive = Vec::new();
    let made =
        stage.server.make_customer_file(stage.person("管理员"), customer, "归档", &mut archive).map_err(failed)?;
    let files = made.manifest.entries.len();
    println!("     {files} files, {} kept back · 共 {files} 个文件", made.kept_back);
    let path = stage.write(NAME, &archive)?;
    let root = stage.server.root();
    let folder = stage.folder.join("一户一档");
    let verified = verifying::verify(&path, &root, Some(&folder), Language::Chinese).map_err(failed)?;
    for line in verified.lines.iter().take(3) {
        println!("     {line}");
    }
    stage.check(verified.sound, "the file is whole: every seal, step and list · 档案完整");
    let sealed = count(&folder.join("sealed"), "fieldseal")?;
    stage.check(sealed == 5, "with its five sealed forms · 含五份封存表单");
    for (place, name) in [("a step", "history/"), ("a page", "index.html"), ("a form", "sealed/")] {
        let position = archive.windows(name.len()).position(|window| window == name.as_bytes());
        let position = position.ok_or_else(|| failed(format!("nothing called {name} in the file")))? + 100;
        let mut changed = archive.clone();
        changed[position] ^= 1;
        let changed = stage.write("changed", &changed)?;
        let found = verifying::verify(&changed, &root, None, Language::English).map_or(true, |report| !report.sound);
        fs::remove_file(changed).map_err(failed)?;
        stage.check(found, &format!("one byte changed in {place} is found · 改动一字节即被发现"));
    }
    follow(stage, &folder)?;
    let mut own = Vec::new();
    stage.server.make_customer_file(stage.person("周强"), customer, "巡检准备", &mut own).map_err(failed)?;
    let holds = |bytes: &[u8]| bytes.windows(TOTAL.len()).any(|window| window == TOTAL);
    stage.check(holds(&archive) && !holds(&own), "the supervisor's own holds no price · 主管的档案不含价格");
    let engineer = stage.server.make_customer_file(stage.person("李喆"), customer, "上门", &mut Vec::new());
    stage.check(engineer.is_err(), "an engineer gets none · 工程师无权生成");
    println!("     {}\n     check it again: fieldseal verify {} --root {root}", shown(&folder), shown(&path));
    Ok(())
}

/// Opens every page: what it links to is there, and nothing that was unpacked says where a photo was taken.
fn follow(stage: &mut Stage, folder: &Path) -> Result<(), DemoError> {
    let (mut links, mut broken) = (0, Vec::new());
    let pages = [files(folder)?, files(&folder.join("records"))?].concat();
    for page in pages.iter().filter(|page| page.extension().is_some_and(|end| end == "html")) {
        let text = fs::read_to_string(page).map_err(failed)?;
        for target in text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            links += 1;
            let is_there = page.parent().is_some_and(|folder| folder.join(target).exists());
            if !is_there {
                broken.push(format!("{} → {target}", shown(page)));
            }
        }
    }
    stage.check(
        links > 0 && broken.is_empty(),
        &format!("its pages link to what is there · 页面链接有效 {}", broken.join(", ")),
    );
    let photos = files(&folder.join("photos"))?;
    let mut clean = !photos.is_empty();
    for photo in &photos {
        clean &= !fs::read(photo).map_err(failed)?.windows(PLACED.len()).any(|window| window == PLACED);
    }
    stage.check(clean, "its photos don't say where they were taken · 照片不含位置");
    Ok(())
}

fn files(folder: &Path) -> Result<Vec<std::path::PathBuf>, DemoError> {
    let entries = fs::read_dir(folder).map_err(failed)?;
    entries.map(|entry| entry.map(|entry| entry.path()).map_err(failed)).collect()
}

fn count(folder: &Path, end: &str) -> Result<usize, DemoError> {
    Ok(files(folder)?.iter().filter(|file| file.extension().is_some_and(|extension| extension == end)).count())
}
