"""The pages of themes: for everybody, the list and each theme; for facilitators, the board and what sets themes up."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Flask, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from consult import text
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.errors import RuleBroken
from consult.policy import Permission, access, may, require
from consult.proposals import queries as proposals
from consult.proposals.forms import STATUSES
from consult.proposals.models import Proposal
from consult.themes import board, desk, desk_views, filing, propose_views, queries, services
from consult.themes import moving as _moves  # noqa: F401  how moderation files them
from consult.themes import search as _documents  # noqa: F401  how the index knows them
from consult.themes.coding import views as coding
from consult.themes.contests import queries as contested
from consult.themes.contests import views as contests
from consult.themes.following import views as following
from consult.themes.forms import MOST_CARDS, BoardForm, ThemeForm, number
from consult.themes.models import COLOURS, Colour, Theme
from consult.themes.others import others_of, touching
from consult.themes.picture import views as picture
from consult.themes.suggestions import accepting
from consult.themes.suggestions import views as suggestions
from consult.web.forms import Act, MemberAct
from consult.web.pages import page
from consult.workstreams import queries as workstreams

bp = Blueprint("themes", __name__)


@bp.get("/consultations/<slug>/themes")
@access("public")
def index(slug: str) -> Any:
    """The themes of a consultation, with their figures."""
    consultation = consultations.get(slug, viewer=current_user)
    return page(
        "themes/index.html",
        consultation=consultation,
        themes=queries.of_consultation(consultation.id),
        figures=queries.figures(consultation.id),
        streams=workstreams.count_by_theme(consultation.id),
        act=MemberAct(None),
    )


@bp.get("/themes/<int:theme_id>")
@access("public")
def show(theme_id: int) -> Any:
    """One theme: what it is about, its proposals, what is being built out of it."""
    theme = queries.get(theme_id, viewer=current_user)
    order = request.args.get("order")
    if order not in ("recent", "support", "discussed"):
        order = "recent" if theme.consultation.votes_sealed else "support"
    listed = proposals.published(
        theme.consultation_id,
        viewer=current_user,
        filters=proposals.Filters(theme_id=theme.id, beside=touching(theme.id)),
        order=order,
        after=request.args.get("after"),
    )
    return page(
        "themes/show.html",
        fragment="themes/_proposals.html",
        theme=theme,
        consultation=theme.consultation,
        figures=queries.figures(theme.consultation_id, theme_id=theme.id).get(theme.id, queries.Figures()),
        streams=workstreams.of_theme(theme.id),
        listed=listed,
        order=order,
        statuses=STATUSES,
    )


@bp.route("/consultations/<slug>/themes/new", methods=["GET", "POST"])
@access(Permission.THEME_EDIT)
def create(slug: str) -> Any:
    """Create a theme."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.THEME_EDIT, consultation)
    staff = queries.staff_of(consultation.id)
    form = ThemeForm.from_request().offer(staff)
    if form.submitted():
        try:
            services.create_theme(
                consultation,
                actor=current_user,
                title=form.title.data or "",
                summary=form.summary.data or "",
                colour=Colour(form.colour.data),
                facilitator=form.chosen_facilitator(staff),
            )
        except RuleBroken as problem:
            form.refuse(str(problem), form.title)
        else:
            flash(_("Le thème est créé : vous pouvez y ranger des propositions."))
            return redirect(url_for("themes.board", slug=slug))
    return page("themes/edit.html", consultation=consultation, form=form, theme=None, colours=COLOURS)


@bp.route("/themes/<int:theme_id>/edit", methods=["GET", "POST"])
@access(Permission.THEME_EDIT)
def edit(theme_id: int) -> Any:
    """Change what a theme says of itself."""
    theme = _edited(theme_id)
    staff = queries.who_may_lead(theme)
    form = ThemeForm.from_request(obj=theme, data={"colour": theme.colour.value}).offer(staff)
    if form.submitted():
        try:
            services.edit_theme(
                theme,
                actor=current_user,
                title=form.title.data or "",
                summary=form.summary.data or "",
                colour=Colour(form.colour.data),
                facilitator=form.chosen_facilitator(staff),
                seen=form.seen,
            )
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("Les changements sont enregistrés."))
            return redirect(url_for("themes.show", theme_id=theme.id))
    form.version.data = str(theme.version)
    return page("themes/edit.html", consultation=theme.consultation, form=form, theme=theme)


@bp.post("/themes/<int:theme_id>/move")
@access(Permission.THEME_EDIT)
def move(theme_id: int) -> Any:
    """Move a theme one place up or down."""
    theme = _edited(theme_id)
    Act.from_request().demand()
    place = [t.id for t in queries.of_consultation(theme.consultation_id)].index(theme.id)
    step = -1 if request.form.get("direction") == "up" else 1
    services.move_theme(theme, actor=current_user, place=place + step)
    return redirect(url_for("themes.index", slug=theme.consultation.slug, _anchor=f"theme-{theme.id}"))


@bp.post("/themes/<int:theme_id>/delete")
@access(Permission.THEME_EDIT)
def delete(theme_id: int) -> Any:
    """Delete a theme; its proposals become unfiled."""
    theme = _edited(theme_id)
    Act.from_request().demand()
    count = services.delete_theme(theme, actor=current_user)
    said = ngettext("%(num)s proposition est à classer.", "%(num)s propositions sont à classer.", count)
    flash(_("Le thème « %(title)s » est supprimé.", title=theme.title) + (f" {said}" if count else ""))
    return redirect(url_for("themes.index", slug=theme.consultation.slug))


