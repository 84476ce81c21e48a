"""From what was said to a document: title page, contents, figures with charts, themes, what is not classified."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from consult import clock, periods
from consult.documents.tree import (
    Block,
    Chart,
    Contents,
    Document,
    Figure,
    Figures,
    Heading,
    PageBreak,
    Paragraph,
    Quote,
    RichText,
    Series,
    Table,
)
from consult.proposals.forms import STATUSES
from consult.proposals.models import Proposal, ProposalKind
from consult.synthesis.queries import Material
from consult.themes.models import Theme
from consult.votes.models import MethodName
from consult.web.languages import day, document_language


def synthesis(material: Material) -> Document:
    """The thematic synthesis of a consultation, as a document."""
    consultation = material.consultation
    return Document(
        title=_("Synthèse thématique"),
        subtitle=consultation.title,
        author=consultation.publisher,
        date=clock.today(),
        language=document_language(),
        blocks=tuple(_blocks(material)),
    )


def _blocks(material: Material) -> Iterator[Block]:
    yield Contents(_("Sommaire"))
    yield PageBreak()
    yield from _presentation(material)
    for theme in material.themes:
        yield from _theme(theme, material.proposals.get(theme.id, ()), material)
    unfiled = material.proposals.get(None, ())
    if unfiled or not material.themes:
        yield from _unfiled(unfiled, material)


def _presentation(material: Material) -> Iterator[Block]:
    consultation = material.consultation
    yield Heading(1, _("La consultation en bref"), id="en-bref")
    if consultation.summary:
        yield Paragraph.of(consultation.summary, "lead")
    yield Figures(
        (
            Figure(_("Propositions"), material.figures.proposals),
            Figure(_("Commentaires"), material.figures.comments),
            Figure(_("Votes"), material.figures.votes),
            Figure(_("Participants"), material.figures.people),
        )
    )
    total = material.figures.proposals
    if total:
        share = format_decimal(round(100 * material.filed / total), format="0")
        yield Paragraph.of(
            _(
                "%(filed)s propositions sur %(total)s (%(share)s %%) sont classées dans un thème.",
                filed=material.filed,
                total=total,
                share=share,
            )
        )
    yield from _charts(material)


def _charts(material: Material) -> Iterator[Block]:
    if starts := periods.starts(material.days):
        spread = periods.spread(material.days, starts)
        busiest = max(range(len(starts)), key=spread.__getitem__)
        yield Heading(2, _("La participation dans le temps"))
        yield Chart(
            "timeline",
            _("Propositions et commentaires publiés"),
            _(
                "Le moment le plus vif : %(when)s, avec %(n)s contributions.",
                when=day(starts[busiest]),
                n=spread[busiest],
            ),
            _("Période"),
            tuple(map(day, starts)),
            (Series(_("Contributions"), tuple(spread)),),
        )
    if material.themes:
        counts = [(theme.title, len(material.proposals.get(theme.id, ()))) for theme in material.themes]
        first = max(counts, key=lambda c: c[1])
        yield Heading(2, _("Les thèmes"))
        yield Chart(
            "bars",
            _("Nombre de propositions par thème"),
            _("Le thème le plus fourni est « %(theme)s », avec %(n)s propositions.", theme=first[0], n=first[1]),
            _("Thème"),
            tuple(title for title, _count in counts),
            (Series(_("Propositions"), tuple(count for _title, count in counts)),),
        )
    if best := sorted((p for some in material.proposals.values() for p in some), key=lambda p: -p.support)[:10]:
        yield Heading(2, _("Les propositions les plus soutenues"))
        yield Table(
            _("Les propositions les plus soutenues"),
            (_("Proposition"), _("Soutiens"), _("Commentaires")),
            tuple((p.title, p.support, p.comment_count) for p in best),
            row_headers=True,
        )


def _theme(theme: Theme, proposals: Sequence[Proposal], material: Material) -> Iterator[Block]:
    yield PageBreak()
    yield Heading(1, theme.title, id=f"theme-{theme.id}")
    if theme.summary:
        yield RichText(theme.summary)
    yield Paragraph.of(_figures_of(proposals), "meta")
    yield from _by_section(proposals, material)


def _unfiled(proposals: Sequence[Proposal], material: Material) -> Iterator[Block]:
    yield PageBreak()
    yield Heading(1, _("Ce qui n’est pas classé"), id="non-classe")
    if not proposals:
        yield Paragraph.of(_("Aucune proposition n’a été publiée."))
        return
    yield Paragraph.of(
        _("Ces propositions n’ont pas encore de thème. %(figures)s", figures=_figures_of(proposals)), "lead"
    )
    yield from _by_section(proposals, material)


def _figures_of(proposals: Sequence[Proposal]) -> str:
    return " ".join(
        (
            ngettext("%(num)s proposition,", "%(num)s propositions,", len(proposals)),
            ngettext("%(num)s soutien,", "%(num)s soutiens,", sum(p.support for p in proposals)),
            ngettext("%(num)s commentaire.", "%(num)s commentaires.", sum(p.comment_count for p in proposals)),
        )
    )


def _by_section(proposals: Sequence[Proposal], material: Material) -> Iterator[Block]:
    def place(proposal: Proposal) -> tuple[int, int]:
        return (proposal.section.position, proposal.section.id) if proposal.section else (10_000, 0)

    for _place, some in groupby(sorted(proposals, key=place), key=place):
        group = list(some)
        section = group[0].section
        yield Heading(2, section.title if section else _("Sans rubrique"))
        for proposal in group:
            yield from _proposal(proposal, material)


def _proposal(proposal: Proposal, material: Material) -> Iterator[Block]:
    yield Heading(3, proposal.title, id=f"proposition-{proposal.id}")
    yield Paragraph.of(_byline(proposal), "meta")
    yield RichText(proposal.body)
    if proposal.answer:
        yield Quote(
            (RichText(proposal.answer),),
            _("Réponse de l’équipe : %(status)s", status=STATUSES[proposal.status]),
        )
    for comment in material.quoted.get(proposal.thread_id, ()):
        yield Quote((RichText(comment.body),), f"{comment.author.name}, {day(comment.created)}")


def _byline(proposal: Proposal) -> str:
    official = proposal.kind is ProposalKind.OFFICIAL
    who = _("Proposition officielle") if official else proposal.author.name
    parts = [who, day(proposal.published) if proposal.published else "", _votes(proposal)]
    parts.append(ngettext("%(num)s commentaire", "%(num)s commentaires", proposal.comment_count))
    return " · ".join(part for part in parts if part)


def _votes(proposal: Proposal) -> str:
    if not proposal.poll_item.poll.tells:
        return ""
    counts: dict[str, int] = proposal.poll_item.counts()
    if proposal.poll_item.poll.method_name is MethodName.SUPPORT:
        return str(ngettext("%(num)s soutien", "%(num)s soutiens", counts.get("agree", 0)))
    return str(
        _(
            "d’accord %(agree)s, mitigé %(mixed)s, pas d’accord %(disagree)s",
            agree=counts.get("agree", 0),
            mixed=counts.get("mixed", 0),
            disagree=counts.get("disagree", 0),
        )
    )
