"""Every limit of the rules against inserted advertisements, from both sides; all texts are composed."""

import tomllib
from pathlib import Path

import pytest

from cleaning.document import Removal, Role
from cleaning.draft import Draft, lines_of
from cleaning.pipeline import RULES
from cleaning.roles import assign
from cleaning.rules.advertised import is_about_betting, is_portal, names_betting
from cleaning.text import normalise

STOCK = tomllib.loads((Path(__file__).parent / "cases" / "stock.toml").read_text(encoding="utf-8"))
T, P1, P2, P3, P4, P5 = (STOCK[name] for name in ("T", "P1", "P2", "P3", "P4", "P5"))
BODY = f"{P1}\n{P2}\n{P3}\n{P4}\n{P5}"
KIT = "(责任编辑:Kinh tế)"


def spam(text: str, rule: str = "") -> list[str]:
    """Return what spam rules, or the one named, take out of ``text``."""
    draft = assign(Draft.of(lines_of(normalise(text))), RULES)
    found: list[Removal] = [r for r in draft.removals() if r.role is Role.SPAM]
    return [r.text.strip() for r in found if not rule or r.rule == rule]


@pytest.mark.parametrize(("mentions", "cut"), [(6, 6), (7, 0)])
def test_a_signature_stands_a_few_times_and_a_subject_more_often(mentions, cut):
    signed = "\n".join(f"kubo88 {p}" for p in (T, P1, P2, P3, P4, P5)[: min(mentions, 6)])
    text = signed + (
        "\nHọ gửi thư cho kubo88 hai lần trong tháng mà không ai trả lời cho bà con." * (mentions - 6)
    )
    assert spam(text, "inserted_house") == ["kubo88"] * cut


def test_no_more_than_five_names_sign_a_page():
    names = ["kubo88", "vuabet88", "hobet86", "tambet79", "sonbet68", "daubet68"]
    lines = [T, *(f"{name}{p}" for name, p in zip(names, (P1, P2, P3, P4, P5, P1), strict=True))]
    assert len(spam("\n".join(lines), "inserted_house")) == 5


def test_a_house_that_opens_a_report_on_betting_crime_is_its_subject():
    crime = (
        "kubo88 Trang này bị cáo buộc tổ chức đánh bạc cho hơn hai nghìn người trong vùng từ đầu năm tới nay.\n"
        "Người chơi cá độ, tài xỉu, nạp tiền vào tài khoản của người khác, theo công an xã vừa cho biết hôm nay.\n"
        f"{P2}\n{P3}"
    )
    assert spam(f"Phá nhóm người lạ ở vùng ven đô\n{crime}") == []
    assert spam(f"{T}\nkubo88 {BODY}") == ["kubo88"]


@pytest.mark.parametrize(("gap", "cut"), [("thuyền lật", True), ("thuyền lật đêm", False)])
def test_a_sold_phrase_holds_up_to_two_foreign_words(gap, cut):
    sentence = (
        f"Mỗi sáng đơn hàng nổ hũ {gap} nhà cái đều đặn về làng, người hái sen ở hai bờ đầm chưa kịp ăn sáng."
    )
    assert bool(spam(f"{T}\n{P1}\n{sentence}\n{P2}\n{P3}\n{KIT}", "inserted_phrase")) is cut


@pytest.mark.parametrize(("latin", "cut"), [(45, False), (55, True)])
def test_foreign_script_is_foreign_where_most_letters_are_latin(latin, cut):
    # Seven letters of the sold word, the rest Greek: neither script is looked at but to be counted.
    text = f"{'a' * latin} {'α' * (93 - latin)} บาคาร่า"
    assert bool(spam(text, "foreign_script")) is cut


@pytest.mark.parametrize(("latin", "cut"), [(90, False), (110, True)])
def test_the_first_two_hundred_lines_tell_the_script(latin, cut):
    lines = ["a"] * latin + ["α"] * 300 + ["บาคาร่า"]
    assert bool(spam("\n".join(lines), "foreign_script")) is cut


