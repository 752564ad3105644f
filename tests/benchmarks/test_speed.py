from benchmarks import speed
from benchmarks.speed import Series, main
from benchmarks.supervise import Usage


def test_without_the_shared_data_it_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(speed, "DATA", tmp_path / "none")
    assert main([]) == 2
    assert "none" in capsys.readouterr().err


def test_series_takes_the_median_of_its_runs():
    runs = tuple(Usage(wall=n, cpu=2 * n, peak_rss=0, peak_pss=0, code=0) for n in (1.0, 9.0, 2.0))
    assert (Series("x", 10, runs).wall, Series("x", 10, runs).cpu) == (2.0, 4.0)
