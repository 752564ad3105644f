"""What is skipped because it cannot matter: each short cut gives what the long way gives."""

import re
import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning import betting
from cleaning.betting import Hit, is_house_shaped, is_unspaced, mixed_words, opens_as_house, scan, sold_in
from cleaning.betting_words import UNSPACED, vocabulary
from cleaning.credits import signed
from cleaning.cues import cues
from cleaning.document import Proposal, Role
from cleaning.draft import Draft, asked_once, lines_of
from cleaning.encodings import MOJIBAKE, decode
from cleaning.normal_form import WORD, normalise
from cleaning.remembered import forget_lines
from cleaning.rules import inserted, ui
from cleaning.rules.kit import foreign, kit_label
from cleaning.shape import han_share
from cleaning.syllables import EDGES, SYLLABLES, old_tone_placement, shares, shares_of, word_kinds
from cleaning.text import comparison_key, line_key, line_kinds, line_words, phrase_key

PIECES = [
    *("Sáng", "nay", "chợ", "hoà", "tòan", "ĐƯỜNG", "ðường", "UBND", "Ann", "x", "2017", "19/5", "6x36", "½"),
    *("kubo88", "Kubo88", "kubo88Sáng", "88vui", "789bet", "u22", "win79", "w88", "Boeing777", "TK88"),
    *("nhà cái", "soi kèo", "nổ hũ", "uy tín", "xổ số", "cá độ", "tặng code", "đá gà trực tiếp"),
    *("แทงบอล", "博彩", "Binh", "luận", "Bình luận", "3", "000", "(TTXVN)", "(", ")", "thực hiện"),
    *(",", ".", "…", '"', "“", "”", "|", "-", "_", "\u200d", "\u0301", "\u0338", "<", "=", "é"),
]
LINES = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(["", " ", " ", "  "])), max_size=14).map(
    lambda parts: unicodedata.normalize("NFC", "".join(f"{piece}{gap}" for piece, gap in parts))
)


@given(LINES)
def test_a_line_that_may_be_sold_is_found_without_looking_at_every_word(line: str) -> None:
    key = f" {line_key(line)} "
    goods = [good.padded for listed in vocabulary().goods.values() for good in listed]
    named = any(good in key for good in goods)
    shaped = any(is_house_shaped(word) for word in line_words(line))
    assert sold_in(line) == (named or shaped or UNSPACED.search(key) is not None)


def test_a_line_of_nothing_but_what_is_sold_is_found() -> None:
    goods = [good.padded.strip() for listed in vocabulary().goods.values() for good in listed]
    assert [good for good in goods if not sold_in(good)] == []


@given(LINES)
def test_words_that_mix_digits_hold_every_house(line: str) -> None:
    forget_lines()
    assert {word for word in line_words(line) if is_house_shaped(word)} <= set(mixed_words(line))
    assert betting.MIXES_DIGITS[line] == (betting._MIXED.search(line_key(line)) is not None)


@given(LINES)
def test_no_name_signs_a_line_none_of_whose_words_opens_as_a_house(line: str) -> None:
    names = (match[1].casefold() for match in inserted._SIGNED.finditer(line))
    assert opens_as_house(line) or not any(map(is_house_shaped, names))


def every_hit(tokens: Sequence[str]) -> list[Hit]:
    """Return the hits of a scan that looks at each token."""
    known, found, index = vocabulary(), [], 0
    while index < len(tokens):
        entries = known.spaced.get(tokens[index], ())
        fits = (e for e in entries if tuple(tokens[index : index + len(e.words)]) == e.words)
        if entry := next(fits, None):
            end = index + len(entry.words)
            found.append(Hit(" ".join(entry.words), entry.kind, index, end))
            index = end
            continue
        if is_unspaced(tokens[index]):
            runs = known.unspaced.finditer(tokens[index])
            found += [Hit(run[0], known.kinds[run[0]], index, index + 1) for run in runs]
        index += 1
    return found


@given(LINES)
def test_a_scan_begins_only_where_an_entry_can(line: str) -> None:
    assert list(scan(line_words(line))) == every_hit(line_words(line))


