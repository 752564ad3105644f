"""Which lines of a dump are the report."""

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.alignment import report_lines

LEAD = "Sáng nay xã ven suối khánh thành cây cầu tre do bà con hai bờ cùng dựng lại sau lũ."
MIDDLE = "Cầu dài ba mươi mét, đủ cho người đi bộ và xe đạp, chưa cho xe máy qua."
HEADING = "Đường đến trường"
END = "Học sinh bản trên không còn phải lội suối mỗi sáng như ba năm vừa rồi."
TRUTH = "\n".join((LEAD, MIDDLE, HEADING, END))


def chosen(*lines: str, truth: str = TRUTH) -> list[str]:
    marks = report_lines(lines, truth)
    assert len(marks) == len(lines)
    return [line for line, wanted in zip(lines, marks, strict=True) if wanted]


def test_the_lines_of_the_report_are_found_among_menus_and_lists() -> None:
    page = (
        "Kinh tế",
        "Thể thao",
        "",
        LEAD,
        "Quảng cáo",
        MIDDLE,
        HEADING,
        END,
        "Chợ quê mở lại phiên đêm sau lũ",
    )
    assert chosen(*page) == [LEAD, MIDDLE, HEADING, END]


def test_a_teaser_that_repeats_the_lead_elsewhere_is_no_part_of_it() -> None:
    marks = report_lines((LEAD, "Trang chủ", LEAD, MIDDLE, END, "Đọc nhiều", LEAD), TRUTH)
    assert marks == [False, False, True, True, True, False, False]


def test_a_menu_entry_that_is_also_a_heading_counts_only_inside_the_report() -> None:
    marks = report_lines((HEADING, "Thể thao", LEAD, MIDDLE, HEADING, END, HEADING), TRUTH)
    assert marks == [False, False, True, True, True, True, False]


def test_a_pull_quote_of_a_sentence_inside_the_report_is_no_part_of_it() -> None:
    quote = "đủ cho người đi bộ và xe đạp, chưa cho xe máy qua"
    assert chosen(LEAD, MIDDLE, quote, HEADING, END) == [LEAD, MIDDLE, HEADING, END]


def test_a_lead_that_the_page_sets_below_the_text_is_still_found() -> None:
    assert chosen(MIDDLE, HEADING, END, "Tóm tắt", LEAD) == [MIDDLE, HEADING, END, LEAD]


def test_words_put_into_a_line_do_not_hide_it() -> None:
    mixed = MIDDLE.replace("mét,", "mét (xem ảnh),")
    assert chosen(LEAD, mixed, END) == [LEAD, mixed, END]


def test_a_paragraph_broken_into_lines_is_found_with_its_short_rest() -> None:
    assert chosen(LEAD, MIDDLE[:-11], MIDDLE[-11:], HEADING, END) == [
        LEAD,
        MIDDLE[:-11],
        MIDDLE[-11:],
        HEADING,
        END,
    ]


def test_a_refrain_is_found_as_often_as_the_report_has_it() -> None:
    refrain = "Suối ơi suối chảy về đâu hỡi suối"
    assert (
        chosen(LEAD, refrain, MIDDLE, refrain, truth=f"{LEAD}\n{refrain}\n{MIDDLE}\n{refrain}").count(refrain)
        == 2
    )


def test_scripts_without_spaces_are_told_by_their_characters() -> None:
    truth = "村民们一起修好了竹桥。\n孩子们又能走路去上学了。"
    assert chosen("首页", *truth.split("\n"), "更多新闻请看首页", truth=truth) == truth.split("\n")


@given(st.lists(st.sampled_from((LEAD, MIDDLE, HEADING, END, "", "Menu", "Theo Báo Ven Suối")), max_size=12))
def test_every_line_gets_a_mark_and_empty_ones_never_count(lines: list[str]) -> None:
    marks = report_lines(lines, TRUTH)
    assert len(marks) == len(lines)
    assert not any(wanted for line, wanted in zip(lines, marks, strict=True) if not line)
