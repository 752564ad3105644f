"""``tinsach doctor`` finds before the night what would spoil it, and its exit code says how bad it is."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import disk_usage
from typing import Any

import pytest

from crawler.frontier import frontier_path
from output.corpus import Corpus
from output.lock import held, holder
from tests.crawler.conftest import Web, html_page, serving, written_job
from tinsach.cli import main
from tinsach.doctor import job as job_checks
from tinsach.doctor import machine

HOME = "http://bao.example/"
REPORT = "http://bao.example/doi-ngoai/tham-cang-ca-song-tra-812345.htm"
SAMPLES = {
    "two.txt": "Đoàn đại biểu thăm hữu nghị và làm việc với lãnh đạo tỉnh bạn về hợp tác biên giới, cửa khẩu.",
    "three.txt": "Hội hữu nghị hai nước tổ chức giao lưu nhân dân, trao đổi đoàn và hợp tác địa phương.",
}


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as table:
        table.put("bao.example/", html_page("Trang nhất", (REPORT, "Tham cảng")))
        table.put("bao.example/robots.txt", b"User-agent: *\nAllow: /\n", kind="text/plain")
        yield table


@pytest.fixture
def job(tmp_path: Path, web: Web) -> Path:
    path = written_job(tmp_path, web.proxy, HOME)
    for name, text in SAMPLES.items():
        (tmp_path / "samples" / name).write_text(text, "utf-8")
    path.write_text(path.read_text("utf-8").replace("we@example.org", "ai@bao-that.vn"), "utf-8")
    return path


def examined(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict[str, Any]]:
    code = main(["doctor", *map(str, arguments), "--json"])
    return code, json.loads(capsys.readouterr().out)


def wrong(told: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["check"], one["state"]) for one in told["findings"] if one["state"] != "ok"]


def test_all_well_is_0(job: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = examined(capsys, job)
    assert wrong(told) == []
    assert (code, told["ready"], told["exit_code"]) == (0, True, 0)


def test_it_changes_nothing_and_asks_as_the_crawl_does(
    job: Path, web: Web, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(job.parent.rglob("*"))
    examined(capsys, job)
    assert sorted(job.parent.rglob("*")) == before
    assert web.agents == {"tinsach (+ai@bao-that.vn)"}
    assert web.asked[0] == "bao.example/robots.txt"


def test_offline_it_asks_nothing(job: Path, web: Web, capsys: pytest.CaptureFixture[str]) -> None:
    assert examined(capsys, job, "--offline")[0] == 0
    assert web.asked == []


def test_without_a_job_the_environment_is_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    code, told = examined(capsys)
    assert code == 0
    assert {one["check"] for one in told["findings"]} >= {"python", "libraries", "clock", "encoding"}


def test_a_wrong_job_file_is_2_before_anything_is_asked(
    job: Path, web: Web, capsys: pytest.CaptureFixture[str]
) -> None:
    job.write_text(job.read_text("utf-8") + "\nmax_page = 3\n", "utf-8")
    assert main(["doctor", str(job)]) == 2
    assert "unknown key 'max_page' in [crawl] (do you mean 'max_pages'?)" in capsys.readouterr().err
    assert web.asked == []


def test_a_site_that_forbids_the_seed_is_told_and_nothing_of_it_fetched(
    job: Path, web: Web, capsys: pytest.CaptureFixture[str]
) -> None:
    web.put("bao.example/robots.txt", b"User-agent: tinsach\nDisallow: /\n", kind="text/plain")
    code, told = examined(capsys, job)
    assert code == 3  # no seed is left
    assert any("robots.txt forbids it" in one["said"] for one in told["findings"])
    assert web.fetched() == []


def test_rules_that_cannot_be_had_forbid_all(job: Path, web: Web, capsys: pytest.CaptureFixture[str]) -> None:
    web.put("bao.example/robots.txt", status=503)
    code, told = examined(capsys, job)
    assert code == 3
    assert any("robots.txt can't be had: HTTP 503" in one["said"] for one in told["findings"])
    assert web.fetched() == []


def test_one_dead_seed_of_two_is_a_warning(job: Path, web: Web, capsys: pytest.CaptureFixture[str]) -> None:
    job.write_text(job.read_text("utf-8").replace(f"['{HOME}']", f"['{HOME}', '{HOME}rss.xml']"), "utf-8")
    code, told = examined(capsys, job)
    assert (code, told["ready"]) == (1, True)
    (finding,) = (one for one in told["findings"] if one["state"] == "warning")
    assert "http://bao.example/rss.xml: HTTP 404" in finding["said"]
    assert "[crawl] seeds" in finding["remedy"]


def test_feeds_and_sitemaps_that_are_named_are_asked(
    job: Path, web: Web, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = b"User-agent: *\nAllow: /\nSitemap: http://bao.example/map.xml\n"
    web.put("bao.example/robots.txt", rules, kind="text/plain")
    web.put("bao.example/map.xml", f"<urlset><url><loc>{REPORT}</loc></url></urlset>", kind="text/xml")
    code, told = examined(capsys, job)
    assert code == 0
    assert any("a sitemap of 1, 1 address to follow" in one["said"] for one in told["findings"])


def test_listed_addresses_are_held_against_the_rules_and_not_fetched(
    job: Path, web: Web, capsys: pytest.CaptureFixture[str]
) -> None:
    (job.parent / "list.txt").write_text(f"{REPORT}\nhttp://other.example/tin-100001.html\n", "utf-8")
    web.put("other.example/robots.txt", b"User-agent: *\nDisallow: /\n", kind="text/plain")
    job.write_text(job.read_text("utf-8") + 'addresses = ["list.txt"]\n', "utf-8")
    code, told = examined(capsys, job)
    assert code == 1
    (finding,) = (one for one in told["findings"] if one["state"] == "warning")
    assert (finding["check"], finding["said"]) == (
        "other.example",
        "1 address listed, robots.txt forbids 1",
    )
    assert web.fetched() == ["bao.example/"]


def test_a_site_that_opts_out_of_training_is_a_warning(
    job: Path, web: Web, capsys: pytest.CaptureFixture[str]
) -> None:
    web.put("bao.example/robots.txt", b"User-agent: GPTBot\nDisallow: /\n", kind="text/plain")
    code, told = examined(capsys, job)
    assert code == 1
    assert any("forbids gathering for training" in one["said"] for one in told["findings"])


def test_a_clock_far_from_the_sites_is_a_warning(
    job: Path, web: Web, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    later = datetime.now(UTC) + timedelta(hours=3)
    monkeypatch.setattr("tinsach.doctor.command._now", lambda: later)
    code, told = examined(capsys, job)
    assert code == 1
    assert any("180 minutes apart" in one["said"] for one in told["findings"])


def test_a_held_lock_is_75(job: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lock = job.parent / "archive/state/run.lock"
    with held(lock, note="pid 4711"):
        code, told = examined(capsys, job, "--offline")
        assert lock.read_text() == "pid 4711"
    assert code == 75
    assert any("(pid 4711)" in one["said"] for one in told["findings"])
    assert holder(lock) is None


def test_a_full_disk_is_a_fault_and_a_narrow_one_a_warning(
    job: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = disk_usage(job.parent)
    for free, code in ((50 * 10**6, 3), (105 * 10**6 + 1, 1)):
        monkeypatch.setattr(job_checks.shutil, "disk_usage", lambda _, free=free: real._replace(free=free))
        monkeypatch.setattr(job_checks, "PAGE_BYTES", 200_000)
        monkeypatch.setattr(machine, "MIN_SCRATCH_BYTES", 0)
        found, told = examined(capsys, job, "--offline")
        assert (found, wrong(told)[0][0]) == (code, "disk space")


@pytest.mark.parametrize(("name", "as_run"), [("archive", 3), ("corpus", 2)])
def test_a_file_where_a_folder_should_be_is_a_fault(
    job: Path, name: str, as_run: int, capsys: pytest.CaptureFixture[str]
) -> None:
    (job.parent / name).write_text("", "utf-8")
    code, told = examined(capsys, job, "--offline")
    assert code == as_run
    assert (name, "fault") in wrong(told)


def test_samples_that_are_no_reports_are_a_fault(job: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for sample in (job.parent / "samples").iterdir():
        sample.unlink()
    code, told = examined(capsys, job, "--offline")
    assert (code, wrong(told)) == (2, [("samples", "fault")])


def test_a_contact_that_reaches_nobody_is_a_fault_out_on_the_web(
    job: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = job.read_text("utf-8").replace("ai@bao-that.vn", "you@example.org")
    job.write_text(text, "utf-8")
    assert examined(capsys, job, "--offline")[0] == 1  # on this machine nobody needs to be reached
    job.write_text(
        "\n".join(line for line in text.splitlines() if line[:5] not in {"proxy", "allow", "delay"})
    )
    assert examined(capsys, job, "--offline")[0] == 2


def test_a_private_address_is_refused(job: Path, capsys: pytest.CaptureFixture[str]) -> None:
    job.write_text(job.read_text("utf-8").replace(HOME, "http://10.0.0.7/"), "utf-8")
    code, told = examined(capsys, job)
    assert code == 3
    assert any("a private address" in one["said"] for one in told["findings"])


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "may-nay.example"])
def test_a_site_of_this_machine_is_refused_with_the_key_that_allows_it(
    job: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("127.0.0.1", 80))])
    lines = job.read_text("utf-8").replace(HOME, f"http://{host}/").splitlines()
    job.write_text("\n".join(line for line in lines if line[:5] not in {"proxy", "allow", "delay"}), "utf-8")
    _, told = examined(capsys, job)
    (site,) = (one for one in told["findings"] if "robots.txt can't be had" in one["said"])
    assert "addresses of this machine need allow_loopback = true in [crawl]" in site["said"]
    assert ("port of the web" in site["said"], site["remedy"][:11]) == (False, "set it when")


def test_a_damaged_frontier_is_a_fault(job: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = frontier_path(job.parent / "archive")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database at all" * 100)
    code, told = examined(capsys, job, "--offline")
    assert (code, wrong(told)) == (3, [("frontier", "fault")])


def test_a_frontier_that_a_crawl_has_open_is_75(job: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = frontier_path(job.parent / "archive")
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("CREATE TABLE address (state TEXT)")
        other.execute("BEGIN EXCLUSIVE")
        assert examined(capsys, job, "--offline")[0] == 75


def test_a_corpus_of_a_later_version_is_a_fault(job: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Corpus(job.parent / "corpus").run("r1"):
        pass
    record = {"run": "r1", "schema_version": "99", "files": []}
    (job.parent / "corpus/runs").mkdir(exist_ok=True)
    (job.parent / "corpus/runs/r1.json").write_text(json.dumps(record), "utf-8")
    code, told = examined(capsys, job, "--offline")
    assert code == 2
    assert ("schema", "fault") in wrong(told)


def test_for_a_person_each_fault_has_its_remedy(job: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (job.parent / "archive").write_text("", "utf-8")
    assert main(["doctor", str(job), "--offline"]) == 3
    said = " ".join(capsys.readouterr().out.split())
    assert "-> make it writable for this user, or change [job] archive" in said
    assert said.endswith("Not ready: 1 fault to mend.")


def test_a_library_that_is_missing_or_too_old_is_a_fault(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ["pandas>=99.1", "no-such-thing>=1.0", "pytest>=1; extra == 'dev'"]
    monkeypatch.setattr(machine, "requires", lambda _: asked)
    code, told = examined(capsys)
    (finding,) = (one for one in told["findings"] if one["check"] == "libraries")
    assert code == 3
    assert "(at least 99.1), no-such-thing missing (at least 1.0)" in finding["said"]
    assert "pytest" not in finding["said"]


def test_a_source_tree_that_is_not_installed_is_a_warning(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_: str) -> list[str]:
        raise machine.PackageNotFoundError

    monkeypatch.setattr(machine, "requires", missing)
    assert examined(capsys)[0] == 1


def test_a_clock_that_was_reset_is_a_fault(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tinsach.doctor.command._now", lambda: datetime(1970, 1, 1, tzinfo=UTC))
    code, told = examined(capsys)
    assert (code, wrong(told)) == (3, [("clock", "fault")])
