"""Progress: how much is done, how fast, what is left; for cleaning by bytes of the input, for a crawl by its caps."""

import io
import re
import sys
from pathlib import Path

import pytest

from cleaning.document import Failure
from cleaning.inputs import InputOptions, parsed, read_ahead, total_bytes
from crawler.job import CrawlPart
from crawler.progress import CrawlProgress
from tests.end_to_end.test_run import job_file
from tinsach import progress as progress_module
from tinsach import run as run_module
from tinsach.alike import told_of
from tinsach.cli import main
from tinsach.demo.server import DemoWeb
from tinsach.progress import Bar, Lines, Pace, duration, for_terminal

FAILED = told_of(Failure("a.txt", 0, "empty_file", "is empty"))


class Clock:
    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(progress_module, "time", found)
    return found


def test_rate_and_rest_follow_from_the_bytes_of_what_is_done(clock: Clock) -> None:
    pace = Pace()
    pace.total = 4000
    for number in range(100):
        pace.at((number + 1) * 40)
        pace.read()
    for _ in range(25):
        pace.done()
    clock.now += 10
    assert pace.told() == "25 records done, 2.5 a second, 25% of the input, about 30 s left"


def test_without_a_size_the_rate_is_told_alone(clock: Clock) -> None:
    pace = Pace()
    for _ in range(25):
        pace.read()
        pace.done()
    clock.now += 5
    assert pace.told() == "25 records done, 5.0 a second"


def test_before_the_first_records_nothing_is_promised(clock: Clock) -> None:
    pace = Pace()
    pace.read()
    pace.done()
    clock.now += 60
    assert pace.told() == "1 record done"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0 s"), (59, "59 s"), (61, "1 min 1 s"), (3600, "1 h 0 min"), (7890, "2 h 11 min")],
)
def test_times_are_told_as_a_person_does(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_a_log_gets_a_line_now_and_then(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    lines = Lines()
    lines.begin(100)
    for number in range(40):
        lines.at(number + 1)
        lines.read()
        clock.now += 0.5
        lines.done(FAILED)
    told = [line for line in capsys.readouterr().err.splitlines() if "a second" in line]
    assert len(told) in {1, 2}
    assert "of the input, about" in told[-1]


def test_who_asks_for_json_is_told_of_failures_only(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    lines = for_terminal(quiet=True)
    assert not lines.is_shown
    for _ in range(40):
        lines.read()
        clock.now += 5
        lines.done(FAILED)
    assert all("failed (empty_file)" in line for line in capsys.readouterr().err.splitlines())


def test_a_terminal_gets_a_bar_with_the_same_words(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    shown.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "140")
    bar = for_terminal()
    assert isinstance(bar, Bar)
    bar.begin(100)
    for number in range(50):
        bar.at(number + 1)
        bar.read()
        clock.now += 1.5
        bar.done(FAILED)
    bar._bar.refresh()
    bar.close()
    assert "50% of the input, about 1 min 15 s left" in shown.getvalue()


@pytest.mark.parametrize("more", [(), ("--master", "local[2]"), ("--samples", "none-here")])
def test_a_slip_of_the_hand_leaves_no_bar_and_no_hidden_cursor(
    more: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = io.StringIO()
    shown.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.chdir(tmp_path)
    assert main(["clean", "nowhere", "--out", "corpus", *more]) == 2
    hidden, _, later = shown.getvalue().rpartition("\x1b[?25l")
    assert not hidden or "\x1b[?25h" in later


def test_the_place_of_records_is_told_in_bytes_of_the_files(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("x" * 1000, "utf-8")
    (tmp_path / "c.jsonl").write_text('{"text": "một"}\n' * 50, "utf-8")
    places: list[int] = []
    found = list(read_ahead([str(tmp_path)], InputOptions(), at=places.append))
    assert len(places) == len(found) < len(list(parsed(found))) == 52
    assert places == sorted(places)
    assert places[-1] == total_bytes([str(tmp_path)]) == 2000 + (tmp_path / "c.jsonl").stat().st_size


def test_the_size_of_what_is_not_there_is_0_and_of_standard_input_unknown(tmp_path: Path) -> None:
    assert total_bytes([str(tmp_path / "nowhere")]) == 0
    assert total_bytes(["-"]) is None


def test_a_crawl_tells_pages_rate_and_what_is_left() -> None:
    progress = CrawlProgress(CrawlPart("a@b.example", (), max_pages=100, time_limit=3600), 1.0)
    progress._began -= 20
    progress._fetched, progress._archived, progress._waiting = 40, 30, 12
    assert re.fullmatch(
        r"crawl: 40 pages fetched, 2\.0 a second; 30 reports archived; 12 addresses found and not yet fetched; "
        r"at most 60 pages or 0 min (29|30|31) s left",
        progress.line(),
    )


@pytest.mark.xdist_group("run")
def test_a_run_tells_how_far_its_crawl_is_and_json_is_left_alone(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_module, "SECONDS_IN_LOG", 0.02)
    with DemoWeb() as web:
        assert main(["crawl", str(job_file(tmp_path / "one", web))]) == 0
        assert re.search(
            r"^tinsach: crawl: [\d,]+ pages fetched, .* left$", capfd.readouterr().err, re.MULTILINE
        )
        assert main(["crawl", str(job_file(tmp_path / "two", web)), "--json"]) == 0
        assert capfd.readouterr().err == ""
