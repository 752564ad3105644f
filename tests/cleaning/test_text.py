"""Normalisation and comparison keys."""

import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.characters import HOMOGLYPHS, MARKS
from cleaning.remembered import forget_lines
from cleaning.text import (
    comparison_key,
    line_key,
    line_words,
    normalise,
    runs_of_letters,
    syllables,
    word_count,
)

SENTENCE = "Chiều qua, đoàn công tác của tỉnh đã về thăm bà con vùng lũ."
any_text = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from(
            "aàăâbcdđðÐÐɖǎеоаСΑ \t\r\n\u00a0\u200b\u200d\u0300\u0301\u0323\u0306\u030c\u2028nguyễnphốoà"
        ),
    )
)


@given(any_text)
def test_normalising_twice_is_normalising_once(text):
    once = normalise(text)
    assert normalise(once) == once


@given(any_text)
def test_normalised_text_is_composed_and_can_be_written(text):
    found = normalise(text)
    assert unicodedata.is_normalized("NFC", found)
    found.encode()


@given(any_text)
def test_lines_hold_single_spaces_and_none_at_their_ends(text):
    for line in normalise(text).split("\n"):
        assert line == line.strip(" \t\r\u00a0")
        assert "  " not in line


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]))))
def test_empty_lines_are_kept(words):
    assert normalise("\n".join(words)).count("\n") == max(len(words) - 1, 0)


def test_clean_text_is_returned_as_it_is():
    assert normalise(SENTENCE) == SENTENCE


def test_decomposed_letters_are_composed():
    assert normalise(unicodedata.normalize("NFD", SENTENCE)) == SENTENCE


@pytest.mark.parametrize("break_", ["\r\n", "\r", "\v", "\f", "\u2028", "\u2029"])
def test_every_line_break_becomes_lf(break_):
    assert normalise(f"một{break_}hai") == "một\nhai"


@pytest.mark.parametrize("space", ["\t", "\u00a0", "\u2009", "\u202f", "\u3000", " \t "])
def test_every_space_becomes_one_plain_space(space):
    assert normalise(f"một{space}hai") == "một hai"


@pytest.mark.parametrize(
    "mark", ["\u200b", "\u200c", "\u2060", "\ufeff", "\u00ad", "\u202e", "\u2066", "\x08", "\x9d"]
)
def test_invisible_characters_are_deleted(mark):
    assert normalise(f"thành{mark} ph{mark}ố") == "thành phố"


@pytest.mark.parametrize("kept", ["m²", "½", "“ngoặc”", "【kèo】", "👩\u200d🌾", "ﬁ", "１２", "…", "không…"])
def test_what_readers_see_is_kept(kept):
    assert normalise(kept) == kept


def test_leading_empty_lines_stay_so_that_line_numbers_count():
    assert normalise("\n\n một \n\n\nhai\n") == "\n\nmột\n\n\nhai\n"


def test_eth_becomes_dje_in_vietnamese():
    assert (
        normalise("Ðại hội Ðoàn họp tại Ðà Lạt, báo QÐND ðưa tin")
        == "Đại hội Đoàn họp tại Đà Lạt, báo QĐND đưa tin"
    )


def test_caron_becomes_breve_in_vietnamese():
    assert normalise("Nǎm nay lúa được mùa") == "Năm nay lúa được mùa"


@pytest.mark.parametrize(
    "text",
    [
        "Það er gott að búa við sjóinn, sagði hún með brosi",
        "Ðe cyning wæs in ðam lande mid his ðegnum",
        "Đorđe je došao kući s prijateljima",
        "Wǒ hěn xǐhuan hē chá, nǎinai shuō",
        "Nhà thơ Þórður Sigurðsson vừa ra mắt tập thơ mới",
    ],
)
def test_the_same_letters_of_other_languages_stay(text):
    assert normalise(text) == text


def test_look_alikes_stay_when_the_caller_says_the_text_is_not_vietnamese():
    assert normalise("Ðà Lạt có mưa", vietnamese=False) == "Ðà Lạt có mưa"


