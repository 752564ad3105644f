"""Every limit by which a phrase hung on a headline is taken for sold, from both sides."""

import pytest

from cleaning.rules.kit import foreign, glued, kit_label
from tests.cleaning.rules.test_spam_limits import BODY, KIT, P1, P2, T, prose, spam

GLUED = "".join(T.split())


def cut_off(headline: str, *, below: str = "") -> list[str]:
    """Return what is cut off ``headline`` above a report on lotus flowers."""
    return spam(f"{headline}\n{BODY}\n{below}", "bracketed_keyword")


@pytest.mark.parametrize(
    ("headline", "cut"),
    [
        ("(Nổ hũ uy tín) Mùa sen sớm", False),
        ("(Nổ hũ uy tín) Mùa sen sớm hơn", True),
        ("Mùa sen về làng Tràm - Nhà cái uy tín", False),
        ("Mùa sen về làng Tràm sớm - Nhà cái uy tín", True),
    ],
)
def test_what_is_left_must_still_be_a_headline(headline, cut):
    assert bool(cut_off(headline)) is cut


@pytest.mark.parametrize(
    ("tail", "cut"),
    [(" - Nhà cái uy tín - Lam Giang", True), (" - Nhà cái uy tín - Lam Giang - Mới", False)],
)
def test_more_than_two_dashes_make_a_menu(tail, cut):
    assert bool(cut_off(T + tail)) is cut


@pytest.mark.parametrize(
    ("tail", "cut"),
    [
        (" - Kèo nhà cái", False),
        (" - Tỷ lệ kèo nhà cái", True),
        (" - Tỷ lệ kèo, nhà cái", False),
        (" - Casino hấp dẫn du khách", False),
        (" - Cổng game uy tín Việt Nam", True),
        (" - cá độ bóng đá", False),
        (" - đá gà thomo", True),
        (" - xổ số", False),
        (" [Togel]", False),
        (" [Togel toto macau]", True),
        (" [Slot gacor]", True),
        (" (kubo88)", True),
        (" (Kubo88)", False),
        (" (iphone11 khuyến mãi)", False),
    ],
)
def test_the_phrase_itself_must_say_that_it_was_sold(tail, cut):
    assert bool(cut_off(T + tail)) is cut


@pytest.mark.parametrize(("missing", "cut"), [(2, True), (3, False)])
def test_the_kit_cuts_two_letters_off_the_headline_it_runs_together(missing, cut):
    glued = f"Hôm qua,{GLUED[:-missing]} bà con ra đầm từ sớm để kịp chuyến chợ đầu tiên trong tuần."
    assert bool(cut_off(f"{T} - Soi kèo", below=glued)) is cut


@pytest.mark.parametrize(("lines", "cut"), [(70, True), (90, False)])
def test_the_headline_run_together_is_looked_for_in_the_first_lines(lines, cut):
    below = "\n".join([*["Sen nở."] * lines, f"Hôm qua,{GLUED} bà con ra đầm."])
    assert bool(cut_off(f"{T} - Soi kèo", below=below)) is cut


@pytest.mark.parametrize(("keyword", "cut"), [("hoa", False), ("hoas", True)])
def test_a_keyword_of_three_letters_is_too_short_to_be_looked_for(keyword, cut):
    other = f"Trường làng khánh thành phòng đọc sách mới ({keyword})"
    found = cut_off(f"【{keyword}】{T}", below=other)
    assert (f"({keyword})" in found) is cut


@pytest.mark.parametrize(("place", "cut"), [(20, True), (21, False)])
def test_twenty_keywords_of_a_page_are_looked_for(place, cut):
    hung = "\n".join(f"【từ khóa {n:02}】{T} {n:02}" for n in range(1, 25))
    other = f"Trường làng khánh thành phòng đọc sách mới (từ khóa {place:02})"
    assert (f"(từ khóa {place:02})" in spam(f"{hung}\n{BODY}\n{other}", "bracketed_keyword")) is cut


