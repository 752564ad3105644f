from __future__ import annotations

import pytest

from benchmarks.compaction import main


def test_many_small_runs_become_one_file_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--nights", "3", "--reports", "4"]) == 0
    rows = [[cell.strip() for cell in line.split("|")] for line in capsys.readouterr().out.splitlines()]
    files = {row[1]: row[2] for row in rows if len(row) > 2}
    assert (files["before"], files["after"]) == ("8", "4")
