"""What is not asked of plain lines and texts: each way out gives what the long way gives."""

from hypothesis import given
from hypothesis import strategies as st

from cleaning.assemble import assemble
from cleaning.bylines import closing_byline
from cleaning.credits import MAX_CREDIT_LINE, closing_credit
from cleaning.document import TEXT_ROLES, Document, Line, Media, Metadata, Place, Proposal, Record, Role
from cleaning.draft import Draft, lines_of
from cleaning.quality import BlankForm
from cleaning.rules import hung
from cleaning.rules.kit import BRACKETED, OPENING
from cleaning.shape import is_paragraph
from cleaning.signatures import MAX_HEAD, Zones, is_text

PIECES = [
    "Chợ quê",
    "mở lại",
    "Lan Anh",
    "(TTXVN)",
    "Theo",
    "[a]",
    "【b】",
    " - ",
    " | ",
    "_",
    "kubo88:",
    ".",
    "à",
]
TITLES = st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join)
PARAGRAPH = "Sáng nay bà con hai bờ sông lại qua về trên bến đò cũ vừa sửa xong."
ROLES = st.sampled_from([None, None, None, *Role])


@given(TITLES)
def test_nothing_hangs_on_a_headline_without_one_of_its_signs(title: str) -> None:
    if hung._HANGER.search(title):
        return
    assert not any(opening.match(title) for opening in (BRACKETED, OPENING, hung._PREPENDED))
    assert [*hung._behind(title, 0)] == hung.hung_on(title) == []


@given(st.lists(st.sampled_from(PIECES), min_size=40).map(" ".join))
def test_a_long_line_is_neither_a_byline_nor_a_credit(line: str) -> None:
    assert len(line) <= MAX_CREDIT_LINE or (closing_byline(line) or closing_credit(line)) is None


@given(st.lists(st.tuples(st.sampled_from([PARAGRAPH, "Lan Anh"]), ROLES, st.sampled_from([*Place]))))
def test_head_and_tail_are_bounded_by_the_second_paragraph_and_the_last(
    parts: list[tuple[str, Role | None, Place]],
) -> None:
    lines = tuple(Line(number, text, place) for number, (text, _, place) in enumerate(parts, start=1))
    said = tuple(Proposal(index, role, "test") if role else None for index, (_, role, _) in enumerate(parts))
    draft, roles = Draft(lines, said), [role for _, role, _ in parts]
    start = roles.index(Role.TITLE) + 1 if Role.TITLE in roles else 0
    prose = [i for i in range(start, len(lines)) if is_paragraph(lines[i].text) and is_text(draft, i)]
    zones = Zones.of(draft)
    end = prose[1] if len(prose) > 1 else len(lines)
    assert [*zones.head] == [*range(start, min(end, start + MAX_HEAD))]
    assert [*zones.tail] == [*range(max(prose, default=start), len(lines))]


def document(text: str, *, declared: Metadata) -> Document:
    draft = Draft.of(lines_of(text), declared=declared).settle()
    return assemble(draft, Record("kho.txt", 0, text, Media.TEXT))


def test_a_source_of_which_the_lines_tell_nothing_more_is_known_as_it_declares_itself() -> None:
    declared = Metadata(title="Bến đò cũ", tags=("đò",), published_precision="day")
    assert document(PARAGRAPH, declared=declared).metadata == declared


def test_an_empty_name_is_no_name() -> None:
    made = document(PARAGRAPH, declared=Metadata(author="", agency="", section=""))
    assert made.metadata == Metadata()


def test_a_document_has_the_language_of_its_text() -> None:
    assert document(PARAGRAPH, declared=Metadata()).language == "vi"
    assert document("The ferry opened again.", declared=Metadata()).language != "vi"


def test_many_short_sentences_are_no_form() -> None:
    form = "Tên đăng nhập\nMật khẩu\nĐăng nhập"
    blank, told = (document(text, declared=Metadata()) for text in (form, f"{form}\nMưa. Gió. Bão. Lũ."))
    assert BlankForm().objection(blank)
    assert BlankForm().objection(told) is None


def test_roles_are_found_in_sets_and_by_their_names() -> None:
    assert Role.BODY in TEXT_ROLES
    assert "heading" in TEXT_ROLES
    assert {Role.UI: 1}[Role("ui")] == 1
