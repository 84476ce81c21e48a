"""The funding desk: asked, answered once, never more than there is; sums are whole cents."""

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from consult import counters
from consult.consultations.models import Consultation
from consult.errors import RuleBroken
from consult.web.money import cents, typed
from consult.workstreams.funding import queries, services
from consult.workstreams.funding.models import Fund, FundingRequest, RequestState
from tests.factories import make_staff, make_user
from tests.letters import letters  # noqa: F401
from tests.races import race
from tests.workstreams.streams import Site, make_stream, words


@pytest.fixture
def site(db):
    """A work stream on its way."""
    return Site(db)


def test_a_work_stream_asks_and_the_team_answers(site, browser, browser_of, letters):  # noqa: F811
    staff, member = browser_of(site.staff), browser_of(site.member)
    assert "Le guichet n’est pas ouvert." in browser.get(f"{site.url}/funding")
    desk = f"/consultations/{site.slug}/fund"
    staff.submit(f"{desk}/edit", {"amount": "1 500,50 €", "rules": "Pour *tous*."})
    given = {"title": "Du tissu", "amount": "1 000", "body": "Au mètre."}
    place = member.submit(f"{site.url}/funding/new", given).location
    assert "En attente" in words(browser.get(place))
    answer = staff.submit(place, {"granted": "1 000,01", "answer": "Oui."}, status=422)
    assert "C’est plus que ce qui est demandé (1 000,00 €)." in words(answer.text).replace("\u202f", " ").replace(
        "\u00a0", " "
    )
    staff.submit(place, {"granted": "999,99", "answer": "Presque tout."})
    page = words(browser.get(desk)).replace("\u202f", " ").replace("\u00a0", " ")
    for said in ("1 500,50 € dans le fonds", "999,99 € accordés", "500,51 € restants", "Du tissu"):
        assert said in page
    [letter] = letters()
    assert (letter["To"], "Presque tout." in letter.get_body(("plain",)).get_content()) == (site.member.email, True)
    staff.submit(f"{desk}/edit", {"amount": "999,98"}, status=422)
    member.get(f"{desk}/edit", status=403)
    token = member._form(member.get(f"{site.url}/funding/new"), f"{site.url}/funding/new")
    member.post(place, token | {"granted": "1", "answer": "x"}, status=403)
    browser_of(site.other).get(f"{site.url}/funding/new", status=403)
    assert list(counters.differences()) == []


WRONG = [
    ({"title": ""}, "Pour quoi ?"),
    ({"amount": ""}, "Somme demandée"),
    ({"amount": "beaucoup"}, "Ce n’est pas une somme. Écrivez par exemple 1 200 ou 1 200,50."),
    ({"amount": "1,005"}, "Ce n’est pas une somme."),
    ({"amount": "-5"}, "Une somme ne peut pas être négative."),
    ({"amount": "0"}, "Dites combien vous demandez."),
    ({"amount": "9" * 12}, "Cette somme est trop grande."),
    ({"amount": "1e5"}, "Ce n’est pas une somme."),
    ({"project": "999"}, "Pour quel projet ?"),
]


def test_what_is_wrong_in_a_request_is_said_and_kept(site, browser_of):
    services.set_fund(site.consultation, actor=site.staff, amount=100)
    member, url = browser_of(site.member), f"{site.url}/funding/new"
    for wrong, sentence in WRONG:
        answer = member.submit(url, {"title": "Du tissu", "amount": "12", "body": "À garder."} | wrong, status=422)
        assert sentence in words(answer.text).replace("\u00a0", " "), wrong
        assert "À garder." in answer.text
    assert site.count(FundingRequest) == 0


@pytest.mark.both
def test_two_answers_at_once_never_give_more_than_there_is(app, db, engine):
    stream, author = make_stream(), make_user()
    place = db.session.get_one(Consultation, stream.consultation_id)
    staff = make_staff(place)
    fund = services.set_fund(place, actor=staff, amount=100_00)
    asked = [
        services.ask(stream, fund, author=author, title=f"Demande {n}", amount=60_00, project=None) for n in range(2)
    ]
    db.session.commit()

    def answer(request_id):
        def act():
            with app.test_request_context():
                one = queries.get(request_id, viewer=staff)
                services.answer(one, actor=staff, granted=60_00, answer="Oui")

        return act

    results = race(app, *(answer(one.id) for one in asked))
    assert sorted(type(r).__name__ for r in results) == ["NoneType", "RuleBroken"]
    db.session.rollback()
    db.session.expire_all()
    assert db.session.scalars(sa.select(Fund)).one().balance == 40_00
    states = sorted(db.session.scalars(sa.select(FundingRequest.state)).all())
    assert states == [RequestState.ASKED, RequestState.GRANTED]
    granted = db.session.scalars(sa.select(FundingRequest.id).filter_by(state=RequestState.GRANTED)).one()
    assert isinstance(race(app, answer(granted))[0], RuleBroken)


@pytest.mark.both
def test_the_database_itself_refuses_to_give_more(db, engine):
    stream = make_stream()
    fund = services.set_fund(db.session.get_one(Consultation, stream.consultation_id), actor=make_user(), amount=10)
    db.session.commit()
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(sa.update(Fund).filter_by(id=fund.id).values(granted=11))
    db.session.rollback()


@settings(max_examples=100)
@given(st.integers(0, 10**11))
def test_a_sum_that_was_typed_is_read_back(amount: int) -> None:
    assert cents(typed(amount)) == amount
    grouped = f"{amount // 100:,}".replace(",", "\u202f") + f",{amount % 100:02} €"
    assert cents(grouped) == amount
