"""What is forgotten about accounts every hour: sessions and links that are too old to be used."""

from consult.accounts.services import forget_old_sessions
from consult.db import transaction
from consult.jobs.tasks import periodic


@periodic(3600)
def forget() -> None:
    """Delete what has no more use."""
    with transaction():
        forget_old_sessions()
