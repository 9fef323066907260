//! The world a template is compiled in: our fonts, our templates, one form's content.
//! Absent by design: system fonts, files, the network, packages, and the current date.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

/// Where a template reads the form's content.
const CONTENT_PATH: &str = "/form.json";
/// Where a template reads the company's logo.
const LOGO_PATH: &str = "/logo.png";

/// The fonts: values are set in the regular one; the bold one has only what templates print; the others
/// have signs that the first lacks.
static FONTS: &[&[u8]] = &[
    include_bytes!("../../assets/fonts/FieldsealSansSC-Regular.otf"),
    include_bytes!("../../assets/fonts/FieldsealSansSC-Bold.otf"),
    include_bytes!("../../assets/fonts/FieldsealSymbols-Regular.ttf"),
    include_bytes!("../../assets/fonts/FieldsealIndices-Regular.ttf"),
];

/// The templates, by the path under which they import each other.
const TEMPLATES: &[(&str, &str)] = &[
    ("/fit.typ", include_str!("templates/fit.typ")),
    ("/shared.typ", include_str!("templates/shared.typ")),
    ("/signature.typ", include_str!("templates/signature.typ")),
    ("/installation_acceptance.typ", include_str!("templates/installation_acceptance.typ")),
    ("/service_order.typ", include_str!("templates/service_order.typ")),
    ("/selling.typ", include_str!("templates/selling.typ")),
    ("/prospective_customer.typ", include_str!("templates/prospective_customer.typ")),
    ("/needs_analysis.typ", include_str!("templates/needs_analysis.typ")),
    ("/solution_proposal.typ", include_str!("templates/solution_proposal.typ")),
    ("/quotation.typ", include_str!("templates/quotation.typ")),
    ("/sales_contract.typ", include_str!("templates/sales_contract.typ")),
    ("/order_confirmation.typ", include_str!("templates/order_confirmation.typ")),
    ("/serving.typ", include_str!("templates/serving.typ")),
    ("/delivery_receipt.typ", include_str!("templates/delivery_receipt.typ")),
    ("/exception_record.typ", include_str!("templates/exception_record.typ")),
    ("/attendance_sheet.typ", include_str!("templates/attendance_sheet.typ")),
    ("/training_evaluation.typ", include_str!("templates/training_evaluation.typ")),
    ("/callback_record.typ", include_str!("templates/callback_record.typ")),
    ("/complaint_handling.typ", include_str!("templates/complaint_handling.typ")),
];

/// What every form shares; loaded when the first one is rendered.
struct Shared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: Vec<Source>,
    content: FileId,
    logo: FileId,
}

static SHARED: LazyLock<Shared> = LazyLock::new(|| {
    let fonts: Vec<Font> = FONTS.iter().filter_map(|data| Font::new(Bytes::new(*data), 0)).collect();
    Shared {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        sources: TEMPLATES.iter().map(|(path, text)| Source::new(file_id(path), (*text).into())).collect(),
        content: file_id(CONTENT_PATH),
        logo: file_id(LOGO_PATH),
    }
});

fn file_id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("the paths in this file are valid");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// The world of one form.
pub(super) struct FormWorld {
    main: FileId,
    content: Bytes,
    logo: Option<Bytes>,
}

impl FormWorld {
    /// A world whose main file is the template of that id; a template that does not exist is an error
    /// of the compiler.
    pub(super) fn new(template: &str, content: Vec<u8>, logo: Option<Vec<u8>>) -> Self {
        Self { main: file_id(&format!("/{template}.typ")), content: Bytes::new(content), logo: logo.map(Bytes::new) }
    }
}

/// True when one of the fonts has a glyph for the character.
pub(super) fn is_printable(character: char) -> bool {
    SHARED.fonts.iter().any(|font| font.info().coverage.contains(character.into()))
}

impl World for FormWorld {
    fn library(&self) -> &LazyHash<Library> {
        &SHARED.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &SHARED.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        SHARED.sources.iter().find(|source| source.id() == id).cloned().ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match id {
            id if id == SHARED.content => Ok(self.content.clone()),
            id if id == SHARED.logo => self.logo.clone().ok_or_else(|| not_found(id)),
            id => Err(not_found(id)),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        SHARED.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_of_the_templates_is_there_in_regular_and_bold() {
        assert_eq!(SHARED.fonts.len(), FONTS.len());
        let tables: String = super::super::FORMS
            .iter()
            .map(|form| [form.title.zh, form.title.en, form.statement.zh, form.statement.en].concat())
            .collect();
        let has = |font: usize, character: char| SHARED.fonts[font].info().coverage.contains(character.into());
        let texts = TEMPLATES.iter().map(|(_, text)| *text).chain([tables.as_str()]);
        for character in texts.flat_map(str::chars).filter(|c| *c != '\n') {
            let sign = has(2, character) || has(3, character);
            assert!(
                sign || (has(0, character) && has(1, character)),
                "{character} is missing: run scripts/make-fonts.sh"
            );
        }
    }

    #[test]
    fn the_font_covers_the_standard_characters_and_rare_names() {
        let list = include_str!("../../assets/fonts/charset.txt");
        let standard = list.lines().next().unwrap_or_default();
        assert_eq!(standard.chars().count(), 8_105);
        for character in list.chars().chain("䶮喆堃〇☑☐→℃Ωμ㎡①￥m³CO₂".chars()).filter(|c| *c != '\n')
        {
            assert!(is_printable(character), "{character}");
        }
        for character in "龘😀ع\u{202e}\u{200b}\u{feff}\u{0}".chars() {
            assert!(!is_printable(character), "{character:?}");
        }
    }

    #[test]
    fn a_template_sees_no_date_and_no_other_file() {
        let world = FormWorld::new("service_order", b"{}".to_vec(), None);
        assert_eq!(world.today(None), None);
        for path in ["/logo.png", "/etc/passwd", "/nothing.typ"] {
            assert!(world.file(file_id(path)).is_err());
            assert!(world.source(file_id(path)).is_err());
        }
    }
}
