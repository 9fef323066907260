//! Generates Kotlin, Swift and Python from the built library; `bindings/README.md` has the commands.

fn main() {
    uniffi::uniffi_bindgen_main();
}
