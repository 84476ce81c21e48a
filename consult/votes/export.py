"""The files by which anybody can check a poll: its journal, its published head, its result, and how to check.

They go together: all of them tell the lines that one head covers. `verify.py`, given with them, needs nothing else.
"""

from collections.abc import Iterator
from datetime import UTC
from itertools import chain, islice
from pathlib import Path

import sqlalchemy as sa
from flask_babel import gettext as _

from consult.db import db
from consult.errors import RuleBroken
from consult.votes import journal, verify
from consult.votes.models import Head, Poll

JOURNAL, HEAD, RESULT, README, PROGRAM = FILES = (
    "journal.jsonl",
    "head.json",
    "result.json",
    "README.txt",
    "verify.py",
)
AT_ONCE = 1_000  # lines in a piece of a file


def require_told(poll: Poll) -> None:
    """Raise RuleBroken while the poll keeps its votes to itself."""
    if not poll.tells:
        raise RuleBroken(_("Le journal de ce scrutin est scellé jusqu’à la clôture : personne ne peut encore le lire."))


def newest_head(poll: Poll) -> Head | None:
    """The latest published head of a poll; None where nobody has voted, or no head is published yet."""
    return db.session.scalars(sa.select(Head).filter_by(poll_id=poll.id).order_by(Head.size.desc()).limit(1)).first()


def head_of_size(poll: Poll, size: int) -> Head | None:
    """The head that was published when the journal had so many lines."""
    return db.session.get(Head, (poll.id, size))


def pieces(head: Head, name: str) -> Iterator[bytes]:
    """One of FILES, piece by piece. Whoever asks has checked that the poll tells."""
    match name:
        case "journal.jsonl":
            return _lines(head)
        case "head.json":
            return iter([verify.pretty(_told(head))])
        case "result.json":
            return iter([verify.pretty(read(head).result())])
        case "README.txt":
            return iter([_readme(head).encode()])
        case _:
            return iter([Path(verify.__file__).read_bytes()])


def read(head: Head) -> verify.Journal:
    """What the lines that a head covers say. Raises verify.Wrong where one of them cannot be."""
    told = verify.Journal()
    told.poll = head.poll_id
    for line in journal.lines(head.poll_id, head.size):
        told.read(journal.canonical(line))
    return told


def write(poll: Poll, folder: Path) -> Head:
    """Publish the journal as it stands, and write all files into a folder. Raises RuleBroken where it may not be."""
    require_told(poll)
    journal.publish_head(poll)
    if (head := newest_head(poll)) is None:
        raise RuleBroken(_("Personne n’a encore voté : le journal de ce scrutin est vide."))
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        with (folder / name).open("wb") as file:
            file.writelines(pieces(head, name))
    return head


def _lines(head: Head) -> Iterator[bytes]:
    lines = journal.lines(head.poll_id, head.size)
    while piece := list(islice(lines, AT_ONCE)):
        yield b"\n".join(chain(map(journal.canonical, piece), [b""]))


def _told(head: Head) -> dict[str, object]:
    moment = head.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"poll": head.poll_id, "size": head.size, "root": head.root, "created": moment}


def _readme(head: Head) -> str:
    return _README.format(poll=head.poll_id, size=head.size, root=head.root)


_README = """\
Le journal du scrutin {poll}, et de quoi le vérifier sans nous croire
=====================================================================

Ce que contiennent ces fichiers

  journal.jsonl   une ligne pour chaque acte : un vote déposé (cast), changé (change), retiré (withdraw), annulé par
                  l’équipe (cancel), rétabli (restore) ; la première donne les règles (open), si le scrutin a les
                  siennes. Une ligne ne porte ni nom ni date. « ballot » nomme un bulletin, « receipt » est le reçu
                  que seule connaît la personne qui a voté, « choices » donne ses marques par numéro d’élément.
  head.json       l’empreinte publiée de ces {size} lignes (racine d’un arbre de Merkle, RFC 6962).
  result.json     les bulletins par source (web : en ligne ; room : en salle ; paper : sur papier ; cancelled :
                  annulés, hors du résultat) et les marques de chaque élément, recomptées depuis le journal.
  verify.py       le programme qui vérifie tout cela. Il ne demande que Python 3.11 ou plus récent.

Vérifier

  python verify.py . --head {root}

  Prenez l’empreinte ailleurs qu’ici : sur la page du scrutin, dans les données ouvertes, ou là où quelqu’un l’a notée.

  python verify.py . --receipt VOTRE-REÇU     votre vote est-il dans le journal ?
  python verify.py . --since EMPREINTE        ce que couvrait une empreinte plus ancienne a-t-il changé ?

Vérifier sans notre programme

  L’empreinte d’une ligne est SHA-256 de l’octet 0x00 suivi de la ligne, sans sa fin de ligne. Deux empreintes se
  joignent par SHA-256 de l’octet 0x01 suivi de la première puis de la seconde ; l’arbre se partage à la plus grande
  puissance de deux plus petite que le nombre de lignes.
"""
