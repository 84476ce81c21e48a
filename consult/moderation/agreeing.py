"""The charter of a consultation in the forms in which people write: shown at a first contribution, accepted once."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from consult.accounts.models import User
from consult.moderation import house
from consult.web.forms import Form


class AgreeingForm(Form):
    """A form in which one contributes. `charter_shown` is what has still to be accepted; what was typed stays there."""

    charter = BooleanField(_l("J’ai lu cette charte et je la respecterai"))
    charter_shown = ""


def agreed(form: AgreeingForm, consultation: Any, *, person: User) -> bool:
    """Whether whoever sends this form may write here: they accepted the charter once, or do so now.

    Otherwise the form shows the charter, and is sent again as it is.
    """
    charter = house.charter_to_accept(consultation.id, person=person)
    if not charter:
        return True
    if form.charter.data:
        house.accept_charter(consultation, person=person)
        return True
    form.charter_shown = charter
    form.refuse(
        _("Avant votre première contribution, lisez la charte ci-dessous. Votre texte est gardé."), form.charter
    )
    return False
