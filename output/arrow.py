"""Arrow without pandas, which it would load only to ask whether a list is one of its series."""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder

import pyarrow as pa


def leave_pandas_out() -> None:
    """Let Arrow take it from now on that this process has no pandas, unless it is loaded already.

    ``pyarrow.array`` imports it for lists as well, a third of a second in each process. It tries once, here,
    and remembers that it failed. What needs pandas indeed, such as ``to_pandas``, imports it all the same.
    """
    if "pandas" in sys.modules:
        return
    absent = _Absent()
    sys.meta_path.insert(0, absent)
    try:
        pa.array([0])  # of nothing, half of Arrow would not ask
    finally:
        sys.meta_path.remove(absent)


class _Absent(MetaPathFinder):
    """Lets the import of pandas fail."""

    def find_spec(self, fullname: str, *_where: object) -> None:
        """Raise ModuleNotFoundError for pandas; leave all else to others."""
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)
