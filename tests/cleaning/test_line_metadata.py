"""Metadata from the lines of a dump: where it is read, and what is not taken for it."""

import pytest

from cleaning.document import Line, Place, Proposal, Role
from cleaning.draft import Draft, lines_of
from cleaning.line_metadata import LineMetadata, line_metadata
from cleaning.pipeline import RULES
from cleaning.roles import assign

TITLE = "Xã đảo Hòn Sậy trồng lại mười hai hecta rừng ngập mặn"
P1 = "Sáng nay, hơn hai trăm người dân xã đảo cùng bộ đội biên phòng xuống bãi bồi trồng đợt cây đước đầu tiên."
P2 = "Theo kế hoạch, từ nay đến cuối mùa khô xã sẽ trồng thêm ba đợt nữa trên phần đất trước đây nuôi tôm."
P3 = "Bà con được trả công bằng gạo và được giao lại bãi bồi để nuôi cua khi cây đã bám rễ."


def stated(*lines: str) -> LineMetadata:
    return line_metadata(assign(Draft.of(lines_of("\n".join(lines))), RULES))


def published(*lines: str) -> str | None:
    stamp = stated(*lines).published
    return (
        f"{stamp.at:%Y-%m-%d %H:%M}"
        if stamp and stamp.precision == "minute"
        else stamp and f"{stamp.at:%Y-%m-%d}"
    )


REPORT = (TITLE, "14/05/2024 15:20", P1, P2, P3)


@pytest.mark.parametrize("clock", ["Thứ Hai, 13/5/2024", "Thứ Năm, 16/05/2024 07:02", "Hôm nay, 16/5/2024"])
def test_todays_clock_never_wins_over_the_reports_own_date(clock):
    assert published(clock, "Trang chủ Thời sự Kinh tế", "Tìm kiếm", *REPORT) == "2024-05-14 15:20"
    assert published(clock, *REPORT) == "2024-05-14 15:20"


def test_a_clock_above_the_menu_is_not_the_date_of_a_report_without_one():
    assert published("Thứ Năm, 16/05/2024", "Trang chủ › Thời sự", TITLE, P1, P2, P3) is None


def test_a_date_right_above_the_headline_counts():
    assert published("Thời sự", "14/05/2024 15:20", TITLE, P1, P2, P3) == "2024-05-14 15:20"


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Ngày đăng: 12/03/2025 | Lượt xem: 431", "2025-03-12"),
        ("12/03/2025 - 3 phút đọc", "2025-03-12"),
        ("Vũ Khánh Hòa | 10:12 12/03/2025", "2025-03-12 10:12"),
        ("12/03/2025 | 05:40 (cập nhật 13/03/2025 | 21:15)", "2025-03-12 05:40"),
        ("Đăng 09:40 12.03.2025 · Sửa 17:05 13.03.2025", "2025-03-12 09:40"),
    ],
)
def test_a_date_beside_counters_names_and_changes_is_read(line, date):
    assert published(TITLE, line, P1, P2, P3) == date


def test_a_time_without_a_zone_on_a_page_of_another_language_counts_to_the_day():
    texts = (
        "The island commune plants its mangroves again after thirty years",
        "{}",
        "More than two hundred people of the island went down to the mud flats this morning to plant mangroves.",
        "They are paid in rice, and the flats are given back to them once the young trees have taken root.",
    )
    bare, zoned = (
        "\n".join(texts).format(date).split("\n") for date in ("5 June 2024 09:12", "5 June 2024 09:12 GMT")
    )
    assert published(*bare) == "2024-06-05"
    assert published(*zoned) == "2024-06-05 09:12"


ABROAD = {
    "zh": (
        "海边小镇的渔民重新种下红树林",
        "两百多名居民昨天早上来到滩涂上，种下了第一批树苗，镇上的小学生也带着水桶来帮忙。",
        "镇里用大米支付工钱，等树苗扎根以后，再把滩涂交还给居民养螃蟹。",
    ),
    "en": (
        "The island parish plants its willows again after thirty years",
        "More than two hundred people went down to the mud flats this morning, said councillors of the parish.",
        "They are paid £3 an hour, and the flats are given back to them once the young trees have taken root.",
    ),
}


