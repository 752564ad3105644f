"""``tinsach clean`` on good and bad input: what is kept, what is named, what the exit code says."""

import gzip
import io
import json
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from output.check import check
from output.corpus import Corpus
from tinsach.cli import main

PARAGRAPHS = (
    "Sáng nay, bà con xóm chài cửa Lở hạ thủy chiếc thuyền câu đóng theo kiểu cũ, lần đầu tiên sau hai mươi năm.",
    "Ông thợ cả kể rằng khuôn thuyền được dựng lại từ trí nhớ của ba người già nhất xóm và một tấm ảnh đã ố vàng.",
    "Xóm định đóng thêm bốn chiếc nữa trong năm tới để đưa khách đi xem rạn san hô, thay cho những chiếc ca nô ồn ào.",
)
REPORT = "Xóm chài cửa Lở hạ thủy thuyền câu kiểu cũ\n\n" + "\n\n".join(PARAGRAPHS) + "\n"
OTHER = (
    "Lớp học đan lưới mở lại sau Tết với mười hai học viên, phần lớn là con em đi học nghề ở phố rồi trở về quê.\n"
    "Cô giáo của lớp năm nay đã ngoài bảy mươi, mỗi tối vẫn ngồi vá lưới dưới hiên, tay thoăn thoắt không cần nhìn."
)
ROW = {"title": "Xóm chài hạ thủy thuyền câu", "text": "\n".join(PARAGRAPHS)}


def clean(*inputs: Path | str, out: Path, options: tuple[str, ...] = ("--workers", "1")) -> int:
    return main(["clean", *map(str, inputs), "--out", str(out), *options])


