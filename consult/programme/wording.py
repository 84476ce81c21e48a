"""How the parts of a programme are called."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from consult.programme.changes import Change
from consult.programme.times import HalfDay

HALF_DAYS: dict[HalfDay | None, LazyString] = {
    HalfDay.MORNING: _l("Matin"),
    HalfDay.AFTERNOON: _l("Après-midi"),
    HalfDay.EVENING: _l("Soirée"),
    None: _l("Heure à préciser"),
}
CHANGES: dict[Change, LazyString] = {
    Change.ADDED: _l("Nouvelle séance"),
    Change.CANCELLED: _l("Séance annulée"),
    Change.REMOVED: _l("Séance retirée"),
    Change.MOVED: _l("Autre moment ou autre lieu"),
    Change.EDITED: _l("Séance modifiée"),
    Change.PLACE: _l("Lieu modifié"),
    Change.WHOLE: _l("Le programme lui-même"),
}
FIELDS: dict[str, LazyString] = {
    "title": _l("titre"),
    "subtitle": _l("sous-titre"),
    "abstract": _l("résumé"),
    "description": _l("description"),
    "format": _l("format"),
    "track": _l("thème"),
    "speakers": _l("intervenants"),
    "capacity": _l("jauge"),
    "registration": _l("inscription"),
    "price": _l("prix"),
    "publics": _l("publics"),
    "language": _l("langue"),
    "project_id": _l("projet dont elle vient"),
    "extra": _l("autres données d’un fichier"),
    "room": _l("salle"),
    "territory": _l("commune ou secteur"),
    "latitude": _l("latitude"),
    "longitude": _l("longitude"),
    "accessibility": _l("accessibilité"),
    "opens": _l("ouverture"),
    "closes": _l("fermeture"),
    "guid": _l("identifiant"),
    "acronym": _l("nom court"),
    "zone_name": _l("fuseau horaire"),
    "starts": _l("premier jour"),
    "ends": _l("dernier jour"),
}
