"""The language and the time zone of a page: the person's choice, the browser's wish, then the instance's default."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal
from babel.support import Translations
from flask import Flask, current_app, g, request
from flask_babel import Babel, get_domain, get_locale, get_timezone
from flask_login import current_user

LOCALES = ("fr", "en")
COOKIE = "language"
babel = Babel()


def choose() -> str:
    """The language of this request."""
    chosen = request.cookies.get(COOKIE) or getattr(current_user, "locale", None)
    if chosen in LOCALES:
        return str(chosen)
    default: str = current_app.config["DEFAULT_LOCALE"]
    return request.accept_languages.best_match(LOCALES, default) or default


def _locale() -> str:
    if "language" not in g:
        g.language = choose() if request else current_app.config["DEFAULT_LOCALE"]
    return str(g.language)


def document_language() -> str:
    """What a file says that it is written in: « fr-FR », « en-GB »."""
    language = str(get_locale() or "fr")
    return {"fr": "fr-FR", "en": "en-GB"}.get(language, language)


def day(value: datetime | date, length: str = "long") -> str:
    """« 3 juin 2026 »."""
    return _day(value, length, str(get_locale()), str(get_timezone()))


def moment(value: datetime) -> str:
    """« 3 juin 2026 à 14:05 »."""
    return _moment(value, str(get_locale()), str(get_timezone()))


def last_day(value: datetime, length: str = "long") -> str:
    """The last day on which something is open that closes then: what closes at midnight is not open the day after."""
    return day(value - timedelta(seconds=1), length)


def last_moment(value: datetime) -> str:
    """« 3 juin 2026 à 14:05 », or « 2 juin 2026 à minuit » for what closes as the 3rd of June begins."""
    if value.astimezone(ZoneInfo(str(get_timezone()))).time() != time():
        return moment(value)
    return last_day(value) + (" à minuit" if str(get_locale()) == "fr" else " at midnight")


def number(value: float) -> str:
    """« 1 234 »."""
    return _number(value, str(get_locale()))


def euros(cents: int) -> str:
    """« 12 356,69 € », from whole cents."""
    return format_currency(Decimal(cents) / 100, "EUR", locale=str(get_locale()))


@lru_cache(maxsize=4096)
def _day(value: datetime | date, length: str, locale: str, zone: str) -> str:
    local = value.astimezone(ZoneInfo(zone)) if isinstance(value, datetime) else value
    words = format_date(local, length, locale)
    return _first(words) if locale == "fr" and local.day == 1 else words


@lru_cache(maxsize=4096)
def _moment(value: datetime, locale: str, zone: str) -> str:
    pattern = "d MMMM yyyy 'à' HH:mm" if locale == "fr" else "d MMMM yyyy 'at' HH:mm"
    words = format_datetime(value, pattern, ZoneInfo(zone), locale)
    return _first(words) if locale == "fr" and words.startswith("1 ") else words


def _first(words: str) -> str:
    """« 1er mars 2027 », as French says it."""
    return re.sub(r"(?<!\d)1 (?=\D)", "1er ", words, count=1)


@lru_cache(maxsize=4096, typed=True)
def _number(value: float, locale: str) -> str:
    return format_decimal(value, locale=locale)


_catalogues: dict[Any, Translations] = {}


def _translations() -> Translations:
    """The sentences of the language that is spoken now: a page asks for hundreds, a catalogue never changes."""
    locale = get_locale()
    if (found := _catalogues.get(locale)) is None:
        found = _catalogues[locale] = get_domain().get_translations()
    return found


def _gettext(sentence: str) -> str:
    return str(_translations().ugettext(sentence))


def _ngettext(one: str, many: str, count: int) -> str:
    return str(_translations().ungettext(one, many, count))


def init_app(app: Flask) -> None:
    """Set Flask-Babel up and give templates their words, numbers and dates, each remembered."""
    babel.init_app(app, locale_selector=_locale)
    app.jinja_env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.filters.update(
        day=day,
        moment=moment,
        last_day=last_day,
        last_moment=last_moment,
        dateformat=day,
        numberformat=number,
        euros=euros,
    )
    app.jinja_env.globals.update(get_locale=get_locale, zone=ZoneInfo(app.config["TIMEZONE"]))
