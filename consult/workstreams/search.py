"""How work streams, their projects and the news that everybody reads are found."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from consult.consultations.models import Consultation
from consult.kinds import Visibility
from consult.search.documents import Document
from consult.search.registry import indexes
from consult.text import plain
from consult.workstreams.models import News, Project, WorkStream


def _of(model: Any) -> dict[type[Any], Callable[[Any], sa.ColumnElement[bool]]]:
    return {Consultation: lambda consultation: model.consultation_id == consultation.id}


@indexes(WorkStream, follows=_of(WorkStream))
def workstreams(things: Sequence[WorkStream]) -> Iterable[Document]:
    """Found by title and charter, where their consultation is there for all to read."""
    for stream in things:
        if stream.consultation.is_published:
            said = (stream.aim, stream.publics, stream.place, stream.principle, plain(stream.charter))
            text = "\n".join(filter(None, said))
            yield Document("workstream", stream.id, stream.title, text, stream.consultation_id)


@indexes(Project, follows=_of(Project))
def projects(things: Sequence[Project]) -> Iterable[Document]:
    """Found by title and text, once they are published."""
    for one in things:
        if one.visibility is Visibility.PUBLISHED:
            said = (plain(one.description), one.audience, one.lead, one.partners, one.needs, one.territory)
            yield Document("project", one.id, one.title, "\n".join(filter(None, said)), one.consultation_id)


@indexes(News, follows=_of(News))
def news(things: Sequence[News]) -> Iterable[Document]:
    """Found by title and text."""
    for one in things:
        if one.visibility is Visibility.PUBLISHED:
            yield Document("news", one.id, one.title, plain(one.body), one.consultation_id)
