"""The pages: facilitators merge and split, supporters answer from their letter, everybody reads what happened."""

import re
from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult import clock
from consult.accounts import services as accounts
from consult.comments.models import Comment
from consult.db import db as database
from consult.jobs import services as jobs
from consult.merging import answers, services
from consult.merging.figures import support_of
from consult.merging.models import Rework
from consult.merging.standing import Support
from consult.moderation.models import Measure
from consult.proposals import services as proposals
from consult.proposals.models import Proposal
from consult.votes.models import Vote
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user
from tests.letters import letters, link_in  # noqa: F401  a fixture
from tests.merging.acts import merge, results_of, split, vote_for
from tests.moderation.acts import decide


def words(html):
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def place(db):
    consultation = make_consultation(title="Le festival")
    db.session.commit()
    return consultation


@pytest.fixture
def two(place, db):
    """Two proposals that say the same."""
    rows = [
        make_proposal(place, title=f"Un annuaire {what}", body=f"Un annuaire {what} pour tous.")
        for what in ("en ligne", "sur le site")
    ]
    db.session.commit()
    return rows


@pytest.fixture
def team(place, db):
    person = make_staff(place, name="Anne")
    db.session.commit()
    return person


def the_act():
    database.session.rollback()
    return database.session.scalars(sa.select(Rework)).one()


def test_a_facilitator_merges_two_proposals_and_everybody_sees_where_they_are(
    db, place, two, team, browser_of, browser
):
    staff = browser_of(team)
    url = f"/consultations/le-festival/merge?proposal={two[0].id}&proposal={two[1].id}"
    given = {"title": "Un seul annuaire", "body": "Un annuaire pour tous, en ligne.", "reason": "Même idée."}
    form = staff._form(staff.get(url), "/consultations/le-festival/merge")
    assert (form["title"], form["body"].strip()) == (two[0].title, two[0].body)
    answer = staff.post("/consultations/le-festival/merge", form | {"proposal": [two[0].id, two[1].id]} | given)
    page = words(staff.follow(answer))
    assert "L’équipe l’a écrite pour réunir" in page
    result = db.session.scalars(sa.select(Proposal).filter_by(title="Un seul annuaire")).one()
    for one in two:
        page = words(browser.get(f"/proposals/{one.id}"))
        assert one.body in page
        assert "Cette proposition a été réunie avec d’autres" in page
        assert "Un seul annuaire" in page
        assert "On ne vote plus ici" in page
    listed = words(browser.get("/consultations/le-festival/proposals?order=recent"))
    assert "Un seul annuaire" in listed
    assert "Un annuaire en ligne" not in listed
    page = words(browser.get(f"/reworks/{the_act().id}"))
    assert "Même idée." in page
    assert "De « Un annuaire en ligne » à « Un seul annuaire »" in page
    assert "Défaire" not in page
    assert result.origin.value == "rework"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"title": ""}, "Ce champ est requis."),
        ({"title": "Abc"}, "entre 5 et 200"),
        ({"body": "x" * 10_001}, "10000"),
        ({"reason": "x" * 1_001}, "1000"),
        ({"proposal": []}, "Choisissez de 2 à 20"),
        ({"proposal": ["abc", "1"]}, "Choisissez de 2 à 20"),
        ({"proposal": [1, 999_999]}, "n’est plus là, ou a déjà été réunie"),
        ({"csrf_token": "faux"}, "Rien n’est perdu"),
    ],
)
def test_what_is_wrong_with_a_merge_is_said_and_what_was_typed_is_kept(
    db, place, two, team, browser_of, given, sentence
):
    staff = browser_of(team)
    url = f"/consultations/le-festival/merge?proposal={two[0].id}&proposal={two[1].id}"
    form = staff._form(staff.get(url), "/consultations/le-festival/merge")
    typed = {"proposal": [two[0].id, two[1].id], "title": "Un seul annuaire", "body": "Pour tous.", "reason": "Même."}
    page = staff.post("/consultations/le-festival/merge", form | typed | given, status=422).text
    assert sentence in page
    assert (typed | given)["body"] in page
    database.session.rollback()
    assert db.session.scalars(sa.select(Rework)).all() == []


def test_the_list_of_what_to_merge_is_built_by_number_or_address(db, place, two, team, browser_of):
    staff, here = browser_of(team), "/consultations/le-festival/merge"
    page = words(staff.get(f"{here}?proposal={two[0].id}&proposal=https://ici.example/proposals/{two[1].id}/"))
    assert "Un annuaire en ligne" in page
    assert "Un annuaire sur le site" in page
    page = words(staff.get(f"{here}?proposal={two[0].id}&proposal=999999&proposal=rien"))
    assert "Une proposition n’est pas dans cette consultation" in page
    assert "Aucune proposition choisie." in words(staff.get(here))


