"""The quick detector answers as langdetect does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langdetect import detector_factory
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from cleaning.detector import detectors

SENTENCES = (
    "The floating market opens before dawn, and boats bring fruit, fish and flowers from the islands.",
    "Le marché flottant ouvre avant l’aube et les bateaux apportent des fruits et des fleurs.",
    "Pasar terapung dibuka sebelum fajar dan perahu membawa buah, ikan, serta bunga dari pulau.",
    "Плавучий рынок открывается до рассвета, и лодки привозят фрукты, рыбу и цветы.",
    "Chợ nổi họp từ lúc trời chưa sáng, ghe thuyền chở trái cây từ các cù lao về đây.",
    "水上市场在黎明前开市。 수상 시장은 새벽 전에 문을 연다. 水上マーケットは夜明け前に開く",
    "السوق العائمة تفتح قبل الفجر",
    "NASA AND THE FLOATING MARKET, http://example.com/a?b=1 me@example.com",
)


@pytest.fixture(scope="module")
def original() -> DetectorFactory:
    factory = DetectorFactory()
    factory.seed = 0
    factory.load_profile(PROFILES_DIRECTORY)
    return factory


@pytest.fixture(scope="module")
def quick() -> DetectorFactory:
    return detectors()


def answers(factory: DetectorFactory, text: str) -> list[tuple[str, float]] | None:
    detector = factory.create()
    detector.append(text)
    try:
        return [(found.lang, found.prob) for found in detector.get_probabilities()]
    except LangDetectException:
        return None


@pytest.mark.parametrize("text", [*SENTENCES, "", "a", " a ", "AB", "12", "x\n\ny", "   "])
def test_answers_are_the_same_digit_for_digit(
    original: DetectorFactory, quick: DetectorFactory, text: str
) -> None:
    assert answers(quick, text) == answers(original, text)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([w for s in SENTENCES for w in s.split(" ")]) | st.text(max_size=6), max_size=30)
)
def test_answers_are_the_same_for_any_mixture(
    original: DetectorFactory, quick: DetectorFactory, words: list[str]
) -> None:
    text = " ".join(words)
    assert answers(quick, text) == answers(original, text)


def test_the_global_factory_of_langdetect_is_left_alone() -> None:
    before = detector_factory._factory
    detectors()
    assert detector_factory._factory is before
