"""What the line model learns from: labels, spacing and compositions, on pages made here."""

import gzip
import json
from pathlib import Path

import pytest

from benchmarks import line_examples
from benchmarks.dump_sets import Dump
from benchmarks.gold import load
from benchmarks.line_examples import (
    CLEAN_STEP,
    UNSURE,
    Example,
    Labelled,
    clean_examples,
    compositions,
    example,
    page_examples,
)
from cleaning.document import Role
from cleaning.pipeline import RULES
from tests.benchmarks.conftest import REPORT, Write


def test_annotated_dump_keeps_its_lines_roles_and_gaps(dumps: Path) -> None:
    made = example("annotated", load(dumps)[0])
    assert (made.kind, made.site, made.language) == ("annotated", "report", "vi")
    assert [(line.role, line.text) for line in made.lines] == [(Role(r), text) for r, text in REPORT]
    assert [line.in_text for line in made.lines] == [False, True, True, False]
    assert [line.gap for line in made.lines] == [0, 1, 1, 1]


def test_example_is_a_draft_as_the_model_sees_it(dumps: Path) -> None:
    made = example("annotated", load(dumps)[0])
    plain, ruled = made.draft(()), made.draft(RULES)
    assert [line.text for line in plain.lines] == [text for _, text in REPORT]
    assert [line.gap for line in plain.lines] == [0, 1, 1, 1]
    assert not any(plain.decided)
    assert ruled.role(0) is Role.TITLE


def test_fixtures_that_are_held_out_are_not_learned_from(
    dumps: Path, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fixtures = write(tmp_path / "fixtures", "h_secret", REPORT)
    write(fixtures, "05_open", REPORT)
    for name, folder in (("TRAINING", dumps), ("FIXTURES", fixtures), ("SAMPLES", tmp_path / "none")):
        monkeypatch.setattr(line_examples, name, folder)
    assert [one.site for one in line_examples.annotated_examples()] == ["report", "05_open"]


PARAGRAPHS = (
    "The village opened a footbridge across the stream on Monday, three years after the flood took the old one.",
    "Children no longer wade through the water on their way to school, the head of the village said.",
)


def dump(name: str, extra: int = 0) -> Dump:
    lines = ("Home", "Footbridge opens", "", *PARAGRAPHS, "Share", *(f"Tag {n}" for n in range(extra)))
    return Dump(name, f"{name}.example", "en", lines, "\n".join(PARAGRAPHS), "Footbridge opens")


def test_stored_pages_are_labelled_by_their_bodies_and_huge_ones_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sets = {"wcxb": [dump(f"w{n}") for n in range(7)], "aeb": [dump("a"), dump("huge", 1300)]}
    monkeypatch.setattr(line_examples.dumps, "load", lambda name: sets.get(name, []))
    made = page_examples()
    assert [one.site for one in made] == ["a.example", "w0.example", "w3.example", "w6.example"]
    assert made[0].kind == "aeb"
    assert [line.text for line in made[0].lines if line.in_text] == list(PARAGRAPHS)
    assert {line.role for line in made[0].lines} == {None}


def test_clean_articles_are_every_fifth_row_and_what_rules_took_weighs_little(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "Sáng nay bà con xóm Bến Lau chở những giỏ cam đầu mùa ra chợ phiên ở đầu cầu sắt.\nTheo TTXVN"
    rows = [{"title": f"Chuyện bến số {n}", "body": body} for n in range(2 * CLEAN_STEP)]
    (tmp_path / "text").mkdir()
    for name in ("underthesea_unc_dantri", "baomoi"):
        written = "\n".join(map(json.dumps, rows)).encode()
        (tmp_path / "text" / f"{name}.jsonl.gz").write_bytes(gzip.compress(written))
    monkeypatch.setattr(line_examples, "DATA", tmp_path)
    made = clean_examples()
    assert [one.lines[0].text for one in made] == [
        "Chuyện bến số 0",
        f"Chuyện bến số {CLEAN_STEP}",
        "Chuyện bến số 0",
    ]
    title, text, source = made[0].lines
    assert (title.role, title.in_text, title.weight) == (Role.TITLE, False, 1.0)
    assert (text.role, text.in_text, text.weight) == (None, True, 1.0)
    assert (source.in_text, source.weight) == (False, UNSURE)


def page(number: int, kind: str = "annotated") -> Example:
    def line(name: str, role: Role, *, in_text: bool = False) -> Labelled:
        return Labelled(f"{name} {number}", 1, in_text, role)

    return Example(
        kind,
        f"site {number}",
        "vi" if number % 3 else "en",
        (
            *(line(f"head{n}", Role.UI) for n in range(4)),
            line("title", Role.TITLE),
            line("date", Role.DATE),
            *(line(f"body{n}", Role.BODY, in_text=True) for n in range(5)),
            line("inside", Role.RELATED),
            line("last", Role.BODY, in_text=True),
            *(line(f"foot{n}", Role.UI) for n in range(6)),
        ),
    )


@pytest.fixture(scope="module")
def composed() -> list[Example]:
    pages = [*(page(n) for n in range(9)), *(page(n, "aeb") for n in range(9, 12)), page(12, "clean")]
    return list(compositions(pages, 200, seed=1))


def numbers(one: Example, *names: str) -> set[str]:
    return {line.text.split()[1] for line in one.lines if line.text.startswith(names)}


def test_composition_holds_one_report_whole_and_in_order(composed: list[Example]) -> None:
    for one in composed:
        number = one.site.split()[1]
        report = [line.text for line in one.lines if line.in_text or line.role is Role.TITLE]
        assert report == [f"title {number}", *(f"body{n} {number}" for n in range(5)), f"last {number}"]
        assert one.kind == "composed"


def test_composition_takes_head_and_foot_of_pages_that_may_differ(composed: list[Example]) -> None:
    heads = [numbers(one, "head") for one in composed]
    feet = [numbers(one, "foot") for one in composed]
    assert all(len(found) <= 1 for found in (*heads, *feet)), "each from one page"
    own = [{one.site.split()[1]} for one in composed]
    assert sum(head not in (mine, set()) for head, mine in zip(heads, own, strict=True)) > 100
    assert sum(head not in (foot, set()) for head, foot in zip(heads, feet, strict=True)) > 100
    assert any(not head for head in heads)
    assert any(not foot for foot in feet)


def test_composition_stands_in_its_order(composed: list[Example]) -> None:
    for one in composed:
        at = {
            name: [n for n, line in enumerate(one.lines) if line.text.startswith(name)]
            for name in ("head", "title", "last", "foot")
        }
        assert [*at["head"], *at["title"], *at["last"], *at["foot"]] == sorted(
            [*at["head"], *at["title"], *at["last"], *at["foot"]]
        )


def test_composition_prefers_pages_of_the_same_language(composed: list[Example]) -> None:
    alike = [
        int(next(iter(head))) % 3 == 0
        for one in composed
        if one.language == "en" and (head := numbers(one, "head"))
    ]
    assert len(alike) > 20
    assert sum(alike) / len(alike) > 0.7


def test_empty_lines_are_added_and_taken_away(composed: list[Example]) -> None:
    spacings = {tuple(sorted({line.gap for line in one.lines})) for one in composed}
    assert spacings == {(0,), (1,), (0, 1)}


def test_same_seed_gives_the_same_compositions(composed: list[Example]) -> None:
    pages = [page(n) for n in range(9)]
    first, second, other = (list(compositions(pages, 20, seed=seed)) for seed in (1, 1, 2))
    assert first == second
    assert first != other
