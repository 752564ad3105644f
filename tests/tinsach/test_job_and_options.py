"""A limit means the same in a job file and on the command line: one of them does not refuse what the other takes."""

import argparse
import json
from pathlib import Path

import pytest

from crawler.job import JobError, load_job
from tinsach.clean import CleanOptions
from tinsach.cli import parser
from tinsach.errors import UsageError
from tinsach.options import clean_options
from tinsach.run import options_of

JOB = """[job]
name = "thu"
samples = "samples"
[crawl]
contact = "ai@bao.example"
seeds = ["https://bao.example/"]
[clean]
only_similar = false
"""


def by_job(folder: Path, key: str, value: object) -> CleanOptions | None:
    """The cleaning that a job file with ``value`` asks for; nothing when it is refused."""
    (folder / "samples").mkdir(exist_ok=True)
    path = folder / "job.toml"
    path.write_text(f"{JOB}{key} = {json.dumps(value).replace('NaN', 'nan')}\n", "utf-8")
    try:
        return options_of(load_job(path))
    except (JobError, UsageError):
        return None


def by_options(folder: Path, key: str, value: object) -> CleanOptions | None:
    """The same of a command line."""
    names = {"languages": "language"}
    values = value if isinstance(value, list) else [value]
    given = [f"--{names.get(key, key).replace('_', '-')}={one}" for one in values]
    try:
        arguments = parser().parse_args(
            ["clean", "a.txt", "--out", "c", f"--samples={folder / 'samples'}", *given]
        )
        return clean_options(arguments)
    except (SystemExit, UsageError, argparse.ArgumentError):
        return None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("min_words", value) for value in (-1, 0, 1, 50, 1.5)),
        *(("min_relevance", value) for value in (-1.1, -1, 0, 0.25, 1, 1.1, float("nan"))),
        *(("workers", value) for value in (0, 1, 2, 1.5)),
        *(("languages", value) for value in (["vi"], ["vi", "en"], ["any"], ["vietnamese"], ["xx"])),
    ],
)
def test_job_file_and_command_line_take_and_refuse_the_same(tmp_path: Path, key: str, value: object) -> None:
    job, options = by_job(tmp_path, key, value), by_options(tmp_path, key, value)

    assert (job is None) == (options is None)
    if job and options and key != "workers":
        assert getattr(job, key) == getattr(options, key)
