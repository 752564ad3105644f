import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.dedup import shingles, verify
from cleaning.dedup.minhash import band_hashes
from cleaning.dedup.shingles import mix, shingle_set
from cleaning.dedup.verify import content, numbers_replaced, overlap, similarity

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
    for module in (shingles, verify):
        monkeypatch.setattr(module, "MAX_SHINGLES", 2_000)
    found = overlap(first[:2_000], second[:2_000])
    assert found.jaccard == pytest.approx(15 / 25, abs=0.05)
    assert found.contained == pytest.approx(15 / 20, abs=0.05)


def test_a_very_long_text_is_sampled():
    tokens = [str(i) for i in range(50_000)]
    assert len(shingle_set(tokens)) == shingles.MAX_SHINGLES


def test_texts_of_fewer_than_five_tokens_have_no_shingles():
    assert [len(shingle_set(["a"] * count)) for count in (0, 1, 4, 5)] == [0, 0, 0, 1]


def test_shingles_depend_on_the_order_of_tokens():
    assert shingle_set(list("abcde")) != shingle_set(list("edcba"))


@pytest.mark.parametrize(
    ("first", "second", "replaced"),
    [
        ("ngày 5 giá 70 và 80", "ngày 6 giá 71 và 82", True),
        ("ngày 05 lúc 7 giờ 08", "ngày 5 lúc 07 giờ 8", False),
        ("sau 3 ngày", "sau 3 ngày, ngày 4, ngày 5", False),
        ("gọi số 113", "gọi số 114", False),
        ("không số", "cũng không", False),
    ],
)
def test_numbers_are_replaced_only_when_both_sides_have_their_own(first, second, replaced):
    assert numbers_replaced(content(first).numbers, content(second).numbers) is replaced


def test_at_one_address_a_counter_may_change():
    text = " ".join(f"chữ{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(100))
    old, new = content(text + " xem 120 thích 15"), content(text + " xem 391 thích 48")
    assert similarity(new, old, same_address=False) is None
    assert similarity(new, old, same_address=True) == pytest.approx(96 / 104, abs=0.03)


@pytest.mark.parametrize("jaccard", [0.3, 0.6, 0.8])
def test_bands_agree_as_often_as_theory_says(jaccard):
    size, repeats, hits = 200, 400, 0
    shared = round(2 * size * jaccard / (1 + jaccard))
    for start in range(repeats):
        pool = mix(np.arange(start * 1000, start * 1000 + 2 * size - shared, dtype=np.uint64))
        hits += int((band_hashes(pool[:size]) == band_hashes(pool[size - shared :])).sum())
    expected = jaccard**5
    assert hits / (25 * repeats) == pytest.approx(expected, abs=0.03 * expected**0.5 + 0.003)
