"""512 real French questions, each to be answered by its help sheet (search-fr).

The reference is SQLite FTS5 with French stemming: MRR@10 0.579, success@10 0.844. Sheets with the same text are one.
Seen failing with the stemmer off (MRR@10 0.53).
"""

import json
import os
from pathlib import Path

import pytest

from consult.search.backends import Whoosh
from consult.search.documents import Document

DATA = Path(os.environ.get("CONSULT_DATA", "../shared/data")) / "search-fr" / "cnil_faq_squad.json"

pytestmark = pytest.mark.skipif(not DATA.exists(), reason=f"no data: {DATA}")


def _sheets_and_questions() -> tuple[dict[str, int], list[tuple[str, int]]]:
    sheets: dict[str, int] = {}
    questions = []
    for entry in json.loads(DATA.read_text(encoding="utf-8"))["data"]:
        for paragraph in entry["paragraphs"]:
            number = sheets.setdefault(" ".join(paragraph["context"].split()), len(sheets) + 1)
            questions += [(asked["question"], number) for asked in paragraph["qas"]]
    return sheets, questions


def test_questions_find_their_sheet_at_least_as_often_as_with_fts5() -> None:
    sheets, questions = _sheets_and_questions()
    index = Whoosh()
    index.update({f"sheet/{n}": Document("sheet", n, "", text) for text, n in sheets.items()})
    ranks = []
    for question, number in questions:
        found = [hit.id for hit in index.find(question, limit=10).hits]
        ranks.append(found.index(number) + 1 if number in found else 0)
    assert len(ranks) == 512
    mrr = sum(1 / rank for rank in ranks if rank) / len(ranks)
    success = sum(rank > 0 for rank in ranks) / len(ranks)
    print(f"MRR@10 {mrr:.4f}, success@10 {success:.4f}")  # noqa: T201
    assert mrr >= 0.579
    assert success >= 0.844
