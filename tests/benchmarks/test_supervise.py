import sys
import time
from itertools import count

import pytest

from benchmarks import supervise
from benchmarks.supervise import CommandError, measured

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and adopts orphans")

BURN = "import time\nwhile time.process_time() < 0.5: pass\n"
ORPHAN = f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {BURN!r}])\n"
MEMORY = "import time\nkept = bytearray(b'x' * 100_000_000)\ntime.sleep(0.8)\n"
CHILD = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {MEMORY!r}])\n"


def test_time_of_a_child_that_outlives_the_command_is_counted():
    assert measured([sys.executable, "-c", ORPHAN]).cpu >= 0.5


def test_time_of_the_main_process_is_told_without_that_of_its_children():
    usage = measured([sys.executable, "-c", f"{BURN}{ORPHAN}"])
    assert 0.45 <= usage.main_cpu <= usage.cpu - 0.45


def test_memory_of_a_child_is_counted():
    usage = measured([sys.executable, "-c", CHILD])
    assert usage.peak_rss >= usage.peak_pss >= 100_000_000


def test_bad_end_of_the_command_is_an_error_with_what_it_said():
    with pytest.raises(CommandError, match="exit code 4: no such luck"):
        measured([sys.executable, "-c", "import sys; sys.stderr.write('no such luck'); sys.exit(4)"])


def test_exit_code_that_is_allowed_is_returned():
    assert measured([sys.executable, "-c", "raise SystemExit(1)"], allowed=(0, 1)).code == 1


def test_how_memory_is_shared_is_asked_again_only_when_it_grew_or_some_time_has_passed(monkeypatch):
    resident, asked = iter([100, 101, 150, 150]), []
    clock = count(0, 10)  # each asking takes ten seconds
    monkeypatch.setattr(supervise, "_descendants", lambda _pid: [1])
    monkeypatch.setattr(supervise, "_resident", lambda _pid: next(resident))
    monkeypatch.setattr(supervise, "_rollup", lambda pid: asked.append(pid) or ["Rss: 1 kB", "Pss: 1 kB"])
    monkeypatch.setattr(time, "process_time", lambda: next(clock))
    monkeypatch.setattr(time, "monotonic", lambda: 0)
    peaks = supervise._Peaks()
    looks = [peaks.look() or len(asked) for _ in range(3)]
    monkeypatch.setattr(time, "monotonic", lambda: 10 / supervise.MAX_LOOKING)
    peaks.look()
    assert (looks, len(asked)) == ([1, 1, 2], 3)
    assert (peaks.rss, peaks.pss) == (1024, 1024)
