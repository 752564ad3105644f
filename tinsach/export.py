"""The command that copies a table for other programs."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from output.corpus import Corpus
from output.export import SAMPLE_ROWS, Export, ExportFormat, export
from output.wording import counted
from tinsach.errors import UsageError

_BY_SUFFIX = {f".{one}": one for one in ExportFormat if one is not ExportFormat.TEXT}


def export_table(arguments: argparse.Namespace) -> int:
    """Write the table to the file or folder that was named, and say what is in it."""
    corpus, out = Corpus.existing(arguments.corpus), arguments.out
    made = _format(out)
    rows = arguments.rows
    if rows is None and made.is_sheet and not arguments.all:
        rows = SAMPLE_ROWS
    written = export(corpus, out, what=Export(made, arguments.table, rows))
    every = corpus.tables().rows_in(arguments.table)
    if arguments.json:
        told = {"file": str(out), "table": arguments.table, "rows": written, "of": every}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        return 0
    of = "" if written == every else f" of {every:,}, drawn at random (--all takes them all)"
    sys.stdout.write(f"{out}: {counted(written, 'row')} of {arguments.table}{of}\n")
    return 0


def _format(out: Path) -> ExportFormat:
    """Return the format that the name of the target says; a name without suffix is a folder of texts."""
    if not out.suffix:
        return ExportFormat.TEXT
    if made := _BY_SUFFIX.get(out.suffix.lower()):
        return made
    known = ", ".join(_BY_SUFFIX)
    raise UsageError(f"{out}: --out ends in one of {known}, or in none: then it is a folder for plain text")
