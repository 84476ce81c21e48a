"""Rights are separate: whoever moderates need not theme, and the other way round; each is given by an organiser."""

from collections.abc import Callable

import pytest

from consult.accounts import services as accounts
from consult.accounts.forms import RIGHTS
from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.policy import Permission, Right, Role, may
from tests.conftest import Browser
from tests.factories import make_consultation, make_proposal, make_staff, make_user
from tests.programme.acts import make_programme

GIVEN = {
    Right.MODERATE: {Permission.CONTRIBUTION_MODERATE, Permission.PARTICIPANT_SUSPEND, Permission.PARTICIPANT_EXCLUDE},
    Right.THEME: {Permission.THEME_EDIT, Permission.PROPOSAL_REWORK},
    Right.EXPORT: {Permission.DATA_EXPORT},
    Right.PERSONAL: {Permission.REGISTRATION_MANAGE},
}


@pytest.fixture
def consultation(db: object) -> Consultation:
    return make_consultation(slug="culture")


def test_every_right_says_what_it_gives() -> None:
    assert GIVEN.keys() == set(Right) == set(RIGHTS)


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.ORGANISER])
def test_each_right_is_withheld_alone_and_nothing_else_with_it(consultation: Consultation, role: Role) -> None:
    whole = make_staff(consultation, role)
    held = {p for p in Permission if p not in {Permission.SYNTHESIS_REVIEW} and _may(whole, p, consultation)}
    for right, permissions in GIVEN.items():
        person = make_user()
        accounts.give_role(person, consultation_id=consultation.id, role=role, withheld=[right])
        assert {p for p in held if not _may(person, p, consultation)} == permissions & held
    administrator = make_user(is_admin=True)
    assert all(_may(administrator, p, consultation) for right in GIVEN for p in GIVEN[right])


def _may(person: User, permission: Permission, place: Consultation) -> bool:
    """Whether the rules of a permission hold on the consultation itself; those that need something else do not."""
    try:
        return may(person, permission, place)
    except AttributeError:
        return False


def test_personal_data_and_accounts_are_for_administrators_alone(consultation: Consultation) -> None:
    for person in (make_user(), make_staff(consultation), make_staff(consultation, Role.ORGANISER)):
        assert not may(person, Permission.PERSONAL_READ)
        assert not may(person, Permission.ACCOUNT_ADMINISTER)


def test_an_organiser_withholds_a_right_on_the_page_of_the_team_and_it_holds_at_once(
    browser_of: Callable[[User], Browser], consultation: Consultation
) -> None:
    organiser, person = make_staff(consultation, Role.ORGANISER), make_user(name="Aline")
    make_proposal(consultation)
    team = browser_of(organiser)
    here = "/consultations/culture/team"
    team.submit(here, {"person": "Aline", "role": "facilitator", "withheld": ["moderate"]}, to=f"{here}/give")
    assert "Modérer" in team.get(here)
    theirs = browser_of(person)
    theirs.get("/consultations/culture/moderation", 403)
    theirs.get("/consultations/culture/board")
    team.submit(here, {"person": "Aline", "role": "facilitator", "withheld": ["theme"]}, to=f"{here}/give")
    theirs.get("/consultations/culture/moderation")
    theirs.get("/consultations/culture/board", 403)
    team.submit(
        here, {"person": "Aline", "role": "facilitator", "withheld": ["everything"]}, to=f"{here}/give", status=422
    )


def test_tables_of_the_team_and_those_who_registered_are_for_whom_an_organiser_lets_know_them(
    browser_of: Callable[[User], Browser], consultation: Consultation
) -> None:
    organiser, person = make_staff(consultation, Role.ORGANISER), make_user(name="Aline")
    numbers = make_programme(consultation, organiser).id
    team, theirs = browser_of(organiser), browser_of(person)
    here, table = "/consultations/culture/team", "/consultations/culture/exports/join-requests/csv"
    people, sheet = f"/sessions/{numbers}/registrations", f"/sessions/{numbers}/sign-in.pdf"
    cases: tuple[tuple[list[str], tuple[int, int, int]], ...] = (
        ([], (200, 200, 200)),
        (["export"], (404, 200, 403)),
        (["personal"], (200, 403, 403)),
        (["export", "personal"], (404, 403, 403)),
    )
    for withheld, statuses in cases:
        given = {"person": "Aline", "role": "facilitator", "withheld": withheld}
        team.submit(here, given, to=f"{here}/give")
        assert tuple(theirs.client.get(url).status_code for url in (table, people, sheet)) == statuses, withheld
        assert ("join-requests" in theirs.get("/consultations/culture/exports")) is (statuses[0] == 200)
    page = team.get(here)
    assert "sauf : Emporter les tables de l’équipe" in page
    assert "sauf : Lire les coordonnées des personnes" in page


def test_nobody_gives_back_to_themselves_what_was_withheld(
    browser_of: Callable[[User], Browser], consultation: Consultation
) -> None:
    organiser = make_user(name="Aline")
    accounts.give_role(organiser, consultation_id=consultation.id, role=Role.ORGANISER, withheld=[Right.MODERATE])
    theirs, here = browser_of(organiser), "/consultations/culture/team"
    page = theirs.submit(here, {"person": "Aline", "role": "organiser"}, to=f"{here}/give", status=422).text
    assert "Demandez-le à quelqu’un d’autre" in page
    theirs.get("/consultations/culture/moderation", 403)
    theirs.submit(here, to=f"{here}/{organiser.id}/take")  # what one has, one may give back
    theirs.get(here, 403)
    administrator = make_user(name="Zoé", is_admin=True)  # nothing is withheld from whom everything is given
    browser_of(administrator).submit(here, {"person": "Zoé", "role": "organiser"}, to=f"{here}/give")
