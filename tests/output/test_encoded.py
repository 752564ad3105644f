"""Outcomes encoded where they are made: the same rows in the corpus, without what it knows already."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from output.corpus import Corpus
from output.encoded import Encoded, WithKeys
from output.identity import DigestSet, digest
from output.run import KNOWN
from output.tables import Tables
from tests.output.conftest import document, failure, rejection

OUTCOMES = [document(1), rejection(2), failure(3), document(4), document(5, removals=())]
TABLES = ("documents", "rejected", "removals")


def rows(root: Path, *without: str) -> dict[str, list[dict[str, object]]]:
    found = {table: list(Tables.at(root).rows(table)) for table in TABLES}
    return {t: [{k: v for k, v in row.items() if k not in without} for row in found[t]] for t in TABLES}


def test_outcomes_staged_together_are_the_same_corpus_as_one_by_one(tmp_path: Path) -> None:
    with Corpus(tmp_path / "one").run("r1") as run:
        for outcome in OUTCOMES:
            run.stage(outcome)
        run.commit()
    with Corpus(tmp_path / "some").run("r1") as run:
        some = Encoded.of([WithKeys(one) for one in OUTCOMES], run.loose)
        assert run.stage_some(pickle.loads(pickle.dumps(some))).tolist() == [0, 1, 2, 3, 4]
        run.commit()
    assert rows(tmp_path / "one") == rows(tmp_path / "some")


def test_what_the_corpus_knows_is_left_out_with_its_removals_and_ordinals_have_no_gap(tmp_path: Path) -> None:
    with Corpus(tmp_path).run("r1") as run:
        assert run.loose is None
        for outcome in (OUTCOMES[1], OUTCOMES[3]):
            run.stage(outcome)
        run.commit()
    with Corpus(tmp_path).run("r2") as run:
        run.stage(document(9))
        some = Encoded.of([WithKeys(one) for one in OUTCOMES], run.loose)
        assert run.stage_some(some).tolist() == [1, KNOWN, 2, KNOWN, 3]
        counts = run.commit().counts
    assert (counts.already_known, counts.documents, counts.failed) == (2, 3, {"invalid_json": 1})
    found = rows(tmp_path)
    new = {row["id"]: row["source_record"] for row in found["documents"] if row["run"] == "r2"}
    assert sorted(new.values()) == [1, 5, 9]
    removed = [new[row["document_id"]] for row in found["removals"] if row["run"] == "r2"]
    assert sorted(removed) == [1, 1, 1, 9, 9, 9]


def test_a_batch_that_is_known_altogether_adds_nothing(tmp_path: Path) -> None:
    for name, new in (("r1", 5), ("r2", 0)):
        with Corpus(tmp_path).run(name) as run:
            found = run.stage_some(Encoded.of([WithKeys(one) for one in OUTCOMES], run.loose))
            assert int((found != KNOWN).sum()) == new
            assert run.commit().committed == bool(new)


def test_no_outcomes_are_a_batch_too(tmp_path: Path) -> None:
    with Corpus(tmp_path).run("r1") as run:
        assert run.stage_some(Encoded.of([], run.loose)).tolist() == []


@pytest.mark.parametrize("members", [0, 1, 5])
def test_digests_are_told_apart_all_at_once_as_one_by_one(members: int) -> None:
    every = [digest(n) for n in range(8)]
    held = DigestSet(every[:members])
    found = held.among(np.frombuffer(b"".join(every), dtype="S16"))
    assert found.tolist() == [one in held for one in every]
