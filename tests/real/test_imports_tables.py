"""République numérique and Decidim's exports: the published figures."""

from collections import Counter
from pathlib import Path

from consult.imports.importers import IMPORTERS
from consult.imports.parsed import Origin, Parsed, Stance
from consult.reading.files import Upload


def read(preset: str, folder: Path) -> Parsed:
    return IMPORTERS[preset].read([Upload(file.name, file.read_bytes()) for file in sorted(folder.glob("*.csv"))])


def test_republique_numerique_gives_its_published_figures(data: Path) -> None:
    parsed = read("republique-numerique", data / "republique-numerique")
    counts = {"proposals": 696, "comments": 3994, "people": 1521, "sections": 18, "sources": 326, "hidden": 4}
    assert parsed.counts() == counts
    assert Counter(comment.stance for comment in parsed.comments) == {Stance.FOR: 1960, Stance.AGAINST: 2034}
    assert parsed.totals == {"agree": 71_940, "disagree": 10_735, "mixed": 5_947}
    assert all(thing.created and thing.author for thing in parsed.proposals + parsed.comments)
    assert [oddity.kind for oddity in parsed.warnings] == ["hidden"]


def test_decidim_gives_its_published_figures(data: Path) -> None:
    parsed = read("decidim", data / "osp-granddebat-decidim")
    counts = {"proposals": 196, "comments": 737, "people": 138, "sections": 5, "debates": 29, "missing": 27}
    assert parsed.counts() == counts
    stances = {Stance.NEUTRAL: 604, Stance.FOR: 102, Stance.AGAINST: 31}
    assert Counter(comment.stance for comment in parsed.comments) == stances
    assert sum(comment.parent is not None for comment in parsed.comments) == 152


def test_comments_of_another_site_are_not_put_under_proposals_with_the_same_number(data: Path) -> None:
    """The export mixes two sites; 19 comments of one carry the number of a proposal of the other."""
    parsed = read("decidim", data / "osp-granddebat-decidim")
    commented = Counter[Origin]()
    for proposal in parsed.proposals:
        commented[proposal.origin] += len(proposal.comments)
    assert commented == {Origin.PROPOSAL: 0, Origin.DEBATE: 693, Origin.MISSING: 44}
