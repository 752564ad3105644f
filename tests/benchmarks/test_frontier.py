from benchmarks.frontier import main


def test_a_small_frontier_is_measured(capsys):
    assert main(["--addresses", "4000"]) == 0
    assert "4,000" in capsys.readouterr().out
