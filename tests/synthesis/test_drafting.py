"""What the machine proposes: each rule, and on what its sentence rests; what is offered under a sentence."""

import sqlalchemy as sa

from consult.comments.models import Stance
from consult.db import db as database
from consult.kinds import Visibility, ref
from consult.proposals import services as proposals
from consult.proposals.models import Status
from consult.search import services as search
from consult.synthesis import choosing, drafting, writing
from consult.synthesis.central import central
from consult.synthesis.models import Citation, Part, PartKind, Statement
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user


def test_each_rule_says_what_it_saw_and_rests_on_it(db):
    place = make_consultation()
    team = make_staff(place, name="Anne")
    trees = "Planter des tilleuls tout autour de la mairie."
    crowd = [make_user() for _ in range(10)]
    shared, loved, refused, studied = (
        make_proposal(place, title=name, body=body)
        for name, body in (
            ("Alpha", trees),
            ("Bravo", "Un bus le soir."),
            ("Charlie", trees),
            ("Delta", "Du pain le matin."),
        )
    )
    for one, agree, disagree in ((shared, 5, 5), (loved, 8, 2)):
        for n, voter in enumerate(crowd[: agree + disagree]):
            proposals.vote(one, voter=voter, mark="agree" if n < agree else "disagree")
    against = make_comment(loved, stance=Stance.AGAINST, body="Trop loin de chez nous.")
    agreed = make_comment(loved, stance=Stance.FOR)
    for one, status in ((refused, Status.DECLINED), (studied, Status.STUDIED), (loved, Status.ACCEPTED)):
        proposals.answer_proposal(one, actor=team, status=status, answer="Voici pourquoi.")
    hidden = make_comment(shared, stance=Stance.AGAINST, body="Un secret.")
    hidden.visibility = Visibility.HIDDEN
    synthesis = writing.create_synthesis(place, actor=team, title="Ce que vous avez dit")
    drafting.compose(synthesis, actor=team)
    rows = database.session.execute(
        sa.select(Part.kind, Part.title, Statement.basis, Statement.text, Statement.id)
        .join(Statement, Statement.part_id == Part.id)
        .order_by(Statement.id)
    )
    told = {(row.kind, row.title, row.basis): (row.text, rests_on(row.id)) for row in rows if row.basis != "supported"}
    assert told == {
        (PartKind.THEME, "Ce qui ressort", "central"): (
            "Une idée revient souvent\xa0: «\xa0Alpha\xa0».",
            {ref(shared), ref(refused)},
        ),
        (PartKind.THEME, "Ce qui ressort", "divided"): (
            "Les avis se partagent sur «\xa0Alpha\xa0»\xa0: 5 d’accord, 0 mitigés, 5 pas d’accord.",
            {ref(shared)},
        ),
        (PartKind.THEME, "Ce qui ressort", "discussed"): (
            "«\xa0Bravo\xa0» est parmi les plus discutées, avec 2 commentaires.",
            {ref(loved), ref(against), ref(agreed)},
        ),
        (PartKind.MINORITY, "Positions minoritaires", "minority"): (
            "Sur «\xa0Bravo\xa0», 2 personnes ne sont pas d’accord\xa0; certaines disent pourquoi.",
            {ref(loved), ref(against)},
        ),
        (PartKind.CONCLUSION, "Ce qui a été décidé", "accepted"): ("L’équipe a retenu «\xa0Bravo\xa0».", {ref(loved)}),
        (PartKind.CONCLUSION, "Ce qui a été décidé", "declined"): (
            "L’équipe n’a pas retenu «\xa0Charlie\xa0».",
            {ref(refused)},
        ),
        (PartKind.NEXT, "Et maintenant", "studied"): ("«\xa0Delta\xa0» est encore à l’étude.", {ref(studied)}),
    }


def rests_on(number):
    return {one.ref for one in database.session.scalars(sa.select(Citation).filter_by(statement_id=number))}


def test_what_is_said_to_come_back_comes_back_in_others():
    bikes = ["Des pistes pour les vélos", "Des vélos et des pistes sûres", "Une piste pour nos vélos"]
    texts = ["Un marché le samedi", *bikes, "Planter des arbres", ""]
    ((first, fellows),) = central(texts)
    assert {first, *fellows} == {1, 2, 3}
    assert central(["Un marché le samedi", "Planter des arbres", "Réparer la fontaine"]) == []


def test_what_is_found_near_and_of_the_part_is_offered_once(app, db):
    place = make_consultation()
    team = make_staff(place)
    bus, boat, tree = (
        make_proposal(place, title=title) for title in ("Un bus", "Un bateau vers le port", "Un tilleul")
    )
    db.session.commit()
    search.sync(wait=True)
    synthesis = writing.create_synthesis(place, actor=team, title="Se déplacer")
    part = writing.add_part(synthesis, actor=team, kind=PartKind.TEXT, title="Partie")
    with app.test_request_context():
        said = choosing.offers(part, words="tilleul", sentence="Il faut un bateau vers le port.", chosen=[])
    assert [(one.title, [cited.ref for cited in one.cited]) for one in said] == [
        ("Trouvées pour «\xa0tilleul\xa0»", [ref(tree)]),
        ("Proches de la phrase", [ref(boat)]),
        ("De cette partie, les plus soutenues", [ref(bus)]),
    ]
