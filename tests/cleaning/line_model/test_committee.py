"""The committee: the mean of its members, whole or in windows, what pulls a line, and how weights are kept."""

from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from benchmarks.line_model import MEMBERS
from benchmarks.line_training import train
from cleaning.line_model.committee import (
    HEADLINE,
    LINES,
    MAX_ROWS,
    Committee,
    Scores,
    Seen,
    committee,
    store,
    weights_fingerprint,
    wordless,
)
from cleaning.line_model.features import NAMES, Matrix
from cleaning.line_model.network import Network, sigmoid
from tests.cleaning.line_model.test_network import SIZE, TERMS, pages, scored, seen

MODULE = "cleaning.line_model.committee"


@pytest.fixture(scope="module")
def learned() -> Network:
    return train(pages(60), terms=TERMS, epochs=4)


@pytest.fixture(scope="module")
def other() -> Network:
    return train(pages(20), terms=TERMS, epochs=1, seed=1)


def slopes(network: Network, read: Seen, line: int) -> tuple[Matrix, Matrix]:
    """Return what each feature of ``line``, and each vector of its words, does to its log odds, the long way."""
    pooled = read.bags.pooled(network.weights["words"])
    trace = network.forward(np.hstack([network.standardised(read.features), pooled]))
    width = trace.last.shape[1]
    head = np.zeros((len(pooled), 1), np.float32)
    head[line] = 1
    back = head @ network.weights["text"].T
    gradient = network.backward(trace, back[:, :width])["given"][line]
    features = (gradient[:SIZE] + back[line, width:]) * trace.given[line, :SIZE]
    return features, gradient[SIZE:]


def test_pull_of_a_line_is_its_own_whichever_others_are_asked_for(learned: Network, other: Network) -> None:
    both, read = Committee((learned, other), TERMS), seen(pages(1, seed=3)[0])
    scores = both.scores(read)
    for lines in ([7], [2, 7, 19], list(range(20))):
        pull = both.pull(read, scores, np.array(lines))
        for line, row in zip(lines, pull.features, strict=True):
            each = [slopes(member, read, line)[0] for member in both.members]
            assert row == pytest.approx(np.mean(each, axis=0), abs=1e-4)


def test_pull_of_a_word_is_that_of_its_vector(learned: Network, other: Network) -> None:
    both, read = Committee((learned, other), TERMS), seen(pages(1, seed=3)[0])
    pull = both.pull(read, both.scores(read), np.array([4, 9]))
    for line, words in zip((4, 9), pull.words, strict=True):
        each = [member.weights["words"][1] @ slopes(member, read, line)[1] for member in both.members]
        assert words == {"chợ": pytest.approx(np.mean(each) / 2**0.5, abs=1e-4)}


def test_committee_scores_the_mean_of_its_members(learned: Network, other: Network) -> None:
    page = pages(1, seed=5)[0]
    first, second = scored(learned, page), scored(other, page)
    both = Committee((learned, other), TERMS).scores(seen(page))
    assert both.text == pytest.approx((first.text + second.text) / 2, abs=1e-6)
    assert both.roles == pytest.approx((first.roles + second.roles) / 2, abs=1e-4)
    assert np.abs(first.text - second.text).max() > 0.01


def test_every_shipped_member_has_its_say() -> None:
    whole = committee(LINES)
    read = wordless(np.vstack([page.features for page in pages(3, seed=8)]))
    for left_out in range(MEMBERS):
        rest = tuple(member for at, member in enumerate(whole.members) if at != left_out)
        fewer = Committee(rest, whole.terms).scores(read).text + 1e-12
        assert np.abs(np.log(fewer / whole.scores(read).text)).max() > 0.1


def test_scores_are_those_of_the_layers_that_are_trained(learned: Network) -> None:
    page = pages(1, seed=6)[0]
    weights = learned.weights
    given = learned.standardised(page.features)
    out = np.hstack(
        [learned.forward(np.hstack([given, seen(page).bags.pooled(weights["words"])])).last, given]
    )
    said = scored(learned, page)
    assert said.text == pytest.approx(sigmoid((out @ weights["text"] + weights["text_bias"])[:, 0]), abs=1e-5)
    assert said.roles == pytest.approx(out @ weights["roles"] + weights["roles_bias"], abs=1e-4)


