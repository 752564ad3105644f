"""Messages are English and UTF-8 in every locale, file names with Vietnamese letters too."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REPORT = (
    "Đoàn cán bộ thăm đảo Trần\n\n"
    "Sáng 28-2, đoàn cán bộ của tỉnh đến thăm và tặng quà bộ đội trên đảo Trần nhân dịp đầu năm. "
    "Trưởng đoàn hỏi thăm đời sống của chiến sĩ, chúc đơn vị giữ vững chủ quyền và giúp ngư dân bám biển. "
    "Chỉ huy đảo cảm ơn tình cảm của đất liền, hứa sẽ cùng nhân dân xây dựng đảo ngày càng vững mạnh hơn.\n"
)


@pytest.mark.parametrize(
    "locale",
    [
        {"LANG": "C", "LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
    ],
    ids=["c", "posix_not_coerced", "ascii"],
)
def test_vietnamese_goes_in_and_out_in_every_locale(tmp_path: Path, locale: dict[str, str]) -> None:
    (tmp_path / "tin tức.txt").write_text(REPORT, "utf-8")
    kept = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}

    def tinsach(*arguments: str) -> str:
        command = [sys.executable, "-m", "tinsach", *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=kept | locale, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode("utf-8")

    tinsach("clean", ".", "--out", "kho tin", "--workers", "1", "--min-words", "10")
    assert "Đoàn cán bộ thăm đảo Trần" in tinsach("explain", "tin tức.txt")
    tinsach("check", "kho tin")
    tinsach("export", "kho tin", "--out", "bản.jsonl")
    (row,) = (json.loads(line) for line in (tmp_path / "bản.jsonl").read_text("utf-8").splitlines())
    assert (row["title"], row["source_path"]) == ("Đoàn cán bộ thăm đảo Trần", "tin tức.txt")
    assert "Chia sẻ" in tinsach("schema")
    tinsach("init", "việc mới")
    assert "# " in (tmp_path / "việc mới/job.toml").read_text("utf-8")
