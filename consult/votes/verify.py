#!/usr/bin/env python3
"""Vérifie les fichiers publiés d’un scrutin : le journal, son empreinte et ses totaux. Python 3.11, rien d’autre.

    python verify.py DOSSIER [--head EMPREINTE] [--since EMPREINTE] [--receipt REÇU]

* Chaque ligne suit la précédente, et dit un acte possible sous les règles de la première ligne : on ne change, retire,
  annule ou rétablit que ce qui existe. Aucun reçu ne sert deux fois ; un bulletin ne compte qu’une fois.
* Les totaux de result.json sont ceux du journal. L’empreinte de head.json est celle du journal : un arbre de Merkle
  (RFC 6962), feuille = SHA-256(0x00 ‖ ligne), nœud = SHA-256(0x01 ‖ gauche ‖ droite).
"""

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

# ruff: noqa: T201  un programme de terminal
KEYS = {"act", "ballot", "choices", "count", "number", "poll", "receipt", "source"}
RANDOM, ITEM, AMOUNT = (re.compile(one) for one in ("[0-9a-f]{32}", "[1-9][0-9]{0,18}", "[1-9][0-9]{0,8}"))
MARKS = {"support": {"agree"}, "position": {"agree", "mixed", "disagree"}, "budget": {"agree"}}
MARKS["judgement"] = {"excellent", "very-good", "good", "fair", "passable", "insufficient", "reject"}


class Wrong(Exception):
    """Ce qui ne va pas, en une phrase."""


