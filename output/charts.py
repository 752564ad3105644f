"""The geometry of bar charts, so that the template only draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor

HEIGHT = 120
_WIDTH = 640
_WIDEST = 60
_LABEL = 90
"""Room that a label takes at most: eight characters on a telephone."""

_MAX_CLASSES = 20
_DECIMALS = 3
_MIN_SHOWN = 1.5
"""Height of the smallest bar that stands for something: one of a million must not look like none."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart that is 640 wide and 120 high; ``tick`` says whether its label has room."""

    label: str
    count: int
    x: float
    width: float
    height: float
    tick: bool

    @property
    def y(self) -> float:
        """Return the distance of the bar's upper end from the top."""
        return round(HEIGHT - self.height, 1)


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars of equal classes, labelled by their lower ends, and a marked value with its place."""

    bars: list[Bar]
    mark_x: float | None = None
    mark: str = ""


def bars(counts: Mapping[str, int], *, ticks: int = 7) -> list[Bar]:
    """Return one bar for each of ``counts``, in their order, with at most ``ticks`` labels."""
    if not counts:
        return []
    step = _WIDTH / len(counts)
    every = -(-len(counts) // ticks)
    most = max(counts.values()) or 1
    return [
        Bar(
            label,
            count,
            x=round(place * step, 1),
            width=round(min(_WIDEST, max(1.0, step * 0.85)), 1),
            height=round(max(_MIN_SHOWN, HEIGHT * count / most), 1) if count else 0,
            tick=place % every == 0 and place * step <= _WIDTH - _LABEL,
        )
        for place, (label, count) in enumerate(counts.items())
    ]


def histogram(counts: Mapping[int, int], units: int, mark: float | None = None) -> Histogram | None:
    """Return the histogram of values counted by the ``units``-th part of 1, on a scale that fits them.

    ``mark`` is a value to mark, which the scale then includes. ``None`` when there is nothing to show.
    """
    if not counts:
        return None
    marked = [] if mark is None else [floor(mark * units)]
    low, high = min([*counts, *marked]), max([*counts, *marked])
    step = next((step for step in _steps(units) if high // step - low // step < _MAX_CLASSES), units)
    classes = dict.fromkeys(range(low // step, high // step + 1), 0)
    for value, count in counts.items():
        classes[value // step] += count
    labelled = {f"{number * step / units:.{_DECIMALS}g}": n for number, n in classes.items()}
    drawn = bars(labelled)
    if mark is None:
        return Histogram(drawn)
    width = _WIDTH / len(classes)
    return Histogram(drawn, round((mark * units / step - low // step) * width, 1), f"{mark:.3f}")


def _steps(units: int) -> list[int]:
    """Return round class widths, from one unit on."""
    return [base * 10**power for power in range(len(str(units))) for base in (1, 2, 5)]


def months_between(counts: Mapping[str, int]) -> dict[str, int]:
    """Return ``counts`` by month (``2026-03``) in order, months without any included.

    Over fifty years of them, only years are told apart: a wrong date must not make the chart unreadable.
    """
    if not counts:
        return {}
    first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (min(counts), max(counts)))
    if last - first > 600:
        years = [f"{year:04d}" for year in range(first // 12, last // 12 + 1)]
        return {year: sum(n for month, n in counts.items() if month[:4] == year) for year in years}
    months = [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(first, last + 1)]
    return {month: counts.get(month, 0) for month in months}
