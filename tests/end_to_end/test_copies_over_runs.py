"""Copies and families when reports come day by day: what is kept in ``keys`` must find what texts would."""

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.copies_scores import agreement
from benchmarks.copies_set import Labelled, labelled_set
from benchmarks.copies_stories import composed_stories, sentence
from output.check import check
from output.corpus import Corpus
from tinsach.cli import main

STORY = [sentence(random.Random(seed)) for seed in range(24)]


def rows(pages: Sequence[Labelled]) -> list[dict[str, str]]:
    found = ((page.document, page.document.metadata.published_at) for page in pages)
    return [{"title": d.title, "text": d.text, "url": d.url or "", "date": str(at)} for d, at in found]


def run(folder: Path, name: str, *reports: dict[str, str]) -> None:
    dump = folder / f"{name}.jsonl"
    dump.write_text("\n".join(json.dumps(report) for report in reports), encoding="utf-8")
    assert (
        main(["clean", str(dump), "--out", str(folder / "corpus"), "--workers", "1", "--min-words", "5"]) == 0
    )
    assert check(Corpus.existing(folder / "corpus")).findings == ()


def table(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(folder / "corpus" / name)


def families(folder: Path) -> dict[str, str]:
    """Return the family of each address, copies included."""
    documents, copies = table(folder, "documents"), table(folder, "duplicates")
    of_id = dict(zip(documents["id"], documents["family"], strict=True))
    found = dict(zip(documents["url"], documents["family"], strict=True))
    return found | {url: of_id[kept] for url, kept in zip(copies["url"], copies["kept_id"], strict=True)}


def report(parts: Sequence[str], number: int) -> dict[str, str]:
    return {
        "title": f"Tin thứ {number}",
        "text": "\n\n".join(parts),
        "url": f"https://b{number}.example/{number}",
    }


@pytest.fixture
def settled(tmp_path: Path) -> Path:
    run(tmp_path, "first", report(STORY, 1))
    return tmp_path


def test_a_part_of_a_settled_report_is_contained_in_it(settled: Path) -> None:
    run(settled, "second", report(STORY[:6], 2))
    found = table(settled, "duplicates").iloc[0]
    assert found["kind"] == "contained"
    assert found["kept_id"] == table(settled, "documents")["id"][0]
    assert found["contained"] > 0.9
    assert found["jaccard"] < 0.5


def test_a_version_of_a_settled_report_joins_its_family(settled: Path) -> None:
    version = [sentence(random.Random(100 + seed)) for seed in range(5)] + STORY[6:20]
    run(settled, "second", report(version, 2))
    run(settled, "third", report([*version, sentence(random.Random(7))], 3))
    assert set(table(settled, "documents")["family"]) == {table(settled, "documents")["id"][0]}
    assert len(set(families(settled).values())) == 1


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"PAR1")])
def test_keys_that_are_lost_or_damaged_are_made_anew(settled: Path, damage: object) -> None:
    run(settled, "second", report(STORY[:6], 2))
    (keys,) = (settled / "corpus" / "keys").iterdir()
    damage(keys)  # type: ignore[operator]
    run(settled, "third", report(STORY[8:14], 3))
    assert table(settled, "duplicates")["kind"].tolist() == ["contained", "contained"]


def test_explaining_a_copy_lays_it_beside_what_was_kept(
    settled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(settled, "second", report([*STORY[:6], "Bà con vui lắm."], 2))
    copy = table(settled, "duplicates").iloc[0]
    capsys.readouterr()
    assert main(["explain", str(settled / "corpus"), copy["id"], "--json"]) == 0
    passages = json.loads(capsys.readouterr().out)["compared"]
    assert [passage["same"] for passage in passages] == [True, False]
    assert passages[1]["copy"] == "Bà con vui lắm."
    assert main(["explain", str(settled / "corpus"), "--weakest", "5"]) == 0
    assert copy["id"] in capsys.readouterr().out


def test_day_by_day_gives_nearly_the_families_of_all_at_once(tmp_path: Path) -> None:
    pages = rows(labelled_set(composed_stories(160, 2), 2))
    once, daily = tmp_path / "once", tmp_path / "daily"
    for folder in (once, daily):
        folder.mkdir()
    run(once, "all", *pages)
    for day in range(3):
        run(daily, f"day{day}", *pages[day::3])
    first, second = families(once), families(daily)
    assert first.keys() == second.keys()
    numbers: dict[str, int] = {}
    both = [[numbers.setdefault(found[url], len(numbers)) for url in first] for found in (first, second)]
    assert agreement(*both).f1 > 0.95
