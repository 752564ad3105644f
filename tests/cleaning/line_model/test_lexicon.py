"""Known words of lines: what is read of a line, how it is numbered, and what a line's words sum up to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.line_model.lexicon import MAX_LETTERS, MAX_WORDS, Lexicon, read_terms

TERMS = ("mời", "bạn", "mời bạn", "^mời", "$đọc", "0")


def test_words_pairs_and_both_ends_are_read_once_each() -> None:
    assert list(read_terms("Mời bạn, mời bạn đọc!")) == [
        "mời",
        "bạn",
        "đọc",
        "mời bạn",
        "bạn mời",
        "bạn đọc",
        "^mời",
        "$đọc",
    ]


def test_numbers_are_one_word_and_letters_of_unspaced_scripts_are_words() -> None:
    assert {"0", "0 tin", "^0"} <= set(read_terms("12 tin mới"))
    assert {"责", "任", "责 任", "^责", "$辑"} <= set(read_terms("责任编辑"))


def test_only_the_beginning_of_a_long_line_is_read() -> None:
    line = " ".join(f"chữ{at}" for at in range(200))
    assert f"chữ{MAX_WORDS - 1}" in read_terms(line)
    assert f"chữ{MAX_WORDS}" not in read_terms(line)
    assert f"$chữ{MAX_WORDS - 1}" in read_terms(line)
    letters = "".join(chr(0x4E00 + at) for at in range(200))
    assert chr(0x4E00 + MAX_LETTERS) not in read_terms(letters)


@pytest.mark.parametrize("line", ["", "…", " - "])
def test_line_without_words_has_no_terms(line: str) -> None:
    assert not list(read_terms(line))


def test_unknown_words_count_nothing_and_known_ones_the_less_the_more_there_are() -> None:
    bags = Lexicon.of(TERMS).bags(["Mời bạn đọc", "Sông đầy", "bạn"])
    vectors = np.eye(len(TERMS) + 1, dtype=np.float32)
    pooled = bags.pooled(vectors)
    assert pooled[0] == pytest.approx(np.array([0, 1, 1, 1, 1, 1, 0]) / 6**0.5)
    assert not pooled[1].any()
    assert pooled[2] == pytest.approx(np.array([0, 0, 1, 0, 0, 0, 0]) / 2**0.5)


@given(st.lists(st.sampled_from(["mời bạn", "bạn", "", "sông", "3 tin bạn đọc"]), max_size=9), st.data())
def test_part_is_what_its_lines_alone_would_be(lines: list[str], data: st.DataObject) -> None:
    lexicon = Lexicon.of(TERMS)
    start = data.draw(st.integers(0, len(lines)))
    end = data.draw(st.integers(start, len(lines) + 2))
    part, alone = lexicon.bags(lines).part(start, end), lexicon.bags(lines[start:end])
    assert len(part) == len(alone)
    assert (part.terms == alone.terms).all()
    assert (part.shares == alone.shares).all()
    assert (part.starts == alone.starts).all()
