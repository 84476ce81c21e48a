"""How themes are found."""

from collections.abc import Iterable, Sequence

from consult.consultations.models import Consultation
from consult.search.documents import Document
from consult.search.registry import indexes
from consult.text import plain
from consult.themes.models import Theme


@indexes(Theme, follows={Consultation: lambda consultation: Theme.consultation_id == consultation.id})
def themes(things: Sequence[Theme]) -> Iterable[Document]:
    """Found by title and summary, where their consultation is there for all to read."""
    for theme in things:
        if theme.consultation.is_published:
            yield Document(
                "theme", theme.id, theme.title, plain(theme.summary), theme.consultation_id, None, str(theme.id)
            )
