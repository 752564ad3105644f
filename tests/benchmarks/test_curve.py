"""Growth of costs: the exponent, and which stages are named."""

import pytest

from benchmarks import curve
from benchmarks.curve import CHARACTERS, LINES, Curve, Measured, growth, main, take, too_steep
from benchmarks.curve_texts import LONG_LINES, MANY_LINES


def measured(stages: dict[str, list[float]], *, stopped: bool = False) -> Curve:
    sizes = CHARACTERS[: len(next(iter(stages.values())))]
    found = [
        Measured(size, size, {name: seconds[at] for name, seconds in stages.items()})
        for at, size in enumerate(sizes)
    ]
    return Curve("prose", tuple(found), stopped)


def of_power(exponent: float) -> list[float]:
    return [1e-6 * size**exponent for size in CHARACTERS]


@pytest.mark.parametrize("exponent", [1.0, 1.5, 2.0])
def test_the_exponent_is_that_of_the_power_law(exponent: float) -> None:
    assert growth(CHARACTERS, of_power(exponent)) == pytest.approx(exponent)


def test_constant_costs_of_small_sizes_do_not_hide_the_growth() -> None:
    costs = [spent + 0.001 for spent in of_power(1.0)]
    assert growth(CHARACTERS, costs) == pytest.approx(1.0, abs=0.05)


def test_what_is_too_quick_for_the_clock_is_not_judged() -> None:
    assert growth(CHARACTERS, [1e-9 * size**2 / CHARACTERS[-1] for size in CHARACTERS]) is None
    assert growth(CHARACTERS[:1], [9.0]) is None


def test_a_steep_stage_is_named_even_where_others_outweigh_it() -> None:
    one = measured({"read": [10 * spent for spent in of_power(1.0)], "headline": of_power(1.4)})
    assert too_steep([one], 1.25) == ["prose: headline 1.40"]
    assert next(iter(one.stages)) == "headline"


def test_linear_stages_pass_and_stopped_kinds_do_not() -> None:
    assert too_steep([measured({"read": of_power(1.0)})], 1.25) == []
    stopped = measured({"read": of_power(1.0)[:4]}, stopped=True)
    assert too_steep([stopped], 1.25) == [f"prose: stopped at {CHARACTERS[3]}"]


def test_a_kind_that_takes_too_long_is_stopped_before_the_next_size() -> None:
    found = curve.curve("prose", LONG_LINES["prose"], (100, 200, 400), max_seconds=0.0)
    assert (found.stopped, len(found.measured)) == (True, 1)


@pytest.mark.parametrize("kind", LONG_LINES)
def test_a_long_line_has_about_the_size_asked_for(kind: str) -> None:
    longest = max(map(len, LONG_LINES[kind](5000).split("\n")))
    assert 4900 <= longest <= 5000


@pytest.mark.parametrize("kind", MANY_LINES)
def test_lines_come_in_the_number_asked_for(kind: str) -> None:
    more, fewer = (len([line for line in MANY_LINES[kind](n).split("\n") if line]) for n in (60, 30))
    assert more - fewer == 30


def test_every_editor_and_judge_is_on_the_clock() -> None:
    stages = set(take(MANY_LINES["paragraphs"](10), 10).seconds)
    assert {"read", "headline", "title_run", "assemble", "language", "too_short"} <= stages


def test_the_command_names_what_is_steep_in_its_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    steep = measured({"headline": of_power(2.0)})
    monkeypatch.setattr(curve, "curve", lambda *_, **__: steep)
    monkeypatch.setattr(curve, "WARMING", ())
    assert main(["--only", "lines", "--kind", "verses"]) == 1
    assert "headline 2.00" in capsys.readouterr().out
    assert main(["--only", "lines", "--kind", "verses", "--max-exponent", "2.1"]) == 0


def test_the_sizes_reach_a_megabyte_and_a_hundred_thousand_lines() -> None:
    assert (CHARACTERS[-1], LINES[-1]) == (1_000_000, 100_000)
