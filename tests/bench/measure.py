"""What a page costs: CPU of the server that answers it, as a multiple of a bare Flask page in the same minute."""

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

BARE = """
import sys
from flask import Flask
from waitress import serve
app = Flask(__name__)
line = '<li><a href="/p/{0}">Proposition {0}</a> <p>Un texte de la longueur d’un extrait.</p><span>{0} soutiens</span>'
body = ("<!doctype html><title>x</title><ul>" + "".join(line.format(i) for i in range(200)))[:20480]
app.add_url_rule("/", view_func=lambda: body)
serve(app, host="127.0.0.1", port=int(sys.argv[1]), threads=4, _quiet=True)
"""
BARE_REQUESTS = 400


@dataclass(frozen=True)
class Cost:
    """Of one page: CPU and time on the clock per request, in milliseconds, and the multiple of a bare page."""

    cpu: float
    ratio: float
    p50: float
    p95: float


class Server:
    """A server in a process of its own, and a client that asks it for one thing after another."""

    def __init__(self, port: int, pid: int, cookie: str = "") -> None:
        self.port, self.pid, self.cookie = port, pid, cookie
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method: str, path: str, form: dict[str, Any] | None = None) -> tuple[int, str]:
        """Status and text of the answer."""
        headers = {"Cookie": self.cookie, "Accept-Language": "fr"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, urlencode(form) if form is not None else None, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if fresh := answer.headers["Set-Cookie"]:
            self.cookie = fresh.split(";")[0]
        return answer.status, text

    def cpu(self) -> float:
        """Milliseconds of CPU used so far by all threads of the process."""
        tasks = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e6


@contextmanager
def server(command: list[str], port: int, environ: dict[str, str] | None = None) -> Iterator[Server]:
    """Start a server, wait until it answers, and stop it in the end."""
    process = subprocess.Popen([sys.executable, *command], env=os.environ | (environ or {}), stdout=subprocess.DEVNULL)
    try:
        _wait(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError("the server did not start")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server does not answer")


def _run(one: Server, act: Callable[[Server, int], None], times: int) -> tuple[float, list[float]]:
    """CPU per request, what follows it included (the index is brought up to date after the answer); and each time."""
    spent, before = [], one.cpu()
    for n in range(times):
        start = time.perf_counter()
        act(one, n)
        spent.append((time.perf_counter() - start) * 1000)
    last = one.cpu()
    while True:
        time.sleep(0.5)
        if (now := one.cpu()) - last < 5:
            return (now - before) / times, spent
        last = now


def cost(ours: Server, bare: Server, act: Callable[[Server, int], None], times: int) -> Cost:
    """Measure an act between two measures of the bare page."""
    for n in range(5):
        act(ours, -n - 1)
    before, _ = _run(bare, _ask_bare, BARE_REQUESTS)
    cpu, spent = _run(ours, act, times)
    after, _ = _run(bare, _ask_bare, BARE_REQUESTS)
    return Cost(cpu, cpu / statistics.mean([before, after]), *_percentiles(spent))


def _ask_bare(bare: Server, _n: int) -> None:
    bare.ask("GET", "/")


def _percentiles(spent: list[float]) -> tuple[float, float]:
    return statistics.median(spent), sorted(spent)[int(len(spent) * 0.95)]
