from __future__ import annotations

import pytest

from cleaning.relevance import Band
from crawler.relevance import (
    PageScore,
    SamplesError,
    Topic,
    interest_of_article,
    load_topic,
    read_samples,
)

SAMPLE = (
    "Chủ tịch nước tiếp đại sứ chào từ biệt, hai bên trao đổi về quan hệ hữu nghị và hợp tác song phương."
)
OTHER = "Giá vàng trong nước sáng nay tăng mạnh, người mua xếp hàng trước cửa hiệu từ sớm."


@pytest.fixture(scope="module")
def topic(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples")
    (folder / "a.txt").write_text(SAMPLE, "utf-8")
    return load_topic(folder)


def test_a_page_like_the_samples_is_on_topic_and_says_why(topic):
    score = topic.page("Đại sứ chào từ biệt", SAMPLE)

    assert score.band is not Band.OFF
    assert score.nearest_sample == "a.txt"
    assert score.terms


def test_another_page_is_off_topic(topic):
    assert topic.page("Giá vàng", OTHER).band is Band.OFF


def test_without_samples_everything_is_on_topic_and_equal():
    assert Topic().page("a", "b") == PageScore(0.0)


def test_an_off_topic_report_passes_on_less_than_it_got():
    assert interest_of_article(0.0, 0.4) < 0.4
    assert interest_of_article(0.6, 0.4) == 0.6


def test_a_folder_without_samples_is_named(tmp_path):
    with pytest.raises(SamplesError, match=str(tmp_path)):
        read_samples(tmp_path)


def test_samples_without_a_word_are_named(tmp_path):
    (tmp_path / "a.txt").write_text("... \n", "utf-8")

    with pytest.raises(SamplesError, match=str(tmp_path)):
        load_topic(tmp_path)


def test_samples_may_be_pages(tmp_path):
    body = "Hai bên trao đổi về quan hệ hữu nghị và hợp tác song phương trong thời gian tới."
    (tmp_path / "a.HTML").write_text(f"<html><h1>Tựa</h1><p>{body}</p><script>x</script></html>", "utf-8")

    assert read_samples(tmp_path) == {"a.HTML": f"Tựa\n{body}"}
