//! One real job from the order to the signed service order, as the demo tells it.
//! Absent by design: its own story; the demo checks what must hold and fails otherwise.

use fieldseal_server::demo::{self, Options};

#[test]
fn s11_s13_s14_s15_s16_s19_s20_s21_s22_s23_s24_s25_d06_d07_d09_d10_d11_d15_one_job_end_to_end() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { folder: Some(folder.path().join("demo")), exit: true };
    demo::run(&options).unwrap();
    for name in ["安装验收单.pdf", "售后服务工单.pdf"] {
        let pdf = std::fs::read(folder.path().join("demo").join(name)).unwrap();
        assert!(pdf.starts_with(b"%PDF-"), "{name}");
    }
}
