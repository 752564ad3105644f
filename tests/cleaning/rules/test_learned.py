"""The learned rules on pages made here: what they take, what they never take, and what they say of it."""

from itertools import pairwise

import numpy as np

from cleaning.document import Document, Media, Metadata, Record, Role
from cleaning.draft import Draft, lines_of
from cleaning.line_model.committee import LINES, Pull, committee
from cleaning.line_model.features import NAMES, Matrix
from cleaning.line_model.phrases import MAX_ALIKE, PHRASES
from cleaning.line_model.reasons import BY_NEIGHBOURS, reasons
from cleaning.pipeline import EDITORS, Pipeline
from cleaning.roles import assign
from cleaning.rules.learned import FURNITURE, LearnedHeadline, LearnedRole
from tests.cleaning.rules.learned_pages import (
    FOOT,
    FURNITURE_LINES,
    REPORT,
    SAFE,
    assigned,
    by_rules,
)

LEARNED = "learned_role"


def taken(draft: Draft) -> dict[str, str]:
    """Return the evidence against each line that the model took, but for those it only gave another role."""
    found = {draft.lines[i].text: d.evidence for i, d in enumerate(draft.decided) if d and d.rule == LEARNED}
    return {text: evidence for text, evidence in found.items() if "rather than" not in evidence}


# The shipped model


def test_report_stays_whole_between_furniture_that_no_cue_word_names() -> None:
    draft = assigned(f"{FURNITURE_LINES}\n{REPORT}\n{FOOT}")
    assert draft.body_text() == "\n\n".join(REPORT.split("\n")[2:])


def test_headline_below_menus_and_tickers_is_found() -> None:
    draft = assigned(
        f"Bến Lau Online - Tiếng nói của cù lao\nGiá cam hôm nay 18.000\n{FURNITURE_LINES}\n{REPORT}\n{FOOT}"
    )
    assert draft.paragraphs(Role.TITLE) == ["Bến Lau mở lại chợ phiên sau ba năm"]


def test_declared_title_is_not_guessed_again() -> None:
    lines = lines_of(f"{FURNITURE_LINES}\n{REPORT}\n{FOOT}")
    draft = Draft.of(lines, declared=Metadata(title="Chợ quê"))
    assert not list(LearnedHeadline().propose(draft))
    assert assign(draft, EDITORS).paragraphs(Role.TITLE) == ["Chợ quê"]


SUSPECT = (
    "Trang mạng: benlau.example",
    "Tổng đài: 1800 0099",
    "Người vẽ: Lâm Văn Tưởng",
    "Khách đông nghịt bến",
)


def test_lines_of_a_text_without_anything_of_a_page_stay_though_they_look_like_it() -> None:
    report = [line for line in REPORT.split("\n") if line]
    lines = [*report[:3], *SUSPECT, *report[3:], *SAFE]
    clean = by_rules("\n".join(lines))
    assert not [d for d in clean.decided if d and d.role in FURNITURE]
    assert list(LearnedRole().propose(clean)) == []
    scores = committee(LINES).scores(committee(LINES).read(clean)).text
    assert min(scores[3:7]) < LearnedRole().max_text, "the model alone would take some of them"


def test_text_that_was_cleaned_once_stays_as_it_is() -> None:
    def cleaned(text: str) -> Document:
        made = Pipeline(judges=()).clean(Record("kho.txt", 0, text, Media.TEXT))
        assert isinstance(made, Document)
        return made

    first = cleaned("\n".join([FURNITURE_LINES, REPORT, *SUSPECT, *SAFE, FOOT]))
    again = cleaned(f"{first.title}\n\n{first.text}")
    assert (again.title, again.text) == (first.title, first.text)
    assert first.text.count("\n\n") >= LearnedRole().min_lines - 2


# What is said of a line


def test_evidence_gives_how_sure_it_is_and_up_to_three_reasons_in_words() -> None:
    said = taken(assigned(f"{FURNITURE_LINES}\n{REPORT}\n{FOOT}"))
    assert said
    for evidence in said.values():
        sure, _, signs = evidence.partition(": ")
        assert sure.endswith("% not the report")
        assert 1 <= len(signs.split(", ")) <= 3
        assert "_" not in signs


