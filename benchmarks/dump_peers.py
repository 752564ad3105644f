"""Other tools on the rows of a dump: datatrove's whole pipeline, and text-dedup's MinHash alone.

Each runs by the Python that has it (``--datatrove``, ``--text-dedup``): their needs conflict with ours.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from benchmarks.gold import REPOSITORY
from benchmarks.pages import DUMP

Command = Callable[[Path, Path, int], list[str]]
"""Given the folder of rows, one to write to and the number of processes, returns a command."""

TEXT: Final = "body"
SCRIPT: Final = REPOSITORY / "benchmarks" / "peer_datatrove.py"


def lay_out_parts(rows: int, folder: Path, parts: int) -> int:
    """Deal the first ``rows`` rows of the big dump into ``parts`` files, since a peer's task reads a file."""
    folder.mkdir(parents=True)
    files = [(folder / f"rows{part}.jsonl").open("wb") for part in range(parts)]
    count = 0
    with gzip.open(DUMP) as source:
        for line, file in zip(itertools.islice(source, rows), itertools.cycle(files), strict=False):
            file.write(line)
            count += 1
    for file in files:
        file.close()
    return count


def kept_characters(folder: Path) -> str:
    """Return how much of the text datatrove's filters left to its MinHash, by its log; empty without."""
    log = folder / "logs" / "0" / "stats.json"
    if not log.is_file():
        return ""
    first, *_, last = json.loads(log.read_text(encoding="utf-8"))
    read, kept = (step["stats"]["doc_len"]["total"] for step in (first, last))
    return f"{kept / read:.2f} of the characters"


def peers(arguments: argparse.Namespace) -> Iterator[tuple[str, Command]]:
    """Yield the name and the command of each peer that was asked for."""
    if arguments.datatrove:
        model = ["--lid", str(arguments.lid)] if arguments.lid else []
        named = "datatrove" if model else "datatrove, no language"
        for name, options in _settings(arguments.datatrove_language):
            yield f"{named}, {name}", _datatrove(arguments.datatrove, [*model, *options])
    if arguments.text_dedup:

        def text_dedup(source: Path, folder: Path, workers: int) -> list[str]:
            command = [arguments.text_dedup, "-m", "text_dedup.minhash", "--path", "json", "--split", "train"]
            files = ["--data_files", f"{source}/*.jsonl", "--cache_dir", str(folder / "cache")]
            output = ["--output", str(folder / "out"), "--column", TEXT, "--num_proc", str(workers)]
            return [*command, *files, *output, "--hash_func", "xxh3"]

        yield "text-dedup, MinHash alone", text_dedup


def _settings(codes: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield names and options of datatrove's settings: what it does by default, and as FineWeb has it."""
    yield "C4's lines, English words", []
    yield "FineWeb's lines, English words", ["--keep-lines"]
    for code in codes:
        yield f"FineWeb's lines, set for {code}", ["--keep-lines", "--language", code]


def _datatrove(python: str, options: list[str]) -> Command:
    def command(source: Path, folder: Path, workers: int) -> list[str]:
        return [python, str(SCRIPT), str(source / "rows.jsonl"), str(folder), str(workers), *options]

    return command
