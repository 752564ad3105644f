from hypothesis import given
from hypothesis import strategies as st

from benchmarks.shingles import Overlap, mean, overlap

TEXTS = st.lists(st.sampled_from(["một", "hai", "ba", "bốn", "năm"]), max_size=12).map(" ".join)


def test_same_text_scores_one():
    assert overlap("một hai ba bốn năm", "một hai ba bốn năm").f1 == 1


def test_other_text_scores_nothing():
    assert overlap("một hai ba bốn", "năm sáu bảy tám").f1 == 0


def test_text_twice_as_long_halves_precision_alone():
    gold = "a b c d"
    found = overlap(gold, "a b c d e")
    assert (found.precision, found.recall) == (0.5, 1)


def test_repetition_counts():
    assert overlap("a a a a", "a a a a a").precision == 0.5


def test_punctuation_and_lines_do_not_count():
    assert overlap("Một, hai. Ba!\nBốn", "Một hai Ba Bốn").f1 == 1


def test_text_shorter_than_a_shingle_is_compared_as_one():
    assert overlap("hai chữ", "hai chữ").f1 == 1
    assert overlap("hai chữ", "hai").f1 == 0


def test_empty_text_says_nothing_wrong_but_finds_nothing():
    assert overlap("a b c d", "") == Overlap(precision=1, recall=0)


def test_mean_averages_precision_and_recall_apart():
    assert mean([Overlap(1, 0), Overlap(0, 1)]) == Overlap(0.5, 0.5)


@given(TEXTS, TEXTS)
def test_precision_one_way_is_recall_the_other_way(one, other):
    assert overlap(one, other).precision == overlap(other, one).recall


@given(TEXTS, TEXTS)
def test_score_is_a_share(one, other):
    assert 0 <= overlap(one, other).f1 <= 1
