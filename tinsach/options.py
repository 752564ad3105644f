"""The options that commands share: how they are read from the command line, and what they ask for.

Standard library only at the top, so that ``tinsach --help`` is quick.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tinsach.errors import UsageError

if TYPE_CHECKING:
    from cleaning.inputs import InputOptions
    from tinsach.clean import CleanOptions

FIELDS = ("text_field", "title_field", "url_field", "date_field", "author_field", "format", "encoding")
MAX_EXPLAINED = 20
"""Records that ``tinsach explain`` shows of an input unless told otherwise: about what one reads through."""

REPLAYED = 20
"""Documents that ``tinsach check`` makes anew from their sources: a second or two on usual archives."""

VERDICT = ("language", "min_words", "samples", "only_similar", "min_relevance")


def add_verdict_options(command: argparse.ArgumentParser) -> None:
    """Add the options that decide what is kept."""
    command.add_argument(
        "--language",
        action="append",
        metavar="CODE",
        help="language to keep, repeatable; any keeps all (default: vi)",
    )
    command.add_argument(
        "--min-words", type=from_zero, metavar="N", help="fewest words (syllables) of a report (default: 50)"
    )
    command.add_argument(
        "--samples", type=Path, metavar="DIR", help="folder of samples to compare with (default: none)"
    )
    command.add_argument(
        "--only-similar",
        action="store_true",
        help="reject what is not similar to the samples (default: only say how similar it is)",
    )
    command.add_argument(
        "--min-relevance",
        type=float,
        metavar="X",
        help="reject reports less similar than this, -1 to 1 (default: none; with --only-similar "
        "as learned from the samples)",
    )


def add_input_options(command: argparse.ArgumentParser) -> None:
    """Add the options that say how an input is to be read."""
    rows = command.add_argument_group("rows of jsonl, csv and parquet")
    for name in ("text", "title", "url", "date", "author"):
        rows.add_argument(
            f"--{name}-field", metavar="NAME", help=f"column of the {name} (default: guessed by its name)"
        )
    command.add_argument(
        "--format",
        metavar="KIND",
        help="text, html, jsonl, json, csv, tsv, parquet or warc (default: by name and content)",
    )
    command.add_argument(
        "--encoding", metavar="NAME", help="encoding of the input, such as cp1258 (default: guessed)"
    )


def input_options(arguments: argparse.Namespace) -> InputOptions:
    """Return how the inputs are to be read; raises UsageError."""
    from cleaning.inputs import InputOptions  # noqa: PLC0415

    given = {name: getattr(arguments, name) for name in reading_of(arguments)}
    try:
        return InputOptions(**given)
    except ValueError as error:
        raise UsageError(str(error)) from error


def clean_options(arguments: argparse.Namespace, *, like: CleanOptions | None = None) -> CleanOptions:
    """Return how to clean: as ``like`` where nothing else was given; raises UsageError."""
    from tinsach.clean import CleanOptions  # noqa: PLC0415

    given: dict[str, Any] = {name: getattr(arguments, name) for name in given_of(arguments)}
    if codes := given.pop("language", None):
        given["languages"] = frozenset(code.lower() for code in codes)
    return replace(like or CleanOptions(), **given, inputs=input_options(arguments))


def given_of(arguments: argparse.Namespace) -> list[str]:
    """Return the names of the options given that decide what is kept."""
    given = {name: getattr(arguments, name) for name in VERDICT}
    return [name for name, value in given.items() if value is not None and value is not False]  # 0 is given


def reading_of(arguments: argparse.Namespace) -> list[str]:
    """Return the names of the options given that say how an input is to be read."""
    return [name for name in FIELDS if getattr(arguments, name) is not None]


def positive(text: str) -> int:
    """Return the whole number from 1 on that ``text`` is; for ``type=`` of an argument."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return int(text)


def from_zero(text: str) -> int:
    """Return the whole number from 0 on that ``text`` is; for ``type=`` of an argument."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 on")
    return int(text)
