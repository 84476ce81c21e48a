"""The register of moderation as a chain: each line holds the hash of the one before it. Pure.

A line is a JSON object without personal data; its hash is SHA-256 of the previous line's hash, a line feed, and the
line in canonical form (keys in order, no spaces, UTF-8). The first line of a consultation follows sixty-four zeros.
Whoever keeps a copy of the latest hash sees that nothing before it was changed, taken out or added.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

START = "0" * 64
FORMAT = "consult-moderation-register/1"


def canonical(content: Mapping[str, Any]) -> str:
    """The one way of writing a line."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def link(previous: str, content: str) -> str:
    """The hash of a line in canonical form that follows this hash."""
    return hashlib.sha256(f"{previous}\n{content}".encode("utf-8", "surrogatepass")).hexdigest()


def problems(document: Any) -> Iterator[str]:
    """What is wrong with an exported register, sentence by sentence; nothing where it is whole."""
    if not isinstance(document, dict) or set(document) != {"format", "consultations"} or document["format"] != FORMAT:
        yield "this is not a register of moderation in a format that is known here"
        return
    chains = document["consultations"]
    if not isinstance(chains, list) or not all(isinstance(chain, dict) for chain in chains):
        yield "its consultations are not a list of chains"
        return
    for chain in chains:
        yield from (f"{chain.get('consultation')}: {problem}" for problem in _problems(chain))


def _problems(chain: Mapping[str, Any]) -> Iterator[str]:
    if set(chain) != {"consultation", "lines", "head", "entries"} or not isinstance(chain["entries"], list):
        yield "a chain has a consultation, a number of lines, a head and entries"
        return
    if not isinstance(chain["consultation"], str) or chain["lines"] != len(chain["entries"]):
        yield f"{chain['lines']} lines are said to be there, and {len(chain['entries'])} are"
    if type(chain["lines"]) is not int:
        yield "the number of lines is not a number"
    previous = START
    for number, entry in enumerate(chain["entries"], 1):
        if not isinstance(entry, dict) or set(entry) != {"line", "hash"} or not isinstance(entry["line"], dict):
            yield f"entry {number} is not a line and its hash"
            return
        if entry["line"].get("number") != number or entry["line"].get("consultation") != chain["consultation"]:
            yield f"line {number} is not in its place"
        previous = link(previous, _said(entry["line"]))
        if entry["hash"] != previous:
            yield f"line {number} does not have the hash it should have"
            return
    if chain["head"] != previous:
        yield "the head is not the hash of the last line"


def _said(line: Mapping[str, Any]) -> str:
    try:
        return canonical(line)
    except (TypeError, ValueError):
        return ""


def read(body: bytes) -> Any:
    """The document in a file; None where it is no JSON, or names a thing twice."""

    def once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _value in pairs}) != len(pairs):
            raise ValueError("a name comes twice")
        return dict(pairs)

    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=once)
    except (ValueError, RecursionError):
        return None
