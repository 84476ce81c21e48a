"""The base form: CSRF, an idempotency key, cleaned strings, and one way to ask "was this sent and valid?".

* Every unsafe request goes through a Form: `db` commits nothing for a request whose token no form has checked
  (`web.guards`).
* A form carries a key; sent twice, the second answer is the first one (`web.guards`).
* What a person typed is cleaned of characters no keyboard makes, and never lost: a refused form is shown again as it
  was.
"""

import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from gettext import NullTranslations
from typing import Any, ClassVar, Self

from flask import current_app, g, request, session
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import DateTimeLocalField, Field, FileField, HiddenField, StringField, ValidationError
from wtforms import Form as WTForm
from wtforms.csrf.session import SessionCSRF
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.i18n import get_translations

from consult import clock, text
from consult.db import SAFE_METHODS
from consult.errors import RuleBroken

KEY = "form_key"
TOKEN = "csrf"  # noqa: S105  where the session keeps the other half of tokens


class _OwnMessages:
    """What WTForms says by itself. The language is found when something is said: most forms have nothing to say."""

    def gettext(self, string: str) -> str:
        return _messages(str(get_locale() or "fr")).gettext(string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return _messages(str(get_locale() or "fr")).ngettext(singular, plural, n)


@lru_cache(maxsize=10)
def _messages(locale: str) -> NullTranslations:
    found: NullTranslations = get_translations([locale])
    return found


_OWN_MESSAGES = _OwnMessages()


class CSRF(SessionCSRF):
    """WTForms' session token, with a sentence that helps.

    A form that only members send has none on the page of a visitor: it leads to the log-in page, and reading sets no
    cookie.
    """

    def setup_form(self, form: Any) -> Any:
        """Note whose form it is."""
        self._is_idle = form.is_idle
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: Any) -> str:
        """The token, which makes a session where there was none."""
        return "" if self._is_idle else str(super().generate_csrf_token(csrf_token_field))

    def validate_csrf_token(self, form: Any, field: Any) -> None:
        """Refuse a missing, forged or expired token; nothing typed is lost."""
        try:
            super().validate_csrf_token(form, field)
        except ValidationError:
            raise ValidationError(
                _(
                    "Ce formulaire est resté ouvert trop longtemps. "
                    "Rien n’est perdu : vérifiez votre texte et renvoyez-le."
                )
            ) from None


