"""The listing of lines that sites repeat, on a dump made here."""

import json
from functools import partial
from pathlib import Path

import pytest

from benchmarks.repeats import documents, main, removed, topics
from cleaning.pipeline import RULES, Pipeline
from cleaning.repeats import RepeatedOnSite
from tests.end_to_end.test_repeats import FOOT, HEAD, report

TITLE = "Phiên chợ làng"


@pytest.fixture(autouse=True)
def rules_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line model knows most furniture by its shape; what is left to the site must be shown without it."""
    monkeypatch.setattr("benchmarks.repeats.Pipeline", partial(Pipeline, editors=RULES))


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "dump.jsonl"
    rows = [{"title": f"{TITLE} {n}", "text": "\n".join([*HEAD, *report(n), *FOOT])} for n in range(12)]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def test_each_line_is_listed_once_with_its_evidence_and_places(dump: Path) -> None:
    lines = removed(documents([dump], one_site=True), RepeatedOnSite())
    assert {line.text for line in lines} == {*HEAD, *FOOT}
    assert {(line.times, line.evidence) for line in lines} == {(12, "in 12 of 12 documents of this site")}
    assert next(line.places[0] for line in lines if line.text == HEAD[0]) == "1/12"


def test_documents_without_an_address_are_no_site_unless_asked_for(dump: Path) -> None:
    assert documents([dump]) == []


def test_subjects_are_pairs_of_words_of_titles(dump: Path) -> None:
    kept = documents([dump], one_site=True)
    assert {pair: len(held) for pair, held in topics(kept, 5)} == {"phiên chợ": 12, "chợ làng": 12}


def test_command_prints_what_goes(dump: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--one-site", "--topics", "5", str(dump)]) == 0
    said = capsys.readouterr().out
    assert "12 documents of 1 sites" in said
    assert "72 paragraphs removed, 6 of them different" in said
    assert "Corpora on one subject: 2" in said


def test_pages_are_read_as_select_all_copies(tmp_path: Path) -> None:
    for n in range(12):
        menu = "".join(f"<div><a href='/{at}'>{line}</a></div>" for at, line in enumerate(HEAD))
        body = "".join(f"<p>{line}</p>" for line in report(n))
        canonical = f"<link rel='canonical' href='https://benlau.example/{n}.html'>"
        page = f"<html lang='vi'><head>{canonical}<title>{TITLE} {n}</title></head><body><nav>{menu}</nav>{body}</body></html>"
        (tmp_path / f"{n}.html").write_text(page, encoding="utf-8")
    found = removed(documents([tmp_path], dumps=True), RepeatedOnSite())
    assert {line.text for line in found} & set(HEAD)
    assert {line.site for line in found} == {"benlau.example"}
