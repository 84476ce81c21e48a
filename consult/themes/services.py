"""What facilitators do with themes: create, edit, order, delete. Filing is in `filing`."""

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm.attributes import set_committed_value

from consult import text
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.consultations.models import Consultation
from consult.db import db
from consult.errors import RuleBroken
from consult.search import services as search
from consult.themes.filing import unfile_all
from consult.themes.models import Colour, Theme


def create_theme(
    consultation: Consultation,
    *,
    actor: User | None,
    title: str,
    summary: str = "",
    colour: Colour | None = None,
    facilitator: User | None = None,
) -> Theme:
    """Add a theme at the end. Without a colour it takes the one that the fewest themes have.

    Raises RuleBroken where the consultation has a theme of this name.
    """
    others = _hold_all(consultation.id)
    _refuse_same_title(others, title)
    theme = Theme(
        consultation_id=consultation.id,
        slug=_free_slug(others, title),
        title=title,
        summary=summary,
        colour=colour or _next_colour(others),
        position=max((t.position for t in others), default=-1) + 1,
        facilitator_id=facilitator.id if facilitator else None,
    )
    db.session.add(theme)
    record(Action.THEME_CREATED, theme, actor=actor, title=title)
    search.touch(theme)
    return theme


def find_or_create_theme(consultation: Consultation, *, actor: User | None, title: str) -> Theme:
    """The theme of this name, case and accents apart; made where there is none. For imports."""
    name = text.clean(title)[:120]
    same = (t for t in _hold_all(consultation.id) if text.fold(t.title) == text.fold(name))
    return next(same, None) or create_theme(consultation, actor=actor, title=name)


def edit_theme(
    theme: Theme,
    *,
    actor: User,
    title: str,
    summary: str,
    colour: Colour,
    facilitator: User | None,
    seen: int | None = None,
) -> None:
    """Change what a theme says of itself. `seen` is the version that the editor had before them.

    Raises RuleBroken where somebody changed it since, or another theme has this name.
    """
    others = _hold_all(theme.consultation_id)
    if theme not in others:
        raise gone()
    if seen is not None and theme.version != seen:
        raise RuleBroken(_("Ce thème a été modifié entre-temps. Relisez-le ci-dessous : votre texte est gardé."))
    _refuse_same_title([t for t in others if t is not theme], title)
    fields = {"title": title, "summary": summary, "colour": colour, "facilitator_id": facilitator and facilitator.id}
    changed = sorted(name for name, value in fields.items() if getattr(theme, name) != value)
    for name in changed:
        setattr(theme, name, fields[name])
    if changed:
        theme.version += 1
        record(Action.THEME_EDITED, theme, actor=actor, changed=changed)
        search.touch(theme)


def move_theme(theme: Theme, *, actor: User, place: int) -> None:
    """Put a theme at this place in the order, counted from 0; the others make room."""
    themes = _hold_all(theme.consultation_id)
    if theme not in themes:
        raise gone()
    before = themes.index(theme)
    themes.insert(max(0, min(place, len(themes) - 1)), themes.pop(before))
    for position, one in enumerate(themes):
        one.position = position
    if themes.index(theme) != before:
        record(Action.THEME_EDITED, theme, actor=actor, changed=["position"], place=theme.position)


def delete_theme(theme: Theme, *, actor: User) -> int:
    """Delete a theme; its proposals become unfiled, their history stays. Return how many they were."""
    if theme not in _hold_all(theme.consultation_id):
        raise gone()
    count = unfile_all(theme, actor=actor)
    record(Action.THEME_DELETED, theme, actor=actor, title=theme.title, proposals=count)
    search.touch(theme)
    db.session.flush()
    db.session.delete(theme)
    db.session.flush()
    return count


def gone() -> RuleBroken:
    """What somebody is told who acts on a theme that was just deleted."""
    return RuleBroken(_("Ce thème vient d’être supprimé. Rien n’a été changé : choisissez-en un autre."))


def _hold_all(consultation_id: int) -> list[Theme]:
    """The themes of a consultation as they are now, in order, kept from changing until the end of the transaction."""
    held = sa.select(Consultation.id).filter_by(id=consultation_id).with_for_update(key_share=True)
    db.session.execute(held)
    here, order = Theme.consultation_id == consultation_id, (Theme.position, Theme.id)
    rows = db.session.execute(sa.select(*Theme.__table__.c).where(here).order_by(*order).with_for_update()).all()
    known = {theme.id: theme for theme in db.session.scalars(sa.select(Theme).where(here))}
    for row in rows:  # what was read before the rows were held may be old; what is loaded around it stays
        for name, value in row._mapping.items():
            set_committed_value(known[row.id], str(name), value)
    return [known[row.id] for row in rows]


def _refuse_same_title(others: list[Theme], title: str) -> None:
    if any(text.fold(t.title) == text.fold(title) for t in others):
        raise RuleBroken(_("Un thème porte déjà ce nom dans cette consultation."))


def _free_slug(others: list[Theme], title: str) -> str:
    taken, stem = {t.slug for t in others}, text.slugify(title)
    return next(s for s in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if s not in taken)


def _next_colour(others: list[Theme]) -> Colour:
    used = [t.colour for t in others]
    return min(Colour, key=used.count)
