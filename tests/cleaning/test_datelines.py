"""Datelines: the wire or paper that signs a report before its first words, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.datelines import MAX_PIECE_TOKENS, Dateline, located_houses, read_dateline
from cleaning.document import Media, Metadata, Record
from cleaning.pipeline import Pipeline
from cleaning.signs import is_own, signs

VI = "Sáng 12/11, hơn hai trăm hộ dân ven sông Tràm đã được đưa lên gò cao trước khi nước lớn."
EN = "Thousands of villagers were moved to higher ground on Thursday as the river rose."
ZH = "两百多名居民星期四早上被转移到高地，河水仍在上涨。"


@pytest.mark.parametrize(
    ("opening", "houses"),
    [
        ("TTO - ", ("TTO",)),
        ("TPO- ", ("TPO",)),
        ("VOV.VN- ", ("VOV.VN",)),
        ("TTXVN, Lào 12/11- ", ("TTXVN",)),
        ("TPO – ", ("TPO",)),
        ("QĐND Online - ", ("QĐND Online",)),
        ("Tuổi Trẻ Online - ", ("Tuổi Trẻ Online",)),
        ("VTC News - ", ("VTC News",)),
        ("SKĐS – ", ("SKĐS",)),
        ("GD&TĐ - ", ("GD&TĐ",)),
        ("VOV.VN - ", ("VOV.VN",)),
        ("(Dân trí) - ", ("Dân trí",)),
        ("(VTC News) -", ("VTC News",)),
        ("(PLO)- ", ("PLO",)),
        ("(ABCVN) - ", ("ABCVN",)),
        ("(ABCVN)- ", ("ABCVN",)),
        ("(Báo Ven Sông) - ", ("Báo Ven Sông",)),
        ("(TTXVN) ", ("TTXVN",)),
        ("(TTXVN/Vietnam+) ", ("TTXVN", "Vietnam+")),
        ("Hà Nội (TTXVN) - ", ("TTXVN",)),
        ("Hà Nội (TTXVN) ", ("TTXVN",)),
        ("Hà Nội (TTXVN 12/11) - ", ("TTXVN",)),
        ("Hà Nội (TTXVN 12/11) ", ("TTXVN",)),
        ("Hà Nội, ngày 12/11 (TTXVN) – ", ("TTXVN",)),
        ("TP.HCM (TTXVN) - ", ("TTXVN",)),
    ],
)
def test_a_vietnamese_dateline_gives_its_houses(opening, houses):
    assert read_dateline(opening + VI) == Dateline(houses)


@pytest.mark.parametrize(
    ("text", "houses"),
    [
        (f"WASHINGTON (AP) — {EN}", ("AP",)),
        (f"ST. PAUL, Minn. (AP) — {EN}", ("AP",)),
        (f"(AP/Reuters) - {EN}", ("AP", "Reuters")),
        (f"(CNN){EN}", ("CNN",)),
        (f"Reuters, London — {EN}", ("Reuters",)),
        (f"LONDON, Nov 12 (Reuters) - {EN}", ("Reuters",)),
        (f"LONDON – Reuters – {EN}", ("Reuters",)),
        (f"BEIJING, Nov. 12 (Xinhua) -- {EN}", ("Xinhua",)),
        ("Berlin (dpa) - Tausende Bewohner sind am Donnerstag vor dem Wasser geflohen.", ("dpa",)),
        ("Kiel (dpa/lno) - Tausende Bewohner sind am Donnerstag vor dem Wasser geflohen.", ("dpa",)),
        ("Berlin (AFP) Tausende Bewohner sind am Donnerstag vor dem Wasser geflohen.", ("AFP",)),
        ("JAKARTA (Antara) - Ribuan warga dipindahkan dari tepi sungai pada Kamis pagi.", ("Antara",)),
        ("TEMPO.CO, Jakarta - Ribuan warga dipindahkan dari tepi sungai pada Kamis.", ("TEMPO.CO",)),
        ("Jakarta, CNN Indonesia -- Ribuan warga dipindahkan pada Kamis pagi.", ("CNN Indonesia",)),
        ("(AFP) - Des milliers d'habitants ont quitté les rives du fleuve jeudi.", ("AFP",)),
        ("PARIS (AFP) - Des milliers d'habitants ont quitté les rives du fleuve jeudi.", ("AFP",)),
        ("Madrid, 12 nov (EFE).- Miles de vecinos dejaron el jueves la orilla del río.", ("EFE",)),
        ("Lisboa, 12 nov 2026 (Lusa) -- Milhares de moradores saíram da margem do rio na quinta.", ("Lusa",)),
        ("(ANSA) - ROMA, 12 NOV - Migliaia di abitanti hanno lasciato le rive del fiume.", ("ANSA",)),
        ("МОСКВА, 12 ноя — РИА Новости. Тысячи жителей покинули в четверг берег реки.", ("РИА Новости",)),
        ("МОСКВА, 12 ноября. /ТАСС/. Тысячи жителей покинули в четверг берег реки.", ("ТАСС",)),
        ("(서울=연합뉴스) 홍길동 기자 = 강가 주민 수천 명이 목요일 높은 곳으로 옮겨졌다.", ("연합뉴스",)),
        ("【ロンドン共同】川沿いの住民数千人が木曜日、高台に避難した。", ("共同",)),
        ("［東京 12日 ロイター］ 川沿いの住民数千人が木曜日、高台に避難した。", ("ロイター",)),
        (f"新华社北京11月1日电 {ZH}", ("新华社",)),
        (f"据新华社日内瓦11月1日电 {ZH}", ("新华社",)),
        (f"（中央社記者王小明台北1日電）{ZH}", ("中央社",)),
    ],
)
def test_a_dateline_of_another_language_gives_its_houses(text, houses):
    assert read_dateline(text) == Dateline(houses)


def test_the_reporters_behind_a_chinese_dispatch_are_its_author():
    assert read_dateline(f"新华社北京11月1日电（记者李明、王强）{ZH}") == Dateline(("新华社",), "李明; 王强")


@pytest.mark.parametrize(
    "text",
    [
        f"HÀ NỘI — {VI}",  # a place alone
        f"(TPHCM) - {VI}",
        f"(Lan Anh) - {VI}",
        f"FIFA - {VI}",
        f"(1) {VI}",
        f"Sáng nay (TTXVN) - {VI}",
        f"Theo Reuters, {VI}",
        f"(Nguồn: Reuters) {VI}",  # the credit of a picture that stood above
        f"(Ảnh: AFP) {VI}",
        "VTV - Đài Truyền hình Việt Nam - vừa báo lịch phát sóng mới cho mùa hè này.",
        "Reuters, London - nơi hãng đặt trụ sở - cho biết số người phải dời nhà đã lên mười nghìn.",
        "Lao động - Việc làm là hai mục được bàn nhiều nhất trong buổi sáng nay ở hội trường.",
        f"Thông tấn xã Việt Nam (TTXVN) - {VI}",
        f"Đài Tiếng nói Việt Nam (VOV) - {VI}",
        f"Bộ Y tế (TTXVN) - {VI}",
        f"Liên Hợp Quốc (LHQ) - {VI}",
        f"Associated Press (AP) — {EN}",
        f"World Weather Wire (WWW) — {EN}",
        f"Time - {EN}",
        f"Reuters. {EN}",
        f"据新华社报道，{ZH}",
        "Hà Nội (TTXVN) - Ảnh minh họa",
        "(TTXVN)",
        "Theo TTXVN",
    ],
)
def test_what_is_no_dateline_as_a_whole_is_none(text):
    assert read_dateline(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "ANI - Cô gái làng chài năm nay mới hai mươi tuổi mà đã đi khắp ba miền.",
        "ANSA - Người mẫu trẻ ấy đã rời sàn diễn về quê trồng sen từ năm ngoái.",
        "VOV - Tiếng nói của người làm báo nói vừa tròn bảy mươi lăm tuổi vào thu này.",
        "VOV - Tiếng nói Việt Nam mở thêm một kênh mới dành cho bà con vùng sông nước.",
        "VTV - Đài truyền hình quốc gia có thêm hai giờ phim cho trẻ em mỗi tuần.",
        "VTV - Kênh truyền hình của mọi nhà có thêm hai giờ phim cho trẻ em mỗi tuần.",
        "CNN - Hãng tin Mỹ vừa mở một kênh mới dành cho những người xem trẻ tuổi.",
        "AFP - Agence France-Presse marks its birthday this week in the town by the river.",
        f"Press Trust of India (PTI) {EN}",
        f"Thông tấn xã Việt Nam (TTXVN) {VI}",
        "Lao động online - Xu hướng mới của những người trẻ là ngồi nhà mà vẫn có việc.",
        f"COVID- {VI}",
        "TP- Hồ Chí Minh vừa mở lại ba tuyến phà sau bão số chín vào sáng nay.",
        "TT- Huế vừa mở lại ba tuyến phà sau bão số chín vào sáng nay cho bà con.",
        f"U.S - {EN}",
    ],
)
def test_a_name_before_a_sentence_about_it_signs_nothing(text):
    assert read_dateline(text) is None


@pytest.mark.parametrize(
    ("text", "house"),
    [
        ("TTO - Hãng tin Reuters ngày 12/11 dẫn lời người dân ven sông cho hay nước đã rút.", "TTO"),
        ("TTO - Hãng thông tấn nhà nước dẫn lời người dân ven sông cho hay nước đã rút.", "TTO"),
        ("VOV - Hãng tin Ven Sông dẫn lời người dân cho hay nước đã rút nửa mét.", "VOV"),
        ("AFP - Hãng tin Reuters dẫn lời người dân ven sông cho hay nước đã rút nửa mét.", "AFP"),
        ("TTO - Đài Loan vừa mở lại ba tuyến phà sau bão số chín vào sáng nay.", "TTO"),
        ("VOV - Cô gái làng chài năm nay mới hai mươi tuổi mà đã đi khắp ba miền.", "VOV"),
    ],
)
def test_a_report_about_another_house_or_somebody_leaves_the_sign_one(text, house):
    assert read_dateline(text) == Dateline((house,))


@pytest.mark.parametrize("sign", ["ANI", "UPI", "EFE"])
def test_the_wires_whose_names_are_short_for_much_sign_beside_a_town_a_day_or_in_a_bracket(sign):
    assert read_dateline(f"{sign} - {EN}") is None
    for opening in (f"({sign}) - ", f"DELHI, Nov 12 ({sign}) ", f"Delhi – {sign} – ", f"{sign}, Nov 12 - "):
        assert read_dateline(opening + EN) == Dateline((sign,))


@given(st.text(max_size=120))
def test_any_text_is_read_without_an_error(text):
    read_dateline(text)


@pytest.mark.parametrize(
    ("house", "site", "own"),
    [
        ("TTO", "tuoitre.vn", True),
        ("Dân trí", "dantri.com.vn", True),
        ("NLĐO", "nld.com.vn", True),
        ("QĐND Online", "qdnd.vn", True),
        ("SGGP Online", "qdnd.vn", False),
        ("VOV.VN", "vov.vn", True),
        ("Chinhphu.vn", "baochinhphu.vn", True),
        ("VTC News", "vtcnews.vn", True),
        ("TTO", "dantri.com.vn", False),
        ("TTXVN", "vietnamplus.vn", False),
        ("Reuters", "reuters.com", False),  # a wire stays one on its own site
        ("TTO", None, False),
        ("Reuters", "re.example", False),
    ],
)
def test_a_papers_own_sign_is_known_by_its_site(house, site, own):
    assert is_own(house, site) is own


@pytest.mark.parametrize(
    ("line", "houses"),
    [
        ("AFP, MANILA", ("AFP",)),
        ("TTXVN, Hà Nội", ("TTXVN",)),
        ("AP/Reuters, Nov 12, London", ("AP", "Reuters")),
        ("AFP", ()),  # a byline by itself, read as such
        ("MANILA", ()),
        ("Theo AFP, số dân phải dời nhà đã lên mười nghìn", ()),
        ("", ()),
    ],
)
def test_a_line_of_a_house_and_its_place_names_the_house(line, houses):
    assert located_houses(line) == houses


BODY = (
    "Tuyến đê dài bốn cây số được người dân đắp thêm nửa mét chỉ trong hai ngày, từ đất bãi và bao tải cát.",
    "Xã đã mở cửa trường học cho các gia đình ở tạm, và cử dân quân trực ở các bến đò suốt đêm.",
)


def agency(opening, *, url=None, declared=None, above=()):
    text = "\n\n".join(("Xã Tràm Đông đưa dân lên gò cao trước khi nước lớn", *above, opening + VI, *BODY))
    known = Metadata(agency=declared)
    record = Record("a.txt", 0, text, Media.TEXT, url=url, declared=known)
    document = Pipeline().clean(record)
    assert VI in document.text  # the text itself is left as it stands
    return document.metadata.agency


def test_the_house_of_a_dateline_is_the_agency_unless_it_is_the_papers_own():
    assert agency("TTO - ") == "TTO"
    assert agency("TTO - ", url="https://dantri.com.vn/a-1.htm") == "TTO"
    assert agency("TTO - ", url="https://tuoitre.vn/a-1.htm") is None
    assert agency("(Dân trí) - ", url="https://dantri.com.vn/a-1.htm") is None
    assert agency("(TTXVN) - ", url="https://dantri.com.vn/a-1.htm") == "TTXVN"


def test_a_lead_may_stand_above_the_dateline_and_a_declared_agency_wins():
    lead = "Nước sông Tràm dự báo vượt mức báo động ba trong đêm nay, cao nhất trong mười năm qua."
    assert agency("Hà Nội (TTXVN 12/11) - ", above=(lead,)) == "TTXVN"
    assert agency("Hà Nội (TTXVN 12/11) - ", declared="Báo Ven Sông") == "Báo Ven Sông"


def test_a_house_and_its_place_below_the_headline_are_read_and_the_papers_own_name_is_not():
    title = "Xã Tràm Đông đưa dân lên gò cao trước khi nước lớn"

    def named(line, at_the_end="", url=None):
        text = "\n\n".join((title, line, VI, *BODY, at_the_end))
        return Pipeline().clean(Record("a.txt", 0, text, Media.TEXT, url=url)).metadata.agency

    assert named("AFP, MANILA") == "AFP"
    assert named("12/11/2026 08:30", "Theo Tuổi Trẻ") == "Tuổi Trẻ"
    assert named("12/11/2026 08:30", "Theo Tuổi Trẻ", url="https://tuoitre.vn/a-1.htm") is None


def test_a_paper_that_signs_what_it_carries_is_not_named_beside_the_wire_it_credits():
    text = "\n\n".join(("Xã Tràm Đông đưa dân lên gò cao", f"(Dân trí) - {VI}", *BODY, "Theo Reuters, KPL"))
    assert Pipeline().clean(Record("a.txt", 0, text, Media.TEXT)).metadata.agency == "Reuters; KPL"


def test_a_house_in_the_dateline_and_at_the_end_is_named_once():
    text = "\n\n".join(("Xã Tràm Đông đưa dân lên gò cao", f"Hà Nội (TTXVN) - {VI}", *BODY, "Theo TTXVN"))
    assert Pipeline().clean(Record("a.txt", 0, text, Media.TEXT)).metadata.agency == "TTXVN"


@pytest.mark.parametrize("town", ["TP. Hồ Chí Minh", "TP. HCM", "(TP. HCM)", "TT. Huế", "TP. Vinh (Nghệ An)"])
def test_the_short_word_for_a_town_is_no_sign(town):
    report = "Chiều nay, người dân làng Đông ra bến đón thuyền sen về chợ phiên."
    assert read_dateline(f"{town} - {report}") is None


def test_a_piece_with_as_many_words_as_a_sign_can_have_is_read():
    longest = max((len(sign.split()) for sign in (*signs().wires, *signs().all_own)), default=0)
    label_and_date = 3  # "Nguồn tin ... 12/11"
    assert longest + label_and_date <= MAX_PIECE_TOKENS
    assert read_dateline(f"Thông tấn xã Việt Nam 12/11 - {VI}") == Dateline(("Thông tấn xã Việt Nam",))


def test_a_paper_signs_behind_a_town_that_is_shortened():
    assert read_dateline(f"TP. HCM, 12/3 (PLO) - {VI}") == Dateline(("PLO",))


def test_what_stands_before_a_line_of_any_length_is_read():
    report = "Chiều nay, người dân làng Đông ra bến. " * 5_000
    assert read_dateline(f"Hà Nội – TTO – {report}") == Dateline(("TTO",))
