"""Dates as pages of many languages write them."""

import unicodedata
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.dates import (
    MAX_YEAR,
    MIN_YEAR,
    VIETNAM,
    Local,
    Stamp,
    _tokens,
    before_date,
    date_in_address,
    date_line,
    joined_date,
    parse_date,
    short_date,
    signed_date,
    stated_date,
)


def minute(text: str) -> Stamp:
    return Stamp(datetime.fromisoformat(text), "minute")


def day(text: str) -> Stamp:
    return Stamp(datetime.fromisoformat(f"{text}T00:00:00+07:00"), "day")


FORMS = {
    "2026-03-07T08:52:11.000 +07:00": minute("2026-03-07T08:52:00+07:00"),
    "2026-03-07T08:52:11+0700": minute("2026-03-07T08:52:00+07:00"),
    "2026-03-07 08:52:11+07": minute("2026-03-07T08:52:00+07:00"),
    "2026-03-07T08:52Z": minute("2026-03-07T08:52:00+00:00"),
    "2026-03-07T08:52:11-05:00": minute("2026-03-07T08:52:00-05:00"),
    "2026-03-07T00:01:00": minute("2026-03-07T00:01:00+07:00"),
    "2026-03-07 08:07": minute("2026-03-07T08:07:00+07:00"),
    "2024-06-05": day("2024-06-05"),
    "07/03/2026 08:01 GMT+7": minute("2026-03-07T08:01:00+07:00"),
    "07-03-2026 - 00:01 AM": minute("2026-03-07T00:01:00+07:00"),
    "07-03-2026 - 13:01 PM": minute("2026-03-07T13:01:00+07:00"),
    "7/3/2026 1:05 PM": minute("2026-03-07T13:05:00+07:00"),
    "7/3/2026 12:05 AM": minute("2026-03-07T00:05:00+07:00"),
    "3:05 CH, 05/06/2024": minute("2024-06-05T15:05:00+07:00"),
    "10/10/2017 21:21'": minute("2017-10-10T21:21:00+07:00"),
    "Thứ Năm, 11/1/2024 18:30'(GMT+7)": minute("2024-01-11T18:30:00+07:00"),
    "Chủ nhật, 10/11/2024, 10:05[GMT+7]": minute("2024-11-10T10:05:00+07:00"),
    "Thứ ba, 12/3/2024": day("2024-03-12"),
    "Thứ 4, 15/12/2021 | 11:12:45": minute("2021-12-15T11:12:00+07:00"),
    "06:34, 25/05/2017": minute("2017-05-25T06:34:00+07:00"),
    "27/11/2023 | 05:54 GMT+7": minute("2023-11-27T05:54:00+07:00"),
    "13:16 | 14/12/2021 GMT+7": minute("2021-12-14T13:16:00+07:00"),
    "- 07/03/2026 08:47": minute("2026-03-07T08:47:00+07:00"),
    "19.5.2020": day("2020-05-19"),
    "Thứ Tư, 20-01-2021, 05:03": minute("2021-01-20T05:03:00+07:00"),
    "11h30 ngày 5/6/2024": minute("2024-06-05T11:30:00+07:00"),
    "7h30 sáng ngày 5/6/2024": minute("2024-06-05T07:30:00+07:00"),
    "ngày 5 tháng 6 năm 2024": day("2024-06-05"),
    "Thứ Ba, ngày 12 tháng 3 năm 2024 lúc 14 giờ 05 phút": minute("2024-03-12T14:05:00+07:00"),
    "5 tháng mười hai, 2024": day("2024-12-05"),
    "Cập nhật: 09:30 06/06/2024": minute("2024-06-06T09:30:00+07:00"),
    "Ngày đăng: 05/06/2024 08:00 - Cập nhật: 06/06/2024 09:00": minute("2024-06-05T08:00:00+07:00"),
    "Wed, 05 Jun 2024 08:52:11 +0700": minute("2024-06-05T08:52:00+07:00"),
    "June 5, 2024 at 3:04 p.m.": minute("2024-06-05T15:04:00+07:00"),
    "5th of June 2024": day("2024-06-05"),
    "5 tháng Sáu 2024, 10 giờ sáng": minute("2024-06-05T10:00:00+07:00"),
    "5 Th6, 2024 9:44 CH": minute("2024-06-05T21:44:00+07:00"),
    "Wed 5 Jun 2024 07.00 GMT": minute("2024-06-05T07:00:00+00:00"),
    "发布时间：2024年6月5日 10时21分": minute("2024-06-05T10:21:00+07:00"),
    "Publié le 05/06/2024 à 18h05": minute("2024-06-05T18:05:00+07:00"),
    "Stand: 05.06.2024, 06:15 Uhr": minute("2024-06-05T06:15:00+07:00"),
    "Rabu, 5 Juni 2024 09:30 WIB": minute("2024-06-05T09:30:00+07:00"),
    "Jun 5, 2024 8:14 AM EDT": minute("2024-06-05T08:14:00-04:00"),
    "Published on 5 June 2024": day("2024-06-05"),
    "Cập nhật lúc 15:46, 05/06/2024": minute("2024-06-05T15:46:00+07:00"),
    "Tin phát lúc: 14h00 ngày 05/06/2024": minute("2024-06-05T14:00:00+07:00"),
    "05/06/202408:15": minute("2024-06-05T08:15:00+07:00"),
    "Jun 5, 2024, 10:58 PM ET": minute("2024-06-05T22:58:00-04:00"),
    "Dec 5, 2024, 10:58 PM ET": minute("2024-12-05T22:58:00-05:00"),
    "Published 10:10 p.m. CT March 4, 2024": minute("2024-03-04T22:10:00-06:00"),
    "Update: June, 25/2024 - 08:00": minute("2024-06-25T08:00:00+07:00"),
    "Wed, 09/18/2024": day("2024-09-18"),
    "2024年6月5日(三) 下午3:04": minute("2024-06-05T15:04:00+07:00"),
    "發佈時間：13:48 2024-06-05 HKT": minute("2024-06-05T13:48:00+08:00"),
    "2024-06-05 01:00 美東時間": minute("2024-06-05T01:00:00-04:00"),
    "公開日：2024/06/05": day("2024-06-05"),
    "2024年6月5日 午後3時04分": minute("2024-06-05T15:04:00+07:00"),
    "입력 2024.06.05 17:26": minute("2024-06-05T17:26:00+07:00"),
    "2024. 6. 5. 오후 3:04": minute("2024-06-05T15:04:00+07:00"),
    "5 มิ.ย. 2567 เวลา 11:40 น.": minute("2024-06-05T11:40:00+07:00"),
    "05/06/2567 15.04 น.": minute("2024-06-05T15:04:00+07:00"),
    "5 июня 2024, 15:04 (мск)": minute("2024-06-05T15:04:00+03:00"),
    "Ogos 7, 2024 @ 6:58am": minute("2024-08-07T06:58:00+07:00"),
    "15 Januari 2025, 13:20 WITA": minute("2025-01-15T13:20:00+08:00"),
    "5. Juni 2024 um 15.04 Uhr": minute("2024-06-05T15:04:00+07:00"),
    "05/06/2024 a las 11:07h.": minute("2024-06-05T11:07:00+07:00"),
    "5 de junho de 2024 às 15h04": minute("2024-06-05T15:04:00+07:00"),
    "Pubblicato il 5 giugno 2024 alle ore 15:04": minute("2024-06-05T15:04:00+07:00"),
    "Yayınlanma: 5 Haziran 2024 15:04 - Güncelleme: 6 Haziran 2024 09:00": minute(
        "2024-06-05T15:04:00+07:00"
    ),
    "21 مارس 2024 - 14:05": minute("2024-03-21T14:05:00+07:00"),
}


