"""The looks of a DOCX: styles, lists, page, footer. The styles themselves are in `docx_styles.xml`."""

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from docx.document import Document as Package
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm

BULLETS = 1
_LEVELS = range(9)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_STYLES = Path(__file__).with_name("docx_styles.xml").read_bytes()
_FOOTER = (
    f'<w:p {_W}><w:pPr><w:pStyle w:val="Footer"/></w:pPr><w:r><w:t>{{title}}</w:t></w:r><w:r><w:tab/></w:r>'
    '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple><w:r><w:t xml:space="preserve"> / </w:t></w:r>'
    '<w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>'
)


def apply(package: Package, language: str, title: str, colour: str) -> None:
    """Give `package` our styles in this colour, its language, A4 pages, a footer that leaves the title page alone."""
    accent = colour.removeprefix("#").upper().encode()
    styles = _STYLES.replace(b"LANGUAGE", escape(language).encode()).replace(b"1F4F7B", accent)
    package.styles.element[:] = parse_xml(styles)[:]
    for theme_language in package.settings.element.xpath("w:themeFontLang"):
        theme_language.set(qn("w:val"), language)
    section = package.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.5)
    section.different_first_page_header_footer = True
    section.footer.is_linked_to_previous = False
    footer = section.footer._element
    footer[:] = [parse_xml(_FOOTER.format(title=escape(title)))]


def add_lists(package: Package, starts: Sequence[int]) -> None:
    """Define the bulleted list, then one numbered list for each of `starts`, in order."""
    numbering = package.part.numbering_part.element
    numbering[:] = parse_xml(f"<w:numbering {_W}>{''.join(_definitions(starts))}</w:numbering>")[:]


def _definitions(starts: Sequence[int]) -> Iterator[str]:
    for abstract, kind in enumerate(("bullet", "decimal")):
        levels = "".join(_level(level, kind) for level in _LEVELS)
        levels = f'<w:multiLevelType w:val="multilevel"/>{levels}'
        yield f'<w:abstractNum w:abstractNumId="{abstract}">{levels}</w:abstractNum>'
    yield f'<w:num w:numId="{BULLETS}"><w:abstractNumId w:val="0"/></w:num>'
    for number, start in enumerate(starts, BULLETS + 1):
        again = "".join(
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>' for level in _LEVELS
        )
        yield f'<w:num w:numId="{number}"><w:abstractNumId w:val="1"/>{again}</w:num>'


def _level(level: int, kind: str) -> str:
    sign = "•–·"[level % 3] if kind == "bullet" else f"%{level + 1}."
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{sign}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{360 * (level + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
    )
