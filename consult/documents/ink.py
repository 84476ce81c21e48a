"""What drawings are made of: inks and patterns that differ in grey too, bars, words cut to the room they have."""

from collections.abc import Iterator
from html import escape

WIDTH = 640
SIGN = 7.4  # mean width of a sign at 14 pixels
# Ink, then paper, then the drawing of the pattern on an 8 by 8 tile; luminances differ, so greys differ too.
FILLS = (
    ("#1f4f7b", "#1f4f7b", ""),
    ("#1f4f7b", "#dce8f3", "M0 8L8 0M-2 2L2 -2M6 10L10 6"),
    ("#7a4b00", "#f6d998", "M2 2h2v2h-2zM6 6h2v2h-2z"),
    ("#2f6b3a", "#8fc49a", "M0 4H8"),
    ("#5b2a6e", "#ead9f1", "M4 0V8"),
    ("#333333", "#ffffff", "M0 4H8M4 0V8"),
)


def rect(x: float, y: float, width: float, height: float, index: int, prefix: str) -> str:
    fill = index % len(FILLS)
    ink, _, drawing = FILLS[fill]
    paint = f"url(#{prefix}-fill-{fill})" if drawing else ink
    return (
        f'<rect class="chart-fill-{fill}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'fill="{paint}" stroke="{ink}" stroke-width="1"/>'
    )


def text(x: float, y: float, text: str, anchor: str = "start", fill: str = "") -> str:
    paint = f' fill="{fill}"' if fill else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{paint}>{escape(text)}</text>'


def fit(text: str, width: float) -> str:
    most = max(1, int(width / SIGN))
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def pill(x: float, y: float, label: str) -> Iterator[str]:
    width = len(label) * SIGN + 8
    yield f'<rect x="{x - width / 2:.1f}" y="{y - 8:.1f}" width="{width:.1f}" height="16" rx="3" fill="#ffffff"/>'
    yield text(x, y + 5, label, "middle", "#1b1b1b")
