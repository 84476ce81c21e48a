"""Suggestions for tests: made by hand, or computed from texts about three subjects."""

from collections.abc import Mapping, Sequence

from consult import clock
from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.db import db
from consult.proposals.models import Proposal
from consult.themes.models import Theme
from consult.themes.suggestions.models import SuggestedGroup, SuggestedPlace, Suggestion
from tests.factories import make_proposal, make_user

VELO, CANTINE, LIVRES = "vélo", "cantine", "livres"
TEXTS = {
    VELO: [
        ("Des pistes cyclables continues", "Relier les pistes cyclables pour aller à vélo de la gare au lycée."),
        ("Un garage à vélos fermé à la gare", "Les vélos sont volés. Il faut un garage à vélos surveillé."),
        (
            "Apprendre le vélo à l’école",
            "Que chaque enfant apprenne à rouler à vélo en ville, sur les pistes cyclables.",
        ),
        ("Réparer les pistes cyclables", "Les pistes cyclables ont des trous, rouler à vélo y est dangereux."),
        ("Un atelier vélo", "Un atelier pour réparer son vélo avec des outils partagés."),
    ],
    CANTINE: [
        ("Des repas bio à la cantine", "Servir des légumes bio et locaux à la cantine scolaire."),
        ("Moins de gaspillage à la cantine", "Peser les restes des repas et servir moins de viande à la cantine."),
        ("Un repas végétarien par semaine", "Proposer à la cantine un repas végétarien, avec des légumes frais."),
        ("La cantine à un euro", "Baisser le prix des repas de la cantine pour les familles modestes."),
        ("Un potager pour la cantine", "Cultiver des légumes pour les repas de la cantine scolaire."),
    ],
    LIVRES: [
        ("Ouvrir la bibliothèque le dimanche", "La bibliothèque ferme trop tôt pour emprunter des livres."),
        ("Une boîte à livres par quartier", "Échanger des livres sans passer par la bibliothèque."),
        ("Des livres en gros caractères", "Que la bibliothèque achète des livres en gros caractères."),
        ("Un club de lecture", "Lire des livres ensemble à la bibliothèque, une fois par mois."),
        ("Livres numériques", "Emprunter des livres numériques à la bibliothèque depuis chez soi."),
    ],
}


def make_texts(
    consultation: Consultation, subjects: Sequence[str] = (VELO, CANTINE, LIVRES)
) -> dict[str, list[Proposal]]:
    """Proposals about these subjects, by one author."""
    author = make_user()
    return {
        subject: [make_proposal(consultation, author=author, title=t, body=b) for t, b in TEXTS[subject]]
        for subject in subjects
    }


def make_suggestion(
    consultation: Consultation,
    groups: Mapping[str, Sequence[Proposal]],
    *,
    actor: User,
    themes: Mapping[str, Theme] | None = None,
    confidence: int = 80,
) -> list[SuggestedGroup]:
    """A finished suggestion with these groups; the first proposal of each is the surest."""
    suggestion = Suggestion(consultation_id=consultation.id, actor_id=actor.id, finished=clock.now())
    db.session.add(suggestion)
    db.session.flush()
    rows = []
    for position, (name, proposals) in enumerate(groups.items(), 1):
        theme = (themes or {}).get(name)
        row = SuggestedGroup(
            suggestion_id=suggestion.id,
            position=position,
            name=name,
            expressions=["banc"],
            central=[p.id for p in proposals[:3]],
            theme_id=theme.id if theme else None,
        )
        db.session.add(row)
        db.session.flush()
        for n, proposal in enumerate(proposals):
            db.session.add(
                SuggestedPlace(
                    suggestion_id=suggestion.id,
                    proposal_id=proposal.id,
                    group_id=row.id,
                    confidence=max(0, confidence - 10 * n),
                    why=[["banc", "title", 0, 2]],
                    text_version=proposal.version,
                )
            )
        rows.append(row)
    db.session.flush()
    return rows
