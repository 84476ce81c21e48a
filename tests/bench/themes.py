"""`python -m tests.bench.themes`: themes against human categories, beside simpler methods; seconds and memory.

--quick   one seed, and no 10,000 texts
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import sqlalchemy as sa
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from consult import create_app
from consult.consultations.models import Consultation
from consult.db import db, transaction
from consult.proposals.models import Proposal
from consult.themes.analysis import encoding, graph, partition, space, threads
from consult.themes.analysis.duplicates import pairs
from consult.themes.analysis.expressions import read
from consult.themes.analysis.grouping import Person, Room, group
from consult.themes.analysis.suggestion import suggest
from consult.themes.analysis.texts import Text, quiet
from tests.bench.seed import seed
from tests.conftest import Browser, settings
from tests.factories import make_staff
from tests.live import session_cookie
from tests.real import themes as reference
from tests.real.themes import Labelled

DATA = Path(os.environ.get("CONSULT_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")
SEEDS = range(3)
SIZES = (300, 10_000)
Method = Callable[[list[Text], int, int], list[int]]


def baseline(texts: list[Text], count: int, seed: int) -> list[int]:
    """TF-IDF on words as they are, latent semantic analysis, k-means: what a tutorial does."""
    matrix = TfidfVectorizer(sublinear_tf=True, min_df=2, max_df=0.5).fit_transform([text.whole for text in texts])
    reduced = normalize(TruncatedSVD(100, random_state=0).fit_transform(matrix))
    return _labels(KMeans(count, n_init=4, random_state=seed).fit_predict(reduced))


def stems(texts: list[Text], count: int, seed: int) -> list[int]:
    """The same on our stems."""
    return _labels(KMeans(count, n_init=4, random_state=seed).fit_predict(_words(texts)))


def meaning(texts: list[Text], count: int, seed: int) -> list[int]:
    """The encoder alone, centred, k-means."""
    return _labels(KMeans(count, n_init=4, random_state=seed).fit_predict(_meanings(texts)))


def mixed(texts: list[Text], count: int, seed: int) -> list[int]:
    """Stems beside meaning, spectral clustering; identical texts and answers without an opinion as they come."""
    points = np.hstack([_words(texts), _meanings(texts)]).astype(np.float32) / np.float32(np.sqrt(2))
    ties = graph.neighbours(points, quiet)
    return _labels(partition.partition(ties, [-1] * len(texts), count=count, seed=seed, progress=quiet))


def ours(texts: list[Text], count: int, seed: int) -> list[int]:
    """What `flask themes suggest` does."""
    return [place.group for place in suggest(texts, count=count, seed=seed).places]


METHODS: dict[str, Method] = {
    "TF-IDF, SVD, k-means": baseline,
    "stems, SVD, k-means": stems,
    "meaning, k-means": meaning,
    "both, spectral": mixed,
    "ours": ours,
}


def _labels(found: np.ndarray) -> list[int]:  # type: ignore[type-arg]
    return [int(one) for one in found]


def _words(texts: list[Text]) -> np.ndarray:  # type: ignore[type-arg]
    return space.latent(space.tfidf([space.stems(read(text)) for text in texts]))


_known: dict[int, np.ndarray] = {}  # type: ignore[type-arg]


def _meanings(texts: list[Text]) -> np.ndarray:  # type: ignore[type-arg]
    if id(texts) not in _known:
        found = encoding.encode(texts, quiet)
        _known[id(texts)] = space.normal(found - found.mean(axis=0))
    return _known[id(texts)]


def quality(seeds: range) -> None:
    """NMI of every method on every set: mean, lowest and highest over the seeds."""
    sets: dict[str, Labelled] = {name: reference.question(DATA, name) for name in reference.QUESTIONS}
    sets |= {"République num.": reference.republique(DATA), "Lille": reference.lille(DATA)}
    sets["Lille, débats"] = reference.debates(DATA)
    say(f"{'NMI':22}" + "".join(f"{name:>22}" for name in sets))
    for name, method in METHODS.items():
        cells = []
        for texts, labels in sets.values():
            with threads.one():
                found = [reference.against(labels, method(texts, len(set(labels)), seed)) for seed in seeds]
            cells.append(f"{np.mean(found):8.3f} [{min(found):.3f} {max(found):.3f}]")
        say(f"{name:22}" + "".join(cells))


def cost(size: int) -> None:
    """Seconds and peak memory of a suggestion and of the duplicates, in this process."""
    texts = _mixture(size)
    start = time.perf_counter()
    encoding.load()
    say(f"{size} texts: encoder loaded in {time.perf_counter() - start:.1f} s, {_peak()} MB")
    for name, act in (("suggestion", suggest), ("duplicates", pairs)):
        start, cpu = time.perf_counter(), time.process_time()
        act(texts)  # type: ignore[operator]
        spent = f"{time.perf_counter() - start:.1f} s, {time.process_time() - cpu:.1f} s of CPU"
        say(f"{size} texts: {name} in {spent}, peak {_peak()} MB")


def _mixture(size: int) -> list[Text]:
    """New texts from the sentences of real ones, as long as those are."""
    pool = [one for name in reference.QUESTIONS for one in reference.question(DATA, name)[0]]
    pool += reference.republique(DATA)[0] + reference.debates(DATA)[0]
    draw = random.Random(0)
    parts = ((draw.choice(pool), draw.choice(pool)) for _ in range(size))
    return [Text(one.title or one.body[:80], f"{one.body} {other.body[:120]}") for one, other in parts]


def _peak() -> int:
    """MB. Of this program alone: the figure of the system includes what was before it started."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def seats() -> None:
    """Seconds to place 500 people in 12 groups, where a few themes are wanted by most."""
    draw = random.Random(0)
    likes = [1 / (n + 1) for n in range(12)]
    people = [
        Person(str(n), tuple(dict.fromkeys(draw.choices(range(12), likes, k=5))), f"o{n % 40}") for n in range(500)
    ]
    rooms = {n: Room(str(n), 35, 48) for n in range(12)}
    some = [(draw.randrange(500), draw.randrange(500)) for _ in range(40)]
    for name, together, apart in (("no pairs", [], []), ("20 pairs kept together, 20 apart", some[:20], some[20:])):
        start = time.perf_counter()
        found = group(people, rooms, together=together, apart=apart)
        say(f"500 people, 12 groups, {name}: {time.perf_counter() - start:.2f} s, cost {found.cost}")


