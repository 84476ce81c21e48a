"""The tables of `docs/` that are made from the code: `make docs` writes them, a test compares them.

Between `<!-- name -->` and `<!-- /name -->` a page holds what `TABLES[name]` returns; all around it is prose.
"""

import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import config
from consult import create_app
from consult.policy import POLICY, Permission, Rule

DOCS = Path(__file__).parents[2] / "docs"
LEVELS = {"public": "everybody", "member": "whoever is logged in", "admin": "administrators"}


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def settings() -> str:
    """Every environment variable."""
    shown = {str(config.ROOT / "var"): "var"}
    defaults = [shown.get(s.default, s.default) for s in config.SETTINGS]
    rows = [(f"`{s.name}`", f"`{v}`" if v else "", s.help) for s, v in zip(config.SETTINGS, defaults, strict=True)]
    return table(("Variable", "Default", "What it does"), rows)


def _rule(rule: Rule) -> str:
    if rule.__name__.startswith("open_for_"):
        return f"a phase opens “{rule.__name__.removeprefix('open_for_')}” now"
    sentence = " ".join((rule.__doc__ or "").split()).rstrip(".")
    return sentence[:1].lower() + sentence[1:]


def permissions() -> str:
    """What each permission asks for: the rules of a line hold together, one line is enough."""
    rows = [(f"`{p.value}`", "<br>or ".join(" + ".join(map(_rule, line)) for line in POLICY[p])) for p in Permission]
    return table(("Permission", "Granted to"), rows)


def routes() -> str:
    """Every address, and who comes in."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(config.load({"DATA_DIR": folder, "WORKER": "process"}))
    rows = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda r: (r.rule, sorted(r.methods or ()))):
        view: Any = app.view_functions[rule.endpoint]
        level = view.access
        methods = " ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        rows.append((methods, f"`{rule.rule}`", LEVELS.get(level) or f"`{level.value}`"))
    return table(("Method", "Address", "Who"), rows)


TABLES: dict[str, Callable[[], str]] = {"settings": settings, "permissions": permissions, "routes": routes}


def filled(page: str) -> str:
    """The page, with its tables made again."""
    return re.sub(r"(<!-- (\w+) -->\n).*?(<!-- /\2 -->)", lambda m: f"{m[1]}{TABLES[m[2]]()}\n{m[3]}", page, flags=re.S)


def pages() -> list[Path]:
    """The pages that hold such tables."""
    return [page for page in sorted(DOCS.rglob("*.md")) if re.search(r"<!-- /\w+ -->", page.read_text())]


if __name__ == "__main__":
    for page in pages():
        page.write_text(filled(page.read_text()))
