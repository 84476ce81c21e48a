"""Rules of the templates: strict Content-Security-Policy, everything translated, nothing dead."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from jinja2 import nodes

from tests.architecture.reading import PACKAGE, templates

SOURCES = templates()
PAGES = {name: source for name, source in SOURCES.items() if name.endswith(".html")}
CODE = "\n".join(path.read_text() for path in PACKAGE.rglob("*.py"))


def without_comments(source: str) -> str:
    return re.sub(r"\{#.*?#\}", "", source, flags=re.S)


@pytest.mark.parametrize(
    ("fault", "pattern"),
    [
        ("marks something as safe", r"\|\s*safe\b|\bMarkup\b"),
        ("turns escaping off", r"autoescape\s+false"),
        ("has a style of its own", r"\sstyle\s*=|<style\b"),
        ("has a script of its own", r"<script(?![^>]*\ssrc=)[^>]*>"),
        ("handles an event inline", r"<[^>]*\son[a-z]+\s*="),
        ("has a javascript: address", r"javascript:"),
        ("loads from elsewhere", r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"(?:https?:)?//"),
    ],
)
def test_no_template(fault: str, pattern: str) -> None:
    hits = {name: re.findall(pattern, without_comments(source), re.I) for name, source in PAGES.items()}
    assert {name: found for name, found in hits.items() if found} == {}, f"a template {fault}"


def _tree(app: Flask, name: str) -> nodes.Template:
    return app.jinja_env.parse(SOURCES[name], name)


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_a_template_can_be_compiled(app: Flask, name: str) -> None:
    app.jinja_env.get_template(name)


def _imported(tree: nodes.Template) -> Iterator[str]:
    for node in tree.find_all(nodes.FromImport):
        yield from (given if isinstance(given, str) else given[1] for given in node.names)
    yield from (node.target for node in tree.find_all(nodes.Import))


def _names(tree: nodes.Node) -> set[str]:
    return {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_a_template_imports_nothing_it_does_not_use(app: Flask, name: str) -> None:
    tree = _tree(app, name)
    assert sorted(set(_imported(tree)) - _names(tree)) == []


def _references(app: Flask) -> set[str]:
    """Names of templates that templates or the code mention."""
    kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
    inside = {
        constant.value
        for name in SOURCES
        for node in _tree(app, name).find_all(kinds)
        for constant in node.template.find_all(nodes.Const)
    } | {
        node.template.value
        for name in SOURCES
        for node in _tree(app, name).find_all(kinds)
        if isinstance(node.template, nodes.Const)
    }
    return inside | {name for name in SOURCES if f'"{name}"' in CODE}


def test_every_template_is_used(app: Flask) -> None:
    """A mail's template is named without its ending."""
    used = _references(app)
    assert [n for n in SOURCES if n not in used and f'"{n.removeprefix("mail/").rsplit(".", 1)[0]}"' not in CODE] == []


def test_every_macro_is_used(app: Flask) -> None:
    """In its own template, or imported by another. The page of the design system does not count."""
    users = {name: _tree(app, name) for name in SOURCES if not name.startswith("design/")}
    unused = []
    for name in PAGES:
        for macro in _tree(app, name).find_all(nodes.Macro):
            at_home = macro.name in _names(_tree(app, name))
            abroad = any(
                macro.name in {g if isinstance(g, str) else g[0] for g in node.names}
                for tree in users.values()
                for node in tree.find_all(nodes.FromImport)
                if isinstance(node.template, nodes.Const) and node.template.value == name
            )
            if not at_home and not abroad:
                unused.append(f"{name}: {macro.name}")
    assert unused == []


def test_an_unused_macro_would_be_found(app: Flask) -> None:
    tree = app.jinja_env.parse("{% macro lonely() %}{% endmacro %}")
    assert "lonely" not in _names(tree)


def test_every_form_that_posts_carries_its_hidden_fields() -> None:
    """`form.hidden()`: the token and the key; or `token()` alone, for votes, where a second time changes nothing."""
    bare = [
        (name, form[:80])
        for name, source in PAGES.items()
        for form in re.findall(r'<form\b[^>]*method="post".*?</form>', without_comments(source), re.S)
        if ".hidden()" not in form and ".token()" not in form
    ]
    assert bare == []
