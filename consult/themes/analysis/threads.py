"""How many threads linear algebra may take."""

from contextlib import AbstractContextManager
from typing import Any

from threadpoolctl import threadpool_limits


def one() -> AbstractContextManager[Any]:
    """Within it, one thread: the same sums on every machine, and a core left to the pages."""
    limit: AbstractContextManager[Any] = threadpool_limits(1, user_api="blas")
    return limit
