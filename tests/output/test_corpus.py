"""What becomes of staged records: their rows, ids and references, and who may write."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cleaning.document import Document, Rejection
from output.corpus import Corpus
from output.errors import CorpusError, NotACorpusError
from output.identity import derived_id
from output.plan import CopyOf
from output.run import SiteText
from output.schema import TABLES
from output.tables import Tables
from tests.output.conftest import HANOI, Fill, base_id, document, failure, rejection


def rows(root: Path, table: str) -> list[dict]:
    return list(Tables.at(root).rows(table))


def ids(root: Path, table: str) -> set[str]:
    return {row["id"] for row in rows(root, table)}


def test_every_record_ends_in_exactly_one_table(filled: Path) -> None:
    assert [len(rows(filled, table)) for table in TABLES[:3]] == [12, 2, 3]


def test_counts_of_the_summary_balance(fill: Fill) -> None:
    summary = fill([document(1), document(2), rejection(3), failure(4)], {1: CopyOf(0, "near", 0.7)})
    counts = summary.counts
    assert (counts.records_in, counts.documents, counts.duplicates) == (4, 1, {"near": 1})
    assert (counts.rejected, counts.failed) == ({"too_short": 1}, {"invalid_json": 1})
    assert counts.balanced


def test_a_document_is_stored_with_all_its_columns(fill: Fill, root: Path) -> None:
    made = replace(
        document(4), fetched_at=datetime(2026, 3, 1, 8, tzinfo=HANOI), relevance=0.5, flags=("hacked_page",)
    )
    fill([made])
    (row,) = rows(root, "documents")
    assert row["published_at"] == made.metadata.published_at
    assert row["fetched_at"] == made.fetched_at
    assert (row["relevance"], row["flags"], row["tags"]) == (0.5, ["hacked_page"], ["cảng biển", "đê"])
    assert (row["captions"], row["agency"], row["author"]) == (list(made.captions), "TTX Mẫu", None)
    assert (row["characters"], row["family"], row["run"]) == (len(made.text), made.id, "r1")


def test_settled_documents_come_back_as_they_were_staged(fill: Fill, root: Path) -> None:
    made = document(4, removals=(), language_score=0.5)
    fill([made])
    with Corpus(root).run("next") as run:
        (settled,) = run.settled()
    assert settled.document == made
    assert settled.family == made.id


def test_removals_carry_the_id_of_their_row_in_whichever_table_it_is(filled: Path) -> None:
    owners = {row["document_id"] for row in rows(filled, "removals")}
    failed = {row["id"] for row in rows(filled, "rejected") if row["reason"] == "invalid_json"}
    assert owners == ids(filled, "documents") | ids(filled, "duplicates") | (ids(filled, "rejected") - failed)


def test_the_same_input_again_adds_nothing(fill: Fill, root: Path) -> None:
    outcomes = [document(1), document(2, url=None), rejection(3), failure(4), document(5)]
    fill(outcomes, {4: CopyOf(0, "near", 0.8)})
    before = {path: path.stat().st_mtime_ns for path in root.glob("*/*")}
    summary = fill(outcomes)
    assert not summary.committed
    assert summary.counts.already_known == summary.counts.records_in == 5
    assert {path: path.stat().st_mtime_ns for path in root.glob("*/*")} == before
    assert not (root / "staging").exists()


def test_a_page_met_in_another_archive_is_known_by_address_and_text(fill: Fill) -> None:
    fill([document(1)])
    assert fill([document(1, source_path="archive-2.warc.gz", source_record=77)]).counts.already_known == 1


def test_the_same_file_by_another_path_adds_nothing(fill: Fill) -> None:
    def outcomes(folder: str) -> list[Document | Rejection]:
        paths = {"source_path": f"{folder}tin.txt"}
        return [document(1, url=None, **paths), rejection(2, url=None, **paths)]

    fill(outcomes("kho/"))
    for folder in ("/home/an/kho/", "", "./"):
        assert not fill(outcomes(folder)).committed


def test_two_files_of_one_name_in_one_run_are_both_accounted_for(fill: Fill, root: Path) -> None:
    one = document(1, url=None, source_path="a/tin.txt")
    fill([one, replace(one, source_path="b/tin.txt")], {1: CopyOf(0, "exact", 1.0)})
    assert [row["source_path"] for row in rows(root, "documents")] == ["a/tin.txt"]
    assert [row["source_path"] for row in rows(root, "duplicates")] == ["b/tin.txt"]


@pytest.mark.parametrize("field", ["published_at", "fetched_at"])
def test_a_time_without_a_zone_is_refused(root: Path, field: str) -> None:
    naive = datetime(2026, 3, 1, 8)  # noqa: DTZ001 - what must be refused
    made = document(1)
    bad = replace(
        made,
        fetched_at=naive if field == "fetched_at" else None,
        metadata=replace(made.metadata, published_at=naive if field == "published_at" else None),
    )
    with Corpus(root).run("r") as run, pytest.raises(ValueError, match=f"record 1: {field} .* no time zone"):
        run.stage(bad)


def test_a_revised_document_gets_an_id_from_its_address_and_new_text_wherever_it_was_read(
    fill: Fill, root: Path
) -> None:
    fill([document(1)])
    new = document(1, text="Chuyến thăm kéo dài thêm hai ngày.", source_path="kho/khac.jsonl")
    fill([new])
    assert ids(root, "documents") == {document(1).id, derived_id(document(1).id, new.text)}


def test_a_new_text_at_a_known_address_is_a_new_document_with_its_own_id(fill: Fill, root: Path) -> None:
    fill([document(1)])
    fill([document(1, text="Bản cập nhật: chuyến thăm kéo dài thêm một ngày.")])
    assert len(ids(root, "documents")) == 2


def test_a_rejected_record_is_judged_anew_when_the_verdict_changes(fill: Fill, root: Path) -> None:
    fill([rejection(1, "too_short")])
    fill([rejection(1, "off_topic")])
    assert sorted(row["reason"] for row in rows(root, "rejected")) == ["off_topic", "too_short"]


def test_a_copy_keeps_its_own_id_when_nobody_else_has_it(fill: Fill, root: Path) -> None:
    fill([document(1), document(2)], {1: CopyOf(0, "near", 0.9)})
    assert ids(root, "duplicates") == {document(2).id}


def test_a_copy_tells_its_own_author_whom_it_credits_and_when_it_was_changed(fill: Fill, root: Path) -> None:
    changed = datetime(2026, 3, 1, 9, 15, tzinfo=UTC)
    copy = document(3)
    copy = replace(copy, metadata=replace(copy.metadata, agency="Hãng tin Khác", modified_at=changed))
    fill([document(2), copy], {1: CopyOf(0, "near", 0.9)})
    (row,) = rows(root, "duplicates")
    assert (row["author"], row["agency"], row["modified_at"]) == ("Lê Thị Mận", "Hãng tin Khác", changed)


def test_a_copy_with_the_id_of_its_original_gets_another(fill: Fill, root: Path) -> None:
    one = document(1, url=None)
    fill([one, replace(one, source_record=2)], {0: CopyOf(1, "exact", 1.0)})
    assert ids(root, "documents") == {one.id}
    (copy,) = rows(root, "duplicates")
    assert copy["kept_id"] == one.id != copy["id"]


def test_identical_records_of_one_run_all_get_distinct_ids(fill: Fill, root: Path) -> None:
    fill([document(1)] * 3 + [rejection(2)] * 3 + [failure(3)] * 2, {1: CopyOf(0, "exact", 1.0)})
    everything = [row["id"] for table in TABLES[:3] for row in rows(root, table)]
    assert len(everything) == len(set(everything)) == 8


def test_a_chain_of_copies_ends_at_a_document(fill: Fill, root: Path) -> None:
    fill([document(n) for n in range(3)], {2: CopyOf(1, "near", 0.7), 1: CopyOf(0, "near", 0.7)})
    assert {row["kept_id"] for row in rows(root, "duplicates")} == {document(0).id}


def test_families_name_documents_of_this_run_or_of_an_earlier_one(fill: Fill, root: Path) -> None:
    fill([document(1)])
    fill([document(2), document(3), document(4)], None, {0: document(1).id, 1: 2})
    assert {row["id"]: row["family"] for row in rows(root, "documents")} == {
        document(1).id: document(1).id,
        document(2).id: document(1).id,
        document(3).id: document(4).id,
        document(4).id: document(4).id,
    }


@pytest.mark.parametrize("kept", [7, 2, -1, "nobody"])
def test_a_copy_of_something_that_is_no_document_stops_the_commit(
    fill: Fill, root: Path, kept: int | str
) -> None:
    with pytest.raises(CorpusError, match="is none"):
        fill([document(0), document(1), rejection(2)], {1: CopyOf(kept, "near", 0.9)})
    assert Tables.at(root).records == ()


def test_copies_in_a_circle_stop_the_commit(fill: Fill) -> None:
    with pytest.raises(CorpusError, match="circle"):
        fill([document(0), document(1)], {0: CopyOf(1, "near", 0.9), 1: CopyOf(0, "near", 0.9)})


def test_the_order_of_staging_changes_no_row(tmp_path: Path) -> None:
    same = document(3, url=None)
    outcomes = [*map(document, range(8)), same, replace(same, source_record=9), rejection(4), failure(5)]
    outcomes += [document(1, text="Một văn bản khác ở cùng địa chỉ."), document(1, text="Một bản thứ ba.")]
    shuffled = random.Random(7).sample(outcomes, len(outcomes))
    contents = []
    for number, order in enumerate((outcomes, shuffled, outcomes[::-1])):
        place = order.index(same)
        with Corpus(tmp_path / str(number)).run("r") as run:
            for outcome in order:
                run.stage(outcome)
            run.commit({order.index(replace(same, source_record=9)): CopyOf(place, "exact", 1.0)})
        contents.append({table: rows(tmp_path / str(number), table) for table in TABLES})
    assert contents[0] == contents[1] == contents[2]


def told(texts: Iterable[SiteText]) -> dict[int, str]:
    return {one.at: one.text for one in texts}


def test_texts_of_staged_and_settled_documents_are_given_by_number(fill: Fill, root: Path) -> None:
    fill(map(document, range(5)))
    with Corpus(root).run("next") as run:
        ordinals = [run.stage(document(number)) for number in range(10, 14)]
        assert told(run.texts(ordinals[1:3])) == {1: document(11).text, 2: document(12).text}
        assert run.stage(document(20)) == 4
        assert told(run.texts({4, 0})) == {0: document(10).text, 4: document(20).text}
        settled = [one.document for one in run.settled()]
        assert told(run.settled_texts([4, 1])) == {1: settled[1].text, 4: settled[4].text}
        assert next(run.settled_texts([3])).site == settled[3].site
        assert run.settled_ids([2]) == {2: settled[2].id}


def test_a_run_that_ends_without_commit_leaves_nothing(root: Path) -> None:
    with Corpus(root).run("r1") as run:
        run.stage(document(1))
    assert [path.name for path in root.iterdir()] == [".lock"]


@pytest.mark.parametrize("run_id", ["", "../x", "a b", ".hidden", "x" * 101])
def test_a_run_id_that_is_no_file_name_is_refused(root: Path, run_id: str) -> None:
    with pytest.raises(CorpusError, match="run id"), Corpus(root).run(run_id):
        pass


def test_a_run_id_is_used_once(filled: Path) -> None:
    with pytest.raises(CorpusError, match="r1 is there already"), Corpus(filled).run("r1"):
        pass


def test_a_folder_with_other_things_is_no_corpus(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    with pytest.raises(NotACorpusError, match="other files"):
        Corpus(tmp_path)


def test_a_file_is_no_corpus(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    with pytest.raises(NotACorpusError, match="is a file"):
        Corpus(tmp_path / "x")


def test_reading_where_no_corpus_is_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NotACorpusError, match="tinsach clean"):
        Corpus.existing(tmp_path / "nothing")


def test_a_lost_file_is_named(filled: Path) -> None:
    (filled / "documents/r1-0000.parquet").unlink()
    with pytest.raises(CorpusError, match="r1-0000"), Corpus(filled).run("r9"):
        pass


def test_lone_surrogates_in_a_file_name_are_spelled_out(fill: Fill, root: Path) -> None:
    fill([document(1, source_path="kho/\udcff.txt")])
    assert rows(root, "documents")[0]["source_path"] == "kho/\\udcff.txt"


def test_base_ids_of_the_factory_depend_on_the_address_first() -> None:
    assert document(1).id == base_id("https://bao1.example/tin/1", "")
