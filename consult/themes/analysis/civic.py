"""How one speaks in a consultation, whatever about: "il faudrait", "je propose de", "mettre en place".

Said everywhere, these words tell no theme from another, and name none.
"""

import re

from consult.search import french

_CIVIC = re.compile(
    r"""\b(?:
    il[ ](?:faut|faudrait|faudra|convient|conviendrait|serait|est|y[ ]a|me[ ]semble|importe)(?:[ ]que|[ ]de|[ ]d['’])?
    |(?:je|on|nous)[ ](?:propos\w+|souhait\w+|pens\w+|demand\w+|voudr\w+|aimer\w+|suggèr\w+|crois|croyons|trouv\w+)
    |(?:je|nous)[ ](?:suis|sommes)[ ](?:pour|contre|favorables?|d['’]accord|convaincue?s?)
    |(?:à|de)[ ](?:mon|notre)[ ](?:avis|sens|point[ ]de[ ]vue)|selon[ ](?:moi|nous)|pour[ ](?:ma|notre)[ ]part
    |mettre[ ]en[ ](?:place|œuvre|oeuvre)|mise[ ]en[ ](?:place|œuvre|oeuvre)|faire[ ]en[ ]sorte|prendre[ ]en[ ]compte
    |ce[ ](?:serait|sera|n['’]est)|c['’]est|ça[ ]serait|cela[ ](?:serait|permettrait|permet)|il[ ]s['’]agi\w+
    |par[ ]exemple|c['’]est[ -]à[ -]dire|en[ ]effet|de[ ]plus|d['’]ailleurs|d['’]abord|bien[ ]sûr|tout[ ]simplement
    |afin[ ](?:de|que|d['’])|dans[ ]le[ ]cadre|(?:au|en)[ ]niveau|à[ ]travers|en[ ]ce[ ]qui[ ]concerne|il[ ]est
    )(?!\w)""",
    re.VERBOSE | re.IGNORECASE,
)
# Words without a subject, whose forms fall with them.
_WORDS = """
    faut faudrait faudra falloir propose proposer proposons souhaite souhaiterais souhaitons voudrais voudrait aimerais
    pense penser crois semble serait devrait devraient devrons pourrait pourraient permettre permet permettrait
    permettant vraiment également notamment très bien beaucoup simplement évidemment actuellement aujourd'hui concernant
    etc merci bonjour
    """
_TERMS = frozenset(term for word in _WORDS.split() for term in french.terms(word))
# What titles begin with before they say what they ask for: acts, and vessels for anything.
_OPENINGS = """
    créer création développer développement mise mettre favoriser promouvoir promotion renforcer renforcement soutenir
    soutien encourager organiser organisation instaurer instauration améliorer amélioration faciliter rendre disposer
    ouvrir lancer lancement poursuivre utiliser utilisation faire nouveau nouvelle
    plateforme espace dispositif outil système programme plan projet moyen dédié dédiée destiné destinée
    """
OPENINGS = frozenset(term for word in _OPENINGS.split() for term in french.terms(word))

# Words that name nothing by themselves, though they may be part of an expression: sizes, amounts, times, people in
# general, parts of a law; and function words of our neighbours.
_VAGUE = """
    sans grand grande petit petite bon bonne mauvais meilleur meilleure autre même seul seule nouveau nouvelle premier
    première dernier dernière an année mois semaine jour fois temps moment fin début chose cas exemple façon manière
    personne gens monde homme femme habitant besoin problème question solution idée avis réponse part partie forme
    deux trois quatre cinq dix cent mille sein ajout
    nombre type sorte ensemble lieu titre article alinéa loi point base place mise usage sens état pays france
    the and for with that this are you your our from not has have los las para con por una und der die das mit von
    """
VAGUE = frozenset(term for word in _VAGUE.split() for term in french.terms(word))


def subjects(written: str) -> list[french.Word]:
    """The words of a text that may carry its subject, in order."""
    civic = [found.span() for found in _CIVIC.finditer(written)]
    civic.append((len(written), len(written)))
    found, at = [], 0
    for word in french.words(written):
        while civic[at][1] <= word.start and at < len(civic) - 1:
            at += 1
        if word.end <= civic[at][0] and not word.surface.startswith("@") and word.terms[0] not in _TERMS:
            found.append(word)
    return found
