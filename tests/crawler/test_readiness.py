"""What keeps a job from being crawled is the same to the crawl, to Scrapy's own command and to the doctor."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.job import JobError, load_job
from crawler.readiness import faults, require_ready
from crawler.run import main as crawl
from tinsach.cli import main
from tinsach.doctor.job import of_job

NOW = datetime(2026, 3, 2, tzinfo=UTC)
JOB = """[job]
name = "thu"
[crawl]
contact = "{contact}"
seeds = ["{seed}"]
{more}
[clean]
only_similar = false
"""


@pytest.fixture
def written(tmp_path):
    def write(*, contact="ai@bao-that.vn", seed="https://bao-that.vn/", more=""):
        path = tmp_path / "job.toml"
        path.write_text(JOB.format(contact=contact, seed=seed, more=more), "utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (
            {"contact": "we@example.org"},
            "we@example.org reaches nobody; give an e-mail or web address of yours",
        ),
        ({"contact": ""}, "[crawl] contact is empty; give an e-mail or web address of yours"),
        ({"contact": "we@example.org", "more": "allow_loopback = true"}, "we@example.org reaches nobody"),
        ({"contact": "https://bao.example/lien-he"}, "https://bao.example/lien-he reaches nobody"),
        ({"seed": "http://a b.vn/"}, "http://a b.vn/: not a host name: 'a b.vn'; mend or remove it"),
        ({"seed": "http://bao..vn/", "more": "allow_loopback = true"}, "not a host name: 'bao..vn'"),
    ],
)
def test_crawl_and_doctor_refuse_a_job_in_the_same_words(written, capsys, keys, said):
    path = written(**keys)
    (found,) = faults(load_job(path))

    assert crawl([str(path)]) == 2
    message = capsys.readouterr().err
    assert said in message
    assert message == f"tinsach: {path}: {found.said}; {found.remedy}\n"
    assert main(["doctor", str(path), "--offline"]) == 2
    assert found.said in capsys.readouterr().out


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"contact": "we@example.org", "seed": "http://127.0.0.1:8/", "more": "allow_loopback = true"},
        {"contact": "we@example.org", "seed": "http://127.0.0.1/"},
        {"contact": "we@example-bao.org"},
        {"contact": "we@test.vn"},
        {"contact": "https://example.vn/lien-he"},
    ],
)
def test_a_job_that_asks_nobody_or_says_who_asks_is_ready(written, keys):
    require_ready(load_job(written(**keys)))


@pytest.mark.parametrize(
    "more",
    [
        'sites = ["bao-that.vn"]',
        'addresses = ["danh-sach.txt"]',
    ],
)
def test_a_job_that_asks_others_beside_this_machine_needs_a_contact(written, tmp_path, more):
    (tmp_path / "danh-sach.txt").write_text("https://bao-that.vn/tin-100001.html\n", "utf-8")
    path = written(contact="we@example.org", seed="http://127.0.0.1/", more=f"allow_loopback = true\n{more}")

    assert [found.check for found in faults(load_job(path))] == ["contact"]


def test_a_job_that_cannot_be_crawled_can_still_be_loaded(written):
    job = load_job(written(contact="we@example.org"))

    with pytest.raises(JobError, match="reaches nobody"):
        require_ready(job)


def test_the_doctor_reads_samples_as_the_crawl_does_too(written, tmp_path, python):
    inner = tmp_path / "samples" / "thang-5"
    inner.mkdir(parents=True)
    text = (
        "Chủ tịch nước tiếp đại sứ các nước đến chào từ biệt nhân dịp kết thúc nhiệm kỳ công tác tại nước ta."
    )
    (inner / "mot.txt").write_text(text, "utf-8")
    path = written(seed="http://127.0.0.1:9/", more="allow_loopback = true")
    path.write_text(path.read_text("utf-8").replace('"thu"', '"thu"\nsamples = "samples"'), "utf-8")

    states = {finding.check: finding.state.value for finding in of_job(load_job(path), NOW)}

    done = python("-m", "crawler", str(path))
    assert (done.returncode, "no samples here" in done.stderr) == (2, True)
    assert states["samples"] == "fault"
