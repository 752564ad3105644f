"""What was freed goes back to the system."""

import sys
from pathlib import Path

import pytest

from output.memory import give_back

MEGABYTE = 1 << 20


def resident() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * 4096


@pytest.mark.skipif(sys.platform != "linux", reason="asks the C library of Linux")
def test_memory_that_was_freed_is_the_systems_again():
    held = [bytes(1000) for _ in range(200_000)]
    between = held[::1000]  # what stays lies between what goes
    before = resident()
    del held
    give_back()
    assert resident() < before - 100 * MEGABYTE
    assert len(between) == 200
