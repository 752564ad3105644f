"""The scheduled job: repeated it fetches and adds nothing twice, and two at once don't mix."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from output.check import check
from output.corpus import Corpus
from output.lock import held
from tinsach.cli import main
from tinsach.demo import MARK
from tinsach.demo.command import JOB, SAMPLES
from tinsach.demo.server import DemoWeb
from tinsach.demo.truth import Kind, truth

pytestmark = pytest.mark.xdist_group("run")

ARTICLES = {page.url for page in truth() if page.kind is Kind.ARTICLE}


def job_file(folder: Path, web: DemoWeb, *, host: str = "baosongtra.example") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(SAMPLES, folder / "samples", dirs_exist_ok=True)
    path = folder / "job.toml"
    path.write_text(JOB.format(mark=MARK, seeds=f'"http://{host}/"', proxy=web.url), encoding="utf-8")
    return path


def articles_asked_for(web: DemoWeb) -> list[str]:
    return [request.url for request in web.requests if request.url in ARTICLES]


def test_second_run_fetches_no_article_and_adds_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with DemoWeb() as web:
        job = job_file(tmp_path, web)
        assert main(["run", str(job)]) == 0
        asked = articles_asked_for(web)
        before = {path: path.read_bytes() for path in (tmp_path / "corpus").rglob("*.parquet")}
        assert main(["run", str(job)]) == 0
        assert articles_asked_for(web) == asked
    assert asked
    assert {path: path.read_bytes() for path in (tmp_path / "corpus").rglob("*.parquet")} == before
    said = capfd.readouterr().out
    assert re.search(
        r"^Nothing new since 20\d\d-\d\d-\d\d \d\d:\d\d UTC: \d+ pages known, all in \S+\.$", said, re.M
    )
    assert "`tinsach demo --out " in said  # its job file is the demo's, whose web is gone by then
    assert check(Corpus.existing(tmp_path / "corpus")).sound


def test_run_without_news_says_how_to_crawl_again(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with DemoWeb() as web:
        job = job_file(tmp_path, web)
        job.write_text(job.read_text("utf-8").removeprefix(MARK), encoding="utf-8")
        assert main(["run", str(job)]) == 0
        assert main(["run", str(job), "--json"]) == 0
        told = json.loads(capfd.readouterr().out.splitlines()[-1])
        assert main(["run", str(job)]) == 0
    assert (told["new_files"], told["records"] > 0) == (0, True)
    assert f"To crawl again from the start, move {tmp_path / 'archive'} away." in capfd.readouterr().out


def test_run_after_a_crawl_that_could_fetch_nothing_says_so(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with DemoWeb() as web:
        job = job_file(tmp_path, web)
        assert main(["run", str(job)]) == 0
    capfd.readouterr()
    assert main(["run", str(job)]) == 3
    said = capfd.readouterr()
    assert said.out.startswith("The crawl failed: ")
    assert "Nothing new" not in said.out
    assert "crawl again" not in said.out
    assert "nothing could be fetched" in said.err


def test_a_first_run_that_comes_to_no_report_says_what_waits(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with DemoWeb() as web:
        job = job_file(tmp_path, web, host="baodoingoai.example")
        job.write_text(job.read_text("utf-8").replace("[crawl]", "[crawl]\nmax_pages = 1"), encoding="utf-8")
        assert main(["run", str(job), "--json"]) == 0
        told = json.loads(capfd.readouterr().out)
        assert (told["new_files"], told["records"], told["crawl"]["archived"]) == (0, 0, 0)
        shutil.rmtree(tmp_path / "archive")  # a second run would begin with the reports the first one found
        assert main(["run", str(job)]) == 0
    said = capfd.readouterr().out
    assert "Nothing found: " in said
    assert re.search(r"^\d+ addresses wait to be fetched; max_pages = 1 is ", said, re.M)


def test_a_run_as_json_is_one_object_with_the_crawl_and_what_to_do_next(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with DemoWeb() as web:
        assert main(["run", str(job_file(tmp_path, web)), "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert told["crawl"]["archived"] >= told["counts"]["documents"] > 0
    assert any("tinsach check" in step for step in told["next"])


def test_without_crawl_what_the_archive_has_is_cleaned(tmp_path: Path) -> None:
    with DemoWeb() as web:
        job = job_file(tmp_path, web)
        assert main(["crawl", str(job)]) == 0
        asked = len(web.requests)
        assert main(["run", str(job), "--no-crawl"]) == 0
        assert len(web.requests) == asked
    assert len(pd.read_parquet(tmp_path / "corpus/documents"))


def test_new_seed_in_a_later_run_adds_its_reports_to_the_corpus(tmp_path: Path) -> None:
    with DemoWeb() as web:
        assert main(["run", str(job_file(tmp_path, web))]) == 0
        first = set(pd.read_parquet(tmp_path / "corpus/documents")["id"])
        assert main(["run", str(job_file(tmp_path, web, host="tapchihuunghi.example"))]) == 0
    both = pd.read_parquet(tmp_path / "corpus/documents")
    assert first < set(both["id"])
    assert set(both["site"]) == {"baosongtra.example", "tapchihuunghi.example"}
    assert both["run"].nunique() == 2
    assert check(Corpus.existing(tmp_path / "corpus")).sound


def test_what_an_undone_run_brought_is_cleaned_again(tmp_path: Path) -> None:
    with DemoWeb() as web:
        job = job_file(tmp_path, web)
        assert main(["run", str(job)]) == 0
        before = pd.read_parquet(tmp_path / "corpus/documents")
        assert main(["rollback", str(tmp_path / "corpus"), before["run"][0]]) == 0
        assert pd.read_parquet(tmp_path / "corpus/documents").empty
        assert main(["run", str(job)]) == 0
    after = pd.read_parquet(tmp_path / "corpus/documents")
    assert set(after["id"]) == set(before["id"])


def test_crawl_alone_fills_the_archive_and_says_what_it_did(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with DemoWeb() as web:
        assert main(["crawl", str(job_file(tmp_path, web))]) == 0
    assert list((tmp_path / "archive").glob("*.warc.gz"))
    assert not (tmp_path / "corpus").exists()
    assert "archived" in capfd.readouterr().out


def test_run_beside_another_leaves_with_75(tmp_path: Path) -> None:
    with DemoWeb() as web:
        job = job_file(tmp_path, web)
        assert main(["crawl", str(job)]) == 0
        with Corpus(tmp_path / "corpus").run("other"):
            assert main(["run", str(job)]) == 75


def test_overlapping_run_leaves_before_it_touches_anything(tmp_path: Path) -> None:
    with DemoWeb() as web:
        job = job_file(tmp_path, web)
        with held(tmp_path / "archive/state/run.lock", note="other"):
            assert main(["run", str(job)]) == 75
        assert web.requests == []


def test_stopped_run_closes_its_archive(tmp_path: Path) -> None:
    with DemoWeb() as web:
        job = job_file(tmp_path, web, host="baodoingoai.example")
        job.write_text(job.read_text("utf-8").replace("delay = 0", "delay = 0.3"), encoding="utf-8")
        run = subprocess.Popen([sys.executable, "-m", "tinsach", "run", str(job)], stderr=subprocess.PIPE)
        until = time.monotonic() + 40
        while len(articles_asked_for(web)) < 2 and time.monotonic() < until:
            time.sleep(0.1)
        run.terminate()
        _, said = run.communicate(timeout=60)
        asked = len(web.requests)
        time.sleep(1)
        assert len(web.requests) == asked
    assert run.returncode == 130, said
    assert not list((tmp_path / "archive").glob("*.open"))
    assert list((tmp_path / "archive").glob("*.warc.gz"))


def test_scrapy_users_find_the_spider(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    if not (root / "scrapy.cfg").is_file():
        pytest.skip("tests of the wheel have no scrapy.cfg")
    scrapy = [sys.executable, "-m", "scrapy"]
    listed = subprocess.run([*scrapy, "list"], cwd=root, capture_output=True, text=True, check=True)
    assert listed.stdout.split() == ["news"]
    with DemoWeb() as web:
        job = job_file(tmp_path, web)
        done = subprocess.run(
            [*scrapy, "crawl", "news", "-a", f"job={job}"],
            cwd=root,
            env=dict(os.environ),
            capture_output=True,
            check=False,
        )
    assert done.returncode == 0
    assert list((tmp_path / "archive").glob("*.warc.gz"))
