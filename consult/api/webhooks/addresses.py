"""Where a webhook may lead: to the public internet, over HTTPS, and nowhere else."""

import ipaddress
import socket
from urllib.parse import urlsplit

from flask_babel import gettext as _

from consult.errors import RuleBroken

LONGEST = 500
SCHEMES = ("https",)


def is_public(number: str) -> bool:
    """Whether an IP number is on the public internet: not this machine, its network, a test range, or a way round."""
    address = ipaddress.ip_address(number)
    if isinstance(address, ipaddress.IPv6Address) and (
        any((address.ipv4_mapped, address.sixtofour, address.teredo)) or address in _NAT64
    ):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


_OF_HERE = (".localhost", ".local", ".internal", ".home.arpa")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def parts_of(url: str) -> tuple[str, str, int, str]:
    """Scheme, host, port, path. Raises RuleBroken for what is no address of a webhook."""
    try:
        told = urlsplit(url)
        port = told.port or (443 if told.scheme == "https" else 80)
        host = (told.hostname or "").encode("idna").decode()
    except ValueError:
        told, port, host = urlsplit(""), 0, ""
    if told.scheme not in SCHEMES or not host or told.username is not None or not url.isascii() or len(url) > LONGEST:
        raise RuleBroken(_("Donnez une adresse en https://, sans nom d’utilisateur."))
    if set(url) & set("\r\n\t \\"):
        raise RuleBroken(_("Donnez une adresse en https://, sans nom d’utilisateur."))
    return told.scheme, host, port, (told.path or "/") + (f"?{told.query}" if told.query else "")


def refuse_private(host: str) -> None:
    """Raise RuleBroken for what can be seen to be private without asking anybody: a number, a name of this network."""
    try:
        is_private = not is_public(host)
    except ValueError:  # a name
        is_private = "." not in host.rstrip(".") or host.rstrip(".").endswith(_OF_HERE)
    if is_private:
        raise RuleBroken(_leads_inside(host))


def _leads_inside(host: str) -> str:
    return str(_("Cette adresse mène à un réseau privé : %(host)s.", host=host[:80]))


def resolve(host: str, port: int) -> str:
    """A number of this host. Raises RuleBroken where it has none, or where any of them is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise RuleBroken(_("Ce nom ne mène nulle part : %(host)s.", host=host[:80])) from error
    numbers = [str(one[4][0]).partition("%")[0] for one in found]
    if not numbers or not all(map(is_public, numbers)):
        raise RuleBroken(_leads_inside(host))
    return numbers[0]
