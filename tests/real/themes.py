"""Public data with human categories, as texts and labels, and the measure: normalised mutual information."""

import csv
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from sklearn.metrics import normalized_mutual_info_score

from consult.themes.analysis.suggestion import suggest
from consult.themes.analysis.texts import Text

QUESTIONS = ("FI7", "FI8", "DC13")
LEAST = 15  # answers that a category must have

Labelled = tuple[list[Text], list[str]]


def question(data: Path, name: str) -> Labelled:
    """Answers to one question with one strictly dominant tag, among tags with at least `LEAST` of them."""
    found = []
    for row in _rows(data / "grande-annotation" / "reponses_annotees.csv"):
        tags = Counter(json.loads(row["tags_json"])).most_common(2)
        if row["question"] == name and tags and (len(tags) == 1 or tags[0][1] > tags[1][1]):
            found.append((Text("", row["reponse"]), tags[0][0]))
    return _frequent(found)


def republique(data: Path) -> Labelled:
    """The 696 proposals of République numérique, and the section of the bill where each was filed."""
    rows = _rows(data / "republique-numerique" / "opinions.csv")
    return _frequent([(Text(row["title"], row["body"]), row["section"]) for row in rows], least=1)


def lille(data: Path) -> Labelled:
    """Proposals on Lille's Decidim, and their category, where they have one."""
    rows = _rows(data / "osp-granddebat-decidim" / "propositions.csv")
    return _frequent([(Text(row["title"], row["body"]), row["category"]) for row in rows if row["category"]], least=1)


def debates(data: Path) -> Labelled:
    """Comments on Lille's Decidim, and the debate that each belongs to."""
    rows = _rows(data / "osp-granddebat-decidim" / "commentaires.csv")
    ours = [row for row in rows if row["commentable_type"].endswith("Debate")]
    return _frequent([(Text("", row["body"]), row["commentable_id"]) for row in ours])


def nmi(labelled: Labelled, *, seed: int = 0) -> float:
    """NMI of the suggested themes with the labels; as many themes as labels."""
    texts, labels = labelled
    found = suggest(texts, count=len(set(labels)), seed=seed)
    return against(labels, [place.group for place in found.places])


def against(labels: Sequence[str], groups: Sequence[int]) -> float:
    """NMI (arithmetic mean) of groups with labels."""
    return float(normalized_mutual_info_score(labels, groups))


def _frequent(found: list[tuple[Text, str]], least: int = LEAST) -> Labelled:
    count = Counter(label for _, label in found)
    kept = [(text, label) for text, label in found if count[label] >= least]
    return [text for text, _ in kept], [label for _, label in kept]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