def test_reasons_of_a_line_are_its_own_strongest_first_and_speak_against_it() -> None:
    before = by_rules(f"{FURNITURE_LINES}\n{REPORT}\n{FOOT}")
    readers = committee(LINES)
    seen = readers.read(before)
    scores = readers.scores(seen)
    after = before.apply(LearnedRole().propose(before))
    lines = [line.text for line in before.lines]
    told = taken(after)
    assert told
    for text, evidence in told.items():
        index = lines.index(text)
        alone = readers.pull(seen, scores, np.array([index]))
        strengths = {
            PHRASES[name]: min(0.0, float(alone.features[0, at]))
            for at, name in enumerate(NAMES)
            if seen.features[index, at] > 0
        }
        worded = sum(alone.words[0].values())
        given = [one for one in evidence.partition(": ")[2].split(", ") if one != BY_NEIGHBOURS]
        pulls = [worded if one.startswith("words like «") else strengths[one] for one in given]
        assert all(pull < 0 for pull in pulls)
        assert all(first <= second for first, second in pairwise(pulls))


def row(**values: float) -> Matrix:
    made = np.zeros((1, len(NAMES)), np.float32)
    for name, value in values.items():
        made[0, NAMES.index(name)] = value
    return made


def told(seen: Matrix, pull: Matrix, **words: float) -> list[str]:
    return next(reasons(seen, Pull(pull, (words,))))


def test_reasons_are_sorted_by_strength() -> None:
    pull = row(clock=-1, address=-3, colon=-2, year=-0.5)
    strongest = [PHRASES["address"], PHRASES["colon"], PHRASES["clock"]]
    assert told(np.ones_like(pull), pull) == strongest
    assert told(np.ones_like(pull), pull, bến=-1.5, chợ=-1) == [
        strongest[0],
        "words like «bến» and «chợ»",
        strongest[1],
    ]


def test_what_speaks_for_a_line_or_is_not_there_is_no_reason() -> None:
    pull = row(clock=9, address=-3, colon=-2)
    assert told(row(clock=1, colon=0.2), pull) == [PHRASES["colon"]]
    assert told(row(clock=1, colon=0.2), pull, bến=-1, chợ=1.5) == [PHRASES["colon"]], "words as a whole"
    assert told(row(clock=1, colon=0.2), pull, bến=-3, chợ=0.5)[0] == "words like «bến»"


def test_line_with_nothing_against_it_goes_by_its_neighbours() -> None:
    assert told(row(clock=1), row(clock=2, colon=-2)) == [BY_NEIGHBOURS]


def test_what_holds_for_the_whole_page_is_no_reason_for_a_line() -> None:
    pull = row(lines_of_record=-9, clock=-1)
    assert told(np.ones_like(pull), pull) == [PHRASES["clock"]]


def test_two_steps_of_one_sign_are_one_reason() -> None:
    pull = row(titles_in_a_row_3=-5, titles_in_a_row_5=-4, colon=-3, year=-2, clock=-1)
    assert told(np.ones_like(pull), pull) == [
        PHRASES["titles_in_a_row_3"],
        PHRASES["colon"],
        PHRASES["year"],
    ]


def test_every_feature_has_a_phrase_a_reader_understands() -> None:
    assert set(PHRASES) == set(NAMES)
    assert not [phrase for phrase in PHRASES.values() if "_" in phrase or "," in phrase or len(phrase) > 50]
    spoken = list(PHRASES.values())
    assert max(map(spoken.count, spoken)) == MAX_ALIKE


PORTAL = """ĐẢNG BỘ TỈNH VEN SÔNG
ỦY BAN KIỂM TRA TỈNH ỦY
Giới thiệu | Tin tức | Văn bản | Liên hệ
TIN HOẠT ĐỘNG
Tỉnh ủy Ven Sông tổ chức hội nghị đối ngoại nhân dân
Ngày đăng: 11/11/2026 - Lượt xem: 1.204
Sáng 11/11, Tỉnh ủy Ven Sông tổ chức hội nghị sơ kết công tác đối ngoại nhân dân với một trăm hai mươi đại biểu.
Tại hội nghị, Phó Bí thư Thường trực ghi nhận kết quả hợp tác với ba tỉnh nước bạn và đề nghị mở thêm các đợt trao đổi.
I. KẾT QUẢ ĐẠT ĐƯỢC
Trong năm, tỉnh đã đón mười bốn đoàn khách quốc tế, ký hai biên bản ghi nhớ về giáo dục và nông nghiệp.
II. NHIỆM VỤ NĂM 2027
Hội nghị thống nhất tổ chức tuần lễ văn hóa hữu nghị vào tháng tư và cử sáu cán bộ đi học tiếng Lào.
[Trở về]
Các tin khác
Hội nghị giao ban quý ba (10/10/2026)
Tập huấn nghiệp vụ kiểm tra (02/10/2026)"""


def test_headings_counted_in_roman_numerals_stay_whatever_the_network_says():
    draft = Pipeline().draft(Record("a.txt", 0, PORTAL, Media.TEXT))
    for line in draft.lines:
        if line.text.startswith(("I. ", "II. ")):
            assert draft.role(line.number - 1) is Role.HEADING, line.text
