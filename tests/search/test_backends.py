"""What every backend does (the contract), and what a person finds with the default one."""

import gc
import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.search.backends import BACKENDS, Document, Hits, Off, Whoosh
from consult.search.documents import Backend, IndexBroken
from consult.search.whoosh_files import Memory

DOCUMENTS = [
    Document("proposal", 1, "Former à la médiation numérique", "Des ateliers dans chaque mairie.", 1, "s1", "t1"),
    Document("proposal", 2, "Des bancs à l’ombre", "Les médiations et les bancs rapprochent.", 1, "s2", None),
    Document("proposal", 3, "L’accessibilité d’abord", "Tout site public est accessible à tous.", 2, "s9", "t9"),
    Document("comment", 1, "", "Oui, et jusqu'à l'accessibilité des transports en commun !", 1, "s1", "t1"),
    Document("comment", 2, "", "@Jean-Luc a raison : l’accès libre à Internet, c'est l’accès au droit.", 1, "s2", None),
    Document("theme", 1, "Œuvres et vélos", "Le travail des associations.", 1, None, None),
]


def filled(index: Backend) -> Backend:
    index.update({document.key: document for document in DOCUMENTS})
    return index


@pytest.fixture(params=["folder", "memory"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Backend:
    return filled(Whoosh(tmp_path / "index" if request.param == "folder" else None))


def test_two_indexes_in_memory_do_not_write_into_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    indexes = [Memory(), Memory()]
    one, other = (index.temp_storage("MAIN.tmp") for index in indexes)
    assert one.folder != other.folder
    found(filled(Whoosh(None)).find("bancs"))
    indexes.clear()
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def found(hits: Hits) -> set[str]:
    return {f"{hit.kind}/{hit.id}" for hit in hits.hits}


@pytest.mark.parametrize("name", BACKENDS)
@pytest.mark.parametrize("where", ["folder", "memory"])
def test_every_backend_keeps_the_contract(name: str, where: str, tmp_path: Path) -> None:
    index = BACKENDS[name](tmp_path / "index" if where == "folder" else None)
    empty = Hits()
    assert index.find("médiation") == empty
    assert index.similar("médiation") == []
    assert index.held() == set()
    with index.indexing() as mine:
        assert mine
        filled(index)
        index.update({"proposal/2": None, "proposal/404": None})
        index.update({})
    kept = {d.key for d in DOCUMENTS} - {"proposal/2"} if name != "off" else set()
    assert index.held() == kept
    assert index.rebuild(DOCUMENTS[:2]) == (2 if name != "off" else 0)
    assert index.held() == ({"proposal/1", "proposal/2"} if name != "off" else set())
    assert index.find("", limit=-1, offset=-1) == empty
    assert index.find("à la") == empty


def test_off_holds_no_lock() -> None:
    off = Off()
    with off.indexing() as one, off.indexing() as other:
        assert one
        assert other


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("médiation", {"proposal/1", "proposal/2"}),
        ("MEDIATIONS", {"proposal/1", "proposal/2"}),
        ("accessibilite", {"proposal/3", "comment/1"}),
        ("l'accessibilité", {"proposal/3", "comment/1"}),
        ("jusqu’à l’accessibilité des transports", {"comment/1"}),
        ("oeuvre", {"theme/1"}),
        ("velo", {"theme/1"}),
        ("travaux", {"theme/1"}),
        ("médiation bancs", {"proposal/2"}),
        ("médiation xylophone", {"proposal/1", "proposal/2"}),
        ("@jean-luc", {"comment/2"}),
        ("Jean Luc", {"comment/2"}),
        ('"accès libre"', {"comment/2"}),
        ("« accès libre à internet »", {"comment/2"}),
        ('"libre accès"', set()),
        ('"accès libre" médiation raison', {"comment/2"}),
        ("médi*", {"proposal/1", "proposal/2"}),
        ("access*", {"proposal/3", "comment/1"}),
        ("acc*", set()),
        ("xylophone", set()),
    ],
)
def test_a_question_finds(index: Backend, words: str, keys: set[str]) -> None:
    hits = index.find(words)
    assert found(hits) == keys
    assert hits.total == len(keys)


def test_the_title_weighs_more(index: Backend) -> None:
    assert [hit.id for hit in index.find("médiation").hits] == [1, 2]


def test_pages_follow_each_other(index: Backend) -> None:
    whole = index.find("médiation accessibilité")
    assert whole.total == 4
    pages = [index.find("médiation accessibilité", limit=2, offset=n).hits for n in (0, 2, 4)]
    assert pages[0] + pages[1] == whole.hits
    assert pages[2] == []


def test_filters_reduce_and_facets_count_what_another_choice_would_give(index: Backend) -> None:
    hits = index.find("médiation accessibilité", kinds=["comment"])
    assert found(hits) == {"comment/1"}
    assert hits.total == 1
    assert hits.facets == {"kind": {"proposal": 3, "comment": 1}, "section": {"s1": 1}, "theme": {"t1": 1}}
    assert found(index.find("médiation accessibilité", consultation_id=2)) == {"proposal/3"}
    assert found(index.find("médiation accessibilité", consultation_id=1, section="s1")) == {"proposal/1", "comment/1"}
    assert found(index.find("médiation accessibilité", theme="t9")) == {"proposal/3"}
    assert found(index.find("médiation", kinds=[])) == set()


