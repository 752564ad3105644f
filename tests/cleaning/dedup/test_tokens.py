from itertools import groupby

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaning.dedup import tokens
from cleaning.dedup.tokens import are_numbers, hashes_of, text_hashes
from cleaning.text import comparison_key

WORDS = st.sampled_from(
    ["hòa", "HOÀ", "đường", "14/5", "14-5", "…", "–", "Moskva,TTXVN", "a_b", "05", "5", "x5", "\u200b", "ở"]
)


def parts(word):
    return ["".join(part) for _, part in groupby(word, key=str.isdigit)]


@given(st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=30).map(" ".join))
@example("0\U000110f0 \U000110f0 第５号")  # digits beyond the table
def test_there_is_one_hash_for_each_word_of_the_comparison_key_and_each_number_in_it(text):
    words = [part for word in comparison_key(text).split() for part in parts(word)]
    hashes = text_hashes(text)
    assert len(hashes) == len(words)
    assert are_numbers(hashes).tolist() == [any(map(str.isdigit, word)) for word in words]
    for word, one in zip(words, hashes, strict=True):
        assert text_hashes(word).tolist() == [one], word


def test_other_words_have_other_hashes_and_leading_zeros_do_not_count():
    assert len(np.unique(text_hashes("một hai ba bốn 1 2 3 10 100"))) == 9
    assert text_hashes("ngày 05 tháng 007").tolist() == text_hashes("ngày 5 tháng 7").tolist()
    assert text_hashes("0").tolist() == text_hashes("00").tolist()


def test_a_number_and_its_unit_are_two_words_however_they_are_written():
    assert text_hashes("dài 15km, lúc 22h30").tolist() == text_hashes("dài 15 km, lúc 22 h 30").tolist()


def test_the_place_of_a_tone_does_not_count_but_the_tone_does():
    assert text_hashes("hoà thuỷ").tolist() == text_hashes("hòa thủy").tolist()
    assert len(set(text_hashes("ma má mà mả mã mạ am").tolist())) == 7


@given(st.lists(st.one_of(WORDS, st.text(max_size=8)).map(" ".join), max_size=60), st.integers(1, 200))
def test_texts_read_together_have_the_hashes_of_texts_read_alone(texts, batch):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokens, "_BATCH", batch)
        together = [found.tolist() for found in hashes_of(texts)]
    assert together == [text_hashes(text).tolist() for text in texts]


def test_a_long_text_is_read_in_pieces_without_cutting_words(monkeypatch):
    text = "một hai ba\nbốn năm sáubảytámchínmười mười " * 5
    whole = text_hashes(text).tolist()
    for size in (1, 7, 16, 40):
        monkeypatch.setattr(tokens, "_PIECE", size)
        assert text_hashes(text).tolist() == whole
