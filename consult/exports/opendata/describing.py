"""What goes with the tables: README, licence, dictionary, Table Schema, DCAT-AP. Plain values in, text out."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from consult.consultations.models import Consultation
from consult.datasets import PEOPLE, Column, Dataset, Kind

LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
SCHEMA = "https://specs.frictionlessdata.io/schemas/table-schema.json"
SMALL = 5
TYPES = {Kind.WORDS: "string", Kind.NUMBER: "integer", Kind.FLAG: "boolean", Kind.MOMENT: "datetime"}
DICTIONARY = ("table", "colonne", "type", "description", "valeurs", "renvoie à")


def table_schema(dataset: Dataset) -> dict[str, Any]:
    """The schema of one table (Table Schema 1)."""
    return {
        "$schema": SCHEMA,
        "name": dataset.name,
        "title": str(dataset.label),
        "fields": [_field(column) for column in dataset.columns],
        "missingValues": [""],
        **({"primaryKey": "id"} if _has_one_row_each(dataset) else {}),
        "foreignKeys": [
            {"fields": column.name, "reference": {"resource": column.to, "fields": "id"}}
            for column in dataset.columns
            if column.to not in {"", PEOPLE, dataset.name}
        ],
    }


def _has_one_row_each(dataset: Dataset) -> bool:
    return dataset.columns[0].name == "id" and len(dataset.key) < 3


def _field(column: Column) -> dict[str, Any]:
    constraints = {"enum": list(column.values)} if column.values else {}
    field = {"name": column.name, "type": TYPES.get(column.kind, "string"), "description": _described(column)}
    if column.kind is Kind.MOMENT:
        field["format"] = "any"
    return field | ({"constraints": constraints} if constraints else {})


def _described(column: Column) -> str:
    said = str(column.description)
    return str(_("%(said)s. Vide : moins de cinq.", said=said)) if column.hides_small else f"{said}."


def dictionary(datasets: Sequence[Dataset]) -> Iterator[Sequence[str]]:
    """A row for every column of every table."""
    for one in datasets:
        for column in one.columns:
            kind = TYPES.get(column.kind, "string")
            yield one.name, column.name, kind, _described(column), " ".join(column.values), column.to


def readme(consultation: Consultation, datasets: Mapping[Dataset, int], *, moment: datetime, address: str) -> str:
    """What the archive holds and how to read it, in Markdown."""
    lines = "\n".join(f"| `{one.name}/{one.name}.csv` | {one.label} | {count} |" for one, count in datasets.items())
    return _README.format(
        title=consultation.title.replace("\n", " "),
        organiser=consultation.organiser or "–",
        address=address,
        moment=moment.isoformat(timespec="seconds"),
        tables=lines,
        licence=LICENCE,
        small=SMALL,
    )


def dcat(consultation: Consultation, datasets: Sequence[Dataset], *, moment: datetime, address: str, title: str) -> str:
    """The archive as DCAT-AP, in JSON-LD."""
    licence = {"@id": "http://publications.europa.eu/resource/authority/licence/ETALAB_2_0"}
    keywords = ["consultation publique", "participation citoyenne", *filter(None, [consultation.territory])]
    described = {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": address,
        "@type": "dcat:Dataset",
        "dct:identifier": consultation.slug,
        "dct:title": {"@language": "fr", "@value": consultation.title},
        "dct:description": {"@language": "fr", "@value": consultation.summary or consultation.title},
        "dct:publisher": {"@type": "foaf:Organization", "foaf:name": consultation.organiser or title},
        "dct:language": {"@id": "http://publications.europa.eu/resource/authority/language/FRA"},
        "dct:accrualPeriodicity": {"@id": "http://publications.europa.eu/resource/authority/frequency/DAILY"},
        "dct:issued": _dated(consultation.opens),
        "dct:modified": _dated(moment),
        "dct:license": licence,
        "dcat:keyword": [{"@language": "fr", "@value": word} for word in keywords],
        "dcat:landingPage": {"@id": address},
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:title": {"@language": "fr", "@value": str(one.label)},
                "dct:identifier": one.name,
                "dcat:accessURL": {"@id": address},
                "dcat:mediaType": {"@id": "https://www.iana.org/assignments/media-types/text/csv"},
                "dct:license": licence,
                "dct:conformsTo": {"@id": SCHEMA},
            }
            for one in datasets
        ],
    }
    return json.dumps(described, ensure_ascii=False, indent=1) + "\n"


def _dated(moment: datetime) -> dict[str, str]:
    return {"@type": "xsd:dateTime", "@value": moment.isoformat(timespec="seconds")}


LICENCE_TEXT = """\
Licence Ouverte / Open Licence, version 2.0 (Etalab)

Vous êtes libre de reproduire, copier, publier, transmettre, diffuser, adapter, modifier, extraire et transformer ces
informations, et de les exploiter, y compris à des fins commerciales, sous réserve de mentionner leur paternité : la
source (au moins le nom de la consultation et de qui l’organise) et la date de leur dernière mise à jour.

Le texte complet fait foi : https://www.etalab.gouv.fr/licence-ouverte-open-licence/
"""
_README = """\
# {title} : données ouvertes

* Consultation organisée par : {organiser}
* Adresse : {address}
* Export du {moment}
* Licence : Licence Ouverte 2.0 (Etalab), {licence} (voir `LICENCE.txt`)

## Ce que contient l’archive

| Fichier | Contenu | Lignes |
| --- | --- | --- |
{tables}

* `dictionnaire.csv` : chaque colonne de chaque table, ce qu’elle contient, ses valeurs possibles.
* `TABLE/schema.json` : le schéma de chaque table (Table Schema), pour la valider ou la charger.
* `dcat.jsonld` : la description de ce jeu de données (DCAT-AP), pour les portails.
* `SHA256SUMS` : l’empreinte de chaque fichier (`sha256sum --check SHA256SUMS`).

## Comment lire les tables

* CSV en UTF-8, séparé par des virgules, une ligne d’en-tête ; dates ISO 8601 en temps universel ; une cellule vide ne
  dit rien.
* Dans un tableur, un texte qui commence par `= + - @` pourrait être pris pour une formule : une apostrophe le précède.
  Retirez-la pour retrouver le texte exact.
* Les textes sont en Markdown, tels que leurs auteurs les ont écrits.

## Ce qui n’y est pas, et pourquoi

* Rien de ce qui est caché, retiré, en brouillon, ni aucune donnée de compte : seulement ce que chacun peut lire.
* Les personnes y sont sous le pseudonyme qu’elles ont choisi et un identifiant tiré au sort pour cette consultation :
  le même d’un export à l’autre, un autre dans une autre consultation.
* Les votes ne sont donnés qu’en nombres, ceux que la page de chaque proposition montre à tous ; jamais par personne.
* Un scrutin scellé ou secret ne dit rien avant sa clôture. Ses bulletins n’ont ni nom, ni date, ni reçu ; un scrutin de
  moins de {small} bulletins garde les siens.
* Un nombre de personnes inférieur à {small} qu’aucune page ne montre est laissé vide.
"""
