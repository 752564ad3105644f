"""Every command takes --json and then writes nothing but JSON to standard output."""

import json
from pathlib import Path

import pytest

from tinsach.cli import main, parser
from tinsach.completion import commands_of

REPORT = (
    "Đoàn y bác sĩ trẻ về xã Khe Nậm\n\n"
    "Sáng chủ nhật, đoàn y bác sĩ trẻ của huyện về xã Khe Nậm khám bệnh, phát thuốc cho người cao tuổi. "
    "Từ sớm, bà con các bản đã có mặt ở nhà văn hóa, xếp hàng theo thứ tự và được hướng dẫn chu đáo. "
    "Trưởng trạm y tế cho biết đây là lần thứ ba trong năm xã đón một đoàn như thế, ai cũng phấn khởi.\n"
)

COMMANDS = [
    "clean {home}/b.txt --out {home}/other --workers 1",
    "explain {home}/a.txt",
    "explain {home}/corpus --weakest 3",
    "report {home}/corpus",
    "check {home}/corpus",
    "compact {home}/corpus",
    "upgrade {home}/corpus",
    "export {home}/corpus --out {home}/a.csv",
    "sites",
    "sites check https://bao.example/tin-123456.html",
    "schema",
    "init {home}/job",
    "doctor",
    "completion bash",
]
ELSEWHERE = {"run", "crawl", "demo", "rollback"}
"""Commands whose JSON is tested in tests/end_to_end and tests/tinsach/test_keeping_commands.py."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("json")
    (folder / "a.txt").write_text(REPORT, "utf-8")
    (folder / "b.txt").write_text(REPORT.replace("Khe Nậm", "Nà Lốc"), "utf-8")
    assert main(["clean", str(folder / "a.txt"), "--out", str(folder / "corpus"), "--workers", "1"]) == 0
    return folder


def test_every_command_takes_json() -> None:
    for command in commands_of(parser()):
        assert any("--json" in option.names for option in command.options), command.name
    tried = {line.partition(" ")[0] for line in COMMANDS}
    assert tried | ELSEWHERE == {command.name for command in commands_of(parser())}


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_printed_is_json_and_nothing_else(
    home: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    capsys.readouterr()
    assert main([*command.format(home=home).split(), "--json"]) in {0, 1}
    said = capsys.readouterr().out
    try:
        json.loads(said)
    except json.JSONDecodeError:  # explain writes a line for each record
        for line in said.splitlines():
            json.loads(line)
