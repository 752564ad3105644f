"""The script of docs/ answers its questions to the demo's corpus."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.conftest import DemoRun

pytestmark = pytest.mark.xdist_group("demo")

SCRIPT = Path(__file__).parents[2] / "docs" / "questions.py"


@pytest.mark.skipif(not SCRIPT.exists(), reason="tests of the wheel have no source tree")
def test_five_questions_are_answered_with_tables_and_plots(demo: DemoRun, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")  # `make loaders` installs it
    command = [sys.executable, str(SCRIPT), str(demo.corpus), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert [f"\n{number}. " in done.stdout for number in range(1, 6)] == [True] * 5
    assert {"1.png", "2.png", "3.png", "4.png"} <= {path.name for path in tmp_path.iterdir()}
    assert "tapchihuunghi.example" in done.stdout
