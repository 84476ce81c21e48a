"""The pages of moderation are one blueprint, and show measures in the same words."""

from typing import Any

from flask import Blueprint

from consult.moderation.words import MEASURES, OUTCOMES, REASONS, SCOPES, SOURCES, TITLES, TONES

bp = Blueprint("moderation", __name__)
WORDS: dict[str, Any] = {
    "reasons": REASONS,
    "measures": MEASURES,
    "tones": TONES,
    "scopes": SCOPES,
    "sources": SOURCES,
    "titles": TITLES,
    "outcomes": OUTCOMES,
}
