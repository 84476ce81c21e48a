"""The application behind a real server, with real threads, in this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from threading import Thread
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask
from waitress import create_server  # type: ignore[import-untyped]

from consult.accounts import services as accounts
from consult.accounts.models import User
from consult.db import transaction


@contextmanager
def serve(app: Flask, *, threads: int = 8) -> Iterator[str]:
    """Serve the application on a free port; give its address."""
    server: Any = create_server(app, host="127.0.0.1", port=0, threads=threads)
    loop = Thread(target=server.run, name="server", daemon=True)
    loop.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # Closed from inside its own loop, which ends when nothing is left to wait for.
        server.trigger.pull_trigger(lambda: [channel.close() for channel in list(server._map.values())])
        loop.join(10)
        server.task_dispatcher.shutdown()


def session_cookie(app: Flask, user: User) -> str:
    """The cookie of a browser in which this person has just logged in."""
    with app.app_context(), transaction():
        token = accounts.open_session(user)
    serializer: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps({'_user_id': token, '_fresh': True})}"


def send(base: str, method: str, path: str, *, cookie: str, form: dict[str, Any] | None = None) -> Any:
    """One request on a connection of its own; the response, read, with its text in `.text` and its cookies."""
    connection = HTTPConnection(urlsplit(base).netloc, timeout=60)
    headers = {"Cookie": cookie} | ({"Content-Type": "application/x-www-form-urlencoded"} if form else {})
    connection.request(method, path, urlencode(form) if form else None, headers)
    response: Any = connection.getresponse()
    response.text = response.read().decode()
    connection.close()
    return response


def cookie_after(response: Any, cookie: str) -> str:
    """The cookie that a browser sends after this response."""
    return str(response.headers["Set-Cookie"] or cookie).split(";")[0]
