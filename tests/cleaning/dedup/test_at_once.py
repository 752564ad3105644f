"""What is worked out for many texts or pairs at once is what is worked out for each alone."""

from __future__ import annotations

from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning.dedup import content, measures, outlines, shingles
from cleaning.dedup.candidates import Pairs
from cleaning.dedup.content import Content, held, weighted
from cleaning.dedup.frequency import RARE, Frequencies
from cleaning.dedup.keys import copy_key, copy_keys
from cleaning.dedup.measures import ByArrays
from cleaning.dedup.minhash import BAND_WIDTH, BANDS, FACTORS, FOLD, MASKS, band_hashes
from cleaning.dedup.outlines import may_share
from cleaning.dedup.shingles import Hashes, mix, passages, runs, sample_keys, samples
from cleaning.dedup.tokens import text_hashes
from cleaning.document import Document

VOCABULARY = ["lũ", "về", "xã", "đò", "chợ", "hội", "5", "6", "07", "12", "2026", "km", "Tư."]
SHORT = st.lists(st.sampled_from(VOCABULARY), max_size=90).map(" ".join)
TEXTS = st.lists(SHORT, min_size=1, max_size=6)
"""Of few different words: passages stand in several texts, and twice in one."""


def common_passages(words: list[Hashes], seed: int) -> Frequencies:
    """Return how common some sampled passages of ``words`` are, by chance, from hardly to very."""
    keys = np.unique(np.concatenate([sample_keys(passages(one).hashes) for one in words]))
    chance = mix(keys.astype(np.uint64) + np.uint64(seed))
    return Frequencies(keys[chance % 4 > 0], (chance % 90 + 2).astype(np.int64)[chance % 4 > 0])


def every_pair(count: int) -> Pairs:
    better, worse = np.divmod(np.arange(count * count), count)
    return Pairs(better, worse)


@pytest.mark.parametrize("most", [10, 8192])
@given(TEXTS, st.integers(0, 1000))
@settings(max_examples=60)
def test_pairs_hold_what_each_of_them_holds_alone(most: int, texts: list[str], seed: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for module in (shingles, content, measures):
            patch.setattr(module, "MAX_SHINGLES", most)
        patch.setattr(measures, "WEIGHED", 4)
        words = list(map(text_hashes, texts))
        known = common_passages(words, seed)
        contents = dict(enumerate(map(Content, words)))
        pairs = every_pair(len(words))
        found = ByArrays(contents, known).helds(*pairs)
        alone = {rank: weighted(one, known) for rank, one in contents.items()}
        each = [
            held(alone[one], alone[other]) for one, other in zip(*map(np.ndarray.tolist, pairs), strict=True)
        ]
        for columns, expected in (
            (found.first, [one.first for one in each]),
            (found.second, [one.second for one in each]),
        ):
            assert [tuple(row) for row in zip(*map(np.ndarray.tolist, columns), strict=True)] == expected


@given(TEXTS, st.integers(1, 40))
def test_every_pair_that_shares_enough_passages_may_share_them(texts: list[str], least: int) -> None:
    words = list(map(text_hashes, texts))
    sets = [set(passages(one).hashes.tolist()) for one in words]
    pairs = every_pair(len(words))
    found = may_share(pairs, range(len(words)), words, least)
    for may, better, worse in zip(found.tolist(), *map(np.ndarray.tolist, pairs), strict=True):
        assert may or len(sets[better] & sets[worse]) < least


def test_texts_that_share_next_to_nothing_may_not_share_enough() -> None:
    words = [mix(np.arange(start, start + 600, dtype=np.uint64)) for start in (0, 590, 5_000)]
    assert not may_share(Pairs(np.array([0, 0]), np.array([1, 2])), [0, 1, 2], words, 25).any()
    assert may_share(Pairs(np.array([0]), np.array([1])), [0, 1, 2], words, 8).all()


def test_a_text_of_which_a_part_is_kept_may_share_enough_of_that_with_any_other() -> None:
    words = [mix(np.arange(start, start + 20, dtype=np.uint64)) for start in (0, 5_000)]
    with mock.patch.object(outlines, "MAX_SHINGLES", 15):
        assert may_share(Pairs(np.array([0]), np.array([1])), [0, 1], words, 8).all()


def test_no_weight_is_more_than_that_of_a_rare_passage() -> None:
    keys = np.arange(5, dtype=np.uint32)
    known = Frequencies(keys, np.array([1, 2, 19, 20, 4_000]))
    assert known.weights(np.arange(9, dtype=np.uint32)).max() == RARE
    assert known.weights(keys).tolist() == [RARE] * 4 + [RARE * 20 // 4_000]


@given(TEXTS)
def test_bands_are_the_first_hashes_on_circles_from_each_place_on(texts: list[str]) -> None:
    words = [one for one in map(text_hashes, texts) if len(one) >= 5]
    found = band_hashes(runs(words, 5), len(words)) if words else []
    for bands, own in zip(found, words, strict=True):
        upper = {value >> 32 for value in shingles.ngrams(own, 5).tolist()}
        for band in range(BANDS):
            total = 0
            for mask, factor, fold in zip(
                MASKS.ravel().tolist(), FACTORS.ravel().tolist(), FOLD.ravel().tolist(), strict=True
            ):
                circle = sorted((value ^ mask) * factor % 2**32 for value in upper)
                first = next((value for value in circle if value >= band * BAND_WIDTH), circle[0])
                first ^= first >> 16
                first = first * 0x7FEB352D % 2**32
                total += (first ^ first >> 15) * fold
            assert bands[band] == total % 2**32


@given(TEXTS)
def test_runs_and_samples_are_those_of_each_text(texts: list[str]) -> None:
    words = list(map(text_hashes, texts))
    expected = [shingles.ngrams(one, 3).tolist() for one in words]
    found = runs(words, 3)
    assert [found.hashes[found.text == at].tolist() for at in range(len(words))] == expected
    for keys, own in zip(samples(words), expected, strict=True):
        assert keys.tolist() == [one >> 32 for one in sorted(set(own)) if one % shingles.SAMPLED == 0]


@given(st.lists(st.tuples(SHORT, SHORT, st.sampled_from(["", "\nHội Tư", "\nVề xã 5"])), max_size=5))
def test_keys_of_many_documents_are_those_of_each(given_: list[tuple[str, str, str]]) -> None:
    documents = [
        Document(str(at), None, None, "p", at, title, text + end)
        for at, (title, text, end) in enumerate(given_)
    ]
    assert list(copy_keys(documents)) == [copy_key(one) for one in documents]
