"""Items made ahead: all of them, in order, and what goes wrong in its place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from output.ahead import ahead


def test_items_come_in_their_order() -> None:
    assert list(ahead(iter(range(50)))) == list(range(50))
    assert list(ahead(iter(()))) == []


def test_no_more_than_one_item_is_made_ahead() -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for number in range(10):
            made.append(number)
            yield number

    for used in ahead(items()):
        assert len(made) <= used + 2


def test_an_error_is_raised_behind_the_items_before_it() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise OSError("voll")

    found = ahead(items())
    assert next(found) == 1
    with pytest.raises(OSError, match="voll"):
        next(found)
