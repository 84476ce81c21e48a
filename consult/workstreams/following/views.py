"""The pages of following a work stream."""

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from consult.following.pages import Words, add_pages
from consult.workstreams import queries
from consult.workstreams.following.services import WORKSTREAMS

bp = Blueprint("workstream_following", __name__)
add_pages(
    bp,
    "/workstreams/<int:thing_id>",
    WORKSTREAMS,
    Words(
        title=_l("Suivre ce chantier"),
        rhythm=_l("Un message par jour au plus, quand il publie une nouvelle."),
        following=_l("Vous suivez ce chantier."),
        act=_l("Suivre ce chantier"),
        stop=_l("Ne plus le suivre"),
        log_in=_l("Se connecter pour le suivre"),
        done=_l("Vous suivez ce chantier : un message par jour au plus, quand il y a du nouveau."),
        stopped=_l("Vous ne suivez plus ce chantier."),
    ),
    get=queries.get,
)
