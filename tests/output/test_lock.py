"""One writer at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from output.corpus import Corpus
from output.errors import BusyError


def test_a_second_run_is_told_who_is_at_work(root: Path) -> None:
    with Corpus(root).run("night-1"), pytest.raises(BusyError, match=f"night-1, pid {os.getpid()}, since 20"):  # noqa: SIM117
        with Corpus(root).run("night-2"):
            pass


def test_the_lock_dies_with_its_holder_even_while_a_forked_worker_lives(root: Path) -> None:
    script = f"""
import os, time
from output.corpus import Corpus
with Corpus({str(root)!r}).run("r1"):
    worker = os.fork()
    if not worker:
        os.close(1)
        time.sleep(60)
    print(worker, flush=True)
    os._exit(9)
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": "."},
    )
    worker = int(done.stdout)
    try:
        with Corpus(root).run("r2"):
            pass
    finally:
        os.kill(worker, 9)
