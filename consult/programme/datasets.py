"""The table of the programme: its sessions, as the last release tells them."""

from collections.abc import Iterator

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from consult.accounts.models import Visitor
from consult.datasets import Row, dataset, flag, identifier, moment, number, words
from consult.db import db
from consult.policy import visible
from consult.programme import queries
from consult.programme.content import from_json
from consult.workstreams.models import Project


@dataset(
    "sessions",
    _l("Les séances du programme"),
    (
        identifier("sessions"),
        words("title", _l("Le titre")),
        words("subtitle", _l("Le sous-titre")),
        words("abstract", _l("Le résumé, en Markdown")),
        words("description", _l("La suite, en Markdown")),
        words("day", _l("Le jour")),
        moment("starts", _l("Début")),
        moment("ends", _l("Fin")),
        words("place", _l("La salle ou le lieu")),
        words("venue", _l("Le lieu")),
        words("address", _l("L’adresse du lieu")),
        words("format", _l("Le format")),
        words("track", _l("Le thème du programme")),
        words("publics", _l("Les publics, séparés par « ; »")),
        words("speakers", _l("Les intervenants, séparés par « ; »")),
        number("capacity", _l("Combien de places")),
        flag("registration", _l("Il faut s’inscrire")),
        words("price", _l("Le prix")),
        words("language", _l("La langue")),
        flag("cancelled", _l("Elle est annulée")),
        identifier("projects", "project_id", _l("Identifiant du projet")),
        number("release", _l("La version du programme")),
    ),
)
def sessions(consultation_id: int) -> Iterator[Row]:
    """Every session of the last release; a project that nobody reads is not named."""
    if (release := queries.last_release(consultation_id)) is None:
        return
    programme = from_json(release.content)
    places, named = programme.by_label, _projects(consultation_id)
    for talk in sorted(programme.talks, key=lambda talk: talk.id):
        day, place = programme.day_of(talk), places.get(talk.place)
        yield (
            *(talk.id, talk.title, talk.subtitle, talk.abstract, talk.description, day.isoformat() if day else ""),
            *(talk.starts, talk.ends, talk.place, *((place.venue, place.address) if place else ("", ""))),
            *(talk.format, talk.track, " ; ".join(talk.publics), " ; ".join(p.name for p in talk.speakers)),
            *(talk.capacity, talk.registration, talk.price, talk.language, talk.is_cancelled),
            *(talk.project_id if talk.project_id in named else None, release.number),
        )


def _projects(consultation_id: int) -> set[int]:
    query = visible(sa.select(Project), Visitor()).where(Project.consultation_id == consultation_id)
    return set(db.session.scalars(query.with_only_columns(Project.id)))
