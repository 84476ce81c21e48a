"""Who may see and do what: one table for acts, one function for reading. Views, templates, exports and the API all
ask here.

* `may(viewer, permission, target)`: a permission is granted when every rule of at least one line of POLICY holds.
* `visible(query, viewer)`: the rows of a query that this viewer may read, for every list, search, feed, export and
  counter.
* `@access(...)`: every view declares who comes in; a test walks all routes and fails on one that does not.

A viewer is an account or the anonymous visitor; both have `id`, `is_authenticated`, `is_admin` and
`role_in(consultation_id)`.
Hidden, draft and forbidden things answer exactly like things that do not exist.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Protocol, TypeVar, cast

import sqlalchemy as sa
from flask import Flask, current_app, g
from flask_babel import format_date
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from consult.db import begin_writing
from consult.errors import NotAllowed
from consult.kinds import UNREADABLE, Contribution, Visibility

F = TypeVar("F", bound=Callable[..., Any])
Query = TypeVar("Query", bound=sa.Select[*tuple[Any, ...]])


class Role(StrEnum):
    """What a person is in one consultation. Facilitators moderate and theme; organisers also set it up and report."""

    PARTICIPANT = "participant"
    FACILITATOR = "facilitator"
    ORGANISER = "organiser"


class Right(StrEnum):
    """What each person of a team may be kept from, whatever their role: rights are separate."""

    EXPORT = "export"
    MODERATE = "moderate"
    PERSONAL = "personal"
    THEME = "theme"


class Activity(StrEnum):
    """What a phase can open."""

    PROPOSE = "propose"
    COMMENT = "comment"
    VOTE = "vote"
    THEME = "theme"
    BUILD = "build"


class Viewer(Protocol):
    """Whoever looks at a page."""

    id: int | None
    is_authenticated: bool
    is_admin: bool

    def role_in(self, consultation_id: int) -> Role | None:
        """The role in this consultation, if any."""

    def consultations_as(self, *roles: Role) -> list[int]:
        """Where this person has one of these roles."""

    def is_withheld(self, right: Right, consultation_id: int) -> bool:
        """Whether an organiser kept this right from this person there."""

    def suspension_in(self, consultation_id: int | None) -> Any:
        """What keeps this person from writing there, if anything; its `ends` says until when."""


Rule = Callable[[Any, Any], bool]
STAFF = (Role.FACILITATOR, Role.ORGANISER)


class Permission(StrEnum):
    """What can be done, as `subject:verb`. Keep alphabetical."""

    ACCOUNT_ADMINISTER = "account:administer"
    COMMENT_CREATE = "comment:create"
    COMMENT_EDIT = "comment:edit"
    COMMENT_WITHDRAW = "comment:withdraw"
    CONSULTATION_CREATE = "consultation:create"
    CONSULTATION_ORGANISE = "consultation:organise"
    CONSULTATION_READ = "consultation:read"
    CONTRIBUTION_MODERATE = "contribution:moderate"
    DATA_EXPORT = "data:export"
    EVALUATION_EDIT = "evaluation:edit"
    EVALUATION_PUBLISH = "evaluation:publish"
    FILING_CONTEST = "filing:contest"
    FUND_MANAGE = "fund:manage"
    FUNDING_EDIT = "funding:edit"
    GROUPING_FACILITATE = "grouping:facilitate"
    GROUPING_WISH = "grouping:wish"
    MILESTONE_EDIT = "milestone:edit"
    MILESTONE_PLAN = "milestone:plan"
    NEWS_EDIT = "news:edit"
    PARTICIPANT_EXCLUDE = "participant:exclude"
    PARTICIPANT_SUSPEND = "participant:suspend"
    PERSONAL_READ = "personal:read"
    POLL_FACILITATE = "poll:facilitate"
    POLL_ORGANISE = "poll:organise"
    POLL_READ = "poll:read"
    POLL_VOTE = "poll:vote"
    PROGRAMME_EDIT = "programme:edit"
    PROGRAMME_RELEASE = "programme:release"
    PROJECT_EDIT = "project:edit"
    PROJECT_PROPOSE = "project:propose"
    PROPOSAL_ANSWER = "proposal:answer"
    PROPOSAL_CREATE = "proposal:create"
    PROPOSAL_EDIT = "proposal:edit"
    PROPOSAL_FOLLOW_UP = "proposal:follow-up"
    PROPOSAL_JUDGE = "proposal:judge"
    PROPOSAL_REWORK = "proposal:rework"
    PROPOSAL_WITHDRAW = "proposal:withdraw"
    REGISTRATION_MANAGE = "registration:manage"
    REWORK_ANSWER = "rework:answer"
    SHARED_EDIT = "shared:edit"
    SURVEY_ANSWER = "survey:answer"
    SYNTHESIS_EXPORT = "synthesis:export"
    SYNTHESIS_REVIEW = "synthesis:review"
    SYNTHESIS_WRITE = "synthesis:write"
    THEME_EDIT = "theme:edit"
    VOTE_CAST = "vote:cast"
    WORKSHOP_LEAD = "workshop:lead"
    WORKSTREAM_CONTRIBUTE = "workstream:contribute"
    WORKSTREAM_EDIT = "workstream:edit"
    WORKSTREAM_JOIN = "workstream:join"
    WORKSTREAM_OPEN = "workstream:open"


def _place(target: Any) -> int:
    """The consultation in which a target's rights are read: its own number, or the one it names."""
    return cast(int, getattr(target, "consultation_id", None) or target.id)


