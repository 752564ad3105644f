"""``python -m benchmarks.speed``: time and memory of the real command line, beside other tools'.

Parts: dumps through ``tinsach clean``, and through datatrove and text-dedup where they are (``--datatrove
PYTHON``, ``--text-dedup PYTHON``); HTML pages through ``tinsach clean`` and trafilatura's command line, both
in turns (A B A B …) since this kind of machine is never quiet; pages and rows with one worker and with one a
core; in one process, our cleaning of a text record beside trafilatura on the HTML page with the same text;
CPU by stage beside the physical floor, of dumps and of pages; and, only when asked for since it takes hours,
how cost and memory grow with the number of records.
"""

from __future__ import annotations

import argparse
import compileall
import gzip
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final, TypeVar

from benchmarks.dump_peers import kept_characters, lay_out_parts, peers
from benchmarks.gold import FIXTURES, REPOSITORY, load
from benchmarks.growth import SIZES, growth, lay_out_changed
from benchmarks.pages import DATA, article_pages, is_vietnamese, lay_out_pages, lay_out_rows
from benchmarks.selection import select_all
from benchmarks.stages import floor_of_pages, floor_of_rows, stages
from benchmarks.supervise import CommandError, Usage, measured
from benchmarks.tables import table
from cleaning.document import Media, Record
from cleaning.pipeline import Pipeline
from cleaning.text import decode

CORES: Final = len(os.sched_getaffinity(0))
TRAFILATURA: Final = (sys.executable, "-c", "import sys; from trafilatura.cli import main; sys.exit(main())")
MEGABYTE: Final = 1e6
DEFAULT_PARTS: Final = ("dumps", "html", "workers", "text", "stages")

Result = TypeVar("Result")

SOME_FAILED: Final = (0, 1)
"""Exit codes of ``tinsach clean`` that mean it is done: 1 says that some records failed."""


@dataclass(frozen=True, slots=True)
class Series:
    """The runs of one command on the same records."""

    name: str
    records: int
    runs: tuple[Usage, ...]

    @property
    def wall(self) -> float:
        """The median of the seconds on the clock."""
        return median(run.wall for run in self.runs)

    @property
    def main_cpu(self) -> float:
        """The median of the CPU seconds of the process that was started, without its workers."""
        return median(run.main_cpu for run in self.runs)

    @property
    def cpu(self) -> float:
        """The median of the CPU seconds."""
        return median(run.cpu for run in self.runs)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the parts asked for and return the exit code."""
    arguments = _parser().parse_args(argv)
    if not DATA.is_dir():
        sys.stderr.write(f"benchmarks.speed: needs the shared data at {DATA}\n")
        return 2
    parts: dict[str, Callable[[argparse.Namespace, Path], str]] = {
        "dumps": dumps,
        "html": pages,
        "text": texts,
        "workers": by_workers,
        "stages": by_stage,
        "growth": by_size,
    }
    _compile_packages()
    try:
        for part in arguments.only or DEFAULT_PARTS:
            with tempfile.TemporaryDirectory() as scratch:
                print(parts[part](arguments, Path(scratch)), end="\n\n", flush=True)
    except CommandError as error:
        sys.stderr.write(f"benchmarks.speed: {error}\n")
        return 1
    return 0


def _compile_packages() -> None:
    """Compile our modules, as installing them does: each process would do so again in a fresh checkout."""
    for package in ("cleaning", "crawler", "output", "tinsach"):
        compileall.compile_dir(REPOSITORY / package, quiet=2)


def dumps(arguments: argparse.Namespace, scratch: Path) -> str:
    """Measure ``tinsach clean`` and its peers on rows of a dump, in turns."""
    source = scratch / "rows"
    rows = lay_out_parts(arguments.rows, source, CORES)
    others = dict(peers(arguments))
    runs: dict[str, list[Usage]] = {name: [] for name in ("tinsach clean, dump rows", *others)}
    kept: dict[str, str] = {}
    for turn in range(arguments.rounds):
        ours = _tinsach(source, scratch / f"corpus-{turn}")
        runs["tinsach clean, dump rows"].append(measured(ours, allowed=SOME_FAILED))
        for number, (name, command) in enumerate(others.items()):
            folder = scratch / f"peer-{number}-{turn}"
            runs[name].append(measured(command(source, folder, CORES)))
            if text := kept_characters(folder):
                kept[name] = text
    shown = _table([Series(name, rows, tuple(taken)) for name, taken in runs.items()])
    return "\n".join([shown, *(f"{name}: MinHash sees {text}" for name, text in kept.items())])


def by_stage(arguments: argparse.Namespace, scratch: Path) -> str:
    """Clock the stages on rows of a dump and on pages, each beside the physical floor."""
    _read_fixtures()
    source = scratch / "rows.jsonl"
    rows = lay_out_rows(arguments.rows, source)
    floor = floor_of_rows(source)
    dump = f"{stages(source, scratch / 'dump', rows, floor.seconds)}\n\n{floor.table()}"
    folder = scratch / "pages"
    chosen = article_pages(arguments.pages)
    lay_out_pages(chosen, folder)
    paths = sorted(folder.iterdir())
    floor = floor_of_pages(paths, [select_all(decode(path.read_bytes()).text) for path in paths])
    taken = stages(folder, scratch / "corpus", len(paths), floor.seconds)
    return f"{dump}\n\n{taken}\n\n{floor.table()}"


def by_size(arguments: argparse.Namespace, scratch: Path) -> str:
    """Measure dumps of several sizes."""
    return growth(arguments.sizes, scratch, CORES)


def pages(arguments: argparse.Namespace, scratch: Path) -> str:
    """Measure ``tinsach clean`` and trafilatura's command line on the same pages, in turns."""
    chosen = article_pages(arguments.pages)
    source = scratch / "pages"
    size = lay_out_pages(chosen, source)
    ours: list[Usage] = []
    theirs: list[Usage] = []
    for turn in range(arguments.rounds):
        ours.append(measured(_tinsach(source, scratch / f"corpus-{turn}"), allowed=SOME_FAILED))
        theirs.append(measured(_trafilatura(source, scratch / f"out-{turn}")))
    mine = Series("tinsach clean, pages", len(chosen), tuple(ours))
    peer = Series("trafilatura, pages", len(chosen), tuple(theirs))
    ratio = f"ours / trafilatura: clock {mine.wall / peer.wall:.2f}, CPU {mine.cpu / peer.cpu:.2f}"
    return f"{_table([mine, peer])}\n{ratio} ({size / MEGABYTE:.0f} MB of HTML)"


