"""The four tables in words, from the schema itself: for the terminal and for the dataset card."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from output.schema import SCHEMA_VERSION, SCHEMAS

ABOUT = {
    "documents": "one row for each distinct report",
    "duplicates": "one row for each copy that was left out, with what was kept instead",
    "rejected": "one row for each record that was left out or could not be read, with the reason",
    "removals": "one row for each piece of a record that is not in its text, with the rule",
}

_WIDTH: Final = 80
_INDENT: Final = " " * 24
"""Where types, meanings and examples begin: behind the longest name."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column in words; ``null`` tells whether it may be empty, ``example`` is one value as text."""

    name: str
    type: str
    meaning: str
    example: str
    null: bool


def columns(table: str) -> list[Column]:
    """Return the columns of ``table`` in order."""
    return [
        Column(field.name, _type_name(field.type), *_words(field), null=field.nullable)
        for field in SCHEMAS[table]
    ]


def schema_text() -> str:
    """Return all tables with column, type, meaning and example, at most 80 characters wide."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield f"Schema version {SCHEMA_VERSION}. Columns marked ? may be null."
    for table, about in ABOUT.items():
        yield ""
        yield from textwrap.wrap(f"{table}: {about}", _WIDTH, subsequent_indent="  ")
        for column in columns(table):
            name = column.name + ("?" if column.null else "")
            yield f"  {name:<21} {column.type}"
            for words in (column.meaning, f"e.g. {column.example}"):
                yield from textwrap.wrap(words, _WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT)


def _words(field: pa.Field) -> tuple[str, str]:
    example = field.metadata[b"example"].decode()
    return field.metadata[b"meaning"].decode(), example.replace("\n", "\\n")


def _type_name(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"list<{kind.value_type}>"
    return "float32" if kind == pa.float32() else str(kind)
