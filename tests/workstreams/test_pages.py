"""The pages of work streams: who reads, who acts, what is said when something is wrong."""

import re

import pytest
import sqlalchemy as sa

from consult.audit.models import AuditEntry
from consult.consultations import queries as consultations
from consult.consultations.models import State
from consult.kinds import Visibility
from consult.workstreams import membership, queries, services
from consult.workstreams.models import Member, MemberState, News, Project, ProjectState, StreamState, WorkStream
from tests.factories import make_consultation, make_proposal, make_staff, make_user
from tests.workstreams.streams import Site, make_stream, words


@pytest.fixture
def site(db):
    """A work stream on its way."""
    return Site(db)


JOIN = {"motivation": "Je couds.", "organisation": "L’Établi"}
PROJECT = {"title": "La camionnette", "description": "Douze *jours*", "lead": "Lamia"}


def test_everybody_reads_a_work_stream(site, browser):
    services.publish_news(site.stream, author=site.leader, title="C’est parti", body="Venez.")
    services.create_project(site.stream, author=site.member, title="La camionnette")
    page = words(browser.get(f"/consultations/{site.slug}/workstreams"))
    assert "La tournée Accès 1 membre 1 projet 1 nouvelle animé par Lamia" in page
    page = words(browser.get(site.url))
    for said in ("La tournée", "La camionnette Idée", "C’est parti", "Venez.", "Animation Lamia", "1 membre Rémi"):
        assert said in page
    assert "Se connecter pour rejoindre ce chantier" in page
    assert "Modifier" not in page


def test_the_form_is_filled_from_the_theme(site, browser_of):
    site.theme.summary, site.theme.facilitator_id = "Pour tous", site.leader.id
    browser = browser_of(site.staff)
    form = browser._form(
        browser.get(f"/consultations/{site.slug}/workstreams/new?theme={site.theme.id}"),
        f"/consultations/{site.slug}/workstreams/new",
    )
    told = {name: form[name].strip() for name in ("title", "charter", "facilitator", "themes")}
    assert told == {"title": "Accès", "charter": "Pour tous", "facilitator": "Lamia", "themes": str(site.theme.id)}


def test_a_theme_becomes_a_work_stream(site, browser_of):
    browser = browser_of(site.staff)
    url = f"/consultations/{site.slug}/workstreams/new"
    said = {"aim": "Ouvrir", "publics": "Les voisins", "place": "Au bourg", "principle": "L’accès est un prérequis"}
    answer = browser.submit(f"{url}?theme={site.theme.id}", {"title": "Second", "facilitator": "remi"} | said, to=url)
    assert re.fullmatch(r"/workstreams/\d+", answer.location)
    page = words(browser.get(answer.location))
    assert "But Ouvrir Publics Les voisins Lieu Au bourg Principe L’accès est un prérequis" in page
    site.db.session.rollback()
    second = site.db.session.scalars(sa.select(WorkStream).filter_by(title="Second")).one()
    assert (second.facilitator_id, second.place, second.state) == (site.member.id, "Au bourg", StreamState.OPEN)
    assert [s.id for s in queries.of_theme(site.theme.id)] == [site.id, second.id]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"title": ""}, "Nom du chantier"),
        ({"title": "é" * 161}, "Nom du chantier"),
        ({"title": "\x00"}, "Nom du chantier"),
        ({"title": "LA TOURNEE"}, "Un chantier porte déjà ce nom dans cette consultation."),
        ({"facilitator": "Personne d’ici"}, "Personne d’inscrit ne porte ce pseudonyme."),
        ({"themes": "x"}, "Thèmes dont il part"),
        ({"themes": "999"}, "Thèmes dont il part"),
        ({"themes": "9" * 40}, "Thèmes dont il part"),
    ],
)
def test_what_is_wrong_in_a_work_stream_is_said_and_the_charter_is_kept(site, browser_of, given, sentence):
    url = f"/consultations/{site.slug}/workstreams/new"
    data = {"title": "Second", "charter": "Une charte longue à écrire"} | given
    answer = browser_of(site.staff).submit(url, data, status=422)
    assert sentence in answer.text
    assert "Une charte longue à écrire</textarea>" in answer.text
    assert site.count(WorkStream) == 1


