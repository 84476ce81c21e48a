"""The pages of suggested themes, for facilitators: all groups, and one group with its proposals."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.errors import RuleBroken
from consult.jobs.models import State
from consult.policy import Permission, access, require
from consult.themes import board
from consult.themes import queries as themes
from consult.themes.models import Theme
from consult.themes.services import gone as theme_gone
from consult.themes.suggestions import accepting, queries, services
from consult.themes.suggestions.forms import NEW, AcceptForm, LockForm, MergeForm, RenameForm, SplitForm, SuggestForm
from consult.themes.suggestions.models import SuggestedGroup
from consult.web.forms import Act, Form
from consult.web.pages import page

bp = Blueprint("suggestions", __name__)


@bp.route("/consultations/<slug>/suggestions", methods=["GET", "POST"])
@access(Permission.THEME_EDIT)
def index(slug: str) -> Any:
    """The suggestion in force, and asking for one."""
    consultation = _desk(slug)
    form = SuggestForm.from_request()
    if form.submitted():
        try:
            asked = services.ask(consultation, actor=current_user, count=form.count.data, seed=form.seed.data or 0)
        except RuleBroken as problem:
            form.refuse(str(problem), form.count)
        else:
            return redirect(url_for("jobs.show", job_id=asked.job_id))
    seen = queries.overview(consultation.id, viewer=current_user)
    if request.method == "GET" and seen.latest:
        form.count.data, form.seed.data = seen.latest.count, seen.latest.seed
    job = seen.latest.job if seen.latest else None
    return page(
        "themes/suggestions/index.html",
        consultation=consultation,
        seen=seen,
        form=form,
        job=job,
        failed=job is not None and job.state in (State.FAILED, State.CANCELLED),
        act=Act(None),
    )


@bp.post("/consultations/<slug>/suggestions/newcomers")
@access(Permission.THEME_EDIT)
def newcomers(slug: str) -> Any:
    """Ask for a place for what was published since."""
    consultation = _desk(slug)
    Act.from_request().demand()
    suggestion = queries.in_force(consultation.id)
    if suggestion is None:
        raise RuleBroken(_("Aucun thème n’a encore été suggéré ici."))
    return redirect(url_for("jobs.show", job_id=services.ask_for_newcomers(suggestion, actor=current_user).id))


@bp.route("/consultations/<slug>/suggestions/<int:group_id>", methods=["GET", "POST"])
@access(Permission.THEME_EDIT)
def show(slug: str, group_id: int) -> Any:
    """One group, its proposals and why they are there; and filing them."""
    consultation, group = _group(slug, group_id)
    existing = themes.of_consultation(consultation.id)
    form = AcceptForm.from_request().offer(existing, group)
    if form.submitted():
        try:
            done = _accept(consultation, group, existing, form)
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            _tell(done)
            return redirect(url_for("suggestions.show", slug=slug, group_id=group.id))
    return _page(consultation, group, existing, form)


def _accept(
    consultation: Consultation, group: SuggestedGroup, existing: Sequence[Theme], form: AcceptForm
) -> accepting.Accepted:
    """Carry out what the form asks for."""
    theme, title = form.chosen(existing), services.name_of(form.title.data or "")
    if theme is None and form.theme.data != NEW:
        raise theme_gone()
    if form.least is not None:
        return accepting.accept(group, actor=current_user, seen=form.seen, theme=theme, title=title, least=form.least)
    seen = {card.proposal_id: card.theme_id for card in form.ticked}
    found = board.some(consultation.id, list(seen), viewer=current_user)
    if len(found) < len(seen):
        raise RuleBroken(_("Une des propositions cochées n’est plus là. Rien n’a été rangé : vérifiez."))
    return accepting.accept_some(group, found, actor=current_user, theme=theme, title=title, seen=seen)


def _tell(done: accepting.Accepted) -> None:
    said = ngettext(
        "%(num)s proposition est rangée dans « %(theme)s ».",
        "%(num)s propositions sont rangées dans « %(theme)s ».",
        done.filed,
        theme=done.theme.title,
    )
    left = ngettext("%(num)s attend encore ici.", "%(num)s attendent encore ici.", done.left) if done.left else ""
    flash(f"{said} {left}".strip())


@bp.post("/consultations/<slug>/suggestions/<int:group_id>/rename")
@access(Permission.THEME_EDIT)
def rename(slug: str, group_id: int) -> Any:
    """Give a group a name of one's own."""
    form = RenameForm.from_request()

    def act(group: SuggestedGroup) -> None:
        services.rename(group, actor=current_user, name=services.name_of(form.name.data or ""), seen=form.seen)

    return _change(slug, group_id, form, act, _("Le groupe a un nouveau nom ; il est verrouillé."))


