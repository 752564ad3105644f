"""What is fetched first, and what a crawl learns about links."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.guide import EXPLORED, FIRST_LESSON, LESSON, Guide, section_of, shelf_of
from crawler.learning import Clue, LinkLearner
from crawler.relevance import Topic, load_topic
from crawler.sites import PageKind

SAMPLE = (
    "Chủ tịch nước tiếp đại sứ chào từ biệt, hai bên trao đổi về quan hệ hữu nghị và hợp tác song phương."
)
GOLD = "Giá vàng trong nước sáng nay tăng mạnh, người mua xếp hàng trước cửa hiệu từ sớm."


@pytest.fixture(scope="module")
def topic(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples")
    (folder / "a.txt").write_text(SAMPLE, "utf-8")
    return load_topic(folder)


@pytest.fixture
def guide(topic):
    return Guide(topic)


@pytest.fixture
def learner():
    return LinkLearner(threshold=0.1)


CLUE = Clue(words=0.5, inherited=0.0, host="bao.vn", section="the-gioi", place="article div.box")


def test_a_link_is_judged_by_its_words_or_its_slug(guide):
    by_words = guide.words("https://bao.vn/x-12345.html", "Chủ tịch nước tiếp đại sứ")
    by_slug = guide.words("https://bao.vn/chu-tich-nuoc-tiep-dai-su-12345.html", "")
    neither = guide.words("https://bao.vn/gia-vang-hom-nay-12345.html", "Giá vàng hôm nay")

    assert min(by_words, by_slug) > neither


def test_polls_come_before_every_link(guide):
    sure = {"text": SAMPLE, "inherited": 1.0}
    polled, linked = (guide.priority(k, "https://bao.vn/a", sure) for k in (PageKind.POLL, PageKind.ARTICLE))

    assert polled > linked


def test_without_samples_all_links_are_equal():
    guide = Guide(Topic())
    kinds = (PageKind.ARTICLE, PageKind.LIST, PageKind.PAGING)

    assert {guide.priority(kind, "https://bao.vn/a", {"text": SAMPLE}) for kind in kinds} == {0}


@pytest.mark.parametrize("lesson", ["section", "place", "host"])
def test_what_brought_reports_is_preferred(learner, lesson):
    other = replace(CLUE, **{lesson: "khac"})
    for _ in range(20):
        learner.learn(CLUE, 0.4)
        learner.learn(other, 0.0)
    learner.fit()

    assert learner.promise(CLUE) > learner.promise(other)


def test_better_words_are_preferred_before_anything_is_learned(learner):
    assert learner.promise(CLUE) > learner.promise(replace(CLUE, words=0.1))


def test_a_bonus_for_trying_fades_with_the_tries(learner):
    first = learner.curiosity(CLUE)
    learner.learn(CLUE, 0.0)

    assert 0 < learner.curiosity(CLUE) < first


def test_lists_of_a_place_that_bring_nothing_lose_their_promise(learner):
    before = learner.of_list(CLUE)
    for _ in range(20):
        learner.learn_list(CLUE, 0.0)

    assert learner.of_list(CLUE) < before / 2


def test_a_section_is_judged_by_its_namesakes_until_it_is_known(learner):
    for host in ("mot.vn", "hai.vn"):
        for _ in range(10):
            learner.learn(replace(CLUE, host=host), 0.4)
            learner.learn(replace(CLUE, host=host, section="the-thao"), 0.0)
            learner.learn_list(replace(CLUE, host=host), 0.5)
            learner.learn_list(replace(CLUE, host=host, section="the-thao"), 0.0)
    learner.fit()
    known, other = (Clue(0.5, 0.0, "moi.vn", section) for section in (CLUE.section, "the-thao"))

    assert learner.promise(known) > learner.promise(other)
    assert learner.of_list(known) > learner.of_list(other)


def test_a_list_is_tried_less_when_its_namesakes_were_read(learner):
    fresh = learner.of_list(CLUE) - learner.of_host(CLUE.host)
    for host in ("mot.vn", "hai.vn"):
        learner.learn_list(replace(CLUE, host=host), learner.of_host(host))

    assert 0 < learner.of_list(CLUE) - learner.of_host(CLUE.host) < fresh


def test_a_link_among_good_ones_is_preferred(learner):
    for _ in range(20):
        learner.see(replace(CLUE, words=1.0, shelf="ngoai-giao"))
        learner.see(replace(CLUE, words=0.0, shelf="the-thao"))

    good, poor = (learner.promise(replace(CLUE, shelf=shelf)) for shelf in ("ngoai-giao", "the-thao"))
    assert good > poor


def test_the_next_page_of_a_list_is_worth_what_the_list_has_shown(guide):
    for section, title in (("ngoai-giao", SAMPLE), ("gia-vang", GOLD)):
        key = f"https://bao.vn/{section}"
        meta = {"key": key, "kind": "list", "section": section}
        for at in range(20):
            shown = {"text": title, "section": section, "of_list": True}
            guide.show(key, f"{key}/{at}.html", shown)
        guide.learn_list(key, meta)
    good, poor = (
        guide.priority(PageKind.PAGING, f"https://bao.vn/{section}?p=2", {"section": section})
        for section in ("ngoai-giao", "gia-vang")
    )

    assert good > poor


def test_links_on_reports_tell_what_their_list_is_about(guide):
    for shelf, title in (("ngoai-giao", SAMPLE), ("gia-vang", GOLD)):
        for at in range(20):
            guide.show(
                "https://bao.vn/1", f"https://bao.vn/{shelf}/{at}.html", {"text": title, "shelf": shelf}
            )
    good, poor = (
        guide.priority(PageKind.ARTICLE, "https://bao.vn/tin/100001.aspx", {"text": "Tin", "shelf": shelf})
        for shelf in ("ngoai-giao", "gia-vang")
    )

    assert good > poor


def test_words_of_found_reports_are_learned(guide):
    found = "Hai nước ký hiệp định thương mại; đại sứ và chủ tịch nước dự lễ ký ở thủ đô, trao đổi hợp tác."
    url, words = "https://bao.vn/ky-hiep-dinh-thuong-mai-100001.html", "Ký hiệp định thương mại"
    before = guide.words(url, words)
    for at in range(LESSON):
        guide.learn(url, {"text": words}, 0.5 if at % 5 == 0 else 0.0, found if at % 5 == 0 else GOLD)

    assert guide.is_due
    guide.relearn()
    assert guide.words(url, words) > before
    assert not guide.is_due


def test_lessons_double_until_they_are_regular(guide):
    due = []
    for at in range(1, 4 * LESSON):
        guide.learn("https://bao.vn/a", {"text": GOLD}, 0.0, GOLD)
        if guide.is_due:
            guide.relearn()
            due.append(at)

    assert due[:2] == [FIRST_LESSON, 2 * FIRST_LESSON]
    assert due[-1] - due[-2] == LESSON


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(0, 1)), max_size=30))
def test_what_was_learned_comes_back_the_same(lessons):
    learner, again = LinkLearner(0.1), LinkLearner(0.1)
    for score, words in lessons:
        learner.learn(replace(CLUE, words=words), score)
    learner.fit()

    again.restore(learner.to_dict())

    assert again.promise(CLUE) == learner.promise(CLUE)
    assert again.to_dict() == learner.to_dict()


@pytest.mark.parametrize("broken", ["", "[]", "{}", '{"links": {"moments": [[0]], "products": [1]}}'])
def test_what_cannot_be_read_is_learned_again(guide, broken):
    guide.restore(broken)

    assert guide.priority(PageKind.ARTICLE, "https://bao.vn/a", {"text": SAMPLE}) > 0


def test_a_state_without_lessons_keeps_its_lists(learner):
    for _ in range(20):
        learner.learn_list(CLUE, 0.0)
    old = {key: value for key, value in learner.to_dict().items() if key != "lessons"}
    again = LinkLearner(0.1)

    again.restore({**old, "moments": [[1.0]], "products": [1.0]})

    assert again.of_list(CLUE) == learner.of_list(CLUE)


def test_what_the_guide_learned_comes_back_the_same(guide, topic):
    for at in range(LESSON):
        guide.learn("https://bao.vn/a", {"text": SAMPLE}, 0.5 if at % 2 else 0.0, SAMPLE if at % 2 else GOLD)
    guide.relearn()
    again = Guide(topic)
    again.restore(guide.to_json())

    link = (PageKind.ARTICLE, "https://bao.vn/dai-su-chao-tu-biet-100001.html", {"text": ""})
    assert again.priority(*link) == pytest.approx(guide.priority(*link), abs=2)  # kept as half floats


def test_some_links_are_explored(topic):
    guide = Guide(topic)
    promises = {
        guide.priority(PageKind.ARTICLE, f"https://bao.vn/muc/{n}.html", {}) for n in range(5 * EXPLORED)
    }

    assert len(promises) == 2


@pytest.mark.parametrize(
    ("path", "kind", "of_page", "section"),
    [
        ("/the-gioi/tin-100001.html", PageKind.ARTICLE, "home", "the-gioi"),
        ("/tin-100001.html", PageKind.ARTICLE, "the-gioi", "the-gioi"),
        ("/the-gioi/chau-a", PageKind.LIST, "", "the-gioi"),
        ("/the-gioi?page=2", PageKind.PAGING, "the-gioi", "the-gioi"),
        ("/", PageKind.LIST, "x", ""),
    ],
)
def test_a_link_belongs_to_a_folder_or_to_the_list_it_stands_on(path, kind, of_page, section):
    assert section_of(f"https://bao.vn{path}", kind, of_page) == section


@pytest.mark.parametrize(
    ("of_page", "shelf"),
    [
        ({"kind": "list", "section": "the-gioi"}, "the-gioi"),
        ({"kind": "paging", "section": "the-gioi"}, "the-gioi"),
        ({"kind": "article", "section": "tin", "shelf": "the-gioi"}, "the-gioi"),
        ({"kind": "poll", "section": ""}, ""),
        ({}, ""),
    ],
)
def test_a_link_stands_on_the_list_of_its_page(of_page, shelf):
    assert shelf_of(of_page) == shelf