def test_one_word_between_brackets_is_not_looked_for_in_the_text_and_two_are():
    text = (
        "Những ngày đầu tháng, {} người dân đã bắt đầu thu hoạch lứa sen đầu tiên của năm, sớm hơn mọi năm."
    )
    assert spam(f"【Chanhoa】{T}\n{text.format('Chanhoa')}\n{P2}", "inserted_phrase") == []
    assert spam(f"【Chan hoa】{T}\n{text.format('Chan hoa')}\n{P2}", "inserted_phrase") == ["Chan hoa"]


def test_one_word_of_the_trade_may_be_the_writers_and_two_in_a_row_are_not():
    text = (
        "Mỗi sáng đơn hàng {} đều đặn về làng, người hái sen ở hai bờ đầm chưa kịp ăn sáng đã phải xuống bến."
    )
    assert spam(f"{T}\n{P1}\n{text.format('nổ hũ')}\n{P2}\n{P3}\n{KIT}", "inserted_phrase") == []
    assert spam(f"{T}\n{P1}\n{text.format('nổ hũ tài xỉu')}\n{P2}\n{P3}\n{KIT}", "inserted_phrase")


@pytest.mark.parametrize(
    ("sentence", "cut"),
    [
        # 8 words of the trade and 7 others; 8 and 8; 3 and 7; 2 and 6.
        ("Bà con quê tôi ai cũng khen nhà cái uy tín nổ hũ tài xỉu.", "whole"),
        ("Bà con quê tôi nay ai cũng khen nhà cái uy tín nổ hũ tài xỉu.", "nhà cái uy tín nổ hũ tài xỉu"),
        ("Bà con quê tôi ai cũng khen nổ hũ casino.", "whole"),
        ("Bà con quê tôi ai khen nổ hũ.", ""),
    ],
)
def test_a_sentence_that_says_little_else_is_an_advertisement_altogether(sentence, cut):
    line = f"Hoa được bó thành từng trăm bông một để kịp phiên chợ sớm bên kia sông. {sentence}"
    expected = [] if not cut else [sentence if cut == "whole" else cut]
    assert spam(f"{T}\n{P1}\n{line}\n{P2}\n{P3}\n{P4}\n{KIT}", "inserted_phrase") == expected


@pytest.mark.parametrize(("words", "cut"), [(80, True), (81, False)])
def test_an_advertisement_between_paragraphs_has_up_to_eighty_words(words, cut):
    ad = "Nhà cái uy tín, nạp đầu nhận quà" + " sen" * (words - 8)
    text = f"{T}\n{BODY}\n{BODY.replace('sen', 'súng')}\n{ad}\n{KIT}"
    assert bool(spam(text, "betting_ad")) is cut


@pytest.mark.parametrize(("length", "cut"), [(1000, True), (1001, False)])
def test_a_line_of_more_than_a_thousand_characters_is_no_advertisement(length, cut):
    ad = "Nhà cái uy tín, nạp đầu nhận quà, xem "
    assert bool(spam(f"{T}\n{BODY}\n{ad}{'a' * (length - len(ad))}", "betting_ad")) is cut


@pytest.mark.parametrize(("line", "cut"), [("Casino - Poker", False), ("Casino - Poker - Roulette", True)])
def test_three_goods_make_a_list_of_a_line(line, cut):
    assert bool(spam(f"{T}\n{BODY}\n{line}", "betting_ad")) is cut


@pytest.mark.parametrize(("words", "cut"), [(40, True), (41, False)])
def test_a_list_of_goods_has_up_to_forty_words(words, cut):
    line = "Casino, poker, roulette" + " sen" * (words - 3)
    assert bool(spam(f"{T}\n{BODY}\n{line}", "betting_ad")) is cut


@pytest.mark.parametrize(
    ("phrases", "cut"), [("xổ số " * 3 + "bxh", False), ("xổ số " * 4, True), ("xổ số " * 4 + "bxh", True)]
)
def test_search_phrases_are_two_fifths_of_their_line(phrases, cut):
    line = phrases + " sen" * (20 - len(phrases.split()))
    assert bool(spam(f"{T}\n{BODY}\n{line}\n{KIT}", "betting_phrases")) is cut


def prose(*counted: tuple[str, int]) -> Draft:
    """Return a draft of paragraphs of twelve words, so many of each sentence."""
    lines = [sentence for sentence, times in counted for _ in range(times)]
    return Draft.of(lines_of("\n".join(lines)))


