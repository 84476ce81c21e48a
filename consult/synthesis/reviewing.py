"""From a draft to a published version: given to be read, read by somebody who did not write it, published or returned.

What the reader read is what is published: publishing names the revision that was before them. Versions are numbered
from 1 and never change. A quotation whose author refuses later is withheld from versions as what is hidden is.
"""

from flask_babel import gettext as _

from consult import clock
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.db import db
from consult.errors import RuleBroken
from consult.search import services as search
from consult.synthesis import content, reading
from consult.synthesis.freezing import freeze
from consult.synthesis.models import PublishedVersion, Review, ReviewAct, Stage, Synthesis, Writer


def submit(synthesis: Synthesis, *, actor: User, remark: str = "") -> None:
    """Give the draft to be read. Raises RuleBroken where it is empty, or given already."""
    _hold(synthesis, Stage.DRAFT)
    if _content(synthesis).is_empty():
        raise RuleBroken(_("Il n’y a encore rien à relire : gardez au moins une phrase, ou écrivez une introduction."))
    _enter(synthesis, Stage.REVIEW, ReviewAct.SUBMITTED, actor, remark)


def take_back(synthesis: Synthesis, *, actor: User) -> None:
    """Go on writing before anybody answered."""
    _hold(synthesis, Stage.REVIEW)
    _enter(synthesis, Stage.DRAFT, ReviewAct.TAKEN_BACK, actor)


def send_back(synthesis: Synthesis, *, actor: User, remark: str) -> None:
    """Return it to whoever writes, with what is to be mended."""
    _hold(synthesis, Stage.REVIEW)
    _enter(synthesis, Stage.DRAFT, ReviewAct.RETURNED, actor, remark)


def publish(synthesis: Synthesis, *, actor: User, seen: int, note: str = "") -> PublishedVersion:
    """Publish what was read, as the next version. Raises RuleBroken where it is not what was read."""
    _hold(synthesis, Stage.REVIEW)
    if synthesis.revision != seen:
        raise RuleBroken(_("Le texte a changé depuis que vous l’avez lu : relisez-le d’abord."))
    written = _content(synthesis)
    if written.is_empty():
        raise RuleBroken(_("Il n’y a rien à publier : ce sur quoi reposait le texte n’est plus montré."))
    synthesis.published += 1
    synthesis.published_at = clock.now()
    version = PublishedVersion(
        synthesis_id=synthesis.id,
        number=synthesis.published,
        content=content.dump(written),
        note=note,
        reviewer_id=actor.id,
    )
    db.session.add(version)
    _enter(synthesis, Stage.DRAFT, ReviewAct.PUBLISHED, actor, note)
    db.session.execute(Writer.__table__.delete().where(Writer.synthesis_id == synthesis.id))  # type: ignore[attr-defined]
    search.touch(synthesis)
    return version


def _content(synthesis: Synthesis) -> content.Content:
    parts = reading.parts(synthesis.id)
    return freeze(synthesis, parts, reading.cited(parts))


def _hold(synthesis: Synthesis, stage: Stage) -> None:
    db.session.flush()
    db.session.refresh(synthesis, ["stage", "revision", "published"], with_for_update=True)
    if synthesis.stage is not stage:
        raise RuleBroken(_("Cela vient d’être fait, par vous ou par quelqu’un d’autre : relisez la page."))


def _enter(synthesis: Synthesis, stage: Stage, act: ReviewAct, actor: User, remark: str = "") -> None:
    synthesis.stage = stage
    db.session.add(Review(synthesis_id=synthesis.id, act=act, actor_id=actor.id, remark=remark))
    record(Action.SYNTHESIS_REVIEWED, synthesis, actor=actor, act=act.value, number=synthesis.published)
