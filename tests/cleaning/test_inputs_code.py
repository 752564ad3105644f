"""Code and settings in a folder are no texts, and each is told; in doubt, and when it is named, a file is read."""

import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from cleaning.document import Failure, Media, Record
from cleaning.inputs import InputOptions, read

TEXT = "Huyện Ba Sông khánh thành cầu mới.\n\nCây cầu dài 120 mét."
MARKUP = "<div><p>Một.</p><p>Hai.</p></div>"
CODE = [
    *(
        "a.py",
        "b.SH",
        "Makefile",
        "d.c",
        "e.js",
        "f.css",
        "g.lock",
        "h.toml",
        "i.cfg",
        "j.ini",
        "k.yml",
        "l.sql",
    ),
    *("CMakeLists.txt", "m.py.gz"),
]
READ = [
    *(
        "bai-bao-001",
        "2024.05.12",
        "README",
        "bai.md",
        "bai.txt",
        "tin.vn",
        "Tiến sĩ v1.0",
        "Makefile của xóm",
    ),
    "makefile-2.txt",
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder ``d`` with code and texts in it, told by relative paths."""
    monkeypatch.chdir(tmp_path)
    Path("d").mkdir()
    for name in [*CODE, *READ]:
        Path("d", name).write_bytes(gzip.compress(TEXT.encode()) if name.endswith(".gz") else TEXT.encode())
    return Path("d")


def outcomes(*sources: str, **options: object) -> list[Record | Failure]:
    return list(read(sources, InputOptions(**options)))  # type: ignore[arg-type]


def told(*sources: str, **options: object) -> dict[str, str]:
    """What became of each file, by its name: ``read``, or the reason why not."""
    return {
        one.source_path.rpartition("/")[2]: one.reason if isinstance(one, Failure) else "read"
        for one in outcomes(*sources, **options)
    }


def test_code_in_a_folder_is_one_failure_each_and_all_else_is_read(folder: Path) -> None:
    assert told("d") == {**dict.fromkeys(CODE, "unknown_format"), **dict.fromkeys(READ, "read")}
    said = next(
        one.evidence for one in outcomes("d") if isinstance(one, Failure) and one.source_path == "d/a.py"
    )
    assert said == "d/a.py: is code or settings by its name (.py), which is read only when it is named itself"


@pytest.mark.parametrize(
    "sources", [["d/a.py"], ["d", "d/a.py"], ["d/a.py", "d"], ["d/*.py"], ["d", "./d/a.py"]]
)
def test_what_is_named_is_read_wherever_it_lies(folder: Path, sources: list[str]) -> None:
    assert told(*sources)["a.py"] == "read"


def test_a_format_that_is_given_is_believed(folder: Path) -> None:
    assert set(told("d", format="text").values()) == {"read"}


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_an_archive_is_read_as_the_folder_it_was(folder: Path, kind: str) -> None:
    target = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(target, "w") as zipped:
            for path in folder.iterdir():
                zipped.write(path, path.name)
    else:
        with tarfile.open(fileobj=target, mode="w") as tarred:
            tarred.add(folder, ".")
    Path(f"d.{kind}").write_bytes(target.getvalue())
    found = {name.rpartition("!")[2]: became for name, became in told(f"d.{kind}").items()}
    assert found == told("d")


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        (
            "trang.php",
            f"<!DOCTYPE html><html><body>{MARKUP}</body></html>",
            Media.HTML,
        ),  # a page, as wget saves it
        ("crawl.log", json.dumps({"text": TEXT}) + "\n" + json.dumps({"text": TEXT}), Media.TEXT),
        ("trang.js", f"show('{MARKUP}')", None),
        ("trang.php", f"<?php if (1) {{ ?>{MARKUP}<?php }} ?>", None),
    ],
)
def test_content_that_is_sure_goes_before_the_name(
    tmp_path: Path, name: str, content: str, expected: Media | None
) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    (found,) = {getattr(one, "media", None) for one in outcomes(str(tmp_path))}
    assert found == expected
