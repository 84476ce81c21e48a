"""Sums of money: typed as people write them, kept as whole cents."""

import re
from typing import Any

from flask_babel import gettext as _
from wtforms import StringField, ValidationError

MOST = 10**11  # cents: a thousand million euros
_SUM = re.compile(r"(-?)([0-9]{1,3}(?:[ .][0-9]{3})+|[0-9]{1,12})(?:[.,]([0-9]{1,2}))?")


def cents(written: str) -> int | None:
    """Whole cents of « 12 356,69 € », « 12.356,69 », « 1200 » or « 12.5 »; None for what is no sum."""
    plain = re.sub(r"[\u00a0\u202f ]+", " ", written).strip()
    plain = re.sub(r" ?(€|euros?)$", "", plain, flags=re.IGNORECASE)
    match = _SUM.fullmatch(plain)
    if match is None:
        return None
    whole = int(re.sub(r"[ .]", "", match[2])) * 100 + int((match[3] or "0").ljust(2, "0"))
    return -whole if match[1] else whole


class MoneyField(StringField):
    """A sum in euros, from 0 up; `amount` is in cents. What cannot be read is said beside the field and stays there."""

    @property
    def amount(self) -> int:
        """The sum, in whole cents; 0 where nothing was typed."""
        return cents(self.data or "") or 0

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no sum, or too large a one."""
        if not self.data:
            return
        found = cents(self.data)
        if found is None:
            raise ValidationError(_("Ce n’est pas une somme. Écrivez par exemple 1 200 ou 1 200,50."))
        if found < 0:
            raise ValidationError(_("Une somme ne peut pas être négative."))
        if found > MOST:
            raise ValidationError(_("Cette somme est trop grande."))


def typed(amount: int) -> str:
    """Whole cents as a person would type them: « 1200,50 »."""
    return f"{amount // 100},{amount % 100:02}" if amount % 100 else str(amount // 100)
