"""`make bench`: what the main pages cost, as multiples of a bare Flask page. With --strict: fail beyond the limits.

The limits are a promise on CPU per request, application and database, one request after another, with 2,000 proposals,
20,000 comments and 50,000 votes; with 200,000 proposals (--proposals 200000) the same pages must cost the same.
"""

import argparse
import json
import random
import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import flask_migrate
import sqlalchemy as sa

import config
from consult import create_app
from consult.accounts.models import User
from consult.db import db
from consult.jobs import worker
from consult.proposals.models import Proposal
from consult.search import services as search
from tests.bench.measure import BARE, Cost, Server, cost, free_port, server
from tests.bench.seed import seed
from tests.conftest import Browser
from tests.live import session_cookie

LIMITS = {"list": 10, "detail": 12, "search": 15, "vote": 10, "comment": 15, "json": 10}
READ = ("list", "detail", "search")  # by members as named; by visitors too
VISITOR = ", visitor"
QUESTIONS = ("mediation", "l’accessibilité", "piste vélo", "bibliothèques", "jardin ombre")
Act = Callable[[Server, int], None]


def acts(slug: str, proposals: list[int], search_url: str | None) -> dict[str, Act]:
    """What is measured: by its name, a function that asks the server for it once."""
    draw = random.Random(0)
    forms: dict[str, dict[str, Any]] = {}

    def read(one: Server, path: str) -> str:
        status, text = one.ask("GET", path)
        if status != 200:
            raise RuntimeError(f"{path}: {status}\n{text[:500]}")
        return text

    def write(one: Server, path: str, page: str, **fields: str) -> None:
        """The token is read once; the key, where a form has one, is new each time, as on a page just opened."""
        form = forms.setdefault(path.rsplit("/", 1)[1], {}) or Browser._form(read(one, page), path)
        forms[path.rsplit("/", 1)[1]] = form
        key = {"form_key": secrets.token_urlsafe(12)} if "form_key" in form else {}
        status, text = one.ask("POST", path, form | fields | key)
        if status != 302:
            raise RuntimeError(f"{path}: {status}\n{text[:500]}")

    def list_(one: Server, _n: int) -> None:
        read(one, f"/consultations/{slug}/proposals?order={draw.choice(['recent', 'support', 'discussed'])}")

    def detail(one: Server, _n: int) -> None:
        read(one, f"/proposals/{draw.choice(proposals)}")

    def find(one: Server, n: int) -> None:
        read(one, f"{search_url}?q={quote_plus(QUESTIONS[n % len(QUESTIONS)])}")

    def vote(one: Server, n: int) -> None:
        thing = draw.choice(proposals)
        write(one, f"/proposals/{thing}/vote", f"/proposals/{thing}", mark=("agree", "mixed", "disagree")[n % 3])

    def comment(one: Server, n: int) -> None:
        thing = draw.choice(proposals)
        write(one, f"/proposals/{thing}/comments", f"/proposals/{thing}", body=f"Un avis mesuré, le numéro {n}.")

    harvest = [f"/api/v1/consultations/{slug}/proposals?limit=100"]

    def rows(one: Server, _n: int) -> None:
        """One page after another, as a program reads them all; then the first again."""
        following = json.loads(read(one, harvest[-1]))["next"]
        harvest[1:] = [following] if following else []

    found: dict[str, Act] = dict(zip(LIMITS, (list_, detail, find, vote, comment, rows), strict=True))
    return found if search_url else {name: act for name, act in found.items() if name != "search"}


def prepare(folder: Path, given: argparse.Namespace) -> tuple[str, list[int], str | None, str]:
    """Make the instance; return the slug, some proposals, the address of the search page and a cookie."""
    with_search = given.search or given.proposals <= 20_000
    environ = {"DATA_DIR": str(folder), "SEARCH_BACKEND": "whoosh" if with_search else "off", "WORKER": "process"}
    app = create_app(config.load(environ))
    with app.app_context():
        flask_migrate.upgrade()
        counts = {"proposals": given.proposals, "comments": given.comments, "votes": given.votes}
        slug = timed("rows", lambda: seed(**counts))
        if with_search:
            timed("index", search.rebuild)
        timed("what the worker does by itself", lambda: worker.do_periodic(app))  # or it would, during the first page
        person = db.session.scalars(sa.select(User).filter_by(email_key="personne@example.org")).one()
        cookie = session_cookie(app, person)
        ids = db.session.scalars(sa.select(Proposal.id).order_by(Proposal.id)).all()
        step = max(1, len(ids) // 500)
        rules = {rule.endpoint: rule.rule for rule in app.url_map.iter_rules()}
        db.engine.dispose()
    return slug, list(ids[::step]), rules.get("pages.search") if with_search else None, cookie


def timed(what: str, act: Callable[[], Any]) -> Any:
    """The result of an act; says how long it took."""
    start = time.perf_counter()
    result = act()
    say(f"{what}: {time.perf_counter() - start:.0f} s")
    return result


def say(line: str) -> None:
    """Print at once."""
    print(line, flush=True)  # noqa: T201


def line(name: str, one: Cost) -> Cost:
    """Print what a page costs, and hand it back."""
    mark = "" if one.ratio <= limit(name) else "  beyond"
    row = f"{one.cpu:6.2f} ms {one.ratio:9.1f}× {limit(name):7}× {one.p50:6.1f} ms {one.p95:6.1f} ms"
    say(f"{name:16} {row}{mark}")
    return one


def limit(name: str) -> int:
    """At most so many bare pages."""
    return LIMITS[name.removesuffix(VISITOR)]


def main() -> int:
    """Measure; return the exit status."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--proposals", type=int, default=2_000)
    asked.add_argument("--comments", type=int, help="default: ten a proposal, 400,000 at most")
    asked.add_argument("--votes", type=int, help="default: twenty-five a proposal, 1,000,000 at most")
    asked.add_argument("--search", action="store_true", help="search above 20,000 proposals too: indexing takes long")
    asked.add_argument("--times", type=int, default=120, help="requests a page")
    asked.add_argument("--strict", action="store_true", help="exit 1 where a page is beyond its limit")
    given = asked.parse_args()
    given.comments = given.comments or min(given.proposals * 10, 400_000)
    given.votes = given.votes or min(given.proposals * 25, 1_000_000)
    with tempfile.TemporaryDirectory(prefix="consult-bench-") as folder:
        slug, proposals, search_url, cookie = prepare(Path(folder), given)
        port, bare_port = free_port(), free_port()
        environ = {"DATA_DIR": folder, "LIMITS": "0", "SEARCH_BACKEND": "whoosh" if search_url else "off"}
        command = ["-m", "flask", "--app", "wsgi", "serve", "--port", str(port)]
        with server(["-c", BARE, str(bare_port)], bare_port) as bare, server(command, port, environ) as ours:
            ours.cookie = cookie
            say(f"{given.proposals} proposals, {given.comments} comments, {given.votes} votes")
            say(f"{'page':16} {'CPU':>9} {'multiple':>10} {'at most':>8} {'p50':>9} {'p95':>9}")
            measured = acts(slug, proposals, search_url)
            costs = {n: line(n, cost(ours, bare, act, given.times)) for n, act in measured.items()}
            ours.cookie = ""
            for name in [name for name in READ if name in measured]:
                costs[f"{name}{VISITOR}"] = line(f"{name}{VISITOR}", cost(ours, bare, measured[name], given.times))
    beyond = sum(one.ratio > limit(name) for name, one in costs.items())
    return int(bool(beyond and given.strict))


if __name__ == "__main__":
    sys.exit(main())
