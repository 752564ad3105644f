"""The mark for the end of a report: it goes, the stop of the last sentence stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.document import Media, Record, Role
from cleaning.draft import Draft, lines_of, replay
from cleaning.end_mark import end_mark, without_end_mark
from cleaning.pipeline import Pipeline
from cleaning.rules.glued import EndMark

P1 = "Sáng nay, hơn hai trăm người dân xã đảo cùng bộ đội biên phòng xuống bãi bồi trồng đợt cây đước đầu tiên."
P2 = "Các hộ nhận khoán được trả công theo từng cây sống sau một năm và được nuôi cua dưới tán rừng"


def cleaned(*lines: str):
    return Pipeline(judges=()).clean(Record("dump.txt", 0, "\n".join(lines), Media.TEXT))


@pytest.mark.parametrize(
    ("printed", "stop"),
    [
        ("./.", "."),
        (". /.", "."),
        ("”./.", "”."),
        (".”/.", ".”"),
        ("…/.", "…"),
        ("?/.", "?"),
        ("/.", "."),
        (" /.", "."),
        ("./", "."),
        ("././.", "."),
    ],
)
def test_the_mark_goes_and_the_sentence_keeps_its_stop(printed, stop):
    document = cleaned(P1, P2 + printed)
    assert document.text == f"{P1}\n\n{P2}{stop}"
    (removal,) = (r for r in document.removals if r.rule == "end_mark")
    assert (removal.role, removal.line) == (Role.UI, 2)


@pytest.mark.parametrize("last", ["Vũ Thu Vân (TTXVN)", "Theo Báo Cửa Biển"])
def test_the_mark_before_a_signature_goes_with_it(last):
    for lines in ((P1, f"{P2}./. {last}"), (P1, f"{P2}./.", last)):
        document = cleaned(*lines)
        assert document.text == f"{P1}\n\n{P2}."
        assert document.metadata.agency in {"TTXVN", "Báo Cửa Biển"}


@pytest.mark.parametrize(
    "end",
    [
        " xem tại cuabien.example/.",
        " xem tại http://cuabien.example/rung/",
        " xem tại http://cuabien.example/#!/",
        ", hạn cuối là ngày 3/6/.",
        " (theo km/h).",
        "./. Xã sẽ trồng thêm ba đợt nữa trước mùa mưa.",
    ],
)
def test_an_address_a_day_and_a_mark_within_the_text_stay(end):
    document = cleaned(P1, P2 + end)
    assert document.text == f"{P1}\n\n{P2}{end}"


def test_a_mark_above_more_of_the_text_stays():
    assert cleaned(f"{P2}./.", P1).text == f"{P2}./.\n\n{P1}"


@pytest.mark.parametrize("credit", [". Ảnh: Mạnh Hùng./.", " (Ảnh: TTXVN)./.", ". Lan Anh. Ảnh: Mạnh Hùng/."])
def test_a_paragraph_with_a_picture_credit_before_the_mark_is_no_caption_the_next_time(credit):
    once = cleaned(P1, P2 + credit).text
    assert once == cleaned(once).text
    assert P2 in once


@given(st.lists(st.sampled_from([*"./ .!…”)", "xã", "Vân"]), max_size=12))
def test_a_mark_is_cut_once_and_its_removal_replays(pieces):
    text = f"{P1} {''.join(pieces)}".strip()
    draft = Draft.of(lines_of(text))
    left = (marked := draft.apply(EndMark().propose(draft)).settle()).body_text()
    assert left == without_end_mark(text) == replay(draft.lines, marked.removals())
    assert end_mark(left) is None


def test_a_text_of_nothing_but_marks_is_read_in_time():
    assert end_mark("./" * 1_000_000) is None
    assert end_mark(" /." * 1_000_000) is None
    assert end_mark(f"{P1} {'/ ' * 27}x/") is None
