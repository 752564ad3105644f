"""What a person gets wrong is told in one line that names file, key and value, and what to do; never a traceback."""

import json
from pathlib import Path

import pytest

from output.corpus import Corpus
from tinsach.cli import main

JOB = """
[job]
name = "thu"
samples = "samples"
[crawl]
contact = "ai@bao.example"
seeds = ["https://bao.example/"]
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "samples").mkdir()
    (tmp_path / "samples/mot.txt").write_text("Đoàn đại biểu thăm hữu nghị tỉnh bạn.", "utf-8")
    (tmp_path / "a.txt").write_text("Một dòng.", "utf-8")
    (tmp_path / "a.csv").write_text("ghi chú\n", "utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "other/x").touch()
    (tmp_path / "empty").mkdir()
    with Corpus(tmp_path / "corpus").run("r1"):
        pass
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    try:
        code = main(list(arguments))
    except SystemExit as ended:  # argparse
        code = int(str(ended.code))
    return code, capsys.readouterr().err


WRONG_JOBS = [
    ("", 'max_pages = "ten"', "[crawl] max_pages must be a whole number from 1, not 'ten'"),
    ("", "max_page = 3", "unknown key 'max_page' in [crawl] (do you mean 'max_pages'?); known keys: contact"),
    ("", 'since = "31-1"', "[crawl] since must be a date such as 2026-01-31, not '31-1'"),
    ("", 'addresses = ["nowhere.txt"]', "nowhere.txt does not exist; it is a file with one address a line"),
    ("", 'log = "loud"', "[crawl] log must be one of warnings, lines, json, not 'loud'"),
    ("", "delay = 0.1", "[crawl] delay must be at least 1.0 seconds, not 0.1"),
    ("", 'opt_outs = [["noai"]]', "[crawl] opt_outs must be a list of noarchive, noindex"),
    ("", "sites = [3]", "[crawl] sites must be a list of texts, not [3]"),
    ("", 'sites = ["https://a.example/"]', "sites must be host names, not 'https://a.example/'"),
    ("", 'proxy = "proxy:3128"', "[crawl] proxy must be an http(s) address, not 'proxy:3128'"),
    ("", 'allow_loopback = "no"', "[crawl] allow_loopback must be true or false, not 'no'"),
    ("", "time_limit = -1", "[crawl] time_limit must be a number from 0, not -1"),
    ("", "[clen]", "unknown section [clen] (do you mean 'clean'?)"),
    ("", '[clean]\nlanguages = "vi"', "[clean] languages must be a list of language codes"),
    ("", '[clean]\nlanguages = ["vn"]', "[clean] language 'vn' is none that can be told (Vietnamese is vi)"),
    ("", "[clean]\nmin_relevance = 3", "[clean] min_relevance must be a number from -1 to 1, not 3"),
    ("", "[clean]\nworkers = 0", "[clean] workers must be a whole number from 1, not 0"),
    ('samples = "samples"', 'samples = "nowhere"', "nowhere does not exist; make that folder"),
    (
        'samples = "samples"',
        "",
        "[job] samples is missing; name a folder of samples, or set [clean] only_similar",
    ),
    (
        '"ai@bao.example"',
        '"nobody"',
        "[crawl] contact must be an e-mail or web address sites can reach, not 'nobody'",
    ),
    ('contact = "ai@bao.example"', "", "[crawl] contact is missing; it is an e-mail or web address"),
    ('["https://bao.example/"]', '["bao.example"]', "seeds must be http(s) addresses, not 'bao.example'"),
    (
        '["https://bao.example/"]',
        '"https://bao.example/"',
        "[crawl] seeds must be a list of addresses such as",
    ),
    ('"thu"', '"a/b"', "[job] name names files: letters, digits, '-', '_' and '.' only, not 'a/b'"),
    ("[job]", "[job", "is not valid TOML: "),
]


@pytest.mark.parametrize(("old", "new", "line"), WRONG_JOBS, ids=[line for _, _, line in WRONG_JOBS])
@pytest.mark.parametrize("command", ["run", "doctor"])
def test_a_wrong_job_file_is_named_with_key_and_value_before_anything_starts(
    home: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, line: str, command: str
) -> None:
    (home / "job.toml").write_text(JOB.replace(old, new) if old else JOB + new, "utf-8")
    code, err = said(capsys, command, "job.toml")
    assert code == 2
    assert err.startswith("tinsach: ")
    assert "job.toml: " in err
    assert line in err
    assert err.count("\n") == 1
    assert not (home / "archive").exists()


@pytest.mark.parametrize("command", ["run", "crawl", "doctor"])
@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("nowhere.toml", "nowhere.toml: can't be read: No such file or directory"),
        ("empty", "empty: can't be read: Is a directory"),
        ("with-job", "with-job: can't be read: Is a directory; give with-job/job.toml"),
        ("latin.toml", "latin.toml: is not UTF-8 text (byte 8)"),
    ],
)
def test_a_job_file_that_cannot_be_read_is_named(
    home: Path, capsys: pytest.CaptureFixture[str], command: str, path: str, line: str
) -> None:
    (home / "with-job").mkdir()
    (home / "with-job/job.toml").touch()
    (home / "latin.toml").write_bytes(b"# Tin th\xf5c\n")
    assert said(capsys, command, path) == (2, f"tinsach: {line}\n")


def test_a_job_file_saved_with_a_mark_at_its_beginning_is_read(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "job.toml").write_text(JOB, "utf-8-sig")
    main(["doctor", "job.toml", "--offline", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert ("job file", "ok") in [(one["check"], one["state"]) for one in told["findings"]]


@pytest.mark.parametrize("command", ["report", "check", "compact", "upgrade"])
@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("nowhere", "nowhere: no corpus here; `tinsach clean INPUT --out nowhere` makes one"),
        ("other", "other: is no corpus; name the folder that holds documents/ and runs/"),
        ("a.txt", "a.txt: is a file; name the folder of a corpus"),
    ],
)
def test_what_is_no_corpus_is_named(
    home: Path, capsys: pytest.CaptureFixture[str], command: str, path: str, line: str
) -> None:
    assert said(capsys, command, path) == (2, f"tinsach: {line}\n")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ("clean nowhere.txt --out c", "nowhere.txt: no such file or folder"),
        (f"clean {300 * 'a'} --out c", f"{300 * 'a'}: no such file or folder; nothing was cleaned"),
        ("clean a.txt --out other", "other: holds other files and no corpus; name a new or empty folder"),
        ("clean a.txt --out a.txt", "a.txt: is a file; name a folder for the corpus"),
        ("clean corpus --out c", "corpus: is a corpus; to clean its reports again give corpus/documents"),
        ("clean a.txt --out c --language xx", "language 'xx' is none that can be told"),
        ("clean a.txt --out c --language tiếng", "language 'tiếng': use codes such as vi or en, or any"),
        ("clean a.txt --out c --min-relevance 9", "minimum relevance 9: it lies between -1 and 1"),
        ("clean a.txt --out c --min-relevance .1", "a minimum relevance needs samples: give --samples DIR"),
        ("clean a.txt --out c --only-similar", "similar to what? give --samples DIR"),
        ("clean a.txt nowhere.txt --out c", "nowhere.txt: no such file or folder; nothing was cleaned"),
        ("clean a.txt --out c --samples nowhere", "nowhere: no such file or folder (samples)"),
        ("clean a.txt --out c --samples empty", "empty: the folder holds no files (samples)"),
        ("clean a.txt --out c --format xml", "unknown input format 'xml'; known: text, html"),
        ("clean a.txt --out c --encoding utf9", "unknown encoding 'utf9'; give a name Python knows"),
        ("clean a.txt --out c --record-seconds 0", "0 seconds a record: more than 0"),
        ("clean a.txt --out c --min-words -3", "'-3' is not a whole number from 0 on"),
        ("clean a.txt --out c --workers 0", "argument --workers: '0' is not a whole number from 1 on"),
        ("explain corpus", "corpus: is a corpus; name the id of a row as well"),
        ("explain a.txt a.csv", "a.csv: explain takes one input at a time; a folder or a glob is one, too"),
        (
            "explain a.txt a.csv other",
            "other: explain takes one input at a time; a folder or a glob is one, too",
        ),
        (
            "explain a.txt b c d --json",
            "c: explain takes one input at a time; a folder or a glob is one, too",
        ),
        ("explain a.txt --json a.csv", "a.csv: explain takes one input at a time"),
        ("explain corpus --json zz", "corpus: no rows have an id like 'zz'"),
        ("explain corpus zz zy", "zy: explain takes one ID at a time"),
        ("explain nowhere", "nowhere: no such file or folder; nothing was explained"),
        ("explain nowhere/*.txt", "nowhere/*.txt: no such file or folder; nothing was explained"),
        ("explain a.txt zz", "a.txt: is a file; name the folder of a corpus"),
        ("explain corpus zz", "corpus: no rows have an id like 'zz'"),
        ("explain other zz", "other: is no corpus; name the folder that holds"),
        ("explain a.txt --record 5", "a.txt: has no record 5; records count from 0"),
        ("explain a.txt --job nowhere.toml", "nowhere.toml: can't be read: No such file or directory"),
        ("rollback corpus nowhere", "corpus: there is no run nowhere; it has no run"),
        ("export corpus --out a.csv", "a.csv: is there already; choose a new name, or move it away first"),
        ("export corpus --out x.pdf", "x.pdf: --out ends in one of .csv, .xlsx, .jsonl, or in none"),
        ("sites check", "sites check needs an address or a saved page"),
        ("sites check https://", "https://: is no http(s) address; such as https://"),
        ("sites check ftp://a/b", "ftp://a/b: is no http(s) address"),
        ("demo --out other", "other: not empty and not made by the demo; choose another folder with --out"),
        ("init a.txt", "a.txt: is a file; give a folder"),
        ("completion tcsh", "invalid choice: 'tcsh' (choose from"),
        ("nonsense", "unknown command 'nonsense'; known: demo, init, "),
    ],
)
def test_wrong_usage_is_2_and_says_what_is_right(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: str, line: str
) -> None:
    code, err = said(capsys, *arguments.split())
    assert code == 2
    assert line in err
    assert "Traceback" not in err


UNREADABLE = {
    "bad.jsonl": (b'{"text": 1', "failed (invalid_json): bad.jsonl: record 0 (line 1): invalid JSON"),
    "no.csv": (b"a,b\n1,2\n", "failed (missing_column): no.csv"),
    "none.txt": (b"", "failed (empty_file): none.txt: is empty"),
    "picture.dat": (b"\x89PNG\r\n\x1a\n" + bytes(200), "failed (binary_file): picture.dat"),
    "cut.gz": (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", "failed (truncated_archive): cut.gz"),
}


def test_inputs_that_cannot_be_read_are_named_one_line_each_and_3(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, (content, _) in UNREADABLE.items():
        (home / name).write_bytes(content)
    code, err = said(capsys, "clean", *UNREADABLE, "--out", "c", "--workers", "1")
    assert code == 3
    lines = err.splitlines()
    assert len(lines) == len(UNREADABLE)
    for line, (_, told) in zip(lines, UNREADABLE.values(), strict=True):
        assert line.startswith(f"tinsach: {told}")


def test_a_corpus_without_a_copy_to_list_says_so(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "corpus", "--weakest", "20"]) == 0
    assert capsys.readouterr().out.startswith("corpus: nothing to list: no copy in it differs")


def test_inputs_that_still_fail_are_told_of_where_nothing_is_new(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "bad.jsonl").write_text('{"text": 1', "utf-8")
    (home / "new.jsonl").write_text('{"text": 2', "utf-8")
    command = ["clean", "a.txt", "bad.jsonl", "--out", "c", "--workers", "1"]
    assert main(command) == 1
    assert "still" not in capsys.readouterr().out
    assert main(command) == 1
    said = capsys.readouterr().out
    assert said.startswith("Nothing new for c: no run was added, the corpus is as it was.\n")
    assert "\n1 record of the input still" in said
    assert main(["clean", "new.jsonl", *command[1:], "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["still_failing"], told["counts"]["failed"]) == (1, {"invalid_json": 1})


@pytest.mark.parametrize(
    "command", ["clean a.txt --out corpus --workers 1", "compact corpus", "check corpus"]
)
def test_a_locked_corpus_is_75_and_names_its_holder(
    home: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    with Corpus(home / "corpus").run("other-run"):
        code, err = said(capsys, *command.split())
    assert code == 75
    assert "corpus: another run holds the corpus (run other-run, pid " in err
    assert "try again when it is done" in err
