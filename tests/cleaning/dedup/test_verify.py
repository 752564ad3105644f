import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.dedup import content as contents
from cleaning.dedup import shingles
from cleaning.dedup.candidates import Pairs
from cleaning.dedup.content import Content, overlap
from cleaning.dedup.facts import Agreements, agreement
from cleaning.dedup.frequency import NO_FREQUENCIES
from cleaning.dedup.measures import ByArrays
from cleaning.dedup.minhash import band_hashes
from cleaning.dedup.shingles import Runs, mix, shingle_set, token_hashes
from cleaning.dedup.verify import are_copies

SETS = st.sets(st.integers(0, 60), max_size=40)


def hashes(numbers):
    return np.unique(mix(np.array(sorted(numbers), dtype=np.uint64)))


@given(SETS, SETS)
def test_overlap_is_that_of_the_sets(first, second):
    found = overlap(hashes(first), hashes(second))
    both = first & second
    assert found.jaccard == pytest.approx(len(both) / len(first | second) if first and second else 0)
    assert found.contained == pytest.approx(len(both) / len(first) if first and second else 0)


def test_overlap_of_samples_estimates_that_of_the_whole(monkeypatch):
    first, second = hashes(range(20_000)), hashes(range(5_000, 25_000))
    for module in (shingles, contents):
        monkeypatch.setattr(module, "MAX_SHINGLES", 2_000)
    found = overlap(first[:2_000], second[:2_000])
    assert found.jaccard == pytest.approx(15 / 25, abs=0.05)
    assert found.contained == pytest.approx(15 / 20, abs=0.05)


def test_a_very_long_text_is_sampled():
    tokens = [str(i) for i in range(50_000)]
    assert len(shingle_set(token_hashes(tokens))) == shingles.MAX_SHINGLES


def test_texts_of_fewer_than_five_tokens_have_no_shingles():
    assert [len(shingle_set(token_hashes(["a"] * count))) for count in (0, 1, 4, 5)] == [0, 0, 0, 1]


def test_shingles_depend_on_the_order_of_tokens():
    assert shingle_set(token_hashes(list("abcde"))) != shingle_set(token_hashes(list("edcba")))


@pytest.mark.parametrize(
    ("first", "second", "differ"),
    [
        ("giá vàng 70 và giá bạc 80", "giá vàng 71 và giá bạc 82", True),
        ("họp lúc 07 giờ ngày mùng 05", "họp lúc 7 giờ ngày mùng 5", False),
        ("giá vàng 70 và giá bạc 80", "có 5 người, thêm 6 xe, gần 7 nhà", False),
        ("giá vàng 70 và giá bạc 80 rồi giá chì 90", "giá vàng 71 và giá bạc 80 rồi giá chì 90", False),
        ("xin gọi số 113", "xin gọi số 114", False),
        ("không số", "cũng không", False),
    ],
)
def test_numbers_contradict_only_where_others_stand_after_the_same_words(first, second, differ):
    found = agreement(Content.of(first).facts, Content.of(second).facts)
    assert Agreements(*np.array([found]).T).contradict.tolist() == [differ]


def test_at_one_address_a_counter_may_change():
    text = " ".join(f"chữ{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(100))
    old, new = (
        Content.of(f"{text} lượt xem {seen} lượt thích {liked}") for seen, liked in ((120, 15), (391, 48))
    )
    pair, measured = Pairs(np.array([0]), np.array([1])), ByArrays({0: old, 1: new}, NO_FREQUENCIES)
    found = measured.overlaps(pair.worse, pair.better)
    for same_address in (False, True):
        assert are_copies(pair, measured, found, np.array([same_address])).tolist() == [same_address]


@pytest.mark.parametrize("jaccard", [0.3, 0.6, 0.8])
def test_bands_agree_as_often_as_theory_says(jaccard):
    size, repeats, hits = 200, 400, 0
    shared = round(2 * size * jaccard / (1 + jaccard))
    for start in range(repeats):
        pool = mix(np.arange(start * 1000, start * 1000 + 2 * size - shared, dtype=np.uint64))
        both = Runs(np.concatenate([pool[:size], pool[size - shared :]]), np.repeat([0, 1], size))
        hits += int(np.equal(*band_hashes(both, 2)).sum())
    expected = jaccard**5
    assert hits / (25 * repeats) == pytest.approx(expected, abs=0.03 * expected**0.5 + 0.003)
