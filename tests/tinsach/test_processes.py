"""The server that workers are forked from: started ahead, and deaf to Ctrl-C, which is for the main process."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="where workers are forked from a server")

PROGRAM = """
import os, signal
from multiprocessing import forkserver
from tinsach.processes import context, start_ahead

def main():
    before = signal.getsignal(signal.SIGINT)
    start_ahead()
    assert signal.getsignal(signal.SIGINT) is before
    os.kill(forkserver._forkserver._forkserver_pid, signal.SIGINT)  # while it loads the libraries
    worker = context().Process(target=print, args=("at work",))
    worker.start()
    worker.join()

if __name__ == "__main__":
    main()
"""


def test_ctrl_c_while_the_server_starts_neither_ends_it_nor_is_told_by_it() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("at work\n", "", 0)
