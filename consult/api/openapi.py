"""The document of the API (OpenAPI 3.1), made of the operations that are declared and of the tables they give."""

import re
from collections.abc import Iterator
from typing import Any

from wtforms import BooleanField
from wtforms.validators import InputRequired, Length

from consult.api.operations import OPERATIONS, PREFIX, Operation, fields_of
from consult.api.queries import COLUMNS
from consult.datasets import Column, Dataset, Kind
from consult.exports.datasets import PUBLIC
from consult.kinds import Visibility
from consult.web.forms import Form
from consult.web.problems import MEDIA_TYPE
from consult.web.reading import LAST_ROW

JSON = "application/json"
STATES = [Visibility.PUBLISHED.value, Visibility.HELD.value]  # of what was just written
TYPES = {Kind.IDENTIFIER: "integer", Kind.NUMBER: "integer", Kind.FLAG: "boolean"}


def document(title: str, server: str) -> dict[str, Any]:
    """The whole document."""
    paths: dict[str, Any] = {}
    for one, dataset in _all():
        paths.setdefault(_path(one, dataset), {})[one.method.lower()] = _described(one, dataset)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": "1",
            "license": {"name": "Licence Ouverte 2.0", "identifier": "etalab-2.0"},
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "headers": {
                name: {"schema": {"type": "integer"}, "description": said}
                for name, said in (
                    ("RateLimit-Limit", "Requests in a window"),
                    ("RateLimit-Remaining", "Requests that are left"),
                    ("RateLimit-Reset", "Seconds until the next window"),
                )
            },
        },
    }


def _all() -> Iterator[tuple[Operation, Dataset | None]]:
    """Every operation; the one that gives tables, once for each table."""
    for one in OPERATIONS.values():
        if one.answers == "dataset":
            yield from ((one, dataset) for dataset in PUBLIC.values() if dataset.name != "consultations")
        else:
            yield one, None


def _path(one: Operation, dataset: Dataset | None) -> str:
    path = one.path.replace("<dataset>", dataset.name) if dataset else one.path
    return PREFIX + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path)


def _described(one: Operation, dataset: Dataset | None) -> dict[str, Any]:
    name = f"list_{dataset.name.replace('-', '_')}" if dataset else one.name
    schema = {"$ref": f"#/components/schemas/{dataset.name if dataset else one.answers}"}
    if one.paged:
        schema = {"$ref": f"#/components/schemas/{dataset.name if dataset else one.answers}-page"}
    told: dict[str, Any] = {
        "operationId": name,
        "summary": str(dataset.label if dataset else one.summary),
        "parameters": [*_in_path(one), *(_of_page() if one.paged else [])],
        "responses": {str(one.status): _response(schema), **_problems(one)},
    }
    if one.method == "GET":
        told["responses"]["304"] = {"description": "Nothing has changed"}
    if one.form is not None:
        told["requestBody"] = {"required": True, "content": {JSON: {"schema": _sent(one.form)}}}
    if one.scope is not None:
        told["security"] = [{"token": [one.scope.value]}]
    return told


def _in_path(one: Operation) -> list[dict[str, Any]]:
    found = []
    for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", one.path):
        number = {"type": "integer", "minimum": 1, "maximum": LAST_ROW}
        words = {"type": "string", "minLength": 1, "maxLength": 80, "pattern": "^[a-z0-9-]+$"}
        if name != "dataset":
            found.append({"name": name, "in": "path", "required": True, "schema": number if kind else words})
    return found


def _of_page() -> list[dict[str, Any]]:
    limit = {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
    return [
        {"name": "limit", "in": "query", "schema": limit, "description": "How many"},
        {
            "name": "after",
            "in": "query",
            "schema": {"type": "string"},
            "description": "From `next`; else the first page",
        },
    ]


def _response(schema: dict[str, Any]) -> dict[str, Any]:
    headers = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
    return {
        "description": "OK",
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in headers},
        "content": {JSON: {"schema": schema}},
    }


def _problems(one: Operation) -> dict[str, Any]:
    codes = {"404", "405", "429"} | ({"422"} if one.paged else set())  # 405: a number beyond all rows leads elsewhere
    if one.scope:
        codes |= {"401", "403", "409", "422", "400"}
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/problem"}}}
    return {code: {"description": "A problem (RFC 9457)", "content": content} for code in sorted(codes | {"401"})}


def _sent(form: type[Form]) -> dict[str, Any]:
    """What a form takes, as its validators say."""
    properties, required = {}, []
    for name, field in fields_of(form).items():
        told: dict[str, Any] = {"type": "string", "description": str(field.label.text)}
        for one in field.validators:
            if isinstance(one, Length):
                told |= {"minLength": one.min} if one.min > 0 else {}
                told |= {"maxLength": one.max} if one.max > 0 else {}
            if isinstance(one, InputRequired):
                required.append(name)
                told.setdefault("minLength", 1)
        if isinstance(field, BooleanField):
            told["type"] = ["boolean", "null"]
        elif name not in required:
            told["type"] = ["string", "null"]
        if getattr(field, "choices", None):
            told["enum"] = [*(str(choice.value) for choice in field.choices), *([] if name in required else [None])]
        properties[name] = told
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _schemas() -> dict[str, Any]:
    rows = {name: _row(one.columns) for name, one in PUBLIC.items()}
    listed = [column for column in PUBLIC["consultations"].columns if column.name in COLUMNS]
    rows["consultation"] = _row(tuple(listed))
    pages = {f"{name}-page": _page(name) for name in rows}
    number = {"type": "integer"}
    mark = {"type": ["string", "null"]}
    return (
        rows
        | pages
        | {
            "written": _object({"id": number, "url": {"type": "string"}, "state": {"type": "string", "enum": STATES}}),
            "vote": _object({"mark": mark}),
            "problem": {
                "type": "object",
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": number,
                    "detail": {"type": "string"},
                    "errors": {"type": "object"},
                    "charter": {"type": "string", "description": "Where the charter to accept is read"},
                },
                "required": ["type", "title", "status", "detail"],
            },
        }
    )


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _row(columns: tuple[Column, ...]) -> dict[str, Any]:
    return _object({column.name: _cell(column) for column in columns})


def _cell(column: Column) -> dict[str, Any]:
    told: dict[str, Any] = {"type": [TYPES.get(column.kind, "string"), "null"], "description": str(column.description)}
    if column.kind is Kind.MOMENT:
        told["format"] = "date-time"
    if column.values:
        told["enum"] = [*column.values, None]
    return told


def _page(name: str) -> dict[str, Any]:
    items = {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}
    return _object({"items": items, "next": {"type": ["string", "null"]}})