@bp.post("/consultations/<slug>/suggestions/<int:group_id>/lock")
@access(Permission.THEME_EDIT)
def lock(slug: str, group_id: int) -> Any:
    """Keep a group at the next computation, or let it go."""
    form = LockForm.from_request()
    locked = form.locked.data == "1"

    def act(group: SuggestedGroup) -> None:
        services.set_lock(group, actor=current_user, locked=locked, seen=form.seen)

    said = _("Le groupe est verrouillé : il restera tel quel.") if locked else _("Le groupe n’est plus verrouillé.")
    return _change(slug, group_id, form, act, said)


@bp.post("/consultations/<slug>/suggestions/<int:group_id>/merge")
@access(Permission.THEME_EDIT)
def merge(slug: str, group_id: int) -> Any:
    """Take another group into this one."""
    form = MergeForm.from_request()

    def act(group: SuggestedGroup) -> None:
        other = queries.group(group.suggestion.consultation_id, form.other.data)
        if other is None:
            raise services.gone()
        services.merge(group, other, actor=current_user, seen=form.seen)

    return _change(slug, group_id, form, act, _("Les deux groupes n’en font plus qu’un ; il est verrouillé."))


@bp.post("/consultations/<slug>/suggestions/<int:group_id>/split")
@access(Permission.THEME_EDIT)
def split(slug: str, group_id: int) -> Any:
    """Ask for a group to be cut."""
    consultation, group = _group(slug, group_id)
    form = SplitForm.from_request()
    if form.submitted():
        try:
            job = services.ask_to_split(group, actor=current_user, count=form.count.data or 2, seen=form.seen)
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            return redirect(url_for("jobs.show", job_id=job.id))
    return _page(consultation, group, themes.of_consultation(consultation.id), None, form)


def _change(slug: str, group_id: int, form: Form, act: Callable[[SuggestedGroup], None], said: str) -> Any:
    """Do something to a group, or show its page again with what is wrong."""
    consultation, group = _group(slug, group_id)
    if form.submitted():
        try:
            act(group)
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(said)
            return redirect(url_for("suggestions.show", slug=slug, group_id=group.id))
    return _page(consultation, group, themes.of_consultation(consultation.id), None, form)


def _desk(slug: str) -> Consultation:
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.THEME_EDIT, consultation)
    return consultation


def _group(slug: str, group_id: int) -> tuple[Consultation, SuggestedGroup]:
    consultation = _desk(slug)
    group = queries.group(consultation.id, group_id)
    if group is None:
        raise services.gone()
    return consultation, group


def _page(
    consultation: Consultation,
    group: SuggestedGroup,
    existing: Sequence[Theme],
    form: AcceptForm | None,
    refused: Form | None = None,
) -> Any:
    """The page of a group, with the form that was refused, if any, as it was sent."""
    others = [one for one in queries.groups_of(group.suggestion_id) if one.id != group.id]
    forms = {type(one): one for one in (form, refused) if one is not None}
    accept = form or AcceptForm(None).offer(existing, group)
    merging = forms.get(MergeForm) or MergeForm(None)
    return page(
        "themes/suggestions/show.html",
        consultation=consultation,
        group=group,
        figures=queries.figures(group.suggestion_id).get(group.id, queries.Figures()),
        counts=queries.counts(group.id),
        listed=queries.members(group.id, viewer=current_user, after=request.args.get("after")),
        form=accept,
        rename=forms.get(RenameForm) or RenameForm(None, data={"name": group.name}),
        split=forms.get(SplitForm) or SplitForm(None),
        merge=merging.offer(others) if isinstance(merging, MergeForm) else None,
        others=others,
        refused=refused,
        ticked={card.proposal_id for card in accept.ticked},
        act=Act(None),
    )
