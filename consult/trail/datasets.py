"""The table of the trail: what led to what."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from consult.accounts.models import Visitor
from consult.datasets import Row, dataset, moment, number, words
from consult.trail.walking import whole


@dataset(
    "trail",
    _l("Le fil : ce que deviennent les propositions"),
    (
        words("from_kind", _l("Ce dont on part : proposal, theme, workstream, project …")),
        number("from_id", _l("Son numéro")),
        words("link", _l("Le lien, en mots")),
        words("to_kind", _l("Ce à quoi on arrive")),
        number("to_id", _l("Son numéro")),
        words("to_title", _l("Son titre")),
        words("state", _l("Où il en est, pour un projet ou un jalon")),
        moment("date", _l("Depuis quand")),
        words("who", _l("Pseudonyme de qui l’a fait")),
        words("why", _l("Pourquoi")),
    ),
    open=False,  # made of the other tables, and its numbers are those of the rows here
)
def trail(consultation_id: int) -> Iterator[Row]:
    """Every edge that everybody reads."""
    for step in whole(consultation_id, viewer=Visitor()):
        edge = step.edge
        said = (str(step.link.label), *step.target, edge.title, edge.state, edge.when, edge.who, edge.why)
        yield (*step.source, *said)
