"""Pages as dumps: loading, scoring and printing, on pages of our own."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from benchmarks import dump_sets, dumps
from benchmarks.dumps import Dump, grouped, labels, main, marked, report
from benchmarks.shingles import Overlap
from cleaning.document import Proposal, Role
from cleaning.draft import Draft
from cleaning.pipeline import Pipeline

PARAGRAPHS = (
    "The village opened a footbridge across the stream on Monday, three years after the flood took the old one.",
    "Children no longer wade through the water on their way to school, the head of the village said.",
)
PAGE = (
    "<html><head><title>Footbridge opens - The Brook</title></head><body><nav><a>Home</a><a>Sport</a></nav>"
    f"<h1>Footbridge opens</h1>{''.join(f'<p>{p}</p>' for p in PARAGRAPHS)}<footer>All rights reserved</footer>"
)
DUMP = Dump(
    "bridge",
    "brook.example",
    "en",
    ("Home", "Footbridge opens", "", *PARAGRAPHS, "Share"),
    "\n".join(PARAGRAPHS),
    "Footbridge opens",
)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "article-extraction-benchmark"
    (folder / "html").mkdir(parents=True)
    pages = {"held": PAGE, "empty": "<html><body><script>fetch()</script><p>Loading</p></body></html>"}
    for name, page in pages.items():
        (folder / "html" / f"{name}.html.gz").write_bytes(gzip.compress(page.encode()))
    truth = {"articleBody": "\n\n".join(PARAGRAPHS), "url": "https://www.brook.example/1"}
    (folder / "ground-truth.json").write_text(json.dumps(dict.fromkeys(pages, truth)), encoding="utf-8")
    for module in (dump_sets, dumps):
        monkeypatch.setattr(module, "DATA", tmp_path)
    return tmp_path


def test_a_page_becomes_a_dump_with_its_truth(data: Path) -> None:
    (dump,) = dumps.load("aeb")
    assert (dump.name, dump.site, dump.language) == ("held", "brook.example", "en")
    assert dump.title == "Footbridge opens - The Brook"
    assert dump.lines == (
        "Home",
        "Sport",
        "",
        "Footbridge opens",
        "",
        PARAGRAPHS[0],
        "",
        PARAGRAPHS[1],
        "",
        "All rights reserved",
    )


def test_a_page_that_shows_its_report_only_by_script_is_left_out(data: Path) -> None:
    assert [dump.name for dump in dumps.load("aeb")] == ["held"]


def test_labels_mark_the_report(data: Path) -> None:
    assert labels(DUMP) == [False, False, False, True, True, False]


def test_the_report_compares_the_tools_and_names_the_worst() -> None:
    said = report([DUMP, DUMP], ["labelled lines", "raw text"])
    assert "2 dumps, 10 lines" in said
    assert "| labelled lines     | 1.000" in said
    assert "F1 by language" in said
    assert "worst 2" in said


def test_groups_of_one_dump_have_no_row() -> None:
    found = {"ours": [Overlap(1.0, 1.0), Overlap(0.5, 0.5), Overlap(0.0, 0.0)]}
    shown = grouped("site", ["a", "b", "b"], found)
    assert "| b " in shown
    assert "0.250" in shown
    assert "| a " not in shown
    assert not grouped("site", ["a", "b", "c"], found)


@dataclass(frozen=True)
class FirstAndLast:
    """Takes the first and the last paragraph for the menu."""

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        yield Proposal(0, Role.UI, "menu")
        yield Proposal(len(draft.lines) - 2, Role.UI, "menu")


def test_marks_tell_missed_lines_from_those_that_are_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dumps, "Pipeline", partial(Pipeline, editors=(FirstAndLast(),)))
    head, *shown = marked(DUMP)
    assert head.startswith("# bridge")
    assert [line[0] for line in shown] == [" ", "+", " ", "=", "-", "+"]
    assert shown[0].split() == ["menu", "Home"]


def test_without_the_shared_data_the_command_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dumps, "DATA", tmp_path / "none")
    assert main(["--set", "aeb"]) == 2
    assert "none" in capsys.readouterr().err


def test_the_command_prints_tables_or_the_marked_lines(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--set", "aeb", "--ours"]) == 0
    assert "aeb: 1 dumps" in capsys.readouterr().out
    assert main(["--set", "aeb", "--show", "held"]) == 0
    assert PARAGRAPHS[0][:60] in capsys.readouterr().out
