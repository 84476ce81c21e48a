"""What `docs/` says of the code is what the code says: `make docs` writes the tables again."""

from pathlib import Path

import pytest

from tests.architecture.tables import DOCS, TABLES, filled, pages


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_the_tables_of_a_page_are_those_of_the_code(page: Path) -> None:
    assert page.read_text() == filled(page.read_text()), f"run `make docs`: {page.name} is out of date"


def test_every_table_is_in_a_page() -> None:
    written = "".join(page.read_text() for page in pages())
    assert [name for name in TABLES if f"<!-- /{name} -->" not in written] == []


def test_the_pages_are_there() -> None:
    assert {"settings.md", "permissions.md"} <= {page.name for page in pages()}
    assert DOCS.is_dir()