def _edited(theme_id: int) -> Theme:
    theme = queries.get(theme_id, viewer=current_user)
    require(Permission.THEME_EDIT, theme)
    return theme


@bp.route("/consultations/<slug>/board", methods=["GET", "POST"], endpoint="board")
@access(Permission.THEME_EDIT)
def file(slug: str) -> Any:
    """The board, and filing what was ticked on it."""
    consultation, themes = _desk(slug)
    form = BoardForm.from_request()
    if form.submitted() and _file(consultation, themes, form):
        return redirect(url_for("themes.board", slug=slug, **_address(_chosen(consultation, themes))))
    return _board(consultation, themes, form)


@bp.post("/consultations/<slug>/board/undo")
@access(Permission.THEME_EDIT)
def undo(slug: str) -> Any:
    """Take one's last filing back."""
    consultation, themes = _desk(slug)
    Act.from_request().demand()
    try:
        count = len(filing.undo_filing(request.form.get("batch", "")[:32], actor=current_user))
    except RuleBroken as problem:
        form = BoardForm(None)
        form.refuse(str(problem))
        return _board(consultation, themes, form)
    flash(ngettext("%(num)s proposition est revenue.", "%(num)s propositions sont revenues.", count))
    return redirect(url_for("themes.board", slug=slug, **_address(_chosen(consultation, themes))))


@bp.get("/proposals/<int:proposal_id>/filings")
@access("public")
def history(proposal_id: int) -> Any:
    """Where a proposal was filed, when and by whom."""
    proposal = proposals.get(proposal_id, viewer=current_user)
    lines = queries.history(proposal)
    return page(
        "themes/history.html",
        proposal=proposal,
        consultation=proposal.consultation,
        lines=lines,
        others=others_of(proposal.id),
        contests=contested.of_proposal(proposal.id) if _reads_contests(proposal) else [],
    )


def _reads_contests(proposal: Proposal) -> bool:
    """Its author and the team read what was said against its theme."""
    return may(current_user, Permission.FILING_CONTEST, proposal) or may(current_user, Permission.THEME_EDIT, proposal)


def _desk(slug: str) -> tuple[Consultation, Sequence[Theme]]:
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.THEME_EDIT, consultation)
    return consultation, queries.of_consultation(consultation.id)


def _file(consultation: Consultation, themes: Sequence[Theme], form: BoardForm) -> bool:
    """File what was ticked; where that cannot be, say why on the form."""
    target = next((t for t in themes if str(t.id) == form.target), None)
    if target is None and form.target != "0":
        form.refuse(str(services.gone()), form.column)
        return False
    seen = {card.proposal_id: card.theme_id for card in form.ticked}
    found = board.some(consultation.id, list(seen), viewer=current_user)
    if len(found) < len(seen):
        form.refuse(_("Une des propositions cochées n’est plus là. Rien n’a été déplacé : vérifiez, puis recommencez."))
        return False
    try:
        offers = accepting.offers([one.id for one in found if one.theme_id is None])
        filing.file_proposals(found, theme=target, actor=current_user, seen=seen, offers=offers)
    except RuleBroken as problem:
        form.refuse(str(problem))
        return False
    return True


def _board(consultation: Consultation, themes: Sequence[Theme], form: BoardForm) -> Any:
    chosen = _chosen(consultation, themes)
    after = request.args.get("after")
    return page(
        "themes/board.html",
        fragment="themes/_board.html",
        consultation=consultation,
        themes=themes,
        board=board.board(consultation.id, themes, viewer=current_user, chosen=chosen, after=after),
        figures=queries.figures(consultation.id),
        last=queries.last_filing(consultation.id, actor=current_user),
        chosen=chosen,
        address=_address(chosen),
        choices={
            "themes": [(theme.id, theme.title) for theme in themes],
            "sections": [(section.slug, section.title) for section in consultation.sections],
        },
        form=form,
        ticked={card.proposal_id for card in form.ticked} or ticked_in_address(),
        moment=desk.now(),
        detail=None,
        act=MemberAct(None),
    )


def ticked_in_address() -> set[int]:
    """The cards that stay ticked while the board is brought up to date."""
    cards = (one.partition("-")[0] for one in request.args.getlist("card")[:MOST_CARDS])
    return {found for one in cards if (found := number(one))}


def _chosen(consultation: Consultation, themes: Sequence[Theme]) -> board.Chosen:
    """What the address asks for; what makes no sense is left out."""
    theme, order = number(request.args.get("theme")), request.args.get("order", "recent")
    words = text.clean(request.args.get("q", ""))[:200]
    return board.Chosen(
        theme=next((t for t in themes if t.id == theme), None),
        section=next((s for s in consultation.sections if s.slug == request.args.get("section")), None),
        words=words,
        order=order if order in ("recent", "support", "discussed") else "recent",
        found=board.matching(consultation.id, words),
    )


def _address(chosen: board.Chosen) -> dict[str, Any]:
    """The same as parts of an address."""
    parts = {
        "theme": chosen.theme and chosen.theme.id,
        "section": chosen.section and chosen.section.slug,
        "q": chosen.words,
        "order": chosen.order if chosen.order != "recent" else None,
    }
    return {name: value for name, value in parts.items() if value}


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
    app.register_blueprint(desk_views.bp)
    app.register_blueprint(coding.bp)
    app.register_blueprint(contests.bp)
    app.register_blueprint(following.bp)
    app.register_blueprint(picture.bp)
    app.register_blueprint(propose_views.bp)
    app.register_blueprint(suggestions.bp)
