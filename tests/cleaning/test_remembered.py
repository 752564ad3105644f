"""Lines remembered while a record is at work."""

import pytest

from cleaning import remembered
from cleaning.remembered import Remembered, forget_lines


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def lengths(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> Remembered[int]:
    def length(line: str) -> int:
        asked.append(line)
        return len(line)

    monkeypatch.setattr(remembered, "_EVERY", [])
    return Remembered(length)


def test_a_line_is_computed_once(lengths: Remembered[int], asked: list[str]) -> None:
    assert [lengths["suối"], lengths["cầu"], lengths["suối"]] == [4, 3, 4]
    assert asked == ["suối", "cầu"]


def test_lines_of_the_record_before_are_forgotten(lengths: Remembered[int], asked: list[str]) -> None:
    lengths["suối"]
    forget_lines()
    assert lengths["suối"] == 4
    assert asked == ["suối", "suối"]


def test_no_more_characters_are_held_than_the_limit(
    lengths: Remembered[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "MAX_CHARACTERS", 10)
    for line in ("suối", "cầu", "đường", "làng", "x" * 50):
        assert lengths[line] == len(line)
        assert sum(map(len, lengths)) <= max(10, len(line))


def test_looking_does_not_compute(lengths: Remembered[int], asked: list[str]) -> None:
    assert lengths.get("suối") is None
    assert asked == []
