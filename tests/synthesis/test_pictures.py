"""The pictures of a synthesis: drawn from what everybody reads, named, described, with their table, in every format."""

import math
import re
from datetime import date
from xml.etree import ElementTree

import page
import pytest

from consult.consultations import services as consultations
from consult.db import db as database
from consult.documents import diagrams, stored
from consult.documents.renderers import RENDERERS
from consult.documents.tree import (
    Area,
    Chart,
    Document,
    Drawing,
    Heading,
    Map,
    Network,
    Node,
    Plan,
    Series,
    Spot,
    Table,
)
from consult.kinds import Ref
from consult.moderation.models import Measure
from consult.proposals import services as proposals
from consult.proposals.models import Proposal
from consult.synthesis import content, telling
from consult.synthesis.content import Content, Passage
from consult.synthesis.contributions import look_up
from consult.synthesis.extent import Extent
from consult.synthesis.pictures import PICTURES, drawn
from consult.themes import filing
from consult.themes import services as themes
from consult.themes.picture.models import ThemeMap
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user
from tests.moderation.acts import decide

NAMES = ["figures", "participation", "votes", "themes", "network", "map", "places", "territory"]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def place(db):
    """Three themes, two sections; somebody who writes in two themes; votes; a picture of the themes; places."""
    consultation = make_consultation(slug="festival")
    team, talker = make_staff(consultation), make_user()
    some = [
        themes.create_theme(consultation, actor=team, title=title) for title in ("Accueil", "Lieux & <nuit>", "Art")
    ]
    for n in range(6):
        one = make_proposal(
            consultation,
            title=f"Proposition {n}",
            section=consultation.sections[n % 2],
            place="Foix" if n < 5 else "Pamiers",
            **({"author": talker} if n in (0, 1) else {}),
        )
        filing.file_proposals([one], theme=some[n % 3], actor=team)
        for _voter in range(n):
            proposals.vote(one, voter=make_user(), mark="agree")
    make_comment(one, author=talker)
    areas = [[one.id, 100 + 300 * n, 200, 120, 80, 10, 2, None, []] for n, one in enumerate(some)]
    dots = [[100, 210, some[0].id], [900, 600, 0]]
    where = [("Foix", 42.9653, 1.6072), ("Pamiers", 43.1161, 1.6119)]
    consultations.set_places(consultation, actor=team, places=where)
    db.session.add(ThemeMap(consultation_id=consultation.id, total=2, areas=areas, dots=dots))
    db.session.commit()
    return consultation


def test_each_picture_says_its_figures_in_every_format(place, browser):
    assert list(PICTURES) == NAMES
    made = {name: PICTURES[name].draw(Extent(place.id)) for name in NAMES}
    assert all(made.values())
    blocks = {name: one.block for name, one in made.items()}
    assert blocks["themes"].data().rows == (("Accueil", 1.0, 1.0), ("Lieux & <nuit>", 1.0, 1.0), ("Art", 1.0, 1.0))
    assert blocks["network"].data().rows == (
        ("Accueil", "Lieux & <nuit>", 1, 0),
        ("Accueil", "Art", 1, 0),
        ("Lieux & <nuit>", "Art", 1, 0),
    )
    assert blocks["map"].data().rows == (("1. Accueil", 2, ""), ("2. Lieux & <nuit>", 2, ""), ("3. Art", 2, ""))
    assert blocks["places"].data().rows == (("Foix", 5.0), ("Ailleurs, ou sans lieu", 1.0))
    # Fewer than five proposals are not shown on the plan.
    assert blocks["territory"].data().rows == (("1. Foix", 5), ("Ailleurs, ou sans lieu", 1))
    assert blocks["votes"].data().rows[0] == ("Proposition 5", 5.0, 0.0, 0.0)
    assert made["votes"].marks[0] is not None
    # Kept as JSON and read again, each is the same.
    assert {name: stored.block(stored.plain(block)) for name, block in blocks.items()} == blocks
    # In a document: PDF/UA, office files, and SVG that needs no colour: a number for each mark, a title, a description.
    document = Document("Images", "", date(2026, 3, 2), (Heading(1, "Une"), *blocks.values()))
    files = {kind: renderer.render(document) for kind, renderer in RENDERERS.items()}
    report = page.validate_pdf_bytes(files["pdf"], profile=page.ValidationProfile.PDF_UA_1)
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    drawings = re.findall(r"<svg.*?</svg>", files["html"].decode(), re.S)
    assert len(drawings) == sum(isinstance(block, Drawing) for block in blocks.values()) == 7
    for one in map(ElementTree.fromstring, drawings):
        assert one.findtext(f"{SVG}title")
        assert one.findtext(f"{SVG}desc")
        assert not [x for x in one.iter() if x.get("style") or x.tag == f"{SVG}script"]
    # The page has them all, for everybody.
    assert browser.get("/consultations/festival/pictures").count("<svg") >= 7


