"""The language and the time zone of a page: the person's choice, the browser's wish, then the instance's default."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, request
from flask_babel import Babel, format_date, format_datetime, get_locale
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


def day(value: datetime | date) -> str:
    """« 3 juin 2026 »."""
    return str(format_date(value, "long"))


def moment(value: datetime) -> str:
    """« 3 juin 2026 à 14:05 »."""
    pattern = "d MMMM yyyy 'à' HH:mm" if str(get_locale()) == "fr" else "d MMMM yyyy 'at' HH:mm"
    return str(format_datetime(value, pattern))


def init_app(app: Flask) -> None:
    """Set Flask-Babel up and give templates `day` and `moment`."""
    babel.init_app(app, locale_selector=_locale)
    app.jinja_env.filters.update(day=day, moment=moment)
    app.jinja_env.globals.update(get_locale=get_locale, zone=ZoneInfo(app.config["TIMEZONE"]))
