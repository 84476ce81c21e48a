"""What the worker does for votes: it counts what was sealed, and publishes the heads of their journals."""

from consult.db import transaction
from consult.jobs.tasks import periodic
from consult.votes import journal, services


@periodic(60)
def publish() -> None:
    """Count what was sealed until now, and publish the heads that are due."""
    with transaction():
        services.count_sealed()
        journal.publish_heads()