def test_an_empty_consultation_has_nothing_to_draw_and_says_so(db, browser):
    empty = make_consultation(slug="vide")
    db.session.commit()
    assert [one.block.data() for one in drawn(NAMES[1:], Extent(empty.id))] == []
    assert [item.value for item in drawn(["figures", "?"], Extent(empty.id))[0].block.items] == [0, 0, 0, 0]
    assert "encore rien à dessiner" in browser.get("/consultations/vide/pictures")
    assert "Aucune proposition" in browser.get("/consultations/vide/booklet.html")


def test_a_published_picture_hides_the_name_of_what_was_hidden(place, app):
    (one,) = drawn(["votes"], Extent(place.id))
    kept = content.dump(Content("Titre", passages=(Passage(1, "text", "Votes", pictures=(one,)),)))
    hidden = next(ref for ref in one.marks if ref)
    assert isinstance(hidden, Ref)
    before = content.load(kept)
    assert before.passages[0].pictures == (one,)
    decide(database.session.get(Proposal, hidden.id), Measure.HIDE, moderator=make_staff(place))
    told = telling.Told(before, look_up(before.refs()))
    (block,) = [telling.picture(x, told) for x in before.passages[0].pictures]
    assert isinstance(block, Chart)
    assert "Proposition 5" not in block.categories
    assert block.categories[0].startswith("Contribution masquée")


@pytest.mark.parametrize("kind", sorted(RENDERERS))
def test_a_table_of_one_column_and_pictures_of_one_thing_are_written(kind):
    blocks = (
        Table("Une colonne", ("Seule",), (("a",), ("b",)), row_headers=True),
        Chart("matrix", "M", "D", "Axe", ("Un",), (Series("S", (0.0,)),)),
        Network("R", "D", ("A", "B", "C", "D"), (Node("Seul", 0),), ()),
        Map("C", "D", ("A", "B", "C"), 10, 10, (Area("Z", 5, 5, 0, 0, 0, 1),)),
    )
    assert RENDERERS[kind].render(Document("T", "", date(2026, 3, 2), blocks))


def test_a_network_that_joins_nothing_is_refused():
    with pytest.raises(ValueError, match="joins two of its nodes"):
        Network("R", "D", ("A", "B", "C", "D"), (), ())
    with pytest.raises(ValueError, match="has a title"):
        Map("", "D", ("A", "B", "C"), 10, 10, (Area("Z", 5, 5, 1, 1, 0, 1),))


def test_a_plan_keeps_distances_its_scale_and_its_names_apart():
    where = (("Foix", 42.9653, 1.6072, 80), ("Pamiers", 43.1161, 1.6119, 5), ("Mirepoix", 43.0886, 1.8742, 20))
    block = Plan("Le territoire", "D.", ("Lieu", "Nombre"), tuple(Spot(*one) for one in where))
    marks, _height = diagrams.draw(block, "fr")
    circles = [re.match(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"', one) for one in marks]
    found = {float(one[3]): (float(one[1]), float(one[2])) for one in circles if one}
    foix, mirepoix, pamiers = (found[size] for size in sorted(found, reverse=True))
    assert foix[1] > mirepoix[1] > pamiers[1]  # from south to north
    [(left, right, kilometres)] = re.findall(r"M([\d.]+) 374.0V380.0H([\d.]+)V374.*?>(\d+)\xa0km<", "".join(marks))
    pixels = (float(right) - float(left)) / int(kilometres)
    assert math.dist(foix, pamiers) / pixels == pytest.approx(16.8, abs=0.2)  # kilometres, as the crow flies
    assert math.dist(foix, mirepoix) / pixels == pytest.approx(25.7, abs=0.2)
    said = re.findall(r">(\w+ \(\d+\))</text>", "".join(marks))
    assert sorted(said) == ["Foix (80)", "Mirepoix (20)", "Pamiers (5)"]
    same = Plan("T", "D", ("A", "B"), tuple(Spot(f"Le même lieu {n}", 43.0, 1.6, 5) for n in range(9)))
    assert sum("Le même lieu" in one for one in diagrams.draw(same, "fr")[0]) < 9
    with pytest.raises(ValueError, match="on earth"):
        Plan("T", "D", ("A", "B"), (Spot("Nulle part", 91, 0, 5),))
