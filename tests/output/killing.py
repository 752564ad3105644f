"""A process that dies between two calls that change the disk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from output.corpus import Corpus
from output.plan import CopyOf
from tests.output.conftest import document, rejection

STEPS = ["replace", "fsync", "unlink", "mkdir", "link"]
"""The calls of ``os`` through which a commit changes what is on disk (rmtree goes through unlink)."""


class Killed(BaseException):
    """The process is dead: nothing may catch this, and nothing more reaches the disk."""


class Killer:
    """Lets ``survived`` disk-changing calls through; the next one and all after it never happen."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, survived: int) -> None:
        self.left = survived
        for name in STEPS:
            monkeypatch.setattr(os, name, self._limited(getattr(os, name)))
        monkeypatch.setattr(shutil, "rmtree", self._limited(shutil.rmtree))

    def _limited(self, call: Callable[..., object]) -> Callable[..., object]:
        def step(*args: object, **options: object) -> object:
            if self.left <= 0:
                self.left = -1
                raise Killed
            self.left -= 1
            return call(*args, **options)

        return step

    @property
    def struck(self) -> bool:
        return self.left < 0


def commit_second_run(root: Path) -> None:
    with Corpus(root).run("second") as run:
        for outcome in (*map(document, range(3, 9)), rejection(20)):
            run.stage(outcome)
        run.commit({1: CopyOf(0, "near", 0.8)})