def texts(arguments: argparse.Namespace, scratch: Path) -> str:  # noqa: ARG001  # the common form of a part
    """Measure our cleaning of text records beside trafilatura on the pages that hold the same text."""
    chosen = article_pages(arguments.pages)
    vietnamese = [path for path in chosen if is_vietnamese(path)]
    others = [path for path in chosen if not is_vietnamese(path)]
    _warm_up(vietnamese[:1] + others[:1])
    groups = (("Vietnamese pages, CPU ms", vietnamese), ("other pages, CPU ms", others))
    return "\n\n".join(_clocked(name, _in_turns(paths)) for name, paths in groups if paths)


def _warm_up(paths: Sequence[Path]) -> None:
    """Load what a process loads once, and read as much as tells common words: the composed texts.

    What is left is the cost of a record in a corpus, each seen for the first time.
    """
    _in_turns(paths)
    _read_fixtures()


def _read_fixtures() -> None:
    for dump in load(FIXTURES):
        Pipeline().clean(dump.record)


def _in_turns(paths: Sequence[Path]) -> list[Clock]:
    """Take each page by trafilatura, then its article's text and its whole text by our cleaning."""
    import trafilatura  # noqa: PLC0415  # 0.7 s

    clean = Pipeline().clean
    theirs, article, whole = (
        Clock("trafilatura, HTML"),
        Clock("ours, what it extracted"),
        Clock("ours, all text"),
    )
    for path in paths:
        page = decode(gzip.decompress(path.read_bytes())).text
        found = theirs.time(partial(trafilatura.extract, page, include_comments=False)) or ""
        article.time(partial(clean, Record(path.name, 0, found, Media.TEXT)))
        whole.time(partial(clean, Record(path.name, 0, select_all(page), Media.TEXT)))
    return [theirs, article, whole]


