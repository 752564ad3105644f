"""A parser that names what was mistyped, an option or a command, with the nearest one it knows."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any


class Parser(argparse.ArgumentParser):
    """Looks for mistyped words before anything else: argparse tells of what is missing first.

    ``left_words`` names where words are kept that argparse has no place for, for the command to judge: those
    beyond what it takes, and behind an option one that need not be given.
    """

    left_words: str | None = None

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        """Parse as argparse does; what is unknown ends the process with 2."""
        if args is not None:
            self._refuse_unknown(list(args))
        found, left = super().parse_known_args(args, namespace)
        if self.left_words is None:
            return found, left
        setattr(found, self.left_words, left)
        return found, []

    def _refuse_unknown(self, args: Sequence[str]) -> None:
        commands = self._commands()
        for word in _words(args):
            if _is_option(word):
                name = word.partition("=")[0]
                if not any(known.startswith(name) for known in self._option_string_actions):
                    self.error(f"unknown option {name}{nearest(name, self._option_string_actions)}")
            elif commands:
                if word not in commands:
                    self.error(
                        f"unknown command {word!r}{nearest(word, commands)}; known: {', '.join(commands)}"
                    )
                return  # what follows is the command's

    def _commands(self) -> list[str]:
        groups = (one for one in self._actions if isinstance(one, argparse._SubParsersAction))
        return [name for group in groups for name in group.choices]


def nearest(wrong: str, known: Iterable[str]) -> str:
    """Return a question after the word of ``known`` most like ``wrong``, empty when none is like it."""
    close = get_close_matches(wrong, list(known), n=1)
    return f" (do you mean {close[0]}?)" if close else ""


def _words(args: Sequence[str]) -> Iterator[str]:
    """Yield the words before a ``--``, behind which all are names."""
    for word in args:
        if word == "--":
            return
        yield word


def _is_option(word: str) -> bool:
    """Whether argparse takes ``word`` for an option: no negative number, no blanks, more than a dash."""
    return bool(re.match(r"-[^\d.\s]\S*$", word))
