"""The living page of the design system: every component in every state, so that a change of looks is seen at once.

Its colours are read from the style sheet itself, and their contrasts computed (WCAG 2.2, relative luminance).
"""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from consult.polls.forms import BallotForm
from consult.polls.models import Option, PublicPoll
from consult.votes.models import MethodName, Poll, PollItem
from consult.web.forms import Act, Form, choices

TOKEN = re.compile(r"--([a-z-]+): (#[0-9a-f]{3,6})\b")
GRAPHIC = ("edge", "agree", "mixed", "disagree", "blue", "green", "ochre", "red", "violet", "teal", "rose", "slate")
WRITTEN = ("ink", "muted", "accent", "deep", "success", "warning", "danger")


class SampleForm(Form):
    """One field of each kind."""

    title = StringField(_l("Titre"), [InputRequired(), Length(10, 200)], description=_l("Une phrase qui dit l’idée."))
    email = EmailField(_l("Adresse électronique"), [Length(max=254)])
    password = PasswordField(
        _l("Mot de passe"), [InputRequired(), Length(max=200)], description=_l("Douze signes ou plus.")
    )
    section = SelectField(_l("Partie"), choices=choices([("", _l("Choisir…")), ("1", _l("Lieux"))]))
    body = TextAreaField(_l("Votre idée"), [InputRequired(), Length(max=300)], description=_l("Pour qui, et pourquoi."))
    origin = RadioField(
        _l("Comment l’idée est arrivée"),
        [InputRequired(_l("Choisissez une réponse."))],
        choices=choices([("web", _l("En ligne")), ("paper", _l("Sur papier"))]),
    )
    day = DateField(_l("Jour"), [InputRequired()])
    file = FileField(_l("Pièce jointe"), description=_l("PDF ou image, 5 Mo au plus."))
    notify = BooleanField(_l("M’écrire quand on me répond"), description=_l("Un message par jour au plus."))


def luminance(colour: str) -> float:
    """Relative luminance of `#rgb` or `#rrggbb`, 0 to 1 (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def tokens(css: str, selector: str) -> dict[str, str]:
    """The colours that a rule of the style sheet sets, by name."""
    block = css.split(f"{selector} {{", 1)[1].split("}", 1)[0]
    return dict(TOKEN.findall(block))


def palette() -> list[dict[str, Any]]:
    """Each colour that is written or drawn on the page: light and dark, with its contrast and what it must reach."""
    css = (Path(current_app.root_path).parent / "static" / "consult.css").read_text("utf-8")
    light, dark = tokens(css, ":root, .light"), tokens(css, ".dark")
    return [
        {
            "name": name,
            "needed": 4.5 if name in WRITTEN else 3.0,
            "light": light[name],
            "dark": dark[name],
            "on_light": round(contrast(light[name], light["page"]), 1),
            "on_dark": round(contrast(dark[name], dark["page"]), 1),
        }
        for name in (*WRITTEN, *GRAPHIC)
    ]


def wrong_form() -> SampleForm:
    """A form as it comes back when everything in it is to be mended."""
    form = SampleForm(MultiDict({"wrong-title": "Trop", "wrong-body": "Long. " * 60}), prefix="wrong-")
    form.validate()
    form.csrf_token.errors = []  # type: ignore[attr-defined]
    return form


SHEETS: list[tuple[MethodName, dict[str, int], list[str]]] = [
    (MethodName.SUPPORT, {"max_items": 2}, ["agree", "", ""]),
    (MethodName.POSITION, {}, ["mixed", "", "agree"]),
    (MethodName.JUDGEMENT, {}, ["excellent", "reject", ""]),
    (MethodName.POINTS, {"points": 5}, ["3", "-1", "4"]),
    (MethodName.RANKING, {}, ["2", "1", ""]),
    (MethodName.BUDGET, {"budget": 90_000}, ["agree", "", ""]),
]


def ballots() -> list[tuple[Any, BallotForm, Any]]:
    """A ballot of each method, filled in by somebody; that of points as it comes back when something is wrong."""
    titles = (_l("Un jardin partagé"), _l("Une halle couverte pour le marché du samedi"), _l("Des jeux"))
    made = []
    for place, (name, rules, marks) in enumerate(SHEETS):
        poll = Poll(method_name=name, **rules)
        cost = 30_000 if name is MethodName.BUDGET else None
        items = range(10 * place + 1, 10 * place + 4)
        lines = zip(items, titles, strict=True)
        options = [Option(item_id=n, item=PollItem(id=n, cost=cost), title=str(title), body="") for n, title in lines]
        one = PublicPoll(poll=poll, options=options)
        form = BallotForm(None).offer(one, dict(zip(items, marks, strict=True)))
        if name is MethodName.POINTS:
            form.lines[1].errors.append(str(_l("Donnez des nombres entiers, à partir de 1, ou laissez la case vide.")))
        made.append((poll.method.label, form, poll.method.marks))
    return made


def samples() -> dict[str, Any]:
    """What the page shows its components with."""
    return {
        "palette": palette(),
        "form": SampleForm(None),
        "wrong": wrong_form(),
        "still": SampleForm(None, prefix="still-"),
        "act": Act(None),
        "ballots": ballots(),
        "day": date(2026, 6, 3),
        "moment": datetime(2026, 6, 3, 12, 5, tzinfo=UTC),
        "spans": [(date(2026, month, 1), date(2026, month + 1, 15)) for month in (4, 6, 9)],
    }