def anyone(viewer: Any, _target: Any) -> bool:
    """Everybody."""
    return True


def member(viewer: Any, _target: Any) -> bool:
    """Whoever is logged in with a confirmed address."""
    return bool(viewer.is_authenticated and viewer.is_confirmed)


def _suspension(viewer: Any, target: Any) -> Any:
    """What keeps a person from writing where this target is."""
    return viewer.suspension_in(_place(target))


def free(viewer: Any, target: Any) -> bool:
    """Not suspended here by moderation."""
    return _suspension(viewer, target) is None


def administrator(viewer: Any, _target: Any) -> bool:
    """An administrator of the instance."""
    return bool(viewer.is_admin)


def author(viewer: Any, target: Any) -> bool:
    """Whoever wrote it."""
    return member(viewer, target) and target.author_id == viewer.id


def staff(viewer: Any, target: Any) -> bool:
    """A facilitator or organiser of this consultation, or an administrator."""
    return viewer.is_admin or viewer.role_in(_place(target)) in STAFF


def _has(viewer: Any, right: Right, target: Any) -> bool:
    return staff(viewer, target) and (viewer.is_admin or not viewer.is_withheld(right, _place(target)))


def moderates(viewer: Any, target: Any) -> bool:
    """A facilitator or organiser of this consultation who was not kept from moderating, or an administrator."""
    return _has(viewer, Right.MODERATE, target)


def themes(viewer: Any, target: Any) -> bool:
    """A facilitator or organiser of this consultation who was not kept from theming, or an administrator."""
    return _has(viewer, Right.THEME, target)


def exports(viewer: Any, target: Any) -> bool:
    """A facilitator or organiser of this consultation who was not kept from exporting, or an administrator."""
    return _has(viewer, Right.EXPORT, target)


def knows_people(viewer: Any, target: Any) -> bool:
    """A facilitator or organiser of this consultation who was not kept from personal data, or an administrator."""
    return _has(viewer, Right.PERSONAL, target)


def organiser(viewer: Any, target: Any) -> bool:
    """An organiser of this consultation, or an administrator."""
    return bool(viewer.is_admin or viewer.role_in(_place(target)) is Role.ORGANISER)


def published(_viewer: Any, target: Any) -> bool:
    """It is there for all to read."""
    return target.visibility is Visibility.PUBLISHED


def standing(_viewer: Any, target: Any) -> bool:
    """It is there for all to read, or waits for the team to read it."""
    return target.visibility in (Visibility.PUBLISHED, Visibility.HELD)


def open_for(activity: Activity) -> Rule:
    """A phase of the consultation opens this activity now.

    The target, or its `consultation`, must have its phases loaded.
    """

    def rule(_viewer: Any, target: Any) -> bool:
        return bool(getattr(target, "consultation", target).is_open(activity))

    rule.__name__ = f"open_for_{activity.value}"
    return rule


