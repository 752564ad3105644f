"""Copies of a table for other programs: samples for spreadsheets, JSON Lines, texts for corpus tools."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, Final

from output.cells import Cell, cells, plain
from output.corpus import Corpus
from output.durable import move
from output.errors import CorpusError
from output.highlights import sample_ids
from output.rows import Row
from output.schema import SCHEMAS
from output.tables import Tables
from output.xlsx import write_xlsx

SAMPLE_ROWS: Final = 1_000
"""Rows of a sample for a spreadsheet: what one can look through, and opens at once."""

EXPORTED: Final = ("documents", "duplicates", "rejected")

METADATA: Final = "metadata.csv"
"""The file beside the plain texts that says what each one is."""

_UNSAFE: Final = re.compile(r"[^\w.-]+")


class ExportFormat(StrEnum):
    """What a table can be exported to."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"
    TEXT = "text"

    @property
    def is_sheet(self) -> bool:
        """Return whether people open it in a spreadsheet."""
        return self in {ExportFormat.CSV, ExportFormat.XLSX}


@dataclass(frozen=True, slots=True)
class Export:
    """What to export: a table, ``rows`` drawn at random (but always the same), ``None`` for all of them."""

    format: ExportFormat
    table: str = "documents"
    rows: int | None = None


def export(corpus: Corpus, out: Path, *, what: Export) -> int:
    """Write ``what`` of ``corpus`` to the file, or for plain text the new folder, ``out``; return its rows.

    It appears in one step. Memory is a batch of rows and the ids of a sample. Raises CorpusError when
    ``out`` is a file or a folder with files in it, the working folder, or inside the corpus.
    """
    named, out = out, out.resolve()  # what `..` and links lead to; and "." has no name
    _refuse_target(corpus, named, into_folder=what.format is ExportFormat.TEXT)
    tables = corpus.tables()
    draft = out.with_name(f".{out.name}.new")
    out.parent.mkdir(parents=True, exist_ok=True)
    _remove(draft)  # of an export that was killed
    try:
        written = _WRITERS[what.format](draft, what.table, _chosen(tables, what))
        move(draft, out)
    finally:
        _remove(draft)
    return written


def _refuse_target(corpus: Corpus, named: Path, *, into_folder: bool) -> None:
    """Raise CorpusError where an export would take the place of something, or be taken for data."""
    out = named.resolve()
    if out.is_relative_to(corpus.path.resolve()):
        raise CorpusError(
            f"{named}: is inside the corpus, whose readers would take it for data; choose another"
        )
    if out.is_dir() and (not into_folder or any(out.iterdir())):
        raise CorpusError(f"{named}: is a folder that is there already; choose a new name")
    if out == Path.cwd():  # it would be replaced, and whoever stands in it would see nothing
        raise CorpusError(f"{named}: is the folder you are in; choose a new name")
    if out.exists() and not out.is_dir():
        raise CorpusError(f"{named}: is there already; choose a new name, or move it away first")


def _remove(draft: Path) -> None:
    if draft.is_dir():
        shutil.rmtree(draft)
    draft.unlink(missing_ok=True)


def _chosen(tables: Tables, what: Export) -> Iterator[Row]:
    if what.rows is None:
        return tables.rows(what.table)
    return tables.find(what.table, "id", sample_ids(tables, what.table, what.rows))


def _write_csv(path: Path, table: str, rows: Iterator[Row]) -> int:
    """Write comma-separated values as spreadsheets read them: a byte order mark, all text in quotes."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        return _csv_rows(file, SCHEMAS[table].names, (list(cells(row).values()) for row in rows))


def _csv_rows(file: IO[str], names: Sequence[str], rows: Iterator[list[Cell]]) -> int:
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(names)
    count = 0
    for row in rows:
        writer.writerow("" if value is None else value for value in row)
        count += 1
    return count


def _write_workbook(path: Path, table: str, rows: Iterator[Row]) -> int:
    return write_xlsx(
        path, table, columns=SCHEMAS[table].names, rows=(list(cells(row).values()) for row in rows)
    )


def _write_jsonl(path: Path, _table: str, rows: Iterator[Row]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(plain(row), ensure_ascii=False) + "\n")
            count += 1
    return count


def _write_texts(folder: Path, table: str, rows: Iterator[Row]) -> int:
    """Write each report to <site>/<id>.txt, its title first, and what is known of them to ``METADATA``."""
    folder.mkdir()
    names = [name for name in SCHEMAS[table].names if name not in {"text", "captions"}]

    def written() -> Iterator[list[Cell]]:
        for row in rows:
            place = f"{_file_name(row['site'] or 'no-site')}/{_file_name(row['id'])}.txt"
            (folder / place).parent.mkdir(exist_ok=True)
            (folder / place).write_text(_text(row), encoding="utf-8", newline="\n")
            known = cells(row)
            yield [place, *(known[name] for name in names)]

    with (folder / METADATA).open("w", encoding="utf-8-sig", newline="") as file:
        return _csv_rows(file, ["file", *names], written())


def _text(row: dict[str, Any]) -> str:
    return "\n\n".join(filter(None, (row["title"], row["text"]))) + "\n"


def _file_name(text: str) -> str:
    """Return ``text`` as a file name on every system: a site is what a page said it was."""
    return _UNSAFE.sub("_", text).strip(".")[:100] or "_"


_WRITERS: Final[dict[ExportFormat, Callable[[Path, str, Iterator[Row]], int]]] = {
    ExportFormat.CSV: _write_csv,
    ExportFormat.XLSX: _write_workbook,
    ExportFormat.JSONL: _write_jsonl,
    ExportFormat.TEXT: _write_texts,
}
