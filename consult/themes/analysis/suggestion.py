"""Suggested themes: texts into groups with a name, and for each text how surely it belongs there, and why.

Texts that differ by case and punctuation alone are one point, else a phrase that many copied becomes a theme. Answers
without an opinion ("rien", "RAS") are one group where they are many. docs/themes-suggestion.md tells what was measured.
"""

from collections.abc import Hashable, Mapping, Sequence

from flask_babel import gettext as _

from consult.themes.analysis.results import Proposed, Suggestion
from consult.themes.analysis.texts import CannotAnalyse, Progress, Text, key, quiet, says_nothing


def suggest(
    texts: Sequence[Text],
    *,
    count: int | None = None,
    seed: int = 0,
    decided: Mapping[int, Hashable] | None = None,
    progress: Progress = quiet,
) -> Suggestion:
    """Group texts into `count` themes, or as many as suit them; into fewer where fewer texts are different.

    `decided`: rows that people have filed, with their theme; they stay there, and the others are grouped around them.
    Raises `CannotAnalyse` where there is no text, or where `count` cannot be.
    """
    decided = decided or {}
    _check(texts, count, len(set(decided.values())))
    from consult.themes.analysis import sorting, threads  # noqa: PLC0415  numpy and scipy: 0.4 s and 40 MB for those who sort

    with threads.one():
        return sorting.sort(texts, count=count, seed=seed, decided=decided, progress=progress)


def assign(
    texts: Sequence[Text], themes: Sequence[Hashable | None], *, progress: Progress = quiet
) -> tuple[Proposed, ...]:
    """Suggest one of the existing themes for each text that has none. `themes`: the theme of each text, or None.

    Raises `CannotAnalyse` where no text has a theme yet.
    """
    filed = [row for row, theme in enumerate(themes) if theme is not None and not says_nothing(texts[row])]
    if not filed:
        raise CannotAnalyse(_("Aucune proposition n’est encore classée : classez-en d’abord quelques-unes par thème."))
    from consult.themes.analysis import sorting, threads  # noqa: PLC0415  as above

    with threads.one():
        return sorting.follow(texts, themes, filed, progress=progress)


def _check(texts: Sequence[Text], count: int | None, fixed: int) -> None:
    if not any(map(key, texts)):
        raise CannotAnalyse(_("Il n’y a aucun texte à regrouper."))
    if count is not None and count < 1:
        raise CannotAnalyse(_("Demandez au moins un thème."))
    if count is not None and count < fixed:
        message = _("Vous demandez %(count)d thèmes, mais %(fixed)d sont déjà décidés.", count=count, fixed=fixed)
        raise CannotAnalyse(message)
