import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleaning.dedup.tokens import are_numbers, text_hashes
from cleaning.text import comparison_key

WORDS = st.sampled_from(
    ["hòa", "HOÀ", "đường", "14/5", "14-5", "…", "–", "Moskva,TTXVN", "a_b", "05", "5", "x5", "\u200b", "ở"]
)


@given(st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=30).map(" ".join))
def test_there_is_one_hash_for_each_word_of_the_comparison_key(text):
    words = comparison_key(text).split()
    hashes = text_hashes(text)
    assert len(hashes) == len(words)
    assert are_numbers(hashes).tolist() == [any(map(str.isdigit, word)) for word in words]
    for word, one in zip(words, hashes, strict=True):
        assert text_hashes(word).tolist() == [one], word


def test_other_words_have_other_hashes_and_leading_zeros_do_not_count():
    assert len(np.unique(text_hashes("một hai ba bốn 1 2 3 10 100"))) == 9
    assert text_hashes("ngày 05 tháng 007").tolist() == text_hashes("ngày 5 tháng 7").tolist()
    assert text_hashes("0").tolist() == text_hashes("00").tolist()
