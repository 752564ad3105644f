"""A crawl split by site over two machines, cleaned on one, gives the corpus of a crawl on one machine."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest

from crawler.frontier import frontier_path
from output.check import check
from output.corpus import Corpus
from tests.end_to_end.test_run import job_file
from tinsach.cli import main
from tinsach.demo.server import DemoWeb

pytestmark = pytest.mark.xdist_group("run")

SITES = ("baosongtra.example", "tapchihuunghi.example")


def hosts_known(machine: Path) -> set[str]:
    """The hosts of which the frontier of a machine knows addresses."""
    with closing(sqlite3.connect(frontier_path(machine / "archive"))) as frontier:
        return {host for (host,) in frontier.execute("SELECT DISTINCT host FROM address")}


def test_two_archives_cleaned_together_are_one_corpus(tmp_path: Path) -> None:
    with DemoWeb() as web:
        for number, host in enumerate(SITES):
            assert main(["crawl", str(job_file(tmp_path / f"machine-{number}", web, host=host))]) == 0
        both = job_file(tmp_path / "one", web)
        seeds = ", ".join(f'"http://{host}/"' for host in SITES)
        both.write_text(both.read_text("utf-8").replace(f'"http://{SITES[0]}/"', seeds), "utf-8")
        assert main(["run", str(both)]) == 0
    assert [hosts_known(tmp_path / f"machine-{number}") for number in range(2)] == [{SITES[0]}, {SITES[1]}]
    samples = tmp_path / "one" / "samples"
    source = str(tmp_path / "machine-*" / "archive" / "*.warc.gz")
    wanted = ["--out", str(tmp_path / "corpus"), "--samples", str(samples), "--only-similar"]
    assert main(["clean", source, *wanted]) == 0
    split, whole = (pd.read_parquet(tmp_path / name / "documents") for name in ("corpus", "one/corpus"))
    assert set(split["site"]) == set(SITES)
    assert dict(zip(split["id"], split["text"], strict=True)) == dict(
        zip(whole["id"], whole["text"], strict=True)
    )
    assert main(["clean", source, *wanted]) == 0
    assert len(pd.read_parquet(tmp_path / "corpus" / "documents")) == len(split)
    assert check(Corpus.existing(tmp_path / "corpus")).sound
