"""The pages on a telephone and on a desk, by day and by night, in a browser where there is one."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from cleaning.document import Removal, Role
from output.corpus import Corpus
from output.explain import explain_html
from output.explain_row import explanation_of_row
from output.plan import CopyOf
from output.report import report_html
from output.tables import Tables
from tests.output.browser import seen
from tests.output.conftest import Fill, document, rejection

WIDTHS = (390, 1200)
LONG = "rat-dai-khong-co-cho-ngat_" * 6
HOSTILE = (
    "</title></style></details></svg><script>marked = 1</script><img src=x onerror='marked = 1'>{{ 7 * 7 }}"
)


@pytest.fixture
def hostile(fill: Fill, root: Path) -> str:
    """Return the report on a corpus in which every text tries to be markup and none can be broken."""
    bad = Removal(3, Role.UI, HOSTILE, HOSTILE, HOSTILE + LONG, 0, 15)
    odd = {"title": HOSTILE + LONG, "site": HOSTILE + LONG, "removals": (bad,), "relevance": 0.2}
    first = [
        document(n, text=f"{HOSTILE}{n}", url=f"https://bao.example/{n}/{LONG}", **odd) for n in range(7)
    ]
    fill(first)
    off_topic = replace(rejection(11, "off_topic", **odd), evidence=f"relevance 0.100, {HOSTILE}")
    more = [document(8, url="javascript:marked=1", **odd), document(9, language=LONG, flags=(HOSTILE,))]
    left_out = [off_topic, replace(rejection(12), reason=LONG)]
    fill([*more, *left_out], {0: CopyOf(first[1].id, "near", 0.7)})
    return report_html(Tables.at(root))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_hostile_report_is_text_and_fits(hostile: str, tmp_path: Path, width: int, *, dark: bool) -> None:
    found = seen(hostile, width, tmp_path, dark=dark)
    assert found.complaints == []
    assert found.wide == []
    assert not found.marked
    assert not {"SCRIPT", "IMG"} & found.tags
    assert HOSTILE in found.text
    assert "</title>" not in found.title
    assert found.smallest >= 10
    assert (brightness(found.ink) > brightness(found.ground)) == dark
    assert abs(brightness(found.ink) - brightness(found.ground)) > 150


def brightness(colour: str) -> float:
    """Return how bright ``rgb(…)`` is, from 0 to 255."""
    return sum(map(int, re.findall(r"\d+", colour)[:3])) / 3


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("page", ["explanation", "explanations"])
def test_no_explanation_scrolls_sideways(
    fill: Fill, root: Path, tmp_path: Path, page: str, width: int
) -> None:
    long = Removal(3, Role.UI, LONG, LONG, LONG, 0, 15)
    made = document(1, url=f"https://bao1.example/{LONG}", title=LONG, site=LONG, removals=(long,))
    fill([made])
    row = explanation_of_row(Corpus(root), made.id)
    found = seen(explain_html([row] * (1 + page.endswith("s"))), width, tmp_path)
    assert (found.wide, found.complaints) == ([], [])
