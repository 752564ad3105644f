"""What a job without news says is true, and the command it advises can be pasted."""

import shlex
from pathlib import Path

import pytest

from cleaning.document import Failure
from crawler.job import Job, load_job
from output.corpus import Corpus
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
