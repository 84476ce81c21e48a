"""The sentences of the interface and their translations: `python -m tests.catalogues` lists what is missing.

Sentences are written in French in the code; `--update` gathers them into the catalogues of `consult/translations`.
* English has every sentence, none of them a guess (fuzzy), with the same placeholders.
* French has only the plurals, whose rule gettext cannot guess: « 0 proposition ».
"""

import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "consult" / "translations"
KEYWORDS = ("_l", "lazy_gettext", "lazy_ngettext:1,2")
NOISE = (
    "Project-Id-Version",
    "Report-Msgid-Bugs-To",
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
    "Generated-By",
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}|%[sd]")
Key = str | Sequence[str] | None


def extracted() -> Catalog:
    """Every sentence that the code and the templates say, with where."""
    with tempfile.TemporaryDirectory() as folder:
        target = str(Path(folder) / "messages.pot")
        words = [part for keyword in KEYWORDS for part in ("-k", keyword)]
        places = ["-F", "babel.cfg", "--ignore-dirs", ".*"]  # else it passes over templates/_macros
        options = ["--quiet", "extract", *places, "--add-location=file", "--sort-output", *words]
        CommandLineInterface().run(["pybabel", *options, "-o", target, "."])  # type: ignore[no-untyped-call]
        with open(target, "rb") as file:
            return read_po(file)


def path(locale: str) -> Path:
    """The catalogue of a language."""
    return FOLDER / locale / "LC_MESSAGES" / "messages.po"


def catalogue(locale: str) -> Catalog:
    """What is translated so far."""
    if not path(locale).exists():
        return Catalog(locale=locale)
    with path(locale).open("rb") as file:
        return read_po(file, locale=locale)


def update() -> None:
    """Bring both catalogues up to date. What is said no more is dropped; nothing is guessed."""
    template = extracted()
    english = catalogue("en")
    english.update(template, no_fuzzy_matching=True)
    english.obsolete.clear()
    french = Catalog(locale="fr")
    for message in wanted(template, "fr"):
        french.add(message.id, message.id, locations=message.locations)
    write(english, "en")
    write(french, "fr")


def write(translated: Catalog, locale: str) -> None:
    """Write a catalogue without dates or names: two people who gather the same sentences write the same file."""
    translated.fuzzy = False
    translated.header_comment = f"# The sentences of consult in {locale!r}, gathered by `make translations`."
    buffer = BytesIO()
    write_po(buffer, translated, width=120, sort_output=True, include_lineno=False)
    text = re.sub(rf'"(?:{"|".join(NOISE)}): .*\n', "", buffer.getvalue().decode())
    path(locale).parent.mkdir(parents=True, exist_ok=True)
    path(locale).write_text(text)


def wanted(template: Catalog, locale: str) -> Iterator[Message]:
    """The sentences that a language must have."""
    for message in template:
        if message.id and (locale != "fr" or message.pluralizable):
            yield message


def problems(template: Catalog, translated: Catalog, locale: str) -> list[str]:
    """What is missing or wrong in a catalogue, one line each."""
    found = []
    for message in wanted(template, locale):
        here = translated.get(message.id)
        where = message.locations[0][0] if message.locations else "?"
        if here is None or not _filled(here.string):
            found.append(f"{where}: not translated: {_first(message.id)!r}")
        elif here.fuzzy:
            found.append(f"{where}: a guess that nobody confirmed: {_first(message.id)!r}")
        elif strange := _strange_placeholders(message.id, here.string):
            found.append(f"{where}: placeholders differ ({strange}): {_first(message.id)!r}")
    said = {_first(message.id) for message in template}
    found += [f"said no more: {_first(m.id)!r}" for m in translated if m.id and _first(m.id) not in said]
    return found


def _first(key: Key) -> str:
    return forms(key)[0]


def _filled(string: Key) -> bool:
    return all(forms(string))


def _strange_placeholders(key: Key, string: Key) -> str:
    """Placeholders that one side has and the other has not."""
    asked, given = ({p for form in forms(side) for p in PLACEHOLDER.findall(form)} for side in (key, string))
    return ", ".join(sorted(asked ^ given))


def forms(key: Key) -> tuple[str, ...]:
    """A sentence, or its forms in the singular and the plural."""
    return (key,) if isinstance(key, str) else tuple(key or ())


def main() -> int:
    """List what is missing; exit 1 where there is any."""
    if "--update" in sys.argv:
        update()
        return 0
    template = extracted()
    found = [f"{locale}: {line}" for locale in ("en", "fr") for line in problems(template, catalogue(locale), locale)]
    print("\n".join(found) or f"translations: {len(template)} sentences, all there")  # noqa: T201
    if found:
        print(f"translations: {len(found)} to mend (`make translations` gathers new sentences)")  # noqa: T201
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