def _clocked(name: str, clocks: Sequence[Clock]) -> str:
    first = clocks[0].seconds
    rows = [
        (c.name, str(c.calls), f"{1000 * c.seconds / c.calls:.2f}", f"{c.seconds / first:.3f}")
        for c in clocks
    ]
    return table((name, "records", "a record", "of trafilatura"), rows)


@dataclass(slots=True)
class Clock:
    """CPU seconds of this process spent in calls of one kind."""

    name: str
    calls: int = 0
    seconds: float = 0.0

    def time(self, call: Callable[[], Result]) -> Result:
        """Call ``call``, add what it took, and return what it returned."""
        begin = time.process_time()
        result = call()
        self.seconds += time.process_time() - begin
        self.calls += 1
        return result


def by_workers(arguments: argparse.Namespace, scratch: Path) -> str:
    """Measure ``tinsach clean`` on pages, and on rows, with one worker and with one a core, in turns."""
    chosen = article_pages(arguments.pages)
    lay_out_pages(chosen, scratch / "pages")
    rows = lay_out_rows(arguments.rows, scratch / "rows.jsonl")
    if rows < arguments.rows:  # more than the dump has: repeated with changes
        lay_out_changed(rows := arguments.rows, scratch / "rows.jsonl")
    inputs = (("pages", scratch / "pages", len(chosen)), ("rows", scratch / "rows.jsonl", rows))
    return "\n\n".join(_by_workers(*one, arguments.rounds) for one in inputs if one[2])


def _by_workers(name: str, source: Path, records: int, rounds: int) -> str:
    runs: dict[int, list[Usage]] = {1: [], CORES: []}
    for turn in range(rounds):
        for workers, taken in runs.items():
            command = _tinsach(source, source.parent / f"{name}-{workers}-{turn}", workers)
            taken.append(measured(command, allowed=SOME_FAILED))
    each = [Series(f"{name}, {workers} workers", records, tuple(taken)) for workers, taken in runs.items()]
    main_cpu = ", ".join(f"{1000 * one.main_cpu / records:.2f} ({one.name})" for one in each)
    return (
        f"{_table(each)}\n{name} a second, {CORES} workers / 1: {each[0].wall / each[-1].wall:.2f}\n"
        f"CPU ms a record of the main process: {main_cpu}"
    )


def _tinsach(source: Path, corpus: Path, workers: int = CORES) -> list[str]:
    options = ["--language", "any", "--workers", str(workers)]
    return [sys.executable, "-m", "tinsach", "clean", str(source), "--out", str(corpus), *options]


def _trafilatura(source: Path, folder: Path) -> list[str]:
    options = ["--no-comments", "--with-metadata", "--output-format", "json", "--parallel", str(CORES)]
    return [*TRAFILATURA, "--input-dir", str(source), "--output-dir", str(folder), *options]


def _table(series: Sequence[Series]) -> str:
    header = ("", "records", "runs", "records/s", "records/CPU s", "CPU s", "peak PSS MB", "peak RSS MB")
    return table(header, [_row(one) for one in series])


def _row(one: Series) -> tuple[str, ...]:
    speeds = (f"{one.records / one.wall:.1f}", f"{one.records / one.cpu:.1f}", f"{one.cpu:.1f}")
    peaks = (max(run.peak_pss for run in one.runs), max(run.peak_rss for run in one.runs))
    return (one.name, str(one.records), str(len(one.runs)), *speeds, *(f"{p / MEGABYTE:.0f}" for p in peaks))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--rows", type=int, default=5000, help="rows of the dump (%(default)s)")
    parser.add_argument("--pages", type=int, default=200, help="HTML pages (%(default)s)")
    parser.add_argument("--rounds", type=int, default=2, help="runs of each command (%(default)s)")
    parser.add_argument(
        "--only", nargs="+", choices=(*DEFAULT_PARTS, "growth"), help="parts (all but growth)"
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="records of growth")
    parser.add_argument("--datatrove", metavar="PYTHON", help="the Python that has datatrove")
    parser.add_argument(
        "--datatrove-language", metavar="CODE", nargs="+", default=[], help="datatrove once more, set for it"
    )
    parser.add_argument("--text-dedup", metavar="PYTHON", help="the Python that has text-dedup")
    parser.add_argument("--lid", type=Path, metavar="FILE", help="fastText's language model, for datatrove")
    return parser


if __name__ == "__main__":
    sys.exit(main())
