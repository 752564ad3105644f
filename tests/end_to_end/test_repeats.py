"""A site whose pages share lines that no rule knows: learned from the corpus, in one run and day by day."""

import json
import random
import shutil
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from cleaning.pipeline import RULES, Pipeline
from output.check import check
from output.corpus import Corpus
from tinsach.cli import main

SITE = "https://benlau.example"
HEAD = ["Góc bến sông", "Sổ tay mùa nước", "Phiên chợ nổi"]
FOOT = ["Thuyền thư Bến Lau", "Phòng đọc làng Cồn Én giữ bản in", "Gửi bài qua quầy báo đầu bến"]
WORDS = (
    "sông bến thuyền nước mùa chợ người làng đêm sáng trưa chiều bà con lúa cá lưới cầu đường trường lớp sách báo thư "
    "gió mưa nắng đồng vườn cây quả hoa lá rừng núi biển đảo xóm thôn nhà mái cửa sân ngõ phố quán bếp lửa khói cơm"
)
SYLLABLES = WORDS.split()


def report(number: int, sentences: int = 6) -> list[str]:
    """Return paragraphs that no other number shares."""
    draw = random.Random(number)
    return [" ".join(draw.choices(SYLLABLES, k=16)).capitalize() + "." for _ in range(sentences)]


def row(number: int, **changes: object) -> dict[str, object]:
    lines = [*HEAD, *report(number), *FOOT]
    page = {"title": f"Chuyện làng số {number}", "text": "\n".join(lines), "url": f"{SITE}/{number}.html"}
    return page | changes


def load(corpus: Path, *rows: dict[str, object], code: int = 0) -> None:
    dump = corpus.parent / f"dump{len(list(corpus.parent.glob('dump*')))}.jsonl"
    dump.write_text("\n".join(json.dumps(one) for one in rows), encoding="utf-8")
    command = ["clean", str(dump), "--out", str(corpus), "--workers", "1", "--language", "any"]
    assert main(command) == code
    assert check(Corpus.existing(corpus)).findings == ()


