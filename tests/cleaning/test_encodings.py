"""Bytes of every kind to text."""

import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.encodings import Decoded, UndecodableError, decode
from cleaning.legacy import READINGS, restore

TEXT = (
    "Sáng qua, người dân xóm núi mang gạo, trứng và rau xanh tới điểm trường để nấu bữa cơm đầu năm học. "
    "Cô giáo kể rằng đường vẫn lầy lội, nhưng ai cũng vui vì lớp học mới có đủ bàn ghế, cửa sổ và quạt."
)
PAGE = f'<html><head><meta charset="x-user-defined"></head><body class="tin">\n<p>{TEXT}</p></body></html>'


def encoded(text: str, encoding: str) -> bytes:
    """Write ``text`` in a legacy encoding, by searching what each letter is read from."""
    read = READINGS[encoding]
    units = [chr(byte) for byte in (*range(1, 9), *range(0x11, 0x20), *range(0x80, 0x100))]
    if encoding == "vni":
        units += [base + mark for base in "aeouyôöAEOUYÔÖ" for mark in units]
    if encoding == "windows-1258":
        units += [
            base + mark for base in "aeiouyAEIOUY\xe3\xe2\xea\xf4\xf5\xfd" for mark in "\xcc\xd2\xde\xec\xf2"
        ]
    letters = {read(unit): unit for unit in reversed(units)}
    return "".join(char if char.isascii() else letters[char] for char in text).encode("latin-1")


@pytest.mark.parametrize("encoding", READINGS)
def test_legacy_encodings_are_recognised_by_their_syllables(encoding):
    found = decode(encoded(TEXT, encoding))
    assert found.text == TEXT
    assert found.flags == ("legacy_encoding",)


@pytest.mark.parametrize("encoding", READINGS)
def test_legacy_encodings_are_recognised_inside_pages(encoding):
    assert decode(encoded(PAGE, encoding), "iso-8859-1").text == PAGE


@pytest.mark.parametrize("encoding", READINGS)
def test_text_read_in_the_wrong_encoding_before_is_restored(encoding):
    found = decode(encoded(TEXT, encoding).decode("latin-1"))
    assert found.text == TEXT
    assert found.flags == ("legacy_encoding", "mojibake")


@pytest.mark.parametrize(
    ("content", "encoding", "text"),
    [
        (b"Vi\xd6t Nam, H\xb5 N\xe9i", "tcvn3", "Việt Nam, Hà Nội"),
        (b"Vie\xe4t Nam, Ha\xf8 No\xe4i", "vni", "Việt Nam, Hà Nội"),
        (b"Vi\xaet Nam, H\xe0 N\xb5i", "viscii", "Việt Nam, Hà Nội"),
        (b"Vi\xea\xf2t Nam, \xd0\xe0 N\xe3\xdeng", "windows-1258", "Việt Nam, Đà Nẵng"),
    ],
)
def test_a_declared_legacy_encoding_is_used(content, encoding, text):
    assert decode(content, encoding).text == text


@pytest.mark.xfail(
    reason="the byte is a quote in the ABC fonts and a capital in TCVN 5712; other words decide"
)
def test_a_lone_capital_of_tcvn5712_is_told_from_a_quote():
    text = TEXT.replace("Sáng qua", "Ở quê")
    assert decode(encoded(text, "tcvn5712-1")).text == text


def test_capitals_of_the_abc_fonts_are_capitals():
    assert decode(
        b"TIN M\xedI: h\xe4c sinh vui \xae\xdcn tr\xad\xeang\nTR\xaa\xd7NG H\xe4C", "tcvn3"
    ).text.startswith("TIN MỚI: học")


def test_lines_already_in_unicode_stay_beside_restored_ones():
    mixed = "Trường học mở cửa\n" + encoded(TEXT, "tcvn3").decode("latin-1")
    assert decode(mixed).text == f"Trường học mở cửa\n{TEXT}"


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        unicodedata.normalize("NFD", TEXT),
        "Lê Hoài, Trà Bá, Cà Ná, Hòn Bà, Cô Tô, Tháp Bà",
        "Le président a été reçu à l’école, où les élèves étaient prêts – déjà !",
        "Größe, Übung, Straße, schön, fährt, können, größer, würde",
        "São Paulo: não há informações, é só a opinião do irmão João",
        "El niño comió una piña y después se durmió; mañana será otro día, señor",
        "© 2024 ® Công ty · Ảnh: Tâm",
    ],
)
def test_right_text_is_not_touched(text):
    assert decode(text) == Decoded(text, "")
    assert decode(text.encode()) == Decoded(text, "utf-8")