@pytest.mark.parametrize("window", [1, 7, 30, 119, 120, 121])
def test_long_page_scores_the_same_in_windows(window: int, monkeypatch: pytest.MonkeyPatch) -> None:
    members, lines = committee(LINES), np.arange(0, 120, 7)
    features = np.vstack([page.features for page in pages(6, seed=7)])
    read = Seen(features, members.lexicon.bags(f"tin số {at % 9} của báo" for at in range(120)))
    whole = members.scores(read)
    pulled = members.pull(read, whole, lines)
    monkeypatch.setattr(f"{MODULE}.WINDOW", window)
    parts = members.scores(read)
    assert parts.text == pytest.approx(whole.text, abs=1e-5)
    assert parts.roles == pytest.approx(whole.roles, abs=1e-3)
    again = members.pull(read, parts, lines)
    assert again.features == pytest.approx(pulled.features, abs=1e-3)
    assert again.words == tuple(pytest.approx(words, abs=1e-3) for words in pulled.words)


@pytest.mark.parametrize("name", [LINES, HEADLINE])
def test_products_are_small_enough_for_one_thread(name: str) -> None:
    weights = committee(name).members[0].weights
    largest = max(weight.size for key, weight in weights.items() if key.startswith(("dense", "conv")))
    assert MAX_ROWS * largest <= 1 << 18


def test_stored_weights_and_words_score_as_before(
    learned: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(Committee((learned,), TERMS), tmp_path / "any.npz")
    monkeypatch.setattr(f"{MODULE}.resources.files", lambda _: tmp_path)
    committee.cache_clear()
    page = pages(1, seed=4)[0]
    try:
        again = committee("any.npz")
    finally:
        committee.cache_clear()
    assert again.terms == TERMS
    assert again.scores(seen(page)).text == pytest.approx(scored(learned, page).text, abs=0.02)


def test_weights_for_other_features_are_refused(
    learned: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(Committee((learned,), TERMS), tmp_path / "any.npz", ("another", *NAMES[1:]))
    monkeypatch.setattr(f"{MODULE}.resources.files", lambda _: tmp_path)
    committee.cache_clear()
    try:
        with pytest.raises(ValueError, match="line_model --train"):
            committee("any.npz")
    finally:
        committee.cache_clear()


@pytest.mark.parametrize("name", [LINES, HEADLINE])
def test_shipped_weights_fit_and_are_small(name: str) -> None:
    whole = committee(name)
    assert len(whole.members) == MEMBERS
    assert all(member.weights["mean"].shape == (SIZE,) for member in whole.members)
    assert all(len(member.weights["words"]) == len(whole.terms) + 1 for member in whole.members)
    assert sum(weight.size for member in whole.members for weight in member.weights.values()) < 200_000


def test_fingerprint_is_that_of_the_file_and_changes_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{MODULE}.resources.files", lambda _: tmp_path)
    for content in (b"one", b"two"):
        (tmp_path / "any.npz").write_bytes(content)
        weights_fingerprint.cache_clear()
        assert sha256(content).hexdigest().startswith(weights_fingerprint("any.npz"))
    weights_fingerprint.cache_clear()


def test_no_line_and_one_line_have_scores() -> None:
    nothing = wordless(np.zeros((0, SIZE), np.float32))
    scores = committee(LINES).scores(nothing)
    assert isinstance(scores, Scores)
    assert scores.text.shape == (0,)
    pull = committee(LINES).pull(nothing, scores, np.flatnonzero(scores.text))
    assert (pull.features.shape, pull.words) == ((0, SIZE), ())
    assert committee(LINES).scores(wordless(np.zeros((1, SIZE), np.float32))).text.shape == (1,)
