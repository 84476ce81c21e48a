"""A client that a public generator made of the OpenAPI document alone speaks with a running server."""

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from consult.db import db as database
from tests.api.conftest import Ask, token_of
from tests.factories import make_consultation, make_proposal, make_user
from tests.live import serve

CLIENT = "made_client"  # the name of the generated package


@pytest.fixture
def made(ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`made("api.default.read_proposal")`: a module of the client, generated with nothing but the document."""
    document = tmp_path / "openapi.json"
    document.write_text(json.dumps(ask("GET", "/openapi.json").json), encoding="utf-8")
    given = ["--path", document, "--output-path", tmp_path / CLIENT, "--meta", "none", "--fail-on-warning"]
    settings = tmp_path / "config.json"
    settings.write_text(json.dumps({"post_hooks": []}), encoding="utf-8")
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--config", settings, *given]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    monkeypatch.syspath_prepend(tmp_path)
    yield lambda name: import_module(f"{CLIENT}.{name}")
    for name in [name for name in sys.modules if name.partition(".")[0] == CLIENT]:
        del sys.modules[name]


def test_a_generated_client_reads_page_after_page_and_writes(app: Flask, db: Any, made: Any) -> None:
    place, person = make_consultation(slug="port"), make_user(name="Ana")
    titles = [make_proposal(place, title=f"Idée {n}").title for n in range(5)]
    token = token_of(person)
    database.session.remove()
    default, models = "api.default", made("models")
    with serve(app, threads=2) as base:
        client = made("client").AuthenticatedClient(base_url=base, token=token, raise_on_unexpected_status=True)
        listing = made(f"{default}.list_proposals")
        pages = [listing.sync(slug="port", client=client, limit=2)]
        while (following := pages[-1].next_) and len(pages) < 4:
            [after] = parse_qs(urlsplit(following).query)["after"]
            pages.append(listing.sync(slug="port", client=client, limit=2, after=after))
        read = [one for page in pages for one in page.items]
        assert ([one.title for one in read], len(pages)) == (titles, 3)
        body = models.CreateProposalBody(title="Un quai sans voitures", body="Pour les enfants.")
        written = made(f"{default}.create_proposal").sync(slug="port", client=client, body=body)
        one = made(f"{default}.read_proposal").sync(proposal_id=written.id, client=client)
        assert (one.title, one.author) == ("Un quai sans voitures", "Ana")
        vote = models.CastVoteBody.from_dict({"mark": "agree"})
        assert made(f"{default}.cast_vote").sync(proposal_id=read[0].id, client=client, body=vote).mark == "agree"
        empty = models.CreateProposalBody(title="Oh", body="")
        refused = made(f"{default}.create_proposal").sync_detailed(slug="port", client=client, body=empty)
        assert (refused.status_code, refused.parsed.status) == (422, 422)
        assert sorted(refused.parsed.errors.additional_properties) == ["body", "title"]
        client.get_httpx_client().close()
