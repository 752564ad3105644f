"""The validation of the line model: folds by site, what each way keeps, and the table."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks import line_model
from benchmarks.line_examples import Example, Labelled
from benchmarks.line_model import FOLDS, MEMBERS, main
from cleaning.document import Role
from cleaning.line_model.committee import HEADLINE, LINES, committee


def page(site: int, number: int = 0) -> Example:
    lines = (
        *(Labelled(f"Mục {site} {n}", 0, in_text=False, role=Role.UI) for n in range(3)),
        Labelled(f"Chợ phiên thứ {number} của bến {site} mở lại", 1, in_text=False, role=Role.TITLE),
        *(
            Labelled(
                f"Sáng thứ {n} bà con bến {site} chở {number} giỏ cam đầu mùa ra chợ phiên bên cầu sắt.",
                1,
                in_text=True,
                role=Role.BODY,
            )
            for n in range(4)
        ),
        *(Labelled(f"Gửi lời nhắn {site} {n}", 1, in_text=False, role=Role.UI) for n in range(3)),
    )
    return Example("annotated", f"site {site}", "vi", lines)


PAGES = [page(site, number) for site in range(10) for number in range(2)]


def test_pages_of_one_site_are_in_one_fold_and_folds_are_even() -> None:
    folds = line_model._folds(PAGES)
    by_site = {
        one.site: {f for o, f in zip(PAGES, folds, strict=True) if o.site == one.site} for one in PAGES
    }
    assert all(len(found) == 1 for found in by_site.values())
    sizes = np.bincount([next(iter(found)) for found in by_site.values()], minlength=FOLDS)
    assert sizes.max() - sizes.min() <= 1
    assert folds == line_model._folds(PAGES)


@pytest.mark.parametrize(
    ("chosen", "f1"),
    [([1, 1, 0], 1.0), ([1, 1, 1], 2 * 4 / (6 + 4)), ([0, 1, 1], 2 * 3 / (5 + 4)), ([0, 0, 1], 0.0)],
)
def test_f1_weighs_lines_by_their_words(chosen: list[int], f1: float) -> None:
    size = np.array([1, 3, 2], np.float32)
    wanted = np.array([True, True, False])
    assert line_model._f1(np.array(chosen, bool), wanted, size) == pytest.approx(f1)


def test_nothing_wanted_and_nothing_chosen_is_right() -> None:
    nothing = np.zeros(2, bool)
    assert line_model._f1(nothing, nothing, np.ones(2, np.float32)) == 1.0


@pytest.fixture
def made_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(line_model, "annotated_examples", lambda: PAGES)
    for name in ("page_examples", "clean_examples", "captioned_examples", "_held_out"):
        monkeypatch.setattr(line_model, name, list)
    monkeypatch.setattr(line_model, "TARGET", tmp_path)
    return tmp_path


def test_validation_scores_every_way_on_sites_it_has_not_seen(
    made_here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[set[str]] = []
    learned = line_model.compositions

    def noted(examples: list[Example], count: int, seed: int) -> list[Example]:
        asked.append({one.site for one in examples})
        return list(learned(examples, count, seed))

    monkeypatch.setattr(line_model, "compositions", noted)
    assert main(["--validate", "--composed", "4"]) == 0
    header, _, row = capsys.readouterr().out.strip().split("\n")
    for way in ("rules", "model", "rules and model", "without compositions"):
        assert f" {way} " in header
    assert row.split("|")[1].strip() == "annotated"
    assert row.split("|")[2].strip() == "10"
    assert len(asked) == FOLDS
    every = {one.site for one in PAGES}
    left_out = [every - sites for sites in asked]
    assert set().union(*left_out) == every
    assert sum(map(len, left_out)) == len(every)


def test_training_writes_weights_of_all_members_that_can_be_read(
    made_here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["--train", "--composed", "4"]) == 0
    monkeypatch.setattr("cleaning.line_model.committee.resources.files", lambda _: made_here)
    committee.cache_clear()
    try:
        assert [len(committee(name).members) for name in (LINES, HEADLINE)] == [MEMBERS, MEMBERS]
    finally:
        committee.cache_clear()


def test_what_to_do_must_be_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as error:
        main([])
    assert error.value.code == 2
    assert "--train" in capsys.readouterr().err