@given(st.text(st.characters(codec="utf-8", max_codepoint=0x24F)))
def test_restoring_twice_is_restoring_once(text):
    once = restore(text)
    assert once is None or restore(once.text) is None


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_unicode_is_recognised_with_and_without_a_mark(encoding):
    found = decode(TEXT.encode(encoding))
    assert found.text == TEXT
    assert found.flags == ()


def test_utf8_wins_over_a_wrong_declaration():
    assert decode(TEXT.encode(), "iso-8859-1").text == TEXT


@pytest.mark.parametrize("charset", ["nonsense", "utf-8", "hex", "idna", "unicode_escape", "", None])
def test_a_useless_declaration_does_no_harm(charset):
    assert decode(TEXT.encode(), charset).text == TEXT
    assert decode(encoded(TEXT, "vni"), charset).text == TEXT


def test_a_tail_cut_inside_a_character_is_flagged():
    assert decode("Trời đã tạnh ở".encode()[:-1]) == Decoded(
        "Trời đã tạnh \ufffd", "utf-8", ("broken_bytes",)
    )


def test_single_broken_bytes_are_replaced_and_flagged():
    found = decode(TEXT.encode().replace(b"xanh", b"x\xffnh"))
    assert found.text == TEXT.replace("xanh", "x\ufffdnh")
    assert found.flags == ("broken_bytes",)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Le président a été reçu à l’école des garçons", "cp1252"),
        ("Вчера вечером в городе открылась новая выставка молодых художников", "cp1251"),
        ("昨天下午，学校的学生和老师一起参观了新建的博物馆，并听取了介绍", "gb18030"),
    ],
)
def test_other_encodings_are_guessed(text, encoding):
    assert decode(text.encode(encoding)).text == text


def test_a_declared_encoding_is_used_for_what_is_not_utf8():
    assert decode("昨日の午後".encode("shift_jis"), "Shift_JIS").text == "昨日の午後"
    assert decode("昨日の午後".encode("iso2022_jp"), "iso-2022-jp").text == "昨日の午後"


def test_the_declaration_in_the_page_is_used():
    page = '<meta charset="windows-1251"><p>Да</p>'
    assert decode(page.encode("cp1251")).text == page


def test_doubly_encoded_text_is_repaired_and_flagged():
    found = decode(TEXT.encode().decode("latin-1"))
    assert (found.text, found.flags) == (TEXT, ("mojibake",))


def test_repair_keeps_typography_and_markup():
    text = TEXT.encode().decode("latin-1") + "\n“Ngoặc” &amp; ﬁ １"
    assert decode(text).text == f"{TEXT}\n“Ngoặc” &amp; ﬁ １"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.7\n...", "a PDF file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a PNG image"),
        (b"PK\x03\x04\x14\x00", "a ZIP archive"),
        (bytes(range(256)) * 20, "NUL"),
        (bytes(range(1, 256)) * 20, "control characters"),
        (b"\x01\x02\x03\x04" * 50, "control characters"),
    ],
)
def test_what_is_no_text_is_refused_with_a_one_line_reason(content, reason):
    with pytest.raises(UndecodableError, match=reason) as caught:
        decode(content)
    assert "\n" not in str(caught.value)


def test_nothing_is_empty_text():
    assert decode(b"") == Decoded("", "utf-8")


@given(st.binary(), st.sampled_from([None, "utf-8", "gbk", "utf-16", "tcvn3", "x"]))
def test_any_bytes_are_text_or_refused(content, charset):
    with suppress(UndecodableError):
        assert isinstance(decode(content, charset).text, str)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])))
def test_utf8_comes_back_unless_it_is_repaired(text):
    found = decode(text.encode())
    assert found.text == text.removeprefix("\ufeff") or found.flags
