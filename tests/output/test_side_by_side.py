from hypothesis import given
from hypothesis import strategies as st

from output.side_by_side import MAX_WORDS, side_by_side

KEPT = "Sáng nay bà con thôn Thượng họp bàn sửa kênh tưới trước vụ đông.\n\nCuộc họp kéo dài hai giờ."


def test_equal_texts_are_one_passage_whatever_their_case_and_punctuation() -> None:
    (passage,) = side_by_side(KEPT.upper().replace(".", "!"), KEPT)
    assert passage.same


def test_a_change_stands_between_what_agrees() -> None:
    copy = KEPT.replace("thôn Thượng", "xóm Hạ").replace("\n\n", "\n")
    assert [(p.copy, p.kept) for p in side_by_side(copy, KEPT) if not p.same] == [("xóm Hạ", "thôn Thượng")]


def test_a_sentence_that_only_one_has_faces_nothing() -> None:
    copy, _, cut = KEPT.partition("\n\n")
    assert [(p.copy, p.kept) for p in side_by_side(copy, KEPT) if not p.same] == [("", cut)]


def test_a_word_that_agrees_by_chance_does_not_tear_a_change_up() -> None:
    kinds = [p.same for p in side_by_side("một hai ba bốn năm sáu", "bảy tám ba chín mười sáu")]
    assert kinds == [False]


def test_very_long_texts_are_compared_by_paragraphs() -> None:
    long = "\n\n".join(f"đoạn {chr(97 + number % 26)} {'chữ ' * 50}" for number in range(MAX_WORDS // 40))
    found = side_by_side(f"{long}\n\nthêm", long)
    assert [(p.copy, p.kept) for p in found if not p.same] == [("thêm", "")]


@given(
    st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=30),
    st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=30),
)
def test_no_word_is_lost(copy: list[str], kept: list[str]) -> None:
    found = side_by_side(" ".join(copy), " ".join(kept))
    assert " ".join(p.copy for p in found).split() == copy
    assert " ".join(p.kept for p in found).split() == kept
