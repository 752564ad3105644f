"""What counts as a broken explanation."""

from dataclasses import replace
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import replay
from benchmarks.gold import FIXTURES
from benchmarks.replay import DataSet, broken, examine, main
from cleaning.document import Failure, Media, Record, Removal, Role
from cleaning.draft import lines_of
from cleaning.pipeline import Pipeline

LINES = lines_of("Cầu mới qua suối\n\nTheo Báo Ven Suối")
CREDIT = Removal(3, Role.SOURCE, "source_credit", "", "Theo Báo Ven Suối", 0, 17)


def test_removals_that_lead_to_the_text_are_sound() -> None:
    assert list(broken(LINES, [CREDIT], "Cầu mới qua suối")) == []


@pytest.mark.parametrize(
    ("removals", "said"),
    [
        ([], "do not lead"),
        ([CREDIT, replace(CREDIT, start=5, text="Báo Ven Suối")], "removed already"),
        ([replace(CREDIT, text="Theo báo ven suối")], "another text"),
        ([replace(CREDIT, end=18)], "outside"),
        ([replace(CREDIT, line=2)], "outside"),
        ([replace(CREDIT, start=4, end=4, text="")], "outside"),
    ],
)
def test_each_way_to_be_wrong_is_named(removals: list[Removal], said: str) -> None:
    assert any(said in one for one in broken(LINES, removals, "Cầu mới qua suối"))


def test_a_lost_or_doubled_line_is_found() -> None:
    assert list(broken(LINES, [CREDIT], "")) == ["the removals do not lead to the text"]
    assert "two lines have the same number" in list(broken([*LINES, LINES[0]], [CREDIT], ""))


def test_a_sound_record_and_an_unreadable_input_are_counted_apart() -> None:
    assert examine(Record("a", 0, "Cầu mới\n\nTheo Báo Ven Suối", Media.TEXT)).state == "documents"
    assert examine(Failure("a", 0, "invalid_json", "")).state == "invalid_json"


def test_an_error_inside_cleaning_is_a_violation(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("thước gãy")

    monkeypatch.setattr(Pipeline, "_document", fail)
    assert "thước gãy" in examine(Record("a", 7, "Cầu mới", Media.TEXT)).wrong


def test_our_fixtures_replay(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(replay, "DATA_SETS", [one for one in replay.DATA_SETS if one.name == "fixtures"])
    assert main([]) == 0
    assert "documents" in capsys.readouterr().out


def test_a_missing_set_is_named_in_the_table(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(replay, "DATA_SETS", [DataSet("ours", "/none/at/all.txt")])
    assert main([]) == 0
    assert "1 no_such_file" in capsys.readouterr().out


DUMPS = [path for path in sorted(FIXTURES.glob("*.txt")) if not path.name.startswith("h_")]
FOUND = [line for path in DUMPS for line in path.read_text(encoding="utf-8").split("\n")]
TAGS = ("p", "div", "h2", "li", "figcaption", "td", "a", "span")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(FOUND) | st.text(max_size=30), max_size=30),
    st.sampled_from(["\n", "\n\n", "\r\n"]),
)
def test_any_mixture_of_lines_of_our_dumps_replays(lines: list[str], break_: str) -> None:
    assert not examine(Record("mixed", 0, break_.join(lines), Media.TEXT)).wrong


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(TAGS), st.sampled_from(FOUND)), max_size=25))
def test_any_page_of_lines_of_our_dumps_replays(blocks: list[tuple[str, str]]) -> None:
    body = "".join(f"<{tag}>{escape(line)}</{tag}>" for tag, line in blocks)
    page = f"<html><head><title>Cầu mới</title></head><body><article>{body}</article></body></html>"
    assert not examine(Record("mixed", 0, page, Media.HTML)).wrong
