"""How sessions are found: by what the last release says of them."""

from collections.abc import Iterable, Sequence

from consult.consultations.models import Consultation
from consult.programme import queries
from consult.programme.models import Release, Session
from consult.search.documents import Document
from consult.search.registry import indexes
from consult.text import plain


@indexes(
    Session,
    follows={
        Release: lambda release: Session.consultation_id == release.consultation_id,
        Consultation: lambda consultation: Session.consultation_id == consultation.id,
    },
)
def sessions(things: Sequence[Session]) -> Iterable[Document]:
    """Found by title, texts and speakers, where they take place and their consultation is there for all to read."""
    told = queries.told(*(session for session in things if session.consultation.is_published))
    for talk, session in ((told.get(session.id), session) for session in things):
        if talk is not None and not talk.is_cancelled:
            said = (talk.subtitle, plain(talk.abstract), plain(talk.description), *(p.name for p in talk.speakers))
            yield Document("session", talk.id, talk.title, "\n".join(filter(None, said)), session.consultation_id)