def test_a_proposal_is_split_in_two(db, place, two, team, browser_of, browser):
    staff, url = browser_of(team), f"/proposals/{two[0].id}/split"
    form = staff._form(staff.get(url), url)
    assert form["first_body"].strip() == form["second_body"].strip() == two[0].body
    page = staff.post(url, form | {"second_title": two[0].title}, status=422).text
    assert "Les deux textes sont les mêmes" in page
    given = {"first_title": "Un annuaire", "first_body": "Simple.", "second_title": "Un site", "second_body": "Joli."}
    page = words(staff.follow(staff.post(url, form | given)))
    assert "Une proposition partagée en deux" in page
    page = words(browser.get(f"/proposals/{two[0].id}"))
    assert "Cette proposition a été partagée en deux" in page
    assert two[0].body in page


def test_each_supporter_is_told_once_and_answers_from_the_letter(db, place, two, team, browser, letters):  # noqa: F811
    person, ghost = make_user(name="Zoé"), make_user()
    ghost.email = ghost.email_key = None
    vote_for(two[0], person, ghost)
    vote_for(two[1], person)
    act = merge(*two, actor=team, title="Un seul annuaire", reason="Même idée.")
    db.session.commit()
    mine = [one for one in letters() if one["To"] == person.email]
    assert len(mine) == 1
    text = mine[0].get_body(("plain",)).get_content().replace("\u00a0", " ")
    assert str(mine[0]["Subject"]).strip().startswith("Des propositions ont été réunies")
    for sentence in ("« Un annuaire en ligne »", "« Un annuaire sur le site »", "« Un seul annuaire »", "Même idée."):
        assert sentence in text
    link = link_in(mine[0])
    page = words(browser.get(link))
    assert "Vous répondez en tant que Zoé." in page
    database.session.rollback()
    (result,) = results_of(the_act())
    assert support_of(result) == Support(asked=1, unasked=1)  # reading changed nothing
    form = browser._form(browser.get(link), link)
    page = words(browser.follow(browser.post(link, form | {"answer": f"confirmed-{result.id}"})))
    assert "Votre soutien à « Un seul annuaire » est confirmé." in page
    assert "Vous la soutenez" in page
    database.session.rollback()
    assert support_of(result) == Support(confirmed=1, unasked=1)
    assert db.session.scalars(sa.select(Vote.voter_id).filter_by(item_id=result.poll_item_id)).all() == [person.id]
    form = browser._form(browser.get(link), link)
    page = words(browser.follow(browser.post(link, form | {"answer": f"withdrawn-{result.id}"})))
    assert "Vous ne la soutenez pas" in page
    assert act.stands
    assert len([one for one in letters() if one["To"] == person.email]) == 1


def test_nobody_is_told_twice_when_the_work_is_done_again(db, place, two, team, letters):  # noqa: F811
    """A worker that was killed, or a vote that came in late: the job runs again, for those it has not told."""
    early, late = make_user(name="Zoé"), make_user(name="Max")
    vote_for(two[0], early, late)
    late.confirmed, confirmed = None, late.confirmed
    act_id = merge(*two, actor=team).id
    late_id = late.id
    db.session.commit()
    told = Counter(one["To"] for one in letters())
    assert sorted(told.values()) == [1, 1, 1]  # two authors, one supporter
    db.session.get(type(team), late_id).confirmed = confirmed
    jobs.enqueue(services.ASK, rework_id=act_id)
    db.session.commit()
    again = Counter(one["To"] for one in letters())
    assert sorted((again - told).values()) == [1]
    assert set(again.values()) == {1}


def test_authors_are_told_too_in_one_letter(db, place, two, team, letters):  # noqa: F811
    vote_for(two[1], db.session.get(type(team), two[0].author_id))
    merge(*two, actor=team, title="Un seul annuaire")
    db.session.commit()
    found = letters()
    assert len(found) == 2
    both = next(one for one in found if "Vous avez soutenu" in one.get_body(("plain",)).get_content())
    assert "Vous avez écrit" in both.get_body(("plain",)).get_content()
    other = next(one for one in found if one is not both).get_body(("plain",)).get_content()
    assert f"/reworks/{the_act().id}\n" in other