@pytest.mark.parametrize(
    ("language", "line", "instant"),
    [
        ("zh", "2024-06-05 09:12", "2024-06-05T09:12:00+08:00"),
        ("en", "Published: 09:12, 5 June 2024 | Updated: 11:40, 6 June 2024", "2024-06-05T09:12:00+01:00"),
        ("en", "Published 5 January 2024 09:12", "2024-01-05T09:12:00+00:00"),
        ("en", "Published 5 January 2024 9:12 AM ET", "2024-01-05T09:12:00-05:00"),
        ("en", "05/06/2024 09:12", "2024-06-05T09:12:00+01:00"),
    ],
)
def test_a_time_on_a_page_that_tells_its_place_is_an_instant(language, line, instant):
    title, *text = ABROAD[language]
    stamp = stated(title, line, *text).published
    assert stamp
    assert (stamp.at.isoformat(), stamp.precision) == (instant, "minute")


def test_a_day_abroad_counts_from_the_midnight_of_vietnam_in_which_the_corpus_shows_it():
    title, *text = ABROAD["zh"]
    stamp = stated(title, "2024-06-05", *text).published
    assert stamp
    assert stamp.at.isoformat() == "2024-06-05T00:00:00+07:00"


def test_vietnamese_names_tell_an_english_paper_of_vietnam_unless_it_tells_another_place():
    title, *text = ABROAD["en"]
    named = [line.replace("people", "people of Nguyễn Thị Hưởng's parish") for line in text]
    bare = [line.replace("£3", "three coins") for line in named]
    for lines, instant in ((named, "2024-06-05T09:12:00+01:00"), (bare, "2024-06-05T09:12:00+07:00")):
        stamp = stated(title, "5 June 2024 09:12", *lines).published
        assert stamp
        assert stamp.at.isoformat() == instant


def test_an_ambiguous_day_below_the_headline_hides_the_clock_above_it():
    title, *text = (
        line.replace("£3", "three coins").replace("councillors", "people") for line in ABROAD["en"]
    )
    assert published("13 June 2024", title, *text) == "2024-06-13"
    assert published("13 June 2024", title, "05/06/2024", *text) is None
    assert published(title, "25/06/2024", *text) == "2024-06-25"


def test_the_line_of_the_last_change_yields_to_that_of_publication():
    first, last = "Đăng lúc: 14/05/2024 15:20", "Cập nhật: 15/05/2024 08:00"
    assert published(TITLE, last, first, P1, P2, P3) == "2024-05-14 15:20"
    assert published(first, last, TITLE, P1, P2, P3) == "2024-05-14 15:20"
    assert published(TITLE, last, P1, P2, P3) == "2024-05-15 08:00"


def test_the_time_on_the_line_below_the_day_belongs_to_it():
    assert published(TITLE, "14/05/2024", "15:20", P1, P2, P3) == "2024-05-14 15:20"
    assert published(TITLE, "14/05/2024", "Nghe bài: 15:20", P1, P2, P3) == "2024-05-14"


def test_a_date_in_the_text_or_of_another_report_is_not_taken():
    assert (
        published(TITLE, P1, P2, P3, "Tin khác", "Hội thi ghe ngo", "12/03/2025", "Chợ nổi", "11/03/2025")
        is None
    )


