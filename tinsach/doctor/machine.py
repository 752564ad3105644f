"""The environment: Python and its libraries, clock, encoding, scratch space."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Final

from tinsach.doctor.finding import Finding, fault, ok, warning
from tinsach.pool import usable_cores

BUILT: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""Before this time no tinsach was written: a clock that shows less was reset, as by an empty battery."""

MIN_SCRATCH_BYTES: Final = 512 * 2**20
"""Free space for temporary files below which a packed input may not be unpacked: most members are smaller."""

_NEEDED = re.compile(r"^([A-Za-z0-9._-]+)\s*>=\s*([\d.]+)[^;]*$")


def environment(now: datetime) -> Iterator[Finding]:
    """Check what every command needs of this machine."""
    yield ok("python", f"{sys.version.split()[0]}, {usable_cores()} cores")
    yield _libraries()
    yield _encoding()
    yield _clock(now)
    yield _scratch()


def _libraries() -> Finding:
    """Compare the installed libraries with what the package asks for."""
    try:
        asked = requires("tinsach") or []
    except PackageNotFoundError:
        return warning("libraries", "tinsach runs from its source, not installed", "pip install -e .")
    wanted = [match.groups() for line in asked if (match := _NEEDED.match(line))]
    wrong = [
        f"{name} {have or 'missing'} (at least {least})"
        for name, least in wanted
        if not (have := _installed(name)) or _numbers(have) < _numbers(least)
    ]
    if wrong:
        return fault(
            "libraries",
            ", ".join(wrong),
            "install tinsach again into this environment",
        )
    return ok("libraries", f"{len(wanted)} of {len(wanted)} as needed")


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text.partition("+")[0])[:3])


def _encoding() -> Finding:
    """File names with Vietnamese letters need UTF-8; what is printed is UTF-8 whatever the locale."""
    name = sys.getfilesystemencoding()
    if name.replace("-", "").lower() != "utf8":
        return warning("encoding", f"file names are read as {name}", "set LANG=C.UTF-8, or PYTHONUTF8=1")
    return ok("encoding", "UTF-8")


def _clock(now: datetime) -> Finding:
    if now < BUILT:
        return fault("clock", f"shows {now:%Y-%m-%d %H:%M} UTC", "set it: runs are named and ordered by time")
    return ok("clock", f"{now:%Y-%m-%d %H:%M} UTC")


def _scratch() -> Finding:
    place = Path(tempfile.gettempdir())
    free = shutil.disk_usage(place).free
    if free < MIN_SCRATCH_BYTES:
        return warning("temporary files", f"{in_words(free)} free in {place}", "free some, or set TMPDIR")
    return ok("temporary files", f"{in_words(free)} free in {place}")


def in_words(size: float) -> str:
    """Return ``size`` bytes as a person says it: ``3.4 GB``."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"
