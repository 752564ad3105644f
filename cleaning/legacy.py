"""Vietnamese encodings older than Unicode: TCVN3 (ABC), VISCII, VNI and windows-1258.

No charset detector knows the first three: their bytes look like Western European text, and so do
texts that someone decoded as such. So every reading is tried on the text as read in windows-1252,
and the syllables choose: read rightly, nearly every word with a mark is a legal syllable (measured
.36 → 1.0), read wrongly few are. Sources: TCVN 5712:1993, RFC 1456, VNI's and Microsoft's code charts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import filterfalse, islice, product

from cleaning.syllables import ACUTE, DOT_BELOW, GRAVE, HOOK, TILDE, is_syllable

_TCVN_80 = "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"
_TCVN_A1 = (
    "ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíị"
    "òỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
_TCVN_CONTROLS = dict(
    zip((1, 2, 4, 5, 6, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17), "ÚỤỪỬỮỨỰỲỶỸÝỴ", strict=True)
)
_WINDOWS_PUNCTUATION = b"\x85\x91\x92\x93\x94\x95\x96\x97\x99"
"""Ellipsis, quotes, bullet, dashes and trade mark, which the ABC fonts kept where TCVN 5712 has capitals."""
_VISCII_80 = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_VISCII_CONTROLS = dict(zip((0x02, 0x05, 0x06, 0x14, 0x19, 0x1E), "ẲẴẪỶỸỴ", strict=True))
_CP1258 = {0xCC: GRAVE, 0xD2: HOOK, 0xDE: TILDE, 0xEC: ACUTE, 0xF2: DOT_BELOW} | dict(
    zip((0xC3, 0xD0, 0xD5, 0xDD, 0xE3, 0xF0, 0xF5, 0xFD, 0xFE), "ĂĐƠƯăđơư₫", strict=True)
)
_CP1258_PUNCTUATION = {
    byte: character for byte in range(0x80, 0xA0) if (character := bytes([byte]).decode("cp1258", "ignore"))
}
"""Curly quotes, dashes and the like: read as latin-1 they are control characters and would be deleted."""
_VNI_LETTERS = dict(zip("ñôöíìæóòî", "đơưíìỉĩịỵ", strict=True))
_VNI_TONES = dict(zip("ùøûõï", (ACUTE, GRAVE, HOOK, TILDE, DOT_BELOW), strict=True))
_VNI_SHAPES = {
    "\u0302": dict(zip("âáàåãä", ("", ACUTE, GRAVE, HOOK, TILDE, DOT_BELOW), strict=True)),
    "\u0306": dict(zip("êéèúüë", ("", ACUTE, GRAVE, HOOK, TILDE, DOT_BELOW), strict=True)),
}
_VNI_SHAPED = {"\u0302": "aeo", "\u0306": "a"}

MIN_CHANGED = 5
"""Distinct words that a reading must change in what already is text before it can be right; on real
pages that were right, up to two changed and were legal by chance."""
MIN_CHANGED_BYTES = 2
"""The same for bytes that are not UTF-8, which must be in some other encoding."""
MIN_LEGAL = 0.8
"""Share of legal syllables among the words read; the right reading has nearly all, a wrong one under
half (foreign names and abbreviations make up the difference to 1)."""
_MAX_WORDS = 5000
"""Marked words that are looked at; the shares over so many are settled."""
MAX_LEGAL_BEFORE = 0.4
"""Share of legal syllables among the same words as they stand: if more, they were right already."""
MIN_CHANGED_SHARE = 0.25
"""Share of the marked words that a reading must change: a text in another encoding is so throughout,
while a page has a stray ``®`` or a French name."""


def _as_read(byte: int) -> tuple[str, ...]:
    """Return the characters as which a byte of unknown encoding shows: latin-1's and windows-1252's."""
    return tuple({chr(byte), bytes([byte]).decode("cp1252", "ignore") or chr(byte)})


def _table(letters: Mapping[int, str]) -> dict[int, str]:
    """Return a table for ``str.translate`` from text read in latin-1 or windows-1252."""
    return {ord(seen): letter for byte, letter in letters.items() for seen in _as_read(byte)}


def _row(first: int, letters: str) -> dict[int, str]:
    return dict(enumerate(letters, first))


def _vni_pairs() -> dict[str, str]:
    """Return what each letter and the mark typed after it stand for, in lower case."""
    bases = {letter: letter for letter in "aeouy"} | {"ô": "ơ", "ö": "ư"}
    pairs = {base + mark: bases[base] + tone for base, (mark, tone) in product(bases, _VNI_TONES.items())}
    for shape, marks in _VNI_SHAPES.items():
        for base, (mark, tone) in product(_VNI_SHAPED[shape], marks.items()):
            pairs[base + mark] = base + shape + tone
    return {typed: unicodedata.normalize("NFC", meant) for typed, meant in pairs.items()}


_VNI = _VNI_LETTERS | _vni_pairs()
_VNI_MARKS = "".join({*_VNI_TONES, *_VNI_SHAPES["\u0302"], *_VNI_SHAPES["\u0306"]})
_VNI_UNIT = re.compile(f"[aeouyôö][{_VNI_MARKS}]|[{''.join(_VNI_LETTERS)}]", re.IGNORECASE)
_CAPITALS_BY_FONT = re.compile(
    r"^[^a-z\n]*[A-Z][^a-z\n]*[A-Z][^a-z\n]*$|\b[^\W\d_a-z]+[A-Z][^\W\d_a-z]*\b", re.M
)
"""Lines, and words, without a plain small letter but with several capitals."""


def _from_vni(text: str) -> str:
    """Read VNI: a plain letter followed by a letter that stands for its marks."""

    def meant(unit: re.Match[str]) -> str:
        typed = unit.group()
        letters = _VNI.get(typed.lower())
        if letters is None:
            return "".join(_VNI_UNIT.sub(meant, one) for one in typed)
        return letters.upper() if typed[0].isupper() else letters

    return _VNI_UNIT.sub(meant, text)


def _by_table(table: Mapping[int, str]) -> Callable[[str], str]:
    return lambda text: unicodedata.normalize("NFC", text.translate(table))


def _from_tcvn3(text: str) -> str:
    """Read TCVN3 as the ABC fonts used it: capitals with marks are small letters in a capital font."""
    return _CAPITALS_BY_FONT.sub(lambda word: word.group().upper(), _TCVN3(text))


_TCVN3 = _by_table(
    _table(
        {byte: letter for byte, letter in _row(0x80, _TCVN_80).items() if byte not in _WINDOWS_PUNCTUATION}
        | _row(0xA1, _TCVN_A1)
        | _TCVN_CONTROLS
    )
)
READINGS: Mapping[str, Callable[[str], str]] = {
    "windows-1258": _by_table(_table(_CP1258_PUNCTUATION | _CP1258)),
    "tcvn3": _from_tcvn3,
    "tcvn5712-1": _by_table(_table(_row(0x80, _TCVN_80) | _row(0xA1, _TCVN_A1) | _TCVN_CONTROLS)),
    "viscii": _by_table(_table(_row(0x80, _VISCII_80) | _VISCII_CONTROLS)),
    "vni": _from_vni,
}
"""Name of each encoding → how text in it, read as windows-1252 or latin-1, becomes what was meant.
Best known first: of two that fit equally well the first is taken."""

SUSPICIOUS = re.compile("[\u0080-\u00ff\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")
_STAND_INS = re.compile("[\u0080-\u0090\u0098-\u00ff\u0152-\u0192\u02c6\u0300-\u036f]")
MIN_STAND_INS = 3
"""Different signs that stand for letters, quotes and dashes aside, in what already is text: most English
pages hold fewer, and looking at their words takes longer than all the rest of decoding."""
UNICODE_VIETNAMESE = re.compile("[\u0300-\u036f\u1ea0-\u1ef9]")
_MARKED_WORD = re.compile(r"[^\s\d!-/:-@\[-`{-~\u2010-\u2026]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """``text`` as it was meant, and the name of the encoding that explains it."""

    text: str
    encoding: str


def restore(text: str, *, min_changed: int = MIN_CHANGED) -> Reading | None:
    """Return ``text`` with its lines in a legacy encoding made right, or ``None`` if it has none.

    ``text`` is bytes of unknown encoding read as latin-1 or windows-1252. Lines that hold letters only
    Unicode has are left alone: pages mix both. ``min_changed`` distinct words must come out changed.
    """
    if not _holds_stand_ins(text, min_changed):
        return None
    lines = text.split("\n")
    suspects = [at for at, line in enumerate(lines) if _is_suspect(line)]
    encoding = _fitting_encoding((lines[at] for at in suspects), min_changed) if suspects else None
    if encoding is None:
        return None
    for at in suspects:
        lines[at] = READINGS[encoding](lines[at])
    return Reading("\n".join(lines), encoding)


def _holds_stand_ins(text: str, min_changed: int) -> bool:
    wanted = MIN_STAND_INS if min_changed >= MIN_CHANGED else 1
    seen: set[str] = set()
    for sign in _STAND_INS.finditer(text):
        seen.add(sign.group())
        if len(seen) >= wanted:
            return True
    return False


def _is_suspect(line: str) -> bool:
    if line.isascii():  # at once, and most lines of a page are
        return False
    return SUSPICIOUS.search(line) is not None and UNICODE_VIETNAMESE.search(line) is None


def _fitting_encoding(lines: Iterable[str], min_changed: int) -> str | None:
    """Return the encoding in which the words of ``lines`` become legal syllables, if there is one."""
    # Most of a page is ASCII: what stands between two spaces is looked at whole before it is parted.
    pieces = (piece for line in lines for piece in filterfalse(str.isascii, line.split()))
    found = (word for piece in pieces for word in _MARKED_WORD.findall(piece))
    words = set(islice((word for word in found if len(word) > 1 and not word.isascii()), _MAX_WORDS))
    if len(words) < min_changed:
        return None
    fits = {encoding: _fit(words, read, min_changed) for encoding, read in READINGS.items()}
    best = max(fits, key=fits.__getitem__)
    return best if fits[best] >= MIN_LEGAL else None


def _fit(words: Collection[str], read: Callable[[str], str], min_changed: int) -> float:
    """Return the share of ``words`` that are legal syllables as ``read``; 0 if that explains little."""
    meant = dict(zip(words, read("\n".join(words)).split("\n"), strict=True))
    changed = [word for word in words if meant[word] != word]
    if len(changed) < max(min_changed, MIN_CHANGED_SHARE * len(words)):
        return 0.0
    before, after = _legal_share(changed), _legal_share([meant[word] for word in changed])
    return min(after, _legal_share(meant.values())) if before <= MAX_LEGAL_BEFORE else 0.0


def _legal_share(words: Collection[str]) -> float:
    return sum(map(is_syllable, words)) / len(words)
