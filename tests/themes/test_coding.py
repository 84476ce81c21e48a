"""Double coding: two people file the same sample blind; agreement, disagreements, and what is public of it."""

import re

import pytest
import sqlalchemy as sa

from consult.errors import NotAllowed, RuleBroken
from consult.proposals.models import Proposal
from consult.themes import filing
from consult.themes import services as themes
from consult.themes.analysis.agreement import cohen
from consult.themes.coding import queries, services
from consult.themes.coding.models import Coding, SampleItem
from consult.themes.filing import Moved
from consult.themes.models import Theme
from tests.factories import make_consultation, make_proposal, make_staff, make_user


def words(html):
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class Room:
    """Two facilitators, two themes, six proposals."""

    def __init__(self, db, proposals=6):
        self.db = db
        self.consultation = make_consultation()
        self.anne, self.bob, self.carl = (make_staff(self.consultation, name=n) for n in ("Anne", "Bob", "Carl"))
        self.access, self.places = (
            themes.create_theme(self.consultation, actor=None, title=t) for t in ("Accès", "Lieux")
        )
        author = make_user()
        self.ids = [make_proposal(self.consultation, author=author, title=f"Idée {n}").id for n in range(proposals)]
        self.url = f"/consultations/{self.consultation.slug}/coding"
        db.session.commit()

    def draw(self, **given):
        """A sample of everything, for Anne and Bob."""
        asked = {"first": self.anne, "second": self.bob, "size": 200} | given
        sample = services.draw(self.consultation, actor=self.anne, **asked)
        self.db.session.flush()
        return sample

    def items(self, sample):
        """What the sample holds, in order."""
        query = sa.select(SampleItem).filter_by(sample_id=sample.id).order_by(SampleItem.position)
        return self.db.session.scalars(query.options(sa.orm.joinedload(SampleItem.proposal))).all()

    def fill(self, sample, first, second):
        """Let both choose: A, L (the themes), 0 (none) or - (nothing) for each item."""
        names = {"A": self.access, "L": self.places, "0": None}
        for coder, plan in ((self.anne, first), (self.bob, second)):
            for item, letter in zip(self.items(sample), plan, strict=True):
                if letter != "-":
                    services.choose(sample, item, coder=coder, theme=names[letter])


@pytest.fixture
def room(db):
    """Six proposals."""
    return Room(db)


