"""`flask jobs …`: work, run."""

import signal
import threading
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from consult.jobs import worker

jobs = AppGroup("jobs", help="Long work, letters, and what is done again and again.")


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined, no-any-return]


@jobs.command("work")
def work() -> None:
    """Work until SIGTERM or Ctrl-C; the job at work goes back to the queue at its next step."""
    stop = threading.Event()

    def end(_signal: int, _frame: Any) -> None:
        stop.set()
        worker.nudge()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    worker.work(_app(), stop)


@jobs.command("run")
def run() -> None:
    """Run all jobs that wait, do everything periodic once (letters among it), and end: for cron."""
    count = worker.drain(_app())
    worker.do_periodic(_app())
    click.echo(f"{count} jobs")
