"""Acts done at the same time, each in a transaction of its own, as two requests would do them."""

import threading
from collections.abc import Callable
from typing import Any

from flask import Flask

from consult.db import db, transaction


def race(app: Flask, *acts: Callable[[], Any]) -> list[Any]:
    """Start all acts at once; return what each returned, or the exception it ended with."""
    results: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    results[place] = acts[place]()
            except Exception as error:
                results[place] = error
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
