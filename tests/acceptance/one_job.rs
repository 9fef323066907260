//! One customer's whole story from the lead to the second sale, as the demo tells it.
//! Absent by design: its own story; the demo checks what must hold and fails otherwise.

use fieldseal_server::demo::{self, Options};

#[test]
fn s01_s02_s03_s04_s05_s06_s07_s08_s09_s10_s11_s12_s13_s14_s15_s16_s17_s18_s19_s20_s21_s22_s23_s24_s25_s26_s27_s28_s29_s30_d01_d02a_d02b_d02c_d02d_d03_d04_d05_d06_d07_d08_d09_d10_d11_d12_d13_d14_d15_d16_d17a_d17b_d17c_one_story_end_to_end()
 {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { folder: Some(folder.path().join("demo")), exit: true };
    demo::run(&options).unwrap();
    let read = |name: &str| std::fs::read(folder.path().join("demo").join(name)).unwrap();
    for name in ["安装验收单.pdf", "售后服务工单.pdf"] {
        assert!(read(name).starts_with(b"%PDF-"), "{name}");
    }
    assert!(fieldseal_core::seal::is_customer_file(&read("一户一档.fieldseal-customer")));
    assert!(String::from_utf8(read("一户一档/index.html")).unwrap().contains("常熟青禾传动科技有限公司"));
}
