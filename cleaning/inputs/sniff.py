"""What a file is, from its name and its first bytes."""

from __future__ import annotations

import json
import re
from itertools import islice
from pathlib import PurePosixPath

from cleaning.inputs.code import for_programs
from cleaning.inputs.options import Format
from cleaning.inputs.problems import ReadError
from cleaning.inputs.streams import marked_encoding

HEAD = 16 * 1024
"""Bytes looked at."""

_COMPRESSIONS = frozenset({".gz", ".gzip", ".zst", ".zstd", ".bz2", ".xz"})
_SUFFIXES = {
    **dict.fromkeys((".txt", ".text"), Format.TEXT),
    **dict.fromkeys((".html", ".htm", ".xhtml"), Format.HTML),
    **dict.fromkeys((".jsonl", ".ndjson", ".jsonlines"), Format.JSONL),
    ".json": Format.JSON,
    ".csv": Format.CSV,
    **dict.fromkeys((".tsv", ".tab"), Format.TSV),
    **dict.fromkeys((".parquet", ".pq"), Format.PARQUET),
    **dict.fromkeys((".warc", ".wet"), Format.WARC),
}
_OTHER_FORMATS = (
    (re.compile(rb"%PDF-"), "a PDF document"),
    (re.compile(rb"\{\\rtf"), "an RTF document"),
    (re.compile(rb"\xd0\xcf\x11\xe0"), "an old Office document"),
    (
        re.compile(rb"PK\x03\x04.{26}(?:\[Content_Types\]|_rels/|mimetypeapplication/)", re.DOTALL),
        "an Office or e-book document",
    ),
    (re.compile(rb"SQLite format 3\0"), "an SQLite database"),
    (re.compile(rb"Rar!\x1a\x07"), "a RAR archive"),
    (re.compile(rb"7z\xbc\xaf\x27\x1c"), "a 7-Zip archive"),
    (re.compile(rb"ARROW1|ORC|Obj\x01"), "an Arrow, ORC or Avro file"),
)
_XML = re.compile(r"\s*<(?:\?xml|rss|feed|urlset|sitemapindex)\b", re.IGNORECASE)
_HTML_START = re.compile(
    r"\s*+(?:<\?xml[^>]*+>\s*+|<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_BLOCK_TAG = re.compile(
    r"</(?:p|div|h[1-6]|li|ul|ol|td|table|section|article|body)\s*>|<br\s*/?>", re.IGNORECASE
)
_MIN_BLOCK_TAGS = 2
"""Block tags that make a text HTML: one may be quoted by an article on web design."""

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))
_MAX_CONTROLS = 0.05
"""Share of control characters in text; bytes at random hold a tenth, padded database fields a few."""
_MAX_CONTROLS_WITH_NUL = 0.01
_MIN_WIDE_NULS = 0.2
"""Share of NUL bytes at odd or at even places that makes UTF-16: every space and digit has one."""
_MAX_OTHER_NULS = 0.04


def is_zip(head: bytes) -> bool:
    """Whether the file is a zip archive; office documents are too, and are refused before."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def is_tar(head: bytes) -> bool:
    """Whether the file is a tar archive (every kind since 1988)."""
    return head[257:262] == b"ustar"


def kind_of(name: str, head: bytes, *, named: bool = True) -> Format:
    """Return the format of an unpacked file that is no archive.

    Magic bytes first, then the suffix, then the look of the content; what is left is text, but for code and
    settings that nobody ``named``: they were met in a folder. Raises ReadError ``unknown_format``
    (recognised, but not an input of ours) or ``binary_file``.
    """
    refuse_other_formats(head)
    if head.startswith(b"PAR1"):
        return Format.PARQUET
    if head.startswith(b"WARC/"):
        return Format.WARC
    bare = _without_compressions(name)
    by_name = _SUFFIXES.get(bare.suffix.lower())
    if by_name in {Format.PARQUET, Format.WARC}:
        raise ReadError("corrupt_archive", f"does not begin like a {by_name} file")
    if is_binary(head):
        raise ReadError("binary_file", "is neither text nor a known format")
    text = _text(head)
    kind = _seen(text, by_name)
    if not named and kind in {Format.TEXT, Format.HTML} and not _HTML_START.match(text):
        _refuse_code(str(bare))
    return kind


def _refuse_code(name: str) -> None:
    if sign := for_programs(name):
        said = f"is code or settings by its name ({sign}), which is read only when it is named itself"
        raise ReadError("unknown_format", said)


def refuse_other_formats(head: bytes) -> None:
    """Raise ReadError ``unknown_format`` for documents and databases that are no input of ours."""
    for magic, what in _OTHER_FORMATS:
        if magic.match(head):
            raise ReadError("unknown_format", f"is {what}, which is not read")


def is_binary(head: bytes) -> bool:
    """Whether these bytes are no text in any encoding."""
    if not head or marked_encoding(head) or _wide_encoding(head):
        return False
    controls = (len(head) - len(head.translate(None, _CONTROLS))) / len(head)
    return controls > (_MAX_CONTROLS_WITH_NUL if b"\0" in head else _MAX_CONTROLS)


def looks_like_html(text: str) -> bool:
    """Whether a text is markup rather than prose: an HTML head, or several block tags."""
    if "<" not in text:
        return False
    return bool(_HTML_START.match(text[:HEAD])) or _has_block_tags(text)


def _has_block_tags(text: str) -> bool:
    return sum(1 for _ in islice(_BLOCK_TAG.finditer(text), _MIN_BLOCK_TAGS)) == _MIN_BLOCK_TAGS


def _without_compressions(name: str) -> PurePosixPath:
    """The name below ``.gz`` and the like."""
    path = PurePosixPath(name)
    while path.suffix.lower() in _COMPRESSIONS:
        path = path.with_suffix("")
    return path


def _seen(text: str, named: Format | None) -> Format:
    """Let the content correct a suffix that says nothing or too little."""
    if named is Format.JSON:
        return Format.JSONL if _is_json_lines(text) else Format.JSON
    if named in {None, Format.TEXT} and _HTML_START.match(text):
        return Format.HTML
    if named is not None:
        return named
    if _XML.match(text):
        raise ReadError("unknown_format", "is XML (a feed or a sitemap?), which is not read")
    if re.match(r"\s*\{\s*\"", text):
        return Format.JSONL if _is_json_lines(text) else Format.JSON
    if re.match(r"\s*\[\s*\{\s*\"", text):
        return Format.JSON
    return Format.HTML if looks_like_html(text) else Format.TEXT


def _is_json_lines(text: str) -> bool:
    """Whether the first line is a whole object and another line follows."""
    first, newline, rest = text.lstrip().partition("\n")
    if not newline or not rest.strip():
        return False
    try:
        return isinstance(json.loads(first), dict)
    except ValueError:
        return False


def _text(head: bytes) -> str:
    """The head as text, good enough to find markup in."""
    encoding = marked_encoding(head) or _wide_encoding(head) or "utf-8"
    return head.decode(encoding, "replace").lstrip("\ufeff")


def _wide_encoding(head: bytes) -> str | None:
    """UTF-16 without a mark: NULs at every other place only, and hardly any control character."""
    if b"\0" not in head:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) < _MIN_WIDE_NULS * len(head) / 2 or min(even, odd) > _MAX_OTHER_NULS * len(head) / 2:
        return None
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = head.decode(encoding, "replace")
    controls = sum(character < " " and character not in "\t\n\r\f" for character in text)
    return encoding if controls <= _MAX_CONTROLS * len(text) else None