@pytest.mark.parametrize(("length", "cut"), [(78, True), (79, False)])
def test_a_sold_phrase_has_up_to_eighty_characters_with_its_brackets(length, cut):
    phrase = "nhà cái uy tín kubo88 "
    assert bool(cut_off(f"{T} ({phrase}{'a' * (length - len(phrase))})")) is cut


@pytest.mark.parametrize(("word", "cut"), [("", True), ("casino", False)])
def test_a_phrase_gives_itself_away_only_where_the_report_does_not_name_betting(word, cut):
    below = f"Bà con trong làng kể lại chuyện {word} ở bên kia biên giới khi ngồi bó hoa dưới bến."
    assert bool(cut_off(f"{T} - Nhà cái uy tín", below=below)) is cut


def test_on_a_page_that_carries_another_mark_one_sentence_on_betting_does_not_save_the_phrase():
    below = f"Bà con trong làng kể lại chuyện casino ở bên kia biên giới khi ngồi bó hoa dưới bến.\n{KIT}"
    assert cut_off(f"{T} - Soi kèo", below=below) == ["- Soi kèo"]


def test_on_such_a_page_a_report_on_betting_keeps_its_label():
    crime = "Bốn người cá độ qua điện thoại bị công an xã mời lên làm việc trong buổi sáng thứ hai tuần này."
    assert spam(f"Bắt bốn người ở quán nước ven đầm sen - Cá độ\n{crime}\n{crime}\n{P2}\n{KIT}") == [KIT]


@pytest.mark.parametrize(("han", "is_foreign"), [(19, True), (20, False)])
def test_a_fifth_of_han_letters_makes_them_the_texts_own(han, is_foreign):
    assert foreign(prose((f"{'莲' * han}{'a' * (100 - han)}", 1))) is is_foreign


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("编辑: " + "sen " * 11, "编辑"),
        ("编辑: " + "sen " * 12, None),
        ("编辑: " + "sen " * 13 + "作者: Hạnh", "编辑"),
        ("Biên tập: Hạnh", None),
    ],
)
def test_a_crumb_of_the_kit_is_short_or_strings_labels_together(line, label):
    assert kit_label(line) == label


def test_han_letters_are_counted_in_the_first_sixty_lines():
    assert foreign(prose((P1, 60), ("莲花开了" * 100, 60)))
    assert not foreign(prose((P1, 50), ("莲花开了" * 100, 60)))


@pytest.mark.parametrize(("length", "cut"), [(400, True), (401, False)])
def test_a_line_of_more_than_four_hundred_characters_is_no_headline(length, cut):
    start = f"(Nổ hũ uy tín) {T} "
    assert bool(cut_off(start + "a" * (length - len(start)))) is cut


@pytest.mark.parametrize(("length", "is_glued"), [(11, False), (12, True)])
def test_twelve_letters_of_a_title_in_a_row_are_the_title(length, is_glued):
    title = GLUED.casefold()
    assert bool(glued(f"hôm,{title[:length]}", title)) is is_glued


@pytest.mark.parametrize(
    ("sentence", "cut"),
    [
        ("kubo88 Những ngày đầu tháng, bà con trong làng ra đầm từ sớm để kịp phiên chợ bên kia sông.", True),
        ("Những ngày đầu tháng, nhà xe kubo88 chở bà con trong làng ra đầm để kịp phiên chợ sớm.", False),
    ],
)
def test_a_house_that_signs_the_text_is_not_what_the_report_speaks_of(sentence, cut):
    found = spam(f"{T} (kubo88)\n{sentence}\n{BODY}", "bracketed_keyword")
    assert found == (["(kubo88)"] if cut else [])


def test_a_bare_label_is_sold_on_a_page_with_a_keyword_in_cjk_brackets():
    other = "Trường làng khánh thành phòng đọc sách mới - Soi kèo"
    assert cut_off(f"【Kubo kèo】{T}", below=other) == ["【Kubo kèo】", "- Soi kèo"]
