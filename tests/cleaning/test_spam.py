"""Portals that sell betting are told from news on betting; all texts are composed for these tests."""

import pickle
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.betting import measure
from cleaning.betting_words import Kind, listed_words
from cleaning.document import Document, Media, Record, Rejection, Role
from cleaning.draft import Draft, lines_of
from cleaning.pipeline import Pipeline
from cleaning.roles import assign
from cleaning.rules import injected
from cleaning.spam import SIGNALS, BettingPage, is_hacked
from cleaning.text import comparison_key

PAGES = tomllib.loads((Path(__file__).parent / "betting_pages.toml").read_text(encoding="utf-8"))
PORTALS = {name: text.strip() for name, text in PAGES["portals"].items()}
NEWS = {name: text.strip() for name, text in PAGES["news"].items()}


def document(text: str) -> Document:
    title, _, body = text.partition("\n")
    return Document("1", None, None, "a.txt", 0, title, body, words=len(text.split()))


@pytest.mark.parametrize("text", PORTALS.values(), ids=PORTALS)
def test_a_text_that_sells_betting_is_objected_to(text):
    assert BettingPage().objection(document(text))


@pytest.mark.parametrize("text", NEWS.values(), ids=NEWS)
def test_news_on_betting_is_kept(text):
    assert BettingPage().objection(document(text)) is None


@pytest.mark.parametrize("name", PORTALS)
def test_a_whole_portal_page_reaches_the_judge_untidied(name):
    outcome = Pipeline(judges=(BettingPage(),)).clean(Record("a.txt", 0, PORTALS[name], Media.TEXT))
    assert isinstance(outcome, Rejection)
    assert outcome.reason == "betting_page"


@pytest.mark.parametrize("name", NEWS)
def test_no_spam_rule_touches_news_on_betting(name):
    outcome = Pipeline(judges=()).clean(Record("a.txt", 0, NEWS[name], Media.TEXT))
    assert isinstance(outcome, Document)
    assert "hacked_page" not in outcome.flags
    assert not [removal.text for removal in outcome.removals if removal.role is Role.SPAM]


@pytest.mark.parametrize("text", PORTALS.values(), ids=PORTALS)
def test_portals_are_a_full_point_above_the_limit(text):
    assert BettingPage(min_score=4.7).objection(document(text))


@pytest.mark.parametrize("text", NEWS.values(), ids=NEWS)
def test_news_is_below_the_limit_with_a_margin(text):
    assert BettingPage(min_score=3.4).objection(document(text)) is None


def test_the_crime_report_is_kept_for_its_reporting_and_not_for_want_of_a_pitch():
    pitch = measure(NEWS["crime that used a portal's promises"])
    assert pitch
    assert sum(signal.points(pitch) for signal in SIGNALS if signal.sign > 0) > BettingPage().min_score


def test_the_evidence_names_the_score_and_each_signal_with_its_words():
    evidence = BettingPage().objection(document(PORTALS["review of a house"]))
    assert evidence
    assert evidence.startswith("11.5 points for a pitch: goods «")
    assert "; house «zobet66» 4×; " in evidence


REPORT = """Cầu Đá Dựng thông xe sau hai năm
Sáng nay cây cầu nối hai bờ sông Rinh được mở cho xe máy và ô tô dưới 10 tấn đi qua, sớm hơn kế hoạch một tháng.
Cầu dài 214 mét, rộng 9 mét, có lề cho người đi bộ và hai hàng đèn chạy bằng điện mặt trời.
Trước đây học sinh xã bờ bắc phải đi đò, mùa nước lớn thì nghỉ học cả tuần; năm ngoái một chuyến đò đã bị lật.
Bà Hoàng Thị Nhẫn, bán nước ở bến cũ, mừng vì cháu khỏi qua sông, nhưng lo quán nhỏ từ nay vắng khách.
Kinh phí 96 tỷ đồng lấy từ ngân sách huyện và tiền góp của các xưởng gạch trong vùng.
Bến đò sẽ được giữ lại làm nơi neo thuyền chài và dạy bơi cho trẻ em vào dịp hè."""


