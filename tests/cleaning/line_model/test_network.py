"""The network: its gradients are those of its outputs, its weights fit the features, it learns what it is shown."""

from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from benchmarks.line_model import MEMBERS
from benchmarks.line_training import Page, train
from cleaning.document import Role
from cleaning.line_model.features import NAMES, Matrix
from cleaning.line_model.network import (
    HEADLINE,
    LINES,
    MAX_ROWS,
    Committee,
    Network,
    committee,
    sigmoid,
    store,
    weights_fingerprint,
)

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


def slopes(network: Network, features: Matrix, line: int) -> Matrix:
    """Return what each feature of ``line`` does to its own log odds, by the way back through all layers."""
    trace = network.forward(network.standardised(features))
    width = trace.last.shape[1]
    head = np.zeros((len(features), 1), np.float32)
    head[line] = 1
    back = head @ network.weights["text"].T
    gradient = network.backward(trace, back[:, :width])["given"] + back[:, width:]
    pulled: Matrix = (gradient * trace.given)[line]
    return pulled


def test_pull_is_the_gradient_of_the_log_odds(learned: Network) -> None:
    page = pages(1, seed=3)[0]
    given = learned.standardised(page.features)

    def odds(values: Matrix) -> float:
        out = np.hstack([learned.forward(values).last, values])
        return float((out @ learned.weights["text"])[7, 0])

    pulled = slopes(learned, page.features, 7)
    for feature in (0, 1, 5):
        step = np.zeros_like(given)
        step[7, feature] = 2e-3
        slope = (odds(given + step) - odds(given - step)) / 4e-3
        assert pulled[feature] == pytest.approx(slope * given[7, feature], rel=0.02, abs=0.01)


def test_pull_of_a_line_is_its_own_whichever_others_are_asked_for(learned: Network) -> None:
    both = Committee((learned, train(pages(20), epochs=1, seed=1)))
    page = pages(1, seed=3)[0]
    scores = both.scores(page.features)
    for lines in ([7], [2, 7, 19], list(range(20))):
        pulled = both.pull(page.features, scores, np.array(lines))
        for line, row in zip(lines, pulled, strict=True):
            each = [slopes(member, page.features, line) for member in both.members]
            assert row == pytest.approx(np.mean(each, axis=0), abs=1e-4)


def test_committee_scores_the_mean_of_its_members(learned: Network) -> None:
    other = train(pages(20), epochs=1, seed=1)
    features = pages(1, seed=5)[0].features
    first, second = learned.scores(features), other.scores(features)
    both = Committee((learned, other)).scores(features)
    assert both.text == pytest.approx((first.text + second.text) / 2, abs=1e-6)
    assert both.roles == pytest.approx((first.roles + second.roles) / 2, abs=1e-4)
    assert np.abs(first.text - second.text).max() > 0.01


def test_scores_are_those_of_the_layers_that_are_trained(learned: Network) -> None:
    features = pages(1, seed=6)[0].features
    given = learned.standardised(features)
    out = np.hstack([learned.forward(given).last, given])
    weights = learned.weights
    assert learned.scores(features).text == pytest.approx(
        sigmoid((out @ weights["text"] + weights["text_bias"])[:, 0]), abs=1e-5
    )
    roles = out @ weights["roles"] + weights["roles_bias"]
    assert learned.scores(features).roles == pytest.approx(roles, abs=1e-4)


@pytest.mark.parametrize("window", [1, 7, 30, 119, 120, 121])
def test_long_page_scores_the_same_in_windows(window: int, monkeypatch: pytest.MonkeyPatch) -> None:
    features = np.vstack([page.features for page in pages(6, seed=7)])
    members, lines = committee(LINES), np.arange(0, 120, 7)
    whole = members.scores(features)
    pulled = members.pull(features, whole, lines)
    monkeypatch.setattr("cleaning.line_model.network.WINDOW", window)
    parts = members.scores(features)
    assert parts.text == pytest.approx(whole.text, abs=1e-5)
    assert parts.roles == pytest.approx(whole.roles, abs=1e-3)
    assert members.pull(features, parts, lines) == pytest.approx(pulled, abs=1e-3)


@pytest.mark.parametrize("name", [LINES, HEADLINE])
def test_products_are_small_enough_for_one_thread(name: str) -> None:
    weights = committee(name).members[0].weights
    largest = max(weight.size for key, weight in weights.items() if key.startswith(("dense", "conv")))
    assert MAX_ROWS * largest <= 1 << 18


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
    assert len(committee(name).members) == MEMBERS
    assert all(member.weights["mean"].shape == (SIZE,) for member in committee(name).members)
    assert sum(w.size for member in committee(name).members for w in member.weights.values()) < 200_000


def test_fingerprint_is_that_of_the_file_and_changes_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleaning.line_model.network.resources.files", lambda _: tmp_path)
    for content in (b"one", b"two"):
        (tmp_path / "any.npz").write_bytes(content)
        weights_fingerprint.cache_clear()
        assert sha256(content).hexdigest().startswith(weights_fingerprint("any.npz"))
    weights_fingerprint.cache_clear()


def test_no_line_and_one_line_have_scores() -> None:
    nothing = np.zeros((0, SIZE), np.float32)
    scores = committee(LINES).scores(nothing)
    assert scores.text.shape == (0,)
    assert committee(LINES).pull(nothing, scores, np.flatnonzero(scores.text)).shape == (0, SIZE)
    assert committee(LINES).scores(np.zeros((1, SIZE), np.float32)).text.shape == (1,)
