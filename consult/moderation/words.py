"""How reasons, measures, scopes and outcomes are said to people. Measures in the order in which they are offered."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from consult.moderation.measures import Holding, Measure, Outcome, Reason, Scope, Source
from consult.moderation.signs import SignName

REASONS: dict[Reason, LazyString] = {
    Reason.INSULT: _l("Insulte, menace ou attaque contre une personne"),
    Reason.HATE: _l("Propos haineux ou discriminatoire"),
    Reason.PERSONAL_DATA: _l("Donnée personnelle rendue publique"),
    Reason.OFF_TOPIC: _l("Hors sujet"),
    Reason.ADVERTISING: _l("Publicité"),
    Reason.DUPLICATE: _l("Doublon : c’est déjà dit ailleurs"),
    Reason.ILLEGAL: _l("Contenu contraire à la loi"),
    Reason.OTHER: _l("Autre raison"),
}
CHOICES: dict[Measure, LazyString] = {
    Measure.KEEP: _l("Ne rien changer : le texte respecte les règles, ou la question est réglée"),
    Measure.PUBLISH: _l("Publier : tout le monde pourra lire ce texte"),
    Measure.REWORD: _l("Demander à l’auteur de reformuler, avant une date"),
    Measure.MOVE: _l("Déplacer le texte dans une autre rubrique ou un autre thème"),
    Measure.MERGE: _l("Réunir la proposition avec une autre, qui demande la même chose"),
    Measure.WARN: _l("Avertir l’auteur, sans masquer le texte"),
    Measure.HIDE: _l("Masquer le texte, et tout ce qui en dépend"),
    Measure.RESTORE: _l("Montrer de nouveau le texte, tel qu’il était"),
    Measure.SUSPEND: _l("Suspendre l’auteur : il lit, mais n’écrit ni ne vote jusqu’à une date"),
    Measure.BAN: _l("Exclure l’auteur : il lit, mais n’écrit ni ne vote plus"),
    Measure.LIFT: _l("Lever la suspension ou l’exclusion de l’auteur"),
}
MEASURES: dict[Measure, LazyString] = {
    Measure.KEEP: _l("Laissé en l’état"),
    Measure.PUBLISH: _l("Publié après lecture"),
    Measure.REWORD: _l("À reformuler"),
    Measure.MOVE: _l("Déplacé"),
    Measure.MERGE: _l("Réuni avec un autre"),
    Measure.WARN: _l("Auteur averti"),
    Measure.HIDE: _l("Masqué"),
    Measure.RESTORE: _l("Rétabli"),
    Measure.SUSPEND: _l("Auteur suspendu"),
    Measure.BAN: _l("Auteur exclu"),
    Measure.LIFT: _l("Mesure levée"),
}
TONES: dict[Measure, str] = {
    Measure.KEEP: "neutral",
    Measure.PUBLISH: "success",
    Measure.REWORD: "warning",
    Measure.MOVE: "neutral",
    Measure.MERGE: "neutral",
    Measure.WARN: "warning",
    Measure.HIDE: "danger",
    Measure.RESTORE: "success",
    Measure.SUSPEND: "danger",
    Measure.BAN: "danger",
    Measure.LIFT: "success",
}
SCOPES: dict[Scope, LazyString] = {
    Scope.NOTHING: _l("Rien n’est restreint."),
    Scope.TEXT: _l("Ce texte et ce qui en dépend, partout sur ce site, jusqu’à une autre décision."),
    Scope.CONSULTATION: _l("Écrire et voter dans cette consultation ; lire reste possible."),
    Scope.SITE: _l("Écrire et voter partout sur ce site ; lire reste possible."),
}
# What an author reads first, in a letter and above the decision.
TITLES: dict[Measure, LazyString] = {
    Measure.KEEP: _l("Votre texte reste en place"),
    Measure.PUBLISH: _l("Votre texte est publié"),
    Measure.REWORD: _l("Votre texte est à reformuler"),
    Measure.MOVE: _l("Votre texte a été déplacé"),
    Measure.MERGE: _l("Votre texte est réuni avec un autre"),
    Measure.WARN: _l("Un avertissement sur votre texte"),
    Measure.HIDE: _l("Votre texte est masqué"),
    Measure.RESTORE: _l("Votre texte est de nouveau visible"),
    Measure.SUSPEND: _l("Votre participation est suspendue"),
    Measure.BAN: _l("Vous êtes exclu de la participation"),
    Measure.LIFT: _l("Une mesure qui vous concernait est levée"),
}
OUTCOMES: dict[Outcome, LazyString] = {
    Outcome.UPHELD: _l("La décision est confirmée"),
    Outcome.OVERTURNED: _l("La décision est annulée"),
}
SOURCES: dict[Source, LazyString] = {
    Source.AUTHOR: _l("L’auteur a reformulé ou répondu"),
    Source.CLOCK: _l("Le délai pour reformuler est passé"),
    Source.SIGN: _l("Repéré par un programme"),
    Source.OBJECTION: _l("Contesté par qui l’avait signalé"),
    Source.HELD: _l("Attend d’être lu"),
}
SIGNS: dict[SignName, LazyString] = {
    SignName.EMAIL: _l("une adresse électronique"),
    SignName.PHONE: _l("un numéro de téléphone"),
    SignName.ADDRESS: _l("une adresse postale"),
    SignName.ACCOUNT: _l("un compte bancaire"),
    SignName.PLATE: _l("une plaque d’immatriculation"),
    SignName.LINK: _l("un lien, dans un compte récent"),
    SignName.COPY: _l("presque le même texte qu’un autre"),
    SignName.CAPITALS: _l("un texte en capitales"),
    SignName.FLOOD: _l("une répétition, ou beaucoup de textes en peu de temps"),
    SignName.WORD: _l("un mot de la liste de cette consultation"),
}
HOLDINGS: dict[Holding, LazyString] = {
    Holding.AFTER: _l("Paraît aussitôt ; l’équipe lit ensuite"),
    Holding.FIRST: _l("La première contribution de chacun est lue avant de paraître"),
    Holding.ALWAYS: _l("Tout est lu avant de paraître"),
}
# Why something waits, said to the team in the queue.
HELD_FOR: dict[Holding, LazyString] = {
    Holding.FIRST: _l("C’est la première contribution de cette personne ici."),
    Holding.ALWAYS: _l("Ici, tout est lu avant de paraître."),
    Holding.AFTER: _l("Modifié depuis que l’équipe l’a lu."),
}
_STANDARD: dict[Measure, LazyString] = {
    Measure.KEEP: _l("Après lecture, ce texte peut rester tel qu’il est."),
    Measure.PUBLISH: _l("L’équipe a lu ce texte : tout le monde peut maintenant le lire."),
    Measure.RESTORE: _l("Après une nouvelle lecture, ce texte est montré de nouveau tel qu’il était."),
    Measure.LIFT: _l("Après une nouvelle lecture, cette mesure est levée."),
}


def standard_statement(action: Measure) -> str:
    """What a decision that restricts nothing says where nobody wrote more; empty for the others."""
    return str(_STANDARD.get(action, ""))
