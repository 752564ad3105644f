"""What reads alike and reports something else: bulletins of another day, statements made again, cases that go on."""

import random

import pytest

from benchmarks.copies_daily import DAILY
from cleaning.dedup import copy_key, relate
from cleaning.document import Document

PLACES = [
    "xã",
    "bản",
    "thôn",
    "ấp",
    "phường",
    "huyện",
    "chợ",
    "bến",
    "đình",
    "suối",
    "đồi",
    "cầu",
    "kênh",
    "đê",
]
STATEMENT = (
    "Trả lời câu hỏi của phóng viên về vụ thử máy bơm của xã bên {day}/5, người phát ngôn của làng khẳng "
    "định làng hết sức quan ngại trước việc xã bên liên tục thử máy bơm, vi phạm thỏa thuận về nguồn nước, ảnh hưởng "
    "đến mùa màng của cả vùng. Làng kêu gọi các bên kiềm chế, không có hành động làm căng thẳng thêm tình hình và "
    "nghiêm chỉnh tuân thủ cam kết. Làng sẵn sàng cùng các bên liên quan tìm giải pháp lâu dài cho con kênh chung. "
    "Phát biểu được đưa ra {said}/5 tại nhà văn hóa."
)


def body(seed, count=220):
    chance = random.Random(seed)
    return [chance.choice(PLACES) + chance.choice("aeiouy") + chance.choice("bcdg") for _ in range(count)]


def document(name, text, title="Tin", url=None):
    return Document(
        id=name, url=url, site=None, source_path="d.jsonl", source_record=0, title=title, text=text
    )


def related(*documents):
    found = relate(map(copy_key, documents), lambda wanted: [(at, documents[at].text) for at in wanted])
    copies = {documents[at].id: copy.kind for at, copy in found.copies.items()}
    return copies, {documents[at].id: documents[elder].id for at, elder in found.families.items()}


@pytest.mark.parametrize("kind", DAILY)
def test_what_a_site_fills_anew_every_day_is_never_removed(kind):
    chance = random.Random(kind)
    pages = [DAILY[kind](chance) for _ in range(40)]
    documents = [
        document(f"{at:02}", "\n\n".join(page.paragraphs), page.title) for at, page in enumerate(pages)
    ]
    assert related(*documents) == ({}, {})


def test_the_same_page_under_two_dates_is_two_editions_and_under_one_a_copy():
    text = " ".join(body(1))
    days = ("Lịch phát sóng ngày 14/5", "Lịch phát sóng ngày 15/5", "Lịch phát sóng ngày 14.05")
    first, second, again = (document(str(at), text + " hết" * at, title) for at, title in enumerate(days))
    assert related(first, second) == ({}, {})
    assert related(first, again)[0] == {"0": "near"}


@pytest.mark.parametrize("title", ["Động đất 5/3: {} người chết", "Cứu hộ 24/7: {} người được đưa ra"])
def test_a_toll_that_rises_under_one_date_makes_no_edition(title):
    text = " ".join(body(1))
    both = [document(str(n), f"{text} hết", title.format(n)) for n in (10, 12)]
    assert len(related(*both)[0]) == 1


def test_bulletins_of_two_days_are_two_editions_whatever_other_numbers_their_titles_give():
    text = " ".join(body(1))
    both = [document(str(n), text + " hết" * n, f"Giá thóc {n}/3 tăng {n * 7} đồng") for n in (5, 6)]
    assert related(*both) == ({}, {})


def test_other_numbers_without_a_date_in_a_title_make_no_edition():
    text = " ".join(body(1))
    both = [document(str(n), f"{text} hết", f"Khánh thành {n} cây cầu mới") for n in (3, 4)]
    assert len(related(*both)[0]) == 1


def test_another_day_at_the_same_address_is_a_revision():
    text, url = " ".join(body(1)), "https://bao.example/lich.html"
    assert list(
        related(document("a", text, "Lịch 14/5", url), document("b", f"{text} hết", "Lịch 15/5", url))[
            0
        ].values()
    ) == ["revision"]


def test_a_statement_made_again_about_another_day_is_kept():
    first = STATEMENT.format(day="vào sáng 14", said="chiều 19")
    second = STATEMENT.format(day="trong đêm 29", said="ngày 30")
    assert related(document("a", first), document("b", second))[0] == {}
    assert len(related(document("a", first), document("b", first + " (Theo đài xã)"))[0]) == 1


def test_telephones_around_a_report_do_not_make_it_news():
    text = " ".join(body(2))
    first = document("a", f"Đường dây nóng 0901 555 101.\n\n{text}")
    second = document("b", f"{text}\n\nGọi 0977 333 202 để gửi tin.")
    assert list(related(first, second)[0].values()) == ["near"]


def test_a_part_with_two_new_figures_in_its_midst_stays():
    words = body(3, 400)
    part = words[:120]
    assert related(document("whole", " ".join(words)), document("part", " ".join(part)))[0] == {
        "part": "contained"
    }
    part[40:40], part[80:80] = ["71", "hộ"], ["lúc", "15", "giờ"]
    assert related(document("whole", " ".join(words)), document("part", " ".join(part)))[0] == {}


def test_bulletins_with_a_fifth_of_their_numbers_changed_are_no_family():
    words = body(4, 160)
    filled = [*words]
    for at in range(10, 150, 10):
        filled[at] = str(at)
    other = [*filled[:80], *body(5, 60)[:40], *filled[80:]]
    first = document("a", " ".join(filled))
    assert related(first, document("b", " ".join(other)))[1] == {"a": "b"}
    changed = [str(int(word) + 1000) if word.isdigit() and int(word) % 40 == 10 else word for word in other]
    assert related(first, document("b", " ".join(changed)))[1] == {}
