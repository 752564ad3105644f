"""A folder closed to this user is one failure, however it was named; the rest goes on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleaning.document import Failure
from cleaning.inputs import absent, read
from tests.closing import close


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("tin/mot.txt", "tin/locked/hai.txt", "tin/locked/sau/ba.txt"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("Xã Nà Lốc khánh thành nhà văn hóa.", "utf-8")
    close(Path("tin/locked"), monkeypatch)
    return tmp_path


@pytest.mark.parametrize(
    ("source", "where"),
    [
        ("tin/locked", "tin/locked: cannot be listed"),
        ("tin/locked/", "tin/locked: cannot be listed"),
        ("tin/locked/*.txt", "tin/locked: cannot be listed"),
        ("tin/locked/**", "tin/locked: cannot be listed"),
        ("tin/locked/sau/*.txt", "tin/locked/sau: cannot be listed"),
        ("tin/locked/hai.txt", "tin/locked/hai.txt: cannot be read"),
        ("tin/l*/hai.txt", "tin/locked: cannot be listed"),
    ],
)
def test_what_lies_in_a_closed_folder_is_one_failure_and_no_slip_of_the_hand(
    folder: Path, source: str, where: str
) -> None:
    assert absent([source]) == []
    found = list(read([source, "tin/mot.txt"]))
    assert [isinstance(one, Failure) for one in found] == [True, False]
    assert isinstance(found[0], Failure)
    assert (found[0].reason, found[0].evidence) == ("unreadable_file", f"{where} (Permission denied)")


@pytest.mark.parametrize("pattern", ["tin/**/*.txt", "t*/*/*.txt", "tin/*", "**/*.txt"])
def test_a_pattern_names_each_closed_folder_it_passes_by(folder: Path, pattern: str) -> None:
    found = list(read([pattern, "tin/mot.txt"]))
    assert [one.evidence for one in found if isinstance(one, Failure)] == [
        "tin/locked: cannot be listed (Permission denied)"
    ]
    assert len(found) == 2


def test_an_open_folder_is_not_said_to_be_closed(folder: Path) -> None:
    assert absent(["tin/nothing*", f"nowhere{os.sep}*.txt", "tin/mot.txt/*"]) == [
        "tin/nothing*",
        "nowhere/*.txt",
        "tin/mot.txt/*",
    ]
