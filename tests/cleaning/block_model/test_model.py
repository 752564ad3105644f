from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.block_model import model
from cleaning.block_model.features import NAMES, PageBlocks, features
from cleaning.blocks import page_blocks, parse_page
from cleaning.line_model.committee import wordless


def taken(*likely: float, sizes: tuple[int, ...] = ()) -> list[bool]:
    return list(map(bool, model.chosen(np.array(likely, np.float32), sizes or (10,) * len(likely))))


def test_blocks_likelier_than_not_are_taken():
    assert taken(0.9, 0.1, 0.95, 0.4) == [True, False, True, False]


def test_where_all_is_doubtful_the_most_promising_blocks_are_taken():
    assert taken(0.4, 0.05, 0.35) == [True, False, True]


def test_a_long_doubtful_paragraph_counts_by_its_words():
    assert taken(0.9, 0.45, sizes=(5, 200)) == [True, True]


def test_where_next_to_nothing_speaks_for_a_report_nothing_is_taken():
    assert taken(0.02, 0.05, 0.01) == [False, False, False]


def test_a_page_without_blocks_has_nothing_to_take():
    assert taken() == []
    assert len(model.probabilities(features(PageBlocks([], None, ())))) == 0


@given(st.lists(st.tuples(st.floats(0, 1, width=32), st.integers(1, 300)), min_size=1, max_size=40))
def test_no_cut_promises_more_than_the_one_chosen_in_doubt(blocks: list[tuple[float, int]]):
    likely = np.array([p for p, _ in blocks], np.float32)
    sizes = np.array([n for _, n in blocks], np.float32)
    flags = model.chosen(likely, [n for _, n in blocks])
    promise = model.expected_f1(likely, sizes, flags)
    best = max(model.expected_f1(likely, sizes, likely >= limit) for limit in likely)
    assert promise >= min(best, model.MIN_EXPECTED) - 1e-3 or best < model.MIN_PROMISE


def test_a_paragraph_of_an_article_is_likelier_than_a_menu():
    text = "Bến đò xã Hòa Lộc mở lại sau ba tháng sửa chữa, người dân hai bờ sông đi chợ dễ hơn trước nhiều."
    html = f"<nav><ul><li><a href='/'>Trang chủ</a></li></ul></nav><article><p>{text}</p><p>{text[::1]}</p></article>"
    blocks = page_blocks(parse_page(html))
    own = features(PageBlocks(blocks, None, ()))
    for witness in (None, (1, 2)):
        menu, first, _ = model.probabilities(own, witness)
        assert menu < 0.5 < first


def test_what_another_extractor_chose_is_likelier():
    text = "Bến đò xã Hòa Lộc mở lại sau ba tháng sửa chữa, người dân hai bờ sông đi chợ dễ hơn trước nhiều."
    blocks = page_blocks(parse_page(f"<div><p>{text}</p></div><div><p>{text[::1]}</p></div>"))
    own = features(PageBlocks(blocks, None, ()))
    for at in (0, 1):
        assert model.probabilities(own, (at,))[at] > model.probabilities(own, ())[at]


def test_a_short_choice_and_a_doubtful_one_need_a_witness():
    assert model.is_sure(np.array([0.99, 0.01], np.float32), (200, 50))
    assert not model.is_sure(np.array([0.99, 0.01], np.float32), (40, 50))
    assert not model.is_sure(np.array([0.8, 0.4], np.float32), (200, 150))
    assert not model.is_sure(np.zeros(0, np.float32), ())


def test_weights_for_other_features_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(model.SEEN, model.WITNESSED, (*NAMES, "another"))
    model.committee.cache_clear()
    with pytest.raises(ValueError, match=r"benchmarks\.block_model --train"):
        model.committee(model.WITNESSED)
    model.committee.cache_clear()


def test_stored_weights_score_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    known = model.committee(model.WITNESSED)
    model.store(known, tmp_path / model.WITNESSED)
    monkeypatch.setattr(model.resources, "files", lambda _: tmp_path)
    model.committee.cache_clear()
    again = model.committee(model.WITNESSED)
    model.committee.cache_clear()
    rows = np.random.RandomState(0).rand(30, len(NAMES)).astype(np.float32)
    assert np.allclose(known.scores(wordless(rows)).text, again.scores(wordless(rows)).text, atol=1e-3)
