"""The pages and dumps the speed benchmark runs on, laid out as files."""

from __future__ import annotations

import gzip
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.gold import SHARED

DATA: Final = SHARED / "data"
DUMP: Final = DATA / "text" / "baomoi.jsonl.gz"


def article_pages(count: int) -> list[Path]:
    """Return at most ``count`` stored article pages: Vietnamese first, other languages, then WCXB's."""
    return list(itertools.islice(_pages(), count))


def is_vietnamese(path: Path) -> bool:
    """Tell whether ``path`` is a stored Vietnamese page: the language decides what cleaning costs."""
    return path.is_relative_to(DATA / "html") and not path.is_relative_to(DATA / "html" / "fundus")


def lay_out_pages(pages: list[Path], folder: Path) -> int:
    """Unpack ``pages`` into ``folder`` as ``0000.html`` …, and return their size in bytes."""
    folder.mkdir(parents=True)
    size = 0
    for number, path in enumerate(pages):
        content = gzip.decompress(path.read_bytes())
        (folder / f"{number:04d}.html").write_bytes(content)
        size += len(content)
    return size


def lay_out_rows(rows: int, path: Path) -> int:
    """Write the first ``rows`` rows of the big dump to ``path`` and return how many there were."""
    with gzip.open(DUMP) as file, path.open("wb") as out:
        count = 0
        for line in itertools.islice(file, rows):
            out.write(line)
            count += 1
    return count


def _pages() -> Iterator[Path]:
    for row in (DATA / "html" / "silver_gold.jsonl").read_text(encoding="utf-8").splitlines():
        yield DATA / f"{json.loads(row)['file']}.gz"
    yield from sorted((DATA / "html" / "fundus").rglob("*.html.gz"))
    kinds = json.loads((DATA / "wcxb" / "metadata.json").read_text(encoding="utf-8"))
    for name, about in kinds.items():
        if about["page_type"] == "article":
            yield DATA / "wcxb" / "html" / f"{name}.html.gz"
