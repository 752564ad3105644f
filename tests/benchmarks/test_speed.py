from benchmarks import speed
from benchmarks.pages import select_all
from benchmarks.speed import Series, main
from benchmarks.supervise import Usage


def test_without_the_shared_data_it_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(speed, "DATA", tmp_path / "none")
    assert main([]) == 2
    assert "none" in capsys.readouterr().err


def test_series_takes_the_median_of_its_runs():
    runs = tuple(Usage(wall=n, cpu=2 * n, peak_rss=0, peak_pss=0, code=0) for n in (1.0, 9.0, 2.0))
    assert (Series("x", 10, runs).wall, Series("x", 10, runs).cpu) == (2.0, 4.0)


def test_select_all_gives_each_block_a_line_and_no_scripts():
    page = (
        "<html><head><title>Báo</title><script>x = 1</script></head><body><nav><a>Thời sự</a></nav>"
        "<p>Dòng <b>đậm</b> và\nthường</p>sau đó<ul><li>một<li>hai</ul></body></html>"
    )
    assert select_all(page).split("\n") == [
        "Báo",
        "Thời sự",
        "Dòng đậm và thường",
        "sau đó",
        "một",
        "hai",
    ]
