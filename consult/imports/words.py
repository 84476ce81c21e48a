"""Sentences about an import: how much there is, what was added, what kinds of oddities there are."""

from collections.abc import Callable, Mapping

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.reading.rows import Oddity

_COUNTED: dict[str, Callable[[int], str]] = {
    "proposals": lambda n: ngettext("%(num)s proposition", "%(num)s propositions", n),
    "comments": lambda n: ngettext("%(num)s commentaire", "%(num)s commentaires", n),
    "people": lambda n: ngettext("%(num)s personne", "%(num)s personnes", n),
    "sections": lambda n: ngettext("%(num)s rubrique", "%(num)s rubriques", n),
    "debates": lambda n: ngettext("%(num)s débat", "%(num)s débats", n),
    "missing": lambda n: ngettext("%(num)s contribution absente", "%(num)s contributions absentes", n),
    "sources": lambda n: ngettext("%(num)s source", "%(num)s sources", n),
    "hidden": lambda n: ngettext("%(num)s contribution masquée", "%(num)s contributions masquées", n),
}

KINDS: dict[str, LazyString] = {
    "address": _l("Auteurs qui sont des adresses électroniques"),
    "after-byline": _l("Texte après une signature"),
    "before-proposal": _l("Commentaires plus anciens que leur proposition"),
    "cited-name": _l("Personnes citées sous un autre nom"),
    "comment-no-author": _l("Commentaires sans auteur"),
    "comment-no-body": _l("Commentaires sans texte"),
    "comments-again": _l("« Commentaires » écrit deux fois"),
    "cut-paragraph": _l("Paragraphes coupés par un saut de page"),
    "date": _l("Dates illisibles"),
    "escaped-name": _l("Pseudonymes écrits avec des signes d’échappement"),
    "heading-inside": _l("Intertitres dans un texte"),
    "heading-level": _l("Titres d’un autre niveau"),
    "hidden": _l("Contributions masquées"),
    "impossible-date": _l("Dates impossibles"),
    "lookalikes": _l("Pseudonymes presque identiques"),
    "missing": _l("Contributions absentes des fichiers"),
    "more": _l("Autres avertissements"),
    "no-author": _l("Propositions sans auteur"),
    "no-body": _l("Propositions sans texte"),
    "no-comments": _l("Propositions sans commentaire"),
    "no-parent": _l("Réponses à un commentaire absent"),
    "no-title": _l("Lignes sans titre"),
    "out-of-order": _l("Commentaires qui ne se suivent pas"),
    "part": _l("Parties"),
    "row-width": _l("Lignes sans le bon nombre de colonnes"),
    "same-comment": _l("Commentaires en double"),
    "same-id": _l("Identifiants en double"),
    "same-second": _l("Commentaires de la même seconde"),
    "same-title": _l("Titres en double"),
    "side": _l("Arguments sans position lisible"),
    "stray-heading": _l("Titres hors de toute proposition"),
    "subheading-like-title": _l("Intertitres qui ressemblent à des titres de proposition"),
    "title-from-body": _l("Propositions sans titre"),
    "two-bylines": _l("Propositions signées deux fois"),
    "unclear-byline": _l("Signatures incomplètes"),
    "unreadable": _l("Lignes laissées de côté"),
    "unusual-date": _l("Dates inhabituelles"),
}


def counts(numbers: Mapping[str, int]) -> str:
    """« 66 propositions, 227 commentaires, 97 personnes »; what there is none of is left out."""
    return ", ".join(_COUNTED[name](n) for name, n in numbers.items() if n) or _("rien")


def place(oddity: Oddity) -> str:
    """« Ligne 12 », with its file where there are several."""
    line = str(_("Ligne %(line)s", line=oddity.line))
    return f"{oddity.file}, {line}" if oddity.file else line


def added(numbers: Mapping[str, int]) -> str:
    """What an import has added."""
    if not any(numbers.values()):
        return str(_("Rien n’a été ajouté : tout était déjà là."))
    return str(_("Ajouté : %(counts)s.", counts=counts(numbers)))


def would_add(numbers: Mapping[str, int]) -> str:
    """What an import would add."""
    if not any(numbers.values()):
        return str(_("Rien ne serait ajouté : tout est déjà là."))
    return str(_("Serait ajouté : %(counts)s. Rien n’a été écrit.", counts=counts(numbers)))