class Form(WTForm):
    """A form of ours. `hidden()` goes into the page first; `submitted()` is asked by the view.

    FOR_MEMBERS: whoever sends it without being logged in is asked to, before it is looked at.
    """

    FOR_MEMBERS: ClassVar[bool] = False
    form_key = HiddenField("")  # WTForms would translate its name at every request, for nobody to see

    class Meta:
        """How WTForms works for us."""

        csrf = True
        csrf_class = CSRF
        csrf_time_limit = timedelta(hours=12)

        @property
        def csrf_secret(self) -> bytes:
            """The secret of the instance."""
            return str(current_app.secret_key).encode()

        @property
        def csrf_context(self) -> Any:
            """Where the token's other half is kept."""
            return session

        def get_translations(self, _form: Any) -> Any:
            """WTForms' own messages, in the language of whoever reads."""
            return _OWN_MESSAGES

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Clean every string before anything looks at it."""
            kind = unbound_field.field_class
            if issubclass(kind, StringField) and kind is not HiddenField:
                options = options | {"filters": [_clean, *(unbound_field.kwargs.get("filters", None) or ())]}
            field: Field = unbound_field.bind(form=form, **options)
            return field

    @classmethod
    def from_request(cls, **kwargs: Any) -> Self:
        """The form as sent, or empty (or filled from `obj`, `data`) when the page is asked for."""
        if request.method != "POST":
            return cls(None, **kwargs)
        wanted = cls._names_of_files()
        files = MultiDict((name, file) for name, file in request.files.items(multi=True) if name in wanted)
        return cls(CombinedMultiDict([request.form, files]) if files else request.form, **kwargs)

    @classmethod
    @lru_cache(maxsize=200)
    def _names_of_files(cls) -> set[str]:
        """The fields that take a file; one sent for any other is not read."""
        fields = ((name, getattr(cls, name)) for name in dir(cls))
        return {name for name, field in fields if issubclass(getattr(field, "field_class", object), FileField)}

    def validate(self, extra_validators: Any = None) -> bool:
        """Check all fields, and that every character could be read."""
        valid = super().validate(extra_validators)
        for field in self:
            if isinstance(field.data, str) and "\ufffd" in field.data:
                message = _("Certains caractères n’ont pas pu être lus : vérifiez ce texte.")
                field.errors = [*field.errors, message]
                valid = False
        return valid

    def submitted(self) -> bool:
        """Say whether the form was sent and is valid."""
        if request.method != "POST":
            return False
        valid = self.validate()
        g.csrf_checked = not self.csrf_token.errors  # type: ignore[attr-defined]
        g.form_refused = not valid
        return valid

    def demand(self) -> None:
        """For forms that have no page of their own: raise RuleBroken with the first problem unless all is well."""
        if not self.submitted():
            problems = self.problems  # none where only a hidden field was unreadable
            raise RuleBroken(
                problems[0][1] if problems else _("Certains caractères n’ont pas pu être lus : vérifiez ce texte.")
            )

    @property
    def is_idle(self) -> bool:
        """Whether it is shown to somebody who cannot send it yet."""
        return self.FOR_MEMBERS and request.method in SAFE_METHODS and not current_user.is_authenticated

    def hidden(self) -> Markup:
        """The fields nobody sees: the token and the key."""
        if self.is_idle:
            return self.token()
        if not self.form_key.data:
            self.form_key.data = secrets.token_urlsafe(12)
        return self.token() + Markup('<input type="hidden" name="{}" value="{}">').format(KEY, self.form_key.data)

    def token(self) -> Markup:
        """The token alone, for acts that are the same done once or twice: a vote replaces a vote."""
        token = self.csrf_token.current_token  # type: ignore[attr-defined]  # of this page, whatever came
        if token:
            g.personal = True  # no page with a token is anybody else's
        return Markup('<input type="hidden" name="csrf_token" value="{}">').format(token)

    @property
    def problems(self) -> list[tuple[Field | None, str]]:
        """Every error with its field, for the summary at the top; None for what belongs to no field."""
        rows: list[tuple[Field | None, str]] = [(None, str(e)) for e in self.csrf_token.errors]  # type: ignore[attr-defined]
        rows += [(None, str(e)) for e in self.form_errors]
        rows += [(f, str(e)) for f in self if f.name not in {"csrf_token", KEY} for e in _flat(f.errors)]
        return rows

    def refuse(self, message: str, field: Field | None = None) -> None:
        """Add an error found after validation, beside a field or at the top."""
        if field is None:
            self.form_errors.append(message)
        else:
            field.errors = [*field.errors, message]
        g.form_refused = True


class Act(Form):
    """A form that is only a button."""


class MemberAct(Act):
    """A button that leads whoever is not logged in to the log-in page."""

    FOR_MEMBERS = True


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[Any]:
    """What a select, radio or checkbox field offers: (value, label), as WTForms wants them."""
    return [SelectChoice(value, label) for value, label in pairs]


def _clean(value: Any) -> Any:
    return text.clean(value) if isinstance(value, str) else value


def _flat(errors: Sequence[Any]) -> list[Any]:
    return [e for one in errors for e in (one if isinstance(one, list | tuple) else [one])]


class LocalDateTimeField(DateTimeLocalField):
    """A moment typed in the time zone of the instance, handed over aware, in UTC."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"format": ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]} | kwargs))

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the moment and give it its zone."""
        super().process_formdata(valuelist)
        if isinstance(self.data, datetime):
            zone = clock.zone()
            try:
                self.data = self.data.replace(tzinfo=zone).astimezone(UTC)
            except OverflowError:  # the first or the last day of all calendars
                self.data = None
                message = "Not a valid datetime value."  # WTForms' own sentence, in its own catalogue
                raise ValueError(self.gettext(message)) from None

    @property
    def moment(self) -> datetime:
        """The moment, in a form that was accepted and in which it is required."""
        if self.data is None:
            raise ValueError(f"{self.name} was not given")
        return self.data

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        if not self.data:
            return ""
        return str(self.data.astimezone(clock.zone()).strftime(self.format[0]))
