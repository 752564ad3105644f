"""Lines that repeat on a site: what goes, with which evidence, and the nearest things that stay."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning import line_counts
from cleaning import text as text_module
from cleaning.assemble import assemble
from cleaning.document import Document, Media, Metadata, Record, Role
from cleaning.draft import Draft, replay
from cleaning.line_counts import LineCounts, counted_keys, key_ranges, paragraph_keys
from cleaning.pipeline import RULES, Pipeline
from cleaning.remembered import forget_lines
from cleaning.repeats import REPEATED_ON_SITE, RepeatedOnSite, distinct_text, without
from cleaning.rules.head import Headline as DeclaredTitle
from cleaning.text import line_key, normalise
from tests.cleaning.test_draft import drafts

SITE = "benlau.example"
PLAIN = Pipeline(editors=(), judges=())


def made(lines: Sequence[str], *, title: str | None = None, pipeline: Pipeline = PLAIN) -> Document:
    record = Record("kho.jsonl", 0, "\n".join(lines), Media.TEXT, url=f"https://{SITE}/{hash(tuple(lines))}")
    document = pipeline.clean(replace(record, declared=Metadata(title=title)))
    assert isinstance(document, Document)
    return document


def prose(number: int, part: int = 0) -> str:
    names = ["cam", "quýt", "mận", "đào", "bưởi", "ổi", "xoài", "chuối", "vải", "nhãn", "táo", "lê"]
    fruit, other = names[number % 12], names[(number + part + 1) % 12]
    return f"Sáng thứ {number}, bà con xóm {fruit} chở {number * 7 + part} giỏ {other} ra bến và kể chuyện mùa nước."


def reports(count: int, **around: Sequence[str]) -> list[list[str]]:
    """Return the lines of ``count`` reports with the same lines ``above``, ``between`` and ``below``."""
    above, between, below = (list(around.get(name, ())) for name in ("above", "between", "below"))
    return [[*above, prose(n), prose(n, 1), *between, prose(n, 2), *below] for n in range(count)]


def counts(documents: Iterable[Document]) -> LineCounts:
    return LineCounts.of(counted_keys(SITE, paragraph_keys(SITE, one.text)) for one in documents)


def repeated(
    pages: Sequence[Sequence[str]], shown: int = 0, judge: RepeatedOnSite | None = None
) -> dict[str, str]:
    """Return what ``judge`` takes from the page ``shown`` of a site that has these pages, and why."""
    documents = [made(page) for page in pages]
    paragraphs = documents[shown].text.split("\n\n")
    evidence = counted_evidence(documents, shown, judge)
    return {paragraphs[at]: why for at, why in evidence.items()}


def counted_evidence(
    documents: Sequence[Document], shown: int = 0, judge: RepeatedOnSite | None = None
) -> dict[int, str]:
    one = documents[shown]
    return (judge or RepeatedOnSite()).repeats(one, paragraph_keys(SITE, one.text), counts(documents))


MENU = ["Góc bến sông", "Sổ tay mùa nước", "Chợ phiên"]
FOOT = ["Gửi bài cho phòng đọc Bến Lau", "Điện thoại bàn biên tập: 0299 111 222"]


def test_menu_and_foot_of_a_site_go_with_the_numbers_that_say_so() -> None:
    found = repeated(reports(12, above=["Trang nhà", *MENU, "Thứ bậc bạn đọc", ""], below=FOOT))
    assert list(found) == ["Trang nhà", *MENU, "Thứ bậc bạn đọc", *FOOT]
    assert set(found.values()) == {"in 12 of 12 documents of this site"}


def test_line_of_some_pages_goes_when_they_are_enough() -> None:
    pages = reports(4, below=["Đọc thêm ở sạp báo"]) + reports(12)[4:]
    assert repeated(pages) == {}, "four pages prove nothing"
    pages = reports(5, below=["Đọc thêm ở sạp báo"]) + reports(12)[5:]
    assert repeated(pages) == {"Đọc thêm ở sạp báo": "in 5 of 12 documents of this site"}
    assert repeated(pages + [[prose(n), prose(n, 5)] for n in range(20, 40)]) == {}, "five of 32 are too few"


NOTICE = "Bạn đọc gửi thư về tòa soạn xin ghi rõ họ tên, số nhà và tên xóm."


@pytest.mark.parametrize("place", ["above", "below"])
def test_long_sentence_of_nearly_all_pages_goes_at_an_edge(place: str) -> None:
    assert list(repeated(reports(12, **{place: [NOTICE]}))) == [NOTICE]
    assert list(repeated(reports(12, **{place: [*MENU, NOTICE]}))) == [*MENU, NOTICE]
    assert repeated(reports(9, **{place: [NOTICE]})) == {}, "nine reports may all be on one story"
    some = reports(12, **{place: [NOTICE]})[:11] + reports(12)[11:]
    assert repeated(some) == {}, "alone it looks like a paragraph: it must be on every page"
    some = reports(12, **{place: [*MENU, NOTICE]})[:11] + reports(12)[11:]
    assert list(repeated(some)) == [*MENU, NOTICE], "labels beside it say whose it is"
    some = reports(14, **{place: [*MENU, NOTICE]})[:11] + reports(14)[11:]
    assert NOTICE not in repeated(some), "eleven of fourteen are less than eight of ten"


def test_counter_of_visits_goes_with_the_lines_around_it() -> None:
    pages = [
        [*page, *MENU, f"Lượt ghé thăm: {n * 97 + 13}", "Về đầu trang"] for n, page in enumerate(reports(8))
    ]
    found = repeated(pages, 3)
    assert list(found) == [*MENU, "Lượt ghé thăm: 304", "Về đầu trang"]
    assert found["Lượt ghé thăm: 304"] == "in 8 of 8 documents of this site, with other numbers"


# What must stay


def test_thanks_that_end_every_interview_stay() -> None:
    assert repeated(reports(12, below=["- Xin cảm ơn bà về cuộc trò chuyện này"])[:6] + reports(12)[6:]) == {}
    assert repeated(reports(12, below=["Xin trân trọng cảm ơn bà!"])) == {}


def test_subheading_of_a_recurring_kind_stays() -> None:
    assert repeated(reports(12, between=["Diễn biến phiên chợ"])) == {}


def test_first_subheading_stays_unless_nearly_every_page_has_it() -> None:
    pages = reports(8, above=["Giá đầu phiên"]) + reports(12)[8:]
    assert repeated(pages) == {}
    assert list(repeated(reports(12, above=["Giá đầu phiên"]))) == ["Giá đầu phiên"]


def test_line_above_the_headline_is_no_subheading() -> None:
    titles = [f"Phiên chợ thứ {n} của xóm ven sông mở muộn vì nước lên" for n in range(12)]
    pipeline = Pipeline(editors=RULES, judges=())
    pages = [["Góc bến sông", title, *page] for title, page in zip(titles, reports(12), strict=True)]
    half = [
        made(page[n % 2 :], title=title, pipeline=pipeline)
        for n, (page, title) in enumerate(zip(pages, titles, strict=True))
    ]
    assert half[0].text.startswith("Góc bến sông\n\nSáng")
    evidence = RepeatedOnSite().repeats(half[0], paragraph_keys(SITE, half[0].text), counts(half))
    assert evidence == {0: "in 6 of 12 documents of this site"}


def test_table_of_prices_stays_though_its_rows_differ_only_in_numbers() -> None:
    def table(n: int) -> list[str]:
        return [
            f"{fish}: {n * 3 + at} nghìn đồng một ký"
            for at, fish in enumerate(("Cá linh", "Cá lóc", "Cá kèo"))
        ]

    assert repeated([[*page, *table(n)] for n, page in enumerate(reports(12))]) == {}


def test_table_of_weather_stays_though_its_places_are_always_the_same() -> None:
    def table(n: int) -> list[str]:
        rows = [
            (place, f"Nhiệt độ từ {n + at} đến {n + at + 7} độ")
            for at, place in enumerate(("Bến Lau", "Cồn Én"))
        ]
        return [line for row in rows for line in row]

    pages = [[*page, *table(n), "Đài khí tượng Cồn Én"] for n, page in enumerate(reports(12))]
    assert repeated(pages) == {}, "the source below the rows may be one of them"


def test_verse_of_a_song_that_many_reports_quote_stays() -> None:
    verse = ["Ai về bến cũ,", "ai nhớ con đò,", "xin ghé lại một lần."]
    assert repeated(reports(12, below=verse)) == {}


BACKGROUND = "Trước đó, tối mùng năm, cơn lũ cuốn trôi cây cầu gỗ nối xóm ven sông với khu chợ cũ."


def test_background_that_follow_ups_on_one_story_repeat_stays() -> None:
    assert repeated(reports(9, below=[BACKGROUND]) + reports(14)[9:]) == {}


def test_background_between_the_sentences_of_every_report_stays() -> None:
    assert repeated(reports(12, between=[BACKGROUND])) == {}
    assert repeated(reports(12, between=["Chuyện cây cầu", BACKGROUND])) == {}
    assert list(repeated(reports(12, between=[BACKGROUND], below=FOOT))) == FOOT


def test_background_at_the_end_stays_where_it_speaks_of_what_the_report_speaks_of() -> None:
    told = "Bà con xóm ven sông vẫn đi đò vì cây cầu gỗ bị cơn lũ cuốn trôi tối mùng năm, chợ cũ vắng khách."
    pages = [
        [*page, told, BACKGROUND] if n % 2 else [*page, BACKGROUND] for n, page in enumerate(reports(12))
    ]
    assert repeated(pages, 1) == {}
    assert list(repeated(pages, 0)) == [BACKGROUND], "nothing else in this report says whose it is"
    assert list(repeated([[*page, NOTICE] for page in pages], 1)) == [NOTICE]


REFRAIN = "Ai về bến cũ đợi đò"


def test_refrain_stays_at_the_end_as_it_stays_inside() -> None:
    pages = [[p[0], REFRAIN, *p[1:], REFRAIN] for p in reports(12)]
    assert repeated(pages) == {}
    assert list(repeated([[*page, *FOOT] for page in pages])) == FOOT


def test_line_alone_below_lines_without_a_full_stop_may_be_their_refrain() -> None:
    songs = [
        [*page, f"Đêm thứ {n} trăng lên đầu bến", "Lời hò ai gửi sang sông"]
        for n, page in enumerate(reports(12))
    ]
    named = [[*song[:-1], f"Khúc hát của xóm {n}", REFRAIN] for n, song in enumerate(songs)]
    assert repeated(named) == {}
    assert list(repeated([[*page, REFRAIN] for page in reports(12)])) == [REFRAIN], (
        "below prose it is a label"
    )


def test_line_alone_above_the_headline_is_of_the_site_whatever_follows() -> None:
    titles = [f"Phiên chợ thứ {n} của xóm ven sông mở muộn vì nước lên" for n in range(12)]
    pipeline = Pipeline(editors=(DeclaredTitle(),), judges=())
    pages = [
        made(["Góc bến sông", title, f"Khúc hát của xóm {n}", *page], title=title, pipeline=pipeline)
        for n, (title, page) in enumerate(zip(titles, reports(12), strict=True))
    ]
    assert pages[0].text.startswith("Góc bến sông\n\nKhúc hát")
    assert list(counted_evidence(pages)) == [0]


def test_label_that_stands_at_both_edges_goes_from_both() -> None:
    pages = reports(12, above=["Trang nhà", *MENU], below=["Trang nhà", *FOOT])
    evidence = counted_evidence([made(page) for page in pages])
    assert sorted(evidence) == [0, 1, 2, 3, 7, 8, 9]


def test_list_item_stays_and_what_introduces_something_stays() -> None:
    pages = reports(8, below=["Đồ cần mang theo:", "- Một đôi ủng cao su"]) + reports(12)[8:]
    assert repeated(pages) == {}


def test_document_without_a_site_has_no_keys() -> None:
    assert len(paragraph_keys(None, "Góc bến sông")) == 0
    document = replace(made(["Góc bến sông", prose(1)]), site=None)
    assert RepeatedOnSite().repeats(document, paragraph_keys(None, document.text), LineCounts.none()) == {}


def test_lines_of_numbers_only_have_no_key() -> None:
    assert not paragraph_keys(SITE, "12\n\n* * *\n\n12/3 - 14").view(np.uint64).any()


def test_same_line_of_two_sites_has_two_keys() -> None:
    assert paragraph_keys("a.example", "Trang nhà") != paragraph_keys("b.example", "Trang nhà")


# Counting


@given(st.lists(st.lists(st.integers(1, 9)), max_size=6), st.integers(0, 6))
def test_counts_are_the_same_however_the_documents_are_dealt(documents: list[list[int]], cut: int) -> None:
    held = [np.unique(np.array(keys, dtype=np.uint64)) for keys in documents]
    whole = LineCounts.of(held)
    halves = LineCounts.sum((LineCounts.of(held[:cut]), LineCounts.of(held[cut:])))
    asked = np.arange(1, 12, dtype=np.uint64)
    assert whole.count(asked).tolist() == halves.count(asked).tolist()
    assert whole.count(asked).tolist() == [sum(n in keys for keys in documents) for n in range(1, 12)]


def test_line_counts_once_however_often_a_document_has_it() -> None:
    page = ["Trang nhà", prose(1), "Trang nhà"]
    assert max(counts([made(page)]).documents) == 1


@given(st.lists(st.lists(st.integers(0, (1 << 64) - 1), max_size=5), max_size=6), st.integers(1, 7))
def test_counts_are_the_same_range_by_range(documents: list[list[int]], at_once: int) -> None:
    held = [np.unique(np.array(keys, dtype=np.uint64)) for keys in documents]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line_counts, "KEYS_AT_ONCE", at_once)
        ranges = key_ranges(sum(map(len, held)))
    assert [one.first for one in ranges] == [0, *(one.last + 1 for one in ranges[:-1])]
    assert ranges[-1].last == (1 << 64) - 1
    parts = [LineCounts.of(map(one.of, held)) for one in ranges]
    whole = LineCounts.of(held)
    assert np.concatenate([part.keys for part in parts]).tolist() == whole.keys.tolist()
    assert np.concatenate([part.documents for part in parts]).tolist() == whole.documents.tolist()


def test_number_of_ranges_grows_with_the_keys() -> None:
    assert len(key_ranges(0)) == 1
    assert len(key_ranges(20_000_000)) == 1 + 20_000_000 // line_counts.KEYS_AT_ONCE


def test_keys_are_worked_out_without_remembering_the_lines() -> None:
    forget_lines()
    paragraph_keys(SITE, "\n\n".join(prose(n) for n in range(5)))
    assert text_module._KEYS == {}
    line_key(prose(1))
    assert paragraph_keys(SITE, prose(1)) == paragraph_keys(SITE, prose(1).upper())


# Taking out


@settings(max_examples=60)
@given(drafts(), st.sets(st.integers(0, 5)))
def test_what_is_taken_out_replays(draft: Draft, chosen: set[int]) -> None:
    document = assemble(draft, Record("kho.txt", 0, "", Media.TEXT))
    count = len(document.text.split("\n\n")) if document.text else 0
    evidence = {at: "in 9 of 9" for at in sorted(chosen) if at < count}
    left = without(document, evidence)
    assert replay(draft.lines, left.removals) == left.text
    removed = [r for r in left.removals if r.rule == REPEATED_ON_SITE]
    assert {r.role for r in removed} <= {Role.REPEAT}
    text_of = {line.number: line.text for line in draft.lines}
    assert all(text_of[r.line][r.start : r.end] == r.text for r in removed)
    assert len(left.text.split("\n\n")) == count - len(evidence) or not left.text


def test_words_are_counted_anew_and_the_rest_stays() -> None:
    document = replace(made(["Trang nhà", prose(1)]), captions=("Bến sông",), title="Chợ phiên")
    left = without(document, {0: "in 9 of 9"})
    assert left.words == document.words - 2
    assert (left.id, left.title, left.captions) == (document.id, "Chợ phiên", ("Bến sông",))


# Comparing


def test_texts_are_compared_without_frequent_lines() -> None:
    text = "\n\n".join([*MENU, prose(1), prose(1, 1), prose(1, 2), *FOOT])
    frequent = LineCounts.of(counted_keys(SITE, paragraph_keys(SITE, line)) for line in (*MENU, *FOOT))
    own = distinct_text(text, paragraph_keys(SITE, text), frequent)
    assert own == "\n\n".join([prose(1), prose(1, 1), prose(1, 2)])


def test_text_with_little_of_its_own_is_compared_as_it_is() -> None:
    text = normalise("\n\n".join([*MENU, "Hết nước"]))
    frequent = LineCounts.of(counted_keys(SITE, paragraph_keys(SITE, line)) for line in MENU)
    assert distinct_text(text, paragraph_keys(SITE, text), frequent) == text


@pytest.mark.parametrize("documents", [0, 4])
def test_site_with_few_documents_teaches_nothing(documents: int) -> None:
    pages = reports(documents, below=FOOT) or [[prose(1)]]
    assert repeated(pages) == {}


def test_label_above_a_sentence_that_goes_is_no_heading() -> None:
    notice = "Bạn đọc gửi thư về tòa soạn xin ghi rõ họ tên, số nhà và tên xóm của mình."
    pages = reports(12, below=["Góc thư nhà", notice])
    fewer = [page if n < 7 else [*page[:-2], notice] for n, page in enumerate(pages)]
    assert list(repeated(fewer)) == ["Góc thư nhà", notice]
