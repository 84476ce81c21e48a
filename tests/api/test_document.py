"""The OpenAPI document: it says what is there, and what is there does what it says (S13)."""

import os
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from consult.api.operations import OPERATIONS
from consult.db import db as database
from consult.exports.datasets import PUBLIC
from tests.api.conftest import Ask, token_of
from tests.policy.world import make_world

EXAMPLES = 100 if os.environ.get("PROOF") else 2
# A text can become too short once its invisible signs are taken out: 422, in a request that the document allows.
CONFIG = {"checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", 401, 403, 404, 409, 422, 429]}}}


def test_every_operation_is_in_the_document_and_every_reference_leads_somewhere(db: Any, ask: Ask) -> None:
    document = ask("GET", "/openapi.json").json
    assert document["openapi"] == "3.1.0"
    told = {one["operationId"] for path in document["paths"].values() for one in path.values()}
    tables = {f"list_{name.replace('-', '_')}" for name in PUBLIC if name != "consultations"}
    assert told == (OPERATIONS.keys() - {"list_rows"}) | tables
    schemas = set(document["components"]["schemas"])
    assert {
        word.split('"')[0] for word in str(document).replace("'", '"').split("#/components/schemas/")[1:]
    } <= schemas
    sent = document["paths"]["/api/v1/consultations/{slug}/proposals"]["post"]["requestBody"]
    schema = sent["content"]["application/json"]["schema"]
    assert (schema["required"], schema["properties"]["title"]["maxLength"]) == (["title", "body"], 200)
    assert schema["properties"]["charter"]["type"] == ["boolean", "null"]
    assert document["components"]["schemas"]["problem"]["properties"]["charter"]["type"] == "string"


def test_the_page_tells_the_same(db: Any, browser: Any) -> None:
    page = browser.get("/api")
    assert [
        one.path for one in OPERATIONS.values() if one.path.replace("<", "&lt;").replace(">", "&gt;") not in page
    ] == []


@pytest.mark.slow
def test_schemathesis_finds_nothing(app: Flask, db: Any) -> None:
    """All checks, on all operations: a few examples each; a hundred under PROOF=1."""
    world = make_world()
    token = token_of(world.member)
    database.session.remove()
    schema = schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json", app.wsgi_app, config=SchemathesisConfig.from_dict(CONFIG)
    )
    failures: list[str] = []
    phases = [Phase.explicit, Phase.generate]
    often = settings(
        max_examples=EXAMPLES, deadline=None, phases=phases, database=None, suppress_health_check=list(HealthCheck)
    )
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in GenerationMode:

            @often
            @given(case=operation.as_strategy(mode))
            def check(case: Any) -> None:
                case.call_and_validate(headers={"Authorization": f"Bearer {token}"})

            try:
                check()
            except Unsatisfiable:
                continue  # nothing can be wrong where nothing is sent
            except Exception as error:
                failures.append(f"{operation.label}, {mode}: {error}")
    assert failures == []
