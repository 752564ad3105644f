"""``python -m benchmarks.supervise -- COMMAND…``: run a command, print what its process tree used as JSON.

A process of its own, so that nothing else is counted: it makes itself the reaper of the tree's orphans
(workers outlive their parent for a moment), waits for all of them and reads the kernel's account. Linux.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from benchmarks.gold import REPOSITORY

SAMPLE_SECONDS: Final = 0.2
"""Resident memory is looked at this often: a shorter peak is missed."""

MAX_LOOKING: Final = 0.01
"""Share of a core that it may take to ask how processes share memory: the kernel walks all their pages. Five
times a second that was a tenth of a core, of the two that the command needs."""

GROWN: Final = 1.02
"""Resident memory, in terms of that at the last asking, from which it is asked again at once."""

ORPHAN_SECONDS: Final = 20.0
PR_SET_CHILD_SUBREAPER: Final = 36
SHOWN_ERROR: Final = 2000


class CommandError(RuntimeError):
    """The command ended badly; the message holds the end of what it said."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What one run of a command took: seconds on the clock, CPU seconds and bytes of the whole tree.

    ``peak_rss`` adds up the processes and so counts shared pages once for each; ``peak_pss`` shares them
    out and is what the machine has to have. ``main_cpu`` is of the process that was started, without those
    it started.
    """

    wall: float
    cpu: float
    peak_rss: int
    peak_pss: int
    code: int
    error: str = ""
    main_cpu: float = 0.0


def measured(command: Sequence[str], *, allowed: Sequence[int] = (0,)) -> Usage:
    """Run ``command`` under a supervisor and return its usage; raises CommandError on other exit codes."""
    supervisor = [sys.executable, "-m", "benchmarks.supervise", "--", *command]
    done = subprocess.run(supervisor, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CommandError(f"the supervisor failed: {done.stderr[-SHOWN_ERROR:]}")
    usage = Usage(**json.loads(done.stdout))
    if usage.code not in allowed:
        raise CommandError(f"{' '.join(command)}: exit code {usage.code}: {usage.error}")
    return usage


def supervise(command: Sequence[str]) -> Usage:
    """Run ``command`` to its end and that of all its descendants; for a process of its own only."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    peaks = _Peaks()
    with tempfile.TemporaryFile() as errors:
        begin = time.monotonic()
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors) as running:
            while not _has_ended(running.pid, within=SAMPLE_SECONDS):
                peaks.look()
            wall = time.monotonic() - begin
            main_cpu = _cpu(running.pid)
        _reap()
        errors.seek(0)
        said = errors.read().decode(errors="replace")[-SHOWN_ERROR:]
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = spent.ru_utime + spent.ru_stime
    return Usage(wall, cpu, peaks.rss, peaks.pss, running.returncode, said, main_cpu)


def _has_ended(pid: int, *, within: float) -> bool:
    """Return whether a child has ended, or does so in as many seconds; its account stays to be read."""
    process = os.pidfd_open(pid)
    try:
        ended, _, _ = select.select([process], [], [], within)
    finally:
        os.close(process)
    return bool(ended)


def _cpu(pid: int) -> float:
    """Return the CPU seconds of a process and its threads."""
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


class _Peaks:
    """The most memory that this process' descendants had at once, in bytes, as far as it was looked at."""

    def __init__(self) -> None:
        self.rss = self.pss = 0
        self._known_at = 0
        self._next = 0.0

    def look(self) -> None:
        """Look at what is resident, and at how it is shared when that is due."""
        tree = list(_descendants(os.getpid()))
        rss = sum(map(_resident, tree))
        self.rss = max(self.rss, rss)
        if time.monotonic() < self._next and rss < GROWN * self._known_at:
            return
        self._known_at = rss
        begin = time.process_time()
        told = [_rollup(pid) for pid in tree]
        self._next = time.monotonic() + (time.process_time() - begin) / MAX_LOOKING
        self.rss = max(self.rss, sum(_field(one, "Rss:") for one in told))
        self.pss = max(self.pss, sum(_field(one, "Pss:") for one in told))


def _descendants(root: int) -> Iterator[int]:
    waiting = _children(root)
    while waiting:
        pid = waiting.pop()
        yield pid
        waiting += _children(pid)


def _children(pid: int) -> list[int]:
    """Return the children of all threads of a process; none of one that ended meanwhile."""
    try:
        told = [(task / "children").read_text("ascii") for task in Path(f"/proc/{pid}/task").iterdir()]
    except OSError:
        return []
    return [int(child) for one in told for child in one.split()]


def _resident(pid: int) -> int:
    """Return the bytes of a process in memory; 0 for one that ended meanwhile."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * resource.getpagesize()
    except OSError:
        return 0


def _rollup(pid: int) -> list[str]:
    """Return what the kernel says of a process' memory; nothing of one that ended meanwhile."""
    try:
        return Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return []


def _field(lines: Sequence[str], name: str) -> int:
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


def _reap() -> None:
    """Wait for the orphans of the tree, whose time the kernel adds to ours when they are waited for."""
    deadline = time.monotonic() + ORPHAN_SECONDS
    while time.monotonic() < deadline:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            time.sleep(SAMPLE_SECONDS / 10)


if __name__ == "__main__":
    print(json.dumps(asdict(supervise(sys.argv[2:]))))
