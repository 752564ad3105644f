"""The threshold of the highest expected F1: no other does better, and an unsure page keeps more."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.line_model.expected import best_threshold

CHANCES = st.lists(st.tuples(st.floats(0, 1, width=32), st.integers(1, 60)), min_size=1, max_size=12)


def expected_f1(chances: list[float], sizes: list[int], threshold: float) -> float:
    kept = [(c, n) for c, n in zip(chances, sizes, strict=True) if c >= threshold]
    total = sum(c * n for c, n in zip(chances, sizes, strict=True)) + sum(n for _, n in kept)
    return 2 * sum(c * n for c, n in kept) / total if total else 0.0


@given(CHANCES, st.floats(0, 1))
def test_no_other_threshold_promises_a_better_text(lines: list[tuple[float, int]], other: float) -> None:
    chances, sizes = [chance for chance, _ in lines], [size for _, size in lines]
    best = best_threshold(np.array(chances, np.float32), np.array(sizes, float))
    assert expected_f1(chances, sizes, best) >= expected_f1(chances, sizes, other) - 1e-5


@pytest.mark.parametrize(
    ("chances", "threshold"), [([1, 1, 0], 0.5), ([0.6, 0.6, 0.6], 0.375), ([0, 0], 0.0)]
)
def test_threshold_is_half_of_what_can_be_expected(chances: list[float], threshold: float) -> None:
    found = best_threshold(np.array(chances, np.float32), np.full(len(chances), 10.0))
    assert found == pytest.approx(threshold, abs=1e-6)


def test_record_without_lines_has_no_threshold() -> None:
    assert best_threshold(np.zeros(0, np.float32), np.zeros(0)) == 0
