import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import floors
from benchmarks.floors import FLOORS, Floors, Mode, main, read, run, write
from benchmarks.gold import FIXTURES, fingerprint

SHARES = st.floats(0, 1).map(lambda share: round(share, 4))


@pytest.fixture
def pinned(tmp_path):
    return tmp_path / "floors.toml"


@pytest.fixture
def sets(dumps):
    return {"fixtures": dumps}


def pin(path, folder, **figures):
    known = {"f1": 1.0, "worst_f1": 1.0, "role_accuracy": 1.0, "metadata_accuracy": 1.0} | figures
    write(path, {"fixtures": Floors(fingerprint(folder), known, 0.002)})


def spoil(monkeypatch, **figures):
    """Let the engine measure lower figures than it does."""
    measure = floors.measure

    def spoilt(folder):
        now = measure(folder)
        return Floors(now.fingerprint, {**now.figures, **figures}, now.margin)

    monkeypatch.setattr(floors, "measure", spoilt)


def test_figures_at_their_floor_pass(sets, dumps, pinned):
    pin(pinned, dumps)
    assert run(sets, pinned, Mode.CHECK) == 0


def test_figure_below_its_floor_fails_and_is_named(sets, dumps, pinned, monkeypatch, capsys):
    pin(pinned, dumps)
    spoil(monkeypatch, role_accuracy=0.9)
    assert run(sets, pinned, Mode.CHECK) == 1
    assert "role_accuracy 0.9000 is below its floor 1.0000" in capsys.readouterr().out


def test_figure_within_the_margin_passes(sets, dumps, pinned, monkeypatch):
    pin(pinned, dumps)
    spoil(monkeypatch, f1=0.9985)
    assert run(sets, pinned, Mode.CHECK) == 0


def test_changed_gold_fails_until_pinned_anew(sets, dumps, pinned, capsys):
    pin(pinned, dumps)
    gold = dumps / "gold" / "report.json"
    gold.write_text(gold.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert run(sets, pinned, Mode.CHECK) == 1
    assert "gold data changed" in capsys.readouterr().out
    assert run(sets, pinned, Mode.RAISE) == 0
    assert run(sets, pinned, Mode.CHECK) == 0


def test_set_without_floors_fails(sets, pinned):
    assert run(sets, pinned, Mode.CHECK) == 1


def test_check_never_writes(sets, dumps, pinned):
    pin(pinned, dumps, f1=0.5)
    before = pinned.read_bytes()
    run(sets, pinned, Mode.CHECK)
    assert pinned.read_bytes() == before


def test_raise_pins_what_got_better_and_keeps_the_rest(sets, dumps, pinned, monkeypatch):
    pin(pinned, dumps, f1=0.8)
    spoil(monkeypatch, worst_f1=0.9985)
    assert run(sets, pinned, Mode.RAISE) == 0
    figures = read(pinned)["fixtures"].figures
    assert (figures["f1"], figures["worst_f1"]) == (1.0, 1.0)


def test_raise_refuses_a_lower_figure_and_writes_nothing(sets, dumps, pinned, monkeypatch):
    pin(pinned, dumps, f1=0.8)
    before = pinned.read_bytes()
    spoil(monkeypatch, role_accuracy=0.9)
    assert run(sets, pinned, Mode.RAISE) == 1
    assert pinned.read_bytes() == before


def test_lower_pins_a_lower_figure(sets, dumps, pinned, monkeypatch):
    pin(pinned, dumps)
    spoil(monkeypatch, role_accuracy=0.9)
    assert run(sets, pinned, Mode.LOWER) == 0
    assert read(pinned)["fixtures"].figures["role_accuracy"] == 0.9


def test_set_outside_the_repository_is_left_out_with_a_note(sets, dumps, pinned, tmp_path, capsys):
    pin(pinned, dumps)
    assert run({**sets, "samples": tmp_path / "none"}, pinned, Mode.CHECK) == 0
    assert "samples: not here, left out" in capsys.readouterr().out


def test_floors_of_a_set_that_is_not_here_survive_pinning(sets, dumps, pinned, tmp_path):
    known = Floors("abc", {"f1": 0.9})
    write(pinned, {"samples": known})
    run({**sets, "samples": tmp_path / "none"}, pinned, Mode.LOWER)
    assert read(pinned)["samples"] == known


def test_own_fixtures_missing_is_an_error(pinned, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(floors, "SETS", {"fixtures": tmp_path / "none"})
    assert main(["--floors", str(pinned)]) == 2
    assert "none" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["[", "fixtures = 1", "[fixtures]\nf1 = 1.0"])
def test_unreadable_floors_are_an_error_naming_the_file(pinned, content, capsys):
    pinned.write_text(content, encoding="utf-8")
    assert main(["--floors", str(pinned)]) == 2
    assert pinned.name in capsys.readouterr().err


def test_raise_and_lower_exclude_each_other():
    with pytest.raises(SystemExit):
        main(["--raise", "--lower"])


@given(figures=st.dictionaries(st.sampled_from(["f1", "worst_f1", "role_accuracy"]), SHARES), margin=SHARES)
def test_what_is_written_is_read_again(figures, margin, tmp_path_factory):
    path = tmp_path_factory.mktemp("floors") / "floors.toml"
    known = {"fixtures": Floors("0f" * 32, figures, margin)}
    write(path, known)
    assert read(path) == known


def test_floors_of_the_fixtures_are_pinned_on_the_fixtures_there_are():
    assert read(FLOORS)["fixtures"].fingerprint == fingerprint(FIXTURES)
