"""Bytes to text: byte order mark, UTF-8, what was declared, what the syllables say, what is likely.

UTF-8 that decodes is UTF-8 whatever the page declares: no other encoding decodes as it by chance,
and declarations are often a server's default.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from itertools import filterfalse, islice
from typing import TYPE_CHECKING

from cleaning.characters import TWICE_ENCODED
from cleaning.legacy import MIN_CHANGED_BYTES, READINGS, restore

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

BROKEN_BYTES, LEGACY_ENCODING, MOJIBAKE = "broken_bytes", "legacy_encoding", "mojibake"

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FORMATS = {
    b"%PDF-": "a PDF file",
    b"PK\x03\x04": "a ZIP archive or office document",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old office document",
    b"{\\rtf": "an RTF document",
    b"\x1f\x8b\x08": "gzip data",
    b"\x28\xb5\x2f\xfd": "Zstandard data",
    b"\xfd7zXZ\x00": "xz data",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"\x89PNG\r\n": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x7fELF": "a program",
    b"SQLite format 3\x00": "an SQLite database",
    b"OggS\x00": "Ogg media",
}
_DECLARATION = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_HEAD = 2048
"""Bytes in which a page declares its charset (HTML asks for the first 1,024)."""
_SAMPLE = 1 << 16
"""Bytes that are looked at to guess; more cost time and change no answer."""

_GUESSED = 1 << 13
"""Bytes that charset-normalizer is shown, which it needs no more of to tell common encodings apart."""

_MEANT = {
    "iso8859-1": "cp1252",  # as every browser reads it
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_NEVER = frozenset(("idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7"))
"""Python's codecs that no page is written in; some are slow or run escapes of the input."""
_WESTERN = frozenset(("", "cp1252", "cp1258", "iso8859-15", "utf-8"))
"""Declarations that say nothing: what servers and editors add to pages in Vietnamese fonts."""

MIN_GOOD_PER_BROKEN = 4
"""Well-formed UTF-8 sequences for one broken: other encodings form hardly any by chance."""
MAX_CONTROLS = 0.05
"""Share of control bytes above which bytes are no text; random bytes have .1; VISCII and TCVN put
rare capitals there (.024 of a headline)."""
MAX_NULS = 0.001
"""Share of NUL bytes above which bytes are no text; a few come from padded database fields."""
MIN_UTF16_ZEROS, MAX_OTHER_ZEROS = 0.2, 0.02
"""Without a mark: share of zeros among the high bytes (spaces and plain letters) and the low ones."""

_TWICE_ENCODED = re.compile("".join(TWICE_ENCODED))
_CONTEXT = 30
"""Characters on each side of such a place that ftfy judges; over all of a text that is 25x slower."""

_MAX_PLACES = 1000
"""Places looked at (24 µs each): a text decoded wrongly shows it in the first few."""

_CONTROLS = bytes({*range(0x20)} - {*b"\t\n\r\f\v\x1b"}) + b"\x7f"


class UndecodableError(ValueError):
    """The bytes are not text; the message is one line for a person."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was in (empty for what already was text), and what was repaired.

    ``flags``: ``legacy_encoding`` (an encoding before Unicode), ``mojibake`` (was decoded wrongly
    before it came here), ``broken_bytes`` (some characters are U+FFFD now).
    """

    text: str
    encoding: str
    flags: tuple[str, ...] = ()


def decode(content: bytes | str, charset: str | None = None) -> Decoded:
    """Return ``content`` as text, repaired where it was decoded wrongly before.

    ``charset`` is what the source declares, which counts after the evidence of the bytes. Text given
    as ``str`` is repaired only. Raises UndecodableError for what is not text.
    """
    if isinstance(content, str):
        return _repaired(Decoded(content, ""))
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _repaired(_flagged(content[len(mark) :].decode(encoding, "replace"), encoding))
    _refuse_formats(content)
    wide = _wide(content) if b"\0" in content else None
    if wide is None:
        _refuse_binary(content)
    return _repaired(wide or _utf8(content, charset) or _declared_or_guessed(content, charset))


def _flagged(text: str, encoding: str) -> Decoded:
    """Return ``text``, flagged when decoding put replacement characters into it."""
    return Decoded(text, encoding, (BROKEN_BYTES,) if "\ufffd" in text else ())


def _refuse_formats(content: bytes) -> None:
    for magic, name in _FORMATS.items():
        if content.startswith(magic):
            raise UndecodableError(f"not text but {name}")


def _refuse_binary(content: bytes) -> None:
    """Raise UndecodableError when too many bytes are ones that no text has."""
    sample = content[:_SAMPLE]
    nuls = sample.count(0) / max(len(sample), 1)
    if nuls > MAX_NULS:
        raise UndecodableError(f"not text: {nuls:.1%} of its bytes are NUL")
    controls = (len(sample) - len(sample.translate(None, _CONTROLS))) / max(len(sample), 1)
    if controls > MAX_CONTROLS:
        raise UndecodableError(f"not text: {controls:.1%} of its bytes are control characters")


