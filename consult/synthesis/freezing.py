"""From what is being written to what is published: kept sentences alone, agreed quotations, the figures of now.

What rests on something that is no longer shown does not come in; nor does a sentence that rests on nothing shown.
"""

from collections.abc import Mapping, Sequence

from consult.kinds import Ref
from consult.synthesis import coverage, pictures, reading
from consult.synthesis import extent as extents
from consult.synthesis.content import Content, LeftOut, Passage, Said, Sentence
from consult.synthesis.contributions import Cited
from consult.synthesis.models import Consent, Origin, Part, Quotation, Standing, Statement, Synthesis


def freeze(synthesis: Synthesis, parts: Sequence[Part], cited: Mapping[Ref, Cited]) -> Content:
    """The content as it would be published now. Its parts are loaded with all that they hold."""
    extent = extents.of(synthesis)
    passages = [
        Passage(
            part.id,
            part.kind.value,
            part.title,
            part.body,
            tuple(_sentence(one, cited) for one in part.statements if is_publishable(one, cited)),
            tuple(Said(one.ref, one.words) for one in part.quotations if may_be_quoted(one, cited)),
            tuple(pictures.drawn(part.pictures.split(), _of_part(part, extent))),
        )
        for part in parts
    ]
    return Content(
        synthesis.title,
        synthesis.lead,
        synthesis.brief,
        synthesis.brief_reader,
        tuple(one for one in passages if one.body or one.sentences or one.quotations or one.pictures),
        pictures.counted(extent),
        {state.value: count for state, count in coverage.coverage(synthesis).whole.counts.items()},
        tuple(LeftOut(ref, one.reason) for ref, one in reading.left_out(synthesis.id).items()),
    )


def _of_part(part: Part, whole: extents.Extent) -> extents.Extent:
    """A part about a theme draws this theme alone."""
    return extents.Extent(whole.consultation_id, (part.theme_id,)) if part.theme_id else whole


def is_publishable(statement: Statement, cited: Mapping[Ref, Cited]) -> bool:
    """Whether a sentence was kept, and still rests on something shown, and repeats nothing that is gone."""
    gone, shown = _sides(statement, cited)
    return statement.state is Standing.KEPT and bool(shown) and not _repeats(statement, gone)


def text_for(statement: Statement, cited: Mapping[Ref, Cited], *, moderates: bool) -> str:
    """What an editor reads of a sentence: whoever does not moderate does not read the words of what is hidden."""
    gone, _shown = _sides(statement, cited)
    return "" if not moderates and _repeats(statement, gone) else statement.text


def _sides(statement: Statement, cited: Mapping[Ref, Cited]) -> tuple[list[Cited], list[Cited]]:
    some = [cited[one.ref] for one in statement.citations]
    return [one for one in some if one.gone], [one for one in some if not one.gone]


def _repeats(statement: Statement, gone: Sequence[Cited]) -> bool:
    return any(one.is_repeated_in(statement.text) for one in gone)


def may_be_quoted(quotation: Quotation, cited: Mapping[Ref, Cited]) -> bool:
    """Whether a quotation's author agreed, and its contribution is still shown."""
    return quotation.consent is Consent.GIVEN and not cited[quotation.ref].gone


def _sentence(statement: Statement, cited: Mapping[Ref, Cited]) -> Sentence:
    shown = tuple(one.ref for one in statement.citations if not cited[one.ref].gone)
    return Sentence(statement.id, statement.text, shown, statement.in_short, statement.origin is Origin.MACHINE)
