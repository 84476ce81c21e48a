"""Pseudonyms: taking them off their Markdown, and saying which of them look like one another.

A handle is kept exactly as the source spells it, without its Markdown escapes. Handles that look alike stay apart:
"JP.Jandot" and "JPJandot" may be one person, the import only says so.
"""

import re

from consult.text import fold

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def unescape(text: str) -> str:
    r"""Undo Markdown's escapes: `Michel\_B` is `Michel_B`."""
    return _ESCAPE.sub(r"\1", text)


def handle(line: str) -> str:
    """The pseudonym that fills a line, without emphasis, escapes or spaces around."""
    text = " ".join(line.split())
    while len(text) > 4 and text.startswith("**") and text.endswith("**"):
        text = text[2:-2].strip()
    return unescape(text)


def is_team(name: str) -> bool:
    """Whether a pseudonym says that it speaks for those who run the consultation."""
    return bool(re.match(r"(?:l['’] ?)?(?:equipe|moderation|moderateur|moderatrice)\b", fold(name)))