def _wide(content: bytes) -> Decoded | None:
    """Return UTF-16 without a byte order mark, told by where its zeros stand."""
    sample = content[:_SAMPLE]
    pairs = max(len(sample) // 2, 1)
    even, odd = sample[::2].count(0) / pairs, sample[1::2].count(0) / pairs
    if odd >= MIN_UTF16_ZEROS and even <= MAX_OTHER_ZEROS:
        return _flagged(content.decode("utf-16-le", "replace"), "utf-16-le")
    if even >= MIN_UTF16_ZEROS and odd <= MAX_OTHER_ZEROS:
        return _flagged(content.decode("utf-16-be", "replace"), "utf-16-be")
    return None


def _utf8(content: bytes, charset: str | None) -> Decoded | None:
    """Return UTF-8, also with a few broken bytes such as a tail cut inside a character."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return _broken_utf8(content)
    if "\x1b" in text and _codec(charset).startswith("iso2022"):  # shifts between sets of plain bytes
        return None
    return Decoded(text, "utf-8")


def _broken_utf8(content: bytes) -> Decoded | None:
    if not _mostly_utf8(content[:_SAMPLE].decode(errors="replace")):  # replacing much is slow
        return None
    text = content.decode(errors="replace")
    return Decoded(text, "utf-8", (BROKEN_BYTES,)) if _mostly_utf8(text) else None


def _mostly_utf8(text: str) -> bool:
    """Tell whether the letters beyond ASCII outnumber the replacement characters."""
    broken = text.count("\ufffd")
    good = len(text) - len(text.encode("ascii", "ignore")) - broken
    cut_tail = broken == 1 and text.endswith("\ufffd") and good > 0
    return cut_tail or good >= MIN_GOOD_PER_BROKEN * broken


def _declared_or_guessed(content: bytes, charset: str | None) -> Decoded:
    """Return bytes that are not UTF-8: by declaration, by their syllables, or as charset-normalizer says."""
    codec = _codec(charset) or _codec(_declaration(content))
    if codec in READINGS:
        return Decoded(READINGS[codec](content.decode("latin-1")), codec, (LEGACY_ENCODING,))
    if codec in _WESTERN:
        legacy = restore(content.decode("latin-1"), min_changed=MIN_CHANGED_BYTES)
        if legacy:
            return Decoded(legacy.text, legacy.encoding, (LEGACY_ENCODING,))
    if codec and codec != "utf-8":
        return _decoded_as(content, codec)
    return _guessed(content)


def _decoded_as(content: bytes, codec: str) -> Decoded:
    """Return ``content`` read in an encoding before Unicode."""
    found = _flagged(unicodedata.normalize("NFC", content.decode(codec, "replace")), codec)
    return replace(found, flags=(LEGACY_ENCODING, *found.flags))


def _declaration(content: bytes) -> str:
    """Return the charset that the head of a page or an XML file declares, or nothing."""
    found = _DECLARATION.search(content[:_HEAD])
    return found.group(1).decode("ascii") if found else ""


def _codec(charset: str | None) -> str:
    """Return the codec meant by a declared charset: one of Python's, a key of READINGS, or nothing."""
    name = (charset or "").strip().lower().replace("_", "-")
    if name in READINGS:
        return name
    try:
        codec = codecs.lookup(name).name
        b"a".decode(codec, "replace")  # raises LookupError for codecs that do not make text
    except (LookupError, ValueError):
        return ""
    return "" if codec.replace("_", "-") in _NEVER else _MEANT.get(codec, codec)


def _guessed(content: bytes) -> Decoded:
    """Return ``content`` in the encoding that charset-normalizer finds likeliest."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - rare, and slow to import

    for end in range(_GUESSED, _GUESSED - 4, -1):  # the cut may fall inside a character
        matches = from_bytes(content[:end])
        if matches or len(content) < end:
            break
    best = matches.best()
    if best is None:
        raise UndecodableError("not text: readable in no known encoding")
    equals = {
        match.encoding for match in matches if (match.chaos, match.coherence) == (best.chaos, best.coherence)
    }
    return _decoded_as(content, "cp1252" if "cp1252" in equals else best.encoding)


@cache
def _repairs() -> TextFixerConfig:
    """Return ftfy's settings: only text decoded wrongly is touched, never typography or markup."""
    from ftfy import TextFixerConfig  # noqa: PLC0415 - only texts that need it pay for it

    return TextFixerConfig(
        unescape_html=False,
        uncurl_quotes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        fix_line_breaks=False,
        remove_terminal_escapes=False,
        remove_control_chars=False,
    )


def _repaired(decoded: Decoded) -> Decoded:
    """Return ``decoded`` with text that was read in a wrong encoding before put right."""
    if decoded.text.isascii() or LEGACY_ENCODING in decoded.flags:
        return decoded
    legacy = restore(decoded.text)
    if legacy:
        return Decoded(legacy.text, legacy.encoding, (*decoded.flags, LEGACY_ENCODING, MOJIBAKE))
    return _unscrambled(decoded)


def _unscrambled(decoded: Decoded) -> Decoded:
    """Return ``decoded`` with UTF-8 that was read as a one-byte encoding put right by ftfy."""
    pieces = filterfalse(str.isascii, decoded.text.split("<"))  # most of a page is mark-up in plain letters
    if not any(map(_TWICE_ENCODED.search, pieces)):
        return decoded
    found = [place.start() for place in islice(_TWICE_ENCODED.finditer(decoded.text), _MAX_PLACES)]
    from ftfy import fix_text  # noqa: PLC0415 - rarely needed
    from ftfy.badness import is_bad  # noqa: PLC0415 - as above

    places = (decoded.text[max(0, at - _CONTEXT) : at + _CONTEXT] for at in found)
    if not any(map(is_bad, places)):
        return decoded
    text = "\n".join(
        fix_text(line, _repairs()) if _TWICE_ENCODED.search(line) else line
        for line in decoded.text.split("\n")
    )
    if unicodedata.normalize("NFC", text) == unicodedata.normalize("NFC", decoded.text):
        return decoded
    return replace(decoded, text=text, flags=(*decoded.flags, MOJIBAKE))
