"""From the sources a user gives to files that tasks can read: local paths, and any that Hadoop knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cleaning.document import Failure
from cleaning.inputs.paths import STDIN, absent, expand
from cleaning.inputs.problems import failure
from tinsach.errors import UsageError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+:/")

NOTHING: Final = "no_such_file"

MAX_CONTENT: Final = 2_000_000_000
"""Bytes of a file on a Hadoop path: it reaches a task as one value, and Java's arrays end at 2 GB."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A file to read: ``path`` opens it on any machine, ``shown`` is what becomes ``source_path``.

    ``named`` as of ``Found``.
    """

    number: int
    path: str
    shown: str
    size: int
    remote: bool = False
    named: bool = True


def is_remote(source: str) -> bool:
    """Return whether ``source`` is an address that Hadoop's file systems open (``hdfs://``, ``file:/`` …)."""
    return _SCHEME.match(source) is not None


def missing(spark: SparkSession, sources: Sequence[str]) -> list[str]:
    """Return those of ``sources`` that name nothing."""
    remote = [source for source in sources if is_remote(source)]
    gone = {
        source
        for source in remote
        if any(isinstance(one, Failure) and one.reason == NOTHING for one in _remote(spark, source))
    }
    gone.update(absent([source for source in sources if source not in remote]))
    return [source for source in sources if source in gone]


def units(spark: SparkSession, sources: Sequence[str]) -> list[Unit | Failure]:
    """Return the files of all sources, each with its number, and what can't be read.

    Local paths must lead to the same files on every machine. Raises UsageError for standard input.
    """
    if STDIN in sources:
        raise UsageError("-: standard input is read by one process; give the engine spark files")
    local = [source for source in sources if not is_remote(source)]
    remote = dict.fromkeys(source for source in sources if is_remote(source))
    found = [*_local(local), *(one for source in remote for one in _remote(spark, source))]
    return list(_numbered(found))


def _numbered(found: Iterable[Unit | Failure]) -> Iterator[Unit | Failure]:
    seen: set[str] = set()
    for one in found:
        if isinstance(one, Failure):
            yield one
        elif one.path not in seen:
            yield replace(one, number=len(seen))
            seen.add(one.path)


def _local(sources: Sequence[str]) -> Iterator[Unit | Failure]:
    for found in expand(sources):
        if isinstance(found, Failure):
            yield found
        else:
            path = Path(found.path).absolute()
            yield Unit(0, str(path), found.shown, path.stat().st_size, named=found.named)


def _remote(spark: SparkSession, source: str) -> Iterator[Unit | Failure]:
    """Yield the visible files of an address, a folder or a pattern, by name."""
    from py4j.protocol import Py4JJavaError  # noqa: PLC0415

    gateway: Any = spark.sparkContext
    path = gateway._jvm.org.apache.hadoop.fs.Path(source)  # PySpark has no listing of its own
    try:
        system = path.getFileSystem(gateway._jsc.hadoopConfiguration())
        matches = sorted(system.globStatus(path) or [], key=_name)
        matches = [match for match in matches if not _only_by_pattern(source, _name(match))]
        files = [(file, not match.isDirectory()) for match in matches for file in _walk(system, match)]
    except Py4JJavaError as error:
        yield failure(source, "unreadable_file", f"cannot be listed ({error.java_exception.getMessage()})")
        return
    if not files:
        yield failure(source, NOTHING, "no such file, or a folder without files")
    for file, named in files:
        name = str(file.getPath().toString())
        if file.getLen() > MAX_CONTENT:
            said = f"larger than {MAX_CONTENT:,} bytes: split it, or give a path mounted on every machine"
            yield failure(name, "unreadable_file", said)
        else:
            yield Unit(0, name, name, file.getLen(), remote=True, named=named)


def _walk(system: Any, status: Any) -> Iterator[Any]:
    if not status.isDirectory():
        yield status
        return
    for child in sorted(system.listStatus(status.getPath()), key=_name):
        if not child.getPath().getName().startswith("."):
            yield from _walk(system, child)


def _only_by_pattern(source: str, name: str) -> bool:
    """Return whether a hidden file or folder was met only because ``*`` matches dots in Hadoop's patterns."""
    asked, met = (reversed(one.rstrip("/").split("/")) for one in (source, name))
    pairs = zip(asked, met, strict=False)  # from the end: a source may lack the host that Hadoop adds
    return any(part.startswith(".") and not wanted.startswith(".") for wanted, part in pairs)


def _name(status: Any) -> str:
    return str(status.getPath().toString())
