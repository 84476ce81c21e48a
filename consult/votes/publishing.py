"""What the worker publishes of votes: the heads of their journals, by the hour and at the close."""

from consult.db import transaction
from consult.jobs.tasks import periodic
from consult.votes import journal


@periodic(60)
def publish() -> None:
    """Publish the heads that are due."""
    with transaction():
        journal.publish_heads()