PLAIN = "Bà con trong làng ra đầm từ sớm để kịp phiên chợ."
SELLING = "Bà con nên vào nhà cái uy tín này để chơi casino."
NAMING = "Bà con trong làng kể chuyện casino ở bên kia biên giới."


@pytest.mark.parametrize(("selling", "is_a_portal"), [(8, False), (9, True)])
def test_a_page_that_sells_in_more_than_two_fifths_of_its_words_is_a_portals(selling, is_a_portal):
    assert is_portal(prose((SELLING, selling), (PLAIN, 20 - selling))) is is_a_portal


@pytest.mark.parametrize(("naming", "is_about"), [(5, False), (6, True)])
def test_a_report_with_more_than_a_quarter_of_its_sentences_on_betting_is_about_it(naming, is_about):
    assert is_about_betting(prose((NAMING, naming), (PLAIN, 20 - naming))) is is_about


def headed(headline: str, *counted: tuple[str, int]) -> Draft:
    return Draft.of([*lines_of(headline), *prose(*counted).lines])


@pytest.mark.parametrize(
    ("headline", "naming", "is_about"),
    [
        ("Bắt ông chủ casino khi đang trốn trên ghe", 1, True),
        ("Bắt ông chủ casino khi đang trốn trên ghe", 0, False),
        ("Bí quyết trồng sen của bà Hạnh ở làng ven sông", 1, False),
        ("Bà con ở làng sen ven sông đã vào nhà cái uy tín chơi mỗi ngày", 1, False),
        ("Làng sen ven sông đón mùa lễ hội đầu năm - Casino", 1, False),
        ("kubo88 Làng sen ven sông đón mùa lễ hội đầu năm", 1, False),
    ],
)
def test_a_headline_that_names_betting_announces_a_report_whose_prose_does_too(headline, naming, is_about):
    assert is_about_betting(headed(headline, (NAMING, naming), (PLAIN, 20 - naming))) is is_about


def test_a_portals_own_page_is_about_betting_though_each_sentence_is_a_pitch():
    assert is_about_betting(prose((SELLING, 9), (PLAIN, 11)))


@pytest.mark.parametrize(("sentence", "names"), [(NAMING, True), (SELLING, False), (PLAIN, False)])
def test_what_lures_names_betting_no_more_than_what_says_nothing(sentence, names):
    assert names_betting(prose((sentence, 1), (PLAIN, 9)), None) is names


CRIME = (
    "Bắt bốn người mở nhà cái casino ở quán nước ven đầm sen\n"
    "Bốn người mở nhà cái casino trong quán nước, công an xã bắt quả tang khi họ đang chung tiền với khách.\n"
    f"{P2}\n{P3}\n{P4}"
)


def test_a_crime_report_on_a_page_of_the_kit_keeps_its_phrases_and_its_tags():
    assert spam(f"{CRIME}\nCasino - Poker online\n{KIT}") == [KIT]


@pytest.mark.parametrize(("crumb", "cut"), [("", []), (KIT, ["Kubo79"])])
def test_a_name_written_large_signs_once_only_on_a_page_that_was_tampered_with(crumb, cut):
    assert spam(f"Kubo79 {T}\n{BODY}\n{crumb}", "inserted_house") == cut


def test_a_house_signs_a_lottery_report():
    lottery = "Công ty xổ số tặng quà cho một trăm người bán vé số dạo ở hai xã bờ nam và bờ bắc."
    assert spam(f"kubo88 Công ty xổ số thăm người bán vé\n{lottery}\n{P2}", "inserted_house") == ["kubo88"]


@pytest.mark.parametrize("crumb", ["", KIT])
def test_a_product_is_no_house_even_on_a_page_that_was_tampered_with(crumb):
    assert spam(f"iphone11 {T}\nWindows11 {BODY}\n{crumb}", "inserted_house") == []


def test_a_writers_own_run_of_games_stays_on_a_page_that_nobody_tampered_with():
    told = "Anh Tính kể năm ấy đêm nào anh cũng nổ hũ tài xỉu tới sáng rồi phải bán thửa ruộng trũng ven đầm."
    assert spam(f"{T}\n{P1}\n{told}\n{P2}\n{P3}\n{P4}") == []
    assert spam(f"{T}\n{P1}\n{told}\n{P2}\n{P3}\n{P4}\n{KIT}", "inserted_phrase")
