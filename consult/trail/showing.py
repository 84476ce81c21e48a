"""The trail as its pages show it: steps in words, a picture, a table."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from consult.kinds import KINDS, Ref
from consult.text import nested
from consult.trail.picture import Drawing, Node, draw
from consult.trail.registry import LINKS, Step
from consult.workstreams.models import PROJECT_STATES, ProjectState


def order() -> list[str]:
    """The kinds of things, from the first word to the last, as they were registered."""
    return list(dict.fromkeys(kind for link in LINKS for kind in (link.source, link.target)))


def label(kind: str) -> str:
    """What a kind is called."""
    return str(KINDS[kind].label) if kind in KINDS else kind


def lines(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """The steps for the list of the page, each in a sentence."""
    return [_line(step) for step in steps]


def _line(step: Step) -> dict[str, Any]:
    edge = step.edge
    said = _("%(what)s « %(title)s »", what=_capital(str(step.link.label)), title=nested(edge.title))
    by = _("par %(name)s", name=edge.who) if edge.who else ""
    state = str(PROJECT_STATES[ProjectState(edge.state)]) if step.target.kind == "project" else ""
    text = " – ".join(filter(None, (by, state, edge.why)))
    endpoint, values = edge.page
    return {"title": said, "date": edge.when, "url": url_for(endpoint, **values), "text": text}


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def picture(steps: Sequence[Step], start: Node | None = None) -> Drawing:
    """The steps as a picture. Without a start (the whole graph) proposals are counted by where they lead."""
    titles = {step.source: step.edge.source_title for step in steps if step.edge.source_title}
    titles |= {step.target: step.edge.title for step in steps}
    if start is not None:
        titles[Ref(start.kind, start.id)] = start.title
        pairs = [(_node(step.source, titles), _node(step.target, titles)) for step in steps]
    else:
        pairs = _counted(steps, titles)
    nodes = ([start] if start else []) + [node for pair in pairs for node in pair]
    return draw(order(), nodes, pairs)


def _node(ref: Ref, titles: dict[Ref, str]) -> Node:
    return Node(ref.kind, ref.id, titles.get(ref, f"{label(ref.kind)} {ref.id}"))


def _counted(steps: Sequence[Step], titles: dict[Ref, str]) -> list[tuple[Node, Node]]:
    """A theme is led to by so many proposals: one box for them all. Proposals lead to projects through their theme."""
    counts: dict[Ref, int] = {}
    for step in steps:
        if step.source.kind == "proposal" and step.target.kind == "theme":
            counts[step.target] = counts.get(step.target, 0) + 1
    crowds = {
        theme: Node("proposal", -theme.id, _("%(num)s propositions", num=count)) for theme, count in counts.items()
    }
    pairs = [(crowd, _node(theme, titles)) for theme, crowd in crowds.items()]
    rest = [step for step in steps if step.source.kind != "proposal"]
    return pairs + [(_node(step.source, titles), _node(step.target, titles)) for step in rest]
