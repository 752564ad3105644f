"""Reading ahead: the lines of some records read together before the first is cleaned, three times as fast.

Nothing depends on it but the time: what was not read ahead is read when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

from cleaning.document import Media, Record
from cleaning.glued_signature import without_signatures
from cleaning.lines_together import MAX_TOGETHER, read_together
from cleaning.normal_form import tidied
from cleaning.text import read_ahead

MAX_CHARACTERS: Final = 1 << 16
"""Characters of the longest text that is read ahead: what is known of a longer one would take much memory."""

Read = TypeVar("Read")

_settled: Final[dict[str, str]] = {}


def ahead(records: Iterable[Read]) -> Iterator[Read]:
    """Yield ``records``, the texts among them read ahead as far as is worth while."""
    held: list[Read] = []
    size = 0
    for record in records:
        length = len(_text(record))
        if held and size + length > MAX_TOGETHER:
            yield from _with_texts_read(held)
            held, size = [], 0
        held.append(record)
        size += length
    yield from _with_texts_read(held)


def settled(content: str | bytes) -> str | None:
    """Return ``content`` decoded and normalised if it was read ahead and is plain text that needs neither.

    But for its spaces, that is. None: ask ``decode`` and ``normalise``.
    """
    return _settled.get(content) if isinstance(content, str) else None


def _text(record: object) -> str:
    """Return the text of a record that is to be read ahead, else nothing."""
    if not isinstance(record, Record) or record.media is not Media.TEXT:
        return ""
    content = record.content
    return content if isinstance(content, str) and len(content) <= MAX_CHARACTERS else ""


def _title(record: object) -> str:
    """Return the title declared for a text that is to be read ahead, else nothing."""
    return (record.declared.title or "") if isinstance(record, Record) and _text(record) else ""


def _with_texts_read(records: list[Read]) -> list[Read]:
    """Return ``records``, their texts and titles read."""
    texts = list(filter(None, map(_text, records)))
    titles = filter(None, map(_title, records))
    unsigned = without_signatures(text.rstrip("\n").rpartition("\n")[2] for text in texts)
    lines = list(dict.fromkeys([*(line for text in texts for line in text.split("\n")), *unsigned, *titles]))
    read = {line: found for line, found in zip(lines, read_together(lines), strict=True) if found}
    plain = {line for line, found in read.items() if found.is_settled}
    tidy = {line for line in plain if read[line].is_tidy}
    read_ahead(read | {tidied(line): found for line, found in read.items() if not found.is_tidy})
    _settled.clear()
    for text in texts:
        own = text.split("\n")
        if plain.issuperset(own):
            _settled[text] = text if tidy.issuperset(own) else tidied(text)
    return records
