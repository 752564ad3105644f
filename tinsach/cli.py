"""The command line: reads arguments, calls one function per command, turns errors into exit codes.

Exit codes: 0 all well, 1 done with failed records (named), 2 usage, 3 nothing could be done,
75 another run holds the lock, 130 interrupted. Commands import what they need when they run, so that
``tinsach --help`` is quick.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tinsach import __version__
from tinsach.errors import (
    EXIT_BUSY,
    EXIT_FAILED_RECORDS,
    EXIT_INTERRUPTED,
    EXIT_NOTHING_DONE,
    EXIT_USAGE,
    UsageError,
    WorkersError,
)

Command = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    _use_utf8()
    signal.signal(signal.SIGTERM, _interrupt)  # a scheduler's stop leaves things as Ctrl-C does
    arguments = parser().parse_args(argv)
    try:
        return int(arguments.command(arguments))
    except KeyboardInterrupt:
        return _complain("interrupted; the corpus is as it was before", EXIT_INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FAILED_RECORDS
    except Exception as error:  # noqa: BLE001  # sorted there; what nobody can mend is raised again
        return _explained(error)


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = argparse.ArgumentParser(
        prog="tinsach",
        description="Gathers news reports similar to a few samples and cleans them into a corpus.",
    )
    top.add_argument("--version", action="version", version=f"tinsach {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_demo(commands)
    _add_jobs(commands)
    _add_clean(commands)
    _add_explain(commands)
    _add_readers(commands)
    return top


Subparsers = argparse._SubParsersAction  # argparse has no public name for it


def _add(commands: Subparsers[argparse.ArgumentParser], name: str, text: str) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    command.set_defaults(command=_lazy(name))
    command.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    return command


def _add_demo(commands: Subparsers[argparse.ArgumentParser]) -> None:
    demo = _add(commands, "demo", "the whole job on a built-in little news web, with no set-up")
    demo.add_argument("--out", type=Path, default=Path("tinsach-demo"), help="folder to write (%(default)s)")
    demo.add_argument("--port", type=int, default=0, help="loopback port of the news web (any free one)")


def _add_jobs(commands: Subparsers[argparse.ArgumentParser]) -> None:
    for name, text in (
        ("run", "the scheduled job: crawl, clean, commit, report"),
        ("crawl", "crawl only: fill the archive"),
    ):
        _add(commands, name, text).add_argument("job", type=Path, metavar="JOB.toml", help="the job file")


def _add_clean(commands: Subparsers[argparse.ArgumentParser]) -> None:
    clean = _add(commands, "clean", "clean files, folders, globs or - (standard input) into a corpus")
    clean.add_argument(
        "inputs", nargs="+", metavar="INPUT", help="txt html jsonl csv parquet warc, .gz .zst .zip .tar"
    )
    clean.add_argument("--out", type=Path, required=True, metavar="CORPUS", help="the corpus folder")
    clean.add_argument("--workers", type=_positive, help="worker processes (all cores)")
    clean.add_argument("--record-seconds", type=float, help="time limit of one record in CPU seconds (20)")
    clean.add_argument(
        "--language", action="append", metavar="CODE", help="language to keep, repeatable; any keeps all (vi)"
    )
    clean.add_argument("--min-words", type=int, help="fewest words (syllables) of a report")
    clean.add_argument("--samples", type=Path, metavar="DIR", help="folder of samples to compare with")
    clean.add_argument(
        "--only-similar", action="store_true", help="reject what is not similar to the samples"
    )
    clean.add_argument("--min-relevance", type=float, help="reject reports less similar than this (0 to 1)")
    _add_input_options(clean)


def _add_input_options(command: argparse.ArgumentParser) -> None:
    rows = command.add_argument_group("rows of jsonl, csv and parquet (guessed when not given)")
    for name in ("text", "title", "url", "date", "author"):
        rows.add_argument(f"--{name}-field", metavar="NAME", help=f"column of the {name}")
    command.add_argument("--format", help="kind of the input, whatever its name says")
    command.add_argument("--encoding", help="encoding of the input, whatever it looks like")


def _add_explain(commands: Subparsers[argparse.ArgumentParser]) -> None:
    explain = _add(commands, "explain", "each line of an input with its role, rule and reason")
    explain.add_argument("input", metavar="INPUT|CORPUS", help="an input, or a corpus")
    explain.add_argument("id", nargs="?", help="id of a document of the corpus")
    explain.add_argument("--record", type=int, metavar="N", help="only record N of the input, counted from 0")
    explain.add_argument("--weakest", type=int, metavar="N", help="of a corpus: the N least certain copies")
    explain.add_argument("--html", type=Path, metavar="FILE", help="write a page instead")
    _add_input_options(explain)


def _add_readers(commands: Subparsers[argparse.ArgumentParser]) -> None:
    for name, text in (
        ("report", "write the HTML report and the card of a corpus"),
        ("check", "check the integrity and the balance of a corpus"),
    ):
        _add(commands, name, text).add_argument(
            "corpus", type=Path, metavar="CORPUS", help="the corpus folder"
        )
    sites = _add(commands, "sites", "list the site profiles; check: what a profile takes from a page")
    sites.add_argument("check", nargs="?", choices=["check"], help="show what a profile takes")
    sites.add_argument("page", nargs="?", metavar="URL|FILE", help="an address (not fetched) or a saved page")
    sites.add_argument("--url", help="address of a saved page that does not name its own")
    _add(commands, "schema", "list the tables and columns of a corpus")


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return int(text)


def _lazy(name: str) -> Command:
    def run(arguments: argparse.Namespace) -> int:
        from tinsach import commands  # noqa: PLC0415  # keeps --help free of heavy imports

        return int(getattr(commands, name)(arguments))

    return run


def _explained(error: Exception) -> int:
    """Turn an error that a person can mend into one line; let programming errors pass."""
    from crawler.job import JobError  # noqa: PLC0415
    from output.errors import BusyError, CorpusError  # noqa: PLC0415

    if isinstance(error, BusyError):
        return _complain(str(error), EXIT_BUSY)
    if isinstance(error, UsageError | JobError | CorpusError):
        return _complain(str(error), EXIT_USAGE)
    if isinstance(error, OSError | WorkersError):
        return _complain(str(error), EXIT_NOTHING_DONE)
    raise error


def _complain(message: str, code: int) -> int:
    sys.stderr.write(f"tinsach: {' '.join(message.split())}\n")
    return code


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _use_utf8() -> None:
    """Print Vietnamese whatever the locale: LANG=C would refuse it."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(encoding="utf-8", errors="replace")
