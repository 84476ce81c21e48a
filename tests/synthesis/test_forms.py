"""Every form in which a synthesis, a booklet and a day leave the platform, under the letterhead of the institution."""

import re
from html import unescape
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import page
import pikepdf
import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from consult import clock, kinds
from consult.db import db as database
from consult.documents import logo
from consult.documents.renderers import RENDERERS
from consult.policy import Role
from consult.proposals.models import ProposalKind
from consult.synthesis import booklet, day_report, letterheads, reading, reviewing, showing, writing
from consult.synthesis.easy import warnings
from consult.synthesis.models import PartKind
from consult.themes import services as themes
from consult.workstreams import services as workstreams
from tests.documents.office import convert, needs_office
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user

TAGS = re.compile(r"<svg.*?</svg>|<style.*?</style>|<title.*?</title>|<[^>]+>", re.S)
WORDS = "Une phrase assez longue pour tenir plusieurs lignes sur une page, et qui dit quelque chose de précis. "


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 300)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "#205030").save(out, kind)
    return out.getvalue()


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def place(db):
    """A consultation with a letterhead, what was said in it, a day of building, and a synthesis of many sentences."""
    consultation = make_consultation(title="Le festival", slug="festival", organiser="Département")
    writer = make_staff(consultation, Role.ORGANISER, name="Anne")
    letterheads.edit_letterhead(
        consultation,
        actor=writer,
        name="Conseil départemental",
        colour="#205030",
        legal="Directrice de la publication : Anne.",
        logo=logo.read(picture()),
        logo_alt="Un rectangle vert",
    )
    section = consultation.sections[0]
    official = make_proposal(
        consultation, title="Un annuaire", body="Un **annuaire**.", section=section, kind=ProposalKind.OFFICIAL
    )
    citizen = make_proposal(consultation, title="Une navette", section=section, author=make_user(name="gepeto"))
    first = make_comment(official, author=make_user(name="Ekim"), body="Qui seront les experts ?")
    make_comment(official, author=make_user(name="drikc7"), body="Bonne question.", parent=first)
    theme = themes.create_theme(consultation, actor=writer, title="Accueil", summary="Mieux accueillir.")
    stream = workstreams.open_workstream(consultation, actor=writer, title="La nuit", themes=[theme])
    workstreams.create_project(stream, author=writer, title="Une fresque", proposals=[citizen])
    synthesis = writing.create_synthesis(consultation, actor=writer, title="Ce que vous avez dit")
    writing.edit_head(
        synthesis,
        actor=writer,
        title="Ce que vous avez dit",
        lead="Il faut **accueillir**.",
        brief="Vous avez parlé. Nous avons lu.",
        brief_reader="Lucie M.",
        seen=1,
    )
    part = writing.add_part(
        synthesis, actor=writer, kind=PartKind.TEXT, title="Se déplacer", pictures=["participation"]
    )
    for n in range(60):
        writing.add_statement(part, actor=writer, text=f"{n} {WORDS * 2}", refs=[kinds.ref(citizen)], in_short=True)
    minority = writing.add_part(synthesis, actor=writer, kind=PartKind.MINORITY, title="Positions minoritaires")
    writing.add_statement(minority, actor=writer, text="Quelques-uns doutent.", refs=[kinds.ref(first)])
    reviewing.submit(synthesis, actor=writer)
    reviewing.publish(synthesis, actor=make_staff(consultation), seen=synthesis.revision)
    db.session.commit()
    return consultation


@pytest.fixture
def documents(place, app):
    """All that can be printed of it."""
    with app.test_request_context(base_url="https://consult.example.org"):
        (row,) = reading.of_consultation(place.id)
        synthesis = reading.get(row.id, viewer=make_user(is_admin=True))
        version = reading.version(synthesis)
        made: dict[str, Any] = {form: showing.document(synthesis, version, form) for form in showing.FORMS}
        made["booklet"] = letterheads.dress(booklet.booklet(place), place)
        made["day"] = letterheads.dress(day_report.report(place, clock.today()), place)
        return made


def test_each_form_says_what_it_must_in_each_format(documents, tmp_path):
    said = {
        "full": ("Ce que vous avez dit", "59 Une phrase assez", "Positions minoritaires", "Quelques-uns doutent."),
        "short": ("Ce que vous avez dit", "Il faut accueillir", "phrases sont dans la synthèse entière"),
        "brief": ("Vous avez parlé.", "(FALC), relu par Lucie M."),
        "booklet": ("SECTION 1", "Un annuaire", "Proposé par gepeto le", "Commentaires", "Ekim", "Bonne question."),
        "day": ("Accueil", "Une fresque", "La nuit", "Et ensuite"),
    }
    everywhere = ("Conseil départemental", "Directrice de la publication")
    for form, document in documents.items():
        texts = {kind: plain(RENDERERS[kind].render(document).decode()) for kind in ("html", "md", "json")}
        for kind, text in texts.items():
            bare = re.sub(r"<[^>]+>|\*\*|\\", "", text)
            missing = [word for word in (*said[form], *everywhere) if word not in bare.replace("\u00a0", " ")]
            assert missing == [], (form, kind)
        assert 'alt="Un rectangle vert"' in texts["html"]
        assert "--accent: #205030" in texts["html"]
        pdf = RENDERERS["pdf"].render(document)
        report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
        assert [(form, failure.rule_id, failure.message) for failure in report.failures] == []
        with pikepdf.open(BytesIO(pdf)) as opened:
            assert str(opened.Root.Lang) == "fr-FR"
            assert form not in ("short", "brief") or len(opened.pages) <= 2, form
    assert "en réponse à Ekim" in plain(RENDERERS["md"].render(documents["booklet"]).decode())