@given(LINES)
def test_the_key_of_a_line_is_that_of_its_words_without_signs(line: str) -> None:
    stored = normalise(line, vietnamese=False)
    folded = stored.casefold().translate({ord("ð"): "đ", ord("_"): " ", ord("\u200d"): None})
    words = WORD.findall(unicodedata.normalize("NFC", folded))
    if comparison_key(stored) != comparison_key(line):
        return  # letters that imitate others are judged by the whole line
    assert comparison_key(stored).split() == [old_tone_placement(word) for word in words]


@pytest.mark.parametrize("sign", EDGES)
def test_a_sign_beside_a_word_is_part_of_no_word_and_composes_with_no_mark(sign: str) -> None:
    marks = [chr(code) for code in range(0x300, 0x370)]
    assert not WORD.search(sign)
    assert all(
        unicodedata.normalize("NFC", sign + mark) == sign + unicodedata.normalize("NFC", mark)
        for mark in marks
    )


@given(LINES)
def test_shares_are_those_of_the_words_one_by_one(line: str) -> None:
    words = re.findall(r"[^\W\d_]+", line)
    legal = [word for word in words if word.lower() in SYLLABLES]
    names = [w for w in words if w not in legal and w.isascii() and (w[0].isupper() or len(w) == 1)]
    counted = len(words) - len(names)
    assert shares(line).tokens == counted
    assert shares(line).valid == (len(legal) / counted if counted else 0.0)
    marked = sum(not word.isascii() for word in legal)
    assert shares(line).marked == (marked / counted if counted else 0.0)


@given(LINES)
def test_kinds_are_the_same_of_a_line_whose_key_is_known(line: str) -> None:
    forget_lines()
    unknown = line_kinds(line)
    line_key(line)
    assert line_kinds(line) == unknown == word_kinds(line)
    assert shares_of(unknown) == shares(line)


@given(LINES)
def test_a_phrase_has_the_key_of_a_line(line: str) -> None:
    assert phrase_key(line) == comparison_key(line)


@given(LINES)
def test_a_long_line_is_no_label_of_comments(line: str) -> None:
    assert ui._labels_comments(line) == (ui._without_numbers(line_key(line)) in cues().comments)


@pytest.mark.parametrize("text", ["Bình luận (3)", f"Bình luận ({'12 ' * 200})", f"{'7 ' * 100}Bình luận"])
def test_a_label_of_comments_may_have_any_number(text: str) -> None:
    assert ui._labels_comments(text)


@given(LINES)
def test_the_bracket_that_ends_a_line_is_the_last_that_opens(line: str) -> None:
    found = re.search(r"\s*\(([^()]{2,40})\)\s*$", line)
    name, agency = signed(line)
    assert name == (line[: found.start()] if found else line)
    assert agency in ((found[1], None) if found else (None,))


def test_other_brackets_before_the_last_are_of_the_name() -> None:
    assert signed("Lan Anh (ghi) (TTXVN)") == ("Lan Anh (ghi)", "TTXVN")


def test_a_label_in_han_is_read_where_one_stands() -> None:
    assert kit_label("编辑:Kinh tế") == "编辑"


@given(LINES)
def test_a_line_as_most_are_has_no_label_in_han(line: str) -> None:
    draft = Draft.of(lines_of(normalise(line)))
    assert foreign(draft) == (han_share(" ".join(line.text for line in draft.lines)) < 0.2)
    assert kit_label(line) is None or han_share(line) > 0


@pytest.mark.parametrize("before", ["", "<p>Plain letters</p>", "a\n" * 50])
def test_text_decoded_twice_is_put_right_wherever_it_stands(before: str) -> None:
    found = decode(f"{before}<p>Il a été là, Ã\xa0 la fÃªte dâ€™Ã©tÃ©.</p>")
    assert MOJIBAKE in found.flags
    assert "à la fête" in found.text


def test_a_draft_is_asked_once_and_a_changed_one_again() -> None:
    seen: list[Draft] = []

    @asked_once
    def size(draft: Draft) -> int:
        seen.append(draft)
        return len(draft.lines)

    draft = Draft.of(lines_of("Một\nHai"))
    assert [size(draft), size(draft)] == [2, 2]
    changed = draft.apply([Proposal(0, Role.UI, "test")])
    assert size(changed) == 2
    assert seen == [draft, changed]
