"""A program that asks, with a token or without."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from consult.accounts.models import User
from consult.api import services
from consult.api.models import Scope
from consult.db import db as database

Ask = Callable[..., Any]


@pytest.fixture
def ask(app: Flask, db: Any) -> Ask:
    """`ask("GET", "/proposals/1", token=…, json=…)`: the answer."""
    client = app.test_client()

    def asked(method: str, path: str, *, token: str = "", **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        path = path if path.startswith("/api") else f"/api/v1{path}"
        return client.open(path, method=method, headers=headers | more.pop("headers", {}), **more)

    return asked


def token_of(user: User, *scopes: Scope, days: int = 30) -> str:
    """A token of this person's, with these scopes or all."""
    token = services.create_token(user, name="Un programme", scopes=scopes or tuple(Scope), days=days)
    database.session.commit()
    return token
