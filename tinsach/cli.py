"""The command line: reads arguments, calls one function per command, turns errors into exit codes.

Exit codes: 0 all well, 1 done with failed records (named), 2 usage, 3 nothing could be done,
70 an unexpected error, 75 another run holds the lock, 130 interrupted, 141 nobody reads on. Commands import
what they need when they run, so that ``tinsach --help`` is quick.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO, cast

from tinsach import __version__
from tinsach.at_work import interrupted, nothing_at_work
from tinsach.demo import DEMO_FOLDER
from tinsach.endings import complain, explained, unread
from tinsach.errors import EXIT_INTERRUPTED
from tinsach.first_commands import add_first_commands
from tinsach.options import (
    MAX_EXPLAINED,
    REPLAYED,
    add_input_options,
    add_verdict_options,
    from_zero,
    positive,
)
from tinsach.parsing import Parser

Command = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    _use_utf8()
    signal.signal(signal.SIGTERM, _interrupt)  # a scheduler's stop leaves things as Ctrl-C does
    try:
        return _ended(sys.argv[1:] if argv is None else argv)
    except BrokenPipeError:
        return unread()


def _ended(argv: Sequence[str]) -> int:
    """Run one command to its end, good or bad; raises BrokenPipeError when nobody reads on."""
    arguments = _parsed(argv)
    nothing_at_work()
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        return complain(interrupted(), EXIT_INTERRUPTED)
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001  # sorted there; none passes for failed records (1)
        return explained(error)


def _run(arguments: argparse.Namespace) -> int:
    code = int(arguments.command(arguments))
    _write_all()
    return code


def _parsed(argv: Sequence[str]) -> argparse.Namespace:
    try:
        return parser().parse_args(argv)
    except SystemExit:  # --help and --version have printed
        _write_all()
        raise


def _write_all() -> None:
    """Write what is still held back: as Python ends it would fail with words and a code of Python's own."""
    sys.stdout.flush()


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top: argparse.ArgumentParser = Parser(
        prog="tinsach",
        description="Gathers news reports similar to a few samples and cleans them into a corpus.",
    )
    top.add_argument("--version", action="version", version=f"tinsach {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_demo(commands)
    add_first_commands(lambda name, text: _add(commands, name, text))
    _add_jobs(commands)
    _add_clean(commands)
    _add_explain(commands)
    _add_readers(commands)
    _add_maintenance(commands)
    return top


Subparsers = argparse._SubParsersAction  # argparse has no public name for it


def _add(commands: Subparsers[argparse.ArgumentParser], name: str, text: str) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    command.set_defaults(command=_lazy(name))
    command.add_argument("--json", action="store_true", help="print JSON instead of text (default: text)")
    return command


def _add_demo(commands: Subparsers[argparse.ArgumentParser]) -> None:
    demo = _add(commands, "demo", "the whole job on a built-in little news web, with no set-up")
    demo.add_argument(
        "--out",
        type=Path,
        default=DEMO_FOLDER,
        metavar="FOLDER",
        help="folder to write (default: %(default)s)",
    )
    demo.add_argument(
        "--port", type=int, default=0, metavar="N", help="loopback port of the news web (default: a free one)"
    )


def _add_jobs(commands: Subparsers[argparse.ArgumentParser]) -> None:
    for name, text in (
        ("run", "the scheduled job: crawl, clean, commit, report"),
        ("crawl", "crawl only: fill the archive"),
    ):
        job = _add(commands, name, text)
        job.add_argument("job", type=Path, metavar="JOB.toml", help="the job file")
        if name == "run":
            job.add_argument(
                "--no-crawl",
                action="store_true",
                help="only clean what the archive has and the corpus has not (default: crawl first)",
            )


def _add_clean(commands: Subparsers[argparse.ArgumentParser]) -> None:
    clean = _add(commands, "clean", "clean files, folders, globs or - (standard input) into a corpus")
    clean.add_argument(
        "inputs", nargs="+", metavar="INPUT", help="txt html jsonl csv parquet warc, .gz .zst .zip .tar"
    )
    clean.add_argument(
        "--out", type=Path, required=True, metavar="CORPUS", help="the corpus folder (no default)"
    )
    clean.add_argument("--workers", type=positive, metavar="N", help="worker processes (default: one a core)")
    clean.add_argument(
        "--record-seconds",
        type=float,
        metavar="SECONDS",
        help="CPU time one record may take (default: 20)",
    )
    clean.add_argument(
        "--engine",
        choices=["processes", "spark"],
        metavar="NAME",
        default="processes",
        help="what does the work: processes, or spark: a cluster (default: %(default)s)",
    )
    clean.add_argument(
        "--master",
        metavar="URL",
        help="of Spark: local[2], spark://…, yarn … (default: all cores here, or what spark-submit says)",
    )
    add_verdict_options(clean)
    add_input_options(clean)


def _add_explain(commands: Subparsers[argparse.ArgumentParser]) -> None:
    explain = _add(
        commands,
        "explain",
        "each line of an input, or of a record of a corpus, with its role, rule and reason",
    )
    explain.add_argument("input", metavar="INPUT|CORPUS", help="a file, folder or glob, or a corpus")
    explain.add_argument("id", nargs="?", metavar="ID", help="of a corpus: the id of a row, or how it begins")
    cast("Parser", explain).left_words = "more"
    explain.add_argument(
        "--html", type=Path, metavar="FILE", help="write one page to FILE (default: print text)"
    )
    explain.add_argument(
        "--limit",
        type=positive,
        default=MAX_EXPLAINED,
        metavar="N",
        help="most records to explain (default: %(default)s)",
    )
    explain.add_argument(
        "--record",
        type=from_zero,
        metavar="N",
        help="only record N of each file, counted from 0 (default: all)",
    )
    explain.add_argument(
        "--weakest",
        type=positive,
        metavar="N",
        help="of a corpus: list the N least certain copies (default: no list)",
    )
    explain.add_argument(
        "--job",
        type=Path,
        metavar="JOB.toml",
        help="judge as this job does; options given beside it go first (default: as tinsach clean does)",
    )
    add_verdict_options(explain)
    add_input_options(explain)


def _add_readers(commands: Subparsers[argparse.ArgumentParser]) -> None:
    _on_corpus(commands, "report", "write the HTML report and the card of a corpus")
    _on_corpus(commands, "check", "check the integrity and the balance of a corpus").add_argument(
        "--replay",
        type=from_zero,
        default=REPLAYED,
        metavar="N",
        help="documents to make anew from their sources, other ones after each run (default: %(default)s)",
    )
    sites = _add(commands, "sites", "list the site profiles; check: what a profile takes from a page")
    sites.add_argument("check", nargs="?", choices=["check"], help="what a profile takes (default: list)")
    sites.add_argument("page", nargs="?", metavar="URL|FILE", help="an address (not fetched) or a saved page")
    sites.add_argument(
        "--url", metavar="URL", help="address of a saved page (default: the one the page names)"
    )
    _add(commands, "schema", "list the tables and columns of a corpus, with meaning and example")


def _add_maintenance(commands: Subparsers[argparse.ArgumentParser]) -> None:
    _on_corpus(commands, "compact", "merge the small files of a corpus without changing a row")
    rollback = _on_corpus(commands, "rollback", "undo a run of a corpus")
    rollback.add_argument("run", metavar="RUN", help="name of the run, as in column run or runs/RUN.json")
    rollback.add_argument(
        "--with-later",
        action="store_true",
        help="undo the runs after it, too (default: only the last run can be undone)",
    )
    _on_corpus(commands, "upgrade", "bring the files of an older schema version along")
    export = _on_corpus(commands, "export", "copy a table for other programs")
    export.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help="a new .csv, .xlsx or .jsonl file, or a new folder for plain text (no default)",
    )
    export.add_argument(
        "--table",
        choices=["documents", "duplicates", "rejected"],
        default="documents",
        metavar="TABLE",
        help="documents, duplicates or rejected (default: %(default)s)",
    )
    amount = export.add_mutually_exclusive_group()
    amount.add_argument(
        "--rows",
        type=positive,
        metavar="N",
        help="N rows drawn at random, always the same (default: 1000 for csv and xlsx, else all)",
    )
    amount.add_argument("--all", action="store_true", help="all rows (default: see --rows)")


def _on_corpus(
    commands: Subparsers[argparse.ArgumentParser], name: str, text: str
) -> argparse.ArgumentParser:
    command = _add(commands, name, text)
    command.add_argument("corpus", type=Path, metavar="CORPUS", help="the corpus folder")
    return command


def _lazy(name: str) -> Command:
    def run(arguments: argparse.Namespace) -> int:
        from tinsach import commands  # noqa: PLC0415  # keeps --help free of heavy imports

        return int(getattr(commands, name)(arguments))

    return run


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _use_utf8() -> None:
    """Print Vietnamese whatever the locale: LANG=C would refuse it; and nowhere where a stream was closed."""
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(encoding="utf-8", errors="replace")
