"""What the API can do: a registry filled where the views are, and the checks that follow from it.

@operation("GET", "/proposals/<int:proposal_id>", _l("Une proposition"), answers=ROW)
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

import orjson
from flask import Blueprint, Response, g, request
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field

from consult.api.models import Scope
from consult.errors import ConsultError, NotAllowed
from consult.policy import access
from consult.web.forms import Form
from consult.web.limits import limit
from consult.web.problems import problem

F = TypeVar("F", bound=Callable[..., Any])
LetIn = Callable[[Callable[..., Any]], Callable[..., Any]]
PREFIX = "/api/v1"
bp = Blueprint("api", __name__, url_prefix=PREFIX)


class Refused(ConsultError):
    """What was sent is not what the operation takes; `fields` says where, `more` what else helps to mend it."""

    status = 422

    def __init__(self, message: str, fields: Mapping[str, list[str]] | None = None, **more: str) -> None:
        super().__init__(message)
        self.fields, self.more = dict(fields or {}), more


@dataclass(frozen=True)
class Operation:
    """One operation: how it is asked for, with which form and scope, and what it answers.

    `answers` is the name of a schema of the document; `paged`: it gives a page of them.
    """

    name: str
    method: str
    path: str
    summary: LazyString
    answers: str
    form: type[Form] | None = None
    scope: Scope | None = None
    paged: bool = False
    status: int = 200


OPERATIONS: dict[str, Operation] = {}


def operation(
    method: str,
    path: str,
    summary: LazyString,
    *,
    answers: str,
    let_in: LetIn | None = None,
    form: type[Form] | None = None,
    scope: Scope | None = None,
    paged: bool = False,
    status: int = 200,
) -> Callable[[F], F]:
    """Register a view as an operation of the API, for those whom `let_in` (policy.access) lets in."""

    def decorate(view: F) -> F:
        one = Operation(view.__name__, method, path, summary, answers, form, scope, paged, status)
        if OPERATIONS.setdefault(one.name, one) != one:
            raise RuntimeError(f"two operations are called {one.name!r}")

        @wraps(view)
        def asked(*args: Any, **kwargs: Any) -> Any:
            g.operation = one
            return view(*args, **kwargs)

        guarded: Any = (let_in or access("public"))(asked)
        if scope is not None:
            guarded = limit(f"api {scope}", times=120, minutes=10)(guarded)
        bp.add_url_rule(path, view.__name__, guarded, methods=[method])
        return cast(F, guarded)

    return decorate


def answer(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """JSON, with a mark by which a reader who has it already is told so."""
    body = orjson.dumps(content)
    response = Response(body, status, dict(headers or {}), mimetype="application/json")
    if request.method in {"GET", "HEAD"}:
        response.set_etag(hashlib.sha256(body).hexdigest()[:32])
        response.make_conditional(request)
    return response


def sent(form: type[Form], **offered: Any) -> Any:
    """The form of an operation, filled with the JSON that was sent. Raises Refused where it is not right.

    `offered` are arguments of the form's `offer`. The token of a page has no business here.
    """
    cells = _cells(form)
    filled: Any = form(MultiDict(cells), meta={"csrf": False})
    if offered:
        filled.offer(**offered)
    if not filled.validate():
        fields = {field.name: [str(error) for error in field.errors] for field in filled if field.errors}
        raise Refused(_("Certains champs sont à corriger."), fields)
    return filled


def _cells(form: type[Form]) -> dict[str, Any]:
    told = request.get_json(silent=True)
    if not isinstance(told, dict):
        raise Refused(_("Envoyez un objet JSON, de type application/json."))
    fields = fields_of(form)
    odd = {name: [_("Ce champ n’existe pas ici.")] for name in told if name not in fields}
    odd |= {name: [wrong] for name in told.keys() & fields.keys() if (wrong := _wrong(fields[name], told[name]))}
    if odd:
        raise Refused(_("Certains champs sont à corriger."), odd)
    return {name: cell for name, cell in told.items() if cell is not None and cell is not False}


def _wrong(field: Field, cell: Any) -> str:
    """What a program that sent this value for this field should have sent instead."""
    if isinstance(field, BooleanField):
        return "" if isinstance(cell, bool | None) else _("« true » ou « false » est attendu.")
    return "" if isinstance(cell, str | None) else _("Un texte est attendu.")


def fields_of(form: type[Form]) -> dict[str, Any]:
    """The fields that a program may send: neither tokens nor buttons."""
    left_out = {"SubmitField", "HiddenField", "CSRFTokenField"}
    fields = form(None, meta={"csrf": False})
    return {field.name: field for field in fields if type(field).__name__ not in left_out}


def require_scope() -> None:
    """Raise NotAllowed unless the token that was sent may do this."""
    one: Operation = g.operation
    if one.scope and one.scope not in g.token.granted:
        raise NotAllowed(_("Ce jeton n’a pas la portée « %(scope)s ».", scope=one.scope.value))


def refused(error: Refused) -> Response:
    """What is to be mended, field by field."""
    return problem(error.status, str(error), None, errors=error.fields, **error.more)


def owner() -> Any:
    """Whoever's token was sent, on a reading as well; None: nobody's."""
    token = g.get("token")
    return token.user if token else None


def person() -> Any:
    """Whoever's token was sent."""
    return current_user
