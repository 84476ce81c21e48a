"""What a facilitator types to take votes out of a result, or to put them back."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from consult.web.forms import Form


class ReasonForm(Form):
    """Why."""

    FOR_MEMBERS = True

    reason = TextAreaField(
        _l("Raison"),
        [DataRequired(_l("Donnez la raison : elle est publiée avec le résultat.")), Length(max=1_000)],
        description=_l("Elle est publiée avec le résultat : ne nommez personne."),
    )
