"""What holds in every format a document is written in, then what each format promises of its own.

A09: the PDF is PDF/UA-1. Office files are opened by a real LibreOffice, where there is one.
"""

import json
import re
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import docx
import page
import pikepdf
import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.documents import html
from consult.documents.renderers import RENDERERS
from consult.documents.tree import Document, Figure, Figures, Heading, Paragraph, Quote, RichText, Table
from tests.documents.office import convert, needs_office
from tests.documents.sample import whole

EXTENSIONS = sorted(RENDERERS)
HOSTILE = (
    "nul \x00 et \x1f, \ud800 seul, \ufffe",
    "<script>alert(1)</script> & \"x\" 'y' ]]> <!-- -->",
    '#import "x" $x$ @ref <label> #{panic()} \\ * _ `',
    "العربية עברית \u202eétrange",
    "👩‍👧 🎉 漢字 가 ☐ é́́",
    "x" * 5000,
    "{{ 7*7 }} {% x %} TITLE LANGUAGE -- --> ",
)


def hostile() -> Document:
    """Return a document whose every text is hostile."""
    said = " | ".join(HOSTILE)
    body = "\n\n".join([*HOSTILE, "> " * 30 + "cité", "- " * 12 + "point", "mot " * 25_000])
    return Document(
        said,
        said,
        date(2026, 3, 2),
        (
            Heading(1, said),
            Paragraph.of(said),
            RichText(body),
            Quote((RichText(body[:2000]),), said),
            Table(said, tuple(HOSTILE), (tuple(HOSTILE),)),
            Figures((Figure(said, said), Figure("", None))),
        ),
        subtitle=said,
    )


