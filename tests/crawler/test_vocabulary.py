"""What is sought, in the words of the pages found."""

from __future__ import annotations

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
