"""What the house forgets by itself every hour: ended jobs, keys of old forms, old attempts."""

from consult.db import transaction
from consult.jobs.services import forget_old_jobs
from consult.jobs.tasks import periodic
from consult.web.guards import forget_old_forms
from consult.web.limits import forget_old_attempts


@periodic(3600)
def forget() -> None:
    """Delete what has no more use."""
    with transaction():
        forget_old_jobs()
        forget_old_forms()
        forget_old_attempts()
