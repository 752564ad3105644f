"""A betting house's name beside the headline, and every name that is made alike and stays; all composed."""

import pytest

from cleaning.document import Removal, Role
from cleaning.draft import Draft, lines_of
from cleaning.pipeline import RULES
from cleaning.roles import assign
from cleaning.rules.house_names import is_bait, is_house_pitch, lettered_house
from cleaning.text import normalise
from tests.cleaning.rules.test_spam_limits import BODY, P2, P3, P4, T, spam

BAIT = "vu88 tải game nhận code 20k"


def read(text: str) -> tuple[str, list[str]]:
    """Return the title of ``text`` and what the spam rules take out of it."""
    draft = assign(Draft.of(lines_of(normalise(text))), RULES)
    title = draft.index_of(Role.TITLE)
    found: list[Removal] = [r for r in draft.removals() if r.role is Role.SPAM]
    return "" if title is None else draft.text(title), [r.text.strip() for r in found]


@pytest.mark.parametrize(
    ("headline", "cut"),
    [
        (f"3kbet - {T}", "3kbet -"),
        (f"3kbet {T}", "3kbet"),
        (f"3kbet: {T}", "3kbet:"),
        (f"3kwin | {T}", "3kwin |"),
        (f"3KBet – {T}", "3KBet –"),
        (f"[3kbet] {T}", "[3kbet]"),
        (f"【3kbet】{T}", "【3kbet】"),
        (f"{T} - 3kbet", "- 3kbet"),
        (f"22bet: {T}", "22bet:"),
        (f"Link vào 3kbet: {T}", "Link vào 3kbet:"),
        (f"Link vào vuabet88 - {T}", "Link vào vuabet88 -"),
        (f"Nhà cái vuabet88 - {T}", "Nhà cái vuabet88 -"),
        (f"{T} - link vào 3kbet", "- link vào 3kbet"),
        (f"[dubet] {T}", "[dubet]"),
        (f"dubet - {T}", "dubet -"),
        (f"{T} - dubet", "- dubet"),
        (f"Link vào Dubet: {T}", "Link vào Dubet:"),
        (f"[Nhà cái Dubet] {T}", "[Nhà cái Dubet]"),
    ],
)
def test_a_house_beside_the_headline_is_cut_and_the_headline_is_the_title(headline, cut):
    assert read(f"{headline}\n{BODY}") == (T, [cut])


@pytest.mark.parametrize("mark", ["Dubet - {}", "[Dubet] {}", "Vuabet79: {}", "{} - Dubet", "{} | Dubet"])
def test_a_name_written_large_is_cut_where_the_page_carries_an_advertisement(mark):
    headline = mark.format(T)
    assert read(f"{headline}\n{BODY}\n{BAIT}")[0] == T


@pytest.mark.parametrize(
    "headline",
    [
        *(f"[{label}] {T}" for label in ("Infographic", "Video", "Tibet", "Dubet", "QL88")),
        *(f"{name} - {T}" for name in ("Alphabet", "Dubet", "Windows11", "Tràm79", "Studio68", "iPhone 15")),
        *(f"{name}: {T}" for name in ("F1", "U23", "5G", "Boeing777", "Tăng tốc 5G")),
        f"{T} - Báo 24h",
    ],
)
def test_a_label_a_firm_and_a_model_stay(headline):
    assert read(f"{headline}\n{BODY}") == (headline, [])


@pytest.mark.parametrize("name", ["Alphabet", "Tibet"])
def test_a_word_that_ends_as_houses_do_stays_on_a_page_with_an_advertisement_too(name):
    assert read(f"{name} - {T}\n{BODY}\n{BAIT}")[0] == f"{name} - {T}"


@pytest.mark.parametrize("name", ["3kbet", "Dubet"])
@pytest.mark.parametrize(
    "headline",
    [
        "Công an triệt phá đường dây {}",
        "Công an triệt phá đường dây {}: 12 người bị khởi tố",
        "{} - Đường dây nghìn tỉ sụp đổ ra sao",
        "[{}] Đường dây nghìn tỉ sụp đổ ra sao",
        "Đường dây nghìn tỉ sụp đổ trong một đêm - {}",
    ],
)
def test_news_on_the_house_keeps_its_name(name, headline):
    crime = (
        f"Sáng 12-5, công an khởi tố 12 người điều hành trang {name} với cáo buộc tổ chức đánh bạc trên mạng.\n"
        f"Theo điều tra, nhóm này lôi kéo hàng nghìn người nạp tiền vào {name}, thu hơn năm trăm tỉ đồng.\n{P4}"
    )
    assert spam(f"{headline.format(name)}\n{crime}") == []


@pytest.mark.parametrize(
    ("sentence", "cut"), [("", True), ("Anh Dubet trồng sen đã mười năm ở làng.", False)]
)
def test_whom_the_report_speaks_of_is_no_house(sentence, cut):
    assert (spam(f"[dubet] {T}\n{BODY}\n{sentence}") == ["[dubet]"]) is cut


@pytest.mark.parametrize(("word", "cut"), [("là", 0), ("Hội", 2)])
def test_a_partner_that_a_sentence_speaks_of_does_not_sign_the_report(word, cut):
    told = (
        f"Chiều qua, câu lạc bộ công bố 3kbet {word} đối tác trong ba mùa giải tới ở khu vực phía nam.\n"
        "3kbet sẽ đặt bảng hiệu quanh sân và đồng hành cùng đội bóng trong các chuyến du đấu mùa hè này."
    )
    assert spam(f"Đội bóng làng có thêm bạn đồng hành\n{told}\n{P2}\n{P3}") == ["3kbet"] * cut


@pytest.mark.parametrize(
    ("phrase", "house"),
    [
        ("dubet", "dubet"),
        (" Dubet ", "dubet"),
        ("link vào dubet", "dubet"),
        ("làng dubet", ""),
        ("dabet dubet", ""),
        ("tibet", ""),
        ("ubet", ""),
        ("songsabet", "songsabet"),
        ("songhaibet", ""),
    ],
)
def test_a_house_without_a_digit_stands_alone_or_beside_what_it_sells(phrase, house):
    assert lettered_house(phrase) == house


@pytest.mark.parametrize(
    ("phrase", "pitch"),
    [
        ("vuabet88", True),
        ("Link vào vuabet88", True),
        ("Nhà cái uy tín vuabet88", False),
        ("Đường dây vuabet88", False),
        ("link vào link vào link vào vuabet88", False),
        ("Link vào nhà cái vuabet88", True),
        ("Nhà cái", False),
    ],
)
def test_a_pitch_is_a_house_and_what_sells_it(phrase, pitch):
    assert is_house_pitch(phrase) is pitch


@pytest.mark.parametrize(
    ("line", "bait"),
    [
        (BAIT, True),
        ("Vu88 tải game", False),
        ("QL88 tải game", False),
        ("iphone11 khuyến mãi", False),
        ("Hoang68 đăng ký tài khoản", False),
        ("vuabet88 mở cửa", False),
        (f"{P3} Cả làng cùng vuabet88 tải game.", False),
    ],
)
def test_bait_names_a_house_as_it_is_typed_and_calls(line, bait):
    assert is_bait(line) is bait
