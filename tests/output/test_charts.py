from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from output.charts import histogram

values = st.dictionaries(st.integers(-1_000, 1_000), st.integers(1, 50), min_size=1)


def test_the_scale_fits_the_values() -> None:
    drawn = histogram({210: 3, 228: 1, 247: 2}, 1_000)
    assert drawn
    assert [bar.label for bar in drawn.bars][:1] == ["0.21"]
    assert sum(1 for bar in drawn.bars if bar.count) == 3
    assert drawn.mark_x is None


@given(values, st.none() | st.floats(-1, 1))
def test_every_value_is_in_one_of_a_few_bars_and_the_mark_is_on_the_scale(
    counts: dict[int, int], mark: float | None
) -> None:
    drawn = histogram(counts, 1_000, mark)
    assert drawn
    assert sum(bar.count for bar in drawn.bars) == sum(counts.values())
    assert len(drawn.bars) <= 21
    assert drawn.mark_x is None or 0 <= drawn.mark_x <= 640


def test_the_mark_stands_between_what_is_below_and_what_is_not() -> None:
    drawn = histogram({100: 1, 300: 1}, 1_000, 0.2)
    assert drawn
    below, above = (bar.x for bar in drawn.bars if bar.count)
    assert drawn.mark_x is not None
    assert below < drawn.mark_x < above


def test_without_values_there_is_nothing_to_draw() -> None:
    assert histogram({}, 1_000, 0.5) is None
