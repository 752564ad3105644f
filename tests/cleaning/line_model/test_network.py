"""The network: its gradients are those of its outputs, its weights fit the features, it learns what it is shown."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.line_training import Page, train
from cleaning.document import Role
from cleaning.line_model.features import NAMES
from cleaning.line_model.network import HEADLINE, LINES, Committee, Network, committee, store

SIZE = len(NAMES)


def pages(count: int, seed: int = 0) -> list[Page]:
    """Pages whose lines are text when the first feature is on, or the line above has the second on."""
    chance = np.random.RandomState(seed)
    made = []
    for _ in range(count):
        features = (chance.rand(20, SIZE) > 0.5).astype(np.float32)
        above = np.r_[0, features[:-1, 1]]
        text = np.maximum(features[:, 0], above).astype(np.float32)
        made.append(Page(features, text, np.ones(20, np.float32), np.where(text > 0, 1, 9)))
    return made


@pytest.fixture(scope="module")
def learned() -> Network:
    return train(pages(200), epochs=8)


def test_a_sign_of_the_line_and_one_of_its_neighbour_are_learned(learned: Network) -> None:
    new = pages(30, seed=1)
    right = [(learned.scores(page.features).text > 0.5) == (page.text > 0.5) for page in new]
    assert np.mean(right) > 0.9


def test_roles_are_learned_beside(learned: Network) -> None:
    page = pages(1, seed=2)[0]
    said = learned.scores(page.features).roles.argmax(1)
    assert np.mean(said == page.roles) > 0.9
    assert learned.scores(page.features).roles.shape == (20, len(Role))


def test_same_pages_and_seed_give_the_same_network() -> None:
    first, second = train(pages(12), epochs=1), train(pages(12), epochs=1)
    assert all((first.weights[name] == second.weights[name]).all() for name in first.weights)


def test_pull_is_the_gradient_of_the_log_odds(learned: Network) -> None:
    page = pages(1, seed=3)[0]
    lines = np.zeros(20, dtype=bool)
    lines[7] = True
    given = learned.standardised(page.features)

    def odds(values: np.ndarray) -> float:
        back = values * learned.weights["spread"] + learned.weights["mean"]
        chance = float(learned.scores(back.astype(np.float32)).text[7])
        return float(np.log(chance / (1 - chance)))

    pulled = learned.pull(page.features, lines)
    for line, feature in ((7, 0), (6, 1), (7, 5)):
        step = np.zeros_like(given)
        step[line, feature] = 1e-2
        slope = (odds(given + step) - odds(given - step)) / 2e-2
        assert pulled[line, feature] == pytest.approx(slope * given[line, feature], rel=0.1, abs=0.05)


def test_stored_weights_score_as_before(
    learned: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(Committee((learned,)), tmp_path / "any.npz")
    monkeypatch.setattr("cleaning.line_model.network.resources.files", lambda _: tmp_path)
    committee.cache_clear()
    page = pages(1, seed=4)[0]
    try:
        again = committee("any.npz").scores(page.features).text
    finally:
        committee.cache_clear()
    assert again == pytest.approx(learned.scores(page.features).text, abs=0.02)


def test_weights_for_other_features_are_refused(
    learned: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleaning.line_model.network.NAMES", ("another", *NAMES[1:]))
    store(Committee((learned,)), tmp_path / "any.npz")
    monkeypatch.setattr("cleaning.line_model.network.resources.files", lambda _: tmp_path)
    monkeypatch.setattr("cleaning.line_model.network.NAMES", NAMES)
    committee.cache_clear()
    try:
        with pytest.raises(ValueError, match="line_model --train"):
            committee("any.npz")
    finally:
        committee.cache_clear()


@pytest.mark.parametrize("name", [LINES, HEADLINE])
def test_shipped_weights_fit_and_are_small(name: str) -> None:
    assert all(member.weights["mean"].shape == (SIZE,) for member in committee(name).members)
    assert sum(w.size for member in committee(name).members for w in member.weights.values()) < 200_000


def test_no_line_and_one_line_have_scores() -> None:
    assert committee(LINES).scores(np.zeros((0, SIZE), np.float32)).text.shape == (0,)
    assert committee(LINES).scores(np.zeros((1, SIZE), np.float32)).text.shape == (1,)