@pytest.mark.parametrize(("text", "stamp"), FORMS.items())
def test_visible_forms_are_read_as_dates_and_as_date_lines(text, stamp):
    assert parse_date(text) == stamp
    assert date_line(text) == stamp


@pytest.mark.parametrize(("text", "stamp"), FORMS.items())
def test_decomposed_and_upper_case_forms_read_alike(text, stamp):
    assert parse_date(unicodedata.normalize("NFD", text.upper())) == stamp


@pytest.mark.parametrize(
    "text",
    [
        *("", "24/11", "Sáng 24-11", "tháng 6 năm 2024", "June 2024", "05/06/24", "20240605", "11h30"),
        *("32/13/2024", "30/02/2024", "2024-13-05", "05/06/1889", "05/06/2101", "0001-01-01T00:00:00Z"),
        *("1.2.3.2024", "phiên bản 10.5.6.2024", "12345/06/2024", "5/6/20245"),
    ],
)
def test_what_is_no_complete_possible_date_is_none(text):
    assert parse_date(text) is None
    assert date_line(text) is None


@pytest.mark.parametrize(
    "line",
    [
        "Hội nghị khai mạc ngày 5/6/2024 tại thị trấn",
        "05/06/2024 - 07/06/2024",
        "Chính trị - Ngày đăng : 06:34, 25/05/2017",
        "Số 15/2024 ngày 05/06/2024",
        "05/06/2024 " + "- " * 80,
    ],
)
def test_a_line_with_other_words_is_no_date_line(line):
    assert date_line(line) is None


