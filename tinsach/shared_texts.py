"""Texts of many documents in a file that several processes read: each the ones it needs, where they stand."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

_TEXTS = "texts.utf8"
_PLACES = "places.npy"


@dataclass(frozen=True, slots=True)
class SharedTexts:
    """The texts in ``folder`` by number; 24 bytes of memory each where they are read, shared by all."""

    folder: Path

    def write(self, texts: Iterable[tuple[int, str]]) -> None:
        """Write ``texts``, each with its number, in the order given; raises OSError when there is no room."""
        numbers, ends = array("q"), array("q", [0])
        with (self.folder / _TEXTS).open("wb") as file:
            for number, text in texts:
                ends.append(ends[-1] + file.write(text.encode("utf-8", "surrogatepass")))
                numbers.append(number)
        order = np.argsort(np.array(numbers, dtype=np.int64))
        found = np.array(ends, dtype=np.int64)
        rows = (np.array(numbers, dtype=np.int64), found[:-1], found[1:])
        np.save(self.folder / _PLACES, np.stack([row[order] for row in rows]))

    def read(self, numbers: Collection[int]) -> Iterator[tuple[int, str]]:
        """Yield each of ``numbers`` with its text, in the order in which they were written."""
        places: npt.NDArray[np.int64] = np.load(self.folder / _PLACES, mmap_mode="r")
        at = np.searchsorted(places[0], np.fromiter(numbers, dtype=np.int64, count=len(numbers)))
        found = places[:, at]
        found = found[:, np.argsort(found[1])]
        with (self.folder / _TEXTS).open("rb", buffering=0) as file:
            for number, start, end in zip(*found.tolist(), strict=True):
                file.seek(start)
                yield number, file.read(end - start).decode("utf-8", "surrogatepass")
