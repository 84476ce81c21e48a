"""The 2014 consultation: 66 proposals, 227 comments, 97 handles, no line lost."""

import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from consult.imports.oddities import parse_with_oddities
from consult.imports.parsed import Kind
from consult.imports.transcript import LineKind, Transcript
from consult.reading.files import ImportRefused, read_text

MONTHS = {"août": 8, "septembre": 9, "octobre": 10}


@pytest.fixture(scope="session")
def source(data: Path) -> str:
    return read_text((data / "seeds" / "consultation-mediation-numerique-2014.md").read_bytes())


@pytest.fixture(scope="session")
def transcript(source: str) -> Transcript:
    return parse_with_oddities(source)


def test_the_counts_are_the_published_ones(transcript: Transcript) -> None:
    assert transcript.counts() == {"proposals": 66, "comments": 227, "people": 97, "sections": 1}


def test_handles_are_counted_as_written_without_escapes_and_spaces(source: str, transcript: Transcript) -> None:
    """97 is the union of those who comment and those who sign a proposal, each spelling apart."""
    commented = {
        m[1].strip().replace("\\", "") for m in re.finditer(r"^(\S.*)\n\n?\d{1,2}[ /]\S+/2014 - ", source, re.M)
    }
    signed = {m[1].strip() for m in re.finditer(r"Proposé par (.+?) le \d\d/\d\d/2014", source)}
    assert (len(commented), len(signed)) == (70, 39)
    assert {person.handle for person in transcript.people} == commented | signed


def test_every_comment_has_its_author_date_and_time_to_the_second(source: str, transcript: Transcript) -> None:
    """Read a second time here, in another way."""
    lines = source.split("\n")
    expected = []
    for at, line in enumerate(lines):
        found = re.fullmatch(r"(\d+)(?:/(\d\d)| (\w+))/(2014) - (\d\d)(?::| h )(\d\d)(?::| mn )(\d\d)(?: s)?\s*", line)
        if found:
            author = next(x for x in reversed(lines[:at]) if x.strip()).strip().replace("\\", "")
            day, number, name, year, hour, minute, second = found.groups()
            month = int(number) if number else MONTHS[name]
            moment = datetime(int(year), month, int(day), tzinfo=ZoneInfo("Europe/Paris"))
            moment = moment.replace(hour=int(hour), minute=int(minute), second=int(second))
            expected.append((author, moment.astimezone(UTC)))
    assert [(comment.author, comment.created) for comment in transcript.comments] == expected


def test_forty_six_proposals_are_signed_and_twenty_are_official(source: str, transcript: Transcript) -> None:
    signed = [(m[1], m[2]) for m in re.finditer(r"Proposé par (.+?) le (\d\d/\d\d/2014)", source)]
    citizens = [proposal for proposal in transcript.proposals if proposal.kind is Kind.CITIZEN]
    assert [(p.author, p.created and f"{p.created:%d/%m/%Y}") for p in citizens] == signed
    assert len(transcript.proposals) - len(citizens) == 20


def test_every_line_is_accounted_for(source: str, transcript: Transcript) -> None:
    assert len(transcript.lines) == len(source.split("\n")) == 2535


def test_the_source_can_be_rebuilt_from_the_parts(source: str, transcript: Transcript) -> None:
    """Word for word and in order; dates and page breaks are the only lines left out."""
    kinds = zip(source.split("\n"), transcript.lines, strict=True)
    left_out = (LineKind.DATE, LineKind.PAGE_BREAK)
    original = [word for line, kind in kinds if kind not in left_out for word in _words(line)]
    assert [word for part in _parts(transcript) for word in _words(part)] == original


def _parts(transcript: Transcript) -> list[str]:
    commented = {at for at, kind in enumerate(transcript.lines, 1) if kind is LineKind.COMMENTS}
    parts = [transcript.title, ":", transcript.sections[0].title]
    starts = [proposal.line for proposal in transcript.proposals] + [len(transcript.lines) + 1]
    for proposal, end in zip(transcript.proposals, starts[1:], strict=True):
        parts += [proposal.title, proposal.body]
        if proposal.author and proposal.created:
            parts.append(f"Proposé par {proposal.author} le {proposal.created:%d/%m/%Y}")
        parts += ["Commentaires" for line in commented if proposal.line < line < end]
        for comment in proposal.comments:
            parts += [comment.author or "", comment.body]
    return parts


def _words(text: str) -> list[str]:
    return re.sub(r"[#*]", " ", text.replace("\\", "")).split()


def test_team_answers_and_mentions_are_found(transcript: Transcript) -> None:
    assert [comment.author for comment in transcript.comments if comment.team] == ["L'équipe DUI"]
    mentioned = [comment.mentions for comment in transcript.comments if comment.mentions]
    assert mentioned == [["PTreguer"], ["gepeto", "PTreguer"], ["PTreguer", "drikc7"], ["gepeto"], ["Net-Cité"]]


def test_oddities_are_told_with_their_line(transcript: Transcript) -> None:
    found: dict[str, list[int]] = {}
    for oddity in transcript.warnings:
        found.setdefault(oddity.kind, []).append(oddity.line)
    assert found["unusual-date"] == [203, 311, 807, 1198, 1256, 1330, 1392, 1850, 1864, 2343, 2349]
    assert found["subheading-like-title"] == [1408, 1422, 1426, 1430, 1892, 1896, 1980, 2423, 2467]
    assert found["lookalikes"] == [781, 1278, 1382]
    assert found["cited-name"] == [53, 77]
    assert found["escaped-name"] == [89, 169]
    assert found["no-body"] == [910]
    assert found["unclear-byline"] == [2531, 2535]
    assert {
        kind: len(lines) for kind, lines in found.items() if kind in ("no-author", "no-comments", "heading-inside")
    } == {
        "no-author": 20,
        "no-comments": 23,
        "heading-inside": 22,
    }


def test_the_same_keys_come_out_of_a_corrected_file(source: str, transcript: Transcript) -> None:
    again = parse_with_oddities("\n\n" + source.replace("médiation", "Médiation"))
    assert [comment.key for comment in again.comments] == [comment.key for comment in transcript.comments]
    keys = [thing.key for thing in transcript.proposals + transcript.comments]
    assert len(set(keys)) == len(keys) == 66 + 227


@pytest.mark.parametrize(
    "name", ["connexions-2023-cadrage.md", "connexions-2024-co-construction.md", "nec-sud-ouest-2023-bilan.md"]
)
def test_the_other_documents_are_no_transcripts(data: Path, name: str) -> None:
    with pytest.raises(ImportRefused, match=r"^Ligne \d+\u00a0: ce fichier n’est pas une consultation transcrite"):
        parse_with_oddities(read_text((data / "seeds" / name).read_bytes()))


@pytest.mark.parametrize(
    "words", ["pourquoi séparer les", "Éviter le disper", "12/07/2014 - 11:", "15/07/2014 - 14:26:40"]
)
def test_a_file_cut_in_the_middle_of_a_comment_is_refused_with_its_line(source: str, words: str) -> None:
    cut = source[: source.index(words) + len(words)]
    with pytest.raises(ImportRefused, match=rf"^Ligne {cut.count(chr(10)) + 1}\u00a0: le fichier .*s’arrête"):
        parse_with_oddities(cut)
