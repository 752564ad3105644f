"""Lines remembered while a record is at work."""

import pytest

from cleaning import remembered
from cleaning.document import Media, Record
from cleaning.draft import Draft, lines_of
from cleaning.line_model.features import features
from cleaning.pipeline import read
from cleaning.remembered import SLOT_OCTETS, Remembered, forget_lines


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def lengths(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> Remembered[int]:
    def length(line: str) -> int:
        asked.append(line)
        return len(line)

    monkeypatch.setattr(remembered, "_EVERY", [])
    return Remembered(length, octets=10, per_character=2)


def test_a_line_is_computed_once(lengths: Remembered[int], asked: list[str]) -> None:
    assert [lengths["suối"], lengths["cầu"], lengths["suối"]] == [4, 3, 4]
    assert asked == ["suối", "cầu"]


def test_lines_of_the_record_before_are_forgotten(lengths: Remembered[int], asked: list[str]) -> None:
    lengths["suối"]
    forget_lines()
    assert lengths["suối"] == 4
    assert asked == ["suối", "suối"]


def test_reading_a_record_forgets_the_lines_of_the_one_before(
    lengths: Remembered[int], asked: list[str]
) -> None:
    lengths["suối"]
    read(Record("kho.txt", 0, "Bến Lau vào mùa", Media.TEXT))
    assert lengths.get("suối") is None


def test_no_more_is_held_than_the_limit(lengths: Remembered[int], monkeypatch: pytest.MonkeyPatch) -> None:
    def octets(line: str) -> int:
        return SLOT_OCTETS + 10 + 2 * len(line)

    most = octets("suối") + octets("cầu") + octets("đường") - 1
    monkeypatch.setattr(remembered, "MAX_OCTETS", most)
    for line in ("suối", "cầu", "đường", "làng", "x" * 500, "bến"):
        assert lengths[line] == len(line)
        assert sum(map(octets, lengths)) <= max(most, octets(line))
    assert list(lengths) == ["bến"], "room was made for the long line, and again after it"


def test_what_is_forgotten_makes_room(lengths: Remembered[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MAX_OCTETS", 2 * (SLOT_OCTETS + 10 + 8))
    for _ in range(3):
        lengths["suối"], lengths["làng"]
        assert len(lengths) == 2
        forget_lines()


def test_looking_does_not_compute(lengths: Remembered[int], asked: list[str]) -> None:
    assert lengths.get("suối") is None
    assert asked == []


def test_every_memory_of_the_package_is_forgotten() -> None:
    features(Draft.of(lines_of("Bến Lau vào mùa cam")))
    for memory in remembered._EVERY:
        memory["Theo Bến Lau"]
    assert all(remembered._EVERY)
    forget_lines()
    assert not any(remembered._EVERY)