def desk() -> None:
    """What the desk and a move on it cost with 5,000 proposals, through the whole application: CPU of this process."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings(Path(folder)))
        with app.app_context():
            db.create_all()
            slug = seed(proposals=5_000, comments=0, votes=0)
            with transaction():
                place = db.session.scalars(sa.select(Consultation).filter_by(slug=slug)).one()
                person = make_staff(place)
            cookie = session_cookie(app, person)
            unfiled = db.session.scalars(sa.select(Proposal.id).filter_by(theme_id=None).limit(20)).all()
            db.session.rollback()
            client = app.test_client()
            name, _sign, value = cookie.partition("=")
            client.set_cookie(name, value)
            address = f"/consultations/{slug}/board"
            page = client.get(address).text
            looks = [_seconds(lambda: client.get(address)) for _time in range(10)]
            form = Browser._form(page, address)
            del form["form_key"]
            moves = [
                _seconds(lambda card=one: client.post(address, data=form | {"card": f"{card}-0", "column": "1"}))
                for one in unfiled
            ]
            filed = db.session.scalar(
                sa.select(sa.func.count()).where(Proposal.id.in_(unfiled), Proposal.theme_id == 1)
            )
            db.session.remove()
            db.engine.dispose()
    say(f"desk of 5,000 proposals: shown in {np.median(looks) * 1000:.0f} ms of CPU (median of {len(looks)})")
    worst = max(moves) * 1000
    say(f"desk of 5,000 proposals: {filed} moves, {np.median(moves) * 1000:.0f} ms of CPU (median), worst {worst:.0f}")


def _seconds(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start


def say(line: str) -> None:
    """Print at once."""
    print(line, flush=True)  # noqa: T201


def main() -> None:
    """Measure. What costs memory is measured in processes of their own."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--cost", type=int, help=argparse.SUPPRESS)
    given = asked.parse_args()
    warnings.simplefilter("ignore")
    if given.cost:
        cost(given.cost)
        return
    seats()
    desk()
    for size in SIZES[:1] if given.quick else SIZES:
        subprocess.run([sys.executable, "-m", "tests.bench.themes", "--cost", str(size)], check=True)
    quality(range(1) if given.quick else SEEDS)


if __name__ == "__main__":
    main()
