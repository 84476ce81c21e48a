"""The rules that a reader of the code may rely on everywhere (docs/architecture.md)."""

import ast
import importlib
from collections.abc import Iterable
from pathlib import PurePath

import pytest
from flask import Flask
from wtforms import HiddenField, StringField
from wtforms.fields.core import UnboundField
from wtforms.validators import Length

from consult.audit.services import Action
from consult.policy import POLICY, Permission
from consult.web.forms import KEY, Form
from tests.architecture.reading import PACKAGE, calls, imports, modules

BANNED = {"utils", "helpers", "common", "misc", "manager", "core"}
HTTP = {"request", "session", "redirect", "render_template", "flash", "abort", "make_response", "jsonify"}
# Beside views: who must know what came in, and why.
KNOWS_THE_REQUEST = {
    "accounts/sessions.py": "says who makes the request",
    "api/entrance.py": "says whose token a program sends",
    "jobs/services.py": "notes the address at which the instance was reached, for links in what is made later",
    "notifications/mail.py": "the same; and a letter is a template",
}
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "func.now", "sa.func.now"}


def test_every_view_says_who_may_come_in(app: Flask) -> None:
    levels = {e: getattr(view, "access", None) for e, view in app.view_functions.items()}
    said = {"public", "member", "admin", *Permission}
    assert {endpoint: level for endpoint, level in levels.items() if level not in said} == {}


@pytest.mark.parametrize("names", [Action, Permission, POLICY], ids=["acts", "permissions", "policy"])
def test_long_lists_are_in_alphabetical_order(names: Iterable[str]) -> None:
    assert list(names) == sorted(names)


def test_only_the_database_module_commits() -> None:
    """An index has commits of its own: those of its writer."""
    found = {name for name, _, called in calls() if called.endswith(".commit") and not called.startswith("writer")}
    assert found == {"db.py"}


def test_only_views_know_the_request() -> None:
    """A module of views is one that declares `@access`. Services, queries, models and methods are none."""
    features = {path.parent.name for path in PACKAGE.glob("*/__init__.py")} - {"web"}
    views = {name for name, module, what in imports() if (module, what) == ("consult.policy", "access")}
    knows = {
        name
        for name, module, what in imports()
        if (module == "flask" and what in HTTP) or (module == "flask_login" and what == "current_user")
    }
    assert {name for name in knows - views if PurePath(name).parts[0] in features} == set(KNOWS_THE_REQUEST)
    assert [name for name in views if PurePath(name).stem in {"services", "queries", "models", "methods"}] == []


def test_views_ask_the_database_nothing_by_themselves() -> None:
    """They call queries and services."""
    views = {name for name, module, what in imports() if (module, what) == ("consult.policy", "access")}
    asked = {(name, called) for name, _, called in calls() if name in views}
    assert {one for one in asked if one[1].startswith(("db.session", "db.text", "sa.select"))} == set()


def test_only_the_clock_reads_the_time() -> None:
    assert {(name, called) for name, _, called in calls() if called in CLOCKS} == {("clock.py", "datetime.now")}


def test_only_one_module_opens_tables_of_text() -> None:
    """What `csv` bounds it bounds for the whole process."""
    known = {"csv.reader", "csv.DictReader", "csv.field_size_limit"}
    found = {(name, called) for name, _, called in calls() if called in known}
    assert found == {("reading/records.py", "csv.reader"), ("reading/records.py", "csv.field_size_limit")}


def test_only_literals_become_markup_outside_the_three_that_escape() -> None:
    """Text that somebody wrote becomes HTML in text.py, in forms and in documents, all of which escape."""
    found = {
        name
        for name, call, called in calls()
        if called in {"Markup", "markupsafe.Markup"} and not all(isinstance(a, ast.Constant) for a in call.args)
    }
    assert found - {"text.py", "documents/html.py"} == set()


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [name for name in modules() if BANNED & {PurePath(name).stem, *PurePath(name).parts[:-1]}] == []


def test_every_module_says_what_it_is() -> None:
    assert [name for name, tree in modules().items() if not ast.get_docstring(tree)] == []


def test_a_features_front_is_one_docstring() -> None:
    fronts = {name: tree for name, tree in modules().items() if name.endswith("/__init__.py")}
    assert [name for name, tree in fronts.items() if len(tree.body) != 1] == []


def _forms() -> set[type[Form]]:
    for name in modules():
        importlib.import_module("consult." + name.removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
    found, todo = set(), [Form]
    while todo:
        form = todo.pop()
        found.add(form)
        todo += form.__subclasses__()
    return {form for form in found if form.__module__.startswith("consult.")}


def test_every_text_that_can_be_typed_has_a_length() -> None:
    without = []
    for form in _forms():
        fields = {name: getattr(form, name) for name in dir(form) if name != KEY}
        for name, field in fields.items():
            kind = field.field_class if isinstance(field, UnboundField) else object
            if issubclass(kind, StringField) and not issubclass(kind, HiddenField):
                validators = [*(field.args[1:2] or [[]])[0], *field.kwargs.get("validators", ())]
                if not any(isinstance(v, Length) and v.max > 0 for v in validators):
                    without.append(f"{form.__module__}.{form.__name__}.{name}")
    assert sorted(without) == []
