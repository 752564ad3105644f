"""The source of a row is found again though other files are named like it and names are odd."""

import io
import tarfile
from pathlib import Path
from typing import Any

import pytest

from cleaning.inputs import InputOptions
from tinsach.endings import _said
from tinsach.source import source_drafts


def texts(corpus: Path, source_path: str, record: int = 0) -> list[list[str]]:
    row: dict[str, Any] = {"source_path": source_path, "source_record": record}
    return [[line.text for line in draft.lines] for draft in source_drafts(corpus, row, InputOptions())]


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "work" / "corpus"


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_every_file_of_the_name_is_tried_here_first_then_above_the_corpus(corpus: Path) -> None:
    written(Path("a.txt"), "khác")
    written(corpus.parent / "a.txt", "nguồn")
    written(corpus.parents[1] / "a.txt", "xa hơn")
    assert texts(corpus, "a.txt") == [["khác"], ["nguồn"], ["xa hơn"]]


def test_an_absolute_path_is_read_once(corpus: Path) -> None:
    assert texts(corpus, str(written(Path("a.txt").absolute(), "nguồn"))) == [["nguồn"]]


@pytest.mark.parametrize("archive", ["hot!.tar", "!hot.tar", "!!hot!!.tar", "hot.tar"])
@pytest.mark.parametrize("member", ["a.txt", "tin!.txt", "!a.txt"])
def test_marks_in_the_names_of_archive_and_member_do_not_hide_it(
    archive: str, member: str, corpus: Path
) -> None:
    with tarfile.open(archive, "w") as held:
        entry = tarfile.TarInfo(member)
        content = "nguồn".encode()
        entry.size = len(content)
        held.addfile(entry, io.BytesIO(content))
    assert texts(corpus, f"{archive}!{member}") == [["nguồn"]]


def test_a_name_longer_than_the_system_allows_is_not_there(corpus: Path) -> None:
    assert texts(corpus, f"{'a' * 300}!{'b' * 300}.txt") == []


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(9, "Bad file descriptor", 7), "7: Bad file descriptor"),
        (OSError(2, "No such file", b"a.txt"), "a.txt: No such file"),
        (OSError(2, "No such file", Path("a.txt")), "a.txt: No such file"),
        (OSError("gone"), "gone"),
    ],
)
def test_an_error_of_the_system_names_what_it_has(error: OSError, said: str) -> None:
    assert _said(error) == said