@needs_office
def test_office_files_open_in_libreoffice_with_all_their_words(documents, tmp_path):
    files = {
        f"{form}-{kind}.{kind}": RENDERERS[kind].render(documents[form])
        for form, kind in (("full", "docx"), ("full", "odt"), ("booklet", "docx"), ("short", "odt"))
    }
    assert "Pictures/logo.png" in ZipFile(BytesIO(files["full-odt.odt"])).namelist()
    assert any(name.startswith("word/media/") for name in ZipFile(BytesIO(files["full-docx.docx"])).namelist())
    paths = convert(files, tmp_path, "txt:Text (encoded):UTF8")
    for stem, path in paths.items():
        form, kind = stem.split("-")
        text = plain(path.read_text(encoding="utf-8-sig"))
        words = set(plain(unescape(TAGS.sub(" ", RENDERERS["html"].render(documents[form]).decode()))).split())
        assert [word for word in words if word not in text] == [], (form, kind)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(10 * 1024 * 1024), "dépasse 1 Mo"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "en SVG"),
        (b"GIF89a" + bytes(100), "ni un PNG ni un JPEG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(4) + b"IHDR" + (60_000).to_bytes(4) * 2 + bytes(100), "4 000 pixels"),
        (b"\xff\xd8\xff" + bytes(200), "abîmée"),
        (picture()[:300], "abîmée"),
    ],
    ids=["ten-megabytes", "svg", "gif", "bomb", "no-jpeg", "cut"],
)
def test_a_logo_that_cannot_be_is_refused_with_its_reason(db, browser_of, data, said):
    consultation = make_consultation(slug="festival")
    organiser = make_staff(consultation, Role.ORGANISER)
    db.session.commit()
    browser, page_ = browser_of(organiser), "/consultations/festival/letterhead"
    typed = {
        "name": "Gardé",
        "legal": "Gardées aussi",
        "logo_alt": "Un logo",
        "logo": FileStorage(BytesIO(data), "logo.png"),
    }
    # In memory: the test client leaves the file open in which it would put a large body.
    fields = browser._form(browser.get(page_), page_) | typed
    body, _length, boundary = stream_encode_multipart(fields, use_tempfile=False)
    kind = f'multipart/form-data; boundary="{boundary}"'
    answer = browser.client.post(page_, data=body.read(), content_type=kind)
    assert answer.status_code == 422
    assert said in answer.text.replace("\u00a0", " ")
    assert 'value="Gardé"' in answer.text
    assert "Gardées aussi" in answer.text
    database.session.rollback()
    assert letterheads.of(consultation).logo is None


def test_a_letterhead_is_kept_and_an_unreadable_colour_is_not(db, browser_of, browser):
    consultation = make_consultation(slug="festival")
    organiser, facilitator = make_staff(consultation, Role.ORGANISER), make_staff(consultation)
    db.session.commit()
    page_ = "/consultations/festival/letterhead"
    browser_of(facilitator).get(page_, 403)
    browser = browser_of(organiser)
    browser.submit(page_, {"colour": "#ffcc00"}, status=422)
    assert "contraste sur du blanc est de 1,5" in browser.page
    browser.submit(page_, {"logo": (BytesIO(picture("JPEG")), "x.svg")}, status=422)
    assert "Dites en quelques mots ce que montre le logo." in browser.page
    browser.submit(page_, {"logo": (BytesIO(picture("JPEG")), "x.jpg"), "logo_alt": "Un logo", "name": "Mairie"})
    kept = letterheads.of(consultation).logo
    assert kept is not None
    assert Image.open(BytesIO(kept)).format == "PNG"
    assert Image.open(BytesIO(kept)).size == (600, 200)
    assert "Mairie" in browser.get("/consultations/festival/booklet.html")
    database.session.rollback()
    browser.submit(page_, {"without_logo": "y"})
    database.session.rollback()
    assert letterheads.of(consultation).logo is None


def test_the_linter_says_what_makes_a_sentence_hard():
    assert warnings("Vous avez parlé. Nous avons lu.\n- Il y aura des bancs.") == []
    long = "Le conseil a lu tout ce que vous avez écrit et il vous dit ici ce qu’il en retient pour demain."
    hard = {
        long: "21 mots",
        "Un banc, un arbre, une fontaine.": "Plusieurs virgules",
        "Un banc (en bois).": "Un point-virgule ou",
        "Une intercommunalité.": "« intercommunalité »",
        "Le CCAS vous aide.": "« CCAS »",
        "Le XIX est loin.": "« XIX »",
        "Ce n’est pas vrai que ce n’est jamais fait.": "Deux négations",
    }
    for sentence, problem in hard.items():
        found = [one.problem.replace("\u00a0", " ") for one in warnings(sentence)]
        assert found
        assert found[0].startswith(problem), (sentence, found)


def test_a_day_without_anything_says_so(db, app, browser):
    consultation = make_consultation(slug="festival")
    db.session.commit()
    assert "Rien n’a été noté ce jour-là." in browser.get("/consultations/festival/days/2020-01-01.html")
    for wrong in ("2020-13-01", "x", "0001-01-01", "2020-01-01T10"):
        browser.get(f"/consultations/festival/days/{wrong}.html", 404)
    assert consultation.id
