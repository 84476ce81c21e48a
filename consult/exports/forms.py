"""What one chooses to take away: a table, a format."""

from collections.abc import Iterable
from typing import Self

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired

from consult.datasets import Dataset
from consult.exports.formats import FORMATS
from consult.web.forms import Form, choices


class ExportForm(Form):
    """A table and a format."""

    dataset = SelectField(_l("Quelles données ?"), [InputRequired()])
    format_name = SelectField(_l("Dans quel format ?"), [InputRequired()])

    def offer(self, datasets: Iterable[Dataset]) -> Self:
        """The tables that this person may take."""
        self.dataset.choices = choices((one.name, one.label) for one in datasets)
        self.format_name.choices = choices((one.name, one.label) for one in FORMATS.values())
        return self