def table(corpus: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(corpus / name)


def texts(corpus: Path) -> dict[str, str]:
    documents = table(corpus, "documents")
    return dict(zip(documents["title"], documents["text"], strict=True))


def body(numbers: Iterable[int]) -> dict[str, str]:
    return {f"Chuyện làng số {n}": "\n\n".join(report(n)) for n in numbers}


def repeats(corpus: Path) -> pd.DataFrame:
    removals = table(corpus, "removals")
    return removals[removals["rule"] == "repeated_on_site"]


@pytest.fixture(autouse=True)
def rules_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line model knows most furniture by its shape; what is left to the site must be shown without it."""
    monkeypatch.setattr("tinsach.clean.Pipeline", partial(Pipeline, editors=RULES))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return tmp_path / "corpus"


@pytest.fixture
def learned(corpus: Path) -> Path:
    load(corpus, *map(row, range(12)))
    return corpus


def test_lines_of_a_site_are_learned_in_one_run_and_removed_with_the_evidence(learned: Path) -> None:
    assert texts(learned) == body(range(12))
    found = repeats(learned)
    assert len(found) == 12 * len([*HEAD, *FOOT])
    assert set(found["text"]) == {*HEAD, *FOOT}
    assert set(found["evidence"]) == {"in 12 of 12 documents of this site"}
    assert set(found["role"]) == {"repeat"}


def test_removals_replay(learned: Path) -> None:
    documents = table(learned, "documents").set_index("id")
    for owner, pieces in table(learned, "removals").groupby("document_id"):
        number = int(str(documents.loc[str(owner)].title).split()[-1])
        lines = dict(enumerate([*HEAD, *report(number), *FOOT], start=1))
        for piece in pieces.itertuples():
            assert lines.pop(int(str(piece.line_number))) == piece.text
        assert "\n\n".join(lines.values()) == documents.loc[str(owner)].text


def test_day_by_day_the_site_is_learned_and_settled_documents_stay_as_they_are(corpus: Path) -> None:
    for day in range(5):
        load(corpus, row(2 * day), row(2 * day + 1))
    found = texts(corpus)
    first, between, last = (list(body(numbers)) for numbers in (range(4), range(4, 8), range(8, 10)))
    assert all(HEAD[0] in found[title] and FOOT[-1] in found[title] for title in first)
    above_text = HEAD[-1]
    assert all(found[title] == f"{above_text}\n\n{body(range(10))[title]}" for title in between)
    assert all(found[title] == body(range(10))[title] for title in last), "ten pages say it is no heading"
    merged = repeats(corpus).merge(table(corpus, "documents"), left_on="document_id", right_on="id")
    said = merged.set_index("title")["evidence"]
    assert set(said["Chuyện làng số 9"]) == {"in 10 of 10 documents of this site"}


def test_the_same_input_again_is_known_whatever_was_learned_meanwhile(corpus: Path) -> None:
    load(corpus, row(0), row(1))
    load(corpus, *map(row, range(2, 12)))
    before = {name: len(table(corpus, name)) for name in ("documents", "duplicates", "rejected")}
    load(corpus, *map(row, range(12)))
    assert {name: len(table(corpus, name)) for name in before} == before
    assert len(Corpus.existing(corpus).tables().records) == 2


def test_report_that_is_too_short_without_them_is_rejected_once(corpus: Path) -> None:
    brief = row(99, text="\n".join([*HEAD, *report(99, 2), *FOOT]))
    load(corpus, *map(row, range(12)), brief)
    (rejected,) = table(corpus, "rejected").itertuples()
    assert (rejected.reason, rejected.text) == ("too_short", "\n\n".join(report(99, 2)))
    assert rejected.evidence == "32 words, at least 50"
    assert set(repeats(corpus)["document_id"]) > {rejected.id}
    load(corpus, brief)
    assert len(table(corpus, "rejected")) == 1, "the record is known"


def test_page_of_nothing_else_is_rejected(corpus: Path) -> None:
    empty = row(99, text="\n".join([*HEAD, *FOOT]))
    dump = ["--min-words", "0"]
    rows = [*map(row, range(12)), empty]
    source = corpus.parent / "rows.jsonl"
    source.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert (
        main(["clean", str(source), "--out", str(corpus), "--workers", "1", "--language", "any", *dump]) == 0
    )
    (rejected,) = table(corpus, "rejected").itertuples()
    assert (rejected.reason, rejected.text) == ("too_short", "")
    assert check(Corpus.existing(corpus)).findings == ()


def test_copies_of_one_report_teach_nothing(corpus: Path) -> None:
    copies = [row(0, url=f"{SITE}/copy-{n}.html") for n in range(12)]
    load(corpus, *copies, row(1))
    assert repeats(corpus).empty
    assert len(table(corpus, "documents")) == 2


def test_versions_of_one_report_in_one_run_count_once(corpus: Path) -> None:
    load(corpus, *(row(n, url=f"{SITE}/live.html") for n in range(8)), row(20))
    assert len(table(corpus, "documents")) == 9
    assert repeats(corpus).empty


def test_versions_of_one_report_count_once(corpus: Path) -> None:
    for n in range(8):
        load(corpus, row(n, url=f"{SITE}/live.html"))
    assert table(corpus, "documents")["family"].nunique() == 1
    load(corpus, row(20))
    assert repeats(corpus).empty


def brief(number: int, around: Sequence[str], **changes: object) -> dict[str, object]:
    """Return a short report under long furniture: what the pages share is most of what they say."""
    lines = [*HEAD, *around, *report(number, 4), *FOOT]
    return row(number, text="\n".join(lines), **changes)


LONG = [f"Mục {' '.join(report(1000 + n, 1)).removesuffix('.').lower()}" for n in range(9)]


@pytest.mark.parametrize("learned", ["just now", "before"])
def test_copy_of_a_document_settled_before_the_site_was_learned_is_found(corpus: Path, learned: str) -> None:
    copy_of_first = brief(0, (), url="https://other.example/0.html")
    load(corpus, *(brief(n, LONG) for n in range(3)))
    if learned == "before":
        load(corpus, *(brief(n, LONG) for n in range(20, 32)))
        load(corpus, copy_of_first)
    else:
        load(corpus, *(brief(n, LONG) for n in range(20, 32)), copy_of_first)
    (copy,) = [one for one in table(corpus, "duplicates").itertuples() if one.site == "other.example"]
    assert copy.kept_id == table(corpus, "documents").set_index("title")["id"]["Chuyện làng số 0"]


def test_copy_of_a_document_settled_without_them_is_found(learned: Path) -> None:
    again = row(3, url=f"{SITE}/again.html", text="\n".join([*HEAD, *report(3), *FOOT, "Góc ảnh"]))
    elsewhere = row(4, url="https://other.example/4.html", text="\n".join(report(4)))
    load(learned, again, elsewhere)
    ids = table(learned, "documents").set_index("title")["id"]
    found = table(learned, "duplicates").set_index("url")
    assert found["kept_id"][f"{SITE}/again.html"] == ids["Chuyện làng số 3"]
    assert found["kept_id"]["https://other.example/4.html"] == ids["Chuyện làng số 4"]
    assert found["kind"]["https://other.example/4.html"] == "exact"


def test_counts_are_made_anew_when_they_are_lost_or_damaged(corpus: Path) -> None:
    load(corpus, *map(row, range(3)))
    load(corpus, *map(row, range(3, 12)), row(30, url=f"{SITE}/0.html"))
    assert table(corpus, "documents")["family"].nunique() == 12
    (first, second) = sorted((corpus / "index").iterdir())
    kept = {path: pd.read_parquet(path) for path in (first, second)}
    first.unlink()
    second.write_bytes(second.read_bytes()[:-9])
    assert [finding.where for finding in check(Corpus.existing(corpus)).findings] == [f"index/{second.name}"]
    load(corpus, row(40))
    assert texts(corpus).items() > body([40]).items()
    for path, counts in kept.items():
        pd.testing.assert_frame_equal(pd.read_parquet(path), counts)


def test_corpus_without_an_index_is_sound_and_gets_one(learned: Path) -> None:
    shutil.rmtree(learned / "index")
    assert check(Corpus.existing(learned)).sound
    load(learned, row(50))
    assert len(list((learned / "index").iterdir())) == 2


def test_explain_shows_the_line_with_its_evidence(learned: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = table(learned, "documents")["id"].iloc[0]
    capsys.readouterr()
    assert main(["explain", str(learned), one]) == 0
    said = capsys.readouterr().out
    assert HEAD[0] in said
    assert "repeated_on_site: in 12 of 12 documents of this site" in said


def test_order_of_the_input_does_not_matter(tmp_path: Path) -> None:
    rows = [*map(row, range(8)), row(2, url=f"{SITE}/copy.html"), row(30, text="\n".join(report(30)))]
    load(tmp_path / "one", *rows)
    load(tmp_path / "other", *reversed(rows))
    assert texts(tmp_path / "one") == texts(tmp_path / "other")
    assert set(repeats(tmp_path / "one")["evidence"]) == set(repeats(tmp_path / "other")["evidence"])


def test_run_records_the_stage(learned: Path) -> None:
    (record,) = Corpus.existing(learned).tables().records
    (judge,) = record.settings["corpus_judges"]
    assert judge.startswith("RepeatedOnSite(min_documents=5, ")
