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
