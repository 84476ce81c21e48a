"""An evaluation as a document to print: what the edition was, its calendar and programme, who came, what it cost, what
was answered, what to keep and what to improve.

It holds what everybody reads once it is published; of surveys, only those whose results are.
"""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from consult import clock
from consult.consultations.models import Consultation
from consult.documents.tree import (
    Block,
    BulletList,
    Chart,
    Contents,
    Document,
    Figure,
    Figures,
    Heading,
    Paragraph,
    Quote,
    RichText,
    Series,
    Table,
)
from consult.evaluation import people, queries
from consult.evaluation.accounting import Budget
from consult.evaluation.models import JUDGED, SIDES, TOTALS, Side
from consult.evaluation.surveys import queries as surveys
from consult.evaluation.surveys import results
from consult.evaluation.surveys.models import Kind
from consult.evaluation.surveys.results import Line, Outcome
from consult.programme import queries as programmes
from consult.programme.booklet import whole_day
from consult.trail.report import planning
from consult.web.languages import document_language, euros, moment, number


def report(consultation: Consultation) -> Document:
    """The report of an edition."""
    return Document(
        title=_("Le bilan"),
        subtitle=consultation.title,
        author=consultation.publisher,
        date=clock.today(),
        language=document_language(),
        blocks=tuple(_blocks(consultation)),
    )


def _blocks(consultation: Consultation) -> Iterator[Block]:
    yield Contents(_("Sommaire"))
    yield from _brief(consultation)
    yield from planning(consultation)
    programme = programmes.released(programmes.last_release(consultation.id), consultation)
    for day in programme.days():
        yield from whole_day(programme, day)
    yield from _who_came(consultation)
    yield from _budget(queries.budget(consultation.id))
    yield from _surveys(consultation)
    yield from _remarks(consultation)


def _brief(consultation: Consultation) -> Iterator[Block]:
    one = queries.of(consultation.id)
    said = [consultation.summary, consultation.introduction, one.introduction if one else ""]
    figures = queries.figures(consultation.id)
    if not (any(said) or figures):
        return
    yield Heading(1, _("L’édition en bref"))
    yield from (RichText(words) for words in said if words)
    if figures:
        head = (_("Ce qui est compté"), _("Cette édition"), _("L’édition d’avant"))
        rows = tuple((one.label, one.value, one.previous) for one in figures)
        yield Table(_("Les chiffres de l’édition"), head, rows, row_headers=True)


def _who_came(consultation: Consultation) -> Iterator[Block]:
    came = people.came(consultation.id)
    rows = tuple(_attended(consultation.id))
    if not (came.people or rows):
        return
    yield Heading(1, _("Qui est venu"))
    if came.people:
        counted = ngettext("personne, comptée une fois", "personnes, chacune comptée une fois", came.people)
        organisations = ngettext("structure", "structures", came.organisations)
        yield Figures((Figure(counted, came.people), Figure(organisations, came.organisations)))
    if rows:
        head = (_("Séance"), _("Quand"), _("Attendues"), _("Inscrites"), _("Comptées"))
        yield Table(_("Personnes attendues, inscrites et comptées"), head, rows, row_headers=True)


def _attended(consultation_id: int) -> Iterator[tuple[str | int | None, ...]]:
    """The sessions of which something is known."""
    after: str | None = None
    while True:
        page = queries.attendance(consultation_id, after=after, size=500)
        for one in page.items:
            if one.expected is not None or one.counted is not None or one.registered:
                when = moment(one.session.starts) if one.session.starts else ""
                yield (one.session.title, when, one.expected, one.registered, one.counted)
        if (after := page.after) is None:
            return


def balance(budget: Budget) -> str:
    """Whether a budget is balanced, or by how much it is not."""
    if budget.gap > 0:
        return str(_("Les produits dépassent les charges de %(sum)s.", sum=euros(budget.gap)))
    if budget.gap < 0:
        return str(_("Les charges dépassent les produits de %(sum)s.", sum=euros(-budget.gap)))
    return str(_("Le budget est équilibré : %(sum)s de charges, autant de produits.", sum=euros(budget.charges)))


def _budget(budget: Budget) -> Iterator[Block]:
    if not budget.lines:
        return
    yield Heading(1, _("Le budget"))
    yield Paragraph.of(balance(budget), "lead")
    for side, label in SIDES.items():
        yield Table(str(label), (_("Compte et libellé"), _("Montant")), tuple(_side(budget, side)), row_headers=True)


def _side(budget: Budget, side: Side) -> Iterator[tuple[str, str]]:
    for group in budget.groups(side):
        yield f"{group.number} – {group.label}", euros(group.total)
        yield from ((f"{line.account} – {line.label}", euros(line.cents)) for line in group.lines)
    if side is Side.CHARGE and budget.has_staff:
        yield _("Sous-total hors charges de personnel"), euros(budget.without_staff)
    yield str(TOTALS[side]), euros(budget.total(side))


def _surveys(consultation: Consultation) -> Iterator[Block]:
    for survey in surveys.published(consultation):
        if (found := results.of(survey)) is not None:
            yield Heading(1, survey.title)
            answered = ngettext("%(num)s réponse", "%(num)s réponses", found.people)
            about = survey.session.title if survey.session else ""
            yield Paragraph.of(" · ".join(filter(None, (answered, about))), "meta")
            for one in found.outcomes:
                yield from _outcome(one)
    if verbatims := surveys.verbatims(consultation):
        yield Heading(1, _("En leurs mots"))
        yield from (Quote((Paragraph.of(one.words),), one.name) for one in verbatims)


def _outcome(one: Outcome) -> Iterator[Block]:
    yield Heading(2, one.question.title)
    if not one.is_shown:
        yield Paragraph.of(_("Trop peu de réponses pour être montrées."))
        return
    told = [ngettext("%(num)s personne a répondu", "%(num)s personnes ont répondu", one.people)]
    if one.mean is not None:
        told.append(_("moyenne : %(mean)s", mean=number(round(one.mean, 1))))
    yield Paragraph.of(" · ".join(told), "meta")
    if one.order:
        yield BulletList.of(one.order, ordered=True)
    if one.question.kind is Kind.MATRIX:
        rows = tuple((line.of, line.label, line.count) for line in one.lines)
        yield Table("", (_("Ligne"), _("Réponse"), _("Nombre")), rows, row_headers=True)
    elif shown := [line for line in one.lines if line.count is not None]:
        yield _bars(one, shown)
    if one.is_joined:
        words = _("Des réponses données par moins de cinq personnes sont réunies à d’autres, ou ne sont pas montrées.")
        yield Paragraph.of(words, "meta")


def _bars(one: Outcome, shown: list[Line]) -> Chart:
    first = one.question.kind is Kind.RANKING
    title = _("En premier pour") if first else _("Les réponses à « %(title)s »", title=one.question.title)
    desc = _("Une barre par réponse ; le tableau qui suit dit la même chose.")
    counts = Series(_("Nombre"), tuple(float(line.count or 0) for line in shown))
    return Chart("bars", title, desc, _("Réponse"), tuple(line.label for line in shown), (counts,))


def _remarks(consultation: Consultation) -> Iterator[Block]:
    for judged, topics in queries.remarks(consultation.id).items():
        if topics:
            yield Heading(1, str(JUDGED[judged]))
        for topic, some in topics.items():
            if topic:
                yield Heading(2, topic)
            yield BulletList.of(remark.text for remark in some)
