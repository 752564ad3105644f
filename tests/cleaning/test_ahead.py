"""Lines read ahead, many at once: what they say is what they say when they are read one by one."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning import ahead as ahead_module
from cleaning import betting, lines_together, text, word_numbers
from cleaning.ahead import ahead, settled
from cleaning.betting_words import vocabulary
from cleaning.characters import BEYOND_LATIN
from cleaning.document import Failure, Media, Metadata, Record, Rejection
from cleaning.encodings import decode
from cleaning.lines_together import LineRead, read_together
from cleaning.normal_form import normalise
from cleaning.pipeline import Pipeline
from cleaning.remembered import forget_lines
from cleaning.text import comparison_key, line_kinds, line_words, word_count

PIECES = [
    *(
        "Sáng",
        "nay",
        "chợ",
        "hoà",
        "tòan",
        "thuý",
        "ĐƯỜNG",
        "ðường",
        "UBND",
        "Ann",
        "x",
        "2017",
        "19/5",
        "6x36",
    ),
    *("kubo88", "m²", "½", "İstanbul", "Straße", "ﬁ", "ǅ", "Ω", "\u212a", "covid19abc", "a" * 30, "ñ", "Ç"),
    *("nhà", "cái", "soi kèo", "nổ hũ", "xổ", "số", "cá độ", "casino", "tiến", "lên", "đá gà trực tiếp"),
    *("แทงบอล", "博彩", "Киев", "Ελλάδα", "𝔸", "một\xa0hai", "ã€", "Ä‘Æ°á»", "\u2028", "\x85", "®", "Â«"),
    *(",", ".", "…", '"', "“", "|", "-", "_", "\u200d", "\u200b", "\u0301", "<", "é", "đ", "\t", "\r"),
]
LINES = st.lists(
    st.tuples(st.sampled_from(PIECES), st.sampled_from(["", " ", " ", " ", "  "])), max_size=14
).map(lambda parts: "".join(f"{piece}{gap}" for piece, gap in parts))
PROSE = "Bến Lau họp chợ sớm, bà con mang rau, cá và gạo nếp ra bán từ 5 giờ sáng."


@pytest.fixture(autouse=True)
def nothing_ahead() -> Iterator[None]:
    forget_lines()
    list(ahead([]))
    yield
    list(ahead([]))
    forget_lines()


def one_by_one(line: str) -> tuple[str, int, str, list[str]]:
    forget_lines()
    return comparison_key(line), word_count(line), line_kinds(line), list(line_words(line))


def goods() -> list[str]:
    return [good.padded for listed in vocabulary().goods.values() for good in listed]


@given(st.lists(LINES, max_size=8))
def test_many_lines_say_what_each_says(lines: list[str]) -> None:
    list(ahead([]))
    for line, read in zip(lines, read_together(lines), strict=True):
        if read:
            key, pieces, kinds, words = one_by_one(line)
            assert (read.key, read.pieces, read.kinds) == (key, pieces, kinds)
            assert list(read.mixed) == [w for w in words if not w.isalpha() and not w.isdecimal()]
            assert read.is_latin == (re.search(BEYOND_LATIN, line) is None)


@given(LINES, LINES)
def test_every_word_of_a_good_is_found_also_where_two_lines_share_it(first: str, second: str) -> None:
    read = [found for found in read_together([first, second]) if found]
    sought = {word for found in read for word in found.sought}
    key = f" {' '.join(found.key for found in read if found.key)} "
    assert all(sought.issuperset(good.split()) for good in goods() if good in key)


def test_every_word_of_a_good_is_found_where_what_stood_between_its_lines_goes() -> None:
    for words in filter(lambda words: len(words) > 1, map(str.split, goods())):
        for at in range(1, len(words)):
            lines = [f"Bến Lau {' '.join(words[:at])}", "Sáng nay mưa", f"{' '.join(words[at:])} ven sông"]
            first, _, last = read_together(lines)
            assert not (first and last) or {*first.sought, *last.sought}.issuperset(words)


def test_a_title_before_the_text_is_judged_the_same_wherever_it_was_read() -> None:
    pitch = "kubo88 mời bạn đăng ký ngay, nạp tiền nhanh chóng, khuyến mãi hấp dẫn, uy tín hàng đầu."
    text = "\n".join([f"cái kubo88 rất uy tín. {pitch}", *[f"{pitch} Chơi ngay, số {n}." for n in range(4)]])
    sells = Record("kho", 0, text, Media.TEXT, declared=Metadata(title="Vì sao nên chọn nhà"))
    other = Record("kho", 1, PROSE, Media.TEXT, declared=Metadata(title="Trời mưa"))
    alone = Pipeline().clean(sells)
    assert isinstance(alone, Rejection)
    assert alone.reason == "betting_page"
    assert [Pipeline().clean(record) for record in ahead([other, sells, other])][1] == alone


def test_few_words_are_taken_for_words_of_goods() -> None:
    (read,) = read_together(["Sáng nay bản làng lên nương gặt lúa, chiều về nhà cái gì cũng sẵn"])
    assert read is not None
    assert list(read.sought) == ["nhà", "cái"]  # "lên" stands beside no other word of goods


@given(st.lists(LINES, min_size=1, max_size=3).map("\n".join))
def test_a_settled_text_is_one_that_decoding_and_normalising_leave_alone_but_for_spaces(content: str) -> None:
    list(ahead([Record("kho", 0, content, Media.TEXT)]))
    if (found := settled(content)) is not None:
        decoded = decode(content)
        assert (found, ()) == (normalise(decoded.text), decoded.flags)


def test_most_texts_are_settled() -> None:
    content = f"Chợ quê họp lại\n\n{PROSE}  Chợ tan lúc 9 giờ. "
    list(ahead([Record("kho", 0, content, Media.TEXT)]))
    assert settled(content) == f"Chợ quê họp lại\n\n{PROSE} Chợ tan lúc 9 giờ."


@pytest.mark.parametrize("sign", ["\xa0", "\u200b", "ð", "\u0301", "博", "\U00020000", "Ã©", "\r"])
def test_a_text_with_something_to_repair_is_not_settled(sign: str) -> None:
    content = f"{PROSE} Chợ{sign} tan."
    list(ahead([Record("kho", 0, content, Media.TEXT)]))
    assert settled(content) is None


def test_a_line_in_an_old_encoding_is_not_settled() -> None:
    content = f"{PROSE}\nViÖt Nam, Hµ Néi"
    list(ahead([Record("kho", 0, content, Media.TEXT)]))
    assert settled(content) is None


@given(st.lists(st.lists(LINES, max_size=4), max_size=4), st.integers(0, 80))
def test_outcomes_are_the_same_whether_records_are_read_ahead_or_not(
    texts: list[list[str]], most: int
) -> None:
    records = [
        Record(
            "kho",
            at,
            "\n".join([*lines, PROSE * 8]),
            Media.TEXT,
            declared=Metadata(title=(lines or [None])[0]),
        )
        for at, lines in enumerate(texts)
    ]
    pipeline = Pipeline()
    list(ahead([]))
    expected = [pipeline.clean(record) for record in records]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ahead_module, "MAX_TOGETHER", most)
        assert [pipeline.clean(record) for record in ahead(records)] == expected


def test_all_records_and_failures_come_in_order() -> None:
    page = Record("trang", 0, "<p>Chợ</p>", Media.HTML)
    mixed = [page, Failure("kho", 1, "bad_field", "không có chữ"), Record("kho", 2, PROSE, Media.TEXT)]
    mixed += [replace(page, content=b"\xff"), Record("kho", 3, PROSE.encode(), Media.TEXT)]
    assert list(ahead(iter(mixed))) == mixed


def test_texts_are_read_together_until_they_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead_module, "MAX_TOGETHER", 2 * len(PROSE))
    taken: list[int] = []
    records = (taken.append(at) or Record("kho", at, PROSE, Media.TEXT) for at in range(10))
    given = ahead(records)
    next(given)
    assert taken == [0, 1, 2]


def test_a_very_long_text_is_not_read_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead_module, "MAX_CHARACTERS", len(PROSE) - 1)
    list(ahead([Record("kho", 0, PROSE, Media.TEXT)]))
    assert settled(PROSE) is None
    assert text._ahead == {}


def test_a_line_longer_than_the_tables_is_left_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines_together, "MAX_LINE", 100)
    found = [read is not None for read in read_together(["chợ", "chợ quê " * 30, "quê\nchợ", "bến"])]
    assert found == [True, False, False, True]


def test_what_was_read_ahead_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    list(ahead([Record("kho", 0, PROSE, Media.TEXT, declared=Metadata(title="Chợ quê"))]))
    monkeypatch.setattr(text, "_PIECES", None)
    assert comparison_key(PROSE).startswith("bến lau họp chợ sớm bà con")
    assert comparison_key("Chợ quê") == "chợ quê"
    assert betting.mixed_words(PROSE) == ()


def test_a_word_whose_place_another_took_is_looked_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_numbers, "_SHIFT", word_numbers.np.uint64(63))  # two places for all words
    word_numbers._kept.cache_clear()
    lines = [PROSE, "Thuỷ điện tòan quốc 19/5", PROSE.upper()]
    read: list[LineRead | None] = list(read_together(lines * 2))
    assert [found and found.key for found in read] == [one_by_one(line)[0] for line in lines] * 2
    word_numbers._kept.cache_clear()


def test_words_sought_later_are_found_in_words_met_before() -> None:
    list(read_together(["Bến Lau họp chợ phiên"]))
    word_numbers.seek(lambda: ["chợ phiên"])
    try:
        (read,) = read_together(["Bến Lau họp chợ phiên"])
        assert read is not None
        assert list(read.sought) == ["chợ", "phiên"]
    finally:
        word_numbers._sought.pop()
        word_numbers._sought_words.cache_clear()
        word_numbers._NUMBERS.clear()
        word_numbers._kept.cache_clear()


def test_lines_are_in_the_composed_form_or_not_read_at_all() -> None:
    (read,) = read_together([unicodedata.normalize("NFD", "chợ quê")])
    assert read is None
