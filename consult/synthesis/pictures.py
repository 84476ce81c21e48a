"""The figures and pictures that a synthesis can hold, drawn from what everybody reads at that moment.

Each is a block of the tree with a title, a description and a table, or nothing where there is nothing to draw. Rows
that name a contribution say which (`Drawn.marks`): a published version hides the name of what was hidden since. To add
one, write a function with @picture.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload, selectinload

from consult import periods, text
from consult.comments.models import Comment
from consult.consultations.models import Place, Section
from consult.db import db
from consult.documents.tree import Area, Chart, Dot, Figure, Figures, Link, Map, Network, Node, Plan, Series, Spot
from consult.kinds import Ref
from consult.programme.models import Term, Venue
from consult.proposals.models import Proposal
from consult.synthesis.content import Drawn
from consult.synthesis.extent import Extent
from consult.themes.analysis.picture import HIGH, WIDE
from consult.themes.models import OtherTheme, Theme
from consult.themes.picture import queries as pictures_of_themes
from consult.votes.methods import METHODS
from consult.votes.models import PollItem, Source, Tally
from consult.web.languages import day

SHOWN = 12  # rows of one picture
COLUMNS = 8
LINKS = 30
MARKED = 40  # places on a plan
FEWEST = 2  # themes of a network
SMALLEST = 5  # proposals; a place named less often could point at somebody


@dataclass(frozen=True)
class Picture:
    """A picture that can be inserted: its name for people, and how it is drawn."""

    name: str
    label: LazyString
    draw: Callable[[Extent], Drawn | None]


PICTURES: dict[str, Picture] = {}


def picture(name: str, label: LazyString) -> Callable[[Callable[[Extent], Drawn | None]], Callable[..., object]]:
    """Register a picture. A name used twice stops the application from starting."""

    def register(draw: Callable[[Extent], Drawn | None]) -> Callable[[Extent], Drawn | None]:
        if name in PICTURES:
            raise RuntimeError(f"two pictures are called {name!r}")
        PICTURES[name] = Picture(name, label, draw)
        return draw

    return register


def drawn(names: Iterable[str], extent: Extent) -> list[Drawn]:
    """These pictures, as far as there is something to draw; names that are not known are left out."""
    some = [PICTURES[name].draw(extent) for name in names if name in PICTURES]
    return [one for one in some if one is not None]


def counted(extent: Extent) -> dict[str, int]:
    """How many proposals, comments, votes and authors there are, in one query."""
    shown = extent.proposals(Proposal.author_id, Proposal.poll_item_id).subquery()
    said = extent.comments(Comment.author_id).subquery()
    cast = sa.select(sa.func.coalesce(sa.func.sum(Tally.count), 0)).where(
        Tally.item_id.in_(sa.select(shown.c.poll_item_id)), Tally.source != Source.CANCELLED
    )
    people = sa.union(sa.select(shown.c.author_id), sa.select(said.c.author_id)).subquery()
    counts = [sa.select(sa.func.count()).select_from(one).scalar_subquery() for one in (shown, said, people)]
    row = db.session.execute(sa.select(*counts, cast.scalar_subquery())).one()
    return {"proposals": row[0], "comments": row[1], "votes": int(row[3]), "people": row[2]}


def figures(counts: Mapping[str, int]) -> Figures:
    """The key figures as a block."""
    labels = {
        "proposals": _("Propositions"),
        "comments": _("Commentaires"),
        "votes": _("Votes"),
        "people": _("Personnes qui ont écrit"),
    }
    return Figures(tuple(Figure(label, counts.get(name, 0)) for name, label in labels.items()))


@picture("figures", _l("Les chiffres : propositions, commentaires, votes, personnes"))
def _key_figures(extent: Extent) -> Drawn:
    return Drawn(figures(counted(extent)))


@picture("participation", _l("La participation dans le temps"))
def _participation(extent: Extent) -> Drawn | None:
    days: dict[str, dict[date, int]] = {}
    for name, column, query in (
        (_("Propositions"), Proposal.published, extent.proposals),
        (_("Commentaires"), Comment.created, extent.comments),
    ):
        days[name] = periods.counted(query(periods.day(column), sa.func.count()))
    starts = periods.starts([one for some in days.values() for one in some])
    if not starts:
        return None
    series = tuple(Series(name, tuple(map(float, periods.spread(some, starts)))) for name, some in days.items())
    totals = [int(sum(one)) for one in zip(*(one.values for one in series), strict=True)]
    busiest = max(range(len(starts)), key=totals.__getitem__)
    said = _(
        "Du %(first)s au %(last)s ; le moment le plus vif commence le %(when)s, avec %(n)s contributions.",
        first=day(starts[0]),
        last=day(starts[-1]),
        when=day(starts[busiest]),
        n=totals[busiest],
    )
    return Drawn(
        Chart("timeline", _("La participation dans le temps"), said, _("Période"), tuple(map(day, starts)), series)
    )


@picture("votes", _l("Les votes par proposition"))
def _votes(extent: Extent) -> Drawn | None:
    query = extent.proposals().order_by(Proposal.support.desc(), Proposal.id).limit(SHOWN)
    query = query.options(
        joinedload(Proposal.poll_item).options(selectinload(PollItem.tallies), joinedload(PollItem.poll))
    )
    some = [p for p in db.session.scalars(query) if p.poll_item.poll.tells and any(p.poll_item.counts().values())]
    if not some:
        return None
    marks = METHODS[some[0].poll_item.poll.method_name].marks
    series = tuple(
        Series(str(mark.label), tuple(float(p.poll_item.counts().get(mark.key, 0)) for p in some)) for mark in marks
    )
    said = ngettext(
        "La proposition qui a reçu le plus de voix favorables, avec le nombre de chaque vote.",
        "Les %(num)s propositions qui ont reçu le plus de voix favorables, avec le nombre de chaque vote.",
        len(some),
    )
    titles = tuple(p.title for p in some)
    chart = Chart("stacked", _("Les votes par proposition"), said, _("Proposition"), titles, series)
    return Drawn(chart, tuple(Ref("proposal", p.id) for p in some))


@picture("themes", _l("Les thèmes par rubrique"))
def _themes_by_section(extent: Extent) -> Drawn | None:
    columns = (Proposal.theme_id, Proposal.section_id)
    rows = db.session.execute(extent.proposals(*columns, sa.func.count()).group_by(*columns)).all()
    themes, sections = _themes(extent), _sections(extent)
    if not themes or not rows:
        return None
    names: dict[int | None, str] = {None: _("Sans thème"), **{one.id: one.title for one in themes}}
    heads: dict[int | None, str] = {None: _("Sans rubrique"), **{one.id: one.title for one in sections}}
    counts: dict[tuple[int | None, int | None], int] = defaultdict(int)
    for theme, section, count in rows:
        counts[theme if theme in names else None, section if section in heads else None] += count
    lines = [one for one in (*(t.id for t in themes), None) if any(counts.get((one, s)) for s in heads)][:SHOWN]
    filled = [one for one in (*(s.id for s in sections), None) if any(counts.get((t, one)) for t in lines)][:COLUMNS]
    series = tuple(
        Series(heads[section], tuple(float(counts.get((theme, section), 0)) for theme in lines)) for section in filled
    )
    said = _(
        "Combien de propositions de chaque rubrique sont dans chaque thème : plus le carré est grand, plus il y en a."
    )
    title = _("Les thèmes par rubrique")
    return Drawn(Chart("matrix", title, said, _("Thème"), tuple(names[theme] for theme in lines), series))


def _themes(extent: Extent) -> Sequence[Theme]:
    query = sa.select(Theme).filter_by(consultation_id=extent.consultation_id)
    if extent.themes is not None:
        query = query.where(Theme.id.in_(extent.themes))
    return db.session.scalars(query.order_by(Theme.position, Theme.id)).all()


def _sections(extent: Extent) -> Sequence[Section]:
    query = sa.select(Section).filter_by(consultation_id=extent.consultation_id)
    return db.session.scalars(query.order_by(Section.position, Section.id)).all()


@picture("network", _l("Le réseau des thèmes"))
def _network(extent: Extent) -> Drawn | None:
    """Themes are linked by the people who wrote in both, and by the proposals that touch both."""
    themes = _themes(extent)[:SHOWN]
    filed = extent.proposals(Proposal.theme_id, sa.func.count()).group_by(Proposal.theme_id)
    sizes: dict[int | None, int] = {row[0]: row[1] for row in db.session.execute(filed)}
    place = {one.id: n for n, one in enumerate(themes)}
    if len(themes) < FEWEST or not any(sizes.get(one.id) for one in themes):
        return None
    people, shared = _people_of_both(extent), _touching_both(extent)
    pairs = sorted({pair for pair in (*people, *shared) if set(pair) <= place.keys()})
    links = [Link(place[a], place[b], people.get((a, b), 0), shared.get((a, b), 0)) for a, b in pairs]
    links.sort(key=lambda one: (-one.weight, -one.shared, one.first, one.second))
    said = _(
        "Un trait relie deux thèmes dont parlent les mêmes personnes : plus il est épais, plus elles sont nombreuses."
    )
    columns = (
        _("Un thème"),
        _("Un autre"),
        _("Personnes qui parlent des deux"),
        _("Propositions qui touchent les deux"),
    )
    nodes = tuple(Node(one.title, sizes.get(one.id, 0)) for one in themes)
    return Drawn(Network(_("Le réseau des thèmes"), said, columns, nodes, tuple(links[:LINKS])))


Pairs = dict[tuple[int, int], int]


def _people_of_both(extent: Extent) -> Pairs:
    """How many people wrote a proposal or a comment in both of two themes."""
    wrote = extent.proposals(Proposal.theme_id, Proposal.author_id).where(Proposal.theme_id.is_not(None))
    said = extent.comments(Proposal.theme_id, Comment.author_id).where(Proposal.theme_id.is_not(None))
    both = sa.union(wrote, said).subquery()
    one, other = both.alias(), both.alias()
    same = sa.and_(one.c.author_id == other.c.author_id, one.c.theme_id < other.c.theme_id)
    query = sa.select(one.c.theme_id, other.c.theme_id, sa.func.count()).join_from(one, other, same)
    rows = db.session.execute(query.group_by(one.c.theme_id, other.c.theme_id))
    return {(a, b): count for a, b, count in rows}


def _touching_both(extent: Extent) -> Pairs:
    query = extent.proposals(Proposal.theme_id, OtherTheme.theme_id, sa.func.count())
    query = query.join(OtherTheme, OtherTheme.proposal_id == Proposal.id).where(Proposal.theme_id.is_not(None))
    counts: Pairs = defaultdict(int)
    for a, b, count in db.session.execute(query.group_by(Proposal.theme_id, OtherTheme.theme_id)):
        counts[min(a, b), max(a, b)] += count
    return dict(counts)


@picture("map", _l("La carte des contributions, telle que l’équipe l’a dessinée"))
def _map(extent: Extent) -> Drawn | None:
    """The picture of how ideas sit together, where it was drawn: what resembles is near."""
    found = pictures_of_themes.get(extent.consultation_id)
    known = {one.id: one.title for one in _themes(extent)}
    if found is None:
        return None
    areas = tuple(
        Area(known[theme], x, y, rx, ry, angle, count, known.get(nearest, ""))
        for theme, x, y, rx, ry, angle, count, nearest, _typical in found.areas
        if theme in known
    )
    if not areas:
        return None
    dots = tuple(Dot(x, y, theme in known) for x, y, theme in found.dots if extent.themes is None or theme in known)
    said = _("Chaque point est une proposition, chaque surface un thème ; ce qui se ressemble est proche.")
    columns = (_("Thème"), _("Propositions"), _("Le plus proche"))
    return Drawn(Map(_("La carte des contributions"), said, columns, WIDE, HIGH, areas, dots))


@picture("places", _l("D’où viennent les propositions"))
def _places(extent: Extent) -> Drawn | None:
    rows = db.session.execute(extent.proposals(Proposal.place, sa.func.count()).group_by(Proposal.place))
    counts: dict[str, int] = defaultdict(int)
    for place, count in rows:
        counts[place if count >= SMALLEST and place else ""] += count
    named = sorted(((n, place) for place, n in counts.items() if place), key=lambda one: (-one[0], one[1]))
    if not named:
        return None
    lines = [(place, n) for n, place in named[: SHOWN - 1]]
    if others := sum(counts.values()) - sum(n for _place, n in lines):
        lines.append((_("Ailleurs, ou sans lieu"), others))
    said = _("Les lieux nommés dans %(n)s propositions au moins ; les autres sont réunis.", n=SMALLEST)
    series = Series(_("Propositions"), tuple(float(n) for _place, n in lines))
    return Drawn(
        Chart("bars", _("D’où viennent les propositions"), said, _("Lieu"), tuple(p for p, _n in lines), (series,))
    )


@picture("territory", _l("La carte du territoire : d’où viennent les propositions"))
def _territory(extent: Extent) -> Drawn | None:
    """Places with their coordinates, where five proposals name them; the others are counted together."""
    counts = _by_place(extent)
    known = [Spot(*one, counts.get(text.fold(one[0]), 0)) for one in _located(extent.consultation_id)]
    spots = tuple(sorted((one for one in known if one.count >= SMALLEST), key=lambda one: -one.count)[:MARKED])
    if not spots:
        return None
    said = _(
        "Chaque rond est un lieu, d’autant plus grand que des propositions le nomment ; "
        "moins de %(n)s propositions ne sont pas montrées à part.",
        n=SMALLEST,
    )
    others = sum(counts.values()) - sum(one.count for one in spots)
    columns, rest = (_("Lieu"), _("Propositions")), _("Ailleurs, ou sans lieu")
    return Drawn(Plan(_("La carte du territoire"), said, columns, spots, others, rest))


def _by_place(extent: Extent) -> Mapping[str, int]:
    """How many proposals name each place, whatever its capitals and accents."""
    counts: dict[str, int] = defaultdict(int)
    for name, count in db.session.execute(extent.proposals(Proposal.place, sa.func.count()).group_by(Proposal.place)):
        counts[text.fold(name)] += count
    return counts


def _located(consultation_id: int) -> list[tuple[str, float, float]]:
    """Where places are: those of the consultation; else the middle of the venues of a part of its territory."""
    listed = sa.select(Place.name, Place.latitude, Place.longitude).where(Place.consultation_id == consultation_id)
    middle = sa.select(Term.name, sa.func.avg(Venue.latitude), sa.func.avg(Venue.longitude))
    middle = middle.join(Venue, Venue.territory_id == Term.id).where(Venue.latitude.is_not(None))
    middle = middle.where(Term.consultation_id == consultation_id).group_by(Term.id, Term.name)
    found: dict[str, tuple[str, float, float]] = {}
    for query in (listed.order_by(Place.name), middle.order_by(Term.name)):
        for name, latitude, longitude in db.session.execute(query):
            found.setdefault(text.fold(name), (name, latitude, longitude))
    return list(found.values())
