"""A small transcript, written for these tests, and what is made of it."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from consult.imports.oddities import parse_with_oddities
from consult.imports.parsed import ImportedSection, Kind
from consult.imports.transcript import MOST_LINES, MOST_PROPOSALS, LineKind, Transcript, parse
from consult.reading.files import ImportRefused

TEXT = """\
# CONSULTATION SUR LE VIEUX PORT : IDÉES

---

## UN QUAI SANS VOITURES

Le quai est étroit. On y marche mal.

### Commentaires

Mouette\\_12

24/07/2014 - 11:05:42

@Bernard, d’accord.

Et les livraisons ?

L’équipe du port

25 juillet/2014 - 9 h 03 mn 07 s

Merci @Mouette\\_12.

## UN BASSIN POUR APPRENDRE À NAGER

## Pourquoi ?

Parce que **peu d’enfants savent nager. Proposé par Jean Le Bris le 12/07/2014**

## DES BANCS

- à l’ombre
- au soleil

Proposé par Bernard le 13/07/2014

### Commentaires

bernard
26/07/2014 - 08:00:00
+1
"""


@pytest.fixture
def transcript() -> Transcript:
    return parse_with_oddities(TEXT)


def kinds(transcript: Transcript) -> list[str]:
    return [oddity.kind for oddity in transcript.warnings]


def test_title_and_section_come_from_the_first_heading(transcript: Transcript) -> None:
    assert transcript.title == "CONSULTATION SUR LE VIEUX PORT"
    assert transcript.sections == [ImportedSection(1, "IDÉES", "IDÉES")]
    assert {proposal.section for proposal in transcript.proposals} == {"IDÉES"}


def test_signed_proposals_come_from_citizens_and_the_signature_leaves_the_text(transcript: Transcript) -> None:
    official, pool, benches = transcript.proposals
    assert (official.kind, official.author, official.created) == (Kind.OFFICIAL, None, None)
    assert (pool.kind, pool.author, pool.created) == (Kind.CITIZEN, "Jean Le Bris", datetime(2014, 7, 12, tzinfo=UTC))
    assert pool.body == "## Pourquoi ?\n\nParce que **peu d’enfants savent nager.**"
    assert (benches.author, benches.body) == ("Bernard", "- à l’ombre\n- au soleil")


def test_comments_have_author_moment_words_and_mentions(transcript: Transcript) -> None:
    first, second = transcript.proposals[0].comments
    assert (first.line, first.author) == (11, "Mouette_12")
    assert first.created == datetime(2014, 7, 24, 9, 5, 42, tzinfo=UTC)
    assert first.body == "@Bernard, d’accord.\n\nEt les livraisons ?"
    assert (first.mentions, first.team) == (["Bernard"], False)
    assert (second.author, second.mentions, second.team) == ("L’équipe du port", ["Mouette_12"], True)
    assert second.created == datetime(2014, 7, 25, 7, 3, 7, tzinfo=UTC)


def test_every_line_has_its_kind(transcript: Transcript) -> None:
    named = dict(zip(TEXT.split("\n"), transcript.lines, strict=True))
    assert named["# CONSULTATION SUR LE VIEUX PORT : IDÉES"] is LineKind.TITLE
    assert named["---"] is LineKind.PAGE_BREAK
    assert named["## UN QUAI SANS VOITURES"] is LineKind.HEADING
    assert named["## Pourquoi ?"] is LineKind.SUBHEADING
    assert (
        named["Parce que **peu d’enfants savent nager. Proposé par Jean Le Bris le 12/07/2014**"]
        is LineKind.BODY_BYLINE
    )
    assert named["Proposé par Bernard le 13/07/2014"] is LineKind.BYLINE
    assert (named["bernard"], named["26/07/2014 - 08:00:00"], named["+1"]) == (
        LineKind.AUTHOR,
        LineKind.DATE,
        LineKind.COMMENT,
    )


def test_oddities_are_sentences_with_a_line(transcript: Transcript) -> None:
    assert [(oddity.line, oddity.kind) for oddity in transcript.warnings] == [
        (5, "no-author"),
        (11, "escaped-name"),
        (21, "unusual-date"),
        (25, "no-comments"),
        (27, "subheading-like-title"),
        (40, "lookalikes"),
    ]
    message = "Date inhabituelle\u00a0: «\u00a025 juillet/2014 - 9 h 03 mn 07 s\u00a0», lue 25/07/2014 - 09:03:07."
    assert transcript.warnings[2].as_dict() == {"line": 21, "kind": "unusual-date", "message": message}


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("25 juillet/2014 - 9 h 03 mn 07 s", "24/07/2014 - 11:05:42", "same-second"),
        ("25 juillet/2014 - 9 h 03 mn 07 s", "23/07/2014 - 10:00:00", "out-of-order"),
        ("25 juillet/2014 - 9 h 03 mn 07 s", "31/06/2014 - 10:00:00", "impossible-date"),
        ("26/07/2014 - 08:00:00", "26/06/2014 - 08:00:00", "before-proposal"),
        ("## DES BANCS", "## UN QUAI SANS VOITURES", "same-title"),
        ("L’équipe du port\n", "\n", "comment-no-author"),
        ("Merci @Mouette\\_12.\n", "\n", "comment-no-body"),
        ("- au soleil", "- Proposé par Bernard le 13/07/2014", "two-bylines"),
        ("13/07/2014\n", "13/07/2014\n\nJ’y tiens.\n", "after-byline"),
        ("Proposé par Bernard le", "(Bernard), le", "unclear-byline"),
        ("Le quai est étroit. On y marche mal.", "", "no-body"),
        ("- à l’ombre", "### Où ?\n- à l’ombre", "heading-inside"),
        ("### Commentaires\n\nbernard", "### Commentaires\n\n### Commentaires\n\nbernard", "comments-again"),
        ("# CONSULTATION", "## Commentaires\n\n# CONSULTATION", "stray-heading"),
        ("## DES BANCS", "# AUTRES IDÉES\n\n## DES BANCS", "part"),
        ("Et les livraisons ?", "Et les livraisons ? Voir Bernnard.", "cited-name"),
        ("+1\n", "+1\n\nbernard\n26/07/2014 - 08:00:01\n+1\n", "same-comment"),
    ],
)
def test_each_oddity_is_met(before: str, after: str, kind: str) -> None:
    assert kind not in kinds(parse_with_oddities(TEXT))
    assert before in TEXT
    assert kind in kinds(parse_with_oddities(TEXT.replace(before, after, 1)))


def test_a_title_of_another_level_is_a_proposal_all_the_same() -> None:
    odd = parse_with_oddities(TEXT.replace("## DES BANCS", "# DES BANCS").replace("- à l’ombre", "À l’ombre"))
    assert [proposal.title for proposal in odd.proposals][2] == "DES BANCS"
    assert "heading-level" in kinds(odd)


def test_a_paragraph_cut_by_a_page_is_told() -> None:
    cut = "Le quai est étroit, et l’on y marche bien mal dès que deux personnes\n\nveulent se croiser."
    assert "cut-paragraph" in kinds(parse_with_oddities(TEXT.replace("Le quai est étroit. On y marche mal.", cut)))


def test_comments_before_any_name_are_kept_without_author() -> None:
    text = TEXT.replace("### Commentaires\n\nMouette", "### Commentaires\n\nVu en réunion publique.\n\nMouette", 1)
    first = parse(text).proposals[0].comments[0]
    assert (first.author, first.created, first.body) == (None, None, "Vu en réunion publique.")


def test_an_introduction_is_kept() -> None:
    text = TEXT.replace("---", "Le port change.\n\nDites-nous tout.")
    assert parse(text).introduction == "Le port change.\n\nDites-nous tout."


def test_titles_in_lower_case_are_read_where_all_are() -> None:
    text = TEXT.replace("UN QUAI SANS VOITURES", "Un quai sans voitures").replace(
        "UN BASSIN POUR APPRENDRE À NAGER", "Un bassin"
    )
    text = text.replace("DES BANCS", "Des bancs").replace("## Pourquoi ?", "### Pourquoi ?")
    assert [proposal.title for proposal in parse(text).proposals] == ["Un quai sans voitures", "Un bassin", "Des bancs"]


def test_a_second_reading_gives_the_same_keys() -> None:
    read = parse(TEXT)
    things = [thing.key for thing in read.proposals + read.comments]
    moved = parse("\n" + TEXT.replace("d’accord", "tout à fait d’accord"))
    assert [thing.key for thing in moved.proposals + moved.comments] == things
    assert len(set(things)) == 6


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Bonjour,\n\nvoici mon CV.\n", "Ligne 1\u00a0: ce fichier n’est pas une consultation transcrite"),
        ("\n\n# Notes\n\n## Courses\n\nDu pain.\n", "Ligne 5\u00a0: ce fichier n’est pas une consultation transcrite"),
        ("id;titre\n1;Un quai\n", "Ligne 1\u00a0: ce fichier n’est pas une consultation transcrite"),
        (TEXT[: TEXT.index("11:05:42") + 8], "Ligne 13\u00a0: le fichier s’arrête au milieu d’un commentaire."),
        (TEXT[: TEXT.index("1:05:42")], "Ligne 13\u00a0: le fichier s’arrête au milieu d’un commentaire."),
        (TEXT[: TEXT.index("livraisons")], "Ligne 17\u00a0: le fichier semble s’arrêter au milieu d’un commentaire."),
    ],
)
def test_what_is_no_transcript_or_was_cut_is_refused_with_its_line(text: str, sentence: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        parse_with_oddities(text)
    assert str(refusal.value).startswith(sentence)


def whole(transcript: Transcript, text: str) -> None:
    """Every line has a kind, and the words of texts and comments are all in the parts."""
    lines = text.split("\n")
    assert len(transcript.lines) == len(lines)
    kept = {
        LineKind.BODY: [proposal.body for proposal in transcript.proposals],
        LineKind.SUBHEADING: [proposal.body for proposal in transcript.proposals],
        LineKind.COMMENT: [comment.body for comment in transcript.comments],
        LineKind.INTRODUCTION: [transcript.introduction],
    }
    for line, kind in zip(lines, transcript.lines, strict=True):
        words = line.strip()
        assert kind not in kept or any(words in part for part in kept[kind]), (line, kind)
        assert words or kind in (LineKind.BLANK, LineKind.PAGE_BREAK)
    assert transcript.lines.count(LineKind.DATE) == sum(comment.created is not None for comment in transcript.comments)
    assert transcript.lines.count(LineKind.HEADING) == len(transcript.proposals)


@settings(deadline=None)
@given(st.permutations(TEXT.split("\n")))
def test_shuffled_lines_are_read_or_refused(lines: list[str]) -> None:
    check("\n".join(lines))


@settings(deadline=None)
@given(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)))
def test_a_piece_of_the_text_is_read_or_refused(start: int, end: int) -> None:
    check(TEXT[min(start, end) : max(start, end)])


@settings(deadline=None)
@given(st.lists(st.one_of(st.sampled_from(TEXT.split("\n")), st.text(max_size=30)), max_size=25))
@example([*TEXT.split("\n"), "un mot\fet un autre"])
def test_any_lines_are_read_or_refused(lines: list[str]) -> None:
    check("\n".join(lines))


def check(text: str) -> None:
    """Nothing but `ImportRefused` may come out."""
    with suppress(ImportRefused):
        whole(parse_with_oddities(text), text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (TEXT + "\n" * MOST_LINES, f"Ligne {MOST_LINES}\u00a0: ce fichier est trop long. Coupez-le en plusieurs."),
        (TEXT + "## ENCORE\n" * MOST_PROPOSALS, "Coupez ce fichier en plusieurs."),
    ],
)
def test_a_transcript_without_end_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        parse(text)
    assert sentence in str(refusal.value)
