"""One thing to read: a file, standard input or the member of an archive."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import IO

from cleaning.inputs.options import InputOptions
from cleaning.inputs.streams import Budget, Peekable, Stream, spool
from cleaning.inputs.taken import Taken

MEMBER = "!"
"""Stands between an archive and the name of its member in ``source_path``; names hold such signs, too."""


@dataclass(slots=True)
class Item:
    """A named stream; ``file`` is the same content when it can be sought in, ``size`` its length.

    ``name`` is what becomes ``source_path``. ``inside`` says that it came out of an archive: archives
    in it are not opened. ``budget`` is shared by all that one file unpacks to; ``taken`` is told of rows.
    ``named`` says that the user gave it, not only a folder or an archive that holds it.
    """

    name: str
    stream: Peekable
    options: InputOptions
    budget: Budget
    file: io.RawIOBase | None = None
    inside: bool = False
    taken: Taken | None = None
    named: bool = True

    def unpacked(self, stream: Stream) -> Item:
        """The same item with its compression taken off."""
        return replace(self, stream=Peekable(stream), file=None)

    def member(self, name: str, stream: Stream) -> Item:
        """An item for a member of this archive."""
        name = f"{self.name}{MEMBER}{name}"
        return replace(self, name=name, stream=Peekable(stream), file=None, inside=True, named=False)

    @contextmanager
    def seekable(self) -> Iterator[IO[bytes]]:
        """Give the content as a file that can be sought in; a stream is copied to a temporary file."""
        if self.file is not None:
            self.file.seek(0)
            buffered = io.BufferedReader(self.file)
            try:
                yield buffered
            finally:
                buffered.detach()  # the file belongs to whoever opened it
            return
        with tempfile.TemporaryFile() as target:
            yield spool(self.stream, target)
