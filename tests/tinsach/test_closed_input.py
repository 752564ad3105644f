"""An input closed to this user is one failed line of `tinsach clean`; the others are cleaned."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.closing import close
from tinsach.cli import main

REPORT = (
    "Xã Nà Lốc mở lớp học ban đêm\n\n"
    "Tối thứ hai, lớp học ban đêm của xã Nà Lốc khai giảng với ba mươi học viên là bà con trong các bản. "
    "Cô giáo Lò Thị May cho biết lớp mở ba buổi mỗi tuần, dạy đọc, viết và cách ghi chép thu chi trong nhà. "
    "Ủy ban nhân dân xã hỗ trợ sách vở, còn điện thắp sáng do hợp tác xã trong vùng đóng góp.\n"
)


@pytest.mark.parametrize("source", ["locked/", "locked/*.txt", "locked/a.txt"])
def test_the_rest_goes_on_and_the_closed_input_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], source: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(REPORT, "utf-8")
    Path("locked").mkdir()
    Path("locked/a.txt").write_text(REPORT, "utf-8")
    close(Path("locked"), monkeypatch)
    assert main(["clean", "a.txt", source, "--out", "c", "--workers", "1"]) == 1
    said = capsys.readouterr()
    (line,) = said.err.splitlines()
    assert line.startswith("tinsach: failed (unreadable_file): locked")
    assert "1  documents kept" in said.out