def table(corpus: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(corpus / name)


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def broken_link(folder: Path) -> Path:
    (folder / "missing.txt").symlink_to(folder / "nowhere.txt")
    return folder / "missing.txt"


def empty(folder: Path) -> Path:
    return written(folder / "empty.txt", "")


def binary(folder: Path) -> Path:
    return written(folder / "picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)


def broken_json(folder: Path) -> Path:
    return written(folder / "rows.jsonl", json.dumps(ROW | {"text": OTHER}) + "\n{broken\n")


def truncated_gzip(folder: Path) -> Path:
    return written(folder / "rows.jsonl.gz", gzip.compress((json.dumps(ROW) + "\n").encode() * 500)[:-40])


def truncated_warc(folder: Path) -> Path:
    head = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 5000\r\n\r\nHTTP/1.1 200 OK\r\n\r\n<html>"
    return written(folder / "pages.warc", head)


def no_text_column(folder: Path) -> Path:
    return written(folder / "rows.csv", "ma,gia\n1,2\n")


def empty_folder(folder: Path) -> Path:
    (folder / "nothing").mkdir()
    return folder / "nothing"


BAD: dict[str, Callable[[Path], Path]] = {
    "no_such_file": broken_link,
    "empty_file": empty,
    "binary_file": binary,
    "invalid_json": broken_json,
    "truncated_archive": truncated_gzip,
    "missing_column": no_text_column,
    "no_records": empty_folder,
}


@pytest.mark.parametrize("reason", BAD)
def test_bad_input_is_named_kept_as_rejected_and_the_rest_goes_on(
    reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = BAD[reason](tmp_path)
    good = written(tmp_path / "good.txt", REPORT)
    code = clean(bad, good, out=tmp_path / "corpus")
    complaints = [line for line in capsys.readouterr().err.splitlines() if f"failed ({reason})" in line]
    assert code == 1
    assert len(complaints) == 1
    assert bad.name in complaints[0]
    rejected = table(tmp_path / "corpus", "rejected")
    assert rejected["reason"].tolist() == [reason]
    assert bad.name in rejected["source_path"][0]
    assert "good.txt" in " ".join(table(tmp_path / "corpus", "documents")["source_path"])


def test_truncated_warc_is_named_and_the_rest_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = clean(truncated_warc(tmp_path), written(tmp_path / "good.txt", REPORT), out=tmp_path / "corpus")
    assert code == 1
    assert "pages.warc" in capsys.readouterr().err
    assert len(table(tmp_path / "corpus", "documents")) == 1


def test_nothing_but_failures_is_exit_code_3(tmp_path: Path) -> None:
    assert clean(empty(tmp_path), out=tmp_path / "corpus") == 3


@pytest.mark.parametrize("slip", ["missing.txt", "goood/", "*.jsnl", "good.txt/x", ""])
def test_an_input_that_names_nothing_is_refused_before_anything_is_done(
    slip: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "good.txt", REPORT)
    assert clean("good.txt", slip, out=tmp_path / "corpus") == 2
    assert (
        f"tinsach: {slip or repr('')}: no such file or folder; nothing was cleaned\n"
        in capsys.readouterr().err
    )
    assert not (tmp_path / "corpus").exists()


def test_a_copy_on_standard_input_is_told_with_what_it_is_a_copy_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clean(written(tmp_path / "good.txt", REPORT), out=tmp_path / "corpus")
    kept = table(tmp_path / "corpus", "documents")["id"][0]
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(REPORT.encode())))
    assert clean("-", out=tmp_path / "corpus") == 0
    assert f"-, record 0: exact copy of {kept} " in capsys.readouterr().out


def committed(corpus: Path) -> dict[Path, bytes]:
    """Return the files of the tables and run records; `keys/` is derived, and made when a run first needs it."""
    return {
        path: path.read_bytes()
        for path in corpus.rglob("*")
        if path.suffix in (".parquet", ".json") and path.parent.name != "keys"
    }


def test_cleaning_the_same_again_adds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sources = (written(tmp_path / "good.txt", REPORT), written(tmp_path / "short.txt", PARAGRAPHS[0]))
    assert clean(*sources, out=tmp_path / "corpus") == 0
    before = committed(tmp_path / "corpus")
    capsys.readouterr()
    assert clean(*sources, out=tmp_path / "corpus") == 0
    assert committed(tmp_path / "corpus") == before
    assert "Nothing new" in capsys.readouterr().out


def test_order_and_number_of_workers_change_nothing(tmp_path: Path) -> None:
    sources = [
        written(tmp_path / f"{n}.txt", REPORT.replace("cửa Lở", f"cửa số {n}") if n % 3 else REPORT)
        for n in range(9)
    ]
    assert clean(*sources, out=tmp_path / "one") == 0
    assert clean(*reversed(sources), out=tmp_path / "two", options=("--workers", "2")) == 0
    for name in ("documents", "duplicates"):
        tables = [
            table(tmp_path / corpus, name).drop(columns="run").sort_values("id") for corpus in ("one", "two")
        ]
        one, two = (rows.to_json(orient="records", date_format="iso") for rows in tables)
        assert json.loads(one) == json.loads(two) != []


def test_every_record_ends_in_one_state_and_the_sum_is_right(tmp_path: Path) -> None:
    rows = [
        ROW,
        ROW,
        {"title": "Ngắn", "text": "Quá ngắn."},
        {"title": "Another", "text": "The boat is old. " * 30},
    ]
    dump = written(tmp_path / "rows.jsonl", "\n".join(json.dumps(row) for row in rows) + "\n{\n")
    assert clean(dump, out=tmp_path / "corpus") == 1
    counts = {name: len(table(tmp_path / "corpus", name)) for name in ("documents", "duplicates", "rejected")}
    assert counts == {"documents": 1, "duplicates": 1, "rejected": 3}
    assert check(Corpus.existing(tmp_path / "corpus")).sound


def test_page_that_keeps_the_extractor_busy_is_left_out_and_the_rest_goes_on(tmp_path: Path) -> None:
    bomb = written(tmp_path / "bomb.html", "<html><body>" + "<p>a" * 49_000 + "</body></html>")
    good = written(tmp_path / "good.txt", REPORT)
    code = clean(bomb, good, out=tmp_path / "corpus", options=("--workers", "1", "--record-seconds", "0.2"))
    assert code in {0, 1}
    assert len(table(tmp_path / "corpus", "documents")) == 1
    assert len(table(tmp_path / "corpus", "rejected")) == 1


def test_standard_input_is_cleaned(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tinsach", "clean", "-", "--out", str(tmp_path / "corpus"), "--json"]
    done = subprocess.run(command, input=REPORT.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["counts"]["documents"] == 1
    assert table(tmp_path / "corpus", "documents")["source_path"].tolist() == ["-"]


def test_fields_of_rows_are_taken_as_named(tmp_path: Path) -> None:
    row = {
        "tua": "Thuyền câu kiểu cũ",
        "chu": ROW["text"],
        "nguon": "https://xom.example/a-1.html",
        "luc": "2026-03-04",
    }
    dump = written(tmp_path / "rows.jsonl", json.dumps(row))
    fields = ("--text-field", "chu", "--title-field", "tua", "--url-field", "nguon", "--date-field", "luc")
    assert clean(dump, out=tmp_path / "corpus", options=fields) == 0
    [document] = table(tmp_path / "corpus", "documents").to_dict("records")
    assert (document["title"], document["site"]) == ("Thuyền câu kiểu cũ", "xom.example")
    assert (str(document["published_at"].date()), document["published_precision"]) == ("2026-03-04", "day")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["clean", "a.txt", "--out", "c", "--encoding", "klingon"], "klingon"),
        (["clean", "a.txt", "--out", "c", "--format", "doc"], "doc"),
        (["clean", "a.txt", "--out", "c", "--only-similar", "--min-relevance", "0.5"], "--samples"),
        (["check", "nowhere"], "nowhere"),
        (["run", "missing.toml"], "missing.toml"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_unknown_key_in_a_job_file_names_file_key_and_known_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    job = written(tmp_path / "job.toml", '[job]\nname = "a"\ncorpus = "c"\narchive = "a"\ncolour = "red"\n')
    assert main(["run", str(job)]) == 2
    error = capsys.readouterr().err
    assert "job.toml" in error
    assert "colour" in error
    assert "archive" in error


def test_port_in_use_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["demo", "--out", str(tmp_path / "demo"), "--port", str(port)]) == 2
    error = capsys.readouterr().err
    assert str(port) in error
    assert "--port" in error


def test_demo_does_not_touch_a_folder_that_is_not_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path / "precious.txt", "x")
    assert main(["demo", "--out", str(tmp_path)]) == 2
    assert "not empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["precious.txt"]


def test_second_run_on_a_busy_corpus_leaves_with_75(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = written(tmp_path / "good.txt", REPORT)
    with Corpus(tmp_path / "corpus").run("first"):
        assert clean(report, out=tmp_path / "corpus") == 75
    assert "first" in capsys.readouterr().err


def test_explain_shows_every_line_with_role_and_rule(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dirty = written(tmp_path / "dirty.txt", REPORT + "Chia sẻ\n")
    assert main(["explain", str(dirty)]) == 0
    shown = capsys.readouterr().out
    for word in ("title", "headline", "body", "ui", "widget_label"):
        assert word in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_explain_writes_one_page(tmp_path: Path) -> None:
    dirty = written(tmp_path / "dirty.txt", REPORT + "<script>alert(1)</script>\nChia sẻ\n")
    assert main(["explain", str(dirty), "--html", str(tmp_path / "page.html")]) == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "widget_label" in page
    assert "<script>alert" not in page


def test_explain_of_a_corpus_row_shows_what_was_removed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clean(written(tmp_path / "dirty.txt", REPORT + "Chia sẻ\n"), out=tmp_path / "corpus")
    row = table(tmp_path / "corpus", "documents")["id"][0]
    capsys.readouterr()
    assert main(["explain", str(tmp_path / "corpus"), row]) == 0
    assert "widget_label" in capsys.readouterr().out


def test_output_is_readable_in_a_plain_c_locale(tmp_path: Path) -> None:
    written(tmp_path / "good.txt", REPORT)
    command = [sys.executable, "-m", "tinsach", "explain", "good.txt"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Xóm chài cửa Lở" in done.stdout.decode("utf-8")


def test_utf8_of_a_string_stream_is_not_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert main(["schema"]) == 0