@pytest.mark.parametrize(
    ("line", "stamp"),
    [
        ("Ngày đăng: 05/06/2024 | Lượt xem: 431", day("2024-06-05")),
        ("Lan Anh | 10:12 05/06/2024", minute("2024-06-05T10:12:00+07:00")),
        ("Details Published: 5 June 2024 09:12", minute("2024-06-05T09:12:00+07:00")),
        ("2024年06月05日 19:31 来源：某某社", minute("2024-06-05T19:31:00+07:00")),
        ("Published 5 June 2024 8:14 AM GMT Updated 2 hours ago", minute("2024-06-05T08:14:00+00:00")),
        ("June 5, 202412:02 PM UTCUpdated 4 mins ago", minute("2024-06-05T12:02:00+00:00")),
        ("08:15 | 05/06/2024Cỡ chữ: A- A A+", minute("2024-06-05T08:15:00+07:00")),
        ("05/06/2024 08:15Lan Anh", minute("2024-06-05T08:15:00+07:00")),
        ("(BCB) 05/06/2024 08:15", minute("2024-06-05T08:15:00+07:00")),
        ("2024/06/05 16:44（06/05 19:20 更新）", minute("2024-06-05T16:44:00+07:00")),
        ("Ngày hỏi: 01/06/2024 - Ngày trả lời: 05/06/2024", day("2024-06-05")),
    ],
)
def test_a_date_set_off_from_other_particulars_is_stated(line, stamp):
    assert stated_date(line) == stamp
    assert date_line(line) is None


@pytest.mark.parametrize(
    "line",
    [
        *(
            "Hôm nay: Thứ Tư, 05/06/2024",
            "Hội nghị khai mạc ngày 5/6/2024 tại thị trấn",
            "Joined: 5 June 2024",
        ),
        *(
            "Lịch thi đấu (5/6/2024)",
            "05/06/2024 - 07/06/2024",
            "05/06/2024 08:00 Trang chủ",
            "学校于2024年6月5日开学",
            "学校于2024年6月5日 | 校报",
            "Xổ số miền Nam (XSMN) 05/06/2024",
            "a | " * 20 + "5/6/2024",
        ),
    ],
)
def test_a_date_in_words_or_behind_an_unknown_label_is_not_stated(line):
    assert stated_date(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "Lan Anh 20:05 05/06/2024",
        "Lan Anh, Theo Báo Cửa Biển 20:05 05/06/2024",
        "Villanueva de Peña, 5 JUN 2024 - 20:05 ICT",
    ],
)
def test_a_time_that_ends_a_line_after_names_is_read(line):
    assert signed_date(line) == minute("2024-06-05T20:05:00+07:00")
    assert stated_date(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "Cửa Biển, ngày 05 tháng 6 năm 2024",
        "Từ 20:05 05/06/2024",
        "Khai mạc lúc 20:05 05/06/2024",
        "Chung kết 20:05 05/06/2024",
        "Lan Anh 20:05 05/06/2024 tại nhà văn hóa",
    ],
)
def test_a_date_after_other_words_or_without_a_time_is_no_signature(line):
    assert signed_date(line) is None


def test_a_day_and_the_time_on_the_next_line_are_one_stamp():
    assert joined_date("05/06/2024", "20:30") == minute("2024-06-05T20:30:00+07:00")
    assert joined_date("05/06/2024", "20:30 khai mạc") is None
    assert joined_date("05/06/2024", "Phản hồi: 6") is None
    assert joined_date("Hội làng 05/06/2024", "20:30") is None


def test_two_digits_of_a_year_are_read_only_alone_and_where_the_day_comes_first():
    assert short_date("18/3/24.") == day("2024-03-18")
    assert short_date("18/3/24", local=Local(None, None)) is None
    assert short_date("18/3/24", local=Local(None, day_first=False)) is None
    assert short_date("Tham gia: 18/3/24") is None
    assert short_date("24/18/3") is None
    assert short_date("40/3/24") is None


