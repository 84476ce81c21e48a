"""One message to one address: to the very number that was checked, never further, and not for long."""

import http.client
import socket
import ssl
from collections.abc import Mapping
from threading import Timer

from flask_babel import gettext as _

from consult.api.webhooks import addresses
from consult.errors import RuleBroken

PATIENCE = 5.0  # seconds, from the first word to the last


def post(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int | None, str]:
    """Send; return the status, and what went wrong in a sentence (empty: nothing). Never raises."""
    try:
        scheme, host, port, path = addresses.parts_of(url)
        status = _post(scheme, host, port, path, body, headers)
    except RuleBroken as refused:
        return None, str(refused)
    except TimeoutError:
        return None, str(_("Pas de réponse en %(n)s secondes.", n=int(PATIENCE)))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return None, str(_("La connexion n’a pas abouti : %(error)s", error=str(error)[:120]))
    if 200 <= status < 300:
        return status, ""
    if 300 <= status < 400:
        return status, str(_("Cette adresse renvoie ailleurs : les redirections ne sont pas suivies."))
    return status, str(_("Réponse %(status)s.", status=status))


def _post(scheme: str, host: str, port: int, path: str, body: bytes, headers: Mapping[str, str]) -> int:
    number = addresses.resolve(host, port)
    connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
    wire = socket.create_connection((number, port), timeout=PATIENCE)
    slow = Timer(PATIENCE, _cut, [wire])  # a machine that answers letter by letter would never reach a timeout
    slow.start()
    try:
        if scheme == "https":
            wire = ssl.create_default_context().wrap_socket(wire, server_hostname=host)
        connection.sock = wire
        connection.request("POST", path, body, dict(headers))
        return connection.getresponse().status
    finally:
        slow.cancel()
        connection.close()
        wire.close()


def _cut(wire: socket.socket) -> None:
    try:
        wire.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
