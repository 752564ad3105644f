from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from output.identity import DigestSet, digest, known_key

keys = st.binary(min_size=16, max_size=16)
zeroes = st.sampled_from([bytes(16), b"a" + bytes(15), b"a\0b" + bytes(13)])


@given(st.lists(keys | zeroes), keys | zeroes)
def test_a_digest_set_holds_what_was_put_in_and_nothing_else(inside: list[bytes], other: bytes) -> None:
    held = DigestSet(inside)
    assert all(one in held for one in inside)
    assert (other in held) == (other in inside)


@given(st.lists(keys | zeroes))
def test_repeated_digests_are_found(some: list[bytes]) -> None:
    found = DigestSet(some).repeated()
    assert {one for one in some if one in found} == {one for one in some if some.count(one) > 1}


def test_the_borders_between_parts_count() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest(None) != digest("")


def row(**changes: object) -> dict[str, object]:
    return {"url": None, "source_path": "a.txt", "source_record": 0, "text": "x"} | changes


def test_without_an_address_the_place_in_the_input_tells_records_apart() -> None:
    assert known_key(row()) != known_key(row(source_path="b.txt"))
    assert known_key(row(url="u")) == known_key(row(url="u", source_path="b.txt"))


def test_one_file_by_two_paths_gives_the_same_record() -> None:
    spellings = ("kho/a.txt", "/home/an/kho/a.txt", "a.txt", "./a.txt")
    assert len({known_key(row(source_path=path)) for path in spellings}) == 1


def test_a_left_out_record_is_known_per_reason() -> None:
    assert (
        len({known_key(row()), known_key(row(reason="too_short")), known_key(row(reason="off_topic"))}) == 3
    )


MENU = ["Góc bến sông", "Chợ phiên"]
REPORT = ["Nước rút khỏi bãi bồi.", "Bà con gieo lại vụ ngô.", "Đò ngang chạy từ sáng."]
LOOSE = frozenset(map(digest, MENU))


def joined(*paragraphs: str) -> dict[str, object]:
    return row(url="u", text="\n\n".join(paragraphs))


def test_the_same_paragraphs_in_another_order_are_another_text() -> None:
    assert known_key(joined(*REPORT)) != known_key(joined(*reversed(REPORT)))
    assert known_key(joined(*REPORT), LOOSE) != known_key(joined(*reversed(REPORT)), LOOSE)


def test_a_paragraph_cut_in_two_or_said_twice_is_another_text() -> None:
    assert known_key(joined("Nước rút.", "Đò chạy.")) != known_key(joined("Nước rút. Đò chạy."))
    assert known_key(joined(*REPORT, REPORT[0])) != known_key(joined(*REPORT))
    assert known_key(joined(*MENU, *REPORT), LOOSE) != known_key(joined(MENU[0], *MENU, *REPORT), LOOSE)


def test_a_text_is_known_by_what_was_taken_out_of_it_wherever_that_stood() -> None:
    whole = known_key(joined(MENU[0], *REPORT, MENU[1]), LOOSE)
    assert known_key(joined(*REPORT), LOOSE, removed=MENU) == whole
    assert known_key(joined(*REPORT, MENU[1]), LOOSE, removed=MENU[:1]) == whole, "the other may have stayed"
    assert known_key(joined(*REPORT), LOOSE, removed=MENU[:1]) != whole
    assert known_key(joined(*reversed(REPORT)), LOOSE, removed=MENU) != whole


def test_the_reason_of_a_text_that_lost_paragraphs_does_not_count() -> None:
    left = joined(*REPORT) | {"reason": "too_short"}
    assert known_key(left, LOOSE, removed=MENU) == known_key(joined(*MENU, *REPORT), LOOSE)
