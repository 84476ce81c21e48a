"""What the pages of reporting do with what was sent, whatever is reported."""

from typing import Any

from consult.errors import RuleBroken
from consult.moderation import services
from consult.moderation.forms import ReportForm
from consult.moderation.models import Reason


def report(thing: Any, form: ReportForm, *, viewer: Any) -> bool:
    """Report the thing; what forbids it is said in the form."""
    try:
        services.report(
            thing,
            reporter=viewer if viewer.is_authenticated else None,
            reason=Reason(form.reason.data),
            explanation=form.explanation.data or "",
            contact=form.contact.data if form.contact else None,
        )
    except RuleBroken as refusal:
        form.refuse(str(refusal))
        return False
    return True