def words(markup: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", markup)))


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return {extension: RENDERERS[extension].render(whole()) for extension in EXTENSIONS}


@pytest.fixture(scope="module")
def opened(made: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The text of the office files, the whole and the hostile, as LibreOffice reads it."""
    files = {f"whole-{kind}.{kind}": made[kind] for kind in ("docx", "odt")}
    files |= {f"hostile-{kind}.{kind}": RENDERERS[kind].render(hostile()) for kind in ("docx", "odt")}
    paths = convert(files, tmp_path_factory.mktemp("office"), "txt:Text (encoded):UTF8")
    return {stem: path.read_text(encoding="utf-8-sig") for stem, path in paths.items()}


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_a_renderer_is_named_and_writes_the_same_twice(extension: str, made: dict[str, bytes]) -> None:
    renderer = RENDERERS[extension]
    assert (renderer.extension, bool(renderer.label), "/" in renderer.media_type) == (extension, True, True)
    again = renderer.render(whole())
    if extension in {"docx", "odt"}:
        names = ZipFile(BytesIO(again)).namelist()
        first, second = ZipFile(BytesIO(made[extension])), ZipFile(BytesIO(again))
        assert {name: first.read(name) for name in names} == {name: second.read(name) for name in names}
    else:
        assert again == made[extension]


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_hostile_text_is_written_in_every_format(extension: str) -> None:
    content = RENDERERS[extension].render(hostile())
    assert len(content) > 5000
    if extension == "pdf":
        assert page.validate_pdf_bytes(content, profile=page.ValidationProfile.PDF_UA_1).failures == []
    if extension == "html":
        assert b"<script" not in content


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_an_empty_document_is_written_in_every_format(extension: str) -> None:
    assert RENDERERS[extension].render(Document("Titre", "", date(2026, 3, 2), ()))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_any_text_is_written_in_every_format(text: str) -> None:
    blocks = (Heading(1, text), Paragraph.of(text), RichText(text), Table(text, (text,), ((text,),)))
    document = Document(f"T{text}", text, date(2026, 3, 2), blocks, text)
    for extension in EXTENSIONS:
        content = RENDERERS[extension].render(document)
        if extension == "docx":
            docx.Document(BytesIO(content))
        if extension == "odt":
            archive = ZipFile(BytesIO(content))
            for name in archive.namelist():
                if name.endswith(".xml"):
                    ElementTree.fromstring(archive.read(name))


# The page


def test_the_page_has_one_outline_with_anchors_and_a_policy_for_its_own_sheet(made: dict[str, bytes]) -> None:
    text = made["html"].decode()
    levels = [int(level) for level in re.findall(r"<h(\d)", text)]
    assert levels == [1, 2, 2, 3, 4, 2]
    targets = re.findall(r'href="#([^"]+)"', text)
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(targets) == 5
    assert set(targets) <= set(ids)
    assert len(ids) == len(set(ids))
    assert re.findall(r"\sstyle=|<script|\son\w+=", text) == []
    assert text.count('role="img"') == 3
    assert "style-src 'sha256-" in unescape(text)


def test_the_fragment_carries_a_prefix_and_no_sheet() -> None:
    text = str(html.fragment(whole(), prefix="s1-"))
    assert "<style" not in text
    assert "<h1" not in text
    assert 'href="#s1-chiffres"' in text
    assert 'id="s1-chiffres"' in text
    assert all(found.startswith("s1-") for found in re.findall(r'\sid="([^"]+)"', text))


# Markdown and JSON


def test_markdown_keeps_what_people_typed_from_becoming_structure() -> None:
    typed = "# pas un titre\n\n<b>x</b> \\[y\\](z) 1\\. &amp;copy;"
    document = Document("T", "A", date(2026, 3, 2), (Paragraph.of("# a\n- b\n1. c <i> [d](e)"), RichText(typed)))
    lines = RENDERERS["md"].render(document).decode().split("\n")
    assert [line for line in lines if line.startswith("#")] == ["# T"]
    assert "\\# a\\" in lines
    assert "1\\. c \\<i\\> \\[d\\](e)" in lines


def test_the_json_says_the_type_of_each_block(made: dict[str, bytes]) -> None:
    data = json.loads(made["json"])
    assert (data["title"], data["date"], data["language"]) == (whole().title, "2026-03-01", "fr-FR")
    assert [block["type"] for block in data["blocks"]] == [type(block).__name__.lower() for block in whole().blocks]


# Office


def test_the_docx_has_real_styles_lists_and_header_rows(made: dict[str, bytes]) -> None:
    package = docx.Document(BytesIO(made["docx"]))
    styles = [str(paragraph.style and paragraph.style.name) for paragraph in package.paragraphs]
    assert [name for name in styles if name.startswith("Heading")] == [
        "Heading 1", "Heading 1", "Heading 2", "Heading 3", "Heading 1"
    ]  # fmt: skip
    assert (package.core_properties.title, package.core_properties.language) == (whole().title, "fr-FR")
    assert package.core_properties.author == "Département de l’Exemple"
    assert package.styles.element.xpath("//w:docDefaults//w:lang/@w:val") == ["fr-FR"]
    assert styles.count("List Bullet") == 4
    assert styles.count("List Number") == 4
    data_tables = [table for table in package.tables if table.style and table.style.name == "Tableau"]
    assert len(data_tables) == 5
    assert all(table.rows[0]._tr.xpath("w:trPr/w:tblHeader") for table in data_tables)
    descriptions = [item.get("descr") for item in package.element.body.iter(qn("wp:docPr"))]
    assert len(descriptions) == 3
    assert all(descriptions)


def test_each_entry_of_the_docx_contents_leads_to_a_heading(made: dict[str, bytes]) -> None:
    body = docx.Document(BytesIO(made["docx"])).element.body
    entries = body.xpath("w:p[starts-with(w:pPr/w:pStyle/@w:val, 'TOC')]/w:hyperlink/@w:anchor")
    assert len(entries) == 4
    assert set(entries) <= set(body.xpath("//w:bookmarkStart/@w:name"))


def test_the_odt_says_its_title_language_and_outline(made: dict[str, bytes]) -> None:
    archive = ZipFile(BytesIO(made["odt"]))
    assert (archive.namelist()[0], archive.infolist()[0].compress_type) == ("mimetype", 0)
    content = archive.read("content.xml").decode()
    assert re.findall(r'text:outline-level="(\d)"><text:bookmark-start', content) == ["1", "1", "2", "3", "1"]
    assert content.count("<table:table-header-rows>") == 5
    assert content.count("<svg:desc>") == 3
    assert f"<dc:title>{whole().title}</dc:title>" in archive.read("meta.xml").decode()
    assert 'fo:language="fr" fo:country="FR"' in archive.read("styles.xml").decode()


@needs_office
@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_libreoffice_reads_every_word_of_the_whole(kind: str, opened: dict[str, str], made: dict[str, bytes]) -> None:
    text = re.sub(r"\s+", " ", opened[f"whole-{kind}"])
    page_text = words(re.sub(r"<svg.*?</svg>|<style.*?</style>", " ", made["html"].decode(), flags=re.DOTALL))
    missing = [word for word in set(page_text.split()) if word not in text]
    assert missing == []
    assert text.count("La consultation en chiffres") == 2


@needs_office
@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_libreoffice_reads_every_word_of_the_hostile(kind: str, opened: dict[str, str]) -> None:
    text = opened[f"hostile-{kind}"]
    assert text.count("mot ") >= 25_000 - 1
    assert "<script>alert(1)</script> & \"x\" 'y' ]]> <!-- -->" in text
    assert "👩‍👧 🎉 漢字 가 ☐ é́́" in text
    assert "x" * 5000 in text
    assert "cité" in text


# PDF


def test_the_pdf_is_pdf_ua(made: dict[str, bytes]) -> None:
    report = page.validate_pdf_bytes(made["pdf"], profile=page.ValidationProfile.PDF_UA_1)
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []


def test_the_validator_sees_a_pdf_that_is_not_ua(made: dict[str, bytes]) -> None:
    with pikepdf.open(BytesIO(made["pdf"])) as pdf:
        del pdf.Root.StructTreeRoot
        out = BytesIO()
        pdf.save(out)
    assert not page.validate_pdf_bytes(out.getvalue(), profile=page.ValidationProfile.PDF_UA_1).is_compliant


def test_the_pdf_says_its_language_title_and_tags(made: dict[str, bytes]) -> None:
    with pikepdf.open(BytesIO(made["pdf"])) as pdf:
        assert (str(pdf.Root.Lang), str(pdf.docinfo["/Title"])) == ("fr-FR", whole().title)
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        tags = [
            str(item.S)
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and "/S" in item and "/P" in item
        ]
    found = {tag: tags.count(tag) for tag in ("/H1", "/H2", "/H3", "/Table", "/Figure", "/BlockQuote", "/L", "/TOCI")}
    assert found == {
        "/H1": 4, "/H2": 1, "/H3": 1, "/Table": 5, "/Figure": 3, "/BlockQuote": 3, "/L": 4, "/TOCI": 4
    }  # fmt: skip


def test_a_character_without_a_font_is_shown_as_a_box_in_the_pdf_alone() -> None:
    document = Document("T", "A", date(2026, 3, 2), (Paragraph.of("avant \U0010fffd après"),))
    assert page.is_pdf_compliant_bytes(RENDERERS["pdf"].render(document))
    assert "avant \U0010fffd après" in RENDERERS["html"].render(document).decode()


def test_layout_files_are_beside_the_code() -> None:
    folder = Path(html.__file__).parent
    names = {path.name for path in folder.iterdir() if path.suffix in {".typ", ".css", ".xml"}}
    assert names == {"layout.typ", "cards.typ", "page.css", "docx_styles.xml", "odt_styles.xml"}