def test_its_facilitator_edits_it_without_being_of_the_staff(site, browser_of):
    browser = browser_of(site.leader)
    browser.submit(f"{site.url}/edit", {"charter": "Venez *tous*", "state": "closed"})
    stream = site.one(WorkStream)
    assert (stream.charter, stream.state, stream.facilitator_id) == ("Venez *tous*", StreamState.CLOSED, site.leader.id)
    assert "<em>tous</em>" in browser.get(site.url)


def test_an_edit_over_somebody_elses_is_refused_with_both_texts_shown(site, browser_of):
    browser, url = browser_of(site.leader), f"{site.url}/edit"
    form = browser._form(browser.get(url), url)
    browser.submit(url, {"charter": "De l’autre"})
    answer = browser.post(url, form | {"charter": "Le mien", "form_key": "another"}, status=422)
    assert "Ce texte a été modifié entre-temps." in answer.text
    assert ("De l’autre" in answer.text, "Le mien</textarea>" in answer.text) == (True, True)
    assert site.one(WorkStream).charter == "De l’autre"


def test_one_asks_to_join_is_answered_and_reads_the_answer(site, browser_of):
    person, leader = browser_of(site.other), browser_of(site.leader)
    page = person.follow(person.submit(site.url, JOIN, to=f"{site.url}/join"))
    assert "Votre demande attend une réponse" in page
    page = leader.get(site.url)
    assert "1 demande à lire Kenza L’Établi Je couds. Répondre à Kenza" in words(page)
    answer = re.search(rf'href="({site.url}/members/\d+)"', page)[1]
    leader.submit(answer, {"decision": "accept", "answer": "Bienvenue !"})
    assert "On vous a répondu : « Bienvenue ! »" in words(person.get(site.url))
    leader.submit(answer, {"decision": "decline", "answer": "Non"}, status=422)
    assert "Cette demande a déjà reçu une réponse" in leader.page
    page = person.follow(person.submit(site.url, to=f"{site.url}/leave"))
    assert "Demander à rejoindre" in page


def test_a_declined_person_reads_why_and_may_ask_again(site, browser_of):
    member = membership.ask_to_join(site.stream, person=site.other, motivation="Oui")
    membership.answer_request(member, site.stream, actor=site.leader, accept=False, answer="C’est complet.")
    browser = browser_of(site.other)
    assert "Votre demande n’a pas été acceptée : « C’est complet. »" in words(browser.get(site.url))
    browser.submit(site.url, JOIN, to=f"{site.url}/join")
    assert site.db.session.scalar(sa.select(Member.state).filter_by(user_id=site.other.id)) is MemberState.ASKED


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"motivation": ""}, "Ce que vous aimeriez y apporter"),
        ({"motivation": "é" * 501}, "Ce que vous aimeriez y apporter"),
        ({"organisation": "é" * 161}, "Structure"),
        ({"csrf_token": ""}, "Ce formulaire est resté ouvert trop longtemps."),
    ],
)
def test_a_request_that_cannot_be_taken_is_kept_and_the_reason_said(site, browser_of, given, sentence):
    answer = browser_of(site.other).submit(site.url, JOIN | given, to=f"{site.url}/join", status=422)
    assert sentence in answer.text
    assert (JOIN | given)["motivation"] in answer.text
    assert site.count(Member) == 1


def test_a_member_who_asks_again_or_comes_too_late_is_told(site, browser_of):
    browser = browser_of(site.other)
    form = browser._form(browser.get(site.url), f"{site.url}/join") | JOIN
    membership.add_member(site.stream, person=site.other, actor=None)
    site.db.session.commit()
    answer = browser.post(f"{site.url}/join", form, status=422)
    assert "Vous en êtes" in answer.text
    site.one(WorkStream).state = StreamState.CLOSED
    site.db.session.delete(site.db.session.scalars(sa.select(Member).filter_by(user_id=site.other.id)).one())
    site.db.session.commit()
    answer = browser.post(f"{site.url}/join", form | {"form_key": "another"}, status=422)
    assert "Ce chantier est terminé" in answer.text
    assert site.count(Member) == 1


