"""The engine spark: the corpus of the demo's archive, row by row as the processes of one machine make it.

Needs PySpark and Java; each run starts a Spark of its own, which takes a while.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from output.schema import TABLES
from tests.end_to_end.conftest import DemoRun

pytest.importorskip("pyspark")
if not shutil.which("java"):
    pytest.skip("Spark needs Java", allow_module_level=True)

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.spark_engine]

SECONDS = 600
CLUSTER = "local-cluster[2,1,1024]"


def tables(corpus: Path) -> dict[str, pa.Table]:
    return {name: pq.read_table(corpus / name, partitioning=None).drop_columns(["run"]) for name in TABLES}


def command(inputs: list[str], corpus: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "tinsach", "clean", *inputs, "--out", str(corpus), *options]


def on_spark(inputs: list[str], corpus: Path, master: str, *options: str) -> subprocess.CompletedProcess[str]:
    asked = command(inputs, corpus, "--engine", "spark", "--master", master, *options)
    return subprocess.run(asked, capture_output=True, text=True, check=False, timeout=SECONDS)


@pytest.fixture(scope="session")
def inputs(demo: DemoRun) -> list[str]:
    """Return the demo's archive, its samples as a folder, and a broken file."""
    broken = demo.folder / "broken.jsonl"
    broken.write_text('{"text": 1}\nkhông phải JSON\n{"body": "Một mẩu ngắn."}\n', encoding="utf-8")
    archive = sorted(str(path) for path in (demo.folder / "archive").glob("*.warc.gz"))
    return [*archive, str(demo.folder / "samples"), str(broken)]


@pytest.fixture(scope="session")
def expected(inputs: list[str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, pa.Table]:
    corpus = tmp_path_factory.mktemp("spark") / "processes"
    done = subprocess.run(command(inputs, corpus), capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    return tables(corpus)


def same(found: dict[str, pa.Table], expected: dict[str, pa.Table]) -> bool:
    return all(found[name].equals(expected[name]) for name in TABLES)


def test_a_cluster_of_two_executors_commits_the_same_rows(
    inputs: list[str], expected: dict[str, pa.Table], tmp_path: Path
) -> None:
    done = on_spark(inputs, tmp_path / "corpus", CLUSTER)
    assert done.returncode == 1, done.stderr  # failed records, each named
    assert "broken.jsonl" in done.stderr
    assert same(tables(tmp_path / "corpus"), expected)
    assert expected["documents"].num_rows > 10
    assert expected["duplicates"].num_rows > 1


def test_a_second_run_compares_with_the_corpus_and_reads_what_hadoop_opens(
    inputs: list[str], tmp_path: Path
) -> None:
    first, *others = inputs
    found = []
    for name, engine in (("a", ()), ("b", ("--engine", "spark", "--master", "local[2]"))):
        corpus = tmp_path / name
        for sources in ([f"file://{Path(one).absolute()}" if engine else one for one in others], [first]):
            asked = command(sources, corpus, *engine)
            done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=SECONDS)
            assert done.returncode in {0, 1}, done.stderr
        found.append(tables(corpus))
    for name in TABLES:
        ours, clusters = (comparable(corpus[name]) for corpus in found)
        assert ours == clusters, name


def comparable(table: pa.Table) -> list[str]:
    """Return the rows without the scheme of the sources' addresses, and what is made from those, sorted."""
    made = {"id", "document_id"} if "reason" in table.column_names or "rule" in table.column_names else set()
    rows = table.drop_columns(list(made & set(table.column_names))).to_pylist()
    return sorted(str(row).replace("file:/", "/") for row in rows)


def test_a_lost_executor_changes_nothing(
    inputs: list[str], expected: dict[str, pa.Table], tmp_path: Path
) -> None:
    done = killed(inputs, tmp_path / "corpus", CLUSTER, "CoarseGrainedExecutorBackend")
    assert done.returncode == 1, done.stderr
    assert same(tables(tmp_path / "corpus"), expected)


def test_a_failed_task_changes_nothing(
    inputs: list[str], expected: dict[str, pa.Table], tmp_path: Path
) -> None:
    done = killed(inputs, tmp_path / "corpus", "local[2,4]", "pyspark.daemon")
    assert done.returncode == 1, done.stderr
    assert same(tables(tmp_path / "corpus"), expected)


def killed(inputs: list[str], corpus: Path, master: str, name: str) -> subprocess.CompletedProcess[str]:
    """Run on Spark and end the process called ``name`` that is nearest above a worker which is cleaning."""
    asked = command(inputs, corpus, "--engine", "spark", "--master", master)
    with subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        victim = wait_for(lambda: above_worker(running.pid, name), running)
        os.kill(victim, signal.SIGKILL)
        out, errors = running.communicate(timeout=SECONDS)
    return subprocess.CompletedProcess(asked, running.returncode, out, errors)


def wait_for(found: Callable[[], int | None], running: subprocess.Popen[str]) -> int:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and running.poll() is None:
        if one := found():
            return one
        time.sleep(0.05)
    raise AssertionError("no process was seen cleaning")


def above_worker(root: int, name: str) -> int | None:
    """Return the nearest process ``name`` between ``root`` and a server that forks cleaning workers."""
    parents = dict(family())
    servers = [pid for pid in parents if "multiprocessing.forkserver" in said(pid)]
    for pid in (pid for pid in parents if parents.get(pid) in servers):
        above = list(ancestors(pid, parents))
        if root in above:
            return next((one for one in above if name in said(one)), None)
    return None


def ancestors(pid: int, parents: dict[int, int]) -> Iterator[int]:
    while pid := parents.get(pid, 0):
        yield pid


def family() -> Iterator[tuple[int, int]]:
    for path in Path("/proc").glob("[0-9]*"):
        try:
            yield int(path.name), int((path / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue


def said(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""