@pytest.mark.parametrize(
    ("lines", "author"),
    [
        ((TITLE, "Vũ Khánh Hòa", "14/05/2024 15:20", P1, P2, P3), "Vũ Khánh Hòa"),
        ((TITLE, "Vũ Khánh Hòa | 14/05/2024 15:20", P1, P2, P3), "Vũ Khánh Hòa"),
        ((*REPORT, "Vũ Khánh Hòa"), "Vũ Khánh Hòa"),
        ((*REPORT, "VŨ KHÁNH HÒA", "Nguồn: baocuabien.example"), "Vũ Khánh Hòa"),
        ((*REPORT, "Dịch: Thu Vân"), "Thu Vân"),
        ((*REPORT, "Vũ Khánh Hòa", "Dịch: Thu Vân"), "Vũ Khánh Hòa"),
        ((*REPORT, "Theo TTXVN"), None),
        ((TITLE, "Người đăng: Quản trị", *REPORT[1:]), None),
        ((*REPORT, "Hội nghị có sự tham gia của:", "Vũ Khánh Hòa", "Trần Thu Vân"), None),
        ((*REPORT, "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "(Đã ký)", "Vũ Khánh Hòa"), None),
        ((*REPORT, "Bạn thích mùa nào?", "Mùa Hạ"), None),
    ],
)
def test_the_author_is_who_signs_and_nobody_else(lines, author):
    assert stated(*lines).author == author


@pytest.mark.parametrize(
    ("line", "houses"),
    [
        ("Theo Tuần báo Cửa Biển", ("Tuần báo Cửa Biển",)),
        ("Nguồn: https://baocuabien.example/rung-12.html", ("baocuabien.example",)),
        ("Khánh Hòa (TTXVN)", ("TTXVN",)),
        ("Khánh Hòa/Đài Cửa Biển", ("Đài Cửa Biển",)),
    ],
)
def test_the_house_credited_below_the_text_is_the_agency(line, houses):
    assert stated(*REPORT, line).agencies == houses


@pytest.mark.parametrize(
    ("above", "section"),
    [
        (("Trang chủ › Xã hội › Môi trường",), "Môi trường"),
        (
            (
                "Trang chủ | Thời sự | Kinh tế | Thế giới | Thể thao | Giải trí | Bạn đọc",
                "Xã hội › Môi trường",
            ),
            "Môi trường",
        ),
        (("Trang chủ » Môi trường » Chi tiết tin",), "Môi trường"),
        (("Trang chủ | Thời sự | Kinh tế | Thế giới | Thể thao | Giải trí | Bạn đọc",), None),
        (("Đăng nhập / Đăng ký",), None),
        (("Trang chủ Kinh tế Thể thao",), None),
        (("Trang chủ Khoa học và Công nghệ",), "Khoa học và Công nghệ"),
        (("Trang chủ Khoa học - Công nghệ",), "Khoa học - Công nghệ"),
    ],
)
def test_the_section_is_the_last_step_of_the_breadcrumb_and_never_of_a_menu(above, section):
    assert stated(*above, *REPORT).section == section


def with_role(role: Role, *lines: str) -> Draft:
    """A settled draft whose last line got ``role`` from the learned rule."""
    draft = Draft.of(lines_of("\n".join(lines)))
    return draft.apply(
        [Proposal(0, Role.TITLE, "headline"), Proposal(len(lines) - 1, role, "learned_role")]
    ).settle()


@pytest.mark.parametrize("role", [Role.BYLINE, Role.SOURCE, Role.DATE, Role.SECTION])
@pytest.mark.parametrize("line", ["Xem nhiều tuần qua", "Like Fanpage", "3 liên quan", "Chia sẻ bài này"])
def test_a_guess_of_the_model_is_no_metadata(role, line):
    assert line_metadata(with_role(role, TITLE, P1, P2, line)) == LineMetadata()


def test_a_line_outside_the_main_content_signs_nothing_without_a_label():
    texts = (TITLE, P1, P2, "Mùa Hạ Xanh")
    places = (Place.HEADING, Place.PARAGRAPH, Place.PARAGRAPH, Place.OUTSIDE)
    lines = [Line(n, text, place) for n, (text, place) in enumerate(zip(texts, places, strict=True), start=1)]
    draft = (
        Draft.of(lines).apply([Proposal(0, Role.TITLE, "headline"), Proposal(3, Role.UI, "outside")]).settle()
    )
    assert line_metadata(draft).author is None
