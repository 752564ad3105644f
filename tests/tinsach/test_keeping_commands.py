"""compact, rollback, upgrade, export and check as one types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from output.corpus import Corpus
from output.records import fingerprint
from output.report import is_stale
from tests.output.killing import Killed
from tinsach.cli import main

Say = Callable[..., str]

REPORT = (
    "Chuyến thăm thứ {n}\n\nSáng nay đoàn công tác số {n} đến thăm cảng và trao đổi với lãnh đạo tỉnh về việc "
    "xây dựng tuyến đê biển mới, nạo vét luồng lạch và đào tạo hoa tiêu cho đội tàu {n}. Hai bên nhất trí lập "
    "tổ công tác chung, họp lần đầu vào quý {n} và báo cáo kết quả trước khi mùa mưa bắt đầu.\n"
)


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    def run(*arguments: object, code: int = 0) -> str:
        capsys.readouterr()
        assert main([str(one) for one in arguments]) == code
        said = capsys.readouterr()
        return said.out if code in {0, 1} else said.err

    return run


@pytest.fixture
def home(tmp_path: Path, say: Say, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a corpus of two runs over text files."""
    monkeypatch.chdir(tmp_path)
    for number, words in ((1, "vịnh"), (2, "đồi")):
        path = Path(f"kho/{number}.txt")
        path.parent.mkdir(exist_ok=True)
        path.write_text(REPORT.format(n=words * number), encoding="utf-8")
        say("clean", path, "--out", "corpus", "--workers", 1)
    return tmp_path


def runs(home: Path) -> list[str]:
    return [record.run for record in Corpus(home / "corpus").tables().runs]


def test_compact_says_how_many_files_became_how_many(home: Path, say: Say) -> None:
    assert "every row as it was. Recorded in runs/" in say("compact", "corpus")
    assert "nothing to merge in 4 data files" in say("compact", "corpus")
    assert "sound, 4 files of 2 runs" in say("check", "corpus")


def test_rollback_names_what_is_undone_and_makes_the_pages_anew(home: Path, say: Say) -> None:
    first, second = runs(home)
    assert f"{second} came after {first}" in say("rollback", "corpus", first, code=2)
    told = say("rollback", "corpus", second)
    assert told.startswith(f"corpus: undone {second} with 1 row; 1 document left.")
    assert not is_stale(Corpus(home / "corpus"))
    assert second not in (home / "corpus/report.html").read_text("utf-8")
    assert json.loads(say("clean", "kho", "--out", "corpus", "--json"))["counts"]["documents"] == 1