def test_whoever_is_logged_in_answers_on_the_page(db, place, two, team, browser_of):
    person = make_user()
    vote_for(two[0], person)
    act = merge(*two, actor=team)
    (result,) = results_of(act)
    db.session.commit()
    browser, url = browser_of(person), f"/reworks/{act.id}/answer"
    assert "Votre soutien vous suit-il" in words(browser.get(f"/proposals/{result.id}"))
    browser.post(url, browser._form(browser.get(url), url) | {"answer": f"confirmed-{result.id}"})
    database.session.rollback()
    assert support_of(result) == Support(confirmed=1)
    assert "Votre soutien vous suit-il" not in words(browser.get(f"/proposals/{result.id}"))
    other = browser_of(make_user())
    assert "Il n’y a rien à vous demander ici." in words(other.get(url))


@pytest.mark.parametrize("given", ["", "oui", "confirmed-", "confirmed-999999", "agree-1", "confirmed-é"])
def test_an_answer_that_no_button_gives_is_refused(db, place, two, team, browser_of, given):
    person = make_user()
    vote_for(two[0], person)
    act = merge(*two, actor=team)
    db.session.commit()
    browser, url = browser_of(person), f"/reworks/{act.id}/answer"
    browser.post(url, browser._form(browser.get(url), url) | {"answer": given}, status=422)
    database.session.rollback()
    assert support_of(results_of(the_act())[0]) == Support(unasked=1)


def test_a_link_that_is_not_ours_leads_nowhere(db, place, two, team, browser):
    person = make_user()
    vote_for(two[0], person)
    token = answers.sign(merge(*two, actor=team), person)
    db.session.commit()
    browser.get(f"/reworks/answer/{token}")
    for wrong in (token[:-2], token[2:], "x", token.replace(".", "", 1)):
        browser.get(f"/reworks/answer/{wrong}", status=404)


def test_whoever_moderation_suspended_answers_when_it_is_over(db, place, two, team, browser):
    person = make_user()
    vote_for(two[0], person)
    act = merge(*two, actor=team)
    (result,) = results_of(act)
    decision = decide(make_proposal(place, author=person), Measure.WARN, moderator=team)
    accounts.suspend(person, consultation_id=place.id, decision_id=decision.id, ends=clock.now() + timedelta(days=7))
    url = f"/reworks/answer/{answers.sign(act, person)}"
    db.session.commit()
    form = browser._form(browser.get(url), url) | {"answer": f"confirmed-{result.id}"}
    assert "Ce compte ne peut pas participer en ce moment." in browser.post(url, form, status=422).text
    with clock.at(clock.now() + timedelta(days=8)):
        browser.post(url, browser._form(browser.get(url), url) | {"answer": f"confirmed-{result.id}"})


def test_an_account_that_is_closed_answers_no_more(db, place, two, team, browser):
    person = make_user()
    vote_for(two[0], person)
    act = merge(*two, actor=team)
    (result,) = results_of(act)
    url = f"/reworks/answer/{answers.sign(act, person)}"
    db.session.commit()
    form = browser._form(browser.get(url), url)
    person.banned = act.created
    db.session.add(person)
    page = browser.post(url, form | {"answer": f"confirmed-{result.id}"}, status=422).text
    assert "Ce compte ne peut pas participer en ce moment." in page


def test_the_page_of_a_result_shows_the_figures_and_all_discussions_together(db, place, two, team, browser_of, browser):
    make_comment(two[0], body="Dit sous la première.")
    said = make_comment(two[1], body="Dit sous la seconde.")
    vote_for(two[0], make_user(), make_user())
    act = merge(*two, actor=team)
    (result,) = results_of(act)
    vote_for(result, make_user())
    db.session.commit()
    page = words(browser.get(f"/proposals/{result.id}"))
    assert "3 personnes en tout , chacune comptée une fois" in page
    assert "Soutiens directs, donnés à ce texte 1" in page
    assert "Soutiens hérités, personnes pas encore interrogées 2" in page
    assert "Dit sous la première." in page
    assert "sur « Un annuaire sur le site »" in page
    reader = browser_of(make_user())
    reply = f"/proposals/{result.id}/reply/{said.id}"
    answer = reader.submit(reply, {"body": "Je réponds d’ici."}, to=f"/proposals/{result.id}/comments")
    assert "Je réponds d’ici." in reader.follow(answer)
    database.session.rollback()
    row = db.session.scalars(sa.select(Comment).filter_by(body="Je réponds d’ici.")).one()
    assert (row.thread_id, row.parent_id) == (said.thread_id, said.id)
    assert "Je réponds d’ici." in browser.get(f"/proposals/{two[1].id}")


