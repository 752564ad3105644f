"""Compiled loops say what arrays say, bit by bit; without numba these tests skip, and arrays do."""

import random
from unittest import mock

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

pytest.importorskip("numba")

from cleaning.dedup import compiled, content, keys, measures, shingles
from cleaning.dedup.compiled import contents as compiled_contents
from cleaning.dedup.compiled import reading
from cleaning.dedup.compiled.contents import Compiled
from cleaning.dedup.compiled.words import words_of
from cleaning.dedup.content import Content
from cleaning.dedup.frequency import Frequencies
from cleaning.dedup.measures import ByArrays
from cleaning.dedup.shingles import mix, sample_keys
from cleaning.dedup.tokens import hashes_of, text_hashes

pytestmark = pytest.mark.xdist_group("compiled")

LETTERS = "aăâeêoôơuưyiAÂĐđðbx0 05\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b\u200b\u00ad\n-.áạậ_'кð"
TEXTS = st.one_of(st.text(alphabet=LETTERS, max_size=30), st.text(max_size=12))
VOCABULARY = ["lũ", "về", "xã", "đò", "chợ", "hội", "5", "6", "07", "12", "2026", "km"]
SHORT = st.lists(st.sampled_from(VOCABULARY), max_size=90).map(" ".join)
SHORTS = st.lists(SHORT, min_size=2, max_size=5)


@given(st.lists(TEXTS, max_size=8))
@settings(max_examples=300)
def test_words_are_those_of_the_arrays_or_left_to_them(texts):
    for text, found in zip(texts, words_of(texts) if texts else [], strict=True):
        assert found is None or found.tolist() == text_hashes(text).tolist(), ascii(text)


@pytest.mark.parametrize(
    "text",
    ["Lu\u0303 ve\u0302\u0300 xa\u0303", "Hô\u0323i\u200b la\u0300ng", "ho\u0323\u0302i u\u031b\u0301ng"],
)
def test_marks_that_stand_apart_and_invisible_characters_are_read_by_the_loop(text):
    (found,) = words_of([text])
    assert found is not None
    assert found.tolist() == text_hashes(text).tolist()


@given(st.lists(TEXTS, max_size=8))
def test_texts_read_by_loops_have_the_hashes_of_texts_read_by_arrays(texts):
    with in_loops():
        together = [found.tolist() for found in hashes_of(texts)]
    assert together == [text_hashes(text).tolist() for text in texts]


@given(st.lists(st.lists(st.sampled_from(VOCABULARY), min_size=5, max_size=120).map(" ".join), max_size=5))
def test_bands_and_samples_are_those_of_the_arrays(texts):
    words = list(map(text_hashes, texts))
    expected = list(map(tuple, keys._usual_signatures(words)))
    assert [tuple(one) for one in reading.signatures(words)] == expected


@pytest.mark.parametrize("most", [10, 8192])
@given(texts=SHORTS, seed=st.integers(0, 1000))
@example(texts=["lũ lũ lũ về", "lũ lũ về lũ lũ xã lũ lũ đò về lũ về"], seed=0)  # ten passages: kept in part
def test_measures_of_pairs_are_those_of_the_arrays(most, texts, seed):
    with pytest.MonkeyPatch.context() as patch:
        for module in (shingles, content, measures, compiled_contents):
            patch.setattr(module, "MAX_SHINGLES", most)
        patch.setattr(compiled_contents, "_HELD", compiled_contents._HELD._replace(most=most))
        words = list(map(text_hashes, texts))
        known = frequencies(words, seed)
        arrays = ByArrays(dict(enumerate(map(Content, words))), known)
        ranks = list(range(len(words)))
        random.Random(seed).shuffle(ranks)
        loops = Compiled.of(ranks, [words[rank] for rank in ranks], known)
        first, second = np.array([(one, other) for one in ranks for other in ranks]).T
        assert_equal(arrays.overlaps(first, second), loops.overlaps(first, second))
        assert_equal(arrays.agreements(first, second), loops.agreements(first, second))
        for one, other in zip(arrays.helds(first, second), loops.helds(first, second), strict=True):
            assert_equal(one, other)
        long = np.array([len(one) > 2 for one in words])
        first, second = first[long[first] & long[second]], second[long[first] & long[second]]
        assert arrays.news(first, second).tolist() == loops.news(first, second).tolist()


def frequencies(words, seed):
    """Return how common some passages of ``words`` are, by chance, from hardly to very."""
    found = [sample_keys(shingles.passages(one).hashes) for one in words]
    known = np.unique(np.concatenate(found))
    chance = mix(known.astype(np.uint64) + np.uint64(seed))
    return Frequencies(known[chance % 4 > 0], (chance % 90 + 2).astype(np.int64)[chance % 4 > 0])


def assert_equal(expected, found):
    for one, other in zip(expected, found, strict=True):
        assert one.tolist() == other.tolist()


def in_loops():
    """Return a context in which compiled loops pay at once."""
    return mock.patch.object(compiled, "_work", compiled.Work(decided=True))
