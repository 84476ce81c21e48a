"""The main job on real consultations, as a person at a terminal does it: import, find, take away.

Every command is a process of its own on an instance of its own. Times and memory are printed; memory is also asserted,
as it depends on no neighbour.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import pikepdf
import pytest

from tests.documents.office import convert, needs_office
from tests.real.conftest import ROOT

MEGABYTE = 1024  # VmHWM is in kB
# `ru_maxrss` would not do: it outlives exec, so a command would be charged with the memory of the test that started it.
MEASURED = """
import re, runpy, sys
from pathlib import Path
try:
    runpy.run_module("flask", run_name="__main__")
finally:
    print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text()).group(1), file=sys.stderr)
"""


@dataclass(frozen=True)
class Done:
    """What a command printed, and what it took."""

    code: int
    out: str
    error: str
    seconds: float
    megabytes: float


Run = Callable[..., Done]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """`run("import", …)`: a `flask` command on a new instance that lives as long as this module."""
    folder = tmp_path_factory.mktemp("instance")
    environ = {"DATA_DIR": str(folder), "SECRET_KEY": "only-for-tests-0123456789", "PYTHONWARNINGS": "ignore"}

    def flask(*words: Any) -> Done:
        start = monotonic()
        command = [sys.executable, "-c", MEASURED, "--app", "wsgi", *map(str, words)]
        ended = subprocess.run(command, cwd=ROOT, env=os.environ | environ, capture_output=True, text=True)
        *error, memory = ended.stderr.splitlines()
        done = Done(ended.returncode, ended.stdout, "\n".join(error), monotonic() - start, int(memory) / MEGABYTE)
        print(f"flask {' '.join(map(str, words[:2]))}: {done.seconds:.1f} s, {done.megabytes:.0f} MB")  # noqa: T201
        return done

    assert flask("db", "upgrade").code == 0
    return flask


@pytest.fixture(scope="module")
def transcript(run: Run, data: Path) -> tuple[dict[str, Any], ...]:
    """The consultation of 2014, imported twice; what both imports said."""
    file = data / "seeds" / "consultation-mediation-numerique-2014.md"
    twice = [run("import", "transcript", file, "--consultation", "mediation", "--json") for _ in (1, 2)]
    assert [done.code for done in twice] == [0, 0]
    return tuple(json.loads(done.out) for done in twice)


@pytest.fixture(scope="module")
def republic(run: Run, data: Path) -> Done:
    """République numérique, imported."""
    files = sorted((data / "republique-numerique").glob("*.csv"))
    words = ("--preset", "republique-numerique", "--consultation", "republique-numerique", "--json")
    return run("import", "table", *files, *words)


def test_the_transcript_is_counted_and_a_second_import_adds_nothing(transcript: tuple[dict[str, Any], ...]) -> None:
    first, second = transcript
    counts = {"proposals": 66, "comments": 227, "people": 97, "sections": 1}
    assert {name: first[name] for name in counts} == first["added"] == counts
    assert second["added"] == dict.fromkeys(counts, 0)
    assert second["warnings"] == first["warnings"]
    assert {tuple(warning) for warning in first["warnings"]} == {("line", "kind", "message")}


def test_its_oddities_are_told_with_their_lines(transcript: tuple[dict[str, Any], ...]) -> None:
    kinds = {warning["kind"] for warning in transcript[0]["warnings"]}
    assert kinds >= {
        "unusual-date",
        "heading-inside",
        "no-author",
        "no-comments",
        "subheading-like-title",
        "lookalikes",
    }
    assert all(warning["line"] > 0 for warning in transcript[0]["warnings"])


def test_what_was_imported_is_found_whatever_the_spelling(run: Run, transcript: tuple[dict[str, Any], ...]) -> None:
    found = [run("search", "query", words, "--json") for words in ("médiation", "mediation", "médiations")]
    rows = [{(row["kind"], row["id"]) for row in json.loads(done.out)} for done in found]
    assert rows[0] == rows[1] == rows[2]
    assert len(rows[0]) == 20


@pytest.mark.slow
def test_republique_numerique_is_imported_in_little_memory(republic: Done) -> None:
    told = json.loads(republic.out)
    assert (told["proposals"], told["comments"]) == (696, 3994)
    assert (told["added"]["proposals"], told["added"]["comments"]) == (696, 3994)
    assert republic.megabytes <= 300


@needs_office
def test_the_synthesis_opens_in_libreoffice(run: Run, transcript: tuple[dict[str, Any], ...], tmp_path: Path) -> None:
    _open(_printed(run, "mediation", tmp_path), tmp_path)


@needs_office
@pytest.mark.slow
def test_the_synthesis_of_republique_numerique_opens_in_libreoffice(run: Run, republic: Done, tmp_path: Path) -> None:
    _open(_printed(run, "republique-numerique", tmp_path), tmp_path)


def test_tables_hold_a_row_for_each_thing(run: Run, transcript: tuple[dict[str, Any], ...]) -> None:
    counted = {
        dataset: len(run("export", "mediation", dataset, "--format", "jsonl").out.splitlines())
        for dataset in ("proposals", "comments", "themes")
    }
    assert counted == {"proposals": 66, "comments": 227, "themes": 0}


def _printed(run: Run, slug: str, folder: Path) -> dict[str, Path]:
    files = {extension: folder / f"{extension}.{extension}" for extension in ("docx", "odt", "pdf")}
    for extension, file in files.items():
        done = run("export", slug, "synthesis", "--format", extension, "--output", file)
        assert (done.code, done.out, done.error) == (0, "", "")
        assert done.megabytes <= 500
    return files


def _open(files: dict[str, Path], folder: Path) -> None:
    """Texts are opened by LibreOffice; a PDF by what reads PDF everywhere: Draw is often left out."""
    for extension in ("docx", "odt"):
        made = convert({f"{extension}.{extension}": files[extension].read_bytes()}, folder, "txt:Text")
        assert made[extension].stat().st_size > 100_000
    with pikepdf.open(files["pdf"]) as pdf:
        assert len(pdf.pages) > 40
