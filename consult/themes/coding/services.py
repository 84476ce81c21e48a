"""Drawing a sample, choosing, closing, settling, publishing."""

import random

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import clock
from consult.accounts.models import User
from consult.audit.services import Action, record
from consult.consultations.models import Consultation
from consult.db import db, upsert
from consult.errors import NotAllowed, RuleBroken
from consult.kinds import Visibility
from consult.proposals.models import Proposal
from consult.themes.analysis.agreement import cohen
from consult.themes.coding.models import NONE, Coding, Sample, SampleItem
from consult.themes.filing import file_proposals
from consult.themes.models import Theme
from consult.themes.services import gone

FEWEST = 2  # proposals, and themes: with less there is nothing to agree on


def draw(
    consultation: Consultation, *, actor: User, first: User | None, second: User | None, size: int, seed: int = 0
) -> Sample:
    """Draw a sample of published proposals for two people of the team; all of them, where there are fewer.

    Raises RuleBroken where the two are one, or where there are too few proposals or themes.
    """
    if first is None or second is None or first.id == second.id:
        raise RuleBroken(_("Il faut deux personnes différentes de l’équipe : chacune classe sans voir l’autre."))
    themes = db.session.scalar(sa.select(sa.func.count()).select_from(Theme).filter_by(consultation_id=consultation.id))
    if (themes or 0) < FEWEST:
        raise RuleBroken(_("Créez d’abord au moins deux thèmes : sans choix, il n’y a pas d’accord à mesurer."))
    shown = sa.select(Proposal.id).filter_by(consultation_id=consultation.id, visibility=Visibility.PUBLISHED)
    ids = list(db.session.scalars(shown.order_by(Proposal.id)))
    if len(ids) < FEWEST:
        raise RuleBroken(_("Il faut au moins deux propositions publiées."))
    chosen = random.Random(seed).sample(ids, min(size, len(ids)))  # noqa: S311  the same seed, the same sample
    sample = Sample(
        consultation_id=consultation.id,
        actor_id=actor.id,
        first_id=first.id,
        second_id=second.id,
        size=len(chosen),
        seed=seed,
    )
    db.session.add(sample)
    db.session.flush()
    db.session.add_all(SampleItem(sample_id=sample.id, position=n, proposal_id=one) for n, one in enumerate(chosen, 1))
    record(Action.CODING_DRAWN, sample, actor=actor, size=len(chosen), seed=seed)
    return sample


def choose(sample: Sample, item: SampleItem, *, coder: User, theme: Theme | None) -> None:
    """Note the theme (None: none of them) that a person would file a proposal in. The last choice closes the sample.

    Raises NotAllowed for anybody but the two, RuleBroken where the sample is closed or the theme is gone.
    """
    if not sample.is_coder(coder.id):
        raise NotAllowed(_("Ce double codage est confié à deux autres personnes."))
    _hold(sample)
    if sample.closed:
        raise RuleBroken(_("Ce double codage est terminé : les choix ne changent plus."))
    if theme is not None:
        _refuse_if_gone(theme)
    keys = {"sample_id": sample.id, "proposal_id": item.proposal_id, "coder_id": coder.id}
    values = {"choice": theme.id if theme else NONE, "title": theme.title if theme else "", "created": clock.now()}
    upsert(Coding, keys, values)
    made = db.session.scalar(sa.select(sa.func.count()).select_from(Coding).filter_by(sample_id=sample.id)) or 0
    if made == 2 * sample.size:
        sample.closed = clock.now()


def close(sample: Sample, *, actor: User) -> None:
    """End a sample before everything was filed; what was filed by both is compared."""
    _hold(sample)
    if sample.closed:
        raise RuleBroken(_("Ce double codage est déjà terminé."))
    sample.closed = clock.now()
    record(Action.CODING_CLOSED, sample, actor=actor)


def settle(sample: Sample, item: SampleItem, *, actor: User, theme: Theme | None, seen: int | None) -> None:
    """File a proposal on which the two disagreed. Raises Moved where it is not in the theme that was `seen`."""
    _demand_closed(sample)
    file_proposals([item.proposal], theme=theme, actor=actor, seen={item.proposal_id: seen})
    item.settled = clock.now()


def publish(sample: Sample, *, actor: User) -> None:
    """Show the agreement to everybody: the figures, never who chose what. Raises CannotAnalyse where there is none."""
    _demand_closed(sample)
    first, second = choices(sample)
    found = cohen(first, second)
    sample.figures = {
        "count": found.count,
        "observed": round(found.observed, 4),
        "kappa": found.kappa,
        "low": found.low,
        "high": found.high,
    }
    sample.published = clock.now()
    record(Action.CODING_PUBLISHED, sample, actor=actor, kappa=found.kappa)


def withdraw(sample: Sample, *, actor: User) -> None:
    """Show the agreement to the team only again."""
    if sample.published:
        sample.published = None
        record(Action.CODING_WITHDRAWN, sample, actor=actor)


def choices(sample: Sample) -> tuple[list[int | None], list[int | None]]:
    """What each of the two chose, in the order of the sample; None: nothing yet."""
    made = {
        (row.coder_id, row.proposal_id): row.choice
        for row in db.session.scalars(sa.select(Coding).filter_by(sample_id=sample.id))
    }
    order = sa.select(SampleItem.proposal_id).filter_by(sample_id=sample.id).order_by(SampleItem.position)
    ids = db.session.scalars(order).all()
    return [made.get((sample.first_id, one)) for one in ids], [made.get((sample.second_id, one)) for one in ids]


def _hold(sample: Sample) -> None:
    """Keep the sample from being closed by somebody else, and read whether it was."""
    held = sa.select(Sample.closed).filter_by(id=sample.id).with_for_update()
    sample.closed = db.session.scalar(held)


def _demand_closed(sample: Sample) -> None:
    if not sample.closed:
        raise RuleBroken(_("Attendez que les deux aient fini, ou terminez ce double codage."))


def _refuse_if_gone(theme: Theme) -> None:
    if db.session.scalar(sa.select(Theme.id).filter_by(id=theme.id).with_for_update(read=True)) is None:
        raise gone()
