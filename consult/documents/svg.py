"""Charts drawn on the server, as SVG.

Readable in black and white: each series has its own pattern, each bar its number. Presentation attributes only (a
strict Content-Security-Policy refuses `style`), no script, no font of its own. `role="img"`, `<title>` and `<desc>` say
what it shows; the figures themselves stand in a table beside it (`Chart.data`).
"""

from collections.abc import Iterator, Sequence
from html import escape
from math import ceil, floor, log10

from consult.documents import diagrams
from consult.documents.ink import FILLS, SIGN, WIDTH, fit, pill, rect, text
from consult.documents.numbers import number
from consult.documents.tree import Chart, Drawing, Series

_FONT = 14
_BAR = 20
_PLOT = 240
_LONGEST_LABEL = 120
_NOTHING = 1e-300  # what is smaller overflows as a divisor


def draw(chart: Drawing, *, language: str, prefix: str, font: str = "system-ui, sans-serif") -> str:
    """Return `chart` as an SVG element; `prefix` keeps its ids apart from those of other charts of the page."""
    marks, height = _marks(chart, language, prefix)
    series = chart.series if isinstance(chart, Chart) and chart.kind != "matrix" else ()
    legend = list(_legend(series, prefix)) if len(series) > 1 else []
    top = 26 * len(series) + 10 if legend else 0
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 {WIDTH} {top + height}" '
        f'width="{WIDTH}" height="{top + height}" aria-labelledby="{prefix}-title {prefix}-desc" '
        f'font-family="{escape(font)}" font-size="{_FONT}" fill="currentColor">'
        f'<title id="{prefix}-title">{escape(chart.title)}</title>'
        f'<desc id="{prefix}-desc">{escape(chart.description)}</desc>'
        f"<defs>{''.join(_patterns(len(series), prefix))}</defs>"
        f'{"".join(legend)}<g transform="translate(0 {top})">{"".join(marks)}</g></svg>'
    )


def _marks(chart: Drawing, language: str, prefix: str) -> tuple[list[str], float]:
    if not isinstance(chart, Chart):
        return diagrams.draw(chart, language)
    if chart.kind == "matrix":
        return diagrams.matrix(chart, language)
    return _columns(chart, language, prefix) if chart.kind == "timeline" else _bars(chart, language, prefix)


def _patterns(count: int, prefix: str) -> Iterator[str]:
    for index, (ink, paper, drawing) in enumerate(FILLS[:count]):
        if not drawing:
            continue
        yield (
            f'<pattern id="{prefix}-fill-{index}" patternUnits="userSpaceOnUse" width="8" height="8">'
            f'<rect width="8" height="8" fill="{paper}"/>'
            f'<path d="{drawing}" stroke="{ink}" stroke-width="1.5" fill="none"/></pattern>'
        )


def _legend(some: Sequence[Series], prefix: str) -> Iterator[str]:
    for index, series in enumerate(some):
        yield rect(1, 26 * index + 4, 26, 16, index, prefix)
        yield text(36, 26 * index + 17, fit(series.name, WIDTH - 40))


def _bars(chart: Chart, language: str, prefix: str) -> tuple[list[str], float]:
    marks: list[str] = []
    top = 0.0
    stacked = chart.kind == "stacked"
    scale = (WIDTH - 90) / _largest(chart, stacked)
    for place, category in enumerate(chart.categories):
        marks.append(text(0, top + 15, fit(category, WIDTH)))
        values = [series.values[place] for series in chart.series]
        rows = [list(enumerate(values))] if stacked else [[pair] for pair in enumerate(values)]
        for row in rows:
            marks += _bar(row, top + 22, scale, language, prefix)
            top += _BAR + 4
        top += 32
    return marks, max(top - 8, 1)


def _bar(row: list[tuple[int, float]], top: float, scale: float, language: str, prefix: str) -> Iterator[str]:
    left = 1.0
    for index, value in row:
        width = value * scale
        if width > 0:
            yield rect(left, top, width, _BAR, index, prefix)
        label = number(value, language)
        if len(row) > 1 and width > len(label) * SIGN + 12:
            yield from pill(left + width / 2, top + _BAR / 2, label)
        left += width
    yield text(left + 8, top + 15, number(sum(value for _, value in row), language))


def _columns(chart: Chart, language: str, prefix: str) -> tuple[list[str], float]:
    count = max(len(chart.categories), 1)
    step = (WIDTH - 60) / count
    tick = _tick(_largest(chart, stacked=True))
    scale = (_PLOT - 30) / (tick * ceil(_largest(chart, stacked=True) / tick))
    marks = list(_grid(tick, scale, language))
    room = min(_LONGEST_LABEL, max((len(category) for category in chart.categories), default=1) * SIGN + 10)
    every = ceil(room / step)
    for place, category in enumerate(chart.categories):
        left = 56 + place * step
        values = [series.values[place] for series in chart.series]
        marks += _column(values, left + step * 0.1, step * 0.8, scale, language, prefix)
        if place % every == 0:
            marks.append(text(left + step / 2, _PLOT + 20, fit(category, max(step * every, room)), "middle"))
    return marks, _PLOT + 30


def _grid(tick: float, scale: float, language: str) -> Iterator[str]:
    for line in range(floor((_PLOT - 30) / (tick * scale) + 0.01) + 1):
        y = _PLOT - line * tick * scale
        yield f'<path class="chart-grid" d="M56 {y:.1f}H{WIDTH - 4}" stroke="#767676" stroke-width="0.5"/>'
        yield text(48, y + 5, number(line * tick, language), "end")


def _column(values: list[float], left: float, width: float, scale: float, language: str, prefix: str) -> Iterator[str]:
    bottom = float(_PLOT)
    for index, value in enumerate(values):
        if value:
            yield rect(left, bottom - value * scale, width, value * scale, index, prefix)
        bottom -= value * scale
    label = number(sum(values), language)
    if sum(values) and len(label) * SIGN < width * 1.25:
        yield text(left + width / 2, bottom - 5, label, "middle")


def _largest(chart: Chart, stacked: bool) -> float:
    """What fills the room there is; 1 where there is nothing, or less than can be divided by."""
    by_category = zip(*(series.values for series in chart.series), strict=True)
    largest = max((sum(values) if stacked else max(values) for values in by_category), default=0)
    return largest if largest > _NOTHING else 1


def _tick(largest: float) -> float:
    """Return the step of a grid of three to seven lines: 1, 2 or 5 times a power of ten."""
    power = 10.0 ** floor(log10(largest / 3)) if largest > 3 else 1
    return next(power * factor for factor in (1, 2, 5, 10) if largest / (power * factor) <= 6)
