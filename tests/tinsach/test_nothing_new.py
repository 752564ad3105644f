"""What a job without news says is true, and the command it advises can be pasted."""

import json
import shlex
from pathlib import Path

import pytest

from cleaning.document import Failure
from crawler.job import Job, load_job
from output.corpus import Corpus
from tinsach import run
from tinsach.cli import parser
from tinsach.demo import DEMO_FOLDER, MARK
from tinsach.nothing_new import nothing_new

JOB = """{mark}
[job]
name = "thu"
archive = "archive"
corpus = "corpus"
[crawl]
contact = "a@b.example"
seeds = ["https://a.example/"]
[clean]
only_similar = false
"""


@pytest.fixture
def job(tmp_path: Path) -> Job:
    path = tmp_path / "job.toml"
    path.write_text(JOB.format(mark=MARK), encoding="utf-8")
    return load_job(path)


def told(job: Job, shown: Path) -> str:
    return nothing_new(job, shown / "archive", shown / "corpus")


def settle_one(job: Job) -> None:
    with Corpus(job.corpus).run("r1") as run:
        run.stage(Failure("a.txt", 0, "empty_file", "a.txt: is empty"))
        run.commit()


def test_where_nothing_was_found_no_page_is_said_to_be_known(job: Job) -> None:
    said = told(job, DEMO_FOLDER)
    assert said.startswith("Nothing found: no page in tinsach-demo/archive, no run in tinsach-demo/corpus.\n")
    assert said.endswith(f"See why: tinsach doctor {job.path}\n")
    assert "known" not in said


@pytest.mark.parametrize(
    "folder",
    ["tinsach-demo", "kho/tinsach-demo", "/kho/tinsach-demo", "kho tin/bản thử", "kho", ".", "it's"],
)
def test_the_advised_demo_writes_to_the_same_folder_again(job: Job, folder: str) -> None:
    settle_one(job)
    said = told(job, Path(folder))
    assert ": 1 page known" in said
    advised = parser().parse_args(shlex.split(said.split("`")[1])[1:])
    assert advised.out == Path(folder)


def test_after_a_crawl_that_failed_nothing_is_said_of_news_but_why_it_failed(job: Job) -> None:
    settle_one(job)
    said = nothing_new(job, Path("archive"), Path("corpus"), problem="refused (3)").splitlines()
    assert said[0] == "The crawl failed: refused (3)."
    assert said[1].endswith(": 1 page known, all in corpus.")
    assert said[2:] == [f"See why: tinsach doctor {job.path}"]


@pytest.mark.parametrize(
    ("summary", "why"),
    [
        ({"ended": "finished", "failures": {"refused": 3, "timeout": 1}}, "refused (3), timeout (1)"),
        ({"ended": "archive_error", "failures": {}}, "archive_error"),
        (None, "the lines before this one say why"),
    ],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_a_run_tells_why_its_own_crawl_failed_and_not_how_another_went(
    job: Job,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    summary: dict[str, object] | None,
    why: str,
    *,
    as_json: bool,
) -> None:
    settle_one(job)
    job.archive.mkdir(parents=True)
    (job.archive / "a.warc.gz").touch()
    (job.archive / "crawl.json").write_text('{"ended": "finished", "failures": {"not_found": 9}}')

    def failing(_job: Job, **_: object) -> int:
        if summary is not None:
            (job.archive / "new").write_text(json.dumps(summary))
            (job.archive / "new").replace(job.archive / "crawl.json")
        return 3

    monkeypatch.setattr(run, "_crawl", failing)
    monkeypatch.setattr(run, "new_files", lambda _job: [])
    assert run.run_job(job, as_json=as_json) == 3
    said = capsys.readouterr().out
    if as_json:
        assert json.loads(said)["crawl"] == {**(summary or {}), "problem": why}
    else:
        assert said.startswith(f"The crawl failed: {why}.\n")
        assert "Nothing new" not in said
        assert "crawl again" not in said
