"""Legal Vietnamese syllables and the place of their tones."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.syllables import (
    SYLLABLES,
    SyllableShares,
    is_syllable,
    old_tone_placement,
    shares,
    unmarked_syllables,
)


@pytest.mark.parametrize(
    "word", ["nghiêng", "quyết", "giếng", "gì", "gìn", "khuỷu", "Đảng", "ỷ", "yêu", "quốc", "Mỹ", "uống"]
)
def test_syllables_of_the_language_are_legal(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["this", "yang", "être", "für", "đanguốn", "ọ̀", "mañana", "pơlei", "hơdrơi"])
def test_words_of_other_languages_are_not_legal(word):
    assert not is_syllable(word)


@pytest.mark.parametrize("word", ["các", "cạc", "tích", "mệt", "họp"])
def test_a_stop_coda_takes_the_sharp_and_the_heavy_tone(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["cac", "càc", "cảc", "tĩch", "mềt"])
def test_a_stop_coda_takes_no_other_tone(word):
    assert not is_syllable(word)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("kẻ", "cẻ"), ("ghế", "gế"), ("nghĩ", "ngĩ"), ("gà", "ghà"), ("cà", "kà"), ("ngủ", "nghủ")],
)
def test_the_spelling_of_an_onset_depends_on_the_vowel(right, wrong):
    assert is_syllable(right)
    assert not is_syllable(wrong)


@pytest.mark.parametrize(
    ("new", "old"),
    [("hoà", "hòa"), ("thuỷ", "thủy"), ("khoẻ", "khỏe"), ("uỷ", "ủy"), ("loá", "lóa")],
)
def test_open_glides_get_their_tone_in_the_old_place(new, old):
    assert old_tone_placement(new) == old == old_tone_placement(old)


@pytest.mark.parametrize("word", ["quý", "quả", "quẻ", "giá", "toán", "khoái", "tuyết", "của", "mía", "lửa"])
def test_tones_that_have_one_place_only_stay(word):
    assert old_tone_placement(word) == word


@pytest.mark.parametrize(
    ("typed", "meant"), [("tòan", "toàn"), ("qủa", "quả"), ("gía", "giá"), ("hòan", "hoàn")]
)
def test_a_tone_on_the_wrong_vowel_is_moved(typed, meant):
    assert old_tone_placement(typed) == meant


@pytest.mark.parametrize("word", ["lòai's", "société", "oà oà", "", "zoà", "naïve"])
def test_what_is_no_syllable_is_left_alone(word):
    assert old_tone_placement(word) == word


def test_both_tone_places_are_legal_and_give_one_spelling():
    for syllable in SYLLABLES:
        old = old_tone_placement(syllable)
        assert old in SYLLABLES
        assert old_tone_placement(old) == old


def test_all_syllables_are_lower_case_and_composed():
    assert all(word == unicodedata.normalize("NFC", word.lower()) for word in SYLLABLES)


@given(st.text())
def test_moving_the_tone_twice_is_moving_it_once(text):
    once = old_tone_placement(text)
    assert old_tone_placement(once) == once


def test_shares_count_legal_and_marked_words():
    assert shares("Mưa lớn gây ngập nhiều con phố") == SyllableShares(1.0, 6 / 7, 7)


def test_numbers_abbreviations_and_foreign_names_do_not_count():
    assert shares("UBND gặp Johnson 25 lần") == shares("gặp lần")


def test_foreign_words_in_small_letters_count_against():
    assert shares("một chiếc smartphone").valid == pytest.approx(2 / 3)


def test_a_text_without_words_has_no_shares():
    assert shares("12.000 – 25/7") == SyllableShares(0.0, 0.0, 0)


def test_slugs_are_syllables_without_their_marks():
    assert {"duoc", "nuoc", "dang", "nước"} <= unmarked_syllables()
