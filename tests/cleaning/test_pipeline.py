"""One record through all stages: documents, rejections with their reason, and the invariants on any text."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning.document import Document, Media, Metadata, Record, Rejection, VerdictKind
from cleaning.draft import replay
from cleaning.pipeline import Pipeline, judges, read

TITLE = "Xã ven biển khánh thành trạm quan trắc mặn"
PARAGRAPHS = (
    "Sáng nay, xã ven biển khánh thành trạm quan trắc độ mặn đầu tiên, giúp nông dân biết trước thời điểm lấy nước.",
    "Trạm do sinh viên trường kỹ thuật lắp đặt, cứ mười lăm phút gửi số liệu một lần về điện thoại của các tổ trưởng.",
    "Ông Tám, trưởng ban thủy nông, nói rằng trước đây bà con chỉ nếm nước mà đoán, năm nào cũng có ruộng cháy lá.",
    "Xã dự định đặt thêm hai trạm ở đầu kênh trong quý tới, kinh phí lấy từ quỹ phòng chống thiên tai của huyện.",
)
ANYTHING = Pipeline(judges=())


def record(text: str | bytes, *, url: str | None = None, title: str | None = None) -> Record:
    return Record("dump.txt", 0, text, Media.TEXT, url=url, declared=Metadata(title=title))


def cleaned(text: str | bytes, **more: str) -> Document:
    outcome = Pipeline().clean(record(text, **more))
    assert isinstance(outcome, Document), outcome
    return outcome


REPORT = "\n\n".join((TITLE, *PARAGRAPHS))


def test_plain_report_is_kept_with_its_title_apart() -> None:
    document = cleaned(REPORT)
    assert document.title == TITLE
    assert document.text == "\n\n".join(PARAGRAPHS)
    assert document.language == "vi"


def test_dirty_report_becomes_the_plain_one() -> None:
    dirty = "\n".join(
        (
            "Trang chủ Nông nghiệp",
            "09:20 | 03/02/2026 GMT+7",
            TITLE,
            "0:00 / 2:10",
            *PARAGRAPHS[:2],
            "Trạm quan trắc ở đầu kênh. Ảnh: Thu Sương",
            *PARAGRAPHS[2:],
            "Thu Sương (Tin Duyên Hải)",
            "Tin bài liên quan",
            "Chợ nổi mở thêm bến đậu cho thuyền du lịch",
        )
    )
    document = cleaned(dirty)
    assert document.text == "\n\n".join(PARAGRAPHS)
    assert document.captions == ("Trạm quan trắc ở đầu kênh. Ảnh: Thu Sương",)
    assert document.metadata.author == "Thu Sương"
    assert document.metadata.agency == "Tin Duyên Hải"
    assert document.metadata.section == "Nông nghiệp"
    assert document.metadata.published_at is not None
    assert document.metadata.published_at.isoformat() == "2026-02-03T09:20:00+07:00"
    assert document.metadata.published_precision == "minute"


def test_cleaning_clean_text_changes_nothing() -> None:
    once = cleaned(REPORT)
    again = cleaned(f"{once.title}\n\n{once.text}")
    assert (again.title, again.text, again.id) == (once.title, once.text, once.id)


def test_cleaning_a_row_of_the_corpus_changes_nothing() -> None:
    once = cleaned(REPORT)
    again = cleaned(once.text, title=once.title)
    assert (again.title, again.text, again.removals) == (once.title, once.text, ())


def test_short_text_is_rejected_as_too_short() -> None:
    outcome = Pipeline().clean(record(PARAGRAPHS[0]))
    assert isinstance(outcome, Rejection)
    assert (outcome.reason, outcome.verdict) == ("too_short", VerdictKind.REJECTED)
    assert outcome.document.text == PARAGRAPHS[0]


def test_other_language_is_rejected_unless_any_is_wanted() -> None:
    english = "The harbour board said on Monday that two more berths would open before the season ends. " * 8
    outcome = Pipeline().clean(record(english))
    assert isinstance(outcome, Rejection)
    assert outcome.reason == "wrong_language"
    assert isinstance(Pipeline(judges=judges(languages=["any"])).clean(record(english)), Document)


def test_binary_content_fails_by_name() -> None:
    outcome = Pipeline().clean(record(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20))
    assert isinstance(outcome, Rejection)
    assert (outcome.reason, outcome.verdict) == ("undecodable", VerdictKind.FAILED)


def test_error_in_a_stage_fails_the_record_and_says_which() -> None:
    class Broken:
        def propose(self, draft: object) -> None:
            raise RuntimeError("broken stage")

    outcome = replace(ANYTHING, editors=(Broken(),)).clean(record(REPORT))  # type: ignore[arg-type]
    assert isinstance(outcome, Rejection)
    assert (outcome.reason, outcome.verdict) == ("cleaning_error", VerdictKind.FAILED)
    assert "RuntimeError: broken stage" in outcome.evidence


def test_id_comes_from_the_address_or_else_from_the_text() -> None:
    at_home = cleaned(REPORT, url="https://bao.example/a-1.html?utm_source=x")
    assert at_home.id == cleaned(REPORT + "\n\n" + PARAGRAPHS[0], url="https://bao.example/a-1.html").id
    assert cleaned(REPORT).id == cleaned(REPORT.upper().replace("\n\n", "\n")).id != at_home.id


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_give_the_same_document(encoding: str) -> None:
    assert cleaned(REPORT.encode(encoding)).id == cleaned(REPORT).id


LINES = st.sampled_from(
    (TITLE, *PARAGRAPHS, "", "0:00 / 0:00", "Chia sẻ", "Tin liên quan", "Theo Báo Duyên Hải", "An Nhiên",
     "【kèo】" + TITLE, f"{TITLE} {TITLE}", ">> Xem tiếp phần sau", "12/3/2026", "(编辑:A)", "Hỏi đáp:", "Câu |")
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=14) | st.lists(st.text(max_size=40), max_size=8))
def test_any_text_replays_and_is_conserved(lines: list[str]) -> None:
    source = read(record("\n".join(lines)))
    document = ANYTHING.clean(record("\n".join(lines)))
    assert isinstance(document, Document)
    assert replay(source.draft.lines, document.removals) == document.text
    removed = sum(r.end - r.start for r in document.removals)
    kept = sum(len(paragraph) for paragraph in document.text.split("\n\n"))
    assert kept + removed == sum(len(line.text) for line in source.draft.lines)


HEADINGS = ("Nước mặn về sớm", "Tiếng nói từ đồng ruộng")
DIRT = ("0:00 / 1:15", "Chia sẻ", "Phản hồi", ">> Xem tiếp phần sau")


@st.composite
def clean_texts(draw: st.DrawFn) -> str:
    """A report without dirt: prose in any order, headings only where prose follows."""
    text: list[str] = []
    for paragraph in draw(st.lists(st.sampled_from(PARAGRAPHS), min_size=2, unique=True)):
        if text and draw(st.booleans()):
            text.append(draw(st.sampled_from([h for h in HEADINGS if h not in text] or [paragraph])))
        if paragraph not in text:
            text.append(paragraph)
    return "\n\n".join(text)


@settings(max_examples=100, deadline=None)
@given(clean_texts())
def test_cleaning_clean_prose_changes_nothing(text: str) -> None:
    document = ANYTHING.clean(record(f"{TITLE}\n\n{text}"))
    assert isinstance(document, Document)
    assert document.text == text


@settings(max_examples=100, deadline=None)
@given(clean_texts(), st.lists(st.tuples(st.sampled_from(DIRT), st.integers(0, 8)), max_size=4))
def test_dirt_between_lines_goes_and_cleaning_twice_is_cleaning_once(
    text: str, dirt: list[tuple[str, int]]
) -> None:
    lines = [TITLE, *text.split("\n\n")]
    for crumb, place in dirt:
        lines.insert(min(place + 1, len(lines)), crumb)
    once = ANYTHING.clean(record("\n".join(lines)))
    assert isinstance(once, Document)
    assert once.text == text
