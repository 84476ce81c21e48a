"""Parts of pages that are remembered: told apart by what they show, by the page, the language and the instance."""

from consult import create_app
from tests.conftest import settings


def test_a_remembered_menu_marks_the_page_that_is_read_and_no_other(browser):
    for address in ("/help", "/consultations", "/help"):
        page = browser.get(address)
        assert f'<a href="{address}" aria-current="page">' in page
        assert page.count('aria-current="page"') == 1


def test_a_remembered_menu_is_in_the_language_that_is_spoken(browser):
    assert "Mentions légales" in browser.get("/help", Accept_Language="fr")
    assert "Mentions légales" not in browser.get("/help", Accept_Language="en")


def test_an_instance_remembers_nothing_of_another_and_shows_a_changed_template_at_once_where_one_develops(
    app, tmp_path
):
    for name, other in (("first", app), ("second", create_app(settings(tmp_path)))):
        with other.test_request_context():
            template = other.jinja_env.from_string("{% remember 1 %}{{ said }}{% endremember %}")
            assert [template.render(said=said) for said in (name, "later")] == [name, name]
    developing = create_app(settings(tmp_path) | {"DEBUG": True})
    with developing.test_request_context():
        template = developing.jinja_env.from_string("{% remember 1 %}{{ said }}{% endremember %}")
        assert [template.render(said=said) for said in ("first", "later")] == ["first", "later"]
