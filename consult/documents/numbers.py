"""Numbers and dates as the reader's language writes them."""

from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from consult.documents.tree import Cell


@lru_cache(maxsize=8)
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")


@lru_cache(maxsize=4096)
def number(value: float, language: str) -> str:
    """Return `value` in the digits grouping of `language`, with two decimals at most: 1 234,5."""
    return str(format_decimal(round(value, 2), locale=_locale(language)))


def cell_text(value: Cell, language: str) -> str:
    """Return a cell as shown: numbers in the grouping of `language`, nothing for None."""
    if value is None:
        return ""
    return value if isinstance(value, str) else number(value, language)


def long_date(value: date, language: str) -> str:
    """Return `value` in words: 3 mars 2026, 1er mars 2026."""
    words = str(format_date(value, "long", locale=_locale(language)))
    return f"1er{words[1:]}" if language.startswith("fr") and value.day == 1 else words