def own_draft(viewer: Any, target: Any) -> bool:
    """A draft of one's own: it may be changed at any time."""
    return author(viewer, target) and target.visibility is Visibility.DRAFT


def editable(_viewer: Any, target: Any) -> bool:
    """Still within the delay in which its author may change it."""
    return bool(target.is_editable)


def asked_to_reword(_viewer: Any, target: Any) -> bool:
    """Moderation asked its author to reword it, and the date has not passed."""
    return bool(target.is_to_reword)


def unanswered(_viewer: Any, target: Any) -> bool:
    """The team has not answered it yet."""
    return target.answered is None


def facilitates(viewer: Any, target: Any) -> bool:
    """The person who leads this work stream."""
    return bool(viewer.is_authenticated and target.facilitator_id == viewer.id)


def belongs(viewer: Any, target: Any) -> bool:
    """A person whom this work stream accepted."""
    return bool(viewer.is_authenticated and target.has_member(viewer.id))  # its members must be loaded


def another_hand(viewer: Any, target: Any) -> bool:
    """Somebody who wrote nothing of it since it was last published."""
    return not target.was_written_by(viewer.id)  # its writers must be loaded


def builds(viewer: Any, target: Any) -> bool:
    """A person who leads one of the work streams in which this is being built."""
    return bool(viewer.is_authenticated and viewer.id in target.leaders)


def idea(_viewer: Any, target: Any) -> bool:
    """A project that is still only an idea."""
    return bool(target.is_idea)


def readable_consultation(viewer: Any, target: Any) -> bool:
    """A published consultation; a draft is for its staff."""
    return bool(target.is_published) or staff(viewer, target)


def readable_of_consultation(viewer: Any, target: Any) -> bool:
    """In a consultation that this person may read."""
    return readable_consultation(viewer, target.consultation)


def shown_poll(_viewer: Any, target: Any) -> bool:
    """A poll that the team has published."""
    return target.published is not None


def open_poll(_viewer: Any, target: Any) -> bool:
    """A poll whose own clock says that it is open."""
    return bool(target.poll.is_open)


def open_survey(_viewer: Any, target: Any) -> bool:
    """A survey that takes answers."""
    return bool(target.is_open)


def in_audience(viewer: Any, target: Any) -> bool:
    """Among those whom the poll asks."""
    return bool(target.includes(viewer))


