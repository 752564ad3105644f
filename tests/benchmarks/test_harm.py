from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from benchmarks.harm import Article, Harm, removed, report
from cleaning.document import Proposal, Role
from cleaning.draft import Draft
from cleaning.pipeline import Pipeline

ARTICLE = Article("a1", "Mùa gặt", "Mùa gặt\nCả xã ra đồng.\nẢnh: Hòa\nXem thêm: Hội làng")


@dataclass(frozen=True)
class ByBeginning:
    """Gives each line the role that its beginning stands for, and cuts the word "Cả"."""

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        roles = {"Mùa": Role.TITLE, "Ảnh": Role.CAPTION, "Xem": Role.RELATED}
        for index, line in enumerate(draft.lines):
            yield from (Proposal(index, r, str(r)) for b, r in roles.items() if line.text.startswith(b))
            if line.text.startswith("Cả"):
                yield Proposal(index, Role.SPAM, "cut", start=0, end=2)


@pytest.fixture
def harm() -> Harm:
    return removed([ARTICLE], Pipeline(editors=(ByBeginning(),), judges=()))


def test_all_lines_of_the_articles_are_the_whole(harm):
    assert (harm.articles, harm.lines) == (1, 4)


def test_what_goes_is_listed_with_the_line_before_it(harm):
    assert [(one.rule, one.text.strip(), one.before) for one in harm.taken] == [
        ("cut", "Cả", "Mùa gặt"),
        ("caption", "Ảnh: Hòa", "Cả xã ra đồng."),
        ("related", "Xem thêm: Hội làng", "Ảnh: Hòa"),
    ]


def test_report_tells_removed_from_moved(harm):
    rows = [
        [c.strip() for c in r.split("|")[1:-1]]
        for r in report(harm, shown=9, seed=0).splitlines()
        if "|" in r
    ]
    assert ["all removed", "", "2", "50.000 %"] in rows
    assert ["all moved to another column", "", "1", "25.000 %"] in rows


def test_report_shows_no_more_than_asked_for(harm):
    assert "1 of 2 lines removed" in report(harm, shown=1, seed=0)


def test_untouched_articles_do_no_harm():
    assert "| all removed" in report(removed([ARTICLE], Pipeline(editors=(), judges=())), shown=5, seed=0)
