"""The sign-in sheet of a session, as a document. Pure but for the rows it is given."""

from collections.abc import Iterable

from flask_babel import gettext as _

from consult import clock
from consult.documents.tree import Document, Paragraph, Table
from consult.programme.content import Programme, Talk
from consult.registrations.models import Registration
from consult.web.languages import day as day_in_words
from consult.web.languages import document_language

BLANKS = 10  # lines for those who come without having registered


def compose(programme: Programme, talk: Talk, people: Iterable[Registration], *, author: str) -> Document:
    """One line a person, by name, with room to sign; then empty lines."""
    rows = [(str(number), one.name, one.ticket, "") for number, one in enumerate(people, 1)]
    rows += [("", "", "", "")] * BLANKS
    day = programme.day_of(talk)
    when = ", ".join(filter(None, (day_in_words(day, "full") if day else "", programme.hours(talk), talk.place)))
    columns = (_("N°"), _("Nom"), _("Billet"), _("Signature"))
    return Document(
        title=_("Feuille d’émargement : %(title)s", title=talk.title),
        subtitle=when,
        author=author,
        date=clock.now().astimezone(programme.zone).date(),
        language=document_language(),
        blocks=(Paragraph.of(when, "lead"), Table("", columns, tuple(rows))),
    )
