"""Runs and distances of lines: the same as counting from line to line."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleaning.line_model.runs import FAR, distances, run_lengths, since

some_flags = st.lists(st.booleans(), min_size=1, max_size=2 * FAR).map(np.array)


def _lengths_counted(flags):
    lengths = [0] * len(flags)
    for at, is_set in enumerate(flags):
        end = at
        while end < len(flags) and flags[end]:
            end += 1
        if is_set and not lengths[at]:
            lengths[at:end] = [end - at] * (end - at)
    return lengths


def _away(flags, at, step):
    """Return how many lines from ``at`` the next set flag is, ``FAR`` where there is none."""
    lines = range(at + step, len(flags) if step > 0 else -1, step)
    return next((min(abs(other - at), FAR) for other in lines if flags[other]), FAR)


@given(some_flags)
def test_lengths_of_runs_are_counted(flags):
    assert run_lengths(flags).tolist() == _lengths_counted(flags.tolist())


@given(some_flags)
def test_a_line_is_no_line_away_from_itself(flags):
    found = since(flags)
    expected = [0 if flags[at] else _away(flags, at, -1) for at in range(len(flags))]
    assert np.minimum(found, FAR).tolist() == expected


@given(some_flags)
def test_distances_are_those_to_the_nearest_paragraphs(flags):
    for at, steps in enumerate(distances(flags)):
        for step, seen in ((-1, steps[:5]), (1, steps[5:])):
            away = _away(flags, at, step)
            assert seen.tolist() == [away == 1, away == 2, 3 <= away <= 5, 6 <= away < FAR, away == FAR]
