"""Letters, for the tests of accounts."""

from tests.letters import letters  # noqa: F401  a fixture