def test_a_member_proposes_a_project_that_points_at_its_proposals(site, browser_of, browser):
    first, second = (p.id for p in site.proposals)
    member = browser_of(site.member)
    data = PROJECT | {
        "proposals": [str(first)],
        "others": f"https://exemple.fr/proposals/{second}?x=1 {first}",
        "state": "ready",
        "audience": "Les voisins",
        "territory": "Le canton",
        "partners": "La mairie",
        "needs": "Un camion",
    }
    answer = member.submit(f"{site.url}/projects/new", data)
    project = site.one(Project)
    assert (project.title, project.state, project.author_id) == ("La camionnette", ProjectState.IDEA, site.member.id)
    page = browser.get(answer.location)
    assert re.findall(r'href="/proposals/(\d+)"', page) == [str(first), str(second)]
    told = "Public Les voisins Territoire Le canton Porté par Lamia Avec La mairie Besoins Un camion"
    assert told in words(page)


def test_a_project_may_start_from_the_page_of_a_proposal(site, browser_of):
    browser, url = browser_of(site.member), f"{site.url}/projects/new"
    form = browser._form(browser.get(f"{url}?proposal={site.proposals[1].id}"), url)
    assert (form["title"], form["proposals"]) == ("Idée 1", str(site.proposals[1].id))
    for odd in ("x", "0", "9" * 40, "-1"):
        browser.get(f"{url}?proposal={odd}")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"title": ""}, "Nom du projet"),
        ({"title": "é" * 201}, "Nom du projet"),
        ({"needs": "é" * 1001}, "Que lui faut-il ?"),
        ({"others": "la première"}, "Aucune proposition de cette consultation ne correspond à « la », « première »."),
        ({"others": "999999"}, "Aucune proposition de cette consultation ne correspond à « 999999 »."),
        ({"others": "9" * 40}, "Aucune proposition de cette consultation"),
        ({"others": "{elsewhere}"}, "Aucune proposition de cette consultation"),
        ({"proposals": "x"}, "Propositions dont il est issu"),
        ({"proposals": "{elsewhere}"}, "Propositions dont il est issu"),
        ({"proposals": "9" * 40}, "Propositions dont il est issu"),
    ],
)
def test_what_is_wrong_in_a_project_is_said_and_its_text_is_kept(site, browser_of, given, sentence):
    stranger = str(make_proposal().id)
    given = {name: value.replace("{elsewhere}", stranger) for name, value in given.items()}
    answer = browser_of(site.member).submit(f"{site.url}/projects/new", PROJECT | given, status=422)
    assert sentence in answer.text
    assert "Douze *jours*</textarea>" in answer.text
    assert site.count(Project) == 0


def test_an_author_changes_an_idea_and_its_facilitator_says_how_far_it_is(site, browser_of):
    project = services.create_project(site.stream, author=site.member, title="La camionnette")
    url = f"/projects/{project.id}/edit"
    author, leader = browser_of(site.member), browser_of(site.leader)
    author.submit(url, {"title": "Le camion", "state": "ready"})
    assert (site.one(Project).title, site.one(Project).state) == ("Le camion", ProjectState.IDEA)
    leader.submit(url, {"state": "started", "proposals": [str(site.proposals[0].id)]})
    assert site.one(Project).state is ProjectState.STARTED
    author.get(url, status=403)
    leader.submit(url, {"state": "started", "version": "1"}, status=422)
    assert "Ce texte a été modifié entre-temps." in leader.page


def test_its_facilitator_tells_news_and_corrects_them(site, browser_of):
    leader = browser_of(site.leader)
    answer = leader.submit(f"{site.url}/news/new", {"title": "C’est parti", "body": "Venez **tous**"})
    news = site.one(News)
    assert answer.location == f"{site.url}#news-{news.id}"
    leader.submit(f"{site.url}/news/new", {"title": "", "body": "Perdu ?"}, status=422)
    assert "Perdu ?</textarea>" in leader.page
    page = leader.follow(leader.submit(f"/news/{news.id}/edit", {"body": "Venez jeudi"}))
    assert ("Venez jeudi" in page, "modifiée" in page, site.count(News)) == (True, True, 1)


ADDRESSES = ("{url}/edit", "{url}/news/new", "{url}/members/{member}", "/news/{news}/edit", "/projects/{project}/edit")


