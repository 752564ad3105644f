"""Pages through our pipeline and other extractors: loading, scoring and printing, on pages of our own."""

import gzip
import json
from pathlib import Path

import pytest

from benchmarks import dump_sets, extraction
from benchmarks.extraction import StoredPage, load, main, report, worst
from benchmarks.shingles import Overlap

PARAGRAPHS = (
    "The village opened a footbridge across the stream on Monday, three years after the flood took the old one.",
    "Children no longer wade through the water on their way to school, the head of the village said.",
)
PAGE = (
    "<html><head><title>Footbridge opens</title></head><body><nav><a href='/'>Home</a></nav><article>"
    f"<h1>Footbridge opens</h1>{''.join(f'<p>{p}</p>' for p in PARAGRAPHS)}</article></body></html>"
)
STORED = StoredPage(
    "bridge", "brook.example", "en", PAGE.encode(), "https://brook.example/1", "\n".join(PARAGRAPHS)
)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "article-extraction-benchmark"
    (folder / "html").mkdir(parents=True)
    truths = {"bridge": "\n\n".join(PARAGRAPHS), "nothing": " "}
    for name in truths:
        (folder / "html" / f"{name}.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    golds = {
        name: {"articleBody": truth, "url": "https://www.brook.example/1"} for name, truth in truths.items()
    }
    (folder / "ground-truth.json").write_text(json.dumps(golds), encoding="utf-8")
    for module in (dump_sets, extraction):
        monkeypatch.setattr(module, "DATA", tmp_path)
    return tmp_path


def test_pages_are_loaded_with_their_truth_and_those_without_one_left_out(data: Path) -> None:
    (page,) = load("aeb")
    assert (page.name, page.site, page.language) == ("bridge", "brook.example", "en")
    assert page.url == "https://www.brook.example/1"
    assert page.html == PAGE
    assert PARAGRAPHS[1] in page.truth


def test_the_report_compares_ours_with_other_tools() -> None:
    said = report([STORED, STORED], ["ours", "raw text"])
    assert said.startswith("2 pages")
    assert "| ours               | 1.000" in said
    assert "F1 by language" in said
    assert "ours, worst 2" in said


def test_every_tool_finds_the_report() -> None:
    for name, tool in extraction.TOOLS.items():
        if name != "jusText":  # it wants longer pages
            assert PARAGRAPHS[0] in tool(STORED), name
    assert isinstance(extraction.TOOLS["jusText"](STORED), str)


def test_the_worst_stand_beside_the_best_of_the_others() -> None:
    other = StoredPage("other", "brook.example", "en", b"", "", "")
    found = {
        "ours": [Overlap(1.0, 1.0), Overlap(0.5, 0.5)],
        "a": [Overlap(0.0, 0.0), Overlap(0.25, 0.25)],
        "b": [Overlap(0.0, 0.0), Overlap(0.75, 0.75)],
    }
    first = worst([STORED, other], found).splitlines()[2]
    assert "other" in first
    assert first.rstrip(" |").endswith("0.750")


def test_the_command_prints_the_tables_of_a_set(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--set", "aeb", "--ours"]) == 0
    said = capsys.readouterr().out
    assert "aeb: 1 pages" in said
    assert "trafilatura" not in said


def test_without_the_shared_data_the_command_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(extraction, "DATA", tmp_path / "none")
    assert main(["--set", "aeb"]) == 2
    assert "none" in capsys.readouterr().err
