"""Bylines: what reads as one from end to end, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.bylines import Byline, closing_byline, read_byline
from cleaning.credits import uncredited
from cleaning.names import is_agency, is_organisation, is_person


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Vũ Khánh Hòa", "Vũ Khánh Hòa"),
        ("Bài và ảnh: Vũ Khánh Hòa", "Vũ Khánh Hòa"),
        ("Bài, ảnh: VŨ KHÁNH HÒA", "Vũ Khánh Hòa"),
        ("Khánh Hòa - Thu Vân", "Khánh Hòa - Thu Vân"),
        ("KHÁNH HÒA – THU VÂN", "Khánh Hòa – Thu Vân"),
        ("Thực hiện: Khánh Hòa, Thu Vân", "Khánh Hòa, Thu Vân"),
        ("Khánh Hòa thực hiện", "Khánh Hòa"),
        ("Khánh Hòa (thực hiện)", "Khánh Hòa"),
        ("Bài: Khánh Hòa - Ảnh: Thu Vân", "Khánh Hòa"),
        ("TS. Vũ Khánh Hòa – Khoa Thủy sản", "TS. Vũ Khánh Hòa"),
        ("Đ.Hòa", "Đ.Hòa"),
        ("Nhóm phóng viên", "Nhóm phóng viên"),
        ("Tin, ảnh: Phòng Truyền thông", "Phòng Truyền thông"),
        ("By Ann Lee and Bob Stone, Staff Writers", "Ann Lee; Bob Stone"),
        ("Ann Lee, Senior Reporter", "Ann Lee"),
        ("（记者 李小兰 王大海）", "李小兰; 王大海"),
        ("記者林美玉／台南報導", "林美玉"),
    ],
)
def test_a_byline_gives_its_author_without_label_task_and_office(line, author):
    read = read_byline(line)
    assert read is not None
    assert read.author == author


@pytest.mark.parametrize(
    ("line", "author", "agencies"),
    [
        ("Khánh Hòa (TTXVN)", "Khánh Hòa", ("TTXVN",)),
        ("Khánh Hòa/VOV", "Khánh Hòa", ("VOV",)),
        ("Khánh Hòa (theo Reuters, AFP)", "Khánh Hòa", ("Reuters", "AFP")),
        ("Khánh Hòa (tổng hợp theo báo Cửa Biển, AFP)", "Khánh Hòa", ("báo Cửa Biển", "AFP")),
        ("Khánh Hòa (lược dịch từ Reuters và AFP)", "Khánh Hòa", ("Reuters", "AFP")),
        ("Khánh Hòa (th)", "Khánh Hòa", ()),
        ("Khánh Hòa / Theo Báo Cửa Biển", "Khánh Hòa", ("Báo Cửa Biển",)),
        ("Tin, ảnh: Khánh Hòa (TTXVN)", "Khánh Hòa", ("TTXVN",)),
        ("Tin-ảnh: Khánh Hòa", "Khánh Hòa", ()),
        ("Khánh Hòa (tổng hợp)", "Khánh Hòa", ()),
        ("Báo Cửa Biển", None, ("Báo Cửa Biển",)),
        ("TTXVN", None, ("TTXVN",)),
        ("Khánh Hòa (VOV - Bản Sậy)", "Khánh Hòa", ("VOV",)),
        ("Khánh Hòa (từ Bản Sậy, Lào)", "Khánh Hòa", ()),
        ("Khánh Hòa (Tổng hợp Cửa Biển)", "Khánh Hòa", ("Cửa Biển",)),
        ("Khánh Hòa (nguồn: Cửa Biển)", None, None),  # who is in a picture
        ("Khánh Hòa Ảnh: Thu Vân", None, None),
        ("Khánh Hòa và Thu Vân st", None, None),
        ("PT - TTXVN", "PT", ("TTXVN",)),
        ("VTC - TTXVN", None, ("VTC", "TTXVN")),
        ("PT - LVT", None, None),
        ("PT (st)", "PT", ()),
    ],
)
def test_the_house_beside_a_name_is_the_agency_and_never_the_author(line, author, agencies):
    read = read_byline(line)
    assert (read and read.author, read and read.agencies) == (author, agencies)


@pytest.mark.parametrize(
    ("line", "helper"),
    [("Dịch: Thu Vân", "Thu Vân"), ("Ảnh: Thu Vân", "Thu Vân"), ("责任编辑：李小兰", "李小兰")],
)
def test_a_photographer_translator_or_editor_is_no_author(line, helper):
    read = read_byline(line)
    assert read is not None
    assert (read.author, read.helper) == (None, helper)


@pytest.mark.parametrize(
    "line",
    [
        *("", "Đọc tiếp", "Theo Reuters", "Người đăng: Quản trị", "Viết bởi Super User", "TRƯỞNG PHÒNG"),
        *("Facebook | Zalo | TikTok", "Rừng, Biển, Lễ Hội", "Từ khóa: Rừng Ngập Mặn", "12/3/2025"),
        *(
            "Bà Năm (71 tuổi)",
            "Hội Quán (4-4-2)",
            "Xã đảo trồng lại rừng ngập mặn",
            "VN",
            "https://a.example/b",
        ),
    ],
)
def test_what_is_not_all_byline_is_none(line):
    assert read_byline(line) is None


def test_offices_sign_alone_only_where_a_report_closes():
    assert closing_byline("Điện lực Cồn Sậy") == Byline(agencies=("Điện lực Cồn Sậy",))
    assert closing_byline("Ban Quản lý Cảng") == Byline(author="Ban Quản lý Cảng")
    assert closing_byline("Ban tổ chức hoãn trận đấu") is None
    assert closing_byline("Ban tổ chức: 0900 123 456") is None


def test_a_signature_and_a_credit_that_ran_together_come_apart():
    assert closing_byline("Khánh HòaTheo Reuters") == Byline("Khánh Hòa", ("Reuters",))
    assert closing_byline("Khánh HòaXem Thêm") is None


@pytest.mark.parametrize(
    "name", ["Trang Nguyễn", "Đoàn Thu Vân", "Hội An Nhiên", "H'Lan Niê", "O'Neil Byrne"]
)
def test_names_that_share_a_word_with_offices_are_people(name):
    assert is_person(name)
    assert not is_agency(name)


@given(st.text(max_size=200))
def test_any_line_reads_or_not_without_error(line):
    read = closing_byline(line)
    assert read is None or read.author or read.agencies or read.helper


@given(st.sampled_from(["Vũ Khánh Hòa", "Khánh Hòa - Thu Vân", "Ann Lee; Bob Stone", "Đ.Hòa"]))
def test_reading_an_author_again_changes_nothing(author):
    read = read_byline(author)
    assert read is not None
    assert read.author == author


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("LÊ THỊ HOA", "Lê Thị Hoa"),
        ("GIÀNG SEO PHỦ", "Giàng Seo Phủ"),
        ("CẤN VĂN HẠNH", "Cấn Văn Hạnh"),
        ("KHÁNH VY", "Khánh Vy"),
        ("Minh An Nhiên", "Minh An Nhiên"),
        ("TIN TRONG TỈNH", None),
        ("KẾT QUẢ THANH TRA", None),
        ("PHÒNG CHỐNG THIÊN TAI", None),
    ],
)
def test_three_words_of_capitals_are_a_name_behind_a_family_name_alone(line, author):
    byline = read_byline(line)
    assert (byline.author if byline else None) == author


@pytest.mark.parametrize("place", ["Đài Loan", "Đài Bắc", "TPHCM", "USA", "Đà Nẵng"])
def test_a_place_behind_a_name_is_no_house(place):
    assert read_byline(f"Khánh Vy ({place})") == Byline(author="Khánh Vy")


def test_people_whose_family_name_is_the_word_for_an_office_are_no_office():
    assert not is_organisation("Đoàn Hải, Lê Nam")
    assert is_organisation("Đoàn Thanh niên xã Tràm")
    assert is_organisation("Sở Văn hóa Ven Sông")


def test_many_brackets_round_a_declared_author_are_read_in_time():
    bracketed = "(" * 1_000_000 + "Khánh Hòa" + ")" * 1_000_000
    assert "Khánh Hòa" in uncredited(bracketed)
    assert uncredited("((Theo Khánh Hòa))") == "Khánh Hòa"


@pytest.mark.parametrize(
    ("line", "author", "agencies"),
    [
        ("Khánh Hòa Theo Reuters", "Khánh Hòa", ("Reuters",)),
        ("Khánh Hòa - Theo VnExpress", "Khánh Hòa", ("VnExpress",)),
        ("Khánh Hòa/VOV Theo Reuters", "Khánh Hòa", ("VOV", "Reuters")),
        ("Khánh Hòa (t/h) Theo Nhịp sống Cửa Biển", "Khánh Hòa", ("Nhịp sống Cửa Biển",)),
    ],
)
def test_a_credit_beside_a_name_is_no_part_of_it(line, author, agencies):
    read = closing_byline(line)
    assert read is not None
    assert (read.author, read.agencies) == (author, agencies)


@pytest.mark.parametrize(
    "line", ["SỐNG VÀ LÀM THEO GƯƠNG NGƯỜI GÁC ĐÈN BIỂN", "LÀM THEO LỜI BÁC", "Nguồn Theo VOV"]
)
def test_a_slogan_and_a_credit_of_two_labels_are_no_byline_with_a_credit(line):
    assert closing_byline(line) is None
