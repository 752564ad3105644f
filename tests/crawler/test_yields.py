"""What hosts, sections and places bring beyond the words of their links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.yields import MAX_LESSONS, Lesson, Yields

PRIOR = (0.0, 0.5)
WORDS = st.floats(0, 2)


def taught(*lessons):
    yields = Yields(PRIOR)
    for lesson in lessons:
        yields.learn(lesson)
    yields.fit()
    return yields


def test_a_section_chosen_for_its_words_gets_no_credit_for_them():
    """Both sections brought .5 on average: one by its best headlines alone, the other by any."""
    worded = [Lesson((1.0, 1.0), ("worded",), 0.5), Lesson((1.0, 0.0), ("poor",), 0.0)]
    plain = [Lesson((1.0, 0.0), ("plain",), 0.5)]
    yields = taught(*(30 * (worded + plain)))

    assert yields.expected((1.0, 0.2), ("plain",)) > yields.expected((1.0, 0.2), ("worded",)) + 0.1


def test_a_name_tried_once_tells_little():
    good, dull = Lesson((1.0, 0.0), ("good",), 1.0), Lesson((1.0, 0.0), ("dull",), 0.0)
    once, often = taught(good, *(10 * [dull])), taught(*(10 * [good]), *(10 * [dull]))

    def gain(yields):
        return yields.expected((1.0, 0.0), ("good",)) - yields.expected((1.0, 0.0), ("new",))

    assert 0 < gain(once) < 0.1 < gain(often)


def test_names_not_known_have_no_effect():
    yields = taught(*(20 * [Lesson((1.0, 0.0), ("", "here"), 1.0), Lesson((1.0, 0.0), ("", "there"), 0.0)]))

    assert yields.expected((1.0, 0.0), ("", "new")) == yields.expected((1.0, 0.0), ("new", "new"))


def test_before_anything_is_learned_the_prior_weights_count():
    yields = taught()

    assert yields.expected((1.0, 1.0), ("here",)) == pytest.approx(0.5)


def test_only_the_last_lessons_are_remembered():
    lessons = [Lesson((1.0, 0.0), (f"s{at}",), 1.0) for at in range(MAX_LESSONS + 10)]
    yields = taught(*lessons)

    assert len(yields.to_list()) == MAX_LESSONS
    assert yields.to_list()[-1][1] == ("s5009",)


@given(st.lists(st.tuples(WORDS, st.sampled_from(["", "a", "b"]), st.floats(0, 1)), max_size=20))
def test_what_was_stored_expects_the_same(rows):
    yields, again = (
        taught(*(Lesson((1.0, words), (name,), worth) for words, name, worth in rows)),
        Yields(PRIOR),
    )

    again.restore(yields.to_list())

    for name in ("", "a", "b", "c"):
        assert again.expected((1.0, 0.3), (name,)) == yields.expected((1.0, 0.3), (name,))


@pytest.mark.parametrize(
    "stored", [[[[1.0], ["a"], 0.5]], [[[1.0, "x"], ["a"], 0.5]], [1], [[[1.0, 0.0], 3, 0.5]]]
)
def test_lessons_of_another_form_are_refused(stored):
    with pytest.raises((ValueError, TypeError)):
        Yields(PRIOR).restore(stored)