def test_nobody_replies_from_here_to_what_is_said_elsewhere(db, place, two, team, browser_of):
    other = make_comment(make_proposal(place))
    act = merge(*two, actor=team)
    (result,) = results_of(act)
    db.session.commit()
    reader, here = browser_of(make_user()), f"/proposals/{result.id}/comments"
    form = reader._form(reader.get(f"/proposals/{result.id}"), here)
    reader.post(here, form | {"body": "Ailleurs.", "parent": str(other.id)}, status=409)


def test_a_hidden_original_shows_neither_title_nor_discussion(db, place, two, team, browser):
    make_comment(two[0], body="Dit sous la première.")
    act = merge(*two, actor=team)
    proposals.withdraw_proposal(two[0], actor=team)
    (result,) = results_of(act)
    db.session.commit()
    for url in (f"/proposals/{result.id}", f"/reworks/{act.id}"):
        page = browser.get(url)
        assert "Un annuaire en ligne" not in page
        assert "Un annuaire sur le site" in page
        assert "Dit sous la première." not in page


def test_undoing_shows_what_it_changes_then_does_it(db, place, two, team, browser_of, browser, letters):  # noqa: F811
    supporter = make_user()
    act = merge(*two, actor=team, title="Un seul annuaire")
    (result,) = results_of(act)
    vote_for(result, supporter)
    db.session.commit()
    letters()
    staff, url = browser_of(team), f"/reworks/{act.id}/undo"
    page = words(staff.get(url))
    assert "Reprennent leur place" in page
    assert "De « Un seul annuaire » à « Un annuaire en ligne »" in page
    assert "<del>Le texte réuni" in staff.get(url)
    staff.submit(url, {"reason": ""}, status=422)
    page = words(staff.follow(staff.submit(url, {"reason": "Trop différentes."})))
    assert "Défait par Anne" in page
    listed = words(browser.get("/consultations/le-festival/proposals?order=recent"))
    assert "Un annuaire en ligne" in listed
    assert "Un seul annuaire" not in listed
    page = words(browser.get(f"/proposals/{result.id}"))
    assert "Ce changement a été défait" in page
    assert "Le texte réuni." in page
    found = [one for one in letters() if str(one["Subject"]).strip().startswith("Un changement a été défait")]
    assert supporter.email in {str(one["To"]) for one in found}
    assert len(found) == len({str(one["To"]) for one in found}) == 3  # and the two authors


def test_only_the_team_merges_splits_and_undoes(db, place, two, team, browser_of, browser):
    act = merge(*two, actor=team)
    third = make_proposal(place)
    db.session.commit()
    urls = ["/consultations/le-festival/merge", "/consultations/le-festival/duplicates"]
    urls += [f"/proposals/{third.id}/split", f"/reworks/{act.id}/undo"]
    citizen = browser_of(make_user())
    for url in urls:
        citizen.get(url, status=403)
        assert browser.client.get(url).status_code == 302


def test_an_ordinary_proposal_asks_nothing_more_of_the_database(db, place, two, team, browser, count_queries):
    act = merge(*two, actor=team)
    plain = make_proposal(place)
    (result,) = results_of(act)
    db.session.commit()
    counts = {}
    for name, url in (("plain", plain.id), ("original", two[0].id), ("result", result.id)):
        browser.get(f"/proposals/{url}")
        with count_queries() as seen:
            browser.get(f"/proposals/{url}")
        counts[name] = len(seen)
    assert counts == {"plain": 5, "original": 8, "result": 9}


def test_the_number_of_originals_and_of_people_does_not_change_the_number_of_queries(
    db, place, team, browser, count_queries
):
    counts = []
    for many in (2, 10):
        rows = [make_proposal(place) for _ in range(many)]
        vote_for(rows[0], *(make_user() for _ in range(many)))
        (result,) = results_of(merge(*rows, actor=team))
        db.session.commit()
        with count_queries() as seen:
            browser.get(f"/proposals/{result.id}")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_split_is_asked_about_in_one_letter_with_a_button_for_each_part(
    db,
    place,
    two,
    team,
    browser,
    letters,  # noqa: F811
):
    person = make_user()
    vote_for(two[0], person)
    act = split(two[0], actor=team)
    db.session.commit()
    (mine,) = [one for one in letters() if one["To"] == person.email]
    link = link_in(mine)
    page = browser.get(link)
    for result in results_of(act):
        assert f'value="confirmed-{result.id}"' in page
        assert f'value="withdrawn-{result.id}"' in page
    first, second = results_of(act)
    browser.post(link, browser._form(page, link) | {"answer": f"confirmed-{first.id}"})
    database.session.rollback()
    assert [support_of(first), support_of(second)] == [Support(confirmed=1), Support(asked=1)]
