"""The source of the application as syntax trees, for the tests of its rules."""

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "consult"
TEMPLATES = ROOT / "templates"


@lru_cache
def modules() -> dict[str, ast.Module]:
    """Every module of the application, by its path inside `consult/`."""
    return {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text()) for path in sorted(PACKAGE.rglob("*.py"))}


def calls() -> Iterator[tuple[str, ast.Call, str]]:
    """Every call: module, node, and what is called as it is written (`db.session.commit`)."""
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield name, node, ast.unparse(node.func)


def imports() -> Iterator[tuple[str, str, str]]:
    """Every name that is imported from a module: where, from which module, which name."""
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                yield from ((name, node.module or "", alias.name) for alias in node.names)
            elif isinstance(node, ast.Import):
                yield from ((name, alias.name, "") for alias in node.names)


def templates() -> dict[str, str]:
    """Every template's source, by its name."""
    return {p.relative_to(TEMPLATES).as_posix(): p.read_text() for p in sorted(TEMPLATES.rglob("*.*")) if p.is_file()}
