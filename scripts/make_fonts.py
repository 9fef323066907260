"""Subsets Noto Sans CJK SC for the printed forms. Called by make-fonts.sh, which says how.

Absent by design: any download; both inputs are files of installed packages.
"""

import bz2
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

NOTO = "/usr/share/fonts/opentype/noto/NotoSansCJK-{}.ttc"
NOTO_LATIN = "/usr/share/fonts/truetype/noto/{}-Regular.ttf"
FACE = "Noto Sans CJK SC"
# Noto CJK declares no Reserved Font Name, but "Noto" is a trademark, and two different fonts of one
# name on a machine get mixed up: the subset has a name of its own.
FAMILY = "Fieldseal Sans SC"
POSTSCRIPT = "FieldsealSansSC"

# What Noto Sans CJK lacks and forms need: (source, name of the subset, characters).
COMPANIONS = [
    ("NotoSansSymbols2", "Symbols", "☐☑☒✔✕✖✗✘►▬▲▼◧⚡"),
    ("NotoSans", "Indices", "⁰⁵⁶⁷⁸⁹⁺⁻ⁿ₀₁₂₃₄₅₆₇₈₉₊₋"),
]

# Beside the table and GB 2312: what names, addresses, measured values and instructions are written with.
RANGES = [
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00AC), (0x00AE, 0x017F),  # Latin-1 without the soft hyphen, Latin Extended-A
    (0x018F, 0x018F), (0x01CD, 0x01DC), (0x0251, 0x0251), (0x0261, 0x0261), (0x02C6, 0x02DC),  # pinyin
    (0x0370, 0x03FF), (0x0400, 0x045F),  # Greek, Cyrillic: units and model names
    (0x1E00, 0x1EFF),  # Latin with further marks
    (0x2010, 0x2027), (0x2030, 0x205E),  # punctuation; no direction marks, no zero width characters
    (0x2070, 0x209C), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2150, 0x218B),  # ², €, ℃, №, ⅓, Ⅳ
    (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2300, 0x23FF),  # arrows, mathematics, technical
    (0x2460, 0x24FF), (0x2500, 0x257F), (0x2580, 0x25FF),  # ①, rules, ■ ○ △
    (0x2600, 0x27BF),  # ☐ ☑ ☒ ★ ✓
    (0x3000, 0x303F), (0x3040, 0x30FF), (0x3100, 0x312F),  # CJK punctuation with 〇, kana, bopomofo
    (0x3200, 0x33FF),  # ㈠ ㎡ ㎏
    (0xFE30, 0xFE4F), (0xFF00, 0xFFEF),  # vertical and full-width forms
]


def standard_characters(unihan):
    """The 8,105 characters of 通用规范汉字表 in its order."""
    table = {}
    with bz2.open(unihan, "rt", encoding="utf-8") as lines:
        for line in lines:
            parts = line.rstrip("\n").split("\t")
            if len(parts) == 3 and parts[1] == "kTGH":
                for place in parts[2].split():
                    table[int(place.split(":")[1])] = chr(int(parts[0][2:], 16))
    if sorted(table) != list(range(1, 8106)):
        raise SystemExit(f"expected places 1 to 8105 in {unihan}, found {len(table)}")
    return [table[place] for place in range(1, 8106)]


def gb_2312():
    """The ideographs of GB 2312: 125 of them are not in the table."""
    found = set()
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            found.update(bytes([high, low]).decode("gb2312", errors="ignore"))
    return found


def template_characters(forms):
    """Every character that the templates and their tables print."""
    files = sorted(forms.rglob("*.typ")) + sorted(forms.rglob("*.rs"))
    return set("".join(file.read_text(encoding="utf-8") for file in files))


def rename(font, family, postscript, weight, origin):
    """Gives the subset its own name, and says where it comes from."""
    names = {
        1: family,
        2: weight,
        3: f"{postscript}-{weight}",
        4: f"{family} {weight}",
        6: f"{postscript}-{weight}",
        10: f"A subset of {origin} for the forms of Fieldseal.",
    }
    table = font["name"]
    table.names = [name for name in table.names if name.nameID in (0, 5, 13, 14) and name.langID in (0, 0x409)]
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [names[6]]
        top = cff.topDictIndex[0]
        top.FullName, top.FamilyName = names[4], family
        for inner in top.FDArray:
            inner.FontName = f"{names[6]}-{inner.FontName.rsplit('-', 1)[-1]}"
    font.recalcTimestamp = False


def cut(font, characters):
    """Takes everything out of a font that the characters do not need."""
    options = subset.Options()
    options.layout_features = ["ccmp", "kern"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(character) for character in characters])
    subsetter.subset(font)


def make(weight, characters, target):
    """Writes one subset of the main font; returns the characters that it covers."""
    collection = TTCollection(NOTO.format(weight))
    font = next(font for font in collection.fonts if font["name"].getDebugName(1) == FACE)
    cut(font, characters)
    rename(font, FAMILY, POSTSCRIPT, weight, f"{FACE} {weight} 2.004")
    font.save(target)
    return set(map(chr, font.getBestCmap()))


def make_companion(source, name, characters, target):
    """Writes a subset of a font with signs that the main font lacks; returns what it covers."""
    font = TTFont(NOTO_LATIN.format(source))
    cut(font, characters)
    rename(font, f"Fieldseal {name}", f"Fieldseal{name}", "Regular", font["name"].getDebugName(4))
    font.save(target)
    return set(map(chr, font.getBestCmap()))


def main():
    """Writes the fonts and the list of characters beside them."""
    root, unihan = Path(sys.argv[1]), Path(sys.argv[2])
    fonts = root / "core/assets/fonts"
    standard = standard_characters(unihan)
    wanted = set(standard) | gb_2312() | {chr(code) for first, last in RANGES for code in range(first, last + 1)}
    covered = make("Regular", wanted, fonts / "FieldsealSansSC-Regular.otf")
    missing = set(standard) - covered
    if missing:
        raise SystemExit(f"characters of the table that the font lacks: {sorted(missing)}")
    ascii_only = {chr(code) for code in range(0x20, 0x7F)}
    bold = (template_characters(root / "core/src/forms") | ascii_only) & covered
    make("Bold", bold, fonts / "FieldsealSansSC-Bold.otf")
    for source, name, characters in COMPANIONS:
        covered |= make_companion(source, name, characters, fonts / f"Fieldseal{name}-Regular.ttf")
    (fonts / "charset.txt").write_text(
        "".join(standard) + "\n" + "".join(sorted(covered - set(standard))) + "\n",
        encoding="utf-8",
    )


main()