def test_cyrillic_and_greek_look_alikes_become_latin_inside_latin_words():
    assert normalise("Cоngty vàng SJС Ηanoi") == "Congty vàng SJC Hanoi"


@pytest.mark.parametrize("text", ["Москва", "СССР", "Αθήνα", "Windowsом", "TGFβ", "kΩ", "hν", "Δx"])
def test_words_that_are_meant_in_another_script_stay(text):
    assert normalise(text) == unicodedata.normalize("NFC", text)


def test_homoglyphs_become_plain_letters():
    assert all(letter.isascii() and not chr(glyph).isascii() for glyph, letter in HOMOGLYPHS.items())


def test_lone_surrogates_become_replacement_characters():
    assert normalise("a\ud800b \ud83d\ude00") == "a\ufffdb 😀"


def test_the_table_of_marks_is_that_of_unicode():
    mark = re.compile(f"[{MARKS}]")
    missing = [
        hex(code)
        for code in range(min(0x10000, sys.maxunicode))
        if unicodedata.category(chr(code)).startswith("M") and not mark.match(chr(code))
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà bình, thuỷ điện", "hòa bình – THỦY ĐIỆN!"),
        ("Ðà Nẵng", "đà nẵng"),
        ("một\n\nhai", "“Một” hai."),
        ("ti\u200bn", unicodedata.normalize("NFD", "tin")),
        ("so_sánh", "so sánh"),
        ("Straße", "STRASSE"),
    ],
)
def test_spellings_of_the_same_words_have_one_key(one, other):
    assert comparison_key(one) == comparison_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("ma", "má"), ("bán", "bàn"), ("15 người", "16 người"), ("ភាសា", "ភូសា")]
)
def test_different_words_have_different_keys(one, other):
    assert comparison_key(one) != comparison_key(other)


@given(any_text)
def test_a_key_is_its_own_key(text):
    key = comparison_key(text)
    assert comparison_key(key) == key == comparison_key(normalise(text))


@given(any_text)
def test_syllables_are_the_words_of_the_key(text):
    assert " ".join(syllables(text)) == comparison_key(text)


def test_syllables_are_lower_case_words():
    assert syllables("Giá vàng: 92,5 triệu/lượng") == ["giá", "vàng", "92", "5", "triệu", "lượng"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("– … !", 0),
        ("Giá vàng – 92,5 triệu", 4),
        ("越南新闻", 2),
        ("越南 news", 2),
        ("ພາສາລາວ", 2),
    ],
)
def test_words_hold_a_letter_or_digit(text, words):
    assert word_count(text) == words


@given(any_text)
def test_words_are_counted_alike_whether_the_key_is_remembered_or_not(text):
    forget_lines()
    counted = word_count(text)
    for line in text.split("\n"):
        line_key(line)
    assert word_count(text) == counted


@given(any_text)
def test_a_key_that_tells_how_many_words_a_line_holds_tells_the_truth(text):
    line_key(text)
    assert runs_of_letters(text) in {None, len(re.findall(r"\w+", text))}


def test_most_keys_tell_how_many_words_a_line_holds():
    forget_lines()
    assert runs_of_letters(SENTENCE) is None
    line_key(SENTENCE), line_key("ca_lô")
    assert runs_of_letters(SENTENCE) == 14
    assert runs_of_letters("ca_lô") is None


@given(any_text)
def test_remembered_words_are_those_of_the_key(text):
    assert list(line_words(text)) == line_key(text).split()


@given(st.lists(st.text(max_size=12), max_size=6))
def test_the_key_of_a_text_is_that_of_its_lines(lines):
    assert comparison_key("\n".join(lines)) == " ".join(filter(None, map(line_key, lines)))


def test_marks_piled_on_a_letter_are_cut_to_thirty():
    assert normalise("x" + "\u0332" * 500 + "y") == "x" + "\u0332" * 30 + "y"
    assert normalise("x" + "\U0001e8d0" * 40) == "x" + "\U0001e8d0" * 30


def test_letters_with_fewer_marks_and_marks_that_are_letters_stay():
    rows = "x" + "\u0332" * 30 + " " + "\u0e34" * 3 + "𝐀𝐁" * 40
    assert normalise(rows) == rows
