"""Every rule against its cases: data in cases/*.toml, each with what exactly the rule removes or marks."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from cleaning.document import TEXT_ROLES, Metadata
from cleaning.draft import Draft, lines_of, replay
from cleaning.pipeline import RULES
from cleaning.roles import assign
from cleaning.rules.base import rule_id
from cleaning.text import normalise

CASES = Path(__file__).parent / "cases"
STOCK = tomllib.loads((CASES / "stock.toml").read_text(encoding="utf-8"))

PLACED = {"marked_caption", "outside_main_content", "learned_headline"}
"""Rules that read the place of a block on a page (see test_placed_rules.py) or a whole page (test_learned.py)."""


@dataclass(frozen=True)
class Case:
    rule: str
    why: str
    text: str
    title: str | None
    author: str | None
    removed: list[str]
    marked: list[str]


def filled(text: str) -> str:
    for name, value in STOCK.items():
        text = text.replace("{" + name + "}", value)
    return text


def cases() -> list[Case]:
    found = []
    for path in sorted(CASES.glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8")).get("case", []):
            lists = ([filled(x) for x in case.get(kind, [])] for kind in ("removed", "marked"))
            text = filled(case["text"]).strip("\n")
            title = filled(case["title"]) if "title" in case else None
            found.append(Case(case["rule"], case["why"], text, title, case.get("author"), *lists))
    return found


def settled(case: Case) -> Draft:
    draft = Draft.of(lines_of(normalise(case.text)), declared=Metadata(title=case.title, author=case.author))
    return assign(draft, RULES)


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.rule}: {case.why}")
def test_rule_removes_exactly_what_its_case_lists(case: Case) -> None:
    draft = settled(case)
    assert [r.text for r in draft.removals() if r.rule == case.rule] == case.removed


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.rule}: {case.why}")
def test_rule_marks_exactly_what_its_case_lists(case: Case) -> None:
    draft = settled(case)
    decided = [d for d in draft.decided if d and d.rule == case.rule and d.role in TEXT_ROLES]
    assert [draft.text(d.index) for d in decided] == case.marked


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.rule}: {case.why}")
def test_stock_paragraphs_stay_unless_the_case_removes_them(case: Case) -> None:
    text = settled(case).body_text()
    for name, paragraph in STOCK.items():
        if name != "T" and paragraph in case.text:
            assert paragraph in text


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.rule}: {case.why}")
def test_removals_replay(case: Case) -> None:
    draft = settled(case)
    assert replay(draft.lines, draft.removals()) == draft.body_text()


def test_every_rule_has_a_case_that_acts_and_one_that_keeps() -> None:
    acting = {case.rule for case in cases() if case.removed or case.marked}
    keeping = {case.rule for case in cases() if not case.removed and not case.marked}
    mixed = {case.rule for case in cases() if "stays" in case.why or "goes on" in case.why}
    rules = {rule_id(type(editor)) for editor in RULES} - PLACED
    assert rules - acting == set()
    assert rules - keeping - mixed == set()
    assert (acting | keeping) - rules == set()


@pytest.mark.parametrize("editor", RULES, ids=lambda editor: type(editor).__name__)
def test_rule_docstring_says_why_and_what_it_keeps(editor: object) -> None:
    doc = type(editor).__doc__ or ""
    assert "Why:" in doc
    assert "Keeps:" in doc
