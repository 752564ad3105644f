"""``tinsach demo``: the whole job on the built-in news web, in a folder of its own, with no set-up."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Final

from crawler.job import load_job
from tinsach.demo import MARK
from tinsach.demo.server import DemoWeb
from tinsach.demo.truth import truth
from tinsach.errors import UsageError
from tinsach.run import clean_archive, crawl_job

SAMPLES: Final = Path(__file__).parent / "samples"

JOB: Final = """{mark}
[job]
name = "demo"
corpus = "corpus"
archive = "archive"
samples = "samples"

[crawl]
contact = "demo@tinsach.example"
seeds = [{seeds}]
# The demo's news web is served on this machine: both keys below allow that and are off by default.
proxy = "{proxy}"
allow_loopback = true
delay = 0

[clean]
languages = ["vi"]
"""


def run_demo(out: Path, demo_web: DemoWeb, *, as_json: bool = False) -> int:
    """Serve, crawl, clean and report below the folder ``out``; return the exit code."""
    with demo_web as web:
        _prepare(out)
        job_file = out / "job.toml"
        job_file.write_text(_job_text(web), encoding="utf-8")
        job = load_job(job_file)
        _say(f"serving {len(truth())} pages of a little news web on {web.url}", quiet=as_json)
        _say("crawling them from three samples", quiet=as_json)
        crawled = crawl_job(job, quiet=True, as_json=as_json)
    if crawled:
        return crawled
    _say("cleaning the archive", quiet=as_json)
    return clean_archive(job, as_json=as_json)


def serve(port: int) -> DemoWeb:
    """Return the demo web on loopback ``port``, any free one for 0; raises UsageError when it is taken."""
    try:
        return DemoWeb(port=port)
    except OSError as error:
        raise UsageError(f"{error.strerror or error}; choose another port with --port") from error


def _prepare(out: Path) -> None:
    """Make ``out`` ready, removing what an earlier demo left, and nothing that is not a demo's."""
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out}: is a file; the demo needs a folder")
    if out.exists() and any(out.iterdir()):
        job = out / "job.toml"
        if not job.is_file() or not job.read_text(encoding="utf-8").startswith(MARK):
            raise UsageError(f"{out}: not empty and not made by the demo; choose another folder with --out")
        for name in ("archive", "corpus", "samples"):
            shutil.rmtree(out / name, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    shutil.copytree(SAMPLES, out / "samples", ignore=shutil.ignore_patterns("__pycache__", "*.py"))


def _job_text(web: DemoWeb) -> str:
    seeds = ", ".join(f'"{seed}"' for seed in web.seeds)
    return JOB.format(mark=MARK, seeds=seeds, proxy=web.url)


def _say(line: str, *, quiet: bool) -> None:
    if not quiet:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
