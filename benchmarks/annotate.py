"""``python -m benchmarks.annotate MARKED… --out FOLDER``: make a dump and its gold from one marked file.

Form of a marked file: first lines ``@title: …`` (also published, byline, source, lang), then the dump, each
non-empty line as ``role<TAB>line`` or, where only a part of the line belongs to the report,
``role<TAB>line<TAB>what belongs``. Empty lines stay empty lines of the dump. Marked files may be thrown
away afterwards: dump and gold hold all of it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cleaning.document import TEXT_ROLES, Role

FIELDS: Final = ("title", "published", "byline", "source", "lang")
DEFAULTS: Final = {"lang": "vi"}
WITH_TEXT: Final = TEXT_ROLES | {Role.TITLE, Role.CAPTION}
"""Roles whose text is content: the gold says how the line reads in the report."""

ROLES: Final = frozenset(str(role) for role in Role)


class MarkError(ValueError):
    """A marked file that isn't of the form above; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """A dump and its gold file as JSON text."""

    text: str
    gold: str


def main(argv: Sequence[str] | None = None) -> int:
    """Write ``NAME.txt`` and ``gold/NAME.json`` for each marked file and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.annotate", description=__doc__)
    parser.add_argument("marked", nargs="+", type=Path)
    parser.add_argument("--out", required=True, type=Path, help="folder of dumps, with gold/ in it")
    arguments = parser.parse_args(argv)
    (arguments.out / "gold").mkdir(parents=True, exist_ok=True)
    try:
        for path in arguments.marked:
            _write(path, arguments.out)
    except (MarkError, OSError) as error:
        sys.stderr.write(f"benchmarks.annotate: {error}\n")
        return 2
    return 0


def annotated(marked: str, name: str) -> Annotated:
    """Return the dump ``name`` and the gold that ``marked`` describes; raises MarkError."""
    rows = marked.rstrip("\n").split("\n")
    head = [row for row in rows if row.startswith("@")]
    metadata = dict.fromkeys(FIELDS) | DEFAULTS
    for row in head:
        field, _, value = row[1:].partition(":")
        if field not in FIELDS:
            raise MarkError(f"{name}: @{field}: the fields are {', '.join(FIELDS)}")
        metadata[field] = value.strip()
    texts: list[str] = []
    lines: list[dict[str, object]] = []
    for number, row in enumerate(rows[len(head) :], start=1):
        mark = _mark(row, f"{name}, line {number} of the dump")
        texts.append(mark.line)
        if mark.line:
            lines.append({"line": number, "role": mark.role, "clean": mark.clean})
    gold = {"file": f"{name}.txt", "metadata": metadata, "lines": lines}
    return Annotated("\n".join(texts) + "\n", json.dumps(gold, ensure_ascii=False, indent=1) + "\n")


def _write(path: Path, folder: Path) -> None:
    made = annotated(path.read_text(encoding="utf-8"), path.stem)
    (folder / f"{path.stem}.txt").write_text(made.text, encoding="utf-8")
    (folder / "gold" / f"{path.stem}.json").write_text(made.gold, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _Mark:
    role: str
    line: str
    clean: str | None


def _mark(row: str, where: str) -> _Mark:
    if not row.strip():
        return _Mark("", "", None)
    role, *rest = row.split("\t")
    if role not in ROLES or len(rest) not in (1, 2):
        raise MarkError(f"{where}: not role<TAB>line[<TAB>clean]: {row[:60]!r}")
    return _Mark(role, rest[0], rest[-1] if role in WITH_TEXT else None)


if __name__ == "__main__":
    sys.exit(main())
