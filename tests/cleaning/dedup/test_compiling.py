"""When compiled loops are used, and what happens where they can't be had."""

import builtins
import random
from pathlib import Path
from unittest import mock

import pytest

from cleaning.dedup import compiled, copy_key, copy_keys, relate
from cleaning.document import Document

pytestmark = pytest.mark.xdist_group("compiled")

SYLLABLES = [head + tail for head in "bcdghlmnstvx" for tail in ("a", "an", "o", "ong", "u", "e", "i", "ời")]


def documents():
    """Return some reports, copies of them with edits, parts, stubs and what is unusual in spelling."""
    chance = random.Random(5)
    made = []
    for story in range(12):
        words = [*chance.choices(SYLLABLES, k=120), "7", "12"]
        chance.shuffle(words)
        for edit in range(4):
            own = [word for word in words if chance.random() > edit * 0.015]
            text = " ".join(own[: len(own) if edit < 3 else 60])
            made.append(text if story % 3 else text.upper() + "\u200b đð\n\nTTXVN")
    made += ["Mời xem video", "mời xem  VIDEO", ""]
    place = {"site": "bao.vn", "source_path": "d.jsonl"}
    return [
        Document(id=f"{at:06}", title=f"Tin {at // 4}, 5/12", text=text, url=None, source_record=at, **place)
        for at, text in enumerate(made)
    ]


def all_about(given):
    keys = list(copy_keys(given))
    found = relate(keys, lambda wanted: [(at, given[at].text) for at in wanted])
    return keys, found.copies, found.families


def test_keys_copies_and_families_are_the_same_with_and_without():
    pytest.importorskip("numba")
    given = documents()
    with mock.patch.object(compiled, "_work", compiled.Work(decided=False)):
        without = all_about(given)
    with mock.patch.object(compiled, "_work", compiled.Work(decided=True)):
        assert all_about(given) == without
    assert len(without[1]) > 12
    assert without[0] == list(map(copy_key, given))


def test_little_work_imports_no_numba():
    work = compiled.Work()
    with mock.patch.object(compiled.importlib.util, "find_spec", side_effect=AssertionError):
        assert not work.pays(compiled.MIN_TEXTS - 1)


def test_without_numba_arrays_do():
    work = compiled.Work()
    with mock.patch.object(compiled.importlib.util, "find_spec", return_value=None):
        assert not work.pays(compiled.MIN_TEXTS)
    assert work.decided is False


def test_where_numba_is_broken_arrays_do():
    imported = builtins.__import__

    def broken(name, *rest):
        if "compiled.warming" in name:
            raise ImportError("numpy is too new")
        return imported(name, *rest)

    work = compiled.Work()
    with (
        mock.patch.object(compiled.importlib.util, "find_spec", return_value=object()),
        mock.patch.object(builtins, "__import__", broken),
    ):
        assert not work.pays(compiled.MIN_TEXTS)


@pytest.mark.parametrize("error", [MemoryError, SystemError, "NumbaError"])
def test_where_memory_or_numba_fails_arrays_do(error):
    errors = pytest.importorskip("numba").core.errors
    from cleaning.dedup.compiled import warming  # noqa: PLC0415 - numba is optional

    raised = errors.NumbaError("no such function") if error == "NumbaError" else error()
    work = compiled.Work()
    with (
        mock.patch.object(warming, "are_kept", return_value=True),
        mock.patch.object(warming, "words_of", side_effect=raised),
    ):
        assert not work.pays(compiled.MIN_TEXTS)


def test_what_is_yet_to_be_compiled_waits_for_more_work():
    pytest.importorskip("numba")
    from cleaning.dedup.compiled import warming  # noqa: PLC0415 - numba is optional

    work = compiled.Work()
    with mock.patch.object(warming, "are_kept", return_value=False), mock.patch.object(warming, "warm_up"):
        assert [work.pays(compiled.MIN_TEXTS), work.pays(compiled.MIN_COMPILED)] == [False, True]
    with mock.patch.object(warming, "are_kept", return_value=True), mock.patch.object(warming, "warm_up"):
        assert compiled.Work().pays(compiled.MIN_TEXTS)


def doubled(value):
    return 2 * value


def test_where_no_folder_can_be_written_loops_are_compiled_for_the_process():
    pytest.importorskip("numba")
    from cleaning.dedup.compiled import compiling  # noqa: PLC0415 - numba is optional

    with mock.patch.object(compiling, "_Kept", side_effect=RuntimeError("no locator available")):
        found = compiling.compiled(doubled)
    assert found(21) == 42


def test_a_full_disk_and_a_damaged_file_cost_nothing_but_time():
    pytest.importorskip("numba")
    from cleaning.dedup.compiled import compiling  # noqa: PLC0415 - numba is optional

    base = compiling.FunctionCache
    with (
        mock.patch.object(base, "save_overload", side_effect=OSError("no space left")),
        mock.patch.object(base, "load_overload", side_effect=EOFError),
    ):
        assert compiling.compiled(doubled)(21) == 42


@pytest.mark.parametrize("left", [b"", bytes(100), b"\x80\x05\x8c\x02\xff\xff.", b"I1\n.I2\n."])
def test_a_damaged_index_is_begun_anew(left):
    pytest.importorskip("numba")
    from cleaning.dedup.compiled import compiling  # noqa: PLC0415 - numba is optional

    loop = compiling.compiled(doubled)
    assert loop(21) == 42
    Path(loop._cache._cache_file._index_path).write_bytes(left)
    again = compiling.compiled(doubled)
    assert not compiling.is_kept(again)
    assert again(21) == 42
    assert compiling.is_kept(again)


def test_machine_code_is_forgotten_when_any_source_changes():
    pytest.importorskip("numba")
    from cleaning.dedup.compiled import compiling  # noqa: PLC0415 - numba is optional

    loop = compiling.compiled(doubled)
    assert loop(21) == 42
    assert compiling.is_kept(loop)
    with mock.patch.object(compiling, "_sources", return_value="another digest"):
        assert not compiling.is_kept(loop)
