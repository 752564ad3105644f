"""Texts in a file that processes share: each comes back as it was, whichever are asked for."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tinsach.shared_texts import SharedTexts

TEXTS = st.dictionaries(st.integers(0, 1 << 40), st.text(st.characters(), max_size=60), max_size=20)


@given(TEXTS, st.data())
def test_any_of_the_texts_come_back_as_they_were(texts: dict[int, str], data: st.DataObject) -> None:
    asked = data.draw(st.sets(st.sampled_from(sorted(texts)))) if texts else set()
    first = data.draw(st.sets(st.sampled_from(sorted(texts)))) if texts else set()
    with tempfile.TemporaryDirectory() as folder:
        shared = SharedTexts(Path(folder))
        for some in (first, set(texts) - first):
            shared.add((number, texts[number]) for number in some)
            assert not shared.missing(np.array(sorted(some), dtype=np.int64)).size
        assert dict(shared.read(asked)) == {number: texts[number] for number in asked}


def test_a_lone_half_of_a_pair_survives(tmp_path: Path) -> None:
    shared = SharedTexts(tmp_path)
    shared.add([(7, "sông \ud800 núi"), (3, "")])
    assert list(shared.read([3, 7])) == [(7, "sông \ud800 núi"), (3, "")]


def test_texts_that_were_not_added_are_missing(tmp_path: Path) -> None:
    shared = SharedTexts(tmp_path)
    asked = np.array([2, 5, 9])
    assert shared.missing(asked).tolist() == [2, 5, 9]
    shared.add([(5, "sông")])
    assert shared.missing(asked).tolist() == [2, 9]
