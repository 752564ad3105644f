"""A folder that is closed to this user, as it looks even to root, who may open everything."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def close(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let ``folder`` be one that can neither be listed nor looked into (mode 0)."""
    inside = os.path.abspath(folder) + os.sep  # noqa: PTH100  # the calls that are replaced would be used

    def guarded(call: Callable[..., Any], *, itself: bool) -> Callable[..., Any]:
        def made(path: Any = ".", *arguments: Any, **options: Any) -> Any:
            name = "" if isinstance(path, int) else os.path.abspath(os.fsdecode(path))  # noqa: PTH100
            if name.startswith(inside) or (itself and name + os.sep == inside):
                raise PermissionError(13, "Permission denied", os.fsdecode(path))
            return call(path, *arguments, **options)

        return made

    for name in ("stat", "lstat", "scandir"):
        monkeypatch.setattr(os, name, guarded(getattr(os, name), itself=name == "scandir"))