# A permission is granted when every rule of at least one line holds. docs/permissions.md is compared with this table.
POLICY: dict[Permission, list[list[Rule]]] = {
    Permission.ACCOUNT_ADMINISTER: [[administrator]],
    Permission.COMMENT_CREATE: [[member, free, open_for(Activity.COMMENT)], [staff]],
    Permission.COMMENT_EDIT: [[author, free, standing, editable], [author, standing, asked_to_reword]],
    Permission.COMMENT_WITHDRAW: [[author, standing]],
    Permission.CONSULTATION_CREATE: [[administrator]],
    Permission.CONSULTATION_ORGANISE: [[organiser]],
    Permission.CONSULTATION_READ: [[readable_consultation]],
    Permission.CONTRIBUTION_MODERATE: [[moderates]],
    Permission.DATA_EXPORT: [[exports]],
    Permission.EVALUATION_EDIT: [[staff]],
    Permission.EVALUATION_PUBLISH: [[organiser]],
    Permission.FILING_CONTEST: [[author, free, published]],
    Permission.FUND_MANAGE: [[staff]],
    Permission.FUNDING_EDIT: [[author, free, published, unanswered], [author, published, asked_to_reword]],
    Permission.GROUPING_FACILITATE: [[staff]],
    Permission.GROUPING_WISH: [[member, free, readable_of_consultation]],
    Permission.MILESTONE_EDIT: [[staff], [facilitates, free]],
    Permission.MILESTONE_PLAN: [[staff]],
    Permission.NEWS_EDIT: [[staff], [facilitates, free], [author, published, asked_to_reword]],
    Permission.PARTICIPANT_EXCLUDE: [[organiser, moderates]],
    Permission.PARTICIPANT_SUSPEND: [[moderates]],
    Permission.PERSONAL_READ: [[administrator]],
    Permission.POLL_FACILITATE: [[staff]],
    Permission.POLL_ORGANISE: [[organiser]],
    Permission.POLL_READ: [[shown_poll, readable_of_consultation], [staff]],
    Permission.POLL_VOTE: [[member, free, shown_poll, open_poll, in_audience]],
    Permission.PROGRAMME_EDIT: [[staff]],
    Permission.PROGRAMME_RELEASE: [[organiser]],
    Permission.PROJECT_EDIT: [[staff], [facilitates, free], [author, free, idea], [author, standing, asked_to_reword]],
    Permission.PROJECT_PROPOSE: [[staff], [facilitates, free], [belongs, free]],
    Permission.PROPOSAL_ANSWER: [[staff]],
    Permission.PROPOSAL_CREATE: [[member, free, open_for(Activity.PROPOSE)], [staff]],
    Permission.PROPOSAL_EDIT: [
        [own_draft],
        [author, free, standing, open_for(Activity.PROPOSE)],
        [author, standing, asked_to_reword],
    ],
    Permission.PROPOSAL_FOLLOW_UP: [[staff], [builds, free]],
    Permission.PROPOSAL_JUDGE: [[author, free]],
    Permission.PROPOSAL_REWORK: [[themes]],
    Permission.PROPOSAL_WITHDRAW: [[author, standing], [own_draft]],
    Permission.REGISTRATION_MANAGE: [[knows_people]],
    Permission.REWORK_ANSWER: [[member, free]],
    Permission.SHARED_EDIT: [[staff], [facilitates, free], [author, free], [author, published, asked_to_reword]],
    Permission.SURVEY_ANSWER: [[open_survey, readable_of_consultation]],
    Permission.SYNTHESIS_EXPORT: [[anyone]],
    Permission.SYNTHESIS_REVIEW: [[staff, another_hand]],
    Permission.SYNTHESIS_WRITE: [[staff], [facilitates, free]],
    Permission.THEME_EDIT: [[themes]],
    Permission.VOTE_CAST: [[member, free, published, open_for(Activity.VOTE)]],
    Permission.WORKSHOP_LEAD: [[staff]],
    Permission.WORKSTREAM_CONTRIBUTE: [[staff], [facilitates, free], [belongs, free]],
    Permission.WORKSTREAM_EDIT: [[staff], [facilitates, free]],
    Permission.WORKSTREAM_JOIN: [[member, free]],
    Permission.WORKSTREAM_OPEN: [[staff]],
}


def may(viewer: Any, permission: Permission, target: Any = None) -> bool:
    """Say whether this viewer has the permission on this target."""
    return any(all(rule(viewer, target) for rule in line) for line in POLICY[permission])


def _no_vote(target: Any) -> str:
    """Why nobody votes on a contribution now."""
    if target.visibility is Visibility.SUPERSEDED:
        return str(_("Ce texte a été remplacé par un autre : c’est celui-là qui reçoit les votes."))
    if not published(None, target):
        return str(_("Ce texte n’est pas publié en ce moment : il ne reçoit pas de votes."))
    return str(_("Le vote n’est pas ouvert en ce moment."))


def _no_ballot(target: Any) -> str:
    """Why this person does not vote in a poll now."""
    if target.published is None:
        return str(_("Ce scrutin n’est pas encore publié."))
    if target.poll.is_open:
        return str(_("Ce scrutin ne s’adresse pas à vous."))
    if target.poll.is_closed:
        return str(_("Ce scrutin est clos : ce que vous venez d’envoyer n’est pas compté."))
    return str(_("Ce scrutin n’est pas encore ouvert."))


REFUSALS: dict[Permission, Callable[[Any], str]] = {
    Permission.COMMENT_CREATE: lambda _target: _("Les commentaires ne sont pas ouverts en ce moment."),
    Permission.COMMENT_EDIT: lambda _target: _("Ce commentaire ne peut plus être modifié."),
    Permission.PROPOSAL_CREATE: lambda _target: _("Le dépôt de propositions n’est pas ouvert en ce moment."),
    Permission.PROPOSAL_EDIT: lambda _target: _("Cette proposition ne peut plus être modifiée."),
    Permission.SURVEY_ANSWER: lambda _target: _("Ce questionnaire ne prend pas de réponse en ce moment."),
    Permission.SYNTHESIS_REVIEW: lambda _target: _(
        "Une autre personne relit : vous avez écrit une partie de ce texte."
    ),
    Permission.POLL_VOTE: _no_ballot,
    Permission.VOTE_CAST: _no_vote,
}


