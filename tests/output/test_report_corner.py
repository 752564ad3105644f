"""The review corner names as most taken out only what something was taken out of."""

from pathlib import Path

from output.report import report_html
from output.tables import Tables
from tests.output.conftest import DATE_LINE, UI_LINE, Fill, document

MOST = "most taken out"


def test_where_nothing_was_taken_out_nothing_is_listed_for_it(fill: Fill, root: Path) -> None:
    fill([document(1, removals=()), document(2, removals=(DATE_LINE,))])
    html = report_html(Tables.at(root))
    assert MOST not in html
    assert "At random." in html


def test_only_what_lost_something_is_listed_for_it(fill: Fill, root: Path) -> None:
    fill([document(1, removals=()), document(2, removals=(UI_LINE,)), document(3, removals=())])
    html = report_html(Tables.at(root))
    assert html.count(f"had {MOST} of them") == 1
    assert html.count(MOST) == 2, "the heading and one document"
