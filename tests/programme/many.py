"""A programme as large as a big festival's: so many sessions over six days in forty rooms, with speakers."""

import random
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.db import db
from consult.programme import queries, releases, services
from consult.programme.models import Room, Session, SessionPublic, SessionSpeaker, Vocabulary

FIRST = datetime(2026, 10, 28, 8, tzinfo=UTC)
WORDS = (
    *("atelier", "jardin", "mémoire", "quartier", "école", "forêt", "marché", "musique"),
    *("récit", "vélo", "réseau", "soin", "table", "rivière"),
)


def make_many(consultation: Consultation, organiser: User, count: int) -> None:
    """Fill the draft with so many sessions, and release it."""
    draw = random.Random(0)
    given = {"actor": organiser}
    venues = [
        services.save_venue(consultation, name=f"Lieu {n}", latitude=43 + n, longitude=1, **given) for n in range(8)
    ]
    rooms = [
        services.save_room(consultation, name=f"Salle {n}", venue=venues[n % 8], capacity=40, **given)
        for n in range(40)
    ]
    people = [services.save_speaker(consultation, name=f"Personne {n}", **given) for n in range(300)]
    formats = queries.terms(consultation.id, Vocabulary.FORMAT)
    publics = queries.terms(consultation.id, Vocabulary.PUBLIC)
    rows = [_row(consultation, rooms[n % 40], formats[n % len(formats)].id, n, draw) for n in range(count)]
    db.session.execute(sa.insert(Session), rows)
    ids = db.session.scalars(sa.select(Session.id).filter_by(consultation_id=consultation.id)).all()
    speak = [{"session_id": n, "speaker_id": draw.choice(people).id, "position": 0} for n in ids]
    db.session.execute(sa.insert(SessionSpeaker), speak)
    db.session.execute(sa.insert(SessionPublic), [{"session_id": n, "term_id": publics[n % 3].id} for n in ids])
    releases.release(consultation, actor=organiser)


def _row(consultation: Consultation, room: Room, format_id: int, n: int, draw: random.Random) -> dict[str, object]:
    starts = FIRST + timedelta(days=n % 6, hours=n // 40 % 10)
    title = " ".join(draw.sample(WORDS, 4)).capitalize()
    return {
        "consultation_id": consultation.id,
        "created": FIRST - timedelta(days=90),
        "guid": f"guid-{n}",
        "title": f"{title} {n}",
        "abstract": " ".join(draw.choices(WORDS, k=40)),
        "starts": starts,
        "ends": starts + timedelta(minutes=50),
        "room_id": room.id,
        "venue_id": room.venue_id,
        "format_id": format_id,
        "capacity": 30,
    }
