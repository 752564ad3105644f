"""``tinsach init``: a commented job file and a folder for samples, and what to do with them."""

from __future__ import annotations

import json
import shlex
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from crawler.job import JobError, load_job
from tinsach.errors import UsageError
from tinsach.job_keys import KEYS, SECTIONS, default_of

WRITTEN: Final = frozenset(
    {"name", "corpus", "archive", "samples", "contact", "seeds", "max_pages", "languages"}
)
"""Keys that stand in the file; the others are there as comments with their defaults."""

WIDTH: Final = 100

HEAD: Final = """\
# A job for `tinsach run {file}`. Lines that begin with # are comments; a key in a comment shows its default
# or an example. An unknown key, or a value of the wrong kind, is an error that names the key.
# `tinsach doctor {file}` checks everything before the first run. All keys: docs/job-file.md
"""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is known when the job file is written; what is empty is left for the person to fill in."""

    folder: Path
    contact: str = ""
    seeds: tuple[str, ...] = ()


def write_job(wish: Wish, *, as_json: bool) -> int:
    """Write ``job.toml`` and ``samples/`` into the folder and say what to do next; never overwrites."""
    job, samples = wish.folder / "job.toml", wish.folder / "samples"
    if wish.folder.exists() and not wish.folder.is_dir():
        raise UsageError(f"{wish.folder}: is a file; give a folder")
    if job.exists():
        raise UsageError(f"{job}: is there already; give another folder, or move it away")
    if samples.exists() and not samples.is_dir():
        raise UsageError(f"{samples}: is a file; the job needs a folder of that name: move the file away")
    samples.mkdir(parents=True, exist_ok=True)
    try:
        with job.open("x", encoding="utf-8", newline="\n") as file:
            file.write(job_text(wish))
    except FileExistsError as error:
        raise UsageError(f"{job}: is there already; give another folder, or move it away") from error
    _check_given(wish, job)
    steps = list(_steps(wish, job, samples))
    if as_json:
        told = {"job": str(job), "samples": str(samples), "next": steps}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        numbered = "\n".join(f"  {number}. {step}" for number, step in enumerate(steps, 1))
        sys.stdout.write(f"Wrote {job} and the folder {samples}\n\nNext:\n{numbered}\n")
    return 0


def _check_given(wish: Wish, job: Path) -> None:
    """Take the file back when what was given can't stand in it; raises JobError."""
    if wish.contact and wish.seeds:
        try:
            load_job(job)
        except JobError:
            job.unlink()
            raise


def job_text(wish: Wish) -> str:
    """Return the job file as TOML with a comment for each key."""
    return HEAD.format(file="job.toml") + "\n" + "\n".join(_lines(wish))


def _lines(wish: Wish) -> Iterator[str]:
    given = {
        "name": _text(_name(wish.folder)),
        "contact": _text(wish.contact),
        "seeds": _texts(wish.seeds),
    }
    for section, keys in KEYS.items():
        yield f"# {SECTIONS[section]}"
        yield f"[{section}]"
        for key in keys:
            yield from textwrap.wrap(key.meaning, WIDTH, initial_indent="# ", subsequent_indent="# ")
            if key.name in given:
                yield f"{key.name} = {given[key.name]}{_hint(key.example, given[key.name])}"
            elif key.name in WRITTEN:
                yield f"{key.name} = {key.example}"
            else:
                yield f"# {key.name} = {key.example}{_default(section, key.name, key.example)}"
        yield ""


def _hint(example: str, value: str) -> str:
    return f"  # to fill in, for example {example}" if value in {'""', "[]"} else ""


def _default(section: str, key: str, example: str) -> str:
    default = default_of(section, key)
    return "" if default == example else f"  # default: {default}"


def _name(folder: Path) -> str:
    """Return the folder's name as far as it can name files."""
    known = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in folder.resolve().name)
    return known.strip("-_.") or "news"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)  # a TOML basic string escapes as JSON does


def _texts(values: Sequence[str]) -> str:
    return "[" + ", ".join(map(_text, values)) + "]"


def _steps(wish: Wish, job: Path, samples: Path) -> Iterator[str]:
    yield f"Put three or more reports of the kind you want into {samples}, as .txt or .html files."
    missing = [name for name, value in (("contact", wish.contact), ("seeds", wish.seeds)) if not value]
    if missing:
        yield f"Fill in {' and '.join(missing)} in {job}; each key has a comment."
    yield f"Check all before the first run: tinsach doctor {shlex.quote(str(job))}"
    yield f"Crawl and clean: tinsach run {shlex.quote(str(job))}"
