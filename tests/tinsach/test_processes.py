"""The server that workers are forked from: started ahead, and deaf to Ctrl-C, which is for the main process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tinsach.processes import may_hold_pages

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="where workers are forked from a server")

LOADED = """
import sys
from tinsach.processes import context, start_ahead

def told():
    print(sorted({"trafilatura", "cleaning.pipeline", "pandas"} & set(sys.modules)))

if __name__ == "__main__":
    start_ahead(for_pages=bool(sys.argv[1:]))
    worker = context().Process(target=told)
    worker.start()
    worker.join()
"""

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


@pytest.mark.parametrize(("arguments", "loaded"), [([], []), (["pages"], ["trafilatura"])])
def test_workers_find_loaded_what_their_input_needs(
    tmp_path: Path, arguments: list[str], loaded: list[str]
) -> None:
    program = tmp_path / "program.py"  # workers import their main module from its file
    program.write_text(LOADED, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(program), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert (done.stdout, done.stderr) == (f"{['cleaning.pipeline', *loaded]}\n", "")


@pytest.mark.parametrize("name", ["rows.jsonl", "ROWS.JSONL.gz", "rows.csv", "part.parquet"])
def test_files_of_rows_hold_no_pages(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    assert not may_hold_pages([str(tmp_path / name), str(tmp_path)])


@pytest.mark.parametrize("name", ["page.html", "crawl.warc.gz", "text.txt", "dump.json", "rows", "pages.zip"])
def test_other_files_may_hold_pages(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    assert may_hold_pages([str(tmp_path / "rows.jsonl"), str(tmp_path / name)])
    assert may_hold_pages([str(tmp_path)])


def test_standard_input_and_an_empty_folder_may_hold_pages(tmp_path: Path) -> None:
    assert may_hold_pages(["-"])
    assert may_hold_pages([str(tmp_path)])
