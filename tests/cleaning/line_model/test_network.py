"""The network: its gradients are those of its outputs, it learns signs, neighbours and words it is shown."""

import numpy as np
import pytest

from benchmarks.line_training import Page, train
from cleaning.document import Role
from cleaning.line_model.committee import Committee, Scores, Seen
from cleaning.line_model.features import NAMES, Matrix
from cleaning.line_model.lexicon import Lexicon
from cleaning.line_model.network import Network

SIZE = len(NAMES)
TERMS = ("chợ", "phiên")


def pages(count: int, seed: int = 0) -> list[Page]:
    """Pages whose lines are text when the first feature is on, or the line above has the second on."""
    chance = np.random.RandomState(seed)
    made = []
    for _ in range(count):
        features = (chance.rand(20, SIZE) > 0.5).astype(np.float32)
        above = np.r_[0, features[:-1, 1]]
        text = np.maximum(features[:, 0], above).astype(np.float32)
        texts = ("chợ nổi",) * 20
        made.append(Page(texts, features, text, np.ones(20, np.float32), np.where(text > 0, 1, 9)))
    return made


def seen(page: Page, terms: tuple[str, ...] = TERMS) -> Seen:
    return Seen(page.features, Lexicon.of(terms).bags(page.texts))


def scored(network: Network, page: Page) -> Scores:
    return Committee((network,), TERMS).scores(seen(page))


@pytest.fixture(scope="module")
def learned() -> Network:
    return train(pages(200), terms=TERMS, epochs=8)


def test_a_sign_of_the_line_and_one_of_its_neighbour_are_learned(learned: Network) -> None:
    new = pages(30, seed=1)
    right = [(scored(learned, page).text > 0.5) == (page.text > 0.5) for page in new]
    assert np.mean(right) > 0.9


def test_roles_are_learned_beside(learned: Network) -> None:
    page = pages(1, seed=2)[0]
    said = scored(learned, page).roles.argmax(1)
    assert np.mean(said == page.roles) >= 0.9
    assert scored(learned, page).roles.shape == (20, len(Role))


def test_words_are_learned_where_nothing_else_tells() -> None:
    chance = np.random.RandomState(0)

    def made() -> Page:
        said = chance.rand(20) > 0.5
        texts = tuple("họp phiên đông" if one else "chợ vắng" for one in said)
        text = said.astype(np.float32)
        return Page(texts, np.zeros((20, SIZE), np.float32), text, np.ones(20, np.float32), np.full(20, -1))

    network = train([made() for _ in range(60)], terms=TERMS, epochs=12)
    new = made()
    assert ((scored(network, new).text > 0.5) == (new.text > 0.5)).all()


def test_same_pages_and_seed_give_the_same_network() -> None:
    first, second = (train(pages(12), terms=TERMS, epochs=1) for _ in range(2))
    assert all((first.weights[name] == second.weights[name]).all() for name in first.weights)
    other = train(pages(12), terms=TERMS, epochs=1, seed=1)
    assert (first.weights["words"] != other.weights["words"]).any()


def test_gradient_of_a_feature_and_of_a_word_is_the_slope_of_the_log_odds(learned: Network) -> None:
    page = pages(1, seed=3)[0]
    bags = seen(page).bags
    given = np.hstack([learned.standardised(page.features), bags.pooled(learned.weights["words"])])

    def odds(values: Matrix) -> float:
        out = np.hstack([learned.forward(values).last, values[:, :SIZE]])
        return float((out @ learned.weights["text"])[7, 0])

    trace = learned.forward(given)
    head = np.zeros((20, 1), np.float32)
    head[7] = 1
    back = head @ learned.weights["text"].T
    width = trace.last.shape[1]
    slope = learned.backward(trace, back[:, :width])["given"]
    slope[:, :SIZE] += back[:, width:]
    for line, feature in ((7, 0), (6, 1), (7, 5), (7, SIZE), (6, SIZE + 3)):
        step = np.zeros_like(given)
        step[line, feature] = 2e-3
        measured = (odds(given + step) - odds(given - step)) / 4e-3
        assert slope[line, feature] == pytest.approx(measured, rel=0.02, abs=0.01)
