"""One message to one address: to the very number that was checked, never further, and not for long."""

import http.client
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
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
    with _Wire(socket.create_connection((number, port), timeout=PATIENCE)) as wire:
        try:
            if scheme == "https":
                wire.encrypt(host)
            connection.sock = wire.socket
            connection.request("POST", path, body, dict(headers))
            status = connection.getresponse().status
            if wire.is_cut:  # headers that break off look as if they ended
                raise TimeoutError
            return status
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise TimeoutError if wire.is_cut else error from None
        finally:
            connection.close()


class _Wire:
    """A connection that ends when its time is over: one that answers letter by letter never reaches a timeout."""

    def __init__(self, plain: socket.socket) -> None:
        self.socket, self.is_cut = plain, False
        self._timer = Timer(PATIENCE, self._cut)

    def __enter__(self) -> "_Wire":
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        self.socket.close()

    def encrypt(self, host: str) -> None:
        """Go on over TLS. The plain socket is empty from then on: the new one is what is cut."""
        context = ssl.create_default_context()
        self.socket = encrypted = context.wrap_socket(self.socket, server_hostname=host, do_handshake_on_connect=False)
        encrypted.do_handshake()

    def _cut(self) -> None:
        self.is_cut = True
        with suppress(OSError):
            socket.socket.shutdown(self.socket, socket.SHUT_RDWR)  # the wire itself: TLS would say goodbye first
