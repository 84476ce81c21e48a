"""What somebody asks of a programme: the release or the draft, a day, filters, their own sessions."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _

from consult import clock
from consult.consultations.models import Consultation
from consult.policy import Permission, may
from consult.programme import files, queries, times
from consult.programme.content import Programme, Talk
from consult.programme.models import Release
from consult.web.pages import page

FILTERS = ("format", "track", "public")


@dataclass(frozen=True)
class Shown:
    """A programme as this viewer asked for it."""

    consultation: Consultation
    programme: Programme
    release: Release | None
    is_draft: bool
    starred: set[int]
    args: Mapping[str, str]

    @property
    def asked(self) -> dict[str, str]:
        """What links within the programme carry on."""
        return {"version": "draft"} if self.is_draft else {}

    @property
    def filters(self) -> dict[str, str]:
        """The filters that were chosen."""
        return {name: chosen[:160] for name in FILTERS if (chosen := self.args.get(name, ""))}

    def filtered(self) -> Programme:
        """The sessions that the filters leave."""
        filters = self.filters
        kept = [talk for talk in self.programme.talks if _matches(talk, filters)] if filters else self.programme.talks
        return self.programme.keeping(kept)

    def words(self, of: Callable[[Talk], Iterable[str]]) -> Mapping[str, int]:
        """What sessions say of themselves, with how many say it, in the order of the alphabet."""
        count = Counter(word for talk in self.programme.talks if not talk.is_cancelled for word in of(talk) if word)
        return dict(sorted(count.items(), key=lambda item: item[0].casefold()))

    def options(self, name: str) -> list[tuple[str, str]]:
        """What a filter offers."""
        return [("", _("Tous")), *((word, word) for word in self.words(lambda talk: said(talk, name)))]

    def day(self, programme: Programme) -> date | None:
        """The day that was asked for, else today, else the first one."""
        days = programme.days()
        today = times.programme_day(clock.now(), programme.zone)
        wanted = (self.args.get("day", ""), today.isoformat())
        return next((day for one in wanted for day in days if day.isoformat() == one), days[0] if days else None)


def said(talk: Talk, name: str) -> Iterable[str]:
    """What a session says of itself under the name of a filter."""
    return talk.publics if name == "public" else (getattr(talk, name),)


def _matches(talk: Talk, filters: Mapping[str, str]) -> bool:
    return all(wanted in said(talk, name) for name, wanted in filters.items())


def of(
    consultation: Consultation,
    *,
    viewer: Any,
    args: Mapping[str, str],
    kept: Iterable[Any] = (),
    is_starred: bool = True,
) -> Shown:
    """The programme of a consultation: its last release; the draft where the team asks for it.

    `kept` are the sessions that whoever is not logged in keeps in their browser; without `is_starred` nobody asks.
    """
    is_draft = args.get("version") == "draft" and may(viewer, Permission.PROGRAMME_EDIT, consultation)
    said, release = queries.head(consultation.id, whole=not is_draft)
    content = queries.draft(consultation, said=said) if is_draft else queries.released(release, consultation)
    mine = (
        (queries.starred(viewer.id, consultation.id) if is_starred else set())
        if viewer.is_authenticated
        else {n for n in kept if isinstance(n, int)}
    )
    return Shown(consultation, content, release, is_draft, mine, args)


def render(template: str, one: Shown, **more: Any) -> Any:
    """A page of the programme."""
    return page(
        template,
        shown=one,
        programme=one.programme,
        consultation=one.consultation,
        files=files.WRITERS,
        **more,
    )


def context(consultation: Consultation, *, otherwise: str = "") -> files.Context:
    """What files say besides the programme. `otherwise`: where pages are, where neither settings nor a request know."""
    base = str(current_app.config["BASE_URL"] or otherwise or url_for("pages.home", _external=True)).rstrip("/")
    return files.Context(
        author=consultation.organiser or current_app.config["INSTANCE_NAME"],
        address=lambda talk: f"{base}/sessions/{talk.id}",
        base=base,
        host=current_app.config["INSTANCE_CONTACT"].rpartition("@")[2],
    )
