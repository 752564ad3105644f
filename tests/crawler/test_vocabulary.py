"""What is sought, in the words of the pages found."""

from __future__ import annotations

import pytest

from crawler.vocabulary import Vocabulary, terms_of

SAMPLE = "Chủ tịch nước tiếp đại sứ chào từ biệt, hai bên trao đổi về quan hệ hữu nghị."
ON = "Ngoại trưởng hội đàm với người đồng cấp, hai bên ký hiệp định về thị thực."
OFF = "Giá cà phê tại vườn giảm nhẹ, nông dân chưa vội bán ra."


def _learned(*pages: tuple[str, float]) -> Vocabulary:
    vocabulary = Vocabulary((SAMPLE,))
    for text, worth in pages:
        vocabulary.learn(text, worth)
    vocabulary.renew()
    return vocabulary


def test_words_of_pages_on_topic_count_for_and_those_off_topic_against():
    vocabulary = _learned((ON, 1.0), (OFF, 0.0))

    assert vocabulary.score(terms_of("ký hiệp định thị thực")) > 0
    assert vocabulary.score(terms_of("giá cà phê tại vườn")) < 0


def test_pages_on_topic_in_part_are_no_background():
    """A crawl that goes well fetches little else: against them the topic itself would fade."""
    vocabulary = _learned((OFF, 0.0), *[(ON, 0.02)] * 30)

    assert vocabulary.score(terms_of("ký hiệp định thị thực")) > 0


def test_a_crawl_of_any_length_goes_on_with_the_words_it_learned():
    """Half precision ends at 65,504: counts of a long crawl became infinite when it was taken up again."""
    vocabulary = _learned((ON, 1.0), (OFF, 0.0))
    vocabulary._holding += 100_000
    vocabulary._texts += 100_000
    vocabulary.renew()
    before = vocabulary.score(terms_of("ký hiệp định thị thực"))

    again = Vocabulary((SAMPLE,))
    again.restore(vocabulary.to_dict())

    assert abs(again.score(terms_of("ký hiệp định thị thực")) - before) < 1e-5


def test_stored_words_that_are_no_numbers_are_refused():
    stored = _learned((ON, 1.0), (OFF, 0.0))
    stored._topic[0] = float("inf")

    with pytest.raises(ValueError, match="finite"):
        Vocabulary((SAMPLE,)).restore(stored.to_dict())