WRITING = frozenset(permission for permission, lines in POLICY.items() if any(free in line for line in lines))


def _said_of(suspension: Any) -> str:
    """Why a person cannot write here, and until when."""
    if suspension.ends is None:
        return str(_("L’équipe vous a exclu de cette consultation : vous pouvez lire, mais pas écrire ni voter."))
    ends = format_date(suspension.ends, "long")
    return str(
        _(
            "L’équipe a suspendu votre participation jusqu’au %(date)s : vous pouvez lire, pas écrire ni voter.",
            date=ends,
        )
    )


def require(permission: Permission, target: Any = None) -> None:
    """Raise NotAllowed unless the person who makes this request has the permission; remember that it was asked."""
    g.setdefault("required", set()).add(permission)
    if may(current_user, permission, target):
        return
    if permission in WRITING and (suspension := _suspension(current_user, target)):
        raise NotAllowed(_said_of(suspension))
    if member(current_user, target) and permission in REFUSALS:
        raise NotAllowed(REFUSALS[permission](target))
    if current_user.is_authenticated and not current_user.is_confirmed:
        raise NotAllowed(_("Confirmez d’abord votre adresse : un message vous a été envoyé à l’inscription."))
    raise NotAllowed(_("Vous n’avez pas le droit de faire cela ici."))


def readable(model: type[Contribution], viewer: Any) -> sa.ColumnElement[bool]:
    """The rows of a kind of contribution that this viewer may read.

    Published and superseded ones in published consultations, for those to whom they are open; one's own, always;
    everything, where one is staff, except the drafts of others.
    """
    row: Any = model
    # Said by what is not readable: lists look for one visibility, and their index for it stays the better one.
    read = row.visibility.not_in(UNREADABLE)
    shown = sa.and_(read, row.shown_in_context(), row.consultation.has(is_published=True), row.open_to(viewer))
    if not viewer.is_authenticated:
        return shown
    lines = [shown, row.author_id == viewer.id]
    if viewer.is_admin:
        lines.append(row.visibility != Visibility.DRAFT)
    elif places := viewer.consultations_as(*STAFF):
        lines.append(sa.and_(row.visibility != Visibility.DRAFT, row.consultation_id.in_(places)))
    return sa.or_(*lines)


def awaited(model: type[Contribution], viewer: Any) -> sa.ColumnElement[bool]:
    """The rows of a kind that wait for the team to read them, and that this viewer reads meanwhile where they stand."""
    row: Any = model
    return sa.and_(row.visibility == Visibility.HELD, readable(model, viewer))


def awaits(viewer: Any, thing: Any) -> bool:
    """The same for one thing: it waits, and this viewer wrote it or is of the team."""
    return thing.visibility is Visibility.HELD and (author(viewer, thing) or staff(viewer, thing))


def visible(query: Query, viewer: Any) -> Query:
    """The query, reduced to what this viewer may read of each contribution it selects."""
    for description in query.column_descriptions:
        model = description["entity"]
        if isinstance(model, type) and issubclass(model, Contribution):
            query = query.where(readable(model, viewer))
    return query


def access(level: str | Permission) -> Callable[[F], F]:
    """Declare who reaches a view. Every view must (tests/architecture).

    `"public"`: everybody. `"member"`: whoever is logged in. `"admin"`: administrators; others see a page that does not
    exist. A Permission: whoever has it on the target that the view loads; the view must `require()` it, or the request
    fails and is rolled back.
    """

    def decorate(view: F) -> F:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if level != "public" and not current_user.is_authenticated:
                return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
            if level == "admin" and not current_user.is_admin:
                raise NotFound
            begin_writing()
            answer = view(*args, **kwargs)
            if isinstance(level, Permission) and level not in g.get("required", ()):
                raise AssertionError(f"{view.__name__} declares {level.value} and never required it")
            return answer

        cast(Any, guarded).access = level
        return cast(F, guarded)

    return decorate


def init_app(app: Flask) -> None:
    """Give templates `may(permission, target)`."""
    app.jinja_env.globals["may"] = lambda permission, target=None: may(current_user, Permission(permission), target)