@pytest.mark.parametrize("who", ["other", "member", "elsewhere"])
def test_nobody_else_leads_a_work_stream(site, browser_of, who):
    elsewhere = make_staff(make_consultation())
    news = services.publish_news(site.stream, author=site.leader, title="C’est parti", body="Venez.")
    project = services.create_project(site.stream, author=site.leader, title="La camionnette")
    asked = membership.ask_to_join(site.stream, person=make_user(), motivation="Oui")
    site.db.session.commit()
    parts = {"url": site.url, "news": news.id, "project": project.id, "member": asked.id}
    addresses = [address.format(**parts) for address in ADDRESSES] + [f"/consultations/{site.slug}/workstreams/new"]
    addresses += [f"{site.url}/projects/new"] if who != "member" else []
    browser = browser_of(elsewhere if who == "elsewhere" else getattr(site, who))
    token = browser._form(browser.get("/"), "/log-out")
    before = site.count(AuditEntry)
    for address in addresses:
        browser.get(address, status=403)
        browser.post(address, token | PROJECT | {"body": "x", "decision": "accept", "answer": "x"}, status=403)
    assert (site.count(AuditEntry), site.count(Project), site.count(News), site.count(WorkStream)) == (before, 1, 1, 1)


def test_whoever_is_not_logged_in_or_not_confirmed_does_not_join(site, browser, browser_of):
    browser.get(f"{site.url}/edit", status=302)
    unconfirmed = browser_of(make_user(is_confirmed=False))
    assert "Confirmez d’abord votre adresse" in unconfirmed.get(site.url)
    token = unconfirmed._form(unconfirmed.page, "/log-out")
    unconfirmed.post(f"{site.url}/join", token | JOIN, status=403)
    assert site.count(Member) == 1


def test_work_streams_of_a_draft_exist_for_its_staff_alone(db, browser, browser_of):
    draft = make_consultation(state=State.DRAFT)
    staff, leader = make_staff(draft), make_user()
    stream = make_stream(draft, facilitator=leader)
    project = services.create_project(stream, author=staff, title="La camionnette")
    news = services.publish_news(stream, author=staff, title="C’est parti", body="Venez.")
    db.session.commit()
    addresses = [f"/workstreams/{stream.id}", f"/projects/{project.id}", f"/consultations/{draft.slug}/workstreams"]
    for address in addresses:
        browser.get(address, status=404)
        browser_of(leader).get(address, status=404)
        browser_of(staff).get(address)
    browser_of(leader).get(f"/news/{news.id}/edit", status=404)


def test_a_hidden_project_and_a_hidden_news_are_gone_for_all(site, browser, browser_of):
    news = services.publish_news(site.stream, author=site.leader, title="C’est parti", body="Venez.")
    project = services.create_project(site.stream, author=site.leader, title="La camionnette", proposals=site.proposals)
    news.visibility = project.visibility = Visibility.HIDDEN
    site.db.session.commit()
    page = browser.get(site.url)
    assert ("C’est parti" in page, "La camionnette" in page) == (False, False)
    browser.get(f"/projects/{project.id}", status=404)
    browser_of(site.other).get(f"/projects/{project.id}", status=404)


def test_unknown_things_do_not_exist(site, browser_of):
    browser = browser_of(site.staff)
    for address in ("/workstreams/9999", "/projects/9999", "/news/9999/edit", f"{site.url}/members/9999"):
        browser.get(address, status=404)


@pytest.mark.parametrize("rows", [1, 30])
def test_pages_take_as_many_queries_for_one_row_as_for_thirty(site, browser, browser_of, count_queries, rows):
    for n in range(rows):
        more = services.create_project(site.stream, author=make_user(), title=f"Projet {n}", proposals=site.proposals)
        services.publish_news(site.stream, author=make_user(), title=f"Nouvelle {n}", body="Venez.")
        membership.ask_to_join(site.stream, person=make_user(), motivation="Oui")
        membership.add_member(site.stream, person=make_user(), actor=None)
        here = consultations.get(site.slug, viewer=site.staff)
        make_stream(here, title=f"Chantier {n}", themes=[site.theme])
    site.db.session.commit()
    addresses = (
        f"/consultations/{site.slug}/workstreams",
        site.url,
        f"/projects/{more.id}",
        f"/projects/{more.id}/edit",
    )
    counted = []
    for reader in (browser, browser_of(site.staff)):
        for address in addresses if reader is not browser else addresses[:3]:
            with count_queries() as seen:
                reader.get(address)
            counted.append(len(seen))
    assert counted == [6, 6, 8, 8, 8, 10, 9]
