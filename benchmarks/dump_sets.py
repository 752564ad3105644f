"""Stored pages with known bodies as select-all dumps: where each set keeps pages, truths and addresses."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from benchmarks.alignment import report_lines
from benchmarks.pages import DATA
from benchmarks.selection import declared_title, parse, selected_lines
from benchmarks.shingles import overlap
from cleaning.document import Media, Record
from cleaning.language import identify
from cleaning.text import decode

MIN_HELD: Final = 0.5
"""Share of the truth's shingles that the dump must hold: less, and scripts fill the page in later."""


@dataclass(frozen=True, slots=True)
class Dump:
    """A page as plain text: ``lines`` as copied (an empty one is a blank line), and the report it holds.

    ``site`` is the host without ``www.``, ``language`` an ISO 639 code read from the truth (empty: unknown),
    ``title`` what the set or else the head of the page declares.
    """

    name: str
    site: str
    language: str
    lines: tuple[str, ...]
    truth_text: str
    title: str

    @property
    def text(self) -> str:
        """The dump as one text."""
        return "\n".join(self.lines)

    @property
    def holds_report(self) -> bool:
        """Tell whether the page shows its report without running scripts."""
        held = overlap(self.truth_text, self.text).recall
        return bool(self.truth_text.strip()) and held >= MIN_HELD

    @property
    def record(self) -> Record:
        """The dump as the pipeline takes it: nothing is known but its text."""
        return Record(self.name, 0, self.text, Media.TEXT)


@dataclass(frozen=True, slots=True)
class Source:
    """One page of a set: the stored file, where it was, its truth and its title (empty: see the page)."""

    path: Path
    url: str
    truth: str
    title: str = ""


def load(name: str) -> list[Dump]:
    """Return the dumps of the set ``name`` that hold their report, in a fixed order.

    Raises KeyError for a name that isn't in ``SETS`` and OSError where the shared data is missing.
    """
    return [dump for dump in map(_dump, SETS[name]()) if dump.holds_report]


def labels(dump: Dump) -> list[bool]:
    """Tell for each of ``dump.lines`` whether it belongs to the body of the report (blank lines don't)."""
    return report_lines(dump.lines, dump.truth_text)


def _dump(source: Source) -> Dump:
    tree = parse(decode(gzip.decompress(source.path.read_bytes())).text)
    return Dump(
        source.path.name.removesuffix(".html.gz"),
        (urlsplit(source.url).hostname or source.url).removeprefix("www."),
        identify(source.truth).code,
        tuple(selected_lines(tree)),
        source.truth,
        source.title or declared_title(tree),
    )


def _aeb() -> Iterator[Source]:
    folder = DATA / "article-extraction-benchmark"
    for name, gold in _json(folder / "ground-truth.json").items():
        yield Source(folder / "html" / f"{name}.html.gz", gold["url"], gold["articleBody"])


def _fundus() -> Iterator[Source]:
    for path in sorted((DATA / "html" / "fundus").rglob("*.html.gz")):
        publisher = path.name.partition("_")[0]
        (gold,) = _json(path.with_name(f"{publisher}.json")).values()
        yield Source(path, publisher, "\n".join(_fundus_paragraphs(gold["body"])), gold["title"])


def _fundus_paragraphs(body: dict[str, Any]) -> Iterator[str]:
    yield from body["summary"]
    for section in body["sections"]:
        yield from (*section["headline"], *section["paragraphs"])


def _silver() -> Iterator[Source]:
    for line in (DATA / "html" / "silver_gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        truth = "\n".join(filter(None, (row["sapo"], *row["body"])))
        yield Source(DATA / f"{row['file']}.gz", row["url"], truth, row["title"])


def _wcxb() -> Iterator[Source]:
    folder = DATA / "wcxb"
    for name, about in _json(folder / "metadata.json").items():
        if about["page_type"] == "article":
            gold = _json(folder / "ground-truth" / f"{name}.json")
            known = gold["ground_truth"]
            path = folder / "html" / f"{name}.html.gz"
            yield Source(path, gold["url"], known.get("main_content") or "", known.get("title") or "")


SETS: Final[dict[str, Callable[[], Iterator[Source]]]] = {
    "aeb": _aeb,
    "fundus": _fundus,
    "silver": _silver,
    "wcxb": _wcxb,
}


def _json(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
