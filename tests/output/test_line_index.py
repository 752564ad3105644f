"""The lines of new documents, counted range by range: the same whatever the ranges."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cleaning import line_counts
from cleaning.document import Document, Media, Record
from cleaning.line_counts import LineCounts
from cleaning.pipeline import Pipeline
from output.corpus import Corpus
from output.layout import index_name

SITE = "https://benlau.example"
MENU = ["Góc bến sông", "Chợ phiên mùa nước"]


def document(number: int) -> Document:
    lines = [
        *MENU,
        *(f"Sáng thứ {number} bà con xóm {part} chở {number * 7 + part} giỏ cam." for part in range(9)),
    ]
    made = Pipeline(judges=()).clean(
        Record("kho.jsonl", number, "\n\n".join(lines), Media.TEXT, url=f"{SITE}/{number}.html")
    )
    assert isinstance(made, Document)
    return made


def learned(root: Path, numbers: range) -> tuple[LineCounts, list[tuple[int, int]]]:
    """Commit documents, all of the first pair copies, and return what was counted of them and the index."""
    with Corpus(root).run(f"r{numbers[0]}", settings={}, inputs=("kho",), tool_version="0") as run:
        for number in numbers:
            run.stage(document(number))
        found = run.staged_lines({0}, {1})
        run.commit()
    index = pq.read_table(root / index_name(f"r{numbers[0]}")).to_pydict()
    return found, list(zip(index["key"], index["documents"], strict=True))


@pytest.mark.parametrize("at_once", [7, 60, 1000])
def test_lines_are_counted_alike_in_any_ranges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    wanted = [learned(tmp_path / "whole", numbers) for numbers in (range(8), range(8, 12))]
    monkeypatch.setattr(line_counts, "KEYS_AT_ONCE", at_once)
    parts = [learned(tmp_path / "parts", numbers) for numbers in (range(8), range(8, 12))]
    for (found, index), (whole, whole_index) in zip(parts, wanted, strict=True):
        assert found.keys.tolist() == whole.keys.tolist()
        assert found.documents.tolist() == whole.documents.tolist()
        assert index == whole_index


def test_only_lines_of_enough_documents_are_held_copies_apart(tmp_path: Path) -> None:
    first, _ = learned(tmp_path, range(8))
    assert sorted(first.documents.tolist()) == [6, 6, 6], (
        "the site and its two labels; two of eight don't count"
    )
    second, _ = learned(tmp_path, range(8, 12))
    assert sorted(second.documents.tolist()) == [10, 10, 10], "eight settled ones, and two of four"
    none, _ = learned(tmp_path / "few", range(4))
    assert len(none) == 0


def test_lost_index_is_made_anew_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, before = learned(tmp_path, range(8))
    (tmp_path / index_name("r0")).unlink()
    monkeypatch.setattr(line_counts, "KEYS_AT_ONCE", 9)
    with Corpus(tmp_path).run("r99", settings={}, inputs=("kho",), tool_version="0"):
        pass
    again = pq.read_table(tmp_path / index_name("r0")).to_pydict()
    assert list(zip(again["key"], again["documents"], strict=True)) == before
