"""Documents to print in tests: one with every kind of block, one as large as a national consultation."""

from datetime import date
from random import Random

from consult.documents.tree import (
    Block,
    BulletList,
    Chart,
    Contents,
    Document,
    Figure,
    Figures,
    Heading,
    PageBreak,
    Paragraph,
    Preformatted,
    Quote,
    RichText,
    Rule,
    Run,
    Series,
    Table,
    TimeBar,
)

BODY = """Il manque un lieu où **poser ses questions** sans rendez-vous, *près de chez soi*.

## Ce que je propose

1. une permanence par semaine ;
2. un affichage clair :
   - en mairie,
   - à la médiathèque.

> On m’a dit de revenir « avec quelqu’un ».

Voir [le site](https://exemple.fr/lieux?page=1) ou `guichet --aide`. Ligne suivante
dans le même paragraphe, ~~à retirer~~.

| lieu | heures |
| --- | --- |
| Mairie | 12 |
| Gare | 3 |
"""


def whole() -> Document:
    """Return a document with every kind of block, as an organiser would print it."""
    sections = ("Accès aux droits et accompagnement", "Lieux & tiers-lieux", "Formation", "Équipement")
    return Document(
        title="Le numérique pour toutes et tous : ce que vous en avez dit",
        subtitle="Synthèse thématique de la consultation",
        author="Département de l’Exemple",
        date=date(2026, 3, 1),
        blocks=(
            Contents("Sommaire", depth=2),
            PageBreak(),
            Heading(1, "La consultation en chiffres", "chiffres"),
            Paragraph.of("Du 3 au 28 février, chacune et chacun a pu proposer, commenter et soutenir.", "lead"),
            Figures((Figure("propositions", 1240), Figure("commentaires", 4031), Figure("participants", 812))),
            Chart(
                "bars",
                "Propositions par thème",
                "Le thème de l’accès aux droits réunit le plus de propositions.",
                "Thème",
                sections,
                (Series("Propositions", (640, 320, 201, 79)),),
            ),
            Chart(
                "stacked",
                "Positions par thème",
                "Les avis sont partagés sur l’équipement.",
                "Thème",
                sections,
                (
                    Series("D’accord", (300, 120, 60, 20)),
                    Series("Mitigé", (30, 40, 20, 22)),
                    Series("Pas d’accord", (12, 30, 10, 24)),
                ),
            ),
            Chart(
                "timeline",
                "Contributions au fil des semaines",
                "La dernière semaine réunit la moitié.",
                "Semaine",
                ("3 février", "10 février", "17 février", "24 février"),
                (Series("Contributions", (80, 130, 302, 690)),),
            ),
            Table(
                "Participation par commune",
                ("Commune", "Participants", "Part"),
                (("Saint-Exemple", 402, "49,5 %"), ("Bourg-lès-Modèle", 300, "36,9 %"), ("Autres", None, "")),
                True,
            ),
            PageBreak(),
            Heading(1, "Accès aux droits"),
            Heading(2, "Enjeux"),
            Heading(3, "Ouvrir un guichet numérique dans chaque mairie"),
            Paragraph.of("Proposé par Ève Ôtier le 3 mars 2026 — 128 soutiens", "meta"),
            RichText(BODY),
            Quote((RichText("Tout à fait d’accord, *surtout le samedi*."),), "marc_b, 4 mars 2026"),
            Quote((RichText("Et pour les communes de moins de 200 habitants ?"),), "lucie, 5 mars 2026"),
            Rule(),
            TimeBar(0.25, 0.5),
            Paragraph((Run("Retour aux "), Run("chiffres", link="#chiffres"), Run(".", bold=True))),
            BulletList.of(("premier point", "second point")),
            BulletList.of(("d’abord", "ensuite"), ordered=True),
            Preformatted("ligne 1\n    ligne 2"),
            Heading(1, "Ce qui n’est pas classé"),
            Paragraph.of("Rien : chaque proposition a trouvé sa place."),
        ),
    )


_WORDS = [
    "le",
    "la",
    "les",
    "des",
    "une",
    "pour",
    "avec",
    "dans",
    "chaque",
    "commune",
    "habitant",
    "numérique",
    "accès",
    "lieu",
    "guichet",
    "formation",
    "accompagnement",
    "médiathèque",
    "école",
    "public",
    "service",
    "personne",
    "agent",
    "besoin",
    "aide",
    "question",
    "réponse",
    "réseau",
    "outil",
    "équipement",
    "données",
    "libre",
    "ouvert",
    "citoyen",
    "démarche",
]


def _text(random: Random, words: int) -> str:
    said = " ".join(random.choice(_WORDS) for _ in range(words))
    return f"{said[0].upper()}{said[1:]}, **{random.choice(_WORDS)}** et *{random.choice(_WORDS)}*."


def large(proposals: int = 700, comments: int = 4000) -> Document:
    """Return a document of `proposals` and `comments`: at 700 and 4,000, about 2 MB of text."""
    random = Random(7)
    blocks: list[Block] = [Contents("Sommaire", depth=2), PageBreak()]
    for number in range(proposals):
        if number % 100 == 0:
            blocks.append(Heading(1, f"Thème {number // 100 + 1}"))
        if number % 20 == 0:
            blocks.append(Heading(2, f"Section {number // 20 + 1}"))
        blocks.append(Heading(3, f"Proposition {number + 1} : {_text(random, 9)}"))
        blocks.append(Paragraph.of(f"Proposé par personne_{number} le 3 mars 2026 — {number % 300} soutiens", "meta"))
        body = (
            "\n\n".join(_text(random, 40) for _ in range(3))
            + "\n\n- un point\n- un autre [lien](https://exemple.fr/a)\n"
        )
        blocks.append(RichText(body))
        for said in range(comments * number // proposals, comments * (number + 1) // proposals):
            blocks.append(Quote((RichText(_text(random, 12 + said % 50)),), f"personne_{said % 997}, 4 mars 2026"))
    return Document("Une grande consultation", "Ministère de l’Exemple", date(2026, 3, 1), tuple(blocks), "Synthèse")