@pytest.mark.parametrize(
    ("words", "suggestion"),
    [
        ("mediaton", "médiation"),
        ("la médaition numérique", "la médiation numérique"),
        ("accessibillité", "accessibilité"),
        ("travial des asociations", "travail des associations"),
        ("médiation", None),
        ("xylophone", None),
        ("bnc", None),
    ],
)
def test_did_you_mean(index: Backend, words: str, suggestion: str | None) -> None:
    assert index.find(words).suggestion == suggestion


def test_a_word_of_a_removed_document_is_suggested_to_nobody(index: Backend) -> None:
    index.update({"theme/1": None})
    assert index.find("asociations").suggestion is None


def test_similar_titles_while_typing(index: Backend) -> None:
    assert [hit.id for hit in index.similar("Une médiation numérique dans les mai")] == [1, 2]
    assert [hit.id for hit in index.similar("accessib")] == [3]
    assert index.similar("accessib", consultation_id=1) == []
    assert [hit.id for hit in index.similar("accessibilité", kind="comment")] == [1]
    assert [hit.id for hit in index.similar('"médiation" numérique', limit=1)] == [1]


def test_a_replaced_document_is_found_by_its_new_words_only(index: Backend) -> None:
    index.update({"proposal/1": Document("proposal", 1, "Planter des haies", "")})
    assert found(index.find("haie")) == {"proposal/1"}
    assert found(index.find("médiation")) == {"proposal/2"}
    assert index.held() == {document.key for document in DOCUMENTS}


def test_two_backends_on_one_folder_see_each_others_writes(tmp_path: Path) -> None:
    one, other = Whoosh(tmp_path), Whoosh(tmp_path)
    filled(one)
    assert found(other.find("vélo")) == {"theme/1"}
    one.update({"theme/1": None})
    assert found(other.find("vélo")) == set()
    other.rebuild(DOCUMENTS)
    assert found(one.find("vélo")) == {"theme/1"}
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1


def test_one_indexer_at_a_time(index: Backend) -> None:
    seen = []
    with index.indexing() as mine:
        thread = threading.Thread(target=lambda: seen.append(index.indexing().__enter__()))
        thread.start()
        thread.join()
        assert (mine, seen) == (True, [False])
    with index.indexing() as mine:
        assert mine


def test_a_failed_rebuild_leaves_the_index_as_it_was(index: Backend) -> None:
    def documents() -> Iterator[Document]:
        yield DOCUMENTS[0]
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        index.rebuild(documents())
    assert index.held() == {document.key for document in DOCUMENTS}


def _remove_all(folder: Path) -> None:
    for path in folder.rglob("*.*"):
        path.unlink()


def _fill_with_noise(folder: Path) -> None:
    for path in folder.rglob("*.toc"):
        path.write_bytes(b"\0noise" * 50)


def _cut_short(folder: Path) -> None:
    for path in folder.rglob("*.seg"):
        path.write_bytes(path.read_bytes()[:100])


def _point_elsewhere(folder: Path) -> None:
    (folder / "current").write_bytes(b"\xff\xfe")


def _another_version(folder: Path) -> None:
    (folder / "current").write_text("v0-abc")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh leaves broken files open
@pytest.mark.parametrize("harm", [_remove_all, _fill_with_noise, _cut_short, _point_elsewhere, _another_version])
def test_a_broken_index_is_an_empty_one_for_readers_and_an_error_for_writers(
    harm: Callable[[Path], None], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    filled(Whoosh(tmp_path))
    harm(tmp_path)
    index = Whoosh(tmp_path)
    with caplog.at_level(logging.WARNING):
        assert index.find("médiation") == Hits()
        assert index.similar("médiation") == []
        assert index.held() == set()
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    with pytest.raises(IndexBroken):
        index.update({"proposal/1": DOCUMENTS[0]})
    index.rebuild(DOCUMENTS)
    assert found(index.find("vélo")) == {"theme/1"}


QUESTIONS = st.text() | st.text("abé\"«»“”*'’-@() AND:~[]{}^\\\0\n", max_size=80)


@settings(max_examples=150, deadline=None)
@given(QUESTIONS, st.integers(-2, 30), st.integers(-2, 30))
def test_no_question_raises(words: str, limit: int, offset: int) -> None:
    hits = SHARED.find(words, limit=limit, offset=offset)
    assert len(hits.hits) <= max(0, limit)
    assert len(SHARED.similar(words)) <= 5


SHARED = filled(Whoosh())
WORDS = ["médiation", "numérique", "vélo", "école", "haies", "l'eau", "travaux", "@marie", "2024", "jardin"]
ACTS = st.lists(
    st.dictionaries(st.integers(1, 8), st.none() | st.lists(st.sampled_from(WORDS), max_size=6), max_size=4),
    max_size=14,
)


@settings(max_examples=40, deadline=None)
@given(ACTS)
def test_after_any_acts_the_index_is_what_was_written(acts: list[dict[int, list[str] | None]]) -> None:
    index = Whoosh()
    kept: dict[int, list[str]] = {}
    for act in acts:
        index.update(
            {f"p/{n}": None if words is None else Document("p", n, "", " ".join(words)) for n, words in act.items()}
        )
        for n, words in act.items():
            kept.pop(n, None)
            if words is not None:
                kept[n] = words
    assert index.held() == {f"p/{n}" for n in kept}
    for word in WORDS:
        assert {hit.id for hit in index.find(word).hits} == {n for n, words in kept.items() if word in words}
