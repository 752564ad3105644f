"""A corpus over several runs: what is settled stays, copies and revisions of it are found."""

import json
from pathlib import Path

import pandas as pd
import pytest

from output.check import check
from output.corpus import Corpus
from tinsach.cli import main

TEXT = (
    "Đêm qua, thư viện thôn Cồn Én sáng đèn tới khuya vì buổi đọc truyện đầu tiên dành cho trẻ em trong xóm.\n"
    "Chị thủ thư kể lại chuyện cổ bằng rối bóng, còn bọn trẻ thì tranh nhau đoán xem con vật nào sắp bước ra.\n"
    "Thôn dự tính mỗi tháng làm một lần, nhờ các bác cao tuổi thay phiên nhau góp chuyện và góp cả trà gừng."
)
NEW_FACTS = (
    "Sáng nay, đoàn khảo sát của huyện tới thôn và quyết định cấp thêm hai trăm đầu sách cùng một bộ máy chiếu cũ.\n"
    "Trưởng đoàn nói sẽ nhân cách làm này ra sáu thôn ven sông khác, bắt đầu từ những nơi chưa có điểm đọc sách.\n"
    "Cuối buổi, mọi người cùng trồng một hàng cau trước hiên thư viện, mỗi cây mang tên một em nhỏ trong xóm."
)


def run(folder: Path, name: str, *rows: dict[str, str]) -> pd.DataFrame:
    dump = folder / f"{name}.jsonl"
    dump.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert main(["clean", str(dump), "--out", str(folder / "corpus"), "--workers", "1"]) == 0
    assert check(Corpus.existing(folder / "corpus")).sound
    return pd.read_parquet(folder / "corpus" / "documents")


def duplicates(folder: Path) -> pd.DataFrame:
    return pd.read_parquet(folder / "corpus" / "duplicates")


@pytest.fixture
def settled(tmp_path: Path) -> tuple[Path, str]:
    row = {"title": "Thư viện thôn sáng đèn", "text": TEXT, "url": "https://a.example/1.html"}
    return tmp_path, run(tmp_path, "first", row)["id"][0]


def test_copy_of_a_settled_document_is_a_duplicate_of_it_even_when_it_is_older(
    settled: tuple[Path, str],
) -> None:
    folder, first = settled
    row = {"title": "Đọc truyện đêm", "text": TEXT, "url": "https://b.example/9.html", "date": "2020-01-01"}
    assert run(folder, "second", row)["id"].tolist() == [first]
    assert duplicates(folder)[["kept_id", "kind"]].to_numpy().tolist() == [[first, "exact"]]


def test_same_address_with_nearly_the_same_text_is_a_revision(settled: tuple[Path, str]) -> None:
    folder, first = settled
    row = {
        "title": "Thư viện thôn sáng đèn",
        "text": TEXT + " Ai cũng vui.",
        "url": "https://a.example/1.html",
    }
    assert run(folder, "second", row)["id"].tolist() == [first]
    assert duplicates(folder)[["kept_id", "kind"]].to_numpy().tolist() == [[first, "revision"]]


def test_same_address_with_new_facts_is_a_document_of_the_same_family(settled: tuple[Path, str]) -> None:
    folder, first = settled
    row = {"title": "Thư viện thôn được cấp sách", "text": NEW_FACTS, "url": "https://a.example/1.html"}
    documents = run(folder, "second", row)
    assert len(documents) == 2
    assert documents["id"].is_unique
    assert set(documents["family"]) == {first}


def test_third_version_joins_the_family_of_the_first(settled: tuple[Path, str]) -> None:
    folder, first = settled
    address = {"url": "https://a.example/1.html"}
    run(folder, "second", {"title": "Thư viện thôn được cấp sách", "text": NEW_FACTS} | address)
    third = "\n".join(
        line.replace("sách", "báo").replace("thôn", "làng")[::1] for line in TEXT.split("\n")[:1]
    )
    third += (
        "\nBão tràn về trong đêm làm tốc mái hiên, dân làng chuyển hết kệ vào trong trường học để khỏi ướt.\n"
    )
    third += "Mái mới lợp bằng tôn lạnh, tiền do những người con xa quê gửi về, dự kiến xong trước ngày khai giảng tới."
    documents = run(folder, "third", {"title": "Mái hiên bị tốc", "text": third} | address)
    assert set(documents["family"]) == {first}


def test_failed_record_is_named_by_the_exit_code_in_every_run(tmp_path: Path) -> None:
    dump = tmp_path / "rows.jsonl"
    dump.write_text(json.dumps({"title": "Thư viện thôn", "text": TEXT}) + "\n{\n", encoding="utf-8")
    for _ in range(2):
        assert main(["clean", str(dump), "--out", str(tmp_path / "corpus"), "--workers", "1"]) == 1


def test_corpus_is_no_input_and_needs_an_id_to_be_explained(
    settled: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, _ = settled
    assert main(["clean", str(folder / "corpus"), "--out", str(folder / "other")]) == 2
    assert main(["explain", str(folder / "corpus")]) == 2
    assert capsys.readouterr().err.count("is a corpus") == 2


@pytest.mark.parametrize(
    "option",
    [("--language", "vietnamese"), ("--language", "vn"), ("--only-similar",), ("--min-words", "-4"), ("--record-seconds", "0"),
     ("--min-relevance", "3")],
)  # fmt: skip
def test_senseless_option_is_refused(option: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Tin", encoding="utf-8")
    try:
        code = main(["clean", str(tmp_path / "a.txt"), "--out", str(tmp_path / "c"), *option])
    except SystemExit as left:  # what the parser refuses
        code = int(str(left.code))
    assert code == 2
    assert not (tmp_path / "c").exists()
