"""Texts of many documents in a file that several processes read: each the ones it needs, where they stand."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]

_TEXTS = "texts.utf8"
_PLACES = "places.npy"


@dataclass(frozen=True, slots=True)
class SharedTexts:
    """The texts in ``folder`` by number; 24 bytes of memory each where they are read, shared by all."""

    folder: Path

    def missing(self, numbers: Numbers) -> Numbers:
        """Return those of ``numbers`` (in order, each once) whose texts were not added yet."""
        return np.setdiff1d(numbers, self._places()[0], assume_unique=True)

    def add(self, texts: Iterable[tuple[int, str]]) -> None:
        """Write ``texts``, each with its number, behind those there; raises OSError when there is no room."""
        held = self._places()
        numbers, ends = array("q"), array("q", [int(held[2].max(initial=0))])
        with (self.folder / _TEXTS).open("ab") as file:
            for number, text in texts:
                ends.append(ends[-1] + file.write(text.encode("utf-8", "surrogatepass")))
                numbers.append(number)
        found = np.array(ends, dtype=np.int64)
        new = np.stack([np.array(numbers, dtype=np.int64), found[:-1], found[1:]])
        places = np.concatenate([held, new], axis=1)
        np.save(self.folder / _PLACES, places[:, np.argsort(places[0])])

    def read(self, numbers: Collection[int]) -> Iterator[tuple[int, str]]:
        """Yield each of ``numbers`` with its text, in the order in which they were written."""
        places = self._places()
        at = np.searchsorted(places[0], np.fromiter(numbers, dtype=np.int64, count=len(numbers)))
        found = places[:, at]
        found = found[:, np.argsort(found[1])]
        with (self.folder / _TEXTS).open("rb", buffering=0) as file:
            for number, start, end in zip(*found.tolist(), strict=True):
                file.seek(start)
                yield number, file.read(end - start).decode("utf-8", "surrogatepass")

    def _places(self) -> Numbers:
        """Return the numbers in order, and where their texts begin and end."""
        path = self.folder / _PLACES
        return np.load(path, mmap_mode="r") if path.exists() else np.empty((3, 0), dtype=np.int64)


class Place:
    """A folder that is made when it is first asked for, and goes with this object."""

    def __init__(self) -> None:
        self._made: Path | None = None
        self.clear: Callable[[], object] = lambda: None

    def folder(self, within: Path | None) -> Path:
        """Return the folder; raises OSError when none can be made."""
        if self._made is None or not self._made.exists():
            self._made = Path(tempfile.mkdtemp(prefix="tinsach-", dir=within))
            self.clear = weakref.finalize(self, shutil.rmtree, self._made, ignore_errors=True)
        return self._made
