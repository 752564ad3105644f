"""Tables of characters: what is deleted, what is a space, which letters imitate which.

Compatibility forms (NFKC) are not here on purpose: ``m²`` must stay ``m²``.
"""

from __future__ import annotations

from collections.abc import Iterator


def _characters(*ranges: str) -> Iterator[str]:
    """Yield the characters of hexadecimal ranges such as ``202A-202E``."""
    for item in ranges:
        first, _, last = item.partition("-")
        yield from map(chr, range(int(first, 16), int(last or first, 16) + 1))


NEWLINES = "\v\f\u2028\u2029"
"""Line breaks beside CR, LF and CRLF: they separate paragraphs in exports of word processors."""

INVISIBLE = frozenset(
    _characters(
        *("0000-0008", "000E-001F", "007F-009F"),  # control characters but tab and line breaks
        *("00AD", "200B", "200C", "2060", "FEFF"),  # soft hyphen, zero-width spaces and joiners
        *("200E", "200F", "202A-202E", "2066-2069"),  # marks of writing direction
    )
)
"""Deleted everywhere. U+200D stays: emoji and Indic scripts need it."""

SPACES = frozenset(_characters("0009", "00A0", "1680", "2000-200A", "202F", "205F", "3000"))
"""Become U+0020."""

CLEAN_UP: dict[int, str | None] = {
    **dict.fromkeys(map(ord, INVISIBLE)),
    **dict.fromkeys(map(ord, SPACES), " "),
    **dict.fromkeys(map(ord, NEWLINES), "\n"),
}
"""For ``str.translate``, after CR and CRLF became LF."""

DJE: dict[int, str] = {ord("Ð"): "Đ", ord("Ɖ"): "Đ", ord("ð"): "đ", ord("ɖ"): "đ"}
"""Eth and African D, written for the Vietnamese đ by old fonts and keyboards."""

IMITATIONS: dict[int, str] = {**DJE, ord("ǎ"): "ă", ord("Ǎ"): "Ă"}
"""Foreign letters that stand for Vietnamese ones, in Vietnamese text only."""

HOMOGLYPHS: dict[int, str] = {
    **dict(zip(map(ord, "АВЕІЈКМНОРЅТУХԚԜ"), "ABEIJKMHOPSTYXQW", strict=True)),  # Cyrillic capitals, С below
    **dict(zip(map(ord, "СаеіјорсѕухһԁԛԝӀӏ"), "Caeijopcsyxhdqwll", strict=True)),  # Cyrillic
    **dict(zip(map(ord, "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"), "ABEZHIKMNOPTYXo", strict=True)),  # Greek
}
"""Letters drawn like a Latin one. Near misses (``к``, ``в``, ``ν``, ``α``) are left out: they are
read as themselves, for instance in formulas."""

LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
"""Inside of a regular expression's class: Latin letters. (``À-ỹ`` would span some fifty scripts.)"""

MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f"
    "\u0670\u06d6-\u06dc\u06df-\u06ed\u0711\u0730-\u074a\u07a6-\u07b0\u07eb-\u07f3\u07fd\u0816-\u082d"
    "\u0859-\u085b\u0897-\u089f\u08ca-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09d7"
    "\u09e2\u09e3\u09fe-\u0a03\u0a3c-\u0a51\u0a70\u0a71\u0a75-\u0a83\u0abc-\u0acd\u0ae2\u0ae3\u0afa-\u0b03"
    "\u0b3c-\u0b57\u0b62\u0b63\u0b82\u0bbe-\u0bcd\u0bd7\u0c00-\u0c04\u0c3c-\u0c56\u0c62\u0c63\u0c81-\u0c83"
    "\u0cbc-\u0cd6\u0ce2\u0ce3\u0cf3-\u0d03\u0d3b-\u0d4d\u0d57\u0d62\u0d63\u0d81-\u0d83\u0dca-\u0ddf\u0df2\u0df3"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u0f18\u0f19\u0f35\u0f37\u0f39\u0f3e\u0f3f"
    "\u0f71-\u0f84\u0f86\u0f87\u0f8d-\u0fbc\u0fc6\u102b-\u103e\u1056-\u1059\u105e-\u1064\u1067-\u106d\u1071-\u1074"
    "\u1082-\u108d\u108f\u109a-\u109d\u135d-\u135f\u1712-\u1715\u1732-\u1734\u1752\u1753\u1772\u1773\u17b4-\u17d3"
    "\u17dd\u180b-\u180f\u1885\u1886\u18a9\u1920-\u193b\u1a17-\u1a1b\u1a55-\u1a7f\u1ab0-\u1b04\u1b34-\u1b44"
    "\u1b6b-\u1b73\u1b80-\u1b82\u1ba1-\u1bad\u1be6-\u1bf3\u1c24-\u1c37\u1cd0-\u1cf9\u1dc0-\u1dff\u20d0-\u20f0"
    "\u2cef-\u2cf1\u2d7f\u2de0-\u2dff\u302a-\u302f\u3099\u309a\ua66f-\ua672\ua674-\ua67d\ua69e\ua69f\ua6f0\ua6f1"
    "\ua802\ua806\ua80b\ua823-\ua82c\ua880\ua881\ua8b4-\ua8c5\ua8e0-\ua8f1\ua8ff\ua926-\ua92d\ua947-\ua953"
    "\ua980-\ua983\ua9b3-\ua9c0\ua9e5\uaa29-\uaa36\uaa43\uaa4c\uaa4d\uaa7b-\uaa7d\uaab0\uaab2-\uaab4\uaab7\uaab8"
    "\uaabe\uaabf\uaac1\uaaeb-\uaaef\uaaf5\uaaf6\uabe3-\uabea\uabec\uabed\ufb1e\ufe00-\ufe0f\ufe20-\ufe2f"
)
"""Inside of a class: combining marks of the basic plane, which ``\\w`` leaves out. Without them Thai,
Lao, Khmer and Indic words fall apart at every vowel sign."""

BEYOND_LATIN = "[\u0370-\u1dff\u2e80-\ud7af\uf900-\ufdff\U00010000-\U0003ffff]"
"""The class of letters of other scripts."""

TWICE_ENCODED = (
    "[\u00c2-\u00f4]",
    "[\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u201a\u201e\u2020\u2021\u2030\u20ac]",
)
"""Two classes that make a multi-byte UTF-8 sequence as windows-1252 shows it; the bytes shown as quotes and
dashes are left out, they follow letters in clean text too."""