def canonical(thing: Any) -> bytes:
    """Une ligne telle qu’elle est hachée : JSON, noms triés, sans espaces, en UTF-8."""
    return json.dumps(thing, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def pretty(thing: Any) -> bytes:
    """Un fichier tel qu’il est publié : JSON, noms triés, une valeur par ligne."""
    return json.dumps(thing, sort_keys=True, indent=1, ensure_ascii=False).encode() + b"\n"


class Journal:
    """Ce que disent les lignes lues jusqu’ici ; une ligne impossible lève Wrong."""

    def __init__(self) -> None:
        self.poll = self.size = 0
        self.rules: dict[str, str] = {}
        self.costs: dict[str, int] = {}
        self.limits: dict[str, int] = {}
        self.ballots: dict[str, dict[str, Any]] = {}  # la ligne qui l’a déposé, ce qu’il est devenu ; vide : retiré
        self.receipts: dict[str, int] = {}
        self._tree: list[tuple[int, bytes]] = []  # les sous-arbres complets, du plus grand au plus petit

    def read(self, raw: bytes) -> None:
        """Vérifie une ligne, sans sa fin de ligne, et retient ce qu’elle dit."""
        self.size += 1
        try:
            line = json.loads(raw)
            self._ask(canonical(line) == raw and line.keys() == KEYS, "n’a pas la forme d’une ligne du journal")
        except (ValueError, TypeError, AttributeError, RecursionError):
            self._ask(False, "n’est pas lisible")
        self.poll = self.poll or line["poll"]
        self._check(line)
        {"open": self._open, "cast": self._cast}.get(line["act"], self._touch)(line, line["choices"])
        self.receipts[line["receipt"]] = self.size
        self._grow(hashlib.sha256(b"\x00" + raw).digest())

    def _ask(self, right: bool, problem: str) -> None:
        if not right:
            raise Wrong(f"La ligne {self.size} {problem}.")

    def _check(self, line: dict[str, Any]) -> None:
        whole = all(type(line[name]) is int and line[name] > 0 for name in ("number", "poll", "count"))
        marks = line["choices"].values() if isinstance(line["choices"], dict) else [None]
        words = [line["act"], line["source"], line["ballot"], line["receipt"], *marks]
        self._ask(whole and all(isinstance(word, str) for word in words), "contient une valeur impossible")
        self._ask(line["number"] == self.size and line["poll"] == self.poll, "n’est pas à sa place")
        self._ask(line["act"] in {"open", "cast", "change", "withdraw", "cancel", "restore"}, "dit un acte inconnu")
        sources = {"paper"} if line["count"] > 1 else {"web", "room", "paper"}
        self._ask(line["source"] in sources, "vient d’une source impossible")
        self._ask(all(map(RANDOM.fullmatch, (line["ballot"], line["receipt"]))), "n’a pas de nom ou de reçu aléatoire")
        self._ask(line["receipt"] not in self.receipts, "reprend le reçu d’une autre")

    def _open(self, line: dict[str, Any], rules: dict[str, str]) -> None:
        self._ask(self.size == 1 and line["source"] == "web", "donne les règles après le début")
        try:
            self.costs = {item: int(cost) for item, cost in (pair.split(":") for pair in rules["items"].split())}
        except (ValueError, KeyError):
            self._ask(False, "donne des règles illisibles")
        self.rules, self.limits = rules, {name: int(rule) for name, rule in rules.items() if AMOUNT.fullmatch(rule)}

    def _cast(self, line: dict[str, Any], choices: dict[str, str]) -> None:
        self._ask(line["ballot"] not in self.ballots, "dépose un bulletin qui existe déjà")
        self._allow(choices)
        self.ballots[line["ballot"]] = line | {"cancelled": False}

    def _touch(self, line: dict[str, Any], choices: dict[str, str]) -> None:
        act, ballot = line["act"], self.ballots.get(line["ballot"], {})
        same = all(ballot.get(name) == line[name] for name in ("source", "count"))
        self._ask(same and line["source"] != "room", "touche à un bulletin qui n’existe pas ou plus")
        fits = line["source"] == "web" and ballot["cancelled"] is (act == "restore")
        self._ask(fits or act == "withdraw", "ne convient pas à ce qu’est devenu ce bulletin")
        self._ask(bool(choices) is (act == "change"), "choisit là où rien ne se choisit")
        if act == "change":
            self._allow(choices)
            ballot.update(choices=choices, receipt=line["receipt"])
        elif act == "withdraw":
            self.ballots[line["ballot"]] = {}
        else:
            ballot["cancelled"] = act == "cancel"

    def _allow(self, choices: dict[str, str]) -> None:
        """Refuse un bulletin que les règles de la première ligne ne permettent pas."""
        known = all(item in self.costs for item in choices) or not self.rules
        self._ask(bool(choices) and known and all(map(ITEM.fullmatch, choices)), "choisit ce qui n’existe pas")
        method, limits = self.rules.get("method", ""), self.limits
        if method in MARKS and not (method == "budget" and "points" in limits):
            cheap = method != "budget" or sum(map(self.costs.__getitem__, choices)) <= limits.get("budget", 10**18)
            few = len(choices) <= limits.get("max_items", len(choices))
            self._ask(cheap and few and set(choices.values()) <= MARKS[method], "choisit ce qui n’est pas permis")
        elif method:
            self._ask(all(map(AMOUNT.fullmatch, choices.values())), "donne un nombre impossible")
            given = [int(mark) for mark in choices.values()]
            most = len(self.costs) if method == "ranking" else limits.get("max_points", 10**9)
            enough = method == "ranking" or sum(given) <= limits.get("points", 10**12)
            self._ask(enough and max(given) <= most, "donne plus que permis")

    def _grow(self, one: bytes) -> None:
        size = 1
        while self._tree and self._tree[-1][0] == size:
            one, size = hashlib.sha256(b"\x01" + self._tree.pop()[1] + one).digest(), size * 2
        self._tree.append((size, one))

    def root(self) -> str:
        """L’empreinte des lignes lues jusqu’ici."""
        whole = self._tree[-1][1] if self._tree else hashlib.sha256().digest()
        for _, left in reversed(self._tree[:-1]):
            whole = hashlib.sha256(b"\x01" + left + whole).digest()
        return whole.hex()

    def result(self) -> dict[str, Any]:
        """Ce que contient result.json : les règles, les bulletins par source, les marques par élément et par source."""
        ballots = dict.fromkeys(("web", "room", "paper", "cancelled"), 0)
        counts: dict[str, Any] = {item: {} for item in self.costs}
        for ballot in filter(None, self.ballots.values()):
            source = "cancelled" if ballot["cancelled"] else ballot["source"]
            ballots[source] += ballot["count"]
            for item, mark in ballot["choices"].items():
                marks = counts.setdefault(item, {}).setdefault(source, {})
                marks[mark] = marks.get(mark, 0) + ballot["count"]
        return {"poll": self.poll, "lines": self.size, "rules": self.rules, "ballots": ballots, "counts": counts}


def check(folder: Path, head: str = "", since: str = "") -> Journal:
    """Vérifie les trois fichiers d’un dossier ; lève Wrong au premier défaut."""
    journal, seen = Journal(), not since
    with (folder / "journal.jsonl").open("rb") as file:
        for raw in file:
            journal.read(raw[:-1] if raw.endswith(b"\n") else b"")  # coupée : illisible
            seen = seen or since == journal.root()
    published = (folder / "head.json").read_bytes()
    moment = re.search(rb'"created": "(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"', published)
    told = {"poll": journal.poll, "size": journal.size, "root": journal.root()}
    if moment is None or published != pretty(told | {"created": moment[1].decode()}):
        raise Wrong(f"head.json ne dit pas l’empreinte de ce journal, {journal.root()}.")
    if (folder / "result.json").read_bytes() != pretty(journal.result()):
        raise Wrong("result.json ne dit pas ce que dit le journal.")
    if head and head != journal.root():
        raise Wrong(f"L’empreinte du journal est {journal.root()} : ce n’est pas celle que vous donnez.")
    if not seen:
        raise Wrong("Aucun début de ce journal n’a l’empreinte de --since : ce qui existait alors a été changé.")
    return journal


def main() -> None:
    """Vérifie et raconte ; se termine par 1 si quelque chose ne va pas."""
    asked = argparse.ArgumentParser(description="Vérifie les fichiers publiés d’un scrutin.")
    asked.add_argument("folder", type=Path, metavar="DOSSIER", help="où sont journal.jsonl, head.json et result.json")
    asked.add_argument("--head", default="", type=str.lower, help="l’empreinte publiée du journal, prise ailleurs")
    asked.add_argument("--since", default="", type=str.lower, help="une empreinte plus ancienne du même journal")
    asked.add_argument("--receipt", default="", type=str.lower, help="un reçu à retrouver dans le journal")
    given = asked.parse_args()
    try:
        journal = check(given.folder, given.head, given.since)
        if given.receipt and given.receipt not in journal.receipts:
            raise Wrong(f"Le reçu {given.receipt} n’est pas dans ce journal.")
    except (Wrong, OSError) as problem:
        sys.exit(f"FAUX : {problem}")
    ballots = ", ".join(f"{source} {count}" for source, count in journal.result()["ballots"].items())
    print(
        f"JUSTE : scrutin {journal.poll}, {journal.size} lignes. Bulletins : {ballots}.\nEmpreinte : {journal.root()}"
    )
    if given.receipt:
        print(f"Votre reçu est celui de la ligne {journal.receipts[given.receipt]}.")
    if not given.head:
        print("Donnez --head avec l’empreinte publiée : sans elle, un journal réécrit en entier paraîtrait juste.")


if __name__ == "__main__":
    main()
