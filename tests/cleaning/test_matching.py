from hypothesis import given
from hypothesis import strategies as st

from cleaning.matching import match_blocks, words_of

LONG = "một hai ba bốn năm sáu bảy tám chín mười"
OTHER = "xuân hạ thu đông đất trời mây nước gió trăng"
THIRD = "cam quýt bưởi ổi xoài mít nhãn vải chuối dừa"


def chosen(blocks: list[str], units: list[str]) -> set[int]:
    return set(match_blocks([words_of(b) for b in blocks], [words_of(u) for u in units]).chosen)


def test_a_block_in_the_output_is_chosen_and_others_are_not():
    assert chosen([LONG, OTHER], [LONG]) == {0}


def test_blocks_joined_by_the_extractor_are_all_chosen():
    assert chosen([LONG, "chữ giữa", OTHER], [f"{LONG} chữ giữa {OTHER}"]) == {0, 1, 2}


def test_a_block_shortened_by_the_extractor_is_chosen():
    assert chosen([f"{LONG} liên kết"], [LONG]) == {0}


def test_of_equal_long_blocks_the_one_beside_the_text_is_chosen():
    assert chosen([LONG, "thực đơn", "trang chủ", LONG, OTHER], [LONG, OTHER]) == {3, 4}


def test_a_short_menu_entry_equal_to_a_subheading_is_not_chosen():
    assert chosen(["Kinh tế", "x", "y", "z", "t", LONG, "Kinh tế", OTHER], [LONG, "Kinh tế", OTHER]) == {
        5,
        6,
        7,
    }


def test_a_block_equal_to_a_unit_is_chosen_wherever_it_stands():
    assert chosen(["Lời mở", "a", "b", "c", "d", "e", LONG], ["Lời mở", LONG]) == {0, 6}


def test_chance_phrases_do_not_choose_a_block():
    assert chosen([LONG, "một hai ba xuân hạ thu cam quýt bưởi hai ba bốn"], [LONG, OTHER, THIRD]) == {0}


def test_scripts_without_spaces_are_matched_by_characters():
    assert chosen(
        ["先日、新しい港が開かれました。", "次の記事"], ["先日、新しい港が開かれました。その後"]
    ) == {0}


def test_a_unit_on_no_block_is_reported_after_the_block_before_it():
    match = match_blocks(
        [words_of(LONG), words_of(THIRD)], [words_of(LONG), words_of(OTHER), words_of(THIRD)]
    )
    assert dict(match.absent) == {1: 0}


def test_a_unit_that_is_part_of_a_block_is_not_absent():
    assert not match_blocks([words_of(LONG)], [words_of("ba bốn")]).absent


@given(st.lists(st.text(alphabet="ab c", max_size=30)), st.lists(st.text(alphabet="ab c", max_size=30)))
def test_every_unit_is_on_a_block_or_absent(blocks, units):
    match = match_blocks([words_of(b) for b in blocks], [words_of(u) for u in units])
    assert match.chosen <= set(range(len(blocks)))
    assert set(match.absent) <= set(range(len(units)))


@given(st.lists(st.text(alphabet="abcdefgh ", min_size=1, max_size=40), unique=True))
def test_an_output_equal_to_the_page_leaves_nothing_absent(blocks):
    words = [words_of(b) for b in blocks]
    assert not match_blocks(words, words).absent
