"""Suggested themes against human categories, and likely duplicates of a real consultation.

La Grande Annotation (three questions of the Grand débat national): with TF-IDF, latent semantic analysis and k-means,
NMI is 0.42, 0.43 and 0.41; République numérique: 0.21 against its sections. Seen failing where
identical texts are many points.
"""

import pytest

from consult.imports.importers import IMPORTERS
from consult.reading.files import Upload
from consult.themes.analysis.duplicates import pairs
from consult.themes.analysis.texts import Text
from tests.real import themes as reference

pytestmark = pytest.mark.slow


def test_themes_of_three_questions_agree_with_the_annotators(data):
    found = {name: reference.nmi(reference.question(data, name)) for name in reference.QUESTIONS}
    print(found)  # noqa: T201
    assert min(found.values()) >= 0.45
    assert sum(found.values()) / 3 >= 0.48


def test_no_seed_is_lucky(data):
    """The spread over seeds is small, and its lowest end is above the bound."""
    labelled = reference.question(data, "FI8")
    found = [reference.nmi(labelled, seed=seed) for seed in range(1, 4)]
    print(found)  # noqa: T201
    assert min(found) >= 0.45
    assert max(found) - min(found) < 0.04


def test_themes_of_a_bill_agree_with_its_sections_better_than_words_alone(data):
    assert reference.nmi(reference.republique(data)) >= 0.23


def test_the_two_directories_are_among_the_first_five_pairs(data):
    file = data / "seeds" / "consultation-mediation-numerique-2014.md"
    parsed = IMPORTERS["transcript"].read([Upload(file.name, file.read_bytes())])
    texts = [Text(one.title, one.body) for one in parsed.proposals]
    found = pairs(texts, most=5)
    titles = [(texts[pair.first].title.split()[1], texts[pair.second].title.split()[1]) for pair in found]
    assert ("ANNUAIRE", "ANNUAIRE") in titles