@pytest.mark.both
def test_a_sample_is_drawn_once_and_the_same_for_a_seed(db, engine):
    room = Room(db)
    drawn = [[i.proposal_id for i in room.items(room.draw(size=4, seed=s))] for s in (7, 7, 8)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert all(len(set(some)) == 4 and set(some) <= set(room.ids) for some in drawn)


def test_the_last_choice_ends_it_and_the_agreement_is_that_of_the_choices(room):
    sample = room.draw()
    room.fill(sample, "AAALL0", "AALLL-")
    assert sample.closed is None
    services.choose(sample, room.items(sample)[5], coder=room.bob, theme=None)
    assert sample.closed is not None
    found = queries.agreement(sample)
    assert found == cohen(list("AAALL0"), list("AALLL0"))
    assert (found.count, found.disagreements) == (6, (2,))
    with pytest.raises(RuleBroken, match="les choix ne changent plus"):
        services.choose(sample, room.items(sample)[0], coder=room.bob, theme=room.places)


def test_a_choice_may_change_until_the_end_and_counts_once(room):
    sample = room.draw()
    item = room.items(sample)[0]
    for theme in (room.access, room.places):
        services.choose(sample, item, coder=room.anne, theme=theme)
    assert room.db.session.scalars(sa.select(Coding.choice)).all() == [room.places.id]
    with pytest.raises(NotAllowed, match="deux autres personnes"):
        services.choose(sample, item, coder=room.carl, theme=room.access)


def test_with_one_coder_there_is_a_sentence_and_no_figure(room):
    with pytest.raises(RuleBroken, match="deux personnes différentes"):
        room.draw(second=room.anne)
    with pytest.raises(RuleBroken, match="deux personnes différentes"):
        room.draw(second=None)
    sample = room.draw()
    room.fill(sample, "AAALL0", "------")
    with pytest.raises(RuleBroken, match="Attendez que les deux aient fini"):
        services.publish(sample, actor=room.anne)
    services.close(sample, actor=room.anne)
    with pytest.raises(Exception, match="L’accord se mesure entre deux personnes"):
        services.publish(sample, actor=room.anne)
    assert sample.published is None


def test_too_little_to_agree_on_is_said(room):
    empty = make_consultation()
    anne, bob = make_staff(empty), make_staff(empty)
    with pytest.raises(RuleBroken, match="au moins deux thèmes"):
        services.draw(empty, actor=anne, first=anne, second=bob, size=5)
    for title in ("Un", "Deux"):
        themes.create_theme(empty, actor=None, title=title)
    with pytest.raises(RuleBroken, match="au moins deux propositions"):
        services.draw(empty, actor=anne, first=anne, second=bob, size=5)


def test_choices_outlive_their_theme(room):
    sample = room.draw()
    room.fill(sample, "AAALLL", "AAALLA")
    themes.delete_theme(room.access, actor=room.anne)
    assert queries.agreement(sample) == cohen(list("AAALLL"), list("AAALLA"))
    [line] = queries.disagreements(sample, viewer=room.anne).items
    assert (line.first[1], line.second[1]) == ("Lieux", "Accès")


def test_a_disagreement_is_settled_by_a_filing_that_overwrites_nobody(room):
    sample = room.draw()
    room.fill(sample, "AAALL0", "AALLLA")
    lines = queries.disagreements(sample, viewer=room.anne).items
    assert [line.item.position for line in lines] == [3, 6]
    item = lines[0].item
    services.settle(sample, item, actor=room.anne, theme=room.places, seen=None)
    assert (item.settled is not None, room.db.session.get(Proposal, item.proposal_id).theme_id) == (
        True,
        room.places.id,
    )
    filing.file_proposals([lines[1].item.proposal], theme=room.places, actor=room.carl)
    with pytest.raises(Moved, match="entre-temps dans « Lieux » par Carl"):
        services.settle(sample, lines[1].item, actor=room.anne, theme=room.access, seen=None)
    assert lines[1].item.settled is None


def test_the_story_of_a_double_coding_on_the_web(room, browser_of, browser):
    anne, bob = browser_of(room.anne), browser_of(room.bob)
    home = anne.submit(room.url, {"size": "6", "first": str(room.anne.id), "second": str(room.bob.id)}).location
    for person in (anne, bob):
        person.get(home)
        assert "κ" not in words(person.page)
        address = re.search(rf'href="({home}/\d+)"', person.page)[1]
        for n in range(6):
            page = person.get(address)
            assert "Accès" in page
            theme = str(room.access.id if n < 3 or person is bob else room.places.id)
            answer = person.submit(address, {"theme": theme})
            address = answer.location
        assert address == home
    page = words(anne.get(home))
    assert "Propositions classées par les deux 6" in page
    assert "Même thème 50 %" in page
    assert "(κ de Cohen) 0 Intervalle" in page
    settle = re.findall(rf'action="({home}/\d+/settle)"', anne.page)
    assert len(settle) == 6  # three disagreements, two buttons each
    anne.follow(anne.submit(home, to=settle[0]))
    assert "Réglé" in words(anne.page)
    public = f"/consultations/{room.consultation.slug}/agreement"
    assert "Aucun accord n’a encore été publié" in words(browser.get(public))
    anne.submit(home, to=f"{home}/publish")
    page = words(browser.get(public))
    assert "Accord au-delà du hasard (κ de Cohen) 0 Intervalle" in page
    assert ("Anne" in page, "Bob" in page) == (False, False)
    anne.submit(home, to=f"{home}/withdraw")
    assert "Aucun accord n’a encore été publié" in words(browser.get(public))


def test_nobody_sees_the_choices_of_the_other_before_the_end(room, browser_of):
    filing.file_proposals(
        [room.db.session.get(Proposal, room.ids[0])], theme=room.db.session.merge(room.access), actor=room.carl
    )
    sample = room.draw()
    room.fill(sample, "LLLLLL", "------")
    room.db.session.commit()
    home = f"{room.url}/{sample.id}"
    bob = browser_of(room.bob)
    assert "désaccord" not in words(bob.get(home)).lower()
    for position in range(1, 7):
        assert " checked" not in bob.get(f"{home}/{position}")
    answer = browser_of(room.carl).submit(f"{home}/1", {"theme": str(room.access.id)}, status=422)
    assert "deux autres personnes" in words(answer.text)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"size": "1"}, "2"),
        ({"size": "9" * 30}, "200"),
        ({"size": "x"}, "Combien de propositions"),
        ({"first": "999"}, "Première personne"),
        ({"second": "zz"}, "Deuxième personne"),
        ({"seed": "-4"}, "Tirage"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(room, browser_of, data, sentence):
    answer = browser_of(room.anne).submit(room.url, data, status=422)
    assert sentence in words(answer.text)


def test_odd_choices_are_refused_in_a_sentence(room, browser_of):
    sample = room.draw()
    room.db.session.commit()
    home, anne = f"{room.url}/{sample.id}", browser_of(room.anne)
    for odd in ("", "999", "zz", "\x00"):
        anne.submit(f"{home}/1", {"theme": odd}, status=422)
    anne.get(f"{home}/7", status=404)
    anne.get(f"{room.url}/999", status=404)
    form = anne._form(anne.get(f"{home}/1"), f"{home}/1")
    themes.delete_theme(room.db.session.get(Theme, room.access.id), actor=None)
    anne.post(f"{home}/1", form | {"theme": str(room.access.id)}, status=422)
    assert room.db.session.scalar(sa.select(sa.func.count()).select_from(Coding)) == 0
    anne.submit(home, to=f"{home}/close")
    assert "L’accord se mesure entre deux personnes" in words(anne.get(home))


def test_only_the_staff_of_this_consultation_codes(room, browser_of):
    sample = room.draw()
    room.db.session.commit()
    stranger = browser_of(make_staff(make_consultation()))
    for address in (room.url, f"{room.url}/{sample.id}", f"{room.url}/{sample.id}/1"):
        stranger.get(address, status=403)


@pytest.mark.both
def test_pages_take_as_many_queries_whatever_they_hold(db, engine, browser_of, count_queries):
    counts = []
    room = Room(db, proposals=30)
    for size in (2, 30):
        sample = room.draw(size=size)
        room.fill(sample, "A" * size, "L" * size)
        db.session.commit()
        anne = browser_of(db.session.merge(room.anne))
        for address in (room.url, f"{room.url}/{sample.id}", f"{room.url}/{sample.id}/1"):
            with count_queries() as seen:
                anne.get(address)
            counts.append(len(seen))
    assert counts[:3] == counts[3:]
