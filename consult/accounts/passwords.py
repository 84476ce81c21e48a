"""Which passwords are refused: too short, or made of what everybody tries first. No rule on signs or capitals.

What everybody tries first is described, not listed: everyday words, the person's own name and address, runs along the
keyboard or the alphabet, figures and signs. A password is refused when little is left without them.
"""

import re
from functools import cache

from flask_babel import gettext as _

from consult import text

SHORTEST = 12
_LEFT = 5  # different signs that must remain once the well-known is taken out
_WORDS = (
    "motdepasse password passwort passe mdp oublie secret bonjour bonsoir salut coucou soleil lune amour jetaime aime "
    "doudou chouchou loulou princesse marseille paris france lyon bretagne football chocolat vacances admin "
    "administrateur utilisateur consultation participation bienvenue welcome login letmein iloveyou monkey dragon "
    "master camille nicolas julien thomas janvier fevrier mars avril mai juin juillet aout septembre octobre "
    "novembre decembre lundi mardi mercredi jeudi vendredi samedi dimanche printemps ete automne hiver "
    "un deux trois quatre cinq six sept huit neuf dix le la les de des mon ma mes ton ta notre votre je tu est"
)
_ROWS = ("azertyuiopqsdfghjklmwxcvbn", "qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyz", "01234567890")
_RUN = 3
_INSTEAD = {"a": "4@", "e": "3", "i": "1!", "l": "1", "o": "0", "s": "5$", "t": "7"}  # p4$$w0rd
_PATTERNS = re.compile(r"(19|20)\d\d|(.)\2\2+")


def problem(password: str, *, name: str = "", email: str = "") -> str | None:
    """Say in a sentence why this password is refused; None when it is good."""
    if len(password) < SHORTEST:
        return str(_("Trop court : %(n)s signes au moins. Une petite phrase fait l’affaire.", n=SHORTEST))
    if len(set(_remainder(password, f"{name} {email}"))) < _LEFT:
        return str(_("Trop facile à deviner : choisissez par exemple quatre mots sans rapport entre eux."))
    return None


def _remainder(password: str, own: str) -> str:
    """What is left of a password without the well-known."""
    mine = [word for word in re.split(r"[\W_]+", text.fold(own)) if len(word) > 2]
    left = _without(_words(*mine), text.fold(password).replace(" ", ""))
    left = _without(_words(*_WORDS.split()), left)
    return "".join(c for c in _without(_PATTERNS, _without(_runs(), left)) if c.isalnum())


def _without(pattern: re.Pattern[str], value: str) -> str:
    return pattern.sub("", value)


def _words(*words: str) -> re.Pattern[str]:
    """Any of these words, the longest first, also where figures and signs stand in for letters."""
    spelled = ("".join(f"[{re.escape(c + _INSTEAD.get(c, ''))}]" for c in w) for w in sorted(words, key=len)[::-1])
    return re.compile("|".join(spelled) or r"(?!)")


@cache
def _runs() -> re.Pattern[str]:
    """Any stretch of a row of the keyboard or of the alphabet, forwards or backwards; the longest first."""
    rows = [*_ROWS, *(row[::-1] for row in _ROWS)]
    stretches = {row[i:j] for row in rows for i in range(len(row)) for j in range(i + _RUN, len(row) + 1)}
    return re.compile("|".join(sorted(stretches, key=len)[::-1]))
