"""Opening and leading a work stream: its charter, its projects, its news. Who belongs to it is in `membership`."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import clock, text
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.comments import services as comments
from consult.consultations.models import Consultation
from consult.db import db
from consult.errors import RuleBroken
from consult.moderation import holding
from consult.moderation import services as moderation
from consult.proposals.models import Proposal
from consult.search import services as search
from consult.themes.models import Theme
from consult.workstreams import publishing
from consult.workstreams.models import (
    Audience,
    News,
    Project,
    ProjectProposal,
    ProjectState,
    StreamState,
    WorkStream,
    WorkStreamTheme,
)


def open_workstream(
    consultation: Consultation,
    *,
    actor: User | None,
    title: str,
    facilitator: User | None = None,
    themes: Iterable[Theme] = (),
    **charter: str,
) -> WorkStream:
    """Open a work stream out of themes of this consultation. Raises RuleBroken where it has one of this name.

    `charter`: aim, publics, place, principle, and charter, the rest of it in Markdown.
    """
    db.session.execute(sa.select(Consultation.id).filter_by(id=consultation.id).with_for_update(key_share=True))
    _refuse_same_title(consultation.id, title)
    stream = WorkStream(
        consultation_id=consultation.id,
        slug=_free_slug(consultation.id, title),
        title=title,
        facilitator_id=facilitator.id if facilitator else None,
        thread=comments.open_thread(consultation_id=consultation.id, title=title),
        **charter,
    )
    db.session.add(stream)
    db.session.flush()
    stream.thread.address = f"/workstreams/{stream.id}/discussion"
    linked = _link_themes(stream, themes)
    record(Action.WORKSTREAM_OPENED, stream, actor=actor, title=title, themes=linked)
    search.touch(stream)
    return stream


def edit_workstream(
    stream: WorkStream,
    *,
    actor: User,
    title: str,
    facilitator: User | None,
    state: StreamState,
    themes: Iterable[Theme],
    seen: int | None = None,
    **charter: str,
) -> None:
    """Change what a work stream says of itself, who leads it, whether it is open. `charter` as when it was opened.

    Raises RuleBroken where somebody changed it since version `seen`, or another one has this name.
    """
    refuse_if_changed(WorkStream, stream.id, seen)
    _refuse_same_title(stream.consultation_id, title, but=stream.id)
    fields = {"title": title, "state": state, "facilitator_id": facilitator.id if facilitator else None}
    changed = change(stream, fields | charter)
    wanted = list(themes)
    before = set(db.session.scalars(sa.select(WorkStreamTheme.theme_id).filter_by(workstream_id=stream.id)))
    if before != {t.id for t in wanted}:
        db.session.execute(sa.delete(WorkStreamTheme).filter_by(workstream_id=stream.id))
        _link_themes(stream, wanted)
        changed.append("themes")
    if changed:
        stream.version += 1
        record(Action.WORKSTREAM_EDITED, stream, actor=actor, changed=changed)
        search.touch(stream)


def create_project(
    stream: WorkStream,
    *,
    author: User,
    title: str,
    proposals: Iterable[Proposal] = (),
    state: ProjectState = ProjectState.IDEA,
    **fields: str,
) -> Project:
    """Add a project, with the proposals it comes from. Raises RuleBroken where the work stream may not publish now.

    `fields`: description, audience, lead, partners, needs, territory.
    """
    publishing.demand(stream)
    reason = holding.why("projects", consultation_id=stream.consultation_id, person=author)
    project = Project(
        workstream_id=stream.id,
        consultation_id=stream.consultation_id,
        author_id=author.id,
        title=title,
        state=state,
        **fields,
    )
    db.session.add(project)
    db.session.flush()
    linked = _link_proposals(project, proposals)
    record(Action.PROJECT_CREATED, project, actor=author, title=title, proposals=linked)
    if reason:
        holding.hold(project, actor=author, reason=reason)
    search.touch(project)
    return project


def edit_project(
    project: Project,
    *,
    actor: User,
    proposals: Iterable[Proposal],
    seen: int | None = None,
    **fields: Any,
) -> None:
    """Change a project, and which proposals it comes from. Raises RuleBroken where somebody changed it since `seen`."""
    refuse_if_changed(Project, project.id, seen)
    changed = change(project, fields)
    wanted = list(proposals)
    before = set(db.session.scalars(sa.select(ProjectProposal.proposal_id).filter_by(project_id=project.id)))
    if before != {p.id for p in wanted}:
        db.session.execute(sa.delete(ProjectProposal).filter_by(project_id=project.id))
        _link_proposals(project, wanted)
        changed.append("proposals")
    if changed:
        project.version += 1
        record(Action.PROJECT_EDITED, project, actor=actor, changed=changed)
        search.touch(project)
        moderation.reworded(project, actor=actor)
        holding.look_again(project, "projects", actor=actor)


def publish_news(
    stream: WorkStream, *, author: User, title: str, body: str, audience: Audience = Audience.PUBLIC
) -> News:
    """Tell something to whoever follows the work stream. Raises RuleBroken where it may not publish now."""
    publishing.demand(stream)
    news = News(
        workstream_id=stream.id,
        consultation_id=stream.consultation_id,
        author_id=author.id,
        title=title,
        body=body,
        audience=audience,
    )
    db.session.add(news)
    record(Action.NEWS_PUBLISHED, news, actor=author, title=title)
    search.touch(news)
    return news


def edit_news(news: News, *, actor: User, seen: int | None = None, **fields: Any) -> None:
    """Change what a news says, and to whom; that it was changed is shown. `fields`: title, body, audience.

    Raises RuleBroken where somebody changed it since `seen`.
    """
    refuse_if_changed(News, news.id, seen)
    if change(news, fields):
        news.edited = clock.now()
        news.version += 1
        record(Action.NEWS_EDITED, news, actor=actor)
        search.touch(news)
        moderation.reworded(news, actor=actor)


def change(thing: Any, fields: dict[str, Any]) -> list[str]:
    """Set what differs; return the names of it."""
    changed = sorted(name for name, value in fields.items() if getattr(thing, name) != value)
    for name in changed:
        setattr(thing, name, fields[name])
    return changed


def refuse_if_changed(model: type[Any], thing_id: int, seen: int | None) -> None:
    """Hold the row; raise RuleBroken where its version is no more the one that the editor had before them."""
    version = db.session.scalar(sa.select(model.version).filter_by(id=thing_id).with_for_update())
    if seen is not None and version != seen:
        raise RuleBroken(_("Ce texte a été modifié entre-temps. Relisez-le ci-dessous : le vôtre est gardé."))


def _refuse_same_title(consultation_id: int, title: str, *, but: int | None = None) -> None:
    rows = db.session.execute(sa.select(WorkStream.id, WorkStream.title).filter_by(consultation_id=consultation_id))
    if any(text.fold(row.title) == text.fold(title) for row in rows if row.id != but):
        raise RuleBroken(_("Un chantier porte déjà ce nom dans cette consultation."))


def _free_slug(consultation_id: int, title: str) -> str:
    taken = set(db.session.scalars(sa.select(WorkStream.slug).filter_by(consultation_id=consultation_id)))
    stem = text.slugify(title)
    return next(s for s in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if s not in taken)


def _link_themes(stream: WorkStream, themes: Iterable[Theme]) -> list[int]:
    """Link the work stream to its themes. Raises RuleBroken where one is gone or of another consultation."""
    ids = sorted({theme.id for theme in themes})
    held = sa.select(Theme.id).where(Theme.id.in_(ids), Theme.consultation_id == stream.consultation_id)
    if ids and set(db.session.scalars(held.with_for_update(read=True))) != set(ids):
        raise RuleBroken(_("Un des thèmes choisis n’est plus là : il vient peut-être d’être supprimé."))
    _insert(WorkStreamTheme, [{"workstream_id": stream.id, "theme_id": one} for one in ids])
    db.session.expire(stream, ["themes"])
    return ids


def _link_proposals(project: Project, proposals: Iterable[Proposal]) -> list[int]:
    ids = sorted({p.id for p in proposals})
    _insert(ProjectProposal, [{"project_id": project.id, "proposal_id": one} for one in ids])
    db.session.expire(project, ["proposals"])
    return ids


def _insert(model: type[WorkStreamTheme] | type[ProjectProposal], rows: Sequence[dict[str, int]]) -> None:
    if rows:
        db.session.execute(sa.insert(model), rows)
