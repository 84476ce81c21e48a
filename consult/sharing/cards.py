"""The picture of a link (Open Graph, 1200 × 630): made once for the words on it, by the printer of our documents."""

import hashlib
import json
from pathlib import Path

import typst
from flask import current_app

from consult.exports.files import whole

LONGEST = 160  # characters of a title
_PAGE = """
#let said = json(bytes(sys.inputs.said))
#set page(width: 600pt, height: 315pt, margin: 36pt, fill: rgb("#f6f4ee"))
#set text(font: ("Libertinus Serif",), lang: "fr", fill: rgb("#1d2b36"))
#place(top + left, rect(width: 60pt, height: 6pt, fill: rgb("#0b6b5d")))
#v(28pt)
#text(size: if said.title.len() > 90 { 25pt } else { 34pt }, weight: "bold", hyphenate: false, said.title)
#place(bottom + left, text(size: 16pt, said.below))
#place(bottom + right, text(size: 16pt, weight: "bold", said.site))
"""


def picture(title: str, below: str) -> Path:
    """The file of the picture; made if need be. Words are data, never markup."""
    said = {"title": title[:LONGEST], "below": below[:60], "site": str(current_app.config["INSTANCE_NAME"])[:30]}
    words = json.dumps(said, ensure_ascii=False)
    folder: Path = current_app.config["DATA_DIR"] / "exports" / "cards"
    path = folder / f"{hashlib.sha256((_PAGE + words).encode()).hexdigest()[:32]}.png"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        made = typst.compile(_PAGE.encode(), format="png", ppi=144.0, sys_inputs={"said": words})
        with whole(path) as out:
            out.write(made[0] if isinstance(made, list) else made)
    return path