def test_a_run_whose_commit_was_killed_is_finished_and_undone(
    home: Path, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The records before the lock is held do not name it yet."""

    def killed(*_: object) -> None:
        raise Killed

    Path("kho/3.txt").write_text(REPORT.format(n="đảo"), encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr("output.journal._complete", killed)
        with pytest.raises(Killed):
            say("clean", "kho/3.txt", "--out", "corpus", "--workers", 1)
    (staged,) = (home / "corpus/staging").iterdir()
    assert staged.name not in runs(home)
    told = say("rollback", "corpus", staged.name)
    assert told.startswith(f"corpus: undone {staged.name} with 1 row; 2 documents left.")
    assert len(runs(home)) == 2
    assert not is_stale(Corpus(home / "corpus"))


def test_every_run_can_be_undone(home: Path, say: Say) -> None:
    told = json.loads(say("rollback", "corpus", runs(home)[0], "--with-later", "--json"))
    assert (told["changed"], len(told["undone"])) == (True, 2)
    assert "0 records = 0 documents" in say("check", "corpus")


def test_upgrade_of_a_current_corpus_says_so(home: Path, say: Say) -> None:
    assert "are of schema version 4 already" in say("upgrade", "corpus")


def test_check_makes_documents_anew_from_their_sources(home: Path, say: Say) -> None:
    assert "2 of 2 documents made anew from the sources are the same" in say("check", "corpus")
    (home / "kho/1.txt").unlink()
    (home / "kho/2.txt").write_text("Khác hẳn.", encoding="utf-8")
    told = json.loads(say("check", "corpus", "--json"))
    assert told["replayed"] == {
        "tried": 2,
        "same": 0,
        "absent": 1,
        "other": 1,
        "other_version": 0,
        "wrong": [],
        "untried": "",
    }
    told = json.loads(say("check", "corpus", "--json", "--replay", 0))
    assert (told["replayed"]["tried"], told["replayed"]["untried"]) == (0, "not asked for")


def test_a_finding_does_not_keep_documents_from_being_made_anew(home: Path, say: Say) -> None:
    (home / "corpus/notes.txt").write_text("mine")
    told = say("check", "corpus", code=1)
    assert "notes.txt: is no part of a corpus" in told
    assert "2 of 2 documents made anew from the sources are the same" in told


def test_documents_in_damaged_files_are_left_aside_and_said_to_be(home: Path, say: Say) -> None:
    name = f"removals/{runs(home)[0]}-0000.parquet"
    (home / "corpus" / name).write_bytes(b"PAR1")
    told = say("check", "corpus", code=1)
    assert "1 of 1 document made anew from the sources are the same" in told
    assert f"not made anew from the sources: 1 document left aside: {name} can't be relied on" in told


def test_a_corpus_that_cannot_be_read_says_why_nothing_was_made_anew(home: Path, say: Say) -> None:
    record = home / f"corpus/runs/{runs(home)[0]}.json"
    record.write_text(record.read_text("utf-8").replace('"schema_version": "4"', '"schema_version": "1"'))
    told = json.loads(say("check", "corpus", "--json", code=1))
    assert told["replayed"]["tried"] == 0
    assert "tinsach upgrade corpus" in told["replayed"]["untried"]


def test_sources_given_from_another_folder_are_found_from_anywhere(
    home: Path, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = home / "work/deep"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    say("clean", "../../kho", "--out", "../corpora/one", "--workers", 1)
    monkeypatch.chdir(home.parent)
    assert "2 of 2 documents made anew" in say("check", home / "work/corpora/one")


@pytest.fixture
def archived(home: Path, say: Say) -> Path:
    """Return the record of a run over a WARC file that reads otherwise now."""
    archive = Path("kho/trang.warc")
    archive.write_bytes(warc(REPORT.format(n="đảo")))
    say("clean", archive, "--out", "corpus", "--workers", 1)
    archive.write_bytes(warc(REPORT.format(n="sông")))
    return home / f"corpus/runs/{runs(home)[-1]}.json"


def warc(report: str) -> bytes:
    """Return an archive of one page whose paragraphs are the lines of ``report``."""
    lines = "".join(f"<p>{line}</p>" for line in report.splitlines() if line)
    page = f"<html><head><title>Tin</title></head><body><article>{lines}</article></body></html>"
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page.encode()
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:7>\r\n"
        "WARC-Date: 2026-03-05T00:08:00Z\r\nWARC-Target-URI: https://bao.example/tin/1\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def as_another_wrote_it(record: Path, changes: dict[str, Any]) -> None:
    """Rewrite the last run's record as another version would have written it, with its place in the chain."""
    held = json.loads(record.read_text("utf-8"))
    held["tool_version"] = changes.get("tool_version", held["tool_version"])
    held["settings"] |= changes.get("settings", {})
    record.write_text(json.dumps(held), encoding="utf-8")
    (record.parents[1] / "HEAD").write_text(f"{fingerprint(record)}  runs/{record.name}\n")


def test_an_archive_that_the_same_version_reads_otherwise_is_a_finding(archived: Path, say: Say) -> None:
    assert "kho/trang.warc, record 0, gives another text" in say("check", "corpus", code=1)


@pytest.mark.parametrize(
    "changes",
    [{"tool_version": "0.0.9"}, {"settings": {"readers": {"lxml": "1.0"}}}, {"settings": {"readers": None}}],
    ids=["tinsach", "library", "unknown"],
)
def test_an_archive_that_another_version_read_otherwise_is_none(
    archived: Path, say: Say, changes: dict[str, Any]
) -> None:
    as_another_wrote_it(archived, changes)
    told = say("check", "corpus")
    assert "sound" in told
    assert "1 that another version of tinsach or its libraries read otherwise" in told


def test_export_takes_its_format_from_the_name(home: Path, say: Say) -> None:
    assert say("export", "corpus", "--out", "a.csv") == "a.csv: 2 rows of documents\n"
    assert "1 row of documents of 2, drawn at random" in say(
        "export", "corpus", "--out", "b.xlsx", "--rows", 1
    )
    assert json.loads(say("export", "corpus", "--out", "c.jsonl", "--json"))["rows"] == 2
    say("export", "corpus", "--out", "texts")
    assert len(list((home / "texts").rglob("*.txt"))) == 2
    assert "--out ends in one of .csv, .xlsx, .jsonl" in say("export", "corpus", "--out", "a.doc", code=2)


@pytest.mark.parametrize("command", ["compact", "upgrade", "check", "report"])
def test_a_folder_without_a_corpus_is_named(command: str, say: Say, tmp_path: Path) -> None:
    assert "no corpus here" in say(command, tmp_path / "nothing", code=2)