def test_a_report_between_two_advertisements_is_judged_as_a_report():
    ad = "Nhà cái uy tín, nạp đầu tặng code, casino hàng đầu, hoàn trả cao, bạn đăng ký ngay."
    advertised = document(f"{ad}\n{REPORT}\n{ad}")
    assert BettingPage(min_spread=0).objection(advertised)
    assert BettingPage().objection(advertised) is None


def test_a_text_that_names_no_game_has_no_pitch():
    assert measure("Khuyến mãi hấp dẫn, quý khách đăng ký ngay!") is None


def test_tone_placement_and_case_do_not_hide_the_words():
    found = measure("SOI KÈO và nổ hũ, HOÀN TRẢ cao, hoàn trả, hòan trả")
    assert found
    assert set(found.said(Kind.OFFER)) == {"soi kèo", "nổ hũ"}
    assert found.said(Kind.MONEY).total() == 3


def test_a_word_counts_once_and_as_the_longest_phrase():
    found = measure("kèo nhà cái")
    assert found
    assert {kind: dict(said) for kind, said in found.found.items()} == {Kind.OFFER: {"kèo nhà cái": 1}}


@pytest.mark.parametrize(("times", "counted"), [(2, False), (3, True)])
def test_a_house_is_one_that_names_itself_again_and_again(times, counted):
    found = measure("casino " + "ở kubo77 " * times)
    assert found
    assert ("kubo77" in found.said(Kind.HOUSE)) is counted


@pytest.mark.parametrize(("name", "is_house"), [("k9 casino", True), ("đội u22 thắng", False)])
def test_a_name_that_others_bear_too_is_a_house_only_beside_what_it_sells(name, is_house):
    found = measure("casino, " + f"{name}. " * 3)
    assert found
    assert bool(found.said(Kind.HOUSE)) is is_house


def test_words_of_scripts_without_spaces_are_found_inside_a_run_of_letters():
    found = measure("立即注册送彩金，百家乐提款秒到账")
    assert found
    assert found.said(Kind.MONEY).total() == 2


def test_every_word_is_of_one_kind():
    words = [(comparison_key(listed.word), listed.kind) for listed in listed_words()]
    kinds = {}
    for key, kind in words:
        kinds.setdefault(key, set()).add(kind)
    assert {key: found for key, found in kinds.items() if len(found) > 1} == {}
    assert all(key for key, _ in words)


def test_the_judge_is_a_value_whose_settings_are_recorded():
    assert pickle.loads(pickle.dumps(BettingPage())) == BettingPage()
    assert "min_score=3.7" in repr(BettingPage())


def test_a_pipeline_with_the_judge_gives_the_reason():
    outcome = Pipeline(judges=(BettingPage(),)).clean(
        Record("a.txt", 0, PORTALS["advice to players"], Media.TEXT)
    )
    assert isinstance(outcome, Rejection)
    assert outcome.reason == "betting_page"


@given(st.text(max_size=300), st.integers(0, 4))
def test_any_text_can_be_judged(text, portals):
    verdict = BettingPage().objection(document("\n".join([text, *list(PORTALS.values())[:portals]])))
    assert verdict is None or "points for a pitch: " in verdict


def test_a_draft_with_an_injected_keyword_is_hacked():
    hacked = Draft.of(
        lines_of("【soi kèo】Khai mạc hội chợ sách mùa thu tại công viên\nHội chợ có hơn trăm gian.")
    )
    assert is_hacked(assign(hacked, (injected.BracketedKeyword(),)))
    assert any(cut.role is Role.SPAM for cut in assign(hacked, (injected.BracketedKeyword(),)).spans[0])


def test_a_draft_without_injections_is_not_hacked():
    assert not is_hacked(assign(Draft.of(lines_of(NEWS["a lottery prize"])), (injected.BracketedKeyword(),)))


@pytest.mark.parametrize("name", ["Windows11", "Boeing777", "Office365", "QL88"])
def test_product_flight_or_road_that_opens_a_headline_is_no_house(name: str) -> None:
    text = (
        f"{name} Bến Lau được nhắc tới trong buổi gặp của huyện\n\n" + "Bà con đem ghe ra bến từ sớm. " * 12
    )
    document = Pipeline(judges=()).clean(Record("a.txt", 0, text, Media.TEXT))
    assert isinstance(document, Document)
    assert "hacked_page" not in document.flags
    assert not [removal for removal in document.removals if removal.role is Role.SPAM]
