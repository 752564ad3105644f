"""compact, rollback, upgrade, export and check as one types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from output.corpus import Corpus
from output.report import is_stale
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


def test_every_run_can_be_undone(home: Path, say: Say) -> None:
    told = json.loads(say("rollback", "corpus", runs(home)[0], "--with-later", "--json"))
    assert (told["changed"], len(told["undone"])) == (True, 2)
    assert "0 records = 0 documents" in say("check", "corpus")


def test_upgrade_of_a_current_corpus_says_so(home: Path, say: Say) -> None:
    assert "are of schema version 2 already" in say("upgrade", "corpus")


def test_check_makes_documents_anew_from_their_sources(home: Path, say: Say) -> None:
    assert "2 of 2 documents made anew from the sources are the same" in say("check", "corpus")
    (home / "kho/1.txt").unlink()
    (home / "kho/2.txt").write_text("Khác hẳn.", encoding="utf-8")
    told = json.loads(say("check", "corpus", "--json"))
    assert told["replayed"] == {"tried": 2, "same": 0, "absent": 1, "other": 1, "wrong": []}
    assert json.loads(say("check", "corpus", "--json", "--replay", 0))["replayed"]["tried"] == 0


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
