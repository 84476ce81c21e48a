"""What two spellings of one mailbox have in common, so that one mailbox is one account. Pure.

* Case, compatible forms (full-width letters), and letters that only look Latin are told apart by nobody.
* What follows a + is a label of the same mailbox; in Gmail, dots are not there, and googlemail.com is gmail.com.
* A domain has one name, whether written in its own letters or in ASCII (`xn--`); a final dot says nothing.

Nothing is refused here: an account keeps its address as it was typed, and this key beside it.
"""

import re
import unicodedata

GMAIL = frozenset({"gmail.com", "googlemail.com"})
# Letters of other alphabets that are drawn like Latin ones (Unicode's confusables, those of Cyrillic and Greek).
_DRAWN_ALIKE = {
    "a": "\u0430\u03b1",
    "b": "\u0432",
    "c": "\u0441",
    "d": "\u0501",
    "e": "\u0435",
    "g": "\u0261",
    "h": "\u04bb\u043d",
    "i": "\u0456\u03b9\u0131",
    "j": "\u0458",
    "k": "\u043a\u03ba",
    "m": "\u043c",
    "o": "\u043e\u03bf",
    "p": "\u0440\u03c1",
    "q": "\u051b",
    "r": "\u0491",
    "s": "\u0455",
    "t": "\u0442\u03c4",
    "u": "\u03c5",
    "v": "\u0475\u03bd",
    "w": "\u051d",
    "x": "\u0445\u03c7",
    "y": "\u0443\u03b3",
}
_LOOK_ALIKE = {ord(sign): latin for latin, signs in _DRAWN_ALIKE.items() for sign in signs}
# Mailboxes that last ten minutes. Flagged for the team, never refused.
DISPOSABLE = frozenset(
    re.findall(
        r"\S+",
        """
        10minutemail.com 10minutemail.net 33mail.com anonbox.net armyspy.com burnermail.io byom.de chacuo.net
        cuvox.de dayrep.com discard.email discardmail.com dispostable.com dropmail.me einrot.com emailondeck.com
        fakeinbox.com fakemail.net fleckens.hu getairmail.com getnada.com grr.la guerrillamail.biz guerrillamail.com
        guerrillamail.de guerrillamail.info guerrillamail.net guerrillamail.org guerrillamailblock.com gustr.com
        harakirimail.com inboxkitten.com incognitomail.org jetable.com jetable.net jetable.org jourrapide.com
        kasmail.com mail-temp.com mail-temporaire.com mail-temporaire.fr mailcatch.com maildrop.cc mailinator.com
        mailinator.net mailnesia.com mailnull.com mailsac.com mintemail.com moakt.com mohmal.com mytemp.email
        mytrashmail.com nada.email owlymail.com pokemail.net rhyta.com sharklasers.com spam4.me spambog.com
        spambox.us spamgourmet.com superrito.com teleworm.us temp-mail.io temp-mail.org tempail.com tempinbox.com
        tempmail.dev tempmail.net tempmailo.com tempr.email throwawaymail.com tmail.ws tmpmail.net tmpmail.org
        trash-mail.com trashmail.com trashmail.de trashmail.net trashmail.ws trbvm.com wegwerfmail.de
        wegwerfmail.net yopmail.com yopmail.fr yopmail.net
        """,
    )
)


def key(address: str) -> str:
    """The mailbox that an address names. Of words without an @, only their common spelling."""
    spelt = unicodedata.normalize("NFKC", address).strip().casefold()
    name, at, domain = spelt.rpartition("@")
    if not at:
        return spelt
    domain = _domain(domain)
    name = (name.partition("+")[0] or name).translate(_LOOK_ALIKE)
    if domain in GMAIL:
        name, domain = name.replace(".", "") or name, "gmail.com"
    return f"{name}@{domain}"


def _domain(written: str) -> str:
    """A domain in its own letters, those that look Latin made Latin."""
    labels = [_label(label) for label in written.strip().rstrip(".").split(".")]
    return unicodedata.normalize("NFKC", ".".join(labels)).casefold().translate(_LOOK_ALIKE)


def _label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label


def is_disposable(address: str) -> bool:
    """Whether an address is of a domain known for mailboxes that do not last."""
    domain = key(address).rpartition("@")[2]
    return any(domain == known or domain.endswith(f".{known}") for known in DISPOSABLE)