def test_without_a_zone_the_day_counts_and_without_an_order_only_what_has_one():
    nowhere = Local(None, None)
    assert stated_date("15/06/2024 08:00", local=nowhere) == day("2024-06-15")
    assert stated_date("15/06/2024 08:00 GMT+7", local=nowhere) == minute("2024-06-15T08:00:00+07:00")
    assert stated_date("05/06/2024 08:00", local=nowhere) is None
    assert stated_date("05.06.2024", local=nowhere) == day("2024-06-05")
    assert stated_date("06/05/2024", local=Local(None, day_first=False)) == day("2024-06-05")


def test_the_name_of_a_zone_means_the_local_one_where_that_bears_it():
    assert stated_date("2024-06-05 08:00 CST") == minute("2024-06-05T08:00:00-06:00")
    assert stated_date("2024-06-05 08:00 CST", local=Local(ZoneInfo("Asia/Shanghai"))) == minute(
        "2024-06-05T08:00:00+08:00"
    )


def test_what_stands_before_a_date_comes_without_its_time_and_label():
    assert before_date("Lan Anh | 10:12 05/06/2024") == "Lan Anh"
    assert before_date("By Ann Lee, published June 5, 2024") == "By Ann Lee"
    assert before_date("Lan Anh") is None


def test_parse_date_finds_the_date_behind_a_section_and_a_label():
    assert parse_date("Chính trị - Ngày đăng : 06:34, 25/05/2017") == minute("2017-05-25T06:34:00+07:00")


def test_an_impossible_date_does_not_hide_a_later_one():
    assert parse_date("99/99/2024, 05/06/2024") == day("2024-06-05")


def test_a_time_is_not_taken_across_other_words():
    assert parse_date("05/06/2024 cổng mở từ 08:00") == day("2024-06-05")


def test_the_zone_applies_only_where_none_is_written():
    tokyo = timezone(timedelta(hours=9))
    assert parse_date("05/06/2024 08:00", zone=tokyo) == minute("2024-06-05T08:00:00+09:00")
    assert parse_date("05/06/2024 08:00 GMT+7", zone=tokyo) == minute("2024-06-05T08:00:00+07:00")


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://a.example.vn/tin-20221223144734383.htm", "2022-12-23"),
        ("https://a.example.vn/tin-185240605081122333.htm", "2024-06-05"),
        ("https://a.example.vn/2024/06/05/tin.html", "2024-06-05"),
    ],
)
def test_an_address_gives_the_day_only(url, written):
    assert date_in_address(url) == day(written)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example.vn/tin-260188-83.html",
        "https://a.example.vn/tin-5047363.html",
        "https://a.example.vn/tin-20229923144734383.htm",
        "https://a.example.vn/-/2018/51234/tin.aspx",
    ],
)
def test_other_numbers_in_an_address_are_no_date(url):
    assert date_in_address(url) is None


@given(st.dates(date(MIN_YEAR, 1, 1), date(MAX_YEAR, 12, 31)), st.integers(0, 23), st.integers(0, 59))
def test_every_day_and_minute_survives_being_written(on, hour, minutes):
    at = datetime.combine(on, time(hour, minutes), tzinfo=VIETNAM)
    for written in (f"{at:%d/%m/%Y %H:%M}", f"{at:%H:%M, %d-%m-%Y}", at.isoformat(), f"{at:%Y-%m-%d %H:%M}"):
        assert parse_date(written) == Stamp(at, "minute")


@given(st.text(alphabet="0123456789/-.: htáGMT+Z'ngày|", max_size=200))
def test_any_line_is_a_date_or_none(line):
    stamp = date_line(line)
    assert stamp is None or (stamp.at.tzinfo is not None and MIN_YEAR <= stamp.at.year <= MAX_YEAR)
    if stamp is not None:
        assert parse_date(line) is not None


@pytest.mark.parametrize(
    "unit",
    ["1", "1/", "12:", "1 ", "05/06/", "2024-", "ngày ", "thứ ba, ", "05/06/2024 ", "08:00 ", "tháng 6 "],
)
def test_work_grows_no_faster_than_the_line(unit):
    """Counted, not timed: the number of tokens is bounded by the number of characters."""
    assert len(_tokens(unit * 5_000)) <= len(unit) * 5_000
    parse_date(unit * 5_000)
