"""What jobs can do, and what is done again and again: two registries filled where the work belongs.

@task("imports:apply", label=_l("Importation"))
def apply(job: Progress, *, upload_id: int) -> dict[str, Any]: ...

@periodic(60)
def drain() -> None: ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from flask_babel import LazyString

from consult.errors import ConsultError


class Cancelled(ConsultError):
    """The owner asked to stop. Let it pass: what was written since the last step is undone."""


class Progress(Protocol):
    """What a task is given to say how far it is."""

    done: int
    """How far an earlier attempt came before it was killed; 0 at first."""

    def step(self, done: int, total: int, message: str = "") -> None:
        """Say how far it is. A resting point: what was written is whole here, and may be committed.

        Call it as often as convenient; raises Cancelled when the owner asked to stop.
        """


Function = Callable[..., dict[str, Any] | None]


@dataclass(frozen=True)
class Task:
    """A kind of job. `reads`: it writes nothing in the database."""

    name: str
    function: Function
    label: LazyString | str
    reads: bool


@dataclass(frozen=True)
class Periodic:
    """What the worker calls every so many seconds, and whenever it is woken if it is eager."""

    seconds: float
    function: Callable[[], object]
    eager: bool


TASKS: dict[str, Task] = {}
PERIODIC: list[Periodic] = []


def task(name: str, *, label: LazyString | str = "", reads: bool = False) -> Callable[[Function], Function]:
    """Register a kind of job: a function of (job: Progress, **arguments) that returns its result, a small dictionary.

    Arguments and result are JSON. The page of a job that is done links to `result["url"]` and shows
    `result["message"]`.
    """

    def register(function: Function) -> Function:
        if name in TASKS and TASKS[name].function.__qualname__ != function.__qualname__:
            raise RuntimeError(f"two tasks are called {name!r}")
        TASKS[name] = Task(name, function, label or name, reads)
        return function

    return register


def periodic(seconds: float, *, eager: bool = False) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Let the worker call this function every so many seconds, and once when it starts.

    It makes its own transactions. An eager one is also called when somebody says services.call_worker().
    """

    def register(function: Callable[[], None]) -> Callable[[], None]:
        PERIODIC.append(Periodic(seconds, function, eager))
        return function

    return register
