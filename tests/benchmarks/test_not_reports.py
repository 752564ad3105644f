"""The benchmark of pages that are no report: what is learned, who is asked, what is counted."""

from pathlib import Path

import pytest

from benchmarks import not_reports
from benchmarks.kind_pages import REPORT, KindPage
from benchmarks.kind_training import learned
from benchmarks.not_reports import Judged, cross_validated, judge, report
from cleaning.page_kind.model import KindModel, models, signs_of
from tests.cleaning.page_kind import pages as composed


class Stored(KindPage):
    """A composed page in place of a stored one."""

    content = b""  # type: ignore[assignment]  # given to each instance


def stored(html: str, kind: str, number: int) -> KindPage:
    page = Stored("wcxb", kind, f"site{number}", None, Path(f"{number}.html.gz"))
    object.__setattr__(page, "content", html.encode())
    return page


@pytest.fixture(scope="module")
def judged() -> list[Judged]:
    lists = [judge(stored(composed.section(teasers=True), "listing", n)) for n in range(4)]
    texts = (composed.report(), composed.report(composed.STORY[:4]))
    return [*lists, *(judge(stored(texts[n % 2], "article", 10 + n)) for n in range(4))]


def test_a_page_is_judged_by_its_rules_and_leaves_its_signs_with_and_without_address(
    judged: list[Judged],
) -> None:
    assert [one.reason for one in judged] == ["list_page"] * 4 + [""] * 4
    with_address, without = judged[-1].signs
    assert with_address.keys() == without.keys()
    assert (without["address_none"], with_address["address_none"]) == (1, 1)


def test_models_tell_the_pages_they_learned_from_apart(judged: list[Judged]) -> None:
    found = learned(
        [("list_page" if one.page.type == "listing" else REPORT, "wcxb", one.signs) for one in judged]
        + [(kind, "wcxb", judged[0].signs) for kind in ("product_page", "forum_page", "reference_page")]
    )
    scores = [found["list_page"].score(one.signs[0]) for one in judged]
    assert max(scores[:4]) < min(scores[4:])
    assert sum(found["list_page"].usual.values()) > 0


def test_no_page_is_told_by_a_model_that_knows_its_site(
    judged: list[Judged], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def spy(examples: object) -> dict[str, KindModel]:
        asked.append(len(list(examples)))  # type: ignore[call-overload]
        return dict(models())

    monkeypatch.setattr(not_reports, "learned", spy)
    assert cross_validated(judged) == ["list_page"] * 4 + [""] * 4
    assert (len(asked), sum(asked)) == (not_reports.FOLDS, not_reports.FOLDS * 8 - 8)


def test_the_table_counts_by_set_and_type_and_names_lost_articles(judged: list[Judged]) -> None:
    said = report(
        judged, ["list_page", "", "too_short", "empty_page", "", "", "", "product_page"], "composed"
    )
    rows = {
        tuple(cell.strip() for cell in line.split("|")[1:-1]) for line in said.splitlines() if "|" in line
    }
    assert ("wcxb, listing", "4", "2", "0.500", "1", "1", "list_page 1, empty_page 1") in rows
    assert "wcxb 13.html.gz" not in said.split("articles left out:")[0]
    assert said.count("product_page") == 2


def test_signs_are_taken_of_what_the_pipeline_saw(judged: list[Judged]) -> None:
    assert judged[0].signs[0]["cards"] > judged[-1].signs[0]["cards"]
    assert set(judged[0].signs[0]) == set(next(iter(models().values())).weights)
    assert callable(signs_of)
