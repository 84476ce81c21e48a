"""How reasons, measures and scopes are said to people."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from consult.moderation.models import Measure, Reason, Scope

REASONS: dict[Reason, LazyString] = {
    Reason.INSULT: _l("Insulte, menace ou attaque contre une personne"),
    Reason.HATE: _l("Propos haineux ou discriminatoire"),
    Reason.PERSONAL_DATA: _l("Donnée personnelle rendue publique"),
    Reason.OFF_TOPIC: _l("Hors sujet"),
    Reason.ADVERTISING: _l("Publicité"),
    Reason.ILLEGAL: _l("Contenu contraire à la loi"),
    Reason.OTHER: _l("Autre raison"),
}
CHOICES: dict[Measure, LazyString] = {
    Measure.KEEP: _l("Ne rien changer : le texte respecte les règles, ou la question est réglée"),
    Measure.WARN: _l("Avertir l’auteur, sans masquer le texte"),
    Measure.HIDE: _l("Masquer le texte, et tout ce qui en dépend"),
    Measure.RESTORE: _l("Montrer de nouveau le texte, tel qu’il était"),
}
MEASURES: dict[Measure, LazyString] = {
    Measure.KEEP: _l("Laissé en l’état"),
    Measure.WARN: _l("Auteur averti"),
    Measure.HIDE: _l("Masqué"),
    Measure.RESTORE: _l("Rétabli"),
}
TONES: dict[Measure, str] = {
    Measure.KEEP: "neutral",
    Measure.WARN: "warning",
    Measure.HIDE: "danger",
    Measure.RESTORE: "success",
}
SCOPES: dict[Scope, LazyString] = {
    Scope.NOTHING: _l("Rien n’est restreint."),
    Scope.TEXT: _l("Ce texte et ce qui en dépend, partout sur ce site, jusqu’à une autre décision."),
}
