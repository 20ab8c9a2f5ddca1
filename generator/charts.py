"""Bar charts as inline SVG, made at build time: numbers in, markup out, colours from the style sheet.

A charting library writes colours and sizes into style attributes, which the site's content security policy forbids and
which know no dark mode; what is needed here is a few rectangles.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH, HEIGHT, BASE, TOP = 640, 220, 190, 14


@dataclass(frozen=True)
class Bar:
    """One group: its label, and its values in the order of the chart's series."""

    label: str
    values: tuple[float, ...]


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def bars(title: str, series: Sequence[str], groups: Sequence[Bar], style: str = "") -> Markup:
    """Grouped bars with their values above; `title` names the chart for those who do not see it, `style` is a further class."""
    most = max((value for group in groups for value in group.values), default=0.0) or 1.0
    slot = (WIDTH - 16) / max(len(groups), 1)
    width = min(slot * 0.8 / max(len(series), 1), 48)
    parts = [f'<line class="mc-chart__base" x1="8" x2="{WIDTH - 8}" y1="{BASE}" y2="{BASE}"/>']
    for place, group in enumerate(groups):
        centre = 8 + slot * (place + 0.5)
        left = centre - width * len(series) / 2
        for number, value in enumerate(group.values):
            high = (BASE - TOP - 14) * value / most
            x, y = left + width * number, BASE - high
            size = f'width="{max(width - 2, 1):.1f}" height="{high:.1f}"'
            parts.append(f'<rect class="mc-chart__s{number}" x="{x:.1f}" y="{y:.1f}" {size} rx="1"/>')
            if len(groups) * len(series) <= 30:
                parts.append(f'<text x="{x + width / 2 - 1:.1f}" y="{y - 4:.1f}">{_number(value)}</text>')
        parts.append(f'<text class="mc-chart__label" x="{centre:.1f}" y="{BASE + 18}">{escape(group.label)}</text>')
    body = "".join(parts)
    name, label = f"mc-chart {style}".strip(), escape(title)
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}"'
    return Markup(f'<svg class="{name}" {box}>{body}</svg>')  # noqa: S704  labels are escaped, the rest are numbers
