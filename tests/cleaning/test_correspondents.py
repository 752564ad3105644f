"""Reporters who sign by their house alone: the house they give, and what is no such signature."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.bylines import closing_byline, read_byline
from cleaning.correspondents import house_alone
from cleaning.document import Document, Media, Metadata, Record
from cleaning.pipeline import Pipeline

TITLE = "Xã Tràm Đông đưa dân lên gò cao trước khi nước lớn"
BODY = (
    "Sáng 12/11, hơn hai trăm hộ dân ven sông Tràm đã được đưa lên gò cao trước khi nước lớn.",
    "Tuyến đê dài bốn cây số được người dân đắp thêm nửa mét chỉ trong hai ngày, từ đất bãi và bao tải cát.",
    "Xã đã mở cửa trường học cho các gia đình ở tạm, và cử dân quân trực ở các bến đò suốt đêm.",
)


def cleaned(last: str, *, author: str | None = None, url: str | None = None) -> Document:
    text = "\n\n".join((TITLE, *BODY, last))
    return Pipeline().clean(Record("a.txt", 0, text, Media.TEXT, url=url, declared=Metadata(author=author)))


@pytest.mark.parametrize(
    ("line", "house"),
    [
        ("PV TTXVN tại Lào", "TTXVN"),
        ("(PV TTXVN tại Lào)", "TTXVN"),
        ("P/v TTXVN tại Bản Sậy", "TTXVN"),
        ("Phóng viên TTXVN tại Jakarta", "TTXVN"),
        ("Phóng viên TTXVN thường trú tại LB Nga", "TTXVN"),
        ("Phóng viên thường trú VOV tại Lào", "VOV"),
        ("Nhóm phóng viên TTXVN tại Liên hợp quốc", "TTXVN"),
        ("Phóng viên Báo Ven Sông tại Lào", "Báo Ven Sông"),
        ("Phóng viên Báo Nhân dân", "Báo Nhân dân"),
        ("PV ABCVN tại Lào", "ABCVN"),
        ("PV TTXVN", "TTXVN"),
        ("TTXVN tại Lào", "TTXVN"),
        ("VOV-Lào", "VOV"),
        ("VOV - Trung tâm Tin", "VOV"),
        ("VOV - Tây Bắc", "VOV"),
        ("VOV-miền Trung", "VOV"),
        ("VTV Cần Thơ", "VTV"),
        ("Reuters Staff", "Reuters"),
        ("VNA correspondent in Jakarta", "VNA"),
        ("dpa/lno", "dpa"),
        ("Reuters/hd", "Reuters"),
    ],
)
def test_reporters_without_a_name_sign_for_their_house(line, house):
    assert house_alone(line) == house
    for read in (read_byline(line), closing_byline(line)):
        assert read is not None
        assert (read.author, read.agencies) == (None, (house,))


@pytest.mark.parametrize(
    "line",
    [
        "TTXVN",  # a house alone is read elsewhere
        "PV",
        "PV tại Lào",
        "PV (TTXVN)",
        "Thanh Niên tại Lào",  # an ordinary word without a reporter beside it
        "Phóng viên Việt Nam tại Lào",
        "Phóng viên thể thao tại Lào",
        "PV TTXVN tại Lào đưa tin",
        "PV TTXVN tại bến đò",
        "PV ABC",  # an acronym without a town may be anything
        "Phóng viên Báo Ven Sông đưa tin",
        "Phóng viên Báo Ven Sông có mặt tại Lào",
        "DW in English",
        "CNN at Night",
        "TTXVN - Lan Anh",
        "TTXVN Lan Anh",
        "VTV Digital",
        "Thanh Niên Cần Thơ",  # ordinary words again
        "Lan Anh/tth",
        "Staff in Jakarta",
        "",
    ],
)
def test_what_names_no_house_or_says_more_is_none(line):
    assert house_alone(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "Lan Anh (PV TTXVN tại Lào)",
        "Lan Anh (TTXVN tại Lào)",
        "Lan Anh - PV TTXVN tại Lào",
        "Lan Anh, Phóng viên TTXVN tại Lào",
        "Lan Anh/TTXVN-Lào",
    ],
)
def test_a_name_beside_the_post_is_the_author_and_the_house_the_agency(line):
    document = cleaned(line)
    assert document.text == "\n\n".join(BODY)
    assert (document.metadata.author, document.metadata.agency) == ("Lan Anh", "TTXVN")


@pytest.mark.parametrize(
    "line", ["PV TTXVN tại Lào", "Phóng viên TTXVN tại Jakarta.", "Theo PV TTXVN tại Lào"]
)
def test_a_post_at_the_end_leaves_the_text_and_gives_the_agency_and_no_author(line):
    document = cleaned(line)
    assert document.text == "\n\n".join(BODY)
    assert (document.metadata.author, document.metadata.agency) == (None, "TTXVN")


def test_a_house_at_the_end_is_the_agency_beside_a_declared_author_but_not_on_its_own_site():
    for author in ("Ngọc Sậy", "Lan Anh"):
        assert cleaned("Ngọc Sậy/VOV.VN", author=author).metadata.agency == "VOV.VN"
        there = cleaned("Ngọc Sậy/VOV.VN", author=author, url="https://dantri.com.vn/a-1.htm")
        assert (there.metadata.author, there.metadata.agency) == (author, "VOV.VN")
        assert cleaned("Ngọc Sậy/VOV.VN", author=author, url="https://vov.vn/a-1.vov").metadata.agency is None


@pytest.mark.parametrize(
    ("line", "house"), [("— Bernama", "Bernama"), ("- AFP", "AFP"), ("(dpa)", "dpa"), ("dpa-AFX", "dpa-AFX")]
)
def test_a_wire_of_another_language_at_the_end_is_the_agency_and_no_author(line, house):
    known = cleaned(line).metadata
    assert (known.author, known.agency) == (None, house)


def test_a_post_above_a_credit_and_its_link_is_the_agency_with_the_house_credited():
    document = cleaned("PV TTXVN tại Lào\n\nTheo VietnamPlus\n\nhttps://www.vietnamplus.example/lu-1.html")
    assert document.text == "\n\n".join(BODY)
    assert (document.metadata.author, document.metadata.agency) == (None, "TTXVN; VietnamPlus")


def test_a_post_on_a_page_is_read_wherever_the_page_prints_it():
    body = "".join(f"<p>{line}</p>" for line in BODY)
    for head, tail in (
        ("", "<p><strong>PV TTXVN tại Lào</strong></p>"),
        ('<meta name="author" content="PV TTXVN tại Lào">', ""),
    ):
        page = f"<html><head>{head}<title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{body}{tail}</article></body></html>"
        document = Pipeline().clean(
            Record("a.html", 0, page.encode(), Media.HTML, url="https://ven.example/a")
        )
        assert document.text == "\n\n".join(BODY)
        assert (document.metadata.author, document.metadata.agency) == (None, "TTXVN")


@pytest.mark.parametrize(
    "lines",
    [
        ("Ba nhóm đoạt giải:", "Nhóm phóng viên Báo Nhân Dân", "Nhóm phóng viên TTXVN", "PV VOV tại Lào"),
        ("Ai chụp bức ảnh này?", "Phóng viên VOV tại Lào"),
    ],
)
def test_houses_in_a_list_or_below_a_question_stay_and_sign_nothing(lines):
    document = cleaned("\n\n".join(lines))
    assert document.text == "\n\n".join((*BODY, *lines))
    assert (document.metadata.author, document.metadata.agency) == (None, None)


def test_a_declared_post_is_the_agency_and_no_author():
    known = cleaned("Theo Báo Ven Sông", author="PV TTXVN tại Lào").metadata
    assert (known.author, known.agency) == (None, "TTXVN; Báo Ven Sông")


@given(st.text(max_size=100))
def test_any_line_is_read_without_an_error(line):
    assert house_alone(line) != ""
