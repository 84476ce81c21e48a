"""A small instance with one of everything, and an address for every route of the application."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule

from consult import clock, kinds
from consult.accounts import services as accounts
from consult.accounts.models import User
from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.db import db
from consult.evaluation import services as evaluation
from consult.evaluation.models import Counted, Judged
from consult.evaluation.surveys import asking
from consult.evaluation.surveys.models import Kind
from consult.groups import services as groups
from consult.jobs import services as jobs
from consult.jobs.tasks import TASKS
from consult.merging import services as merging
from consult.merging.models import LikelyPair
from consult.milestones import services as milestones
from consult.moderation import appeals
from consult.moderation import services as moderation
from consult.moderation.models import Measure, Reason
from consult.policy import Role
from consult.programme import releases
from consult.programme import services as programme
from consult.registrations.models import Registration, State
from consult.synthesis import quoting, reviewing, writing
from consult.synthesis.models import PartKind
from consult.themes import filing
from consult.themes import services as themes
from consult.themes.coding import services as coding
from consult.themes.contests import services as contests
from consult.workshops import candidates, ideas
from consult.workshops import services as workshops
from consult.workstreams import services as workstreams
from consult.workstreams.funding import services as funding
from consult.workstreams.membership import ask_to_join
from consult.workstreams.sharing import services as sharing
from consult.workstreams.sharing.models import Ad, AdKind, Minutes, Resource, ResourceKind
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user
from tests.polls.polls import make_poll
from tests.themes.suggested import make_suggestion

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
# Acts after which others find less to act on come last.
LAST = re.compile(r"withdraw|delete|remove|hide|ban|erase|close|stop|log-out|password|decide")


@dataclass(frozen=True)
class World:
    """Who and what there is. Numbers start at 1, so most routes find something at 1."""

    consultation: Consultation
    member: User
    organiser: User
    administrator: User


def make_world() -> World:
    """One published consultation with one of everything, what an ordinary member wrote in it, and its people."""
    member = make_user(name="Membre")
    consultation = make_consultation(slug="consultation")
    organiser = make_staff(consultation, Role.ORGANISER, name="Organisatrice")
    proposal = make_proposal(consultation, author=member)
    comment = make_comment(proposal, author=member)
    theme = themes.create_theme(consultation, actor=organiser, title="Un thème")
    stream = workstreams.open_workstream(consultation, actor=organiser, title="Un chantier", themes=[theme])
    make_suggestion(consultation, {"Un groupe": [make_proposal(consultation)]}, actor=organiser)
    themes.create_theme(consultation, actor=organiser, title="Un autre thème")
    coding.draw(consultation, actor=organiser, first=organiser, second=make_staff(consultation), size=2)
    filing.file_proposals([proposal], theme=theme, actor=organiser)
    contests.contest(proposal, author=member, reason="Elle parle d’autre chose.", seen=theme.id)
    workstreams.create_project(stream, author=organiser, title="Un projet", proposals=[proposal])
    workstreams.publish_news(stream, author=organiser, title="Une nouvelle", body="Elle est bonne.")
    ask_to_join(stream, person=member, motivation="Pour aider.")
    sharing.share(Minutes, stream, author=organiser, title="Une réunion", held=clock.today())
    sharing.share(Ad, stream, author=organiser, title="Une annonce", kind=AdKind.SEEK)
    sharing.share(Resource, stream, author=organiser, title="Une salle", kind=ResourceKind.ROOM)
    sharing.share_file(stream, author=organiser, title="Un fichier", name="a.txt", data=b"a")
    milestones.promise(consultation, actor=organiser, title="Un jalon", due=date(2100, 1, 1), stream=stream)
    fund = funding.set_fund(consultation, actor=organiser, amount=100)
    funding.ask(stream, fund, author=organiser, title="Une demande", amount=10, project=None)
    moderation.report(comment, reporter=organiser, reason=Reason.OFF_TOPIC)
    decision = moderation.decide(
        proposal, moderator=organiser, action=Measure.WARN, rule=Reason.OTHER, facts="Un mot.", statement="Un message."
    )
    appeals.lodge(decision, author=member, body="Relisez.")
    make_poll(consultation=consultation, organiser=organiser)
    twins = [make_proposal(consultation), make_proposal(consultation)]
    scores = {"score": 0.9, "title": 0.9, "body": 0.9, "meaning": 0.9}
    pair = {"first_id": twins[0].id, "second_id": twins[1].id, "consultation_id": consultation.id}
    db.session.add(LikelyPair(**pair, **scores))
    merging.merge_proposals(twins, actor=organiser, text=merging.Text("Les deux réunies", "Leur texte."))
    grouping = groups.set_up(consultation, actor=organiser, rooms={theme.id: (1, 9)}, is_open=True)
    groups.say_wishes(grouping, person=member, organisation="Une association", themes=[theme.id])
    _synthesis(consultation, organiser, comment)
    _programme(consultation, organiser)
    _evaluation(consultation, organiser)
    jobs.enqueue(min(TASKS), owner=member)
    room = workshops.open_workshop(consultation, actor=organiser, title="Un atelier", question="", tables=1, points=3)
    ideas.type_in(room, actor=organiser, titles=["Une idée de la salle"], table=1)
    candidates.add(room, title="Un thème candidat")
    world = World(consultation, member, organiser, make_user(name="Administrateur", is_admin=True))
    db.session.commit()
    return world


def _synthesis(consultation: Consultation, writer: User, comment: Comment) -> None:
    """One that was published, and is being written again."""
    synthesis = writing.create_synthesis(consultation, actor=writer, title="Une synthèse")
    part = writing.add_part(synthesis, actor=writer, kind=PartKind.TEXT, title="Une partie", body="Un texte.")
    writing.add_statement(part, actor=writer, text="Une phrase.", refs=[kinds.ref(comment)])
    quotation = quoting.quote(part, actor=writer, ref=kinds.ref(comment), words=comment.body)
    quoting.note_consent(quotation, actor=writer, how="De vive voix")
    reviewing.submit(synthesis, actor=writer)
    reviewing.publish(synthesis, actor=make_staff(consultation), seen=synthesis.revision)


def _programme(consultation: Consultation, organiser: User) -> None:
    """A session in a room, with a speaker, published; somebody registered for it."""
    venue = programme.save_venue(consultation, actor=organiser, name="La halle", latitude=43.6, longitude=1.4)
    room = programme.save_room(consultation, actor=organiser, name="Rouge", venue=venue)
    speaker = programme.save_speaker(consultation, actor=organiser, name="Ana")
    starts = clock.now() + timedelta(days=2)
    session = programme.create_session(
        consultation,
        actor=organiser,
        title="Une séance",
        room=room,
        starts=starts,
        speakers=[speaker],
        registration=True,
    )
    releases.release(consultation, actor=organiser)
    registration = {"session_id": session.id, "consultation_id": consultation.id, "state": State.SEATED}
    db.session.add(Registration(**registration, person="x@example.org", name="Xu", email="x@example.org", number=1))


def _evaluation(consultation: Consultation, organiser: User) -> None:
    """A survey that takes answers, and a line of each kind."""
    survey = asking.create(consultation, actor=organiser, title="Un questionnaire")
    asking.add_section(survey, actor=organiser, title="Une partie")
    question = asking.Wording(Kind.ONE, "Une question", options=("Oui", "Non"))
    asking.save_question(survey, actor=organiser, said=question)
    asking.open_to_answers(survey, actor=organiser)
    evaluation.save_figure(consultation, actor=organiser, label="Jours", counted=Counted.DAYS)
    evaluation.save_budget_line(consultation, actor=organiser, account="60", label="Papier", cents=100)
    evaluation.save_remark(consultation, actor=organiser, judged=Judged.KEEP, text="Le planning.")


def arguments(rule: Rule, world: World) -> dict[str, Any]:
    """Values for the variable parts of an address that lead somewhere."""
    known = {
        "slug": world.consultation.slug,
        "user_id": world.member.id,
        "code": "fr",
        "name": "consult.css",
        "kind": "comment",
        "dataset": "proposals",
        "format_name": "csv",
        "extension": "md",
    }
    return {name: known.get(name, _some(rule._converters[name])) for name in rule.arguments}


def _some(converter: BaseConverter) -> Any:
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 1 if isinstance(converter, IntegerConverter) else "x"


def routes(app: Flask, methods: frozenset[str]) -> Iterator[tuple[str, Rule]]:
    """Every (method, rule) with one of these methods; those that take something away come last."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (bool(LAST.search(rule.rule)), rule.rule))
    for rule in rules:
        yield from ((method, rule) for method in sorted((rule.methods or set()) & methods))


def address(rule: Rule, values: dict[str, Any]) -> str:
    """The address of a rule with these values, whatever they are."""
    return re.sub(r"<(?:[^<>]+:)?(\w+)>", lambda part: quote(str(values[part[1]]), safe=""), rule.rule)


def client_of(app: Flask, user: User | None) -> FlaskClient:
    """A browser in which this person is logged in."""
    client = app.test_client()
    if user is not None:
        token = accounts.open_session(user)
        db.session.commit()
        with client.session_transaction() as session:
            session.update({"_user_id": token, "_fresh": True})
    return client


def all_rows() -> dict[str, list[Any]]:
    """The whole content of the database."""
    with db.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(table.select()))) for table in db.metadata.sorted_tables
        }
