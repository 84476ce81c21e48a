"""The tables of a consultation itself: what it says, its sections, its phases."""

from collections.abc import Iterator
from dataclasses import astuple

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from consult.consultations.models import Consultation, Phase, Place, Section, State
from consult.consultations.queries import figures
from consult.datasets import Query, Row, dataset, identifier, moment, number, words
from consult.db import db
from consult.votes.models import MethodName, Poll

OPENS = _l("Moment du début")
CLOSES = _l("Moment de la fin ; vide : pas de fin")


@dataset(
    "consultations",
    _l("La consultation"),
    (
        words("slug", _l("Bout de l’adresse de ses pages")),
        words("title", _l("Le titre")),
        words("summary", _l("Ce que l’on demande, en deux phrases")),
        words("introduction", _l("La présentation, en Markdown")),
        words("territory", _l("Le territoire")),
        words("organiser", _l("Qui organise")),
        words("state", _l("Brouillon, publiée ou archivée"), State),
        words("method", _l("Comment on vote sur les propositions"), MethodName),
        moment("opens", OPENS),
        moment("closes", CLOSES),
        number("proposals", _l("Nombre de propositions publiées")),
        number("comments", _l("Nombre de commentaires publiés")),
        number("votes", _l("Nombre de votes")),
        number("people", _l("Nombre de personnes qui ont proposé, commenté ou voté"), hides_small=True),
    ),
)
def consultations(consultation_id: int) -> Iterator[Row]:
    """One row, with the figures that its page shows."""
    told = ("slug", "title", "summary", "introduction", "territory", "organiser", "state")
    columns = [getattr(Consultation, name) for name in told]
    query = sa.select(*columns, Poll.method_name, Consultation.opens, Consultation.closes)
    row = db.session.execute(query.join(Consultation.poll).where(Consultation.id == consultation_id)).one()
    yield (*row, *astuple(figures(consultation_id)))


@dataset(
    "sections",
    _l("Les rubriques"),
    (
        identifier("sections"),
        words("slug", _l("Son nom dans les adresses")),
        words("title", _l("Le titre")),
        words("description", _l("De quoi on y parle")),
        number("position", _l("Sa place dans l’ordre")),
    ),
    key=[Section.id],
)
def sections(consultation_id: int) -> Query:
    """The sections in which proposals are made."""
    columns = (Section.id, Section.slug, Section.title, Section.description, Section.position)
    return sa.select(*columns).where(Section.consultation_id == consultation_id)


@dataset(
    "places",
    _l("Les lieux que les propositions peuvent nommer"),
    (
        identifier("places"),
        words("name", _l("Le nom")),
        words("latitude", _l("La latitude, en degrés")),
        words("longitude", _l("La longitude, en degrés")),
    ),
)
def places(consultation_id: int) -> Iterator[Row]:
    """The places of the territory."""
    query = sa.select(Place.id, Place.name, Place.latitude, Place.longitude)
    for row in db.session.execute(query.filter_by(consultation_id=consultation_id).order_by(Place.id)):
        yield (row[0], row[1], str(row[2]), str(row[3]))


@dataset(
    "phases",
    _l("Les phases"),
    (
        identifier("phases"),
        words("title", _l("Le titre")),
        moment("opens", OPENS),
        moment("closes", CLOSES),
        words("activities", _l("Ce que la phase ouvre, séparé par des espaces")),
    ),
    key=[Phase.id],
)
def phases(consultation_id: int) -> Query:
    """The phases, and what each opens."""
    columns = (Phase.id, Phase.title, Phase.opens, Phase.closes, Phase.activities)
    return sa.select(*columns).where(Phase.consultation_id == consultation_id)
