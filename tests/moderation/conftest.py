"""What nearly every test of moderation begins with."""

from typing import Any

import pytest

from consult.consultations.models import Consultation
from consult.proposals.models import Proposal
from tests.factories import make_consultation, make_proposal
from tests.moderation.acts import fresh


@pytest.fixture
def consultation(db: Any, engine: str) -> Consultation:
    """A consultation in which one may do everything."""
    return make_consultation()


@pytest.fixture
def proposal(consultation: Consultation) -> Proposal:
    """A published proposal in it, loaded as a page loads it."""
    thing: Proposal = fresh(make_proposal(consultation))
    return thing
